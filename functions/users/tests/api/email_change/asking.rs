//! What asking for a new email does, and to whom it tells what.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use serde_json::json;
use shared::domain::mail::MailPurpose;
use testkit::Dynamodb;

use super::{ChangeMail, NEW, OLD, confirm, outcome};
use crate::{PASSWORD, Test, with_ada};

fn limited() -> (u16, String) {
    (429, "/problems/too-many-attempts".to_owned())
}

#[tokio::test]
async fn asking_orders_a_mail_to_the_new_email_and_a_notice_to_the_old_one_and_changes_nothing_yet() {
    let (test, token) = with_ada().await;
    let asked = test.ask_for_email(&token, NEW).await;
    assert_eq!((asked.status.as_u16(), asked.body.as_object().unwrap().len()), (202, 1));
    let calls = test.dynamodb.calls.take();
    let count = |operation| calls.iter().filter(|call| **call == operation).count();
    assert_eq!((count("GetItem"), count("TransactWriteItems"), calls.len()), (2, 1, 9), "{calls:?}");
    let [change] = &test.ordered(MailPurpose::ChangeEmail).await[..] else { panic!("one change is ordered") };
    assert_eq!(
        (change["new_email"].as_s().unwrap().as_str(), change["email"].as_s().unwrap().as_str()),
        (NEW, "Ada@example.com")
    );
    let [notice] = &test.ordered(MailPurpose::EmailChangeRequested).await[..] else { panic!("one notice is ordered") };
    assert_eq!(notice["email"].as_s().unwrap(), "Ada@example.com");
    assert!(!notice.contains_key("new_email"), "the old mailbox does not learn the new address");
    assert_eq!(test.get("", &token).await.body["email"], "Ada@example.com");
    assert_eq!((test.log_in_as(OLD, PASSWORD).await.status.as_u16(), test.user(NEW).await.is_none()), (200, true));
}

#[tokio::test]
async fn asking_does_not_tell_whether_the_new_email_has_an_account() {
    let (test, token) = with_ada().await;
    test.bob().await;
    let mut seen = BTreeSet::new();
    for email in ["bob@example.com", "nobody@example.com"] {
        test.clock.advance(SignedDuration::from_mins(5));
        test.dynamodb.calls.clear();
        let answer = test.ask_for_email(&token, email).await;
        seen.insert((answer.status.as_u16(), answer.bytes.len(), sorted(test.dynamodb.calls.take())));
    }
    assert_eq!((seen.len(), seen.first().unwrap().0), (1, 202), "{seen:?}");
}

fn sorted(mut calls: Vec<String>) -> Vec<String> {
    calls.sort();
    calls
}

#[tokio::test]
async fn the_current_email_in_any_case_is_not_a_new_one() {
    let (test, token) = with_ada().await;
    for same in ["ada@example.com", " ADA@EXAMPLE.COM "] {
        let answer = test.ask_for_email(&token, same).await;
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["loc"]), (422, &json!(["body", "new_email"])));
    }
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "GetItem"], "the session, twice");
}

#[tokio::test]
async fn a_wrong_password_is_403_counts_like_a_failed_login_and_orders_nothing() {
    let (test, token) = with_ada().await;
    let body = json!({"current_password": "wrong horse", "new_email": NEW});
    for _ in 0..9 {
        let answer = test.send("POST", "/email-change", &token, body.clone()).await;
        assert_eq!(outcome(&answer), (403, "/problems/wrong-password".to_owned()));
    }
    assert_eq!(outcome(&test.ask_for_email(&token, NEW).await), limited(), "the right password comes too late");
    assert_eq!(outcome(&test.log_in_as(OLD, PASSWORD).await), limited());
    assert!(test.ordered(MailPurpose::ChangeEmail).await.is_empty());
    assert!(test.ordered(MailPurpose::EmailChangeRequested).await.is_empty());
}

#[tokio::test]
async fn a_new_email_that_the_password_contains_is_refused_once_the_password_is_proved() {
    let (test, token) = with_ada().await;
    for guessable in ["Horse@example.com", "horse+todo@example.com"] {
        let answer = test.ask_for_email(&token, guessable).await;
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["loc"]), (422, &json!(["body", "new_email"])));
    }
    let body = json!({"current_password": "wrong horse", "new_email": "horse@example.com"});
    assert_eq!(test.send("POST", "/email-change", &token, body).await.status, 403);
    assert!(test.ordered(MailPurpose::ChangeEmail).await.is_empty());
}

#[tokio::test]
async fn a_new_email_gets_three_mails_in_an_hour_whoever_asks() {
    let (test, ada) = with_ada().await;
    let bob = test.bob().await;
    for token in [&ada, &bob, &ada] {
        assert_eq!(test.ask_for_email(token, NEW).await.status, 202);
    }
    for token in [&ada, &bob] {
        let answer = test.ask_for_email(token, "ADA@example.net").await;
        assert_eq!((outcome(&answer), answer.headers.contains_key("retry-after")), (limited(), true));
    }
    assert_eq!(test.ask_for_email(&ada, "ada@example.org").await.status, 202, "another address");
    test.clock.advance(SignedDuration::from_hours(1));
    let ada = test.session().await;
    assert_eq!(test.ask_for_email(&ada, NEW).await.status, 202);
}

#[tokio::test]
async fn a_network_asks_for_as_many_mails_as_the_setting_says_and_right_passwords_do_not_count_as_failures() {
    let mut environment = testkit::environment();
    environment.set("MAIL_MAX_PER_NETWORK", "12");
    let test = Test::with(Dynamodb::start().await, &environment);
    test.sign_up("Ada@example.com", PASSWORD).await;
    let token = test.session().await;
    for number in 0..12 {
        assert_eq!(test.ask_for_email(&token, &format!("{number}@example.net")).await.status, 202);
    }
    assert_eq!(outcome(&test.ask_for_email(&token, "12@example.net").await), limited());
}

#[tokio::test]
async fn without_mail_nothing_is_counted_or_ordered() {
    let mut environment = testkit::environment();
    environment.set("MAIL_TOKEN_SECRET", "");
    let test = Test::with(Dynamodb::start().await, &environment);
    test.sign_up("Ada@example.com", PASSWORD).await;
    let token = test.session().await;
    test.dynamodb.calls.clear();
    let asked = test.ask_for_email(&token, NEW).await;
    let confirmed = test.api.send(confirm(json!({"request_id": "x", "token": "x"}))).await;
    for answer in [asked, confirmed] {
        assert_eq!(outcome(&answer), (503, "/problems/mail-not-configured".to_owned()));
    }
    assert_eq!(test.dynamodb.calls.take(), ["GetItem"], "the session");
}

#[tokio::test]
async fn a_request_with_a_lost_store_response_is_ordered_once() {
    let (test, token) = with_ada().await;
    test.dynamodb.answers.lose_next_of("TransactWriteItems");
    let mail = test.change_mail(&token, NEW).await;
    assert_eq!(test.ordered(MailPurpose::EmailChangeRequested).await.len(), 1);
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
}

#[tokio::test]
async fn a_late_request_neither_replaces_a_newer_one_nor_sends_a_notice() {
    let (test, token) = with_ada().await;
    let newer = test.change_mail(&token, NEW).await;
    test.clock.advance(SignedDuration::from_millis(-2));
    let late: ChangeMail = test.change_mail(&token, "late@example.net").await;
    assert_eq!(test.ordered(MailPurpose::EmailChangeRequested).await.len(), 1);
    assert_eq!(test.api.send(late.by_link()).await.status, 400);
    assert_eq!(test.api.send(newer.by_link()).await.status, 204);
}
