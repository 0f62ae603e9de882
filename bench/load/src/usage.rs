//! What a process uses over time: CPU time of all its threads, resident memory, and the requests answered by then.

use std::fs;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use nix::time::ClockId;
use nix::unistd::Pid;

use crate::tally::Tally;

/// Values at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Since the first sample.
    pub(crate) at: Duration,
    pub(crate) cpu: Duration,
    pub(crate) resident_mib: f64,
    pub(crate) requests: u64,
}

const EVERY: Duration = Duration::from_secs(1);

/// Takes a sample each second until it is stopped.
#[derive(Debug)]
pub(crate) struct Sampler {
    stop: Sender<()>,
    thread: JoinHandle<anyhow::Result<Vec<Sample>>>,
}

impl Sampler {
    pub(crate) fn start(process: Pid, tally: Arc<Tally>) -> Self {
        let (stop, stopped) = channel();
        let thread = thread::spawn(move || {
            let (started, mut samples) = (Instant::now(), Vec::new());
            loop {
                samples.push(sample(process, started, &tally)?);
                if stopped.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout) {
                    return Ok(samples);
                }
            }
        });
        Self { stop, thread }
    }

    pub(crate) fn stop(self) -> anyhow::Result<Vec<Sample>> {
        // Fails only if the thread has ended with an error, which is returned.
        let _ = self.stop.send(());
        self.thread.join().map_err(|_| anyhow!("the sampling thread panicked"))?
    }
}

fn sample(process: Pid, started: Instant, tally: &Tally) -> anyhow::Result<Sample> {
    let cpu = ClockId::pid_cpu_clock_id(process)?.now()?.into();
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("the server has ended")?;
    let resident_mib = line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0;
    Ok(Sample { at: started.elapsed(), cpu, resident_mib, requests: tally.requests() })
}
