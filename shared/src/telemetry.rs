//! Logs as JSON lines, and which events are logged. Libraries may log requests, so only their warnings are.

use tracing::Dispatch;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::audit;
use crate::config::{ConfigError, Environment};

const OURS: [&str; 8] = ["cleanup", "login", "mailer", "refresh", "users", "tasks", "shared", "local"];

/// One JSON line per event, with the event's members at the top level and those of the request in `span`.
pub fn for_lambda(
    environment: &Environment,
    writer: impl for<'w> MakeWriter<'w> + Send + Sync + 'static,
) -> Result<Dispatch, ConfigError> {
    let layer = tracing_subscriber::fmt::layer().json().flatten_event(true).with_span_list(false).with_writer(writer);
    Ok(tracing_subscriber::registry().with(layer.with_filter(filter(environment)?)).into())
}

/// Sends all events of the process to `dispatch`. Only the first call counts, so a test that starts twice logs once.
pub fn start(dispatch: Dispatch) {
    let _ = tracing::dispatcher::set_global_default(dispatch);
}

/// `LOG_LEVEL`.
pub fn level(environment: &Environment) -> Result<LevelFilter, ConfigError> {
    environment.parsed("LOG_LEVEL", LevelFilter::INFO, "error, warn, info, debug, trace or off")
}

/// Our events from `LOG_LEVEL` on, and warnings of everything else.
pub fn filter(environment: &Environment) -> Result<Targets, ConfigError> {
    let level = level(environment)?;
    let others = level.min(LevelFilter::WARN);
    // The embedded store warns about each refused condition, although that is an expected response.
    let embedded_store = ("dynoxide", level.min(LevelFilter::ERROR));
    // The credentials chain warns about each source without credentials. The error at its end is enough.
    let credentials = ("aws_config", level.min(LevelFilter::ERROR));
    let audit = (audit::TARGET, if level == LevelFilter::OFF { level } else { level.max(LevelFilter::INFO) });
    let targets = Targets::new().with_default(others).with_targets([embedded_store, credentials, audit]);
    Ok(targets.with_targets(OURS.map(|target| (target, level))))
}
