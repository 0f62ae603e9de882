//! Data remain after a restart.

use local::{Options, Server};
use serde_json::json;
use testkit::person::Person;

use crate::{environment, url};

#[tokio::test]
async fn tasks_and_sessions_remain_after_a_restart() {
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
