//! What surrounds every route, and the responses to unknown paths and methods.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use futures_util::future::join;
use http::header::{ALLOW, CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Method, StatusCode};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;

use crate::access::client_address::RequiredProxy;
use crate::http::{ApiError, request_span};
use crate::store::usage;

/// Shorter than the functions' timeout of 10 seconds, so that a slow request gets a response instead of being cut off.
const REQUEST_LIMIT: Duration = Duration::from_secs(9);

/// How long a finished response waits for work that is done later if it is not done now.
const BEST_EFFORT_LIMIT: Duration = Duration::from_secs(2);

/// Runs work that the outcome of a request does not depend on. Work that takes too long is stopped and returns `None`,
/// so that it cannot turn the response into an error.
pub async fn best_effort<T>(work: impl Future<Output = T>) -> Option<T> {
    let done = tokio::time::timeout(BEST_EFFORT_LIMIT, work).await;
    done.inspect_err(|_| tracing::warn!("gave up on optional work that took too long")).ok()
}

/// Returns what the work returns, but no sooner than after `least`. If the work always takes less, the time of a response
/// tells nothing about it.
pub async fn no_sooner_than<T>(least: Duration, work: impl Future<Output = T>) -> T {
    Box::pin(join(work, tokio::time::sleep(least))).await.0
}

/// Completes a function's routes: checks that a request came through the required proxy, responds to unknown paths and
/// methods and after panics, adds the headers of every response, and logs the request.
pub fn finish(routes: Router, proxy: RequiredProxy) -> Router {
    let routes = routes
        .fallback(async || ApiError::NotFound)
        .method_not_allowed_fallback(other_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(proxy, observe));
    // The router adds `Allow` to the response of `other_method` after all of its own layers.
    Router::new().fallback_service(routes).layer(map_response(allow_options))
}

/// Browsers' preflight requests end here too, because `ANY` in the gateway's routes matches OPTIONS. The gateway adds
/// the CORS headers.
async fn other_method(method: Method) -> Response {
    if method == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    ApiError::MethodNotAllowed.into_response()
}

/// Adds OPTIONS to `Allow`. Every path accepts it, but no route registers it.
async fn allow_options(mut response: Response) -> Response {
    let methods = response.headers().get(ALLOW).map(|methods| [methods.as_bytes(), b",OPTIONS"].concat());
    if let Some(methods) = methods.and_then(|methods| HeaderValue::from_bytes(&methods).ok()) {
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}

fn panicked(_payload: Box<dyn Any + Send>) -> Response {
    ApiError::Internal("a handler panicked".into()).into_response()
}

/// Logs one line per request, without its path, query, headers and body, which may contain secrets. Everything that is
/// logged during the request has its id too.
async fn observe(State(proxy): State<RequiredProxy>, request: Request, next: Next) -> Response {
    let (span, start) = (request_span::of(&request), Instant::now());
    let (mut response, store) = usage::counted(answer(&proxy, request, next).instrument(span.clone())).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    span.in_scope(|| {
        tracing::info!(
            status = response.status().as_u16(),
            duration_ms = start.elapsed().as_secs_f64() * 1000.0,
            store_calls = store.calls,
            read_units = store.read_units,
            write_units = store.write_units,
            "request"
        );
    });
    response
}

/// Each call to the store has its own time limit, but several in a row must not exceed the function's timeout.
async fn answer(proxy: &RequiredProxy, request: Request, next: Next) -> Response {
    if !proxy.admits(request.headers()) {
        return ApiError::ProxyRequired.into_response();
    }
    let answered = tokio::time::timeout(REQUEST_LIMIT, next.run(request)).await;
    answered.unwrap_or_else(|_| ApiError::Unavailable("the request took too long".into()).into_response())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use http::header::RETRY_AFTER;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn quick_and_slow_work_is_returned_after_the_same_time() {
        for work in [0, 1, 99] {
            let started = tokio::time::Instant::now();
            let work = tokio::time::sleep(Duration::from_millis(work));
            no_sooner_than(Duration::from_millis(100), work).await;
            assert_eq!(started.elapsed(), Duration::from_millis(100));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_request_gets_a_response_and_is_not_cut_off() {
        let slow = Router::new().route("/", get(async || tokio::time::sleep(Duration::from_mins(1)).await));
        let response = finish(slow, RequiredProxy::default()).oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()[RETRY_AFTER]),
            (503, &HeaderValue::from_static("1"))
        );
        assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    }
}
