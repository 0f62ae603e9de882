//! Who calls, as the type of a handler's argument. A handler cannot forget the checks: it gets no user id from an
//! [`UncheckedUser`] without the check of the session, and [`CurrentUser`] has been checked already.

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

/// The user of the request's access token (RFC 6750, section 2.1), whose session is active.
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

/// The user of a verified access token whose session is not checked yet. For reads, which check it concurrently.
#[derive(Debug)]
pub struct UncheckedUser {
    token: AccessToken,
    authenticator: Authenticator,
    now: Timestamp,
}

impl UncheckedUser {
    /// Reads for this user and checks the session concurrently. Returns what was read only if the session is active.
    pub async fn with<T>(self, read: impl AsyncFnOnce(CurrentUser) -> Result<T, ApiError>) -> Result<T, ApiError> {
        let current_user = CurrentUser(self.token.clone());
        // An ended session stops the read. A failed read does not stop the check, so 401 takes precedence.
        try_join(self.check(), async { Ok(read(current_user).await) }).await?.1
    }

    /// Whether sessions are checked at all. If not, an access token works until it expires.
    #[must_use]
    pub fn checks_session(&self) -> bool {
        self.authenticator.sessions.is_some()
    }

    /// Reads for this user and the session's status in one call. Returns what was read only if the session is active.
    pub async fn with_session_status<T>(
        self,
        read: impl AsyncFnOnce(CurrentUser) -> Result<(Option<SessionStatus>, T), ApiError>,
    ) -> Result<T, ApiError> {
        let (status, read) = read(CurrentUser(self.token)).await?;
        judge(status, self.now)?;
        Ok(read)
    }

    async fn check(&self) -> Result<(), ApiError> {
        let Some(sessions) = &self.authenticator.sessions else { return Ok(()) };
        let status = sessions.status(self.token.user_id, self.token.session_id).await?;
        judge(status, self.now)
    }
}

/// No access token works after its session has ended.
fn judge(status: Option<SessionStatus>, now: Timestamp) -> Result<(), ApiError> {
    if status.is_some_and(|status| status.is_active(now)) {
        return Ok(());
    }
    AuditEvent::AccessTokenRefused.record();
    Err(ApiError::InvalidToken)
}

/// What pages send when they have no token. A visitor who is not logged in is not worth an audit event.
const NO_TOKEN: [&str; 3] = ["", "null", "undefined"];

/// Records an invalid token as an audit event. Expired tokens are normal.
fn record_refusal(token: &str, rejected: TokenRejected) {
    match rejected {
        TokenRejected::Invalid if !NO_TOKEN.contains(&token) => AuditEvent::AccessTokenRefused.record(),
        TokenRejected::Invalid | TokenRejected::Expired => {}
    }
}

/// The part of a function's state that the extractors need.
#[derive(Clone, Debug)]
pub struct Authenticator {
    access_tokens: AccessTokens,
    /// `None` if sessions are not checked.
    sessions: Option<Sessions>,
    clock: Clock,
}

impl Authenticator {
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
    Authenticator: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let token = bearer_token(parts).ok_or(ApiError::InvalidToken)?;
        let authenticator = Authenticator::from_ref(state);
        let now = authenticator.clock.now();
        let verified = authenticator.access_tokens.verify(token, now);
        let token = verified.inspect_err(|rejected| record_refusal(token, *rejected))?;
        record_caller(token.user_id, token.session_id);
        Ok(Self { token, authenticator, now })
    }
}

impl<S> FromRequestParts<S> for CurrentUser
where
    S: Send + Sync,
    Authenticator: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let user = UncheckedUser::from_request_parts(parts, state).await?;
        user.check().await?;
        Ok(Self(user.token))
    }
}

/// The bearer token, if there is exactly one `Authorization` header. API Gateway joins two with a comma, which no token
/// contains.
fn bearer_token(parts: &Parts) -> Option<&str> {
    let mut headers = parts.headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (headers.next(), headers.next()) else { return None };
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_matches(' '))
}
