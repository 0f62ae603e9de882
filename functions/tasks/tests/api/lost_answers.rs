//! A write that was applied and whose answer was lost.

use serde_json::json;

use crate::start;

#[tokio::test]
async fn a_creation_whose_answer_was_lost_makes_one_task() {
    let test = start().await;
    test.dynamodb.answers.lose_next();
    let created = test.send("POST", "/", json!({"title": "Milk"})).await;
    assert_eq!(created.status, 201);
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "PutItem", "PutItem"]);
    assert_eq!(test.get("/").await.body["items"], json!([created.body]));
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_made_once_with_and_without_if_match() {
    let test = start().await;
    let path = test.create("Milk").await;
    for (tag, version) in [(None, "\"2\""), (Some("\"2\""), "\"3\""), (Some("*"), "\"4\"")] {
        let request = test.request("PATCH", &path).json(&json!({"title": "Bread"}));
        let request = tag.into_iter().fold(request, |request, tag| request.header("if-match", tag));
        let _ = test.dynamodb.calls.take();
        test.dynamodb.answers.lose_next();
        let answer = test.api.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.headers["etag"].to_str().unwrap()), (200, version), "{tag:?}");
        assert_eq!(test.dynamodb.calls.take(), ["GetItem", "UpdateItem", "UpdateItem"]);
    }
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_is_no_404_and_no_412() {
    let test = start().await;
    for tag in ["*", "\"1\""] {
        let path = test.create("Milk").await;
        test.dynamodb.answers.lose_next();
        assert_eq!(test.api.send(test.request("DELETE", &path).header("if-match", tag)).await.status, 204, "{tag}");
        assert_eq!(test.get(&path).await.status, 404);
    }
}
