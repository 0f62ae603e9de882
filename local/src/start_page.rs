//! `GET /`: a page with links to everything. It loads nothing and runs no script, and its headers enforce that.

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::response::{Html, IntoResponse as _};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::CONTENT_SECURITY_POLICY;
use shared::http::route::BASE_PATH;

/// Uses the browser's colours, light or dark as the user prefers.
const STYLE: &str = "\
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 0 auto; padding: 2rem 1rem; overflow-wrap: anywhere }
dt { margin-top: 1rem; font-weight: 600 }
dd { margin: 0 }
code, a { font-family: ui-monospace, monospace }
";

/// The page's route, for a server at `url`.
pub(crate) fn route(url: &str) -> Router {
    let (page, policy) = (page(url), policy());
    let answer = async move || ([(CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response();
    Router::new().route("/", get(answer))
}

fn policy() -> String {
    let style = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// Links are paths, so that they also work under a different host name.
fn page(url: &str) -> String {
    let link = |name: &str, path: &str| format!("<dt>{name}</dt>\n<dd><a href=\"{path}\">{url}{path}</a></dd>\n");
    let links = [
        link("Interactive API documentation", "/docs/"),
        link("OpenAPI document", "/openapi.json"),
        link("Problem types", "/problems"),
        link("Health", &format!("{BASE_PATH}/health")),
    ];
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>todo-lambda</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>todo-lambda</h1>\n<p>The development server is running.</p>\n<dl>\n\
         <dt>API</dt>\n<dd><code>{url}{BASE_PATH}</code></dd>\n{}</dl>\n</main>\n</body>\n</html>\n",
        links.concat()
    )
}
