//! Deletes all items of a user from a table, a part at a time.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{DeleteRequest, WriteRequest};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::backoff::Backoff;
use super::item::Item;
use super::schema::TableSchema;
use super::{StoreError, item};
use crate::config::Environment;
use crate::domain::id::UserId;

/// How many items one query returns.
const MAX_FOUND: i32 = 500;
/// The most that one `BatchWriteItem` accepts.
const BATCH: usize = 25;
/// How many batches are written at the same time.
const CONCURRENT_BATCHES: usize = 4;
/// Unprocessed items are retried after 50, 100, 200 and 400 ms.
const RETRIES: u32 = 4;

/// The items of users in one table whose partition key is the user.
#[derive(Clone, Debug)]
pub struct UserItems {
    client: Client,
    table: String,
    schema: TableSchema,
}

impl UserItems {
    #[must_use]
    pub fn new(client: Client, schema: TableSchema, environment: &Environment) -> Self {
        Self { client, table: schema.name(environment).to_owned(), schema }
    }

    /// Deletes a part of a user's items and returns whether there may be more. Safe to retry.
    pub async fn delete_some(&self, user_id: UserId) -> Result<bool, StoreError> {
        let mut request = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("#user = :user")
            .expression_attribute_names("#user", self.schema.partition_key.name)
            .expression_attribute_values(":user", item::text(user_id))
            .limit(MAX_FOUND);
        request = match self.schema.sort_key {
            None => request.projection_expression("#user"),
            Some(key) => request.expression_attribute_names("#key", key.name).projection_expression("#user, #key"),
        };
        let output = request.send().await?;
        let keys = output.items.unwrap_or_default();
        let batches: Vec<_> = keys.chunks(BATCH).map(|keys| self.delete(keys.to_vec())).collect();
        Box::pin(stream::iter(batches).buffer_unordered(CONCURRENT_BATCHES).try_collect::<()>()).await?;
        Ok(output.last_evaluated_key.is_some())
    }

    async fn delete(&self, keys: Vec<Item>) -> Result<(), StoreError> {
        let deletes = keys.into_iter().map(|key| {
            let request = DeleteRequest::builder().set_key(Some(key)).build()?;
            Ok(WriteRequest::builder().delete_request(request).build())
        });
        let deletes = deletes.collect::<Result<Vec<_>, StoreError>>()?;
        let (mut left, mut backoff) = (HashMap::from([(self.table.clone(), deletes)]), Backoff::new(RETRIES));
        loop {
            let output = self.client.batch_write_item().set_request_items(Some(left)).send().await?;
            left = output.unprocessed_items.unwrap_or_default();
            if left.is_empty() {
                return Ok(());
            }
            backoff.wait().await?;
        }
    }
}
