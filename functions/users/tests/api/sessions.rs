//! Listing the caller's sessions and ending them.

use jiff::SignedDuration;
use serde_json::json;

use crate::{PASSWORD, with_ada};

#[tokio::test]
async fn active_sessions_are_listed_newest_first() {
    let (test, first) = with_ada().await;
    test.clock.advance(SignedDuration::from_secs(60));
    let second = test.session().await;
    test.dynamodb.calls.clear();
    let list = test.get("/sessions/", &first).await;
    assert_eq!(list.status, 200);
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "Query"]);
    let items = list.body["items"].as_array().unwrap();
    let listed = |name: &str| items.iter().map(|item| item[name].clone()).collect::<Vec<_>>();
    assert_eq!(listed("current"), [json!(false), json!(true)]);
    assert_eq!(listed("created_at"), [json!("2026-11-24T09:31:00.002Z"), json!("2026-11-24T09:30:00.001Z")]);
    assert_eq!(listed("last_used_at"), listed("created_at"));
    assert_eq!(listed("rotating"), [json!(false), json!(false)]);
    assert_eq!((&items[0]["user_agent"], &items[0]["ip"]), (&json!("test"), &json!("192.0.2.7")));
    assert_eq!(test.get("/sessions", &second).await.body["items"][0]["current"], true);
}

#[tokio::test]
async fn an_ended_session_ends_its_access_tokens_and_no_others() {
    let (test, first) = with_ada().await;
    let second = test.session().await;
    let sessions = test.get("/sessions", &first).await;
    let id = |index: usize| sessions.body["items"][index]["id"].as_str().unwrap().to_owned();
    test.dynamodb.calls.clear();
    assert_eq!(test.delete(&format!("/sessions/{}", id(0)), &first).await.status, 204);
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "UpdateItem"]);
    assert_eq!(test.get("", &second).await.text("detail"), "Could not validate credentials");
    let again = test.delete(&format!("/sessions/{}", id(0)), &first).await;
    assert_eq!((again.status.as_u16(), again.text("type").as_str()), (404, "/problems/session-not-found"));
    assert_eq!(test.get("/sessions", &first).await.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(test.delete(&format!("/sessions/{}/", id(1)), &first).await.status, 204, "the current session");
    assert_eq!(test.get("/sessions", &first).await.status, 401);
}

#[tokio::test]
async fn another_users_session_and_an_invalid_id_are_not_found() {
    let (test, ada) = with_ada().await;
    test.sign_up("eve@example.com", PASSWORD).await;
    let ada_session = test.get("/sessions", &ada).await.body["items"][0]["id"].as_str().unwrap().to_owned();
    let body = json!({"username": "eve@example.com", "password": PASSWORD});
    let eve = test.api.send(testkit::Request::new("POST", "/api/v1/login").json(&body)).await.text("access_token");
    for id in [ada_session.as_str(), "x", "AAAAAAAAAAAAAAAAAAAAAA", "%00", "%ff", "..%2f.."] {
        let answer = test.delete(&format!("/sessions/{id}"), &eve).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("type").as_str()),
            (404, "/problems/session-not-found"),
            "{id}"
        );
    }
    assert_eq!(test.get("", &ada).await.status, 200);
}

#[tokio::test]
async fn all_other_sessions_end_and_this_one_stays_active() {
    let (test, first) = with_ada().await;
    let mut others = Vec::new();
    for _ in 0..20 {
        others.push(test.session().await);
    }
    assert_eq!(test.delete("/sessions/", &first).await.status, 204);
    for other in others {
        assert_eq!(test.get("", &other).await.status, 401);
    }
    assert_eq!(test.get("/sessions", &first).await.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(test.delete("/sessions", &first).await.status, 204, "there are no others");
}

#[tokio::test]
async fn ending_a_session_with_a_lost_store_response_is_no_404() {
    let (test, first) = with_ada().await;
    let id = test.get("/sessions", &first).await.body["items"][0]["id"].as_str().unwrap().to_owned();
    test.dynamodb.answers.lose_next();
    assert_eq!(test.delete(&format!("/sessions/{id}"), &first).await.status, 204);
}
