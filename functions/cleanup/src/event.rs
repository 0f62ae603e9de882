//! The events of the cleanups table's stream, and the answer that Lambda wants.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>, and for the answer
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>

use serde::{Deserialize, Serialize};
use serde_dynamo::Item;
use shared::domain::cleanup::Cleanup;

/// A batch of changes, in their order.
#[derive(Debug, Deserialize)]
pub struct StreamEvent {
    #[serde(rename = "Records")]
    pub records: Vec<StreamRecord>,
}

/// One change of one item.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamRecord {
    dynamodb: Change,
    #[serde(default)]
    user_identity: Option<UserIdentity>,
}

/// Who made the change, where it was DynamoDB itself.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserIdentity {
    principal_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    sequence_number: String,
    #[serde(default)]
    new_image: Option<Item>,
    #[serde(default)]
    old_image: Option<Item>,
}

/// What a change asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) cleanup: Cleanup,
    /// Whether the item is still there to start the worker again.
    pub(crate) stored: bool,
}

impl StreamRecord {
    pub(crate) fn sequence_number(&self) -> &str {
        &self.dynamodb.sequence_number
    }

    /// The order in the item as it is now or, where its time has come, as it was. One that somebody has taken away is none.
    pub(crate) fn order(self) -> Result<Option<Order>, serde_dynamo::Error> {
        let expired = self.user_identity.is_some_and(|identity| identity.principal_id == "dynamodb.amazonaws.com");
        let Change { new_image, old_image, .. } = self.dynamodb;
        let stored = new_image.is_some();
        if !stored && !expired {
            return Ok(None);
        }
        let image = new_image.or(old_image).unwrap_or_default();
        Ok(Some(Order { cleanup: serde_dynamo::from_item(image)?, stored }))
    }
}

/// From which change on the batch must come again; nothing where all are done.
#[derive(Debug, Serialize)]
pub struct Answer {
    #[serde(rename = "batchItemFailures")]
    failures: Vec<Failure>,
}

#[derive(Debug, Serialize)]
struct Failure {
    #[serde(rename = "itemIdentifier")]
    sequence_number: String,
}

impl From<Option<String>> for Answer {
    fn from(failed_from: Option<String>) -> Self {
        Self { failures: failed_from.into_iter().map(|sequence_number| Failure { sequence_number }).collect() }
    }
}
