//! What was decided about a string before, in any article of the project, and what follows for the same string elsewhere.
//!
//! A string that was labelled is suggested with that label where it stands again; one that was refused, or stands unlabelled in finished articles,
//! is suggested less and then no more. Every string has its own record of right and wrong, so that one slip is soon outweighed. The memory is made
//! anew from the decisions each time: what is undone is forgotten, and the order of decisions does not matter.

mod stored;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::{
    Document, DocumentStatus, EntityMention, ForgottenString, Layer, Level, Schema, SuggestionKey,
    Verdict,
};
use crate::preannotate::words::normalize;
use crate::preannotate::{Analysis, Component, Findings, FoundMention, Label};
use crate::text::{Span, Text};
pub use stored::StoredString;

/// Name of the component, and of what it suggests.
pub const NAME: &str = "memory";

/// From this share of right places on a remembered string is suggested.
const LEAST: f32 = 0.5;

/// Under this share a suggestion of others is taken back: two refusals without an acceptance.
const MOST_REFUSED: f32 = 0.2;

/// Longer strings are not remembered: they hardly stand twice.
const LONGEST: usize = 8;

/// A string as it is compared: the normal forms of its tokens, and whether it begins with a capital.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Words {
    forms: Vec<String>,
    is_capitalised: bool,
}

impl Words {
    /// The string at a place; nothing where it is long or does not end where words do.
    pub fn of(document: &Document, span: Span) -> Option<Self> {
        let segments = document.segments();
        let tokens = segments.tokens_in(span);
        let text = document.text();
        let covered = segments.tokens.get(tokens)?;
        let (first, last) = (covered.first()?, covered.last()?);
        let fits = first.span.start == span.start && last.span.end == span.end;
        (fits && covered.len() <= LONGEST).then(|| Self {
            forms: covered
                .iter()
                .map(|token| normalize(text.slice(token.span)))
                .collect(),
            is_capitalised: begins_with_capital(text.slice(span)),
        })
    }

    /// A string that stands alone.
    pub fn of_string(string: &str) -> Option<Self> {
        let document = Document::new("".into(), Text::new(string));
        Self::of(&document, document.text().span())
    }
}

fn begins_with_capital(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase)
}

/// How often something was right and wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Places that were labelled so.
    pub right: u32,
    /// Places where that was refused, or that stand unlabelled in finished text.
    pub wrong: u32,
}

impl Evidence {
    /// The share of right places, as far as one may say: one half without any.
    pub fn share(self) -> f32 {
        let (right, wrong) = (self.right as f32, self.wrong as f32);
        (right + 0.5) / (right + wrong + 1.0)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
    }

    fn without(self, other: Self) -> Self {
        Self {
            right: self.right.saturating_sub(other.right),
            wrong: self.wrong.saturating_sub(other.wrong),
        }
    }
}

/// What a label means for a string.
#[derive(Clone, Debug, Default, PartialEq)]
struct Record {
    all: Evidence,
    /// By number of the document, so that one can be left out.
    by_document: BTreeMap<u32, Evidence>,
    /// How often each level was given.
    levels: [u32; Level::ALL.len()],
}

impl Record {
    fn add(&mut self, document: u32, evidence: Evidence) {
        self.all.add(evidence);
        self.by_document.entry(document).or_default().add(evidence);
    }

    fn evidence(&self, left_out: Option<u32>) -> Evidence {
        let own = left_out.and_then(|document| self.by_document.get(&document));
        self.all.without(own.copied().unwrap_or_default())
    }

    /// The level that was given most often.
    fn level(&self) -> Level {
        let most = Level::ALL.iter().zip(self.levels).rev();
        most.max_by_key(|(_, count)| *count)
            .map_or(Level::Name, |(level, _)| *level)
    }
}

/// The labels of a string.
type Labels = BTreeMap<SmolStr, Record>;

/// Strings of a project with what was decided about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    strings: BTreeMap<Words, Labels>,
    /// First form of each string that was labelled somewhere, with the most tokens that follow.
    firsts: BTreeMap<String, usize>,
}

/// A document with the layer that is learnt from.
pub type Taught<'p> = (&'p Arc<Document>, &'p Layer);

impl Memory {
    /// The memory of what these layers decided.
    pub fn of(documents: &[Taught<'_>]) -> Self {
        let mut memory = Self::default();
        for ((document, layer), number) in documents.iter().zip(0..) {
            for mention in layer.annotations.mentions() {
                memory.note_right(number, document, mention);
            }
            memory.note_refusals(number, document, layer);
        }
        memory.note_firsts();
        for ((document, layer), number) in documents.iter().zip(0..) {
            if layer.status == DocumentStatus::Done {
                memory.note_unlabelled(number, document, layer);
            }
        }
        memory
    }

    /// How the strings begin that were labelled somewhere.
    fn note_firsts(&mut self) {
        for (words, labels) in &self.strings {
            if labels.values().any(|record| record.all.right > 0)
                && let Some(first) = words.forms.first()
            {
                let longest = self.firsts.entry(first.clone()).or_default();
                *longest = (*longest).max(words.forms.len());
            }
        }
    }

    /// Whether nothing was decided yet.
    pub fn is_empty(&self) -> bool {
        self.strings.is_empty()
    }

    /// How many strings are suggested where they stand again.
    pub fn num_suggested(&self) -> usize {
        let strings = self.strings.keys();
        strings
            .filter(|words| self.usual(words, None).is_some())
            .count()
    }

    /// The label that a string is suggested with where it stands again, and what was decided about that; nothing where it is not suggested.
    pub fn suggests(&self, words: &Words) -> Option<(&SmolStr, Evidence)> {
        let usual = self.usual(words, None);
        usual.map(|(label, _, evidence)| (label, evidence))
    }

    /// What was decided about a string with a label that was refused so often that suggestions of others are taken back; else nothing.
    pub fn refuses(&self, words: &Words, label: &str) -> Option<Evidence> {
        let evidence = self.evidence(words, label, None);
        (evidence.wrong > 0 && evidence.share() < MOST_REFUSED).then_some(evidence)
    }

    /// The memory without what it holds about these strings with these labels.
    pub fn without(&self, forgotten: &[ForgottenString]) -> Self {
        let mut memory = self.clone();
        for string in forgotten {
            let Some(words) = Words::of_string(&string.text) else {
                continue;
            };
            if let Some(labels) = memory.strings.get_mut(&words) {
                labels.remove(&string.label);
                if labels.is_empty() {
                    memory.strings.remove(&words);
                }
            }
        }
        memory
    }

    fn note_right(&mut self, number: u32, document: &Document, mention: &EntityMention) {
        let Some(words) = Words::of(document, mention.extent.envelope()) else {
            return;
        };
        let labels = self.strings.entry(words).or_default();
        let record = labels.entry(mention.label.clone()).or_default();
        record.add(number, Evidence { right: 1, wrong: 0 });
        let level = Level::ALL.iter().position(|level| *level == mention.level);
        if let Some(count) = level.and_then(|at| record.levels.get_mut(at)) {
            *count += 1;
        }
    }

    fn note_refusals(&mut self, number: u32, document: &Document, layer: &Layer) {
        for decision in layer.decisions() {
            if let SuggestionKey::Mention(span, label) = &decision.key
                && decision.verdict != Verdict::Accepted
                && let Some(words) = Words::of(document, *span)
                && !is_labelled(layer, *span, label)
            {
                let labels = self.strings.entry(words).or_default();
                let record = labels.entry(label.clone()).or_default();
                record.add(number, Evidence { right: 0, wrong: 1 });
            }
        }
    }

    /// Where a known string stands in finished text without one of its labels, that label is wrong there.
    fn note_unlabelled(&mut self, number: u32, document: &Document, layer: &Layer) {
        let segments = document.segments();
        let forms: Vec<String> = segments
            .tokens
            .iter()
            .map(|token| normalize(document.text().slice(token.span)))
            .collect();
        for at in 0..forms.len() {
            for tokens in self.strings_at(&forms, at) {
                let span = segments.tokens[tokens.start]
                    .span
                    .cover(segments.tokens[tokens.end - 1].span);
                if document.is_skipped(span) || is_inside_mention(layer, span) {
                    continue;
                }
                let words = Words {
                    forms: forms[tokens].to_vec(),
                    is_capitalised: begins_with_capital(document.text().slice(span)),
                };
                let Some(labels) = self.strings.get_mut(&words) else {
                    continue;
                };
                for (label, record) in labels {
                    let key = SuggestionKey::Mention(span, label.clone());
                    if !is_labelled(layer, span, label) && layer.decision(&key).is_none() {
                        record.add(number, Evidence { right: 0, wrong: 1 });
                    }
                }
            }
        }
    }

    /// Tokens from `at` that may be a string that was labelled somewhere, longer ones first.
    fn strings_at(&self, forms: &[String], at: usize) -> Vec<Range<usize>> {
        let longest = forms.get(at).and_then(|form| self.firsts.get(form));
        let most = longest.map_or(0, |most| (*most).min(forms.len() - at));
        (1..=most).rev().map(|len| at..at + len).collect()
    }

    /// What was decided about a string with a label.
    fn evidence(&self, words: &Words, label: &str, left_out: Option<u32>) -> Evidence {
        let labels = self.strings.get(words);
        let record = labels.and_then(|labels| labels.get(label));
        record
            .map(|record| record.evidence(left_out))
            .unwrap_or_default()
    }

    /// The label that a string had most often where it was labelled, if that is the rule and not the exception.
    fn usual(&self, words: &Words, left_out: Option<u32>) -> Option<(&SmolStr, Level, Evidence)> {
        let labels = self.strings.get(words)?.iter();
        labels
            .map(|(label, record)| (label, record.level(), record.evidence(left_out)))
            .filter(|(_, _, evidence)| evidence.right > 0 && evidence.share() >= LEAST)
            .max_by(|a, b| {
                let by_share = a.2.share().total_cmp(&b.2.share());
                by_share.then(a.2.right.cmp(&b.2.right)).then(b.0.cmp(a.0))
            })
    }
}

fn is_labelled(layer: &Layer, span: Span, label: &str) -> bool {
    let mut here = mentions_over(layer, span);
    here.any(|mention| mention.extent.envelope() == span && mention.label == label)
}

fn is_inside_mention(layer: &Layer, span: Span) -> bool {
    mentions_over(layer, span).any(|mention| {
        let whole = mention.extent.envelope();
        whole != span && whole.contains(span)
    })
}

fn mentions_over(layer: &Layer, span: Span) -> impl Iterator<Item = &EntityMention> {
    let mentions = layer.annotations.mentions();
    let end = mentions.partition_point(|known| known.extent.envelope().start < span.end);
    let mentions = mentions[..end].iter();
    mentions.filter(move |known| known.extent.envelope().overlaps(span))
}

/// Suggests what the memory holds, as a component of the pipeline.
pub struct Remembered {
    /// The memory.
    pub memory: Arc<Memory>,
    /// The schema in whose labels it speaks.
    pub schema: Arc<Schema>,
    /// Number of a document whose own decisions do not count, to learn from it.
    pub left_out: Option<u32>,
}

impl Remembered {
    /// The schema's label of a mention.
    pub fn label_of(&self, mention: &FoundMention) -> Option<SmolStr> {
        match (&mention.schema_label, mention.label) {
            (Some(label), _) => Some(label.clone()),
            (None, Some(label)) => {
                let known = self.schema.entity_type_fed_by(label.name())?;
                Some(known.name.clone())
            }
            (None, None) => None,
        }
    }

    /// What was decided about a found mention's string with its own label, and with the label it usually had.
    pub fn evidence(
        &self,
        analysis: &Analysis<'_>,
        mention: &FoundMention,
    ) -> (Evidence, Option<(SmolStr, Evidence)>) {
        let Some(words) = Words::of(analysis.document, mention.span) else {
            return (Evidence::default(), None);
        };
        let own = self.label_of(mention).unwrap_or_default();
        let evidence = self.memory.evidence(&words, &own, self.left_out);
        let usual = self.memory.usual(&words, self.left_out);
        (
            evidence,
            usual.map(|(label, _, evidence)| (label.clone(), evidence)),
        )
    }

    /// Corrects what others found by what was decided about the same strings.
    fn correct(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        findings.mentions.retain_mut(|mention| {
            if mention.is_fixed || mention.source == crate::preannotate::WORD_LIST {
                return true;
            }
            let (own, usual) = self.evidence(analysis, mention);
            if let Some((label, evidence)) = usual
                && evidence.share() > own.share()
                && self.label_of(mention).as_ref() != Some(&label)
            {
                take_label(mention, &label, evidence);
                return true;
            }
            own.right + own.wrong == 0 || own.share() >= MOST_REFUSED
        });
    }

    /// Finds remembered strings where nothing stands yet.
    fn add(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let mut covered = vec![false; analysis.words.len()];
        let taken = findings.mentions.iter().map(|mention| &mention.tokens);
        for tokens in taken.chain(&findings.never) {
            covered[tokens.clone()].fill(true);
        }
        let forms: Vec<String> = (0..analysis.words.len())
            .map(|token| analysis.form(token).to_owned())
            .collect();
        let mut at = 0;
        while at < forms.len() {
            let found = self
                .memory
                .strings_at(&forms, at)
                .into_iter()
                .find_map(|tokens| self.remembered_at(analysis, &forms, &covered, tokens));
            at = found.as_ref().map_or(at + 1, |found| found.tokens.end);
            findings.mentions.extend(found);
        }
    }

    fn remembered_at(
        &self,
        analysis: &Analysis<'_>,
        forms: &[String],
        covered: &[bool],
        tokens: Range<usize>,
    ) -> Option<FoundMention> {
        let is_free = covered[tokens.clone()].iter().all(|covered| !covered)
            && analysis.words[tokens.clone()]
                .iter()
                .all(|word| !word.skipped);
        let words = Words {
            forms: forms[tokens.clone()].to_vec(),
            is_capitalised: begins_with_capital(analysis.written(tokens.start)),
        };
        let (label, level, evidence) = is_free
            .then(|| self.memory.usual(&words, self.left_out))
            .flatten()?;
        let mut mention = FoundMention {
            span: analysis.span_of(tokens.clone()),
            head: tokens.end - 1,
            tokens,
            label: None,
            schema_label: None,
            level,
            value: None,
            count: None,
            entity: None,
            country: "",
            source: NAME,
            score: 0.0,
            reason: "".into(),
            is_fixed: false,
        };
        take_label(&mut mention, label, evidence);
        Some(mention)
    }
}

fn take_label(mention: &mut FoundMention, label: &SmolStr, evidence: Evidence) {
    let Evidence { right, wrong } = evidence;
    mention.label = Label::from_name(label).or(mention.label);
    mention.schema_label = Some(label.clone());
    mention.source = NAME;
    mention.score = evidence.share();
    mention.reason = match wrong {
        0 => format!("labelled {label} in {right} places of this project"),
        _ => format!(
            "labelled {label} in {right} of {} places of this project",
            right + wrong
        ),
    }
    .into();
}

impl Component for Remembered {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> &'static [&'static str] {
        &["names", "nominals"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["mentions of strings that were labelled before"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        if !self.memory.is_empty() {
            self.correct(analysis, findings);
            self.add(analysis, findings);
        }
    }
}
