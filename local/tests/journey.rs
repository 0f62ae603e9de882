//! A client's way through the API over HTTP, against the development server on free ports.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

use local::{Options, Server};
use reqwest::{Client, RequestBuilder, multipart};
use serde_json::{Value, json};
use shared::config::Environment;

fn environment() -> Environment {
    [("ARGON2_MEMORY_KIB", "64"), ("ARGON2_ITERATIONS", "1")].into_iter().collect()
}

struct Person {
    client: Client,
    base: String,
    access_token: String,
    refresh_token: String,
}

async fn send(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or(Value::Null))
}

impl Person {
    fn at(server: &Server) -> Self {
        let base = format!("http://{}/api/v1", server.address());
        Self { client: Client::new(), base, access_token: String::new(), refresh_token: String::new() }
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let request = self.client.post(format!("{}{path}", self.base)).bearer_auth(&self.access_token);
        send(request.json(&body)).await
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        send(self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.access_token)).await
    }

    fn keep(&mut self, tokens: &Value) {
        self.access_token = tokens["access_token"].as_str().unwrap().into();
        self.refresh_token = tokens["refresh_token"].as_str().unwrap().into();
    }

    /// Signs up, and logs in with the `FormData` of a browser.
    async fn join(&mut self) {
        let (status, _) =
            self.post("/users/", json!({"email": "ada@example.com", "password": "nine quiet herons"})).await;
        assert_eq!(status, 201);
        let form = multipart::Form::new().text("username", "ada@example.com").text("password", "nine quiet herons");
        let (status, tokens) = send(self.client.post(format!("{}/login", self.base)).multipart(form)).await;
        assert_eq!(status, 200);
        self.keep(&tokens);
    }

    async fn refresh(&mut self) {
        let (status, tokens) = self.post("/refresh", json!({"refresh_token": self.refresh_token})).await;
        assert_eq!(status, 200, "{tokens}");
        self.keep(&tokens);
    }
}

#[tokio::test]
async fn tasks_and_sessions_outlive_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let options = Options { data_dir: directory.path().join("data"), in_memory: false, ..Options::ephemeral() };
    let server = Server::start(&options, environment()).await.unwrap();
    let mut person = Person::at(&server);
    person.join().await;
    let (status, task) = person.post("/tasks/", json!({"title": "Water the plants"})).await;
    assert_eq!(status, 201);
    server.stop().await.unwrap();

    let server = Server::start(&options, environment()).await.unwrap();
    person.base = Person::at(&server).base;
    person.refresh().await;
    let (status, list) = person.get("/tasks/").await;
    assert_eq!((status, &list["items"]), (200, &json!([task])));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn an_access_token_expires_and_a_refresh_goes_on_until_the_logout() {
    let mut environment = environment();
    environment.set("ACCESS_TOKEN_EXPIRE_MINUTES", "0.02");
    let server = Server::start(&Options::ephemeral(), environment).await.unwrap();
    let mut person = Person::at(&server);
    person.join().await;
    let expired = loop {
        let (status, problem) = person.get("/users/me").await;
        if status != 200 {
            break (status, problem);
        }
    };
    assert_eq!((expired.0, &expired.1["detail"]), (401, &json!("Expired Access Token")));
    person.refresh().await;
    assert_eq!(person.get("/users/me").await.1["email"], "ada@example.com");
    assert_eq!(person.post("/logout", json!({"refresh_token": person.refresh_token})).await.0, 204);
    assert_eq!(person.post("/refresh", json!({"refresh_token": person.refresh_token})).await.0, 401);
    server.stop().await.unwrap();
}
