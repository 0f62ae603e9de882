//! The order in which everything starts and stops.

use std::net::SocketAddr;

use anyhow::Context as _;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::clock::Clock;
use shared::config::Environment;
use shared::http::route::BASE_PATH;
use shared::store::schema;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use crate::data_directory::DataDirectory;
use crate::development_secrets::{OF_MAIL, OF_TOKENS};
use crate::mailbox::Mailbox;
use crate::options::Options;
use crate::server_task::{ServerTask, listen, url};
use crate::store::Store;
use crate::stream_worker::StreamWorker;
use crate::style::{Colour, Style};
use crate::{api, cors, demo, development_secrets, lambda_env};

/// A running server: the API and, unless `--endpoint-url` is given, the embedded DynamoDB.
#[derive(Debug)]
pub struct Server {
    api: ServerTask,
    store: Store,
    /// None for an external DynamoDB, whose deployment has functions on its streams.
    workers: Vec<StreamWorker>,
    /// Where the data is, as the end of [`Self::store_line`].
    data: String,
}

impl Server {
    /// Starts everything. The API accepts requests when this returns.
    pub async fn start(options: &Options, mut environment: Environment) -> anyhow::Result<Self> {
        // First, so that a second server on the same address fails before it touches the data.
        let listener = listen(options.listen, "--listen").await?;
        let own_url = url(listener.local_addr().context("the socket has no address")?);
        set_defaults(&mut environment);
        let cors = cors::layer(&environment)?;
        let directory = data_directory(options)?;
        let store = start_store(options, directory.as_ref(), &mut environment).await?;
        development_secrets::provide(&mut environment, directory.as_ref(), &OF_TOKENS)?;
        if store.database.is_some() {
            development_secrets::provide(&mut environment, directory.as_ref(), &OF_MAIL)?;
        }
        set_mail_defaults(&mut environment, &own_url);
        let routes = api::routes(&environment, &store.client)?;
        schema::create_missing(&store.client, &environment)
            .await
            .with_context(|| format!("cannot create the tables on {}", store.endpoint))?;
        if let Some(directory) = &directory {
            lambda_env::write(directory, &environment, store.has_placeholder_credentials)?;
        }
        if options.seed {
            // These requests are not logged: the user did not send them.
            let without_mail = api::routes(&demo::without_mail(&environment), &store.client)?;
            let seeded = demo::seed(&without_mail).with_subscriber(NoSubscriber::default()).await;
            seeded.context("cannot create the demo data")?;
        }
        let api = api::serve(listener, routes, cors, Mailbox::new(Clock::system()))?;
        let workers = workers(&store, &environment)?;
        Ok(Self { api, store, workers, data: described_data(options) })
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
        format!("{ready} {url}{BASE_PATH}\n  page  {url}/\n  docs  {url}/docs/\n  mail  {url}/mailbox\n")
    }

    /// Stops the API before the store, which the last requests may still need.
    pub async fn stop(self) -> anyhow::Result<()> {
        let api = self.api.stop().await;
        drop(self.workers);
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

/// Mails go to this server's own mailbox unless the environment says otherwise. Mail is off for an external DynamoDB,
/// because nothing here would send it: then there is neither a secret for it nor a sender.
fn set_mail_defaults(environment: &mut Environment, own_url: &str) {
    if environment.get("MAIL_TOKEN_SECRET").is_none() {
        return;
    }
    environment.set_default("AWS_ENDPOINT_URL_SESV2", own_url);
    environment.set_default("APP_URL", own_url);
    environment.set_default("MAIL_FROM", "no-reply@example.com");
}

/// The functions on the streams of the embedded store, as Lambda would run them.
fn workers(store: &Store, environment: &Environment) -> anyhow::Result<Vec<StreamWorker>> {
    let Some(database) = &store.database else {
        tracing::warn!(
            "this server runs no cleanup on a DynamoDB that it did not start: unless the cleanup function runs there, tasks of deleted accounts remain"
        );
        return Ok(Vec::new());
    };
    let (cleanups, mail_requests) = (schema::CLEANUPS.name(environment), schema::MAIL_REQUESTS.name(environment));
    let cleanup = cleanup::Worker::new(environment, &store.client, Clock::system());
    let mailer = mailer::Worker::new(environment, &store.client, Clock::system())?;
    Ok(vec![
        StreamWorker::start(database.clone(), cleanups, move |event| {
            let cleanup = cleanup.clone();
            async move { Ok(cleanup.handle(parsed(event)?, Timestamp::MAX).await.is_none()) }
        }),
        StreamWorker::start(database.clone(), mail_requests, move |event| {
            let mailer = mailer.clone();
            async move { Ok(mailer.handle(parsed(event)?, Timestamp::MAX).await.is_none()) }
        }),
    ])
}

fn parsed<E: DeserializeOwned>(event: Value) -> anyhow::Result<E> {
    serde_json::from_value(event).context("an event of a stream cannot be read")
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
