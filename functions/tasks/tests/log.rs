//! The log line of a request. In a separate test binary, because tracing decides once per process whether an event is
//! logged, and in the other tests it is not.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

use serde_json::{Value, json};
use shared::auth::access_token::AccessTokens;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use testkit::{Answer, Api, Dynamodb, Log, Request, access_token, clock, environment};

struct Test {
    api: Api,
    token: String,
}

fn user() -> (UserId, Email) {
    (UserId::new(clock().now(), [1; 10]), Email::parse("ada@example.com").unwrap())
}

async fn start() -> Test {
    let (dynamodb, (id, email)) = (Dynamodb::start().await, user());
    let token = dynamodb.sign_in(id, &email).await;
    over(&dynamodb, token)
}

fn over(dynamodb: &Dynamodb, token: String) -> Test {
    let state = tasks::AppState::new(&environment(), dynamodb.client.clone(), clock()).unwrap();
    Test { api: Api::new(tasks::router(state)), token }
}

impl Test {
    async fn send(&self, method: &str, path: &str) -> Answer {
        let request = Request::new(method, path).bearer(&self.token);
        self.api.send(if method == "POST" { request.json(&json!({"title": "Milk"})) } else { request }).await
    }
}

#[tokio::test]
async fn a_request_is_logged_in_one_line_with_its_caller_and_its_cost() {
    let (log, test) = (Log::catch(&environment()), start().await);
    let created = test.send("POST", "/api/v1/tasks/").await;
    let path = format!("/api/v1/tasks/{}", created.body["id"]);
    test.send("GET", &path).await;
    test.send("GET", "/api/v1/tasks/?size=1&cursor=x").await;
    let lines = log.take();
    assert_eq!(lines.len(), 3, "{lines:?}");
    let said = |line: &Value, members: [&str; 5]| members.map(|member| line[member].clone());
    let members = ["message", "status", "store_calls", "read_units", "write_units"];
    assert_eq!(said(&lines[0], members), [json!("request"), json!(201), json!(2), json!(1.0), json!(1.0)]);
    assert_eq!(said(&lines[1], members), [json!("request"), json!(200), json!(1), json!(2.0), json!(0.0)]);
    assert_eq!(said(&lines[2], members), [json!("request"), json!(422), json!(1), json!(1.0), json!(0.0)]);
    assert!(lines[0]["duration_ms"].as_f64().unwrap() > 0.0);
    let span = &lines[1]["span"];
    assert_eq!(
        said(span, ["name", "request_id", "method", "route", "user_id"]),
        [
            json!("request"),
            json!("request"),
            json!("GET"),
            json!("/api/v1/tasks/{id}"),
            created.body["owner_id"].clone(),
        ]
    );
    assert!(span["session_id"].is_string());
}

#[tokio::test]
async fn no_request_reads_much_more_than_a_thousand_units_however_large_the_account_is() {
    let (log, test) = (Log::catch(&environment()), start().await);
    let task = json!({"title": "x", "description": "🚀".repeat(10_000)}); // 40 kB, ten units: 1,250 in all
    for _ in 0..125 {
        let request = Request::new("POST", "/api/v1/tasks/").bearer(&test.token).json(&task);
        assert_eq!(test.api.send(request).await.status, 201);
    }
    let _ = log.take();
    for (path, status, units) in [
        ("/api/v1/reports/", 413, 1_000.0..1_060.0),
        ("/api/v1/tasks/?completed=true&size=1", 413, 1_000.0..1_060.0),
        ("/api/v1/tasks/?page=3", 413, 1_000.0..1_060.0),
        ("/api/v1/tasks/", 200, 1_000.0..1_060.0),
        ("/api/v1/tasks/?completed=true&cursor=&limit=1", 200, 300.0..520.0),
        ("/api/v1/tasks/?cursor=", 200, 500.0..520.0),
    ] {
        test.send("GET", path).await;
        let line = log.take().remove(0);
        assert_eq!(line["status"], status, "{path}");
        assert!(units.contains(&line["read_units"].as_f64().unwrap()), "{path}: {line}");
    }
}

#[tokio::test]
async fn an_unknown_path_and_method_stay_out_of_the_log() {
    let (log, test) = (Log::catch(&environment()), start().await);
    test.send("BREW", "/api/v1/ada@example.com?token=x").await;
    let lines = log.take();
    assert_eq!((lines.len(), &lines[0]["status"]), (1, &json!(404)));
    assert_eq!(lines[0]["span"], json!({"name": "request", "request_id": "request"}));
}

#[tokio::test]
async fn a_server_error_is_logged_with_its_causes_and_request_id_at_any_level() {
    let mut environment = environment();
    environment.set("LOG_LEVEL", "error");
    let (log, (id, email)) = (Log::catch(&environment), user());
    let token = access_token(&AccessTokens::from_environment(&environment).unwrap(), id, &email);
    let test = over(&Dynamodb::unreachable().await, token);
    test.send("GET", "/api/v1/tasks/").await;
    let lines = log.take();
    assert_eq!(
        (lines.len(), &lines[0]["level"], &lines[0]["problem"]),
        (1, &json!("ERROR"), &json!("/problems/unavailable"))
    );
    assert!(lines[0]["causes"].as_str().unwrap().contains("the store does not answer: "), "{}", lines[0]);
    assert_eq!(lines[0]["span"]["request_id"], "request");
}
