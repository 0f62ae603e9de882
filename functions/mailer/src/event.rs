//! The events of the mail requests table's stream (<https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>) and the
//! response to Lambda (<https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>).

use serde::{Deserialize, Serialize};
use serde_dynamo::Item;
use serde_json::Value;
use shared::domain::cleanup::ParkedRecord;
use shared::domain::mail::MailRequest;

/// A batch of changes, in the order in which they were made.
#[derive(Debug, Deserialize)]
pub struct StreamEvent {
    #[serde(rename = "Records")]
    pub records: Vec<StreamRecord>,
}

/// One change of one item, as unparsed JSON: a record that cannot be read must not fail the whole batch.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct StreamRecord(Value);

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

    /// The request, if its mail is still to be sent. Everything else that happens in the table concerns nobody here: on
    /// AWS the function is not even started for it (`FilterCriteria` in `template.yaml`).
    pub(crate) fn request(&self) -> Result<Option<MailRequest>, UnreadableRecord> {
        let image = &self.0["dynamodb"]["NewImage"];
        if image["delivery"]["S"] != "waiting" {
            return Ok(None);
        }
        Ok(Some(serde_dynamo::from_item(Item::deserialize(image)?)?))
    }

    /// The whole record, ready to be parked.
    pub(crate) fn parked(&self, reason: String) -> ParkedRecord {
        ParkedRecord::new(self.sequence_number(), &self.0.to_string(), reason)
    }
}

/// Shows no address.
impl std::fmt::Debug for StreamRecord {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("StreamRecord").field(&self.sequence_number()).finish()
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
