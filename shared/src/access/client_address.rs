//! Where a request comes from: API Gateway's `sourceIp` or the socket's peer. Behind a trusted proxy such as
//! `CloudFront`, it is the address in the proxy's header. Without the proxy's secret that header is ignored.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::extract::{FromRef, OptionalFromRequestParts};
use http::header::USER_AGENT;
use http::request::Parts;
use http::{HeaderMap, HeaderName};
use secrecy::{ExposeSecret as _, SecretString};

use crate::config::{self, ConfigError, Environment};
use crate::domain::session::SessionClient;

const MAX_USER_AGENT_BYTES: usize = 256;

/// Carries the proxy's secret. The proxy overwrites what the client sent under this name.
const PROOF: HeaderName = HeaderName::from_static("x-origin-verify");

/// The client's address without a port. A function of the proxy sets it and overwrites what the client sent, as in
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/example-function-add-true-client-ip-header.html>.
/// Not `CloudFront-Viewer-Address`: no origin request policy adds it without forwarding `Host` too, which the gateway
/// refuses, and a policy that does not add it may let the client's own through.
const VIEWER: HeaderName = HeaderName::from_static("true-client-ip");

/// What a new session records of its client.
#[must_use]
pub fn session_client(headers: &HeaderMap, address: Option<ClientAddress>) -> SessionClient {
    SessionClient { user_agent: user_agent(headers), ip: address.map(|address| address.ip().to_string()) }
}

/// The client's `User-Agent`, cut to 256 bytes.
fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = String::from_utf8_lossy(headers.get(USER_AGENT)?.as_bytes());
    Some(text[..text.floor_char_boundary(MAX_USER_AGENT_BYTES)].to_owned())
}

/// The client's address. The host stores the one it saw in the request's extensions. Handlers extract an `Option`.
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
    /// The network of an address. All clients with an unknown address share one network.
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

/// The proxy with `TRUSTED_PROXY_SECRET`, if there is one. Each request clones this, so clones share the secret.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxy(Option<Arc<SecretString>>);

/// The proxy that every request must pass, if `REQUIRE_TRUSTED_PROXY` is `on`. Other requests are refused.
#[derive(Clone, Debug, Default)]
pub struct RequiredProxy(Option<TrustedProxy>);

impl RequiredProxy {
    /// Reads the secret only if `REQUIRE_TRUSTED_PROXY` is `on`, because most functions do not need it otherwise.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        if !config::require_trusted_proxy(environment)? {
            return Ok(Self::default());
        }
        let proxy = TrustedProxy::from_environment(environment)?;
        let expected = "set when REQUIRE_TRUSTED_PROXY is on";
        let missing = ConfigError::Missing { name: "TRUSTED_PROXY_SECRET", expected };
        if proxy.0.is_some() { Ok(Self(Some(proxy))) } else { Err(missing) }
    }

    /// Whether a request with these headers may pass.
    pub(crate) fn admits(&self, headers: &HeaderMap) -> bool {
        self.0.as_ref().is_none_or(|proxy| proxy.forwarded(headers))
    }
}

impl TrustedProxy {
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self(config::trusted_proxy_secret(environment)?.map(Arc::new)))
    }

    /// The address that the proxy reports, if the request came through it. Otherwise the address that the host saw.
    fn client(&self, headers: &HeaderMap, seen: Option<ClientAddress>) -> Option<ClientAddress> {
        if self.forwarded(headers) { reported_address(headers).or(seen) } else { seen }
    }

    /// Whether a request with these headers came through the proxy.
    fn forwarded(&self, headers: &HeaderMap) -> bool {
        let (Some(secret), Some(proof)) = (&self.0, headers.get(PROOF)) else { return false };
        verify_slices_are_equal(secret.expose_secret().as_bytes(), proof.as_bytes()).is_ok()
    }
}

fn reported_address(headers: &HeaderMap) -> Option<ClientAddress> {
    headers.get(VIEWER)?.to_str().ok()?.parse().ok().map(ClientAddress::new)
}

#[cfg(test)]
mod tests;
