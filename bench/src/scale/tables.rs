//! The tables of docs/scale.md.

use std::time::Duration;

use super::deletion::Deletion;
use super::limits::Limit;
use super::requests::REQUESTS;
use super::sample::Sample;
use super::tasks::Column;
use super::users::{Crowd, REQUESTS as OF_USERS};
use crate::report::{number, table};

/// Times, DynamoDB's calls and units, and the walks.
pub(crate) fn of_tasks(columns: &[Column]) -> Vec<(&'static str, String)> {
    vec![
        ("wall", by_request(columns, |sample| format!("{} ({})", number(sample.wall()), number(sample.wall_99())))),
        ("shares", by_request(columns, |sample| format!("{} + {}", number(sample.cpu()), number(sample.rest())))),
        ("units", by_request(columns, units)),
        ("walks", walks(columns)),
    ]
}

/// A row for each request and a column for each size. The status of what failed is in front of its cell.
fn by_request(columns: &[Column], cell: impl Fn(&Sample) -> String) -> String {
    let rows = REQUESTS.map(|request| {
        let cells = columns.iter().map(|column| match column.sample(request) {
            Some(sample) if sample.succeeded() => cell(sample),
            Some(sample) => format!("{}: {}", statuses(sample), cell(sample)),
            None => "–".to_owned(),
        });
        [request.name().to_owned()].into_iter().chain(cells).collect()
    });
    let head: Vec<_> = [""].into_iter().chain(columns.iter().map(|column| column.size.label)).collect();
    table(&head, rows)
}

fn statuses(sample: &Sample) -> String {
    sample.statuses.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

/// Calls, read units and write units.
fn units(sample: &Sample) -> String {
    sample.used().map(|used| used.to_string()).join(" / ")
}

fn walks(columns: &[Column]) -> String {
    let rows = columns.iter().map(|column| {
        let [first, last, slowest] = column.walk.tenths();
        let mut cells = vec![column.size.label.to_owned(), column.walk.count().to_string()];
        cells.extend([column.walk.seconds(), first, last, slowest, column.peak_memory].map(number));
        cells
    });
    let head = [
        "tasks",
        "pages of 100",
        "all pages, s",
        "first tenth, median ms",
        "last tenth, median ms",
        "99 % of all, ms",
        "peak MiB after all requests",
    ];
    table(&head, rows)
}

pub(crate) fn of_limits(limits: &[Limit]) -> String {
    let rows = limits.iter().map(|limit| {
        let mut cells = vec![limit.kind.to_owned(), limit.bytes.to_string()];
        cells.extend([limit.report, limit.total].concat().iter().map(u64::to_string));
        cells.extend([limit.read_units.to_string(), number(limit.peak_memory)]);
        cells
    });
    let head = [
        "tasks",
        "bytes of one",
        "report up to",
        "413 from",
        "exact total up to",
        "lower bound from",
        "read units of the 413",
        "peak MiB",
    ];
    table(&head, rows)
}

pub(crate) fn of_deletions(deletions: &[Deletion]) -> String {
    let rows = deletions.iter().map(|deletion| {
        let request = &deletion.request;
        let mut cells = vec![deletion.size.label.to_owned(), number(request.wall()), units(request)];
        cells.extend([seconds(deletion.wall), seconds(deletion.cpu), deletion.runs.to_string()]);
        cells.push(deletion.used.map_or_else(
            || "–".to_owned(),
            |used| format!("{} / {} / {}", used.calls, used.read_units, used.write_units),
        ));
        cells.push(number(deletion.peak_memory));
        cells
    });
    let head = [
        "tasks",
        "`DELETE /users/me`, wall ms",
        "its calls / read / write units",
        "worker, wall s",
        "worker, CPU s",
        "runs",
        "its calls / read / write units",
        "peak MiB",
    ];
    table(&head, rows)
}

fn seconds(time: Duration) -> String {
    number(time.as_secs_f64())
}

pub(crate) fn of_users(crowds: &[Crowd]) -> String {
    let rows = OF_USERS.iter().enumerate().map(|(index, request)| {
        let samples = crowds.iter().map(|crowd| &crowd.samples[index]);
        let times = samples.clone().map(|sample| {
            format!("{} ({}), CPU {}", number(sample.wall()), number(sample.wall_99()), number(sample.cpu()))
        });
        let mut used: Vec<_> = samples.clone().map(units).collect();
        used.dedup();
        [(*request).to_owned()].into_iter().chain(times).chain([used.join("; ")]).collect()
    });
    let head = [""].into_iter().chain(crowds.iter().map(|crowd| crowd.label));
    let head: Vec<_> = head.chain(["calls / read / write units"]).collect();
    table(&head, rows)
}
