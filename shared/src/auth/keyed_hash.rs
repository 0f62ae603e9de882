//! Keyed hashes for values that must not be stored or logged as they are: emails and networks. Nobody can guess the
//! value from its hash without the key.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret as _;

use crate::config::{ConfigError, Environment, TokenSecrets};

/// 128 bits, so collisions do not occur in practice.
const BYTES: usize = 16;

/// Hashes texts with a key derived from `ACCESS_TOKEN_SECRET` (NIST SP 800-108, with HMAC). Clones share the key.
#[derive(Clone)]
pub struct KeyedHasher(Arc<hmac::Key>);

/// The keyed hash of one or more texts, in base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyedHash(String);

impl KeyedHash {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyedHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl KeyedHasher {
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let secret = TokenSecrets::access(environment)?.primary;
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
        let derived = hmac::sign(&secret, b"todo-lambda keyed hash");
        Ok(Self(Arc::new(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()))))
    }

    /// Hashes the texts in this order. Their boundaries count: `["ab", "c"]` and `["a", "bc"]` have different hashes.
    #[must_use]
    pub fn hash(&self, texts: &[&str]) -> KeyedHash {
        KeyedHash(URL_SAFE_NO_PAD.encode(self.bits(texts)))
    }

    /// The same hash as bits.
    #[must_use]
    pub fn bits(&self, texts: &[&str]) -> [u8; BYTES] {
        let mut context = hmac::Context::with_key(&self.0);
        for text in texts {
            context.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(text.as_bytes());
        }
        let mut bits = [0; BYTES];
        bits.copy_from_slice(&context.sign().as_ref()[..BYTES]);
        bits
    }
}

impl fmt::Debug for KeyedHasher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeyedHasher([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher(secret: &str) -> KeyedHasher {
        KeyedHasher::from_environment(&[("ACCESS_TOKEN_SECRET", secret)].into_iter().collect()).unwrap()
    }

    #[test]
    fn a_hash_depends_on_the_key_and_on_every_text() {
        let one = hasher("the-access-secret-of-at-least-32-bytes");
        let other = hasher("another-access-secret-of-at-least-32-bytes");
        assert_eq!(one.hash(&["ada", "lovelace"]), one.hash(&["ada", "lovelace"]));
        assert_ne!(one.hash(&["ada", "lovelace"]), other.hash(&["ada", "lovelace"]));
        assert_ne!(one.hash(&["ada", "lovelace"]), one.hash(&["adal", "ovelace"]));
        assert_ne!(one.hash(&["ada", ""]), one.hash(&["ada"]));
        assert_eq!(one.hash(&["ada"]).as_str().len(), 22);
    }
}
