//! The limit of active sessions, and the removal of ended ones.

use serde_json::json;
use shared::domain::session::RevocationReason;
use testkit::{Dynamodb, environment};

use crate::{PASSWORD, Test};

async fn with_at_most(sessions: &str) -> Test {
    let mut environment = environment();
    environment.set("SESSIONS_MAX_PER_USER", sessions);
    let test = Test::with(Dynamodb::start().await, &environment);
    assert_eq!(test.sign_up("ada@example.com", PASSWORD).await.status, 201);
    test
}

impl Test {
    async fn stored_sessions(&self) -> usize {
        let scan = self.dynamodb.client.scan().table_name("sessions").send().await.unwrap();
        scan.items.unwrap_or_default().len()
    }
}

#[tokio::test]
async fn a_login_beyond_the_limit_ends_the_session_that_was_used_least_recently() {
    let test = with_at_most("3").await;
    let (first, second, third) = (test.session().await, test.session().await, test.session().await);
    assert_eq!(test.get("", &first).await.status, 200);
    test.dynamodb.calls.clear();
    let fourth = test.session().await;
    let mut calls = test.dynamodb.calls.take();
    calls.sort_unstable();
    assert_eq!(calls.iter().filter(|call| *call == "Query").count(), 1, "{calls:?}");
    assert_eq!(test.get("", &first).await.status, 401);
    for active in [&second, &third, &fourth] {
        assert_eq!(test.get("", active).await.status, 200);
    }
}

#[tokio::test]
async fn logins_and_logouts_do_not_pile_up_ended_sessions() {
    let test = with_at_most("100").await;
    for _ in 0..8 {
        let token = test.session().await;
        let own = test.get("/sessions", &token).await.body["items"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(test.delete(&format!("/sessions/{own}"), &token).await.status, 204);
        test.clock.advance(jiff::SignedDuration::from_secs(61));
    }
    assert_eq!(test.stored_sessions().await, 1, "the last one is kept for retries");
}

#[tokio::test]
async fn an_ended_session_expires_from_the_table_within_minutes() {
    let test = with_at_most("100").await;
    let token = test.session().await;
    let id = test.get("/sessions", &token).await.body["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(test.delete(&format!("/sessions/{id}"), &token).await.status, 204);
    let item = test.dynamodb.client.scan().table_name("sessions").send().await.unwrap().items.unwrap().remove(0);
    let ttl: i64 = item["ttl"].as_n().unwrap().parse().unwrap();
    assert_eq!(ttl, test.clock.now().as_second() + 60);
    assert_eq!(item["revoked_reason"].as_s().unwrap(), "ended_by_user");
    assert_eq!(json!(RevocationReason::EndedByUser), json!("ended_by_user"));
}
