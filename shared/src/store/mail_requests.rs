//! The mail requests table, the outbox: its stream delivers every new request to the mailer. A slot holds one request
//! at a time, so a newer request ends the older one.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{Delete, Put, ReturnValue, Update};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::conditional_write::conditional;
use super::item::Item;
use super::{StoreError, item, schema};
use crate::config::Environment;
use crate::domain::cleanup::ParkedRecord;
use crate::domain::mail::{CODE_TRIES, Decoy, MailRequest, MailRequestId, MailSlot};

/// What a waiting request has in `delivery`.
const WAITING: &str = "waiting";
const SENT: &str = "sent";
/// How long a parked record is kept, because it has an address: as long as a queue of SQS could keep it.
const PARKED_FOR: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The condition that a slot holds no newer request than one of `:created_at`.
const IS_NEWEST: &str = "attribute_not_exists(slot) OR created_at < :created_at";

#[derive(Clone, Debug)]
pub struct MailRequests {
    client: Client,
    table: String,
}

impl MailRequests {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        Self { client, table: schema::MAIL_REQUESTS.name(environment).to_owned() }
    }

    /// Stores a request in place of an older one in its slot.
    pub async fn replace(&self, request: &MailRequest) -> Result<(), StoreError> {
        self.put_newest(item_of(request.request_id.slot(), request)?, request.created_at).await
    }

    /// The same write for an email without an account.
    pub async fn replace_with_decoy(&self, decoy: &Decoy) -> Result<(), StoreError> {
        self.put_newest(item_of(decoy.request_id.slot(), decoy)?, decoy.created_at).await
    }

    /// A late retry neither undoes what has happened to its request nor replaces a newer one.
    async fn put_newest(&self, new: Item, created_at: Timestamp) -> Result<(), StoreError> {
        let request = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(new))
            .condition_expression(IS_NEWEST)
            .expression_attribute_values(":created_at", item::number(created_at.as_millisecond()));
        conditional(request.send().await).map(|_| ())
    }

    /// The request as it is now (a consistent read). `None` if it was replaced or deleted, or is a decoy.
    pub async fn find(&self, id: MailRequestId) -> Result<Option<MailRequest>, StoreError> {
        let request = self.client.get_item().table_name(&self.table).consistent_read(true);
        let output = request.key(KEY, item::text(id.slot())).send().await?;
        decode(output.item, id)
    }

    /// Counts one more code. Returns the request only if it is open and no more than five codes were tried. Decoys are
    /// counted too, so both take the same time. A retry may count twice, which errs on the safe side.
    pub async fn count_try(&self, id: MailRequestId, now: Timestamp) -> Result<Option<MailRequest>, StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(KEY, item::text(id.slot()))
            .update_expression("ADD tries :one")
            .condition_expression(
                "request_id = :id AND tries < :max AND expires_at > :now AND attribute_not_exists(used_at)",
            )
            .expression_attribute_values(":one", item::number(1))
            .expression_attribute_values(":id", item::text(id))
            .expression_attribute_values(":max", item::number(CODE_TRIES))
            .expression_attribute_values(":now", item::number(now.as_millisecond()))
            .return_values(ReturnValue::AllNew);
        match conditional(request.send().await)? {
            Ok(output) => decode(output.attributes, id),
            Err(_) => Ok(None),
        }
    }

    /// Records that the mail was sent, so that it is not sent again. A request without a token has no further use and is
    /// deleted.
    pub async fn record_sent(&self, request: &MailRequest) -> Result<(), StoreError> {
        if request.purpose.has_token() {
            self.mark_sent(request.request_id).await
        } else {
            self.delete(request.request_id).await
        }
    }

    /// Stores a record that the mailer cannot process next to the requests, for 14 days. A retry writes the same item.
    pub async fn park(&self, parked: &ParkedRecord, now: Timestamp) -> Result<(), StoreError> {
        let ttl = now.checked_add(PARKED_FOR).unwrap_or(Timestamp::MAX).as_second();
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(KEY, item::text(parked.key()))
            .update_expression("SET #record = :record, reason = :reason, #ttl = :ttl")
            .expression_attribute_names("#record", "record")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":record", item::text(&parked.record))
            .expression_attribute_values(":reason", item::text(&parked.reason))
            .expression_attribute_values(":ttl", item::number(ttl));
        Ok(request.send().await.map(|_| ())?)
    }

    async fn mark_sent(&self, id: MailRequestId) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(KEY, item::text(id.slot()))
            .update_expression("SET delivery = :sent")
            .condition_expression("request_id = :id AND delivery = :waiting")
            .expression_attribute_values(":id", item::text(id))
            .expression_attribute_values(":sent", item::text(SENT))
            .expression_attribute_values(":waiting", item::text(WAITING));
        conditional(request.send().await).map(|_| ())
    }

    /// Deletes a request that has no further use. Does nothing if a newer one has replaced it.
    pub async fn delete(&self, id: MailRequestId) -> Result<(), StoreError> {
        let request = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key(KEY, item::text(id.slot()))
            .condition_expression("request_id = :id")
            .expression_attribute_values(":id", item::text(id));
        conditional(request.send().await).map(|_| ())
    }
}

const KEY: &str = schema::MAIL_REQUESTS.partition_key.name;

fn item_of(slot: MailSlot, request: &impl Serialize) -> Result<Item, StoreError> {
    let mut new = item::encode(request)?;
    new.insert(KEY.to_owned(), item::text(slot));
    Ok(new)
}

/// The stored request, if it is this one and not a decoy.
fn decode(stored: Option<Item>, id: MailRequestId) -> Result<Option<MailRequest>, StoreError> {
    let is_ours = |stored: &Item| stored.get("request_id") == Some(&item::text(id)) && stored.contains_key("delivery");
    item::decode_optional(stored.filter(is_ours))
}

/// A member of a transaction: stores a new request in a slot of its own.
pub(super) fn put(table: &str, request: &MailRequest) -> Result<Put, StoreError> {
    let new = item_of(request.request_id.slot(), request)?;
    Ok(Put::builder().table_name(table).set_item(Some(new)).build()?)
}

/// A member of a transaction: stores a request in place of an older one in its slot.
pub(super) fn put_newest(table: &str, request: &MailRequest) -> Result<Put, StoreError> {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item_of(request.request_id.slot(), request)?))
        .condition_expression(IS_NEWEST)
        .expression_attribute_values(":created_at", item::number(request.created_at.as_millisecond()));
    Ok(put.build()?)
}

/// A member of a transaction: uses up a request, if it is open.
pub(super) fn mark_used(table: &str, id: MailRequestId, now: Timestamp) -> Result<Update, StoreError> {
    let update = Update::builder()
        .table_name(table)
        .key(KEY, item::text(id.slot()))
        .update_expression("SET used_at = :now")
        .condition_expression("request_id = :id AND expires_at > :now AND attribute_not_exists(used_at)")
        .expression_attribute_values(":id", item::text(id))
        .expression_attribute_values(":now", item::number(now.as_millisecond()));
    Ok(update.build()?)
}

/// A member of a transaction: deletes the request in a slot, if there is one.
pub(super) fn delete(table: &str, slot: MailSlot) -> Result<Delete, StoreError> {
    Ok(Delete::builder().table_name(table).key(KEY, item::text(slot)).build()?)
}
