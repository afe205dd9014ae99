//! Cuts a run into names: titles off, listed forms whole, patterns such as "Ministry of …" and "… Airport", people behind what they are.

use super::runs::Cutter;
use crate::preannotate::analysis::Shape;
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::{Flags, RowClass};
use crate::preannotate::lexicon::Parts;
use crate::preannotate::lists::Lists;
use crate::preannotate::words::Known;
use crate::text::TokenKind;

impl Cutter<'_, '_> {
    /// Cuts one run into candidates.
    pub(super) fn cut(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            at = self.cut_first(at, end);
        }
    }

    /// Takes the first piece off a run and says where it ends.
    fn cut_first(&mut self, start: usize, end: usize) -> usize {
        if !self.is_name_token(start) && self.listed_at(start, end, false).is_none() {
            return start + 1;
        }
        let counts = self.analysis.words[start].parts.any(Parts::NUMBER)
            && self.analysis.words[start].initial
            && self.listed_at(start, end, false).is_none();
        if counts || self.is_mere_opener(start, end) {
            return start + 1;
        }
        if let Some(title_end) = self.title_at(start, end) {
            return title_end;
        }
        let listed = self.listed_at(start, end, false);
        if listed == Some(end) || self.opens_pattern(start, end) {
            self.push(start..end);
            return end;
        }
        if let Some(piece) = self.person_from(start, end, listed) {
            self.push(start..piece);
            return piece;
        }
        // A head that ends the stretch makes one name of it, unless a title or another listed name stands between.
        if let Some(piece) = self.headed_from(start, end) {
            self.push(start..piece);
            return piece;
        }
        if let Some(piece) = self.part_of_place(start, end) {
            self.push(start..piece);
            return piece;
        }
        if let Some(piece) = listed {
            if let Some(stop) = self.team_of(piece, end) {
                self.push(start..stop);
                return stop;
            }
            // "Boston Globe", "Kigali Athletic": an unknown word right behind a place belongs to the name; behind a nationality it does not.
            let is_group = self.is_norp(start..piece);
            let rest_known = self.listed_at(piece, end, false).is_some()
                || self.title_at_peek(piece, end).is_some()
                || self.is_given(piece);
            let connector = !self.is_name_token(piece);
            let thing = self.is_thing(start..piece) && !connector;
            if !thing && (is_group || rest_known || connector) {
                self.push(start..piece);
                return piece;
            }
            let stop = self.unknown_until(piece, end);
            self.push(start..stop);
            return stop;
        }
        let stop = self.unknown_until(start + 1, end);
        self.push(start..stop);
        stop
    }

    /// "Union of Rationalist Atheists and Agnostics": a listed beginning with its preposition makes one name of the whole stretch.
    fn opens_pattern(&self, start: usize, end: usize) -> bool {
        self.analysis.hits_at(start).iter().any(|hit| {
            let row = self.analysis.row(*hit);
            let stop = hit.end as usize;
            row.kind.ends_with("-start")
                && row.is_name()
                && !row.flags.any(Flags::CONTEXT)
                && stop < end
                && self.analysis.words[stop - 1].shape == Shape::Lower
        }) && !(start + 1..end).any(|at| self.title_at_peek(at, end).is_some())
    }

    /// "Radical Shiite", "Thanks Josh", "Visiting Oslo": an ordinary first word of a sentence before a name of its own.
    fn is_mere_opener(&self, start: usize, end: usize) -> bool {
        let word = &self.analysis.words[start];
        if !word.initial
            || !word.parts.any(Parts::COMMON)
            || word.shape != Shape::Capital
            || start + 1 >= end
        {
            return false;
        }
        let known = self.analysis.hits_at(start).iter().any(|hit| {
            let row = self.analysis.row(*hit);
            row.is_name()
                && !(row.label == Some(Label::Title) && row.flags.any(Flags::CONTEXT))
                && (row
                    .label
                    .is_some_and(|label| label != Label::Per || hit.end as usize > start + 1)
                    || row.kind == "honorific")
        });
        if known || self.is_given(start) || self.head_kind(end - 1).is_some() {
            return false;
        }
        // "Director Bong Joon-ho": a job before a name.
        let is_job = self.analysis.hits_at(start).iter().any(|hit| {
            let row = self.analysis.row(*hit);
            hit.end as usize == start + 1
                && row.class == RowClass::Noun
                && !row.flags.any(Flags::PLURAL)
                && matches!(row.label, Some(Label::Per | Label::Title))
        });
        let own_name = self
            .word(start + 1)
            .is_some_and(|next| !next.parts.any(Parts::COMMON));
        if is_job && own_name {
            return true;
        }
        let verbal = !word.parts.any(Parts::ANY_NOUN.with(Parts::ADJECTIVE))
            || word.parts.any(Parts::MOSTLY_VERB);
        verbal || self.is_given(start + 1) || self.listed_at(start + 1, end, false).is_some()
    }

    /// "North Melbourne": a direction before a listed place; gives its end.
    fn part_of_place(&self, start: usize, end: usize) -> Option<usize> {
        if !self.analysis.lists(start).any(Lists::COMPASS_OR_CENTRE) {
            return None;
        }
        let place = self
            .analysis
            .hits_at(start + 1)
            .iter()
            .rev()
            .find(|hit| {
                let row = self.analysis.row(**hit);
                hit.end as usize <= end && row.label == Some(Label::Gpe) && row.is_name()
            })
            .map(|hit| hit.end as usize)?;
        self.headed_from(start, end).is_none().then_some(place)
    }

    /// "St. Louis Eagles": a listed team's name behind a place; gives its end.
    fn team_of(&self, start: usize, end: usize) -> Option<usize> {
        self.analysis
            .hits_at(start)
            .iter()
            .rev()
            .find(|hit| {
                let row = self.analysis.row(**hit);
                row.kind == "team" && row.is_name() && hit.end as usize <= end
            })
            .map(|hit| hit.end as usize)
    }

    /// Where a stretch of unlisted words ends: before a title or a listed country or nationality, and before a person described by the
    /// words so far ("Law Professor David Opderbeck").
    fn unknown_until(&self, from: usize, end: usize) -> usize {
        let headed = self.head_kind(end - 1).is_some();
        let mut at = from;
        while at < end {
            let connector = !self.is_name_token(at);
            if !connector && self.title_at_peek(at, end).is_some() {
                return at;
            }
            if !connector && !headed && at > 0 && self.opens_person(at, end) {
                return at;
            }
            at += 1;
        }
        end
    }

    /// Whether a given name that is no ordinary word, and more behind it, follows an ordinary noun.
    fn opens_person(&self, at: usize, end: usize) -> bool {
        let word = &self.analysis.words[at];
        let before = &self.analysis.words[at - 1];
        let is_start = |at: usize| {
            self.analysis.hits_at(at).iter().any(|hit| {
                let row = self.analysis.row(*hit);
                hit.end as usize == at + 1 && row.kind.ends_with("-start") && row.is_name()
            })
        };
        at + 1 < end
            && self.is_name_token(at + 1)
            && self.analysis.gazetteer().person(word.id).given
                >= if word.parts.any(Parts::COMMON) { 4 } else { 2 }
            && before.shape.is_capitalised()
            && before.parts.any(Parts::COMMON)
            && before.parts.any(Parts::ANY_NOUN)
            && !self.is_given(at - 1)
            && !is_start(at - 1)
    }

    /// A title or honorific at `start` with something of the run behind it: recorded, and its end given back.
    fn title_at(&mut self, start: usize, end: usize) -> Option<usize> {
        let (stop, is_title) = self.title_at_peek(start, end)?;
        let names_follow = stop < end && self.is_name_token(stop);
        if is_title && names_follow {
            self.runs.titles.push(start..stop);
        }
        Some(stop)
    }

    /// A person's name that begins with a listed given name.
    fn person_from(&self, start: usize, end: usize, listed: Option<usize>) -> Option<usize> {
        let person = self
            .analysis
            .gazetteer()
            .person(self.analysis.words[start].id);
        if person.given == 0 || start + 1 >= end {
            return None;
        }
        if let Some(stop) = listed {
            let place = self.analysis.hits_at(start).iter().any(|hit| {
                let row = self.analysis.row(*hit);
                hit.end as usize == stop
                    && (stop > start + 1
                        || row.kind == "country" && !self.is_plain_surname(start + 1)
                        || row.label == Some(Label::Norp)
                            && !(person.given >= 4 && self.is_surname(start + 1))
                        || row.label == Some(Label::Org))
            });
            if place {
                return None;
            }
        }
        if self.headed_from(start, end).is_some() {
            return None;
        }
        let next = &self.analysis.words[start + 1];
        let surname = self.analysis.gazetteer().person(next.id).surname > 0;
        let ordinary = next.parts.any(Parts::COMMON) && !surname;
        if ordinary && next.shape == Shape::Capital {
            return None;
        }
        Some(self.unknown_until(start + 1, end))
    }

    /// The end of a name that a head closes.
    fn headed_from(&self, start: usize, end: usize) -> Option<usize> {
        // "Florida Department of Law Enforcement": what follows "of" belongs to the head before it.
        let whole = (start + 1..end).any(|at| {
            self.word(at + 1).is_some_and(|word| word.is(Known::Of))
                && self.head_kind(at).is_some_and(|row| {
                    row.label == Some(Label::Org) && !row.flags.any(Flags::CONTEXT)
                })
        }) && !(start + 1..end)
            .any(|at| self.is_name_token(at) && self.title_at_peek(at, end).is_some());
        if whole {
            return Some(end);
        }
        (start + 1..end).rev().find_map(|at| {
            let row = self.head_kind(at)?;
            let of_phrase = self
                .word(at + 1)
                .is_some_and(|word| word.is_any(&[Known::Of, Known::For]));
            // "Saudi Energy Minister": the head may open a title of its own.
            let blocked = (start + 1..=at)
                .any(|inner| self.title_at_peek(inner, end).is_some() && self.is_name_token(inner));
            let numbered = end == at + 2
                && self
                    .word(at + 1)
                    .is_some_and(|word| word.kind == TokenKind::Number);
            if numbered && !blocked {
                return Some(end);
            }
            let weak = row.flags.any(Flags::CONTEXT) && at + 1 < end;
            (!blocked && !weak).then_some(if of_phrase { end } else { at + 1 })
        })
    }
}
