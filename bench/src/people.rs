//! The users of a measurement, and the recorded events of `events/` with their tokens.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Context as _;
use serde_json::Value;

use crate::process::Process;
use crate::stack::Stack;

/// How many tasks most users have at first.
pub(crate) const TASKS: usize = 10;
/// How many tasks a user has whose lists and reports are those of the bill in docs/operations.md.
pub(crate) const MANY_TASKS: usize = 50;

/// A user who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// What the placeholders of events stand for.
    known: BTreeMap<&'static str, String>,
}

/// An event as it was recorded, of a user with this name.
pub(crate) fn event_of(name: &str, person: &str) -> anyhow::Result<String> {
    let path = format!("events/{name}.json");
    let recorded = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    Ok(recorded.replace("ada@", &format!("{person}@")))
}

impl Person {
    /// Signs up, logs in and creates tasks, which fit on one page of a list.
    pub(crate) async fn join(stack: &Stack, name: &'static str, tasks: usize) -> anyhow::Result<Self> {
        sign_up(stack, name).await?;
        let mut login = started(stack, "login").await?;
        let (tokens, _) = login.invoke(&event_of("login-json", name)?, 200).await?;
        let member = |member: &str| tokens[member].as_str().unwrap_or_default().to_owned();
        let known = [("ada@", format!("{name}@")), ("size=20", format!("size={}", tasks.max(20)))];
        let mut person = Self { known: known.into() };
        person.known.insert("ACCESS_TOKEN", member("access_token"));
        person.known.insert("REFRESH_TOKEN", member("refresh_token"));
        let mut function = started(stack, "tasks").await?;
        let mut last = Value::Null;
        for _ in 0..tasks {
            (last, _) = function.invoke(&person.event("tasks-create")?, 201).await?;
        }
        person.known.insert("TASK_ID", last["id"].to_string());
        person.known.insert("OWNER_ID", last["owner_id"].as_str().unwrap_or_default().to_owned());
        Ok(person)
    }

    /// A recorded event of this user.
    pub(crate) fn event(&self, name: &str) -> anyhow::Result<String> {
        let path = format!("events/{name}.json");
        let mut event = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        for (placeholder, value) in &self.known {
            event = event.replace(placeholder, value);
        }
        Ok(event)
    }

    pub(crate) fn id(&self) -> &str {
        &self.known["OWNER_ID"]
    }
}

pub(crate) async fn sign_up(stack: &Stack, name: &str) -> anyhow::Result<()> {
    started(stack, "users").await?.invoke(&event_of("users-sign-up", name)?, 201).await?;
    Ok(())
}

async fn started(stack: &Stack, function: &str) -> anyhow::Result<Process> {
    let mut process = Process::start(&stack.program(function)).await?;
    process.ready().await?;
    Ok(process)
}
