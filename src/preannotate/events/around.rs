//! What stands around a trigger: subject and object, prepositional phrases, the verb over a noun, times.
//!
//! A trigger is looked at as the verb of its clause, as a word before its noun, or as a noun with the verb that governs it. What the frame of a
//! sense asks of each place is not known here.

use super::clauses::Place;
use super::grammar::{Kind, Shape};
use super::lexicon::{Frame, Slot, Use};
use crate::model::Level;
use crate::preannotate::findings::Label;
use crate::preannotate::lists::Lists;
use crate::preannotate::words::{Known, WordId};

/// A noun phrase or mention at a place beside the trigger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Thing {
    /// A chunk of the sentence.
    Noun(usize),
    /// A mention inside the trigger's own noun phrase.
    Mention(usize),
}

/// What stands around a trigger, by place.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    pub(super) chunk: usize,
    /// As a verb; else as noun or adjective.
    pub(super) is_verb: bool,
    pub(super) passive: bool,
    pub(super) places: Vec<(Slot, Thing)>,
    /// The verb over a noun and where the noun stands.
    pub(super) governor: Option<(usize, Place)>,
    /// Times with their prepositions.
    pub(super) times: Vec<(Option<WordId>, usize)>,
}

impl Around {
    /// What stands at a place.
    pub(super) fn at(&self, slot: Slot) -> impl Iterator<Item = Thing> + '_ {
        self.places
            .iter()
            .filter(move |(known, _)| *known == slot)
            .map(|(_, thing)| *thing)
    }
}

/// Collects what stands around a trigger.
pub(super) fn look_around(
    shape: &Shape<'_>,
    frame: &Frame,
    used_as: Use,
    token: usize,
    end: usize,
) -> Around {
    let chunk = shape.chunk_at(token);
    let is_verb = shape.kind(chunk) == Some(Kind::Verb)
        && !matches!(used_as, Use::Noun | Use::NounInNames | Use::Adjective)
        && shape
            .chunks
            .get(chunk)
            .is_some_and(|found| found.head == token);
    let mut around = Around {
        chunk,
        is_verb,
        ..Around::default()
    };
    if is_verb {
        around_verb(shape, frame, end, &mut around);
    } else if shape.kind(chunk) == Some(Kind::Noun)
        && matches!(used_as, Use::Verb | Use::Adjective)
        && shape
            .chunks
            .get(chunk)
            .is_some_and(|found| found.head > token)
    {
        around_premodifier(shape, chunk, token, &mut around);
    } else {
        around_noun(shape, frame, used_as, token, &mut around);
    }
    around
}

fn around_verb(shape: &Shape<'_>, frame: &Frame, end: usize, around: &mut Around) {
    let verb = around.chunk;
    around.passive = shape.is_passive(verb, frame.is_transitive);
    let place = if around.passive {
        Slot::Object
    } else {
        Slot::Subject
    };
    if let Some(subject) = shape.subject(verb) {
        around.places.push((place, Thing::Noun(subject)));
        for joined in shape.joined_before(subject) {
            around.places.push((place, Thing::Noun(joined)));
        }
    }
    // A particle stands between the verb and its object.
    let last = shape.chunk_at(end - 1);
    let object = shape.object(last);
    if let Some(object) = object {
        let slot = if around.passive {
            Slot::Second
        } else {
            Slot::Object
        };
        around.places.push((slot, Thing::Noun(object)));
        let joined = shape.joined_after(object);
        for joined in &joined {
            around.places.push((slot, Thing::Noun(*joined)));
        }
        let mut next = shape.after(object);
        for _ in 0..2 {
            // "her running mate, Joseph Banda, finance minister"
            if let Some(comma) = next
                && shape.kind(comma) == Some(Kind::Comma)
                && let Some(behind) = shape.after(comma)
                && shape.kind(behind) == Some(Kind::Noun)
            {
                if shape.label(behind) == Some(Label::Title) {
                    next = Some(behind);
                } else if shape.label(behind) == shape.label(object) {
                    next = shape.after(behind);
                }
            }
        }
        if let Some(next) = next
            && shape.kind(next) == Some(Kind::Noun)
            && !shape.is_time(next)
            && !around.passive
        {
            around
                .places
                .push((Slot::Second, Thing::Noun(shape.owned(next))));
        }
    } else if !around.passive
        && let Some(object) = shape.relative_object(verb)
    {
        around.places.push((Slot::Object, Thing::Noun(object)));
    }
    add_phrases(shape, around, last, false);
    if object.is_none() {
        share_with_next(shape, last, around);
    }
    for (preposition, noun) in shape.phrases_before(verb) {
        if shape.is_time(noun) {
            add_time(shape, around, preposition, noun);
        } else if preposition.is_some() {
            around.places.push((Slot::Adverbial, Thing::Noun(noun)));
        }
    }
    add_hanging(shape, verb, around);
}

/// "detained and beaten by police", "shot and killed a man": of two joined verbs the second one's object and phrases serve both.
fn share_with_next(shape: &Shape<'_>, verb: usize, around: &mut Around) {
    let next = shape
        .after(verb)
        .filter(|at| shape.kind(*at) == Some(Kind::Conjunction))
        .and_then(|conjunction| shape.after(conjunction))
        .filter(|at| {
            shape.kind(*at) == Some(Kind::Verb)
                && shape.chunks.get(*at).is_some_and(|chunk| {
                    !chunk.verb.be && !chunk.verb.infinitive && chunk.verb.modal.is_none()
                })
        });
    let Some(next) = next else { return };
    let head = |chunk: usize| {
        shape
            .chunks
            .get(chunk)
            .and_then(|chunk| shape.tag(chunk.head))
    };
    if head(around.chunk) != head(next) {
        return;
    }
    if around.passive {
        for (preposition, noun) in shape.phrases_after(next, false) {
            if preposition == Some(Known::By.id()) {
                around
                    .places
                    .push((Slot::Preposition(Known::By.id()), Thing::Noun(noun)));
            }
        }
    } else if let Some(object) = shape.object(next) {
        around.places.push((Slot::Object, Thing::Noun(object)));
        for joined in shape.joined_after(object) {
            around.places.push((Slot::Object, Thing::Noun(joined)));
        }
    }
}

/// The place or time that the clause of a verb hangs on: "Paris, where", "in 1986, when".
fn add_hanging(shape: &Shape<'_>, verb: usize, around: &mut Around) {
    if let Some(place) = shape.place_before_where(verb) {
        around.places.push((Slot::Adverbial, Thing::Noun(place)));
    }
    if let Some(time) = shape.time_before_when(verb) {
        around.times.push((Some(Known::In.id()), time));
    }
}

fn add_phrases(shape: &Shape<'_>, around: &mut Around, from: usize, in_noun: bool) {
    for (preposition, noun) in shape.phrases_after(from, in_noun) {
        if shape.is_time(noun) {
            add_time(shape, around, preposition, noun);
        } else if let Some(preposition) = preposition {
            around
                .places
                .push((Slot::Preposition(preposition), Thing::Noun(noun)));
        }
    }
}

fn add_time(shape: &Shape<'_>, around: &mut Around, preposition: Option<WordId>, noun: usize) {
    if let Some(preposition) = preposition {
        around
            .places
            .push((Slot::Preposition(preposition), Thing::Noun(noun)));
        if preposition == Known::For.id() && !shape.is_moment(noun) {
            return;
        }
    }
    around.times.push((preposition, noun));
}

/// A participle or adjective before its noun: "38 wounded fighters", "a former dentist".
fn around_premodifier(shape: &Shape<'_>, chunk: usize, token: usize, around: &mut Around) {
    around.places.push((Slot::Head, Thing::Noun(chunk)));
    for index in shape
        .mentions
        .starting_in(token + 1..shape.chunks.get(chunk).map_or(token + 1, |found| found.end))
    {
        around
            .places
            .push((Slot::Modifier, Thing::Mention(*index as usize)));
    }
}

fn around_noun(shape: &Shape<'_>, frame: &Frame, used_as: Use, token: usize, around: &mut Around) {
    let chunk = around.chunk;
    if shape.kind(chunk) == Some(Kind::Noun)
        && let Some(found) = shape.chunks.get(chunk)
    {
        for index in shape.mentions.starting_in(found.start..token) {
            let index = *index as usize;
            let Some(mention) = shape.mention(index) else {
                continue;
            };
            if mention.tokens.end > token {
                continue;
            }
            if mention.tokens.start == found.start && mention.level == Level::Pronoun {
                around.places.push((Slot::Possessor, Thing::Mention(index)));
            } else if matches!(mention.label, Some(Label::Date | Label::Time)) {
                if !mention
                    .value
                    .as_ref()
                    .is_some_and(|value| value.starts_with('P'))
                {
                    around.places.push((Slot::Anywhere, Thing::Mention(index)));
                }
            } else {
                around.places.push((Slot::Modifier, Thing::Mention(index)));
            }
        }
        if shape.kind(chunk.wrapping_sub(1)) == Some(Kind::Possessive)
            && let Some(owner) = chunk.checked_sub(2)
            && shape.kind(owner) == Some(Kind::Noun)
        {
            around.places.push((Slot::Possessor, Thing::Noun(owner)));
        }
        if used_as == Use::Adjective && found.mention.is_some() {
            around.places.push((Slot::Head, Thing::Noun(chunk)));
        }
    }
    let is_noun = shape.kind(chunk) == Some(Kind::Noun);
    let own = around.places.len();
    add_phrases(shape, around, chunk, is_noun);
    if is_noun && around.places.len() == own {
        add_phrases_of_list(shape, chunk, around);
    }
    if let Some(measure) = shape.measure_before(chunk)
        && shape.is_time(measure)
    {
        around.times.push((None, measure));
    }
    if let Some(doer) = shape.responsible(chunk) {
        around.places.push((Slot::Possessor, Thing::Noun(doer)));
    }
    add_relative(shape, chunk, around);
    around.governor = if shape.kind(chunk) == Some(Kind::Verb) {
        shape.verb_before(chunk).map(|verb| (verb, Place::Phrase))
    } else {
        shape.governor(chunk)
    };
    if matches!(frame.name, "meet" | "phone") {
        // "In a phone call on Tuesday, Lang and Rutte discussed gas": the subject of the clause behind takes part.
        let opens = shape.before(chunk).is_some_and(|at| {
            shape.kind(at) == Some(Kind::Preposition) && shape.before(at).is_none()
        });
        if opens && let Some(subject) = shape.following_subject(chunk) {
            around.places.push((Slot::Subject, Thing::Noun(subject)));
            for joined in shape.joined_closely(subject) {
                around.places.push((Slot::Subject, Thing::Noun(joined)));
            }
        }
    }
    let Some((verb, place)) = around.governor else {
        return;
    };
    around_governor(shape, (frame, used_as), verb, place, around);
}

/// What a relative clause says about its noun: "the embargo, which the UN placed on Liberia in 1992", and whose it is: "whose pardon came".
fn add_relative(shape: &Shape<'_>, chunk: usize, around: &mut Around) {
    if let Some(whose) = shape.owner_by_relative(chunk) {
        around.places.push((Slot::Possessor, Thing::Noun(whose)));
    }
    let Some(verb) = shape.relative_verb(chunk) else {
        return;
    };
    let lemma = shape.lemma_lists(verb);
    if shape.relative_object(verb).is_some() {
        if lemma.any(Lists::CARRYING)
            && let Some(subject) = shape.subject(verb)
        {
            around.places.push((Slot::Subject, Thing::Noun(subject)));
        }
        add_phrases(shape, around, verb, false);
    } else if lemma.any(Lists::HAPPENING) {
        around_happening(shape, verb, around);
    }
}

/// "the slaughter and maiming of men": phrases behind the last of joined event nouns belong to all of them.
fn add_phrases_of_list(shape: &Shape<'_>, chunk: usize, around: &mut Around) {
    let next = shape
        .after(chunk)
        .filter(|at| shape.kind(*at) == Some(Kind::Conjunction))
        .and_then(|conjunction| shape.after(conjunction))
        .filter(|at| shape.kind(*at) == Some(Kind::Noun) && shape.is_event_noun(*at));
    if let Some(next) = next {
        add_phrases(shape, around, next, true);
    }
}

/// "is expected to hit Belize" at "expected" is "hit".
fn happening_verb(shape: &Shape<'_>, verb: usize, lemma: &str) -> usize {
    let waits = matches!(
        lemma,
        "expect" | "schedule" | "set" | "begin" | "continue" | "threaten" | "plan" | "forecast"
    );
    shape
        .after(verb)
        .filter(|next| {
            waits
                && shape
                    .chunks
                    .get(*next)
                    .is_some_and(|chunk| chunk.kind == Kind::Verb && chunk.verb.infinitive)
        })
        .unwrap_or(verb)
}

/// Times and places of a verb that says that its subject happens: "Clashes broke out in Darfur on Tuesday", "an earthquake struck Nepal".
fn around_happening(shape: &Shape<'_>, verb: usize, around: &mut Around) {
    let mut last = verb;
    if let Some(object) = shape.object(verb) {
        last = object;
        let is_place = matches!(shape.label(object), Some(Label::Gpe | Label::Loc))
            && matches!(
                shape.lemma(verb),
                "hit" | "strike" | "shake" | "rock" | "sweep"
            );
        let slot = if is_place {
            Slot::Adverbial
        } else {
            Slot::Object
        };
        around.places.push((slot, Thing::Noun(object)));
    }
    for (preposition, noun) in shape.phrases_after(last, false) {
        if shape.is_time(noun) {
            if preposition != Some(Known::For.id()) || shape.is_moment(noun) {
                around.times.push((preposition, noun));
            }
        } else if preposition.is_some_and(|word| {
            matches!(
                shape.analysis.word(word),
                "in" | "at" | "on" | "near" | "outside" | "off" | "across"
            )
        }) {
            around.places.push((Slot::Adverbial, Thing::Noun(noun)));
        }
    }
}

/// "The High Court heard an appeal", "the appeal was rejected by the court": who decides about it.
fn add_court(shape: &Shape<'_>, frame: &Frame, verb: usize, place: Place, around: &mut Around) {
    let decides = matches!(
        shape.lemma(verb),
        "hear" | "reject" | "dismiss" | "uphold" | "allow" | "consider" | "grant" | "deny"
    );
    if !decides || !matches!(frame.name, "appeal" | "try") {
        return;
    }
    let court = match place {
        Place::Object => shape.subject(verb),
        Place::Subject if shape.is_passive(verb, true) => shape
            .phrases_after(verb, false)
            .into_iter()
            .find(|(preposition, _)| *preposition == Some(Known::By.id()))
            .map(|(_, noun)| noun),
        _ => None,
    };
    if let Some(court) = court {
        around
            .places
            .push((Slot::Preposition(Known::Before.id()), Thing::Noun(court)));
    }
}

/// Subject and object of the light verb over a noun: "Militants launched an attack", "took them hostage", "was found guilty".
fn around_governor(
    shape: &Shape<'_>,
    (frame, used_as): (&Frame, Use),
    verb: usize,
    place: Place,
    around: &mut Around,
) {
    let (lemma, lists) = (shape.lemma(verb), shape.lemma_lists(verb));
    let passive = shape.is_passive(verb, true);
    add_hanging(shape, verb, around);
    add_court(shape, frame, verb, place, around);
    if place == Place::Subject {
        let happening = happening_verb(shape, verb, lemma);
        let may_name_doer = passive
            && lists.any(Lists::CARRYING)
            && frame.roles(Slot::Subject) != frame.roles(Slot::Object);
        let phrases = may_name_doer.then(|| shape.phrases_after(verb, false));
        if let Some(by) = phrases
            .into_iter()
            .flatten()
            .find(|(preposition, _)| *preposition == Some(Known::By.id()))
        {
            // "The treaty was signed by 54 countries in 2016"
            around.places.push((Slot::Subject, Thing::Noun(by.1)));
            around_happening(shape, verb, around);
        } else if happening != verb {
            around_happening(shape, happening, around);
        } else if lists.any(Lists::HAPPENING) {
            around_happening(shape, verb, around);
        }
        return;
    }
    let preposition = shape
        .before(around.chunk)
        .filter(|at| shape.kind(*at) == Some(Kind::Preposition))
        .and_then(|at| shape.chunks.get(at))
        .map_or("", |chunk| shape.analysis.form(chunk.head));
    // "filed for bankruptcy", "agreed to a truce", "buried by a landslide"
    let agrees = lemma == "agree" && matches!(preposition, "to" | "on");
    let reaches = preposition == "for" && lemma == "file" || preposition == "by" && passive;
    if place == Place::Phrase
        && used_as == Use::Noun
        && !reaches
        && !matches!(preposition, "on" | "in" | "into" | "to" | "under" | "with")
    {
        return;
    }
    let subject = shape.subject(verb);
    let object = shape
        .object(verb)
        .filter(|object| *object != around.chunk && *object < around.chunk);
    let undergoes = lists.any(Lists::UNDERGOING);
    // Who asks for a meeting means to be there.
    let joins = matches!(frame.name, "meet" | "phone")
        && matches!(
            lemma,
            "request" | "seek" | "propose" | "want" | "need" | "cancel" | "postpone" | "plan"
        );
    let carries = (joins || lists.any(Lists::CARRYING))
        && (place == Place::Object || agrees || place == Place::Phrase && lemma == "take")
        && around.at(Slot::Possessor).next().is_none();
    let mut put = |slot: Slot, noun: Option<usize>, joined: bool| {
        if let Some(noun) = noun {
            around.places.push((slot, Thing::Noun(noun)));
            if joined {
                for other in shape.joined_before(noun) {
                    around.places.push((slot, Thing::Noun(other)));
                }
            }
        }
    };
    let adjective = used_as == Use::Adjective || used_as == Use::Form && !carries;
    if let Some(object) = object {
        if used_as != Use::Noun || undergoes {
            put(Slot::Undergoer, Some(object), false);
        }
        if !passive {
            put(Slot::Subject, subject, true);
        }
    } else if passive {
        put(Slot::Undergoer, subject, true);
    } else if adjective || undergoes && !carries {
        put(Slot::Undergoer, subject, true);
        if !adjective && lists.any(Lists::TAKING) {
            put(Slot::Subject, subject, true);
        }
    } else if carries {
        put(Slot::Subject, subject, true);
    }
    // The light verb's own times and places tell of the event too.
    for (preposition, noun) in shape.phrases_before(verb) {
        if shape.is_time(noun) {
            add_time(shape, around, preposition, noun);
        } else if preposition.is_some() {
            around.places.push((Slot::Adverbial, Thing::Noun(noun)));
        }
    }
}
