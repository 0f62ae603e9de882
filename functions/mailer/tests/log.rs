//! The log of mails that are sent, fail or are refused. In a separate test binary, because tracing decides once per
//! process whether an event is logged.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

#[path = "mails/outbox.rs"]
#[allow(dead_code, reason = "this test needs only a part of it")]
mod outbox;
#[path = "mails/ses.rs"]
#[allow(dead_code, reason = "this test needs only a part of it")]
mod ses;

use serde_json::json;
use shared::domain::mail::MailPurpose;
use testkit::{Log, environment};

use outbox::{start, tokens};
use ses::Failure;

#[tokio::test]
async fn the_log_has_what_became_of_a_mail_and_neither_its_address_nor_its_link_or_code() {
    let mut verbose = environment();
    verbose.set("LOG_LEVEL", "trace");
    let (log, outbox) = (Log::catch(&verbose), start().await);
    let mut secrets = vec!["@example.com".to_owned()];
    for (slot, failure, times) in [(1, Failure::Outage, 0), (2, Failure::Outage, 3), (3, Failure::MessageRejected, 1)] {
        let request = outbox.ask(MailPurpose::ResetPassword, "Ada@Example.com", slot).await;
        outbox.ses.fail(failure, times);
        let record = outbox.records().pop().unwrap();
        let _ = outbox.deliver_records(&[record], jiff::Timestamp::MAX).await;
        secrets.push(tokens().token(request.purpose, request.request_id).expose().to_owned());
        secrets.push(tokens().code(request.purpose, request.request_id).expose().to_owned());
    }
    let lines = log.take();
    let messages: Vec<_> = lines.iter().map(|line| line["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["a mail is sent", "a mail failed", "SES refuses a mail", "a mail request is parked"]);
    let errors = lines.iter().filter(|line| line["level"] == "ERROR").count();
    assert_eq!(errors, 3, "a metric filter counts them");
    let text = format!("{lines:?}").to_lowercase();
    for secret in secrets {
        assert!(!text.contains(&secret.to_lowercase()), "{text} contains {secret}");
    }
}

#[tokio::test]
async fn the_log_of_a_report_has_nothing_of_its_tasks_even_if_one_cannot_be_read() {
    let mut verbose = environment();
    verbose.set("LOG_LEVEL", "trace");
    let (log, outbox) = (Log::catch(&verbose), start().await);
    let ada = outbox.account(1, "ada@example.com", &[json!({"title": "a private task", "completed": false})]).await;
    let eve = outbox.account(2, "eve@example.com", &[json!({"title": "a private task", "completed": "private"})]).await;
    outbox.ask_for_report(&ada, 1).await;
    outbox.ask_for_report(&eve, 2).await;
    assert_eq!(outbox.deliver().await, None);
    let lines = log.take();
    let messages: Vec<_> = lines.iter().map(|line| line["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["a mail is sent", "a mail request is parked"]);
    let text = format!("{lines:?}");
    assert!(!text.contains("private") && !text.contains("example.com"), "{text}");
}
