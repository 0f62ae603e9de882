//! Deleting an account: the worker of the development server deletes its tasks.

use std::time::{Duration, Instant};

use acceptance::{server_settings, start_server};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::Select;
use serde_json::json;
use shared::store::client;
use testkit::person::{PASSWORD, Person, send};

async fn stored_tasks(endpoint: &str) -> i32 {
    let mut environment = testkit::environment();
    environment.set("AWS_ENDPOINT_URL_DYNAMODB", endpoint);
    let client = Client::from_conf(client::configuration(&environment).unwrap().build());
    client.scan().table_name("tasks").select(Select::Count).send().await.unwrap().count
}

#[tokio::test]
async fn the_tasks_of_a_deleted_account_are_deleted_soon() {
    let (server, url) = start_server(server_settings()).await;
    let mut person = Person::at(&url);
    person.join().await;
    for _ in 0..30 {
        assert_eq!(person.send("POST", "/tasks/", json!({"title": "Milk"})).await.status, 201);
    }
    assert_eq!(stored_tasks(server.dynamodb_endpoint()).await, 30);
    let delete = person.request("DELETE", "/users/me").json(&json!({"password": PASSWORD}));
    assert_eq!(send(delete).await.status, 204);
    assert_eq!(person.get("/tasks/").await.status, 401);
    let started = Instant::now();
    while stored_tasks(server.dynamodb_endpoint()).await > 0 {
        assert!(started.elapsed() < Duration::from_secs(30), "the worker has not deleted the tasks");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server.stop().await.unwrap();
}
