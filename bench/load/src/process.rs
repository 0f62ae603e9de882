//! A process of a run: how it is started on a core, when it is ready, and how it is stopped.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// How often a log is searched for the ready line.
const EVERY: Duration = Duration::from_millis(20);
const START_LIMIT: Duration = Duration::from_mins(1);
const STOP_LIMIT: Duration = Duration::from_secs(20);

/// A running process. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program whose output goes to `log`, on one core if there is one to choose.
    pub(crate) fn start(
        program: &Path,
        arguments: &[&str],
        variables: &[(&str, &str)],
        core: Option<usize>,
        log: PathBuf,
    ) -> anyhow::Result<Self> {
        let mut command = match core {
            Some(core) => {
                let mut pinned = Command::new("taskset");
                pinned.arg("--cpu-list").arg(core.to_string()).arg(program);
                pinned
            }
            None => Command::new(program),
        };
        let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        command.args(arguments).envs(variables.iter().copied());
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let child = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        Ok(Self { child, log })
    }

    /// Waits for the first line with `mark`, and returns the URL after it.
    pub(crate) fn url_after(&mut self, mark: &str) -> anyhow::Result<String> {
        let end = Instant::now() + START_LIMIT;
        while Instant::now() < end {
            ensure!(self.child.try_wait()?.is_none(), "a process ended at its start:\n{}", self.log());
            let log = self.log();
            let line = log.lines().filter(|line| line.contains(mark)).find_map(|line| line.split_once("http://"));
            // Without its end, the line may not be complete yet.
            if let Some((_, rest)) = line.filter(|_| log.ends_with('\n')) {
                let url = rest.split([' ', ',']).next().unwrap_or_default();
                return Ok(format!("http://{url}"));
            }
            sleep(EVERY);
        }
        bail!("a process was not ready in time:\n{}", self.log())
    }

    pub(crate) fn id(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    /// Ends the process as Ctrl-C does, and returns its output.
    pub(crate) fn stop(mut self) -> anyhow::Result<String> {
        kill(self.id(), Signal::SIGINT)?;
        let end = Instant::now() + STOP_LIMIT;
        while self.child.try_wait()?.is_none() {
            ensure!(Instant::now() < end, "a process did not stop:\n{}", self.log());
            sleep(EVERY);
        }
        Ok(self.log())
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails only if the process has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
