//! A function's process: how it is started, and what it costs to start it and to answer an event.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use nix::time::ClockId;
use nix::unistd::Pid;
use serde_json::Value;

use crate::runtime_api::RuntimeApi;

/// What Lambda sets for a function, and settings without secrets of anyone. The limits are so high that many requests
/// cost what the first one of a window costs.
const VARIABLES: [(&str, &str); 14] = [
    ("AWS_REGION", "us-east-1"),
    ("AWS_DEFAULT_REGION", "us-east-1"),
    ("AWS_ACCESS_KEY_ID", "local"),
    ("AWS_SECRET_ACCESS_KEY", "local"),
    ("AWS_SESSION_TOKEN", "local"),
    ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("ACCESS_TOKEN_SECRET", "the-access-secret-of-at-least-thirty-two-bytes"),
    ("REFRESH_TOKEN_SECRET", "the-refresh-secret-of-at-least-thirty-two-bytes"),
    ("SIGNUP_MAX_PER_WINDOW", "100000"),
    ("LOGIN_MAX_FAILURES", "1000"),
    ("LOGIN_MAX_FAILURES_PER_NETWORK", "100000"),
    ("TASKS_TABLE", "tasks"),
];

/// How a process is started.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) command: Vec<String>,
    pub(crate) folder: PathBuf,
    pub(crate) variables: Vec<(String, String)>,
    /// How much time an event gets, where it is not the half minute of all others.
    pub(crate) limit: Option<Duration>,
}

impl Program {
    /// The bytes of the zip next to the folder, which is what Lambda fetches.
    pub(crate) fn zip_bytes(&self) -> anyhow::Result<u64> {
        bytes(&self.folder.with_extension("zip"))
    }

    /// The bytes of the executable.
    pub(crate) fn binary_bytes(&self) -> anyhow::Result<u64> {
        bytes(&self.folder.join("bootstrap"))
    }
}

fn bytes(file: &Path) -> anyhow::Result<u64> {
    Ok(fs::metadata(file).with_context(|| format!("there is no {}", file.display()))?.len())
}

/// A running process. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Process {
    api: RuntimeApi,
    child: Child,
    clock: ClockId,
    started: Instant,
    log: PathBuf,
}

/// CPU time (user and system, all threads) and wall time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
}

impl Process {
    pub(crate) async fn start(program: &Program) -> anyhow::Result<Self> {
        let api = RuntimeApi::start(program.limit).await?;
        let log = program.folder.join(format!("{}.log", program.name));
        let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let (executable, arguments) = program.command.split_first().context("a program has a command")?;
        let mut command = Command::new(executable);
        command.args(arguments).current_dir(&program.folder).env_clear().envs(VARIABLES);
        command.env("AWS_LAMBDA_RUNTIME_API", &api.address).envs(program.variables.iter().cloned());
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("cannot start {executable}"))?;
        let clock = ClockId::pid_cpu_clock_id(Pid::from_raw(child.id().cast_signed()))?;
        Ok(Self { api, child, clock, started, log })
    }

    /// Waits until the process asks for its first event, and returns what its start cost.
    pub(crate) async fn ready(&mut self) -> anyhow::Result<Cost> {
        let ready = self.api.requested().await.with_context(|| self.log())?;
        Ok(Cost { cpu: self.cpu()?, wall: ready - self.started })
    }

    /// Sends an event, and returns the response's body and what the answer cost. Work that the process does after the
    /// answer, until it asks for the next event, counts as CPU time only.
    pub(crate) async fn invoke(&mut self, event: &str, status: u16) -> anyhow::Result<(Value, Cost)> {
        let (response, cost) = self.deliver(event).await?;
        ensure!(response["statusCode"] == status, "expected {status}, got {response}\n{}", self.log());
        let body = response["body"].as_str().unwrap_or_default();
        Ok((serde_json::from_str(body).unwrap_or_default(), cost))
    }

    /// Sends an event of any kind, and returns what the process answers to Lambda and what that cost.
    pub(crate) async fn deliver(&mut self, event: &str) -> anyhow::Result<(Value, Cost)> {
        let (cpu, sent) = (self.cpu()?, Instant::now());
        let answer = self.api.answer(event.to_owned()).await.with_context(|| self.log())?;
        self.api.requested().await.with_context(|| self.log())?;
        let cost = Cost { cpu: self.cpu()?.saturating_sub(cpu), wall: answer.at - sent };
        Ok((serde_json::from_slice(&answer.body)?, cost))
    }

    /// Since the start.
    fn cpu(&self) -> anyhow::Result<Duration> {
        Ok(self.clock.now()?.into())
    }

    /// The largest resident memory so far, in MiB.
    pub(crate) fn peak_memory(&self) -> anyhow::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("the process has ended")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
    }

    /// The members of the log line of the last request.
    pub(crate) fn last_request(&self) -> Option<Value> {
        let log = self.log();
        let lines = log.lines().rev().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.into_iter().find(|line| line["message"] == "request")
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
