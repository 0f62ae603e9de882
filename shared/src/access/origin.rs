//! Which page made a browser send a request, and whether it may: one of the API's own origin or of `ALLOWED_ORIGINS`.
//!
//! A page of any site can make a visitor's browser post a form to the API without a preflight request. The page cannot
//! read the response, but an attempt would be counted or a cookie set. Browsers name the page in `Origin` and
//! `Sec-Fetch-Site`, which no page can change: <https://www.w3.org/TR/fetch-metadata/>,
//! <https://datatracker.ietf.org/doc/html/rfc6454#section-7>.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::MethodRouter;
use http::header::{AsHeaderName, HOST, ORIGIN};
use http::{HeaderMap, HeaderValue};

use crate::audit::AuditEvent;
use crate::config::{self, ConfigError, Environment};
use crate::http::{ApiError, refresh_cookie};

const EXPECTED: &str = "a comma-separated list of origins as browsers send them, such as https://app.example.com or \
                        capacitor://localhost (lower case, no path, no default port, no *)";

/// `ALLOWED_ORIGINS`: the other origins whose pages may use the API. Clones share the list.
#[derive(Clone, Debug, Default)]
pub struct AllowedOrigins(Arc<[Origin]>);

/// A page's origin exactly as browsers send it, because requests are compared with it byte by byte.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin(HeaderValue);

/// Who sent a request, according to its headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sender {
    /// Neither header: an app, a script, a server.
    NoBrowser,
    OwnPage,
    AllowedPage,
    ForeignPage,
}

impl Origin {
    /// Refuses `null`, which is the origin of every sandboxed frame and local file.
    fn parse(text: &str) -> Option<Self> {
        let (scheme, host) = text.split_once("://")?;
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase());
        let is_host = !host.is_empty() && !host.contains(['/', '\\', '?', '#', '@', '*', ',']);
        let is_written_as_sent = text.chars().all(|part| part.is_ascii_graphic() && !part.is_ascii_uppercase());
        let default_port = match scheme {
            "http" => ":80",
            "https" => ":443",
            _ => "/",
        };
        let is_origin = is_scheme && is_host && is_written_as_sent && !host.ends_with(default_port);
        if is_origin { HeaderValue::from_str(text).ok().map(Self) } else { None }
    }
}

impl AllowedOrigins {
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let origins = config::allowed_origins(environment).map(Origin::parse).collect::<Option<_>>();
        origins.map(Self).ok_or(ConfigError::Invalid { name: "ALLOWED_ORIGINS", expected: EXPECTED })
    }

    /// The origins as a request's `Origin` header has them.
    pub fn header_values(&self) -> impl Iterator<Item = HeaderValue> {
        self.0.iter().map(|origin| origin.0.clone())
    }

    /// Whether the cookie may be used: for the API's own pages and for allowed pages of the same site. For other sites
    /// a browser neither sends the cookie nor keeps it.
    fn may_use_cookie(&self, headers: &HeaderMap) -> bool {
        match self.sender(headers) {
            Sender::OwnPage => true,
            Sender::AllowedPage => matches!(text(headers, FETCH_SITE), None | Some("same-site")),
            Sender::NoBrowser | Sender::ForeignPage => false,
        }
    }

    /// The refresh tokens in a request's cookies. There is at most one, unless the browser does not know the prefix
    /// `__Host-` and let a different host of the site add its own.
    pub fn refresh_tokens(&self, headers: &HeaderMap) -> Result<Vec<String>, ApiError> {
        let tokens = refresh_cookie::read(headers);
        if tokens.is_empty() || self.may_use_cookie(headers) { Ok(tokens) } else { Err(refused()) }
    }

    /// Refuses a login in cookie mode if the browser would not keep the cookie. Other clients may always use it.
    pub fn check_login(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        let may = self.sender(headers) == Sender::NoBrowser || self.may_use_cookie(headers);
        if may { Ok(()) } else { Err(refused()) }
    }

    /// Guards a route that needs no access token. A foreign page's request is refused before its body is read or
    /// anything is counted. The other routes need no guard, because a foreign page has no access token.
    pub fn guard<S: Clone + Send + Sync + 'static>(&self, methods: MethodRouter<S>) -> MethodRouter<S> {
        methods.route_layer(from_fn_with_state(self.clone(), refuse_foreign))
    }

    /// An allowed page may be on any site. All other pages must have the API's own origin. Foreign are pages on a
    /// different host of the same site, pages without an origin, and requests that no page made (`none`).
    fn sender(&self, headers: &HeaderMap) -> Sender {
        match (text(headers, FETCH_SITE), text(headers, ORIGIN)) {
            (_, Some("null")) => Sender::ForeignPage,
            (Some("same-origin"), _) => Sender::OwnPage,
            (_, Some(origin)) if self.0.iter().any(|allowed| allowed.0 == origin) => Sender::AllowedPage,
            (None, Some(origin)) if is_own(origin, headers) => Sender::OwnPage,
            (None, None) => Sender::NoBrowser,
            (Some(_), _) | (None, Some(_)) => Sender::ForeignPage,
        }
    }
}

const FETCH_SITE: &str = "sec-fetch-site";

/// A header's text. No browser sends these headers twice, so a duplicate becomes a text that matches nothing.
fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let (first, second) = (values.next()?, values.next());
    Some(first.to_str().ok().filter(|_| second.is_none()).unwrap_or("unreadable"))
}

/// Whether a page's origin is the host that the request is for. Needed if a browser sends no `Sec-Fetch-Site`, because
/// it is old or uses plain HTTP, for example to a development server in its network. The gateway and most proxies
/// report the scheme that the client used.
fn is_own(origin: &str, headers: &HeaderMap) -> bool {
    let (Some((scheme, host)), Some(own_host)) = (origin.split_once("://"), text(headers, HOST)) else { return false };
    let forwarded = text(headers, "x-forwarded-proto").and_then(|schemes| schemes.split(',').next()).map(str::trim);
    host.eq_ignore_ascii_case(own_host) && forwarded.is_none_or(|forwarded| scheme.eq_ignore_ascii_case(forwarded))
}

/// Records the refusal as an audit event.
fn refused() -> ApiError {
    AuditEvent::ForeignOriginRefused.record();
    ApiError::ForeignOrigin
}

async fn refuse_foreign(
    State(allowed): State<AllowedOrigins>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    match allowed.sender(request.headers()) {
        Sender::NoBrowser | Sender::OwnPage | Sender::AllowedPage => Ok(next.run(request).await),
        Sender::ForeignPage => Err(refused()),
    }
}

#[cfg(test)]
mod tests;
