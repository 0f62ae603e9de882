//! The id in a task's path. What is no id is the id of no task.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use shared::domain::id::TaskId;
use shared::http::ApiError;

pub(crate) struct TaskPath(pub(crate) TaskId);

impl<S: Send + Sync> FromRequestParts<S> for TaskPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        // Not repeated in the answer: it may be any text.
        let no_id = || ApiError::TaskNotFound("(not an id)".to_owned());
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| no_id())?;
        TaskId::parse(&text).map(Self).map_err(|_| no_id())
    }
}
