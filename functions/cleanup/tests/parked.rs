//! Orders that cannot be carried out are parked, and do not delay other orders.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use cleanup::{StreamEvent, Worker};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use shared::domain::cleanup::Cleanup;
use shared::domain::id::UserId;
use testkit::{Dynamodb, Fault, FaultProxy, clock, environment};

type Item = HashMap<String, AttributeValue>;

struct Test {
    dynamodb: Dynamodb,
    faults: FaultProxy,
    worker: Worker,
}

async fn start() -> Test {
    let (dynamodb, faults) = Dynamodb::behind_faults().await;
    let worker = Worker::new(&environment(), &dynamodb.client, clock());
    Test { dynamodb, faults, worker }
}

fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

fn user(number: u8) -> UserId {
    UserId::new(clock().now(), [number; 10])
}

impl Test {
    async fn put(&self, table: &str, item: impl Serialize) {
        self.dynamodb.put(table, [item]).await;
    }

    /// A user who leaves a task behind, and the order to delete it.
    async fn leave(&self, number: u8) {
        self.put("tasks", json!({"owner_id": user(number), "id": 1})).await;
        self.put("cleanups", Cleanup::of_everything(user(number), clock().now(), SignedDuration::from_mins(15))).await;
    }

    async fn tasks(&self) -> i32 {
        self.dynamodb.client.scan().table_name("tasks").send().await.unwrap().count
    }

    async fn handle(&self, records: &[Value]) -> Option<String> {
        let event: StreamEvent = serde_json::from_value(json!({"Records": records})).unwrap();
        self.worker.handle(event, Timestamp::MAX).await
    }

    /// The parked records.
    async fn parked(&self) -> Vec<Item> {
        let scan =
            self.dynamodb.client.scan().table_name("cleanups").filter_expression("begins_with(user_id, :parked)");
        let scan = scan.expression_attribute_values(":parked", text("parked#"));
        scan.send().await.unwrap().items.unwrap_or_default()
    }
}

fn of(item: &Item, attribute: &str) -> String {
    item[attribute].as_s().unwrap().clone()
}

#[tokio::test]
async fn an_unreadable_order_is_parked_with_its_full_record_and_later_orders_are_done() {
    let test = start().await;
    test.put("cleanups", json!({"user_id": "nobody"})).await;
    test.leave(1).await;
    let records = test.dynamodb.stream("cleanups");
    assert_eq!(test.handle(&records).await, None);
    assert_eq!(test.tasks().await, 0);
    let (parked, sequence_number) = (test.parked().await, records[0]["dynamodb"]["SequenceNumber"].as_str().unwrap());
    assert_eq!((parked.len(), of(&parked[0], "user_id")), (1, format!("parked#{sequence_number}")));
    assert_eq!(serde_json::from_str::<Value>(&of(&parked[0], "record")).unwrap(), records[0]);
    assert!(!of(&parked[0], "reason").is_empty());
    assert!(!parked[0].contains_key("ttl"), "it stays until an operator has looked at it");
}

#[tokio::test]
async fn a_parked_record_is_never_an_order_when_it_is_inserted_changed_or_deleted() {
    let test = start().await;
    test.put("cleanups", json!({"user_id": "nobody"})).await;
    assert_eq!(test.handle(&test.dynamodb.stream("cleanups")).await, None);
    let key = of(&test.parked().await[0], "user_id");
    test.put("cleanups", json!({"user_id": key})).await;
    test.dynamodb.client.delete_item().table_name("cleanups").key("user_id", text(key)).send().await.unwrap();
    let mut records = test.dynamodb.stream("cleanups").split_off(1);
    assert_eq!(
        records.iter().map(|record| record["eventName"].clone()).collect::<Vec<_>>(),
        ["INSERT", "MODIFY", "REMOVE"]
    );
    records[2]["userIdentity"] = json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"});
    assert_eq!(test.handle(&records).await, None);
    assert!(test.parked().await.is_empty());
}

#[tokio::test]
async fn a_record_of_an_unknown_format_is_parked_and_a_huge_one_is_cut() {
    let test = start().await;
    let record =
        |number: u32, image: Value| json!({"dynamodb": {"SequenceNumber": number.to_string(), "NewImage": image}});
    let unknown = record(1, json!({"user_id": {"NEW TYPE": "x"}}));
    let huge = record(2, json!({"user_id": {"S": "é".repeat(300_000)}}));
    assert_eq!(test.handle(&[unknown.clone(), huge, json!({"dynamodb": {"SequenceNumber": "3"}})]).await, None);
    let mut parked = test.parked().await;
    parked.sort_by_key(|item| of(item, "user_id"));
    assert_eq!(serde_json::from_str::<Value>(&of(&parked[0], "record")).unwrap(), unknown);
    assert_eq!((parked.len(), of(&parked[1], "user_id").as_str()), (2, "parked#2"));
    assert!((99_000..=100_000).contains(&of(&parked[1], "record").len()));
}

#[tokio::test]
async fn an_order_is_parked_if_it_finds_an_unreadable_item() {
    let test = start().await;
    let ends_at = clock().now().as_millisecond() + 1_000;
    let session = json!({"user_id": user(1), "session_id": "!", "credential_version": 1, "ends_at": ends_at});
    test.put("sessions", session).await;
    test.put("cleanups", Cleanup::of_sessions(user(1), 2, clock().now(), SignedDuration::from_mins(15))).await;
    assert_eq!(test.handle(&test.dynamodb.stream("cleanups")).await, None);
    assert_eq!(test.parked().await.len(), 1);
}

#[tokio::test]
async fn an_order_that_fails_for_now_is_delivered_again_and_later_orders_are_done() {
    let test = start().await;
    for number in 1..=3 {
        test.leave(number).await;
    }
    let records = test.dynamodb.stream("cleanups");
    test.faults.break_times(3, "Query", Fault::InternalServerError);
    let failed = test.handle(&records).await;
    assert_eq!(failed.as_deref(), records[0]["dynamodb"]["SequenceNumber"].as_str());
    assert_eq!((test.faults.heal(), test.tasks().await), (3, 1), "the other orders are done");
    assert!(test.parked().await.is_empty(), "it may still succeed");
    assert_eq!(test.handle(&records).await, None);
    assert_eq!(test.tasks().await, 0);
}

#[tokio::test]
async fn an_order_that_cannot_be_parked_is_delivered_again() {
    let test = start().await;
    test.put("cleanups", json!({"user_id": "nobody"})).await;
    let records = test.dynamodb.stream("cleanups");
    test.faults.break_every("UpdateItem", Fault::InternalServerError);
    assert!(test.handle(&records).await.is_some());
    test.faults.heal();
    assert_eq!(test.handle(&records).await, None);
    assert_eq!(test.parked().await.len(), 1);
}
