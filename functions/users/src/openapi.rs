//! How accounts are described.

use shared::http::ProblemType;
use shared::openapi::{HttpMethod, Operation, Part, json};

use crate::get_user_data::UserData;
use crate::sign_up::SignUp;
use crate::view::UserView;

#[must_use]
pub fn describe() -> Part {
    let sign_up = Operation::new("users", "signUp", "Sign up")
        .body::<SignUp>("application/json", json!({"email": "ada@example.com", "password": "nine quiet herons"}))
        .answer::<UserView>(201, "The new account.", &[])
        .problems(&[ProblemType::EmailTaken, ProblemType::TooManyAttempts, ProblemType::Unavailable]);
    let me = Operation::new("users", "me", "The caller's account")
        .bearer()
        .answer::<UserView>(200, "The account.", &[])
        .problems(&[ProblemType::Unavailable]);
    let user_data = Operation::new("users", "getUserData", "The caller's e-mail, as the access token has it")
        .bearer()
        .answer::<UserData>(200, "The e-mail.", &[]);
    Part::default()
        .operation(HttpMethod::Post, "/users/", sign_up)
        .operation(HttpMethod::Get, "/users/me", me)
        .operation(HttpMethod::Get, "/users/get_user_data", user_data)
}
