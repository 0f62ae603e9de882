//! The part of an account's deletion that the request does. The worker does the rest.

use jiff::SignedDuration;
use serde_json::json;
use shared::domain::cleanup::Cleanup;
use testkit::Dynamodb;

use crate::{PASSWORD, Test, with_ada};

#[tokio::test]
async fn a_deleted_account_and_its_sessions_are_gone_immediately() {
    let (test, token) = with_ada().await;
    let other = test.session().await;
    test.dynamodb.calls.clear();
    let body = json!({"password": PASSWORD});
    assert_eq!(test.send("DELETE", "/", &token, body.clone()).await.status, 204);
    let calls = test.dynamodb.calls.take();
    assert_eq!(calls[..6], ["GetItem", "GetItem", "UpdateItem", "UpdateItem", "UpdateItem", "TransactWriteItems"]);
    for token in [&token, &other] {
        assert_eq!(test.get("", token).await.status, 401);
    }
    assert_eq!(test.send("DELETE", "", &token, body).await.status, 401, "a retry finds no session");
    assert_eq!(test.login(PASSWORD).await.text("detail"), "Incorrect email or password");
    let orders = test.dynamodb.client.scan().table_name("cleanups").send().await.unwrap().items.unwrap();
    assert_eq!((orders.len(), orders[0]["everything"].as_bool()), (1, Ok(&true)));
}

#[tokio::test]
async fn the_email_of_a_deleted_account_is_free_for_a_new_one() {
    let (test, token) = with_ada().await;
    let before = test.ada().await.id;
    assert_eq!(test.send("DELETE", "", &token, json!({"password": PASSWORD})).await.status, 204);
    assert_eq!(test.sign_up("ada@example.com", "battery staple").await.status, 201);
    assert_ne!(test.ada().await.id, before);
    assert_eq!(test.get("", &token).await.status, 401);
}

#[tokio::test]
async fn a_wrong_password_is_403_and_deletes_nothing() {
    let (test, token) = with_ada().await;
    let refused = test.send("DELETE", "", &token, json!({"password": "wrong horse"})).await;
    assert_eq!((refused.status.as_u16(), refused.text("type").as_str()), (403, "/problems/wrong-password"));
    assert_eq!(test.send("DELETE", "", &token, json!({})).await.body["errors"][0]["loc"], json!(["body", "password"]));
    assert_eq!(test.get("", &token).await.status, 200);
}

#[tokio::test]
async fn a_deletion_with_a_lost_store_response_is_done_once() {
    let (test, token) = with_ada().await;
    test.dynamodb.answers.lose_next_of("TransactWriteItems");
    assert_eq!(test.send("DELETE", "", &token, json!({"password": PASSWORD})).await.status, 204);
    assert_eq!(test.get("", &token).await.status, 401);
}

#[tokio::test]
async fn a_retried_deletion_needs_no_password_and_ends_the_remaining_sessions() {
    let (test, token) = with_ada().await;
    let order = Cleanup::of_everything(test.ada().await.id, test.clock.now(), SignedDuration::from_mins(15));
    test.dynamodb.put("cleanups", [order]).await;
    let delete = test.dynamodb.client.delete_item().table_name("users");
    let email = aws_sdk_dynamodb::types::AttributeValue::S("ada@example.com".to_owned());
    delete.key("email", email).send().await.unwrap();
    // The state after a request that was stopped between deleting the account and ending its sessions.
    assert_eq!(test.send("DELETE", "", &token, json!({"password": PASSWORD})).await.status, 204);
    assert_eq!(test.get("/sessions", &token).await.status, 401);
}

#[tokio::test]
async fn an_outage_is_503_and_never_401() {
    let (_, token) = with_ada().await;
    let test = Test::over(Dynamodb::unreachable().await);
    assert_eq!(test.send("DELETE", "", &token, json!({"password": PASSWORD})).await.status, 503);
    assert_eq!(test.get("/sessions", &token).await.status, 503);
}
