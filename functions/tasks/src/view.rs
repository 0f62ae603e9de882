//! A task as clients see it, and the response with one task.

use axum::response::{IntoResponse, Response};
use http::header::ETAG;
use serde::Serialize;
use shared::domain::id::{TaskId, UserId};
use shared::domain::task::{Deadline, Description, Task, Title};
use shared::domain::time::UtcTime;
use shared::http::etag;
use shared::http::json::Json;

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Task))]
pub(crate) struct TaskView<'a> {
    id: TaskId,
    title: &'a Title,
    description: &'a Description,
    #[cfg_attr(feature = "openapi", schema(required))]
    deadline: Option<Deadline>,
    completed: bool,
    creation_date: UtcTime,
    last_update: UtcTime,
    owner_id: UserId,
}

impl<'a> From<&'a Task> for TaskView<'a> {
    fn from(task: &'a Task) -> Self {
        Self {
            id: task.id,
            title: &task.title,
            description: &task.description,
            deadline: task.deadline,
            completed: task.completed,
            creation_date: UtcTime(task.creation_date),
            last_update: UtcTime(task.last_update),
            owner_id: task.owner_id,
        }
    }
}

/// A task with its `ETag`.
pub(crate) fn response(task: &Task) -> Response {
    let mut response = Json(TaskView::from(task)).into_response();
    response.headers_mut().insert(ETAG, etag::of_version(task.version));
    response
}
