//! Who calls. A handler that takes a [`CurrentUser`] cannot forget to ask, and one that takes an [`UncheckedUser`] gets nobody's
//! id out of it without the check of the session.

use axum::extract::{FromRef, FromRequestParts};
use futures_util::future::try_join;
use http::header::AUTHORIZATION;
use http::request::Parts;
use jiff::Timestamp;

use crate::audit::AuditEvent;
use crate::auth::TokenRejected;
use crate::auth::access_token::{AccessToken, AccessTokens};
use crate::clock::Clock;
use crate::config::{self, ConfigError, Environment};
use crate::domain::email::Email;
use crate::domain::id::{SessionId, UserId};
use crate::domain::session::SessionStatus;
use crate::http::ApiError;
use crate::http::request_span::record_caller;
use crate::store::Client;
use crate::store::sessions::Sessions;

/// The user whose access token the request carries (RFC 6750, section 2.1), and whose session goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentUser(AccessToken);

impl CurrentUser {
    #[must_use]
    pub fn id(&self) -> UserId {
        self.0.user_id
    }

    #[must_use]
    pub fn session_id(&self) -> SessionId {
        self.0.session_id
    }

    #[must_use]
    pub fn email(&self) -> &Email {
        &self.0.email
    }
}

/// The user of an access token whose session was not looked at yet: for reads, which may wait for both at once.
#[derive(Debug)]
pub struct UncheckedUser {
    token: AccessToken,
    authentication: Authentication,
    now: Timestamp,
}

impl UncheckedUser {
    /// Reads for this user while the session is looked at. What was read is given out only if the session goes on.
    pub async fn with<T>(self, read: impl AsyncFnOnce(CurrentUser) -> Result<T, ApiError>) -> Result<T, ApiError> {
        let current_user = CurrentUser(self.token.clone());
        // A session that has ended stops the read; a read that fails does not hide it.
        try_join(self.check(), async { Ok(read(current_user).await) }).await?.1
    }

    /// Whether the session is looked at, or the access token is trusted until it expires.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.authentication.sessions.is_some()
    }

    /// Reads for this user and the status of the session in one call. What was read is given out only if the session goes on.
    pub async fn with_standing<T>(
        self,
        read: impl AsyncFnOnce(CurrentUser) -> Result<(Option<SessionStatus>, T), ApiError>,
    ) -> Result<T, ApiError> {
        let (status, read) = read(CurrentUser(self.token)).await?;
        judge(status, self.now)?;
        Ok(read)
    }

    async fn check(&self) -> Result<(), ApiError> {
        let Some(sessions) = &self.authentication.sessions else { return Ok(()) };
        let status = sessions.status(self.token.user_id, self.token.session_id).await?;
        judge(status, self.now)
    }
}

/// A session that ended takes all its access tokens with it.
fn judge(status: Option<SessionStatus>, now: Timestamp) -> Result<(), ApiError> {
    if status.is_some_and(|status| status.is_active(now)) {
        return Ok(());
    }
    AuditEvent::AccessTokenRefused.record();
    Err(ApiError::InvalidToken)
}

/// What pages send that have no token: a visitor who is not logged in, which is no event.
const NO_TOKEN: [&str; 3] = ["", "null", "undefined"];

/// Writes down a token that is not ours. One that has expired is every client's daily business.
fn record_refusal(token: &str, rejected: TokenRejected) {
    match rejected {
        TokenRejected::Invalid if !NO_TOKEN.contains(&token) => AuditEvent::AccessTokenRefused.record(),
        TokenRejected::Invalid | TokenRejected::Expired => {}
    }
}

/// What it takes to say who calls: the part of a function's state that the extractors ask for.
#[derive(Clone, Debug)]
pub struct Authentication {
    access_tokens: AccessTokens,
    /// None where an access token is trusted until it expires.
    sessions: Option<Sessions>,
    clock: Clock,
}

impl Authentication {
    pub fn new(environment: &Environment, dynamodb: Client, clock: Clock) -> Result<Self, ConfigError> {
        let sessions = Sessions::new(dynamodb, environment);
        Ok(Self {
            access_tokens: AccessTokens::from_environment(environment)?,
            sessions: config::session_check(environment)?.then_some(sessions),
            clock,
        })
    }
}

impl<S> FromRequestParts<S> for UncheckedUser
where
    S: Send + Sync,
    Authentication: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let token = bearer_token(parts).ok_or(ApiError::InvalidToken)?;
        let authentication = Authentication::from_ref(state);
        let now = authentication.clock.now();
        let verified = authentication.access_tokens.verify(token, now);
        let token = verified.inspect_err(|rejected| record_refusal(token, *rejected))?;
        record_caller(token.user_id, token.session_id);
        Ok(Self { token, authentication, now })
    }
}

impl<S> FromRequestParts<S> for CurrentUser
where
    S: Send + Sync,
    Authentication: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let user = UncheckedUser::from_request_parts(parts, state).await?;
        user.check().await?;
        Ok(Self(user.token))
    }
}

/// The token of the one `Authorization` header. API Gateway joins two headers by a comma, which no token has.
fn bearer_token(parts: &Parts) -> Option<&str> {
    let mut headers = parts.headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (headers.next(), headers.next()) else { return None };
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_matches(' '))
}
