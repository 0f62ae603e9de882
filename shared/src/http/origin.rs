//! Which page made the browser send a request, and whether it may.
//!
//! <https://www.w3.org/TR/fetch-metadata/>, <https://datatracker.ietf.org/doc/html/rfc6454#section-7>

use http::HeaderMap;
use http::header::ORIGIN;

use super::ApiError;
use crate::config::{self, Environment};

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
    pub(super) fn may_use_cookie(&self, headers: &HeaderMap) -> bool {
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
