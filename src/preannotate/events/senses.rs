//! Which reading of a word holds in its sentence, by the conditions of `triggers.tsv`.

use std::ops::Range;
use std::sync::LazyLock;

use super::clauses::Place;
use super::grammar::{Kind, Shape};
use super::lexicon::{Condition, Force, Frame, Sense, Slot, Test, Use};
use crate::model::Level;
use crate::preannotate::Knowledge;
use crate::preannotate::analysis::{Analysis, CaseStyle};
use crate::preannotate::findings::Label;
use crate::preannotate::lexicon::{NounKind, Parts};
use crate::preannotate::lists::Lists;
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::{Known, WordId};

/// What a document is about, as far as it decides between senses.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Topics {
    sport: bool,
    market: bool,
    court: bool,
    captives: bool,
    bombs: bool,
}

const SPORT_WORDS: &str = "goal goals coach league striker midfielder goalkeeper match referee penalty semi-final half-time tournament innings wicket championship equalised equaliser scored kick quarter-final cup defender season champions stoppage-time fans player players team";
const MARKET_WORDS: &str =
    "shares stocks index traders investors points nasdaq dow bonds yields ftse brokers currency";

const COURT_WORDS: &str = "court judge trial jury prosecutors prosecutor sentenced convicted defendant lawyer acquitted tribunal";
const BOMB_WORDS: &str = "bomb bombs bomber bombers bombing bombings explosives terrorist terrorists militants attackers ied grenade detonated jihadist suicide";
const CAPTIVE_WORDS: &str =
    "kidnapped kidnappers kidnapping abducted ransom hostages hostage captors abductors abduction";

/// The telling words of each topic by number.
static TOPIC_WORDS: LazyLock<[Vec<WordId>; 5]> = LazyLock::new(|| {
    let vocabulary = &Knowledge::get().vocabulary;
    [
        SPORT_WORDS,
        MARKET_WORDS,
        COURT_WORDS,
        CAPTIVE_WORDS,
        BOMB_WORDS,
    ]
    .map(|words| {
        words
            .split(' ')
            .filter_map(|word| vocabulary.get(word))
            .collect()
    })
});

impl Topics {
    /// Reads the topics off the number of telling words.
    pub(super) fn of(analysis: &Analysis<'_>) -> Self {
        let count = |words: &[WordId]| words.iter().filter(|word| analysis.occurs(**word)).count();
        let [sport, market, court, captives, bombs] = &*TOPIC_WORDS;
        let (sport, market) = (count(sport), count(market));
        let (court, captives) = (count(court), count(captives));
        let long = analysis.words.len() > 120;
        Self {
            sport: sport >= if long { 7 } else { 3 },
            market: market >= if long { 5 } else { 3 },
            court: court >= 3,
            captives: captives >= 1,
            bombs: count(bombs) >= 2,
        }
    }
}

/// A noun phrase or mention at a place beside the trigger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Thing {
    /// A chunk of the sentence.
    Noun(usize),
    /// A mention inside the trigger's own noun phrase.
    Mention(usize),
}

/// A trigger with its sense and what stands around it.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    pub(super) tokens: Range<usize>,
    pub(super) sense: &'a Sense,
    pub(super) frame: &'a Frame,
    pub(super) score: f32,
    pub(super) around: Around,
    supported: bool,
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

impl Reading<'_> {
    /// Why, in words.
    pub(super) fn reason(&self, shape: &Shape<'_>) -> String {
        let word = shape
            .analysis
            .document
            .text()
            .slice(shape.analysis.span_of(self.tokens.clone()));
        let kind = match self.sense.used_as {
            Use::Verb if self.around.passive => "passive verb",
            Use::Verb => "verb",
            Use::Noun | Use::NounInNames => "noun",
            Use::Adjective => "adjective",
            Use::Form => "word",
        };
        let beside: Vec<&str> = [
            (Slot::Subject, "subject"),
            (Slot::Object, "object"),
            (Slot::Head, "noun"),
            (Slot::Modifier, "premodifier"),
            (Slot::Possessor, "owner"),
        ]
        .into_iter()
        .filter(|(slot, _)| self.around.at(*slot).next().is_some())
        .map(|(_, name)| name)
        .collect();
        let mut reason = format!("{kind} “{word}”");
        if !beside.is_empty() {
            reason.push_str(" with its ");
            reason.push_str(&beside.join(" and "));
        }
        if self.supported {
            reason.push_str(", and the words beside it fit");
        }
        reason
    }
}

/// The reading of the word at `token`, if it tells of an event.
pub(super) fn read<'a>(shape: &Shape<'a>, topics: Topics, token: usize) -> Option<Reading<'a>> {
    let analysis = shape.analysis;
    let lexicon = &analysis.knowledge.events;
    let word = analysis.words.get(token)?;
    let senses = lexicon.senses_of(word.id);
    if senses.is_empty() || word.skipped || is_taken(shape, token) {
        return None;
    }
    let mut best: Option<Reading<'a>> = None;
    let nothing = Around::default();
    for number in senses {
        let Some(sense) = lexicon.sense(*number) else {
            continue;
        };
        let end = token + 1 + sense.tail.len();
        let tail_fits = sense.tail.iter().enumerate().all(|(at, wanted)| {
            analysis
                .words
                .get(token + 1 + at)
                .is_some_and(|word| word.id == *wanted)
        });
        if !tail_fits
            || end > shape.tokens.end
            || !is_used_as(shape, sense.used_as, token)
            || is_other_verb(shape, sense, token)
        {
            continue;
        }
        let conditions = lexicon.conditions(sense);
        if Look::at(shape, topics, &nothing, token..end).is_ruled_out_here(conditions) {
            continue;
        }
        let frame = lexicon.frame(sense);
        let around = look_around(shape, frame, sense.used_as, token, end);
        let Some((score, supported)) = judge(
            shape,
            topics,
            conditions,
            (sense, frame),
            &around,
            token..end,
        ) else {
            continue;
        };
        let longer = sense.tail.len();
        if best
            .as_ref()
            .is_none_or(|best| (longer, score) > (best.sense.tail.len(), best.score))
        {
            best = Some(Reading {
                tokens: token..end,
                sense,
                frame,
                score,
                around,
                supported,
            });
        }
    }
    best
}

/// Whether the token belongs to a name or a value in which no event is told.
fn is_taken(shape: &Shape<'_>, token: usize) -> bool {
    let from = token.saturating_sub(8).max(shape.tokens.start);
    shape
        .mentions
        .starting_in(from..token + 1)
        .iter()
        .filter_map(|index| shape.mention(*index as usize))
        .filter(|mention| mention.tokens.contains(&token))
        .any(|mention| match mention.label {
            Some(
                Label::Crime
                | Label::Sentence
                | Label::Title
                | Label::Money
                | Label::Date
                | Label::Time,
            ) => true,
            Some(
                Label::Per
                | Label::Org
                | Label::Gpe
                | Label::Loc
                | Label::Fac
                | Label::Norp
                | Label::Veh
                | Label::Wea,
            ) => {
                mention.level == Level::Name
                    || mention.head == token
                        && mention.tokens.len() > 1
                        && !is_adjectival(shape, token)
                    || mention.label == Some(Label::Wea)
            }
            _ => false,
        })
}

fn is_adjectival(shape: &Shape<'_>, token: usize) -> bool {
    shape.analysis.words.get(token).is_some_and(|word| {
        word.parts.any(Parts::PARTICIPLE.with(Parts::ADJECTIVE)) || word.tag == Tag::Adjective
    })
}

/// Whether the word is used as a verb, noun or adjective here.
fn is_used_as(shape: &Shape<'_>, wanted: Use, token: usize) -> bool {
    let Some(word) = shape.analysis.words.get(token) else {
        return false;
    };
    let is_object_next = || {
        shape.analysis.words.get(token + 1).is_some_and(|next| {
            matches!(
                next.tag,
                Tag::Determiner
                    | Tag::PossessivePronoun
                    | Tag::Proper
                    | Tag::Number
                    | Tag::Pronoun
                    | Tag::Plural
                    | Tag::Adjective
            )
        })
    };
    let previous = token
        .checked_sub(1)
        .and_then(|at| shape.analysis.words.get(at))
        .filter(|before| before.sentence == word.sentence)
        .map(|before| before.tag);
    let in_phrase = previous.is_some_and(|before| {
        matches!(
            before,
            Tag::Determiner
                | Tag::PossessivePronoun
                | Tag::PossessiveMark
                | Tag::Adjective
                | Tag::Noun
                | Tag::Number
        )
    });
    let tag = shape.tag(token).unwrap_or_default();
    let loud = shape.analysis.style_of(token) != CaseStyle::Normal;
    let verb_form = word.parts.any(Parts::ANY_VERB);
    let noun_form = word.parts.any(Parts::ANY_NOUN);
    match wanted {
        Use::Verb => match tag {
            Tag::Verb | Tag::Present => {
                let after_noun = matches!(
                    previous,
                    Some(Tag::Noun | Tag::Adjective | Tag::Number | Tag::Proper | Tag::Determiner)
                );
                !(noun_form
                    && word.parts.any(Parts::MOSTLY_NOUN)
                    && after_noun
                    && !is_object_next())
            }
            Tag::Past | Tag::Participle => true,
            Tag::Ing => !in_phrase || is_object_next(),
            Tag::Adjective => word.parts.any(Parts::PARTICIPLE) && !in_phrase,
            Tag::Noun | Tag::Plural => !noun_form && verb_form,
            Tag::Proper => loud && verb_form && !noun_form,
            _ => false,
        },
        Use::Noun => match tag {
            Tag::Noun | Tag::Plural => true,
            Tag::Ing => previous != Some(Tag::Be) && (in_phrase || !is_object_next()),
            Tag::Verb | Tag::Present => {
                !verb_form
                    || in_phrase
                    || matches!(previous, Some(Tag::Preposition | Tag::Subordinator))
            }
            Tag::Proper => loud || word.initial,
            _ => false,
        },
        Use::NounInNames => tag.is_noun() || tag == Tag::Ing,
        Use::Adjective => !matches!(tag, Tag::Mark | Tag::Past | Tag::Present | Tag::Verb),
        Use::Form => true,
    }
}

/// Whether the form belongs to another verb here: "found" is "find" unless an infinitive.
fn is_other_verb(shape: &Shape<'_>, sense: &Sense, token: usize) -> bool {
    let analysis = shape.analysis;
    let Some(word) = analysis.words.get(token) else {
        return false;
    };
    sense.used_as == Use::Verb
        && word.parts.any(Parts::PAST)
        && analysis.verb(token) != word.id
        && analysis.word(word.id) == sense.word
        && shape.tag(token) != Some(Tag::Verb)
}

/// Collects what stands around a trigger.
fn look_around(shape: &Shape<'_>, frame: &Frame, used_as: Use, token: usize, end: usize) -> Around {
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

/// The score of a sense and whether something speaks for it; nothing where its conditions rule it out.
fn judge(
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
struct Look<'s, 'a> {
    shape: &'s Shape<'a>,
    topics: Topics,
    around: &'s Around,
    token: usize,
    end: usize,
}

impl<'s, 'a> Look<'s, 'a> {
    fn at(shape: &'s Shape<'a>, topics: Topics, around: &'s Around, trigger: Range<usize>) -> Self {
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
    fn is_ruled_out_here(&self, conditions: &[Condition]) -> bool {
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
