//! The events of a table's stream (<https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>) and a worker's response
//! to Lambda (<https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>). What a record means
//! is up to the worker of its table.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::cleanup::ParkedRecord;

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
pub enum UnreadableRecord {
    #[error("the record: {0}")]
    Record(#[from] serde_json::Error),
    #[error("the item: {0}")]
    Item(#[from] serde_dynamo::Error),
}

impl StreamRecord {
    /// The record as Lambda delivered it.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.0
    }

    /// Names the record to Lambda. Empty if the record has none.
    #[must_use]
    pub fn sequence_number(&self) -> &str {
        self.0["dynamodb"]["SequenceNumber"].as_str().unwrap_or_default()
    }

    /// The whole record, ready to be parked.
    #[must_use]
    pub fn parked(&self, reason: String) -> ParkedRecord {
        ParkedRecord::new(self.sequence_number(), &self.0.to_string(), reason)
    }
}

/// Hides the item, which may have an address.
impl fmt::Debug for StreamRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn only_record(record: &Value) -> StreamRecord {
        let event: StreamEvent = serde_json::from_value(json!({"Records": [record]})).unwrap();
        let [record] = &event.records[..] else { panic!("the event has one record") };
        record.clone()
    }

    #[test]
    fn a_record_is_kept_as_it_came_and_parked_in_full() {
        let json = json!({"dynamodb": {"SequenceNumber": "7", "NewImage": {"user_id": {"NEW TYPE": "x"}}}, "more": 1});
        let record = only_record(&json);
        assert_eq!((record.json(), record.sequence_number()), (&json, "7"));
        let parked = record.parked("unknown type".to_owned());
        assert_eq!((parked.key(), parked.reason.as_str()), ("parked#7", "unknown type"));
        assert_eq!(serde_json::from_str::<Value>(&parked.record).unwrap(), json);
    }

    #[test]
    fn a_record_of_any_form_is_read_so_that_it_cannot_fail_its_batch() {
        for json in [json!(null), json!("text"), json!([]), json!({"dynamodb": {"SequenceNumber": 7}})] {
            assert_eq!(only_record(&json).sequence_number(), "", "{json}");
        }
    }

    #[test]
    fn debug_output_of_an_event_does_not_show_an_item() {
        let image = json!({"email": {"S": "ada@example.com"}});
        let record = only_record(&json!({"dynamodb": {"SequenceNumber": "7", "NewImage": image}}));
        let event = StreamEvent { records: vec![record] };
        assert_eq!(format!("{event:?}"), r#"StreamEvent { records: [StreamRecord("7")] }"#);
    }

    #[test]
    fn lambda_learns_the_first_record_that_is_not_done_or_that_all_are() {
        let response = |failed: Option<&str>| serde_json::to_value(BatchResponse::from(failed.map(str::to_owned)));
        assert_eq!(response(Some("7")).unwrap(), json!({"batchItemFailures": [{"itemIdentifier": "7"}]}));
        assert_eq!(response(None).unwrap(), json!({"batchItemFailures": []}));
    }
}
