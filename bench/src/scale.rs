//! How the product behaves with much data: accounts with up to a million tasks, and tables with many users. Each part is
//! a run of its own, because the largest account takes minutes.

mod account;
mod deletion;
mod fill;
mod limits;
mod plot;
mod requests;
mod sample;
mod tables;
mod tasks;
mod users;
mod walk;

use crate::machine;
use crate::options::{Options, Part};

/// The parts of docs/scale.md that a run measured, and the plot.
#[derive(Debug)]
pub(crate) struct Scale {
    pub(crate) parts: Vec<(&'static str, String)>,
    pub(crate) plot: Option<String>,
}

pub(crate) async fn measure(part: Part, options: &Options) -> anyhow::Result<Scale> {
    let folder = &options.binaries;
    let (parts, plot) = match part {
        Part::Tasks => {
            let columns = tasks::measure(folder).await?;
            let mut parts = vec![("machine", machine::machine_and_versions(options)?)];
            parts.extend(tables::of_tasks(&columns));
            (parts, Some(plot::of_tasks(&columns)))
        }
        Part::Limits => (vec![("limits", tables::of_limits(&limits::measure(folder).await?))], None),
        Part::Deletion => (vec![("deletion", tables::of_deletions(&Box::pin(deletion::measure(folder)).await?))], None),
        Part::Users => (vec![("users", tables::of_users(&users::measure(folder).await?))], None),
    };
    Ok(Scale { parts, plot })
}
