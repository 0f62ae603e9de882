//! Where a request comes from: API Gateway's `sourceIp` or the socket's peer, unless a trusted proxy stands before them.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::{FromRef, OptionalFromRequestParts};
use http::HeaderMap;
use http::header::USER_AGENT;
use http::request::Parts;

use super::trusted_proxy::TrustedProxy;

/// What is kept of a client's `User-Agent`, in bytes.
const MAX_USER_AGENT_BYTES: usize = 256;

/// What a client calls itself, cut to 256 bytes.
#[must_use]
pub fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = String::from_utf8_lossy(headers.get(USER_AGENT)?.as_bytes());
    Some(text[..text.floor_char_boundary(MAX_USER_AGENT_BYTES)].to_owned())
}

/// The client's address. The host puts the one it saw among the request's extensions; a handler takes an `Option` of it.
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

/// What counts as one client when attempts are counted: an IPv4 address, or the /64 that an IPv6 site has to itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientNetwork(String);

impl ClientNetwork {
    /// The network of an address. All whose address the host does not know are one.
    #[must_use]
    pub fn of(address: Option<ClientAddress>) -> Self {
        Self(match address.map(ClientAddress::ip) {
            None => "unknown".to_owned(),
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        })
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for ClientAddress
where
    TrustedProxy: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Infallible> {
        Ok(TrustedProxy::from_ref(state).client(&parts.headers, parts.extensions.get().copied()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> String {
        ClientNetwork::of(Some(ClientAddress::new(address.parse().unwrap()))).as_str().to_owned()
    }

    #[test]
    fn an_address_of_ipv4_is_a_network_and_so_is_a_64_of_ipv6() {
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::"));
        assert_ne!(network("2001:db8:1:3::1"), network("2001:db8:1:2::1"));
        assert_eq!(ClientNetwork::of(None).as_str(), "unknown");
    }
}
