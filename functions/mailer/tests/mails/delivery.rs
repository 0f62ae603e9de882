//! Which mails are sent, and what they contain.

use jiff::{SignedDuration, Timestamp};
use mailer::Worker;
use serde_json::json;
use shared::domain::id::UserId;
use shared::domain::mail::{Decoy, Delivery, MailPurpose, MailRequestId, MailSlot};

use crate::outbox::{recipients, sequence_number, start, tokens, with_mail};

#[tokio::test]
async fn a_reset_has_a_link_and_a_code_that_are_derived_from_its_request() {
    let outbox = start().await;
    let request = outbox.ask(MailPurpose::ResetPassword, "Ada@example.com", 1).await;
    assert_eq!(outbox.deliver().await, None);
    let [mail] = &outbox.ses.take()[..] else { panic!("one mail is sent") };
    assert_eq!(mail["FromEmailAddress"], "\"todo-lambda\" <no-reply@example.com>");
    assert_eq!(mail["Destination"], json!({"ToAddresses": ["Ada@example.com"]}));
    let simple = &mail["Content"]["Simple"];
    assert_eq!(simple["Subject"], json!({"Data": "Reset your todo-lambda password", "Charset": "UTF-8"}));
    assert_eq!(simple["Headers"], json!([{"Name": "Auto-Submitted", "Value": "auto-generated"}]));
    let (token, code) =
        (tokens().token(request.purpose, request.request_id), tokens().code(request.purpose, request.request_id));
    let (id, token) = (request.request_id, token.expose());
    let link = format!("https://app.example.com/reset-password#request_id={id}&token={token}");
    let text = simple["Body"]["Text"]["Data"].as_str().unwrap();
    assert!(text.lines().any(|line| line == link) && text.contains(code.expose()), "{text}");
    let html = simple["Body"]["Html"]["Data"].as_str().unwrap();
    assert!(html.contains(&link.replace('&', "&#38;")) && html.contains(code.expose()), "{html}");
}

#[tokio::test]
async fn a_mail_names_the_configuration_set_only_if_there_is_one() {
    let outbox = start().await;
    outbox.ask(MailPurpose::PasswordChanged, "ada@example.com", 1).await;
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(outbox.ses.take()[0]["ConfigurationSetName"], json!(null));
    let mut environment = with_mail(&outbox.ses.url);
    environment.set("SES_CONFIGURATION_SET", "todo-lambda-prod");
    let worker = Worker::new(&environment, &outbox.dynamodb.client, outbox.clock.clone()).unwrap();
    outbox.ask(MailPurpose::PasswordChanged, "ada@example.com", 2).await;
    let event = serde_json::from_value(json!({"Records": outbox.records()})).unwrap();
    assert_eq!(worker.handle(event, Timestamp::MAX).await, None);
    assert_eq!(outbox.ses.take()[0]["ConfigurationSetName"], "todo-lambda-prod");
}

#[tokio::test]
async fn a_mail_to_a_domain_beyond_ascii_goes_to_its_ascii_form_and_shows_what_was_typed() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "Ada@bücher.example", 1).await;
    assert_eq!(outbox.deliver().await, None);
    let mails = outbox.ses.take();
    assert_eq!(recipients(&mails), ["Ada@xn--bcher-kva.example"]);
    let text = mails[0]["Content"]["Simple"]["Body"]["Text"]["Data"].as_str().unwrap();
    assert!(text.contains("Ada@bücher.example"), "{text}");
}

#[tokio::test]
async fn a_quoted_address_is_one_address() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "\"ada@example.com,eve\"@example.com", 1).await;
    assert_eq!(outbox.deliver().await, None);
    let destination = json!({"ToAddresses": ["\"ada@example.com,eve\"@example.com"]});
    assert_eq!(outbox.ses.take()[0]["Destination"], destination);
}

#[tokio::test]
async fn a_notice_is_sent_and_its_request_is_deleted() {
    let outbox = start().await;
    let request = outbox.ask(MailPurpose::PasswordChanged, "ada@example.com", 1).await;
    assert_eq!(outbox.deliver().await, None);
    let mails = outbox.ses.take();
    assert_eq!(mails[0]["Content"]["Simple"]["Subject"]["Data"], "Your todo-lambda password was changed");
    assert_eq!(outbox.requests.find(request.request_id).await.unwrap(), None);
}

#[tokio::test]
async fn a_change_of_email_is_confirmed_at_the_new_address_and_its_notices_go_to_the_old_one() {
    let outbox = start().await;
    outbox.ask(MailPurpose::EmailChangeRequested, "Ada@example.com", 1).await;
    let change = outbox.ask_for_email("Ada@example.com", "Ada@example.net").await;
    outbox.ask(MailPurpose::EmailChanged, "Ada@example.com", 2).await;
    assert_eq!(outbox.deliver().await, None);
    let mails = outbox.ses.take();
    assert_eq!(recipients(&mails), ["Ada@example.com", "Ada@example.net", "Ada@example.com"]);
    assert!(!mails[1].to_string().contains("Ada@example.com"), "a stranger at a mistyped address learns no other");
    let (id, token) = (change.request_id, tokens().token(change.purpose, change.request_id));
    let link = format!("https://app.example.com/change-email#request_id={id}&token={}", token.expose());
    let text = mails[1]["Content"]["Simple"]["Body"]["Text"]["Data"].as_str().unwrap();
    assert!(
        text.lines().any(|line| line == link) && text.contains(tokens().code(change.purpose, id).expose()),
        "{text}"
    );
    for notice in [&mails[0], &mails[2]] {
        let notice = notice.to_string();
        assert!(!notice.contains("example.net") && !notice.contains(&id.to_string()), "{notice}");
    }
    assert_eq!(outbox.requests.find(id).await.unwrap().unwrap().delivery, Delivery::Sent, "it can still be confirmed");
}

#[tokio::test]
async fn records_that_are_delivered_again_send_nothing_again() {
    let outbox = start().await;
    let reset = outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.ask(MailPurpose::PasswordChanged, "ada@example.com", 2).await;
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(outbox.ses.take().len(), 2);
    assert_eq!(outbox.deliver().await, None);
    assert!(outbox.ses.take().is_empty());
    assert_eq!(outbox.requests.find(reset.request_id).await.unwrap().unwrap().delivery, Delivery::Sent);
}

#[tokio::test]
async fn only_the_newest_request_of_a_slot_is_sent() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.clock.advance(SignedDuration::from_secs(1));
    let newest = outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    assert_eq!(outbox.deliver().await, None);
    let mails = outbox.ses.take();
    assert!(mails.len() == 1 && mails[0].to_string().contains(&newest.request_id.to_string()), "{mails:?}");
}

#[tokio::test]
async fn a_code_that_is_tried_before_its_mail_is_sent_makes_no_second_mail() {
    let outbox = start().await;
    let request = outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.requests.count_try(request.request_id, outbox.clock.now()).await.unwrap();
    assert_eq!(outbox.records().len(), 2);
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(outbox.ses.take().len(), 1);
}

#[tokio::test]
async fn a_decoy_and_an_expired_item_send_nothing() {
    let outbox = start().await;
    let (id, now) = (MailRequestId::new(MailSlot::new([1; 16]), [1; 16]), outbox.clock.now());
    let decoy = Decoy::new(id, MailPurpose::ResetPassword, UserId::new(now, [9; 10]), now);
    outbox.requests.replace_with_decoy(&decoy).await.unwrap();
    let key = aws_sdk_dynamodb::types::AttributeValue::S(id.slot().to_string());
    outbox.dynamodb.client.delete_item().table_name("mail_requests").key("slot", key).send().await.unwrap();
    assert_eq!((outbox.records().len(), outbox.deliver().await), (2, None));
    assert!(outbox.ses.take().is_empty());
}

#[tokio::test]
async fn a_link_that_no_longer_works_is_not_sent() {
    let outbox = start().await;
    outbox.ask(MailPurpose::ResetPassword, "ada@example.com", 1).await;
    outbox.ask(MailPurpose::PasswordChanged, "bob@example.com", 2).await;
    outbox.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(outbox.deliver().await, None);
    assert_eq!(recipients(&outbox.ses.take()), ["bob@example.com"]);
}

#[tokio::test]
async fn a_worker_without_time_leaves_the_rest_to_the_next_one() {
    let outbox = start().await;
    for (slot, address) in [(1, "ada@example.com"), (2, "bob@example.com"), (3, "eve@example.com")] {
        outbox.ask(MailPurpose::ResetPassword, address, slot).await;
    }
    let records = outbox.records();
    let left = outbox.deliver_records(&records, Timestamp::MIN).await;
    assert_eq!(left, Some(sequence_number(&records[1])));
    assert_eq!(recipients(&outbox.ses.take()), ["ada@example.com"]);
}
