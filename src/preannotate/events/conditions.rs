//! Whether the conditions of a sense hold in its sentence, and how much speaks for it.

use std::ops::Range;

use super::around::{Around, Thing};
use super::grammar::{Kind, Shape};
use super::lexicon::{Condition, Force, Frame, Sense, Slot, Test, Use};
use super::topics::Topics;
use crate::preannotate::findings::Label;
use crate::preannotate::lexicon::{NounKind, Parts};
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::{Known, WordId};

/// The score of a sense and whether something speaks for it; nothing where its conditions rule it out.
pub(super) fn judge(
    shape: &Shape<'_>,
    topics: Topics,
    conditions: &[Condition],
    (sense, frame): (&Sense, &Frame),
    around: &Around,
    trigger: Range<usize>,
) -> Option<(f32, bool)> {
    let look = Look::at(shape, topics, around, trigger);
    if sense.used_as == Use::Noun && look.is_premodifier() && !look.premodifier_counts() {
        return None;
    }
    if sense.used_as == Use::Verb && !around.is_verb && !look.participle_counts(sense) {
        return None;
    }
    if look.has_no_people(frame) || look.moves_nothing(frame) {
        return None;
    }
    let mut support = 0;
    for condition in conditions {
        match condition.force {
            Force::Supports => support += usize::from(look.meets(condition)),
            Force::Required | Force::Blocks => {
                // The others were judged before.
                if condition.looks_around && look.is_against(condition) {
                    return None;
                }
            }
        }
    }
    let score = if support > 0 {
        sense.score.max(0.5) + 0.1 + 0.05 * support.min(3) as f32
    } else {
        sense.score
    };
    (score >= 0.5).then_some((score.min(0.97), support > 0))
}

/// Looks conditions up in the sentence.
pub(super) struct Look<'s, 'a> {
    shape: &'s Shape<'a>,
    topics: Topics,
    around: &'s Around,
    token: usize,
    end: usize,
}

impl<'s, 'a> Look<'s, 'a> {
    pub(super) fn at(
        shape: &'s Shape<'a>,
        topics: Topics,
        around: &'s Around,
        trigger: Range<usize>,
    ) -> Self {
        Self {
            shape,
            topics,
            around,
            token: trigger.start,
            end: trigger.end,
        }
    }

    fn meets(&self, condition: &Condition) -> bool {
        condition
            .alternatives
            .iter()
            .any(|tests| tests.iter().all(|(slot, test)| self.holds(*slot, test)))
    }

    /// Whether a condition rules the sense out.
    fn is_against(&self, condition: &Condition) -> bool {
        match condition.force {
            Force::Required => !self.meets(condition),
            Force::Blocks => self.meets(condition),
            Force::Supports => false,
        }
    }

    /// Whether what is known without looking around rules a sense out: the topic, the words of the sentence.
    pub(super) fn is_ruled_out_here(&self, conditions: &[Condition]) -> bool {
        conditions
            .iter()
            .any(|condition| !condition.looks_around && self.is_against(condition))
    }

    /// Whether the noun stands before another noun of its phrase.
    fn is_premodifier(&self) -> bool {
        self.shape
            .chunks
            .get(self.around.chunk)
            .is_some_and(|chunk| {
                chunk.kind == Kind::Noun
                    && chunk.head >= self.end
                    && !(chunk.head == self.end && self.is_misread_verb(chunk.head))
                    && chunk.mention.is_none_or(|mention| {
                        self.shape
                            .mention(mention)
                            .is_some_and(|mention| mention.tokens.contains(&self.token))
                    })
            })
    }

    /// "holds" of "if the truce holds", taken for a plural.
    fn is_misread_verb(&self, token: usize) -> bool {
        let analysis = self.shape.analysis;
        analysis.words.get(token).is_some_and(|word| {
            word.parts.any(Parts::PRESENT)
                && !word.parts.any(Parts::MOSTLY_NOUN)
                && analysis
                    .words
                    .get(token + 1)
                    .is_none_or(|next| !next.tag.is_verb())
        })
    }

    /// "death toll", "attack on" after a broken phrase.
    fn premodifier_counts(&self) -> bool {
        matches!(
            self.shape.analysis.form(self.end),
            "toll"
                | "suspect"
                | "suspects"
                | "incident"
                | "incidents"
                | "tolls"
                | "talks"
                | "attempt"
                | "attempts"
                | "attack"
                | "attacks"
                | "protection"
                | "deal"
                | "agreement"
                | "accord"
        )
    }

    /// Participles before nouns tell of events only where harm or custody is meant.
    fn participle_counts(&self, sense: &Sense) -> bool {
        let harmed = matches!(
            sense.event_type.name.as_str(),
            "Life.Injure"
                | "Conflict.Abduct"
                | "Justice.Arrest-Jail"
                | "Justice.Convict"
                | "Justice.Extradite"
                | "Personnel.End-Position"
        ) && !matches!(sense.word, "convict" | "beat" | "hurt" | "burn");
        harmed
            && self
                .around
                .at(Slot::Head)
                .any(|thing| self.label(thing) == Some(Label::Per))
            && self
                .shape
                .analysis
                .words
                .get(self.token)
                .is_some_and(|word| word.parts.any(Parts::PARTICIPLE))
    }

    fn label(&self, thing: Thing) -> Option<Label> {
        match thing {
            Thing::Noun(chunk) => self.shape.label(chunk),
            Thing::Mention(index) => self.shape.mention(index)?.label,
        }
    }

    /// The label behind a preposition, where a hospital is a place.
    fn place_label(&self, thing: Thing) -> Option<Label> {
        let is_building = match thing {
            Thing::Noun(chunk) => self
                .shape
                .chunks
                .get(chunk)
                .and_then(|chunk| chunk.mention)
                .is_some_and(|mention| self.shape.is_building(mention)),
            Thing::Mention(index) => self.shape.is_building(index),
        };
        if is_building {
            Some(Label::Fac)
        } else {
            self.label(thing)
        }
    }

    /// What kind of thing an everyday noun names that is no mention.
    fn kind_of(&self, thing: Thing) -> Option<NounKind> {
        if self.label(thing).is_some() {
            return None;
        }
        let Thing::Noun(chunk) = thing else {
            return None;
        };
        let chunk = self.shape.chunks.get(chunk)?;
        let word = self.shape.analysis.words.get(chunk.head)?;
        let entry = self.shape.analysis.knowledge.lexicon.get(word.id)?;
        (self
            .shape
            .tag(chunk.head)
            .is_some_and(|tag| matches!(tag, Tag::Noun | Tag::Plural))
            && entry.parts.any(Parts::ANY_NOUN)
            && entry.person_tenths < 2)
            .then_some(entry.kind)
    }

    /// "kills the bitterness", "the trial of a new bus route": what stands where only people can be is none.
    fn has_no_people(&self, frame: &Frame) -> bool {
        const PEOPLE: [&str; 3] = ["Victim", "Person", "Defendant"];
        self.around.places.iter().any(|(slot, thing)| {
            let told = match slot {
                Slot::Subject | Slot::Object => self.around.is_verb,
                Slot::Head | Slot::Undergoer => true,
                Slot::Preposition(word) => !self.around.is_verb && *word == Known::Of.id(),
                _ => false,
            };
            let roles = frame.roles(*slot);
            told && !roles.is_empty()
                && roles.iter().all(|role| PEOPLE.contains(role))
                && self.kind_of(*thing).is_some_and(|kind| {
                    matches!(
                        kind,
                        NounKind::Other | NounKind::Artifact | NounKind::Event | NounKind::Time
                    )
                })
        })
    }

    /// "prices returned", "the play will tour": what moves is neither people nor a vehicle.
    fn moves_nothing(&self, frame: &Frame) -> bool {
        self.around.is_verb
            && !self.around.passive
            && frame.roles(Slot::Subject).contains(&"Artifact")
            && self
                .around
                .at(Slot::Subject)
                .next()
                .and_then(|thing| self.kind_of(thing))
                .is_some_and(|kind| {
                    matches!(kind, NounKind::Other | NounKind::Event | NounKind::Time)
                })
    }

    fn head(&self, thing: Thing) -> Option<usize> {
        match thing {
            Thing::Noun(chunk) => self.shape.chunks.get(chunk).map(|chunk| chunk.head),
            Thing::Mention(index) => self.shape.mention(index).map(|mention| mention.head),
        }
    }

    fn is_word(&self, token: usize, words: &[WordId]) -> bool {
        let analysis = self.shape.analysis;
        analysis.words.get(token).is_some_and(|word| {
            let known = |id: WordId| words.binary_search(&id).is_ok();
            known(word.id) || known(analysis.noun(token)) || known(analysis.verb(token))
        })
    }

    fn holds(&self, slot: Slot, test: &Test) -> bool {
        match slot {
            Slot::Topic => match test {
                Test::Sport => self.topics.sport,
                Test::Market => self.topics.market,
                Test::Court => self.topics.court,
                Test::Captives => self.topics.captives,
                Test::Bombs => self.topics.bombs,
                _ => false,
            },
            Slot::Previous => self
                .token
                .checked_sub(1)
                .filter(|at| *at >= self.shape.tokens.start)
                .is_some_and(|at| self.holds_token(at, test)),
            Slot::Next => self.end < self.shape.tokens.end && self.holds_token(self.end, test),
            Slot::Anywhere => self.holds_anywhere(test),
            Slot::Verb => match (self.around.governor, test) {
                (Some((verb, _)), Test::Words(words)) => self
                    .shape
                    .chunks
                    .get(verb)
                    .is_some_and(|chunk| self.is_word(chunk.head, words)),
                (governor, Test::Any) => governor.is_some(),
                _ => false,
            },
            Slot::Modifier => self.holds_modifier(test),
            Slot::Preposition(word) => self.holds_preposition(word, test),
            _ => self.holds_place(slot, test),
        }
    }

    fn holds_token(&self, token: usize, test: &Test) -> bool {
        match test {
            Test::Words(words) => self.is_word(token, words),
            Test::Label(label) => self.covered_by(token, *label),
            Test::Any => true,
            _ => false,
        }
    }

    fn covered_by(&self, token: usize, label: Label) -> bool {
        let from = token.saturating_sub(6).max(self.shape.tokens.start);
        self.shape
            .mentions
            .starting_in(from..token + 1)
            .iter()
            .filter_map(|index| self.shape.mention(*index as usize))
            .any(|mention| mention.label == Some(label) && mention.tokens.contains(&token))
    }

    fn holds_anywhere(&self, test: &Test) -> bool {
        let tokens = self.shape.tokens.clone();
        match test {
            Test::Words(words) => tokens
                .filter(|token| !(self.token..self.end).contains(token))
                .any(|token| self.is_word(token, words)),
            Test::Label(label) => self
                .shape
                .mentions
                .starting_in(tokens)
                .iter()
                .filter_map(|index| self.shape.mention(*index as usize))
                .any(|mention| mention.label == Some(*label)),
            Test::Result => tokens
                .into_iter()
                .any(|token| is_result(self.shape.analysis.written(token))),
            _ => false,
        }
    }

    fn holds_modifier(&self, test: &Test) -> bool {
        let Some(chunk) = self.shape.chunks.get(self.around.chunk) else {
            return false;
        };
        let start = if chunk.kind == Kind::Noun {
            chunk.start
        } else {
            self.token.saturating_sub(1).max(self.shape.tokens.start)
        };
        match test {
            Test::Words(words) => (start..self.token).any(|token| self.is_word(token, words)),
            Test::Label(label) => (start..self.token).any(|token| self.covered_by(token, *label)),
            _ => false,
        }
    }

    fn holds_preposition(&self, preposition: WordId, test: &Test) -> bool {
        if self.holds_place(Slot::Preposition(preposition), test) {
            return true;
        }
        // "agreed to meet", "for spreading", "that Costigan step down": no noun phrase follows.
        matches!(test, Test::Any) && self.end < self.shape.tokens.end && {
            let chunk = self.shape.chunk_at(self.end - 1);
            let object = self.shape.object(chunk);
            let next = self.shape.after(object.unwrap_or(chunk));
            next.and_then(|next| self.shape.chunks.get(next))
                .and_then(|chunk| self.shape.analysis.words.get(chunk.start))
                .is_some_and(|word| word.id == preposition)
                || self
                    .shape
                    .analysis
                    .words
                    .get(self.end)
                    .is_some_and(|word| word.id == preposition)
        }
    }

    fn holds_place(&self, slot: Slot, test: &Test) -> bool {
        let stands_for_subject =
            |known: Slot| slot == Slot::Subject && !self.around.is_verb && known == Slot::Undergoer;
        let mut things = self
            .around
            .places
            .iter()
            .filter(|(known, _)| *known == slot || stands_for_subject(*known))
            .map(|(_, thing)| *thing);
        match test {
            Test::Any => {
                things.any(|thing| !matches!(thing, Thing::Noun(chunk) if self.shape.is_time(chunk)))
            }
            Test::Nothing => things.next().is_none(),
            Test::Label(label) if matches!(slot, Slot::Preposition(_)) => {
                things.any(|thing| self.place_label(thing) == Some(*label))
            }
            Test::Label(label) => things.any(|thing| self.label(thing) == Some(*label)),
            Test::Words(words) => things.any(|thing| {
                self.head(thing).is_some_and(|head| self.is_word(head, words))
                    || matches!(thing, Thing::Noun(chunk) if self.shape.chunks.get(chunk).is_some_and(|chunk| self.is_word(chunk.end - 1, words)))
            }),
            Test::Kind(kind) => things.any(|thing| self.kind_of(thing) == Some(*kind)),
            Test::Result | Test::Sport | Test::Market | Test::Court | Test::Captives | Test::Bombs => false,
        }
    }
}

/// "3-1".
fn is_result(token: &str) -> bool {
    token.split_once(['-', '–']).is_some_and(|(one, other)| {
        !one.is_empty()
            && one.len() <= 2
            && !other.is_empty()
            && other.len() <= 2
            && one
                .bytes()
                .chain(other.bytes())
                .all(|byte| byte.is_ascii_digit())
    })
}
