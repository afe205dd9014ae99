//! Active time: the seconds in which a person works on a document. A pause longer than [`PAUSE_SECS`] is no work.
//!
//! The seconds are journaled and saved like every other change, but they are no step of undo: nobody did them on purpose, and taking back a label
//! must not first take back time. An inverse of an earlier step stays applicable, since no other change looks at the active time.

use super::session::Session;
use crate::model::{Change, DocumentId, Edit};

/// A pause longer than this ends a stretch of work, in seconds.
pub const PAUSE_SECS: f64 = 30.0;

/// Less than this is not worth a record of the journal, in seconds.
const LEAST_SECS: f64 = 3.0;

/// Counts the work on the open document until it is left or saved.
#[derive(Debug, Default)]
pub struct ActiveClock {
    document: Option<DocumentId>,
    last: Option<f64>,
    secs: f64,
}

impl ActiveClock {
    /// The person does something in `document` at `now` (seconds on any clock that never goes back). Gives the time of the document that was left.
    pub fn work(&mut self, document: Option<&DocumentId>, now: f64) -> Option<(DocumentId, u32)> {
        let left = if self.document.as_ref() == document {
            None
        } else {
            let left = self.take();
            // What is left over belongs to the document that was left, not to the next one.
            self.secs = 0.0;
            self.document = document.cloned();
            self.last = None;
            left
        };
        if let Some(last) = self.last {
            let passed = now - last;
            if passed <= PAUSE_SECS {
                self.secs += passed.max(0.0);
            }
        }
        self.last = Some(now);
        left
    }

    /// The whole seconds counted so far; what is left over counts on.
    pub fn take(&mut self) -> Option<(DocumentId, u32)> {
        if self.secs < LEAST_SECS {
            return None;
        }
        let whole = self.secs.floor();
        self.secs -= whole;
        Some((self.document.clone()?, whole as u32))
    }
}

impl Session {
    /// Adds seconds of work to a document that may have gone meanwhile: journaled, no step of undo.
    pub fn add_active_time(&mut self, id: &DocumentId, secs: u32) {
        let Some(document) = self.project.document(id) else {
            return;
        };
        let before = document
            .layer(&self.layer)
            .map(|layer| layer.active_secs)
            .unwrap_or_default();
        let author = self.author();
        let edit = Edit {
            label: "Active time".to_owned(),
            by: author.by,
            at: author.at,
            changes: vec![Change::ActiveTime {
                document: id.clone(),
                layer: self.layer.clone(),
                before,
                after: before.saturating_add(secs),
            }],
        };
        self.apply(&edit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_do_not_count_and_leaving_gives_the_time() {
        let (one, two) = (DocumentId::from("d1"), DocumentId::from("d2"));
        let mut clock = ActiveClock::default();
        for now in [0.0, 4.0, 9.5, 1000.0, 1001.0] {
            assert_eq!(clock.work(Some(&one), now), None);
        }
        assert_eq!(clock.work(Some(&two), 1002.0), Some((one, 10)));
        assert_eq!(clock.work(Some(&two), 1003.0), None);
        assert_eq!(clock.take(), None);
    }
}
