//! Sends gateway events through the login function's router, over the embedded DynamoDB.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod brute_force;
mod credentials;

use serde_json::json;
use shared::auth::password_hasher::PasswordHasher;
use shared::clock::Clock;
use shared::config::Environment;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::domain::password::Password;
use shared::domain::user::User;
use shared::store::users::Users;
use testkit::{Answer, Api, Dynamodb, Request, clock, environment, hasher};

struct Test {
    dynamodb: Dynamodb,
    api: Api,
    users: Users,
    clock: Clock,
}

fn over(dynamodb: Dynamodb, environment: &Environment, hasher: PasswordHasher) -> Test {
    let clock = clock();
    let state = login::AppState::new(environment, dynamodb.client.clone(), clock.clone(), hasher).unwrap();
    let users = Users::new(dynamodb.client.clone(), environment);
    Test { api: Api::new(login::router(state)), dynamodb, users, clock }
}

/// Starts with a user ada@example.com whose password is `correct horse`.
async fn start(hasher_of_the_function: PasswordHasher) -> Test {
    start_with(&environment(), hasher_of_the_function).await
}

async fn start_with(environment: &Environment, hasher_of_the_function: PasswordHasher) -> Test {
    let test = over(Dynamodb::start().await, environment, hasher_of_the_function);
    let password_hash = hasher().reserve().unwrap().hash(Password::new("correct horse")).await.unwrap();
    let now = clock().now();
    let email = Email::parse("Ada@example.com").unwrap();
    let user = User::new(UserId::new(now, [7; 10]), email, password_hash, now);
    let _ = test.users.create(&user).await.unwrap();
    test.dynamodb.calls.clear();
    test
}

fn request(username: &str, password: &str) -> Request {
    Request::new("POST", "/api/v1/login").json(&json!({"username": username, "password": password}))
}

impl Test {
    async fn login(&self, username: &str, password: &str) -> Answer {
        self.api.send(request(username, password)).await
    }

    async fn ada(&self) -> User {
        self.users.find(&Email::parse("ada@example.com").unwrap()).await.unwrap().unwrap()
    }
}
