//! Verifying an email by link or by code, and what depends on it.

mod confirmation;
mod optional;
mod required;

use serde_json::{Value, json};
use shared::domain::mail::MailPurpose;
use testkit::{Answer, Dynamodb, Request};

use crate::Test;
use crate::mail::Mail;

impl Mail {
    fn verify(&self, member: &str, value: &str) -> Request {
        let body = json!({"request_id": self.request_id, member: value});
        Request::new("POST", "/api/v1/users/email-verification/confirm").json(&body)
    }

    fn verify_by_link(&self) -> Request {
        self.verify("token", &self.token)
    }

    fn verify_by_code(&self) -> Request {
        self.verify("code", &self.code)
    }
}

fn ask(email: &str) -> Request {
    Request::new("POST", "/api/v1/users/email-verification").json(&json!({"email": email}))
}

impl Test {
    /// Where nobody logs in before the email is verified.
    async fn strict() -> Self {
        let mut environment = testkit::environment();
        environment.set("EMAIL_VERIFICATION", "required");
        Self::with(Dynamodb::start().await, &environment)
    }

    /// The mail that is waiting for an email, with its purpose.
    async fn waiting(&self, email: &str) -> (String, Mail) {
        let outbox = self.outbox().await;
        let of = |item: &&_| text(item, "email") == email;
        let item = outbox.iter().find(of).unwrap_or_else(|| panic!("no mail to {email}: {outbox:?}"));
        let purpose =
            if text(item, "purpose") == "verify_email" { MailPurpose::VerifyEmail } else { MailPurpose::AccountExists };
        (text(item, "purpose").to_owned(), Mail::of(text(item, "request_id"), purpose))
    }

    async fn verified(&self, token: &str) -> Value {
        self.get("", token).await.body["email_verified"].clone()
    }
}

fn text<'a>(
    item: &'a std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>,
    name: &str,
) -> &'a str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

fn not_verified() -> (u16, String) {
    (403, "/problems/email-not-verified".to_owned())
}

/// What a caller can see of an answer, without the random id.
fn visible(answer: &Answer) -> (u16, Vec<String>, usize, Vec<String>) {
    let members = answer.body.as_object().unwrap().keys().cloned().collect();
    let headers = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    (answer.status.as_u16(), members, answer.bytes.len(), headers)
}
