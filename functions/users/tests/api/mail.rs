//! The mails that the mailer would send, and the outbox.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use shared::auth::mail_token::MailTokens;
use shared::domain::mail::{MailPurpose, MailRequestId};
use testkit::{Answer, environment};

use crate::Test;

/// What proves that a mail was read.
pub(crate) struct Mail {
    pub(crate) request_id: String,
    pub(crate) token: String,
    pub(crate) code: String,
}

impl Mail {
    /// The mail that the mailer would send for a request.
    pub(crate) fn of(request_id: &str, purpose: MailPurpose) -> Self {
        let tokens = MailTokens::from_environment(&environment()).unwrap().unwrap();
        let id = MailRequestId::parse(request_id).unwrap();
        let (token, code) = (tokens.token(purpose, id), tokens.code(purpose, id));
        Self { request_id: request_id.to_owned(), token: token.expose().to_owned(), code: code.expose().to_owned() }
    }

    /// A code that is not the one in the mail.
    pub(crate) fn wrong_code(&self) -> String {
        let code: u32 = self.code.parse().unwrap();
        format!("{:06}", (code + 1) % 1_000_000)
    }
}

/// Status and problem type.
pub(crate) fn outcome(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.text("type"))
}

pub(crate) fn refused() -> (u16, String) {
    (400, "/problems/invalid-mail-token".to_owned())
}

impl Test {
    pub(crate) async fn outbox(&self) -> Vec<HashMap<String, AttributeValue>> {
        self.dynamodb.client.scan().table_name("mail_requests").send().await.unwrap().items.unwrap()
    }
}
