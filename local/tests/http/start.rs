//! How a start looks to the person who runs it: what is printed, where, and how it fails.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

/// Ends the server when a test fails before it does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

/// A server on free ports, on a machine where nobody has set up AWS.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command.args(["--listen", "127.0.0.1:0"]).args(arguments);
    let absent = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION"];
    for name in absent.into_iter().chain(["AWS_DEFAULT_REGION", "LOG_LEVEL"]) {
        command.env_remove(name);
    }
    // A home without a profile, and an address of the metadata service at which nobody answers.
    command.env("HOME", "/nonexistent").env("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:9");
    command.envs([("ARGON2_MEMORY_KIB", "64"), ("ARGON2_ITERATIONS", "1")]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn spawn(arguments: &[&str]) -> Running {
    Running(command(arguments).spawn().unwrap())
}

/// The lines that say that the server is ready, and the rest of its standard output for later.
fn ready(server: &mut Running) -> Vec<String> {
    let stdout = BufReader::new(server.0.stdout.take().unwrap());
    stdout.lines().take(3).map(Result::unwrap).collect()
}

/// All of standard error, once the server has ended.
fn stop(mut server: Running) -> String {
    server.0.kill().unwrap();
    let mut log = String::new();
    server.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    log
}

#[tokio::test]
async fn the_last_lines_of_a_start_are_the_addresses() {
    let mut server = spawn(&["--in-memory", "--dynamodb", "127.0.0.1:0", "--seed"]);
    let lines = ready(&mut server);
    let url = lines[0].strip_prefix("todo-lambda is ready: ").unwrap().strip_suffix("/api/v1").unwrap();
    assert_eq!(lines[1..], [format!("  docs  {url}/docs/"), format!("  page  {url}/")]);
    let log = stop(server);
    let [demo, store] = log.lines().collect::<Vec<_>>()[..] else { panic!("the seed is logged: {log}") };
    assert!(demo.starts_with("demo user: demo@example.com"), "{demo}");
    assert!(store.starts_with("DynamoDB on http://127.0.0.1:") && store.ends_with(", data in memory"), "{store}");
}

#[tokio::test]
async fn a_request_is_one_line_without_colours_in_a_file() {
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
async fn the_log_is_json_where_that_is_asked_for() {
    let mut server = spawn(&["--in-memory", "--dynamodb", "127.0.0.1:0", "--json-log"]);
    let url = ready(&mut server)[0].split(' ').next_back().unwrap().to_owned();
    reqwest::get(format!("{url}/health")).await.unwrap();
    let log = stop(server);
    let line: serde_json::Value = serde_json::from_str(log.lines().nth(1).unwrap()).unwrap();
    assert_eq!((&line["status"], &line["span"]["route"]), (&200.into(), &"/api/v1/health".into()));
}
