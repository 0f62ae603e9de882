//! `DELETE /users/me/sessions`: ends every session of the caller but this one.

use axum::extract::State;
use http::StatusCode;
use shared::access::current_user::CurrentUser;
use shared::audit::AuditEvent;
use shared::domain::session::RevocationReason;
use shared::http::ApiError;
use shared::store::sessions::Others;

use crate::AppState;

/// As many as end before the function's own time does.
const LIMIT: usize = 2_000;
/// A megabyte each.
const MAX_CALLS: usize = 20;

pub(crate) async fn end_other_sessions(
    State(state): State<AppState>,
    current_user: CurrentUser,
) -> Result<StatusCode, ApiError> {
    let (user_id, except) = (current_user.id(), Some(current_user.session_id()));
    let others = Others { user_id, except, below_version: None, limit: LIMIT, calls: MAX_CALLS };
    if state.sessions.end_others(others, RevocationReason::EndedByUser, state.clock.now()).await? {
        AuditEvent::OtherSessionsEnded.record();
        return Ok(StatusCode::NO_CONTENT);
    }
    // Those that have ended stay so: the repeat ends the next ones.
    Err(ApiError::Unavailable("there are more sessions than one request can end".into()))
}
