//! The refresh token that a request carries: in its body or, where that has none, in its cookie. It does not print.

use axum::extract::{FromRequest, Request};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde::Deserialize;
use shared::http::refresh_cookie;
use shared::http::token_answer::RefreshTokenPlace;
use shared::http::{ApiError, InvalidInput, body, json};

use crate::AppState;

pub(crate) struct Presented {
    pub(crate) refresh_token: String,
    pub(crate) place: RefreshTokenPlace,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RefreshToken))]
pub(crate) struct PresentedBody {
    /// Left out in cookie mode.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    refresh_token: Option<String>,
}

/// A null is no token, and is refused.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

impl FromRequest<AppState> for Presented {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let headers = request.headers().clone();
        let bytes = body::read(request).await?;
        let in_body = if bytes.is_empty() { None } else { in_body(&headers, &bytes)? };
        if let Some(refresh_token) = in_body {
            return Ok(Self { refresh_token, place: RefreshTokenPlace::Body });
        }
        match refresh_cookie::read(&headers, &state.allowed_origins)? {
            Some(refresh_token) => Ok(Self { refresh_token, place: RefreshTokenPlace::Cookie }),
            // A page that asks whether there is a session: there is none.
            None if bytes.is_empty() && !headers.contains_key(CONTENT_TYPE) => {
                Ok(Self { refresh_token: String::new(), place: RefreshTokenPlace::Cookie })
            }
            None => Err(missing(&headers, &bytes)),
        }
    }
}

fn is_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let json = body::media_type(headers).as_deref() == Some("application/json");
    if json { Ok(()) } else { Err(ApiError::UnsupportedMediaType("application/json")) }
}

fn in_body(headers: &HeaderMap, bytes: &[u8]) -> Result<Option<String>, ApiError> {
    is_json(headers)?;
    Ok(json::parse::<PresentedBody>(bytes)?.refresh_token)
}

/// What is wrong with a request that carries no token.
fn missing(headers: &HeaderMap, bytes: &[u8]) -> ApiError {
    match is_json(headers) {
        Err(error) => error,
        Ok(()) if bytes.is_empty() => ApiError::MalformedBody("valid JSON"),
        Ok(()) => InvalidInput::body("refresh_token", "is missing").into(),
    }
}
