//! Dateline JSONL: one JSON object a line with a text and its annotations, what `dateline annotate` reads and writes.
//!
//! ```json
//! {"id": "a1", "text": "Aleppo fell.", "entities": [{"id": "m1", "start": 0, "end": 6, "label": "GPE", "status": "suggested"}], "events": []}
//! ```
//!
//! Offsets count Unicode scalar values of the record's own `text`, end exclusive. Only `text` is needed. Fields that Dateline does not know come back
//! unchanged, also inside entities, events, arguments, relations, notes, zones and `meta`.
//!
//! Beyond the common record, Dateline writes what else it knows: `layers` (status of each layer where there are several), `skip_reason`, `was_done`, `active_secs`,
//! `not_stated` and `plover` on events, `chains` (name, country and sectors of an entity), `decisions` and `rejected_argument` when decisions are asked for.
//!
//! [`Lines`] streams, so memory holds a line, not a file; [`read_record`] and [`write_record`] work on one line and can run on several threads.

mod format;
mod read;
mod write;

use std::io::BufRead;

pub(super) use format::{looks_like_jsonl, read, write};
pub use read::{Strictness, read_record};
pub use write::{WriteOptions, write_record};

use super::{FormatError, Imported};
use crate::model::SuggestionKey;
use crate::text::{CharSpan, Text, ZoneKind};

/// A line of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, counted from 1.
    pub number: u64,
    /// Its bytes, without line end and byte order mark.
    pub bytes: Vec<u8>,
}

impl Line {
    /// The document of this line.
    ///
    /// # Errors
    /// When the line is no UTF-8, no record, or holds an annotation that `strictness` refuses.
    pub fn read(&self, strictness: Strictness) -> Result<Imported, FormatError> {
        let text = std::str::from_utf8(&self.bytes).map_err(|error| FormatError::Syntax {
            line: self.number,
            message: format!("byte {} is no UTF-8", error.valid_up_to() + 1),
        })?;
        read_record(text, self.number, strictness)
    }
}

/// The lines of a source that are not blank, one after another.
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// Starts at the beginning of `source`.
    pub fn new(source: R) -> Self {
        Self { source, number: 0 }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = std::io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut bytes = Vec::new();
            match self.source.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => self.number += 1,
                Err(error) => return Some(Err(error)),
            }
            while bytes
                .last()
                .is_some_and(|last| matches!(last, b'\n' | b'\r'))
            {
                bytes.pop();
            }
            if self.number == 1 && bytes.starts_with(b"\xEF\xBB\xBF") {
                bytes.drain(..3);
            }
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                let number = self.number;
                return Some(Ok(Line { number, bytes }));
            }
        }
    }
}

/// Names an open or refused suggestion by what it is about, as the record counts places.
fn suggestion_key(text: &Text, key: &SuggestionKey, is_refused: bool) -> String {
    let refused = if is_refused { "refused/" } else { "" };
    match key {
        SuggestionKey::Mention(span, label) => {
            let CharSpan { start, end } = text.chars_from_span(*span);
            format!("{refused}m/{start}-{end}/{label}")
        }
        SuggestionKey::Event(span, event_type) => {
            let CharSpan { start, end } = text.chars_from_span(*span);
            format!("{refused}v/{start}-{end}/{event_type}")
        }
        SuggestionKey::Argument(span, event_type, role, filler) => {
            let CharSpan { start, end } = text.chars_from_span(*span);
            let filler = text.chars_from_span(*filler);
            format!(
                "{refused}a/{start}-{end}/{event_type}/{role}/{}-{}",
                filler.start, filler.end
            )
        }
    }
}

/// Names a zone by kind and place.
fn zone_key(kind: ZoneKind, chars: CharSpan) -> String {
    format!("{}/{}-{}", kind.name(), chars.start, chars.end)
}

/// Names an argument by its event, role and place.
fn argument_key(event: &str, role: &str, chars: CharSpan) -> String {
    format!("{event}/{role}/{}-{}", chars.start, chars.end)
}

#[cfg(test)]
mod tests;
