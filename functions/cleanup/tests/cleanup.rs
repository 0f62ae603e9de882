//! Runs the worker with real stream records over the embedded DynamoDB, and checks what is left of an account.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

use aws_sdk_dynamodb::types::{AttributeValue, Select};
use cleanup::{StreamEvent, Worker};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use shared::domain::cleanup::Cleanup;
use shared::domain::email::Email;
use shared::domain::id::{SessionId, UserId};
use shared::domain::session::Session;
use shared::domain::user::{PasswordHash, User};
use shared::store::accounts::{AccountChangeOutcome, Accounts};
use shared::store::sessions::Sessions;
use shared::store::users::Users;
use testkit::{Dynamodb, clock, environment};

struct Test {
    dynamodb: Dynamodb,
    worker: Worker,
    user: User,
    accounts: Accounts,
    /// How many stream records have been handled.
    handled: usize,
}

async fn start() -> Test {
    let (dynamodb, environment, now) = (Dynamodb::start().await, environment(), clock().now());
    let email = Email::parse("ada@example.com").unwrap();
    let user = User::new(UserId::new(now, [7; 10]), email, PasswordHash::from_phc("unused".to_owned()), now);
    let _ = Users::new(dynamodb.client.clone(), &environment).create(&user).await.unwrap();
    let worker = Worker::new(&environment, &dynamodb.client, clock());
    let accounts = Accounts::new(dynamodb.client.clone(), &environment);
    Test { dynamodb, worker, user, accounts, handled: 0 }
}

fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

impl Test {
    async fn put_tasks(&self, owner: UserId, count: u64) {
        let task = |id| json!({"owner_id": owner, "id": id});
        self.dynamodb.put("tasks", (1..=count).map(task)).await;
    }

    async fn put_sessions(&self, count: u8, credential_version: u64) {
        let session = |index: u8| {
            let mut bits = [0; 16];
            bits[0] = index;
            bits[1] = u8::try_from(credential_version).unwrap();
            let id = SessionId::new(bits);
            Session { id, credential_version, ..testkit::session(self.user.id, &self.user.email) }
        };
        self.dynamodb.put("sessions", (0..count).map(session)).await;
    }

    async fn count(&self, table: &str, key: &str, user_id: UserId) -> i32 {
        let request = self.dynamodb.client.query().table_name(table).select(Select::Count);
        let request = request.key_condition_expression("#key = :user").expression_attribute_names("#key", key);
        request.expression_attribute_values(":user", text(user_id)).send().await.unwrap().count
    }

    async fn left(&self) -> (i32, i32) {
        let user_id = self.user.id;
        (self.count("sessions", "user_id", user_id).await, self.count("tasks", "owner_id", user_id).await)
    }

    async fn delete_account(&self) -> Cleanup {
        let cleanup = Cleanup::of_everything(self.user.id, clock().now(), SignedDuration::from_mins(15));
        assert_eq!(self.accounts.delete(&self.user, &cleanup, &[]).await.unwrap(), AccountChangeOutcome::Done);
        cleanup
    }

    /// The new records of the stream, as one event.
    fn event(&mut self) -> StreamEvent {
        let records = self.dynamodb.stream("cleanups").split_off(self.handled);
        self.handled += records.len();
        serde_json::from_value(json!({"Records": records})).unwrap()
    }

    /// Runs the worker until the stream has no new records. Returns the number of runs.
    async fn work(&mut self, until: Timestamp) -> usize {
        for runs in 0.. {
            let event = self.event();
            if event.records.is_empty() {
                return runs;
            }
            assert_eq!(self.worker.handle(event, until).await, None);
        }
        unreachable!("the range has no end")
    }
}

/// A time limit that is never reached, because the worker's clock stands still.
fn later() -> Timestamp {
    clock().now().checked_add(SignedDuration::from_mins(4)).unwrap()
}

#[tokio::test]
async fn all_fifty_thousand_tasks_of_a_deleted_account_are_deleted_and_no_others() {
    let mut test = start().await;
    let other = UserId::new(clock().now(), [8; 10]);
    test.put_tasks(test.user.id, 50_000).await;
    test.put_tasks(other, 3).await;
    test.put_sessions(30, 1).await;
    test.delete_account().await;
    assert_eq!(test.work(later()).await, 1);
    assert_eq!(test.left().await, (0, 0));
    assert_eq!(test.count("tasks", "owner_id", other).await, 3);
}

#[tokio::test]
async fn a_deletion_costs_a_query_for_500_tasks_a_batch_for_25_and_a_write_unit_for_each() {
    let mut test = start().await;
    test.put_tasks(test.user.id, 1_100).await;
    test.delete_account().await;
    test.dynamodb.calls.clear();
    test.work(later()).await;
    let calls = test.dynamodb.calls.take();
    let count = |operation| calls.iter().filter(|call| *call == operation).count();
    // One query finds that there is no session.
    assert_eq!((count("Query"), count("BatchWriteItem"), calls.len()), (4, 44, 48));
    let [_, written] = test.dynamodb.calls.take_units();
    assert!((written - 1_100.0).abs() < f64::EPSILON, "{written}");
}

#[tokio::test]
async fn a_worker_that_runs_out_of_time_starts_itself_again() {
    let mut test = start().await;
    test.put_tasks(test.user.id, 2_100).await;
    test.delete_account().await;
    // Its time is over immediately, so each run does one step.
    assert_eq!(test.work(clock().now()).await, 5);
    assert_eq!(test.left().await, (0, 0));
}

#[tokio::test]
async fn a_worker_that_is_killed_continues_with_the_same_event() {
    let mut test = start().await;
    test.put_tasks(test.user.id, 2_000).await;
    test.delete_account().await;
    let records = test.dynamodb.stream("cleanups");
    let event = || serde_json::from_value(json!({"Records": records})).unwrap();
    test.dynamodb.calls.clear();
    let killed = tokio::spawn({
        let (worker, event) = (test.worker.clone(), event());
        async move { worker.handle(event, later()).await }
    });
    let mut batches = 0;
    while batches < 30 {
        batches += test.dynamodb.calls.take().iter().filter(|call| *call == "BatchWriteItem").count();
        tokio::task::yield_now().await;
    }
    killed.abort();
    assert!(killed.await.is_err(), "it had finished before it was stopped");
    let (_, tasks) = test.left().await;
    assert!((1..2_000).contains(&tasks), "{tasks}");
    assert_eq!(test.worker.handle(event(), later()).await, None);
    assert_eq!(test.left().await, (0, 0));
    test.handled = records.len();
}

#[tokio::test]
async fn a_task_that_was_created_during_the_deletion_is_deleted_by_the_last_sweep() {
    let mut test = start().await;
    test.put_tasks(test.user.id, 10).await;
    test.delete_account().await;
    test.work(later()).await;
    test.put_tasks(test.user.id, 1).await;
    assert_eq!(test.work(later()).await, 0, "the stream does not report the new task");
    let update = test.dynamodb.client.update_item().table_name("cleanups").key("user_id", text(test.user.id));
    let update = update.update_expression("SET #ttl = :past").expression_attribute_names("#ttl", "ttl");
    // The embedded store compares the ttl with the real time.
    let past = AttributeValue::N((clock().now().as_second() - 86_400 * 365 * 2).to_string());
    update.expression_attribute_values(":past", past).send().await.unwrap();
    test.handled = test.dynamodb.stream("cleanups").len();
    test.dynamodb.remove_expired();
    assert_eq!(test.work(later()).await, 1);
    assert_eq!(test.left().await, (0, 0));
}

#[tokio::test]
async fn an_unfinished_last_sweep_is_delivered_again_because_its_item_is_gone() {
    let mut test = start().await;
    test.put_tasks(test.user.id, 1_200).await;
    let cleanup = test.delete_account().await;
    test.dynamodb
        .client
        .delete_item()
        .table_name("cleanups")
        .key("user_id", text(cleanup.user_id))
        .send()
        .await
        .unwrap();
    let mut records: Vec<Value> = test.dynamodb.stream("cleanups").split_off(1);
    assert_eq!(records[0]["eventName"], "REMOVE");
    let by_hand = serde_json::from_value(json!({"Records": records})).unwrap();
    assert_eq!(test.worker.handle(by_hand, later()).await, None);
    assert_eq!(test.left().await, (0, 1_200), "an order that was deleted by hand does nothing");
    records[0]["userIdentity"] = json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"});
    let event = || serde_json::from_value(json!({"Records": records})).unwrap();
    let sequence_number = records[0]["dynamodb"]["SequenceNumber"].as_str().unwrap();
    for _ in 0..2 {
        let failed = test.worker.handle(event(), clock().now()).await;
        assert_eq!(failed.as_deref(), Some(sequence_number));
    }
    assert_eq!(test.worker.handle(event(), clock().now()).await, None);
    assert_eq!(test.left().await, (0, 0));
    test.handled = 2;
}

#[tokio::test]
async fn after_a_password_change_only_older_sessions_end() {
    let mut test = start().await;
    test.put_sessions(200, 1).await;
    test.put_tasks(test.user.id, 3).await;
    let asking = testkit::session(test.user.id, &test.user.email);
    test.dynamodb.sign_in(test.user.id, &test.user.email).await;
    let cleanup = Cleanup::of_sessions(test.user.id, 2, clock().now(), SignedDuration::from_mins(15));
    let hash = PasswordHash::from_phc("another".to_owned());
    let next = Session { id: SessionId::new([9; 16]), credential_version: 2, ..asking.clone() };
    let changed = test.accounts.change_password(&test.user, &hash, asking.id, &next, &cleanup, None).await.unwrap();
    assert_eq!(changed, AccountChangeOutcome::Done);
    test.put_sessions(1, 2).await;
    assert_eq!(test.work(later()).await, 1);
    let sessions = Sessions::new(test.dynamodb.client.clone(), &environment());
    let left = sessions.list(test.user.id, clock().now()).await.unwrap();
    assert_eq!(left.iter().map(|session| session.credential_version).collect::<Vec<_>>(), [2, 2]);
    assert!(left.iter().any(|session| session.id == next.id), "the new session of the request is active");
    assert_eq!(test.left().await, (203, 3), "sessions are ended but not deleted, and tasks are unchanged");
}

#[tokio::test]
async fn after_an_outage_the_batch_is_delivered_again_from_the_failed_order() {
    let test = start().await;
    test.delete_account().await;
    let records = test.dynamodb.stream("cleanups");
    let event = serde_json::from_value(json!({"Records": records})).unwrap();
    let unreachable = Dynamodb::unreachable().await;
    let worker = Worker::new(&environment(), &unreachable.client, clock());
    let failed = worker.handle(event, later()).await.unwrap();
    let answer = serde_json::to_value(cleanup::BatchResponse::from(Some(failed.clone()))).unwrap();
    assert_eq!(answer, json!({"batchItemFailures": [{"itemIdentifier": failed}]}));
    assert_eq!(serde_json::to_value(cleanup::BatchResponse::from(None)).unwrap(), json!({"batchItemFailures": []}));
}
