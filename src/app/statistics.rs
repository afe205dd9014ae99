//! Statistics of a project: what was labelled, how far it is, how long it took, and how often a suggestion was right.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::model::suggestion::Verdict;
use crate::model::{DocumentStatus, Layer, Origin, Project, Schema, Status};

/// Annotations of one label by how they came to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabelCount {
    /// Suggestions taken as they were.
    pub accepted: usize,
    /// Suggestions that a person changed.
    pub corrected: usize,
    /// Made by a person from nothing.
    pub added: usize,
    /// Suggestions of this label that were refused.
    pub rejected: usize,
}

impl LabelCount {
    /// Annotations that are there.
    pub fn total(&self) -> usize {
        self.accepted + self.corrected + self.added
    }

    /// Share of decided suggestions that were right as suggested, 0 to 1; `None` while nothing was decided.
    pub fn share_right(&self) -> Option<f64> {
        let decided = self.accepted + self.corrected + self.rejected;
        (decided > 0).then(|| self.accepted as f64 / decided as f64)
    }

    fn count(&mut self, origin: &Origin) {
        match origin.status {
            Status::Accepted => self.accepted += 1,
            Status::Corrected => self.corrected += 1,
            Status::Added => self.added += 1,
        }
    }

    fn add(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.corrected += other.corrected;
        self.added += other.added;
        self.rejected += other.rejected;
    }
}

/// Figures of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentCount {
    /// Its title.
    pub title: String,
    /// How far it is.
    pub status: DocumentStatus,
    /// Entity mentions.
    pub mentions: usize,
    /// Event mentions.
    pub events: usize,
    /// Filled roles.
    pub arguments: usize,
    /// Seconds of active work.
    pub active_secs: u32,
}

/// Figures of a project, in one layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Documents in the order of the project.
    pub documents: Vec<DocumentCount>,
    /// Entity types in the order of the schema, those that are used but not in it at the end.
    pub entity_types: Vec<(SmolStr, LabelCount)>,
    /// Event types in the same order.
    pub event_types: Vec<(SmolStr, LabelCount)>,
}

impl Statistics {
    /// Counts `layer` of all documents.
    pub fn of(project: &Project, layer: &str) -> Self {
        let mut mentions: BTreeMap<SmolStr, LabelCount> = BTreeMap::new();
        let mut events: BTreeMap<SmolStr, LabelCount> = BTreeMap::new();
        let mut documents = Vec::with_capacity(project.documents.len());
        let empty = Layer::default();
        for document in &project.documents {
            let layer = document.layer(layer).unwrap_or(&empty);
            let annotations = &layer.annotations;
            for mention in annotations.mentions() {
                let count = mentions.entry(mention.label.clone()).or_default();
                count.count(&mention.origin);
            }
            for event in annotations.events() {
                let count = events.entry(event.event_type.clone()).or_default();
                count.count(&event.origin);
            }
            count_refused(layer, &mut mentions, &mut events);
            let arguments = annotations.events().iter();
            documents.push(DocumentCount {
                title: document.title().to_owned(),
                status: layer.status.clone(),
                mentions: annotations.mentions().len(),
                events: annotations.events().len(),
                arguments: arguments.map(|event| event.arguments.len()).sum(),
                active_secs: layer.active_secs,
            });
        }
        let Schema {
            entity_types,
            event_types,
            ..
        } = &*project.schema;
        Self {
            documents,
            entity_types: in_order(entity_types.iter().map(|known| &known.name), mentions),
            event_types: in_order(event_types.iter().map(|known| &known.name), events),
        }
    }

    /// Number of documents of each status: new, in progress, done, skipped.
    pub fn by_status(&self) -> [usize; 4] {
        let mut counts = [0; 4];
        for document in &self.documents {
            counts[match document.status {
                DocumentStatus::New => 0,
                DocumentStatus::InProgress => 1,
                DocumentStatus::Done => 2,
                DocumentStatus::Skipped(_) => 3,
            }] += 1;
        }
        counts
    }

    /// Seconds of active work on all documents.
    pub fn active_secs(&self) -> u64 {
        let secs = self.documents.iter();
        secs.map(|document| u64::from(document.active_secs)).sum()
    }

    /// All labels together.
    pub fn all(&self) -> LabelCount {
        let mut sum = LabelCount::default();
        for (_, count) in self.entity_types.iter().chain(&self.event_types) {
            sum.add(count);
        }
        sum
    }
}

fn count_refused(
    layer: &Layer,
    mentions: &mut BTreeMap<SmolStr, LabelCount>,
    events: &mut BTreeMap<SmolStr, LabelCount>,
) {
    use crate::model::SuggestionKey;
    let refused = layer.decisions().iter();
    for decision in refused.filter(|decision| decision.verdict == Verdict::Rejected) {
        match &decision.key {
            SuggestionKey::Mention(_, label) => {
                mentions.entry(label.clone()).or_default().rejected += 1;
            }
            SuggestionKey::Event(_, event_type) => {
                events.entry(event_type.clone()).or_default().rejected += 1;
            }
            // A refused argument says something about the argument, not about its event.
            SuggestionKey::Argument(..) => {}
        }
    }
}

fn in_order<'a>(
    names: impl Iterator<Item = &'a SmolStr>,
    mut counts: BTreeMap<SmolStr, LabelCount>,
) -> Vec<(SmolStr, LabelCount)> {
    let mut ordered: Vec<_> = names.filter_map(|name| counts.remove_entry(name)).collect();
    ordered.extend(counts);
    ordered
}

/// Seconds in words: "1 h 5 min", "12 min", "40 s".
pub fn spell_secs(secs: u64) -> String {
    match secs {
        0..60 => format!("{secs} s"),
        60..3600 => format!("{} min", secs / 60),
        _ => format!("{} h {} min", secs / 3600, secs % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_that_was_right_leaves_out_what_nobody_suggested() {
        let count = LabelCount {
            accepted: 3,
            corrected: 1,
            added: 10,
            rejected: 2,
        };
        assert_eq!(count.total(), 14);
        assert_eq!(count.share_right(), Some(0.5));
        assert_eq!(LabelCount::default().share_right(), None);
    }

    #[test]
    fn the_sample_is_counted_in_the_order_of_its_schema() {
        let project = crate::app::workspace::sample_project();
        let statistics = Statistics::of(&project, Layer::MAIN);
        let mentions: usize = statistics
            .documents
            .iter()
            .map(|document| document.mentions)
            .sum();
        let labelled: usize = statistics
            .entity_types
            .iter()
            .map(|(_, count)| count.total())
            .sum();
        assert_eq!(mentions, labelled);
        assert_eq!(
            statistics.by_status().iter().sum::<usize>(),
            project.documents.len()
        );
    }

    #[test]
    fn seconds_are_spelled_in_the_unit_that_matters() {
        assert_eq!(spell_secs(59), "59 s");
        assert_eq!(spell_secs(60 * 12 + 59), "12 min");
        assert_eq!(spell_secs(3600 + 300), "1 h 5 min");
    }
}
