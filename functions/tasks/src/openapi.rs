//! Describes the task routes for the OpenAPI document.

use shared::domain::task::{Deadline, Description, TaskContent, Title};
use shared::http::ProblemType;
use shared::openapi::{HttpMethod, Operation, Part, integer, json, one_of};
use utoipa::ToSchema;

use crate::complete::Completion;
use crate::list::{CursorView, PageView};
use crate::view::TaskView;

const TAG: &str = "tasks";
const ETAG: (&str, &str) = ("ETag", "The task's version, such as `\"3\"`.");

/// A list in one of its two modes.
#[derive(ToSchema)]
#[schema(as = TaskList)]
#[serde(untagged)]
#[expect(dead_code, reason = "only the derive macro reads it")]
enum ListResponse<'a> {
    Page(PageView<'a>),
    Cursor(CursorView<'a>),
}

/// A JSON merge patch (RFC 7396): what is left out stays as it is.
#[derive(ToSchema)]
#[schema(as = TaskPatch)]
#[expect(dead_code, reason = "only the derive macro reads it")]
struct Patch {
    #[schema(nullable = false)]
    title: Option<Title>,
    /// Null makes it empty.
    description: Option<Description>,
    /// Null takes it away.
    deadline: Option<Deadline>,
    #[schema(nullable = false)]
    completed: Option<bool>,
}

#[must_use]
pub fn describe() -> Part {
    Part::default()
        .operation(HttpMethod::Get, "/tasks/", list())
        .operation(HttpMethod::Post, "/tasks/", create())
        .operation(HttpMethod::Get, "/tasks/{id}", read())
        .operation(HttpMethod::Put, "/tasks/{id}", replace())
        .operation(HttpMethod::Patch, "/tasks/{id}", patch())
        .operation(HttpMethod::Delete, "/tasks/{id}", delete())
        .operation(HttpMethod::Put, "/tasks/complete/{id}", complete())
        .operation(HttpMethod::Get, "/reports/", report())
}

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(TAG, id, summary).bearer().problems(&[ProblemType::Unavailable])
}

/// An operation on one of the caller's tasks.
fn on_task(id: &str, summary: &str) -> Operation {
    operation(id, summary).path_id("The task's id.").problems(&[ProblemType::TaskNotFound])
}

/// One that changes it.
fn change(id: &str, summary: &str) -> Operation {
    on_task(id, summary)
        .header(
            "If-Match",
            "Versions of which the task must have one: the `ETag` of an earlier answer, up to 20 by commas, or `*`.",
            r#"^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*"){0,19})$"#,
            "\"3\"",
        )
        .problems(&[ProblemType::PreconditionFailed])
}

fn list() -> Operation {
    operation("listTasks", "The caller's tasks, by page or by cursor")
        .description(
            "By page: `page` and `size`, with the number of all tasks. By cursor: `cursor` (empty at the start) and `limit`; \
             it costs the same anywhere in the list. The two do not mix. With `completed` a cursor page may be short and still \
             have a `next_cursor`. An answer has at most 4 MB: by page more is a 413, by cursor fewer items. A page with its total reads \
             at most 4 MB of tasks: a page that is not complete by then is a 413, a total is a lower bound.",
        )
        .query("page", "From 1. `page` times `size` is at most 10,000. Without any of the four: 1.", integer(1, 10_000))
        .query("size", "Tasks of a page. Without it: 50.", integer(1, 100))
        .query("cursor", "The `next_cursor` of the answer before, with the same `completed` and `order`.", shared::openapi::text())
        .query("limit", "Tasks of a cursor page. Without it: 50.", integer(1, 100))
        .query("completed", "Only tasks that are, or are not.", one_of(&["true", "false"], None))
        .query("order", "By id, which is by creation.", one_of(&["asc", "desc"], Some("asc")))
        .answer::<ListResponse<'_>>(200, "A page of tasks.", &[])
        .problems(&[ProblemType::AnswerTooLarge])
}

fn create() -> Operation {
    let headers = [ETAG, ("Location", "The path of the task.")];
    operation("createTask", "Create a task")
        .header(
            "Idempotency-Key",
            "The client's own name for this request, such as a UUID: sent again within a day with the same body, it is answered \
             with the same task and creates none.",
            "^[!-~]([ -~]{0,253}[!-~])?$",
            "8e03978e-40d5-43dd-bc93-6894a57f9324",
        )
        .body::<TaskContent>("application/json", json!({"title": "Water the plants", "deadline": "2030-06-01"}))
        .answer::<TaskView<'_>>(201, "The new task.", &headers)
}

fn read() -> Operation {
    on_task("readTask", "One task").answer::<TaskView<'_>>(200, "The task.", &[ETAG])
}

fn replace() -> Operation {
    change("replaceTask", "Replace what a task says")
        .description("A description that is left out becomes empty, a deadline null. Whether it is completed stays.")
        .body::<TaskContent>("application/json", json!({"title": "Water the plants", "description": "two cans"}))
        .answer::<TaskView<'_>>(200, "The task as it is now.", &[ETAG])
}

fn patch() -> Operation {
    let example = json!({"deadline": null, "completed": true});
    change("patchTask", "Change some of a task")
        .description("An empty patch changes nothing and answers the task.")
        .body::<Patch>("application/merge-patch+json", example.clone())
        .body::<Patch>("application/json", example)
        .answer::<TaskView<'_>>(200, "The task as it is now.", &[ETAG])
}

fn complete() -> Operation {
    change("completeTask", "Complete a task, or take that back")
        .body::<Completion>("application/json", json!({"completed": true}))
        .answer::<TaskView<'_>>(200, "The task as it is now.", &[ETAG])
}

fn delete() -> Operation {
    change("deleteTask", "Delete a task").answer_other(204, "It is gone.", None, &[])
}

fn report() -> Operation {
    let headers = [("Content-Disposition", "`attachment; filename=\"tasks.csv\"`")];
    operation("reportTasks", "Every task in one CSV file, with totals")
        .description(
            "RFC 4180. The columns are `title,deadline,task_completed,task_deadline_passed`; deadlines are `DD/MM/YYYY` or \
             `N/A`; what a spreadsheet would run as a formula begins with an apostrophe. More than 4 MB of tasks are a 413.",
        )
        .answer_other(200, "The file.", Some("text/csv"), &headers)
        .problems(&[ProblemType::AnswerTooLarge])
}
