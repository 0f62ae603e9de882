//! What happens if SES, the store or the worker fails.

use mailer::Worker;
use serde_json::json;
use shared::domain::mail::MailPurpose;
use testkit::Fault;

use crate::outbox::{recipients, sequence_number, start, with_mail};
use crate::ses::Failure;

#[tokio::test]
async fn a_worker_that_is_killed_before_it_records_a_mail_sends_that_one_mail_twice_and_both_are_the_same() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.ask(MailPurpose::PasswordChanged, "bob@example.com", 2).await;
    outbox.faults.break_every("UpdateItem", Fault::InternalServerError);
    assert_eq!(outbox.deliver().await, Some(sequence_number(&outbox.records()[0])));
    outbox.faults.heal();
    let first = outbox.ses.take();
    assert_eq!(recipients(&first), ["ada@example.com", "bob@example.com"]);
    assert_eq!(outbox.deliver().await, None);
    let second = outbox.ses.take();
    assert_eq!(second, first[..1], "the same link and code, and only the mail that was not recorded");
    assert_eq!(outbox.deliver().await, None);
    assert!(outbox.ses.take().is_empty());
}

#[tokio::test]
async fn a_mail_that_fails_for_now_is_delivered_again_while_the_others_are_sent() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.ask(MailPurpose::ResetPassword, "bob@example.com", 2).await;
    outbox.ses.fail(Failure::Outage, 3);
    assert_eq!(outbox.deliver().await, Some(sequence_number(&outbox.records()[0])));
    assert_eq!(recipients(&outbox.ses.take()), ["bob@example.com"]);
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(recipients(&outbox.ses.take()), ["ada@example.com"]);
    assert!(outbox.parked().await.is_empty(), "it may still succeed");
}

#[tokio::test]
async fn a_mail_waits_for_a_missing_configuration_set() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.ses.fail(Failure::NoConfigurationSet, 1);
    assert!(outbox.deliver().await.is_some());
    assert!(outbox.parked().await.is_empty(), "the operator can create it again");
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(recipients(&outbox.ses.take()), ["ada@example.com"]);
}

#[tokio::test]
async fn a_throttled_mail_is_tried_again_in_the_same_run() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.ses.fail(Failure::TooManyRequests, 1);
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(outbox.ses.take().len(), 1);
}

#[tokio::test]
async fn a_mail_that_ses_refuses_is_parked_with_the_reason_and_blocks_nobody() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.ask(MailPurpose::ResetPassword, "bob@example.com", 2).await;
    outbox.ses.fail(Failure::MessageRejected, 1);
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(recipients(&outbox.ses.take()), ["bob@example.com"]);
    let parked = outbox.parked().await;
    assert_eq!(parked.len(), 1);
    assert!(parked[0].starts_with("MessageRejected: Email address is not verified: ada@example.com"), "{parked:?}");
}

#[tokio::test]
async fn a_request_that_nobody_can_read_is_parked_and_the_parked_record_is_no_request() {
    let outbox = start().await;
    outbox.dynamodb.put("mail_requests", [json!({"slot": "x", "delivery": "waiting", "purpose": "unknown"})]).await;
    outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    assert_eq!(outbox.deliver().await, None);
    assert_eq!((outbox.parked().await.len(), outbox.ses.take().len()), (1, 1));
    assert_eq!(outbox.deliver().await, None);
    assert_eq!((outbox.parked().await.len(), outbox.ses.take().len()), (1, 0));
}

#[tokio::test]
async fn an_address_that_ses_does_not_support_is_parked_with_the_reason_without_asking_ses() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "zoë@example.com", 1).await;
    outbox.ask(MailPurpose::ResetPassword, "ada@exam⑴ple.com", 2).await;
    outbox.ask(MailPurpose::ResetPassword, "bob@example.com", 3).await;
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(recipients(&outbox.ses.take()), ["bob@example.com"]);
    let mut parked = outbox.parked().await;
    parked.sort();
    assert!(parked[0].starts_with("InvalidDomain: the address has a domain that has no ASCII form"), "{parked:?}");
    assert!(
        parked[1].starts_with("LocalPartNotAscii: the address has letters beyond ASCII before the @"),
        "{parked:?}"
    );
    assert_eq!(parked.len(), 2);
}

#[tokio::test]
async fn a_parked_record_expires_after_fourteen_days_because_it_has_an_address() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.ses.fail(Failure::MessageRejected, 1);
    assert_eq!(outbox.deliver().await, None);
    let parked = outbox.parked_items().await;
    let ttl = (outbox.clock.now().as_second() + 14 * 86_400).to_string();
    assert_eq!(parked.iter().map(|item| item["ttl"].as_n().unwrap()).collect::<Vec<_>>(), [&ttl]);
}

#[tokio::test]
async fn a_request_that_cannot_be_parked_is_delivered_again() {
    let outbox = start().await;
    outbox.dynamodb.put("mail_requests", [json!({"slot": "x", "delivery": "waiting"})]).await;
    outbox.faults.break_every("UpdateItem", Fault::InternalServerError);
    assert!(outbox.deliver().await.is_some());
    outbox.faults.heal();
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(outbox.parked().await.len(), 1);
}

#[tokio::test]
async fn without_the_store_no_mail_is_sent() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.faults.break_every("GetItem", Fault::InternalServerError);
    assert!(outbox.deliver().await.is_some());
    assert!(outbox.ses.take().is_empty());
}

#[tokio::test]
async fn a_worker_does_not_start_while_mail_is_off() {
    let outbox = start().await;
    for name in ["MAIL_FROM", "APP_URL", "MAIL_TOKEN_SECRET"] {
        let mut incomplete = with_mail("");
        incomplete.set(name, "");
        let error = Worker::new(&incomplete, &outbox.dynamodb.client, outbox.clock.clone()).unwrap_err();
        assert!(error.to_string().starts_with(&format!("{name} is not set")), "{error}");
    }
}
