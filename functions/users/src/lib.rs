//! Accounts.

mod get_user_data;
mod me;
mod sign_up;
mod sign_up_limit;
mod view;

#[cfg(feature = "openapi")]
pub mod openapi;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use shared::auth::password_hasher::PasswordHasher;
use shared::clock::Clock;
use shared::config::{ConfigError, Environment};
use shared::http::current_user::Authentication;
use shared::http::layers;
use shared::store::Client;
use shared::store::users::Users;
use sign_up_limit::SignUpLimit;

/// What accounts need.
#[derive(Clone, Debug)]
pub struct AppState {
    users: Users,
    sign_up_limit: SignUpLimit,
    hasher: PasswordHasher,
    authentication: Authentication,
    clock: Clock,
}

impl AppState {
    pub fn new(
        environment: &Environment,
        dynamodb: Client,
        clock: Clock,
        hasher: PasswordHasher,
    ) -> Result<Self, ConfigError> {
        let authentication = Authentication::new(environment, dynamodb.clone(), clock.clone())?;
        Ok(Self {
            users: Users::new(dynamodb.clone(), environment),
            sign_up_limit: SignUpLimit::new(environment, dynamodb)?,
            hasher,
            authentication,
            clock,
        })
    }
}

impl FromRef<AppState> for Authentication {
    fn from_ref(state: &AppState) -> Self {
        state.authentication.clone()
    }
}

/// The routes of this function.
pub fn routes(state: AppState) -> Router {
    let router = layers::route(Router::new(), "/api/v1/users", post(sign_up::sign_up));
    let router = layers::route(router, "/api/v1/users/me", get(me::me));
    layers::route(router, "/api/v1/users/get_user_data", get(get_user_data::get_user_data)).with_state(state)
}

/// The whole function.
pub fn router(state: AppState) -> Router {
    layers::finish(routes(state))
}
