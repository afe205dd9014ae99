//! Which of the found mentions a person wants, learnt from those that were kept and refused: a component of the pipeline, and its examples.

use std::sync::Arc;

use super::memory::{Evidence, Remembered};
use crate::learn::judge::Judge;
use crate::learn::linear::Example;
use crate::model::{Document, DocumentStatus, Layer, SuggestionKey, Verdict};
use crate::preannotate::calibration::Calibration;
use crate::preannotate::{Analysis, Component, Cue, Cues, Findings, FoundMention, WORD_LIST};

/// Name of the component.
pub const NAME: &str = "mention-judge";

/// What the component works behind: all mentions are found.
pub const AFTER: &str = "coreference";

/// The component.
pub struct MentionJudge {
    /// What it decides by.
    pub judge: Arc<Judge>,
    /// What was decided about strings.
    pub remembered: Arc<Remembered>,
}

impl Component for MentionJudge {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> &'static [&'static str] {
        &["names", "nominals", super::memory::NAME]
    }

    fn adds(&self) -> &'static [&'static str] {
        &[]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let all = std::mem::take(&mut findings.mentions);
        let scores: Vec<f32> = all
            .iter()
            .map(|mention| {
                let cues = cues(analysis, &all, mention, &self.remembered);
                self.judge.score(prior(mention), &cues)
            })
            .collect();
        findings.mentions = all
            .into_iter()
            .zip(scores)
            .filter(|(mention, score)| is_settled(mention) || *score >= 0.5)
            .map(|(mention, _)| mention)
            .collect();
    }
}

/// Whether a person decided about it already.
fn is_settled(mention: &FoundMention) -> bool {
    mention.is_fixed || mention.source == WORD_LIST
}

fn prior(mention: &FoundMention) -> f32 {
    Calibration::shipped().score(mention.source, mention.score)
}

/// The mentions of a document as examples: all of them where it is finished, those that were decided about where it is in work.
pub(super) fn examples(
    document: &Document,
    layer: &Layer,
    analysis: &Analysis<'_>,
    findings: &Findings,
    remembered: &Remembered,
) -> Vec<Example> {
    let is_done = layer.status == DocumentStatus::Done;
    let mentions = findings.mentions.iter();
    mentions
        .filter(|mention| !is_settled(mention) && !document.is_skipped(mention.span))
        .filter_map(|mention| {
            let label = remembered.label_of(mention)?;
            let annotations = layer.annotations.mentions().iter();
            let mut same = annotations.filter(|known| known.extent.envelope() == mention.span);
            let is_right = same.any(|known| known.label == label);
            let key = SuggestionKey::Mention(mention.span, label);
            let refused = layer.decision(&key);
            let is_decided =
                is_right || refused.is_some_and(|decision| decision.verdict != Verdict::Accepted);
            (is_done || is_decided).then(|| Example {
                cues: cues(analysis, &findings.mentions, mention, remembered),
                prior: prior(mention),
                is_right,
            })
        })
        .collect()
}

/// What is the case with a mention among all that were found.
fn cues(
    analysis: &Analysis<'_>,
    all: &[FoundMention],
    mention: &FoundMention,
    remembered: &Remembered,
) -> Vec<Cue> {
    let mut cues = Cues::default();
    let label = remembered.label_of(mention).unwrap_or_default();
    let own = mention.label.map_or("", crate::preannotate::Label::name);
    let level = mention.level.name();
    let (first, last) = (mention.tokens.start, mention.tokens.end);
    cues.add(&["any"]);
    cues.add(&["label", &label]);
    cues.add(&["own label", own]);
    cues.add(&["level", level]);
    cues.add(&["level", level, &label]);
    cues.add(&["source", mention.source]);
    cues.add(&["source", mention.source, &label]);
    cues.add(&["head", analysis.form(mention.head)]);
    cues.add(&["head", analysis.form(mention.head), &label]);
    cues.add(&["first", analysis.form(first), &label]);
    let beside = [("before", first.checked_sub(1)), ("behind", Some(last))];
    for (place, token) in beside {
        let form = token.map_or("", |token| analysis.form(token));
        cues.add(&[place, form]);
        cues.add(&[place, form, &label]);
    }
    let length = ["1", "2", "3", "4"][mention.tokens.len().clamp(1, 4) - 1];
    cues.add(&["length", length, &label]);
    let is_capitalised = analysis.words[first].shape.is_capitalised();
    cues.add(&["capital", if is_capitalised { "yes" } else { "no" }, &label]);
    if analysis.words[first].initial {
        cues.add(&["opens the sentence", level]);
    }
    add_neighbours(all, mention, &label, &mut cues);
    let (evidence, usual) = remembered.evidence(analysis, mention);
    cues.add(&["remembered", record(evidence)]);
    cues.add(&["remembered", record(evidence), &label]);
    if usual.is_some_and(|(usual, _)| usual != label) {
        cues.add(&["usually other"]);
    }
    cues.into_vec()
}

/// Mentions that it lies in, and that lie in it.
fn add_neighbours(all: &[FoundMention], mention: &FoundMention, label: &str, cues: &mut Cues) {
    let (start, end) = (mention.tokens.start, mention.tokens.end);
    // Sorted by place: what overlaps begins shortly before.
    let from = all.partition_point(|other| other.tokens.start + 40 < start);
    let near = all[from..]
        .iter()
        .take_while(|other| other.tokens.start < end);
    for other in near {
        let tokens = &other.tokens;
        let outer = other.label.map_or("", crate::preannotate::Label::name);
        if tokens.start <= start && end <= tokens.end && tokens.len() > end - start {
            cues.add(&["inside", outer, label]);
        } else if start <= tokens.start && tokens.end <= end && tokens.len() < end - start {
            cues.add(&["holds", outer, label]);
        }
    }
}

/// A record of right and wrong in words.
fn record(evidence: Evidence) -> &'static str {
    let Evidence { right, wrong } = evidence;
    match (right, wrong) {
        (0, 0) => "never seen",
        (0, 1) => "wrong once",
        (0, _) => "always wrong",
        (1, 0) => "right once",
        (_, 0) => "always right",
        _ if right > 2 * wrong => "mostly right",
        _ if wrong > 2 * right => "mostly wrong",
        _ => "right or wrong",
    }
}
