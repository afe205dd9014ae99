//! Cues: whether the words beside a listed form decide for or against one of its readings.

use super::analysis::{Analysis, Shape};
use super::findings::Label;
use super::gazetteer::{Cue, CueItem, CuePlace, Flags, Hit, Row, RowClass};
use super::lexicon::Parts;
use super::words::WordId;
use crate::text::TokenKind;

/// What the words beside a form say about a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A cue is met.
    For,
    /// Nothing.
    Silent,
    /// A cue rules it out.
    Against,
}

/// Judges the reading of a hit by its cues.
pub fn judge(analysis: &Analysis<'_>, hit: Hit, row: &Row) -> Verdict {
    let mut verdict = Verdict::Silent;
    for cue in &row.cues {
        if !is_met(analysis, hit, cue) {
            continue;
        }
        match cue.place {
            CuePlace::NotBefore | CuePlace::NotBehind => return Verdict::Against,
            CuePlace::Before | CuePlace::Behind | CuePlace::Near => verdict = Verdict::For,
        }
    }
    verdict
}

fn is_met(analysis: &Analysis<'_>, hit: Hit, cue: &Cue) -> bool {
    let (start, end) = (hit.start as usize, hit.end as usize);
    match cue.place {
        CuePlace::Before | CuePlace::NotBefore => match &cue.item {
            CueItem::Words(words) => start
                .checked_sub(words.len())
                .is_some_and(|first| same_words(analysis, first, words)),
            CueItem::Start => analysis.words[start].initial,
            item => start
                .checked_sub(1)
                .filter(|before| analysis.words[*before].sentence == analysis.words[start].sentence)
                .is_some_and(|before| is_class(analysis, before, item)),
        },
        CuePlace::Behind | CuePlace::NotBehind => match &cue.item {
            CueItem::Words(words) => same_words(analysis, end, words),
            item => {
                analysis
                    .words
                    .get(end)
                    .is_some_and(|next| next.sentence == analysis.words[start].sentence)
                    && is_class(analysis, end, item)
            }
        },
        CuePlace::Near => match &cue.item {
            CueItem::Words(words) => match words.as_slice() {
                [word] => analysis.occurs(*word),
                [first, ..] if analysis.occurs(*first) => (0..analysis.words.len())
                    .any(|at| analysis.words[at].id == *first && same_words(analysis, at, words)),
                _ => false,
            },
            _ => false,
        },
    }
}

fn same_words(analysis: &Analysis<'_>, start: usize, words: &[WordId]) -> bool {
    analysis
        .words
        .get(start..start + words.len())
        .is_some_and(|tokens| {
            tokens
                .iter()
                .zip(words)
                .all(|(token, word)| token.id == *word)
        })
}

fn is_class(analysis: &Analysis<'_>, at: usize, item: &CueItem) -> bool {
    let word = &analysis.words[at];
    let person = || analysis.gazetteer().person(word.id);
    match item {
        CueItem::Given => word.shape.is_capitalised() && person().given > 0,
        CueItem::Surname => {
            word.shape.is_capitalised()
                && (person().surname > 0
                    || !word.parts.any(Parts::COMMON) && analysis.hits_at(at).is_empty())
        }
        CueItem::Title => ends_title(analysis, at),
        CueItem::Number => word.kind == TokenKind::Number || word.parts.any(Parts::NUMBER),
        CueItem::Say => is_say_verb(analysis, at),
        CueItem::Capital => word.shape.is_capitalised(),
        CueItem::Lower => word.shape == Shape::Lower,
        CueItem::Pronoun => word.parts.any(Parts::PRONOUN),
        CueItem::Start | CueItem::Words(_) => false,
    }
}

/// Whether the token is a verb of saying.
pub fn is_say_verb(analysis: &Analysis<'_>, at: usize) -> bool {
    analysis
        .hits_at(at)
        .iter()
        .any(|hit| hit.class == RowClass::Other && analysis.row(*hit).kind == "say-verb")
}

/// Whether a title or honorific that stands before names ends with the token.
pub fn ends_title(analysis: &Analysis<'_>, at: usize) -> bool {
    let sentence = analysis.words[at].sentence;
    (at.saturating_sub(4)..=at)
        .filter(|start| analysis.words[*start].sentence == sentence)
        .any(|start| {
            analysis.hits_at(start).iter().any(|hit| {
                if hit.end as usize != at + 1 {
                    return false;
                }
                let row = analysis.row(*hit);
                row.is_name()
                    && !row.flags.any(Flags::AMBIGUOUS)
                    && (row.kind == "honorific" || row.label == Some(Label::Title))
            })
        })
}
