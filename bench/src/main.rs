//! Measures the functions as they are deployed: each is the release binary, started by a local Runtime API, over the
//! embedded DynamoDB on loopback. `scripts/bench.sh` builds everything and runs this.

mod cold;
mod document;
mod goals;
mod machine;
mod measured;
mod options;
mod people;
mod plot;
mod process;
mod report;
mod routes;
mod runtime_api;
mod scale;
mod secrecy;
mod stack;
mod statistics;
mod store;
mod warm;

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use clap::Parser as _;

use crate::measured::Measured;
use crate::options::Options;

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if let Some(pairs) = options.secrecy {
        let compared = runtime.block_on(secrecy::measure(&options.binaries, pairs))?;
        return publish(&options, &[("secrecy", report::secrecy(&compared))]);
    }
    if let Some(part) = options.scale {
        let scale = runtime.block_on(scale::measure(part, &options))?;
        write_plot(&options, scale.plot)?;
        return publish(&options, &scale.parts);
    }
    publish_ratios(&options, &runtime.block_on(measured::measure(&options))?)
}

/// Publishes what docs/benchmarks.md has without further options.
fn publish_ratios(options: &Options, measured: &Measured) -> anyhow::Result<()> {
    let rows = goals::rows(measured)?;
    let mut parts = vec![
        ("machine", machine::description(options)?),
        ("ratios", report::goals(&rows)),
        ("functions", report::functions(measured)?),
        ("routes", report::routes(measured)),
    ];
    if options.peers.is_some() {
        parts.push(("peers", report::peers(measured)?));
    }
    write_plot(options, Some(plot::ratios(&rows)))?;
    publish(options, &parts)
}

fn write_plot(options: &Options, plot: Option<String>) -> anyhow::Result<()> {
    let (Some(plot), [_, svg]) = (plot, options.write.as_slice()) else { return Ok(()) };
    fs::write(svg, plot).with_context(|| format!("cannot write {}", svg.display()))
}

/// Prints the tables, and writes them into the document.
fn publish(options: &Options, parts: &[(&str, String)]) -> anyhow::Result<()> {
    print(parts);
    let Some(document) = options.write.first() else { return Ok(()) };
    write(document, parts)
}

#[expect(clippy::print_stdout, reason = "this is the output of the command")]
fn print(parts: &[(&str, String)]) {
    for (name, text) in parts {
        println!("{name}\n\n{text}");
    }
}

fn write(path: &Path, parts: &[(&str, String)]) -> anyhow::Result<()> {
    let mut text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    for (name, part) in parts {
        text = document::replace(&text, name, part)?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
