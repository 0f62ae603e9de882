//! A user with an HTTP client, who keeps the tokens as a page does.

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, multipart};
use serde_json::{Value, json};

use crate::contract;

pub const PASSWORD: &str = "nine quiet herons";

#[derive(Debug)]
pub struct Person {
    client: Client,
    pub base: String,
    pub email: String,
    pub access_token: String,
    pub refresh_token: String,
}

/// A response. A body that is not JSON becomes a text.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Person {
    /// A new user of the API at `base`.
    pub fn at(base: &str) -> Self {
        let email = format!("Ada.{}@example.com", u64::from_be_bytes(shared::random::bytes()));
        Self {
            client: Client::new(),
            base: base.to_owned(),
            email,
            access_token: String::new(),
            refresh_token: String::new(),
        }
    }

    /// A request with the access token, if there is one.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let request =
            self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.base));
        if self.access_token.is_empty() { request } else { request.bearer_auth(&self.access_token) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.request("GET", path)).await
    }

    pub async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        send(self.request(method, path).json(&body)).await
    }

    pub async fn sign_up(&self) -> Answer {
        self.send("POST", "/users/", json!({"email": self.email, "password": PASSWORD})).await
    }

    /// Logs in with the `FormData` of a browser, and keeps the tokens.
    pub async fn log_in(&mut self) {
        let form = multipart::Form::new().text("username", self.email.clone()).text("password", PASSWORD);
        let tokens = send(self.request("POST", "/login").multipart(form)).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        self.keep(&tokens);
    }

    pub async fn join(&mut self) {
        assert_eq!(self.sign_up().await.status, 201);
        self.log_in().await;
    }

    pub async fn refresh(&mut self) {
        let tokens = self.send("POST", "/refresh", json!({"refresh_token": self.refresh_token})).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        self.keep(&tokens);
    }

    pub fn keep(&mut self, tokens: &Answer) {
        self.access_token = tokens.body["access_token"].as_str().unwrap().into();
        self.refresh_token = tokens.body["refresh_token"].as_str().unwrap().into();
    }
}

/// Sends a request, and checks the response against the OpenAPI document.
pub async fn send(request: RequestBuilder) -> Answer {
    let (client, request) = request.build_split();
    let request = request.unwrap();
    let (method, path) = (request.method().to_string(), api_path(request.url().path()).to_owned());
    let response = client.execute(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.unwrap();
    contract::check(&method, &path, status, &headers, &bytes);
    let text = || Value::String(String::from_utf8(bytes.to_vec()).unwrap());
    let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| text());
    Answer { status: status.as_u16(), headers, body }
}

/// The path without the prefix of an AWS emulator.
fn api_path(path: &str) -> &str {
    path.find("/api/v1").map_or(path, |start| &path[start..])
}
