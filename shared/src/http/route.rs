//! The paths of the API's routes.

use axum::Router;
use axum::routing::MethodRouter;

/// The path prefix of all routes, the same as in the gateway.
pub const BASE_PATH: &str = "/api/v1";

/// Adds routes of the API to a router.
pub trait ApiRoutes<S> {
    /// Routes a path under [`BASE_PATH`], with and without a trailing slash.
    #[must_use]
    fn api_route(self, path: &str, methods: MethodRouter<S>) -> Self;
}

impl<S: Clone + Send + Sync + 'static> ApiRoutes<S> for Router<S> {
    fn api_route(self, path: &str, methods: MethodRouter<S>) -> Self {
        let path = format!("{BASE_PATH}{path}");
        self.route(&path, methods.clone()).route(&format!("{path}/"), methods)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::ProblemType;

    #[test]
    fn the_explanation_of_an_unknown_path_names_the_base_path() {
        assert!(ProblemType::NotFound.explanation().contains(BASE_PATH));
    }
}
