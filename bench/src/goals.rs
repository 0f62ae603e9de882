//! The figures that have a goal, each next to the floor's.

use crate::measured::{DYNAMO, FLOOR, Measured, UNCHECKED};
use crate::stack::PRODUCT;
use crate::statistics::Spread;
use crate::warm::WarmSamples;

/// A figure of the product and of the floor.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) ours: f64,
    pub(crate) floor: Option<f64>,
    pub(crate) ratio: Option<Spread>,
    pub(crate) goal: &'static str,
}

pub(crate) fn rows(measured: &Measured) -> anyhow::Result<Vec<Row>> {
    let (floor, tasks) = (measured.start(FLOOR, DYNAMO)?, measured.start(PRODUCT, "tasks")?);
    let (unchecked, refresh) = (measured.start(PRODUCT, UNCHECKED)?, measured.start(PRODUCT, "refresh")?);
    let mut rows = vec![
        row("init and first list, CPU ms, `SESSION_CHECK=off`", &unchecked.1.answer_cpu, &floor.1.answer_cpu, "1.15"),
        row(
            "init and first list, wall ms, `SESSION_CHECK=off`",
            &unchecked.1.answer_wall,
            &floor.1.answer_wall,
            "1.15",
        ),
        row("init and first list, CPU ms", &tasks.1.answer_cpu, &floor.1.answer_cpu, ""),
        row("init of `refresh`, CPU ms", &refresh.1.init_cpu, &floor.1.init_cpu, "1.15"),
    ];
    let route = |name| measured.product(name);
    rows.push(warm(
        "list, CPU µs, `SESSION_CHECK=off`",
        route("`GET /tasks/`, a page of 10, `SESSION_CHECK=off`")?,
        "1.10",
    ));
    rows.push(warm("list, CPU µs", route("`GET /tasks/`, a page of 10")?, "1.35"));
    rows.push(warm("creation, CPU µs, `SESSION_CHECK=off`", route("`POST /tasks/`, `SESSION_CHECK=off`")?, "1.00"));
    rows.push(warm("creation, CPU µs", route("`POST /tasks/`")?, "1.35"));
    rows.push(warm("refresh, CPU µs", route("`POST /refresh`")?, "1.00"));
    let login = Spread::of(&route("`POST /login`")?.cpu).median / 1000.0;
    rows.push(Row { name: "login, CPU ms", ours: login, floor: None, ratio: None, goal: "12.0 ms" });
    let memory = [measured.peak_memory(PRODUCT, "tasks")];
    rows.push(row("peak memory of `tasks`, MiB", &memory, &[measured.floor_memory], "1.25"));
    let zips = [tasks.0.program.zip_bytes()?, floor.0.program.zip_bytes()?];
    #[expect(clippy::cast_precision_loss, reason = "a zip is small")]
    let zips = zips.map(|bytes| [bytes as f64 / 1024.0]);
    rows.push(row("zip of `tasks`, KiB", &zips[0], &zips[1], "1.25"));
    Ok(rows)
}

fn warm(name: &'static str, samples: &WarmSamples, goal: &'static str) -> Row {
    row(name, &samples.cpu, &samples.floor_cpu, goal)
}

fn row(name: &'static str, ours: &[f64], floor: &[f64], goal: &'static str) -> Row {
    let (ratio, ours, floor) = (Spread::of_ratios(ours, floor), Spread::of(ours).median, Spread::of(floor).median);
    Row { name, ours, floor: Some(floor), ratio: Some(ratio), goal }
}
