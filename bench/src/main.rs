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
mod stack;
mod statistics;
mod store;
mod warm;

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use clap::Parser as _;

use crate::options::Options;

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let measured = runtime.block_on(measured::measure(&options))?;
    let rows = goals::rows(&measured)?;
    let mut parts = vec![
        ("machine", machine::description(&options)?),
        ("ratios", report::goals(&rows)),
        ("functions", report::functions(&measured)?),
        ("routes", report::routes(&measured)),
    ];
    if options.peers.is_some() {
        parts.push(("peers", report::peers(&measured)?));
    }
    print(&parts);
    if let [document, svg] = options.write.as_slice() {
        write(document, &parts)?;
        fs::write(svg, plot::ratios(&rows)).with_context(|| format!("cannot write {}", svg.display()))?;
    }
    Ok(())
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
