//! Plain-text passwords, held only while a request needs them. Hashing belongs to `auth`.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

use super::email::{self, Email};

mod common_passwords;

/// NIST SP 800-63B, section 5.1.1.2: at least 8 characters.
const MIN_CHARACTERS: usize = 8;
/// Long enough for any passphrase.
const MAX_CHARACTERS: usize = 256;

/// The name of this service, without its hyphen.
const SERVICE: &str = "todolambda";
/// Many good passwords contain a shorter local part by accident.
const MIN_LOCAL_PART_CHARACTERS: usize = 4;

/// Why a text is refused as a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    #[error("must be at least 8 characters long")]
    TooShort,
    #[error("must be at most 256 characters long")]
    TooLong,
    #[error("must not be a commonly used password")]
    TooCommon,
    #[error("must not contain the name of this service")]
    ContainsService,
    #[error("must not be the email address")]
    EqualsEmail,
    #[error("must not contain the part of the email address before the @")]
    ContainsLocalPart,
}

/// A password to hash or verify. NFC makes passwords equal that different keyboards encode differently.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "String")]
pub struct Password(SecretString);

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl Password {
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.nfc().collect::<String>().into())
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Refuses what an attacker who knows the email tries first: the address itself, and any password that contains its
    /// local part. A tag after a plus is ignored.
    pub fn check_against(&self, email: &Email) -> Result<(), WeakPassword> {
        let password = email::fold(self.expose());
        let local_part = email.folded().rsplit_once('@').map_or("", |(local_part, _)| local_part);
        let name = local_part.split('+').next().unwrap_or_default();
        if password.trim() == email.folded() {
            return Err(WeakPassword::EqualsEmail);
        }
        let is_guessable = name.chars().count() >= MIN_LOCAL_PART_CHARACTERS && password.contains(name);
        if is_guessable { Err(WeakPassword::ContainsLocalPart) } else { Ok(()) }
    }
}

/// A password that a user chooses: 8 to 256 characters and hard to guess.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct NewPassword(Password);

impl NewPassword {
    pub fn parse(text: &str) -> Result<Self, WeakPassword> {
        let password = Password::new(text);
        match password.expose().chars().count() {
            0..MIN_CHARACTERS => Err(WeakPassword::TooShort),
            MIN_CHARACTERS..=MAX_CHARACTERS if common_passwords::is_common(password.expose()) => {
                Err(WeakPassword::TooCommon)
            }
            MIN_CHARACTERS..=MAX_CHARACTERS if names_service(password.expose()) => Err(WeakPassword::ContainsService),
            MIN_CHARACTERS..=MAX_CHARACTERS => Ok(Self(password)),
            _ => Err(WeakPassword::TooLong),
        }
    }

    /// Refuses a password that [contains the email](Password::check_against).
    pub fn check_against(&self, email: &Email) -> Result<(), WeakPassword> {
        self.0.check_against(email)
    }

    #[must_use]
    pub fn into_password(self) -> Password {
        self.0
    }
}

/// Ignores case and hyphens.
fn names_service(password: &str) -> bool {
    email::fold(password).replace('-', "").contains(SERVICE)
}

impl TryFrom<String> for NewPassword {
    type Error = WeakPassword;

    fn try_from(text: String) -> Result<Self, WeakPassword> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_length_counts_characters_not_bytes(length in 0..300_usize) {
            let parsed = NewPassword::parse(&"é".repeat(length)).map(|_| ());
            let expected = match length {
                0..8 => Err(WeakPassword::TooShort),
                8..=256 => Ok(()),
                _ => Err(WeakPassword::TooLong),
            };
            prop_assert_eq!(parsed, expected);
        }

        #[test]
        fn a_typed_password_equals_the_chosen_one_in_any_unicode_normalisation(text in "\\PC{8,60}") {
            if let Ok(chosen) = NewPassword::parse(&text) {
                let decomposed: String = text.nfd().collect();
                prop_assert_eq!(Password::new(&decomposed).expose().to_owned(), chosen.into_password().expose().to_owned());
            }
        }
    }

    #[test]
    fn the_email_is_refused_as_a_password_in_any_case() {
        let email = Email::parse("Ada@Example.com").unwrap();
        let password = NewPassword::parse("aDA@eXAMPLE.com").unwrap();
        assert_eq!(password.check_against(&email), Err(WeakPassword::EqualsEmail));
        assert_eq!(NewPassword::parse("correct horse").unwrap().check_against(&email), Ok(()));
    }

    #[test]
    fn a_password_with_the_local_part_of_the_email_is_refused_in_any_case() {
        for (email, password, may) in [
            ("Herons@example.com", "nine quiet hERONs", false),
            ("herons+todo@example.com", "nine quiet herons", false),
            ("anna@example.com", "ANNA-anna", false),
            ("ada@example.com", "ada-ada-ada", true),
            ("quails@example.com", "nine quiet herons", true),
        ] {
            let checked = NewPassword::parse(password).unwrap().check_against(&Email::parse(email).unwrap());
            assert_eq!(checked.is_ok(), may, "{email} {password}");
        }
    }

    #[test]
    fn a_password_with_the_name_of_the_service_is_refused() {
        for text in ["my todo-lambda", "TODO-Lambda-1", "todolambda!"] {
            assert!(NewPassword::parse(text).is_err(), "{text}");
        }
        assert!(NewPassword::parse("todo and lambda").is_ok());
    }

    #[test]
    fn debug_output_does_not_show_a_password() {
        let password = NewPassword::parse("correct horse").unwrap();
        let attempt = Password::new("correct horse");
        assert!(!format!("{password:?} {attempt:?}").contains("horse"));
    }
}
