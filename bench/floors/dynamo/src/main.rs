//! A floor: a function that answers every event with the items of one Query, as JSON. It has no limits, retries of its
//! own, log, routes or authentication. Its client is built by hand, because `aws_config` makes a cold start slower.

use std::env::var;

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::{Client, Config};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use lambda_http::{Body, Error, Request, Response, service_fn};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Error> {
    let client = client()?;
    let (table, owner) = (var("TASKS_TABLE")?, var("OWNER_ID")?);
    let (client, table, owner) = (&client, &table, &owner);
    let serve = service_fn(async |_: Request| list(client, table, owner).await);
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(lambda_http::run(serve))
}

fn client() -> Result<Client, Error> {
    let roots = TrustStore::empty().with_pem_certificate(include_bytes!("../../../../shared/src/store/amazon_roots.pem").as_slice());
    let tls = TlsContext::builder().with_trust_store(roots).build()?;
    let http = Builder::new().tls_provider(Provider::rustls(CryptoMode::Ring)).tls_context(tls).build_https();
    let (key, secret) = (var("AWS_ACCESS_KEY_ID")?, var("AWS_SECRET_ACCESS_KEY")?);
    let configuration = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(var("AWS_REGION")?))
        .credentials_provider(Credentials::new(key, secret, var("AWS_SESSION_TOKEN").ok(), None, "environment"))
        .endpoint_url(var("AWS_ENDPOINT_URL_DYNAMODB")?)
        .http_client(http);
    Ok(Client::from_conf(configuration.build()))
}

async fn list(client: &Client, table: &str, owner: &str) -> Result<Response<Body>, Error> {
    let query = client.query().table_name(table).key_condition_expression("owner_id = :owner");
    let found = query.expression_attribute_values(":owner", AttributeValue::S(owner.to_owned())).send().await?;
    let item = |item: &std::collections::HashMap<String, AttributeValue>| -> Map<String, Value> {
        item.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
    };
    let items: Vec<_> = found.items().iter().map(item).collect();
    let body = json!({ "total": items.len(), "items": items }).to_string();
    Ok(Response::builder().header("content-type", "application/json").body(Body::Text(body))?)
}

fn plain(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => Value::from(text.as_str()),
        AttributeValue::N(number) => serde_json::from_str(number).unwrap_or_default(),
        AttributeValue::Bool(value) => Value::from(*value),
        _ => Value::Null,
    }
}
