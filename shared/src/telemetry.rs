//! Logs: JSON lines under Lambda, readable lines in a terminal. Only our own events: libraries may log what requests hold.

use std::io::{self, IsTerminal as _};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{ConfigError, Environment};

const OURS: [&str; 6] = ["login", "refresh", "users", "tasks", "shared", "local"];

/// JSON lines on standard output, where Lambda collects them.
pub fn start_for_lambda(environment: &Environment) -> Result<(), ConfigError> {
    let layer = tracing_subscriber::fmt::layer().json().flatten_event(true).with_filter(filter(environment)?);
    let _ = tracing_subscriber::registry().with(layer).try_init();
    Ok(())
}

/// Readable lines on standard error, in colours where it is a terminal.
pub fn start_for_terminal(environment: &Environment) -> Result<(), ConfigError> {
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    let _ = tracing_subscriber::registry().with(layer.with_filter(filter(environment)?)).try_init();
    Ok(())
}

/// `LOG_LEVEL`: our events from this level on, warnings of everything else.
fn filter(environment: &Environment) -> Result<Targets, ConfigError> {
    let level: LevelFilter =
        environment.parsed("LOG_LEVEL", LevelFilter::INFO, "error, warn, info, debug, trace or off")?;
    let others = level.min(LevelFilter::WARN);
    // The embedded store warns of each refused condition, which is an expected answer.
    let embedded_store = ("dynoxide", level.min(LevelFilter::ERROR));
    let targets = Targets::new().with_default(others).with_targets([embedded_store]);
    Ok(targets.with_targets(OURS.map(|target| (target, level))))
}
