//! What the log says of a request on each of its lines.

use axum::extract::{MatchedPath, Request};
use http::Method;
use tracing::{Span, field};

use super::request_id::RequestId;
use crate::domain::id::{SessionId, UserId};

/// A method that HTTP does not know may be any text, and is not logged.
const KNOWN_METHODS: [Method; 7] =
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS];

/// Always on, so that a fault has its request's id at any log level. Who calls is recorded once it is known.
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

/// Records on the request's log lines whose account it is about, before anybody has proved to be its owner.
pub fn record_user(user_id: UserId) {
    Span::current().record("user_id", field::display(user_id));
}

/// Records on the request's log lines which session it is about. Each of these once for a request: a terminal shows every record.
pub fn record_session(session_id: SessionId) {
    Span::current().record("session_id", field::display(session_id));
}

/// Records on the request's log lines whose request it is.
pub fn record_caller(user_id: UserId, session_id: SessionId) {
    record_user(user_id);
    record_session(session_id);
}
