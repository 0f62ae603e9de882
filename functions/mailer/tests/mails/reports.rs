//! Reports by mail: whose tasks they have, and when none is sent.

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::domain::user::User;
use testkit::Fault;

use crate::outbox::{Outbox, recipients, sequence_number, start};
use crate::ses::Failure;

const HEADER: &str = "title,deadline,task_completed,task_deadline_passed\r\n";
const ADA: &str = "Ada@example.com";

impl Outbox {
    /// Adds one to the version of the password.
    async fn change_password(&self, user: &User) {
        let update = self.dynamodb.client.update_item().table_name("users");
        let update = update.key("email", AttributeValue::S(user.email.folded().to_owned()));
        let update = update.update_expression("ADD credential_version :one");
        update.expression_attribute_values(":one", AttributeValue::N("1".to_owned())).send().await.unwrap();
    }

    async fn delete_account(&self, user: &User) {
        let delete = self.dynamodb.client.delete_item().table_name("users");
        delete.key("email", AttributeValue::S(user.email.folded().to_owned())).send().await.unwrap();
    }
}

fn task(title: &str) -> Value {
    json!({"title": title, "completed": false})
}

/// The text of the only attachment.
fn file(mail: &Value) -> String {
    let attachments = mail["Content"]["Simple"]["Attachments"].as_array().unwrap();
    assert_eq!(attachments.len(), 1);
    String::from_utf8(STANDARD.decode(attachments[0]["RawContent"].as_str().unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn a_report_has_all_tasks_of_its_user_and_nobody_elses_in_a_file() {
    let outbox = start().await;
    let late = json!({"title": "Pay, today", "deadline": "2026-11-23", "completed": false});
    let ada = outbox.account(1, ADA, &[late, task("=HYPERLINK(\"http://evil\")")]).await;
    outbox.account(2, "bob@example.com", &[task("Bob's secret")]).await;
    let request = outbox.ask_for_report(&ada, 1).await;
    assert_eq!(outbox.deliver().await, None);
    let [mail] = &outbox.ses.take()[..] else { panic!("one mail is sent") };
    assert_eq!(recipients(std::slice::from_ref(mail)), [ADA]);
    let expected = "\"Pay, today\",23/11/2026,False,YES\r\n\"'=HYPERLINK(\"\"http://evil\"\")\",N/A,False,N/A\r\n\
                    Total Tasks,2,,\r\nTasks Completed,0,,\r\nTasks Deadline Passed,1,,\r\n";
    assert_eq!(file(mail), format!("{HEADER}{expected}"));
    let mut attachment = mail["Content"]["Simple"]["Attachments"][0].clone();
    attachment["RawContent"].take();
    assert_eq!(
        attachment,
        json!({
            "RawContent": null,
            "ContentDisposition": "ATTACHMENT",
            "FileName": "tasks.csv",
            "ContentTransferEncoding": "BASE64",
            "ContentType": "text/csv; charset=utf-8",
        })
    );
    let body = mail["Content"]["Simple"]["Body"].to_string();
    assert!(body.contains("all 2 tasks") && !body.contains("Pay") && !body.contains("HYPERLINK"), "{body}");
    assert_eq!(outbox.requests.find(request.request_id).await.unwrap(), None, "the request is deleted");
}

#[tokio::test]
async fn a_report_has_the_tasks_as_they_are_when_it_is_sent() {
    let outbox = start().await;
    let ada = outbox.account(1, ADA, &[]).await;
    outbox.ask_for_report(&ada, 1).await;
    outbox.dynamodb.put("tasks", [json!({"owner_id": ada.id, "id": 1, "title": "Milk", "completed": true})]).await;
    outbox.clock.advance(SignedDuration::from_mins(59));
    assert_eq!(outbox.deliver().await, None);
    let mails = outbox.ses.take();
    assert!(file(&mails[0]).contains("\r\nMilk,N/A,True,N/A\r\n"));
    let text = mails[0]["Content"]["Simple"]["Body"]["Text"]["Data"].as_str().unwrap();
    assert!(text.contains("24 November 2026 at 10:29 UTC"), "{text}");
}

#[tokio::test]
async fn no_report_is_sent_after_the_password_has_changed_or_the_account_is_gone() {
    let outbox = start().await;
    let changed = outbox.account(1, ADA, &[task("Milk")]).await;
    let deleted = outbox.account(2, "bob@example.com", &[task("Bread")]).await;
    let replaced = outbox.account(3, "eve@example.com", &[task("Tea")]).await;
    let mut requests = Vec::new();
    for (number, user) in [(1, &changed), (2, &deleted), (3, &replaced)] {
        requests.push(outbox.ask_for_report(user, number).await);
    }
    outbox.change_password(&changed).await;
    outbox.delete_account(&deleted).await;
    outbox.delete_account(&replaced).await;
    outbox.account(4, "eve@example.com", &[task("A newcomer's")]).await;
    assert_eq!(outbox.deliver().await, None);
    assert!(outbox.ses.take().is_empty() && outbox.parked().await.is_empty());
    for request in requests {
        assert_eq!(outbox.requests.find(request.request_id).await.unwrap(), None, "its address is deleted");
    }
}

#[tokio::test]
async fn a_report_that_waits_for_more_than_an_hour_is_not_sent() {
    let outbox = start().await;
    let ada = outbox.account(1, ADA, &[]).await;
    outbox.ask_for_report(&ada, 1).await;
    outbox.clock.advance(SignedDuration::from_mins(60));
    assert_eq!(outbox.deliver().await, None);
    assert!(outbox.ses.take().is_empty());
}

#[tokio::test]
async fn instead_of_a_report_that_would_be_too_large_a_mail_says_so() {
    let outbox = start().await;
    let description = "🚀".repeat(10_000); // 40 kB, so 125 tasks are 5 MB
    let large: Vec<_> =
        (0..125).map(|_| json!({"title": "x", "description": description, "completed": false})).collect();
    let ada = outbox.account(1, ADA, &large).await;
    let request = outbox.ask_for_report(&ada, 1).await;
    assert_eq!(outbox.deliver().await, None);
    let mails = outbox.ses.take();
    let simple = &mails[0]["Content"]["Simple"];
    assert_eq!(simple["Subject"]["Data"], "Your todo-lambda report is too large");
    assert_eq!(simple["Attachments"], json!(null));
    assert_eq!(outbox.requests.find(request.request_id).await.unwrap(), None);
}

#[tokio::test]
async fn a_report_of_a_worker_that_is_killed_before_it_records_it_is_sent_at_most_twice() {
    let outbox = start().await;
    let ada = outbox.account(1, ADA, &[task("Milk")]).await;
    outbox.ask_for_report(&ada, 1).await;
    outbox.faults.break_every("DeleteItem", Fault::InternalServerError);
    assert_eq!(outbox.deliver().await, Some(sequence_number(&outbox.records()[0])));
    outbox.faults.heal();
    let first = outbox.ses.take();
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(outbox.ses.take(), first, "the same report");
    assert_eq!(outbox.deliver().await, None);
    assert!(outbox.ses.take().is_empty());
}

#[tokio::test]
async fn a_report_is_delivered_again_if_the_store_or_ses_fails() {
    let outbox = start().await;
    let ada = outbox.account(1, ADA, &[task("Milk")]).await;
    outbox.ask_for_report(&ada, 1).await;
    outbox.faults.break_every("Query", Fault::InternalServerError);
    assert!(outbox.deliver().await.is_some());
    outbox.faults.heal();
    outbox.ses.fail(Failure::Outage, 3);
    assert!(outbox.deliver().await.is_some());
    assert!(outbox.ses.take().is_empty());
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(outbox.ses.take().len(), 1);
}

#[tokio::test]
async fn a_report_of_a_task_that_nobody_can_read_is_parked_and_blocks_nobody() {
    let outbox = start().await;
    let ada = outbox.account(1, ADA, &[json!({"title": 5})]).await;
    let bob = outbox.account(2, "bob@example.com", &[]).await;
    outbox.ask_for_report(&ada, 1).await;
    outbox.ask_for_report(&bob, 2).await;
    assert_eq!(outbox.deliver().await, None);
    assert_eq!((outbox.parked().await.len(), recipients(&outbox.ses.take()).len()), (1, 1));
}
