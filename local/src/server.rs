//! The order in which everything starts and stops.

use std::net::SocketAddr;

use anyhow::Context as _;
use cleanup::Worker;
use shared::clock::Clock;
use shared::config::Environment;
use shared::http::route::BASE_PATH;
use shared::store::schema;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use crate::cleanup_worker::CleanupWorker;
use crate::data_directory::DataDirectory;
use crate::options::Options;
use crate::server_task::{ServerTask, listen};
use crate::store::Store;
use crate::style::{Colour, Style};
use crate::{api, cors, demo, development_secrets, lambda_env};

/// A running server: the API and, unless `--endpoint-url` is given, the embedded DynamoDB.
#[derive(Debug)]
pub struct Server {
    api: ServerTask,
    store: Store,
    /// `None` for an external DynamoDB, whose deployment has its own cleanup function.
    cleanup_worker: Option<CleanupWorker>,
    /// Where the data is, as the end of [`Self::store_line`].
    data: String,
}

impl Server {
    /// Starts everything. The API accepts requests when this returns.
    pub async fn start(options: &Options, mut environment: Environment) -> anyhow::Result<Self> {
        // First, so that a second server on the same address fails before it touches the data.
        let listener = listen(options.listen, "--listen").await?;
        set_defaults(&mut environment);
        let cors = cors::layer(&environment)?;
        let directory = data_directory(options)?;
        let store = start_store(options, directory.as_ref(), &mut environment).await?;
        development_secrets::provide(&mut environment, directory.as_ref())?;
        let routes = api::routes(&environment, &store.client)?;
        schema::create_missing(&store.client, &environment)
            .await
            .with_context(|| format!("cannot create the tables on {}", store.endpoint))?;
        if let Some(directory) = &directory {
            lambda_env::write(directory, &environment, store.has_placeholder_credentials)?;
        }
        if options.seed {
            // These requests are not logged: the user did not send them.
            let seeded = demo::seed(&routes).with_subscriber(NoSubscriber::default()).await;
            seeded.context("cannot create the demo data")?;
        }
        let cleanup_worker = cleanup_worker(&store, &environment);
        let api = api::serve(listener, routes, cors)?;
        Ok(Self { api, store, cleanup_worker, data: described_data(options) })
    }

    /// The address of the API.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.api.address()
    }

    /// The URL of the DynamoDB.
    #[must_use]
    pub fn dynamodb_endpoint(&self) -> &str {
        &self.store.endpoint
    }

    /// Says where the data is.
    #[must_use]
    pub fn store_line(&self) -> String {
        format!("DynamoDB on {}{}", self.store.endpoint, self.data)
    }

    /// Says that the API is ready, and where. Scripts read the API's URL at the end of the first line.
    #[must_use]
    pub fn ready_lines(&self, style: Style) -> String {
        let url = self.api.url();
        let ready = style.paint(Colour::BoldGreen, "todo-lambda is ready:");
        format!("{ready} {url}{BASE_PATH}\n  page  {url}/\n  docs  {url}/docs/\n")
    }

    /// Stops the API before the store, which the last requests may still need.
    pub async fn stop(self) -> anyhow::Result<()> {
        let api = self.api.stop().await;
        drop(self.cleanup_worker);
        if let Some(task) = self.store.task {
            task.stop().await?;
        }
        api
    }
}

/// Where a developer's machine needs other defaults than the functions'.
fn set_defaults(environment: &mut Environment) {
    environment.set_default("SIGNUP_MAX_PER_WINDOW", "100000");
    environment.set_default("ALLOWED_ORIGINS", "http://localhost:5173");
}

fn cleanup_worker(store: &Store, environment: &Environment) -> Option<CleanupWorker> {
    let Some(database) = &store.database else {
        tracing::warn!(
            "this server runs no cleanup on a DynamoDB that it did not start: unless the cleanup function runs there, tasks of deleted accounts remain"
        );
        return None;
    };
    let worker = Worker::new(environment, &store.client, Clock::system());
    Some(CleanupWorker::start(database.clone(), schema::CLEANUPS.name(environment).to_owned(), worker))
}

fn data_directory(options: &Options) -> anyhow::Result<Option<DataDirectory>> {
    if options.in_memory { Ok(None) } else { DataDirectory::open(&options.data_dir).map(Some) }
}

async fn start_store(
    options: &Options,
    directory: Option<&DataDirectory>,
    environment: &mut Environment,
) -> anyhow::Result<Store> {
    if let Some(endpoint) = &options.endpoint_url {
        return Store::remote(endpoint.clone(), environment).await;
    }
    let listener = listen(options.dynamodb, "--dynamodb").await?;
    Store::embedded(listener, directory, environment)
}

fn described_data(options: &Options) -> String {
    match options {
        Options { endpoint_url: Some(_), .. } => String::new(),
        Options { in_memory: true, .. } => ", data in memory".to_owned(),
        Options { data_dir, .. } => format!(", data in {}", data_dir.display()),
    }
}
