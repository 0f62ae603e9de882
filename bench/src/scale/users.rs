//! Sessions and sign-ups in tables with few and with many users, each of whom has a session.

use std::path::Path;

use anyhow::ensure;
use dynoxide::Item;
use shared::store::schema::{SESSIONS, USERS};

use super::fill;
use super::sample::{self, Sample};
use crate::people::{Person, TASKS, event_of};
use crate::process::Process;
use crate::stack::Stack;
use crate::store;

/// How many users there are. Each login is one of another user, so there are some hundred at least.
const SIZES: [(&str, u64); 3] = [("400", 400), ("10 k", 10_000), ("100 k", 100_000)];
/// Who refreshes.
const PERSON: &str = "ada";

pub(crate) const REQUESTS: [&str; 4] = ["`POST /login`", "`POST /refresh`", "`GET /users/me`", "`POST /users/`"];

/// A number of users, and a sample of each request.
#[derive(Debug)]
pub(crate) struct Crowd {
    pub(crate) label: &'static str,
    pub(crate) samples: [Sample; 4],
}

pub(crate) async fn measure(folder: &Path) -> anyhow::Result<Vec<Crowd>> {
    let mut crowds = Vec::new();
    for (label, users) in SIZES {
        let store = store::open().await?;
        let stack = Stack::product(folder, &store.url);
        let person = Person::join(&stack, PERSON, TASKS).await?;
        let user: Item = fill::first_item(&store.database, USERS, &format!("{PERSON}@example.com"))?;
        let session = fill::first_item(&store.database, SESSIONS, person.id())?;
        fill::users(&store.database, &user, &session, 0..users)?;
        let samples = samples(&stack, &person).await?;
        ensure!(samples.iter().all(Sample::succeeded), "a request failed with {label} users");
        crowds.push(Crowd { label, samples });
    }
    Ok(crowds)
}

async fn samples(stack: &Stack, person: &Person) -> anyhow::Result<[Sample; 4]> {
    let [mut login, mut refresh, mut users] =
        [started(stack, "login").await?, started(stack, "refresh").await?, started(stack, "users").await?];
    let [refreshes, reads] = [person.event("refresh-refresh")?, person.event("users-me")?];
    Ok([
        sample::measure(&mut login, |number| event_of("login-json", &format!("u{number}"))).await?,
        sample::measure(&mut refresh, |_| Ok(refreshes.clone())).await?,
        sample::measure(&mut users, |_| Ok(reads.clone())).await?,
        sample::measure(&mut users, |number| event_of("users-sign-up", &format!("new-{number}"))).await?,
    ])
}

async fn started(stack: &Stack, function: &str) -> anyhow::Result<Process> {
    let mut process = Process::start(&stack.program(function)).await?;
    process.ready().await?;
    Ok(process)
}
