//! All routes in one router, and the server in front of it, which imitates API Gateway and serves the page.

use std::net::SocketAddr;

use anyhow::Context as _;
use aws_sdk_dynamodb::Client;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::HeaderValue;
use http::header::CONNECTION;
use http_body_util::LengthLimitError;
use shared::access::client_address::ClientAddress;
use shared::clock::Clock;
use shared::config::{Argon2Cost, Environment};
use shared::http::body::MAX_BODY_BYTES;
use shared::http::request_id::RequestId;
use tokio::net::TcpListener;
use tower_http::cors::CorsLayer;

use crate::functions::Functions;
use crate::mailbox::Mailbox;
use crate::server_task::ServerTask;
use crate::{cors, hashing_threads, page, pages};

/// API Gateway's body limit (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>).
const GATEWAY_BODY_BYTES: usize = 10 * 1024 * 1024;

/// The API's routes, and the pages that document them. Callers add a [`ClientAddress`] extension to each request.
pub(crate) fn routes(environment: &Environment, client: &Client) -> anyhow::Result<Router> {
    let hasher = hashing_threads::start(Argon2Cost::from_environment(environment)?)?;
    let functions = Functions::start(environment, client, &Clock::system(), &hasher)?;
    Ok(functions.merged_with(pages::routes()))
}

pub(crate) fn serve(
    listener: TcpListener,
    routes: Router,
    cors: CorsLayer,
    mailbox: Mailbox,
) -> anyhow::Result<ServerTask> {
    let routes = routes.layer(from_fn(like_gateway));
    let routes = mailbox.in_front_of(page::in_front_of(cors::with_cors(routes, cors)));
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    ServerTask::spawn(listener, |listener, stop| async move {
        let server = axum::serve(listener, service).with_graceful_shutdown(stop.received());
        server.await.context("the API server stopped")
    })
}

/// Does what API Gateway does: takes the socket's peer as the client, reads the whole body before the router runs, and
/// names the request in the response. A response that does not need the body then leaves none of it unread in the
/// connection.
async fn like_gateway(ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let id = RequestId::random();
    let id_header = HeaderValue::from_str(id.as_str());
    parts.extensions.insert(id);
    parts.extensions.insert(ClientAddress::new(peer.ip().to_canonical()));
    let mut response = match to_bytes(body, GATEWAY_BODY_BYTES).await {
        Ok(bytes) => next.run(Request::from_parts(parts, bytes.into())).await,
        Err(error) => {
            // The rest of the body stays unread, so the connection cannot carry another request.
            let mut response = next.run(Request::from_parts(parts, stand_in_body(error))).await;
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            response
        }
    };
    response.headers_mut().extend(id_header.ok().map(|id| (RequestId::HEADER, id)));
    response
}

/// Replaces a body that could not be read. Routes refuse it with the same error: too long, or malformed.
fn stand_in_body(error: axum::Error) -> Body {
    let too_long = error.into_inner().is::<LengthLimitError>();
    if too_long { vec![0; MAX_BODY_BYTES + 1].into() } else { vec![0xff].into() }
}
