//! Labelled documents as examples to learn from: per token of each island its features and the tags that the labels allow.
//!
//! Corpora mark different labels. A label that one does not mark may stand anywhere in it, so tokens outside its names allow that label as well;
//! a label that may stand for several finer ones allows all of them. Nothing unknown is ever taught as absent.

use std::collections::BTreeMap;
use std::ops::Range;

use smol_str::SmolStr;

use super::features::{Context, Reader, islands};
use super::tags::{OUTSIDE, TagMask, TagSet, begin, both, inside};
use crate::model::corpus::CorpusLabels;
use crate::model::{Document, DocumentStatus, EntityMention, Layer, Level};
use crate::preannotate::{Analysis, Pipeline};

/// One island of a labelled document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Example {
    /// Features of all tokens, one after the other.
    pub features: Vec<u32>,
    /// `ends[token]`: where its features end.
    pub ends: Vec<u32>,
    /// Tags that the labels allow each token; never none.
    pub allowed: Vec<TagMask>,
    /// Names that lie in it whole and are known for sure, with the labels each may have (bit by bit), by place.
    pub names: Vec<(Range<usize>, u32)>,
    /// Labels whose absence means something here, bit by bit.
    pub marked: u32,
}

impl Example {
    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has no token.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Features of a token.
    pub fn features_of(&self, token: usize) -> &[u32] {
        let start = token.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.features[start as usize..self.ends[token] as usize]
    }
}

/// The examples of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExampleDocument {
    /// The document's id: what keeps it on one side of a division.
    pub document: SmolStr,
    /// One an island, by place.
    pub examples: Vec<Example>,
    /// Names that lie in no island, so that no model can find them, with the labels each may have.
    pub out_of_reach: Vec<u32>,
}

/// Why a document teaches nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Nothing says that somebody looked for names in it.
    NotLabelled,
    /// None of the labels to learn is among those it marks.
    OtherLabels,
}

/// The labels that are marked throughout in a layer of a document: those its corpus names, those that were looked for, or all of them where the
/// document is done or came with labels.
fn marked_labels(layer: &Layer, labels: &CorpusLabels, tags: &TagSet) -> Result<u32, Unusable> {
    let bits = |names: &[SmolStr]| {
        let labels = names.iter().filter_map(|name| tags.label(name));
        labels.fold(0, |bits, label| bits | 1 << label)
    };
    let has_names = || {
        let mut mentions = layer.annotations.mentions().iter();
        mentions.any(|mention| mention.level == Level::Name)
    };
    if let Some(annotated) = &labels.annotated {
        let marked = bits(annotated);
        return if marked != 0 || has_names() {
            Ok(marked)
        } else {
            Err(Unusable::OtherLabels)
        };
    }
    match layer.status {
        DocumentStatus::Done => {}
        DocumentStatus::New if has_names() => {}
        _ => return Err(Unusable::NotLabelled),
    }
    let looked_for = &layer.checked.labels;
    let marked = bits(if looked_for.is_empty() {
        tags.labels()
    } else {
        looked_for
    });
    if marked == 0 {
        return Err(Unusable::OtherLabels);
    }
    Ok(marked)
}

/// The examples of a document's layer. `labels` is what its corpus says of its labels, `rules` the knowledge pipeline.
///
/// # Errors
/// When nothing says which names it lacks, so that nothing could be learnt from what is not marked.
pub fn examples_of(
    document: &Document,
    layer: &Layer,
    labels: &CorpusLabels,
    tags: &TagSet,
    rules: &Pipeline,
) -> Result<ExampleDocument, Unusable> {
    let marked = marked_labels(layer, labels, tags)?;
    let analysis = Analysis::new(document);
    let findings = rules.find_until(&analysis, &Layer::new(Layer::MAIN), super::AFTER);
    let context = Context::new(&analysis, &findings, tags);
    let gold = Gold::new(&analysis, layer, &labels.ambiguous, tags, marked);
    let mut all = ExampleDocument {
        document: SmolStr::new(document.id.as_str()),
        ..ExampleDocument::default()
    };
    let mut reader = Reader::default();
    let mut is_reached = vec![false; gold.names.len()];
    for island in islands(&context) {
        let mut example = Example {
            marked,
            allowed: gold.allowed[island.clone()].to_vec(),
            ..Example::default()
        };
        reader.read(&context, &island, |features| {
            example.features.extend_from_slice(features);
            example.ends.push(example.features.len() as u32);
        });
        let first = gold
            .names
            .partition_point(|(tokens, _)| tokens.end <= island.start);
        let names = gold.names[first..].iter().zip(&mut is_reached[first..]);
        for ((tokens, may_be), is_reached) in
            names.take_while(|((tokens, _), _)| tokens.start < island.end)
        {
            if island.start <= tokens.start && tokens.end <= island.end {
                *is_reached = true;
                let own = tokens.start - island.start..tokens.end - island.start;
                example.names.push((own, *may_be));
            } else {
                // A name that runs over the edge cannot be learnt whole; what it is called inside stays open.
                for token in tokens.start.max(island.start)..tokens.end.min(island.end) {
                    example.allowed[token - island.start] = tags.all();
                }
            }
        }
        all.examples.push(example);
    }
    let missed = gold.names.iter().zip(is_reached);
    all.out_of_reach = missed
        .filter(|(_, is_reached)| !is_reached)
        .map(|((_, may_be), _)| *may_be)
        .collect();
    Ok(all)
}

/// The tags that a document's layer allows each of its tokens, whatever a model sees of it.
///
/// # Errors
/// As [`examples_of`].
pub fn allowed_tags(
    analysis: &Analysis<'_>,
    layer: &Layer,
    labels: &CorpusLabels,
    tags: &TagSet,
) -> Result<Vec<TagMask>, Unusable> {
    let marked = marked_labels(layer, labels, tags)?;
    Ok(Gold::new(analysis, layer, &labels.ambiguous, tags, marked).allowed)
}

/// What a layer says of each token of a document.
struct Gold {
    allowed: Vec<TagMask>,
    /// Names whose edges are those of tokens, with the labels each may have, by place, not overlapping.
    names: Vec<(Range<usize>, u32)>,
}

impl Gold {
    fn new(
        analysis: &Analysis<'_>,
        layer: &Layer,
        ambiguous: &BTreeMap<SmolStr, Vec<SmolStr>>,
        tags: &TagSet,
        marked: u32,
    ) -> Self {
        let unmarked = (0..tags.labels().len()).filter(|label| marked >> label & 1 == 0);
        let outside = unmarked.fold(1 << OUTSIDE, |mask, label| mask | both(label));
        let mut gold = Self {
            allowed: vec![outside; analysis.words.len()],
            names: Vec::new(),
        };
        let mut mentions: Vec<&EntityMention> = layer
            .annotations
            .mentions()
            .iter()
            .filter(|mention| mention.level == Level::Name)
            .collect();
        // Outer names first: a model cuts a text into names that hold no others.
        mentions.sort_by_key(|mention| {
            let span = mention.extent.envelope();
            (span.start, std::cmp::Reverse(span.end))
        });
        let mut free_from = 0;
        for mention in mentions {
            let span = mention.extent.envelope();
            let tokens = analysis.segments.tokens_in(span);
            let (may_be, may_be_none) = alternatives(&mention.label, ambiguous, tags);
            if may_be == 0 || tokens.is_empty() || tokens.start < free_from {
                continue;
            }
            free_from = tokens.end;
            let Some(allowed) = gold.allowed.get_mut(tokens.clone()) else {
                continue;
            };
            let labels = (0..tags.labels().len()).filter(|label| may_be >> label & 1 == 1);
            if may_be_none {
                let mask = labels.fold(outside, |mask, label| mask | both(label));
                allowed.fill(mask);
            } else if analysis.span_of(tokens.clone()) != span || mention.extent.is_discontinuous()
            {
                allowed.fill(tags.all());
            } else {
                let (mut first, mut others) = (0, 0);
                for label in labels {
                    first |= 1 << begin(label);
                    others |= 1 << inside(label);
                }
                allowed.fill(others);
                allowed[0] = first;
                gold.names.push((tokens, may_be));
            }
        }
        gold
    }
}

/// The labels that a label of a record may stand for, bit by bit, and whether it may stand for nothing ("O").
fn alternatives(
    label: &SmolStr,
    ambiguous: &BTreeMap<SmolStr, Vec<SmolStr>>,
    tags: &TagSet,
) -> (u32, bool) {
    let itself = std::slice::from_ref(label);
    let names = ambiguous.get(label).map_or(itself, Vec::as_slice);
    let mut may_be = 0;
    let mut may_be_none = false;
    for name in names {
        match tags.label(name) {
            Some(label) => may_be |= 1 << label,
            // A finer label that is not learnt: what is marked so may be none of ours.
            None => may_be_none = true,
        }
    }
    (may_be, may_be_none)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::jsonl::{Lines, Strictness};
    use crate::model::{WordList, bundled};
    use crate::text::Span;

    fn examples(record: &str) -> Result<ExampleDocument, Unusable> {
        let line = Lines::new(record.as_bytes()).next().unwrap().unwrap();
        let document = line.read(Strictness::Refuse).unwrap().document;
        let tags = TagSet::new(["PER", "ORG", "GPE"].map(SmolStr::new).to_vec()).unwrap();
        let rules = Pipeline::knowledge(&bundled::news(), &WordList::default());
        let labels = CorpusLabels::of(&document);
        examples_of(&document, &document.layers[0], &labels, &tags, &rules)
    }

    const PER: usize = 0;
    const ORG: usize = 1;
    const GPE: usize = 2;

    #[test]
    fn what_a_corpus_does_not_mark_stays_open() {
        let record = r#"{"text": "then Zorblat Quux left Plonk Vale", "labels_annotated": ["PER"],
            "entities": [{"start": 5, "end": 17, "label": "PER"}]}"#;
        let document = examples(&record.replace('\n', " ")).unwrap();
        let island = &document.examples[0];
        assert_eq!(island.names, [(0..2, 1 << PER)]);
        assert_eq!(island.allowed[..2], [1 << begin(PER), 1 << inside(PER)]);
        let open = 1 << OUTSIDE | both(ORG) | both(GPE);
        assert_eq!(island.allowed[2..], [open, open, open]);
        assert_eq!(island.marked, 1 << PER);
        assert_eq!(island.len(), 5);
        assert!(island.features_of(1).len() > 30);
    }

    #[test]
    fn a_label_may_stand_for_several_and_for_none() {
        let record = r#"{"text": "near Zorblat and Quux", "labels_annotated": ["PER", "ORG", "GPE"],
            "labels_ambiguous": {"POWER": ["ORG", "GPE"], "SOME": ["PER", "O"]},
            "entities": [{"start": 5, "end": 12, "label": "POWER"}, {"start": 17, "end": 21, "label": "SOME"}]}"#;
        let document = examples(&record.replace('\n', " ")).unwrap();
        let island = &document.examples[0];
        assert_eq!(island.names, [(0..1, 1 << ORG | 1 << GPE)]);
        assert_eq!(island.allowed[0], 1 << begin(ORG) | 1 << begin(GPE));
        assert_eq!(island.allowed[1], 1 << OUTSIDE);
        assert_eq!(island.allowed[2], 1 << OUTSIDE | both(PER));
    }

    #[test]
    fn spans_off_the_edges_of_tokens_and_out_of_islands_teach_nothing() {
        let record = r#"{"text": "near Zorblat and quux", "labels_annotated": ["PER"],
            "entities": [{"start": 5, "end": 9, "label": "PER"}, {"start": 17, "end": 21, "label": "PER"}]}"#;
        let document = examples(&record.replace('\n', " ")).unwrap();
        assert_eq!(document.examples[0].names, []);
        assert_eq!(document.examples[0].allowed, [0b111_1111]);
        assert_eq!(document.out_of_reach, [1 << PER]);
    }

    #[test]
    fn documents_that_nobody_labelled_are_refused() {
        assert_eq!(
            examples(r#"{"text": "near Zorblat"}"#),
            Err(Unusable::NotLabelled)
        );
        let other = r#"{"text": "near Zorblat", "labels_annotated": ["VEH"]}"#;
        assert_eq!(examples(other), Err(Unusable::OtherLabels));
        let half = r#"{"text": "near Zorblat", "status": "in-progress", "entities": [{"start": 5, "end": 12, "label": "PER"}]}"#;
        assert_eq!(examples(half), Err(Unusable::NotLabelled));
        let done = examples(r#"{"text": "near Zorblat", "status": "done"}"#).unwrap();
        assert_eq!(done.examples[0].allowed, [1 << OUTSIDE]);
    }

    #[test]
    fn islands_hold_capitals_and_what_is_between_them() {
        let record = r#"{"text": "the Bank of Zorblat paid on 3 May 2020 , and Quux said no .", "labels_annotated": ["PER"]}"#;
        let line = Lines::new(record.as_bytes()).next().unwrap().unwrap();
        let document = line.read(Strictness::Refuse).unwrap().document;
        let tags = TagSet::new(vec!["PER".into(), "ORG".into()]).unwrap();
        let rules = Pipeline::knowledge(&bundled::news(), &WordList::default());
        let analysis = Analysis::new(&document);
        let findings = rules.find_until(&analysis, &Layer::new(Layer::MAIN), crate::learn::AFTER);
        let context = Context::new(&analysis, &findings, &tags);
        let islands: Vec<&str> = islands(&context)
            .into_iter()
            .map(|tokens| analysis.span_of(tokens))
            .map(|span: Span| document.text().slice(span))
            .collect();
        assert_eq!(islands, ["Bank of Zorblat", "Quux"]);
    }
}
