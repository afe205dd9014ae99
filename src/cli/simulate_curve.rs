//! The learning curve of `dateline simulate`: actions per label by place in the order, as a table and as a drawing.

use std::fmt::Write as _;

use super::simulate::Runs;
use crate::app::simulation::Help;
use crate::app::simulation::annotator::Effort;

/// Stretches of the order that are one point of the curve each; fewer where there are fewer documents.
const POINTS: usize = 20;

/// Actions per label around one place of the order, over all orders.
struct Point {
    /// Documents that were done before and in it.
    documents: usize,
    mean: f64,
    /// Standard deviation between orders.
    spread: f64,
}

fn points(runs: &Runs) -> Vec<Point> {
    let count = runs.first().map_or(0, Vec::len);
    let points = POINTS.min(count);
    (0..points)
        .map(|point| {
            let (start, end) = (point * count / points, (point + 1) * count / points);
            let per_order: Vec<f64> = runs.iter().map(|run| per_label(&run[start..end])).collect();
            let number = per_order.len() as f64;
            let mean = per_order.iter().sum::<f64>() / number;
            let squares = per_order.iter().map(|value| (value - mean).powi(2));
            Point {
                documents: end,
                mean,
                spread: (squares.sum::<f64>() / (number - 1.0).max(1.0)).sqrt(),
            }
        })
        .collect()
}

fn per_label(efforts: &[Effort]) -> f64 {
    let actions: usize = efforts.iter().map(|effort| effort.cost.actions).sum();
    let gold: usize = efforts.iter().map(|effort| effort.gold).sum();
    actions as f64 / (gold as f64).max(1.0)
}

/// A row for each kind of help and stretch of the order.
pub(super) fn csv(runs: &[(Help, Runs)]) -> String {
    let mut out = String::from("help,documents,actions_per_label,spread\n");
    for (help, runs) in runs {
        for point in points(runs) {
            // Writing to a string cannot fail.
            let _infallible = writeln!(
                out,
                "{},{},{:.4},{:.4}",
                help.name(),
                point.documents,
                point.mean,
                point.spread
            );
        }
    }
    out
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 110.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 50.0;

/// Colours that people with colour blindness tell apart (Okabe and Ito), by kind of help.
const COLOURS: [&str; 4] = ["#000000", "#e69f00", "#0072b2", "#009e73"];

/// The curves, with a band of the spread between orders.
pub(super) fn svg(runs: &[(Help, Runs)]) -> String {
    let curves: Vec<Vec<Point>> = runs.iter().map(|(_, runs)| points(runs)).collect();
    let all = || curves.iter().flatten();
    let most = all()
        .map(|point| point.mean + point.spread)
        .fold(0.1, f64::max);
    let documents = all().map(|point| point.documents).max().unwrap_or(1).max(2);
    let x = |count: usize| {
        LEFT + (WIDTH - LEFT - RIGHT) * (count as f64 - 1.0) / (documents as f64 - 1.0)
    };
    let y = |value: f64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value.max(0.0) / most;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{LEFT}\" y=\"18\">actions per label</text>\n"
    );
    let mut draw = |line: std::fmt::Arguments<'_>| {
        let _infallible = out.write_fmt(line);
        out.push('\n');
    };
    for step in 0..=4 {
        let value = most * f64::from(step) / 4.0;
        let (at, end) = (y(value), WIDTH - RIGHT);
        draw(format_args!(
            "<line x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{end}\" y2=\"{at:.1}\" stroke=\"#ddd\"/>"
        ));
        draw(format_args!(
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{value:.1}</text>",
            LEFT - 8.0,
            at + 4.0
        ));
    }
    for count in [1, documents / 2, documents] {
        let bottom = HEIGHT - BOTTOM + 20.0;
        draw(format_args!(
            "<text x=\"{:.1}\" y=\"{bottom}\" text-anchor=\"middle\">{count}</text>",
            x(count.max(1))
        ));
    }
    draw(format_args!(
        "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">documents</text>",
        (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - 8.0
    ));
    for (((help, _), curve), colour) in runs.iter().zip(&curves).zip(COLOURS) {
        let place =
            |point: &Point, value: f64| format!("{:.1},{:.1}", x(point.documents), y(value));
        let line: Vec<String> = curve.iter().map(|point| place(point, point.mean)).collect();
        let above = curve
            .iter()
            .map(|point| place(point, point.mean + point.spread));
        let below = curve
            .iter()
            .rev()
            .map(|point| place(point, point.mean - point.spread));
        let band: Vec<String> = above.chain(below).collect();
        draw(format_args!(
            "<polygon points=\"{}\" fill=\"{colour}\" opacity=\"0.12\"/>",
            band.join(" ")
        ));
        draw(format_args!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            line.join(" ")
        ));
        if let Some(last) = curve.last() {
            let (at, name) = (y(last.mean) + 4.0, help.name());
            draw(format_args!(
                "<text x=\"{}\" y=\"{at:.1}\" fill=\"{colour}\">{name}</text>",
                WIDTH - RIGHT + 8.0
            ));
        }
    }
    out.push_str("</svg>\n");
    out
}
