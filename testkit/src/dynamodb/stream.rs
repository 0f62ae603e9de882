//! The stream of a table as Lambda gets it, and the expiry of items.

use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use serde_json::Value;

use super::Dynamodb;

impl Dynamodb {
    /// All records of a table's stream so far.
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
            let request = GetRecordsRequest { shard_iterator: iterator.expect("it has an iterator"), limit: None };
            let found = database.get_records(request).expect("the shard is read").records;
            records.extend(found.iter().map(|record| serde_json::to_value(record).expect("a record is JSON")));
        }
        records
    }

    /// Deletes expired items, which AWS does within days.
    pub fn remove_expired(&self) {
        self.database.as_ref().expect("the store is embedded").sweep_ttl().expect("the store is swept");
    }
}
