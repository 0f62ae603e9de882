//! The table, sent as API Gateway events.

use serde_json::json;
use testkit::{Answer, Api, Dynamodb, Request, clock, environment};

use crate::case::Case;
use crate::{Known, is_echoed, mismatch, table};

async fn api() -> (Api, Known) {
    let dynamodb = Dynamodb::start().await;
    let api = acceptance::api(&environment(), &dynamodb, &clock());
    let user = json!({"email": "ada@example.com", "username": "ada@example.com", "password": "nine quiet herons"});
    assert_eq!(api.send(Request::new("POST", "/api/v1/users/").json(&user)).await.status, 201);
    let tokens = api.send(Request::new("POST", "/api/v1/login").json(&user)).await;
    let (access_token, refresh_token) = (tokens.text("access_token"), tokens.text("refresh_token"));
    let request = Request::new("POST", "/api/v1/tasks/").bearer(&access_token);
    let task = api.send(request.json(&json!({"title": "Milk"}))).await.body["id"].to_string();
    (api, Known { access_token, refresh_token, task })
}

async fn send(api: &Api, known: &Known, case: &Case) -> Answer {
    let mut request = Request::new(&case.method, &known.fill(&case.target));
    for (name, value) in &case.headers {
        request = request.header(name, &known.fill(value));
    }
    api.send(if case.body.is_empty() { request } else { request.bytes(known.fill_bytes(&case.body)) }).await
}

#[tokio::test]
async fn every_hostile_event_gets_the_expected_response() {
    let (api, known) = api().await;
    let task = Request::new("GET", &format!("/api/v1/tasks/{}", known.task)).bearer(&known.access_token);
    let before = api.send(task.clone()).await.body;
    let mut failures = Vec::new();
    for case in table() {
        let answer = send(&api, &known, &case).await;
        failures.extend(mismatch(&case, answer.status.as_u16(), &answer.bytes));
        if case.status == 201
            && case.target.contains("/tasks")
            && answer.status == 201
            && !is_echoed(&case.body, &answer.bytes)
        {
            failures.push(format!("{}: {}", case.name, answer.body));
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(api.send(task).await.body, before);
}
