//! A proxy before the gateway that tells who called it, such as `CloudFront`, and how a request proves that it came through that one.
//! Without the proof no header is believed.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use http::{HeaderMap, HeaderName};
use secrecy::{ExposeSecret as _, SecretString};

use super::client_address::ClientAddress;
use crate::config::{self, ConfigError, Environment};

/// Holds the secret that the proxy adds to each request, in place of what a client may have sent by that name.
const PROOF: HeaderName = HeaderName::from_static("x-origin-verify");

/// `198.51.100.10:46532`, or an address of IPv6 with its port, in brackets or not
/// (<https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html>).
const VIEWER: HeaderName = HeaderName::from_static("cloudfront-viewer-address");

/// The proxy of `TRUSTED_PROXY_SECRET`, or none. Clones share the secret: a request makes one.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxy(Option<Arc<SecretString>>);

/// The proxy that every request must have come through, or none. A request that has not costs as little as possible.
#[derive(Clone, Debug, Default)]
pub struct RequiredProxy(Option<TrustedProxy>);

impl RequiredProxy {
    /// Asks for the secret only where `REQUIRE_TRUSTED_PROXY` is `on`: most functions have no other use for it.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        if !config::require_trusted_proxy(environment)? {
            return Ok(Self::default());
        }
        let proxy = TrustedProxy::from_environment(environment)?;
        let expected = "REQUIRE_TRUSTED_PROXY is on, so every request must have it";
        let missing = ConfigError::Missing { name: "TRUSTED_PROXY_SECRET", expected };
        if proxy.0.is_some() { Ok(Self(Some(proxy))) } else { Err(missing) }
    }

    /// Whether a request with these headers may pass.
    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        self.0.as_ref().is_none_or(|proxy| proxy.vouches(headers))
    }
}

impl TrustedProxy {
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self(config::trusted_proxy_secret(environment)?.map(Arc::new)))
    }

    /// Who sent a request: whom the proxy names, if the request came through it, or else whom the host saw.
    pub(super) fn client(&self, headers: &HeaderMap, seen: Option<ClientAddress>) -> Option<ClientAddress> {
        if self.vouches(headers) { named(headers).or(seen) } else { seen }
    }

    fn vouches(&self, headers: &HeaderMap) -> bool {
        let (Some(secret), Some(proof)) = (&self.0, headers.get(PROOF)) else { return false };
        verify_slices_are_equal(secret.expose_secret().as_bytes(), proof.as_bytes()).is_ok()
    }
}

fn named(headers: &HeaderMap) -> Option<ClientAddress> {
    let text = headers.get(VIEWER)?.to_str().ok()?;
    let in_brackets = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let without = || text.rsplit_once(':')?.0.parse::<IpAddr>().ok();
    in_brackets().or_else(without).map(ClientAddress::new)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const SECRET: &str = "a secret of the proxy that is long enough";

    /// The address that counts for a request that the host saw come from 192.0.2.7.
    fn client(secret: &str, headers: &[(HeaderName, &'static str)]) -> String {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        let proxy = TrustedProxy((!secret.is_empty()).then(|| Arc::new(secret.into())));
        let seen = ClientAddress::new("192.0.2.7".parse().unwrap());
        proxy.client(&headers, Some(seen)).unwrap().ip().to_string()
    }

    #[test]
    fn the_proxy_is_believed_about_every_form_of_address() {
        for (viewer, address) in [
            ("198.51.100.10:46532", "198.51.100.10"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("2001:db8::1:443", "2001:db8::1"),
            ("2001:db8:1:2:3:4:5:6:46532", "2001:db8:1:2:3:4:5:6"),
            ("::ffff:198.51.100.10:443", "198.51.100.10"),
            ("198.51.100.10", "192.0.2.7"),
            ("nobody", "192.0.2.7"),
        ] {
            assert_eq!(client(SECRET, &[(PROOF, SECRET), (VIEWER, viewer)]), address, "{viewer}");
        }
        assert_eq!(client(SECRET, &[(PROOF, SECRET)]), "192.0.2.7");
    }

    #[test]
    fn a_proxy_is_required_only_with_its_secret() {
        let start = |settings: &[(&str, &str)]| {
            let access = ("ACCESS_TOKEN_SECRET", "an access secret of at least thirty-two bytes");
            RequiredProxy::from_environment(&settings.iter().copied().chain([access]).collect())
        };
        let (on, secret) = (("REQUIRE_TRUSTED_PROXY", "on"), ("TRUSTED_PROXY_SECRET", SECRET));
        assert!(start(&[secret]).unwrap().admits(&HeaderMap::new()));
        assert!(start(&[secret, ("REQUIRE_TRUSTED_PROXY", "off")]).unwrap().admits(&HeaderMap::new()));
        assert!(!start(&[secret, on]).unwrap().admits(&HeaderMap::new()));
        let refused = |settings: &[(&str, &str)]| start(settings).unwrap_err().to_string();
        assert!(refused(&[on]).starts_with("TRUSTED_PROXY_SECRET is not set"));
        assert!(refused(&[on, ("TRUSTED_PROXY_SECRET", "short")]).starts_with("TRUSTED_PROXY_SECRET is wrong"));
        assert!(refused(&[secret, ("REQUIRE_TRUSTED_PROXY", "true")]).starts_with("REQUIRE_TRUSTED_PROXY is wrong"));
    }

    #[test]
    fn nobody_else_is_believed() {
        let viewer = (VIEWER, "198.51.100.10:46532");
        for proof in ["", "a secret of the proxy that is long enoug", "A secret of the proxy that is long enough"] {
            assert_eq!(client(SECRET, &[(PROOF, proof), viewer.clone()]), "192.0.2.7", "{proof}");
            assert_eq!(client("", &[(PROOF, proof), viewer.clone()]), "192.0.2.7", "{proof}");
        }
        assert_eq!(client(SECRET, std::slice::from_ref(&viewer)), "192.0.2.7");
    }
}
