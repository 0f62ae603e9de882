//! `GET /tasks/{id}`: task and session in one call.

use axum::extract::State;
use axum::response::Response;
use shared::access::current_user::{CurrentUser, UncheckedUser};
use shared::http::ApiError;

use crate::task_path::TaskPath;
use crate::{AppState, view};

pub(crate) async fn read(
    State(state): State<AppState>,
    user: UncheckedUser,
    path: Result<TaskPath, ApiError>,
) -> Result<Response, ApiError> {
    let id = match path {
        Ok(TaskPath(id)) => id,
        Err(not_found) => return user.with(async |_| Err(not_found)).await,
    };
    let task = if user.checks_session() {
        let both =
            async |user: CurrentUser| Ok(state.session_and_task.find((user.id(), user.session_id()), id).await?);
        user.with_session_status(both).await?
    } else {
        user.with(async |user| Ok(state.tasks.find(user.id(), id).await?)).await?
    };
    task.map(|task| view::response(&task)).ok_or_else(|| ApiError::TaskNotFound(id.to_string()))
}
