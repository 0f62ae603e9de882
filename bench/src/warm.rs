//! What an answer of a running process costs. Blocks of events alternate between the program and the floor, so that
//! both see the same noise of the machine.

use serde_json::Value;

use crate::people::{Person, event_of, sign_up};
use crate::process::Process;
use crate::routes::{Kind, Route};
use crate::stack::Stack;
use crate::statistics::Spread;

const WARM_UP: u32 = 30;

/// The running floor and the event that it gets.
#[derive(Debug)]
pub(crate) struct Floor {
    pub(crate) process: Process,
    pub(crate) event: String,
}

/// Samples of a route, one per block, in microseconds per event: the mean CPU time and the median wall time.
#[derive(Debug, Default)]
pub(crate) struct WarmSamples {
    pub(crate) cpu: Vec<f64>,
    pub(crate) wall: Vec<f64>,
    pub(crate) floor_cpu: Vec<f64>,
    pub(crate) floor_wall: Vec<f64>,
    /// The largest memory of the process, in MiB.
    pub(crate) peak_memory: f64,
    /// The product's log line of its last request.
    pub(crate) request: Option<Value>,
}

/// Who sends the events of a stack.
#[derive(Debug)]
pub(crate) struct People {
    pub(crate) reader: Person,
    pub(crate) writer: Person,
    pub(crate) collector: Person,
}

pub(crate) async fn measure(
    stack: &Stack,
    people: &People,
    floor: &mut Floor,
    route: Route,
    blocks: usize,
) -> anyhow::Result<WarmSamples> {
    let check = if route.is_unchecked() { "off" } else { "on" };
    let mut process = Process::start(&stack.with_setting(route.function, "SESSION_CHECK", check)).await?;
    process.ready().await?;
    let mut samples = WarmSamples::default();
    for block in 0..=blocks {
        let event = event(stack, people, route, block).await?;
        if block == 0 {
            run(&mut process, &event, route.status, WARM_UP).await?;
            continue;
        }
        let floor_first = block % 2 == 0;
        if floor_first {
            samples.add_floor(run(&mut floor.process, &floor.event, 200, route.block()).await?);
        }
        samples.add(run(&mut process, &event, route.status, route.block()).await?);
        if !floor_first {
            samples.add_floor(run(&mut floor.process, &floor.event, 200, route.block()).await?);
        }
    }
    samples.peak_memory = process.peak_memory()?;
    samples.request = process.last_request();
    Ok(samples)
}

async fn event(stack: &Stack, people: &People, route: Route, block: usize) -> anyhow::Result<String> {
    match route.kind {
        Kind::Reads | Kind::ReadsUnchecked => people.reader.event(route.event),
        Kind::ReadsMany => people.collector.event(route.event),
        Kind::Writes | Kind::WritesUnchecked => people.writer.event(route.event),
        Kind::LogsIn => {
            let name = format!("n{block:02}");
            sign_up(stack, &name).await?;
            event_of(route.event, &name)
        }
    }
}

/// The mean CPU time and the median wall time of an event, in microseconds.
async fn run(process: &mut Process, event: &str, status: u16, events: u32) -> anyhow::Result<(f64, f64)> {
    let (mut cpu, mut wall) = (0.0, Vec::new());
    for _ in 0..events {
        let (_, cost) = process.invoke(event, status).await?;
        cpu += cost.cpu.as_secs_f64() * 1e6;
        wall.push(cost.wall.as_secs_f64() * 1e6);
    }
    Ok((cpu / f64::from(events), Spread::of(&wall).median))
}

impl WarmSamples {
    fn add(&mut self, (cpu, wall): (f64, f64)) {
        self.cpu.push(cpu);
        self.wall.push(wall);
    }

    fn add_floor(&mut self, (cpu, wall): (f64, f64)) {
        self.floor_cpu.push(cpu);
        self.floor_wall.push(wall);
    }

    /// A member of the log line.
    pub(crate) fn used(&self, member: &str) -> f64 {
        self.request.as_ref().and_then(|request| request[member].as_f64()).unwrap_or_default()
    }
}
