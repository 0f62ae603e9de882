//! What a confirmed reset does, and what ends a request before it is confirmed.

use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::Request;

use super::{NEXT, ask, confirm};
use crate::mail::{outcome, refused};
use crate::{PASSWORD, with_ada};

#[tokio::test]
async fn a_reset_by_link_sets_the_password_and_ends_every_session() {
    let (test, token) = with_ada().await;
    let other = test.session().await;
    let mail = test.reset_mail("ADA@example.com").await;
    test.dynamodb.calls.clear();
    let confirmed = test.api.send(mail.by_link(NEXT)).await;
    assert_eq!((confirmed.status.as_u16(), confirmed.body), (204, Value::Null), "it does not log in");
    let calls = ["GetItem", "TransactWriteItems", "Query", "UpdateItem", "UpdateItem"];
    assert_eq!(test.dynamodb.calls.take(), calls, "two sessions ended");
    for ended in [&token, &other] {
        assert_eq!(test.get("", ended).await.status, 401);
    }
    assert_eq!((test.login(PASSWORD).await.status.as_u16(), test.login(NEXT).await.status.as_u16()), (401, 200));
    assert_eq!(test.ada().await.credential_version, 2);
    let orders = test.dynamodb.client.scan().table_name("cleanups").send().await.unwrap().items.unwrap();
    assert_eq!((orders.len(), orders[0]["everything"].as_bool()), (1, Ok(&false)), "the worker ends what is left");
}

#[tokio::test]
async fn a_reset_by_code_counts_the_code_before_it_compares() {
    let (test, token) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    test.dynamodb.calls.clear();
    assert_eq!(test.api.send(mail.by_code(NEXT)).await.status, 204);
    assert_eq!(test.dynamodb.calls.take()[..3], ["UpdateItem", "UpdateItem", "TransactWriteItems"]);
    assert_eq!(test.tries(&mail).await, "1");
    assert_eq!(test.get("", &token).await.status, 401);
    assert_eq!(test.login(NEXT).await.status, 200);
}

#[tokio::test]
async fn a_full_hashing_queue_refuses_a_code_without_counting_it() {
    let (test, _) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    let places: Vec<_> = std::iter::from_fn(|| test.hasher.reserve().ok()).collect();
    let refused = test.api.send(mail.by_code(NEXT)).await;
    assert_eq!((refused.status.as_u16(), refused.text("type").as_str()), (503, "/problems/unavailable"));
    assert_eq!(test.tries(&mail).await, "0");
    drop(places);
    assert_eq!(test.api.send(mail.by_code(NEXT)).await.status, 204);
}

#[tokio::test]
async fn a_reset_and_a_password_change_order_a_notice() {
    let (test, token) = with_ada().await;
    let change = json!({"current_password": PASSWORD, "new_password": NEXT});
    assert_eq!(test.send("PUT", "/password", &token, change).await.status, 200);
    let mail = test.reset_mail("ada@example.com").await;
    assert_eq!(test.api.send(mail.by_link(PASSWORD)).await.status, 204);
    let outbox = test.outbox().await;
    let notices: Vec<_> = outbox.iter().filter(|item| item["purpose"].as_s().unwrap() == "password_changed").collect();
    assert_eq!((outbox.len(), notices.len()), (4, 2), "beside the verification and the reset");
    for notice in notices {
        assert_eq!(notice["email"].as_s().unwrap(), "Ada@example.com", "as typed at sign-up");
        assert_eq!(notice["delivery"].as_s().unwrap(), "waiting");
    }
}

#[tokio::test]
async fn a_request_works_for_ten_minutes() {
    let (test, _) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    test.clock.advance(SignedDuration::from_secs(600));
    for request in [mail.by_link(NEXT), mail.by_code(NEXT)] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
    let mail = test.reset_mail("ada@example.com").await;
    test.clock.advance(SignedDuration::from_secs(599));
    assert_eq!(test.api.send(mail.by_link(NEXT)).await.status, 204);
}

#[tokio::test]
async fn a_newer_request_ends_the_older_one() {
    let (test, _) = with_ada().await;
    let older = test.reset_mail("ada@example.com").await;
    let newer = test.reset_mail("ada@example.com").await;
    for request in [older.by_link(NEXT), older.by_code(NEXT)] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
    assert_eq!(test.api.send(newer.by_code(NEXT)).await.status, 204);
}

#[tokio::test]
async fn a_password_change_ends_an_open_request() {
    let (test, token) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    let change = json!({"current_password": PASSWORD, "new_password": NEXT});
    assert_eq!(test.send("PUT", "/password", &token, change).await.status, 200);
    for request in [mail.by_link("third choice"), mail.by_code("third choice")] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
    assert_eq!(test.login(NEXT).await.status, 200);
}

#[tokio::test]
async fn a_deletion_ends_an_open_request_and_removes_its_address() {
    let (test, token) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    assert_eq!(test.send("DELETE", "", &token, json!({"password": PASSWORD})).await.status, 204);
    assert!(test.outbox().await.is_empty());
    assert_eq!(test.sign_up("ada@example.com", PASSWORD).await.status, 201, "the next owner of the email");
    for request in [mail.by_link(NEXT), mail.by_code(NEXT)] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
    assert_eq!(test.login(PASSWORD).await.status, 200);
}

/// The link has its token in the fragment, which never reaches a server. This is the nearest that a mail scanner gets.
#[tokio::test]
async fn opening_an_address_changes_nothing() {
    let (test, _) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    test.dynamodb.calls.clear();
    for path in ["/password-reset", "/password-reset/confirm"] {
        let query = format!("request_id={}&token={}&new_password=battery%20staple", mail.request_id, mail.token);
        for method in ["GET", "HEAD"] {
            let answer = test.api.send(Request::new(method, &format!("/api/v1/users{path}?{query}"))).await;
            assert_eq!(answer.status, 405);
        }
    }
    assert!(test.dynamodb.calls.take().is_empty());
    assert_eq!(test.api.send(mail.by_link(NEXT)).await.status, 204);
}

#[tokio::test]
async fn a_lost_store_response_does_no_harm() {
    let (test, _) = with_ada().await;
    test.dynamodb.answers.lose_next_of("PutItem");
    let mail = test.reset_mail("ada@example.com").await;
    test.dynamodb.answers.lose_next_of("TransactWriteItems");
    assert_eq!(test.api.send(mail.by_link(NEXT)).await.status, 204);
    assert_eq!(test.ada().await.credential_version, 2, "applied once");
    assert_eq!(outcome(&test.api.send(mail.by_link("third choice")).await), refused(), "a client that repeats it");
    assert_eq!(test.login(NEXT).await.status, 200);
}

#[tokio::test]
async fn a_late_retry_of_a_request_does_not_replace_a_newer_one() {
    let (test, _) = with_ada().await;
    let newer = test.reset_mail("ada@example.com").await;
    test.clock.advance(SignedDuration::from_millis(-1));
    assert_eq!(test.api.send(ask("ada@example.com")).await.status, 202);
    assert_eq!(test.api.send(newer.by_link(NEXT)).await.status, 204);
}

#[tokio::test]
async fn without_mail_nothing_is_counted_or_ordered() {
    let mut environment = testkit::environment();
    environment.set("MAIL_TOKEN_SECRET", "");
    let test = crate::Test::with(testkit::Dynamodb::start().await, &environment);
    test.sign_up("ada@example.com", PASSWORD).await;
    test.dynamodb.calls.clear();
    let body = json!({"request_id": "x", "token": "x", "new_password": NEXT});
    for request in [ask("ada@example.com"), ask("nobody@example.com"), confirm(body)] {
        let answer = test.api.send(request).await;
        assert_eq!(outcome(&answer), (503, "/problems/mail-not-configured".to_owned()));
        assert_eq!(answer.headers["retry-after"], "3600");
    }
    assert!(test.dynamodb.calls.take().is_empty());
    let token = test.session().await;
    let change = json!({"current_password": PASSWORD, "new_password": NEXT});
    assert_eq!(test.send("PUT", "/password", &token, change).await.status, 200);
    assert!(test.outbox().await.is_empty(), "no notice either");
}
