//! Counters of logins, other password checks and sign-ups. Each belongs to one window of time and expires with it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::types::ReturnValue;
use jiff::Timestamp;
use serde::Deserialize;

use super::conditional_write::conditional;
use super::{StoreError, item, schema};
use crate::config::Environment;

#[derive(Clone, Debug)]
pub struct AttemptCounters {
    client: Client,
    /// The same client without retries, for requests that lower a counter. Applied twice, such a request could remove
    /// an attempt that another request counted in between.
    once: Client,
    table: String,
}

#[derive(Deserialize)]
struct Counter {
    attempts: u64,
}

impl AttemptCounters {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        let once = client.config().to_builder().retry_config(RetryConfig::disabled()).build();
        Self { client, once: Client::from_conf(once), table: schema::LOGIN_ATTEMPTS.name(environment).to_owned() }
    }

    /// Adds one and returns the new count. Concurrent requests never get the same count. A retry may count twice, which
    /// errs on the safe side.
    pub async fn increment(&self, key: &str, window_end: Timestamp) -> Result<u64, StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("key", item::text(key))
            .update_expression("SET #ttl = :ttl ADD attempts :one")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":ttl", item::number(window_end.as_second() + 1))
            .expression_attribute_values(":one", item::number(1))
            .return_values(ReturnValue::UpdatedNew);
        let counter: Counter = item::decode(request.send().await?.attributes.unwrap_or_default())?;
        Ok(counter.attempts)
    }

    /// Subtracts one, at most once. If that fails, the attempt stays counted.
    pub async fn decrement(&self, key: &str) -> Result<(), StoreError> {
        let request = self
            .once
            .update_item()
            .table_name(&self.table)
            .key("key", item::text(key))
            .update_expression("ADD attempts :minus_one")
            .condition_expression("attempts > :zero")
            .expression_attribute_values(":minus_one", item::number(-1))
            .expression_attribute_values(":zero", item::number(0));
        conditional(request.send().await).map(|_| ())
    }

    /// Deletes the counter, at most once.
    pub async fn reset(&self, key: &str) -> Result<(), StoreError> {
        self.once.delete_item().table_name(&self.table).key("key", item::text(key)).send().await?;
        Ok(())
    }
}
