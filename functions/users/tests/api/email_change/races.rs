//! Confirmations that run at the same time as each other, and as other changes of the account.

use serde_json::json;
use shared::domain::mail::MailPurpose;
use testkit::{Dynamodb, Request};

use super::{NEW, OLD, outcome, refused, taken};
use crate::{PASSWORD, Test, with_ada};

const NEXT: &str = "battery staple";

#[tokio::test]
async fn of_twenty_concurrent_confirmations_one_moves_the_account() {
    for by_link in [true, false] {
        let (test, token) = with_ada().await;
        let mail = test.change_mail(&token, NEW).await;
        let requests = (0..20).map(|_| if by_link { mail.by_link() } else { mail.by_code() });
        let answers = test.api.send_concurrently(requests).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
        assert_eq!(answers.iter().filter(|answer| outcome(answer) == refused()).count(), 19);
        assert_eq!(test.user(NEW).await.unwrap().credential_version, 2);
        assert_eq!(test.ordered(MailPurpose::EmailChanged).await.len(), 1);
    }
}

#[tokio::test]
async fn of_two_users_who_confirm_the_same_email_one_gets_it() {
    let (test, ada) = with_ada().await;
    let bob = test.bob().await;
    let mails = [test.change_mail(&ada, NEW).await, test.change_mail(&bob, NEW).await];
    let answers = test.api.send_concurrently(mails.iter().map(super::ChangeMail::by_link)).await;
    let mut outcomes: Vec<_> = answers.iter().map(outcome).collect();
    outcomes.sort();
    assert_eq!(outcomes, [(204, String::new()), taken()]);
    let left = [test.user(OLD).await.is_some(), test.user("bob@example.com").await.is_some()];
    assert!(left == [true, false] || left == [false, true], "the other one keeps the email: {left:?}");
}

#[tokio::test]
async fn of_a_sign_up_and_a_confirmation_at_the_same_time_one_gets_the_email() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    let sign_up = Request::new("POST", "/api/v1/users/").json(&json!({"email": NEW, "password": NEXT}));
    let answers = test.api.send_concurrently([mail.by_link(), sign_up]).await;
    let statuses = [answers[0].status.as_u16(), answers[1].status.as_u16()];
    assert!(statuses == [204, 409] || statuses == [409, 201], "{statuses:?}");
    assert_eq!(test.user(OLD).await.is_none(), statuses[0] == 204);
}

#[tokio::test]
async fn a_login_at_the_same_time_leaves_no_session_of_the_old_email() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    let login = || Request::new("POST", "/api/v1/login").json(&json!({"username": OLD, "password": PASSWORD}));
    let requests = [login(), login(), mail.by_link(), login(), login()];
    let answers = test.api.send_concurrently(requests).await;
    assert_eq!(answers[2].status, 204);
    for login in answers.iter().filter(|answer| answer.body["access_token"].is_string()) {
        assert_eq!(test.get("", &login.text("access_token")).await.status, 401);
    }
    assert_eq!(test.log_in_as(NEW, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn of_a_password_change_and_a_confirmation_at_the_same_time_one_wins() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    let body = json!({"current_password": PASSWORD, "new_password": NEXT});
    let change = Request::new("PUT", "/api/v1/users/me/password").bearer(&token).json(&body);
    let answers = test.api.send_concurrently([mail.by_link(), change]).await;
    let statuses = [answers[0].status.as_u16(), answers[1].status.as_u16()];
    assert!(statuses == [204, 401] || statuses == [400, 200], "{statuses:?}");
    let (email, password) = if statuses[0] == 204 { (NEW, PASSWORD) } else { (OLD, NEXT) };
    assert_eq!(test.log_in_as(email, password).await.status, 200);
}

#[tokio::test]
async fn of_a_deletion_and_a_confirmation_at_the_same_time_one_wins() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    let delete = Request::new("DELETE", "/api/v1/users/me").bearer(&token).json(&json!({"password": PASSWORD}));
    let answers = test.api.send_concurrently([mail.by_link(), delete]).await;
    let statuses = [answers[0].status.as_u16(), answers[1].status.as_u16()];
    assert!(statuses == [204, 401] || statuses == [400, 204], "{statuses:?}");
    assert_eq!(test.user(NEW).await.is_some(), statuses[0] == 204, "a 204 means that the account is deleted");
}

/// Such as one that was checked just before the change.
#[tokio::test]
async fn a_deletion_with_a_token_of_the_old_email_is_a_401_and_deletes_nothing() {
    let mut environment = testkit::environment();
    environment.set("SESSION_CHECK", "off");
    let test = Test::with(Dynamodb::start().await, &environment);
    test.sign_up("Ada@example.com", PASSWORD).await;
    let token = test.session().await;
    let mail = test.change_mail(&token, NEW).await;
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
    let answer = test.send("DELETE", "", &token, json!({"password": PASSWORD})).await;
    assert_eq!(outcome(&answer), (401, "/problems/invalid-token".to_owned()));
    let current = test.log_in_as(NEW, PASSWORD).await.text("access_token");
    assert_eq!(test.send("DELETE", "", &current, json!({"password": PASSWORD})).await.status, 204);
    assert_eq!(test.send("DELETE", "", &token, json!({"password": PASSWORD})).await.status, 204, "now it is deleted");
}
