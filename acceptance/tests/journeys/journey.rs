//! A user's journey through the whole API: with a development server, or with the API at `API_URL`, such as
//! `http://127.0.0.1:9000/api/v1`:
//!
//!     API_URL=... cargo test --workspace --test journeys journey::

use acceptance::{server_settings, start_server};
use local::Server;
use shared::config::Environment;
use testkit::journey;

#[tokio::test]
async fn a_person_signs_up_keeps_tasks_refreshes_and_logs_out() {
    let (server, url) = api().await;
    journey::travel(&url).await;
    stop(server).await;
}

/// The same for a DynamoDB from before May 2020, which refuses empty texts.
#[tokio::test]
async fn a_person_describes_every_task() {
    let (server, url) = api().await;
    journey::describe_every_task(&url).await;
    stop(server).await;
}

/// The API at `API_URL`, or a server for this test.
async fn api() -> (Option<Server>, String) {
    if let Some(url) = Environment::of_process().get("API_URL") {
        return (None, url.to_owned());
    }
    let (server, url) = start_server(server_settings()).await;
    (Some(server), url)
}

async fn stop(server: Option<Server>) {
    if let Some(server) = server {
        server.stop().await.unwrap();
    }
}
