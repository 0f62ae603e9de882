use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Builder, Region};
use jiff::Timestamp;

use super::*;
use crate::config::Environment;
use crate::domain::task::TaskContent;

const MEGABYTE: usize = 1024 * 1024;

fn owner() -> UserId {
    UserId::new(Timestamp::UNIX_EPOCH, [7; 10])
}

#[test]
fn every_query_has_a_limit() {
    let settings = Builder::new().behavior_version(BehaviorVersion::latest()).region(Region::new("us-east-1"));
    let tasks = Tasks::new(Client::from_conf(settings.build()), &Environment::default());
    for (limit, expected) in [(None, 10_000), (Some(51), 51)] {
        let query = tasks.query(owner(), Selection::default(), None, limit);
        assert_eq!(query.as_input().get_limit(), &Some(expected));
    }
}

/// Otherwise a call would read less than a megabyte, and the budget of a request would allow more calls.
#[test]
fn a_megabyte_holds_fewer_of_the_smallest_tasks_than_a_query_may_read() {
    let content: TaskContent = serde_json::from_value(serde_json::json!({"title": "x"})).unwrap();
    let smallest = Task::new(owner(), TaskId::try_from(1).unwrap(), content, Timestamp::UNIX_EPOCH);
    // A number, too, has at least one byte.
    let bytes_of = |value: &AttributeValue| value.as_s().map_or(1, String::len);
    let bytes: usize = item::encode(&smallest).unwrap().iter().map(|(name, value)| name.len() + bytes_of(value)).sum();
    assert!(MAX_READ * bytes > MEGABYTE, "{bytes}");
}
