//! Puts servers under load: a mixed journey, a storm of logins, and a store that fails. `scripts/load.sh` builds
//! everything and runs this. Speed never fails a run, because it depends on the machine; a wrong response does.

mod attack;
mod call;
mod document;
mod faults;
mod journey;
mod memory;
mod mixed;
mod options;
mod person;
mod plot;
mod process;
mod report;
mod storm;
mod system;
mod tally;
mod usage;

use anyhow::ensure;
use clap::Parser as _;

use crate::document::Document;
use crate::mixed::Mixed;
use crate::options::{Options, Run};
use crate::system::System;

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut document = Document::new(&options);
    document.publish("machine", &report::machine(&options)?);
    if options.runs.contains(&Run::Mixed) {
        let measured = runtime.block_on(Box::pin(mixed(&options)))?;
        document.publish("mixed", &report::mixed(&measured));
        document.publish("times", &report::times(&measured));
        document.publish("memory", &report::memory(&measured));
        document.plot(&plot::memory(&measured))?;
    }
    if options.runs.contains(&Run::Storm) {
        let system = System::with_store_inside(&options)?;
        let storm = runtime.block_on(Box::pin(storm::measure(system, options.part_seconds)))?;
        document.publish("storm", &report::storm(&storm));
    }
    if options.runs.contains(&Run::Faults) {
        let system = System::with_store_outside(&options, faults::BROKEN_PER_MILLE, &[])?;
        let faults = runtime.block_on(Box::pin(faults::measure(system, options.part_seconds)))?;
        document.publish("faults", &report::faults(&faults));
    }
    document.write()
}

/// The journey on the server as `cargo run` starts it and, to compare with the peer, on both over the same store.
async fn mixed(options: &Options) -> anyhow::Result<Vec<Mixed>> {
    let system = System::with_store_inside(options)?;
    let mut measured = vec![mixed::measure("todo-lambda, store inside", system, options.seconds).await?];
    let memory = measured[0].memory;
    ensure!(memory.is_flat(), "the server's memory grows: {memory:?}");
    if let Some(app) = &options.peer {
        let system = System::with_store_outside(options, 0, &[])?;
        measured.push(mixed::measure("todo-lambda", system, options.peer_seconds).await?);
        let system = System::with_store_outside(options, 0, &[("SESSION_CHECK", "off")])?;
        measured.push(mixed::measure("todo-lambda, `SESSION_CHECK=off`", system, options.peer_seconds).await?);
        let system = System::peer(options, app)?;
        measured.push(mixed::measure("FastAPI", system, options.peer_seconds).await?);
    }
    Ok(measured)
}
