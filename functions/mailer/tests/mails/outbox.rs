//! An outbox with its stream, and the worker on it.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use mailer::{StreamEvent, Worker};
use serde_json::{Value, json};
use shared::auth::mail_token::MailTokens;
use shared::clock::Clock;
use shared::config::Environment;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::domain::mail::{MailPurpose, MailRequest, MailRequestId, MailSlot};
use shared::domain::user::{PasswordHash, User};
use shared::store::mail_requests::MailRequests;
use shared::store::users::{SignUpOutcome, Users};
use testkit::{Dynamodb, FaultProxy, clock, environment};

use crate::ses::Ses;

type Item = HashMap<String, AttributeValue>;

pub(crate) struct Outbox {
    pub(crate) dynamodb: Dynamodb,
    pub(crate) faults: FaultProxy,
    pub(crate) ses: Ses,
    pub(crate) requests: MailRequests,
    pub(crate) clock: Clock,
    pub(crate) worker: Worker,
}

/// The settings of a deployment with mail.
pub(crate) fn with_mail(ses: &str) -> Environment {
    let mut environment = environment();
    environment.set("MAIL_TOKEN_SECRET", "the-mail-token-secret-of-at-least-32-bytes");
    environment.set("MAIL_FROM", "no-reply@example.com");
    environment.set("APP_URL", "https://app.example.com/");
    environment.set("AWS_ENDPOINT_URL_SESV2", ses);
    environment
}

pub(crate) fn tokens() -> MailTokens {
    MailTokens::from_environment(&with_mail("")).unwrap().unwrap()
}

pub(crate) async fn start() -> Outbox {
    let ((dynamodb, faults), ses, clock) = (Dynamodb::behind_faults().await, Ses::start().await, clock());
    let environment = with_mail(&ses.url);
    let worker = Worker::new(&environment, &dynamodb.client, clock.clone()).unwrap();
    let requests = MailRequests::new(dynamodb.client.clone(), &environment);
    Outbox { dynamodb, faults, ses, requests, clock, worker }
}

impl Outbox {
    /// Asks for a mail to this address, in the slot of this number.
    pub(crate) async fn ask(&self, purpose: MailPurpose, address: &str, slot: u8) -> MailRequest {
        let (email, now) = (Email::parse(address).unwrap(), self.clock.now());
        let user = User::new(UserId::new(now, [7; 10]), email, PasswordHash::from_phc("unused".to_owned()), now);
        let random = [u8::try_from(self.records().len()).unwrap(); 16];
        let request = MailRequest::new(MailRequestId::new(MailSlot::new([slot; 16]), random), purpose, &user, now);
        self.requests.replace(&request).await.unwrap();
        request
    }

    /// Stores an account with these tasks.
    pub(crate) async fn account(&self, number: u8, address: &str, tasks: &[Value]) -> User {
        let (email, now) = (Email::parse(address).unwrap(), self.clock.now());
        let user = User::new(UserId::new(now, [number; 10]), email, PasswordHash::from_phc("unused".to_owned()), now);
        let stored = Users::new(self.dynamodb.client.clone(), &environment()).create(&user).await.unwrap();
        assert_eq!(stored, SignUpOutcome::Created);
        let owned = tasks.iter().enumerate().map(|(id, task)| {
            let mut task = task.clone();
            task["owner_id"] = json!(user.id);
            task["id"] = json!(id + 1);
            task
        });
        self.dynamodb.put("tasks", owned).await;
        user
    }

    /// Asks for the user's report, as `POST /reports/` does.
    pub(crate) async fn ask_for_report(&self, user: &User, number: u8) -> MailRequest {
        let id = MailRequestId::new(MailSlot::new([number; 16]), [number; 16]);
        let request = MailRequest::new(id, MailPurpose::Report, user, self.clock.now());
        self.requests.replace(&request).await.unwrap();
        request
    }

    /// Asks to confirm a new email for the user of the old one.
    pub(crate) async fn ask_for_email(&self, old: &str, new: &str) -> MailRequest {
        let (email, now) = (Email::parse(old).unwrap(), self.clock.now());
        let user = User::new(UserId::new(now, [7; 10]), email, PasswordHash::from_phc("unused".to_owned()), now);
        let id = MailRequestId::new(MailSlot::new([99; 16]), [99; 16]);
        let request = MailRequest::of_email_change(id, &user, Email::parse(new).unwrap(), now);
        self.requests.replace(&request).await.unwrap();
        request
    }

    /// The whole stream so far.
    pub(crate) fn records(&self) -> Vec<Value> {
        self.dynamodb.stream("mail_requests")
    }

    /// Delivers the whole stream once. Returns the record from which on Lambda would deliver it again.
    pub(crate) async fn deliver(&self) -> Option<String> {
        self.deliver_records(&self.records(), Timestamp::MAX).await
    }

    pub(crate) async fn deliver_records(&self, records: &[Value], until: Timestamp) -> Option<String> {
        let event: StreamEvent = serde_json::from_value(json!({"Records": records})).unwrap();
        self.worker.handle(event, until).await
    }

    /// The parked records.
    pub(crate) async fn parked(&self) -> Vec<String> {
        let items = self.parked_items().await;
        items.iter().map(|item| format!("{} {}", text(item, "reason"), text(item, "record"))).collect()
    }

    pub(crate) async fn parked_items(&self) -> Vec<Item> {
        let items = self.dynamodb.client.scan().table_name("mail_requests").send().await.unwrap().items.unwrap();
        items.into_iter().filter(|item| text(item, "slot").starts_with("parked#")).collect()
    }
}

fn text(item: &Item, name: &str) -> String {
    item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
}

/// The addresses of mails.
pub(crate) fn recipients(mails: &[Value]) -> Vec<&str> {
    mails.iter().map(|mail| mail["Destination"]["ToAddresses"][0].as_str().unwrap()).collect()
}

pub(crate) fn sequence_number(record: &Value) -> String {
    record["dynamodb"]["SequenceNumber"].as_str().unwrap().to_owned()
}
