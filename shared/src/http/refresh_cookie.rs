//! Cookie mode: a browser's refresh token in a cookie that no script reads.
//!
//! <https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis>

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use jiff::SignedDuration;

use super::ApiError;
use super::origin::{self, AllowedOrigins};

/// With this prefix a browser takes the cookie from this very host alone, over TLS: no other host of the site can set or overwrite it.
/// The prefix demands `Path=/`.
const NAME: &str = "__Host-refresh_token";
/// No script reads the cookie, and no request that another site makes carries it.
const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Strict; Path=/";

/// The refresh tokens in a request's cookies: one, unless a browser without `__Host-` let another host of the site add its own.
pub fn read(headers: &HeaderMap, allowed: &AllowedOrigins) -> Result<Vec<String>, ApiError> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let pairs = pairs.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let tokens: Vec<_> = pairs.filter(|(name, _)| *name == NAME).map(|(_, token)| token.to_owned()).collect();
    if tokens.is_empty() || allowed.may_use_cookie(headers) { Ok(tokens) } else { Err(origin::refused()) }
}

/// The `Set-Cookie` of a refresh token that works for `lifetime`.
pub fn set(token: &str, lifetime: SignedDuration) -> Result<HeaderValue, ApiError> {
    let cookie = format!("{NAME}={token}; Max-Age={}; {ATTRIBUTES}", lifetime.as_secs());
    HeaderValue::try_from(cookie).map_err(|error| ApiError::Internal(error.into()))
}

/// The `Set-Cookie` that takes it away.
pub fn clear() -> Result<HeaderValue, ApiError> {
    set("", SignedDuration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn allowed() -> AllowedOrigins {
        let list = "https://app.example.com, http://localhost:5173";
        AllowedOrigins::from_environment(&[("ALLOWED_ORIGINS", list)].into_iter().collect()).unwrap()
    }

    #[test]
    fn a_cookie_is_used_for_its_own_page_and_for_those_that_are_allowed() {
        let (own, page, evil) = ("https://api.example.com", "https://app.example.com", "https://evil.example.com");
        for (site, origin, may) in [
            (Some("same-origin"), None, true),
            (Some("same-origin"), Some(own), true),
            (Some("same-site"), Some(page), true),
            (Some("same-site"), Some(evil), false),
            (Some("same-site"), None, false),
            (None, Some(page), true),
            (None, Some(evil), false),
            (None, Some("null"), false),
            (None, None, false),
            (Some("cross-site"), Some(page), false),
            (Some("cross-site"), None, false),
            (Some("none"), None, false),
            (Some("Same-Origin"), None, false),
            (Some(""), Some(page), false),
        ] {
            let mut sent = vec![("cookie", "a=b; __Host-refresh_token=token; c=d")];
            sent.extend(site.map(|site| ("sec-fetch-site", site)));
            sent.extend(origin.map(|origin| ("origin", origin)));
            let found = read(&headers(&sent), &allowed());
            assert_eq!(found.is_ok_and(|tokens| tokens == ["token"]), may, "{site:?} {origin:?}");
        }
    }

    #[test]
    fn every_cookie_of_the_name_is_read_and_no_other() {
        let own = ("sec-fetch-site", "same-origin");
        let two = headers(&[own, ("cookie", "__Host-refresh_token=a; b=c; __Host-refresh_token=d")]);
        assert_eq!(read(&two, &allowed()).unwrap(), ["a", "d"]);
        let none = headers(&[own, ("cookie", "refresh_token=a; __host-refresh_token=b; __Host-refresh_token")]);
        assert!(read(&none, &allowed()).unwrap().is_empty());
    }

    #[test]
    fn no_other_host_can_set_the_cookie() {
        let cookie = set("token", SignedDuration::from_secs(60)).unwrap();
        let cookie = cookie.to_str().unwrap();
        assert_eq!(cookie, "__Host-refresh_token=token; Max-Age=60; HttpOnly; Secure; SameSite=Strict; Path=/");
    }
}
