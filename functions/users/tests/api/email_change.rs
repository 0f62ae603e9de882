//! Asking for a new email, and confirming it by link or by code.

mod asking;
mod confirmation;
mod endings;
mod proofs;
mod races;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::auth::mail_token::MailTokens;
use shared::domain::email::Email;
use shared::domain::mail::{MailPurpose, MailRequestId};
use shared::domain::user::User;
use shared::store::users::Users;
use testkit::{Answer, Request, environment};

use crate::{PASSWORD, Test};

const OLD: &str = "ada@example.com";
/// The address that Ada wants.
const NEW: &str = "Ada@example.net";

/// What the mail to the new address says.
struct ChangeMail {
    request_id: String,
    token: String,
    code: String,
}

impl ChangeMail {
    /// The mail that the mailer would send for a request.
    fn of(request_id: &str) -> Self {
        let tokens = MailTokens::from_environment(&environment()).unwrap().unwrap();
        let id = MailRequestId::parse(request_id).unwrap();
        let (token, code) = (tokens.token(MailPurpose::ChangeEmail, id), tokens.code(MailPurpose::ChangeEmail, id));
        Self { request_id: request_id.to_owned(), token: token.expose().to_owned(), code: code.expose().to_owned() }
    }

    fn by_link(&self) -> Request {
        confirm(json!({"request_id": self.request_id, "token": self.token}))
    }

    fn by_code(&self) -> Request {
        self.with_code(&self.code)
    }

    fn with_code(&self, code: &str) -> Request {
        confirm(json!({"request_id": self.request_id, "code": code}))
    }

    /// A code that is not the one in the mail.
    fn wrong_code(&self) -> String {
        let code: u32 = self.code.parse().unwrap();
        format!("{:06}", (code + 1) % 1_000_000)
    }
}

fn confirm(body: Value) -> Request {
    Request::new("POST", "/api/v1/users/email-change/confirm").json(&body)
}

/// Status and problem type.
fn outcome(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.text("type"))
}

fn refused() -> (u16, String) {
    (400, "/problems/invalid-mail-token".to_owned())
}

fn taken() -> (u16, String) {
    (409, "/problems/email-taken".to_owned())
}

impl Test {
    async fn ask_for_email(&self, token: &str, new_email: &str) -> Answer {
        self.clock.advance(SignedDuration::from_millis(1));
        let body = json!({"current_password": PASSWORD, "new_email": new_email});
        self.send("POST", "/email-change", token, body).await
    }

    /// Asks for a new email and reads the mail.
    async fn change_mail(&self, token: &str, new_email: &str) -> ChangeMail {
        let asked = self.ask_for_email(token, new_email).await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        ChangeMail::of(&asked.text("request_id"))
    }

    async fn log_in_as(&self, email: &str, password: &str) -> Answer {
        self.clock.advance(SignedDuration::from_millis(1));
        let body = json!({"username": email, "password": password});
        self.api.send(Request::new("POST", "/api/v1/login").json(&body)).await
    }

    async fn user(&self, email: &str) -> Option<User> {
        Users::new(self.dynamodb.client.clone(), &environment()).find(&Email::parse(email).unwrap()).await.unwrap()
    }

    /// Bob signs up and logs in.
    async fn bob(&self) -> String {
        assert_eq!(self.sign_up("bob@example.com", PASSWORD).await.status, 201);
        self.log_in_as("bob@example.com", PASSWORD).await.text("access_token")
    }

    /// The stored requests for mails of this purpose.
    async fn ordered(&self, purpose: MailPurpose) -> Vec<HashMap<String, AttributeValue>> {
        let items = self.dynamodb.client.scan().table_name("mail_requests").send().await.unwrap().items.unwrap();
        let of_purpose = |item: &HashMap<_, AttributeValue>| {
            item.get("purpose").is_some_and(|stored| stored.as_s().unwrap() == purpose.name())
        };
        items.into_iter().filter(of_purpose).collect()
    }
}
