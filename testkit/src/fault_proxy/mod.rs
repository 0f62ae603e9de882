//! A proxy between the SDK and the embedded DynamoDB that breaks the requests a test chooses. It knows as much HTTP/1.1
//! as these two use, and does not understand the requests.

mod connection;
mod fault;
mod message;
mod plan;
mod share;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use tokio::net::{TcpListener, TcpSocket};

pub use fault::Fault;
use plan::Plan;

const ANY_PORT: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0));

/// The proxy. Clones share the plan.
#[derive(Clone, Debug)]
pub struct FaultProxy {
    address: SocketAddr,
    plan: Arc<Plan>,
    /// Bound, but not listening: connections are refused, and no other process gets the port.
    refusing: Arc<TcpSocket>,
}

impl FaultProxy {
    /// Starts in front of a store. It breaks nothing yet.
    pub async fn start(store: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(ANY_PORT).await?;
        let (address, plan, refusing) = (listener.local_addr()?, Arc::new(Plan::default()), TcpSocket::new_v4()?);
        refusing.bind(ANY_PORT)?;
        let proxy = Self { address, plan, refusing: Arc::new(refusing) };
        tokio::spawn(accept(listener, store, proxy.plan.clone()));
        Ok(proxy)
    }

    /// Where the SDK must send its requests.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Breaks every request of this operation until [`heal`](Self::heal).
    pub fn break_every(&self, operation: &str, fault: Fault) {
        self.plan.set(operation, fault, usize::MAX);
    }

    /// Breaks only the next request of this operation.
    pub fn break_next(&self, operation: &str, fault: Fault) {
        self.plan.set(operation, fault, 1);
    }

    /// Breaks only the next requests of this operation, so many of them.
    pub fn break_times(&self, times: usize, operation: &str, fault: Fault) {
        self.plan.set(operation, fault, times);
    }

    /// Breaks so many of 1000 requests at random, each in one of these ways.
    pub fn break_some(&self, per_mille: u64, faults: &[Fault]) {
        self.plan.share(per_mille, faults);
    }

    /// How many of these random requests were broken in which way.
    #[must_use]
    pub fn broken(&self) -> Vec<(Fault, usize)> {
        self.plan.broken()
    }

    /// Stops breaking requests, and returns how many were broken.
    pub fn heal(&self) -> usize {
        self.plan.clear()
    }
}

async fn accept(listener: TcpListener, store: SocketAddr, plan: Arc<Plan>) {
    while let Ok((client, _)) = listener.accept().await {
        // An error means that one side closed the connection.
        tokio::spawn(connection::serve(client, store, plan.clone()));
    }
}

/// An open port cannot refuse a connection, so these requests are sent to the closed one.
impl Intercept for FaultProxy {
    fn name(&self) -> &'static str {
        "fault proxy"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let target = context.request().headers().get("x-amz-target").unwrap_or_default();
        if self.plan.takes_refused(target.rsplit('.').next().unwrap_or_default()) {
            context.request_mut().set_uri(format!("http://{}/", self.refusing.local_addr()?))?;
        }
        Ok(())
    }
}
