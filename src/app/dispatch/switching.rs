//! Suggestions on and off, the order of the queue, zones, metadata and tags.

use smol_str::SmolStr;

use crate::app::queue;
use crate::app::selection::Focus;
use crate::app::session::Session;
use crate::model::{Allowance, Change, Metadata, ProjectSettings};
use crate::text::{Span, Zone, ZoneKind};

impl Session {
    pub(super) fn suggest_again(&mut self) {
        if let Some(document) = self.document().cloned() {
            self.request(&document, true);
            self.notices.info("Looking for suggestions again");
        }
    }

    pub(super) fn toggle_suggestions_here(&mut self) {
        let Some(document) = self.document().cloned() else {
            return;
        };
        let after = Some(!self.suggestions_shown(&document));
        let change = Change::SuggestionsShown {
            document: document.id.clone(),
            before: document.suggestions_shown,
            after,
        };
        self.commit_changes("Suggestions in this document", vec![change]);
    }

    pub(super) fn toggle_suggestions(&mut self) {
        let before = self.project.settings.clone();
        let suggestions = match before.suggestions {
            Allowance::On => Allowance::Off,
            Allowance::Off | Allowance::AfterHandIn => Allowance::On,
        };
        let after = ProjectSettings {
            suggestions,
            ..before.clone()
        };
        self.commit_changes(
            "Suggestions in this project",
            vec![Change::Settings { before, after }],
        );
    }

    pub(super) fn set_order(&mut self, order: queue::QueueOrder) {
        self.order = order;
        self.split_all();
    }

    /// Marks the selected text, or the sentence's paragraph at the caret, as a zone; `None` lifts what is there.
    pub(super) fn set_zone(&mut self, kind: Option<ZoneKind>) {
        let Some(document) = self.document().cloned() else {
            return;
        };
        let span = if self.text_selection.is_empty() {
            paragraph_at(document.text().as_str(), self.text_selection.caret)
        } else {
            self.text_selection.span()
        };
        let before = document.zones().to_vec();
        let mut after = cut_out(&before, span);
        after.extend(kind.map(|kind| Zone { kind, span }));
        after.sort_by_key(|zone| (zone.span.start, std::cmp::Reverse(zone.span.end), zone.kind));
        let label = kind.map_or_else(
            || "Lift zone".to_owned(),
            |kind| format!("Zone {}", kind.name()),
        );
        if before != after {
            self.commit_changes(
                &label,
                vec![Change::Zones {
                    document: document.id.clone(),
                    before,
                    after,
                }],
            );
            self.suggest_again();
        }
    }

    pub(super) fn set_date(&mut self, date: String) {
        let Some(document) = self.document().cloned() else {
            return;
        };
        let after = Metadata {
            date,
            ..document.meta.clone()
        };
        if after != document.meta {
            let before = Box::new(document.meta.clone());
            self.commit_changes(
                "Set date",
                vec![Change::Metadata {
                    document: document.id.clone(),
                    before,
                    after: Box::new(after),
                }],
            );
            self.suggest_again();
        }
    }

    pub(super) fn set_tags(&mut self, mut tags: Vec<SmolStr>) {
        if self.focus == Focus::Tags {
            self.focus = Focus::Article;
        }
        let Some(document) = self.document().cloned() else {
            return;
        };
        tags.sort_unstable();
        tags.dedup();
        if tags != document.tags {
            let change = Change::Tags {
                document: document.id.clone(),
                before: document.tags.clone(),
                after: tags,
            };
            self.commit_changes("Set tags", vec![change]);
        }
    }
}

/// The paragraph (line) that holds the byte at `at`.
fn paragraph_at(text: &str, at: u32) -> Span {
    let at = (at as usize).min(text.len());
    let start = text
        .get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1);
    let end = text
        .get(at..)
        .and_then(|after| after.find('\n'))
        .map_or(text.len(), |newline| at + newline);
    Span::from_range(start..end)
}

/// `zones` without the bytes of `span`.
fn cut_out(zones: &[Zone], span: Span) -> Vec<Zone> {
    let mut left = Vec::with_capacity(zones.len() + 1);
    for zone in zones {
        let before = (zone.span.start < span.start)
            .then(|| Span::new(zone.span.start, zone.span.end.min(span.start)));
        let after = (zone.span.end > span.end)
            .then(|| Span::new(zone.span.start.max(span.end), zone.span.end));
        left.extend([before, after].into_iter().flatten().map(|span| Zone {
            kind: zone.kind,
            span,
        }));
    }
    left
}
