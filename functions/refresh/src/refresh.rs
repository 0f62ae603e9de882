//! `POST /refresh`: one conditional write. If the session refuses it, the stored item decides.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use jiff::Timestamp;
use shared::audit::AuditEvent;
use shared::auth::refresh_token::RefreshToken;
use shared::domain::id::{SessionId, TokenId, UserId};
use shared::domain::session::{
    PresentedToken, Rejection, Renewal, RevocationReason, Session, TokenHolder, TokenPosition, Verdict,
};
use shared::http::ApiError;
use shared::http::request_span;
use shared::http::token_response::{TokenResponse, TokenTransport};
use shared::random;
use shared::store::sessions::Applied;

use crate::AppState;
use crate::refresh_request::RefreshRequest;

pub(crate) async fn refresh(
    State(state): State<AppState>,
    RefreshRequest { refresh_tokens, transport, rotate, optional }: RefreshRequest,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    if optional && refresh_tokens.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    // If there are two cookies with this name, someone else set one of them, so neither can be trusted.
    let [refresh_token] = refresh_tokens.as_slice() else { return Err(ApiError::InvalidToken) };
    // An expired or invalid token never ends a session and costs no store call.
    let token = state.token_pairs.refresh.verify(refresh_token, now).map_err(|_| ApiError::InvalidToken)?;
    request_span::record_caller(token.user_id, token.session_id);
    let holder = match transport {
        TokenTransport::Body => TokenHolder::Client,
        TokenTransport::Cookie => TokenHolder::CookieJar { rotate },
    };
    let presented = presented_token(&state, token, holder, now);
    // An error does not clear the cookie: another tab may have set a new one meanwhile.
    let (session, renewal) = refresh_session(&state, (token.user_id, token.session_id), &presented).await?;
    Ok(token_response(&state, &session, &presented, renewal, transport).into_response())
}

fn presented_token(state: &AppState, token: RefreshToken, holder: TokenHolder, now: Timestamp) -> PresentedToken {
    PresentedToken { position: token.position, issued_at: token.issued_at, holder, now, leeway: state.leeway }
}

/// The session after this refresh, and which refresh token to return.
async fn refresh_session(
    state: &AppState,
    key: (UserId, SessionId),
    presented: &PresentedToken,
) -> Result<(Session, Renewal), ApiError> {
    let mut update = presented.first_update();
    // A second write is rare: it acknowledges a cookie's successor. There is never a third.
    loop {
        let stored = match state.sessions.apply(key, presented, update).await? {
            Applied::Updated(session) => return Ok((session, presented.renewal())),
            Applied::Refused(stored) => stored,
        };
        match presented.judge(stored.as_ref()) {
            Verdict::Continue(session, renewal) => return Ok((session.clone(), renewal)),
            Verdict::Acknowledge(next) if next != update => update = next,
            Verdict::Acknowledge(_) => return Err(ApiError::Unavailable("the session changes too quickly".into())),
            Verdict::Theft => return Err(end_stolen(state, key, presented.now).await),
            Verdict::Reject(rejection) => return Err(reject(rejection)),
        }
    }
}

async fn end_stolen(state: &AppState, key: (UserId, SessionId), now: Timestamp) -> ApiError {
    tracing::warn!("a refresh token was used by two parties");
    AuditEvent::RefreshTokenTheft.record();
    match state.sessions.end(key, RevocationReason::RefreshTokenTheft, now).await {
        Ok(_) => ApiError::InvalidToken,
        Err(error) => error.into(),
    }
}

fn reject(rejection: Rejection) -> ApiError {
    match rejection {
        Rejection::FutureGeneration => {
            tracing::warn!("a generation that was never signed");
            AuditEvent::ForgedGeneration.record();
        }
        Rejection::NoSession | Rejection::Revoked | Rejection::Ended | Rejection::WrongFirstToken => {}
    }
    ApiError::InvalidToken
}

/// New tokens for a session. Signing them writes nothing.
fn token_response(
    state: &AppState,
    session: &Session,
    presented: &PresentedToken,
    renewal: Renewal,
    transport: TokenTransport,
) -> TokenResponse {
    let (pairs, now, token_id) = (&state.token_pairs, presented.now, TokenId::new(random::bytes()));
    let rotation = presented.position.rotation;
    match renewal {
        Renewal::Successor => {
            let successor = TokenPosition { generation: session.generation.saturating_add(1), token_id, rotation };
            TokenResponse::new(pairs.sign(session, successor, now), transport)
        }
        Renewal::Extended => {
            TokenResponse::new(pairs.sign_extended(session, presented.position, token_id, now), transport)
        }
        Renewal::Omitted => TokenResponse::access_only(pairs.sign_access(session, now)),
    }
}
