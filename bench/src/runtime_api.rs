//! The Lambda Runtime API for one process: hands it one event at a time and takes its answers.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use shared::clock::Clock;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// Longer than the slowest peer takes to start.
const LIMIT: Duration = Duration::from_secs(30);

/// The harness's end of the API.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    pub(crate) address: String,
    events: UnboundedSender<String>,
    requests: UnboundedReceiver<Instant>,
    answers: UnboundedReceiver<Answer>,
    server: JoinHandle<()>,
    /// How much time the process has for an event.
    limit: Duration,
}

/// An answer to an event, or an error of the process, and when it arrived.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) body: Bytes,
    pub(crate) at: Instant,
}

/// The process's end of the API.
struct Served {
    events: Mutex<UnboundedReceiver<String>>,
    requests: UnboundedSender<Instant>,
    answers: UnboundedSender<Answer>,
    limit: Duration,
}

impl RuntimeApi {
    pub(crate) async fn start(limit: Option<Duration>) -> anyhow::Result<Self> {
        let limit = limit.unwrap_or(LIMIT);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?.to_string();
        let (events, next) = unbounded_channel();
        let (requested, requests) = unbounded_channel();
        let (answered, answers) = unbounded_channel();
        let api = Served { events: Mutex::new(next), requests: requested, answers: answered, limit };
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next_event))
            .route("/2018-06-01/runtime/invocation/{id}/{outcome}", post(take_answer))
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::new(api));
        let server = tokio::spawn(async move {
            // Ends with the task only.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { address, events, requests, answers, server, limit })
    }

    /// When the process requested its next event.
    pub(crate) async fn requested(&mut self) -> anyhow::Result<Instant> {
        let asked = tokio::time::timeout(LIMIT, self.requests.recv()).await;
        asked.context("the process does not ask for an event")?.context("the Runtime API has stopped")
    }

    pub(crate) async fn answer(&mut self, event: String) -> anyhow::Result<Answer> {
        self.events.send(event)?;
        let answered = tokio::time::timeout(self.limit, self.answers.recv()).await;
        answered.context("the process does not answer")?.context("the Runtime API has stopped")
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next_event(State(served): State<Arc<Served>>) -> Response {
    let _ = served.requests.send(Instant::now());
    let Some(event) = served.events.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let deadline =
        u128::try_from(Clock::system().now().as_millisecond()).unwrap_or_default() + served.limit.as_millis();
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned()),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:bench".to_owned()),
        (
            "lambda-runtime-trace-id",
            "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0".to_owned(),
        ),
    ];
    (headers, event).into_response()
}

async fn take_answer(
    State(served): State<Arc<Served>>,
    Path((_, _outcome)): Path<(String, String)>,
    body: Bytes,
) -> StatusCode {
    let _ = served.answers.send(Answer { body, at: Instant::now() });
    StatusCode::ACCEPTED
}
