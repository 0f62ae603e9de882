//! Where a route is.

use axum::Router;
use axum::routing::MethodRouter;

/// Routes a path with and without its trailing slash.
pub fn route<S: Clone + Send + Sync + 'static>(router: Router<S>, path: &str, methods: MethodRouter<S>) -> Router<S> {
    router.route(path, methods.clone()).route(&format!("{path}/"), methods)
}
