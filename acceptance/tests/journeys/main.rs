//! What people do with the API, and what others try: over HTTP against a started server, or as gateway events through the functions.

#![expect(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod cookie_mode;
mod deletion;
mod expiry;
mod foreign_origins;
mod journey;
mod key_rotation;
mod trusted_proxy;

use local::{Options, Server};
use shared::config::Environment;

/// Settings that make tests quick and no less true.
fn environment() -> Environment {
    [("ARGON2_MEMORY_KIB", "64"), ("ARGON2_ITERATIONS", "1")].into_iter().collect()
}

/// A server with nothing but what a test puts there, and the URL of its API.
async fn start(environment: Environment) -> (Server, String) {
    let server = Server::start(&Options::ephemeral(), environment).await.unwrap();
    let url = format!("http://{}/api/v1", server.address());
    (server, url)
}
