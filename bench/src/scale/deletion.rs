//! The deletion of an account: the request, and the worker that deletes the account's tasks and sessions.

use std::path::Path;
use std::time::Duration;

use anyhow::ensure;
use shared::config::Environment;
use shared::domain::id::UserId;
use shared::store::user_items::UserItems;
use shared::store::{schema, usage};

use super::account::{self, SIZES, Size};
use super::fill;
use super::sample::{self, Sample};
use crate::people::{Person, event_of};
use crate::process::{Process, Program};
use crate::stack::Stack;
use crate::store::{self, Store};

/// The worker's time limit in template.yaml.
const LIMIT: Duration = Duration::from_mins(5);
/// Up to this many tasks, a second account is deleted inside of the harness, where calls and units are counted.
const COUNTED: u64 = 100_000;

/// What the deletion of one account cost.
#[derive(Debug)]
pub(crate) struct Deletion {
    pub(crate) size: Size,
    pub(crate) request: Sample,
    /// How often the worker was started.
    pub(crate) runs: u32,
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    /// In MiB.
    pub(crate) peak_memory: f64,
    pub(crate) used: Option<usage::Usage>,
}

pub(crate) async fn measure(folder: &Path) -> anyhow::Result<Vec<Deletion>> {
    let mut deletions = Vec::new();
    for size in SIZES {
        // A new store for each, because a deletion leaves free pages behind.
        let store = store::open().await?;
        let stack = Stack::product(folder, &store.url);
        let person = account::open(&stack, &store, size).await?;
        let used = if size.tasks > COUNTED { None } else { Some(Box::pin(counted(&store, &person, size)).await?) };
        deletions.push(Deletion { used, ..deletion(&stack, &store, &person, size).await? });
    }
    Ok(deletions)
}

async fn deletion(stack: &Stack, store: &Store, person: &Person, size: Size) -> anyhow::Result<Deletion> {
    let mut users = Process::start(&stack.program("users")).await?;
    users.ready().await?;
    // The recorded event has a different password than the recorded sign-up.
    let event = person.event("users-delete-account")?.replace("ten loud ospreys", "nine quiet herons");
    let request = sample::once(&mut users, &event).await?;
    ensure!(request.succeeded(), "the account was not deleted: {:?}", request.statuses);
    let mut worker = Process::start(&Program { limit: Some(LIMIT), ..stack.program("cleanup") }).await?;
    worker.ready().await?;
    let (mut wall, mut cpu, mut runs) = (Duration::ZERO, Duration::ZERO, 0);
    while !is_empty(store, person)? {
        let event = order(person, runs)?;
        let (response, cost) = worker.deliver(&event).await?;
        ensure!(response["batchItemFailures"].as_array().is_some_and(Vec::is_empty), "the worker answered {response}");
        (wall, cpu, runs) = (wall + cost.wall, cpu + cost.cpu, runs + 1);
    }
    Ok(Deletion { size, request, runs, wall, cpu, peak_memory: worker.peak_memory()?, used: None })
}

/// The order as the stream delivers it, after this many runs of the worker.
fn order(person: &Person, runs: u32) -> anyhow::Result<String> {
    let event = event_of("cleanup-delete-account", "")?.replace("USER_ID", person.id());
    Ok(event.replace(r#""pass": { "N": "0" }"#, &format!(r#""pass": {{ "N": "{runs}" }}"#)))
}

fn is_empty(store: &Store, person: &Person) -> anyhow::Result<bool> {
    let left = |table| fill::items(&store.database, table, person.id(), Some(1));
    Ok(left(schema::TASKS)?.is_empty() && left(schema::SESSIONS)?.is_empty())
}

/// Deletes the items in this process with the store's own code, as the worker does, counts, and stores them again.
async fn counted(store: &Store, person: &Person, size: Size) -> anyhow::Result<usage::Usage> {
    let template = fill::first_item(&store.database, schema::TASKS, person.id())?;
    let session = fill::first_item(&store.database, schema::SESSIONS, person.id())?;
    let (user, environment) = (UserId::parse(person.id())?, Environment::default());
    let tables =
        [schema::SESSIONS, schema::TASKS].map(|table| UserItems::new(store.client.clone(), table, &environment));
    let deletion = async {
        for items in &tables {
            while items.delete_some(user).await? {}
        }
        anyhow::Ok(())
    };
    let (done, usage) = Box::pin(usage::counted(deletion)).await;
    done?;
    fill::tasks(&store.database, &template, 0..size.tasks)?;
    fill::again(&store.database, schema::SESSIONS, session)?;
    Ok(usage)
}
