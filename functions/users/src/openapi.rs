//! Describes the account routes for the OpenAPI document.

use shared::http::ProblemType;
use shared::http::token_response::TokenResponse;
use shared::openapi::{HttpMethod, Operation, Part, json};

use crate::change_password::PasswordChange;
use crate::delete_account::AccountDeletion;
use crate::get_user_data::UserData;
use crate::list_sessions::SessionList;
use crate::sign_up::SignUp;
use crate::view::UserView;

#[must_use]
pub fn describe() -> Part {
    let sign_up = Operation::new("users", "signUp", "Sign up")
        .body::<SignUp>("application/json", json!({"email": "ada@example.com", "password": "nine quiet herons"}))
        .answer::<UserView>(201, "The new account.", &[])
        .problems(&[
            ProblemType::ForeignOrigin,
            ProblemType::EmailTaken,
            ProblemType::TooManyAttempts,
            ProblemType::Unavailable,
        ]);
    let session = |id, summary| Operation::new("users", id, summary).bearer().problems(&[ProblemType::Unavailable]);
    let me = session("me", "The caller's account").answer::<UserView>(200, "The account.", &[]);
    let user_data = session("getUserData", "The caller's e-mail, as the access token has it").answer::<UserData>(
        200,
        "The e-mail.",
        &[],
    );
    let proved =
        |id, summary| session(id, summary).problems(&[ProblemType::WrongPassword, ProblemType::TooManyAttempts]);
    let change_password = proved("changePassword", "Change the password")
        .description("Every session of the account ends. The answer has the tokens of a new one: store them in place of the old ones.")
        .body::<PasswordChange>(
            "application/json",
            json!({"current_password": "nine quiet herons", "new_password": "ten loud ospreys"}),
        )
        .answer::<TokenResponse>(200, "The password is changed. These are the tokens of the new session.", &[]);
    let delete_account = proved("deleteAccount", "Delete the account with its sessions and tasks")
        .body::<AccountDeletion>("application/json", json!({"password": "nine quiet herons"}))
        .answer_other(204, "The account is gone.", None, &[]);
    let list_sessions = session("listSessions", "Where the caller is logged in")
        .description("The one that was used last comes first; at most 1,000.")
        .answer::<SessionList>(200, "The sessions that go on.", &[]);
    let end_session = session("endSession", "End one of the caller's sessions")
        .path_text("id", "The session's id.")
        .answer_other(204, "It has ended.", None, &[])
        .problems(&[ProblemType::SessionNotFound]);
    let end_other_sessions =
        session("endOtherSessions", "End every session but this one").answer_other(204, "They have ended.", None, &[]);
    Part::default()
        .operation(HttpMethod::Post, "/users/", sign_up)
        .operation(HttpMethod::Get, "/users/me", me)
        .operation(HttpMethod::Delete, "/users/me", delete_account)
        .operation(HttpMethod::Put, "/users/me/password", change_password)
        .operation(HttpMethod::Get, "/users/me/sessions", list_sessions)
        .operation(HttpMethod::Delete, "/users/me/sessions", end_other_sessions)
        .operation(HttpMethod::Delete, "/users/me/sessions/{id}", end_session)
        .operation(HttpMethod::Get, "/users/get_user_data", user_data)
}
