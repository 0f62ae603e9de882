//! How often a reset may be asked for.

use jiff::SignedDuration;
use testkit::Answer;

use super::{NEXT, ask};
use crate::mail::outcome;
use crate::{Test, with_ada};

fn limited() -> (u16, String) {
    (429, "/problems/too-many-attempts".to_owned())
}

impl Test {
    async fn ask_from(&self, address: &str, email: &str) -> Answer {
        self.clock.advance(SignedDuration::from_millis(1));
        self.api.send(ask(email).from(address)).await
    }
}

#[tokio::test]
async fn an_email_gets_three_mails_in_an_hour_whether_it_has_an_account_or_not() {
    let (test, _) = with_ada().await;
    for email in ["ada@example.com", "nobody@example.com"] {
        let mut waits = Vec::new();
        for number in 0..4_u8 {
            let answer = test.ask_from(&format!("198.51.100.{number}"), email).await;
            waits.push((outcome(&answer).0, answer.headers.contains_key("retry-after")));
        }
        assert_eq!(waits, [(202, false), (202, false), (202, false), (429, true)], "{email}");
    }
    test.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(test.ask_from("198.51.100.1", "ada@example.com").await.status, 202);
}

#[tokio::test]
async fn twenty_concurrent_requests_send_three_mails() {
    let (test, _) = with_ada().await;
    let answers = test.api.send_concurrently((0..20).map(|_| ask("ada@example.com"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 3);
    assert!(answers.iter().filter(|answer| answer.status != 202).all(|answer| outcome(answer) == limited()));
}

#[tokio::test]
async fn a_network_asks_for_twenty_resets_in_an_hour() {
    let mut environment = testkit::environment();
    environment.set("MAIL_MAX_PER_NETWORK", "20");
    let test = Test::with(testkit::Dynamodb::start().await, &environment);
    for number in 0..20 {
        assert_eq!(test.ask_from("2001:db8::1", &format!("{number}@example.com")).await.status, 202);
    }
    let refused = test.ask_from("2001:db8::ffff", "other@example.com").await;
    assert_eq!(outcome(&refused), limited());
    assert_eq!(test.ask_from("2001:db8:0:1::1", "other@example.com").await.status, 202, "another network");
}

/// Ada has logged in from 192.0.2.7.
#[tokio::test]
async fn a_flood_from_elsewhere_does_not_stop_the_owner_from_resetting() {
    let (test, _) = with_ada().await;
    for number in 0..30_u8 {
        let _ = test.ask_from(&format!("198.51.100.{number}"), "ada@example.com").await;
    }
    assert_eq!(outcome(&test.ask_from("198.51.100.1", "ada@example.com").await), limited());
    let mail = test.reset_mail("ada@example.com").await;
    assert_eq!(test.api.send(mail.by_code(NEXT)).await.status, 204);
}

#[tokio::test]
async fn the_mail_of_a_flood_works_for_the_owner() {
    let (test, _) = with_ada().await;
    let flood = test.ask_from("198.51.100.1", "ada@example.com").await;
    let mail = super::Mail::of(&flood.text("request_id"), shared::domain::mail::MailPurpose::ResetPassword);
    for _ in 0..9 {
        let guess = mail.with_code(&mail.wrong_code(), NEXT).from("198.51.100.1");
        assert_eq!(test.api.send(guess).await.status, 400);
    }
    assert_eq!(test.api.send(mail.by_link(NEXT)).await.status, 204);
}
