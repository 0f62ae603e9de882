use http::HeaderValue;

use super::*;

const SECRET: &str = "a secret of the proxy that is long enough";

fn network(address: &str) -> String {
    ClientNetwork::of(Some(ClientAddress::new(address.parse().unwrap()))).as_str().to_owned()
}

#[test]
fn an_ipv4_address_or_an_ipv6_64_is_one_network() {
    assert_eq!(network("192.0.2.7"), "192.0.2.7");
    assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::"));
    assert_ne!(network("2001:db8:1:3::1"), network("2001:db8:1:2::1"));
    assert_eq!(ClientNetwork::of(None).as_str(), "unknown");
}

/// The client's address of a request that the host received from 192.0.2.7.
fn client(secret: &str, headers: &[(HeaderName, &'static str)]) -> String {
    let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
    let proxy = TrustedProxy((!secret.is_empty()).then(|| Arc::new(secret.into())));
    let seen = ClientAddress::new("192.0.2.7".parse().unwrap());
    proxy.client(&headers, Some(seen)).unwrap().ip().to_string()
}

#[test]
fn the_proxy_reports_an_ipv4_or_ipv6_address() {
    for (viewer, address) in [
        ("198.51.100.10", "198.51.100.10"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:198.51.100.10", "198.51.100.10"),
        ("198.51.100.10:46532", "192.0.2.7"),
        ("198.51.100.10, 203.0.113.9", "192.0.2.7"),
        ("nobody", "192.0.2.7"),
        ("", "192.0.2.7"),
    ] {
        assert_eq!(client(SECRET, &[(PROOF, SECRET), (VIEWER, viewer)]), address, "{viewer}");
    }
    assert_eq!(client(SECRET, &[(PROOF, SECRET)]), "192.0.2.7");
}

#[test]
fn a_header_that_the_proxy_may_pass_on_unchanged_is_ignored() {
    for name in ["cloudfront-viewer-address", "x-forwarded-for", "x-real-ip"] {
        let sent = (HeaderName::from_static(name), "198.51.100.10");
        assert_eq!(client(SECRET, &[(PROOF, SECRET), sent]), "192.0.2.7", "{name}");
    }
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
    assert!(refused(&[on, ("TRUSTED_PROXY_SECRET", "short")]).starts_with("TRUSTED_PROXY_SECRET is invalid"));
    assert!(refused(&[secret, ("REQUIRE_TRUSTED_PROXY", "true")]).starts_with("REQUIRE_TRUSTED_PROXY is invalid"));
}

#[test]
fn without_the_proxys_secret_the_header_is_ignored() {
    let viewer = (VIEWER, "198.51.100.10");
    for proof in ["", "a secret of the proxy that is long enoug", "A secret of the proxy that is long enough"] {
        assert_eq!(client(SECRET, &[(PROOF, proof), viewer.clone()]), "192.0.2.7", "{proof}");
        assert_eq!(client("", &[(PROOF, proof), viewer.clone()]), "192.0.2.7", "{proof}");
    }
    assert_eq!(client(SECRET, std::slice::from_ref(&viewer)), "192.0.2.7");
}
