//! Which reading of a word holds in its sentence: the words that follow it, its part of speech, then the conditions of `triggers.tsv`.

use std::ops::Range;

use super::around::{Around, look_around};
use super::conditions::{Look, judge};
use super::grammar::Shape;
use super::lexicon::{Frame, Sense, Slot, Use};
use super::topics::Topics;
use crate::model::Level;
use crate::preannotate::analysis::CaseStyle;
use crate::preannotate::findings::{Label, LabelSet};
use crate::preannotate::lexicon::Parts;
use crate::preannotate::tagger::Tag;

/// A trigger with its sense and what stands around it.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    pub(super) tokens: Range<usize>,
    pub(super) sense: &'a Sense,
    pub(super) frame: &'a Frame,
    pub(super) score: f32,
    pub(super) around: Around,
    /// Name of what decided about it.
    pub(super) source: &'static str,
    supported: bool,
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
    readings(shape, topics, token).0
}

/// The same, or else the reading that only its conditions rule out, with a score of nothing.
pub(super) fn read_or_overruled<'a>(
    shape: &Shape<'a>,
    topics: Topics,
    token: usize,
) -> Option<Reading<'a>> {
    let (best, overruled) = readings(shape, topics, token);
    let (sense, tokens) = match (best, overruled) {
        (None, Some(overruled)) => overruled,
        (best, _) => return best,
    };
    let frame = shape.analysis.knowledge.events.frame(sense);
    let around = look_around(shape, frame, sense.used_as, token, tokens.end);
    Some(Reading {
        tokens,
        sense,
        frame,
        score: 0.0,
        around,
        source: super::NAME,
        supported: false,
    })
}

/// The reading that holds, and the first one that only its conditions rule out.
fn readings<'a>(
    shape: &Shape<'a>,
    topics: Topics,
    token: usize,
) -> (Option<Reading<'a>>, Option<(&'a Sense, Range<usize>)>) {
    let analysis = shape.analysis;
    let lexicon = &analysis.knowledge.events;
    let Some(word) = analysis.words.get(token) else {
        return (None, None);
    };
    let senses = lexicon.senses_of(word.id);
    if senses.is_empty() || word.skipped || is_taken(shape, token) {
        return (None, None);
    }
    let mut best: Option<Reading<'a>> = None;
    let mut overruled = None;
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
        overruled = overruled.or(Some((sense, token..end)));
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
                source: super::NAME,
                supported,
            });
        }
    }
    (best, overruled)
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
            label if LabelSet::PARTICIPANTS.has(label) => {
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
