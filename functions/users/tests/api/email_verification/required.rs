//! `EMAIL_VERIFICATION=required`: nobody logs in before, and a sign-up does not tell who has an account.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiff::SignedDuration;

use super::{ask, not_verified, visible};
use crate::mail::{outcome, refused};
use crate::{PASSWORD, Test};

const OTHER: &str = "battery staple";

impl Test {
    async fn later_sign_up(&self, email: &str, password: &str) -> testkit::Answer {
        self.clock.advance(SignedDuration::from_millis(1));
        self.sign_up(email, password).await
    }
}

#[tokio::test]
async fn a_user_logs_in_after_opening_the_link() {
    let test = Test::strict().await;
    assert_eq!(test.sign_up("ada@example.com", PASSWORD).await.status, 202);
    assert_eq!(outcome(&test.login(PASSWORD).await), not_verified());
    assert_eq!(outcome(&test.login(OTHER).await).0, 401, "a wrong password learns nothing");
    let (_, mail) = test.waiting("ada@example.com").await;
    assert_eq!(test.api.send(mail.verify_by_link()).await.status, 204);
    test.session().await;
}

#[tokio::test]
async fn the_code_works_with_the_id_in_the_response() {
    let test = Test::strict().await;
    let id = test.sign_up("ada@example.com", PASSWORD).await.text("request_id");
    let (_, mail) = test.waiting("ada@example.com").await;
    assert_eq!(mail.request_id, id);
    assert_eq!(test.api.send(mail.verify_by_code()).await.status, 204);
    test.session().await;
}

#[tokio::test]
async fn new_and_taken_emails_get_the_same_response_after_the_same_calls() {
    let test = Test::strict().await;
    test.sign_up("ada@example.com", PASSWORD).await;
    let (_, mail) = test.waiting("ada@example.com").await;
    test.sign_up("eve@example.com", PASSWORD).await;
    test.api.send(mail.verify_by_link()).await;
    test.dynamodb.calls.clear();
    let mut seen = BTreeSet::new();
    for (email, password) in [
        ("new@example.com", PASSWORD),
        ("ada@example.com", PASSWORD),
        ("ada@example.com", OTHER),
        ("eve@example.com", PASSWORD),
        ("eve@example.com", OTHER),
    ] {
        let answer = test.later_sign_up(email, password).await;
        seen.insert((visible(&answer), test.dynamodb.calls.take()));
        test.dynamodb.calls.clear();
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
    let ((status, members, ..), calls) = seen.first().unwrap();
    assert_eq!((*status, &members[..]), (202, &["request_id".to_owned()][..]));
    assert_eq!(calls, &["UpdateItem", "GetItem", "UpdateItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn a_sign_up_takes_a_fixed_time_at_least() {
    let test = Test::strict().await;
    for _ in ["new", "taken"] {
        let started = Instant::now();
        test.later_sign_up("ada@example.com", PASSWORD).await;
        assert!(started.elapsed() >= Duration::from_millis(250));
    }
}

#[tokio::test]
async fn the_owner_of_a_taken_email_is_mailed_and_nothing_else_changes() {
    let test = Test::strict().await;
    test.sign_up("ada@example.com", PASSWORD).await;
    let (_, mail) = test.waiting("ada@example.com").await;
    test.api.send(mail.verify_by_link()).await;
    let before = test.ada().await;
    let id = test.later_sign_up("ADA@example.com", OTHER).await.text("request_id");
    let (purpose, notice) = test.waiting("ada@example.com").await;
    assert_eq!((purpose.as_str(), notice.request_id.as_str()), ("account_exists", id.as_str()));
    for request in [notice.verify_by_link(), notice.verify_by_code()] {
        assert_eq!(outcome(&test.api.send(request).await), refused(), "the notice confirms nothing");
    }
    assert_eq!(test.ada().await.password_hash, before.password_hash);
    test.session().await;
}

/// Somebody signs up with Ada's email before she does. She must never confirm an account that has their password.
#[tokio::test]
async fn a_link_never_confirms_an_account_with_a_password_of_somebody_else() {
    let test = Test::strict().await;
    test.sign_up("ada@example.com", "password of eve").await;
    let (_, eves) = test.waiting("ada@example.com").await;
    test.later_sign_up("ada@example.com", PASSWORD).await;
    assert_eq!(test.waiting("ada@example.com").await.0, "account_exists");
    assert_eq!(outcome(&test.api.send(eves.verify_by_link()).await), refused(), "her sign-up ended the first link");
    let reset = test.reset_mail("ada@example.com").await;
    assert_eq!(test.api.send(reset.by_link(PASSWORD)).await.status, 204, "she sets a password by mail");
    assert_eq!(outcome(&test.login("password of eve").await).0, 401);
    test.session().await;
}

#[tokio::test]
async fn a_repeated_sign_up_with_the_same_password_sends_the_link_again() {
    let test = Test::strict().await;
    test.sign_up("ada@example.com", PASSWORD).await;
    let (_, first) = test.waiting("ada@example.com").await;
    test.later_sign_up("ada@example.com", PASSWORD).await;
    let (purpose, second) = test.waiting("ada@example.com").await;
    assert_eq!(purpose, "verify_email");
    assert_eq!(outcome(&test.api.send(first.verify_by_link()).await), refused());
    assert_eq!(test.api.send(second.verify_by_link()).await.status, 204);
}

#[tokio::test]
async fn of_concurrent_sign_ups_one_creates_the_account_and_all_look_alike() {
    let test = Test::strict().await;
    let bodies = (0..3).map(|_| {
        let body = serde_json::json!({"email": "ada@example.com", "password": PASSWORD});
        testkit::Request::new("POST", "/api/v1/users/").json(&body)
    });
    let answers = test.api.send_concurrently(bodies).await;
    assert!(answers.iter().all(|answer| answer.status == 202), "{answers:?}");
    let users = test.dynamodb.client.scan().table_name("users").send().await.unwrap();
    assert_eq!((users.count, test.outbox().await.len()), (1, 1));
    let (_, mail) = test.waiting("ada@example.com").await;
    assert_eq!(test.api.send(mail.verify_by_link()).await.status, 204);
}

#[tokio::test]
async fn asking_again_looks_the_same_for_every_email() {
    let test = Test::strict().await;
    test.sign_up("ada@example.com", PASSWORD).await;
    let (_, mail) = test.waiting("ada@example.com").await;
    test.api.send(mail.verify_by_link()).await;
    test.sign_up("eve@example.com", PASSWORD).await;
    test.dynamodb.calls.clear();
    test.clock.advance(SignedDuration::from_millis(1));
    let mut seen = BTreeSet::new();
    for email in ["ada@example.com", "eve@example.com", "nobody@example.com"] {
        let answer = test.api.send(ask(email)).await;
        seen.insert((visible(&answer), test.dynamodb.calls.take()));
        test.dynamodb.calls.clear();
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert_eq!(seen.first().unwrap().1, ["GetItem", "UpdateItem", "UpdateItem", "PutItem"]);
    let waiting: Vec<_> = test.outbox().await.into_iter().filter(|item| item.contains_key("delivery")).collect();
    assert_eq!(waiting.len(), 1, "only Eve gets a mail");
}
