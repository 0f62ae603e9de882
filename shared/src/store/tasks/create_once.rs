//! Creates a task under an idempotency key. A repeated request within a day returns the task of the first one.

use aws_lc_rs::digest;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ID_ATTEMPTS;
use super::last_writes::TaskWriteId;
use crate::config::Environment;
use crate::domain::id::{TaskId, UserId};
use crate::domain::idempotency_key::IdempotencyKey;
use crate::domain::task::{Task, TaskContent};
use crate::domain::time;
use crate::random;
use crate::store::transaction::{is_refusal, reasons};
use crate::store::{StoreError, item, schema};

/// How long a key belongs to its first request.
const VALID_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Creates tasks in the tasks and idempotency keys tables together.
#[derive(Clone, Debug)]
pub struct TaskCreation {
    client: Client,
    tasks_table: String,
    keys_table: String,
}

#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateOutcome {
    Created(Task),
    /// The task as the first request created it. It may have changed since.
    CreatedBefore(Task),
    /// The key was used for a different request.
    KeyReused,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredKey {
    owner_id: UserId,
    key: String,
    task_id: TaskId,
    body_hash: String,
    #[serde(with = "time::milliseconds")]
    created_at: Timestamp,
    #[serde(with = "time::milliseconds")]
    valid_until: Timestamp,
    ttl: i64,
}

impl TaskCreation {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        let tasks_table = schema::TASKS.name(environment).to_owned();
        Self { client, tasks_table, keys_table: schema::IDEMPOTENCY_KEYS.name(environment).to_owned() }
    }

    /// Stores the task and the key in one transaction, unless the key was used in the last 24 hours. The SDK sends a
    /// client token, so a retry does no harm.
    pub async fn create_once(
        &self,
        owner_id: UserId,
        key: &IdempotencyKey,
        content: &TaskContent,
        now: Timestamp,
    ) -> Result<CreateOutcome, StoreError> {
        for _ in 0..ID_ATTEMPTS {
            let task = Task::new(owner_id, TaskId::new(now, random::bytes()), content.clone(), now);
            let members = [self.put_key(&task, key, content, now)?, self.put_task(&task)?];
            let request = self.client.transact_write_items().set_transact_items(Some(members.into()));
            let Err(error) = request.send().await else { return Ok(CreateOutcome::Created(task)) };
            match reasons(&error) {
                Some([of_key, ..]) if is_refusal(of_key) => {
                    let stored: StoredKey = item::decode(of_key.item().cloned().unwrap_or_default())?;
                    return Ok(found(stored, content));
                }
                // The owner already has a task with this id, so a new id is tried.
                Some([_, of_task]) if is_refusal(of_task) => {}
                Some(_) | None => return Err(error.into()),
            }
        }
        Err(StoreError::Unavailable("no free task id was found".into()))
    }

    fn put_key(
        &self,
        task: &Task,
        key: &IdempotencyKey,
        content: &TaskContent,
        now: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let valid_until = now.checked_add(VALID_FOR).unwrap_or(Timestamp::MAX);
        let stored = StoredKey {
            owner_id: task.owner_id,
            key: key.as_str().to_owned(),
            task_id: task.id,
            body_hash: hash(content),
            created_at: now,
            valid_until,
            ttl: valid_until.as_second() + 1,
        };
        let put = Put::builder()
            .table_name(&self.keys_table)
            .set_item(Some(item::encode(&stored)?))
            // TTL deletes items days late, so the time is compared.
            .condition_expression("attribute_not_exists(owner_id) OR valid_until <= :now")
            .expression_attribute_values(":now", item::number(now.as_millisecond()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        member(put)
    }

    fn put_task(&self, task: &Task) -> Result<TransactWriteItem, StoreError> {
        let mut new = item::encode(task)?;
        TaskWriteId::new().mark(&mut new);
        let put = Put::builder().table_name(&self.tasks_table).set_item(Some(new));
        member(put.condition_expression("attribute_not_exists(id)"))
    }
}

fn member(put: aws_sdk_dynamodb::types::builders::PutBuilder) -> Result<TransactWriteItem, StoreError> {
    Ok(TransactWriteItem::builder().put(put.build()?).build())
}

/// Rebuilds the first task from the equal content, without reading it.
fn found(stored: StoredKey, content: &TaskContent) -> CreateOutcome {
    if stored.body_hash != hash(content) {
        return CreateOutcome::KeyReused;
    }
    CreateOutcome::CreatedBefore(Task::new(stored.owner_id, stored.task_id, content.clone(), stored.created_at))
}

/// Hashes the parsed content, so equal requests have equal hashes however their JSON is written.
fn hash(content: &TaskContent) -> String {
    let TaskContent { title, description, deadline } = content;
    let text = serde_json::json!([title, description, deadline]).to_string();
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}
