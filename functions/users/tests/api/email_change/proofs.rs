//! Which tokens and codes are accepted, and how often.

use serde_json::json;
use shared::auth::mail_token::MailTokens;
use shared::domain::mail::{MailPurpose, MailRequestId};
use testkit::{Dynamodb, environment};

use super::{ChangeMail, NEW, confirm, outcome, refused};
use crate::{PASSWORD, Test, with_ada};

#[tokio::test]
async fn the_token_and_code_of_another_purpose_or_request_are_refused() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    let bob = test.bob().await;
    let bobs = test.change_mail(&bob, "bob@example.net").await;
    let (tokens, id) = (MailTokens::from_environment(&environment()).unwrap().unwrap(), &mail.request_id);
    let reset = tokens.token(MailPurpose::ResetPassword, MailRequestId::parse(id).unwrap());
    for wrong in [reset.expose(), &bobs.token, "", "x"] {
        let answer = test.api.send(confirm(json!({"request_id": id, "token": wrong}))).await;
        assert_eq!(outcome(&answer), refused());
    }
    assert_eq!(outcome(&test.api.send(mail.with_code(&mail.wrong_code())).await), refused());
    let reset = json!({"request_id": id, "token": mail.token, "new_password": "battery staple"});
    let reset = testkit::Request::new("POST", "/api/v1/users/password-reset/confirm").json(&reset);
    assert_eq!(outcome(&test.api.send(reset).await), refused());
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
}

#[tokio::test]
async fn five_codes_are_compared_for_a_request_even_at_the_same_time_and_the_link_still_works() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    let wrong = mail.wrong_code();
    let answers = test.api.send_concurrently((0..20).map(|_| mail.with_code(&wrong))).await;
    assert!(answers.iter().all(|answer| outcome(answer) == refused()));
    assert_eq!(test.ordered(MailPurpose::ChangeEmail).await[0]["tries"].as_n().unwrap(), "5");
    assert_eq!(outcome(&test.api.send(mail.by_code()).await), refused(), "the right code comes too late");
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
}

/// Otherwise many accounts together could guess a code for an address that is none of theirs.
#[tokio::test]
async fn twenty_codes_of_one_new_email_are_compared_in_a_day_over_all_users() {
    let mut environment = environment();
    environment.set("MAIL_MAX_PER_EMAIL", "100");
    let test = Test::with(Dynamodb::start().await, &environment);
    test.sign_up("Ada@example.com", PASSWORD).await;
    let (ada, bob) = (test.session().await, test.bob().await);
    for token in [&ada, &bob, &ada, &bob] {
        let mail = test.change_mail(token, NEW).await;
        for _ in 0..5 {
            assert_eq!(outcome(&test.api.send(mail.with_code(&mail.wrong_code())).await), refused());
        }
    }
    let mail: ChangeMail = test.change_mail(&ada, "ADA@example.net").await;
    assert_eq!(outcome(&test.api.send(mail.by_code()).await), refused(), "the twenty-first code");
    let other = test.change_mail(&bob, "bob@example.net").await;
    assert_eq!(test.api.send(other.by_code()).await.status, 204, "another address");
    assert_eq!(test.api.send(mail.by_link()).await.status, 204, "nobody can use up the owner's link");
}
