//! The plot of resident memory over time, as SVG.

use std::fmt::Write as _;

use crate::mixed::Mixed;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 50.0;
const RIGHT: f64 = 740.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 220.0;

/// The memory of the first server, whose run is the longest.
pub(crate) fn memory(measured: &[Mixed]) -> String {
    let samples = measured.first().map(|first| first.samples.as_slice()).unwrap_or_default();
    let end = samples.last().map_or(1.0, |last| last.at.as_secs_f64());
    let peak = samples.iter().map(|sample| sample.resident_mib).fold(1.0, f64::max);
    let step = if peak > 200.0 { 100.0 } else { 20.0 };
    let top = (peak / step).ceil() * step;
    let (x_of, y_of) =
        (|seconds: f64| LEFT + seconds / end * (RIGHT - LEFT), |mib: f64| BOTTOM - mib / top * (BOTTOM - TOP));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"16\" fill=\"#444\">resident memory of the server, MiB, over minutes</text>\n"
    );
    let mut mib = 0.0;
    while mib <= top {
        let y = y_of(mib);
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" stroke=\"#ccc\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#444\">{mib}</text>",
            LEFT - 6.0,
            y + 4.0
        );
        mib += step;
    }
    let mut minute = 0.0;
    while minute * 60.0 <= end {
        let x = x_of(minute * 60.0);
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"240\" text-anchor=\"middle\" fill=\"#444\">{minute}</text>");
        minute += 1.0;
    }
    let points = samples.iter().map(|it| format!("{:.1},{:.1}", x_of(it.at.as_secs_f64()), y_of(it.resident_mib)));
    let points = points.collect::<Vec<_>>().join(" ");
    let _ = writeln!(svg, "<polyline points=\"{points}\" fill=\"none\" stroke=\"#4a7fb5\" stroke-width=\"2\"/>");
    svg + "</svg>\n"
}
