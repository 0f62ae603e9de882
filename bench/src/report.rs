//! The tables of docs/benchmarks.md.

use std::fmt::Write as _;

use crate::goals::Row;
use crate::measured::{FLOOR, Measured};
use crate::secrecy::Comparison;
use crate::stack::PRODUCT;
use crate::statistics::{Spread, median_interval};

/// The routes that the product and the peers have, and what is compared of each cold start.
const PEER_ROUTES: [&str; 4] = ["`GET /tasks/`, a page of 10", "`POST /tasks/`", "`POST /refresh`", "`POST /login`"];

/// The ratios, with their goals.
pub(crate) fn goals(rows: &[Row]) -> String {
    let cells = rows.iter().map(|row| {
        let floor = row.floor.map_or_else(|| "–".to_owned(), number);
        let ratio = row.ratio.map_or_else(|| "–".to_owned(), spread);
        vec![row.name.to_owned(), number(row.ours), floor, ratio, row.goal.to_owned()]
    });
    table(&["", "ours", "floor-dynamo", "ratio (quartiles)", "goal"], cells)
}

/// Cold starts, memory and sizes of the functions and floors.
pub(crate) fn functions(measured: &Measured) -> anyhow::Result<String> {
    let mut rows = Vec::new();
    let floor = &measured.start(FLOOR, crate::measured::DYNAMO)?.1;
    for (start, samples) in measured.starts.iter().filter(|(start, _)| [FLOOR, PRODUCT].contains(&start.stack)) {
        let memory = measured.peak_memory(start.stack, start.name);
        let times = [&samples.init_cpu, &samples.init_wall, &samples.answer_cpu, &samples.answer_wall];
        let mut cells = vec![start.name.to_owned()];
        cells.extend(times.map(|samples| number(Spread::of(samples).median)));
        cells.push(spread(Spread::of_ratios(&samples.answer_cpu, &floor.answer_cpu)));
        cells.push(if memory > 0.0 { number(memory) } else { "–".to_owned() });
        cells.push(kibibytes(start.program.binary_bytes()?));
        cells.push(kibibytes(start.program.zip_bytes()?));
        rows.push(cells);
    }
    let head = [
        "",
        "init, CPU ms",
        "init, wall ms",
        "init and first answer, CPU ms",
        "wall ms",
        "CPU, ratio to floor-dynamo",
        "peak MiB",
        "binary KiB",
        "zip KiB",
    ];
    Ok(table(&head, rows))
}

/// CPU and wall time of each route, and what it uses of DynamoDB.
pub(crate) fn routes(measured: &Measured) -> String {
    let of_product = measured.routes.iter().filter(|(stack, _, _)| *stack == PRODUCT);
    let rows = of_product.map(|(_, route, samples)| {
        let mut cells = vec![route.name.to_owned(), number(Spread::of(&samples.cpu).median)];
        cells.push(spread(Spread::of_ratios(&samples.cpu, &samples.floor_cpu)));
        cells.push(number(Spread::of(&samples.wall).median));
        cells.push(spread(Spread::of_ratios(&samples.wall, &samples.floor_wall)));
        cells.extend(["store_calls", "read_units", "write_units"].map(|member| samples.used(member).to_string()));
        cells
    });
    table(&["", "CPU µs", "ratio to floor-dynamo", "wall µs", "ratio", "calls", "read units", "write units"], rows)
}

/// The peers, and how many times the product's figure theirs is.
pub(crate) fn peers(measured: &Measured) -> anyhow::Result<String> {
    let mut rows = Vec::new();
    let mut row = |name: &str, of: &dyn Fn(&str) -> anyhow::Result<f64>| -> anyhow::Result<()> {
        let ours = of(PRODUCT)?;
        let mut cells = vec![name.to_owned(), number(ours)];
        for stack in &measured.stacks[1..] {
            let theirs = of(stack)?;
            cells.push(format!("{} ({} x)", number(theirs), number(theirs / ours)));
        }
        rows.push(cells);
        Ok(())
    };
    row("init and first list, CPU ms", &|stack| Ok(Spread::of(&measured.start(stack, "tasks")?.1.answer_cpu).median))?;
    row(
        "init and first list, wall ms",
        &|stack| Ok(Spread::of(&measured.start(stack, "tasks")?.1.answer_wall).median),
    )?;
    for route in PEER_ROUTES {
        row(&format!("{route}, CPU µs"), &|stack| Ok(Spread::of(&measured.route(stack, route)?.cpu).median))?;
    }
    row("peak memory, MiB", &|stack| Ok(measured.peak_memory(stack, "tasks")))?;
    #[expect(clippy::cast_precision_loss, reason = "a zip is small")]
    row("zip, KiB", &|stack| Ok(measured.start(stack, "tasks")?.0.program.zip_bytes()? as f64 / 1024.0))?;
    let head: Vec<_> = [""].into_iter().chain(measured.stacks.iter().copied()).collect();
    Ok(table(&head, rows))
}

/// The differences of times that should be equal.
pub(crate) fn secrecy(comparisons: &[Comparison]) -> String {
    let rows = comparisons.iter().map(|compared| {
        let differences: Vec<f64> = compared.first.iter().zip(&compared.second).map(|(a, b)| a - b).collect();
        let found = median_interval(&differences);
        let medians = [&compared.first, &compared.second].map(|times| number(Spread::of(times).median));
        let difference = format!("**{:.1}** ({:.1} to {:.1})", found.median, found.lower, found.upper);
        vec![compared.name.to_owned(), compared.first.len().to_string(), medians.join(", "), difference]
    });
    table(&["", "pairs", "medians, wall µs", "median difference, µs (95 % interval)"], rows)
}

pub(crate) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|---{}|\n", head.join(" | "), "|--:".repeat(head.len() - 1));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// Three significant digits, as far as they are useful.
pub(crate) fn number(value: f64) -> String {
    match value {
        ..10.0 => format!("{value:.2}"),
        10.0..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

fn spread(spread: Spread) -> String {
    format!("**{:.2}** ({:.2} to {:.2})", spread.median, spread.lower, spread.upper)
}

fn kibibytes(bytes: u64) -> String {
    (bytes / 1024).to_string()
}
