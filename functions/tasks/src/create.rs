//! `POST /tasks/`: creates a task, at most one per `Idempotency-Key`.

use axum::extract::State;
use axum::response::Response;
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use shared::access::current_user::CurrentUser;
use shared::domain::idempotency_key::IdempotencyKey;
use shared::domain::task::{Task, TaskContent};
use shared::http::json::Json;
use shared::http::route::BASE_PATH;
use shared::http::{ApiError, InvalidInput};
use shared::store::tasks::CreateOutcome;

use crate::{AppState, view};

pub(crate) async fn create(
    State(state): State<AppState>,
    current_user: CurrentUser,
    key: Option<IdempotencyKey>,
    Json(content): Json<TaskContent>,
) -> Result<Response, ApiError> {
    let (owner_id, now) = (current_user.id(), state.clock.now());
    let Some(key) = key else { return created(&state.tasks.create(owner_id, content, now).await?) };
    match state.creation.create_once(owner_id, &key, &content, now).await? {
        CreateOutcome::Created(task) | CreateOutcome::CreatedBefore(task) => created(&task),
        CreateOutcome::KeyReused => {
            Err(InvalidInput::header("idempotency-key", "was used for a different task within the last 24 hours")
                .into())
        }
    }
}

fn created(task: &Task) -> Result<Response, ApiError> {
    let location = HeaderValue::try_from(format!("{BASE_PATH}/tasks/{}", task.id));
    let mut response = view::response(task);
    *response.status_mut() = StatusCode::CREATED;
    response.headers_mut().insert(LOCATION, location.map_err(|error| ApiError::Internal(error.into()))?);
    Ok(response)
}
