//! Every way a request can fail, and the response to each.

mod conversions;

use std::error::Error;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use super::invalid_input::InvalidInput;
use super::problem_type::ProblemType;
use super::route::BASE_PATH;

/// The `Retry-After` of 503, and of 429 when the store throttles a user.
const RETRY_AFTER_SECONDS: u64 = 1;

/// The `Retry-After` while mail is off, which only an operator can change.
const MAIL_RETRY_AFTER_SECONDS: u64 = 3600;

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("Incorrect email or password")]
    WrongCredentials,
    #[error("Could not validate credentials")]
    InvalidToken,
    #[error("Expired Access Token")]
    ExpiredAccessToken,
    #[error("The password is incorrect")]
    WrongPassword,
    #[error("The email is not verified yet; open the link in the mail, or ask for a new one")]
    EmailNotVerified,
    #[error("The link or code is wrong, expired or used; ask for a new one")]
    InvalidMailToken,
    #[error(
        "Requests from this web page are not allowed; its origin must be in ALLOWED_ORIGINS and, in \
         cookie mode, on the API's own site"
    )]
    ForeignOrigin,
    #[error("This API accepts only requests that come through its proxy")]
    ProxyRequired,
    #[error("Too many attempts; try again in {retry_after_seconds} seconds")]
    TooManyAttempts { retry_after_seconds: u64 },
    #[error("The body is not {0}")]
    MalformedBody(&'static str),
    #[error("The content type must be {0}")]
    UnsupportedMediaType(&'static str),
    #[error("The body must be at most 65,536 bytes long")]
    BodyTooLarge,
    #[error("{}: {}", .0.loc.join("."), .0.msg)]
    InvalidInput(InvalidInput),
    #[error("No route matches this path; the routes of the API start with {BASE_PATH}")]
    NotFound,
    #[error("Task not found with id={0}")]
    TaskNotFound(String),
    #[error("Session not found with id={0}")]
    SessionNotFound(String),
    #[error("This path does not support this method; the Allow header lists the methods it supports")]
    MethodNotAllowed,
    #[error("A user with this email already exists")]
    EmailTaken,
    #[error("The current version of the task does not match If-Match")]
    PreconditionFailed,
    #[error("{0}")]
    AnswerTooLarge(&'static str),
    #[error("Too many requests in a short time; wait a moment and try again")]
    TooManyRequests(#[source] Box<dyn Error + Send + Sync>),
    #[error("The service is temporarily unavailable; wait a moment and try again")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    #[error("This deployment sends no mail")]
    MailNotConfigured,
    #[error("The server failed to handle the request")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

impl ApiError {
    /// The problem that is reported to the client.
    #[must_use]
    pub fn problem_type(&self) -> ProblemType {
        match self {
            Self::WrongCredentials => ProblemType::WrongCredentials,
            Self::InvalidToken => ProblemType::InvalidToken,
            Self::ExpiredAccessToken => ProblemType::ExpiredAccessToken,
            Self::WrongPassword => ProblemType::WrongPassword,
            Self::EmailNotVerified => ProblemType::EmailNotVerified,
            Self::InvalidMailToken => ProblemType::InvalidMailToken,
            Self::ForeignOrigin => ProblemType::ForeignOrigin,
            Self::ProxyRequired => ProblemType::ProxyRequired,
            Self::TooManyAttempts { .. } => ProblemType::TooManyAttempts,
            Self::MalformedBody(_) => ProblemType::MalformedBody,
            Self::UnsupportedMediaType(_) => ProblemType::UnsupportedMediaType,
            Self::BodyTooLarge => ProblemType::BodyTooLarge,
            Self::InvalidInput(_) => ProblemType::InvalidInput,
            Self::NotFound => ProblemType::NotFound,
            Self::TaskNotFound(_) => ProblemType::TaskNotFound,
            Self::SessionNotFound(_) => ProblemType::SessionNotFound,
            Self::MethodNotAllowed => ProblemType::MethodNotAllowed,
            Self::EmailTaken => ProblemType::EmailTaken,
            Self::PreconditionFailed => ProblemType::PreconditionFailed,
            Self::AnswerTooLarge(_) => ProblemType::AnswerTooLarge,
            Self::TooManyRequests(_) => ProblemType::TooManyRequests,
            Self::Unavailable(_) => ProblemType::Unavailable,
            Self::MailNotConfigured => ProblemType::MailNotConfigured,
            Self::Internal(_) => ProblemType::Internal,
        }
    }

    /// `Retry-After`: when a retry may succeed.
    fn retry_after_seconds(&self) -> Option<u64> {
        match self {
            Self::TooManyAttempts { retry_after_seconds } => Some(*retry_after_seconds),
            Self::MailNotConfigured => Some(MAIL_RETRY_AFTER_SECONDS),
            _ => self.problem_type().has_retry_after().then_some(RETRY_AFTER_SECONDS),
        }
    }

    /// Logs server errors and throttled users. Not that mail is off: an operator has decided that, and any caller could
    /// fill the log with it.
    fn log(&self) {
        let kind = self.problem_type();
        if kind == ProblemType::MailNotConfigured {
            return;
        }
        if kind.status().is_server_error() {
            tracing::error!(problem = kind.uri(), causes = self.causes(), "server error");
        } else if kind == ProblemType::TooManyRequests {
            tracing::warn!(problem = kind.uri(), causes = self.causes(), "the store throttles one user");
        }
    }

    /// The causes of a server error, for the log.
    fn causes(&self) -> String {
        let (mut causes, mut next) = (Vec::new(), self.source());
        while let Some(error) = next {
            causes.push(error.to_string());
            next = error.source();
        }
        causes.join(": ")
    }
}

/// A problem document (RFC 9457). Programs may depend on `type`, a URI reference; `detail` is for people.
#[derive(Serialize)]
struct Document {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<[InvalidInput; 1]>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.log();
        let (kind, detail, retry_after) = (self.problem_type(), self.to_string(), self.retry_after_seconds());
        let errors = if let Self::InvalidInput(invalid) = self { Some([invalid]) } else { None };
        let status = kind.status();
        let document = Document { r#type: kind.uri(), title: kind.title(), status: status.as_u16(), detail, errors };
        let mut response = Response::new(Body::from(serde_json::to_vec(&document).unwrap_or_default()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_sent_if_a_retry_may_succeed() {
        for (error, expected) in [
            (ApiError::TooManyAttempts { retry_after_seconds: 7 }, Some("7")),
            (ApiError::TooManyRequests("a hot key".into()), Some("1")),
            (ApiError::Unavailable("no connection".into()), Some("1")),
            (ApiError::MailNotConfigured, Some("3600")),
            (ApiError::Internal("a damaged item".into()), None),
            (ApiError::WrongCredentials, None),
        ] {
            let response = error.into_response();
            assert_eq!(response.headers().get(RETRY_AFTER).map(|seconds| seconds.to_str().unwrap()), expected);
        }
    }
}
