//! Entity tags (RFC 9110, sections 8.8.3 and 13.1.1): a task's version in quotes.

use axum::extract::FromRequestParts;
use http::HeaderValue;
use http::header::IF_MATCH;
use http::request::Parts;

use super::{ApiError, InvalidInput};

/// More tags than any client holds; each is an operand of a condition.
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

/// The versions that `If-Match` asks for; `None` without the header or with `*`, which any version satisfies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(Option<Vec<u64>>);

impl IfMatch {
    #[must_use]
    pub fn versions(&self) -> Option<&[u64]> {
        self.0.as_deref()
    }

    fn parse(tags: &str) -> Option<Self> {
        if tags.trim() == "*" {
            return Some(Self(None));
        }
        let tags: Vec<_> = tags.split(',').map(str::trim).collect();
        let opaque: Option<Vec<_>> = tags.iter().map(|tag| opaque(tag.strip_prefix("W/").unwrap_or(tag))).collect();
        // A weak tag and a tag that we never gave are well formed and match nothing.
        let version = |(tag, opaque): (&&str, &str)| (!tag.starts_with('W')).then(|| as_version(opaque)).flatten();
        let versions = |opaque: Vec<&str>| tags.iter().zip(opaque).filter_map(version).collect();
        opaque.filter(|opaque| opaque.len() <= MAX_TAGS).map(|opaque| Self(Some(versions(opaque))))
    }
}

/// What stands between the quotes of a well-formed tag.
fn opaque(tag: &str) -> Option<&str> {
    let opaque = tag.strip_prefix('"')?.strip_suffix('"')?;
    opaque.bytes().all(|byte| byte == b'!' || (b'#'..=b'~').contains(&byte)).then_some(opaque)
}

/// A version as we write it: `01` and `+1` are other tags than `1`.
fn as_version(opaque: &str) -> Option<u64> {
    opaque.parse().ok().filter(|version: &u64| version.to_string() == opaque)
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let headers: Vec<_> =
            parts.headers.get_all(IF_MATCH).iter().map(|tags| tags.to_str().unwrap_or_default()).collect();
        if headers.is_empty() {
            return Ok(Self(None));
        }
        let invalid = || InvalidInput::header("if-match", "must be * or up to 20 entity tags like \"3\"");
        Ok(Self::parse(&headers.join(",")).ok_or_else(invalid)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_versions_in_quotes() {
        let versions = |tags: &str| IfMatch::parse(tags).map(|parsed| parsed.versions().map(<[u64]>::to_vec));
        assert_eq!(versions("*"), Some(None));
        assert_eq!(versions("\"3\""), Some(Some(vec![3])));
        assert_eq!(versions("\"3\" , \"5\""), Some(Some(vec![3, 5])));
        assert_eq!(versions("W/\"3\", \"x\", \"03\", \"+3\""), Some(Some(vec![])));
        for malformed in
            ["", "3", "\"1\" \"2\"", "\"a b\"", "\"é\"", "\"3", "\"", "\"3\",", "*, \"3\"", &"\"1\",".repeat(30)]
        {
            assert_eq!(versions(malformed), None, "{malformed}");
        }
    }
}
