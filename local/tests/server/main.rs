//! The development server, started on free ports in the test's process or as a program.

#![expect(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod attachments;
mod connections;
mod log;
mod mailbox;
mod page;
mod pages;
mod preflight;
mod restart;
mod start;

use local::{Options, Server};
use shared::config::Environment;
use testkit::CHEAP_HASHES;

/// Settings for quick tests.
fn environment() -> Environment {
    CHEAP_HASHES.into_iter().collect()
}

/// An empty server, and the URL of its API.
async fn start(environment: Environment) -> (Server, String) {
    let server = Server::start(&Options::ephemeral(), environment).await.unwrap();
    let url = url(&server);
    (server, url)
}

fn url(server: &Server) -> String {
    format!("http://{}/api/v1", server.address())
}
