//! `DELETE /users/me/sessions/{id}`: ends one of the caller's sessions, perhaps the current one.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::access::current_user::CurrentUser;
use shared::audit::AuditEvent;
use shared::domain::id::SessionId;
use shared::domain::session::RevocationReason;
use shared::http::ApiError;
use shared::store::sessions::EndOutcome;

use crate::AppState;

pub(crate) async fn end_session(
    State(state): State<AppState>,
    current_user: CurrentUser,
    id: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<StatusCode, ApiError> {
    // The response does not repeat an invalid id, because it may be any text.
    let not_found = || ApiError::SessionNotFound("(not an id)".to_owned());
    let id = id.ok().and_then(|Path(text)| SessionId::parse(&text).ok()).ok_or_else(not_found)?;
    let key = (current_user.id(), id);
    match state.sessions.end(key, RevocationReason::EndedByUser, state.clock.now()).await? {
        EndOutcome::Ended => {
            AuditEvent::SessionEnded.record();
            Ok(StatusCode::NO_CONTENT)
        }
        EndOutcome::NotFound => Err(ApiError::SessionNotFound(id.to_string())),
    }
}
