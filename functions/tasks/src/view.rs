//! A task as a client sees it, and the answer that carries one.

use axum::response::{IntoResponse, Response};
use http::header::ETAG;
use serde::Serialize;
use shared::domain::task::{Deadline, Task};
use shared::domain::time::rfc3339;
use shared::http::etag;
use shared::http::json::Json;

#[derive(Serialize)]
pub(crate) struct TaskView {
    id: u64,
    title: String,
    description: String,
    deadline: Option<Deadline>,
    completed: bool,
    creation_date: String,
    last_update: String,
    owner_id: String,
}

impl From<&Task> for TaskView {
    fn from(task: &Task) -> Self {
        Self {
            id: task.id.number(),
            title: task.title.as_str().to_owned(),
            description: task.description.as_str().to_owned(),
            deadline: task.deadline,
            completed: task.completed,
            creation_date: rfc3339(task.creation_date),
            last_update: rfc3339(task.last_update),
            owner_id: task.owner_id.to_string(),
        }
    }
}

/// A task with its `ETag`.
pub(crate) fn answer(task: &Task) -> Response {
    let mut response = Json(TaskView::from(task)).into_response();
    response.headers_mut().insert(ETAG, etag::of_version(task.version));
    response
}
