//! Describes the task routes for the OpenAPI document.

use shared::domain::task::{Deadline, Description, Title};
use shared::http::ProblemType;
use shared::openapi::{DocumentPart, HttpMethod, Operation, integer, json, one_of};
use utoipa::ToSchema;

use crate::complete::Completion;
use crate::list::{CursorView, PageView};
use crate::view::TaskView;

const TAG: &str = "tasks";
const ETAG: (&str, &str) = ("ETag", "The version of the task, such as `\"3\"`. Send it in `If-Match`.");

/// A page of tasks in one of the two modes.
#[derive(ToSchema)]
#[schema(as = TaskList)]
#[serde(untagged)]
#[expect(dead_code, reason = "only the derive macro reads it")]
enum ListResponse<'a> {
    Page(PageView<'a>),
    Cursor(CursorView<'a>),
}

/// What a client sends to create or replace a task. The other members of a task cannot be set this way.
#[derive(ToSchema)]
#[schema(as = TaskContent)]
#[expect(dead_code, reason = "only the derive macro reads it")]
struct Content {
    title: Title,
    #[serde(default)]
    description: Description,
    deadline: Option<Deadline>,
}

/// A JSON merge patch (RFC 7396). Members that are left out do not change.
#[derive(ToSchema)]
#[schema(as = TaskPatch)]
#[expect(dead_code, reason = "only the derive macro reads it")]
struct Patch {
    #[schema(nullable = false)]
    title: Option<Title>,
    /// Null makes the description empty.
    description: Option<Description>,
    /// Null removes the deadline.
    deadline: Option<Deadline>,
    #[schema(nullable = false)]
    completed: Option<bool>,
}

#[must_use]
pub fn describe() -> DocumentPart {
    DocumentPart::default()
        .operation(HttpMethod::Get, "/tasks/", list())
        .operation(HttpMethod::Post, "/tasks/", create())
        .operation(HttpMethod::Get, "/tasks/{id}", read())
        .operation(HttpMethod::Put, "/tasks/{id}", replace())
        .operation(HttpMethod::Patch, "/tasks/{id}", patch())
        .operation(HttpMethod::Delete, "/tasks/{id}", delete())
        .operation(HttpMethod::Put, "/tasks/complete/{id}", complete())
        .operation(HttpMethod::Get, "/reports/", report())
        .operation(HttpMethod::Post, "/reports/", mail_report())
}

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(TAG, id, summary).bearer().problems(&[ProblemType::Unavailable])
}

/// An operation on one of the caller's tasks.
fn on_task(id: &str, summary: &str) -> Operation {
    operation(id, summary).path_id("The id of the task.").problems(&[ProblemType::TaskNotFound])
}

/// One that changes it.
fn change(id: &str, summary: &str) -> Operation {
    on_task(id, summary)
        .header(
            "If-Match",
            "Makes the change only if the task has one of these versions: up to 20 `ETag`s of earlier responses, separated by \
             commas, or `*` for any version.",
            r#"^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*"){0,19})$"#,
            "\"3\"",
        )
        .problems(&[ProblemType::PreconditionFailed])
}

fn list() -> Operation {
    operation("listTasks", "List the tasks")
        .description(
            "There are two modes, which cannot be combined. By page is the default.\n\n\
             **By page**: `page` and `size`. The response includes the total number of tasks. The request reads at most 4 MB of \
             tasks. If the page is not complete by then, the response is a 413. If only the total is not complete, it is a lower \
             bound. A response of more than 4 MB is also a 413.\n\n\
             **By cursor**: `cursor` (empty for the first page) and `limit`. A page costs the same anywhere in the list. A page \
             may have fewer items than `limit` and still have a `next_cursor`: with `completed`, or if the response would \
             otherwise be larger than 4 MB.",
        )
        .query("page", "Number of the page, starting at 1. Defaults to 1. `page` times `size` must be at most 10,000.", integer(1, 10_000))
        .query("size", "Tasks per page. Defaults to 50.", integer(1, 100))
        .query("cursor", "The `next_cursor` of the previous page, with the same `completed` and `order`, or empty for the first page.", shared::openapi::text())
        .query("limit", "Tasks per page in cursor mode. Defaults to 50.", integer(1, 100))
        .query("completed", "Only the completed tasks (`true`) or only the open ones (`false`).", one_of(&["true", "false"], None))
        .query("order", "Order of the ids, which is the order of creation.", one_of(&["asc", "desc"], Some("asc")))
        .response::<ListResponse<'_>>(200, "A page of tasks.", &[])
        .problems(&[ProblemType::AnswerTooLarge])
}

fn create() -> Operation {
    let headers = [ETAG, ("Location", "The path of the new task.")];
    operation("createTask", "Create a task")
        .header(
            "Idempotency-Key",
            "A unique value that the client chooses for this task, such as a UUID. A retry within 24 hours with the same key and \
             body returns the same task and creates no second one.",
            "^[!-~]([ -~]{0,253}[!-~])?$",
            "8e03978e-40d5-43dd-bc93-6894a57f9324",
        )
        .body::<Content>("application/json", json!({"title": "Water the plants", "deadline": "2030-06-01"}))
        .response::<TaskView<'_>>(201, "The new task.", &headers)
}

fn read() -> Operation {
    on_task("readTask", "Get a task").response::<TaskView<'_>>(200, "The task.", &[ETAG])
}

fn replace() -> Operation {
    change("replaceTask", "Replace a task")
        .description("A description that is left out becomes empty, and a deadline that is left out becomes null. `completed` does not change.")
        .body::<Content>("application/json", json!({"title": "Water the plants", "description": "two cans"}))
        .response::<TaskView<'_>>(200, "The task after the change.", &[ETAG])
}

fn patch() -> Operation {
    let example = json!({"deadline": null, "completed": true});
    change("patchTask", "Change parts of a task")
        .description("Members that are left out do not change. An empty patch changes nothing and returns the task.")
        .body::<Patch>("application/merge-patch+json", example.clone())
        .body::<Patch>("application/json", example)
        .response::<TaskView<'_>>(200, "The task after the change.", &[ETAG])
}

fn complete() -> Operation {
    change("completeTask", "Mark a task as completed or open")
        .body::<Completion>("application/json", json!({"completed": true}))
        .response::<TaskView<'_>>(200, "The task after the change.", &[ETAG])
}

fn delete() -> Operation {
    change("deleteTask", "Delete a task").other_response(204, "The task is deleted.", None, &[])
}

fn report() -> Operation {
    let headers = [("Content-Disposition", "`attachment; filename=\"tasks.csv\"`")];
    operation("reportTasks", "Download all tasks as a CSV file")
        .description(
            "The columns are `title,deadline,task_completed,task_deadline_passed`, followed by three totals (RFC 4180). A deadline \
             is `DD/MM/YYYY` or `N/A`. A cell that a spreadsheet would run as a formula begins with an apostrophe. More than \
             4 MB of tasks are a 413.",
        )
        .other_response(200, "The CSV file.", Some("text/csv"), &headers)
        .problems(&[ProblemType::AnswerTooLarge])
}

fn mail_report() -> Operation {
    operation("mailReport", "Send all tasks by mail")
        .description(
            "Sends a mail to the user's email with the same CSV file as `GET /reports/` attached. The file has the tasks as they \
             are when the mail is sent, soon after this response. If they take more than 4 MB, the mail says so and has no \
             file. A newer request replaces one that is not sent yet. The email must be verified.",
        )
        .other_response(202, "The mail is ordered.", None, &[])
        .problems(&[ProblemType::EmailNotVerified, ProblemType::TooManyAttempts, ProblemType::MailNotConfigured])
}
