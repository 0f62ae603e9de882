//! A client's name for a request that it may have to retry.
//!
//! <https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>

/// More than clients need: a UUID has 36.
const MAX_BYTES: usize = 255;

/// Why a value is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a single value of 1 to 255 printable ASCII characters")]
pub struct InvalidIdempotencyKey;

/// Keys belong to one user: an equal key of another user has nothing to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    pub fn parse(bytes: &[u8]) -> Result<Self, InvalidIdempotencyKey> {
        let visible = bytes.iter().all(|byte| (b' '..=b'~').contains(byte)) && bytes.trim_ascii() == bytes;
        let text = std::str::from_utf8(bytes).map_err(|_| InvalidIdempotencyKey)?;
        let valid = visible && (1..=MAX_BYTES).contains(&text.len());
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidIdempotencyKey) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_and_not_too_long() {
        for text in ["a", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "a b", &"x".repeat(255)] {
            assert_eq!(IdempotencyKey::parse(text.as_bytes()).unwrap().as_str(), text);
        }
        for text in ["", " ", "a ", "é", "a\u{7f}", "a\tb", &"x".repeat(256)] {
            assert_eq!(IdempotencyKey::parse(text.as_bytes()), Err(InvalidIdempotencyKey), "{text:?}");
        }
        assert!(IdempotencyKey::parse(b"\xff").is_err());
    }
}
