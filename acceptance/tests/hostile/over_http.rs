//! Sends the table as bytes over HTTP, and requests that only bytes can express.

use acceptance::{server_settings, start_server};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use local::Server;
use serde_json::{Value, json};
use testkit::contract;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::case::{Case, case};
use crate::{Known, mismatch, table};

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// Sends bytes and reads until the server closes the connection.
async fn exchange(server: &Server, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    // The server may respond and close the connection before it has read everything.
    let _ = stream.write_all(request).await;
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let header = |line: &str| {
        let (name, value) = line.split_once(':').unwrap();
        (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value.trim()).unwrap())
    };
    Answer { status, headers: lines.map(header).collect(), body: bytes[end + 4..].to_vec() }
}

fn bytes_of(case: &Case, known: &Known) -> Vec<u8> {
    let body = known.fill_bytes(&case.body);
    let mut request =
        format!("{} {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n", case.method, known.fill(&case.target))
            .into_bytes();
    for (name, value) in &case.headers {
        request.extend(format!("{name}: {}\r\n", known.fill(value)).bytes());
    }
    if !body.is_empty() {
        request.extend(format!("content-length: {}\r\n", body.len()).bytes());
    }
    [request, b"\r\n".to_vec(), body].concat()
}

async fn start() -> (Server, Known) {
    let mut environment = server_settings();
    environment.set("ACCESS_TOKEN_EXPIRE_MINUTES", "600");
    let (server, _) = start_server(environment).await;
    let mut known = Known { access_token: String::new(), refresh_token: String::new(), task: String::new() };
    let user =
        json!({"email": "ada@example.com", "username": "ada@example.com", "password": "nine quiet herons"}).to_string();
    let post = async |known: &Known, path: &str, body: &str| -> Value {
        let answer = exchange(&server, &bytes_of(&case("set-up", "POST", path).json(body), known)).await;
        serde_json::from_slice(&answer.body).unwrap()
    };
    post(&known, "/api/v1/users/", &user).await;
    let tokens = post(&known, "/api/v1/login", &user).await;
    known.access_token = tokens["access_token"].as_str().unwrap().to_owned();
    known.refresh_token = tokens["refresh_token"].as_str().unwrap().to_owned();
    known.task = post(&known, "/api/v1/tasks/", r#"{"title":"Milk"}"#).await["id"].to_string();
    (server, known)
}

#[tokio::test]
async fn every_hostile_request_over_http_gets_the_expected_response() {
    let (server, known) = start().await;
    let mut failures = Vec::new();
    for case in table() {
        let answer = exchange(&server, &bytes_of(&case, &known)).await;
        failures.extend(mismatch(&case, answer.status, &answer.body));
        // Requests that the HTTP library itself refuses never reach a route.
        if answer.headers.contains_key("cache-control") {
            let path = known.fill(&case.target);
            contract::check(
                &case.method,
                &path,
                StatusCode::from_u16(answer.status).unwrap(),
                &answer.headers,
                &answer.body,
            );
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    let task = exchange(&server, &bytes_of(&case("the task at the end", "GET", "/api/v1/tasks/{task}"), &known)).await;
    let task: Value = serde_json::from_slice(&task.body).unwrap();
    assert_eq!((&task["title"], &task["last_update"]), (&json!("Milk"), &task["creation_date"]));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn invalid_http_is_refused_and_the_next_request_is_served() {
    let (server, known) = start().await;
    let chunked = |chunks: &str| {
        format!(
            "POST /api/v1/tasks/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n{chunks}",
            known.access_token
        )
    };
    let long = "x".repeat(70_000);
    for (name, request, status) in [
        ("nonsense", "nonsense\r\n\r\n".to_owned(), 400),
        ("a request line without a version", "GET /\r\n\r\n".to_owned(), 400),
        ("HTTP/3.0", "GET / HTTP/3.0\r\nhost: x\r\n\r\n".to_owned(), 400),
        ("a blank in a header's name", "GET /api/v1/health HTTP/1.1\r\nhost: x\r\na b: c\r\n\r\n".to_owned(), 400),
        ("a NUL in a header", "GET /api/v1/health HTTP/1.1\r\nhost: x\r\na: \0\r\n\r\n".to_owned(), 400),
        (
            "a length that is not a number",
            "POST /api/v1/refresh HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n".to_owned(),
            400,
        ),
        ("a negative length", "POST /api/v1/refresh HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n".to_owned(), 400),
        (
            "two lengths",
            "POST /api/v1/refresh HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx".to_owned(),
            400,
        ),
        ("a chunk's length that is not a number", chunked("zz\r\n"), 400),
        ("a body in chunks", chunked("10\r\n{\"title\":\"Bread\"\r\n1\r\n}\r\n0\r\n\r\n"), 201),
        ("a body in chunks that is too long", chunked(&format!("11170\r\n{long}\r\n0\r\n\r\n")), 413),
        (
            "a header of 500 kB",
            format!("GET /api/v1/health HTTP/1.1\r\nhost: x\r\na: {}\r\n\r\n", "x".repeat(500_000)),
            431,
        ),
        (
            "a path of 100 kB",
            format!("GET /{} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "x".repeat(100_000)),
            414,
        ),
        (
            "a path with dot segments",
            "GET /api/v1/tasks/../health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
            404,
        ),
        (
            "a path with encoded dot segments",
            "GET /api/v1/%2e%2e/v1/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
            404,
        ),
        (
            "a path with raw brackets",
            "GET /api/v1/<script> HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
            400,
        ),
        (
            "an absolute target",
            "GET http://x/api/v1/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
            200,
        ),
        ("the target of OPTIONS *", "OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(), 404),
        ("HTTP/1.0", "GET /api/v1/health HTTP/1.0\r\n\r\n".to_owned(), 200),
    ] {
        let answer = exchange(&server, request.as_bytes()).await;
        assert_eq!(answer.status, status, "{name}: {}", String::from_utf8_lossy(&answer.body));
        let health = exchange(&server, &bytes_of(&case("health", "GET", "/api/v1/health"), &known)).await;
        assert_eq!(health.status, 200, "after {name}");
    }
    server.stop().await.unwrap();
}
