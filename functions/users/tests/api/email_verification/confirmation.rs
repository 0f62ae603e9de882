//! What a confirmation accepts, and what ends a request before.

use jiff::SignedDuration;
use serde_json::json;
use shared::domain::mail::MailPurpose;
use testkit::Request;

use super::ask;
use crate::mail::{Mail, outcome, refused};
use crate::{PASSWORD, Test, with_ada};

impl Test {
    async fn verification_mail(&self, email: &str) -> Mail {
        self.clock.advance(SignedDuration::from_millis(1));
        let asked = self.api.send(ask(email)).await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        Mail::of(&asked.text("request_id"), MailPurpose::VerifyEmail)
    }
}

#[tokio::test]
async fn a_link_works_once_also_for_twenty_concurrent_requests() {
    let (test, _) = with_ada().await;
    let mail = test.verification_mail("ada@example.com").await;
    test.dynamodb.calls.clear();
    let answers = test.api.send_concurrently((0..20).map(|_| mail.verify_by_link())).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    assert!(answers.iter().all(|answer| answer.status == 204 || outcome(answer) == refused()));
    assert_eq!(outcome(&test.api.send(mail.verify_by_code()).await), refused());
}

#[tokio::test]
async fn five_codes_are_compared_in_all() {
    let (test, _) = with_ada().await;
    let mail = test.verification_mail("ada@example.com").await;
    for _ in 0..5 {
        assert_eq!(outcome(&test.api.send(mail.verify("code", &mail.wrong_code())).await), refused());
    }
    assert_eq!(outcome(&test.api.send(mail.verify_by_code()).await), refused());
    assert_eq!(test.api.send(mail.verify_by_link()).await.status, 204, "nobody can use up the link");
}

#[tokio::test]
async fn a_request_works_for_a_day_and_until_a_newer_one() {
    let (test, _) = with_ada().await;
    let older = test.verification_mail("ada@example.com").await;
    let newer = test.verification_mail("ada@example.com").await;
    assert_eq!(outcome(&test.api.send(older.verify_by_link()).await), refused());
    test.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(outcome(&test.api.send(newer.verify_by_link()).await), refused());
}

#[tokio::test]
async fn a_password_change_and_a_deletion_end_an_open_request() {
    let (test, token) = with_ada().await;
    let mail = test.verification_mail("ada@example.com").await;
    let change = json!({"current_password": PASSWORD, "new_password": "battery staple"});
    let token = test.send("PUT", "/password", &token, change).await.text("access_token");
    assert_eq!(outcome(&test.api.send(mail.verify_by_link()).await), refused());
    let mail = test.verification_mail("ada@example.com").await;
    assert_eq!(test.send("DELETE", "", &token, json!({"password": "battery staple"})).await.status, 204);
    assert_eq!(test.sign_up("ada@example.com", PASSWORD).await.status, 201, "the next owner of the email");
    assert_eq!(outcome(&test.api.send(mail.verify_by_link()).await), refused());
    assert!(!test.ada().await.email_verified);
}

#[tokio::test]
async fn a_token_of_another_purpose_or_user_is_refused() {
    let (test, _) = with_ada().await;
    test.sign_up("eve@example.com", PASSWORD).await;
    let mail = test.verification_mail("ada@example.com").await;
    let eves = test.verification_mail("eve@example.com").await;
    let reset = test.reset_mail("ada@example.com").await;
    let mixed = Mail { request_id: mail.request_id.clone(), ..eves };
    for request in [
        mixed.verify_by_link(),
        reset.verify_by_link(),
        Mail::of(&reset.request_id, MailPurpose::VerifyEmail).verify_by_link(),
        Mail::of(&mail.request_id, MailPurpose::ResetPassword).verify_by_link(),
    ] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
    assert_eq!(outcome(&test.api.send(mail.by_link("battery staple")).await), refused(), "it sets no password");
    assert_eq!(test.api.send(mail.verify_by_link()).await.status, 204);
}

#[tokio::test]
async fn opening_an_address_verifies_nothing() {
    let (test, _) = with_ada().await;
    let mail = test.verification_mail("ada@example.com").await;
    let query = format!("request_id={}&token={}", mail.request_id, mail.token);
    for path in ["/email-verification", "/email-verification/confirm"] {
        for method in ["GET", "HEAD"] {
            let answer = test.api.send(Request::new(method, &format!("/api/v1/users{path}?{query}"))).await;
            assert_eq!(answer.status, 405);
        }
    }
    assert!(!test.ada().await.email_verified);
}

#[tokio::test]
async fn a_lost_store_response_verifies_all_the_same() {
    let (test, _) = with_ada().await;
    let mail = test.verification_mail("ada@example.com").await;
    test.dynamodb.answers.lose_next_of("TransactWriteItems");
    assert_eq!(test.api.send(mail.verify_by_link()).await.status, 204);
    assert!(test.ada().await.email_verified);
}
