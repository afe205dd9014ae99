//! Money, percentages and measures: a number with the words or signs that say of what.

use std::ops::Range;

use super::analysis::Analysis;
use super::findings::{Findings, FoundMention, Label};
use super::gazetteer::{Flags, Row};
use super::lists::Lists;
use super::numbers;
use super::pipeline::Component;
use crate::model::Level;
use crate::text::TokenKind;

/// The component.
pub(super) struct Amounts;

impl Component for Amounts {
    fn name(&self) -> &'static str {
        "amounts"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["word-list", "timex"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["MONEY", "PERCENT", "QUANTITY"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let taken = super::covered(analysis, findings);
        let tokens = 0..analysis.words.len();
        let found = super::scan(analysis, &taken, tokens, |at| read(analysis, at));
        findings
            .mentions
            .extend(found.map(|(tokens, (label, count))| mention(analysis, tokens, label, count)));
    }
}

fn mention(
    analysis: &Analysis<'_>,
    tokens: Range<usize>,
    label: Label,
    count: f64,
) -> FoundMention {
    let reason = match label {
        Label::Money => "number with a currency",
        Label::Percent => "number with a percent sign or word",
        _ => "number with a unit of measure",
    };
    FoundMention {
        span: analysis.span_of(tokens.clone()),
        head: tokens.end - 1,
        tokens,
        label: Some(label),
        schema_label: None,
        level: Level::Name,
        value: None,
        count: Some(numbers::spell(count).into()),
        entity: None,
        country: "",
        source: "amounts",
        score: 0.95,
        reason: reason.into(),
        is_fixed: false,
    }
}

/// The longest listed form of a kind that begins at a token: its row and end.
fn listed(
    analysis: &Analysis<'_>,
    at: usize,
    kinds: &[&str],
    labels: &[Label],
) -> Option<(&'static Row, usize)> {
    let hits = analysis.hits_at(at);
    hits.iter().rev().find_map(|hit| {
        let row = analysis.row(*hit);
        (kinds.contains(&row.kind) && row.label.is_some_and(|label| labels.contains(&label)))
            .then_some((row, hit.end as usize))
    })
}

fn read(analysis: &Analysis<'_>, at: usize) -> Option<(Range<usize>, (Label, f64))> {
    let word = &analysis.words[at];
    let begins = match word.kind {
        TokenKind::Number => true,
        TokenKind::Punctuation => is_sign(analysis.written(at)),
        _ if word.parts.any(super::lexicon::Parts::NUMBER) => true,
        _ => analysis.lists(at).any(Lists::AMOUNT_OPENER),
    };
    if !begins {
        return None;
    }
    // "$400,000", "US$5 million", "€3bn".
    if let Some((_, after)) = listed(analysis, at, &["currency"], &[Label::Money])
        && (is_sign(analysis.written(at))
            || analysis.form(at).ends_with('$')
            || analysis
                .words
                .get(after)
                .is_some_and(|next| next.kind == TokenKind::Number))
        && let Some(amount) = numbers::read(analysis, after)
    {
        return Some((at..amount.end, (Label::Money, amount.value)));
    }
    if is_sign(analysis.written(at)) {
        let amount = numbers::read(analysis, at + 1)?;
        return Some((at..amount.end, (Label::Money, amount.value)));
    }
    if let Some(found) = compound(analysis, at) {
        return Some(found);
    }
    let amount = numbers::read(analysis, at)?;
    let sentence = word.sentence;
    let unit_at = match analysis.words.get(amount.end) {
        Some(next) if next.sentence != sentence => return None,
        Some(_) if matches!(analysis.form(amount.end), "-" | "of") && amount.is_vague => {
            amount.end + 1
        }
        Some(_) => amount.end,
        None => return None,
    };
    if let Some((row, end)) = listed(analysis, unit_at, &["percent"], &[Label::Percent]) {
        let glued = !row.flags.any(Flags::CONTEXT);
        return glued.then_some((at..end, (Label::Percent, amount.value)));
    }
    if let Some((row, end)) = listed(analysis, unit_at, &["currency"], &[Label::Money]) {
        let cased = !row.flags.any(Flags::CONTEXT) || amount.is_figure;
        return cased.then_some((at..end, (Label::Money, amount.value)));
    }
    // "3 million US dollars": the country's adjective before the currency.
    if let Some((_, end)) = listed(analysis, unit_at + 1, &["currency"], &[Label::Money])
        && analysis.words[unit_at].shape.is_capitalised()
    {
        return Some((at..end, (Label::Money, amount.value)));
    }
    let (row, end) = listed(analysis, unit_at, &["unit", "percent"], &[Label::Quantity])?;
    let sure = !row.flags.any(Flags::CONTEXT)
        || amount.is_figure
            && row.form.len() > 1
            && !analysis.words[unit_at]
                .parts
                .any(super::lexicon::Parts::CLOSED);
    // "140 kilometres an hour".
    let rate = matches!(
        (analysis.form(end), analysis.form(end + 1)),
        ("an" | "a" | "per", "hour" | "second" | "minute")
    );
    let end = if rate { end + 2 } else { end };
    sure.then_some((at..end, (Label::Quantity, amount.value)))
}

fn is_sign(written: &str) -> bool {
    matches!(
        written,
        "$" | "€"
            | "£"
            | "¥"
            | "₽"
            | "₹"
            | "₺"
            | "₴"
            | "₦"
            | "₪"
            | "₩"
            | "US$"
            | "A$"
            | "C$"
            | "R$"
            | "HK$"
            | "NZ$"
            | "S$"
    )
}

/// "900-page", "10-metre", "40%", "$5m" as one token.
fn compound(analysis: &Analysis<'_>, at: usize) -> Option<(Range<usize>, (Label, f64))> {
    let written = analysis.written(at);
    let (number, rest) = written.split_once('-')?;
    let value = numbers::figure(number)?;
    let rest = rest.to_lowercase();
    let unit = analysis.knowledge.vocabulary.get(&rest)?;
    let is_unit = analysis.gazetteer().is_kind(unit, "unit", Label::Quantity)
        || matches!(
            rest.as_str(),
            "page" | "storey" | "story" | "seat" | "acre" | "bed" | "room" | "foot"
        );
    is_unit.then_some((at..at + 1, (Label::Quantity, value)))
}
