//! A whole request for a list, from the gateway's event to the response's bytes, and its read from the store alone. Only
//! the network is missing: a connector answers DynamoDB's part.

use std::fs;

use anyhow::{Context as _, ensure};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use axum::body::to_bytes;
use jiff::Timestamp;
use shared::clock::Clock;
use shared::config::Environment;
use shared::domain::id::UserId;
use shared::store::client;
use shared::store::tasks::{Selection, Tasks};

use crate::task_items;

#[derive(Clone, Debug)]
struct Canned(String);

impl HttpConnector for Canned {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        let mut response = HttpResponse::new(axum::http::StatusCode::OK.into(), SdkBody::from(self.0.as_str()));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        HttpConnectorFuture::ready(Ok(response))
    }
}

pub(crate) fn repeat(count: usize, environment: &Environment, now: Timestamp, token: &str) -> anyhow::Result<()> {
    let state = tasks::AppState::new(environment, dynamodb(environment, now)?, Clock::manual(now))?;
    let router = tasks::router(state);
    let event = fs::read_to_string("events/tasks-list-page.json").context("run this in the project's root")?;
    let event = event.replace("size=20", "size=50").replace("ACCESS_TOKEN", token);
    runtime()?.block_on(async {
        for _ in 0..count {
            let request = lambda_http::request::from_str(&event)?;
            let response = shared::lambda::handle(router.clone(), request).await?;
            ensure!(response.status() == 200, "the list failed with {}", response.status());
            let body = to_bytes(response.into_body(), usize::MAX).await?;
            ensure!(body.len() > 10_000, "the list is too short");
        }
        Ok(())
    })
}

/// Reads the tasks from the bytes of DynamoDB's answer.
pub(crate) fn decode(count: usize, environment: &Environment, now: Timestamp) -> anyhow::Result<()> {
    let tasks = Tasks::new(dynamodb(environment, now)?, environment);
    let owner = UserId::new(now, [1; 10]);
    runtime()?.block_on(async {
        for _ in 0..count {
            let page = tasks.cursor_page(owner, Selection::default(), None, 50).await?;
            ensure!(page.tasks.len() == 50, "the page is too short");
        }
        Ok(())
    })
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

fn dynamodb(environment: &Environment, now: Timestamp) -> anyhow::Result<Client> {
    Ok(Client::from_conf(client::configuration(environment)?.http_client(http_client(now)).build()))
}

fn http_client(now: Timestamp) -> SharedHttpClient {
    let canned = Canned(task_items::answer(now).to_string());
    http_client_fn(move |_, _| SharedHttpConnector::new(canned.clone()))
}
