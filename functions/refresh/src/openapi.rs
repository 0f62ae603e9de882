//! Describes refresh, logout and health for the OpenAPI document.

use shared::http::ProblemType;
use shared::http::token_response::TokenResponse;
use shared::openapi::{DocumentPart, HttpMethod, Operation, json};

use crate::health::Health;
use crate::refresh_request::RefreshRequestBody;

#[must_use]
pub fn describe() -> DocumentPart {
    let example = json!({"refresh_token": "eyJ0eXAiOiJydCtqd3QiLCJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"});
    let refresh = Operation::new("session", "refresh", "Refresh the tokens")
        .description(
            "Returns a new access token and a new refresh token. Store the new refresh token in place of the one that you sent. \
             The old one keeps working until the new one is used, so a lost response does no harm.\n\nIn cookie mode, send no \
             body, or `{\"rotate\": true}` to get a new refresh token. The API reads the refresh token from the cookie and sets \
             the cookie again, with a later expiry or with the new token. With `{\"optional\": true}`, the response without a \
             cookie is a 204.",
        )
        .optional_body::<RefreshRequestBody>("application/json", example.clone())
        .response::<TokenResponse>(200, "The new tokens.", &[])
        .other_response(204, "Nobody is logged in. Only in cookie mode, with `optional`.", None, &[])
        .problems(&[ProblemType::InvalidToken, ProblemType::ForeignOrigin, ProblemType::Unavailable]);
    let logout = Operation::new("session", "logOut", "Log out")
        .description("Ends the session of the refresh token. An unknown, expired or invalid token gets the same response (RFC 7009). In \
             cookie mode, send no body: the API reads the refresh token from the cookie and deletes the cookie.")
        .optional_body::<RefreshRequestBody>("application/json", example)
        .other_response(204, "The session has ended.", None, &[])
        .problems(&[ProblemType::ForeignOrigin, ProblemType::Unavailable]);
    let health = Operation::new("service", "health", "Check that the service is running")
        .description("Does not check the database.")
        .response::<Health>(200, "The service is running.", &[]);
    DocumentPart::default()
        .operation(HttpMethod::Post, "/refresh", refresh)
        .operation(HttpMethod::Post, "/logout", logout)
        .operation(HttpMethod::Get, "/health", health)
}
