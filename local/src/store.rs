//! The DynamoDB behind the API: the embedded one, which others on this machine can use too, or one that runs elsewhere.

use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use anyhow::Context as _;
use aws_config::BehaviorVersion;
use aws_config::meta::region::RegionProviderChain;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Builder;
use dynoxide::Database;
use shared::config::Environment;
use shared::store::client;
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;

use crate::data_directory::DataDirectory;
use crate::service::Service;

const REGION: &str = "us-east-1";

/// How long an expired item may stay. AWS takes days; readers must not rely on either.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

pub(crate) struct Store {
    pub(crate) client: Client,
    pub(crate) endpoint: String,
    /// None where the store runs elsewhere.
    pub(crate) service: Option<Service>,
    /// The embedded one's own, for its streams.
    pub(crate) database: Option<Database>,
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Store").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Store {
    /// Starts the embedded DynamoDB, in memory where there is no directory, and points the environment to it.
    pub(crate) fn embedded(
        listener: TcpListener,
        directory: Option<&DataDirectory>,
        environment: &mut Environment,
    ) -> anyhow::Result<Self> {
        let database = open(directory)?;
        let (served, swept) = (database.clone(), database.clone());
        let service = Service::spawn(listener, move |listener, stop| async move {
            tokio::select! {
                ended = dynoxide::server::serve_with_shutdown(listener, served, stop.received()) => {
                    ended.map_err(anyhow::Error::msg).context("the embedded DynamoDB has stopped")
                }
                never = sweep_expired_items(swept) => match never {},
            }
        })?;
        let endpoint = service.url();
        point_to_embedded(environment, &endpoint);
        let client = Client::from_conf(client::configuration(environment)?.build());
        Ok(Self { client, endpoint, service: Some(service), database: Some(database) })
    }

    /// Uses the DynamoDB at `endpoint`, with credentials and region from wherever the AWS CLI would find them.
    pub(crate) async fn elsewhere(endpoint: String, environment: &mut Environment) -> Self {
        let region = RegionProviderChain::default_provider().or_else(REGION);
        let chain = aws_config::defaults(BehaviorVersion::latest()).region(region).load().await;
        if let Some(region) = chain.region() {
            environment.set("AWS_REGION", region.as_ref());
        }
        environment.set("AWS_ENDPOINT_URL_DYNAMODB", &endpoint);
        let configuration = client::limits(Builder::from(&chain)).endpoint_url(&endpoint).build();
        Self { client: Client::from_conf(configuration), endpoint, service: None, database: None }
    }
}

fn open(directory: Option<&DataDirectory>) -> anyhow::Result<Database> {
    let Some(directory) = directory else {
        return Database::memory().map_err(|error| anyhow::anyhow!("the database does not start: {error}"));
    };
    let path = directory.database()?;
    let name = path.to_str().with_context(|| format!("{} is not UTF-8", path.display()))?;
    Database::new(name).map_err(|error| anyhow::anyhow!("the database {name} cannot be opened: {error}"))
}

/// The caller's real credentials have no business with an emulator.
fn point_to_embedded(environment: &mut Environment, endpoint: &str) {
    environment.set_default("AWS_REGION", REGION);
    environment.set("AWS_ACCESS_KEY_ID", "local");
    environment.set("AWS_SECRET_ACCESS_KEY", "local");
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
            Ok(Ok(swept)) => tracing::debug!(swept, "expired items are swept"),
            Ok(Err(error)) => tracing::warn!(%error, "expired items are not swept"),
            Err(error) => tracing::warn!(%error, "the sweep of expired items has panicked"),
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
        point_to_embedded(&mut environment, "http://127.0.0.1:8000");
        assert_eq!(environment.get("AWS_ACCESS_KEY_ID"), Some("local"));
        assert_eq!(environment.get("AWS_SESSION_TOKEN"), None);
        assert_eq!(environment.get("AWS_REGION"), Some("eu-west-1"));
    }
}
