//! The log of a parked order, which a metric filter counts. In a separate test binary, because tracing decides once per
//! process whether an event is logged.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

use cleanup::{StreamEvent, Worker};
use jiff::Timestamp;
use serde_json::json;
use testkit::{Dynamodb, Log, clock, environment};

#[tokio::test]
async fn a_parked_order_is_logged_as_one_error_without_its_content() {
    let (log, dynamodb) = (Log::catch(&environment()), Dynamodb::start().await);
    dynamodb.put("cleanups", [json!({"user_id": "nobody", "pass": "hush"})]).await;
    let records = dynamodb.stream("cleanups");
    let event: StreamEvent = serde_json::from_value(json!({"Records": records})).unwrap();
    assert_eq!(Worker::new(&environment(), &dynamodb.client, clock()).handle(event, Timestamp::MAX).await, None);
    let lines = log.take();
    let (line, sequence_number) = (&lines[0], records[0]["dynamodb"]["SequenceNumber"].as_str().unwrap());
    assert_eq!((lines.len(), &line["level"], &line["message"]), (1, &json!("ERROR"), &json!("an order is parked")));
    assert_eq!(line["sequence_number"], sequence_number);
    assert_eq!(line["parked_as"], format!("parked#{sequence_number}"));
    assert!(!line.to_string().contains("hush"), "{line}");
}
