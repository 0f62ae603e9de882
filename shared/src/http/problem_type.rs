//! The problem types that clients may depend on. They are part of the API, and v1 only ever adds some.

use http::StatusCode;

/// Declares [`ProblemType`] from one row per problem: its variant, and its name, title, status and explanation.
macro_rules! problem_types {
    ($($variant:ident($name:literal, $title:literal, $status:ident, $explanation:literal)),+ $(,)?) => {
        /// The `type` of a problem document (RFC 9457, section 3.1.1): `/problems/<name>`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ProblemType {
            $($variant),+
        }

        impl ProblemType {
            /// All types, ordered by status.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// A URI reference, relative to the API's origin.
            pub fn uri(self) -> &'static str {
                match self { $(Self::$variant => concat!("/problems/", $name)),+ }
            }

            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }

            pub fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status),+ }
            }

            /// What has happened and what a client should do, for the page at the problem's URI.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation),+ }
            }
        }
    };
}

problem_types![
    MalformedBody(
        "malformed-body",
        "Malformed body",
        BAD_REQUEST,
        "The body is not valid JSON, form data or UTF-8. Send it in the format that the Content-Type header names."
    ),
    WrongCredentials(
        "wrong-credentials",
        "Wrong credentials",
        UNAUTHORIZED,
        "The email or the password is wrong; the response does not say which. Ask the user to enter them again."
    ),
    InvalidToken(
        "invalid-token",
        "Invalid token",
        UNAUTHORIZED,
        "The token is missing, malformed or not issued by this API, its session has ended, or it is an expired refresh \
         token. Refresh once; if the refresh fails in the same way, ask the user to log in."
    ),
    ExpiredAccessToken(
        "expired-access-token",
        "Expired access token",
        UNAUTHORIZED,
        "The access token has expired. Refresh, then send the request again with the new access token."
    ),
    WrongPassword(
        "wrong-password",
        "Wrong password",
        FORBIDDEN,
        "The password does not match the account. The user is still logged in; ask for the password again."
    ),
    ForeignOrigin(
        "foreign-origin",
        "Foreign origin",
        FORBIDDEN,
        "The request comes from a web page whose origin is neither the API's own nor in ALLOWED_ORIGINS. Sign-up, \
         login, refresh and logout reject such requests. In cookie mode, the page must also be on the API's own site."
    ),
    ProxyRequired(
        "proxy-required",
        "Proxy required",
        FORBIDDEN,
        "This deployment accepts only requests that come through its proxy, such as CloudFront. Send the request to \
         the proxy's address."
    ),
    NotFound("not-found", "Not found", NOT_FOUND, "No route matches this path. All routes start with /api/v1."),
    TaskNotFound(
        "task-not-found",
        "Task not found",
        NOT_FOUND,
        "The user has no task with this id. It never existed, was deleted, or belongs to another user."
    ),
    SessionNotFound(
        "session-not-found",
        "Session not found",
        NOT_FOUND,
        "The user has no active session with this id. It never existed, has ended, or belongs to another user."
    ),
    MethodNotAllowed(
        "method-not-allowed",
        "Method not allowed",
        METHOD_NOT_ALLOWED,
        "The path exists but does not support this method. The Allow header lists the methods that it supports."
    ),
    EmailTaken(
        "email-taken",
        "Email taken",
        CONFLICT,
        "An account with this email already exists; upper and lower case make no difference. Log in, or sign up with a \
         different email."
    ),
    PreconditionFailed(
        "precondition-failed",
        "Precondition failed",
        PRECONDITION_FAILED,
        "The task has changed since the version in If-Match. Read it again, check that the change still makes sense, \
         and send it with the new ETag."
    ),
    BodyTooLarge(
        "body-too-large",
        "Body too large",
        PAYLOAD_TOO_LARGE,
        "A request body may have at most 65,536 bytes (64 KiB)."
    ),
    AnswerTooLarge(
        "answer-too-large",
        "Response too large",
        PAYLOAD_TOO_LARGE,
        "The response would be larger than 4 MB, or the request would have to read more than 4 MB of tasks. Request \
         fewer tasks, or read them with the cursor parameter."
    ),
    UnsupportedMediaType(
        "unsupported-media-type",
        "Unsupported media type",
        UNSUPPORTED_MEDIA_TYPE,
        "The Content-Type header is missing or names a type that this route does not accept. The detail lists the \
         accepted types."
    ),
    InvalidInput(
        "invalid-input",
        "Invalid input",
        UNPROCESSABLE_ENTITY,
        "A member of the body, a query parameter or a header is invalid. errors[].loc says which one, and errors[].msg \
         says what is wrong with it."
    ),
    TooManyAttempts(
        "too-many-attempts",
        "Too many attempts",
        TOO_MANY_REQUESTS,
        "Too many passwords were tried for this email or from this network, or too many accounts were created from \
         this network. Wait at least the number of seconds in Retry-After. Each further attempt makes the wait longer, \
         up to the end of the window, when attempts are accepted again."
    ),
    TooManyRequests(
        "too-many-requests",
        "Too many requests",
        TOO_MANY_REQUESTS,
        "The requests of one account need more capacity than the database has for one account. Retry after the number \
         of seconds in Retry-After, and send fewer requests at the same time."
    ),
    Internal(
        "internal",
        "Internal error",
        INTERNAL_SERVER_ERROR,
        "The server failed to handle the request. The client is not at fault, and a retry may fail in the same way."
    ),
    Unavailable(
        "unavailable",
        "Unavailable",
        SERVICE_UNAVAILABLE,
        "The service or its database is overloaded or unreachable. Sessions are not affected; retry after the number of \
         seconds in Retry-After."
    ),
];

impl ProblemType {
    /// Whether the response says in `Retry-After` when to retry.
    pub fn has_retry_after(self) -> bool {
        matches!(self.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_type_is_listed_once_by_status() {
        let uris: HashSet<_> = ProblemType::ALL.iter().map(|problem| problem.uri()).collect();
        assert_eq!(uris.len(), ProblemType::ALL.len());
        assert!(ProblemType::ALL.is_sorted_by_key(|problem| problem.status()));
    }

    #[test]
    fn throttling_and_unavailability_have_a_retry_after_and_nothing_else() {
        let waiting = ProblemType::ALL.iter().copied().filter(|problem| problem.has_retry_after());
        let expected = [ProblemType::TooManyAttempts, ProblemType::TooManyRequests, ProblemType::Unavailable];
        assert_eq!(waiting.collect::<Vec<_>>(), expected);
    }
}
