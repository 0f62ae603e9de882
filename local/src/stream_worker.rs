//! Runs a function on a stream of the embedded store, as Lambda does on AWS. Knows nothing of what the function does.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use dynoxide::Database;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use serde_json::{Value, json};
use tokio::task::{JoinHandle, spawn_blocking};

/// How often the stream is polled. Lambda polls four times a second.
const POLL_EVERY: Duration = Duration::from_millis(250);
/// The wait doubles each time a batch fails, up to this limit.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How long to wait after an error of the stream before reading it from the start. The function gets records again.
const START_OVER_AFTER: Duration = Duration::from_secs(5);

/// A worker that runs until this is dropped. The next start reads the whole stream again and so finishes the work.
#[derive(Debug)]
pub(crate) struct StreamWorker(JoinHandle<()>);

impl Drop for StreamWorker {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl StreamWorker {
    /// Gives the events of the table's stream to `handle`, which returns whether all records of an event are done.
    pub(crate) fn start<F>(database: Database, table: &str, handle: impl Fn(Value) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = anyhow::Result<bool>> + Send,
    {
        let table = table.to_owned();
        Self(tokio::spawn(async move {
            while let Err(error) = run(&database, &table, &handle).await {
                tracing::error!(%table, %error, "the worker on a stream failed and starts again");
                tokio::time::sleep(START_OVER_AFTER).await;
            }
        }))
    }
}

/// Returns only on an error.
async fn run<F>(database: &Database, table: &str, handle: &impl Fn(Value) -> F) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<bool>>,
{
    let table = table.to_owned();
    let mut iterator = read(database, move |database| first_iterator(database, &table)).await?;
    let mut wait = POLL_EVERY;
    loop {
        let shard_iterator = iterator.clone();
        let request = GetRecordsRequest { shard_iterator, limit: Some(100) };
        let found = read(database, move |database| database.get_records(request).map_err(|error| anyhow!("{error}")));
        let found = found.await?;
        let done = found.records.is_empty() || handle(json!({"Records": found.records})).await?;
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
    use std::sync::atomic::{AtomicUsize, Ordering};

    use testkit::Dynamodb;
    use tokio::sync::mpsc;
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn a_batch_that_is_not_done_is_delivered_again_and_each_later_record_once() {
        let dynamodb = Dynamodb::start().await;
        let ((sender, mut delivered), attempts) = (mpsc::unbounded_channel(), AtomicUsize::new(0));
        let _running = StreamWorker::start(dynamodb.database(), "cleanups", move |event| {
            let is_done = attempts.fetch_add(1, Ordering::SeqCst) > 0;
            let sent = sender.send(event["Records"][0]["dynamodb"]["Keys"]["user_id"]["S"].clone());
            async move { sent.map(|()| is_done).map_err(|_| anyhow!("the test has ended")) }
        });
        let mut next = async || timeout(Duration::from_secs(20), delivered.recv()).await.unwrap().unwrap();
        dynamodb.put("cleanups", [json!({"user_id": "one"})]).await;
        assert_eq!([next().await, next().await], ["one", "one"]);
        dynamodb.put("cleanups", [json!({"user_id": "two"})]).await;
        assert_eq!(next().await, "two");
    }
}
