//! Sends gateway events through the users function's router, over the embedded DynamoDB.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod accounts;
mod deletion;
mod email_change;
mod email_verification;
mod mail;
mod password_reset;
mod passwords;
mod session_limit;
mod sessions;

use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::access::client_address::RequiredProxy;
use shared::auth::password_hasher::PasswordHasher;
use shared::clock::Clock;
use shared::config::Environment;
use shared::domain::email::Email;
use shared::domain::user::User;
use shared::layers;
use shared::store::users::Users;
use testkit::{Answer, Api, Dynamodb, Request, clock, environment};

const PASSWORD: &str = "correct horse";

struct Test {
    dynamodb: Dynamodb,
    /// The login and users functions together.
    api: Api,
    clock: Clock,
    /// That of the users function.
    hasher: PasswordHasher,
}

impl Test {
    fn over(dynamodb: Dynamodb) -> Self {
        Self::with(dynamodb, &environment())
    }

    fn with(dynamodb: Dynamodb, environment: &Environment) -> Self {
        let (client, clock, hasher) = (dynamodb.client.clone(), clock(), testkit::hasher());
        let users = users::AppState::new(environment, client.clone(), clock.clone(), hasher.clone()).unwrap();
        let login = login::AppState::new(environment, client, clock.clone(), testkit::hasher()).unwrap();
        let routes = users::routes(users).merge(login::routes(login));
        Self { api: Api::new(layers::finish(routes, RequiredProxy::default())), dynamodb, clock, hasher }
    }

    async fn start() -> Self {
        Self::over(Dynamodb::start().await)
    }

    async fn sign_up(&self, email: &str, password: &str) -> Answer {
        self.api.send(Request::new("POST", "/api/v1/users/").json(&json!({"email": email, "password": password}))).await
    }

    async fn login(&self, password: &str) -> Answer {
        self.clock.advance(SignedDuration::from_millis(1));
        let body = json!({"username": "ada@example.com", "password": password});
        self.api.send(Request::new("POST", "/api/v1/login").header("user-agent", "test").json(&body)).await
    }

    /// Logs Ada in and returns the access token.
    async fn session(&self) -> String {
        let answer = self.login(PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.text("access_token")
    }

    async fn ada(&self) -> User {
        let users = Users::new(self.dynamodb.client.clone(), &environment());
        users.find(&Email::parse("ada@example.com").unwrap()).await.unwrap().unwrap()
    }

    async fn send(&self, method: &str, path: &str, token: &str, body: Value) -> Answer {
        self.api.send(Request::new(method, &format!("/api/v1/users/me{path}")).bearer(token).json(&body)).await
    }

    async fn get(&self, path: &str, token: &str) -> Answer {
        self.api.send(Request::new("GET", &format!("/api/v1/users/me{path}")).bearer(token)).await
    }

    async fn delete(&self, path: &str, token: &str) -> Answer {
        self.api.send(Request::new("DELETE", &format!("/api/v1/users/me{path}")).bearer(token)).await
    }
}

/// Starts with Ada signed up and logged in once. Returns her access token.
async fn with_ada() -> (Test, String) {
    let test = Test::start().await;
    assert_eq!(test.sign_up("Ada@example.com", PASSWORD).await.status, 201);
    let token = test.session().await;
    test.dynamodb.calls.clear();
    (test, token)
}
