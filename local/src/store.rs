//! The DynamoDB behind the API: the embedded one, which other local programs can use too, or an external one.

use std::convert::Infallible;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context as _, bail};
use aws_config::meta::region::RegionProviderChain;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::provider::ProvideCredentials as _;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{Builder, Credentials, Region};
use dynoxide::Database;
use shared::config::Environment;
use shared::store::client;
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;

use crate::data_directory::DataDirectory;
use crate::server_task::ServerTask;

const REGION: &str = "us-east-1";
const PLACEHOLDER: &str = "local";
const NO_CREDENTIALS: &str =
    "no AWS credentials found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE";

/// How often expired items are deleted. On AWS this can take days, so readers must not rely on it.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

pub(crate) struct Store {
    pub(crate) client: Client,
    pub(crate) endpoint: String,
    /// `None` for an external DynamoDB, and so is `database`.
    pub(crate) task: Option<ServerTask>,
    /// The embedded database, for its streams.
    pub(crate) database: Option<Database>,
    /// Whether the environment's credentials are placeholders, which are no secret.
    pub(crate) has_placeholder_credentials: bool,
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Store").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Store {
    /// Starts the embedded DynamoDB, in memory without a directory, and points the environment to it.
    pub(crate) fn embedded(
        listener: TcpListener,
        directory: Option<&DataDirectory>,
        environment: &mut Environment,
    ) -> anyhow::Result<Self> {
        let database = open(directory)?;
        let (served, swept) = (database.clone(), database.clone());
        let task = ServerTask::spawn(listener, move |listener, stop| async move {
            tokio::select! {
                ended = dynoxide::server::serve_with_shutdown(listener, served, stop.received()) => {
                    ended.map_err(anyhow::Error::msg).context("the embedded DynamoDB stopped")
                }
                never = sweep_expired_items(swept) => match never {},
            }
        })?;
        let endpoint = task.url();
        point_to_emulator(environment, &endpoint);
        let client = Client::from_conf(client::configuration(environment)?.build());
        let (task, database) = (Some(task), Some(database));
        Ok(Self { client, endpoint, task, database, has_placeholder_credentials: true })
    }

    /// Uses the DynamoDB at `endpoint`, with credentials and a region from wherever the AWS CLI would find them. An
    /// emulator on this machine needs neither: it gets placeholders, without a search that would find nothing.
    pub(crate) async fn remote(endpoint: String, environment: &mut Environment) -> anyhow::Result<Self> {
        let needs_placeholders = is_loopback(&endpoint) && !has_credentials(environment);
        let mut settings = aws_config::defaults(BehaviorVersion::latest());
        if needs_placeholders {
            point_to_emulator(environment, &endpoint);
            settings = settings.credentials_provider(placeholder_credentials());
        }
        settings = match environment.get("AWS_REGION").or_else(|| environment.get("AWS_DEFAULT_REGION")) {
            Some(region) => settings.region(Region::new(region.to_owned())),
            None if is_loopback(&endpoint) && environment.get("AWS_PROFILE").is_none() => settings.region(REGION),
            None => settings.region(RegionProviderChain::default_provider().or_else(REGION)),
        };
        let chain = settings.load().await;
        find_credentials(&chain).await.with_context(|| format!("cannot use the DynamoDB on {endpoint}"))?;
        if let Some(region) = chain.region() {
            environment.set("AWS_REGION", region.as_ref());
        }
        environment.set("AWS_ENDPOINT_URL_DYNAMODB", &endpoint);
        let configuration = client::limits(Builder::from(&chain)).endpoint_url(&endpoint).build();
        let client = Client::from_conf(configuration);
        Ok(Self { client, endpoint, task: None, database: None, has_placeholder_credentials: needs_placeholders })
    }
}

fn open(directory: Option<&DataDirectory>) -> anyhow::Result<Database> {
    let Some(directory) = directory else {
        return Database::memory().map_err(|error| anyhow::anyhow!("cannot start the in-memory database: {error}"));
    };
    let path = directory.database()?;
    let name = path.to_str().with_context(|| format!("the path {} is not valid UTF-8", path.display()))?;
    Database::new(name).map_err(|error| anyhow::anyhow!("cannot open the database {name}: {error}"))
}

/// Whether the endpoint is certainly on this machine.
fn is_loopback(endpoint: &str) -> bool {
    let Ok(uri) = endpoint.parse::<http::Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_ascii_lowercase();
    host.parse().map_or_else(|_| host == "localhost", |address: IpAddr| address.to_canonical().is_loopback())
}

/// Whether the environment names credentials.
fn has_credentials(environment: &Environment) -> bool {
    ["AWS_ACCESS_KEY_ID", "AWS_PROFILE"].iter().any(|name| environment.get(name).is_some())
}

/// Checked before the first call, for a short error: the SDK's own lists every place that it has searched.
async fn find_credentials(chain: &SdkConfig) -> anyhow::Result<()> {
    let provider = chain.credentials_provider().context("no AWS credentials provider is configured")?;
    match provider.provide_credentials().await {
        Ok(_) => Ok(()),
        Err(CredentialsError::CredentialsNotLoaded(_)) => bail!(NO_CREDENTIALS),
        Err(error) => Err(error).context(NO_CREDENTIALS),
    }
}

/// Must be the same as the functions' placeholders: DynamoDB Local keeps separate tables for each access key.
fn placeholder_credentials() -> Credentials {
    Credentials::new(PLACEHOLDER, PLACEHOLDER, None, None, "placeholder")
}

/// Sets placeholder credentials, so that the developer's real ones are never sent to an emulator.
fn point_to_emulator(environment: &mut Environment, endpoint: &str) {
    environment.set_default("AWS_REGION", REGION);
    environment.set("AWS_ACCESS_KEY_ID", PLACEHOLDER);
    environment.set("AWS_SECRET_ACCESS_KEY", PLACEHOLDER);
    environment.set("AWS_SESSION_TOKEN", "");
    environment.set("AWS_ENDPOINT_URL_DYNAMODB", endpoint);
}

async fn sweep_expired_items(database: Database) -> Infallible {
    let mut minutes = tokio::time::interval(SWEEP_EVERY);
    minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        minutes.tick().await;
        let database = database.clone();
        match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
            Ok(Ok(swept)) => tracing::debug!(swept, "deleted expired items"),
            Ok(Err(error)) => tracing::warn!(%error, "cannot delete expired items"),
            Err(error) => tracing::warn!(%error, "the deletion of expired items panicked"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_credentials_never_reach_the_embedded_store() {
        let real = [("AWS_ACCESS_KEY_ID", "AKIA"), ("AWS_SESSION_TOKEN", "token"), ("AWS_REGION", "eu-west-1")];
        let mut environment = Environment::from_iter(real);
        point_to_emulator(&mut environment, "http://127.0.0.1:8000");
        assert_eq!(environment.get("AWS_ACCESS_KEY_ID"), Some("local"));
        assert_eq!(environment.get("AWS_SESSION_TOKEN"), None);
        assert_eq!(environment.get("AWS_REGION"), Some("eu-west-1"));
    }

    #[test]
    fn loopback_addresses_are_recognised_in_every_form() {
        for endpoint in ["http://127.0.0.1:8000", "http://127.1.2.3", "http://[::1]:8000", "https://LOCALHOST:4566/x"] {
            assert!(is_loopback(endpoint), "{endpoint}");
        }
        for endpoint in ["http://192.0.2.1:8000", "http://dynamodb.us-east-1.amazonaws.com", "http://localhost.example"]
        {
            assert!(!is_loopback(endpoint), "{endpoint}");
        }
    }

    #[tokio::test]
    async fn an_emulator_on_this_machine_needs_no_credentials() {
        let mut environment = Environment::default();
        let store = Store::remote("http://127.0.0.1:9".to_owned(), &mut environment).await.unwrap();
        assert!(store.has_placeholder_credentials);
        assert_eq!(
            ["AWS_ACCESS_KEY_ID", "AWS_REGION"].map(|name| environment.get(name)),
            [Some("local"), Some(REGION)]
        );
    }
}
