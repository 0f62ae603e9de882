//! `PATCH /tasks/{id}`: a JSON merge patch (RFC 7396). An empty patch only reads the task.

use axum::extract::State;
use axum::response::Response;
use shared::access::current_user::CurrentUser;
use shared::domain::task::TaskChange;
use shared::http::ApiError;
use shared::http::etag::IfMatch;
use shared::http::json::MergePatch;

use crate::change::change;
use crate::task_path::TaskPath;
use crate::{AppState, view};

pub(crate) async fn patch(
    State(state): State<AppState>,
    current_user: CurrentUser,
    TaskPath(id): TaskPath,
    if_match: IfMatch,
    MergePatch(patch): MergePatch<TaskChange>,
) -> Result<Response, ApiError> {
    if !patch.is_empty() {
        return change(&state, &current_user, id, &if_match, &patch).await;
    }
    let task = state.tasks.find(current_user.id(), id).await?.ok_or_else(|| ApiError::TaskNotFound(id.to_string()))?;
    let matches = if_match.versions().is_none_or(|versions| versions.contains(&task.version));
    if matches { Ok(view::response(&task)) } else { Err(ApiError::PreconditionFailed) }
}
