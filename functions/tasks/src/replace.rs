//! `PUT /tasks/{id}`: an omitted member becomes empty.

use axum::extract::State;
use axum::response::Response;
use shared::access::current_user::CurrentUser;
use shared::domain::task::{TaskChange, TaskContent};
use shared::http::ApiError;
use shared::http::etag::IfMatch;
use shared::http::json::Json;

use crate::AppState;
use crate::change::change;
use crate::task_path::TaskPath;

pub(crate) async fn replace(
    State(state): State<AppState>,
    current_user: CurrentUser,
    TaskPath(id): TaskPath,
    if_match: IfMatch,
    Json(content): Json<TaskContent>,
) -> Result<Response, ApiError> {
    change(&state, &current_user, id, &if_match, &TaskChange::replace(content)).await
}
