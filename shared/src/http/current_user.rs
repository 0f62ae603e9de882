//! Who calls. A handler that takes a `CurrentUser` cannot forget to ask.

use axum::extract::{FromRef, FromRequestParts};
use http::header::AUTHORIZATION;
use http::request::Parts;

use super::ApiError;
use super::layers::record_caller;
use crate::auth::access_token::{AccessToken, AccessTokens};
use crate::clock::Clock;
use crate::config::{ConfigError, Environment};
use crate::domain::email::Email;
use crate::domain::id::UserId;

/// The user whose access token the request carries (RFC 6750, section 2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentUser(AccessToken);

impl CurrentUser {
    #[must_use]
    pub fn id(&self) -> UserId {
        self.0.user_id
    }

    #[must_use]
    pub fn email(&self) -> &Email {
        &self.0.email
    }
}

/// What it takes to say who calls: the part of a function's state that [`CurrentUser`] asks for.
#[derive(Clone, Debug)]
pub struct Authentication {
    access_tokens: AccessTokens,
    clock: Clock,
}

impl Authentication {
    pub fn from_environment(environment: &Environment, clock: Clock) -> Result<Self, ConfigError> {
        Ok(Self { access_tokens: AccessTokens::from_environment(environment)?, clock })
    }
}

impl<S> FromRequestParts<S> for CurrentUser
where
    S: Send + Sync,
    Authentication: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let token = bearer_token(parts).ok_or(ApiError::InvalidToken)?;
        let Authentication { access_tokens, clock } = Authentication::from_ref(state);
        let token = access_tokens.verify(token, clock.now())?;
        record_caller(token.user_id, token.session_id);
        Ok(Self(token))
    }
}

/// The token of the one `Authorization` header. API Gateway joins two headers by a comma, which no token has.
fn bearer_token(parts: &Parts) -> Option<&str> {
    let mut headers = parts.headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (headers.next(), headers.next()) else { return None };
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_matches(' '))
}
