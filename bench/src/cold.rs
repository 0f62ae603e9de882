//! What a cold start costs: a new process until it asks for its first event, and until it has answered it.

use crate::process::{Process, Program};

/// A program and the event that it gets first.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) stack: &'static str,
    pub(crate) name: &'static str,
    pub(crate) program: Program,
    pub(crate) event: String,
}

/// One sample per round, in milliseconds. Each program has them in the same order.
#[derive(Debug, Default)]
pub(crate) struct ColdSamples {
    pub(crate) init_cpu: Vec<f64>,
    pub(crate) init_wall: Vec<f64>,
    /// From the start until the first answer.
    pub(crate) answer_cpu: Vec<f64>,
    pub(crate) answer_wall: Vec<f64>,
}

/// Starts each program once in each round, in alternating order.
pub(crate) async fn measure(starts: &[Start], rounds: usize) -> anyhow::Result<Vec<ColdSamples>> {
    let mut samples: Vec<_> = starts.iter().map(|_| ColdSamples::default()).collect();
    for round in 0..=rounds {
        let mut order: Vec<usize> = (0..starts.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for index in order {
            let sample = start(&starts[index]).await?;
            // The first round reads the files into the page cache.
            if round > 0 {
                samples[index].add(sample);
            }
        }
    }
    Ok(samples)
}

async fn start(start: &Start) -> anyhow::Result<[f64; 4]> {
    let mut process = Process::start(&start.program).await?;
    let init = process.ready().await?;
    let (_, answer) = process.invoke(&start.event, 200).await?;
    let milliseconds = [init.cpu, init.wall, init.cpu + answer.cpu, init.wall + answer.wall];
    Ok(milliseconds.map(|time| time.as_secs_f64() * 1000.0))
}

impl ColdSamples {
    fn add(&mut self, [init_cpu, init_wall, answer_cpu, answer_wall]: [f64; 4]) {
        self.init_cpu.push(init_cpu);
        self.init_wall.push(init_wall);
        self.answer_cpu.push(answer_cpu);
        self.answer_wall.push(answer_wall);
    }
}
