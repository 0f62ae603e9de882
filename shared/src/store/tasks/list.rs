//! Reads an owner's tasks in pages, with as few calls as possible.
//!
//! Reads are consistent, because a front-end reads its list again after each change and must find that change. A
//! numbered page is read and counted within the budget of its request. A cursor page reads at most two megabytes.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Select};

use super::{ReadBudget, Tasks};
use crate::domain::id::{TaskId, UserId};
use crate::domain::task::Task;
use crate::store::{StoreError, item};

/// DynamoDB applies the limit before the filter. Many of the tasks may not match, so more are read.
const FILTERED_READ_AHEAD: usize = 4;

/// How many tasks a call without a limit of its own may read. DynamoDB stops after a megabyte, which holds fewer. The
/// embedded store stops there too, but first reads everything up to the limit: without one a second and more for a
/// million tasks.
const MAX_READ: usize = 10_000;

/// The order of ids, which is the order of creation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortOrder {
    #[default]
    Ascending,
    Descending,
}

/// Which of an owner's tasks to read, and in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub completed: Option<bool>,
    pub order: SortOrder,
}

/// A numbered page, and how many tasks match in total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedPage {
    pub tasks: Vec<Task>,
    pub total: usize,
    pub total_is_lower_bound: bool,
}

/// A page of tasks after a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CursorPage {
    pub tasks: Vec<Task>,
    /// The task after which the next page starts, if there may be more.
    pub next: Option<TaskId>,
}

type StartKey = Option<HashMap<String, AttributeValue>>;

impl Tasks {
    /// The `size` tasks after the first `skip`. `None` if that would read too much. One call is enough if the page
    /// reaches the end; otherwise the remaining tasks are counted as far as the budget allows.
    pub async fn counted_page(
        &self,
        owner: UserId,
        selection: Selection,
        skip: usize,
        size: usize,
    ) -> Result<Option<CountedPage>, StoreError> {
        let wanted = skip + size;
        let (mut tasks, mut total, mut start, mut budget) = (Vec::new(), 0, None, ReadBudget::default());
        loop {
            if budget.is_spent() {
                if total < wanted {
                    return Ok(None);
                }
                break;
            }
            // With a filter, a limit does not bound the matches, and all tasks must be read for the total anyway.
            let limit = selection.completed.is_none().then(|| wanted + 1 - total);
            let output = self.query(owner, selection, start.take(), limit).send().await?;
            budget.spend(&output);
            start.clone_from(&output.last_evaluated_key);
            for found in output.items.unwrap_or_default() {
                if (skip..wanted).contains(&total) {
                    tasks.push(item::decode(found)?);
                }
                total += 1;
            }
            if start.is_none() || total > wanted {
                break;
            }
        }
        let (counted, cut) = self.count(owner, selection, start, &mut budget).await?;
        Ok(Some(CountedPage { tasks, total: total + counted, total_is_lower_bound: cut }))
    }

    /// How many tasks match from `start` on, and whether the budget ended the count early.
    async fn count(
        &self,
        owner: UserId,
        selection: Selection,
        mut start: StartKey,
        budget: &mut ReadBudget,
    ) -> Result<(usize, bool), StoreError> {
        let mut count = 0;
        while start.is_some() && !budget.is_spent() {
            let output = self.query(owner, selection, start, None).select(Select::Count).send().await?;
            budget.spend(&output);
            count += usize::try_from(output.count).unwrap_or(0);
            start = output.last_evaluated_key;
        }
        Ok((count, start.is_some()))
    }

    /// Up to `size` tasks after the task `after`, in at most two calls. With a filter, a short page may have a next.
    pub async fn cursor_page(
        &self,
        owner: UserId,
        selection: Selection,
        after: Option<TaskId>,
        size: usize,
    ) -> Result<CursorPage, StoreError> {
        let read_ahead = if selection.completed.is_some() { FILTERED_READ_AHEAD } else { 1 };
        let first = self
            .query(owner, selection, after.map(|id| start_after(owner, id)), Some((size + 1) * read_ahead))
            .send()
            .await?;
        let (mut found, mut start) = split(first)?;
        if found.len() <= size && start.is_some() {
            let (more, rest) = split(self.query(owner, selection, start, None).send().await?)?;
            found.extend(more);
            start = rest;
        }
        let next = if found.len() > size {
            found.truncate(size);
            found.last().map(|task| task.id)
        } else {
            last_key_id(start)?
        };
        Ok(CursorPage { tasks: found, next })
    }

    pub(super) fn query(
        &self,
        owner: UserId,
        selection: Selection,
        start: StartKey,
        limit: Option<usize>,
    ) -> QueryFluentBuilder {
        let request = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("owner_id = :owner")
            .expression_attribute_values(":owner", item::text(owner))
            .consistent_read(true)
            .scan_index_forward(selection.order == SortOrder::Ascending)
            .set_exclusive_start_key(start)
            .set_limit(i32::try_from(limit.unwrap_or(MAX_READ)).ok());
        match selection.completed {
            None => request,
            Some(completed) => request
                .filter_expression("completed = :completed")
                .expression_attribute_values(":completed", AttributeValue::Bool(completed)),
        }
    }
}

/// The start key of a query that continues after a task.
pub(super) fn start_after(owner: UserId, id: TaskId) -> HashMap<String, AttributeValue> {
    HashMap::from([("owner_id".to_owned(), item::text(owner)), ("id".to_owned(), item::number(id))])
}

/// The last id that a query has read.
pub(super) fn last_key_id(start: StartKey) -> Result<Option<TaskId>, StoreError> {
    let id = start.map(|mut key| key.remove("id").unwrap_or(AttributeValue::Null(true)));
    Ok(id.map(serde_dynamo::aws_sdk_dynamodb_1::from_attribute_value).transpose()?)
}

fn split(output: QueryOutput) -> Result<(Vec<Task>, StartKey), StoreError> {
    let tasks = output.items.unwrap_or_default().into_iter().map(item::decode).collect::<Result<_, _>>()?;
    Ok((tasks, output.last_evaluated_key))
}

#[cfg(test)]
mod tests;
