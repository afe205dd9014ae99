//! Where the capitalised stretches of a sentence begin and end: runs that hold one name or several.

use std::ops::Range;

use super::candidates::Candidate;
use super::own_words::numbered;
use crate::preannotate::analysis::{Analysis, CaseStyle, Shape, Word};
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::RowClass;
use crate::preannotate::lexicon::Parts;
use crate::preannotate::lists::Lists;
use crate::preannotate::words::Known;
use crate::text::{TokenKind, ZoneKind};

/// Everything found in the runs of a document.
#[derive(Default)]
pub(super) struct Runs {
    pub(super) candidates: Vec<Candidate>,
    /// Titles that stand before names.
    pub(super) titles: Vec<Range<usize>>,
}

/// Collects the candidates of all sentences. `covered[token]`: belongs to a mention already.
pub(super) fn collect(analysis: &Analysis<'_>, covered: &[bool]) -> Runs {
    let mut cutter = Cutter {
        analysis,
        covered,
        runs: Runs::default(),
    };
    for sentence in 0..analysis.segments.sentences.len() {
        let tokens = analysis.tokens_of(sentence);
        let is_byline = analysis
            .segments
            .sentences
            .get(sentence)
            .is_some_and(|sentence| {
                analysis.document.zone_at(sentence.span.start) == Some(ZoneKind::Byline)
            });
        match analysis.styles[sentence] {
            _ if is_byline => cutter.sentence(tokens),
            CaseStyle::Normal => cutter.sentence(tokens),
            CaseStyle::Title | CaseStyle::Upper => cutter.headline(tokens),
        }
    }
    cutter.runs
}

/// Works through the sentences of a document. What single words are is asked in `tokens.rs`; runs are cut in `cuts.rs` and their pieces
/// become candidates in `candidates.rs`.
pub(super) struct Cutter<'a, 'd> {
    pub(super) analysis: &'a Analysis<'d>,
    /// `covered[token]`: belongs to a mention already.
    pub(super) covered: &'a [bool],
    pub(super) runs: Runs,
}

impl Cutter<'_, '_> {
    /// A headline: capitals say nothing, so only listed forms and plain names of people are taken.
    fn headline(&mut self, tokens: Range<usize>) {
        let mut at = tokens.start;
        while at < tokens.end {
            let found = self
                .listed_at(at, tokens.end, true)
                .or_else(|| self.person_in_headline(at, tokens.end));
            match found {
                Some(end) if !self.covered[at] => {
                    self.push(at..end);
                    at = end;
                }
                _ => at += 1,
            }
        }
    }

    /// A given name and a word behind it, both of them no ordinary words.
    fn person_in_headline(&self, at: usize, limit: usize) -> Option<usize> {
        let is_own = |at: usize| {
            self.is_name_token(at)
                && self.word(at).is_some_and(|word| {
                    !word.parts.any(Parts::COMMON) && word.kind == TokenKind::Word
                })
        };
        let listed = |at: usize| self.listed_at(at, limit, true).is_some();
        (at + 1 < limit && self.is_given(at) && is_own(at) && is_own(at + 1) && !listed(at + 1))
            .then_some(at + 2)
    }

    fn sentence(&mut self, tokens: Range<usize>) {
        let mut at = tokens.start;
        while at < tokens.end {
            if self.analysis.words[at].skipped || self.covered[at] {
                at += 1;
                continue;
            }
            let word = &self.analysis.words[at];
            if !word.shape.is_capitalised() && !self.is_listed(at) {
                at += 1;
                continue;
            }
            // "the Gulf of Aden", though "the Gulf" is listed with its article.
            let listed = self.listed_at(at, tokens.end, false);
            let is_longer = self.analysis.words[at].is(Known::The)
                && listed.is_some_and(|listed| {
                    let behind = self.run_from(at + 1, tokens.end);
                    behind.is_some_and(|end| end > listed)
                });
            if is_longer {
                at += 1;
            }
            if let Some(end) = self.run_from(at, tokens.end) {
                self.cut(at, end);
                at = end;
                continue;
            }
            // Lower-case listed names: "al Shabaab", "eBay", nationalities in lower case.
            match self.listed_at(at, tokens.end, false) {
                Some(end) => {
                    self.push(at..end);
                    at = end;
                }
                None => at += 1,
            }
        }
    }

    /// The end of the run that begins at a token, if one does.
    fn run_from(&self, start: usize, limit: usize) -> Option<usize> {
        let first = &self.analysis.words[start];
        let listed = self.listed_at(start, limit, false);
        let opens = self.is_name_token(start) && self.may_open(first, start, limit);
        let phrase = listed.is_some_and(|end| self.opens_longer_noun(start, end));
        if phrase || !opens && listed.is_none_or(|_| !first.shape.is_capitalised()) {
            return None;
        }
        let mut end = listed.unwrap_or(start + 1).max(start + 1);
        while let Some(next) = self.extend(start, end, limit) {
            end = next;
        }
        Some(end)
    }

    /// Whether a capital at the start of a sentence is more than the start of a sentence.
    fn may_open(&self, word: &Word, at: usize, limit: usize) -> bool {
        if !word.initial || !word.parts.any(Parts::COMMON) || word.shape == Shape::Upper {
            return true;
        }
        let title = self.analysis.hits_at(at).iter().any(|hit| {
            let row = self.analysis.row(*hit);
            row.is_name() && (row.label == Some(Label::Title) || row.kind == "honorific")
        });
        let next = at + 1 < limit && self.is_name_token(at + 1);
        let adjective = !word
            .parts
            .any(Parts::ADVERB.with(Parts::ING).with(Parts::PAST));
        title || next && adjective || self.is_given(at) && !word.parts.any(Parts::ANY_VERB)
    }

    /// "Police commissioner", "Opposition leader": a common noun that begins with a listed name, at the start of a sentence.
    fn opens_longer_noun(&self, start: usize, end: usize) -> bool {
        let word = &self.analysis.words[start];
        word.initial
            && word.parts.any(Parts::COMMON)
            && self
                .analysis
                .hits_at(start)
                .iter()
                .any(|hit| hit.end as usize > end && !self.analysis.row(*hit).is_name())
    }

    /// The end of the run one step further.
    fn extend(&self, start: usize, end: usize, limit: usize) -> Option<usize> {
        if end >= limit {
            return None;
        }
        let next = &self.analysis.words[end];
        let is_numbered = next.kind == TokenKind::Number
            && next.spaced
            && (end == start + 1 && numbered(self.analysis.form(start)).is_some()
                || self.analysis.form(end - 1) == "flight");
        if is_numbered && !self.covered[end] {
            return Some(end + 1);
        }
        if self.is_name_token(end) || self.is_short_surname(start, end, limit) {
            return Some(self.listed_at(end, limit, false).unwrap_or(end + 1));
        }
        let capital_after = |at: usize| at < limit && self.is_name_token(at);
        let last = &self.analysis.words[end - 1];
        if next.is(Known::Ampersand) && capital_after(end + 1) {
            let two_people = end - start > 1 && self.is_given(start) && self.is_given(end + 1);
            return (!two_people).then_some(end + 2);
        }
        if let Some(behind) = self.nickname(start, end, limit) {
            return Some(behind);
        }
        let is_particle = |at: usize| {
            self.word(at).is_some_and(|word| word.shape == Shape::Lower)
                && self.analysis.lists(at).any(Lists::NAME_PARTICLE)
        };
        if is_particle(end) && capital_after(end + 1) {
            let person = !last.parts.any(Parts::COMMON) || self.is_given(end - 1);
            return person.then_some(end + 2);
        }
        if is_particle(end) && is_particle(end + 1) && capital_after(end + 2) {
            return Some(end + 3);
        }
        let is_person = end - start > 1 && self.is_given(start) && !self.starts_pattern(start, end);
        let heads = last.parts.any(Parts::ANY_NOUN) && !self.ends_title(start, end) && !is_person;
        if next.is(Known::Of) && heads {
            if capital_after(end + 1) {
                return Some(self.listed_at(end + 1, limit, false).unwrap_or(end + 2));
            }
            let article = self.word(end + 1).is_some_and(|word| word.is(Known::The));
            // "University of the West Indies", but "Colorado State University" of the US.
            let opens = self.starts_pattern(start, start + 1) && end == start + 1
                || self.analysis.form(end - 1) != "university" && self.starts_pattern(start, end);
            if article && capital_after(end + 2) && opens {
                return Some(end + 3);
            }
        }
        if next.is_any(&[Known::For, Known::On, Known::Against]) {
            let pattern = self.starts_pattern(start, end)
                || next.is(Known::For) && self.analysis.lists(end - 1).any(Lists::WITH_PURPOSE);
            if pattern && capital_after(end + 1) {
                return Some(end + 2);
            }
            let article = self.word(end + 1).is_some_and(|word| word.is(Known::The));
            if pattern && article && capital_after(end + 2) {
                return Some(end + 3);
            }
        }
        if next.is(Known::And) && capital_after(end + 1) && self.joins_common(start, end, limit) {
            return Some(end + 2);
        }
        if next.kind == TokenKind::Possessive
            && capital_after(end + 1)
            && self.owns_head(start, end, limit)
        {
            return Some(end + 2);
        }
        None
    }

    /// "William “Buck” May": a nickname in quotation marks between a given name and a surname.
    fn nickname(&self, start: usize, end: usize, limit: usize) -> Option<usize> {
        let is_quote = |at: usize, marks: &[&str]| marks.contains(&self.analysis.written(at));
        if !is_quote(end, &["“", "\"", "‘", "'"]) || !self.is_given(start) {
            return None;
        }
        let close = (end + 2..end + 5).find(|at| is_quote(*at, &["”", "\"", "’", "'"]))?;
        let inside = (end + 1..close).all(|at| {
            self.word(at)
                .is_some_and(|word| word.kind == TokenKind::Word && word.shape.is_capitalised())
        });
        let surname = close + 1 < limit && self.is_name_token(close + 1);
        (inside && surname && close + 1 < limit).then_some(close + 2)
    }

    /// "James To": a surname of two letters that is a small word as well, behind a given name.
    fn is_short_surname(&self, start: usize, end: usize, limit: usize) -> bool {
        let word = &self.analysis.words[end];
        end == start + 1
            && word.span.len() == 2
            && word.shape == Shape::Capital
            && word.kind == TokenKind::Word
            && !word.skipped
            && !self.covered[end]
            && self.is_given(start)
            && !self.analysis.words[start].parts.any(Parts::COMMON)
            && !(end + 1 < limit && self.analysis.words[end + 1].shape.is_capitalised())
            && !matches!(self.analysis.form(end), "mr" | "dr" | "ms")
    }

    /// Whether the words up to `end` and the connector behind them open a listed pattern ("Committee for").
    fn starts_pattern(&self, start: usize, end: usize) -> bool {
        (start..end).any(|at| {
            self.analysis
                .hits_at(at)
                .iter()
                .any(|hit| hit.end as usize == end + 1 && hit.class == RowClass::Start)
        })
    }

    /// "Ministry of Health and Welfare", "Truth and Reconciliation Commission": two ordinary words, with a pattern around them.
    fn joins_common(&self, start: usize, end: usize, limit: usize) -> bool {
        let common = |at: usize| {
            self.word(at).is_some_and(|word| {
                word.parts.any(Parts::COMMON)
                    && word.parts.any(Parts::ANY_NOUN.with(Parts::ADJECTIVE))
            })
        };
        let is_place = self
            .analysis
            .hits_at(end - 1)
            .iter()
            .any(|hit| self.analysis.row(*hit).label == Some(Label::Gpe));
        if is_place || !common(end - 1) || !common(end + 1) {
            return false;
        }
        let after_of = self.analysis.words[start..end]
            .iter()
            .any(|word| word.is_any(&[Known::Of, Known::For]));
        let mut last = end + 1;
        while last + 1 < limit && self.is_name_token(last + 1) {
            last += 1;
        }
        after_of || last > end + 1 && self.head_kind(last).is_some() && end - start == 1
    }

    /// "St Brendan's Hospital", "Workers' League": an ordinary word or saint before "'s" and a head behind it.
    fn owns_head(&self, start: usize, end: usize, limit: usize) -> bool {
        let last = &self.analysis.words[end - 1];
        let saint =
            end - start >= 2 && matches!(self.analysis.form(end - 2), "st" | "st." | "saint");
        // "Japan's Defense Ministry" are two names.
        let is_place = (start..end).any(|at| {
            self.analysis.hits_at(at).iter().any(|hit| {
                let row = self.analysis.row(*hit);
                hit.end as usize == end
                    && row.is_name()
                    && matches!(row.label, Some(Label::Gpe | Label::Norp))
            })
        });
        if !saint && (is_place || !last.parts.any(Parts::ANY_NOUN)) {
            return false;
        }
        let mut at = end + 1;
        while at + 1 < limit && self.is_name_token(at + 1) {
            at += 1;
        }
        self.head_kind(at).is_some()
    }
}
