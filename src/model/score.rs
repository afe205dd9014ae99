//! Scores predicted annotations against gold ones: mentions, triggers, arguments and attributes, as precision, recall and F1.
//!
//! Documents are joined by id. Within a document every gold item is matched with at most one predicted item and the other way round; of all such
//! matchings one with the most pairs is taken, and pairs that share more text are preferred. What counts as a match is [`MatchMode`].
//!
//! - A **mention** is found when a predicted one of the same label matches it; *identified* when one of any label does.
//! - A **trigger** is identified when a predicted event's trigger matches it, classified when the event type is the same as well.
//! - An **argument** is identified when a predicted event of the same type has a filler that matches, classified when the role is the same as well
//!   (the convention of ACE 2005; the two triggers may differ).
//! - An **attribute** is scored on the events that were classified: the share with the right value, where an absent one has its default.
//!
//! Predicted are open suggestions, accepted, corrected and added annotations; gold leaves open suggestions out.
//!
//! Labels that gold does not mark are not counted against a prediction: those outside a record's `labels_annotated`, those outside [`Checked::labels`]
//! where a person limited what was looked for, all mentions where no gold document has any, and all events likewise.
//!
//! [`Checked::labels`]: super::Checked

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use thiserror::Error;

use super::annotation::{Attributes, Extent, Filler, Level};
use super::chains::{ChainScore, Chained, Place, score_chained, score_chains};
use super::coreference_score::CoreferenceScore;
use super::corpus::CorpusLabels;
use super::document::Document;
use super::layer::Layer;
use super::suggestion::{Proposal, Suggestion};
use crate::text::{Span, Text};

/// When a predicted stretch of text is the gold one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchMode {
    /// Same first and last character, same fragments.
    #[default]
    Strict,
    /// The heads share a character. A mention without a head takes its last word; a trigger is its own head.
    Head,
    /// The two share a character.
    Overlap,
}

/// What is scored and how.
#[derive(Clone, Debug)]
pub struct ScoreOptions {
    /// When a stretch of text counts as found.
    pub mode: MatchMode,
    /// Labels (entity and event types, after [`ScoreOptions::map`]) that count; `None` is all.
    pub labels: Option<BTreeSet<SmolStr>>,
    /// Labels to read as others, in gold and prediction.
    pub map: BTreeMap<SmolStr, SmolStr>,
    /// Levels of mentions that count; `None` is all.
    pub levels: Option<Vec<Level>>,
    /// Whether mentions inside longer ones are left out on both sides: for gold that marks no names inside names.
    pub only_outermost: bool,
    /// Whether only labels count that some gold document uses.
    pub only_gold_labels: bool,
    /// Layer of the gold documents.
    pub gold_layer: SmolStr,
    /// Layer of the predicted documents.
    pub predicted_layer: SmolStr,
    /// Arguments of open suggestions below this score are candidates to offer, not predictions.
    pub argument_threshold: f32,
    /// Value of an attribute where none is set.
    pub attribute_defaults: BTreeMap<SmolStr, SmolStr>,
}

impl Default for ScoreOptions {
    fn default() -> Self {
        let defaults = [
            ("polarity", "positive"),
            ("modality", "asserted"),
            ("tense", "past"),
            ("genericity", "specific"),
        ];
        Self {
            mode: MatchMode::Strict,
            labels: None,
            map: BTreeMap::new(),
            levels: None,
            only_outermost: false,
            only_gold_labels: false,
            gold_layer: SmolStr::new_static(Layer::MAIN),
            predicted_layer: SmolStr::new_static(Layer::MAIN),
            argument_threshold: 0.5,
            attribute_defaults: defaults
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        }
    }
}

/// Documents that cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ScoreError {
    /// Two documents of one side share an id, so that it is not clear which is meant.
    #[error("the id {id} is there twice among the {side} documents")]
    DuplicateId {
        /// The id.
        id: SmolStr,
        /// `gold` or `predicted`.
        side: &'static str,
    },
    /// The texts differ, so that places cannot be compared.
    #[error("document {id}: the predicted text is not the gold text")]
    TextDiffers {
        /// The document's id.
        id: SmolStr,
    },
}

/// How many gold items there are, how many were predicted, and how many of them match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Gold items.
    pub gold: usize,
    /// Predicted items.
    pub predicted: usize,
    /// Pairs of the matching.
    pub correct: usize,
}

impl Tally {
    /// Share of predicted items that are right; 0 when nothing was predicted.
    pub fn precision(&self) -> f64 {
        ratio(self.correct, self.predicted)
    }

    /// Share of gold items that were found; 0 when there is none.
    pub fn recall(&self) -> f64 {
        ratio(self.correct, self.gold)
    }

    /// Harmonic mean of the two: twice the correct ones over gold and predicted ones together; 0 when there is neither.
    pub fn f1(&self) -> f64 {
        ratio(2 * self.correct, self.gold + self.predicted)
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: Self) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.correct += other.correct;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Scores of one kind of item: all together, and by label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// All labels.
    pub all: Tally,
    /// By label: entity type, event type or role.
    pub by_label: BTreeMap<SmolStr, Tally>,
}

/// Right values of one attribute among classified events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Accuracy {
    /// Events that were classified.
    pub events: usize,
    /// Those with the gold value.
    pub correct: usize,
}

impl Accuracy {
    /// Share with the gold value; 0 when no event was classified.
    pub fn share(&self) -> f64 {
        ratio(self.correct, self.events)
    }
}

/// What [`score`] found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Gold documents.
    pub documents: usize,
    /// Gold documents without a predicted one; all their items count as missed.
    pub missing: Vec<SmolStr>,
    /// Predicted documents without a gold one; left out.
    pub surplus: Vec<SmolStr>,
    /// Whether gold marks mentions at all; where it does not, they are not scored.
    pub has_mentions: bool,
    /// Whether gold marks events at all.
    pub has_events: bool,
    /// Mentions of any label.
    pub mentions_identified: Tally,
    /// Mentions with their label.
    pub mentions: Table,
    /// Triggers of any event type.
    pub triggers_identified: Tally,
    /// Triggers with their event type.
    pub triggers: Table,
    /// Arguments of any role.
    pub arguments_identified: Tally,
    /// Arguments with their role.
    pub arguments: Table,
    /// Coreference of the mentions that both sides have, where gold chains any.
    pub chains: ChainScore,
    /// Coreference with the finding of the mentions in it, where gold chains any.
    pub coreference: CoreferenceScore,
    /// Attributes that some gold event sets.
    pub attributes: BTreeMap<SmolStr, Accuracy>,
}

/// Scores `predicted` against `gold`, documents joined by id.
///
/// # Errors
/// When ids are not unique or texts differ.
///
/// # Example
/// ```
/// use dateline::model::score::{ScoreOptions, score};
/// # use dateline::formats::marked::read;
/// let gold = [read("a".into(), "[Aleppo|GPE] and [Homs|GPE]").unwrap()];
/// let predicted = [read("a".into(), "[Aleppo|GPE] and [Homs|PER]").unwrap()];
/// let report = score(&gold, &predicted, &ScoreOptions::default()).unwrap();
/// assert_eq!(report.mentions.all.f1(), 0.5);
/// assert_eq!(report.mentions_identified.f1(), 1.0);
/// ```
pub fn score(
    gold: &[Document],
    predicted: &[Document],
    options: &ScoreOptions,
) -> Result<Report, ScoreError> {
    let gold_by_id = by_id(gold, "gold")?;
    let predicted_by_id = by_id(predicted, "predicted")?;
    let gold_items: Vec<Items> = gold
        .iter()
        .map(|document| Items::of_gold(document, options))
        .collect();
    let mut report = Report {
        documents: gold.len(),
        has_mentions: gold_items.iter().any(|items| items.marks_mentions),
        has_events: gold_items.iter().any(|items| items.marks_events),
        surplus: predicted
            .iter()
            .map(|document| document.id.to_smol())
            .filter(|id| !gold_by_id.contains_key(id))
            .collect(),
        ..Report::default()
    };
    let used = UsedLabels::of(&gold_items);
    for (document, gold_items) in gold.iter().zip(&gold_items) {
        let id = document.id.to_smol();
        let mut predicted_items = Items::default();
        let mut predicted_chains = Chained::default();
        if let Some(found) = predicted_by_id.get(&id) {
            if found.text() != document.text() {
                return Err(ScoreError::TextDiffers { id });
            }
            predicted_items = Items::of_predicted(found, options);
            predicted_items.keep_scored(gold_items, &used, options);
            predicted_chains = Chained::of_predicted(found, &predicted_items.places(), options);
        } else {
            report.missing.push(id);
        }
        let gold_chains = Chained::of_gold(document, &gold_items.places(), options);
        report
            .chains
            .add(score_chains(&gold_chains, &predicted_chains));
        report
            .coreference
            .add(score_chained(&gold_chains, &predicted_chains));
        report.add(gold_items, &predicted_items, options);
    }
    report.settle_attributes(&used);
    Ok(report)
}

fn by_id<'a>(
    documents: &'a [Document],
    side: &'static str,
) -> Result<HashMap<SmolStr, &'a Document>, ScoreError> {
    let mut map = HashMap::with_capacity(documents.len());
    for document in documents {
        let id = document.id.to_smol();
        if map.insert(id.clone(), document).is_some() {
            return Err(ScoreError::DuplicateId { id, side });
        }
    }
    Ok(map)
}

/// A stretch of text with what is compared besides its place.
#[derive(Clone, Debug)]
struct Item {
    extent: Extent,
    /// What [`MatchMode::Head`] compares.
    head: Span,
    /// Entity type, event type, or for an argument the event type.
    label: SmolStr,
    /// Role of an argument, else empty.
    role: SmolStr,
}

/// What one side says about a document, as far as it is scored.
#[derive(Debug, Default)]
struct Items {
    mentions: Vec<Item>,
    triggers: Vec<Item>,
    /// Attributes of the event at the same index of `triggers`.
    attributes: Vec<Attributes>,
    arguments: Vec<Item>,
    /// Entity labels that gold marks in this document; `None` is all.
    marked_labels: Option<BTreeSet<SmolStr>>,
    /// Event types that gold marks in this document; `None` is all.
    marked_types: Option<BTreeSet<SmolStr>>,
    /// Whether gold has a mention, of whatever label, or says which labels it marks.
    marks_mentions: bool,
    /// Whether gold has an event of whatever type.
    marks_events: bool,
}

/// Labels and attributes that some gold document uses.
struct UsedLabels {
    entity: BTreeSet<SmolStr>,
    event: BTreeSet<SmolStr>,
    attributes: BTreeSet<SmolStr>,
}

impl UsedLabels {
    fn of(gold: &[Items]) -> Self {
        let labels = |items: &[Item]| {
            items
                .iter()
                .map(|item| item.label.clone())
                .collect::<Vec<_>>()
        };
        Self {
            entity: gold
                .iter()
                .flat_map(|items| labels(&items.mentions))
                .collect(),
            event: gold
                .iter()
                .flat_map(|items| labels(&items.triggers))
                .collect(),
            attributes: gold
                .iter()
                .flat_map(|items| &items.attributes)
                .flat_map(|attributes| attributes.iter().map(|(name, _)| name.clone()))
                .collect(),
        }
    }
}

impl ScoreOptions {
    pub(super) fn mapped(&self, label: &SmolStr) -> SmolStr {
        self.map.get(label).unwrap_or(label).clone()
    }

    pub(super) fn counts(&self, label: &SmolStr) -> bool {
        self.labels
            .as_ref()
            .is_none_or(|labels| labels.contains(label))
    }

    pub(super) fn counts_level(&self, level: Level) -> bool {
        self.levels
            .as_ref()
            .is_none_or(|levels| levels.contains(&level))
    }
}

impl Items {
    fn of_gold(document: &Document, options: &ScoreOptions) -> Self {
        let mut items = Self::default();
        let Some(layer) = document.layer(&options.gold_layer) else {
            return items;
        };
        items.add_layer(document.text(), layer, options);
        let annotations = &layer.annotations;
        let annotated = CorpusLabels::of(document).annotated;
        items.marks_mentions = !annotations.mentions().is_empty() || annotated.is_some();
        items.marks_events = !annotations.events().is_empty();
        let checked = &layer.checked.labels;
        let marked = annotated.or_else(|| (!checked.is_empty()).then(|| checked.clone()));
        if let Some(marked) = marked {
            let is_event = |label: &SmolStr| {
                label.contains('.')
                    || annotations
                        .events()
                        .iter()
                        .any(|event| event.event_type == *label)
            };
            let (types, labels): (Vec<_>, Vec<_>) = marked.into_iter().partition(is_event);
            let mapped =
                |labels: Vec<SmolStr>| labels.iter().map(|label| options.mapped(label)).collect();
            if !types.is_empty() {
                items.marked_types = Some(mapped(types));
            }
            items.marked_labels = Some(mapped(labels));
            let marks = items.marked_labels.clone();
            items
                .mentions
                .retain(|mention| is_among(marks.as_ref(), &mention.label));
        }
        if options.only_outermost {
            items.drop_inner();
        }
        items
    }

    fn of_predicted(document: &Document, options: &ScoreOptions) -> Self {
        let mut items = Self::default();
        if let Some(layer) = document.layer(&options.predicted_layer) {
            items.add_layer(document.text(), layer, options);
        }
        for suggestion in &document.brought {
            items.add_suggestion(document, suggestion, options);
        }
        items
    }

    fn add_layer(&mut self, text: &Text, layer: &Layer, options: &ScoreOptions) {
        let annotations = &layer.annotations;
        let places: HashMap<&str, (&Extent, Option<Span>)> = annotations
            .mentions()
            .iter()
            .map(|mention| (mention.id.as_str(), (&mention.extent, mention.head)))
            .collect();
        let triggers: HashMap<&str, &Extent> = annotations
            .events()
            .iter()
            .map(|event| (event.id.as_str(), &event.trigger))
            .collect();
        for mention in annotations.mentions() {
            if options.counts_level(mention.level) {
                let item = Item::mention(
                    text,
                    mention.extent.clone(),
                    mention.head,
                    &mention.label,
                    options,
                );
                self.mentions.extend(item);
            }
        }
        for event in annotations.events() {
            let Some(trigger) = Item::trigger(event.trigger.clone(), &event.event_type, options)
            else {
                continue;
            };
            for argument in &event.arguments {
                let (extent, head) = match &argument.filler {
                    Filler::Mention(id) => match places.get(id.as_str()) {
                        Some((extent, head)) => ((*extent).clone(), *head),
                        None => continue,
                    },
                    Filler::Event(id) => match triggers.get(id.as_str()) {
                        Some(trigger) => ((*trigger).clone(), Some(trigger.envelope())),
                        None => continue,
                    },
                    Filler::Span(span) => (Extent::new(*span), None),
                };
                self.arguments.push(Item {
                    head: head.unwrap_or_else(|| last_word(text, &extent)),
                    extent,
                    label: trigger.label.clone(),
                    role: argument.role.clone(),
                });
            }
            self.triggers.push(trigger);
            self.attributes.push(event.attributes.clone());
        }
    }

    fn add_suggestion(
        &mut self,
        document: &Document,
        suggestion: &Suggestion,
        options: &ScoreOptions,
    ) {
        let text = document.text();
        match &suggestion.proposal {
            Proposal::Mention(mention) if options.counts_level(mention.level) => {
                let item = Item::mention(
                    text,
                    mention.extent.clone(),
                    mention.head,
                    &mention.label,
                    options,
                );
                self.mentions.extend(item);
            }
            Proposal::Mention(_) => {}
            Proposal::Event(event) => {
                let Some(trigger) =
                    Item::trigger(Extent::new(event.trigger), &event.event_type, options)
                else {
                    return;
                };
                for argument in &event.arguments {
                    if argument.score < options.argument_threshold {
                        continue;
                    }
                    let (extent, head) =
                        filler_of(document, argument.span, argument.label.as_ref());
                    self.arguments.push(Item {
                        head: head.unwrap_or_else(|| last_word(text, &extent)),
                        extent,
                        label: trigger.label.clone(),
                        role: argument.role.clone(),
                    });
                }
                self.triggers.push(trigger);
                self.attributes.push(event.attributes.clone());
            }
        }
    }

    /// Leaves the mentions that lie in no longer one.
    fn drop_inner(&mut self) {
        let spans: Vec<Span> = self
            .mentions
            .iter()
            .map(|mention| mention.extent.envelope())
            .collect();
        self.mentions.retain(|mention| {
            let own = mention.extent.envelope();
            !spans
                .iter()
                .any(|other| *other != own && other.contains(own))
        });
    }

    /// Where its mentions are.
    fn places(&self) -> HashSet<Place> {
        self.mentions
            .iter()
            .map(|mention| (mention.extent.clone(), mention.label.clone()))
            .collect()
    }

    /// Leaves out predicted items of labels that `gold` does not mark.
    fn keep_scored(&mut self, gold: &Items, used: &UsedLabels, options: &ScoreOptions) {
        let is_used = |used: &BTreeSet<SmolStr>, label: &SmolStr| {
            !options.only_gold_labels || used.contains(label)
        };
        self.mentions.retain(|mention| {
            is_among(gold.marked_labels.as_ref(), &mention.label)
                && is_used(&used.entity, &mention.label)
        });
        if options.only_outermost {
            self.drop_inner();
        }
        let keeps = |event: &Item| {
            is_among(gold.marked_types.as_ref(), &event.label) && is_used(&used.event, &event.label)
        };
        self.arguments.retain(keeps);
        let mut index = 0;
        let triggers = &self.triggers;
        self.attributes.retain(|_| {
            index += 1;
            triggers.get(index - 1).is_some_and(keeps)
        });
        self.triggers.retain(keeps);
    }
}

/// Extent and head of the suggested or annotated mention that a proposed argument means.
fn filler_of(document: &Document, span: Span, label: Option<&SmolStr>) -> (Extent, Option<Span>) {
    let Some(label) = label else {
        return (Extent::new(span), None);
    };
    let suggested = document
        .brought
        .iter()
        .find_map(|known| match &known.proposal {
            Proposal::Mention(mention)
                if mention.label == *label && mention.extent.envelope() == span =>
            {
                Some((mention.extent.clone(), mention.head))
            }
            Proposal::Event(event) if event.event_type == *label && event.trigger == span => {
                Some((Extent::new(span), Some(span)))
            }
            Proposal::Mention(_) | Proposal::Event(_) => None,
        });
    suggested.unwrap_or((Extent::new(span), None))
}

fn is_among(marked: Option<&BTreeSet<SmolStr>>, label: &SmolStr) -> bool {
    marked.is_none_or(|marked| marked.contains(label))
}

impl Item {
    fn mention(
        text: &Text,
        extent: Extent,
        head: Option<Span>,
        label: &SmolStr,
        options: &ScoreOptions,
    ) -> Option<Self> {
        let label = options.mapped(label);
        options.counts(&label).then(|| Self {
            head: head.unwrap_or_else(|| last_word(text, &extent)),
            extent,
            label,
            role: SmolStr::default(),
        })
    }

    fn trigger(extent: Extent, event_type: &SmolStr, options: &ScoreOptions) -> Option<Self> {
        let label = options.mapped(event_type);
        options.counts(&label).then(|| Self {
            head: extent.envelope(),
            extent,
            label,
            role: SmolStr::default(),
        })
    }

    /// Bytes that the two share in the way of `mode`; 0 where they do not match.
    fn shared(&self, other: &Self, mode: MatchMode) -> u32 {
        match mode {
            MatchMode::Strict => {
                if self.extent == other.extent {
                    self.extent.envelope().len().max(1)
                } else {
                    0
                }
            }
            MatchMode::Head => {
                let heads = self.head.intersection(other.head).map_or(0, Span::len);
                if heads == 0 {
                    0
                } else {
                    heads + shared_bytes(&self.extent, &other.extent)
                }
            }
            MatchMode::Overlap => shared_bytes(&self.extent, &other.extent),
        }
    }
}

fn shared_bytes(one: &Extent, other: &Extent) -> u32 {
    one.fragments()
        .iter()
        .flat_map(|a| {
            other
                .fragments()
                .iter()
                .filter_map(move |b| a.intersection(*b))
        })
        .map(Span::len)
        .sum()
}

/// The last word of an extent, without punctuation at its edges; the extent's envelope where it holds none.
fn last_word(text: &Text, extent: &Extent) -> Span {
    let envelope = extent.envelope();
    let last = extent.fragments().last().copied().unwrap_or(envelope);
    let words = text.slice(last);
    let word = words
        .split_whitespace()
        .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()))
        .rfind(|word| !word.is_empty());
    let Some(word) = word else {
        return envelope;
    };
    let at = last.start + (word.as_ptr().addr() - words.as_ptr().addr()) as u32;
    Span::new(at, at + word.len() as u32)
}

impl Report {
    fn add(&mut self, gold: &Items, predicted: &Items, options: &ScoreOptions) {
        if self.has_mentions {
            let (gold, predicted) = (&gold.mentions, &predicted.mentions);
            let any = tally(gold, predicted, options.mode, |_, _| true);
            self.mentions_identified.add(any);
            let pairs = matching(gold, predicted, options.mode, |a, b| a.label == b.label);
            self.mentions
                .add(gold, predicted, &pairs, |item| &item.label);
        }
        if self.has_events {
            let any = tally(&gold.triggers, &predicted.triggers, options.mode, |_, _| {
                true
            });
            self.triggers_identified.add(any);
            let same_label = |a: &Item, b: &Item| a.label == b.label;
            let pairs = matching(
                &gold.triggers,
                &predicted.triggers,
                options.mode,
                same_label,
            );
            self.triggers
                .add(&gold.triggers, &predicted.triggers, &pairs, |item| {
                    &item.label
                });
            self.add_attributes(gold, predicted, &pairs, options);
            let (gold, predicted) = (&gold.arguments, &predicted.arguments);
            let any = tally(gold, predicted, options.mode, same_label);
            self.arguments_identified.add(any);
            let pairs = matching(gold, predicted, options.mode, |a, b| {
                a.label == b.label && a.role == b.role
            });
            self.arguments
                .add(gold, predicted, &pairs, |item| &item.role);
        }
    }

    fn add_attributes(
        &mut self,
        gold: &Items,
        predicted: &Items,
        pairs: &[(usize, usize)],
        options: &ScoreOptions,
    ) {
        for &(gold_index, predicted_index) in pairs {
            let (Some(gold), Some(predicted)) = (
                gold.attributes.get(gold_index),
                predicted.attributes.get(predicted_index),
            ) else {
                continue;
            };
            let names: BTreeSet<&SmolStr> = options
                .attribute_defaults
                .keys()
                .chain(gold.iter().map(|(name, _)| name))
                .collect();
            for name in names {
                let default = options.attribute_defaults.get(name);
                let accuracy = self.attributes.entry(name.clone()).or_default();
                let is_right = gold.get(name).or(default) == predicted.get(name).or(default);
                accuracy.events += 1;
                accuracy.correct += usize::from(is_right);
            }
        }
    }

    /// Keeps the attributes that gold uses.
    fn settle_attributes(&mut self, used: &UsedLabels) {
        self.attributes
            .retain(|name, _| used.attributes.contains(name));
        for name in &used.attributes {
            self.attributes.entry(name.clone()).or_default();
        }
    }
}

impl Table {
    fn add<'a>(
        &mut self,
        gold: &'a [Item],
        predicted: &'a [Item],
        pairs: &[(usize, usize)],
        label: impl Fn(&'a Item) -> &'a SmolStr,
    ) {
        self.all.add(Tally {
            gold: gold.len(),
            predicted: predicted.len(),
            correct: pairs.len(),
        });
        for item in gold {
            self.by_label.entry(label(item).clone()).or_default().gold += 1;
        }
        for item in predicted {
            self.by_label
                .entry(label(item).clone())
                .or_default()
                .predicted += 1;
        }
        for (index, _) in pairs {
            if let Some(item) = gold.get(*index) {
                self.by_label
                    .entry(label(item).clone())
                    .or_default()
                    .correct += 1;
            }
        }
    }
}

fn tally(
    gold: &[Item],
    predicted: &[Item],
    mode: MatchMode,
    may_pair: impl Fn(&Item, &Item) -> bool,
) -> Tally {
    Tally {
        gold: gold.len(),
        predicted: predicted.len(),
        correct: matching(gold, predicted, mode, may_pair).len(),
    }
}

/// A one-to-one matching with the most pairs, as (index in `gold`, index in `predicted`) by gold index.
///
/// Pairs are first taken greedily, most shared bytes first, then earliest; augmenting paths (Kuhn's algorithm) then add what greed missed.
fn matching(
    gold: &[Item],
    predicted: &[Item],
    mode: MatchMode,
    may_pair: impl Fn(&Item, &Item) -> bool,
) -> Vec<(usize, usize)> {
    let mut edges: Vec<(u32, usize, usize)> = Vec::new();
    for (gold_index, predicted_index) in overlapping(gold, predicted) {
        let (Some(one), Some(other)) = (gold.get(gold_index), predicted.get(predicted_index))
        else {
            continue;
        };
        if may_pair(one, other) {
            let shared = one.shared(other, mode);
            if shared > 0 {
                edges.push((shared, gold_index, predicted_index));
            }
        }
    }
    edges.sort_unstable_by_key(|(shared, one, other)| (std::cmp::Reverse(*shared), *one, *other));
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); gold.len()];
    for (_, one, other) in &edges {
        neighbours[*one].push(*other);
    }
    let mut of_gold: Vec<Option<usize>> = vec![None; gold.len()];
    let mut of_predicted: Vec<Option<usize>> = vec![None; predicted.len()];
    for (_, one, other) in edges {
        if of_gold[one].is_none() && of_predicted[other].is_none() {
            of_gold[one] = Some(other);
            of_predicted[other] = Some(one);
        }
    }
    for start in 0..gold.len() {
        if of_gold[start].is_none() {
            augment(start, &neighbours, &mut of_gold, &mut of_predicted);
        }
    }
    of_gold
        .into_iter()
        .enumerate()
        .filter_map(|(one, other)| other.map(|other| (one, other)))
        .collect()
}

/// Pairs `start` by moving others along the shortest path of exchanges, if there is one.
fn augment(
    start: usize,
    neighbours: &[Vec<usize>],
    of_gold: &mut [Option<usize>],
    of_predicted: &mut [Option<usize>],
) {
    // `came[predicted]`: the gold item from which the search reached it.
    let mut came: HashMap<usize, usize> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(one) = queue.pop_front() {
        for &other in &neighbours[one] {
            if came.contains_key(&other) {
                continue;
            }
            came.insert(other, one);
            if let Some(next) = of_predicted[other] {
                queue.push_back(next);
                continue;
            }
            let mut free = Some(other);
            while let Some(other) = free {
                let one = came[&other];
                free = of_gold[one];
                of_gold[one] = Some(other);
                of_predicted[other] = Some(one);
            }
            return;
        }
    }
}

/// All pairs whose envelopes share a byte or are equal, found by a sweep over the text.
fn overlapping(gold: &[Item], predicted: &[Item]) -> Vec<(usize, usize)> {
    let by_start = |items: &[Item]| {
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|index| items[*index].extent.envelope());
        order
    };
    let (gold_order, predicted_order) = (by_start(gold), by_start(predicted));
    let mut pairs = Vec::new();
    let mut active: Vec<usize> = Vec::new();
    let mut next = 0;
    for gold_index in gold_order {
        let span = gold[gold_index].extent.envelope();
        while let Some(&index) = predicted_order.get(next) {
            if predicted[index].extent.envelope().start > span.end {
                break;
            }
            active.push(index);
            next += 1;
        }
        active.retain(|index| predicted[*index].extent.envelope().end >= span.start);
        pairs.extend(
            active
                .iter()
                .filter(|index| {
                    let other = predicted[**index].extent.envelope();
                    other == span || other.overlaps(span)
                })
                .map(|index| (gold_index, *index)),
        );
    }
    pairs
}
