//! What outlives a restart, and what ends by time.

use local::{Options, Server};
use serde_json::json;

use crate::person::Person;
use crate::{environment, start, url};

#[tokio::test]
async fn tasks_and_sessions_outlive_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let options = Options { data_dir: directory.path().join("data"), in_memory: false, ..Options::ephemeral() };
    let server = Server::start(&options, environment()).await.unwrap();
    let mut person = Person::at(&url(&server));
    person.join().await;
    let task = person.send("POST", "/tasks/", json!({"title": "Water the plants"})).await;
    assert_eq!(task.status, 201);
    server.stop().await.unwrap();

    let server = Server::start(&options, environment()).await.unwrap();
    person.base = url(&server);
    person.refresh().await;
    assert_eq!(person.get("/tasks/").await.body["items"], json!([task.body]));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn an_access_token_expires_and_a_refresh_goes_on() {
    let mut environment = environment();
    environment.set("ACCESS_TOKEN_EXPIRE_MINUTES", "0.02");
    let (server, url) = start(environment).await;
    let mut person = Person::at(&url);
    person.join().await;
    let expired = loop {
        let answer = person.get("/users/me").await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!((expired.status, &expired.body["detail"]), (401, &json!("Expired Access Token")));
    person.refresh().await;
    assert_eq!(person.get("/users/me").await.status, 200);
    server.stop().await.unwrap();
}
