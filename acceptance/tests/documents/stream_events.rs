//! The recorded stream events in `events/`: each is sent to its worker, and does its work.

use std::collections::BTreeSet;
use std::fs;

use jiff::{SignedDuration, Timestamp};
use local::{Options, Server};
use serde_json::{Value, json};
use shared::domain::cleanup::Cleanup;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::domain::mail::{Delivery, MailPurpose, MailRequest, MailRequestId, MailSlot};
use shared::domain::user::{PasswordHash, User};
use shared::store::mail_requests::MailRequests;
use testkit::{CHEAP_HASHES, Dynamodb, clock, environment};

const DELETE_ACCOUNT: &str = "cleanup-delete-account";
const PASSWORD_RESET: &str = "mailer-password-reset";
pub(crate) const STREAM_EVENTS: [&str; 2] = [DELETE_ACCOUNT, PASSWORD_RESET];

/// An event with its placeholders filled in.
fn event(name: &str, values: &[(&str, String)]) -> Value {
    let mut text = fs::read_to_string(format!("../events/{name}.json")).unwrap();
    for (placeholder, value) in values {
        text = text.replace(placeholder, value);
    }
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn the_event_of_a_deleted_account_deletes_its_tasks() {
    let dynamodb = Dynamodb::start().await;
    let user_id = UserId::new(clock().now(), [7; 10]);
    dynamodb.put("tasks", (1..=3).map(|id| json!({"owner_id": user_id, "id": id}))).await;
    let worker = cleanup::Worker::new(&environment(), &dynamodb.client, clock());
    let event = event(DELETE_ACCOUNT, &[("USER_ID", user_id.to_string())]);
    assert_eq!(worker.handle(serde_json::from_value(event).unwrap(), Timestamp::MAX).await, None);
    assert_eq!(dynamodb.client.scan().table_name("tasks").send().await.unwrap().count, 0);
    assert!(dynamodb.stream("cleanups").is_empty(), "the order is read, and not parked");
}

#[tokio::test]
async fn the_event_of_a_password_reset_sends_its_mail() {
    let dynamodb = Dynamodb::start().await;
    let server = Server::start(&Options::ephemeral(), CHEAP_HASHES.into_iter().collect()).await.unwrap();
    let mut environment = environment();
    environment.set("AWS_ENDPOINT_URL_SESV2", format!("http://{}", server.address()));
    let requests = MailRequests::new(dynamodb.client.clone(), &environment);
    let request = request(clock().now());
    requests.replace(&request).await.unwrap();
    let id = request.request_id;
    let event = event(PASSWORD_RESET, &[("REQUEST_SLOT", id.slot().to_string()), ("REQUEST_ID", id.to_string())]);
    let worker = mailer::Worker::new(&environment, &dynamodb.client, clock()).unwrap();
    assert_eq!(worker.handle(serde_json::from_value(event).unwrap(), Timestamp::MAX).await, None);
    assert_eq!(requests.find(id).await.unwrap().unwrap().delivery, Delivery::Sent);
    server.stop().await.unwrap();
}

fn request(now: Timestamp) -> MailRequest {
    let email = Email::parse("ada@example.com").unwrap();
    let user = User::new(UserId::new(now, [7; 10]), email, PasswordHash::from_phc("unused".to_owned()), now);
    MailRequest::new(MailRequestId::new(MailSlot::new([1; 16]), [2; 16]), MailPurpose::ResetPassword, &user, now)
}

/// The events have the members that the functions store, so they show what a record looks like.
#[tokio::test]
async fn the_items_in_the_events_have_the_members_of_stored_items() {
    let (dynamodb, now) = (Dynamodb::start().await, clock().now());
    MailRequests::new(dynamodb.client.clone(), &environment()).replace(&request(now)).await.unwrap();
    let order = Cleanup::of_everything(UserId::new(now, [7; 10]), now, SignedDuration::from_mins(15));
    dynamodb.put("cleanups", [order]).await;
    for (name, table) in STREAM_EVENTS.into_iter().zip(["cleanups", "mail_requests"]) {
        let recorded = event(name, &[]);
        let names = |record: &Value| {
            record["dynamodb"]["NewImage"].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>()
        };
        assert_eq!(names(&recorded["Records"][0]), names(&dynamodb.stream(table)[0]), "{name}");
    }
}
