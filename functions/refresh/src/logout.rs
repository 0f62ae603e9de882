//! `POST /logout`: ends the session of a refresh token, however old the token is (RFC 7009).

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::SET_COOKIE;
use shared::audit::AuditEvent;
use shared::domain::session::RevocationReason;
use shared::http::ApiError;
use shared::http::refresh_cookie;
use shared::http::request_span;
use shared::http::token_response::TokenTransport;
use shared::store::sessions::EndOutcome;

use crate::AppState;
use crate::refresh_request::RefreshRequest;

pub(crate) async fn logout(
    State(state): State<AppState>,
    RefreshRequest { refresh_tokens, transport, rotate: _, optional: _ }: RefreshRequest,
) -> Result<Response, ApiError> {
    // There may be several cookies with this name, because someone else planted one next to the browser's own.
    for refresh_token in &refresh_tokens {
        end_session(&state, refresh_token).await?;
    }
    match transport {
        TokenTransport::Body => Ok(StatusCode::NO_CONTENT.into_response()),
        TokenTransport::Cookie => {
            Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, refresh_cookie::clear()?)]).into_response())
        }
    }
}

/// An invalid token counts as revoked (RFC 7009, section 2.2).
async fn end_session(state: &AppState, refresh_token: &str) -> Result<(), ApiError> {
    let now = state.clock.now();
    let Ok(token) = state.token_pairs.refresh.verify_ignoring_expiry(refresh_token, now) else { return Ok(()) };
    request_span::record_caller(token.user_id, token.session_id);
    let key = (token.user_id, token.session_id);
    if state.sessions.end(key, RevocationReason::Logout, now).await? == EndOutcome::Ended {
        AuditEvent::LoggedOut.record();
    }
    Ok(())
}
