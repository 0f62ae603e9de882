//! The refresh token of a request: from its body or, if the body has none, from its cookies. It is never printed.

use axum::extract::{FromRequest, Request};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde::Deserialize;
use shared::domain::not_null;
use shared::http::token_response::TokenTransport;
use shared::http::{ApiError, InvalidInput, body, json};

use crate::AppState;

pub(crate) struct RefreshRequest {
    /// Exactly one, unless a browser sends no cookie with this name, or several.
    pub(crate) refresh_tokens: Vec<String>,
    pub(crate) transport: TokenTransport,
    pub(crate) rotate: bool,
    /// Whether a browser without a cookie gets an empty response instead of a 401.
    pub(crate) optional: bool,
}

#[derive(Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RefreshToken))]
pub(crate) struct RefreshRequestBody {
    /// Leave it out in cookie mode.
    #[serde(default, deserialize_with = "not_null::deserialize")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    refresh_token: Option<String>,
    /// In cookie mode: whether the cookie gets a new refresh token. Otherwise it keeps the same one, with a later expiry.
    #[serde(default)]
    rotate: bool,
    /// In cookie mode: whether the response without a cookie is a 204, for a page that only asks whether anybody is logged
    /// in. Otherwise it is an error, which browsers print to their console.
    #[serde(default)]
    optional: bool,
}

impl FromRequest<AppState> for RefreshRequest {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let headers = request.headers().clone();
        let bytes = body::read(request).await?;
        let body = if bytes.is_empty() { RefreshRequestBody::default() } else { parse_body(&headers, &bytes)? };
        let RefreshRequestBody { refresh_token, rotate, optional } = body;
        if let Some(refresh_token) = refresh_token {
            return Ok(Self { refresh_tokens: vec![refresh_token], transport: TokenTransport::Body, rotate, optional });
        }
        let refresh_tokens = state.allowed_origins.refresh_tokens(&headers)?;
        // With no cookie, no body and no content type, a page only asks whether it has a session. It has none.
        let only_asks = optional || (bytes.is_empty() && !headers.contains_key(CONTENT_TYPE));
        if refresh_tokens.is_empty() && !only_asks {
            return Err(missing_token(&headers, &bytes));
        }
        Ok(Self { refresh_tokens, transport: TokenTransport::Cookie, rotate, optional })
    }
}

fn require_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let json = body::media_type(headers).as_deref() == Some("application/json");
    if json { Ok(()) } else { Err(ApiError::UnsupportedMediaType("application/json")) }
}

fn parse_body(headers: &HeaderMap, bytes: &[u8]) -> Result<RefreshRequestBody, ApiError> {
    require_json(headers)?;
    json::parse(bytes)
}

/// The error for a request that has a body or a content type but no token.
fn missing_token(headers: &HeaderMap, bytes: &[u8]) -> ApiError {
    match require_json(headers) {
        Err(error) => error,
        Ok(()) if bytes.is_empty() => ApiError::MalformedBody("valid JSON"),
        Ok(()) => InvalidInput::body("refresh_token", "is required").into(),
    }
}
