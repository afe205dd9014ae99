//! What a word may be in a name, by how it is written and by what the lists have at its place: asked of every token, of runs and of pieces.

use std::ops::Range;

use super::evidence;
use super::runs::Cutter;
use crate::preannotate::analysis::{CaseStyle, Shape, Word};
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::{Flags, Row, RowClass};
use crate::preannotate::lexicon::Parts;
use crate::preannotate::words::Known;
use crate::text::TokenKind;

impl Cutter<'_, '_> {
    pub(super) fn word(&self, at: usize) -> Option<&Word> {
        self.analysis.words.get(at)
    }

    /// Whether a token may be part of a name by how it is written.
    pub(super) fn is_name_token(&self, at: usize) -> bool {
        let Some(word) = self.word(at) else {
            return false;
        };
        word.kind == TokenKind::Word
            && word.shape.is_capitalised()
            && !word.skipped
            && !self.covered[at]
            && !(word.shape == Shape::Capital && self.is_function_word(at))
            && !self.is_shouted(at)
            && !self.is_shouted_pronoun(at)
            && !word.is(Known::I)
            && !self.is_prefixed(at)
            && !self.is_label(at)
    }

    /// "pro-Beijing", "anti-American": a description, unless a list has it whole.
    fn is_prefixed(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        if word.parts.any(Parts::COMMON) {
            return false;
        }
        let form = self.analysis.form(at);
        form.split_once('-').is_some_and(|(prefix, rest)| {
            matches!(
                rest,
                "language"
                    | "style"
                    | "wide"
                    | "type"
                    | "class"
                    | "speaking"
                    | "like"
                    | "free"
                    | "only"
                    | "related"
                    | "level"
                    | "friendly"
                    | "critic"
                    | "first"
                    | "era"
                    | "born"
                    | "made"
                    | "wing"
                    | "grade"
            ) || matches!(
                prefix,
                "pro"
                    | "anti"
                    | "pan"
                    | "non"
                    | "post"
                    | "pre"
                    | "ex"
                    | "mid"
                    | "neo"
                    | "un"
                    | "multi"
                    | "semi"
                    | "counter"
                    | "inter"
                    | "quasi"
                    | "pseudo"
                    | "ultra"
            )
        }) && !self
            .analysis
            .hits_at(at)
            .iter()
            .any(|hit| evidence::is_name_row(self.analysis.row(*hit)))
    }

    /// "Image: Ana Ruiz": an ordinary word before a colon tells what follows.
    fn is_label(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        word.shape == Shape::Capital
            && word.parts.any(Parts::COMMON)
            && self
                .word(at + 1)
                .is_some_and(|next| next.is(Known::Colon) && next.sentence == word.sentence)
            && self.analysis.gazetteer().person(word.id).surname == 0
    }

    /// "PLEASE NOTE": an ordinary word in capitals that no list knows as a name.
    fn is_shouted(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        word.shape == Shape::Upper
            && word.span.len() > 2
            && word.parts.any(Parts::COMMON)
            && !self.analysis.hits_at(at).iter().any(|hit| {
                evidence::is_name_row(self.analysis.row(*hit))
                    && self.analysis.row(*hit).label.is_some()
            })
    }

    /// "TELL US MORE": the pronoun between shouted words.
    fn is_shouted_pronoun(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        let shouted = |at: usize| {
            self.word(at)
                .is_some_and(|other| other.sentence == word.sentence && self.is_shouted(at))
        };
        word.is(Known::Us)
            && word.shape == Shape::Upper
            && (at > 0 && shouted(at - 1) || shouted(at + 1))
    }

    fn is_function_word(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        if word.parts.any(Parts::CLOSED)
            && (word.shape != Shape::Upper || self.analysis.style_of(at) == CaseStyle::Upper)
        {
            // "May" and "Will" stand in lists of names; "The" in names such as "The Hague", which are listed whole.
            let named = self.is_given(at) && self.is_plain_surname(at + 1);
            return !word.parts.any(Parts::MODAL) || word.initial && !named;
        }
        false
    }

    pub(super) fn is_given(&self, at: usize) -> bool {
        self.word(at)
            .is_some_and(|word| self.analysis.gazetteer().person(word.id).given > 0)
    }

    pub(super) fn is_surname(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| {
            word.shape == Shape::Capital && self.analysis.gazetteer().person(word.id).surname > 0
        })
    }

    /// A listed surname that is no ordinary word and nothing else that is listed.
    pub(super) fn is_plain_surname(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| {
            word.shape == Shape::Capital
                && !word.parts.any(Parts::COMMON)
                && self.analysis.gazetteer().person(word.id).surname > 0
        })
    }

    /// A capitalised ordinary noun that is nobody's name.
    fn is_ordinary(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| {
            let person = self.analysis.gazetteer().person(word.id);
            word.shape == Shape::Capital
                && word.parts.any(Parts::COMMON)
                && word.parts.any(Parts::ANY_NOUN.with(Parts::ADJECTIVE))
                && person.given + person.surname == 0
                && self.title_at_peek(at, at + 1).is_none()
        })
    }

    /// Whether any listed name begins at a token.
    pub(super) fn is_listed(&self, at: usize) -> bool {
        let mut hits = self.analysis.hits_at(at).iter();
        hits.any(|hit| hit.class == RowClass::Name)
    }

    /// The end of the longest listed name that begins at a token.
    pub(super) fn listed_at(&self, at: usize, limit: usize, headline: bool) -> Option<usize> {
        let hits = self.analysis.hits_at(at);
        hits.iter()
            .rev()
            .find(|hit| {
                if hit.class != RowClass::Name || hit.end as usize > limit {
                    return false;
                }
                let row = self.analysis.row(**hit);
                let tokens = hit.tokens();
                !self.covered[tokens.clone()].contains(&true)
                    && (row.is_name() || row.label == Some(Label::Norp) && tokens.len() == 1)
                    && !(headline
                        && row.flags.any(Flags::CONTEXT.into_common())
                        && tokens.len() == 1)
                    && !self.is_plain_opener(row, tokens.clone())
                    && !(tokens.len() == 1 && self.is_shouted_pronoun(tokens.start))
            })
            .map(|hit| hit.end as usize)
    }

    /// A listed name that is an ordinary word, at the start of a sentence: "Reading", "Nice".
    fn is_plain_opener(&self, row: &Row, tokens: Range<usize>) -> bool {
        let word = &self.analysis.words[tokens.start];
        let is_noun = || {
            self.analysis.hits_at(tokens.start).iter().any(|hit| {
                let row = self.analysis.row(*hit);
                hit.tokens() == tokens
                    && !row.is_name()
                    && row.label.is_some()
                    && row.label != Some(Label::Norp)
            })
        };
        // "Arsenal 3, Chelsea 1".
        let has_score = row.kind == "team"
            && self
                .word(tokens.end)
                .is_some_and(|next| next.kind == TokenKind::Number && next.span.len() <= 3);
        let owns = self
            .word(tokens.end)
            .is_some_and(|next| next.kind == TokenKind::Possessive)
            && row.label == Some(Label::Gpe);
        // "French troops", but "Polish the floor".
        let describes = row.label == Some(Label::Norp)
            && self.word(tokens.end).is_some_and(|next| {
                next.shape == Shape::Lower
                    && next.parts.any(Parts::ANY_NOUN)
                    && !next.parts.any(Parts::CLOSED)
            });
        tokens.len() == 1
            && !describes
            && !has_score
            && !owns
            && word.initial
            && word.shape == Shape::Capital
            && word.parts.any(Parts::COMMON)
            && (row.flags.any(Flags::COMMON) || is_noun())
    }

    pub(super) fn is_norp(&self, tokens: Range<usize>) -> bool {
        self.analysis
            .hits_at(tokens.start)
            .iter()
            .any(|hit| hit.tokens() == tokens && self.analysis.row(*hit).label == Some(Label::Norp))
    }

    /// A listed product, vehicle, event …: capitalised words behind it belong to it.
    pub(super) fn is_thing(&self, tokens: Range<usize>) -> bool {
        self.analysis.hits_at(tokens.start).iter().any(|hit| {
            hit.tokens() == tokens
                && matches!(
                    self.analysis.row(*hit).label,
                    Some(Label::Product | Label::Veh | Label::EventName | Label::Law | Label::Work)
                )
        })
    }

    /// Kind of the pattern head that ends with a token: "org-head", "fac-head" …
    pub(super) fn head_kind(&self, at: usize) -> Option<&'static Row> {
        (at.saturating_sub(2)..=at).find_map(|start| {
            self.analysis.hits_at(start).iter().find_map(|hit| {
                let may_be = hit.class == RowClass::Head && hit.end as usize == at + 1;
                may_be
                    .then(|| self.analysis.row(*hit))
                    .filter(|row| evidence::is_head(row))
            })
        })
    }

    /// Whether a listed last word of longer names stands among some tokens.
    fn has_head_in(&self, start: usize, end: usize) -> bool {
        (start..end).any(|at| self.head_kind(at).is_some())
    }

    pub(super) fn ends_title(&self, start: usize, end: usize) -> bool {
        (start..end).any(|at| {
            self.analysis.hits_at(at).iter().any(|hit| {
                hit.end as usize == end && self.analysis.row(*hit).label == Some(Label::Title)
            })
        })
    }

    pub(super) fn title_at_peek(&self, start: usize, end: usize) -> Option<(usize, bool)> {
        self.analysis.hits_at(start).iter().rev().find_map(|hit| {
            let row = self.analysis.row(*hit);
            let stop = hit.end as usize;
            let title = row.label == Some(Label::Title)
                && row.is_name()
                && !row.flags.any(Flags::AMBIGUOUS);
            let honorific = row.kind == "honorific" && row.is_name();
            // "Bishop Garrigan High School": a building or school named after somebody.
            let names_site = self
                .head_kind(end - 1)
                .is_some_and(|row| row.label == Some(Label::Fac) && !row.flags.any(Flags::CONTEXT));
            if honorific && names_site && stop < end - 1 && !(stop..end).any(|at| self.is_given(at))
            {
                return None;
            }
            // "King County", "Major League", "Don Wright": what follows, or the word itself, says that it is no title here.
            let is_part = stop == start + 1
                && stop < end
                && (self.is_ordinary(stop) && self.has_head_in(stop, end)
                    || row.flags.any(Flags::CONTEXT) && honorific && self.is_given(start));
            if is_part {
                return None;
            }
            // "Minister" alone or at the end of the run is a nominal, "President" before a name a title.
            (stop <= end && (title || honorific)).then_some((stop, title))
        })
    }
}

impl Flags {
    /// Marks of single words that a headline gives no reason to take for names.
    fn into_common(self) -> Self {
        Self(self.0 | Self::COMMON.0 | Self::PERSON.0)
    }
}
