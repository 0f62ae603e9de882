//! Creating, reading and changing tasks.

use serde_json::{Value, json};
use testkit::Request;

use crate::start;

#[tokio::test]
async fn a_task_is_created_with_one_write_and_returned_exactly_as_it_was_sent() {
    let test = start().await;
    let title = "=1+1 \u{202e}\u{0}é 🚀 <b>";
    let sent = json!({"title": title, "description": "a\nb", "deadline": "2026-12-31", "id": 7, "owner_id": "x", "completed": true});
    let created = test.send("POST", "/", sent).await;
    assert_eq!(created.status, 201);
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "PutItem"]);
    assert_eq!((&created.body["title"], &created.body["deadline"]), (&json!(title), &json!("2026-12-31")));
    assert_eq!((&created.body["completed"], &created.headers["etag"]), (&json!(false), &"\"1\"".parse().unwrap()));
    assert_ne!(created.body["id"], 7);
    assert_ne!(created.body["owner_id"], "x");
    let location = created.headers["location"].to_str().unwrap().to_owned();
    let read = test.api.send(Request::new("GET", &location).bearer(&test.token)).await;
    assert_eq!((read.status.as_u16(), read.body), (200, created.body));
    assert_eq!(test.dynamodb.calls.take(), ["BatchGetItem"]);
}

#[tokio::test]
async fn every_change_is_one_write_and_creates_a_new_version() {
    let test = start().await;
    let path = test.create("Milk").await;
    test.dynamodb.calls.clear();
    let patched = test.send("PATCH", &path, json!({"deadline": "2027-01-01", "description": "two"})).await;
    assert_eq!((&patched.body["title"], &patched.body["description"]), (&json!("Milk"), &json!("two")));
    let completed = test.send("PUT", &format!("/complete{path}"), json!({"completed": true})).await;
    assert_eq!((&completed.body["completed"], &completed.headers["etag"]), (&json!(true), &"\"3\"".parse().unwrap()));
    let replaced = test.send("PUT", &path, json!({"title": "Bread"})).await;
    assert_eq!((&replaced.body["description"], &replaced.body["deadline"]), (&json!(""), &Value::Null));
    assert_eq!(replaced.body["completed"], true);
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "UpdateItem"].repeat(3));
    assert_eq!(test.api.send(test.request("DELETE", &path)).await.status, 204);
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "DeleteItem"]);
    assert_eq!(test.get(&path).await.status, 404);
    assert_eq!(test.api.send(test.request("DELETE", &path)).await.status, 404);
}

#[tokio::test]
async fn an_empty_patch_reads_the_task() {
    let test = start().await;
    let path = test.create("Milk").await;
    let request = |tag| test.request("PATCH", &path).header("if-match", tag).body("application/merge-patch+json", "{}");
    assert_eq!(test.api.send(request("\"1\"")).await.headers["etag"], "\"1\"");
    assert_eq!(test.api.send(request("\"2\"")).await.status, 412);
}

#[tokio::test]
async fn a_version_that_does_not_match_is_412_and_changes_nothing() {
    let test = start().await;
    let path = test.create("Milk").await;
    let body = json!({"title": "Bread"});
    for (tag, status) in
        [("\"1\"", 200), ("\"1\"", 412), ("W/\"2\"", 412), ("\"1\", \"2\"", 200), ("*", 200), ("3", 422)]
    {
        let answer = test.api.send(test.request("PUT", &path).header("if-match", tag).json(&body)).await;
        assert_eq!(answer.status, status, "{tag}");
    }
    let delete = |tag| test.request("DELETE", &path).header("if-match", tag);
    assert_eq!(test.api.send(delete("\"1\"")).await.status, 412);
    assert_eq!(test.api.send(delete("\"4\"")).await.status, 204);
}
