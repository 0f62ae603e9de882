//! From how many tasks on a request is incomplete or refused: an account grows until that happens.

use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;
use shared::store::schema;

use super::fill;
use super::requests::by_page;
use crate::people::{Person, TASKS};
use crate::process::Process;
use crate::stack::Stack;
use crate::store;

/// A kind of task, where the search begins and how the account grows.
struct Kind {
    name: &'static str,
    email: &'static str,
    title: fn() -> String,
    description: fn() -> String,
    start: u64,
    step: u64,
}

const KINDS: [Kind; 2] = [
    Kind {
        name: "\"Water the plants\" with a deadline",
        email: "short",
        title: || "Water the plants".to_owned(),
        description: String::new,
        start: 22_000,
        step: 200,
    },
    Kind {
        name: "the longest title and description, of four bytes a character",
        email: "long",
        title: || "🚀".repeat(500),
        description: || "🚀".repeat(10_000),
        start: 60,
        step: 5,
    },
];

/// How many tasks of a kind a request serves.
#[derive(Debug)]
pub(crate) struct Limit {
    pub(crate) kind: &'static str,
    /// Of one task, by DynamoDB's rules.
    pub(crate) bytes: usize,
    /// The most tasks with a report, and the fewest without.
    pub(crate) report: [u64; 2],
    /// The most tasks that a page counts, and the fewest that it does not.
    pub(crate) total: [u64; 2],
    /// Read units of the first report that is refused.
    pub(crate) read_units: f64,
    /// The largest memory of the process, in MiB.
    pub(crate) peak_memory: f64,
}

pub(crate) async fn measure(folder: &Path) -> anyhow::Result<Vec<Limit>> {
    let store = store::open().await?;
    let stack = Stack::product(folder, &store.url);
    let mut limits = Vec::new();
    for kind in KINDS {
        limits.push(search(&stack, &store, kind).await?);
    }
    Ok(limits)
}

async fn search(stack: &Stack, store: &store::Store, kind: Kind) -> anyhow::Result<Limit> {
    let person = Person::join(stack, kind.email, TASKS).await?;
    let mut process = Process::start(&stack.program("tasks")).await?;
    process.ready().await?;
    let template = template(&mut process, store, &person, &kind).await?;
    let mut limit = Limit { bytes: dynoxide::types::item_size(&template), ..Limit::of(kind.name) };
    // The tasks of the harness, and the template itself.
    let (mut copies, mut tasks) = (0, TASKS as u64 + 1);
    while limit.report[1] == 0 || limit.total[1] == 0 {
        let next = if copies == 0 { kind.start } else { copies + kind.step };
        fill::tasks(&store.database, &template, copies..next)?;
        (tasks, copies) = (tasks + next - copies, next);
        limit.try_with(&mut process, &person, tasks).await?;
    }
    limit.peak_memory = process.peak_memory()?;
    Ok(limit)
}

/// A task of this kind, as the product stores it.
async fn template(
    process: &mut Process,
    store: &store::Store,
    person: &Person,
    kind: &Kind,
) -> anyhow::Result<dynoxide::Item> {
    let mut event: Value = serde_json::from_str(&person.event("tasks-create")?)?;
    let body = serde_json::json!({
        "title": (kind.title)(), "description": (kind.description)(), "deadline": "2030-06-01",
    });
    event["body"] = body.to_string().into();
    process.invoke(&event.to_string(), 201).await?;
    let all = fill::items(&store.database, schema::TASKS, person.id(), None)?;
    all.into_iter().next_back().context("the task is stored")
}

impl Limit {
    fn of(kind: &'static str) -> Self {
        Self { kind, bytes: 0, report: [0; 2], total: [0; 2], read_units: 0.0, peak_memory: 0.0 }
    }

    async fn try_with(&mut self, process: &mut Process, person: &Person, tasks: u64) -> anyhow::Result<()> {
        if self.report[1] == 0 {
            let (report, _) = process.deliver(&person.event("tasks-report")?).await?;
            let complete = report["statusCode"] == 200;
            self.report[usize::from(!complete)] = tasks;
            let request = process.last_request().unwrap_or_default();
            self.read_units = request["read_units"].as_f64().unwrap_or_default();
        }
        if self.total[1] == 0 {
            let (page, _) = process.invoke(&by_page(person, "page=1&size=50")?, 200).await?;
            let complete = page.get("total_is_lower_bound").is_none();
            self.total[usize::from(!complete)] = tasks;
        }
        Ok(())
    }
}
