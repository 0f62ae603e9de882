//! JSON bodies. The problem for an invalid body names the member and never repeats its value.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ApiError, InvalidInput, body};

/// A JSON body (RFC 8259), which must be an object. Unknown members are ignored.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// A JSON merge patch (RFC 7396), as `application/merge-patch+json` or `application/json`.
#[derive(Debug)]
pub struct MergePatch<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        match body::media_type(request.headers()).as_deref() {
            Some("application/json") => Ok(Self(parse(&body::read(request).await?)?)),
            _ => Err(ApiError::UnsupportedMediaType("application/json")),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for MergePatch<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        match body::media_type(request.headers()).as_deref() {
            Some("application/merge-patch+json" | "application/json") => Ok(Self(parse(&body::read(request).await?)?)),
            _ => Err(ApiError::UnsupportedMediaType("application/merge-patch+json or application/json")),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => {
                let mut response = Response::new(Body::from(bytes));
                response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
                response
            }
            Err(error) => ApiError::Internal(error.into()).into_response(),
        }
    }
}

/// Parses an object. Distinguishes invalid JSON from a member of the wrong type.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ApiError::MalformedBody("valid UTF-8"))?;
    let well_formed =
        || serde_json::from_str::<serde_json::Value>(text).map_err(|_| ApiError::MalformedBody("valid JSON"));
    if !text.trim_start().starts_with('{') {
        well_formed()?;
        return Err(InvalidInput { loc: vec!["body".into()], msg: "must be a JSON object".to_owned() }.into());
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer);
    match value {
        Ok(value) => deserializer.end().map(|()| value).map_err(|_| ApiError::MalformedBody("valid JSON")),
        Err(error) => {
            well_formed()?;
            Err(invalid_member(&error).into())
        }
    }
}

/// serde names a missing or duplicate member in its message, and any other invalid member in the path.
fn invalid_member(error: &serde_path_to_error::Error<serde_json::Error>) -> InvalidInput {
    let (path, inner) = (error.path().to_string(), error.inner());
    let position = format!(" at line {} column {}", inner.line(), inner.column());
    let message = inner.to_string();
    let message = message.strip_suffix(&position).unwrap_or(&message);
    let quoted = |prefix| message.strip_prefix(prefix).and_then(|rest: &str| rest.strip_suffix('`')).map(str::to_owned);
    if let Some(member) = quoted("missing field `") {
        return InvalidInput::body(member, "is required");
    }
    if let Some(member) = quoted("duplicate field `") {
        return InvalidInput::body(member, "must be given only once");
    }
    // serde's 'invalid type: string "secret", expected a number' would repeat what was sent.
    let message = match message.rsplit_once(", expected ") {
        Some((found, expected)) if found.starts_with("invalid ") => format!("must be {expected}"),
        _ => message.to_owned(),
    };
    InvalidInput::body(path, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::task::TaskContent;

    fn refusal(body: &[u8]) -> String {
        parse::<TaskContent>(body).unwrap_err().to_string()
    }

    #[test]
    fn invalid_json_is_malformed_even_if_a_member_is_wrong_too() {
        let deep = "[".repeat(100_000);
        let malformed: [&[u8]; 9] = [
            b"",
            b"{",
            b"nonsense",
            b"{\"title\":5",
            b"{\"title\":\"a\"} x",
            b"{\"title\":\"\\ud800\"}",
            b"{\"title\":1e999}",
            b"{'a':1}",
            deep.as_bytes(),
        ];
        for body in malformed {
            assert_eq!(
                refusal(body),
                "The body is not valid JSON",
                "{}",
                String::from_utf8_lossy(&body[..body.len().min(40)])
            );
        }
        assert_eq!(refusal(b"{\"title\":\"\xff\"}"), "The body is not valid UTF-8");
    }

    #[test]
    fn the_problem_names_the_invalid_member_and_does_not_repeat_its_value() {
        for (body, expected) in [
            ("{}", "body.title: is required"),
            ("null", "body: must be a JSON object"),
            ("[\"a\",\"b\",null]", "body: must be a JSON object"),
            ("{\"title\":4711}", "body.title: must be a string"),
            ("{\"title\":\"\"}", "body.title: must be 1 to 500 characters long"),
            ("{\"title\":\"a\",\"title\":\"b\"}", "body.title: must be given only once"),
            (
                "{\"title\":\"a\",\"deadline\":\"2023-02-30\"}",
                "body.deadline: must be a valid date in the format YYYY-MM-DD",
            ),
            ("{\"title\":\"a\",\"deadline\":{\"secret\":1}}", "body.deadline: must be a string"),
        ] {
            assert_eq!(refusal(body.as_bytes()), expected);
        }
    }
}
