//! The functions' routes in one router, and the server around it.

use std::net::SocketAddr;
use std::thread::available_parallelism;

use anyhow::Context as _;
use aws_sdk_dynamodb::Client;
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::map_request;
use shared::auth::password_hasher::PasswordHasher;
use shared::clock::Clock;
use shared::config::{Argon2Cost, Environment};
use shared::http::client_address::ClientAddress;
use shared::http::request_id::RequestId;
use tokio::net::TcpListener;
use tower_http::cors::CorsLayer;

use crate::functions::Functions;
use crate::service::Service;
use crate::{cors, pages};

/// The path of every route, as the gateway has it.
pub(crate) const BASE_PATH: &str = "/api/v1";

/// Every route of the API. A request needs a [`ClientAddress`] among its extensions.
pub(crate) fn routes(environment: &Environment, client: &Client) -> anyhow::Result<Router> {
    let threads = available_parallelism().map_or(1, usize::from);
    let hasher = PasswordHasher::start(Argon2Cost::from_environment(environment)?, threads)?;
    let functions = Functions::start(environment, client, &Clock::system(), &hasher)?;
    Ok(functions.together_with(pages::routes()))
}

/// Serves the routes to the network.
pub(crate) fn serve(listener: TcpListener, routes: Router, cors: CorsLayer) -> anyhow::Result<Service> {
    let routes = routes.layer(map_request(as_from_gateway));
    let service = cors::only_between_origins(routes, cors).into_make_service_with_connect_info::<SocketAddr>();
    Service::spawn(listener, |listener, stop| async move {
        let server = axum::serve(listener, service).with_graceful_shutdown(stop.received());
        server.await.context("the API has stopped")
    })
}

/// What a gateway would add: the client is the socket's peer.
async fn as_from_gateway(ConnectInfo(peer): ConnectInfo<SocketAddr>, mut request: Request) -> Request {
    request.extensions_mut().insert(RequestId::random());
    request.extensions_mut().insert(ClientAddress::new(peer.ip().to_canonical()));
    request
}
