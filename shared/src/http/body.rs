//! Reading a body whole, within its limit, and knowing what it claims to be.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};

use super::ApiError;

/// The largest request body, in bytes.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// The content type of a request, without its parameters and in lower case.
#[must_use]
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(content_type.split(';').next()?.trim().to_ascii_lowercase())
}

/// The body's bytes. One that says that it is too long is not read at all.
pub async fn read(request: Request) -> Result<Vec<u8>, ApiError> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > MAX_BODY_BYTES as u64) {
        return Err(ApiError::BodyTooLarge);
    }
    read_body(request.into_body()).await
}

async fn read_body(body: Body) -> Result<Vec<u8>, ApiError> {
    use std::error::Error as _;
    match to_bytes(body, MAX_BODY_BYTES).await {
        Ok(bytes) => Ok(bytes.into()),
        Err(error) if error.source().is_some_and(|source| source.to_string().contains("length limit")) => {
            Err(ApiError::BodyTooLarge)
        }
        Err(_) => Err(ApiError::MalformedBody("valid HTTP")),
    }
}
