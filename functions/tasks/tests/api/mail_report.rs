//! Asking for the report by mail. What the mail has is tested with the mailer.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use serde_json::json;
use shared::config::Environment;
use shared::domain::user::{PasswordHash, User};
use shared::store::users::Users;
use testkit::{Answer, Dynamodb, Request, environment};

use crate::{Test, over_with, start, user, without_store};

impl Test {
    fn ask(&self) -> Request {
        self.request("POST", "").to("/api/v1/reports/")
    }

    async fn ask_from(&self, address: &str) -> Answer {
        self.clock.advance(SignedDuration::from_millis(1));
        self.api.send(self.ask().from(address)).await
    }

    /// Stores the account of the caller, or a later one with the same email.
    async fn store_account(&self, number: u8) {
        let (id, email) = user(number);
        let account = User::new(id, email, PasswordHash::from_phc("unused".to_owned()), self.clock.now());
        let _ = Users::new(self.dynamodb.client.clone(), &environment()).create(&account).await.unwrap();
        self.dynamodb.calls.clear();
    }

    async fn outbox(&self) -> Vec<HashMap<String, AttributeValue>> {
        self.dynamodb.client.scan().table_name("mail_requests").send().await.unwrap().items.unwrap()
    }
}

/// A caller whose email is verified.
async fn verified() -> Test {
    let test = start().await;
    test.store_account(1).await;
    test.dynamodb.verify_email(&user(1).1).await;
    test
}

/// The same with different settings.
async fn verified_with(name: &str, value: &str) -> Test {
    let (mut settings, (id, email)): (Environment, _) = (environment(), user(1));
    settings.set(name, value);
    let dynamodb = Dynamodb::start().await;
    let token = dynamodb.sign_in(id, &email).await;
    let test = over_with(&settings, dynamodb, token);
    test.store_account(1).await;
    test.dynamodb.verify_email(&email).await;
    test
}

fn problem(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.text("type"))
}

#[tokio::test]
async fn a_report_is_ordered_for_the_callers_email_and_the_response_says_nothing_more() {
    let test = verified().await;
    let answer = test.api.send(test.ask()).await;
    assert_eq!((answer.status.as_u16(), answer.body_text().as_str()), (202, ""));
    let mut calls = test.dynamodb.calls.take();
    calls[1..3].sort(); // made at the same time
    assert_eq!(calls, ["GetItem", "GetItem", "UpdateItem", "UpdateItem", "PutItem"]);
    let [order] = &test.outbox().await[..] else { panic!("one mail is ordered") };
    let stored = |name: &str| order[name].as_s().unwrap().as_str();
    assert_eq!((stored("purpose"), stored("delivery"), stored("email")), ("report", "waiting", "ada@example.com"));
    assert_eq!(
        (stored("user_id"), order["credential_version"].as_n().unwrap().as_str()),
        (&*user(1).0.to_string(), "1")
    );
}

#[tokio::test]
async fn nobody_sends_text_to_an_email_that_is_not_verified() {
    let test = start().await;
    test.store_account(1).await;
    let answer = test.api.send(test.ask()).await;
    assert_eq!(problem(&answer), (403, "/problems/email-not-verified".to_owned()));
    assert!(test.outbox().await.is_empty());
}

#[tokio::test]
async fn a_deleted_account_gets_no_report_even_if_its_email_has_a_new_one() {
    let test = start().await;
    assert_eq!(problem(&test.api.send(test.ask()).await), (401, "/problems/invalid-token".to_owned()));
    test.store_account(2).await;
    test.dynamodb.verify_email(&user(2).1).await;
    assert_eq!(problem(&test.api.send(test.ask()).await), (401, "/problems/invalid-token".to_owned()));
    assert!(test.outbox().await.is_empty());
}

#[tokio::test]
async fn a_newer_request_replaces_an_older_one() {
    let test = verified().await;
    assert_eq!(test.ask_from("192.0.2.1").await.status, 202);
    let older = test.outbox().await;
    assert_eq!(test.ask_from("192.0.2.1").await.status, 202);
    let newer = test.outbox().await;
    assert_eq!((older.len(), newer.len(), &older[0]["slot"]), (1, 1, &newer[0]["slot"]));
    assert_ne!(older[0]["request_id"], newer[0]["request_id"]);
}

#[tokio::test]
async fn a_request_whose_write_is_retried_orders_one_report() {
    let test = verified().await;
    test.dynamodb.answers.lose_next_of("PutItem");
    assert_eq!(test.api.send(test.ask()).await.status, 202);
    assert_eq!(test.dynamodb.calls.take().iter().filter(|call| *call == "PutItem").count(), 2);
    assert_eq!(test.outbox().await.len(), 1);
}

#[tokio::test]
async fn a_user_asks_for_three_reports_in_a_window_from_everywhere() {
    let test = verified_with("MAIL_WINDOW_SECONDS", "300").await;
    let mut statuses = Vec::new();
    for number in 0..4 {
        let answer = test.ask_from(&format!("198.51.100.{number}")).await;
        statuses.push((answer.status.as_u16(), answer.headers.contains_key("retry-after")));
    }
    assert_eq!(statuses, [(202, false), (202, false), (202, false), (429, true)]);
    test.clock.advance(SignedDuration::from_mins(5));
    assert_eq!(test.api.send(test.ask()).await.status, 202);
}

#[tokio::test]
async fn twenty_concurrent_requests_order_at_most_three_reports() {
    let test = verified().await;
    let answers = test.api.send_concurrently((0..20).map(|_| test.ask())).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 3);
    let too_many = (429, "/problems/too-many-attempts".to_owned());
    assert!(answers.iter().filter(|answer| answer.status != 202).all(|answer| problem(answer) == too_many));
    assert_eq!(test.outbox().await.len(), 1);
}

#[tokio::test]
async fn a_network_has_a_limit_over_all_its_users() {
    let test = verified_with("MAIL_MAX_PER_NETWORK", "2").await;
    let mut statuses = Vec::new();
    for address in ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"] {
        statuses.push(test.ask_from(address).await.status.as_u16());
    }
    assert_eq!(statuses, [202, 202, 429, 202]);
}

#[tokio::test]
async fn while_mail_is_off_nothing_is_ordered() {
    let test = verified_with("MAIL_FROM", "").await;
    let answer = test.api.send(test.ask()).await;
    assert_eq!(problem(&answer), (503, "/problems/mail-not-configured".to_owned()));
    assert!(test.outbox().await.is_empty());
}

#[tokio::test]
async fn a_body_is_ignored() {
    let test = verified().await;
    assert_eq!(test.api.send(test.ask().json(&json!({"email": "eve@example.com"}))).await.status, 202);
    assert_eq!(test.outbox().await[0]["email"], AttributeValue::S("ada@example.com".to_owned()));
}

#[tokio::test]
async fn a_report_by_mail_needs_a_caller_and_a_store() {
    let mut test = without_store().await;
    assert_eq!(test.api.send(test.ask()).await.status, 503);
    test.token = "null".to_owned();
    assert_eq!(test.api.send(test.ask()).await.status, 401);
}
