//! A store that never answers.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use testkit::{Dynamodb, Fault};
use tokio::time::timeout;

/// How long the functions wait for one call at most.
const LIMIT: Duration = Duration::from_millis(3500);
const SLACK: Duration = Duration::from_millis(1500);

async fn read(client: &Client) -> bool {
    client.scan().table_name("users").send().await.is_ok()
}

#[tokio::test]
async fn the_functions_client_gives_up_within_its_limit() {
    let (dynamodb, faults) = Dynamodb::behind_faults().await;
    faults.break_every("Scan", Fault::HangBefore);
    let start = Instant::now();
    let answered = timeout(LIMIT + SLACK, read(&dynamodb.client)).await;
    assert_eq!(answered, Ok(false), "after {:?}", start.elapsed());
    assert_eq!(faults.heal(), 3, "the number of attempts");
    assert!(read(&dynamodb.client).await);
}

#[tokio::test]
async fn a_client_without_limits_would_wait_forever() {
    let (dynamodb, faults) = Dynamodb::behind_faults().await;
    let configuration = dynamodb.client.config().to_builder().timeout_config(TimeoutConfig::disabled());
    let unlimited = Client::from_conf(configuration.build());
    assert!(read(&unlimited).await);
    faults.break_every("Scan", Fault::HangBefore);
    assert!(timeout(LIMIT + SLACK, read(&unlimited)).await.is_err(), "the proxy does not hang");
}
