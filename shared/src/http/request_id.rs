//! The id of a request in the logs. It comes from the host, never from a client.

use http::HeaderName;

use crate::random;

/// API Gateway's request id, which clients get in the response header [`Self::HEADER`], and the invocation's id, which
/// Lambda's own log lines have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId {
    pub(super) request: String,
    pub(super) invocation: Option<String>,
}

impl RequestId {
    /// The response header in which API Gateway names the request.
    pub const HEADER: HeaderName = HeaderName::from_static("apigw-requestid");

    #[must_use]
    pub fn new(request: String, invocation: Option<String>) -> Self {
        Self { request, invocation }
    }

    /// For a host without a gateway.
    #[must_use]
    pub fn random() -> Self {
        Self { request: format!("{:016x}", u64::from_be_bytes(random::bytes())), invocation: None }
    }

    /// The id that the client gets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.request
    }
}
