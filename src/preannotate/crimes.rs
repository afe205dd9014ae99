//! Crimes that someone is charged with or convicted of, and punishments that are no length of time.

use std::ops::Range;

use super::analysis::Analysis;
use super::findings::{Findings, FoundMention, Label};
use super::lists::Lists;
use super::pipeline::Component;
use super::tagger::Tag;
use crate::model::Level;

/// The component.
pub(super) struct Crimes;

impl Component for Crimes {
    fn name(&self) -> &'static str {
        "crimes"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["word-list", "timex"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["CRIME", "SENTENCE"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let taken = super::covered(analysis, findings);
        for sentence in 0..analysis.segments.sentences.len() {
            let tokens = analysis.tokens_of(sentence);
            let Some(first) = tokens
                .clone()
                .find(|at| analysis.lists(*at).any(Lists::JUSTICE))
            else {
                continue;
            };
            let read = |at| read(analysis, at, first..tokens.end);
            let found = super::scan(analysis, &taken, first..tokens.end, read);
            findings.mentions.extend(
                found.map(|(tokens, (label, reason))| mention(analysis, tokens, label, reason)),
            );
        }
    }
}

fn mention(
    analysis: &Analysis<'_>,
    tokens: Range<usize>,
    label: Label,
    reason: &'static str,
) -> FoundMention {
    FoundMention {
        span: analysis.span_of(tokens.clone()),
        head: tokens.end - 1,
        tokens,
        label: Some(label),
        schema_label: None,
        level: Level::Name,
        value: None,
        count: None,
        entity: None,
        country: "",
        source: "crimes",
        score: 0.75,
        reason: reason.into(),
        is_fixed: false,
    }
}

fn read(
    analysis: &Analysis<'_>,
    at: usize,
    range: Range<usize>,
) -> Option<(Range<usize>, (Label, &'static str))> {
    let hit = analysis.hits_at(at).iter().rev().find(|hit| {
        matches!(hit.label, Some(Label::Crime | Label::Sentence)) && hit.end as usize <= range.end
    });
    if let Some(hit) = hit {
        let row = analysis.row(*hit);
        let tokens = hit.tokens();
        let before = at.checked_sub(1).map_or("", |before| analysis.form(before));
        if row.label == Some(Label::Sentence) {
            let judged = (at.saturating_sub(7)..at).any(|at| {
                matches!(
                    analysis.form(at),
                    "sentenced" | "sentence" | "condemned" | "sentencing" | "sentences"
                )
            });
            let noun = row.form.ends_with("sentence")
                || row.form.ends_with("term")
                || row.form.ends_with("penalty")
                || row.form == "parole";
            return (judged && !noun && matches!(before, "to" | "of" | "and" | "or"))
                .then_some((tokens, (Label::Sentence, "listed punishment")));
        }
        let linked = matches!(
            before,
            "of" | "with"
                | "for"
                | "and"
                | "or"
                | ","
                | "in"
                | "over"
                | "including"
                | "attempted"
                | "alleged"
                | "spreading"
                | "on"
                | "to"
                | "suspected"
        );
        return linked.then_some((
            tokens,
            (Label::Crime, "listed crime beside a word of justice"),
        ));
    }
    gerund(analysis, at, range.end)
}

/// "convicted of causing death by negligence": all that the verb in -ing brings with it.
fn gerund(
    analysis: &Analysis<'_>,
    at: usize,
    limit: usize,
) -> Option<(Range<usize>, (Label, &'static str))> {
    if analysis.words[at].tag != Tag::Ing {
        return None;
    }
    let charge = at.checked_sub(2).map_or("", |charge| analysis.form(charge));
    let link = at.checked_sub(1).map_or("", |link| analysis.form(link));
    let charged = matches!(
        (charge, link),
        ("charged" | "charges", "with" | "of")
            | (
                "convicted" | "guilty" | "acquitted" | "cleared" | "suspected" | "conviction",
                "of"
            )
            | (
                "fined" | "jailed" | "indicted" | "imprisoned" | "sentenced" | "arrested",
                "for"
            )
    ) || link == "for"
        && at > 3
        && (at.saturating_sub(9)..at).any(|at| {
            matches!(
                analysis.form(at),
                "fined" | "jailed" | "sentenced" | "convicted"
            )
        });
    if !charged {
        return None;
    }
    let end = (at + 1..limit.min(at + 9)).find(|end| {
        let word = &analysis.words[*end];
        word.is_mark()
            || matches!(
                word.tag,
                Tag::Conjunction | Tag::Subordinator | Tag::Relative
            )
            || matches!(
                analysis.form(*end),
                "in" | "on" | "at" | "after" | "before" | "during"
            )
    });
    let end = end.unwrap_or(limit.min(at + 9));
    (end > at + 1).then_some((at..end, (Label::Crime, "what someone is charged with")))
}
