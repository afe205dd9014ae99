//! Which of the found mentions a person wants, learnt from those that were kept and refused: a component of the pipeline, and its examples.

use std::ops::Range;
use std::sync::Arc;

use super::memory::{Evidence, Remembered};
use crate::learn::judge::Judge;
use crate::learn::linear::Example;
use crate::model::{Document, DocumentStatus, Layer, SuggestionKey, Verdict};
use crate::preannotate::calibration::Calibration;
use crate::preannotate::{
    Analysis, Component, Cue, Cues, Findings, FoundMention, Label, WORD_LIST,
};

/// Name of the component.
pub const NAME: &str = "mention-judge";

/// What the component works behind: all mentions are found, and events are not yet.
pub const AFTER: &str = super::memory::NAME;

/// How probable it is that a mention should be cut in a certain other way.
const OTHER_CUT: f32 = 0.06;

/// Labels that nothing but decisions can teach are learnt up to this number.
const MOST_NEW_LABELS: usize = 12;

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
        findings.sort_mentions();
        let all = std::mem::take(&mut findings.mentions);
        findings.mentions = all
            .iter()
            .filter_map(|mention| {
                if is_settled(mention) {
                    return Some(mention.clone());
                }
                let is_shown = self.remembered.label_of(mention).is_some();
                let ways = ways(analysis, &all, mention, &self.remembered);
                let scored = ways.into_iter().map(|way| {
                    let cues = cues(analysis, &all, &way, &self.remembered);
                    (self.judge.score(prior(&way), &cues), way)
                });
                let best = scored.max_by(|one, other| one.0.total_cmp(&other.0));
                let best = best
                    .filter(|(score, _)| *score >= 0.5)
                    .map(|(score, way)| way.judged(score));
                // What the schema has no label for is not shown, but events and chains may need it.
                best.or_else(|| (!is_shown).then(|| mention.clone()))
            })
            .collect();
        findings.sort_mentions();
    }
}

/// How a mention may be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    AsFound,
    UnderNewLabel,
    HeadAlone,
    WithoutFirst,
    WithBefore,
    WithBehind,
}

impl Cut {
    const OTHERS: [Self; 4] = [
        Self::HeadAlone,
        Self::WithoutFirst,
        Self::WithBefore,
        Self::WithBehind,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::AsFound => "as found",
            Self::UnderNewLabel => "under a new label",
            Self::HeadAlone => "head alone",
            Self::WithoutFirst => "without first",
            Self::WithBefore => "with before",
            Self::WithBehind => "with behind",
        }
    }

    /// The tokens of a mention cut so, and the token that this drops or adds.
    fn of(self, mention: &FoundMention) -> Option<(Range<usize>, usize)> {
        let Range { start, end } = mention.tokens;
        match self {
            Self::AsFound | Self::UnderNewLabel => None,
            Self::HeadAlone => (end - start > 2).then_some((mention.head..mention.head + 1, start)),
            Self::WithoutFirst => (end - start > 1).then_some((start + 1..end, start)),
            Self::WithBefore => Some((start.checked_sub(1)?..end, start - 1)),
            Self::WithBehind => Some((start..end + 1, end)),
        }
    }
}

/// A mention in one of the ways in which it may be cut.
struct Way {
    mention: FoundMention,
    cut: Cut,
    /// The token that the cut drops or adds.
    token: usize,
}

impl Way {
    /// The mention, as sure as the judge is where nobody else has a say.
    fn judged(mut self, score: f32) -> FoundMention {
        if self.cut == Cut::UnderNewLabel {
            self.mention.score = score;
        }
        self.mention
    }
}

/// A mention as it was found, and cut in other ways that no other mention has. One that the schema has no label for: with each of the labels that
/// nothing but decisions can teach.
fn ways(
    analysis: &Analysis<'_>,
    all: &[FoundMention],
    mention: &FoundMention,
    remembered: &Remembered,
) -> Vec<Way> {
    if remembered.label_of(mention).is_none() {
        return under_new_labels(mention, remembered).collect();
    }
    let sentence = analysis.words.get(mention.head).map(|word| word.sentence);
    let is_free = |tokens: &Range<usize>| {
        let words = analysis.words.get(tokens.clone()).unwrap_or_default();
        let same = words
            .iter()
            .all(|word| !word.skipped && Some(word.sentence) == sentence);
        same && tokens.contains(&mention.head) && !words.is_empty() && !is_found(all, tokens)
    };
    let cut = |cut: Cut| {
        let (tokens, token) = cut.of(mention).filter(|(tokens, _)| is_free(tokens))?;
        let mention = FoundMention {
            span: analysis.span_of(tokens.clone()),
            tokens,
            ..mention.clone()
        };
        Some(Way {
            mention,
            cut,
            token,
        })
    };
    let as_found = Way {
        mention: mention.clone(),
        cut: Cut::AsFound,
        token: mention.tokens.start,
    };
    let others = Cut::OTHERS.into_iter().filter_map(cut);
    std::iter::once(as_found).chain(others).collect()
}

/// A mention under each label of the schema that no label of the pre-annotator feeds.
fn under_new_labels<'m>(
    mention: &'m FoundMention,
    remembered: &'m Remembered,
) -> impl Iterator<Item = Way> + 'm {
    let types = remembered.schema.shown_entity_types();
    let new = types.filter(|known| {
        let mut labels = Label::ALL.iter();
        !labels.any(|label| known.is_fed_by(label.name()))
    });
    new.take(MOST_NEW_LABELS).map(|known| Way {
        mention: FoundMention {
            schema_label: Some(known.name.clone()),
            source: NAME,
            reason: "learnt from what was labelled in this project".into(),
            ..mention.clone()
        },
        cut: Cut::UnderNewLabel,
        token: mention.tokens.start,
    })
}

/// Whether a mention was found on exactly those tokens. Mentions are sorted by place.
fn is_found(all: &[FoundMention], tokens: &Range<usize>) -> bool {
    let from = all.partition_point(|other| other.tokens.start < tokens.start);
    let mut same = all[from..]
        .iter()
        .take_while(|other| other.tokens.start == tokens.start);
    same.any(|other| other.tokens == *tokens)
}

/// Whether a person decided about it already.
fn is_settled(mention: &FoundMention) -> bool {
    mention.is_fixed || mention.source == WORD_LIST
}

/// How sure one may be before anything was learnt: of another cut, hardly.
fn prior(way: &Way) -> f32 {
    match way.cut {
        Cut::AsFound => Calibration::shipped().score(way.mention.source, way.mention.score),
        _ => OTHER_CUT,
    }
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
    let all = &findings.mentions;
    let open = all
        .iter()
        .filter(|mention| !is_settled(mention) && !document.is_skipped(mention.span));
    open.flat_map(|mention| ways(analysis, all, mention, remembered))
        .filter_map(|way| {
            let label = remembered.label_of(&way.mention)?;
            let span = way.mention.span;
            let annotations = layer.annotations.mentions().iter();
            let mut same = annotations.filter(|known| known.extent.envelope() == span);
            let is_right = same.any(|known| known.label == label);
            let decision = layer.decision(&SuggestionKey::Mention(span, label));
            let is_refused = decision.is_some_and(|made| made.verdict != Verdict::Accepted);
            (is_done || is_right || is_refused).then(|| Example {
                cues: cues(analysis, all, &way, remembered),
                prior: prior(&way),
                is_right,
            })
        })
        .collect()
}

/// What is the case with a mention among all that were found.
fn cues(
    analysis: &Analysis<'_>,
    all: &[FoundMention],
    way: &Way,
    remembered: &Remembered,
) -> Vec<Cue> {
    let mut cues = Cues::default();
    let mention = &way.mention;
    let label = remembered.label_of(mention).unwrap_or_default();
    let own = mention.label.map_or("", Label::name);
    let level = mention.level.name();
    let (first, last) = (mention.tokens.start, mention.tokens.end);
    let cut = way.cut.name();
    cues.add(&["any"]);
    cues.add(&["cut", cut]);
    cues.add(&["cut", cut, level]);
    cues.add(&["cut", cut, &label, level]);
    cues.add(&["cut", cut, mention.source]);
    cues.add(&["cut at", cut, analysis.form(way.token)]);
    cues.add(&["cut at", cut, analysis.form(way.token), &label]);
    cues.add(&["label", &label]);
    cues.add(&["own label", own]);
    cues.add(&["own label", own, &label]);
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
        let outer = other.label.map_or("", Label::name);
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
