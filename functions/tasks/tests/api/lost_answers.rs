//! Writes that were applied, but whose response from the store was lost, so that the SDK retries them.

use serde_json::{Value, json};
use testkit::{Answer, Request};

use crate::{Test, start};

/// How many of its last writes a task remembers.
const REMEMBERED: usize = 5;

#[tokio::test]
async fn a_creation_with_a_lost_response_creates_one_task() {
    let test = start().await;
    test.dynamodb.answers.lose_next();
    let created = test.send("POST", "/", json!({"title": "Milk"})).await;
    assert_eq!(created.status, 201);
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "PutItem", "PutItem"]);
    assert_eq!(test.get("/").await.body["items"], json!([created.body]));
}

#[tokio::test]
async fn a_change_with_a_lost_response_is_applied_once_with_and_without_if_match() {
    let test = start().await;
    let path = test.create("Milk").await;
    for (tag, version) in [(None, "\"2\""), (Some("\"2\""), "\"3\""), (Some("*"), "\"4\"")] {
        let request = test.request("PATCH", &path).json(&json!({"title": "Bread"}));
        let request = tag.into_iter().fold(request, |request, tag| request.header("if-match", tag));
        test.dynamodb.calls.clear();
        test.dynamodb.answers.lose_next();
        let answer = test.api.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.headers["etag"].to_str().unwrap()), (200, version), "{tag:?}");
        assert_eq!(test.dynamodb.calls.take(), ["GetItem", "UpdateItem", "UpdateItem"]);
    }
}

#[tokio::test]
async fn a_deletion_with_a_lost_response_is_no_404_and_no_412() {
    let test = start().await;
    for tag in ["*", "\"1\""] {
        let path = test.create("Milk").await;
        test.dynamodb.answers.lose_next();
        assert_eq!(test.api.send(test.request("DELETE", &path).header("if-match", tag)).await.status, 204, "{tag}");
        assert_eq!(test.get(&path).await.status, 404);
    }
}

impl Test {
    /// Sends a request whose store response is lost, and sends `others` before the SDK retries the write.
    async fn send_while(&self, request: Request, others: Vec<Request>) -> Answer {
        let api = self.api.clone();
        self.dynamodb.answers.lose_next_while(async move {
            for request in others {
                let answer = api.send(request).await;
                assert!(answer.status.is_success(), "{}", answer.body);
            }
        });
        self.api.send(request).await
    }

    fn patch(&self, path: &str, body: &Value) -> Request {
        self.request("PATCH", path).json(body)
    }
}

/// Completes a task, with the given number of other changes before the SDK's retry. Returns the response and the task.
async fn complete_while(others: usize) -> (Answer, Answer) {
    let test = start().await;
    let path = test.create("Milk").await;
    let complete = test.request("PUT", &format!("/complete{path}")).json(&json!({"completed": true}));
    let others = (0..others).map(|_| test.patch(&path, &json!({"completed": false}))).collect();
    (test.send_while(complete, others).await, test.get(&path).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_change_is_not_applied_again_after_other_changes_and_returns_the_current_task() {
    for others in [1, REMEMBERED - 1] {
        let (answer, task) = complete_while(others).await;
        assert_eq!((answer.status.as_u16(), &answer.body["completed"]), (200, &json!(false)), "{others}");
        assert_eq!(answer.headers["etag"], format!("\"{}\"", others + 2));
        assert_eq!((task.body, &task.headers["etag"]), (answer.body, &answer.headers["etag"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_change_is_applied_again_after_more_changes_than_a_task_remembers() {
    let (answer, task) = complete_while(REMEMBERED).await;
    assert_eq!((answer.status.as_u16(), &answer.body["completed"]), (200, &json!(true)));
    assert_eq!(task.headers["etag"], format!("\"{}\"", REMEMBERED + 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_change_with_if_match_is_no_412_after_other_changes() {
    let test = start().await;
    let path = test.create("Milk").await;
    let change = test.patch(&path, &json!({"title": "Bread"})).header("if-match", "\"1\"");
    let other = test.patch(&path, &json!({"description": "two"})).header("if-match", "\"2\"");
    let answer = test.send_while(change, vec![other]).await;
    assert_eq!((answer.status.as_u16(), &answer.headers["etag"]), (200, &"\"3\"".parse().unwrap()));
    assert_eq!((&answer.body["title"], &answer.body["description"]), (&json!("Bread"), &json!("two")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_change_is_404_if_the_task_was_deleted() {
    let test = start().await;
    let path = test.create("Milk").await;
    let change = test.patch(&path, &json!({"title": "Bread"}));
    assert_eq!(test.send_while(change, vec![test.request("DELETE", &path)]).await.status, 404);
    assert_eq!(test.get("/").await.body["total"], 0);
}

/// Creates a task whose store response is lost. A second tab finds the task in the list and sends a request for it
/// before the SDK retries the creation.
async fn create_while(test: &Test, key: Option<&str>, method: &'static str, body: Value) -> Answer {
    let create = test.request("POST", "/").json(&json!({"title": "Milk"}));
    let create = key.into_iter().fold(create, |request, key| request.header("idempotency-key", key));
    let (api, list, other) = (test.api.clone(), test.request("GET", "/"), test.request(method, "").json(&body));
    test.dynamodb.answers.lose_next_while(async move {
        let id = api.send(list).await.body["items"][0]["id"].clone();
        assert!(api.send(other.to(&format!("/api/v1/tasks/{id}"))).await.status.is_success());
    });
    let created = test.api.send(create).await;
    assert_eq!(created.status, 201, "{}", created.body);
    created
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_creation_creates_one_task_even_if_it_was_changed() {
    for key in [None, Some("key")] {
        let test = start().await;
        let created = create_while(&test, key, "PATCH", json!({"title": "Bread"})).await;
        assert_eq!((&created.body["title"], &created.headers["etag"]), (&json!("Milk"), &"\"1\"".parse().unwrap()));
        let list = test.get("/").await.body;
        assert_eq!((&list["total"], &list["items"][0]["id"]), (&json!(1), &created.body["id"]));
        assert_eq!(list["items"][0]["title"], "Bread");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_creation_stays_deleted_only_with_a_key() {
    for (key, left) in [(Some("key"), 0), (None, 1)] {
        let test = start().await;
        create_while(&test, key, "DELETE", json!({})).await;
        assert_eq!(test.get("/").await.body["total"], left, "{key:?}");
    }
}
