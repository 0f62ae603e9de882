//! The embedded DynamoDB, which answers the measured processes over HTTP.

use std::net::Ipv4Addr;

use anyhow::anyhow;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType};
use dynoxide::Database;
use shared::config::Environment;
use shared::store::{client, schema};
use tokio::net::TcpListener;

/// The one table of the peers, with partition key `pk` and sort key `sk`.
pub(crate) const PEERS_TABLE: &str = "peers";

/// A running store.
pub(crate) struct Store {
    pub(crate) url: String,
    /// To fill it without HTTP.
    pub(crate) database: Database,
    /// The product's own client of it.
    pub(crate) client: Client,
}

/// Starts a store in memory and returns its URL.
pub(crate) async fn start() -> anyhow::Result<String> {
    Ok(open().await?.url)
}

/// Starts a store in memory, with the tables of the product and of the peers.
pub(crate) async fn open() -> anyhow::Result<Store> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let database = Database::memory().map_err(|error| anyhow!("cannot start the store: {error}"))?;
    tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database.clone(), std::future::pending()));
    let placeholders =
        [("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local")];
    let mut environment = Environment::from_iter(placeholders);
    environment.set("AWS_ENDPOINT_URL_DYNAMODB", &url);
    let client = Client::from_conf(client::configuration(&environment)?.build());
    schema::create_missing(&client, &environment).await?;
    create_peers_table(&client).await?;
    Ok(Store { url, database, client })
}

async fn create_peers_table(client: &Client) -> anyhow::Result<()> {
    let mut request = client.create_table().table_name(PEERS_TABLE).billing_mode(BillingMode::PayPerRequest);
    for (name, role) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        let kind = ScalarAttributeType::S;
        let definition = AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build()?;
        let element = KeySchemaElement::builder().attribute_name(name).key_type(role).build()?;
        request = request.attribute_definitions(definition).key_schema(element);
    }
    request.send().await?;
    Ok(())
}
