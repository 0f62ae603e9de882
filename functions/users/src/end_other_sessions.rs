//! `DELETE /users/me/sessions`: ends all sessions of the caller except the current one.

use axum::extract::State;
use http::StatusCode;
use shared::access::current_user::CurrentUser;
use shared::audit::AuditEvent;
use shared::domain::session::RevocationReason;
use shared::http::ApiError;
use shared::store::sessions::{EndLimits, SessionFilter};

use crate::AppState;

/// This many sessions end before the function times out.
const END_LIMITS: EndLimits = EndLimits { sessions: 2_000, queries: 20 };

pub(crate) async fn end_other_sessions(
    State(state): State<AppState>,
    current_user: CurrentUser,
) -> Result<StatusCode, ApiError> {
    let (user_id, except) = (current_user.id(), Some(current_user.session_id()));
    let filter = SessionFilter { user_id, except, below_version: None };
    if state.sessions.end_matching(filter, END_LIMITS, RevocationReason::EndedByUser, state.clock.now()).await? {
        AuditEvent::OtherSessionsEnded.record();
        return Ok(StatusCode::NO_CONTENT);
    }
    // What has ended stays ended, so a retry ends the next sessions.
    Err(ApiError::Unavailable("there are more sessions than one request can end".into()))
}
