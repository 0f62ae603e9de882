//! A whole request for a list, from the gateway's event to the response's bytes. Only the network is missing: a
//! connector answers DynamoDB's part.

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
use shared::store::client;

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
    let configuration = client::configuration(environment)?.http_client(http_client(now));
    let dynamodb = Client::from_conf(configuration.build());
    let state = tasks::AppState::new(environment, dynamodb, Clock::manual(now))?;
    let router = tasks::router(state);
    let event = fs::read_to_string("events/tasks-list-page.json").context("run this in the project's root")?;
    let event = event.replace("size=20", "size=50").replace("ACCESS_TOKEN", token);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
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

fn http_client(now: Timestamp) -> SharedHttpClient {
    let canned = Canned(task_items::answer(now).to_string());
    http_client_fn(move |_, _| SharedHttpConnector::new(canned.clone()))
}
