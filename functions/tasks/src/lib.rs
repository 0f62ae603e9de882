//! A user's tasks and the report of them, as a download or by mail. Every route authenticates the caller before it reads anything else.

mod change;
mod complete;
mod create;
mod cursor;
mod delete;
mod list;
mod mail;
mod mail_report;
mod patch;
mod query;
mod read;
mod replace;
mod report;
mod task_path;
mod view;

#[cfg(feature = "openapi")]
pub mod openapi;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, put};
use shared::access::client_address::{RequiredProxy, TrustedProxy};
use shared::access::current_user::Authenticator;
use shared::clock::Clock;
use shared::config::{ConfigError, Environment};
use shared::http::route::ApiRoutes as _;
use shared::layers;
use shared::store::Client;
use shared::store::session_and_task::SessionAndTask;
use shared::store::tasks::{TaskCreation, Tasks};

use mail::Mail;

/// What the handlers need. The router keeps a clone for each route, so clones share it.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Parts>);

#[derive(Debug)]
pub struct Parts {
    tasks: Tasks,
    creation: TaskCreation,
    session_and_task: SessionAndTask,
    mail: Option<Mail>,
    authenticator: Authenticator,
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
    pub fn new(environment: &Environment, dynamodb: Client, clock: Clock) -> Result<Self, ConfigError> {
        let authenticator = Authenticator::new(environment, dynamodb.clone(), clock.clone())?;
        let creation = TaskCreation::new(dynamodb.clone(), environment);
        let session_and_task = SessionAndTask::new(dynamodb.clone(), environment);
        let tasks = Tasks::new(dynamodb.clone(), environment);
        let mail = Mail::from_environment(environment, dynamodb)?;
        let trusted_proxy = TrustedProxy::from_environment(environment)?;
        let required_proxy = RequiredProxy::from_environment(environment)?;
        Ok(Self(Arc::new(Parts {
            tasks,
            creation,
            session_and_task,
            mail,
            authenticator,
            trusted_proxy,
            required_proxy,
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
    let one = get(read::read).put(replace::replace).patch(patch::patch).delete(delete::delete);
    Router::new()
        .api_route("/tasks", get(list::list).post(create::create))
        .api_route("/tasks/{id}", one)
        .api_route("/tasks/complete/{id}", put(complete::complete))
        .api_route("/reports", get(report::report).post(mail_report::mail_report))
        .with_state(state)
}

/// The routes as Lambda runs them.
pub fn router(state: AppState) -> Router {
    let proxy = state.required_proxy.clone();
    layers::finish(routes(state), proxy)
}
