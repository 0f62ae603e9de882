//! The plot of the ratios, as SVG.

use std::fmt::Write as _;

use crate::goals::Row;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 330.0;
const LINE: f64 = 26.0;
/// Where the axis ends.
const LARGEST: f64 = 2.0;

/// One bar per ratio with its quartiles as a line and its goal as a mark.
pub(crate) fn ratios(rows: &[Row]) -> String {
    let bars: Vec<_> = rows.iter().filter_map(|row| Some((row, row.ratio?))).collect();
    #[expect(clippy::cast_precision_loss, reason = "there are a dozen bars")]
    let y_of = |index: usize| 44.0 + LINE * index as f64;
    let height = y_of(bars.len()) + 12.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"16\" fill=\"#444\">ratio to floor-dynamo; line: quartiles; red: goal</text>\n"
    );
    for tick in [0.0, 0.5, 1.0, 1.5, 2.0] {
        let x = x_of(tick);
        let _ = writeln!(
            svg,
            "<path d=\"M{x} 36V{}\" stroke=\"#ccc\"/><text x=\"{x}\" y=\"32\" text-anchor=\"middle\" fill=\"#444\">{tick}</text>",
            height - 10.0
        );
    }
    for (index, (row, ratio)) in bars.into_iter().enumerate() {
        let (y, name) = (y_of(index), row.name.replace('`', ""));
        let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{name}</text>", LEFT - 8.0, y + 14.0);
        let _ = writeln!(
            svg,
            "<rect x=\"{LEFT}\" y=\"{}\" width=\"{:.1}\" height=\"14\" fill=\"#4a7fb5\"/>",
            y + 3.0,
            x_of(ratio.median) - LEFT
        );
        let _ = writeln!(
            svg,
            "<path d=\"M{:.1} {}H{:.1}\" stroke=\"#16324f\" stroke-width=\"2\"/>",
            x_of(ratio.lower),
            y + 10.0,
            x_of(ratio.upper)
        );
        if let Ok(goal) = row.goal.parse() {
            let _ = writeln!(svg, "<path d=\"M{:.1} {}v18\" stroke=\"#c22\" stroke-width=\"2\"/>", x_of(goal), y + 1.0);
        }
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{}\">{:.2}</text>",
            x_of(ratio.upper.max(1.55)) + 8.0,
            y + 14.0,
            ratio.median
        );
    }
    svg + "</svg>\n"
}

fn x_of(ratio: f64) -> f64 {
    LEFT + ratio.min(LARGEST) / LARGEST * (WIDTH - LEFT - 60.0)
}
