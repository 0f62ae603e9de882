//! The cleanups table: orders, which its stream delivers to the worker, and records that the worker cannot process.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::Put;

use super::conditional_write::conditional;
use super::{StoreError, item, schema};
use crate::config::Environment;
use crate::domain::cleanup::{Cleanup, ParkedRecord};
use crate::domain::id::UserId;

#[derive(Clone, Debug)]
pub struct Cleanups {
    client: Client,
    table: String,
}

impl Cleanups {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        Self { client, table: schema::CLEANUPS.name(environment).to_owned() }
    }

    /// The order for a user as it is now (a consistent read). A deletion's is there until no earlier access token works.
    pub async fn find(&self, user_id: UserId) -> Result<Option<Cleanup>, StoreError> {
        let request = self.client.get_item().table_name(&self.table).consistent_read(true);
        let key = schema::CLEANUPS.partition_key.name;
        item::decode_optional(request.key(key, item::text(user_id)).send().await?.item)
    }

    /// Changes the item, so that the stream delivers the order again. Changes nothing if the order was deleted or
    /// replaced meanwhile, because the stream delivers that itself, and nothing on a retry, which finds the next pass.
    pub async fn reschedule(&self, cleanup: &Cleanup) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(schema::CLEANUPS.partition_key.name, item::text(cleanup.user_id))
            .update_expression("SET #pass = :next")
            .condition_expression("#pass = :pass AND credential_version = :version")
            .expression_attribute_names("#pass", "pass")
            .expression_attribute_values(":next", item::number(cleanup.pass + 1))
            .expression_attribute_values(":pass", item::number(cleanup.pass))
            .expression_attribute_values(":version", item::number(cleanup.credential_version));
        conditional(request.send().await).map(|_| ())
    }

    /// Stores a record next to the orders, without an expiry. A retry writes the same item.
    pub async fn park(&self, parked: &ParkedRecord) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(schema::CLEANUPS.partition_key.name, item::text(parked.key()))
            .update_expression("SET #record = :record, reason = :reason")
            .expression_attribute_names("#record", "record")
            .expression_attribute_values(":record", item::text(&parked.record))
            .expression_attribute_values(":reason", item::text(&parked.reason));
        Ok(request.send().await.map(|_| ())?)
    }
}

/// A member of a transaction: stores an order in place of an older one of the same user.
pub(super) fn put(table: &str, cleanup: &Cleanup) -> Result<Put, StoreError> {
    Ok(Put::builder().table_name(table).set_item(Some(item::encode(cleanup)?)).build()?)
}
