//! Asking for a password reset, and confirming it by link or by code.

mod confirmation;
mod limits;
mod proofs;
mod secrecy;

use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::domain::mail::MailPurpose;
use testkit::Request;

use crate::Test;
use crate::mail::Mail;

const NEXT: &str = "battery staple";

impl Mail {
    pub(crate) fn by_link(&self, new_password: &str) -> Request {
        confirm(json!({"request_id": self.request_id, "token": self.token, "new_password": new_password}))
    }

    fn by_code(&self, new_password: &str) -> Request {
        self.with_code(&self.code, new_password)
    }

    fn with_code(&self, code: &str, new_password: &str) -> Request {
        confirm(json!({"request_id": self.request_id, "code": code, "new_password": new_password}))
    }
}

fn ask(email: &str) -> Request {
    Request::new("POST", "/api/v1/users/password-reset").json(&json!({"email": email}))
}

fn confirm(body: Value) -> Request {
    Request::new("POST", "/api/v1/users/password-reset/confirm").json(&body)
}

impl Test {
    /// Asks for a reset a millisecond after what happened before, and reads the mail.
    pub(crate) async fn reset_mail(&self, email: &str) -> Mail {
        self.clock.advance(SignedDuration::from_millis(1));
        let asked = self.api.send(ask(email)).await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        Mail::of(&asked.text("request_id"), MailPurpose::ResetPassword)
    }

    async fn tries(&self, mail: &Mail) -> String {
        let outbox = self.outbox().await;
        let item = outbox.iter().find(|item| item["request_id"].as_s().unwrap() == &mail.request_id).unwrap();
        item["tries"].as_n().unwrap().clone()
    }
}
