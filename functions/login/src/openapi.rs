//! Describes the login for the OpenAPI document.

use shared::http::ProblemType;
use shared::http::token_response::TokenResponse;
use shared::openapi::{DocumentPart, HttpMethod, Operation, json};
use utoipa::ToSchema;

/// Email and password, in any of the three content types.
#[derive(ToSchema)]
#[schema(as = Credentials)]
#[expect(dead_code, reason = "only the derive macro reads it")]
struct CredentialsBody {
    /// The email of the account. Upper and lower case make no difference.
    #[schema(min_length = 1, examples("ada@example.com"))]
    username: String,
    #[schema(min_length = 1, format = Password, write_only)]
    password: String,
    /// `cookie` sets the refresh token as a cookie instead of returning it. Only for pages on the API's own site.
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
pub fn describe() -> DocumentPart {
    let example = json!({"username": "ada@example.com", "password": "nine quiet herons"});
    let login = Operation::new("session", "logIn", "Log in")
        .description(
            "Starts a session and returns its tokens. An unknown email and a wrong password get the same response.",
        )
        .body::<CredentialsBody>("application/x-www-form-urlencoded", example.clone())
        .body::<CredentialsBody>("multipart/form-data", example.clone())
        .body::<CredentialsBody>("application/json", example)
        .response::<TokenResponse>(200, "The tokens of the new session.", &[])
        .problems(&[
            ProblemType::WrongCredentials,
            ProblemType::EmailNotVerified,
            ProblemType::ForeignOrigin,
            ProblemType::TooManyAttempts,
            ProblemType::Unavailable,
        ]);
    DocumentPart::default().operation(HttpMethod::Post, "/login", login)
}
