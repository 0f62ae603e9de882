//! An embedded DynamoDB of a test's own, in memory, with the tables of the schema.

use std::fmt;

use aws_sdk_dynamodb::Client;
use dynoxide::Database;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use serde_json::Value;
use shared::auth::access_token::AccessTokens;
use shared::config::Environment;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::store::{client, schema};
use tokio::net::TcpListener;

use crate::{Calls, LostAnswers, access_token, environment, session};

/// The emulator, its client, what was called through it, and a way to lose an answer.
pub struct Dynamodb {
    pub client: Client,
    pub calls: Calls,
    pub answers: LostAnswers,
    /// None where the store cannot be reached.
    database: Option<Database>,
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
        tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database.clone(), std::future::pending()));
        let mut dynamodb = Self::at(&format!("http://{address}"));
        dynamodb.database = Some(database);
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

    /// Every change of a table so far, as its stream tells a function.
    ///
    /// # Panics
    /// When there is no stream.
    #[expect(clippy::expect_used, reason = "a test's set-up")]
    #[must_use]
    pub fn stream(&self, table: &str) -> Vec<Value> {
        let database = self.database.as_ref().expect("the store is embedded");
        let streams = database.list_streams(ListStreamsRequest::default()).expect("streams are listed").streams;
        let stream_arn = streams.into_iter().find(|stream| stream.table_name == table).expect("it has one").stream_arn;
        let describe = DescribeStreamRequest { stream_arn: stream_arn.clone(), ..DescribeStreamRequest::default() };
        let shards = database.describe_stream(describe).expect("the stream is described").stream_description.shards;
        let mut records = Vec::new();
        for shard in shards {
            let iterator = GetShardIteratorRequest {
                stream_arn: stream_arn.clone(),
                shard_id: shard.shard_id,
                shard_iterator_type: "TRIM_HORIZON".to_owned(),
                sequence_number: None,
            };
            let iterator = database.get_shard_iterator(iterator).expect("the shard is read").shard_iterator;
            let request = GetRecordsRequest { shard_iterator: iterator.expect("it has a start"), limit: None };
            let found = database.get_records(request).expect("the shard is read").records;
            records.extend(found.iter().map(|record| serde_json::to_value(record).expect("a record is JSON")));
        }
        records
    }

    /// Removes the items whose time has come, which AWS does within days.
    ///
    /// # Panics
    /// When the store is not embedded.
    #[expect(clippy::expect_used, reason = "a test's set-up")]
    pub fn remove_expired(&self) {
        self.database.as_ref().expect("the store is embedded").sweep_ttl().expect("the store is swept");
    }

    #[expect(clippy::expect_used, reason = "a test's set-up")]
    fn at(endpoint: &str) -> Self {
        let mut environment: Environment = environment();
        environment.set("AWS_ENDPOINT_URL_DYNAMODB", endpoint);
        let (calls, answers) = (Calls::default(), LostAnswers::default());
        let configuration = client::configuration(&environment).expect("the settings are right");
        let configuration = configuration.interceptor(calls.clone()).interceptor(answers.clone());
        Self { client: Client::from_conf(configuration.build()), calls, answers, database: None }
    }
}

impl fmt::Debug for Dynamodb {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Dynamodb").field("calls", &self.calls).finish_non_exhaustive()
    }
}
