//! What events of one kind cost, sent one after the other.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::process::Process;
use crate::statistics::{Spread, percentile_99};

const EVENTS: usize = 300;
/// Events that do not count.
const WARM_UP: usize = 10;
/// How many events are sent even if that takes long.
const FEWEST: usize = 10;
const LONG: Duration = Duration::from_secs(2);
const LONG_WARM_UP: Duration = Duration::from_millis(100);

/// Times are in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    /// Every status that was answered.
    pub(crate) statuses: BTreeSet<u64>,
    wall: Vec<f64>,
    cpu: Vec<f64>,
    /// The rest of the wall time: the embedded store, and both ends of its HTTP and of the Runtime API.
    rest: Vec<f64>,
    /// The log line of the last request.
    request: Value,
}

/// Sends events until there are enough of them, after a few that do not count. Each has a number.
pub(crate) async fn measure(
    process: &mut Process,
    event: impl Fn(usize) -> anyhow::Result<String>,
) -> anyhow::Result<Sample> {
    let (mut warm_up, mut sample) = (Sample::default(), Sample::default());
    warm_up.fill(process, &event, 0..WARM_UP, (1, LONG_WARM_UP)).await?;
    sample.fill(process, &event, WARM_UP..WARM_UP + EVENTS, (FEWEST, LONG)).await?;
    sample.request = process.last_request().unwrap_or_default();
    Ok(sample)
}

/// Sends one event.
pub(crate) async fn once(process: &mut Process, event: &str) -> anyhow::Result<Sample> {
    let mut sample = Sample::default();
    sample.add(process, event).await?;
    sample.request = process.last_request().unwrap_or_default();
    Ok(sample)
}

impl Sample {
    /// Stops before the last number if the events take too long, but not before there are `fewest`.
    async fn fill(
        &mut self,
        process: &mut Process,
        event: &impl Fn(usize) -> anyhow::Result<String>,
        numbers: Range<usize>,
        (fewest, long): (usize, Duration),
    ) -> anyhow::Result<()> {
        let started = Instant::now();
        for number in numbers {
            self.add(process, &event(number)?).await?;
            if self.wall.len() >= fewest && started.elapsed() > long {
                break;
            }
        }
        Ok(())
    }

    async fn add(&mut self, process: &mut Process, event: &str) -> anyhow::Result<()> {
        let (response, cost) = process.deliver(event).await?;
        self.statuses.extend(response["statusCode"].as_u64());
        let (wall, cpu) = (cost.wall.as_secs_f64() * 1e3, cost.cpu.as_secs_f64() * 1e3);
        self.wall.push(wall);
        self.cpu.push(cpu);
        self.rest.push((wall - cpu).max(0.0));
        Ok(())
    }

    pub(crate) fn wall(&self) -> f64 {
        Spread::of(&self.wall).median
    }

    pub(crate) fn wall_99(&self) -> f64 {
        percentile_99(&self.wall)
    }

    pub(crate) fn cpu(&self) -> f64 {
        Spread::of(&self.cpu).median
    }

    pub(crate) fn rest(&self) -> f64 {
        Spread::of(&self.rest).median
    }

    /// Calls, read units and write units of the last request.
    pub(crate) fn used(&self) -> [f64; 3] {
        ["store_calls", "read_units", "write_units"].map(|member| self.request[member].as_f64().unwrap_or_default())
    }

    /// Whether every request succeeded.
    pub(crate) fn succeeded(&self) -> bool {
        self.statuses.iter().all(|status| (200..300).contains(status))
    }
}
