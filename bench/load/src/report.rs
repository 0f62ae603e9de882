//! The tables, as Markdown.

use std::fmt::Write as _;
use std::fs;
use std::thread::available_parallelism;

use crate::faults::Faults;
use crate::mixed::Mixed;
use crate::options::Options;
use crate::storm::Storm;

/// The machine, without anything that identifies it.
pub(crate) fn machine(options: &Options) -> anyhow::Result<String> {
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let field = |name: &str| {
        let line = processors.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let [family, model, name] = ["cpu family", "model\t", "model name"].map(field);
    let cores = processors.lines().filter(|line| line.starts_with("processor")).count();
    let pinned = if options.core.is_some() { "the server has one core, everything else another" } else { "not pinned" };
    let own = available_parallelism()?;
    let mut text = format!("- {name} (family {family}, model {model}), {cores} cores; {pinned} ({own} for the load)\n");
    for version in options.versions.lines().filter(|line| !line.trim().is_empty()) {
        let _ = writeln!(text, "- {}", version.trim());
    }
    Ok(text)
}

pub(crate) fn mixed(measured: &[Mixed]) -> String {
    let mut text =
        "| | requests a second | server's CPU µs a request | requests a second and core | ratio | errors |\n\
                    |---|--:|--:|--:|--:|--:|\n"
            .to_owned();
    for (index, it) in measured.iter().enumerate() {
        let (name, rate, cpu, per_core) =
            (it.name, it.requests_per_second, it.cpu_us_per_request, it.requests_per_core());
        // The first server's CPU time contains its store's, so it is compared with nothing.
        let peer = measured.last().filter(|_| index > 0).map(Mixed::requests_per_core);
        let ratio = peer.map_or("–".to_owned(), |peer| format!("**{:.2} x**", per_core / peer));
        let _ = writeln!(text, "| {name} | {rate:.0} | {cpu:.0} | {per_core:.0} | {ratio} | 0 |");
    }
    text
}

pub(crate) fn times(measured: &[Mixed]) -> String {
    let mut text = "| | | requests | p50 ms | p99 ms |\n|---|---|--:|--:|--:|\n".to_owned();
    for it in measured {
        for times in &it.times {
            let (name, count, p50, p99) = (&times.name, times.count, times.p50_ms, times.p99_ms);
            let _ = writeln!(text, "| {} | `{name}` | {count} | {p50:.2} | {p99:.2} |", it.name);
        }
    }
    text
}

pub(crate) fn memory(measured: &[Mixed]) -> String {
    let mut text =
        "| | seconds | requests | second third, MiB | last third, MiB | peak, MiB | growth, bytes a request |\n\
                    |---|--:|--:|--:|--:|--:|--:|\n"
            .to_owned();
    for it in measured {
        let (name, memory) = (it.name, it.memory);
        let seconds = it.samples.last().map_or(0, |last| last.at.as_secs());
        let requests = it.samples.last().map_or(0, |last| last.requests);
        let (before, after, peak) = (memory.before_mib, memory.after_mib, memory.peak_mib);
        let growth = memory.bytes_per_request;
        let _ =
            writeln!(text, "| {name} | {seconds} | {requests} | {before:.1} | {after:.1} | {peak:.1} | {growth:.1} |");
    }
    text
}

pub(crate) fn storm(storm: &Storm) -> String {
    let mut text = "| | requests | p50 ms | p99 ms |\n|---|--:|--:|--:|\n".to_owned();
    for (name, times) in [
        ("`GET /tasks/`, quiet", &storm.quiet),
        ("`GET /tasks/` in the storm", &storm.stormy),
        ("`POST /login` in the storm", &storm.logins),
    ] {
        let _ = writeln!(text, "| {name} | {} | {:.2} | {:.2} |", times.count, times.p50_ms, times.p99_ms);
    }
    let _ = writeln!(
        text,
        "\nThe p99 of a list is **{:.2} x** the quiet one (goal: 3). In {} seconds, {} logins \
         succeeded, and {} got a 503 with `Retry-After` and the type `/problems/unavailable`.",
        storm.ratio(),
        storm.seconds,
        storm.accepted,
        storm.refused
    );
    text
}

pub(crate) fn faults(faults: &Faults) -> String {
    let Faults { requests, repeats, broken, users } = faults;
    format!(
        "- requests: {requests}, of which {repeats} are repeats after a 429 or 503\n\
         - broken calls: {broken}\n\
         - users whose list was what their writes say, each time and at the end: {users} of {users}\n\
         - refused refreshes: 0\n"
    )
}
