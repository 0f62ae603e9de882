//! Cross-origin requests from `ALLOWED_ORIGINS` and no others. On AWS the gateway does this, with the same lists.

use std::convert::Infallible;
use std::time::Duration;

use anyhow::bail;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_MATCH, LOCATION,
    RETRY_AFTER,
};
use http::method::Method;
use shared::config::{self, Environment};
use tower::ServiceExt as _;
use tower_http::cors::CorsLayer;

/// How long a browser may reuse the answer to a preflight request.
const PREFLIGHT_REUSE: Duration = Duration::from_hours(1);

pub(crate) fn layer(environment: &Environment) -> anyhow::Result<CorsLayer> {
    let idempotency_key = HeaderName::from_static("idempotency-key");
    Ok(CorsLayer::new()
        .allow_origin(origins(environment)?)
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_MATCH, idempotency_key])
        .expose_headers([ETAG, LOCATION, RETRY_AFTER])
        .max_age(PREFLIGHT_REUSE))
}

/// The routes, with cross-origin answers. An OPTIONS request that is no preflight is left to the routes.
pub(crate) fn only_between_origins(routes: Router, layer: CorsLayer) -> Router {
    let between_origins = routes.clone().layer(layer);
    Router::new().fallback(async move |request: Request| {
        let asks = request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        match (request.method() == Method::OPTIONS, asks) {
            (true, true) => preflight(routes, between_origins, request).await,
            (true, false) => routes.oneshot(request).await,
            (false, _) => between_origins.oneshot(request).await,
        }
    })
}

/// The routes' own answer with the CORS headers. For an unknown path, as at the gateway, the CORS headers alone: a browser that gets a 404
/// here would hide the real request's 404 from the page.
async fn preflight(routes: Router, between_origins: Router, request: Request) -> Result<Response, Infallible> {
    let (parts, _) = request.into_parts();
    let known = routes.oneshot(Request::from_parts(parts.clone(), Body::empty())).await?;
    let mut response = between_origins.oneshot(Request::from_parts(parts, Body::empty())).await?;
    *response.status_mut() = StatusCode::NO_CONTENT;
    if known.status().is_success() {
        response.headers_mut().extend(known.into_parts().0.headers);
    }
    Ok(response)
}

fn origins(environment: &Environment) -> anyhow::Result<Vec<HeaderValue>> {
    config::allowed_origins(environment).map(origin).collect()
}

/// Compared byte by byte with what a browser sends (RFC 6454, section 6.2): a path or a wildcard would never match.
fn origin(text: &str) -> anyhow::Result<HeaderValue> {
    let is_origin = text.split_once("://").is_some_and(|(scheme, host)| {
        let written_as_sent = !text.contains(|character: char| character.is_ascii_uppercase());
        written_as_sent && !scheme.is_empty() && !host.is_empty() && !host.contains(['/', '?', '#', '@', '*'])
    });
    match HeaderValue::from_str(text) {
        Ok(value) if is_origin => Ok(value),
        _ => bail!("ALLOWED_ORIGINS is wrong: {text:?} is no origin such as https://app.example.com (no path, no *)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: &str) -> anyhow::Result<Vec<HeaderValue>> {
        origins(&[("ALLOWED_ORIGINS", list)].into_iter().collect())
    }

    #[test]
    fn origins_are_separated_by_commas() {
        let origins = of("http://localhost:5173, https://app.example.com,").unwrap();
        assert_eq!(origins, ["http://localhost:5173", "https://app.example.com"]);
    }

    #[test]
    fn no_origin_is_a_list_too() {
        assert_eq!(of("").unwrap(), Vec::<HeaderValue>::new());
    }

    #[test]
    fn what_no_browser_sends_as_its_origin_is_refused_by_the_settings_name() {
        for wrong in [
            "*",
            "HTTPS://App.Example.com",
            "https://*.example.com",
            "https://a.example/",
            "example.com",
            "null",
            "http://a\nb",
        ] {
            let error = of(wrong).unwrap_err().to_string();
            assert!(error.contains("ALLOWED_ORIGINS"), "{wrong:?}: {error}");
        }
    }
}
