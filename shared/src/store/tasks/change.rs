//! Changes and deletions of a task. One conditional write also checks its owner and its version.

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use jiff::Timestamp;

use super::Tasks;
use super::last_writes::TaskWriteId;
use super::sdk_attempts::SdkAttempts;
use crate::domain::id::{TaskId, UserId};
use crate::domain::task::{Task, TaskChange};
use crate::store::conditional_write::{Refused, conditional};
use crate::store::{StoreError, item};

#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    Changed(Task),
    NotFound,
    /// The task has none of the requested versions.
    VersionMismatch,
}

#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeleteOutcome {
    Deleted,
    NotFound,
    VersionMismatch,
}

impl Tasks {
    /// Applies a change if the task exists and, where `versions` is given, has one of them. Returns the task as it is
    /// now: after a retry it may contain later changes by other requests.
    pub async fn change(
        &self,
        (owner_id, id): (UserId, TaskId),
        change: &TaskChange,
        versions: Option<&[u64]>,
        now: Timestamp,
    ) -> Result<ChangeOutcome, StoreError> {
        let write_id = TaskWriteId::new();
        let (versions, version_values) = version_condition(versions);
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("owner_id", item::text(owner_id))
            .key("id", item::number(id))
            // A retry must neither count as a second change nor undo what other requests have written since.
            .condition_expression(format!("attribute_exists(id) AND {}{versions}", TaskWriteId::not_written()))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let request = version_values
            .into_iter()
            .fold(request, |request, (name, value)| request.expression_attribute_values(name, value));
        match conditional(set(request, change, &write_id, now).send().await)? {
            Ok(output) => Ok(ChangeOutcome::Changed(item::decode(output.attributes.unwrap_or_default())?)),
            Err(Refused(Some(stored))) if write_id.is_in(&stored) => Ok(ChangeOutcome::Changed(item::decode(stored)?)),
            Err(Refused(Some(_))) => Ok(ChangeOutcome::VersionMismatch),
            Err(Refused(None)) => Ok(ChangeOutcome::NotFound),
        }
    }

    /// Deletes the task if it exists and, where `versions` is given, has one of them.
    pub async fn delete(
        &self,
        (owner_id, id): (UserId, TaskId),
        versions: Option<&[u64]>,
    ) -> Result<DeleteOutcome, StoreError> {
        let attempts = SdkAttempts::default();
        let (versions, version_values) = version_condition(versions);
        let request = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key("owner_id", item::text(owner_id))
            .key("id", item::number(id))
            .condition_expression(format!("attribute_exists(id){versions}"))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let request = version_values
            .into_iter()
            .fold(request, |request, (name, value)| request.expression_attribute_values(name, value));
        match conditional(request.customize().interceptor(attempts.clone()).send().await)? {
            Ok(_) => Ok(DeleteOutcome::Deleted),
            Err(Refused(Some(_))) => Ok(DeleteOutcome::VersionMismatch),
            Err(Refused(None)) if attempts.more_than_one() => Ok(DeleteOutcome::Deleted),
            Err(Refused(None)) => Ok(DeleteOutcome::NotFound),
        }
    }
}

/// Sets the changed members and what every change sets.
fn set(
    request: UpdateItemFluentBuilder,
    change: &TaskChange,
    write_id: &TaskWriteId,
    now: Timestamp,
) -> UpdateItemFluentBuilder {
    let mut expression = format!("SET version = version + :one, last_update = :now, {}", TaskWriteId::assignments());
    let mut values = vec![(":one", item::number(1)), (":now", item::number(now.as_millisecond()))];
    values.extend(write_id.values());
    let mut set = |name: &str, placeholder, value| {
        expression.extend([", ", name, " = ", placeholder]);
        values.push((placeholder, value));
    };
    if let Some(title) = &change.title {
        set("title", ":title", item::text(title.as_str()));
    }
    if let Some(description) = &change.description {
        set("description", ":description", item::text(description.as_str()));
    }
    if let Some(Some(deadline)) = change.deadline {
        set("deadline", ":deadline", item::text(deadline));
    }
    if let Some(completed) = change.completed {
        set("completed", ":completed", AttributeValue::Bool(completed));
    }
    if change.deadline == Some(None) {
        expression.push_str(" REMOVE deadline");
    }
    let request = request.update_expression(expression);
    values.into_iter().fold(request, |request, (name, value)| request.expression_attribute_values(name, value))
}

/// `AND version IN (..)`, or nothing if any version is allowed. An empty list matches no task.
fn version_condition(versions: Option<&[u64]>) -> (String, Vec<(String, AttributeValue)>) {
    let Some(versions) = versions else { return (String::new(), Vec::new()) };
    let values: Vec<_> = match versions {
        [] => vec![(":version0".to_owned(), item::number(0))],
        versions => versions
            .iter()
            .enumerate()
            .map(|(index, version)| (format!(":version{index}"), item::number(version)))
            .collect(),
    };
    let names: Vec<_> = values.iter().map(|(name, _)| name.as_str()).collect();
    (format!(" AND version IN ({})", names.join(", ")), values)
}
