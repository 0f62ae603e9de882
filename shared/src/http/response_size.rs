//! How large a response may be. Lambda accepts 6 MB of JSON. The body is a string in it, so quotes count twice.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>

use std::ops::AddAssign;

/// The largest body, in bytes.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;
/// Lambda's 6 MB, minus room for the status and headers.
const MAX_ENCODED_BYTES: usize = 6 * 1024 * 1024 - 16 * 1024;
/// What one byte can become in a JSON string: `\u001f`.
const LONGEST_ESCAPE: usize = 6;

/// Whether a response may have this body. Nearly every body is so short that its bytes need not be looked at.
#[must_use]
pub fn fits(body: &[u8]) -> bool {
    body.len() <= MAX_ENCODED_BYTES / LONGEST_ESCAPE || ResponseSize::of(body).fits()
}

/// The size of a body, or of a part of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResponseSize {
    body: usize,
    encoded: usize,
}

impl ResponseSize {
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        let escapes = body.iter().map(|byte| match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 1,
            0..=0x1f => 5, // \u001f
            _ => 0,
        });
        Self { body: body.len(), encoded: body.len() + escapes.sum::<usize>() }
    }

    /// Whether a response may have this size.
    #[must_use]
    pub fn fits(self) -> bool {
        self.body <= MAX_BODY_BYTES && self.encoded <= MAX_ENCODED_BYTES
    }
}

impl AddAssign for ResponseSize {
    fn add_assign(&mut self, other: Self) {
        self.body += other.body;
        self.encoded += other.encoded;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoded_size_is_that_of_a_json_string() {
        let body = "{\"a\":\"\\n\\u0001é\"}\r\n\t\u{1}\u{7f}🚀";
        let encoded = serde_json::to_string(body).unwrap().len() - 2; // without its quotes
        assert_eq!(ResponseSize::of(body.as_bytes()), ResponseSize { body: body.len(), encoded });
    }

    #[test]
    fn four_megabytes_of_text_fit_and_four_of_quotes_do_not() {
        assert!(fits(&vec![b'x'; MAX_BODY_BYTES]));
        assert!(!fits(&vec![b'x'; MAX_BODY_BYTES + 1]));
        assert!(!fits(&vec![b'"'; MAX_BODY_BYTES]));
    }

    #[test]
    fn a_body_fits_exactly_if_its_size_does() {
        let length = MAX_ENCODED_BYTES / LONGEST_ESCAPE;
        for length in [0, length - 1, length, length + 1] {
            for byte in [b'x', b'"', 1] {
                let body = vec![byte; length];
                assert_eq!(fits(&body), ResponseSize::of(&body).fits(), "{length} bytes of {byte}");
            }
        }
    }
}
