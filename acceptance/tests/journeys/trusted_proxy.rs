//! A trusted proxy names the address of each client. Without the proxy's secret, the address that the gateway sees
//! counts, or the request is refused if the proxy is required.

use serde_json::{Value, json};
use testkit::{Api, Dynamodb, Request, clock, environment};

const SECRET: &str = "a secret of the proxy that is long enough";

/// With a limit of one sign-up and one wrong password for each network.
async fn start() -> Api {
    let (dynamodb, mut environment) = (Dynamodb::start().await, environment());
    for (name, value) in [("TRUSTED_PROXY_SECRET", SECRET), ("SIGNUP_MAX_PER_WINDOW", "1"), ("LOGIN_MAX_FAILURES", "1")]
    {
        environment.set(name, value);
    }
    acceptance::api(&environment, &dynamodb, &clock())
}

/// The status of a request that the proxy sends for a client.
async fn send(api: &Api, path: &str, body: &Value, proof: &str, client: &str) -> u16 {
    let request = Request::new("POST", path).json(body).from("192.0.2.7").header("x-origin-verify", proof);
    api.send(request.header("true-client-ip", client)).await.status.as_u16()
}

#[tokio::test]
async fn clients_of_a_trusted_proxy_have_separate_limits() {
    let api = start().await;
    let account = |name: &str| json!({"email": format!("{name}@example.com"), "password": "nine quiet herons"});
    let wrong = json!({"username": "ada@example.com", "password": "battery staple"});
    for (name, client, status) in
        [("ada", "198.51.100.1", 201), ("eve", "198.51.100.1", 429), ("bob", "198.51.100.2", 201)]
    {
        assert_eq!(send(&api, "/api/v1/users", &account(name), SECRET, client).await, status, "{name}");
    }
    for (client, status) in [("198.51.100.1", 401), ("198.51.100.1", 429), ("2001:db8::1", 401), ("2001:db8::2", 429)] {
        assert_eq!(send(&api, "/api/v1/login", &wrong, SECRET, client).await, status, "{client}");
    }
}

#[tokio::test]
async fn clients_with_a_wrong_proxy_secret_count_as_one_network() {
    let (api, wrong) = (start().await, json!({"username": "ada@example.com", "password": "battery staple"}));
    let claim = "a secret of the proxy that is long enougH";
    assert_eq!(send(&api, "/api/v1/login", &wrong, claim, "198.51.100.1").await, 401);
    for client in 2..6 {
        assert_eq!(send(&api, "/api/v1/login", &wrong, claim, &format!("198.51.100.{client}")).await, 429);
    }
}

/// The status and the problem type of each function's response.
async fn responses(functions: &[Api; 4], request: &Request) -> Vec<(u16, String)> {
    let mut answers = Vec::new();
    for function in functions {
        let answer = function.send(request.clone()).await;
        answers.push((answer.status.as_u16(), answer.text("type")));
    }
    answers
}

#[tokio::test]
async fn a_required_proxy_is_checked_before_anything_else() {
    let (dynamodb, mut environment) = (Dynamodb::start().await, environment());
    environment.set("TRUSTED_PROXY_SECRET", SECRET);
    environment.set("REQUIRE_TRUSTED_PROXY", "on");
    let functions = acceptance::functions(&environment, &dynamodb, &clock()).separate().map(Api::new);
    let together = acceptance::api(&environment, &dynamodb, &clock());
    let refused = vec![(403, "/problems/proxy-required".to_owned()); 4];
    for (method, path, status) in [
        ("POST", "/api/v1/login", 415),
        ("GET", "/api/v1/health", 200),
        ("POST", "/api/v1/users", 415),
        ("GET", "/api/v1/tasks", 401),
        ("OPTIONS", "/api/v1/tasks", 204),
        ("PUT", "/api/v1/tasks", 405),
        ("GET", "/api/v1/else", 404),
    ] {
        let request = Request::new(method, path);
        assert_eq!(responses(&functions, &request).await, refused, "{method} {path}");
        let wrong = request.clone().header("x-origin-verify", "a secret of the proxy that is long enougH");
        assert_eq!(responses(&functions, &wrong).await, refused, "{method} {path}");
        let right = request.header("x-origin-verify", SECRET);
        assert_eq!(together.send(right).await.status, status, "{method} {path}");
    }
}
