//! A stand-in for SES on a free port. It keeps what it accepts, and fails as a test says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The errors that SES answers with, each with its status.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure {
    MessageRejected,
    NoConfigurationSet,
    TooManyRequests,
    Outage,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Ses {
    state: Arc<Mutex<SesState>>,
    pub(crate) url: String,
}

#[derive(Debug, Default)]
struct SesState {
    failures: VecDeque<Failure>,
    accepted: Vec<Value>,
}

impl Ses {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let ses = Self { url, ..Self::default() };
        let routes = Router::new().route("/v2/email/outbound-emails", post(send_email)).with_state(ses.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        ses
    }

    /// The next requests fail.
    pub(crate) fn fail(&self, failure: Failure, times: usize) {
        self.state.lock().unwrap().failures.extend(std::iter::repeat_n(failure, times));
    }

    /// The mails that were accepted since the last call.
    pub(crate) fn take(&self) -> Vec<Value> {
        std::mem::take(&mut self.state.lock().unwrap().accepted)
    }
}

async fn send_email(State(ses): State<Ses>, body: String) -> Response {
    let mut state = ses.state.lock().unwrap();
    let mail: Value = serde_json::from_str(&body).unwrap();
    let to = mail["Destination"]["ToAddresses"][0].as_str().unwrap();
    let (status, error, message) = match state.failures.pop_front() {
        None => {
            state.accepted.push(mail);
            return json!({"MessageId": "0100"}).to_string().into_response();
        }
        Some(Failure::MessageRejected) => (400, "MessageRejected", format!("Email address is not verified: {to}")),
        Some(Failure::NoConfigurationSet) => {
            (404, "NotFoundException", "Configuration set <todo> does not exist.".to_owned())
        }
        Some(Failure::TooManyRequests) => {
            (429, "TooManyRequestsException", "Maximum sending rate exceeded.".to_owned())
        }
        Some(Failure::Outage) => (500, "InternalFailure", format!("An outage. {to}")),
    };
    let mut response = json!({"message": message}).to_string().into_response();
    *response.status_mut() = status.try_into().unwrap();
    response.headers_mut().insert("x-amzn-errortype", error.parse().unwrap());
    response
}
