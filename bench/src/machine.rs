//! The machine and the versions of a measurement, without anything that identifies the machine.

use std::fmt::Write as _;
use std::fs;
use std::thread::available_parallelism;

use shared::clock::Clock;

use crate::options::Options;

pub(crate) fn description(options: &Options) -> anyhow::Result<String> {
    let mut text = machine_and_versions(options)?;
    let _ = writeln!(
        text,
        "- {} cold starts of each program, {} blocks of events for each route",
        options.rounds, options.blocks
    );
    Ok(text)
}

pub(crate) fn machine_and_versions(options: &Options) -> anyhow::Result<String> {
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let field = |name: &str| {
        let line = processors.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let identity = ["cpu family", "model\t", "model name"].map(field);
    let [family, model, name] = identity;
    let cores = available_parallelism()?;
    let date = Clock::system().now().strftime("%Y-%m-%d").to_string();
    let mut text = format!("- {date}, {name} (family {family}, model {model}), {cores} cores\n");
    for version in options.versions.lines().filter(|line| !line.trim().is_empty()) {
        let _ = writeln!(text, "- {}", version.trim());
    }
    Ok(text)
}
