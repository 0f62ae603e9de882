//! By which name a request is found in the logs. The host gives it; a client never does.

use crate::random;

/// API Gateway's request id, which its client finds in the answer's `apigw-requestid`, and the invocation's, which Lambda's
/// own log lines have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId {
    pub(super) request: String,
    pub(super) invocation: Option<String>,
}

impl RequestId {
    #[must_use]
    pub fn new(request: String, invocation: Option<String>) -> Self {
        Self { request, invocation }
    }

    /// For a host without a gateway.
    #[must_use]
    pub fn random() -> Self {
        Self { request: format!("{:016x}", u64::from_be_bytes(random::bytes())), invocation: None }
    }
}
