//! Describes the login for the OpenAPI document.

use shared::http::ProblemType;
use shared::http::token_response::TokenResponse;
use shared::openapi::{HttpMethod, Operation, Part, json};
use utoipa::ToSchema;

/// What a login holds, in any of its three forms.
#[derive(ToSchema)]
#[schema(as = Credentials)]
#[expect(dead_code, reason = "only the derive macro reads it")]
struct CredentialsBody {
    /// The e-mail, whatever its capital letters.
    #[schema(min_length = 1, examples("ada@example.com"))]
    username: String,
    #[schema(min_length = 1, format = Password, write_only)]
    password: String,
    /// Puts the refresh token into a cookie instead of the answer: for pages on the API's own site.
    #[schema(nullable = false)]
    session: Option<SessionMode>,
}

#[derive(ToSchema)]
#[schema(as = SessionMode, rename_all = "lowercase")]
#[expect(dead_code, reason = "only the derive macro reads it")]
enum SessionMode {
    Cookie,
}

#[must_use]
pub fn describe() -> Part {
    let example = json!({"username": "ada@example.com", "password": "nine quiet herons"});
    let login = Operation::new("session", "logIn", "Log in: a session, an access token and a refresh token")
        .description("An unknown e-mail and a wrong password are answered alike.")
        .body::<CredentialsBody>("application/x-www-form-urlencoded", example.clone())
        .body::<CredentialsBody>("multipart/form-data", example.clone())
        .body::<CredentialsBody>("application/json", example)
        .answer::<TokenResponse>(200, "Both tokens.", &[])
        .problems(&[
            ProblemType::WrongCredentials,
            ProblemType::ForeignOrigin,
            ProblemType::TooManyAttempts,
            ProblemType::Unavailable,
        ]);
    Part::default().operation(HttpMethod::Post, "/login", login)
}
