//! The kinds of problems that a client may switch on. They are part of the API: v1 only gains some.

use http::StatusCode;

/// The `type` of a problem document (RFC 9457, section 3.1.1): `/problems/<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemType {
    MalformedBody,
    WrongCredentials,
    InvalidToken,
    ExpiredAccessToken,
    WrongPassword,
    ForeignOrigin,
    ProxyRequired,
    NotFound,
    TaskNotFound,
    SessionNotFound,
    MethodNotAllowed,
    EmailTaken,
    PreconditionFailed,
    BodyTooLarge,
    AnswerTooLarge,
    UnsupportedMediaType,
    InvalidInput,
    TooManyAttempts,
    TooManyRequests,
    Internal,
    /// The last one: a test counts up to it.
    Unavailable,
}

impl ProblemType {
    /// In the order of their statuses.
    pub const ALL: [Self; 21] = [
        Self::MalformedBody,
        Self::WrongCredentials,
        Self::InvalidToken,
        Self::ExpiredAccessToken,
        Self::WrongPassword,
        Self::ForeignOrigin,
        Self::ProxyRequired,
        Self::NotFound,
        Self::TaskNotFound,
        Self::SessionNotFound,
        Self::MethodNotAllowed,
        Self::EmailTaken,
        Self::PreconditionFailed,
        Self::BodyTooLarge,
        Self::AnswerTooLarge,
        Self::UnsupportedMediaType,
        Self::InvalidInput,
        Self::TooManyAttempts,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
    ];

    /// A URI reference, relative to the API's origin.
    #[must_use]
    pub fn uri(self) -> &'static str {
        match self {
            Self::MalformedBody => "/problems/malformed-body",
            Self::WrongCredentials => "/problems/wrong-credentials",
            Self::InvalidToken => "/problems/invalid-token",
            Self::ExpiredAccessToken => "/problems/expired-access-token",
            Self::WrongPassword => "/problems/wrong-password",
            Self::ForeignOrigin => "/problems/foreign-origin",
            Self::ProxyRequired => "/problems/proxy-required",
            Self::NotFound => "/problems/not-found",
            Self::TaskNotFound => "/problems/task-not-found",
            Self::SessionNotFound => "/problems/session-not-found",
            Self::MethodNotAllowed => "/problems/method-not-allowed",
            Self::EmailTaken => "/problems/email-taken",
            Self::PreconditionFailed => "/problems/precondition-failed",
            Self::BodyTooLarge => "/problems/body-too-large",
            Self::AnswerTooLarge => "/problems/answer-too-large",
            Self::UnsupportedMediaType => "/problems/unsupported-media-type",
            Self::InvalidInput => "/problems/invalid-input",
            Self::TooManyAttempts => "/problems/too-many-attempts",
            Self::TooManyRequests => "/problems/too-many-requests",
            Self::Internal => "/problems/internal",
            Self::Unavailable => "/problems/unavailable",
        }
    }

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::MalformedBody => "Malformed body",
            Self::WrongCredentials => "Wrong credentials",
            Self::InvalidToken => "Invalid token",
            Self::ExpiredAccessToken => "Expired access token",
            Self::WrongPassword => "Wrong password",
            Self::ForeignOrigin => "Foreign origin",
            Self::ProxyRequired => "Proxy required",
            Self::NotFound => "Not found",
            Self::TaskNotFound => "Task not found",
            Self::SessionNotFound => "Session not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::EmailTaken => "Email taken",
            Self::PreconditionFailed => "Precondition failed",
            Self::BodyTooLarge => "Body too large",
            Self::AnswerTooLarge => "Answer too large",
            Self::UnsupportedMediaType => "Unsupported media type",
            Self::InvalidInput => "Invalid input",
            Self::TooManyAttempts => "Too many attempts",
            Self::TooManyRequests => "Too many requests",
            Self::Internal => "Internal error",
            Self::Unavailable => "Unavailable",
        }
    }

    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::MalformedBody => StatusCode::BAD_REQUEST,
            Self::WrongCredentials | Self::InvalidToken | Self::ExpiredAccessToken => StatusCode::UNAUTHORIZED,
            Self::WrongPassword | Self::ForeignOrigin | Self::ProxyRequired => StatusCode::FORBIDDEN,
            Self::NotFound | Self::TaskNotFound | Self::SessionNotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::EmailTaken => StatusCode::CONFLICT,
            Self::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            Self::BodyTooLarge | Self::AnswerTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::InvalidInput => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyAttempts | Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What has happened and what a client does about it, for the page under the problem's URI.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Self::MalformedBody => {
                "The body is not valid JSON, form data or UTF-8. Send it in the form that its content type names."
            }
            Self::WrongCredentials => {
                "No user has this e-mail and this password; which of them is wrong is not told. Ask the person again."
            }
            Self::InvalidToken => {
                "The access token or the refresh token is missing, malformed, not ours, or of a session that has ended. \
                 Refresh once; when the refresh says so too, the person must log in."
            }
            Self::ExpiredAccessToken => "The access token's time is over. Refresh and repeat the request.",
            Self::WrongPassword => {
                "The caller's own password, which the request must prove again, is another. The session goes on: ask the person again."
            }
            Self::ForeignOrigin => {
                "A page made the browser send this which is neither the API's own nor in ALLOWED_ORIGINS. Sign-up, login, refresh and logout refuse that. Cookie mode also needs page and API on one site."
            }
            Self::ProxyRequired => {
                "This deployment answers only requests that come through the proxy in front of it, such as CloudFront. Use the proxy's address."
            }
            Self::NotFound => "No route has this path. The routes are under /api/v1.",
            Self::TaskNotFound => {
                "The caller has no task with this id: it never was, it is deleted, or it is somebody else's."
            }
            Self::SessionNotFound => {
                "The caller has no session with this id that goes on: it never was, it has ended, or it is somebody else's."
            }
            Self::MethodNotAllowed => {
                "The path is right, the method is not. The Allow header names those that it takes."
            }
            Self::EmailTaken => {
                "An account with this e-mail exists, whatever its capital letters. Log in, or use another."
            }
            Self::PreconditionFailed => {
                "The task was changed since the version in If-Match. Read it again, decide again, and send its new ETag."
            }
            Self::BodyTooLarge => "A request body has at most 65,536 bytes.",
            Self::AnswerTooLarge => {
                "The answer would be larger than 4 MB, or more than 4 MB of tasks would have to be read for it. Ask for fewer tasks, or read them with the cursor parameter."
            }
            Self::UnsupportedMediaType => {
                "The content type is missing or is none that this route reads; the detail names those."
            }
            Self::InvalidInput => {
                "A member of the body, a parameter of the query or a header is wrong: errors[].loc says which, errors[].msg what it must be."
            }
            Self::TooManyAttempts => {
                "Too many passwords were tried for this e-mail or from this network, or too many accounts were made from this network. Wait for the seconds in Retry-After at least: they grow with each attempt meanwhile, up to the end of the window, when attempts pass again."
            }
            Self::TooManyRequests => {
                "The requests of one account ask for more than the store gives one account in a second. Repeat after the seconds in Retry-After, and send fewer requests at once."
            }
            Self::Internal => "The service failed. It is not the client's fault; a repeat may fail in the same way.",
            Self::Unavailable => {
                "The store or the service is overloaded or unreachable. Nobody is logged out: repeat after the seconds in Retry-After."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_type_is_listed_once_by_status() {
        let uris: HashSet<_> = ProblemType::ALL.map(ProblemType::uri).into();
        assert_eq!(uris.len(), ProblemType::ALL.len());
        assert!(ProblemType::ALL.map(ProblemType::status).is_sorted());
        assert_eq!(ProblemType::ALL.map(|problem| problem as usize), std::array::from_fn(|index| index));
        assert_eq!(ProblemType::ALL.len(), ProblemType::Unavailable as usize + 1);
    }
}
