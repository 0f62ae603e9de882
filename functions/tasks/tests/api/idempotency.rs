//! A client retries a creation because it does not know the outcome.

use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::Answer;

use crate::{Test, start, user};

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

impl Test {
    async fn create_once(&self, key: &str, body: &Value) -> Answer {
        self.clock.advance(SignedDuration::from_millis(1));
        self.api.send(self.request("POST", "/").header("idempotency-key", key).json(body)).await
    }

    async fn titles(&self) -> Vec<Value> {
        let list = self.get("/").await.body;
        list["items"].as_array().unwrap().iter().map(|task| task["title"].clone()).collect()
    }
}

#[tokio::test]
async fn the_same_key_and_body_create_one_task_and_get_the_same_response() {
    let test = start().await;
    let body = json!({"title": "Milk", "deadline": "2030-06-01"});
    let first = test.create_once(KEY, &body).await;
    assert_eq!(first.status, 201);
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "TransactWriteItems"]);
    let again = json!({"deadline": "2030-06-01", "description": "", "title": "Milk", "ignored": 1});
    for body in [&body, &again] {
        let repeated = test.create_once(KEY, body).await;
        assert_eq!((repeated.status, &repeated.body), (first.status, &first.body));
        for name in ["etag", "location"] {
            assert_eq!(repeated.headers[name], first.headers[name]);
        }
        assert_eq!(test.dynamodb.calls.take(), ["GetItem", "TransactWriteItems"]);
    }
    assert_eq!(test.titles().await, ["Milk"]);
    assert_eq!(test.get(&format!("/{}", first.body["id"])).await.body, first.body);
}

#[tokio::test]
async fn a_key_with_a_different_body_is_refused_and_creates_nothing() {
    let test = start().await;
    test.create_once(KEY, &json!({"title": "Milk"})).await;
    for body in [json!({"title": "Bread"}), json!({"title": "Milk", "description": "two"})] {
        let refused = test.create_once(KEY, &body).await;
        assert_eq!((refused.status.as_u16(), refused.text("type").as_str()), (422, "/problems/invalid-input"));
        assert_eq!(refused.body["errors"][0]["loc"], json!(["header", "idempotency-key"]));
    }
    assert_eq!(test.titles().await, ["Milk"]);
}

#[tokio::test]
async fn a_key_belongs_to_one_user_and_lasts_for_a_day() {
    let mut test = start().await;
    let body = json!({"title": "Milk"});
    let first = test.create_once(KEY, &body).await.body["id"].clone();
    let (id, email) = user(2);
    let token = std::mem::replace(&mut test.token, test.dynamodb.sign_in(id, &email).await);
    assert_ne!(test.create_once(KEY, &body).await.body["id"], first, "a different user");
    test.token = token;
    assert_ne!(test.create_once("another", &body).await.body["id"], first, "a different key");
    assert_eq!(test.titles().await.len(), 2);
    test.clock.advance(SignedDuration::from_mins(14));
    assert_eq!(test.create_once(KEY, &body).await.body["id"], first);
    test.clock.advance(SignedDuration::from_hours(24));
    let tokens = shared::auth::access_token::AccessTokens::from_environment(&testkit::environment()).unwrap();
    let session = testkit::session(user(1).0, &user(1).1);
    test.token = tokens.sign(&session, SignedDuration::from_mins(15), test.clock.now()).token;
    assert_ne!(test.create_once(KEY, &body).await.body["id"], first, "a day later");
    assert_eq!(test.titles().await.len(), 3);
}

#[tokio::test]
async fn twenty_concurrent_requests_create_one_task() {
    let test = start().await;
    let create = |_| test.request("POST", "/").header("idempotency-key", KEY).json(&json!({"title": "Milk"}));
    let mut ids = Vec::new();
    for answer in test.api.send_concurrently((0..20).map(create)).await {
        assert_eq!(answer.status, 201);
        ids.push(answer.body["id"].clone());
    }
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(test.titles().await, ["Milk"]);
}

#[tokio::test]
async fn a_creation_with_a_key_and_a_lost_store_response_creates_one_task() {
    let test = start().await;
    test.dynamodb.answers.lose_next();
    let created = test.create_once(KEY, &json!({"title": "Milk"})).await;
    assert_eq!(created.status, 201);
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "TransactWriteItems", "TransactWriteItems"]);
    assert_eq!(test.create_once(KEY, &json!({"title": "Milk"})).await.body, created.body);
    assert_eq!(test.titles().await, ["Milk"]);
}

#[tokio::test]
async fn an_invalid_key_is_refused() {
    let test = start().await;
    for key in ["", &"x".repeat(256), "é"] {
        let refused = test.create_once(key, &json!({"title": "Milk"})).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.body["errors"][0]["loc"]),
            (422, &json!(["header", "idempotency-key"]))
        );
    }
    assert_eq!(test.create_once(&"x".repeat(255), &json!({"title": "Milk"})).await.status, 201);
    assert_eq!(test.titles().await, ["Milk"]);
}
