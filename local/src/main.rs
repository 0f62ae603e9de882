//! `cargo run`: starts the development server, prints to stdout when it is ready, and stops on Ctrl-C or SIGTERM. An
//! error is one line on stderr.

use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser as _;
use local::{Options, Server, StopSignals, Style, one_line, terminal_log};
use shared::config::Environment;
use shared::telemetry;

/// How long to wait for threads at the end. A sweep of expired items may still use one.
const LAST_THREADS: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If stderr is closed, there is nowhere else to report the error.
            let _ = writeln!(stderr(), "error: {}", one_line(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> anyhow::Result<()> {
    let environment = Environment::of_process();
    telemetry::start(terminal_log::dispatch(options, &environment)?);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the async runtime")?;
    let outcome = runtime.block_on(serve(options, environment));
    runtime.shutdown_timeout(LAST_THREADS);
    outcome
}

async fn serve(options: &Options, environment: Environment) -> anyhow::Result<()> {
    // Before the ready line, so that a signal sent right after it stops the server gracefully.
    let mut signals = StopSignals::listen()?;
    let style = Style::of(&stdout(), &environment);
    let server = tokio::select! {
        server = Box::pin(Server::start(options, environment)) => server?,
        () = signals.next() => return Ok(()),
    };
    print_ready(&server, style)?;
    signals.next().await;
    server.stop().await
}

/// Prints the ready lines in one write: a script that has read the first can read the others without waiting. On a
/// terminal, blank lines separate them from the log.
fn print_ready(server: &Server, style: Style) -> anyhow::Result<()> {
    writeln!(stderr(), "{}", server.store_line()).context("cannot write to stderr")?;
    let gap = if stdout().is_terminal() { "\n" } else { "" };
    let ready = format!("{gap}{}{gap}", server.ready_lines(style));
    stdout().write_all(ready.as_bytes()).context("cannot write to stdout")
}
