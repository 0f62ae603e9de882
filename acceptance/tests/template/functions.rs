//! The functions as a deployment starts them, and their descriptions.

use std::collections::BTreeSet;

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

/// The functions that work on streams.
pub(crate) const WORKERS: [&str; 2] = ["CleanupFunction", "MailerFunction"];

/// Every function of the template.
pub(crate) fn every_function() -> Vec<&'static str> {
    FUNCTIONS.iter().map(|(function, _)| *function).chain(WORKERS).collect()
}

/// The cleanup function, as its binary starts it.
pub(crate) fn start_cleanup(dynamodb: &Dynamodb, environment: &Environment) -> cleanup::Worker {
    start_process(environment);
    cleanup::Worker::new(environment, &dynamodb.client, clock())
}

/// The mailer function, as its binary starts it.
pub(crate) fn start_mailer(dynamodb: &Dynamodb, environment: &Environment) -> mailer::Worker {
    start_process(environment);
    mailer::Worker::new(environment, &dynamodb.client, clock()).unwrap()
}

/// The names of the variables that a function's start reads.
pub(crate) fn names_read(function: &str, dynamodb: &Dynamodb, environment: &Environment) -> BTreeSet<String> {
    match function {
        "CleanupFunction" => drop(start_cleanup(dynamodb, environment)),
        "MailerFunction" => drop(start_mailer(dynamodb, environment)),
        other => drop(start(other, dynamodb, environment)),
    }
    environment.names_read()
}

/// What every function reads.
fn start_process(environment: &Environment) {
    client::configuration(environment).unwrap();
    telemetry::for_lambda(environment, std::io::sink).unwrap();
}

/// A function that serves requests.
pub(crate) fn start(name: &str, dynamodb: &Dynamodb, environment: &Environment) -> Api {
    let client = dynamodb.client.clone();
    let hasher = || PasswordHasher::start(Argon2Cost::from_environment(environment).unwrap(), 1).unwrap();
    start_process(environment);
    let router = match name {
        "LoginFunction" => login::router(login::AppState::new(environment, client, clock(), hasher()).unwrap()),
        "RefreshFunction" => refresh::router(refresh::AppState::new(environment, client, clock()).unwrap()),
        "UsersFunction" => users::router(users::AppState::new(environment, client, clock(), hasher()).unwrap()),
        "TasksFunction" => tasks::router(tasks::AppState::new(environment, client, clock()).unwrap()),
        other => panic!("this test does not know the template's function {other}"),
    };
    Api::new(router)
}
