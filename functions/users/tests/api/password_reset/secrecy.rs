//! Nothing tells whether an email has an account.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{NEXT, ask, confirm};
use crate::mail::{outcome, refused};
use crate::with_ada;

#[tokio::test]
async fn known_and_unknown_emails_get_the_same_response_after_the_same_calls() {
    let (test, _) = with_ada().await;
    let mut seen = BTreeSet::new();
    for email in ["ada@example.com", "nobody@example.com"] {
        let answer = test.api.send(ask(email)).await;
        let members: Vec<_> = answer.body.as_object().unwrap().keys().cloned().collect();
        let headers: Vec<_> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
        seen.insert((answer.status.as_u16(), members, answer.bytes.len(), headers, test.dynamodb.calls.take()));
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
    let (status, members, _, _, calls) = seen.first().unwrap();
    assert_eq!((*status, &members[..]), (202, &["request_id".to_owned()][..]));
    assert_eq!(calls, &["GetItem", "UpdateItem", "UpdateItem", "PutItem"]);
}

#[tokio::test]
async fn a_request_for_an_unknown_email_holds_no_address_and_is_not_for_the_mailer() {
    let (test, _) = with_ada().await;
    test.reset_mail("nobody@example.com").await;
    let mut outbox = test.outbox().await;
    outbox.retain(|item| !item.contains_key("purpose"));
    assert_eq!(outbox.len(), 1);
    assert!(!format!("{outbox:?}").contains("example.com"));
    assert!(!outbox[0].contains_key("delivery") && outbox[0].contains_key("ttl"));
}

#[tokio::test]
async fn codes_for_known_and_unknown_emails_are_refused_alike_after_the_same_calls() {
    let (test, _) = with_ada().await;
    for email in ["ada@example.com", "nobody@example.com"] {
        let mail = test.reset_mail(email).await;
        test.dynamodb.calls.clear();
        for attempt in 1..=7_u32 {
            assert_eq!(outcome(&test.api.send(mail.with_code(&mail.wrong_code(), NEXT)).await), refused());
            assert_eq!(test.dynamodb.calls.take(), ["UpdateItem", "UpdateItem"], "{email}");
            assert_eq!(test.tries(&mail).await, attempt.min(5).to_string(), "{email}");
            test.dynamodb.calls.clear();
        }
    }
    let decoy = test.reset_mail("nobody@example.com").await;
    for request in [decoy.by_code(NEXT), decoy.by_link(NEXT)] {
        assert_eq!(outcome(&test.api.send(request).await), refused(), "not even what the mail would say");
    }
}

/// Longer than the work takes, so the time tells nothing about it.
#[tokio::test]
async fn requests_and_codes_take_a_fixed_time_at_least() {
    let (test, _) = with_ada().await;
    for email in ["ada@example.com", "nobody@example.com"] {
        let started = Instant::now();
        let mail = test.reset_mail(email).await;
        assert!(started.elapsed() >= Duration::from_millis(100), "{email}");
        let started = Instant::now();
        test.api.send(mail.with_code(&mail.wrong_code(), NEXT)).await;
        assert!(started.elapsed() >= Duration::from_millis(50), "{email}");
    }
}

#[tokio::test]
async fn a_weak_password_is_refused_before_a_code_is_counted() {
    let (test, _) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    test.dynamodb.calls.clear();
    for weak in ["short", "password123", "my todo-lambda", &"x".repeat(257)] {
        let answer = test.api.send(mail.by_code(weak)).await;
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["loc"]), (422, &json!(["body", "new_password"])));
    }
    for (token, code) in [(None, None), (Some("x"), Some("y"))] {
        let body = json!({"request_id": mail.request_id, "token": token, "code": code, "new_password": NEXT});
        let answer = test.api.send(confirm(body)).await;
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["loc"]), (422, &json!(["body", "token"])));
    }
    assert!(test.dynamodb.calls.take().is_empty());
}

/// Whoever has not read the mail must not learn from a 422 that the account has this email.
#[tokio::test]
async fn the_email_as_password_is_refused_only_after_the_proof() {
    let (test, _) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    let guess = test.api.send(mail.with_code(&mail.wrong_code(), "ada@example.com")).await;
    assert_eq!(outcome(&guess), refused());
    for request in [mail.by_code("ADA@example.com"), mail.by_link("ADA@example.com")] {
        let answer = test.api.send(request).await;
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["loc"]), (422, &json!(["body", "new_password"])));
    }
    assert_eq!(test.api.send(mail.by_code(NEXT)).await.status, 204, "the same mail works with a better password");
}
