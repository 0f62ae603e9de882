//! `PUT /tasks/complete/{id}`.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use shared::access::current_user::CurrentUser;
use shared::domain::task::TaskChange;
use shared::http::ApiError;
use shared::http::etag::IfMatch;
use shared::http::json::Json;

use crate::AppState;
use crate::change::change;
use crate::task_path::TaskPath;

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Completion {
    completed: bool,
}

pub(crate) async fn complete(
    State(state): State<AppState>,
    current_user: CurrentUser,
    TaskPath(id): TaskPath,
    if_match: IfMatch,
    Json(Completion { completed }): Json<Completion>,
) -> Result<Response, ApiError> {
    change(&state, &current_user, id, &if_match, &TaskChange::complete(completed)).await
}
