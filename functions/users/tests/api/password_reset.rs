//! Asking for a password reset, and confirming it by link or by code.

mod confirmation;
mod limits;
mod proofs;
mod secrecy;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::auth::mail_token::MailTokens;
use shared::domain::mail::{MailPurpose, MailRequestId};
use testkit::{Answer, Request, environment};

use crate::Test;

const NEXT: &str = "battery staple";

/// What the mail of a reset says.
struct Mail {
    request_id: String,
    token: String,
    code: String,
}

impl Mail {
    /// The mail that the mailer would send for a request.
    fn of(request_id: &str, purpose: MailPurpose) -> Self {
        let tokens = MailTokens::from_environment(&environment()).unwrap().unwrap();
        let id = MailRequestId::parse(request_id).unwrap();
        let (token, code) = (tokens.token(purpose, id), tokens.code(purpose, id));
        Self { request_id: request_id.to_owned(), token: token.expose().to_owned(), code: code.expose().to_owned() }
    }

    fn by_link(&self, new_password: &str) -> Request {
        confirm(json!({"request_id": self.request_id, "token": self.token, "new_password": new_password}))
    }

    fn by_code(&self, new_password: &str) -> Request {
        self.with_code(&self.code, new_password)
    }

    fn with_code(&self, code: &str, new_password: &str) -> Request {
        confirm(json!({"request_id": self.request_id, "code": code, "new_password": new_password}))
    }

    /// A code that is not the one in the mail.
    fn wrong_code(&self) -> String {
        let code: u32 = self.code.parse().unwrap();
        format!("{:06}", (code + 1) % 1_000_000)
    }
}

fn ask(email: &str) -> Request {
    Request::new("POST", "/api/v1/users/password-reset").json(&json!({"email": email}))
}

fn confirm(body: Value) -> Request {
    Request::new("POST", "/api/v1/users/password-reset/confirm").json(&body)
}

/// Status and problem type.
fn outcome(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.text("type"))
}

fn refused() -> (u16, String) {
    (400, "/problems/invalid-mail-token".to_owned())
}

impl Test {
    /// Asks for a reset a millisecond after what happened before, and reads the mail.
    async fn reset_mail(&self, email: &str) -> Mail {
        self.clock.advance(SignedDuration::from_millis(1));
        let asked = self.api.send(ask(email)).await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        Mail::of(&asked.text("request_id"), MailPurpose::ResetPassword)
    }

    async fn outbox(&self) -> Vec<HashMap<String, AttributeValue>> {
        self.dynamodb.client.scan().table_name("mail_requests").send().await.unwrap().items.unwrap()
    }

    async fn tries(&self, mail: &Mail) -> String {
        let outbox = self.outbox().await;
        let item = outbox.iter().find(|item| item["request_id"].as_s().unwrap() == &mail.request_id).unwrap();
        item["tries"].as_n().unwrap().clone()
    }
}
