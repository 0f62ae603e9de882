//! An embedded DynamoDB of a test's own, in memory, with the tables of the schema.

use aws_sdk_dynamodb::Client;
use dynoxide::Database;
use shared::auth::access_token::AccessTokens;
use shared::config::Environment;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::store::{client, schema};
use tokio::net::TcpListener;

use crate::{Calls, LostAnswers, access_token, environment, session};

/// The emulator, its client, what was called through it, and a way to lose an answer.
#[derive(Debug)]
pub struct Dynamodb {
    pub client: Client,
    pub calls: Calls,
    pub answers: LostAnswers,
}

impl Dynamodb {
    /// Starts an emulator on a free port.
    ///
    /// # Panics
    /// When it does not start.
    #[expect(clippy::expect_used, reason = "a test's set-up")]
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the listener has an address");
        let database = Database::memory().expect("the database opens");
        tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database, std::future::pending()));
        let dynamodb = Self::at(&format!("http://{address}"));
        schema::create_missing(&dynamodb.client, &environment()).await.expect("the tables are made");
        let _ = dynamodb.calls.take();
        dynamodb
    }

    /// A DynamoDB that refuses every connection.
    ///
    /// # Panics
    /// When no port is free.
    #[expect(clippy::expect_used, reason = "a test's set-up")]
    pub async fn unreachable() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("the listener has an address");
        drop(listener);
        Self::at(&format!("http://{address}"))
    }

    /// An access token of a [session](crate::session) that is in the store, as after a login.
    ///
    /// # Panics
    /// When the session is not stored.
    #[expect(clippy::expect_used, reason = "a test's set-up")]
    pub async fn sign_in(&self, user_id: UserId, email: &Email) -> String {
        let session = session(user_id, email);
        let item = serde_dynamo::aws_sdk_dynamodb_1::to_item(&session).expect("a session is an item");
        let table = schema::SESSIONS.default_name;
        self.client.put_item().table_name(table).set_item(Some(item)).send().await.expect("the session is stored");
        let _ = self.calls.take();
        access_token(&AccessTokens::from_environment(&environment()).expect("there are secrets"), user_id, email)
    }

    #[expect(clippy::expect_used, reason = "a test's set-up")]
    fn at(endpoint: &str) -> Self {
        let mut environment: Environment = environment();
        environment.set("AWS_ENDPOINT_URL_DYNAMODB", endpoint);
        let (calls, answers) = (Calls::default(), LostAnswers::default());
        let configuration = client::configuration(&environment).expect("the settings are right");
        let configuration = configuration.interceptor(calls.clone()).interceptor(answers.clone());
        Self { client: Client::from_conf(configuration.build()), calls, answers }
    }
}
