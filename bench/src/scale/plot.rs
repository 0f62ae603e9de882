//! The plot of docs/scale.md, as SVG: wall times and read units against the number of tasks, both axes logarithmic.

use std::fmt::Write as _;

use super::requests::Request;
use super::sample::Sample;
use super::tasks::Column;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 400.0;
const TOP: f64 = 96.0;
const BOTTOM: f64 = 360.0;
const PANEL: f64 = 290.0;

/// The lines. Colours differ in lightness too.
const LINES: [(Request, &str); 6] = [
    (Request::FirstByCursor, "#16324f"),
    (Request::DeepByCursor, "#4a9fd5"),
    (Request::FirstPage, "#c22"),
    (Request::Report, "#e08a00"),
    (Request::Read, "#5a8f3c"),
    (Request::Create, "#8a5bb0"),
];

/// One of the two diagrams: where it is, and which powers of ten its axis has.
struct Panel {
    left: f64,
    title: &'static str,
    powers: std::ops::RangeInclusive<i32>,
    value: fn(&Sample) -> f64,
}

const PANELS: [Panel; 2] = [
    Panel { left: 60.0, title: "wall time, median ms; a ring: refused", powers: -1..=3, value: Sample::wall },
    Panel { left: 440.0, title: "DynamoDB read units", powers: 0..=4, value: |sample| sample.used()[1] },
];

pub(crate) fn of_tasks(columns: &[Column]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for (index, (request, colour)) in LINES.iter().enumerate() {
        let (x, y) = ([60.0, 260.0, 550.0][index % 3], if index < 3 { 20.0 } else { 42.0 });
        let _ = writeln!(
            svg,
            "<path d=\"M{x} {}h22\" stroke=\"{colour}\" stroke-width=\"3\"/><text x=\"{}\" y=\"{y}\">{}</text>",
            y - 4.0,
            x + 28.0,
            request.name().replace('`', "")
        );
    }
    for panel in &PANELS {
        axes(&mut svg, panel, columns);
        for (request, colour) in LINES {
            line(&mut svg, panel, columns, request, colour);
        }
    }
    svg + "</svg>\n"
}

fn axes(svg: &mut String, panel: &Panel, columns: &[Column]) {
    let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\" fill=\"#444\">{}</text>", panel.left, TOP - 14.0, panel.title);
    for power in panel.powers.clone() {
        let value = 10_f64.powi(power);
        let y = panel.y(value);
        let _ = writeln!(
            svg,
            "<path d=\"M{} {y:.1}h{PANEL}\" stroke=\"#ccc\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#444\">{value}</text>",
            panel.left,
            panel.left - 6.0,
            y + 4.0
        );
    }
    sizes(svg, panel, columns);
}

/// The horizontal axis.
fn sizes(svg: &mut String, panel: &Panel, columns: &[Column]) {
    for column in columns {
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#444\">{}</text>",
            panel.x(column),
            BOTTOM + 18.0,
            column.size.label
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"#444\">tasks of the account</text>",
        panel.left + PANEL / 2.0,
        BOTTOM + 36.0
    );
}

/// A request that failed is a ring instead of a dot.
fn line(svg: &mut String, panel: &Panel, columns: &[Column], request: Request, colour: &str) {
    let points = columns.iter().filter_map(|column| {
        let sample = column.sample(request)?;
        Some((panel.x(column), panel.y((panel.value)(sample)), sample.succeeded()))
    });
    let path: Vec<_> = points.clone().map(|(x, y, _)| format!("{x:.1} {y:.1}")).collect();
    let _ = writeln!(svg, "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>", path.join("L"));
    for (x, y, succeeded) in points {
        let fill = if succeeded { colour } else { "#fff" };
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"2\"/>"
        );
    }
}

impl Panel {
    /// Ten tasks are at the left edge, and a million at the right one.
    fn x(&self, column: &Column) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "there are a million tasks at most")]
        let tasks = column.size.tasks as f64;
        self.left + 16.0 + (tasks.log10() - 1.0) / 5.0 * (PANEL - 32.0)
    }

    fn y(&self, value: f64) -> f64 {
        let (lowest, highest) = (f64::from(*self.powers.start()), f64::from(*self.powers.end()));
        let share = (value.max(1e-9).log10() - lowest) / (highest - lowest);
        BOTTOM - share.clamp(0.0, 1.0) * (BOTTOM - TOP)
    }
}
