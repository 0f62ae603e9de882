//! The host of a function: starts the process and turns API Gateway events into HTTP requests for an axum router. The
//! only place that knows the Lambda runtime.

pub mod stream;
mod worker;

use std::convert::Infallible;
use std::process::ExitCode;

use aws_sdk_dynamodb::Client;
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::HeaderValue;
use http::header::STRICT_TRANSPORT_SECURITY;
use lambda_http::request::RequestContext;
use lambda_http::{RequestExt as _, service_fn};
use tower::ServiceExt as _;

pub use worker::run_worker;

use crate::access::client_address::ClientAddress;
use crate::auth::password_hasher::HasherStartError;
use crate::clock::Clock;
use crate::config::{ConfigError, Environment};
use crate::http::request_id::RequestId;
use crate::store::client;
use crate::telemetry;

/// HSTS: HTTPS only, for a year, on this host and its subdomains (RFC 6797).
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Why a function does not start. Printed to the log of the failed start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Hasher(#[from] HasherStartError),
    #[error("cannot start the async runtime: {0}")]
    Runtime(#[from] std::io::Error),
    #[error("the Lambda runtime ended: {0}")]
    Lambda(lambda_http::Error),
}

/// What a function builds its state from.
#[derive(Clone, Debug)]
pub struct Dependencies {
    pub environment: Environment,
    pub dynamodb: Client,
    pub clock: Clock,
}

/// Runs a function until its environment shuts down. Whatever can be created once is created before the first event.
pub fn run(router: impl FnOnce(Dependencies) -> Result<Router, StartError>) -> ExitCode {
    report(set_up().and_then(|dependencies| {
        let router = router(dependencies)?;
        let serve = service_fn(move |event| handle(router.clone(), event));
        runtime()?.block_on(lambda_http::run(serve)).map_err(StartError::Lambda)
    }))
}

/// Starts the log and creates what every function is built from.
fn set_up() -> Result<Dependencies, StartError> {
    let environment = Environment::of_process();
    telemetry::start(telemetry::for_lambda(&environment, std::io::stdout)?);
    let dynamodb = Client::from_conf(client::configuration(&environment)?.build());
    Ok(Dependencies { environment, dynamodb, clock: Clock::system() })
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

#[expect(clippy::print_stderr, reason = "a start that fails may have no log yet")]
fn report(ended: Result<(), StartError>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the function does not start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Responds to an API Gateway event. HSTS is added here and not in `layers`, because the gateway accepts only HTTPS but
/// the development server speaks plain HTTP.
pub async fn handle(router: Router, event: lambda_http::Request) -> Result<Response, Infallible> {
    let mut response = router.oneshot(receive(event)).await?;
    response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    Ok(response)
}

/// Converts an API Gateway event, and adds its request id and the client's address as the gateway saw it.
fn receive(request: lambda_http::Request) -> http::Request<Body> {
    let gateway = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => Some(context),
        _ => None,
    };
    let address = gateway.and_then(|context| context.http.source_ip.as_deref()?.parse().ok());
    let id = gateway.and_then(|context| context.request_id.clone());
    let invocation = request.lambda_context_ref().map(|context| context.request_id.clone());
    let mut request = request.map(Body::new);
    if let Some(address) = address {
        request.extensions_mut().insert(ClientAddress::new(address));
    }
    if let Some(id) = id {
        request.extensions_mut().insert(RequestId::new(id, invocation));
    }
    request
}
