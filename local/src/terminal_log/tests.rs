use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use jiff::Timestamp;
use shared::access::client_address::RequiredProxy;
use shared::audit::AuditEvent;
use shared::http::ApiError;
use shared::http::request_id::RequestId;
use shared::layers;
use tower::ServiceExt as _;
use tracing::dispatcher::set_default;

use super::*;

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn routes() -> Router {
    let down = async || ApiError::Unavailable("the store does not answer:\n\x1b[2Jrefused".into());
    let audited = async || AuditEvent::LoginRefused.record();
    let warned = async || tracing::warn!(left = 3, "a warning");
    let routes = Router::new().route("/tasks/{id}", get(async || "a task").delete(down));
    layers::finish(
        routes.route("/audited", get(audited)).route("/warned", get(warned)).route("/", get(async || "a page")),
        RequiredProxy::default(),
    )
}

/// What a request writes to the log, with `X.X` for its duration: a busy machine may take ten milliseconds or more.
async fn logged(level: &str, style: Style, method: &str, path: &str) -> String {
    let (written, environment) = (Written::default(), Environment::from_iter([("LOG_LEVEL", level)]));
    let writer = written.clone();
    let log = TerminalLog {
        writer: move || writer.clone(),
        style,
        clock: Clock::manual("2026-11-24T09:30:00.5Z".parse::<Timestamp>().unwrap()),
        zone: TimeZone::fixed(jiff::tz::offset(1)),
        shows_ids: telemetry::level(&environment).unwrap() >= LevelFilter::DEBUG,
    };
    let logging = set_default(&log.dispatch(&environment).unwrap());
    let request = Request::builder().method(method).uri(path).extension(RequestId::new("the-id".to_owned(), None));
    routes().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    drop(logging);
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    let Some((before, after)) = text.split_once(" ms") else { return text };
    let (head, took) = before.rsplit_once(' ').unwrap();
    let (_, decimal) = took.split_once('.').unwrap();
    assert!(took.parse::<f64>().is_ok() && decimal.len() == 1, "{took}");
    let width = before.len() - head.trim_end().len();
    format!("{}{:>width$} ms{after}", head.trim_end(), "X.X")
}

async fn plain(level: &str, method: &str, path: &str) -> String {
    logged(level, Style::PLAIN, method, path).await
}

#[tokio::test]
async fn a_request_is_one_line_with_the_pattern_of_its_path() {
    assert_eq!(
        plain("info", "GET", "/tasks/42").await,
        "10:30:00.500 GET     /tasks/{id}                    200      X.X ms\n"
    );
    assert_eq!(
        plain("info", "GET", "/a-secret").await,
        "10:30:00.500 GET     (unknown path)                 404      X.X ms\n"
    );
    assert!(plain("info", "GET", "/").await.contains(" GET     / "));
    assert_eq!(
        plain("info", "BREW", "/tasks/42").await,
        "10:30:00.500 (other) /tasks/{id}                    405      X.X ms\n"
    );
}

#[tokio::test]
async fn the_request_id_is_shown_from_level_debug_on() {
    assert!(plain("debug", "GET", "/tasks/42").await.ends_with("200      X.X ms  the-id\n"));
}

#[tokio::test]
async fn a_server_error_shows_its_cause_on_its_own_line() {
    let line = "10:30:00.500 DELETE  /tasks/{id}                    503      X.X ms\n";
    let cause = "             the store does not answer:  [2Jrefused\n";
    assert_eq!(plain("info", "DELETE", "/tasks/42").await, format!("{line}{cause}"));
    let without = "10:30:00.500 DELETE  /tasks/{id}                   \n";
    assert_eq!(plain("error", "DELETE", "/tasks/42").await, format!("{without}{cause}"));
    assert_eq!(plain("off", "DELETE", "/tasks/42").await, "");
}

#[tokio::test]
async fn audit_events_are_in_the_requests_line() {
    assert!(plain("info", "GET", "/audited").await.ends_with("200      X.X ms  login_refused\n"));
    let warned = plain("info", "GET", "/warned").await;
    assert!(warned.starts_with("10:30:00.500 WARN    a warning left=3\n10:30:00.500 GET     /warned "), "{warned}");
}

#[tokio::test]
async fn statuses_are_coloured_by_class() {
    for (path, colour) in [("/tasks/42", "\x1b[32m200\x1b[0m"), ("/else", "\x1b[33m404\x1b[0m")] {
        let line = logged("info", Style::COLOURED, "GET", path).await;
        assert!(line.starts_with("\x1b[2m10:30:00.500\x1b[0m GET ") && line.contains(colour), "{line:?}");
    }
    assert!(logged("info", Style::COLOURED, "DELETE", "/tasks/42").await.contains("\x1b[31m503\x1b[0m"));
}
