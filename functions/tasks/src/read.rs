//! `GET /tasks/{id}`.

use axum::extract::State;
use axum::response::Response;
use shared::http::ApiError;
use shared::http::current_user::UncheckedUser;

use crate::task_path::TaskPath;
use crate::{AppState, view};

pub(crate) async fn read(
    State(state): State<AppState>,
    user: UncheckedUser,
    path: Result<TaskPath, ApiError>,
) -> Result<Response, ApiError> {
    user.with(async |user| {
        let TaskPath(id) = path?;
        let task = state.tasks.find(user.id(), id).await?;
        task.map(|task| view::answer(&task)).ok_or_else(|| ApiError::TaskNotFound(id.to_string()))
    })
    .await
}
