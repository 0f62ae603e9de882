//! What a record of the cleanups table's stream orders.

use serde::Deserialize;
use serde_dynamo::Item;
use shared::domain::cleanup::{Cleanup, ParkedRecord};
use shared::lambda::stream::{StreamRecord, UnreadableRecord};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    dynamodb: Change,
    #[serde(default)]
    user_identity: Option<UserIdentity>,
}

/// Names DynamoDB if it made the change itself, because the item expired (TTL).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserIdentity {
    principal_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    #[serde(default)]
    new_image: Option<Item>,
    #[serde(default)]
    old_image: Option<Item>,
}

/// What a change tells the worker to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CleanupOrder {
    pub(crate) cleanup: Cleanup,
    /// Whether the item still exists. Only then can the worker start itself again by changing it.
    pub(crate) stored: bool,
}

/// The order in the item's new image or, if the item has expired, in its old image. `None` for an item that an operator
/// deleted, and for a parked record, whose own change appears on the stream too.
pub(crate) fn order(record: &StreamRecord) -> Result<Option<CleanupOrder>, UnreadableRecord> {
    let json = record.json();
    let key = json["dynamodb"]["Keys"]["user_id"]["S"].as_str();
    let Details { dynamodb: Change { new_image, old_image }, user_identity } = Details::deserialize(json)?;
    let expired = user_identity.is_some_and(|identity| identity.principal_id == "dynamodb.amazonaws.com");
    let stored = new_image.is_some();
    if (!stored && !expired) || key.is_some_and(ParkedRecord::is_key) {
        return Ok(None);
    }
    let image = new_image.or(old_image).unwrap_or_default();
    Ok(Some(CleanupOrder { cleanup: serde_dynamo::from_item(image)?, stored }))
}
