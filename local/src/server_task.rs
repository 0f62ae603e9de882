//! A listening socket and the task that serves it. It stops in order, and in bounded time.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long running requests may take to end. A client that sent half a request would hold the stop for ever.
const STOP_WITHIN: Duration = Duration::from_secs(3);

/// A server in a task of its own. It is told to stop when this is dropped.
#[derive(Debug)]
pub(crate) struct ServerTask {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<anyhow::Result<()>>,
}

impl ServerTask {
    /// Spawns what `serve` makes of the listener and of a future that ends when the server shall stop.
    pub(crate) fn spawn<F>(
        listener: TcpListener,
        serve: impl FnOnce(TcpListener, StopRequest) -> F,
    ) -> anyhow::Result<Self>
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let address = listener.local_addr().context("the socket has no address")?;
        let (stop, requested) = oneshot::channel();
        let task = tokio::spawn(serve(listener, StopRequest(requested)));
        Ok(Self { address, stop, task })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where a client on this machine finds it.
    pub(crate) fn url(&self) -> String {
        url(self.address)
    }

    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        // A task that has already ended listens no more; its outcome is read below.
        let _ = self.stop.send(());
        if let Ok(ended) = tokio::time::timeout(STOP_WITHIN, &mut self.task).await {
            return ended.context("the server panicked")?;
        }
        self.task.abort();
        Ok(())
    }
}

/// Ends when the service shall stop.
#[derive(Debug)]
pub(crate) struct StopRequest(oneshot::Receiver<()>);

impl StopRequest {
    pub(crate) async fn received(self) {
        // An error means that the service was dropped, and it stops then too.
        let _ = self.0.await;
    }
}

/// Where a client on this machine finds a server that listens on this address.
pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://{}", reachable(address))
}

/// Binds `address`, which the user gave or can change by `flag`.
pub(crate) async fn listen(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; choose a different address with {flag} ADDR"))
}

/// "All interfaces" is no address that every system can connect to.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V4(_) | IpAddr::V6(_) => {}
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_in_use_is_named_with_the_flag_that_changes_it() {
        let first = listen((Ipv4Addr::LOCALHOST, 0).into(), "--listen").await.unwrap();
        let address = first.local_addr().unwrap();
        let error = format!("{:#}", listen(address, "--listen").await.unwrap_err());
        assert!(error.contains(&address.to_string()) && error.contains("--listen"), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_that_does_not_stop_is_given_up() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let service = ServerTask::spawn(listener, |_, _| std::future::pending()).unwrap();
        service.stop().await.unwrap();
    }

    #[test]
    fn all_interfaces_are_reached_through_the_loopback_one() {
        assert_eq!(reachable("0.0.0.0:80".parse().unwrap()), "127.0.0.1:80".parse().unwrap());
        assert_eq!(reachable("[::]:80".parse().unwrap()), "[::1]:80".parse().unwrap());
        assert_eq!(reachable("10.0.0.1:80".parse().unwrap()), "10.0.0.1:80".parse().unwrap());
    }
}
