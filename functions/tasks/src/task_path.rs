//! The task id in a path. An invalid id is reported as a task that does not exist.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use shared::domain::id::TaskId;
use shared::http::ApiError;

pub(crate) struct TaskPath(pub(crate) TaskId);

impl<S: Send + Sync> FromRequestParts<S> for TaskPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        // The response does not repeat an invalid id, because it may be any text.
        let not_found = || ApiError::TaskNotFound("(not an id)".to_owned());
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| not_found())?;
        TaskId::parse(&text).map(Self).map_err(|_| not_found())
    }
}
