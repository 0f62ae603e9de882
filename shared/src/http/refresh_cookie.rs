//! Cookie mode: a browser's refresh token in a cookie that no script reads.
//!
//! <https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis>

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use jiff::SignedDuration;

use super::ApiError;
use super::origin::{self, AllowedOrigins};

/// The prefix makes a browser refuse the cookie from a page without TLS.
const NAME: &str = "__Secure-refresh_token";
/// Sent to this API alone, never with a request that another site makes.
const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Strict; Path=/api/v1";

/// The refresh token of a request's cookie; none where there is no such cookie. Two of them are as good as a forged one, an
/// empty text: another host of the site may have put one there.
pub fn read(headers: &HeaderMap, allowed: &AllowedOrigins) -> Result<Option<String>, ApiError> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let pairs = pairs.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut tokens = pairs.filter(|(name, _)| *name == NAME).map(|(_, token)| token.to_owned());
    match (tokens.next(), tokens.next()) {
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Ok(Some(String::new())),
        (Some(_), None) if !allowed.may_use_cookie(headers) => Err(origin::refused()),
        (Some(token), None) => Ok(Some(token)),
    }
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
            let mut sent = vec![("cookie", "a=b; __Secure-refresh_token=token; c=d")];
            sent.extend(site.map(|site| ("sec-fetch-site", site)));
            sent.extend(origin.map(|origin| ("origin", origin)));
            let found = read(&headers(&sent), &allowed());
            assert_eq!(found.is_ok_and(|token| token.as_deref() == Some("token")), may, "{site:?} {origin:?}");
        }
    }

    #[test]
    fn two_cookies_are_as_good_as_a_forged_one_and_another_name_is_none() {
        let own = ("sec-fetch-site", "same-origin");
        let two = headers(&[own, ("cookie", "__Secure-refresh_token=a; __Secure-refresh_token=b")]);
        assert_eq!(read(&two, &allowed()).unwrap().as_deref(), Some(""));
        let none = headers(&[own, ("cookie", "refresh_token=a; __secure-refresh_token=b; __Secure-refresh_token")]);
        assert!(matches!(read(&none, &allowed()), Ok(None)));
    }
}
