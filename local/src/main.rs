//! `cargo run`: starts the development server, says on stdout that it is ready, and stops on Ctrl-C or SIGTERM.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser as _;
use local::{Options, Server, StopSignals};
use shared::config::Environment;
use shared::telemetry;

/// A sweep of expired items may still hold a thread when everything else has ended.
const LAST_THREADS: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when stderr is closed too.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> anyhow::Result<()> {
    let environment = Environment::of_process();
    telemetry::start(telemetry::for_terminal(&environment)?);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the runtime does not start")?;
    let outcome = runtime.block_on(serve(options, environment));
    runtime.shutdown_timeout(LAST_THREADS);
    outcome
}

async fn serve(options: &Options, environment: Environment) -> anyhow::Result<()> {
    // Before the ready line, so that a signal sent right after it stops the server in order.
    let mut signals = StopSignals::listen()?;
    let server = tokio::select! {
        server = Box::pin(Server::start(options, environment)) => server?,
        () = signals.next() => return Ok(()),
    };
    writeln!(std::io::stdout(), "{}", server.ready_line()).context("stdout cannot be written")?;
    signals.next().await;
    server.stop().await
}
