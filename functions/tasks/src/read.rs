//! `GET /tasks/{id}`.

use axum::extract::State;
use axum::response::Response;
use shared::http::ApiError;
use shared::http::current_user::CurrentUser;

use crate::task_path::TaskPath;
use crate::{AppState, view};

pub(crate) async fn read(
    State(state): State<AppState>,
    current_user: CurrentUser,
    TaskPath(id): TaskPath,
) -> Result<Response, ApiError> {
    let task = state.tasks.find(current_user.id(), id).await?;
    task.map(|task| view::answer(&task)).ok_or_else(|| ApiError::TaskNotFound(id.to_string()))
}
