//! Describes the account routes for the OpenAPI document.

mod email_change;
mod email_verification;

use shared::http::ProblemType;
use shared::http::token_response::TokenResponse;
use shared::openapi::{DocumentPart, HttpMethod, Operation, json};

use crate::change_password::PasswordChange;
use crate::confirm_password_reset::PasswordResetConfirmation;
use crate::delete_account::AccountDeletion;
use crate::get_user_data::UserData;
use crate::list_sessions::SessionList;
use crate::mail_order::{MailOrder, OrderedMail};
use crate::sign_up::SignUp;
use crate::view::UserView;

#[must_use]
pub fn describe() -> DocumentPart {
    let sign_up = Operation::new("users", "signUp", "Sign up")
        .description(
            "Creates an account. Log in next to get tokens. With `EMAIL_VERIFICATION=required` the response is 202, the \
             same for a new and a taken email, and the user must open the link in a mail first.",
        )
        .body::<SignUp>("application/json", json!({"email": "ada@example.com", "password": "nine quiet herons"}))
        .response::<UserView>(201, "The new account.", &[])
        .response::<OrderedMail>(202, "A mail is on its way.", &[])
        .problems(&[
            ProblemType::ForeignOrigin,
            ProblemType::EmailTaken,
            ProblemType::TooManyAttempts,
            ProblemType::Unavailable,
        ]);
    let request_reset = Operation::new("users", "requestPasswordReset", "Request a password reset")
        .description(
            "Sends a mail with a link and a code if the email has an account. The response is the same if it has none. \
             A new request ends an older one. The link and the code work for 10 minutes.",
        )
        .body::<MailOrder>("application/json", json!({"email": "ada@example.com"}))
        .response::<OrderedMail>(202, "The request is accepted.", &[])
        .problems(&[
            ProblemType::ForeignOrigin,
            ProblemType::TooManyAttempts,
            ProblemType::Unavailable,
            ProblemType::MailNotConfigured,
        ]);
    let confirm_reset = Operation::new("users", "confirmPasswordReset", "Set a new password")
        .description("Sets a new password with the token or the code of a mail, and ends every session of the account. Log in next \
             to get tokens. Send either `token` or `code`.")
        .body::<PasswordResetConfirmation>(
            "application/json",
            json!({
                "request_id": "3sPHhGtZtjiqhTfVbUKrAQk2V8Zr0mX1cJt5yLwOa7Hw",
                "code": "048213",
                "new_password": "ten loud ospreys",
            }),
        )
        .other_response(204, "The password is set, and all sessions have ended.", None, &[])
        .problems(&[
            ProblemType::InvalidMailToken,
            ProblemType::ForeignOrigin,
            ProblemType::Unavailable,
            ProblemType::MailNotConfigured,
        ]);
    let session = |id, summary| Operation::new("users", id, summary).bearer().problems(&[ProblemType::Unavailable]);
    let me = session("me", "Get the current user").response::<UserView>(200, "The current user.", &[]);
    let user_data = session("getUserData", "Get the email of the current user")
        .description("Returns the email that is in the access token.")
        .response::<UserData>(200, "The email.", &[]);
    let proved =
        |id, summary| session(id, summary).problems(&[ProblemType::WrongPassword, ProblemType::TooManyAttempts]);
    let change_password = proved("changePassword", "Change the password")
        .description("Ends every session of the account, including this one, and starts a new session. Store the tokens in the response \
             in place of the old ones.")
        .body::<PasswordChange>(
            "application/json",
            json!({"current_password": "nine quiet herons", "new_password": "ten loud ospreys"}),
        )
        .response::<TokenResponse>(200, "The tokens of the new session.", &[]);
    let delete_account = proved("deleteAccount", "Delete the account")
        .description("Deletes the account and its sessions immediately, and its tasks soon after.")
        .body::<AccountDeletion>("application/json", json!({"password": "nine quiet herons"}))
        .other_response(204, "The account is deleted.", None, &[]);
    let list_sessions = session("listSessions", "List the active sessions")
        .description("Shows where the current user is logged in. The most recently used session comes first; at most 1,000 are listed.")
        .response::<SessionList>(200, "The active sessions.", &[]);
    let end_session = session("endSession", "End a session")
        .description("The access tokens of the session stop working immediately.")
        .path_text("id", "The id of the session.")
        .other_response(204, "The session has ended.", None, &[])
        .problems(&[ProblemType::SessionNotFound]);
    let end_other_sessions = session("endOtherSessions", "End all other sessions").other_response(
        204,
        "All sessions except the current one have ended.",
        None,
        &[],
    );
    DocumentPart::default()
        .operation(HttpMethod::Post, "/users/", sign_up)
        .operation(HttpMethod::Post, "/users/password-reset", request_reset)
        .operation(HttpMethod::Post, "/users/password-reset/confirm", confirm_reset)
        .operation(HttpMethod::Post, "/users/email-verification", email_verification::request())
        .operation(HttpMethod::Post, "/users/email-verification/confirm", email_verification::confirm())
        .operation(HttpMethod::Post, "/users/me/email-change", email_change::request())
        .operation(HttpMethod::Post, "/users/email-change/confirm", email_change::confirm())
        .operation(HttpMethod::Get, "/users/me", me)
        .operation(HttpMethod::Delete, "/users/me", delete_account)
        .operation(HttpMethod::Put, "/users/me/password", change_password)
        .operation(HttpMethod::Get, "/users/me/sessions", list_sessions)
        .operation(HttpMethod::Delete, "/users/me/sessions", end_other_sessions)
        .operation(HttpMethod::Delete, "/users/me/sessions/{id}", end_session)
        .operation(HttpMethod::Get, "/users/get_user_data", user_data)
}
