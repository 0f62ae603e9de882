//! The `Idempotency-Key` header.

use axum::extract::OptionalFromRequestParts;
use http::request::Parts;

use super::{ApiError, InvalidInput};
use crate::domain::idempotency_key::{IdempotencyKey, InvalidIdempotencyKey};

const NAME: &str = "idempotency-key";

impl<S: Send + Sync> OptionalFromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, ApiError> {
        let mut headers = parts.headers.get_all(NAME).iter();
        let key = match (headers.next(), headers.next()) {
            (None, _) => return Ok(None),
            (Some(key), None) => Self::parse(key.as_bytes()),
            (Some(_), Some(_)) => Err(InvalidIdempotencyKey),
        };
        key.map(Some).map_err(|invalid| InvalidInput::header(NAME, invalid).into())
    }
}
