//! The functions as a deployment starts them, and their descriptions.

use std::collections::BTreeSet;

use cleanup::Worker;
use shared::auth::password_hasher::PasswordHasher;
use shared::config::{Argon2Cost, Environment};
use shared::openapi::DocumentPart;
use shared::store::client;
use shared::telemetry;
use testkit::{Api, Dynamodb, clock};

/// The description of a function's routes.
pub(crate) type Describe = fn() -> DocumentPart;

/// The functions that serve requests, by their names in the template.
pub(crate) const FUNCTIONS: [(&str, Describe); 4] = [
    ("LoginFunction", login::openapi::describe),
    ("RefreshFunction", refresh::openapi::describe),
    ("UsersFunction", users::openapi::describe),
    ("TasksFunction", tasks::openapi::describe),
];

/// The function that serves no requests.
pub(crate) const WORKER: &str = "CleanupFunction";

/// Every function of the template.
pub(crate) fn every_function() -> Vec<&'static str> {
    FUNCTIONS.iter().map(|(function, _)| *function).chain([WORKER]).collect()
}

/// The worker, and the names of the variables that its start read.
pub(crate) fn start_worker(dynamodb: &Dynamodb, environment: &Environment) -> (Worker, BTreeSet<String>) {
    client::configuration(environment).unwrap();
    telemetry::for_lambda(environment, std::io::sink).unwrap();
    (Worker::new(environment, &dynamodb.client, clock()), environment.names_read())
}

/// A started function, and the names of the variables that its start read.
pub(crate) struct Started {
    pub(crate) api: Api,
    pub(crate) names_read: BTreeSet<String>,
}

pub(crate) fn start(name: &str, dynamodb: &Dynamodb, environment: &Environment) -> Started {
    let client = dynamodb.client.clone();
    let hasher = || PasswordHasher::start(Argon2Cost::from_environment(environment).unwrap(), 1).unwrap();
    client::configuration(environment).unwrap();
    telemetry::for_lambda(environment, std::io::sink).unwrap();
    let router = match name {
        "LoginFunction" => login::router(login::AppState::new(environment, client, clock(), hasher()).unwrap()),
        "RefreshFunction" => refresh::router(refresh::AppState::new(environment, client, clock()).unwrap()),
        "UsersFunction" => users::router(users::AppState::new(environment, client, clock(), hasher()).unwrap()),
        "TasksFunction" => tasks::router(tasks::AppState::new(environment, client, clock()).unwrap()),
        other => panic!("this test does not know the template's function {other}"),
    };
    Started { api: Api::new(router), names_read: environment.names_read() }
}
