//! A listening socket and the task that serves it. It stops gracefully, within a time limit.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long active requests may delay a stop. Without a limit, a client that sent half a request could prevent it.
const STOP_WITHIN: Duration = Duration::from_secs(3);

/// A server in its own task. Dropping this asks the server to stop.
#[derive(Debug)]
pub(crate) struct ServerTask {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<anyhow::Result<()>>,
}

impl ServerTask {
    /// Spawns the future that `serve` returns. It must end once its [`StopRequest`] is received.
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

    /// The server's URL for clients on this machine.
    pub(crate) fn url(&self) -> String {
        url(self.address)
    }

    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        // An error means that the task has ended already. Its outcome is read below.
        let _ = self.stop.send(());
        if let Ok(ended) = tokio::time::timeout(STOP_WITHIN, &mut self.task).await {
            return ended.context("the server panicked")?;
        }
        self.task.abort();
        Ok(())
    }
}

#[derive(Debug)]
pub(crate) struct StopRequest(oneshot::Receiver<()>);

impl StopRequest {
    pub(crate) async fn received(self) {
        // An error means that the `ServerTask` was dropped, which stops the server too.
        let _ = self.0.await;
    }
}

/// Binds `address`, which the user can change with `flag`.
pub(crate) async fn listen(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; choose a different address with {flag} ADDR"))
}

/// The URL of the server at `address` for clients on this machine.
pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://{}", reachable(address))
}

/// Replaces "all interfaces" with loopback, because not every system can connect to the former.
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
    async fn the_error_for_an_address_in_use_names_it_and_the_flag_that_changes_it() {
        let first = listen((Ipv4Addr::LOCALHOST, 0).into(), "--listen").await.unwrap();
        let address = first.local_addr().unwrap();
        let error = format!("{:#}", listen(address, "--listen").await.unwrap_err());
        assert!(error.contains(&address.to_string()) && error.contains("--listen"), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_that_does_not_stop_is_aborted() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let service = ServerTask::spawn(listener, |_, _| std::future::pending()).unwrap();
        service.stop().await.unwrap();
    }

    #[test]
    fn all_interfaces_are_reached_at_the_loopback_address() {
        assert_eq!(reachable("0.0.0.0:80".parse().unwrap()), "127.0.0.1:80".parse().unwrap());
        assert_eq!(reachable("[::]:80".parse().unwrap()), "[::1]:80".parse().unwrap());
        assert_eq!(reachable("10.0.0.1:80".parse().unwrap()), "10.0.0.1:80".parse().unwrap());
    }
}
