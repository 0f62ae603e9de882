//! Reads a session and a task in one call. Two concurrent calls would take 1.5 times the CPU time (ADR 11).

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::KeysAndAttributes;

use super::backoff::Backoff;
use super::item::Item;
use super::{StoreError, item, schema};
use crate::config::Environment;
use crate::domain::id::{SessionId, TaskId, UserId};
use crate::domain::session::SessionStatus;
use crate::domain::task::Task;

/// Unprocessed keys are retried after 50 and 100 ms.
const RETRIES: u32 = 2;

/// Reads the sessions and tasks tables together.
#[derive(Clone, Debug)]
pub struct SessionAndTask {
    client: Client,
    sessions_table: String,
    tasks_table: String,
}

impl SessionAndTask {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        let sessions_table = schema::SESSIONS.name(environment).to_owned();
        Self { client, sessions_table, tasks_table: schema::TASKS.name(environment).to_owned() }
    }

    /// The status of a user's session and one of the user's tasks as they are now (consistent reads).
    pub async fn find(
        &self,
        (user_id, session_id): (UserId, SessionId),
        task_id: TaskId,
    ) -> Result<(Option<SessionStatus>, Option<Task>), StoreError> {
        let session = Item::from([
            ("user_id".to_owned(), item::text(user_id)),
            ("session_id".to_owned(), item::text(session_id)),
        ]);
        let task = Item::from([("owner_id".to_owned(), item::text(user_id)), ("id".to_owned(), item::number(task_id))]);
        let wanted = [
            (self.sessions_table.clone(), keys(session, Some("ends_at, revoked_at"))?),
            (self.tasks_table.clone(), keys(task, None)?),
        ];
        let mut found = self.read(HashMap::from(wanted)).await?;
        let mut first = |table: &str| found.remove(table).and_then(|items| items.into_iter().next());
        let (session, task) = (first(&self.sessions_table), first(&self.tasks_table));
        Ok((item::decode_optional(session)?, item::decode_optional(task)?))
    }

    async fn read(
        &self,
        mut keys_left: HashMap<String, KeysAndAttributes>,
    ) -> Result<HashMap<String, Vec<Item>>, StoreError> {
        let (mut found, mut backoff) = (HashMap::<String, Vec<Item>>::new(), Backoff::new(RETRIES));
        loop {
            let output = self.client.batch_get_item().set_request_items(Some(keys_left)).send().await?;
            for (table, items) in output.responses.unwrap_or_default() {
                found.entry(table).or_default().extend(items);
            }
            keys_left = output.unprocessed_keys.unwrap_or_default();
            if keys_left.is_empty() {
                return Ok(found);
            }
            backoff.wait().await?;
        }
    }
}

fn keys(key: Item, projection: Option<&str>) -> Result<KeysAndAttributes, StoreError> {
    let keys = KeysAndAttributes::builder().keys(key).consistent_read(true);
    Ok(keys.set_projection_expression(projection.map(str::to_owned)).build()?)
}
