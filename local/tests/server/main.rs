//! The development server as its users see it: started on free ports, in the same process or as a program.

#![expect(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod connections;
mod log;
mod pages;
mod preflight;
mod restart;
mod start;

use local::{Options, Server};
use shared::config::Environment;
use testkit::CHEAP_HASHES;

/// Settings that make tests quick and no less true.
fn environment() -> Environment {
    CHEAP_HASHES.into_iter().collect()
}

/// A server with nothing but what a test puts there, and the URL of its API.
async fn start(environment: Environment) -> (Server, String) {
    let server = Server::start(&Options::ephemeral(), environment).await.unwrap();
    let url = url(&server);
    (server, url)
}

fn url(server: &Server) -> String {
    format!("http://{}/api/v1", server.address())
}
