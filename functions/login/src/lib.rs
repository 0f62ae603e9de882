//! Logging in: a password becomes a session, an access token and a refresh token.

mod credentials;
mod login;

use axum::Router;
use axum::routing::post;
use jiff::SignedDuration;
use shared::auth::access_token::AccessTokens;
use shared::auth::password_hasher::PasswordHasher;
use shared::auth::refresh_token::RefreshTokens;
use shared::clock::Clock;
use shared::config::{self, ConfigError, Environment, Lifetimes, Secrets, TokenParties};
use shared::domain::session::Rotation;
use shared::http::layers;
use shared::store::Client;
use shared::store::session_start::SessionStart;
use shared::store::users::Users;

/// What a login needs.
#[derive(Clone, Debug)]
pub struct AppState {
    users: Users,
    session_start: SessionStart,
    hasher: PasswordHasher,
    access_tokens: AccessTokens,
    refresh_tokens: RefreshTokens,
    rotation: Rotation,
    session_lifetime: SignedDuration,
    clock: Clock,
}

impl AppState {
    pub fn new(
        environment: &Environment,
        dynamodb: Client,
        clock: Clock,
        hasher: PasswordHasher,
    ) -> Result<Self, ConfigError> {
        let (secrets, parties) = (Secrets::both(environment)?, TokenParties::from_environment(environment));
        let lifetimes = Lifetimes::from_environment(environment)?;
        Ok(Self {
            users: Users::new(dynamodb.clone(), environment),
            session_start: SessionStart::new(dynamodb, environment),
            hasher,
            access_tokens: AccessTokens::new(&secrets.access, parties.clone(), lifetimes.access_token),
            refresh_tokens: RefreshTokens::new(&secrets.refresh, parties, lifetimes.refresh_token),
            rotation: config::refresh_rotation(environment)?,
            session_lifetime: lifetimes.session,
            clock,
        })
    }
}

/// The routes of this function.
pub fn routes(state: AppState) -> Router {
    layers::route(Router::new(), "/api/v1/login", post(login::login)).with_state(state)
}

/// The whole function.
pub fn router(state: AppState) -> Router {
    layers::finish(routes(state))
}
