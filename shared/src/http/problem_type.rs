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
        "The body is not what its Content-Type says: valid JSON or form data, in UTF-8."
    ),
    WrongCredentials(
        "wrong-credentials",
        "Wrong credentials",
        UNAUTHORIZED,
        "The email or the password is wrong; the response does not say which. Ask the person again."
    ),
    InvalidToken(
        "invalid-token",
        "Invalid token",
        UNAUTHORIZED,
        "The token is missing or invalid, its session has ended, or the refresh token has expired. Refresh \
         once. If the refresh answers this too, the person must log in."
    ),
    ExpiredAccessToken(
        "expired-access-token",
        "Expired access token",
        UNAUTHORIZED,
        "The access token has expired. Refresh and retry the request."
    ),
    WrongPassword(
        "wrong-password",
        "Wrong password",
        FORBIDDEN,
        "The password does not match the caller's account. The caller is still logged in: ask the person \
         again."
    ),
    ForeignOrigin(
        "foreign-origin",
        "Foreign origin",
        FORBIDDEN,
        "The browser page is neither the API's own nor in ALLOWED_ORIGINS. In cookie mode it must also be on \
         the API's site."
    ),
    ProxyRequired(
        "proxy-required",
        "Proxy required",
        FORBIDDEN,
        "This deployment accepts only requests through its proxy, such as CloudFront. Use the proxy's address."
    ),
    NotFound("not-found", "Not found", NOT_FOUND, "No route has this path. All routes are under /api/v1."),
    TaskNotFound(
        "task-not-found",
        "Task not found",
        NOT_FOUND,
        "The caller has no such task: it never existed, is deleted, or belongs to another user."
    ),
    SessionNotFound(
        "session-not-found",
        "Session not found",
        NOT_FOUND,
        "The caller has no such active session: it never existed, has ended, or belongs to another user."
    ),
    MethodNotAllowed(
        "method-not-allowed",
        "Method not allowed",
        METHOD_NOT_ALLOWED,
        "The path exists, but not with this method. The Allow header lists its methods."
    ),
    EmailTaken(
        "email-taken",
        "Email taken",
        CONFLICT,
        "An account with this email exists, in upper or lower case. Log in, or use a different email."
    ),
    PreconditionFailed(
        "precondition-failed",
        "Precondition failed",
        PRECONDITION_FAILED,
        "The task has changed since the version in If-Match. Read it again, decide again, and send its new \
         ETag."
    ),
    BodyTooLarge(
        "body-too-large",
        "Body too large",
        PAYLOAD_TOO_LARGE,
        "A request body may have at most 65,536 bytes."
    ),
    AnswerTooLarge(
        "answer-too-large",
        "Answer too large",
        PAYLOAD_TOO_LARGE,
        "The response would have more than 4 MB, or more than 4 MB of tasks would have to be read for it. Ask \
         for fewer tasks, or use the cursor parameter."
    ),
    UnsupportedMediaType(
        "unsupported-media-type",
        "Unsupported media type",
        UNSUPPORTED_MEDIA_TYPE,
        "The Content-Type is missing or not accepted here. The detail lists those that are."
    ),
    InvalidInput(
        "invalid-input",
        "Invalid input",
        UNPROCESSABLE_ENTITY,
        "A body member, query parameter or header is invalid: errors[].loc says which, errors[].msg what it \
         must be."
    ),
    TooManyAttempts(
        "too-many-attempts",
        "Too many attempts",
        TOO_MANY_REQUESTS,
        "Too many passwords were tried for this email or from this network, or too many accounts were created \
         from it. Wait at least for the seconds in Retry-After. Each attempt before that makes the wait \
         longer, up to the end of the time window."
    ),
    TooManyRequests(
        "too-many-requests",
        "Too many requests",
        TOO_MANY_REQUESTS,
        "This account reads or writes more in a second than the store allows one account. Wait for the seconds \
         in Retry-After, and send fewer requests at the same time."
    ),
    Internal(
        "internal",
        "Internal error",
        INTERNAL_SERVER_ERROR,
        "The service failed; the client is not at fault. A retry may fail in the same way."
    ),
    Unavailable(
        "unavailable",
        "Unavailable",
        SERVICE_UNAVAILABLE,
        "The service or its store is overloaded or unreachable. Nobody is logged out: wait for the seconds in \
         Retry-After, then retry."
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
