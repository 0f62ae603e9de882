//! Cookie mode: a browser keeps the refresh token in a cookie that scripts cannot read.
//!
//! <https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis>

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use jiff::SignedDuration;

use super::ApiError;

/// With this prefix a browser accepts the cookie from exactly this host, over TLS. No other host of the site can set or
/// overwrite it. The prefix requires `Path=/`.
const NAME: &str = "__Host-refresh_token";
/// Scripts cannot read the cookie, and browsers do not send it with requests from other sites.
const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Strict; Path=/";

/// The refresh tokens in a request's cookies. `AllowedOrigins::refresh_tokens` checks which page sent the request.
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

/// The `Set-Cookie` that deletes the cookie.
pub fn clear() -> Result<HeaderValue, ApiError> {
    set("", SignedDuration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_cookies_with_this_name_are_read_and_no_others() {
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
