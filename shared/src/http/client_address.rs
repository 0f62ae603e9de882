//! Where a request comes from, as its host knows it: API Gateway's `sourceIp`, or the socket's peer. Never a header.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::OptionalFromRequestParts;
use http::request::Parts;

/// The client's address. The host puts it among the request's extensions; a handler takes an `Option` of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    #[must_use]
    pub fn ip(self) -> IpAddr {
        self.0
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get().copied())
    }
}
