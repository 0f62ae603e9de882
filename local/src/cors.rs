//! Allows cross-origin requests from `ALLOWED_ORIGINS` only. On AWS the gateway does this, with the same lists.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderName, IF_MATCH, LOCATION, RETRY_AFTER,
};
use http::method::Method;
use shared::access::origin::AllowedOrigins;
use shared::config::{ConfigError, Environment};
use shared::http::request_id::RequestId;
use tower::ServiceExt as _;
use tower_http::cors::CorsLayer;

/// How long a browser may reuse the response to a preflight request.
const PREFLIGHT_REUSE: Duration = Duration::from_hours(1);

pub(crate) fn layer(environment: &Environment) -> Result<CorsLayer, ConfigError> {
    let origins: Vec<_> = AllowedOrigins::from_environment(environment)?.header_values().collect();
    let idempotency_key = HeaderName::from_static("idempotency-key");
    Ok(CorsLayer::new()
        .allow_origin(origins)
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_MATCH, idempotency_key])
        .expose_headers([ETAG, LOCATION, RETRY_AFTER, RequestId::HEADER])
        .max_age(PREFLIGHT_REUSE))
}

/// Adds CORS to the routes. They answer OPTIONS requests themselves unless it is a preflight request.
pub(crate) fn with_cors(routes: Router, layer: CorsLayer) -> Router {
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

/// The routes' own response with the CORS headers. For an unknown path it has the CORS headers only, as at the gateway:
/// if the preflight request got a 404, the browser would hide the real request's 404 from the page.
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
