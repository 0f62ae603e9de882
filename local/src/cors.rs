//! Cross-origin requests from `ALLOWED_ORIGINS` and no others. On AWS the gateway does this, with the same lists.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderName, IF_MATCH, LOCATION, RETRY_AFTER,
};
use http::method::Method;
use shared::config::{ConfigError, Environment};
use shared::http::origin::AllowedOrigins;
use tower::ServiceExt as _;
use tower_http::cors::CorsLayer;

/// How long a browser may reuse the answer to a preflight request.
const PREFLIGHT_REUSE: Duration = Duration::from_hours(1);

pub(crate) fn layer(environment: &Environment) -> Result<CorsLayer, ConfigError> {
    let origins: Vec<_> = AllowedOrigins::from_environment(environment)?.header_values().collect();
    let idempotency_key = HeaderName::from_static("idempotency-key");
    Ok(CorsLayer::new()
        .allow_origin(origins)
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_MATCH, idempotency_key])
        .expose_headers([ETAG, LOCATION, RETRY_AFTER])
        .max_age(PREFLIGHT_REUSE))
}

/// The routes, with cross-origin answers. An OPTIONS request that is no browser's question is left to the routes.
pub(crate) fn only_between_origins(routes: Router, layer: CorsLayer) -> Router {
    let between_origins = routes.clone().layer(layer);
    Router::new().fallback(async move |request: Request| {
        let asks = request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        let handled_by = if request.method() == Method::OPTIONS && !asks { routes } else { between_origins };
        handled_by.oneshot(request).await
    })
}
