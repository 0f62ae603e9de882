//! Email addresses: shown as typed, compared without regard to case.

use std::borrow::Cow;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// RFC 5321, section 4.5.3.1.3: a path has at most 256 octets, two of which are its angle brackets.
const MAX_BYTES: usize = 254;

/// Why a text is not an email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    #[error("must be at most 254 bytes long")]
    TooLong,
    #[error("must be an email address like name@example.com")]
    Malformed,
}

/// An address that could receive mail. Two addresses with equal [folded](Email::folded) forms belong to the same user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email {
    typed: String,
    folded: String,
}

impl Email {
    /// Removes surrounding white space and changes nothing else.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let typed = text.trim();
        let folded = fold(typed);
        if typed.len() > MAX_BYTES || folded.len() > MAX_BYTES {
            return Err(InvalidEmail::TooLong);
        }
        let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
        let composed = compose(typed); // the parser rejects combining marks
        let printable = !typed.chars().any(|character| character.is_control() || character.is_whitespace());
        match EmailAddress::parse_with_options(&composed, options) {
            Ok(_) if printable => Ok(Self { typed: typed.to_owned(), folded }),
            Ok(_) | Err(_) => Err(InvalidEmail::Malformed),
        }
    }

    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The form that is compared. It is the key of the users table.
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for Email {}

impl TryFrom<String> for Email {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.typed
    }
}

/// Unicode's NFC. ASCII, which most addresses are, has that form already.
fn compose(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { text.nfc().collect() }
}

/// Maps texts that differ only in case to one form: Unicode's simple case folding of each letter, with NFC before and
/// after. A letter's form never depends on its neighbours, and no letter becomes two: ß and ss stay different.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.nfc().map(fold_letter).nfc().collect() }
}

/// To upper case and then to lower case, so that σ and ς both become σ, by way of Σ. Only mappings to a single letter
/// are used (<https://www.unicode.org/reports/tr44/#CaseFolding.txt>, status C and S). The upper case of ı is I, but
/// the standard folds ı to itself.
fn fold_letter(letter: char) -> char {
    if letter == 'ı' {
        return letter;
    }
    let upper = only(letter.to_uppercase()).unwrap_or(letter);
    only(upper.to_lowercase()).unwrap_or(upper)
}

fn only(mut letters: impl ExactSizeIterator<Item = char>) -> Option<char> {
    if letters.len() == 1 { letters.next() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text: String) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn case_and_surrounding_space_do_not_make_a_different_user(local in "[a-z0-9]{1,20}", domain in "[a-z0-9]{1,20}\\.[a-z]{2,6}") {
            let plain = Email::parse(&format!("{local}@{domain}")).unwrap();
            let loud = Email::parse(&format!("  {}@{}\n", local.to_uppercase(), domain.to_uppercase())).unwrap();
            prop_assert_eq!(&plain, &loud);
            prop_assert_eq!(loud.typed(), format!("{}@{}", local.to_uppercase(), domain.to_uppercase()));
        }

        #[test]
        fn a_letter_and_its_capital_are_the_same_user_in_any_script(text in "\\p{L}{1,20}") {
            let capitals = |letter: char| if letter == 'ı' { letter } else { only(letter.to_uppercase()).unwrap_or(letter) };
            prop_assert_eq!(fold(&text.chars().map(capitals).collect::<String>()), fold(&text));
            let small = |letter: char| only(letter.to_lowercase()).unwrap_or(letter);
            prop_assert_eq!(fold(&text.chars().map(small).collect::<String>()), fold(&text));
        }

        #[test]
        fn folding_never_changes_the_number_of_letters(text in "\\p{L}{0,20}") {
            let composed: String = text.nfc().collect();
            prop_assert_eq!(fold(&text).chars().count(), composed.chars().count());
        }

        #[test]
        fn an_address_survives_being_stored(local in "[\\p{L}0-9]{1,12}", domain in "[\\p{Ll}0-9]{1,12}\\.[a-z]{2,6}") {
            if let Ok(email) = Email::parse(&format!("{local}@{domain}")) {
                let stored = serde_json::to_string(&email).unwrap();
                prop_assert_eq!(serde_json::from_str::<Email>(&stored).unwrap(), email);
            }
        }
    }

    #[test]
    fn ascii_folds_like_every_other_letter() {
        for letter in '\0'..='\u{7f}' {
            assert_eq!(fold_letter(letter), letter.to_ascii_lowercase());
            assert_eq!(fold(&letter.to_string()), fold(&format!("é{letter}"))["é".len()..]);
        }
    }

    #[test]
    fn different_letters_are_different_addresses() {
        for (one, other) in [("straße", "strasse"), ("ı", "i"), ("ﬁ", "fi"), ("İ", "i"), ("ŉa", "ʼna"), ("аda", "ada")]
        {
            let address = |local: &str| Email::parse(&format!("{local}@example.com")).unwrap();
            assert_ne!(address(one), address(other));
        }
    }

    #[test]
    fn folding_a_letter_twice_is_folding_it_once() {
        for letter in '\0'..=char::MAX {
            assert_eq!(fold_letter(fold_letter(letter)), fold_letter(letter), "{letter:?}");
        }
    }

    #[test]
    fn a_final_sigma_equals_a_sigma() {
        assert_eq!(Email::parse("νίκος@example.com"), Email::parse("ΝΊΚΟΣ@EXAMPLE.COM"));
    }

    #[test]
    fn composed_and_decomposed_letters_are_one_address() {
        assert_eq!(Email::parse("zo\u{eb}@example.com"), Email::parse("ZOE\u{308}@example.com"));
    }

    #[test]
    fn invalid_addresses_are_refused() {
        let long = format!("{}@example.com", "a".repeat(250));
        for (text, problem) in [
            ("", InvalidEmail::Malformed),
            ("ada", InvalidEmail::Malformed),
            ("ada@", InvalidEmail::Malformed),
            ("@example.com", InvalidEmail::Malformed),
            ("ada@example", InvalidEmail::Malformed),
            ("ada@@example.com", InvalidEmail::Malformed),
            ("ada@[127.0.0.1]", InvalidEmail::Malformed),
            ("Ada <ada@example.com>", InvalidEmail::Malformed),
            ("ada\u{0}@example.com", InvalidEmail::Malformed),
            ("\"a da\"@example.com", InvalidEmail::Malformed),
            ("ada@exam\u{a0}ple.com", InvalidEmail::Malformed),
            (&long, InvalidEmail::TooLong),
        ] {
            assert_eq!(Email::parse(text), Err(problem), "{text:?}");
        }
    }
}
