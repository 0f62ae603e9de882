//! Describes refresh, logout and health for the OpenAPI document.

use shared::http::ProblemType;
use shared::http::token_response::TokenResponse;
use shared::openapi::{HttpMethod, Operation, Part, json};

use crate::health::Health;
use crate::refresh_request::RefreshRequestBody;

#[must_use]
pub fn describe() -> Part {
    let example = json!({"refresh_token": "eyJ0eXAiOiJydCtqd3QiLCJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"});
    let refresh = Operation::new("session", "refresh", "Go on with a session")
        .description(
            "The answer's refresh token is the successor of the one that was sent: keep it instead. Until the successor is \
             presented, the old one still works, so a lost answer does no harm. In cookie mode the body is left out, or is \
             {\"rotate\": true}: the cookie is read, and set again with a later expiry or with a new token.",
        )
        .optional_body::<RefreshRequestBody>("application/json", example.clone())
        .answer::<TokenResponse>(200, "Fresh tokens.", &[])
        .problems(&[ProblemType::InvalidToken, ProblemType::ForeignOrigin, ProblemType::Unavailable]);
    let logout = Operation::new("session", "logOut", "End the session of a refresh token")
        .description("A token that is unknown, expired or not ours is answered in the same way (RFC 7009).")
        .optional_body::<RefreshRequestBody>("application/json", example)
        .answer_other(204, "The session has ended.", None, &[])
        .problems(&[ProblemType::ForeignOrigin, ProblemType::Unavailable]);
    let health = Operation::new("service", "health", "Whether the service answers")
        .description("It does not ask the store.")
        .answer::<Health>(200, "It does.", &[]);
    Part::default()
        .operation(HttpMethod::Post, "/refresh", refresh)
        .operation(HttpMethod::Post, "/logout", logout)
        .operation(HttpMethod::Get, "/health", health)
}
