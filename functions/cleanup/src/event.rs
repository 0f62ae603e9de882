//! The events of the cleanups table's stream (<https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>) and the
//! response to Lambda (<https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>).

use serde::{Deserialize, Serialize};
use serde_dynamo::Item;
use serde_json::Value;
use shared::domain::cleanup::{Cleanup, ParkedRecord};

/// A batch of changes, in the order in which they were made.
#[derive(Debug, Deserialize)]
pub struct StreamEvent {
    #[serde(rename = "Records")]
    pub records: Vec<StreamRecord>,
}

/// One change of one item, as unparsed JSON: a record that cannot be read must not fail the whole batch.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct StreamRecord(Value);

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

/// Why a record cannot be processed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnreadableRecord {
    #[error("the record: {0}")]
    Record(#[from] serde_json::Error),
    #[error("the item: {0}")]
    Item(#[from] serde_dynamo::Error),
}

impl StreamRecord {
    pub(crate) fn sequence_number(&self) -> &str {
        self.0["dynamodb"]["SequenceNumber"].as_str().unwrap_or_default()
    }

    /// The order in the item's new image or, if the item has expired, in its old image. `None` for an item that an
    /// operator deleted, and for a parked record, whose own change appears on the stream too.
    pub(crate) fn order(&self) -> Result<Option<CleanupOrder>, UnreadableRecord> {
        let key = self.0["dynamodb"]["Keys"]["user_id"]["S"].as_str();
        let Details { dynamodb: Change { new_image, old_image }, user_identity } = Details::deserialize(&self.0)?;
        let expired = user_identity.is_some_and(|identity| identity.principal_id == "dynamodb.amazonaws.com");
        let stored = new_image.is_some();
        if (!stored && !expired) || key.is_some_and(ParkedRecord::is_key) {
            return Ok(None);
        }
        let image = new_image.or(old_image).unwrap_or_default();
        Ok(Some(CleanupOrder { cleanup: serde_dynamo::from_item(image)?, stored }))
    }

    /// The whole record, ready to be parked.
    pub(crate) fn parked(&self, reason: String) -> ParkedRecord {
        ParkedRecord::new(self.sequence_number(), &self.0.to_string(), reason)
    }
}

/// Tells Lambda from which record on to deliver the batch again. Empty if all records are done.
#[derive(Debug, Serialize)]
pub struct BatchResponse {
    #[serde(rename = "batchItemFailures")]
    failures: Vec<Failure>,
}

#[derive(Debug, Serialize)]
struct Failure {
    #[serde(rename = "itemIdentifier")]
    sequence_number: String,
}

impl From<Option<String>> for BatchResponse {
    fn from(failed_from: Option<String>) -> Self {
        Self { failures: failed_from.into_iter().map(|sequence_number| Failure { sequence_number }).collect() }
    }
}
