//! Where the extent of a nominal begins, and the count that opens it.

use smol_str::{SmolStr, format_smolstr};

use super::Finder;
use crate::preannotate::analysis::{Analysis, Phrase};
use crate::preannotate::findings::Label;
use crate::preannotate::numbers;
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::Known;

impl Finder<'_, '_, '_> {
    /// Where the extent of a phrase begins: after the determiner and after dates and amounts of money before it.
    pub(super) fn extent_start(&self, phrase: &Phrase, noun_start: usize) -> usize {
        let mut start = phrase.core as usize;
        for at in (start..noun_start).rev() {
            let blocks = match self.owner(at) {
                Some(mention) => {
                    let label = mention.label;
                    let compound =
                        mention.tokens.len() == 1 && self.analysis.written(at).contains('-');
                    matches!(
                        label,
                        Some(
                            Label::Date
                                | Label::Time
                                | Label::Money
                                | Label::Percent
                                | Label::Title
                                | Label::Sentence
                        )
                    ) && !compound
                        || label == Some(Label::Per) && mention.tokens.end < noun_start
                        || mention.tokens.end > noun_start
                        || mention.tokens.start < start
                }
                None => {
                    self.analysis.words[at].is(Known::Such)
                        || self.analysis.words[at].tag == Tag::Adverb
                }
            };
            if blocks {
                start = at + 1;
                break;
            }
        }
        // "at least three women": the hedge is said by the count, not by the extent.
        if start < noun_start
            && matches!(self.analysis.form(start), "least" | "most")
            && start
                .checked_sub(1)
                .is_some_and(|before| self.analysis.form(before) == "at")
        {
            start += 1;
        }
        // "other", "several", "same" are no part of the extent; numerals and descriptions are.
        while start < noun_start
            && matches!(
                self.analysis.form(start),
                "other"
                    | "several"
                    | "many"
                    | "few"
                    | "same"
                    | "such"
                    | "own"
                    | "more"
                    | "most"
                    | "various"
                    | "numerous"
                    | "some"
                    | "certain"
                    | "additional"
                    | "further"
            )
            && !self
                .analysis
                .words
                .get(start + 1)
                .is_some_and(|word| word.tag == Tag::Number)
        {
            start += 1;
        }
        start
    }

    /// "Moscow-based bank", "U.S.-backed rebels": a name with a hyphen and a participle belongs to the extent.
    pub(super) fn with_compound(&self, start: usize) -> usize {
        let Some(hyphen) = start.checked_sub(2).filter(|hyphen| {
            matches!(self.analysis.form(*hyphen), "-" | "‐" | "–")
                && !self.analysis.words[start - 1].spaced
        }) else {
            return start;
        };
        match hyphen.checked_sub(1).and_then(|name| self.owner(name)) {
            Some(mention) if mention.tokens.end == hyphen => mention.tokens.start,
            _ => start,
        }
    }

    /// The count that opens an extent, with the sign of a hedge before it.
    pub(super) fn count_at(&self, start: usize, end: usize) -> Option<SmolStr> {
        let amount = numbers::read(self.analysis, start).filter(|amount| amount.end <= end)?;
        Some(count_of(self.analysis, start, &amount))
    }
}

/// A count as digits with the sign of its hedge.
pub(super) fn count_of(analysis: &Analysis<'_>, start: usize, amount: &numbers::Amount) -> SmolStr {
    let sign = numbers::hedge_before(analysis, start)
        .map_or(if amount.is_vague { "~" } else { "" }, |(_, sign)| sign);
    format_smolstr!("{sign}{}", numbers::spell(amount.value))
}
