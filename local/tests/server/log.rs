//! What the log of a whole journey must not contain, at any log level.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use serde_json::json;
use testkit::CHEAP_HASHES;
use testkit::journey;
use testkit::person::{PASSWORD, Person};

const ACCESS_TOKEN_SECRET: &str = "an-access-secret-that-only-this-test-has";
const REFRESH_TOKEN_SECRET: &str = "a-refresh-secret-that-only-this-test-has";

/// Stops the server even if the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

fn start() -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command.args(["--in-memory", "--listen", "127.0.0.1:0", "--dynamodb", "127.0.0.1:0"]);
    let secrets = [("ACCESS_TOKEN_SECRET", ACCESS_TOKEN_SECRET), ("REFRESH_TOKEN_SECRET", REFRESH_TOKEN_SECRET)];
    command.env("LOG_LEVEL", "trace").envs(CHEAP_HASHES).envs(secrets).stdout(Stdio::piped()).stderr(Stdio::piped());
    Running(command.spawn().unwrap())
}

#[tokio::test]
async fn no_secret_of_a_journey_is_logged_even_at_trace_level() {
    let mut server = start();
    let mut stderr = server.0.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut log = String::new();
        stderr.read_to_string(&mut log).map(|_| log)
    });
    let mut ready = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut ready).unwrap();
    let url = ready.split_whitespace().find(|word| word.ends_with("/api/v1")).unwrap();

    journey::travel(url).await;
    let mut person = Person::at(url);
    person.join().await;
    let first = (person.access_token.clone(), person.refresh_token.clone());
    person.refresh().await;
    person.send("POST", "/tasks/", json!({"title": "a very private title"})).await;
    person.send("POST", "/login", json!({"username": person.email, "password": "a mistyped secret"})).await;
    person.get(&format!("/tasks/?cursor={}", person.refresh_token)).await;
    person.get(&format!("/{}", person.access_token)).await;

    server.0.kill().unwrap();
    let log = log.join().unwrap().unwrap();
    assert!(log.lines().filter(|line| line.contains("/api/v1/tasks")).count() > 10, "{log}");
    let signature = |token: &str| token.rsplit('.').next().unwrap().to_owned();
    let tokens = [first.0, first.1, person.access_token, person.refresh_token].map(|token| signature(&token));
    let words = [PASSWORD, "mistyped", "a very private title", ACCESS_TOKEN_SECRET, REFRESH_TOKEN_SECRET, "Água"];
    let email = person.email.to_lowercase();
    for secret in words.into_iter().chain(tokens.iter().map(String::as_str)).chain([email.as_str(), "@example.com"]) {
        assert!(!log.to_lowercase().contains(&secret.to_lowercase()), "the log contains {secret:?}");
    }
}
