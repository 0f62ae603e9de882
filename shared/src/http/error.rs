//! Every way in which a request can fail, and the one place that says how each is answered.

use std::borrow::Cow;
use std::error::Error;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use super::problem::Problem;
use super::problem_type::ProblemType;
use crate::auth::TokenRejected;
use crate::auth::password_hasher::HasherError;
use crate::domain::attempt::Throttled;
use crate::store::StoreError;

/// When to come again after a fault of ours or a throttle of the store, in seconds.
const RETRY_AFTER_SECONDS: u64 = 1;

/// Which member of a request is wrong, and what it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvalidInput {
    pub loc: Vec<Cow<'static, str>>,
    pub msg: String,
}

impl InvalidInput {
    /// A member of the body.
    pub fn body(member: impl Into<Cow<'static, str>>, message: impl ToString) -> Self {
        Self { loc: vec!["body".into(), member.into()], msg: message.to_string() }
    }

    /// A parameter of the query.
    pub fn query(parameter: &'static str, message: impl ToString) -> Self {
        Self { loc: vec!["query".into(), parameter.into()], msg: message.to_string() }
    }

    /// A header.
    pub fn header(name: &'static str, message: impl ToString) -> Self {
        Self { loc: vec!["header".into(), name.into()], msg: message.to_string() }
    }
}

/// Why a request is not answered with what it asked for.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("Incorrect email or password")]
    WrongCredentials,
    #[error("Could not validate credentials")]
    InvalidToken,
    #[error("Expired Access Token")]
    ExpiredAccessToken,
    #[error("The password is wrong")]
    WrongPassword,
    #[error(
        "This is for the API's own page and for those in ALLOWED_ORIGINS; in cookie mode for those of its own site"
    )]
    ForeignOrigin,
    #[error("This API answers only requests that come through its proxy")]
    ProxyRequired,
    #[error("Too many attempts; try again in {retry_after_seconds} seconds")]
    TooManyAttempts { retry_after_seconds: u64 },
    #[error("The body is not {0}")]
    MalformedBody(&'static str),
    #[error("The content type must be {0}")]
    UnsupportedMediaType(&'static str),
    #[error("The body must be at most 65536 bytes long")]
    BodyTooLarge,
    #[error("{}: {}", .0.loc.join("."), .0.msg)]
    InvalidInput(InvalidInput),
    #[error("There is nothing at this path; the API is under /api/v1")]
    NotFound,
    #[error("Task not found with id={0}")]
    TaskNotFound(String),
    #[error("Session not found with id={0}")]
    SessionNotFound(String),
    #[error("This path does not take this method; the Allow header names those it takes")]
    MethodNotAllowed,
    #[error("A user with this email already exists")]
    EmailTaken,
    #[error("The task has another version than If-Match asks for")]
    PreconditionFailed,
    #[error("{0}")]
    AnswerTooLarge(&'static str),
    #[error("This account asks for more than the store gives it in a second; try again")]
    TooManyRequests(#[source] Box<dyn Error + Send + Sync>),
    #[error("The service cannot answer right now; try again")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    #[error("The service failed")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

impl From<InvalidInput> for ApiError {
    fn from(invalid: InvalidInput) -> Self {
        Self::InvalidInput(invalid)
    }
}

impl From<Throttled> for ApiError {
    fn from(Throttled { retry_after_seconds }: Throttled) -> Self {
        Self::TooManyAttempts { retry_after_seconds }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(error.into()),
            StoreError::HotKey(_) => Self::TooManyRequests(error.into()),
            StoreError::Damaged(_) => Self::Internal(error.into()),
        }
    }
}

impl From<HasherError> for ApiError {
    fn from(error: HasherError) -> Self {
        match error {
            HasherError::Busy => Self::Unavailable(error.into()),
            HasherError::DamagedHash | HasherError::Refused => Self::Internal(error.into()),
        }
    }
}

/// How an access token's refusal is told. At `/refresh` and `/logout` both are the same.
impl From<TokenRejected> for ApiError {
    fn from(rejected: TokenRejected) -> Self {
        match rejected {
            TokenRejected::Invalid => Self::InvalidToken,
            TokenRejected::Expired => Self::ExpiredAccessToken,
        }
    }
}

impl ApiError {
    /// What a client is told of this.
    #[must_use]
    pub fn problem_type(&self) -> ProblemType {
        match self {
            Self::WrongCredentials => ProblemType::WrongCredentials,
            Self::InvalidToken => ProblemType::InvalidToken,
            Self::ExpiredAccessToken => ProblemType::ExpiredAccessToken,
            Self::WrongPassword => ProblemType::WrongPassword,
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
            Self::Internal(_) => ProblemType::Internal,
        }
    }

    /// When the same request may be answered otherwise.
    fn retry_after_seconds(&self) -> Option<u64> {
        match self {
            Self::TooManyAttempts { retry_after_seconds } => Some(*retry_after_seconds),
            Self::TooManyRequests(_) | Self::Unavailable(_) => Some(RETRY_AFTER_SECONDS),
            Self::WrongCredentials
            | Self::InvalidToken
            | Self::ExpiredAccessToken
            | Self::WrongPassword
            | Self::ForeignOrigin
            | Self::ProxyRequired
            | Self::MalformedBody(_)
            | Self::UnsupportedMediaType(_)
            | Self::BodyTooLarge
            | Self::InvalidInput(_)
            | Self::NotFound
            | Self::TaskNotFound(_)
            | Self::SessionNotFound(_)
            | Self::MethodNotAllowed
            | Self::EmailTaken
            | Self::PreconditionFailed
            | Self::AnswerTooLarge(_)
            | Self::Internal(_) => None,
        }
    }

    /// The causes of a fault of ours, for the log; a client's mistake has none.
    fn causes(&self) -> String {
        let (mut causes, mut next) = (Vec::new(), self.source());
        while let Some(error) = next {
            causes.push(error.to_string());
            next = error.source();
        }
        causes.join(": ")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let kind = self.problem_type();
        let status = kind.status();
        if status.is_server_error() {
            tracing::error!(problem = kind.uri(), causes = self.causes(), "a fault of ours");
        } else if kind == ProblemType::TooManyRequests {
            tracing::warn!(problem = kind.uri(), causes = self.causes(), "one user is throttled by the store");
        }
        let (detail, retry_after) = (self.to_string(), self.retry_after_seconds());
        let errors = if let Self::InvalidInput(invalid) = self { vec![invalid] } else { Vec::new() };
        let mut response = Problem { kind, detail, errors }.into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
