//! What ends a change of email before it is confirmed, and what the change itself ends.

use jiff::SignedDuration;
use serde_json::json;
use shared::auth::mail_token::MailTokens;
use shared::domain::mail::{MailPurpose, MailRequestId};
use testkit::{Request, environment};

use super::{NEW, OLD, outcome, refused};
use crate::{PASSWORD, Test, with_ada};

const NEXT: &str = "battery staple";

/// Asks for a password reset. Returns the confirmation by link that sets `NEXT`.
async fn reset(test: &Test, email: &str) -> Request {
    test.clock.advance(SignedDuration::from_millis(1));
    let ask = Request::new("POST", "/api/v1/users/password-reset").json(&json!({"email": email}));
    let id = test.api.send(ask).await.text("request_id");
    let tokens = MailTokens::from_environment(&environment()).unwrap().unwrap();
    let token = tokens.token(MailPurpose::ResetPassword, MailRequestId::parse(&id).unwrap());
    let body = json!({"request_id": id, "token": token.expose(), "new_password": NEXT});
    Request::new("POST", "/api/v1/users/password-reset/confirm").json(&body)
}

#[tokio::test]
async fn a_request_works_for_an_hour() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    test.clock.advance(SignedDuration::from_secs(3600));
    for request in [mail.by_link(), mail.by_code()] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
    let token = test.session().await;
    let mail = test.change_mail(&token, NEW).await;
    test.clock.advance(SignedDuration::from_secs(3599));
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
}

#[tokio::test]
async fn a_newer_request_ends_the_older_one_even_for_another_address() {
    let (test, token) = with_ada().await;
    let older = test.change_mail(&token, "other@example.net").await;
    let newer = test.change_mail(&token, NEW).await;
    for request in [older.by_link(), older.by_code()] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
    assert_eq!(test.api.send(newer.by_code()).await.status, 204);
    assert!(test.user("other@example.net").await.is_none());
}

#[tokio::test]
async fn a_password_change_ends_an_open_request() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    let change = json!({"current_password": PASSWORD, "new_password": NEXT});
    assert_eq!(test.send("PUT", "/password", &token, change).await.status, 200);
    for request in [mail.by_link(), mail.by_code()] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
    assert_eq!(test.log_in_as(OLD, NEXT).await.status, 200);
}

/// What the notice to the old address asks the owner to do.
#[tokio::test]
async fn a_password_reset_ends_an_open_request() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    let reset = reset(&test, OLD).await;
    assert_eq!(test.api.send(reset).await.status, 204);
    for request in [mail.by_link(), mail.by_code()] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
    assert_eq!(test.log_in_as(OLD, NEXT).await.status, 200);
}

#[tokio::test]
async fn a_deletion_ends_an_open_request_and_removes_its_addresses() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    assert_eq!(test.send("DELETE", "", &token, json!({"password": PASSWORD})).await.status, 204);
    assert!(test.ordered(MailPurpose::ChangeEmail).await.is_empty());
    assert_eq!(test.sign_up("ada@example.com", PASSWORD).await.status, 201, "the next owner of the email");
    for request in [mail.by_link(), mail.by_code()] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
    assert_eq!(test.log_in_as(OLD, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_open_reset_of_the_old_email_ends_even_if_the_email_has_a_new_owner() {
    let (test, token) = with_ada().await;
    let reset = reset(&test, OLD).await;
    let mail = test.change_mail(&token, NEW).await;
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
    assert_eq!(outcome(&test.api.send(reset.clone()).await), refused());
    assert_eq!(test.sign_up(OLD, PASSWORD).await.status, 201);
    assert_eq!(outcome(&test.api.send(reset).await), refused());
    for email in [OLD, NEW] {
        assert_eq!(test.log_in_as(email, PASSWORD).await.status, 200);
    }
}

#[tokio::test]
async fn the_new_email_resets_the_password_and_the_old_one_no_longer_does() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
    let (by_old, by_new) = (reset(&test, OLD).await, reset(&test, NEW).await);
    assert_eq!(outcome(&test.api.send(by_old).await), refused());
    assert_eq!(test.api.send(by_new).await.status, 204);
    assert_eq!(test.log_in_as(NEW, NEXT).await.status, 200);
}
