//! `DELETE /tasks/{id}`.

use axum::extract::State;
use http::StatusCode;
use shared::access::current_user::CurrentUser;
use shared::http::ApiError;
use shared::http::etag::IfMatch;
use shared::store::tasks::DeleteOutcome;

use crate::AppState;
use crate::task_path::TaskPath;

pub(crate) async fn delete(
    State(state): State<AppState>,
    current_user: CurrentUser,
    TaskPath(id): TaskPath,
    if_match: IfMatch,
) -> Result<StatusCode, ApiError> {
    match state.tasks.delete((current_user.id(), id), if_match.versions()).await? {
        DeleteOutcome::Deleted => Ok(StatusCode::NO_CONTENT),
        DeleteOutcome::NotFound => Err(ApiError::TaskNotFound(id.to_string())),
        DeleteOutcome::VersionMismatch => Err(ApiError::PreconditionFailed),
    }
}
