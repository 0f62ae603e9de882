//! Cookie mode: a browser's refresh token in a cookie that no script reads, and the check of who made the browser send it.
//!
//! <https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis>, <https://www.w3.org/TR/fetch-metadata/>

use http::header::{COOKIE, ORIGIN};
use http::{HeaderMap, HeaderValue};
use jiff::SignedDuration;

use super::ApiError;
use crate::config::{self, Environment};

/// The prefix makes a browser refuse the cookie from a page without TLS.
const NAME: &str = "__Secure-refresh_token";
/// Sent to this API alone, never with a request that another site makes.
const ATTRIBUTES: &str = "HttpOnly; Secure; SameSite=Strict; Path=/api/v1";

/// `ALLOWED_ORIGINS`: the pages of other origins that may use the API.
#[derive(Clone, Debug, Default)]
pub struct AllowedOrigins(Vec<String>);

impl AllowedOrigins {
    #[must_use]
    pub fn from_environment(environment: &Environment) -> Self {
        Self(config::allowed_origins(environment).map(str::to_owned).collect())
    }

    fn contains_origin_of(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(ORIGIN).iter();
        let (Some(origin), None) = (origins.next(), origins.next()) else { return false };
        self.0.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes())
    }

    /// Whether a cookie may be used: the browser says that the API's own page asks, or names an allowed page of the same site. A
    /// browser that says nothing must name one too.
    fn may_use_cookie(&self, headers: &HeaderMap) -> bool {
        match fetch_site(headers) {
            Some("same-origin") => true,
            Some("same-site") | None => self.contains_origin_of(headers),
            Some(_) => false,
        }
    }

    /// Refuses a login that would put its cookie into the browser of somebody whom another page made send it. What is no browser
    /// says nothing and may.
    pub fn check_login(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        let is_page = fetch_site(headers).is_some() || headers.contains_key(ORIGIN);
        let foreign = is_page && !self.may_use_cookie(headers);
        if foreign { Err(ApiError::ForeignOrigin) } else { Ok(()) }
    }
}

fn fetch_site(headers: &HeaderMap) -> Option<&str> {
    headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or("unreadable"))
}

/// The refresh token of a request's cookie; none where there is no such cookie. Two of them are as good as a forged one, an
/// empty text: another host of the site may have put one there.
pub fn read(headers: &HeaderMap, allowed: &AllowedOrigins) -> Result<Option<String>, ApiError> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let pairs = pairs.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut tokens = pairs.filter(|(name, _)| *name == NAME).map(|(_, token)| token.to_owned());
    match (tokens.next(), tokens.next()) {
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Ok(Some(String::new())),
        (Some(_), None) if !allowed.may_use_cookie(headers) => Err(ApiError::ForeignOrigin),
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
        AllowedOrigins::from_environment(&[("ALLOWED_ORIGINS", list)].into_iter().collect())
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

    #[test]
    fn a_login_is_refused_only_to_a_browser_on_another_page() {
        for (sent, may) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site"), ("origin", "https://app.example.com")], true),
            (&[("sec-fetch-site", "same-site"), ("origin", "https://evil.example.com")], false),
            (&[("origin", "https://evil.example.com")], false),
            (&[("origin", "https://app.example.com")], true),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://app.example.com")], false),
        ] {
            assert_eq!(allowed().check_login(&headers(sent)).is_ok(), may, "{sent:?}");
        }
    }
}
