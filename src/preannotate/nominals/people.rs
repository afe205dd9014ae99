//! Numbers and adjectives that stand for people: "two were killed", "12 others", "the wounded".

use super::Finder;
use super::extent::count_of;
use crate::model::Level;
use crate::preannotate::findings::Label;
use crate::preannotate::lexicon::Parts;
use crate::preannotate::lists::Lists;
use crate::preannotate::numbers;
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::Known;
use crate::text::TokenKind;

impl Finder<'_, '_, '_> {
    /// "two were killed", "killing 17", "three of the men", "12 others": a number that stands for people.
    pub(super) fn people_by_number(&mut self, at: usize) -> Option<usize> {
        let word = &self.analysis.words[at];
        // "Thirty-four of the injured", "One of the suspects".
        let next = self.analysis.words.get(at + 1)?;
        let counts_some = next.is(Known::Of)
            && (self.analysis.form(at) == "one" || self.analysis.form(at).contains('-'));
        if word.tag != Tag::Number && !counts_some {
            return None;
        }
        let amount = numbers::read(self.analysis, at)?;
        let mut end = amount.end;
        let form = |at: usize| self.analysis.form(at);
        let next = self.analysis.words.get(end)?;
        if next.sentence != word.sentence {
            return None;
        }
        let mut is_people = false;
        if form(end) == "others" {
            end += 1;
            is_people = true;
        }
        // "thousands of her supporters": the noun alone is the mention.
        if amount.is_vague && next.is(Known::Of) && !matches!(form(end + 1), "them" | "whom") {
            return None;
        }
        if next.is(Known::Of) {
            let mut inner = end + 1;
            while self.analysis.words.get(inner).is_some_and(|word| {
                matches!(
                    word.tag,
                    Tag::Determiner | Tag::PossessivePronoun | Tag::Adjective | Tag::Number
                )
            }) {
                inner += 1;
            }
            is_people |= matches!(form(inner), "them" | "whom" | "us" | "you")
                || (end + 1..=inner).any(|at| {
                    self.analysis.hits_at(at).iter().any(|hit| {
                        let row = self.analysis.row(*hit);
                        let head = self.analysis.phrase_of(at).map(|phrase| phrase.head);
                        row.label == Some(Label::Per)
                            && !row.is_name()
                            && head.is_none_or(|head| head + 1 == hit.end)
                    })
                });
        }
        // "killing five and 12 wounded": the adjective is what was done to them.
        let is_harm = self.analysis.lists(end).any(Lists::HARMED)
            && !self
                .analysis
                .words
                .get(end + 1)
                .is_some_and(|word| word.tag.is_noun() && word.sentence == next.sentence);
        let is_noun_next = (next.tag.is_noun() || next.tag == Tag::Adjective) && !is_harm;
        if !is_people && !is_noun_next {
            let mut at_verb = end;
            while self.analysis.words.get(at_verb).is_some_and(|word| {
                matches!(
                    word.tag,
                    Tag::Be | Tag::Have | Tag::Adverb | Tag::Modal | Tag::Negation
                ) || word.is(Known::Of) && form(at_verb + 1) == "whom"
            }) {
                at_verb += 1;
            }
            is_people = is_human_verb(form(at_verb)) && at_verb < end + 5;
            let hedge = numbers::hedge_before(self.analysis, at).map_or(at, |(start, _)| start);
            is_people |= hedge.checked_sub(1).is_some_and(|before| {
                matches!(
                    form(before),
                    "arrest"
                        | "arrests"
                        | "detain"
                        | "detains"
                        | "injure"
                        | "wound"
                        | "free"
                        | "freed"
                        | "rescue"
                        | "rescued"
                        | "rescues"
                        | "driven"
                        | "displaced"
                        | "displacing"
                        | "displaces"
                        | "kidnap"
                        | "kidnapped"
                        | "jailed"
                        | "executed"
                        | "evacuated"
                        | "killed"
                        | "killing"
                        | "kills"
                        | "kill"
                        | "wounded"
                        | "wounding"
                        | "injured"
                        | "injuring"
                        | "arrested"
                        | "arresting"
                        | "detained"
                        | "injures"
                        | "wounds"
                )
            });
        }
        if !is_people && !is_noun_next {
            is_people = self.is_bare_subject(at, end);
        }
        if !is_people || !self.is_free(at..end) {
            return None;
        }
        let count = Some(count_of(self.analysis, at, &amount));
        self.push(
            at..end,
            end - 1,
            Label::Per,
            Level::Nominal,
            count,
            0.75,
            "number of people",
        );
        Some(end)
    }

    /// "the four face prison", "two had not been identified": a number word after "the" or at the start, before a finite verb.
    fn is_bare_subject(&self, at: usize, end: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.analysis.words[before]);
        let opens = self.analysis.words[at].initial
            || before
                .is_some_and(|word| word.is(Known::The) || self.analysis.form(at - 1) == "other");
        let figure = self.analysis.words[at].kind == TokenKind::Number;
        let verb = self.analysis.words.get(end).is_some_and(|next| {
            matches!(next.tag, Tag::Have | Tag::Be | Tag::Modal | Tag::Past)
                || next.tag == Tag::Verb && next.parts.any(Parts::MOSTLY_VERB)
        });
        opens && verb && !figure
    }

    /// Whether an adjective such as "wounded" stands for people: after an article or a number and before no noun.
    pub(super) fn stands_for_people(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.analysis.words[before]);
        let after = self.analysis.words.get(at + 1);
        let opened = before.is_some_and(|word| {
            word.is(Known::The)
                || word.tag == Tag::Number
                    && !matches!(
                        self.analysis.form(at),
                        "dead" | "wounded" | "injured" | "missing"
                    )
        });
        opened
            && after.is_none_or(|word| {
                !word.tag.is_noun() && word.tag != Tag::Adjective && !word.is(Known::By)
            })
    }

    pub(super) fn number_before(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        (self.analysis.words[before].tag == Tag::Number && self.is_free(before..at))
            .then_some(before)
    }
}

fn is_human_verb(form: &str) -> bool {
    matches!(
        form,
        "killed"
            | "died"
            | "die"
            | "dies"
            | "drown"
            | "perished"
            | "flee"
            | "survived"
            | "wounded"
            | "injured"
            | "hurt"
            | "arrested"
            | "detained"
            | "dead"
            | "missing"
            | "hospitalised"
            | "hospitalized"
            | "drowned"
            | "rescued"
            | "jailed"
            | "sentenced"
            | "fled"
            | "charged"
            | "evacuated"
            | "displaced"
            | "unaccounted"
            | "kidnapped"
            | "shot"
            | "hanged"
            | "executed"
            | "trapped"
            | "released"
            | "resigned"
    )
}
