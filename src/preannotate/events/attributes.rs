//! How an event is told: whether it happened, is only wished, feared or alleged, and when.

use smol_str::SmolStr;

use super::clauses::Place;
use super::grammar::{Kind, Shape};
use super::senses::Reading;
use crate::model::Attributes;
use crate::preannotate::analysis::{Analysis, CaseStyle};
use crate::preannotate::findings::{Findings, FoundEvent, FoundFiller};
use crate::preannotate::lists::Lists;
use crate::preannotate::tagger::Tag;

/// The attributes that differ from their defaults.
pub(super) fn of(shape: &Shape<'_>, reading: &Reading<'_>) -> Attributes {
    let telling = Telling::of(shape, reading);
    let mut attributes = Attributes::default();
    let mut set = |name: &'static str, value: &'static str| {
        attributes.set(name, Some(SmolStr::new_static(value)));
    };
    if telling.negative {
        set("polarity", "negative");
    }
    if telling.unreal {
        set("modality", "other");
    }
    if telling.future {
        set("tense", "future");
    } else if telling.present {
        set("tense", "present");
    }
    if telling.generic {
        set("genericity", "generic");
    }
    attributes
}

#[derive(Default)]
struct Telling {
    negative: bool,
    unreal: bool,
    future: bool,
    present: bool,
    generic: bool,
}

impl Telling {
    fn of(shape: &Shape<'_>, reading: &Reading<'_>) -> Self {
        let mut telling = Self::default();
        let around = &reading.around;
        if around.is_verb {
            telling.read_verb(shape, around.chunk, 4);
            telling.negative |= negated_noun(shape, shape.subject(around.chunk))
                || negated_noun(shape, shape.object(around.chunk));
        } else {
            telling.negative |= negated_noun(shape, Some(around.chunk));
            let without = shape
                .before(around.chunk)
                .and_then(|at| shape.chunks.get(at));
            telling.negative |=
                without.is_some_and(|chunk| shape.analysis.form(chunk.head) == "without");
            if has_unreal_modifier(shape, reading) {
                telling.unreal = true;
                telling.future = true;
            }
            telling.future |= has_modifier(shape, reading, Lists::COMING);
            if let Some((verb, place)) = around.governor {
                telling.read_governor(shape, around.chunk, verb, place);
            }
        }
        if in_condition(shape, around.chunk) {
            telling.unreal = true;
            telling.present = false;
            telling.future |= !is_told_as_past(shape, around.chunk);
        } else if telling.future && opens_with_condition(shape) {
            telling.unreal = true;
        }
        telling.generic = is_generic(shape, reading);
        telling.present |= telling.generic;
        telling.future |= around.times.iter().any(|(_, time)| {
            shape.chunks.get(*time).is_some_and(|chunk| {
                matches!(shape.analysis.form(chunk.start), "next" | "tomorrow")
            })
        });
        telling
    }

    fn read_verb(&mut self, shape: &Shape<'_>, verb: usize, depth: u8) {
        let Some(chunk) = shape.chunks.get(verb) else {
            return;
        };
        let group = chunk.verb;
        self.negative |= group.negated;
        if let Some(modal) = group.modal {
            match shape.analysis.word(modal) {
                "will" | "'ll" | "wo" | "won't" | "shall" => self.future = true,
                "would" | "'d" | "wouldn't" => self.future = true,
                "could" | "may" | "might" | "can" | "should" | "must" | "ought" => {
                    if !(group.have && matches!(shape.analysis.word(modal), "could")) {
                        self.unreal = true;
                        self.future = true;
                    }
                }
                _ => {}
            }
        }
        let tag = shape.analysis.words.get(chunk.head).map(|word| word.tag);
        let style = shape.analysis.style_of(chunk.head);
        let present_be = (chunk.start..chunk.end).any(|token| {
            matches!(
                shape.analysis.form(token),
                "is" | "are" | "am" | "'s" | "'re"
            )
        });
        if !self.future
            && style == CaseStyle::Normal
            && !shape_is_headline(shape)
            && (present_be && !group.have || tag == Some(Tag::Present) && !group.have)
        {
            self.present = true;
        }
        let depth = depth.saturating_sub(1);
        if depth == 0 {
            return;
        }
        let governor = governor_of(shape, verb);
        if let Some((governor, far)) = governor {
            let lists = shape.lemma_lists(governor);
            let between = shape
                .chunks
                .get(governor)
                .map_or(0..0, |governor| governor.start..chunk.start);
            let is_between = |list: Lists| {
                let mut tokens = between.clone();
                tokens.any(|token| shape.analysis.lists(token).any(list))
            };
            let adjective = is_between(Lists::ABLE);
            let is_copula = shape
                .chunks
                .get(governor)
                .is_some_and(|governor| governor.verb.copula && governor.verb.be);
            if lists.any(Lists::UNDONE) {
                let mut outer = Self::default();
                outer.read_verb(shape, governor, depth);
                self.future |= outer.future;
                if shape.lemma(governor) == "stop" && outer.unreal {
                    self.unreal = true;
                } else {
                    self.negative = true;
                }
            } else if is_between(Lists::DUE) || group.infinitive && is_copula && !adjective {
                self.future = true;
                self.present = false;
            } else if lists.any(Lists::UNREAL) || adjective {
                self.unreal = true;
                self.future |= group.infinitive || !shape.is_ing(verb);
                self.present = false;
            } else if group.infinitive {
                let mut outer = Self::default();
                outer.read_verb(shape, governor, depth);
                self.future |= outer.future;
                self.unreal |= outer.unreal && !far;
            }
        } else if group.infinitive
            && shape.before(verb).is_some_and(|before| {
                shape.kind(before) == Some(Kind::Noun)
                    || shape
                        .chunks
                        .get(before)
                        .is_some_and(|chunk| shape.analysis.form(chunk.head) == "whether")
            })
        {
            self.unreal = true;
            self.future = true;
        }
        if shape.is_ing(verb)
            && shape
                .before(verb)
                .is_some_and(|before| shape.kind(before) == Some(Kind::Comma))
            && let Some(earlier) = shape.verb_before(verb)
        {
            // ", killing four": told as the act before it is.
            let mut outer = Self::default();
            outer.read_verb(shape, earlier, depth);
            self.future |= outer.future;
            self.unreal |= outer.unreal;
        }
        let shares = shape
            .before(verb)
            .is_some_and(|before| shape.kind(before) == Some(Kind::Conjunction));
        if shares
            && !group.have
            && !group.be
            && group.modal.is_none()
            && tag == Some(Tag::Verb)
            && let Some(earlier) = shape.verb_before(verb)
        {
            let mut outer = Self::default();
            outer.read_verb(shape, earlier, depth);
            self.future |= outer.future;
            self.unreal |= outer.unreal;
            self.negative |= outer.negative;
        }
    }

    /// What the verb over a noun says about the noun's event.
    fn read_governor(&mut self, shape: &Shape<'_>, noun: usize, verb: usize, place: Place) {
        let mut outer = Self::default();
        outer.read_verb(shape, verb, 3);
        let (lemma, lists) = (shape.lemma(verb), shape.lemma_lists(verb));
        if lists.any(Lists::LIGHT) {
            self.negative |= outer.negative;
            self.future |= outer.future;
            self.unreal |= outer.unreal;
            self.present |=
                outer.present && (place != Place::Phrase || matches!(lemma, "remain" | "stay"));
        }
        if place == Place::Subject {
            let words = shape.chunks.get(verb).map_or(0..0, |chunk| {
                chunk.start..(chunk.end + 2).min(shape.tokens.end)
            });
            self.future |= words.into_iter().any(|token| {
                matches!(
                    shape.analysis.form(token),
                    "due" | "set" | "expected" | "scheduled" | "planned"
                )
            });
        }
        let preposition = shape
            .before(noun)
            .filter(|at| shape.kind(*at) == Some(Kind::Preposition))
            .and_then(|at| shape.chunks.get(at))
            .map_or("", |chunk| shape.analysis.form(chunk.head));
        if lemma == "agree" && (preposition == "to" || place == Place::Object) {
            self.future = true;
        }
        if place != Place::Subject {
            if lists.any(Lists::UNDONE) {
                self.negative |= matches!(
                    lemma,
                    "avoid"
                        | "prevent"
                        | "block"
                        | "avert"
                        | "escape"
                        | "cancel"
                        | "foil"
                        | "thwart"
                        | "halt"
                );
            } else if lists.any(Lists::WISHED) && place != Place::Phrase
                || matches!(lemma, "promise" | "pledge" | "offer")
                    && matches!(preposition, "in" | "of")
                || matches!(
                    lemma,
                    "call" | "appeal" | "ask" | "press" | "push" | "plan" | "apply"
                ) && preposition == "for"
            {
                self.unreal = true;
                self.future = true;
            }
        }
    }
}

/// The verb that an infinitive or -ing form hangs on, and whether a noun phrase stands between them.
fn governor_of(shape: &Shape<'_>, verb: usize) -> Option<(usize, bool)> {
    let chunk = shape.chunks.get(verb)?;
    if !chunk.verb.infinitive && !shape.is_ing(verb) {
        // "demanded that Costigan step down", "fear that hundreds will perish"
        let that = (0..verb).rev().take(4).find(|at| {
            shape
                .kind(*at)
                .is_some_and(|kind| matches!(kind, Kind::Subordinator | Kind::Relative))
                && shape
                    .chunks
                    .get(*at)
                    .is_some_and(|chunk| shape.analysis.form(chunk.head) == "that")
        })?;
        let governor = shape
            .verb_before(that)
            .filter(|governor| that - governor <= 2)?;
        return matches!(
            shape.lemma(governor),
            "demand"
                | "fear"
                | "hope"
                | "suggest"
                | "propose"
                | "request"
                | "insist"
                | "warn"
                | "ask"
                | "expect"
                | "deny"
        )
        .then_some((governor, true));
    }
    if chunk.verb.be && shape.is_ing(verb) {
        return None;
    }
    let mut at = verb;
    let mut far = false;
    for _ in 0..6 {
        at = shape.before(at)?;
        match shape.kind(at)? {
            Kind::Verb => return Some((at, far)),
            Kind::Noun => far = true,
            Kind::Preposition | Kind::Possessive | Kind::Conjunction | Kind::Comma
                if chunk.verb.infinitive || shape.kind(at) != Some(Kind::Comma) => {}
            _ => return None,
        }
    }
    None
}

fn shape_is_headline(shape: &Shape<'_>) -> bool {
    shape
        .tokens
        .end
        .checked_sub(1)
        .and_then(|last| shape.analysis.words.get(last))
        .is_some_and(|last| last.tag != Tag::Mark)
}

/// "no suspects", "none of the crew", "nobody".
fn negated_noun(shape: &Shape<'_>, noun: Option<usize>) -> bool {
    let Some(chunk) = noun.and_then(|noun| shape.chunks.get(noun)) else {
        return false;
    };
    let first = shape.analysis.form(chunk.start);
    if matches!(first, "no" | "nobody" | "none" | "neither") {
        return true;
    }
    noun.and_then(|noun| shape.before(noun))
        .filter(|of| {
            shape
                .chunks
                .get(*of)
                .is_some_and(|chunk| shape.analysis.form(chunk.head) == "of")
        })
        .and_then(|of| shape.before(of))
        .and_then(|outer| shape.chunks.get(outer))
        .is_some_and(|chunk| matches!(shape.analysis.form(chunk.start), "none" | "neither"))
}

/// "a planned merger", "an alleged attack".
fn has_unreal_modifier(shape: &Shape<'_>, reading: &Reading<'_>) -> bool {
    has_modifier(shape, reading, Lists::SUPPOSED)
}

/// Whether a word of a list stands before the trigger in its phrase.
fn has_modifier(shape: &Shape<'_>, reading: &Reading<'_>, list: Lists) -> bool {
    shape.chunks.get(reading.around.chunk).is_some_and(|chunk| {
        (chunk.start..reading.tokens.start).any(|token| shape.analysis.lists(token).any(list))
    })
}

/// Lets the future be told by the date: "a strike on 4 June" in an article of May.
pub(super) fn look_ahead(analysis: &Analysis<'_>, findings: &Findings, events: &mut [FoundEvent]) {
    let published = analysis.document.meta.date.as_str();
    let is_day = |value: &str| {
        value.len() >= 10
            && value
                .bytes()
                .take(10)
                .all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    if !is_day(published) {
        return;
    }
    for event in events {
        let later = event
            .arguments
            .iter()
            .filter(|argument| {
                argument.role == "Time" && argument.score >= super::arguments::THRESHOLD
            })
            .filter_map(|argument| match argument.filler {
                FoundFiller::Mention(index) => findings.mentions.get(index)?.value.as_deref(),
                _ => None,
            })
            .any(|value| is_day(value) && value.get(..10) > published.get(..10));
        if later {
            event
                .attributes
                .set("tense", Some(SmolStr::new_static("future")));
        }
    }
}

/// "Kidnappings are rare", "attacks on women are common": a bare plural under a verb in the present, without a day or a name.
fn is_generic(shape: &Shape<'_>, reading: &Reading<'_>) -> bool {
    let around = &reading.around;
    let Some(chunk) = shape.chunks.get(around.chunk) else {
        return false;
    };
    if around.is_verb
        || chunk.kind != Kind::Noun
        || chunk.start != reading.tokens.start
        || shape.tag(chunk.head) != Some(Tag::Plural)
        || !around.times.is_empty()
    {
        return false;
    }
    let Some((verb, Place::Subject)) = around.governor else {
        return false;
    };
    let Some(verb) = shape.chunks.get(verb) else {
        return false;
    };
    let be = matches!(shape.analysis.form(verb.start), "are" | "remain");
    let happen = shape.tag(verb.head) == Some(Tag::Verb)
        && matches!(
            shape.analysis.form(verb.head),
            "happen" | "occur" | "kill" | "cost"
        );
    be && verb.verb.copula || happen && !verb.verb.have && verb.verb.modal.is_none()
}

/// Whether the clause of a chunk has a verb in the past: "if he had won".
fn is_told_as_past(shape: &Shape<'_>, chunk: usize) -> bool {
    let start = (0..chunk)
        .rev()
        .find(|at| matches!(shape.kind(*at), Some(Kind::Boundary | Kind::Comma)))
        .unwrap_or(0);
    (start..shape.chunks.len())
        .take_while(|at| {
            *at <= chunk || !matches!(shape.kind(*at), Some(Kind::Boundary | Kind::Comma))
        })
        .filter_map(|at| shape.chunks.get(at))
        .filter(|chunk| chunk.kind == Kind::Verb)
        .any(|chunk| {
            shape.tag(chunk.start) == Some(Tag::Past)
                || matches!(
                    shape.analysis.form(chunk.start),
                    "had" | "was" | "were" | "did"
                )
        })
}

/// "If Russia attacks, NATO will answer": what follows a condition is told under it.
fn opens_with_condition(shape: &Shape<'_>) -> bool {
    shape
        .chunks
        .iter()
        .find(|chunk| chunk.kind != Kind::Boundary)
        .is_some_and(|chunk| matches!(shape.analysis.form(chunk.start), "if" | "unless"))
}

/// Whether the clause begins with "if" or "unless".
fn in_condition(shape: &Shape<'_>, chunk: usize) -> bool {
    (0..chunk)
        .rev()
        .take_while(|at| !matches!(shape.kind(*at), Some(Kind::Boundary | Kind::Comma)))
        .filter_map(|at| shape.chunks.get(at))
        .any(|chunk| matches!(shape.analysis.form(chunk.head), "if" | "unless"))
}
