//! Whether the words around a common noun support its listed reading.

use super::Finder;
use crate::preannotate::analysis::CaseStyle;
use crate::preannotate::cues;
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::{Hit, Row};
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::Known;

impl Finder<'_, '_, '_> {
    /// Which of several readings fits: a body speaks and acts, a building is a place.
    pub(super) fn fits(&self, row: &Row, hit: Hit) -> bool {
        let end = hit.end as usize;
        let speaks = cues::is_say_verb(self.analysis, end.min(self.analysis.words.len() - 1));
        let place = (hit.start as usize).checked_sub(2).is_some_and(|from| {
            (from..hit.start as usize).any(|at| {
                self.analysis.words[at].is_any(&[
                    Known::In,
                    Known::At,
                    Known::Near,
                    Known::To,
                    Known::From,
                    Known::Outside,
                ])
            })
        });
        match row.label {
            Some(Label::Org | Label::Per) => speaks || !place,
            Some(Label::Fac | Label::Loc | Label::Gpe) => place && !speaks,
            _ => false,
        }
    }

    /// Whether the words around support a doubtful noun: the direction of a country after "the", a modifier that makes a group of it.
    pub(super) fn is_supported(&self, row: &Row, at: usize, end: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.analysis.words[before]);
        let article = before.is_some_and(|word| word.is(Known::The));
        let of = self
            .analysis
            .words
            .get(end)
            .is_some_and(|word| word.is(Known::Of));
        let next_noun = self
            .analysis
            .words
            .get(end)
            .is_some_and(|word| word.tag.is_noun());
        match row.label {
            Some(Label::Loc) if self.analysis.form(at) == "scene" => {
                article && (!of || self.violent(at))
            }
            Some(Label::Loc) if row.kind == "area" || self.is_direction(at) => {
                article && !next_noun && self.is_direction(at)
                    || self.is_direction(at) && of && article
            }
            // "Its head, Tomáš Vávrů", "the head of the agency".
            Some(Label::Per | Label::Title)
                if matches!(self.analysis.form(at), "head" | "heads") =>
            {
                let owned = before.is_some_and(|word| {
                    matches!(word.tag, Tag::PossessivePronoun | Tag::PossessiveMark)
                });
                let named = self
                    .analysis
                    .words
                    .get(end)
                    .is_some_and(|word| word.is(Known::Comma))
                    && self
                        .owner(end + 1)
                        .is_some_and(|mention| mention.label == Some(Label::Per));
                let of_body = article
                    && of
                    && (end + 1..end + 5).any(|at| {
                        self.owner(at)
                            .is_some_and(|mention| mention.label == Some(Label::Org))
                    });
                owned && named || of_body
            }
            Some(Label::Per) => {
                matches!(self.analysis.form(at), "dead" | "poor" | "rich") && article && !next_noun
                    || before
                        .is_some_and(|word| word.tag == Tag::Number || word.shape.is_capitalised())
                        && matches!(
                            self.analysis.form(at),
                            "seniors"
                                | "locals"
                                | "local"
                                | "cook"
                                | "conductor"
                                | "producer"
                                | "general"
                                | "justice"
                                | "source"
                                | "sources"
                                | "head"
                                | "national"
                                | "nationals"
                        )
            }
            Some(Label::Org) => {
                before.is_some_and(|word| {
                    word.shape.is_capitalised()
                        || word.is_any(&[Known::The, Known::Their, Known::Its, Known::His])
                }) && matches!(
                    self.analysis.form(at),
                    "administration"
                        | "league"
                        | "broadcaster"
                        | "press"
                        | "club"
                        | "clubs"
                        | "board"
                        | "community"
                        | "campaign"
                        | "resistance"
                        | "paper"
                )
            }
            Some(Label::Gpe) => {
                matches!(
                    self.analysis.form(at),
                    "states" | "state" | "territory" | "hub" | "power" | "powers" | "territories"
                ) && before.is_some_and(|word| {
                    word.tag == Tag::Number
                        || matches!(word.tag, Tag::Adjective)
                        || word.is(Known::The)
                })
            }
            Some(Label::Wea) => self.analysis.style_of(at) == CaseStyle::Normal && self.violent(at),
            _ => false,
        }
    }

    /// Whether the sentence speaks of violence.
    fn violent(&self, at: usize) -> bool {
        let sentence = self.analysis.words[at].sentence as usize;
        self.analysis.tokens_of(sentence).any(|token| {
            matches!(
                self.analysis.form(token),
                "killed"
                    | "wounded"
                    | "fired"
                    | "exploded"
                    | "attack"
                    | "attacked"
                    | "artillery"
                    | "troops"
                    | "rebels"
                    | "soldiers"
                    | "army"
                    | "hit"
                    | "struck"
                    | "weapons"
                    | "thrown"
                    | "threw"
                    | "bomb"
                    | "injured"
                    | "war"
            )
        })
    }
}
