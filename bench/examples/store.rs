//! Starts the embedded store for the load runs, and breaks so many of 1000 calls. Ctrl-C prints how many were broken.
//!
//! Usage: store `PER_MILLE`

#[expect(dead_code, reason = "only the URL is needed here")]
#[path = "../src/store.rs"]
mod store;

use anyhow::Context as _;
use testkit::{Fault, FaultProxy};

/// Late, cut and throttled. The connection can be cut before the store gets the request, after it, or in the response.
const FAULTS: [Fault; 6] =
    [Fault::Late, Fault::CutBefore, Fault::CutAfter, Fault::CutInBody, Fault::Throttling, Fault::ThroughputExceeded];

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "the caller reads the URL and the counts")]
async fn main() -> anyhow::Result<()> {
    let per_mille = std::env::args().nth(1).context("usage: store PER_MILLE")?.parse()?;
    let url = store::start().await?;
    if per_mille == 0 {
        println!("store: {url}");
        return Ok(tokio::signal::ctrl_c().await?);
    }
    let proxy = FaultProxy::start(url.trim_start_matches("http://").parse()?).await?;
    proxy.break_some(per_mille, &FAULTS);
    println!("store: http://{}", proxy.address());
    tokio::signal::ctrl_c().await?;
    let broken = proxy.broken().into_iter().filter(|(_, times)| *times > 0);
    let broken: Vec<_> = broken.map(|(fault, times)| format!("{fault:?} {times}")).collect();
    println!("broken: {}", if broken.is_empty() { "nothing".to_owned() } else { broken.join(", ") });
    Ok(())
}
