//! Runs scenarios with goose, and reads its figures.

use anyhow::anyhow;
use goose::client::GooseClientBuilder;
use goose::config::GooseConfiguration;
use goose::prelude::{GooseAttack, GooseMetrics, GooseScheduler, Scenario};

/// How long it takes to start all users. The figures begin after it.
pub(crate) const JOINING_SECONDS: u64 = 4;

/// The times of one kind of request.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    /// Such as `GET /tasks/`.
    pub(crate) name: String,
    pub(crate) count: usize,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// Runs so many users for so long after all have started, and returns the times of each kind of request.
pub(crate) async fn run(
    host: &str,
    users: usize,
    seconds: u64,
    scenarios: Vec<Scenario>,
) -> anyhow::Result<Vec<Times>> {
    let (users, seconds) = (users.to_string(), format!("{seconds}s"));
    let joining = format!("{JOINING_SECONDS}s");
    // The gateway does not compress responses, so the users do not ask for that.
    let arguments = ["--host", host, "--users", &users, "--run-time", &seconds, "--increase-time", &joining];
    let switches = ["--no-gzip", "--no-telnet", "--no-print-metrics", "--no-error-summary", "--quiet", "--quiet"];
    let configuration = GooseConfiguration::parse_args_default(&[&arguments[..], &switches[..]].concat());
    let attack = configuration.and_then(GooseAttack::initialize_with_config);
    let client = GooseClientBuilder::new().without_cookies();
    let attack = attack.and_then(|attack| attack.set_client_builder_without_cookies(client));
    let attack = attack.map_err(|error| anyhow!("goose does not start: {error}"))?;
    let attack = attack.set_scheduler(GooseScheduler::Random);
    let attack = scenarios.into_iter().fold(attack, GooseAttack::register_scenario);
    let metrics = Box::pin(attack.execute()).await.map_err(|error| anyhow!("goose failed: {error}"))?;
    Ok(times(&metrics))
}

fn times(metrics: &GooseMetrics) -> Vec<Times> {
    let mut times: Vec<_> = metrics
        .requests
        .values()
        .map(|request| Times {
            name: format!("{} {}", request.method_label(), request.path),
            count: request.raw_data.counter,
            p50_ms: milliseconds(request.raw_data.percentile_us(0.5)),
            p99_ms: milliseconds(request.raw_data.percentile_us(0.99)),
        })
        .collect();
    times.sort_by_key(|times| std::cmp::Reverse(times.count));
    times
}

#[expect(clippy::cast_precision_loss, reason = "times are far below 2^52 microseconds")]
fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1000.0
}
