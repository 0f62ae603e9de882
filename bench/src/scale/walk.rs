//! Reads a whole account by cursor, as a client does that wants all tasks. Every task must come once, in order.

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::requests::{LARGEST_PAGE, by_cursor};
use crate::people::Person;
use crate::process::Process;
use crate::statistics::{Spread, percentile_99};

/// The wall times of all pages, in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pages: Vec<f64>,
    /// Where the list continues after 90 % of the tasks. `None` if the list has few pages.
    pub(crate) deep_cursor: Option<String>,
}

pub(crate) async fn measure(process: &mut Process, person: &Person, tasks: u64) -> anyhow::Result<Walk> {
    let (mut walk, mut cursor, mut last, mut found) = (Walk::default(), String::new(), 0, 0);
    loop {
        let event = by_cursor(person, &format!("cursor={cursor}&limit={LARGEST_PAGE}"))?;
        let (page, cost) = process.invoke(&event, 200).await?;
        walk.pages.push(cost.wall.as_secs_f64() * 1e3);
        for task in page["items"].as_array().context("a page has items")? {
            let id = task["id"].as_u64().context("a task has an id")?;
            ensure!(id > last, "task {id} comes after {last}");
            (last, found) = (id, found + 1);
        }
        let Value::String(next) = &page["next_cursor"] else { break };
        cursor.clone_from(next);
        if found * 10 <= tasks * 9 {
            walk.deep_cursor = Some(next.clone());
        }
    }
    ensure!(found == tasks, "the list has {found} of {tasks} tasks");
    Ok(walk)
}

impl Walk {
    pub(crate) fn count(&self) -> usize {
        self.pages.len()
    }

    /// The whole walk, in seconds.
    pub(crate) fn seconds(&self) -> f64 {
        self.pages.iter().sum::<f64>() / 1e3
    }

    /// The medians of the first and of the last tenth of the pages, and the 99th percentile of all.
    pub(crate) fn tenths(&self) -> [f64; 3] {
        let tenth = self.pages.len().div_ceil(10);
        let (first, last) = (&self.pages[..tenth], &self.pages[self.pages.len() - tenth..]);
        [Spread::of(first).median, Spread::of(last).median, percentile_99(&self.pages)]
    }
}
