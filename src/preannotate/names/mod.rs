//! Names of people, organisations, places and groups: finds capitalised stretches, cuts them with the gazetteers, weighs what the words
//! in and around each say about its type, and lets all occurrences in the document decide together.
//!
//! Weights are points: about four decide a case by themselves. They add up over the name's own words, its context here and, at less weight,
//! the contexts of its other occurrences, so that "Kerry" is a person throughout.
//!
//! ```text
//! runs.rs         where capitalised stretches begin and end
//! tokens.rs       what a word may be in a name
//! cuts.rs         one stretch, several names
//! candidates.rs   a name with its evidence and the names inside it
//! evidence.rs     what the lists say of its label
//! own_words.rs    what its own words say
//! context.rs      what the words beside it say
//! mod.rs          all occurrences together
//! ```

mod candidates;
mod context;
mod cuts;
mod evidence;
mod own_words;
mod runs;
mod tokens;

use std::ops::Range;

use super::analysis::{Analysis, Shape};
use super::findings::{Findings, FoundMention, Label};
use super::lexicon::Parts;
use super::pipeline::Component;
use super::words::{Known, WordId, WordMap};
use crate::model::Level;
use candidates::Candidate;

/// The component.
pub(super) struct Names;

/// Labels that names can have; points are kept in this order.
const LABELS: [Label; 12] = [
    Label::Per,
    Label::Org,
    Label::Gpe,
    Label::Loc,
    Label::Fac,
    Label::Norp,
    Label::EventName,
    Label::Law,
    Label::Product,
    Label::Veh,
    Label::Disease,
    Label::Wea,
];
const PER: usize = 0;
const ORG: usize = 1;
const GPE: usize = 2;
const LOC: usize = 3;
const FAC: usize = 4;
const NORP: usize = 5;
const VEH: usize = 9;

/// The place of a label in [`Points`].
fn place_of(label: Label) -> Option<usize> {
    LABELS.iter().position(|known| *known == label)
}

/// Points for each of [`LABELS`], and against being a name at all.
#[derive(Clone, Copy, Debug, Default)]
struct Points {
    by_label: [f32; LABELS.len()],
    doubt: f32,
    /// The strongest reason for each label with its points.
    reasons: [Option<(&'static str, f32)>; LABELS.len()],
}

impl Points {
    fn add(&mut self, label: usize, points: f32, reason: &'static str) {
        self.by_label[label] += points;
        let strongest = self.reasons[label].map_or(0.0, |(_, strongest)| strongest);
        if points > strongest {
            self.reasons[label] = Some((reason, points));
        }
    }

    /// The label with most points, its points, and those of the next one.
    fn best(&self) -> (usize, f32, f32) {
        let (mut best, mut next) = (0, f32::MIN);
        for label in 1..LABELS.len() {
            if self.by_label[label] > self.by_label[best] {
                next = next.max(self.by_label[best]);
                best = label;
            } else {
                next = next.max(self.by_label[label]);
            }
        }
        (best, self.by_label[best], next)
    }
}

/// What all occurrences of one name say together.
#[derive(Clone, Copy, Debug, Default)]
struct Shared {
    outer: [f32; LABELS.len()],
    alias: [f32; LABELS.len()],
    /// Token from which on the alias is known; a listed name before it means what the list says.
    alias_from: [usize; LABELS.len()],
}

/// A number for a sequence of words.
pub fn key_of(words: impl Iterator<Item = WordId>) -> u64 {
    words.fold(0xCBF2_9CE4_8422_2325, |key, word| {
        (key ^ u64::from(word.0)).wrapping_mul(0x0100_0000_01B3)
    })
}

impl Component for Names {
    fn name(&self) -> &'static str {
        "names"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["word-list", "timex", "amounts"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &[
            "PER",
            "ORG",
            "GPE",
            "LOC",
            "FAC",
            "NORP",
            "EVENT_NAME",
            "LAW",
            "PRODUCT",
            "VEH",
            "DISEASE",
            "TITLE",
        ]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let covered = super::covered(analysis, findings);
        let found = runs::collect(analysis, &covered);
        let mut resolver = Resolver::new(analysis, findings);
        resolver.share_contexts(&found.candidates);
        let candidates = &found.candidates;
        let are_long = |is_long: bool| {
            let of_length = move |found: &&Candidate| (found.tokens.len() > 1) == is_long;
            candidates.iter().filter(of_length)
        };
        let mut mentions = Vec::with_capacity(candidates.len());
        for candidate in are_long(true) {
            if let Some(mention) = resolver.resolve(candidate) {
                resolver.learn_aliases(&mention);
                mentions.push(mention);
            }
        }
        for candidate in are_long(false) {
            mentions.extend(resolver.resolve(candidate));
        }
        resolver.ask_neighbours(candidates, &mut mentions);
        let titles = found
            .titles
            .into_iter()
            .map(|tokens| title(analysis, tokens));
        findings.mentions.extend(titles);
        findings.mentions.extend(mentions);
    }
}

fn title(analysis: &Analysis<'_>, tokens: Range<usize>) -> FoundMention {
    FoundMention {
        span: analysis.span_of(tokens.clone()),
        head: tokens.end - 1,
        tokens,
        label: Some(Label::Title),
        schema_label: None,
        level: Level::Name,
        value: None,
        count: None,
        entity: None,
        country: "",
        source: "titles",
        score: 0.9,
        reason: "title before a name".into(),
        is_fixed: false,
    }
}

/// Decides the label of each candidate with what the whole document says.
struct Resolver<'a, 'd> {
    analysis: &'a Analysis<'d>,
    shared: WordMap<u64, Shared>,
}

impl<'a, 'd> Resolver<'a, 'd> {
    /// Starts with the names that are decided already.
    fn new(analysis: &'a Analysis<'d>, findings: &Findings) -> Self {
        let mut resolver = Self {
            analysis,
            shared: WordMap::default(),
        };
        for mention in &findings.mentions {
            let Some(label) = mention.label.and_then(place_of) else {
                continue;
            };
            if mention.level == Level::Name {
                resolver.alias(mention.tokens.clone(), label, 8.0);
                resolver.learn_aliases(mention);
            }
        }
        resolver
    }

    fn share_contexts(&mut self, candidates: &[Candidate]) {
        for candidate in candidates {
            let shared = self.shared.entry(candidate.key).or_default();
            for (sum, points) in shared.outer.iter_mut().zip(candidate.outer.by_label) {
                *sum += points;
            }
        }
    }

    fn alias(&mut self, tokens: Range<usize>, label: usize, points: f32) {
        let words = self.analysis.words[tokens.clone()]
            .iter()
            .map(|word| word.id);
        let shared = self.shared.entry(key_of(words)).or_default();
        if shared.alias[label] == 0.0 || tokens.start < shared.alias_from[label] {
            shared.alias_from[label] = tokens.start;
        }
        shared.alias[label] = shared.alias[label].max(points);
    }

    /// Shorter names by which a resolved one may be called later.
    fn learn_aliases(&mut self, mention: &FoundMention) {
        let Some(label) = mention.label.and_then(place_of) else {
            return;
        };
        let tokens = mention.tokens.clone();
        if tokens.len() < 2 {
            return;
        }
        let sure = mention.score >= 0.6;
        match label {
            PER => {
                let last = tokens.end - 1..tokens.end;
                self.alias(last.clone(), PER, if sure { 5.5 } else { 2.5 });
                let first = &self.analysis.words[tokens.start];
                if self.analysis.gazetteer().person(first.id).given > 0 {
                    self.alias(tokens.start..tokens.start + 1, PER, 2.5);
                }
                // "al Assad" after "Bashar al Assad".
                for start in tokens.start + 1..tokens.end - 1 {
                    self.alias(start..tokens.end, PER, 4.0);
                }
            }
            ORG | FAC => {
                self.learn_acronym(tokens.clone(), label);
                for hit in self.analysis.hits_at(tokens.start) {
                    let row = self.analysis.row(*hit);
                    let inner = matches!(row.label, Some(Label::Gpe | Label::Norp));
                    if inner && hit.tokens().end < tokens.end {
                        self.alias(hit.tokens().end..tokens.end, label, 5.0);
                    }
                }
            }
            _ => {}
        }
    }

    /// "African Union" may come back as "AU".
    fn learn_acronym(&mut self, tokens: Range<usize>, label: usize) {
        let mut letters = String::new();
        for word in &self.analysis.words[tokens.clone()] {
            if word.shape.is_capitalised() {
                let written = self
                    .analysis
                    .text()
                    .get(word.span.range())
                    .unwrap_or_default();
                letters.extend(
                    written
                        .chars()
                        .next()
                        .into_iter()
                        .flat_map(char::to_lowercase),
                );
            }
        }
        if letters.len() < 2 {
            return;
        }
        if let Some(word) = self.analysis.knowledge.vocabulary.get(&letters) {
            let shared = self.shared.entry(key_of([word].into_iter())).or_default();
            shared.alias[label] = shared.alias[label].max(4.0);
        }
    }

    /// Names in a list are of one kind: a doubtful one takes the label of a sure neighbour behind or before a comma or "and".
    fn ask_neighbours(&self, candidates: &[Candidate], mentions: &mut [FoundMention]) {
        let mut starts: WordMap<usize, usize> = WordMap::default();
        let mut ends: WordMap<usize, usize> = WordMap::default();
        for mention in mentions.iter().filter(|mention| mention.score >= 0.7) {
            if let Some(label) = mention.label.and_then(place_of) {
                starts.insert(mention.tokens.start, label);
                ends.insert(mention.tokens.end, label);
            }
        }
        let by_place: WordMap<(usize, usize), &Candidate> = candidates
            .iter()
            .map(|candidate| ((candidate.tokens.start, candidate.tokens.end), candidate))
            .collect();
        let joins = |at: usize| {
            let word = self.analysis.words.get(at);
            word.is_some_and(|word| word.is_any(&[Known::Comma, Known::And, Known::Or]))
        };
        for mention in mentions.iter_mut().filter(|mention| mention.score < 0.6) {
            let (start, end) = (mention.tokens.start, mention.tokens.end);
            let Some(candidate) = by_place.get(&(start, end)) else {
                continue;
            };
            let before = start.checked_sub(1).filter(|before| joins(*before));
            let behind = Some(end).filter(|end| joins(*end));
            let label = before
                .and_then(|before| ends.get(&before))
                .or_else(|| behind.and_then(|behind| starts.get(&(behind + 1))));
            if let Some(label) = label {
                let mut asked = (*candidate).clone();
                asked.outer.add(*label, 1.5, "beside a name of that kind");
                if let Some(again) = self.resolve(&asked) {
                    *mention = again;
                }
            }
        }
    }

    fn resolve(&self, candidate: &Candidate) -> Option<FoundMention> {
        let shared = self.shared.get(&candidate.key).copied().unwrap_or_default();
        let mut points = candidate.inner;
        for label in 0..LABELS.len() {
            let own = candidate.outer.by_label[label];
            let others = (shared.outer[label] - own).clamp(-2.0, 4.0);
            if let Some((reason, strength)) = candidate.outer.reasons[label] {
                points.add(label, 0.0, reason);
                if points.reasons[label].is_none_or(|(_, inner)| inner < strength) {
                    points.reasons[label] = Some((reason, strength));
                }
            }
            points.by_label[label] += own + 0.5 * others;
            let too_early = candidate.listed.is_some_and(|listed| listed != label)
                && candidate.tokens.start < shared.alias_from[label];
            if shared.alias[label] > 0.0 && !too_early {
                points.add(
                    label,
                    shared.alias[label],
                    "part of a longer name in this article",
                );
            }
        }
        let (label, most, next) = points.best();
        let doubt = candidate.inner.doubt + candidate.outer.doubt;
        let value = most - doubt;
        if value
            < if candidate.tokens.len() == 1 {
                0.55
            } else {
                0.4
            }
        {
            return None;
        }
        let margin = value.min(most - next.max(0.0));
        let score = 1.0 / (1.0 + (-0.55 * (margin + 0.3 * value) + 0.4).exp());
        let (reason, strength) = points.reasons[label].unwrap_or(("capitalised like a name", 0.0));
        let is_listed = candidate.listed == Some(label) && strength >= 1.0;
        Some(FoundMention {
            span: self.analysis.span_of(candidate.tokens.clone()),
            head: head_of(self.analysis, &candidate.tokens, label),
            tokens: candidate.tokens.clone(),
            label: Some(LABELS[label]),
            schema_label: None,
            level: Level::Name,
            value: None,
            count: None,
            entity: None,
            country: if candidate.listed == Some(label) {
                candidate.country
            } else {
                ""
            },
            source: if is_listed { "gazetteer" } else { "names" },
            score,
            reason: reason.into(),
            is_fixed: false,
        })
    }
}

/// The head word of a name of that label: its last capitalised word; for "Bank of England" the word before "of".
pub fn head_of_name(analysis: &Analysis<'_>, tokens: &Range<usize>, label: Option<Label>) -> usize {
    head_of(analysis, tokens, label.and_then(place_of).unwrap_or(ORG))
}

/// The last capitalised word of a name; for "Bank of England" the word before "of".
fn head_of(analysis: &Analysis<'_>, tokens: &Range<usize>, label: usize) -> usize {
    let words = &analysis.words[tokens.clone()];
    let connector = words
        .iter()
        .position(|word| word.shape == Shape::Lower && word.parts.any(Parts::PREPOSITION));
    match connector {
        Some(at) if at > 0 && label != PER => tokens.start + at - 1,
        _ => tokens.end - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preannotate::LabelSet;

    #[test]
    fn names_can_have_the_labels_that_the_lists_have_names_of() {
        for label in Label::ALL {
            assert_eq!(
                LABELS.contains(label),
                LabelSet::NAMED.has(Some(*label)),
                "{label:?}"
            );
        }
        assert!(!LabelSet::NAMED.has(None));
    }
}
