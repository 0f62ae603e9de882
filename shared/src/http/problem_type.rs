//! The kinds of problems that a client may switch on. They are part of the API: v1 only gains some.

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
            /// In the order of their statuses.
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

            /// What has happened and what a client does about it, for the page under the problem's URI.
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
        "The body is not valid JSON, form data or UTF-8. Send it in the form that its content type names."
    ),
    WrongCredentials(
        "wrong-credentials",
        "Wrong credentials",
        UNAUTHORIZED,
        "No user has this e-mail and this password; which of them is wrong is not told. Ask the person again."
    ),
    InvalidToken(
        "invalid-token",
        "Invalid token",
        UNAUTHORIZED,
        "The access token or the refresh token is missing, malformed, not ours, or of a session that has ended. \
         Refresh once; when the refresh says so too, the person must log in."
    ),
    ExpiredAccessToken(
        "expired-access-token",
        "Expired access token",
        UNAUTHORIZED,
        "The access token's time is over. Refresh and repeat the request."
    ),
    WrongPassword(
        "wrong-password",
        "Wrong password",
        FORBIDDEN,
        "The caller's own password, which the request must prove again, is another. The session goes on: ask the \
         person again."
    ),
    ForeignOrigin(
        "foreign-origin",
        "Foreign origin",
        FORBIDDEN,
        "A page made the browser send this which is neither the API's own nor in ALLOWED_ORIGINS. Sign-up, login, \
         refresh and logout refuse that. Cookie mode also needs page and API on one site."
    ),
    ProxyRequired(
        "proxy-required",
        "Proxy required",
        FORBIDDEN,
        "This deployment answers only requests that come through the proxy in front of it, such as CloudFront. Use \
         the proxy's address."
    ),
    NotFound("not-found", "Not found", NOT_FOUND, "No route has this path. The routes are under /api/v1."),
    TaskNotFound(
        "task-not-found",
        "Task not found",
        NOT_FOUND,
        "The caller has no task with this id: it never was, it is deleted, or it is somebody else's."
    ),
    SessionNotFound(
        "session-not-found",
        "Session not found",
        NOT_FOUND,
        "The caller has no session with this id that goes on: it never was, it has ended, or it is somebody else's."
    ),
    MethodNotAllowed(
        "method-not-allowed",
        "Method not allowed",
        METHOD_NOT_ALLOWED,
        "The path is right, the method is not. The Allow header names those that it takes."
    ),
    EmailTaken(
        "email-taken",
        "Email taken",
        CONFLICT,
        "An account with this e-mail exists, whatever its capital letters. Log in, or use another."
    ),
    PreconditionFailed(
        "precondition-failed",
        "Precondition failed",
        PRECONDITION_FAILED,
        "The task was changed since the version in If-Match. Read it again, decide again, and send its new ETag."
    ),
    BodyTooLarge("body-too-large", "Body too large", PAYLOAD_TOO_LARGE, "A request body has at most 65,536 bytes."),
    AnswerTooLarge(
        "answer-too-large",
        "Answer too large",
        PAYLOAD_TOO_LARGE,
        "The answer would be larger than 4 MB, or more than 4 MB of tasks would have to be read for it. Ask for fewer \
         tasks, or read them with the cursor parameter."
    ),
    UnsupportedMediaType(
        "unsupported-media-type",
        "Unsupported media type",
        UNSUPPORTED_MEDIA_TYPE,
        "The content type is missing or is none that this route reads; the detail names those."
    ),
    InvalidInput(
        "invalid-input",
        "Invalid input",
        UNPROCESSABLE_ENTITY,
        "A member of the body, a parameter of the query or a header is wrong: errors[].loc says which, errors[].msg \
         what it must be."
    ),
    TooManyAttempts(
        "too-many-attempts",
        "Too many attempts",
        TOO_MANY_REQUESTS,
        "Too many passwords were tried for this e-mail or from this network, or too many accounts were made from this \
         network. Wait for the seconds in Retry-After at least: they grow with each attempt meanwhile, up to the end \
         of the window, when attempts pass again."
    ),
    TooManyRequests(
        "too-many-requests",
        "Too many requests",
        TOO_MANY_REQUESTS,
        "The requests of one account ask for more than the store gives one account in a second. Repeat after the \
         seconds in Retry-After, and send fewer requests at once."
    ),
    Internal(
        "internal",
        "Internal error",
        INTERNAL_SERVER_ERROR,
        "The service failed. It is not the client's fault; a repeat may fail in the same way."
    ),
    Unavailable(
        "unavailable",
        "Unavailable",
        SERVICE_UNAVAILABLE,
        "The store or the service is overloaded or unreachable. Nobody is logged out: repeat after the seconds in \
         Retry-After."
    ),
];

impl ProblemType {
    /// Whether the response says in `Retry-After` when to repeat the request.
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
