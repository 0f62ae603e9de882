//! Cookie mode: a browser's refresh token in a cookie that no script reads.
//!
//! <https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis>

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use jiff::SignedDuration;

use super::ApiError;

/// With this prefix a browser takes the cookie from this very host alone, over TLS: no other host of the site can set or overwrite it.
/// The prefix demands `Path=/`.
const NAME: &str = "__Host-refresh_token";
/// No script reads the cookie, and no request that another site makes carries it.
const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Strict; Path=/";

/// The refresh tokens in a request's cookies, whichever page made the browser send them: `AllowedOrigins::refresh_tokens` asks that.
pub(crate) fn read(headers: &HeaderMap) -> Vec<String> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let pairs = pairs.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == NAME).map(|(_, token)| token.to_owned()).collect()
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

    #[test]
    fn every_cookie_of_the_name_is_read_and_no_other() {
        let tokens = |cookies: &str| read(&[(COOKIE, cookies.parse().unwrap())].into_iter().collect());
        assert_eq!(tokens("__Host-refresh_token=a; b=c; __Host-refresh_token=d"), ["a", "d"]);
        assert!(tokens("refresh_token=a; __host-refresh_token=b; __Host-refresh_token").is_empty());
    }

    #[test]
    fn no_other_host_can_set_the_cookie() {
        let cookie = set("token", SignedDuration::from_secs(60)).unwrap();
        let cookie = cookie.to_str().unwrap();
        assert_eq!(cookie, "__Host-refresh_token=token; Max-Age=60; HttpOnly; Secure; SameSite=Strict; Path=/");
    }
}
