//! The write that every change of a task shares, and its response.

use axum::response::Response;
use shared::access::current_user::CurrentUser;
use shared::domain::id::TaskId;
use shared::domain::task::TaskChange;
use shared::http::ApiError;
use shared::http::etag::IfMatch;
use shared::store::tasks::ChangeOutcome;

use crate::{AppState, view};

pub(crate) async fn change(
    state: &AppState,
    current_user: &CurrentUser,
    id: TaskId,
    if_match: &IfMatch,
    change: &TaskChange,
) -> Result<Response, ApiError> {
    let key = (current_user.id(), id);
    match state.tasks.change(key, change, if_match.versions(), state.clock.now()).await? {
        ChangeOutcome::Changed(task) => Ok(view::response(&task)),
        ChangeOutcome::NotFound => Err(ApiError::TaskNotFound(id.to_string())),
        ChangeOutcome::VersionMismatch => Err(ApiError::PreconditionFailed),
    }
}
