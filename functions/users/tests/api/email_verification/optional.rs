//! The default: a mail asks for the verification, and login works without it.

use serde_json::json;

use super::ask;
use crate::mail::{outcome, refused};
use crate::{PASSWORD, Test};

#[tokio::test]
async fn a_sign_up_orders_a_mail_in_the_same_write() {
    let test = Test::start().await;
    let answer = test.sign_up("Ada@example.com", PASSWORD).await;
    assert_eq!((answer.status.as_u16(), &answer.body["email_verified"]), (201, &json!(false)));
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem", "GetItem", "UpdateItem", "TransactWriteItems"]);
    let (purpose, mail) = test.waiting("Ada@example.com").await;
    assert_eq!(purpose, "verify_email");
    let token = test.session().await;
    assert_eq!(test.verified(&token).await, json!(false), "login works before");
    assert_eq!(test.api.send(mail.verify_by_link()).await.status, 204);
    assert_eq!(test.verified(&token).await, json!(true), "and the session stays");
}

#[tokio::test]
async fn a_taken_email_orders_no_mail() {
    let test = Test::start().await;
    test.sign_up("ada@example.com", PASSWORD).await;
    let (_, first) = test.waiting("ada@example.com").await;
    assert_eq!(test.sign_up("ADA@example.com", PASSWORD).await.status, 409);
    assert_eq!(test.outbox().await.len(), 1);
    assert_eq!(test.api.send(first.verify_by_code()).await.status, 204, "the first mail still works");
}

#[tokio::test]
async fn a_sign_up_with_a_lost_store_response_orders_one_mail() {
    let test = Test::start().await;
    test.dynamodb.answers.lose_next_of("TransactWriteItems");
    assert_eq!(test.sign_up("ada@example.com", PASSWORD).await.status, 201);
    assert_eq!(test.outbox().await.len(), 1);
}

#[tokio::test]
async fn an_email_is_mailed_three_times_in_an_hour_however_often_it_signs_up() {
    let test = Test::start().await;
    for _ in 0..3 {
        assert_eq!(test.sign_up("ada@example.com", PASSWORD).await.status, 201);
        let token = test.session().await;
        assert_eq!(test.send("DELETE", "", &token, json!({"password": PASSWORD})).await.status, 204);
        assert!(test.outbox().await.is_empty(), "a deletion takes its address out of the outbox");
    }
    assert_eq!(test.sign_up("ada@example.com", PASSWORD).await.status, 429);
    assert_eq!(test.api.send(ask("ada@example.com")).await.status, 429, "counted together");
    assert_eq!(test.sign_up("eve@example.com", PASSWORD).await.status, 201);
}

#[tokio::test]
async fn a_reset_by_mail_verifies_the_email_too() {
    let test = Test::start().await;
    test.sign_up("ada@example.com", PASSWORD).await;
    let reset = test.reset_mail("ada@example.com").await;
    assert_eq!(test.api.send(reset.by_link("battery staple")).await.status, 204);
    assert!(test.ada().await.email_verified);
    let (_, verification) = test.waiting("ada@example.com").await;
    assert_eq!(outcome(&test.api.send(verification.verify_by_link()).await), refused(), "of the old password");
}

#[tokio::test]
async fn without_mail_a_sign_up_is_one_counted_put() {
    let mut environment = testkit::environment();
    environment.set("MAIL_TOKEN_SECRET", "");
    let test = Test::with(testkit::Dynamodb::start().await, &environment);
    assert_eq!(test.sign_up("ada@example.com", PASSWORD).await.status, 201);
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem", "PutItem"]);
    assert!(test.outbox().await.is_empty());
    let unconfigured = (503, "/problems/mail-not-configured".to_owned());
    assert_eq!(outcome(&test.api.send(ask("ada@example.com")).await), unconfigured);
}

#[tokio::test]
async fn required_verification_needs_mail() {
    let mut environment = testkit::environment();
    environment.set("MAIL_TOKEN_SECRET", "");
    environment.set("EMAIL_VERIFICATION", "required");
    let dynamodb = testkit::Dynamodb::start().await;
    let (client, clock) = (dynamodb.client.clone(), testkit::clock());
    let error = users::AppState::new(&environment, client, clock, testkit::hasher()).unwrap_err().to_string();
    assert!(error.starts_with("MAIL_TOKEN_SECRET is not set"), "{error}");
}
