//! A separate embedded DynamoDB for each test, in memory, with all tables. Or another implementation at
//! `TEST_DYNAMODB_URL`: there each test first deletes all tables, so tests must run one at a time, as
//! `scripts/other-stores.sh` does.

mod stream;

use std::fmt;
use std::net::SocketAddr;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::config::retry::RetryPartition;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use dynoxide::Database;
use serde::Serialize;
use serde_dynamo::aws_sdk_dynamodb_1::to_item;
use shared::auth::access_token::AccessTokens;
use shared::config::Environment;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::store::{client, schema};
use tokio::net::TcpListener;

use crate::{Calls, FaultProxy, LostAnswers, access_token, environment, session};

/// The store, a client for it, the calls that were made with this client, and a way to lose their responses.
pub struct Dynamodb {
    pub client: Client,
    pub calls: Calls,
    pub answers: LostAnswers,
    /// None if the store cannot be reached or is not embedded.
    database: Option<Database>,
}

impl Dynamodb {
    /// Starts a store on a free port, or empties the one at `TEST_DYNAMODB_URL`.
    pub async fn start() -> Self {
        if let Some(url) = Environment::of_process().get("TEST_DYNAMODB_URL") {
            return Self::at(url, |configuration| configuration).without_tables().await.with_tables(None).await;
        }
        let (address, database) = serve().await;
        Self::at(&url(address), |configuration| configuration).with_tables(Some(database)).await
    }

    /// Starts a store behind a proxy, which breaks the calls that a test chooses.
    pub async fn behind_faults() -> (Self, FaultProxy) {
        let (address, database) = serve().await;
        let proxy = FaultProxy::start(address).await.expect("the proxy starts");
        // By default, all clients of a process and a region share one budget of retries.
        let partition = RetryPartition::new(proxy.address().to_string());
        let dynamodb = Self::at(&url(proxy.address()), |configuration| {
            configuration.retry_partition(partition).interceptor(proxy.clone())
        });
        (dynamodb.with_tables(Some(database)).await, proxy)
    }

    /// A DynamoDB that refuses every connection.
    pub async fn unreachable() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the listener has an address");
        drop(listener);
        Self::at(&url(address), |configuration| configuration)
    }

    /// Stores a [session](crate::session), as a login does, and returns an access token of it.
    pub async fn sign_in(&self, user_id: UserId, email: &Email) -> String {
        self.put(schema::SESSIONS.default_name, [session(user_id, email)]).await;
        access_token(&AccessTokens::from_environment(&environment()).expect("there are secrets"), user_id, email)
    }

    /// Stores any number of items directly. Forgets all recorded calls.
    pub async fn put(&self, table: &str, items: impl IntoIterator<Item: Serialize>) {
        let put = |item| {
            let item = to_item(item).expect("it is an item");
            let put = PutRequest::builder().set_item(Some(item)).build().expect("it has an item");
            WriteRequest::builder().put_request(put).build()
        };
        let puts: Vec<_> = items.into_iter().map(put).collect();
        for puts in puts.chunks(25) {
            let written = self.client.batch_write_item().request_items(table, puts.to_vec()).send().await;
            assert!(written.expect("items are stored").unprocessed_items.unwrap_or_default().is_empty());
        }
        self.calls.clear();
    }

    /// Records that the owner of an account has read a mail sent to its email. Forgets all recorded calls.
    pub async fn verify_email(&self, email: &Email) {
        let update = self.client.update_item().table_name(schema::USERS.default_name);
        let update = update.key("email", AttributeValue::S(email.folded().to_owned()));
        let update = update.update_expression("SET email_verified = :yes").condition_expression("attribute_exists(id)");
        update.expression_attribute_values(":yes", AttributeValue::Bool(true)).send().await.expect("there is a user");
        self.calls.clear();
    }

    /// The embedded store itself.
    #[must_use]
    pub fn database(&self) -> Database {
        self.database.clone().expect("the store is embedded")
    }

    fn at(url: &str, configure: impl FnOnce(Builder) -> Builder) -> Self {
        let mut environment: Environment = environment();
        environment.set("AWS_ENDPOINT_URL_DYNAMODB", url);
        let (calls, answers) = (Calls::default(), LostAnswers::default());
        let configuration = client::configuration(&environment).expect("the settings are valid");
        let configuration = configure(configuration.interceptor(calls.clone()).interceptor(answers.clone()));
        Self { client: Client::from_conf(configuration.build()), calls, answers, database: None }
    }

    async fn with_tables(self, database: Option<Database>) -> Self {
        schema::create_missing(&self.client, &environment()).await.expect("the tables are created");
        self.calls.clear();
        Self { database, ..self }
    }

    async fn without_tables(self) -> Self {
        let listed = self.client.list_tables().send().await.expect("the store answers");
        for table in listed.table_names.unwrap_or_default() {
            self.client.delete_table().table_name(table).send().await.expect("the table is deleted");
        }
        self
    }
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

async fn serve() -> (SocketAddr, Database) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("the listener has an address");
    let database = Database::memory().expect("the database opens");
    tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database.clone(), std::future::pending()));
    (address, database)
}

impl fmt::Debug for Dynamodb {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Dynamodb").field("calls", &self.calls).finish_non_exhaustive()
    }
}
