//! Which tokens and codes are accepted, and how often.

use jiff::SignedDuration;
use serde_json::json;
use shared::domain::mail::MailPurpose;

use super::{NEXT, confirm};
use crate::mail::{Mail, outcome, refused};
use crate::{PASSWORD, Test, with_ada};

/// How many of the answers set a password. The others refuse the token or code.
async fn accepted(test: &Test, requests: impl IntoIterator<Item = testkit::Request>) -> usize {
    let answers = test.api.send_concurrently(requests).await;
    for answer in answers.iter().filter(|answer| answer.status != 204) {
        assert_eq!(outcome(answer), refused());
    }
    answers.iter().filter(|answer| answer.status == 204).count()
}

#[tokio::test]
async fn of_twenty_concurrent_confirmations_by_link_one_sets_its_password() {
    let (test, _) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    let passwords: Vec<_> = (0..20).map(|number| format!("battery staple {number}")).collect();
    assert_eq!(accepted(&test, passwords.iter().map(|password| mail.by_link(password))).await, 1);
    assert_eq!(test.ada().await.credential_version, 2);
    assert_eq!(accepted(&test, [mail.by_link(NEXT), mail.by_code(NEXT)]).await, 0);
}

#[tokio::test]
async fn of_twenty_concurrent_confirmations_by_code_one_sets_its_password() {
    let (test, _) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    let passwords: Vec<_> = (0..20).map(|number| format!("battery staple {number}")).collect();
    assert_eq!(accepted(&test, passwords.iter().map(|password| mail.by_code(password))).await, 1);
    assert_eq!(test.ada().await.credential_version, 2);
}

#[tokio::test]
async fn five_codes_are_compared_in_all_even_at_the_same_time_and_the_link_still_works() {
    let (test, _) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    let wrong = mail.wrong_code();
    assert_eq!(accepted(&test, (0..20).map(|_| mail.with_code(&wrong, NEXT))).await, 0);
    assert_eq!(test.tries(&mail).await, "5");
    assert_eq!(outcome(&test.api.send(mail.by_code(NEXT)).await), refused(), "the right code comes too late");
    assert_eq!(test.login(PASSWORD).await.status, 200);
    assert_eq!(test.api.send(mail.by_link(NEXT)).await.status, 204, "nobody can use up the owner's link");
}

#[tokio::test]
async fn the_fifth_code_may_be_the_right_one() {
    let (test, _) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    for _ in 0..4 {
        assert_eq!(outcome(&test.api.send(mail.with_code(&mail.wrong_code(), NEXT)).await), refused());
    }
    assert_eq!(test.api.send(mail.by_code(NEXT)).await.status, 204);
}

#[tokio::test]
async fn twenty_codes_of_one_email_are_compared_in_a_day_over_all_requests() {
    let mut environment = testkit::environment();
    environment.set("MAIL_MAX_PER_EMAIL", "100");
    let test = Test::with(testkit::Dynamodb::start().await, &environment);
    test.sign_up("ada@example.com", PASSWORD).await;
    for _ in 0..4 {
        let mail = test.reset_mail("ada@example.com").await;
        for _ in 0..5 {
            assert_eq!(outcome(&test.api.send(mail.with_code(&mail.wrong_code(), NEXT)).await), refused());
        }
    }
    let mail = test.reset_mail("ada@example.com").await;
    assert_eq!(outcome(&test.api.send(mail.by_code(NEXT)).await), refused());
    assert_eq!(test.api.send(mail.by_link(NEXT)).await.status, 204);
    test.clock.advance(SignedDuration::from_hours(24));
    let mail = test.reset_mail("ada@example.com").await;
    assert_eq!(test.api.send(mail.by_code("third choice")).await.status, 204, "the next day");
}

#[tokio::test]
async fn the_token_and_code_of_another_request_are_refused() {
    let (test, _) = with_ada().await;
    test.sign_up("eve@example.com", PASSWORD).await;
    let eves = test.reset_mail("eve@example.com").await;
    let nobodys = test.reset_mail("nobody@example.com").await;
    let older = test.reset_mail("ada@example.com").await;
    let mail = test.reset_mail("ada@example.com").await;
    for other in [eves, nobodys, older] {
        let mixed = Mail { request_id: mail.request_id.clone(), ..other };
        assert_ne!(mixed.code, mail.code, "one in a million runs meets the same code by accident");
        assert_eq!(outcome(&test.api.send(mixed.by_link(NEXT)).await), refused());
        assert_eq!(outcome(&test.api.send(mixed.by_code(NEXT)).await), refused());
    }
    assert_eq!(test.api.send(mail.by_link(NEXT)).await.status, 204);
}

#[tokio::test]
async fn a_request_of_another_purpose_sets_no_password() {
    let (test, token) = with_ada().await;
    let change = json!({"current_password": PASSWORD, "new_password": NEXT});
    assert_eq!(test.send("PUT", "/password", &token, change).await.status, 200);
    let notice = test.outbox().await[0]["request_id"].as_s().unwrap().clone();
    for purpose in [MailPurpose::PasswordChanged, MailPurpose::ResetPassword] {
        let mail = Mail::of(&notice, purpose);
        assert_eq!(outcome(&test.api.send(mail.by_link("third choice")).await), refused());
        assert_eq!(outcome(&test.api.send(mail.by_code("third choice")).await), refused());
    }
    let reset = test.reset_mail("ada@example.com").await;
    let other = Mail::of(&reset.request_id, MailPurpose::PasswordChanged);
    assert_eq!(outcome(&test.api.send(other.by_link("third choice")).await), refused());
    assert_eq!(test.login(NEXT).await.status, 200);
}

#[tokio::test]
async fn what_was_never_given_out_is_refused_without_a_look_at_the_store() {
    let (test, _) = with_ada().await;
    let mail = test.reset_mail("ada@example.com").await;
    test.dynamodb.calls.clear();
    let long = "A".repeat(10_000);
    let ids = ["", "x", &mail.request_id[..43], &format!("{}A", mail.request_id), &"A".repeat(44), "ÄÖ", &long];
    for id in ids {
        let body = json!({"request_id": id, "token": mail.token, "new_password": NEXT});
        assert_eq!(outcome(&test.api.send(confirm(body)).await), refused(), "{id}");
    }
    for token in ["", "x", &mail.token[..42], &mail.token.to_lowercase(), &long] {
        let body = json!({"request_id": mail.request_id, "token": token, "new_password": NEXT});
        assert_eq!(outcome(&test.api.send(confirm(body)).await), refused(), "{token}");
    }
    assert!(test.dynamodb.calls.take().is_empty());
}
