//! Describes the two routes of an email's verification.

use shared::http::ProblemType;
use shared::openapi::{Operation, json};

use crate::confirm_email_verification::MailConfirmation;
use crate::mail_order::{MailOrder, OrderedMail};

pub(super) fn request() -> Operation {
    Operation::new("users", "requestEmailVerification", "Request an email verification")
        .description(
            "Sends a mail with a link and a code if the email has an account and is not verified. The response is the \
             same otherwise. A new request ends an older one. The link and the code work for 24 hours.",
        )
        .body::<MailOrder>("application/json", json!({"email": "ada@example.com"}))
        .response::<OrderedMail>(202, "The request is accepted.", &[])
        .problems(&[
            ProblemType::ForeignOrigin,
            ProblemType::TooManyAttempts,
            ProblemType::Unavailable,
            ProblemType::MailNotConfigured,
        ])
}

pub(super) fn confirm() -> Operation {
    Operation::new("users", "confirmEmailVerification", "Verify an email")
        .description("Verifies an email with the token or the code of a mail. Send either `token` or `code`. It does not log in.")
        .body::<MailConfirmation>(
            "application/json",
            json!({"request_id": "3sPHhGtZtjiqhTfVbUKrAQk2V8Zr0mX1cJt5yLwOa7Hw", "code": "048213"}),
        )
        .other_response(204, "The email is verified.", None, &[])
        .problems(&[
            ProblemType::InvalidMailToken,
            ProblemType::ForeignOrigin,
            ProblemType::Unavailable,
            ProblemType::MailNotConfigured,
        ])
}
