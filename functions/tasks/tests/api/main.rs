//! Sends gateway events through the tasks function's router, over the embedded DynamoDB.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod changes;
mod idempotency;
mod lists;
mod lost_answers;
mod mail_report;
mod many_tasks;
mod read_budget;
mod refusals;
mod report;
mod session_check;

use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::auth::access_token::AccessTokens;
use shared::clock::Clock;
use shared::config::Environment;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use testkit::{Answer, Api, Dynamodb, Request, access_token, clock, environment};

struct Test {
    dynamodb: Dynamodb,
    api: Api,
    token: String,
    clock: Clock,
}

fn user(number: u8) -> (UserId, Email) {
    (UserId::new(clock().now(), [number; 10]), Email::parse("ada@example.com").unwrap())
}

fn over(dynamodb: Dynamodb, token: String) -> Test {
    over_with(&environment(), dynamodb, token)
}

fn over_with(environment: &Environment, dynamodb: Dynamodb, token: String) -> Test {
    let clock = clock();
    let state = tasks::AppState::new(environment, dynamodb.client.clone(), clock.clone()).unwrap();
    Test { api: Api::new(tasks::router(state)), dynamodb, token, clock }
}

async fn start() -> Test {
    let (dynamodb, (id, email)) = (Dynamodb::start().await, user(1));
    let token = dynamodb.sign_in(id, &email).await;
    over(dynamodb, token)
}

/// Starts with a valid token and an unreachable store.
async fn without_store() -> Test {
    let (tokens, (id, email)) = (AccessTokens::from_environment(&environment()).unwrap(), user(1));
    over(Dynamodb::unreachable().await, access_token(&tokens, id, &email))
}

impl Test {
    fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, &format!("/api/v1/tasks{path}")).bearer(&self.token)
    }

    async fn get(&self, path: &str) -> Answer {
        self.api.send(self.request("GET", path)).await
    }

    /// Sends a request one millisecond after the previous one, so that ids are in the order of the calls.
    async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.clock.advance(SignedDuration::from_millis(1));
        self.api.send(self.request(method, path).json(&body)).await
    }

    /// Creates a task and returns its path.
    async fn create(&self, title: &str) -> String {
        let answer = self.send("POST", "/", json!({"title": title})).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        format!("/{}", answer.body["id"])
    }
}
