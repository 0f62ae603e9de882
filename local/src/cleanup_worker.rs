//! Runs the cleanup function on the embedded store's stream, as Lambda does on AWS.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use cleanup::{StreamEvent, Worker};
use dynoxide::Database;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use jiff::Timestamp;
use serde_json::json;
use tokio::task::{JoinHandle, spawn_blocking};

/// How often the stream is polled. Lambda polls four times a second.
const POLL_EVERY: Duration = Duration::from_millis(250);
/// The wait doubles each time an order fails, up to this limit.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How long to wait after an error of the stream before reading it from the start. Orders may be carried out twice.
const START_OVER_AFTER: Duration = Duration::from_secs(5);

/// A worker that runs until this is dropped. The next start reads the whole stream again and so finishes the work.
#[derive(Debug)]
pub(crate) struct CleanupWorker(JoinHandle<()>);

impl Drop for CleanupWorker {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl CleanupWorker {
    pub(crate) fn start(database: Database, table: String, worker: Worker) -> Self {
        Self(tokio::spawn(async move {
            while let Err(error) = run(&database, &table, &worker).await {
                tracing::error!(%error, "the cleanup worker failed and starts again");
                tokio::time::sleep(START_OVER_AFTER).await;
            }
        }))
    }
}

/// Returns only on an error.
async fn run(database: &Database, table: &str, worker: &Worker) -> anyhow::Result<()> {
    let table = table.to_owned();
    let mut iterator = read(database, move |database| first_iterator(database, &table)).await?;
    let mut wait = POLL_EVERY;
    loop {
        let shard_iterator = iterator.clone();
        let request = GetRecordsRequest { shard_iterator, limit: Some(100) };
        let found = read(database, move |database| database.get_records(request).map_err(|error| anyhow!("{error}")));
        let found = found.await?;
        let done = found.records.is_empty() || {
            let event: StreamEvent = serde_json::from_value(json!({"Records": found.records}))?;
            worker.handle(event, Timestamp::MAX).await.is_none()
        };
        wait = if done { POLL_EVERY } else { (wait * 2).min(LONGEST_WAIT) };
        if let (true, Some(next)) = (done, found.next_shard_iterator) {
            iterator = next;
        }
        tokio::time::sleep(wait).await;
    }
}

/// The start of the stream's only shard: the embedded store does not split streams.
fn first_iterator(database: &Database, table: &str) -> anyhow::Result<String> {
    let wrong = |error| anyhow!("cannot read the stream: {error}");
    let streams = database.list_streams(ListStreamsRequest::default()).map_err(wrong)?.streams;
    let stream = streams.into_iter().find(|stream| stream.table_name == table);
    let stream_arn = stream.with_context(|| format!("the table {table} has no stream"))?.stream_arn;
    let describe = DescribeStreamRequest { stream_arn: stream_arn.clone(), ..DescribeStreamRequest::default() };
    let shards = database.describe_stream(describe).map_err(wrong)?.stream_description.shards;
    let shard_id = shards.into_iter().next().context("the stream has no shard")?.shard_id;
    let shard_iterator_type = "TRIM_HORIZON".to_owned();
    let request = GetShardIteratorRequest { stream_arn, shard_id, shard_iterator_type, sequence_number: None };
    database.get_shard_iterator(request).map_err(wrong)?.shard_iterator.context("the shard has no iterator")
}

async fn read<T: Send + 'static>(
    database: &Database,
    read: impl FnOnce(&Database) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let database = database.clone();
    spawn_blocking(move || read(&database)).await?
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;
    use jiff::SignedDuration;
    use serde_dynamo::aws_sdk_dynamodb_1::to_item;
    use shared::domain::cleanup::Cleanup;
    use shared::domain::id::UserId;
    use testkit::{Dynamodb, clock, environment};
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn an_unreadable_order_is_parked_and_does_not_stop_the_next_one() {
        let (dynamodb, user) = (Dynamodb::start().await, UserId::new(clock().now(), [1; 10]));
        let cleanup = Cleanup::of_everything(user, clock().now(), SignedDuration::from_mins(15));
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let task = dynamodb.client.put_item().table_name("tasks").item("owner_id", text(&user.to_string()));
        task.item("id", AttributeValue::N("1".to_owned())).send().await.unwrap();
        for order in [[("user_id".to_owned(), text("nobody"))].into(), to_item(&cleanup).unwrap()] {
            dynamodb.client.put_item().table_name("cleanups").set_item(Some(order)).send().await.unwrap();
        }
        let worker = Worker::new(&environment(), &dynamodb.client, clock());
        let _running = CleanupWorker::start(dynamodb.database(), "cleanups".to_owned(), worker);
        let count = async |table: &str| dynamodb.client.scan().table_name(table).send().await.unwrap().count;
        let done = async {
            while (count("cleanups").await, count("tasks").await) != (3, 0) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(20), done).await.unwrap();
    }
}
