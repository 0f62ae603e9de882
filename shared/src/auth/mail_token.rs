//! What proves that somebody has read a mail: the token in its link and its six-digit code. Neither is stored. Both are
//! derived from `MAIL_TOKEN_SECRET`, the mail's purpose and its request, so the mailer can send the same ones again.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};

use crate::config::{self, ConfigError, Environment};
use crate::domain::mail::{MailPurpose, MailRequestId};

const TOKEN: &str = "todo-lambda mail token";
const CODE: &str = "todo-lambda mail code";
/// How many codes there are.
const CODES: u128 = 1_000_000;

/// Derives and checks tokens and codes. Clones share the key.
#[derive(Clone)]
pub struct MailTokens(Arc<hmac::Key>);

/// A token or a code, for the mail alone.
#[derive(Clone, Debug)]
pub struct MailProof(SecretString);

impl MailProof {
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether a client sent this token or code. Takes the same time wherever the two differ.
    #[must_use]
    pub fn matches(&self, presented: &str) -> bool {
        verify_slices_are_equal(self.expose().as_bytes(), presented.as_bytes()).is_ok()
    }
}

impl MailTokens {
    #[must_use]
    pub fn new(secret: &SecretString) -> Self {
        Self(Arc::new(hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes())))
    }

    /// `None` while mail is off.
    pub fn from_environment(environment: &Environment) -> Result<Option<Self>, ConfigError> {
        Ok(config::mail_token_secret(environment)?.as_ref().map(Self::new))
    }

    /// The token of a link: 256 bits, so it needs no limit of tries. 43 characters of base64url.
    #[must_use]
    pub fn token(&self, purpose: MailPurpose, id: MailRequestId) -> MailProof {
        MailProof(URL_SAFE_NO_PAD.encode(self.derive(TOKEN, purpose, id)).into())
    }

    /// The code that people can type: six digits. The remainder of 128 bits makes all codes equally likely.
    #[must_use]
    pub fn code(&self, purpose: MailPurpose, id: MailRequestId) -> MailProof {
        let mut bits = [0; 16];
        bits.copy_from_slice(&self.derive(CODE, purpose, id).as_ref()[..16]);
        MailProof(format!("{:06}", u128::from_be_bytes(bits) % CODES).into())
    }

    /// No label or purpose contains a zero byte, and all ids have the same length, so no two inputs are the same bytes.
    fn derive(&self, label: &str, purpose: MailPurpose, id: MailRequestId) -> hmac::Tag {
        hmac::sign(&self.0, format!("{label}\0{}\0{id}", purpose.name()).as_bytes())
    }
}

impl fmt::Debug for MailTokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MailTokens([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::mail::MailSlot;

    fn tokens(secret: &str) -> MailTokens {
        MailTokens::new(&secret.into())
    }

    fn id(random: u8) -> MailRequestId {
        MailRequestId::new(MailSlot::new([1; 16]), [random; 16])
    }

    #[test]
    fn a_token_depends_on_the_secret_the_purpose_and_the_request() {
        let ours = tokens("the-mail-secret-of-at-least-32-bytes");
        let other = tokens("another-mail-secret-of-at-least-32-bytes");
        let token = ours.token(MailPurpose::ResetPassword, id(1));
        assert_eq!(token.expose().len(), 43);
        assert!(ours.token(MailPurpose::ResetPassword, id(1)).matches(token.expose()));
        assert!(!ours.token(MailPurpose::ResetPassword, id(2)).matches(token.expose()));
        assert!(!ours.token(MailPurpose::PasswordChanged, id(1)).matches(token.expose()));
        assert!(!other.token(MailPurpose::ResetPassword, id(1)).matches(token.expose()));
        assert!(!token.matches(&token.expose()[..42]) && !token.matches("") && !token.matches(&"A".repeat(10_000)));
    }

    #[test]
    fn codes_have_six_digits_and_are_spread_over_all_of_them() {
        let tokens = tokens("the-mail-secret-of-at-least-32-bytes");
        let code = |random: u32| {
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&random.to_be_bytes());
            let id = MailRequestId::new(MailSlot::new([1; 16]), bytes);
            tokens.code(MailPurpose::ResetPassword, id).expose().to_owned()
        };
        let codes: Vec<_> = (0..5_000).map(code).collect();
        assert!(codes.iter().all(|code| code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit())));
        let first_digits: HashSet<_> = codes.iter().map(|code| code.as_bytes()[0]).collect();
        assert_eq!(first_digits.len(), 10, "a code may start with any digit, also with 0");
        assert!(codes.iter().collect::<HashSet<_>>().len() > 4_900);
    }

    #[test]
    fn debug_output_shows_nothing() {
        let tokens = tokens("the-mail-secret-of-at-least-32-bytes");
        let (token, code) =
            (tokens.token(MailPurpose::ResetPassword, id(1)), tokens.code(MailPurpose::ResetPassword, id(1)));
        let shown = format!("{tokens:?} {token:?} {code:?}");
        assert!(!shown.contains(token.expose()) && !shown.contains(code.expose()) && !shown.contains("32-bytes"));
    }
}
