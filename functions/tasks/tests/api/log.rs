//! The log line of a request.

use serde_json::{Value, json};
use testkit::{Dynamodb, Log, environment};

use crate::{over, start};

#[tokio::test]
async fn a_request_is_one_line_with_its_caller_and_what_it_cost() {
    let (log, test) = (Log::catch(&environment()), start().await);
    let created = test.send("POST", "/", json!({"title": "Milk"})).await;
    let path = format!("/{}", created.body["id"]);
    test.get(&path).await;
    test.get("/?size=1&cursor=x").await;
    let lines = log.take();
    assert_eq!(lines.len(), 3, "{lines:?}");
    let said = |line: &Value, members: [&str; 5]| members.map(|member| line[member].clone());
    let members = ["message", "status", "store_calls", "read_units", "write_units"];
    assert_eq!(said(&lines[0], members), [json!("request"), json!(201), json!(1), json!(0.0), json!(1.0)]);
    assert_eq!(said(&lines[1], members), [json!("request"), json!(200), json!(1), json!(1.0), json!(0.0)]);
    assert_eq!(said(&lines[2], members), [json!("request"), json!(422), json!(0), json!(0.0), json!(0.0)]);
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
async fn what_no_route_takes_is_logged_without_its_words() {
    let (log, test) = (Log::catch(&environment()), start().await);
    test.api.send(test.request("BREW", "").to("/api/v1/ada@example.com?token=x")).await;
    let lines = log.take();
    assert_eq!((lines.len(), &lines[0]["status"]), (1, &json!(404)));
    assert_eq!(lines[0]["span"], json!({"name": "request", "request_id": "request"}));
}

#[tokio::test]
async fn a_fault_is_an_error_with_its_causes_and_the_requests_id_at_any_level() {
    let mut environment = environment();
    environment.set("LOG_LEVEL", "error");
    let (log, test) = (Log::catch(&environment), over(Dynamodb::unreachable().await));
    test.get("/").await;
    let lines = log.take();
    assert_eq!(
        (lines.len(), &lines[0]["level"], &lines[0]["problem"]),
        (1, &json!("ERROR"), &json!("/problems/unavailable"))
    );
    assert!(lines[0]["causes"].as_str().unwrap().contains("the store does not answer: "), "{}", lines[0]);
    assert_eq!(lines[0]["span"]["request_id"], "request");
}
