//! Accounts: sign-up, the caller's own account, password and sessions.

mod change_password;
mod confirm_email_change;
mod confirm_email_verification;
mod confirm_password_reset;
mod delete_account;
mod end_other_sessions;
mod end_session;
mod get_user_data;
mod list_sessions;
mod mail;
mod mail_order;
mod mail_proof;
mod me;
mod older_sessions;
mod password_check;
mod request_email_change;
mod request_email_verification;
mod request_password_reset;
mod sign_up;
mod sign_up_limit;
mod verified_sign_up;
mod view;

#[cfg(feature = "openapi")]
pub mod openapi;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{delete, get, post, put};
use jiff::SignedDuration;
use shared::access::client_address::{RequiredProxy, TrustedProxy};
use shared::access::current_user::Authenticator;
use shared::access::origin::AllowedOrigins;
use shared::access::password_attempts::PasswordAttempts;
use shared::auth::password_hasher::PasswordHasher;
use shared::auth::token_pair::TokenPairs;
use shared::clock::Clock;
use shared::config::{self, ConfigError, Environment};
use shared::domain::session::Rotation;
use shared::http::route::ApiRoutes as _;
use shared::layers;
use shared::store::Client;
use shared::store::accounts::Accounts;
use shared::store::cleanups::Cleanups;
use shared::store::email_changes::EmailChanges;
use shared::store::sessions::Sessions;
use shared::store::sign_ups::SignUps;
use shared::store::users::Users;

use mail::Mail;
use sign_up_limit::SignUpLimit;

/// What the handlers need. The router keeps a clone for each route, so clones share it.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Parts>);

#[derive(Debug)]
pub struct Parts {
    users: Users,
    sessions: Sessions,
    accounts: Accounts,
    sign_ups: SignUps,
    email_changes: EmailChanges,
    cleanups: Cleanups,
    attempts: PasswordAttempts,
    sign_up_limit: SignUpLimit,
    mail: Option<Mail>,
    hasher: PasswordHasher,
    authenticator: Authenticator,
    token_pairs: TokenPairs,
    rotation: Rotation,
    session_lifetime: SignedDuration,
    access_token_lifetime: SignedDuration,
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
        let authenticator = Authenticator::new(environment, dynamodb.clone(), clock.clone())?;
        Ok(Self(Arc::new(Parts {
            users: Users::new(dynamodb.clone(), environment),
            sessions: Sessions::new(dynamodb.clone(), environment),
            accounts: Accounts::new(dynamodb.clone(), environment),
            sign_ups: SignUps::new(dynamodb.clone(), environment),
            email_changes: EmailChanges::new(dynamodb.clone(), environment),
            cleanups: Cleanups::new(dynamodb.clone(), environment),
            attempts: PasswordAttempts::new(environment, dynamodb.clone())?,
            sign_up_limit: SignUpLimit::new(environment, dynamodb.clone())?,
            mail: Mail::from_environment(environment, dynamodb)?,
            hasher,
            authenticator,
            token_pairs: TokenPairs::from_environment(environment)?,
            rotation: config::refresh_rotation(environment)?,
            session_lifetime: config::session_lifetime(environment)?,
            access_token_lifetime: config::access_token_lifetime(environment)?,
            allowed_origins: AllowedOrigins::from_environment(environment)?,
            trusted_proxy: TrustedProxy::from_environment(environment)?,
            required_proxy: RequiredProxy::from_environment(environment)?,
            clock,
        })))
    }
}

impl FromRef<AppState> for Authenticator {
    fn from_ref(state: &AppState) -> Self {
        state.authenticator.clone()
    }
}

impl FromRef<AppState> for TrustedProxy {
    fn from_ref(state: &AppState) -> Self {
        state.trusted_proxy.clone()
    }
}

/// The routes alone. The local server merges those of all functions.
pub fn routes(state: AppState) -> Router {
    let request_reset = post(request_password_reset::request_password_reset);
    let confirm_reset = post(confirm_password_reset::confirm_password_reset);
    let request_verification = post(request_email_verification::request_email_verification);
    let confirm_verification = post(confirm_email_verification::confirm_email_verification);
    let confirm_change = post(confirm_email_change::confirm_email_change);
    let sessions = get(list_sessions::list_sessions).delete(end_other_sessions::end_other_sessions);
    Router::new()
        .api_route("/users", state.allowed_origins.guard(post(sign_up::sign_up)))
        .api_route("/users/password-reset", state.allowed_origins.guard(request_reset))
        .api_route("/users/password-reset/confirm", state.allowed_origins.guard(confirm_reset))
        .api_route("/users/email-verification", state.allowed_origins.guard(request_verification))
        .api_route("/users/email-verification/confirm", state.allowed_origins.guard(confirm_verification))
        .api_route("/users/email-change/confirm", state.allowed_origins.guard(confirm_change))
        .api_route("/users/me", get(me::me).delete(delete_account::delete_account))
        .api_route("/users/me/password", put(change_password::change_password))
        .api_route("/users/me/email-change", post(request_email_change::request_email_change))
        .api_route("/users/me/sessions", sessions)
        .api_route("/users/me/sessions/{id}", delete(end_session::end_session))
        .api_route("/users/get_user_data", get(get_user_data::get_user_data))
        .with_state(state)
}

/// The routes as Lambda runs them.
pub fn router(state: AppState) -> Router {
    let proxy = state.required_proxy.clone();
    layers::finish(routes(state), proxy)
}
