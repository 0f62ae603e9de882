//! The to-do page: the compiled files of `web/app`, embedded in this binary and served in front of the API. Knows nothing
//! of the API but the paths that it must leave alone. On AWS, `CloudFront` serves the same files with the same headers.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use rust_embed::{EmbeddedFile, RustEmbed};
use tower::ServiceExt as _;
use tower_http::compression::CompressionLayer;

/// The headers of every file of the page, beside those about its content. The policy lets the page load and call its own
/// origin only, and run no code that is not in a file (<https://www.w3.org/TR/CSP3/>).
pub const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
         microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()",
    ),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
];

/// A file under `/assets/` has a hash of its content in its name.
pub const ASSET_CACHING: &str = "public, max-age=31536000, immutable";
/// A browser keeps the file, but asks each time whether it is still current.
pub const FILE_CACHING: &str = "no-cache";

const INDEX: &str = "index.html";

/// What this server has below `/` beside the page. A path that differs in case is a mistake, and not a route of the page.
const OTHER_PATHS: [&str; 4] = ["api", "docs", "openapi.json", "problems"];

#[derive(RustEmbed)]
#[folder = "../web/app/dist"]
struct Files;

/// Serves the page, and everything else with `api`.
pub(crate) fn in_front_of(api: Router) -> Router {
    let page = Router::new().fallback(serve).layer(CompressionLayer::new());
    Router::new().fallback(async move |request: Request| {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let routes = if is_read && file_name(&request).is_some() { page } else { api };
        routes.oneshot(request).await
    })
}

async fn serve(request: Request) -> Response {
    let name = file_name(&request);
    match name.and_then(|name| Files::get(name).map(|file| (name, file))) {
        Some((name, file)) => response(name, file, request.headers().get(IF_NONE_MATCH)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The file that answers this request. The page has routes of its own: a browser that opens a path whose last segment has
/// no dot gets the index.
fn file_name(request: &Request) -> Option<&str> {
    let path = request.uri().path().trim_start_matches('/');
    let (first, last) = (path.split('/').next(), path.rsplit('/').next());
    if first.is_some_and(|first| OTHER_PATHS.iter().any(|path| path.eq_ignore_ascii_case(first))) {
        None
    } else if path.is_empty() {
        Some(INDEX)
    } else if Files::get(path).is_some() {
        Some(path)
    } else {
        (last.is_some_and(|last| !last.contains('.')) && accepts_html(request.headers())).then_some(INDEX)
    }
}

/// Browsers name HTML when they open a page, but not when a page fetches something.
fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().any(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
}

fn response(name: &str, file: EmbeddedFile, if_none_match: Option<&HeaderValue>) -> Response {
    // Weak, because a compressed response has it too (RFC 9110, section 8.8.3).
    let etag = format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(file.metadata.sha256_hash()));
    let is_current = if_none_match.and_then(|etags| etags.to_str().ok()).is_some_and(|etags| etags.contains(&etag));
    let caching = if name.starts_with("assets/") { ASSET_CACHING } else { FILE_CACHING };
    let builder = HEADERS.into_iter().fold(Response::builder(), |builder, (name, value)| {
        builder.header(HeaderName::from_static(name), HeaderValue::from_static(value))
    });
    let builder = builder.header(CACHE_CONTROL, caching).header(ETAG, etag);
    let response = if is_current {
        builder.status(StatusCode::NOT_MODIFIED).body(Body::empty())
    } else {
        builder.header(CONTENT_TYPE, content_type(&file)).body(Body::from(file.data))
    };
    response.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Text files are in UTF-8.
fn content_type(file: &EmbeddedFile) -> String {
    let media_type = file.metadata.mimetype();
    if media_type.starts_with("text/") { format!("{media_type}; charset=utf-8") } else { media_type.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(path: &str, accept: &str) -> Option<String> {
        let request = Request::builder().uri(path).header(ACCEPT, accept).body(Body::empty()).unwrap();
        file_name(&request).map(str::to_owned)
    }

    #[test]
    fn a_browser_that_opens_a_route_of_the_page_gets_its_index() {
        for path in ["/", "/log-in", "/account", "/else/where", "/docsy", "/index.html"] {
            assert_eq!(opened(path, "text/html,*/*;q=0.8").as_deref(), Some(INDEX), "{path}");
        }
        assert_eq!(opened("/", "*/*").as_deref(), Some(INDEX));
        assert_eq!(opened("/log-in", "*/*"), None);
    }

    #[test]
    fn missing_files_and_the_servers_other_paths_are_not_the_page() {
        for path in ["/assets/missing.js", "/favicon.ico", "/api", "/api/v1/tasks", "/API/V1", "/docs/", "/problems"] {
            assert_eq!(opened(path, "text/html"), None, "{path}");
        }
    }
}
