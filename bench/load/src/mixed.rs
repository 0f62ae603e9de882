//! The mixed journey: requests per second, their times, and what they cost the server.

use std::sync::Arc;

use anyhow::ensure;

use crate::attack::{self, JOINING_SECONDS, Times};
use crate::call::Rules;
use crate::journey;
use crate::memory::Memory;
use crate::system::System;
use crate::tally::Tally;
use crate::usage::{Sample, Sampler};

/// Enough that the server always has a request to work on.
const USERS: usize = 16;

/// What was measured on one server.
#[derive(Debug)]
pub(crate) struct Mixed {
    pub(crate) name: &'static str,
    pub(crate) requests_per_second: f64,
    /// CPU time of the server's process, user and system.
    pub(crate) cpu_us_per_request: f64,
    pub(crate) times: Vec<Times>,
    pub(crate) memory: Memory,
    pub(crate) samples: Vec<Sample>,
}

impl Mixed {
    /// Requests in a second of the server's CPU time.
    pub(crate) fn requests_per_core(&self) -> f64 {
        1_000_000.0 / self.cpu_us_per_request
    }
}

/// Fails if any response is wrong.
pub(crate) async fn measure(name: &'static str, system: System, seconds: u64) -> anyhow::Result<Mixed> {
    let tally = Arc::new(Tally::default());
    let rules = Arc::new(Rules { tally: tally.clone(), label: "mixed", repeats: 0 });
    let watched = Sampler::start(system.server.id(), tally.clone());
    let times = attack::run(&system.url, USERS, seconds, vec![journey::mixed(&rules)?]).await?;
    let samples = watched.stop()?;
    let (failures, compared) = (tally.failures(), tally.compared());
    ensure!(failures == 0, "{name}: {failures} failures, such as\n{}", tally.described());
    ensure!(compared == USERS as u64, "{name}: the lists of {compared} users were compared, not of {USERS}");
    let samples = steady(samples, seconds);
    let [Some(first), Some(last)] = [samples.first(), samples.last()] else { anyhow::bail!("the run is too short") };
    let (requests, cpu) = (count(last) - count(first), last.cpu.saturating_sub(first.cpu).as_secs_f64());
    Ok(Mixed {
        name,
        requests_per_second: requests / last.at.saturating_sub(first.at).as_secs_f64(),
        cpu_us_per_request: cpu * 1_000_000.0 / requests,
        times,
        memory: Memory::of(&samples),
        samples,
    })
}

/// The samples between the start of the last user and the end.
fn steady(samples: Vec<Sample>, seconds: u64) -> Vec<Sample> {
    let times = JOINING_SECONDS + 1..JOINING_SECONDS + seconds;
    samples.into_iter().filter(|sample| times.contains(&sample.at.as_secs())).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a run has far less than 2^52 requests")]
fn count(sample: &Sample) -> f64 {
    sample.requests as f64
}
