//! The problem types that clients may depend on. They are part of the API, and v1 only ever adds some.

use http::StatusCode;

/// What is fixed for a type.
struct Row {
    uri: &'static str,
    title: &'static str,
    status: StatusCode,
    explanation: &'static str,
}

/// Declares [`ProblemType`] from one row per problem. A macro, because no function can list the variants of an enum.
macro_rules! problem_types {
    ($($variant:ident $row:tt),+ $(,)?) => {
        /// The `type` of a problem document (RFC 9457, section 3.1.1).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ProblemType {
            $($variant),+
        }

        impl ProblemType {
            /// All types, ordered by status.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn row(self) -> Row {
                match self { $(Self::$variant => Row $row),+ }
            }
        }
    };
}

problem_types![
    MalformedBody {
        uri: "/problems/malformed-body",
        title: "Malformed body",
        status: StatusCode::BAD_REQUEST,
        explanation: "The body is not valid JSON, form data or UTF-8. Send it in the format that the Content-Type \
                      header names.",
    },
    InvalidMailToken {
        uri: "/problems/invalid-mail-token",
        title: "Invalid mail token",
        status: StatusCode::BAD_REQUEST,
        explanation: "The token or code does not belong to the request, has expired or was used, a newer request has \
                      replaced it, or too many codes were tried. The response does not say which. Ask for a new mail.",
    },
    WrongCredentials {
        uri: "/problems/wrong-credentials",
        title: "Wrong credentials",
        status: StatusCode::UNAUTHORIZED,
        explanation: "The email or the password is wrong; the response does not say which. Ask the user to enter them \
                      again.",
    },
    InvalidToken {
        uri: "/problems/invalid-token",
        title: "Invalid token",
        status: StatusCode::UNAUTHORIZED,
        explanation: "The token is missing, malformed or not issued by this API, its session has ended, or it is an \
                      expired refresh token. Refresh once; if the refresh fails in the same way, ask the user to log \
                      in.",
    },
    ExpiredAccessToken {
        uri: "/problems/expired-access-token",
        title: "Expired access token",
        status: StatusCode::UNAUTHORIZED,
        explanation: "The access token has expired. Refresh, then send the request again with the new access token.",
    },
    WrongPassword {
        uri: "/problems/wrong-password",
        title: "Wrong password",
        status: StatusCode::FORBIDDEN,
        explanation: "The password does not match the account. The user is still logged in; ask for the password \
                      again.",
    },
    EmailNotVerified {
        uri: "/problems/email-not-verified",
        title: "Email not verified",
        status: StatusCode::FORBIDDEN,
        explanation: "The user has not confirmed the email yet, and this request needs that. Ask the user to open the \
                      link in the mail, or ask for a new mail with `POST /users/email-verification`.",
    },
    ForeignOrigin {
        uri: "/problems/foreign-origin",
        title: "Foreign origin",
        status: StatusCode::FORBIDDEN,
        explanation: "The request comes from a web page whose origin is neither the API's own nor in ALLOWED_ORIGINS. \
                      The routes without an access token, such as sign-up and login, reject such requests. In cookie \
                      mode, the page must also be on the API's own site.",
    },
    ProxyRequired {
        uri: "/problems/proxy-required",
        title: "Proxy required",
        status: StatusCode::FORBIDDEN,
        explanation: "This deployment accepts only requests that come through its proxy, such as CloudFront. Send the \
                      request to the proxy's address.",
    },
    NotFound {
        uri: "/problems/not-found",
        title: "Not found",
        status: StatusCode::NOT_FOUND,
        explanation: "No route matches this path. All routes start with /api/v1.",
    },
    TaskNotFound {
        uri: "/problems/task-not-found",
        title: "Task not found",
        status: StatusCode::NOT_FOUND,
        explanation: "The user has no task with this id. It never existed, was deleted, or belongs to another user.",
    },
    SessionNotFound {
        uri: "/problems/session-not-found",
        title: "Session not found",
        status: StatusCode::NOT_FOUND,
        explanation: "The user has no active session with this id. It never existed, has ended, or belongs to another \
                      user.",
    },
    MethodNotAllowed {
        uri: "/problems/method-not-allowed",
        title: "Method not allowed",
        status: StatusCode::METHOD_NOT_ALLOWED,
        explanation: "The path exists but does not support this method. The Allow header lists the methods that it \
                      supports.",
    },
    EmailTaken {
        uri: "/problems/email-taken",
        title: "Email taken",
        status: StatusCode::CONFLICT,
        explanation: "An account with this email already exists; upper and lower case make no difference. Log in, or use \
                      a different email.",
    },
    PreconditionFailed {
        uri: "/problems/precondition-failed",
        title: "Precondition failed",
        status: StatusCode::PRECONDITION_FAILED,
        explanation: "The task has changed since the version in If-Match. Read it again, check that the change still \
                      makes sense, and send it with the new ETag.",
    },
    BodyTooLarge {
        uri: "/problems/body-too-large",
        title: "Body too large",
        status: StatusCode::PAYLOAD_TOO_LARGE,
        explanation: "A request body may have at most 65,536 bytes (64 KiB).",
    },
    AnswerTooLarge {
        uri: "/problems/answer-too-large",
        title: "Response too large",
        status: StatusCode::PAYLOAD_TOO_LARGE,
        explanation: "The response would be larger than 4 MB, or the request would have to read more than 4 MB of \
                      tasks. Request fewer tasks, or read them with the cursor parameter.",
    },
    UnsupportedMediaType {
        uri: "/problems/unsupported-media-type",
        title: "Unsupported media type",
        status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
        explanation: "The Content-Type header is missing or names a type that this route does not accept. The detail \
                      lists the accepted types.",
    },
    InvalidInput {
        uri: "/problems/invalid-input",
        title: "Invalid input",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        explanation: "A member of the body, a query parameter or a header is invalid. errors[].loc says which one, and \
                      errors[].msg says what is wrong with it.",
    },
    TooManyAttempts {
        uri: "/problems/too-many-attempts",
        title: "Too many attempts",
        status: StatusCode::TOO_MANY_REQUESTS,
        explanation: "Too many passwords were tried for this email or from this network, or too many accounts were \
                      created or mails requested. Wait at least the number of seconds in Retry-After. Each further \
                      attempt makes the wait longer, up to the end of the window, when attempts are accepted again.",
    },
    TooManyRequests {
        uri: "/problems/too-many-requests",
        title: "Too many requests",
        status: StatusCode::TOO_MANY_REQUESTS,
        explanation: "The requests of one account need more capacity than the database has for one account. Retry \
                      after the number of seconds in Retry-After, and send fewer requests at the same time.",
    },
    Internal {
        uri: "/problems/internal",
        title: "Internal error",
        status: StatusCode::INTERNAL_SERVER_ERROR,
        explanation: "The server failed to handle the request. The client is not at fault, and a retry may fail in the \
                      same way.",
    },
    Unavailable {
        uri: "/problems/unavailable",
        title: "Unavailable",
        status: StatusCode::SERVICE_UNAVAILABLE,
        explanation: "The service or its database is overloaded or unreachable. Sessions are not affected; retry after \
                      the number of seconds in Retry-After.",
    },
    MailNotConfigured {
        uri: "/problems/mail-not-configured",
        title: "Mail not configured",
        status: StatusCode::SERVICE_UNAVAILABLE,
        explanation: "This deployment sends no mail. Only its operator can change that, so do not retry soon.",
    },
];

impl ProblemType {
    /// A URI reference, relative to the API's origin.
    pub fn uri(self) -> &'static str {
        self.row().uri
    }

    pub fn title(self) -> &'static str {
        self.row().title
    }

    pub fn status(self) -> StatusCode {
        self.row().status
    }

    /// What has happened and what a client should do, for the page at the problem's URI.
    pub fn explanation(self) -> &'static str {
        self.row().explanation
    }

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
        let expected = [
            ProblemType::TooManyAttempts,
            ProblemType::TooManyRequests,
            ProblemType::Unavailable,
            ProblemType::MailNotConfigured,
        ];
        assert_eq!(waiting.collect::<Vec<_>>(), expected);
    }
}
