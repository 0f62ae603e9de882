//! Each request on accounts of each size. All accounts are in the same tables.

use std::path::Path;

use super::account::{self, SIZES, Size};
use super::requests::{REQUESTS, Request};
use super::sample::{self, Sample};
use super::walk::{self, Walk};
use crate::process::Process;
use crate::stack::Stack;
use crate::store::{self, Store};

/// An account and what was measured of it.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) size: Size,
    pub(crate) walk: Walk,
    /// `None` where the account has no such page.
    pub(crate) samples: Vec<(Request, Option<Sample>)>,
    /// The largest memory of the process after all requests, in MiB.
    pub(crate) peak_memory: f64,
}

pub(crate) async fn measure(folder: &Path) -> anyhow::Result<Vec<Column>> {
    let store = store::open().await?;
    let stack = Stack::product(folder, &store.url);
    let mut columns = Vec::new();
    for size in SIZES {
        columns.push(column(&stack, &store, size).await?);
    }
    Ok(columns)
}

async fn column(stack: &Stack, store: &Store, size: Size) -> anyhow::Result<Column> {
    let person = account::open(stack, store, size).await?;
    let mut process = Process::start(&stack.program("tasks")).await?;
    process.ready().await?;
    let (walk, mut samples) = (walk::measure(&mut process, &person, size.tasks).await?, Vec::new());
    for request in REQUESTS {
        let sample = match request.event(&person, size.tasks, walk.deep_cursor.as_deref())? {
            Some(event) => Some(sample::measure(&mut process, |_| Ok(event.clone())).await?),
            None => None,
        };
        samples.push((request, sample));
    }
    Ok(Column { size, walk, samples, peak_memory: process.peak_memory()? })
}

impl Column {
    pub(crate) fn sample(&self, request: Request) -> Option<&Sample> {
        self.samples.iter().find(|(of, _)| *of == request)?.1.as_ref()
    }
}
