//! A user's tasks and the report of them. Every route authenticates the caller before it reads anything else.

mod change;
mod complete;
mod create;
mod cursor;
mod delete;
mod list;
mod patch;
mod query;
mod read;
mod replace;
mod report;
mod task_path;
mod view;

#[cfg(feature = "openapi")]
pub mod openapi;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, put};
use shared::access::client_address::RequiredProxy;
use shared::access::current_user::Authenticator;
use shared::clock::Clock;
use shared::config::{ConfigError, Environment};
use shared::http::route::ApiRoutes as _;
use shared::layers;
use shared::store::Client;
use shared::store::session_and_task::SessionAndTask;
use shared::store::tasks::{TaskCreation, Tasks};

#[derive(Clone, Debug)]
pub struct AppState {
    tasks: Tasks,
    creation: TaskCreation,
    session_and_task: SessionAndTask,
    authenticator: Authenticator,
    required_proxy: RequiredProxy,
    clock: Clock,
}

impl AppState {
    pub fn new(environment: &Environment, dynamodb: Client, clock: Clock) -> Result<Self, ConfigError> {
        let authenticator = Authenticator::new(environment, dynamodb.clone(), clock.clone())?;
        let creation = TaskCreation::new(dynamodb.clone(), environment);
        let session_and_task = SessionAndTask::new(dynamodb.clone(), environment);
        let tasks = Tasks::new(dynamodb, environment);
        let required_proxy = RequiredProxy::from_environment(environment)?;
        Ok(Self { tasks, creation, session_and_task, authenticator, required_proxy, clock })
    }
}

impl FromRef<AppState> for Authenticator {
    fn from_ref(state: &AppState) -> Self {
        state.authenticator.clone()
    }
}

/// The routes alone. The local server merges those of all functions.
pub fn routes(state: AppState) -> Router {
    let one = get(read::read).put(replace::replace).patch(patch::patch).delete(delete::delete);
    Router::new()
        .api_route("/tasks", get(list::list).post(create::create))
        .api_route("/tasks/{id}", one)
        .api_route("/tasks/complete/{id}", put(complete::complete))
        .api_route("/reports", get(report::report))
        .with_state(state)
}

/// The routes as Lambda runs them.
pub fn router(state: AppState) -> Router {
    let proxy = state.required_proxy.clone();
    layers::finish(routes(state), proxy)
}
