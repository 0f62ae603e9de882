//! Sends requests to a router as API Gateway events (payload format 2.0).

use axum::Router;
use axum::body::to_bytes;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode};
use lambda_http::RequestExt as _;
use serde_json::{Value, json};

use crate::contract;

/// Sends requests to a function's router.
#[derive(Clone, Debug)]
pub struct Api(Router);

/// A response. `body` is null if it is not JSON.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub bytes: Vec<u8>,
}

/// A request that is being built.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    path: String,
    headers: serde_json::Map<String, Value>,
    body: Option<Vec<u8>>,
    source_ip: String,
}

impl Request {
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        let headers = serde_json::Map::new();
        let (method, path, source_ip) = (method.to_owned(), path.to_owned(), "192.0.2.7".to_owned());
        Self { method, path, headers, body: None, source_ip }
    }

    /// The same request to a different path.
    #[must_use]
    pub fn to(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let headers = &mut self.headers;
        // API Gateway joins headers of the same name.
        let joined = headers.get(name).and_then(Value::as_str).map(|first| format!("{first},{value}"));
        headers.insert(name.to_owned(), joined.unwrap_or_else(|| value.to_owned()).into());
        self
    }

    /// The same request from a different client address.
    #[must_use]
    pub fn from(mut self, address: &str) -> Self {
        address.clone_into(&mut self.source_ip);
        self
    }

    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", &body.to_string())
    }

    #[must_use]
    pub fn body(self, content_type: &str, body: &str) -> Self {
        self.header("content-type", content_type).bytes(body)
    }

    /// With a body of any bytes.
    #[must_use]
    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    fn event(&self) -> Value {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let body = self.body.as_ref().map(|body| STANDARD.encode(body));
        let mut headers = self.headers.clone();
        // API Gateway moves cookies out of the headers.
        let cookies = headers.remove("cookie").unwrap_or_default();
        let cookies: Vec<_> =
            cookies.as_str().unwrap_or_default().split("; ").filter(|pair| !pair.is_empty()).collect();
        json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
            "headers": headers, "cookies": cookies, "isBase64Encoded": body.is_some(), "body": body,
            "requestContext": {
                "accountId": "1", "apiId": "api", "domainName": "api.example.com", "domainPrefix": "api", "stage": "$default",
                "requestId": "request", "routeKey": "$default", "time": "24/Nov/2026:09:30:00 +0000", "timeEpoch": 0,
                "http": {"method": self.method, "path": path, "protocol": "HTTP/1.1", "sourceIp": self.source_ip, "userAgent": "test"},
            },
        })
    }
}

impl Api {
    #[must_use]
    pub fn new(router: Router) -> Self {
        Self(router)
    }

    /// Sends a request as the Lambda host does, and checks the response against the OpenAPI document.
    pub async fn send(&self, request: Request) -> Answer {
        self.send_event(&request.event().to_string()).await
    }

    /// Sends requests at the same time. The responses are in the order of the requests.
    pub async fn send_concurrently(&self, requests: impl IntoIterator<Item = Request>) -> Vec<Answer> {
        let send = |request| {
            let api = self.clone();
            tokio::spawn(async move { api.send(request).await })
        };
        let running: Vec<_> = requests.into_iter().map(send).collect();
        let mut answers = Vec::new();
        for answer in running {
            answers.push(answer.await.expect("a request does not panic"));
        }
        answers
    }

    /// Sends an API Gateway event in the same way.
    pub async fn send_event(&self, event: &str) -> Answer {
        let event = lambda_http::request::from_str(event).expect("it is an API Gateway event");
        let (method, path) = (event.method().to_string(), event.raw_http_path().to_owned());
        let response = shared::lambda::handle(self.0.clone(), event).await.expect("a router does not fail");
        let (parts, body) = response.into_parts();
        assert_eq!(parts.headers["strict-transport-security"], "max-age=31536000; includeSubDomains");
        let bytes = to_bytes(body, usize::MAX).await.expect("the body is read");
        contract::check(&method, &path, parts.status, &parts.headers, &bytes);
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            bytes: bytes.into(),
        }
    }
}

impl Answer {
    /// The body, as text.
    #[must_use]
    pub fn body_text(&self) -> String {
        String::from_utf8(self.bytes.clone()).expect("the body is text")
    }

    /// A text member of the body, or an empty text.
    #[must_use]
    pub fn text(&self, member: &str) -> String {
        self.body[member].as_str().unwrap_or_default().to_owned()
    }
}
