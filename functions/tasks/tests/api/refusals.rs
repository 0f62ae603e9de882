//! Refused callers, tasks that are not found, and an unreachable store.

use serde_json::json;
use testkit::Request;

use crate::{start, user, without_store};

#[tokio::test]
async fn another_users_task_is_not_found() {
    let mut test = start().await;
    let (path, (id, email)) = (test.create("Milk").await, user(2));
    let token_of_another = test.dynamodb.sign_in(id, &email).await;
    let token = std::mem::replace(&mut test.token, token_of_another);
    let id = path.trim_start_matches('/');
    for answer in [
        test.get(&path).await,
        test.send("PUT", &path, json!({"title": "x"})).await,
        test.send("PATCH", &path, json!({"title": "x"})).await,
        test.send("PUT", &format!("/complete{path}"), json!({"completed": true})).await,
        test.api.send(test.request("DELETE", &path)).await,
    ] {
        assert_eq!((answer.status.as_u16(), answer.text("detail")), (404, format!("Task not found with id={id}")));
    }
    assert_eq!(test.get("/").await.body["total"], 0);
    test.token = token;
    assert_eq!(test.get(&path).await.body["title"], "Milk");
}

#[tokio::test]
async fn the_caller_is_authenticated_before_anything_else() {
    let test = start().await;
    for (method, path) in [("POST", "/api/v1/tasks"), ("GET", "/api/v1/tasks/?size=0"), ("PATCH", "/api/v1/tasks/abc")]
    {
        let answer = test.api.send(Request::new(method, path).body("text/plain", "{")).await;
        assert_eq!((answer.status.as_u16(), answer.text("detail").as_str()), (401, "Could not validate credentials"));
    }
    assert!(test.dynamodb.calls.take().is_empty());
}

#[tokio::test]
async fn an_invalid_id_is_not_found() {
    let test = start().await;
    for path in ["/0", "/abc", "/007", "/-1", "/1.5", "/9007199254740992", "/%00", "/%ff", "/..%2f..", "/1e3"] {
        let answer = test.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.text("type").as_str()), (404, "/problems/task-not-found"), "{path}");
        assert_eq!(test.dynamodb.calls.take(), ["GetItem"], "only the session is read");
    }
}

#[tokio::test]
async fn an_outage_is_503_and_never_401() {
    let test = without_store().await;
    assert_eq!(test.get("/").await.status, 503);
    assert_eq!(test.send("POST", "/", json!({"title": "x"})).await.status, 503);
}
