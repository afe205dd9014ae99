//! brat standoff: for each document a `.txt` and a `.ann` file, and one `annotation.conf` for the folder.
//!
//! ```text
//! T1 → PER 0 5 → Women                  mention: label, first and last scalar value, words
//! T2 → Life.Die 11 17 → killed           trigger
//! E1 → Life.Die:T2 Victim:T1          event: type and trigger, then arguments
//! A1 → Polarity E1 negative           attribute
//! R1 → Physical.Located Arg1:T1 Arg2:T3
//! * → Equiv T1 T4                    coreferent mentions
//! #1 → AnnotatorNotes T1 → a note
//! ```
//!
//! Offsets count Unicode scalar values, end exclusive. Names keep letters, digits, `-` and `_`; every other character becomes `_`, since brat's
//! parser allows no other, so `Life.Die` is written `Life_Die`. Several fillers of one role are numbered: `Victim`, `Victim2`. Text between fragments and
//! line ends inside a mention split it into fragments, as brat demands. brat reads its files with line ends unified, so a text with carriage returns
//! is written with line feeds and offsets are counted in that.

mod configuration;
mod names;
mod read;
mod schema;
mod write;

pub(super) use read::{looks_like_brat, read};
pub(super) use write::write;

/// The label of spans that fill a role without being a mention.
const SPAN: &str = super::fitting::SPAN;
