//! The span of a request: the fields that all of its log lines have.

use axum::extract::{MatchedPath, Request};
use http::Method;
use tracing::{Span, field};

use super::request_id::RequestId;
use crate::domain::id::{SessionId, UserId};

/// The methods that are logged. A method that HTTP does not know may be any text.
const KNOWN_METHODS: [Method; 7] =
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS];

/// The span is enabled at every log level, so that every error has its request's id. The user is recorded once known.
pub(crate) fn of(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>().map(|route| route.as_str().trim_end_matches('/'));
    let id = request.extensions().get::<RequestId>();
    let span = tracing::error_span!(
        "request",
        request_id = id.map(|id| &id.request),
        invocation_id = id.and_then(|id| id.invocation.as_ref()),
        method = field::Empty,
        route,
        user_id = field::Empty,
        session_id = field::Empty
    );
    if KNOWN_METHODS.contains(request.method()) {
        span.record("method", request.method().as_str());
    }
    span
}

/// Records the user whom the request concerns, even before the caller has proved to be that user.
pub fn record_user(user_id: UserId) {
    Span::current().record("user_id", field::display(user_id));
}

/// Records the session that the request concerns. Call this and [`record_user`] at most once per request, because a
/// terminal shows a field once per record.
pub fn record_session(session_id: SessionId) {
    Span::current().record("session_id", field::display(session_id));
}

/// Records the authenticated caller.
pub fn record_caller(user_id: UserId, session_id: SessionId) {
    record_user(user_id);
    record_session(session_id);
}
