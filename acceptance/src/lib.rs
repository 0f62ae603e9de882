//! What the tests of the whole product share. The tests are in few binaries, because each binary links the embedded
//! store.

#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a failed set-up fails the test")]

pub mod template;

use local::functions::Functions;
use local::{Options, Server};
use shared::clock::Clock;
use shared::config::Environment;
use testkit::{Api, CHEAP_HASHES, Dynamodb, hasher};

/// The functions with a store.
pub fn functions(environment: &Environment, dynamodb: &Dynamodb, clock: &Clock) -> Functions {
    Functions::start(environment, &dynamodb.client, clock, &hasher()).unwrap()
}

/// One API of all functions.
pub fn api(environment: &Environment, dynamodb: &Dynamodb, clock: &Clock) -> Api {
    Api::new(functions(environment, dynamodb, clock).merged())
}

/// Settings for fast password hashing.
pub fn server_settings() -> Environment {
    CHEAP_HASHES.into_iter().collect()
}

/// An empty server, and the URL of its API.
pub async fn start_server(environment: Environment) -> (Server, String) {
    let server = Server::start(&Options::ephemeral(), environment).await.unwrap();
    let url = format!("http://{}/api/v1", server.address());
    (server, url)
}
