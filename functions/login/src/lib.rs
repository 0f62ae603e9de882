//! Logging in: exchanges a password for a session, an access token and a refresh token.

pub mod credentials;
mod login;

#[cfg(feature = "openapi")]
pub mod openapi;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::post;
use jiff::SignedDuration;
use shared::access::client_address::{RequiredProxy, TrustedProxy};
use shared::access::origin::AllowedOrigins;
use shared::access::password_attempts::PasswordAttempts;
use shared::auth::password_hasher::PasswordHasher;
use shared::auth::token_pair::TokenPairs;
use shared::clock::Clock;
use shared::config::{self, ConfigError, EmailVerification, Environment};
use shared::domain::session::Rotation;
use shared::http::route::ApiRoutes as _;
use shared::layers;
use shared::store::Client;
use shared::store::session_start::SessionStart;
use shared::store::sessions::Sessions;
use shared::store::users::Users;

/// What the handlers need. The router keeps a clone for each route, so clones share it.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Parts>);

#[derive(Debug)]
pub struct Parts {
    users: Users,
    session_start: SessionStart,
    sessions: Sessions,
    sessions_max: usize,
    verification: EmailVerification,
    attempts: PasswordAttempts,
    hasher: PasswordHasher,
    token_pairs: TokenPairs,
    rotation: Rotation,
    session_lifetime: SignedDuration,
    allowed_origins: AllowedOrigins,
    trusted_proxy: TrustedProxy,
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
    pub fn new(
        environment: &Environment,
        dynamodb: Client,
        clock: Clock,
        hasher: PasswordHasher,
    ) -> Result<Self, ConfigError> {
        Ok(Self(Arc::new(Parts {
            users: Users::new(dynamodb.clone(), environment),
            session_start: SessionStart::new(dynamodb.clone(), environment),
            sessions: Sessions::new(dynamodb.clone(), environment),
            sessions_max: config::sessions_max_per_user(environment)?,
            verification: EmailVerification::from_environment(environment)?,
            attempts: PasswordAttempts::new(environment, dynamodb)?,
            hasher,
            token_pairs: TokenPairs::from_environment(environment)?,
            rotation: config::refresh_rotation(environment)?,
            session_lifetime: config::session_lifetime(environment)?,
            allowed_origins: AllowedOrigins::from_environment(environment)?,
            trusted_proxy: TrustedProxy::from_environment(environment)?,
            required_proxy: RequiredProxy::from_environment(environment)?,
            clock,
        })))
    }
}

impl FromRef<AppState> for TrustedProxy {
    fn from_ref(state: &AppState) -> Self {
        state.trusted_proxy.clone()
    }
}

/// The routes alone. The local server merges those of all functions.
pub fn routes(state: AppState) -> Router {
    let login = state.allowed_origins.guard(post(login::login));
    Router::new().api_route("/login", login).with_state(state)
}

/// The routes as Lambda runs them.
pub fn router(state: AppState) -> Router {
    let proxy = state.required_proxy.clone();
    layers::finish(routes(state), proxy)
}
