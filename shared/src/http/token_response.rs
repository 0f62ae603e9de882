//! The response of a login, a refresh and a password change.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use jiff::SignedDuration;
use serde::Serialize;

use super::json::Json;
use super::refresh_cookie;
use crate::auth::access_token::SignedAccessToken;
use crate::auth::token_pair::SignedTokenPair;

/// The tokens of a session (RFC 6749, section 5.1). `expires_in` is the lifetime of the access token in seconds.
// `Debug` does not show the tokens.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Tokens))]
pub struct TokenResponse {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    /// Missing in cookie mode, where only the cookie has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    refresh_token: Option<String>,
    #[serde(skip)]
    cookie: Option<(String, SignedDuration)>,
}

/// How a refresh token travels between the client and the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenTransport {
    Body,
    Cookie,
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TokenResponse").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

impl TokenResponse {
    /// A new access token for a client that keeps its refresh token.
    #[must_use]
    pub fn access_only(access: SignedAccessToken) -> Self {
        let expires_in = access.expires_in.as_secs();
        Self { access_token: access.token, token_type: "bearer", expires_in, refresh_token: None, cookie: None }
    }

    #[must_use]
    pub fn new(pair: SignedTokenPair, transport: TokenTransport) -> Self {
        let SignedTokenPair { access, refresh, refresh_expires_in } = pair;
        let (refresh_token, cookie) = match transport {
            TokenTransport::Body => (Some(refresh), None),
            TokenTransport::Cookie => (None, Some((refresh, refresh_expires_in))),
        };
        Self { refresh_token, cookie, ..Self::access_only(access) }
    }
}

impl IntoResponse for TokenResponse {
    fn into_response(mut self) -> Response {
        let cookie = self.cookie.take().map(|(token, lifetime)| refresh_cookie::set(&token, lifetime)).transpose();
        let mut response = Json(self).into_response();
        match cookie {
            Ok(None) => response,
            Ok(Some(cookie)) => {
                response.headers_mut().insert(SET_COOKIE, cookie);
                response
            }
            Err(error) => error.into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::access_token::SignedAccessToken;

    #[test]
    fn no_token_is_printed() {
        let access = SignedAccessToken { token: "secret".to_owned(), expires_in: SignedDuration::from_mins(15) };
        let pair =
            SignedTokenPair { access, refresh: "secret".to_owned(), refresh_expires_in: SignedDuration::from_mins(15) };
        let printed = format!("{pair:?}");
        assert!(
            !format!("{printed}{:?}", TokenResponse::new(pair, TokenTransport::Cookie)).contains("secret"),
            "{printed}"
        );
    }
}
