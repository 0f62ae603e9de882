//! What a start prints, and how it fails.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Output, Stdio};

use testkit::CHEAP_HASHES;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Stops the server even if the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

/// A server on free ports, on a machine without settings for AWS.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command.args(["--listen", "127.0.0.1:0"]).args(arguments);
    let absent = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION"];
    for name in absent.into_iter().chain(["AWS_DEFAULT_REGION", "LOG_LEVEL"]) {
        command.env_remove(name);
    }
    // A home without a profile, and an address without a metadata service.
    command.env("HOME", "/nonexistent").env("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:9");
    command.envs(CHEAP_HASHES);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn spawn(arguments: &[&str]) -> Running {
    Running(command(arguments).spawn().unwrap())
}

/// The lines that a ready server prints.
fn ready(server: &mut Running) -> Vec<String> {
    let stdout = BufReader::new(server.0.stdout.take().unwrap());
    stdout.lines().take(4).map(Result::unwrap).collect()
}

/// Stops the server. Returns all of its standard error.
fn stop(mut server: Running) -> String {
    server.0.kill().unwrap();
    let mut log = String::new();
    server.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    log
}

fn refused(output: &Output) -> String {
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.starts_with("error: ") && error.len() < 300, "{error}");
    error
}

async fn failed(arguments: &[&str]) -> String {
    let mut command = command(arguments);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    refused(&output)
}

#[tokio::test]
async fn a_start_prints_the_addresses() {
    let mut server = spawn(&["--in-memory", "--dynamodb", "127.0.0.1:0", "--seed"]);
    let lines = ready(&mut server);
    let url = lines[0].strip_prefix("todo-lambda is ready: ").unwrap().strip_suffix("/api/v1").unwrap();
    let others = [("page", "/"), ("docs", "/docs/"), ("mail", "/mailbox")];
    assert_eq!(lines[1..], others.map(|(name, path)| format!("  {name}  {url}{path}")));
    let log = stop(server);
    let [demo, store] = log.lines().collect::<Vec<_>>()[..] else { panic!("unexpected lines: {log}") };
    assert!(demo.starts_with("demo user: demo@example.com"), "{demo}");
    assert!(store.starts_with("DynamoDB on http://127.0.0.1:") && store.ends_with(", data in memory"), "{store}");
}

#[tokio::test]
async fn a_request_is_one_line_without_colours_if_the_log_is_not_a_terminal() {
    let mut server = spawn(&["--in-memory", "--dynamodb", "127.0.0.1:0"]);
    let url = ready(&mut server)[0].split(' ').next_back().unwrap().to_owned();
    reqwest::get(format!("{url}/tasks/42")).await.unwrap();
    reqwest::Client::new().post(format!("{url}/login")).json(&["x"]).send().await.unwrap();
    let log = stop(server);
    let requests: Vec<_> = log.lines().skip(1).collect();
    assert_eq!(requests.len(), 2, "{log}");
    assert!(requests[0].contains(" GET     /api/v1/tasks/{id} ") && requests[0].contains(" 401 "), "{log}");
    assert!(requests[1].contains(" POST    /api/v1/login ") && requests[1].contains(" 422 "), "{log}");
    assert!(requests.iter().all(|line| line.len() < 80 && line.ends_with(" ms") && !line.contains('\x1b')), "{log}");
}

#[tokio::test]
async fn the_log_is_json_on_request() {
    let mut server = spawn(&["--in-memory", "--dynamodb", "127.0.0.1:0", "--json-log"]);
    let url = ready(&mut server)[0].split(' ').next_back().unwrap().to_owned();
    reqwest::get(format!("{url}/health")).await.unwrap();
    let log = stop(server);
    let line: serde_json::Value = serde_json::from_str(log.lines().nth(1).unwrap()).unwrap();
    assert_eq!((&line["status"], &line["span"]["route"]), (&200.into(), &"/api/v1/health".into()));
}

#[tokio::test]
async fn an_emulator_on_this_machine_needs_no_credentials() {
    let ((other, _), directory) = (crate::start(crate::environment()).await, tempfile::tempdir().unwrap());
    let data = directory.path().to_str().unwrap();
    let mut server = spawn(&["--endpoint-url", other.dynamodb_endpoint(), "--data-dir", data]);
    let lines = tokio::task::spawn_blocking(move || (ready(&mut server), server)).await.unwrap();
    let url = lines.0[0].split(' ').next_back().unwrap();
    assert_eq!(reqwest::get(format!("{url}/health")).await.unwrap().status(), 200);
    let log = stop(lines.1);
    assert!(!log.contains("aws_config") && !log.contains("credentials"), "{log}");
    other.stop().await.unwrap();
    let passed_on = std::fs::read_to_string(directory.path().join("lambda.env")).unwrap();
    assert!(passed_on.contains("AWS_ACCESS_KEY_ID=local"), "{passed_on}");
}

#[tokio::test]
async fn an_unreachable_store_is_one_line() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().to_str().unwrap();
    let nobody = "http://127.0.0.1:9";
    assert!(failed(&["--endpoint-url", nobody, "--data-dir", data]).await.contains(nobody));
    let elsewhere = "http://dynamodb.invalid";
    assert!(failed(&["--endpoint-url", elsewhere, "--data-dir", data]).await.contains("set AWS_ACCESS_KEY_ID"));
}

#[tokio::test]
async fn a_refusing_store_is_one_line() {
    let body = r#"{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"The security token\nis invalid."}"#;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let answers = tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 16 * 1024]).await;
            let head = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/x-amz-json-1.0\r\nconnection: close";
            let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let directory = tempfile::tempdir().unwrap();
    let error = failed(&["--endpoint-url", &endpoint, "--data-dir", directory.path().to_str().unwrap()]).await;
    assert!(error.contains("UnrecognizedClientException"), "{error}");
    answers.abort();
}
