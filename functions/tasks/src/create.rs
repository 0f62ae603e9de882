//! `POST /tasks/`.

use axum::extract::State;
use axum::response::Response;
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use shared::domain::task::TaskContent;
use shared::http::ApiError;
use shared::http::current_user::CurrentUser;
use shared::http::json::Json;

use crate::{AppState, view};

pub(crate) async fn create(
    State(state): State<AppState>,
    current_user: CurrentUser,
    Json(content): Json<TaskContent>,
) -> Result<Response, ApiError> {
    let task = state.tasks.create(current_user.id(), content, state.clock.now()).await?;
    let location = HeaderValue::try_from(format!("/api/v1/tasks/{}", task.id));
    let mut response = view::answer(&task);
    *response.status_mut() = StatusCode::CREATED;
    response.headers_mut().insert(LOCATION, location.map_err(|error| ApiError::Internal(error.into()))?);
    Ok(response)
}
