//! Tables: articles come in one a row, and go out with everything that is said about them as one table a kind.
//!
//! ```text
//! headline,published,body                     a table of articles, from any program
//! Two held,2016-05-04,"Police held two men…"
//!
//! documents.csv  mentions.csv  events.csv  arguments.csv  relations.csv  notes.csv  entities.csv  zones.csv  statistics.csv
//! ```
//!
//! What separates the fields and how they are quoted is found by evidence; which column holds the text, the title or the date is told by the user or
//! guessed from the names of the columns, and said. Columns that are none of these are kept as further fields of the document. Offsets in the tables
//! that are written count Unicode scalar values, end exclusive; attributes and other lists of names and values stand in one field as JSON.

mod columns;
mod dialect;
mod read;
mod write;

pub(super) use read::{looks_like_table, looks_like_tabs, read};
pub(super) use write::{write_commas, write_tabs};

/// The column of the table of documents that holds fields without a column of their own, as a JSON object.
const OTHER: &str = "other_fields";
/// The column of tags, as a JSON list.
const TAGS: &str = "tags";
