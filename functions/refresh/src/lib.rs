//! Refreshing a session's tokens, ending a session by its refresh token, and the health check.

mod health;
mod logout;
mod refresh;
mod refresh_request;

#[cfg(feature = "openapi")]
pub mod openapi;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use jiff::SignedDuration;
use shared::access::client_address::RequiredProxy;
use shared::access::origin::AllowedOrigins;
use shared::auth::token_pair::TokenPairs;
use shared::clock::Clock;
use shared::config::{self, ConfigError, Environment};
use shared::http::route::ApiRoutes as _;
use shared::layers;
use shared::store::Client;
use shared::store::sessions::Sessions;

/// What the handlers need. The router keeps a clone for each route, so clones share it.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Parts>);

#[derive(Debug)]
pub struct Parts {
    sessions: Sessions,
    token_pairs: TokenPairs,
    leeway: SignedDuration,
    allowed_origins: AllowedOrigins,
    required_proxy: RequiredProxy,
    clock: Clock,
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl AppState {
    pub fn new(environment: &Environment, dynamodb: Client, clock: Clock) -> Result<Self, ConfigError> {
        Ok(Self(Arc::new(Parts {
            sessions: Sessions::new(dynamodb, environment),
            token_pairs: TokenPairs::from_environment(environment)?,
            leeway: config::refresh_reuse_leeway(environment)?,
            allowed_origins: AllowedOrigins::from_environment(environment)?,
            required_proxy: RequiredProxy::from_environment(environment)?,
            clock,
        })))
    }
}

/// The routes alone. The local server merges those of all functions.
pub fn routes(state: AppState) -> Router {
    Router::new()
        .api_route("/refresh", state.allowed_origins.guard(post(refresh::refresh)))
        .api_route("/logout", state.allowed_origins.guard(post(logout::logout)))
        .api_route("/health", get(health::health))
        .with_state(state)
}

/// The routes as Lambda runs them.
pub fn router(state: AppState) -> Router {
    let proxy = state.required_proxy.clone();
    layers::finish(routes(state), proxy)
}
