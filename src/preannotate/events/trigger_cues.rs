//! What is the case with a word that may tell of an event, for a model that learnt which such words do.

use super::around::Thing;
use super::grammar::{Kind, Shape};
use super::lexicon::{Slot, Use};
use super::senses::Reading;
use crate::preannotate::analysis::Analysis;
use crate::preannotate::candidate::Cues;
use crate::preannotate::findings::Label;
use crate::preannotate::tagger::Tag;

/// The cues of the reading of that number among the sentence's.
pub(super) fn of(shape: &Shape<'_>, readings: &[Reading<'_>], number: usize) -> Cues {
    let mut cues = Cues::default();
    let Some(reading) = readings.get(number) else {
        return cues;
    };
    let event_type = reading.sense.event_type.name.as_str();
    let token = reading.tokens.start;
    let analysis = shape.analysis;
    let word = reading.sense.word;
    let step = step_of(reading.score);
    cues.add(&["any"]);
    cues.add(&["type", event_type]);
    cues.add(&["rules", step]);
    cues.add(&["rules", step, event_type]);
    cues.add(&["word", word]);
    cues.add(&["word", word, event_type]);
    cues.add(&["word", word, step]);
    let used_as = used_as(reading);
    cues.add(&["use", used_as]);
    cues.add(&["use", used_as, event_type]);
    cues.add(&["use", used_as, word]);
    if let Some(tag) = shape.tag(token) {
        cues.add(&["tag", tag_name(tag)]);
        cues.add(&["tag", tag_name(tag), event_type]);
    }
    around_in_text(analysis, shape, reading, &mut cues);
    who_stands_where(shape, reading, event_type, &mut cues);
    the_verb(shape, reading, event_type, &mut cues);
    for (other, neighbour) in readings.iter().enumerate() {
        if other != number {
            let near = neighbour.sense.event_type.name.as_str();
            let said = if neighbour.score > 0.0 {
                "told"
            } else {
                "passed over"
            };
            cues.add(&["beside", said, event_type, near]);
            if near == event_type {
                cues.add(&["beside the same", said]);
            }
        }
    }
    if readings.len() == 1 {
        cues.add(&["alone"]);
    }
    if shape.is_headline() {
        cues.add(&["headline"]);
        cues.add(&["headline", event_type]);
    }
    cues
}

/// A score in words: five steps and nothing.
pub(super) fn step_of(score: f32) -> &'static str {
    match score {
        score if score <= 0.0 => "none",
        score if score < 0.15 => "faint",
        score if score < 0.35 => "weak",
        score if score < 0.55 => "even",
        score if score < 0.7 => "fair",
        score if score < 0.85 => "strong",
        _ => "sure",
    }
}

fn used_as(reading: &Reading<'_>) -> &'static str {
    match reading.sense.used_as {
        Use::Verb if reading.around.passive => "passive",
        Use::Verb if reading.around.is_verb => "verb",
        Use::Verb => "participle",
        Use::Noun | Use::NounInNames => "noun",
        Use::Adjective => "adjective",
        Use::Form => "form",
    }
}

pub(super) fn tag_name(tag: Tag) -> &'static str {
    match tag {
        Tag::Noun => "noun",
        Tag::Plural => "plural",
        Tag::Proper => "proper",
        Tag::Verb => "verb",
        Tag::Present => "present",
        Tag::Past => "past",
        Tag::Participle => "participle",
        Tag::Ing => "ing",
        Tag::Adjective => "adjective",
        Tag::Number => "number",
        Tag::Determiner => "determiner",
        Tag::PossessivePronoun => "possessive",
        Tag::Pronoun => "pronoun",
        Tag::Preposition => "preposition",
        Tag::Be => "be",
        _ => "other",
    }
}

fn around_in_text(
    analysis: &Analysis<'_>,
    shape: &Shape<'_>,
    reading: &Reading<'_>,
    cues: &mut Cues,
) {
    let event_type = reading.sense.event_type.name.as_str();
    let beside = [
        ("before", reading.tokens.start.checked_sub(1)),
        ("two before", reading.tokens.start.checked_sub(2)),
        ("behind", Some(reading.tokens.end)),
        ("two behind", Some(reading.tokens.end + 1)),
    ];
    for (place, token) in beside {
        let token = token.filter(|token| shape.tokens.contains(token));
        let form = token.map_or("", |token| analysis.form(token));
        let tag = token
            .and_then(|token| shape.tag(token))
            .map_or("", tag_name);
        cues.add(&[place, form]);
        cues.add(&[place, form, event_type]);
        cues.add(&["tag", place, tag]);
    }
}

pub(super) fn slot_name<'a>(shape: &Shape<'a>, slot: Slot) -> &'a str {
    match slot {
        Slot::Subject => "subject",
        Slot::Object => "object",
        Slot::Second => "second",
        Slot::Possessor => "possessor",
        Slot::Modifier => "modifier",
        Slot::Head => "head",
        Slot::Undergoer => "undergoer",
        Slot::Adverbial => "adverbial",
        Slot::Anywhere => "inside",
        Slot::Preposition(word) => shape.analysis.word(word),
        Slot::Verb | Slot::Previous | Slot::Next | Slot::Topic => "other",
    }
}

pub(super) fn label_name(label: Option<Label>) -> &'static str {
    label.map_or("nothing", Label::name)
}

fn who_stands_where(shape: &Shape<'_>, reading: &Reading<'_>, event_type: &str, cues: &mut Cues) {
    let mut has_subject = false;
    let mut has_object = false;
    for (slot, thing) in &reading.around.places {
        let label = match thing {
            Thing::Noun(chunk) => shape.label(*chunk),
            Thing::Mention(index) => shape.mention(*index).and_then(|mention| mention.label),
        };
        has_subject |= *slot == Slot::Subject;
        has_object |= matches!(slot, Slot::Object | Slot::Head);
        let slot = slot_name(shape, *slot);
        cues.add(&["has", slot, label_name(label)]);
        cues.add(&["has", slot, label_name(label), event_type]);
        if let Thing::Noun(chunk) = thing
            && let Some(chunk) = shape.chunks.get(*chunk)
        {
            cues.add(&["has", slot, shape.analysis.form(chunk.head)]);
        }
    }
    if !has_subject {
        cues.add(&["no subject", event_type]);
    }
    if !has_object {
        cues.add(&["no object", event_type]);
    }
    if !reading.around.times.is_empty() {
        cues.add(&["has a time"]);
    }
}

fn the_verb(shape: &Shape<'_>, reading: &Reading<'_>, event_type: &str, cues: &mut Cues) {
    if let Some((verb, _)) = reading.around.governor {
        cues.add(&["under", shape.lemma(verb)]);
        cues.add(&["under", shape.lemma(verb), event_type]);
    }
    let Some(chunk) = shape.chunks.get(reading.around.chunk) else {
        return;
    };
    if chunk.kind == Kind::Verb {
        let group = &chunk.verb;
        let states = [
            (group.modal.is_some(), "modal"),
            (group.negated, "negated"),
            (group.infinitive, "infinitive"),
            (group.have, "perfect"),
            (shape.is_ing(reading.around.chunk), "ing"),
        ];
        for (holds, state) in states {
            if holds {
                cues.add(&["verb is", state]);
                cues.add(&["verb is", state, event_type]);
            }
        }
    } else if chunk.kind == Kind::Noun {
        let is_head = chunk.head < reading.tokens.end;
        cues.add(&["heads its phrase", if is_head { "yes" } else { "no" }]);
        cues.add(&["first of phrase", shape.analysis.form(chunk.start)]);
        if !is_head {
            cues.add(&["phrase of", shape.analysis.form(chunk.head)]);
        }
    }
}
