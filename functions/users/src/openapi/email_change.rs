//! Describes the two routes of a change of email.

use shared::http::ProblemType;
use shared::openapi::{Operation, json};

use crate::confirm_email_verification::MailConfirmation;
use crate::mail_order::OrderedMail;
use crate::request_email_change::EmailChange;

pub(super) fn request() -> Operation {
    Operation::new("users", "requestEmailChange", "Request a change of email")
        .bearer()
        .description(
            "Sends a mail with a link and a code to the new email, and a notice to the current one. Nothing changes until \
             the mail is confirmed. The response does not tell whether the new email has an account. A new request ends \
             an older one. The link and the code work for an hour.",
        )
        .body::<EmailChange>(
            "application/json",
            json!({"current_password": "nine quiet herons", "new_email": "ada@example.net"}),
        )
        .response::<OrderedMail>(202, "The mail is on its way.", &[])
        .problems(&[
            ProblemType::WrongPassword,
            ProblemType::TooManyAttempts,
            ProblemType::Unavailable,
            ProblemType::MailNotConfigured,
        ])
}

pub(super) fn confirm() -> Operation {
    Operation::new("users", "confirmEmailChange", "Change the email")
        .description(
            "Gives the account its new email with the token or the code of a mail, and ends every session of the \
             account. Log in next, with the new email. Send either `token` or `code`.",
        )
        .body::<MailConfirmation>(
            "application/json",
            json!({"request_id": "3sPHhGtZtjiqhTfVbUKrAQk2V8Zr0mX1cJt5yLwOa7Hw", "code": "048213"}),
        )
        .other_response(204, "The account has its new email, and all sessions have ended.", None, &[])
        .problems(&[
            ProblemType::InvalidMailToken,
            ProblemType::ForeignOrigin,
            ProblemType::EmailTaken,
            ProblemType::Unavailable,
            ProblemType::MailNotConfigured,
        ])
}
