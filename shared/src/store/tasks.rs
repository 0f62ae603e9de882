//! The tasks table: an owner's tasks in the order of their creation. Another user's task counts as not found.

mod change;
mod create_once;
mod last_writes;
mod list;
mod read_budget;
mod report;
mod sdk_attempts;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use jiff::Timestamp;

pub use change::{ChangeOutcome, DeleteOutcome};
pub use create_once::{CreateOutcome, TaskCreation};
pub use list::{CountedPage, CursorPage, Selection, SortOrder};
pub use read_budget::ReadBudget;
pub use report::ReportPage;

use last_writes::TaskWriteId;

use super::conditional_write::{Refused, conditional};
use super::{StoreError, item, schema};
use crate::config::Environment;
use crate::domain::id::{TaskId, UserId};
use crate::domain::task::{Task, TaskContent};
use crate::random;

/// Two tasks that one owner creates in the same millisecond share an id once in 4,096 times. Four ids in a row are
/// never all taken.
const ID_ATTEMPTS: usize = 4;

#[derive(Clone, Debug)]
pub struct Tasks {
    client: Client,
    table: String,
}

impl Tasks {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        Self { client, table: schema::TASKS.name(environment).to_owned() }
    }

    /// Stores a new task under an id that is free for its owner.
    pub async fn create(&self, owner_id: UserId, content: TaskContent, now: Timestamp) -> Result<Task, StoreError> {
        for _ in 0..ID_ATTEMPTS {
            let task = Task::new(owner_id, TaskId::new(now, random::bytes()), content.clone(), now);
            if self.put_new(&task).await? {
                return Ok(task);
            }
        }
        Err(StoreError::Unavailable("no free task id was found".into()))
    }

    /// Returns whether the id was free. A retry recognises its write id, even if the task was changed since.
    async fn put_new(&self, task: &Task) -> Result<bool, StoreError> {
        let write_id = TaskWriteId::new();
        let mut new = item::encode(task)?;
        write_id.mark(&mut new);
        let result = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(new))
            .condition_expression("attribute_not_exists(id)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        Ok(match conditional(result)? {
            Ok(_) => true,
            Err(Refused(stored)) => stored.is_some_and(|stored| write_id.is_in(&stored)),
        })
    }

    /// The task as it is now (a consistent read).
    pub async fn find(&self, owner_id: UserId, id: TaskId) -> Result<Option<Task>, StoreError> {
        let request = self.client.get_item().table_name(&self.table).consistent_read(true);
        let output = request.key("owner_id", item::text(owner_id)).key("id", item::number(id)).send().await?;
        item::decode_optional(output.item)
    }
}
