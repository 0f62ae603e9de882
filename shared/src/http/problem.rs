//! RFC 9457 problem documents.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, header};
use serde::Serialize;

use super::error::InvalidInput;
use super::problem_type::ProblemType;

/// `application/problem+json`. `type` is a URI reference that a client may switch on; `detail` is for a person.
pub(super) struct Problem {
    pub(super) kind: ProblemType,
    pub(super) detail: String,
    pub(super) errors: Vec<InvalidInput>,
}

#[derive(Serialize)]
struct Document {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<InvalidInput>,
}

impl Problem {
    pub(super) fn into_response(self) -> Response {
        let Self { kind, detail, errors } = self;
        let status = kind.status();
        let document = Document { r#type: kind.uri(), title: kind.title(), status: status.as_u16(), detail, errors };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}
