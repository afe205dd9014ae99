//! The table of accuracy that `score` and `train` print: a title, then a row for each thing that was counted.

use std::fmt::Write as _;

use crate::model::score::Tally;

/// Width of the first column.
pub(super) const NAME: usize = 34;

/// The line over the rows.
pub(super) fn heading(out: &mut String, title: &str) -> std::fmt::Result {
    writeln!(
        out,
        "{title:<NAME$} {:>6} {:>6} {:>6}   {:>6} {:>9} {:>7}",
        "P", "R", "F1", "gold", "predicted", "correct"
    )
}

/// A row.
pub(super) fn row(out: &mut String, name: &str, tally: &Tally) -> std::fmt::Result {
    writeln!(
        out,
        "{name:<NAME$} {:>6.3} {:>6.3} {:>6.3}   {:>6} {:>9} {:>7}",
        tally.precision(),
        tally.recall(),
        tally.f1(),
        tally.gold,
        tally.predicted,
        tally.correct
    )
}
