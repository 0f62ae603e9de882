//! `POST /logout`: ends the session of a refresh token of any age and generation (RFC 7009).

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::SET_COOKIE;
use shared::audit::AuditEvent;
use shared::domain::session::RevocationReason;
use shared::http::ApiError;
use shared::http::layers;
use shared::http::refresh_cookie;
use shared::http::token_answer::RefreshTokenPlace;

use crate::AppState;
use crate::presented::Presented;

pub(crate) async fn logout(
    State(state): State<AppState>,
    Presented { refresh_token, place }: Presented,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    // RFC 7009, section 2.2: a token that is not ours is as good as revoked.
    if let Ok(token) = state.token_pairs.refresh.verify_of_any_age(&refresh_token, now) {
        layers::record_caller(token.user_id, token.session_id);
        let key = (token.user_id, token.session_id);
        if state.sessions.revoke(key, RevocationReason::Logout, now).await? {
            AuditEvent::LoggedOut.record();
        }
    }
    match place {
        RefreshTokenPlace::Body => Ok(StatusCode::NO_CONTENT.into_response()),
        RefreshTokenPlace::Cookie => {
            Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, refresh_cookie::clear()?)]).into_response())
        }
    }
}
