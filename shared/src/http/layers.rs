//! What every answer goes through, and the answers to requests that no route takes.

use std::any::Any;
use std::time::Instant;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use tower_http::catch_panic::CatchPanicLayer;

use super::ApiError;

/// Routes a path with and without its trailing slash.
pub fn route<S: Clone + Send + Sync + 'static>(router: Router<S>, path: &str, methods: MethodRouter<S>) -> Router<S> {
    router.route(path, methods.clone()).route(&format!("{path}/"), methods)
}

/// Completes a function's routes: unknown paths and methods, panics, the headers of every answer, and the request's log line.
pub fn finish(routes: Router) -> Router {
    routes
        .fallback(async || ApiError::NotFound)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(observe))
}

fn panicked(_payload: Box<dyn Any + Send>) -> Response {
    ApiError::Internal("a handler panicked".into()).into_response()
}

/// One log line per request, without its query, headers and body: they may hold secrets.
async fn observe(request: Request, next: Next) -> Response {
    let (method, path, start) = (request.method().clone(), request.uri().path().to_owned(), Instant::now());
    let mut response = next.run(request).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let (status, microseconds) =
        (response.status().as_u16(), u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX));
    tracing::info!(%method, path, status, microseconds, "request");
    response
}
