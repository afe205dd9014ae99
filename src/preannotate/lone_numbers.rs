//! Numbers that belong to nothing else: scores, votes, ages, ordinals. Runs after all that may take a number into a mention.

use smol_str::{SmolStr, format_smolstr};

use super::analysis::Analysis;
use super::findings::{Findings, FoundMention, Label};
use super::lexicon::Parts;
use super::numbers;
use super::pipeline::Component;
use super::tagger::Tag;
use crate::model::Level;
use crate::text::TokenKind;

/// The component.
pub(super) struct Numbers;

impl Component for Numbers {
    fn name(&self) -> &'static str {
        "numbers"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["nominals", "names", "timex", "amounts"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["NUMBER"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let taken = super::covered(analysis, findings);
        let tokens = 0..analysis.words.len();
        let found = super::scan(analysis, &taken, tokens, |at| {
            let (end, count, reason) = number_at(analysis, at)?;
            Some((at..end, (count, reason)))
        });
        findings
            .mentions
            .extend(found.map(|(tokens, (count, reason))| FoundMention {
                span: analysis.span_of(tokens.clone()),
                head: tokens.end - 1,
                tokens,
                label: Some(Label::Number),
                schema_label: None,
                level: Level::Name,
                value: None,
                count,
                entity: None,
                country: "",
                source: "numbers",
                score: 0.8,
                reason: reason.into(),
                is_fixed: false,
            }));
    }
}

fn number_at(analysis: &Analysis<'_>, at: usize) -> Option<(usize, Option<SmolStr>, &'static str)> {
    let word = &analysis.words[at];
    let ordinal = analysis.hits_at(at).iter().find(|hit| {
        hit.label == Some(Label::Number)
            && hit.end == hit.start + 1
            && analysis.row(**hit).kind == "ordinal"
            && analysis.form(at) != "last"
    });
    if let Some(hit) = ordinal {
        let opened = at.checked_sub(1).is_some_and(|before| {
            matches!(
                analysis.words[before].tag,
                Tag::Determiner | Tag::PossessivePronoun | Tag::PossessiveMark
            )
        });
        let count = Some(format_smolstr!("{}", analysis.row(*hit).weight));
        return opened.then_some((at + 1, count, "ordinal number"));
    }
    if word.kind == TokenKind::Number {
        let written = analysis.written(at);
        let score = written.split_once(['-', '–']).is_some_and(|(a, b)| {
            !a.is_empty()
                && !b.is_empty()
                && a.len() < 4
                && b.len() < 4
                && a.bytes().chain(b.bytes()).all(|byte| byte.is_ascii_digit())
        });
        if score {
            return Some((at + 1, None, "result in figures"));
        }
        // "1 – 0".
        let is_small = |at: usize| {
            let written = analysis.written(at);
            (1..=2).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_digit())
        };
        let same = analysis
            .words
            .get(at + 2)
            .is_some_and(|last| last.sentence == word.sentence);
        if same
            && matches!(analysis.form(at + 1), "-" | "–" | "—")
            && is_small(at)
            && is_small(at + 2)
        {
            return Some((at + 3, None, "result in figures"));
        }
        let amount = numbers::read(analysis, at)?;
        return Some((
            amount.end,
            Some(numbers::spell(amount.value).into()),
            "number in figures",
        ));
    }
    if !word.parts.any(Parts::NUMBER)
        || analysis.form(at) == "one"
        || word.shape.is_capitalised() && !word.initial
    {
        return None;
    }
    let amount = numbers::read(analysis, at).filter(|amount| !amount.is_vague)?;
    Some((
        amount.end,
        Some(numbers::spell(amount.value).into()),
        "number in words",
    ))
}
