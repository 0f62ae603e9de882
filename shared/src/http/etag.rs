//! Entity tags (RFC 9110, sections 8.8.3 and 13.1.1): a task's version in quotes.

use axum::extract::FromRequestParts;
use http::HeaderValue;
use http::header::IF_MATCH;
use http::request::Parts;

use super::{ApiError, InvalidInput};

/// More tags than any client has. Each one is an operand in the store's condition.
const MAX_TAGS: usize = 20;

/// `"3"`.
///
/// # Panics
/// Never: digits in quotes are a header value.
#[expect(clippy::expect_used, reason = "digits in quotes are a header value")]
#[must_use]
pub fn of_version(version: u64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("digits in quotes are a header value")
}

/// The versions that `If-Match` accepts. `None` accepts any version: the header is missing or `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(Option<Vec<u64>>);

impl IfMatch {
    #[must_use]
    pub fn versions(&self) -> Option<&[u64]> {
        self.0.as_deref()
    }

    /// Parses a list (RFC 9110, section 5.6.1). Empty elements are ignored, and a tag may contain commas.
    fn parse(list: &[u8]) -> Option<Self> {
        if list.trim_ascii() == b"*" {
            return Some(Self(None));
        }
        let (mut rest, mut versions, mut tags) = (list, Vec::new(), 0);
        loop {
            rest = skip_separators(rest);
            if rest.is_empty() {
                return (1..=MAX_TAGS).contains(&tags).then_some(Self(Some(versions)));
            }
            let strong = rest.strip_prefix(b"W/").is_none();
            let (opaque, after) = opaque(rest.strip_prefix(b"W/").unwrap_or(rest))?;
            // Weak tags and tags that we never sent are well formed and match nothing.
            versions.extend(as_version(opaque).filter(|_| strong));
            (rest, tags) = (after, tags + 1);
        }
    }
}

fn skip_separators(list: &[u8]) -> &[u8] {
    let separators = list.iter().take_while(|byte| matches!(byte, b',' | b' ' | b'\t'));
    &list[separators.count()..]
}

/// The text between the first tag's quotes, and the rest, which is empty or starts with a comma.
fn opaque(list: &[u8]) -> Option<(&[u8], &[u8])> {
    let quoted = list.strip_prefix(b"\"")?;
    let end = quoted.iter().position(|byte| *byte == b'"')?;
    let (opaque, after) = (&quoted[..end], &quoted[end + 1..]);
    let well_formed = opaque.iter().all(|byte| matches!(byte, 0x21 | 0x23..=0x7e | 0x80..));
    let separated = after.trim_ascii_start().first().is_none_or(|byte| *byte == b',');
    (well_formed && separated).then_some((opaque, after))
}

/// The version, if it is written as we write it: `01` and `+1` are different tags from `1`.
fn as_version(opaque: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(opaque).ok()?;
    text.parse().ok().filter(|version: &u64| version.to_string() == text)
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let headers: Vec<_> = parts.headers.get_all(IF_MATCH).iter().map(HeaderValue::as_bytes).collect();
        if headers.is_empty() {
            return Ok(Self(None));
        }
        let invalid = || InvalidInput::header("if-match", "must be * or a list of up to 20 entity tags like \"3\"");
        Ok(Self::parse(&headers.join(&b',')).ok_or_else(invalid)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_versions_in_quotes() {
        let versions =
            |tags: &str| IfMatch::parse(tags.as_bytes()).map(|parsed| parsed.versions().map(<[u64]>::to_vec));
        assert_eq!(versions("*"), Some(None));
        assert_eq!(versions("\"3\""), Some(Some(vec![3])));
        assert_eq!(versions("\"3\" , \"5\""), Some(Some(vec![3, 5])));
        assert_eq!(versions("W/\"3\", \"x\", \"03\", \"+3\""), Some(Some(vec![])));
        assert_eq!(versions(" ,\"3\",, \"5\" ,"), Some(Some(vec![3, 5])));
        assert_eq!(versions("\"a,b\", \"é\", \"3\""), Some(Some(vec![3])));
        for malformed in
            ["", "3", "\"1\" \"2\"", "\"a b\"", "\"3", "\"", ",", "*, \"3\"", "\"1\"\"2\"", &"\"1\",".repeat(30)]
        {
            assert_eq!(versions(malformed), None, "{malformed}");
        }
    }
}
