//! What the words beside a name say of its label: prepositions and titles before it, verbs and appositions behind it, where it stands.

use std::ops::Range;

use super::evidence::{is_head, is_pattern};
use super::{FAC, GPE, LOC, NORP, ORG, PER, Points, place_of};
use crate::preannotate::analysis::{Analysis, Shape, Word};
use crate::preannotate::cues::{self, is_say_verb};
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::{Flags, RowClass};
use crate::preannotate::lists::Lists;
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::Known;
use crate::text::{TokenKind, ZoneKind};

/// Points from the words beside a name.
pub(super) fn outer(analysis: &Analysis<'_>, tokens: &Range<usize>) -> Points {
    let mut points = Points::default();
    let sentence = analysis.words[tokens.start].sentence;
    let here = |at: usize| {
        analysis
            .words
            .get(at)
            .filter(|word| word.sentence == sentence)
    };
    if let Some(before) = tokens.start.checked_sub(1)
        && let Some(word) = here(before)
    {
        from_before(analysis, tokens, before, word, &mut points);
    }
    if here(tokens.end).is_some() {
        from_behind(analysis, tokens, sentence, &mut points);
    }
    if is_title_of_work(analysis, tokens) {
        points.doubt += 2.5;
    }
    if tokens.len() == 1 && is_language(analysis, tokens.start) {
        points.doubt += 8.0;
    }
    if analysis
        .document
        .zone_at(analysis.words[tokens.start].span.start)
        == Some(ZoneKind::Dateline)
    {
        let before = tokens.start.checked_sub(1);
        if before.is_some_and(|before| analysis.written(before) == "(") {
            points.add(ORG, 2.5, "the agency in the dateline");
        } else {
            points.add(GPE, 2.5, "in the dateline");
        }
    }
    if analysis
        .document
        .zone_at(analysis.words[tokens.start].span.start)
        == Some(ZoneKind::Byline)
    {
        points.add(PER, 4.0, "in the byline");
    }
    points
}

/// "spoke French", "in Arabic", "her English was poor": a nationality's adjective with no noun behind it, for its language.
fn is_language(analysis: &Analysis<'_>, at: usize) -> bool {
    let nationality = analysis.hits_at(at).iter().any(|hit| {
        let row = analysis.row(*hit);
        hit.end as usize == at + 1
            && row.label == Some(Label::Norp)
            && !row.flags.any(Flags::PLURAL)
            && row.is_name()
    });
    let Some(before) = at.checked_sub(1).filter(|_| nationality) else {
        return false;
    };
    let word = &analysis.words[before];
    let describes = analysis.words.get(at + 1).is_some_and(|next| {
        next.sentence == word.sentence
            && (next.shape.is_capitalised()
                || next.tag.is_noun()
                || matches!(next.tag, Tag::Adjective | Tag::Participle | Tag::Ing)
                || analysis.form(at + 1) == "-")
    });
    let told = Lists::SPEAKING.with(Lists::OWNER);
    word.sentence == analysis.words[at].sentence && !describes && analysis.lists(before).any(told)
}

/// "the film Easy Rider", "her album, “Blue Hour”": a title of a work, by the noun before it or by quotation marks of its own.
fn is_title_of_work(analysis: &Analysis<'_>, tokens: &Range<usize>) -> bool {
    let Some(before) = tokens.start.checked_sub(1) else {
        return false;
    };
    if analysis.words[before].sentence != analysis.words[tokens.start].sentence {
        return false;
    }
    let opened = matches!(analysis.written(before), "“" | "\"" | "‘");
    let closed = |at: usize| matches!(analysis.written(at), "”" | "\"" | "’");
    let point = matches!(analysis.written(tokens.end), "," | ".");
    let quoted =
        opened && (closed(tokens.end) || point && closed(tokens.end + 1)) && tokens.len() > 1;
    let noun_at = if opened {
        before.checked_sub(1)
    } else {
        Some(before)
    };
    let is_work =
        |at: usize| analysis.words[at].shape == Shape::Lower && analysis.lists(at).any(Lists::WORK);
    quoted || noun_at.is_some_and(is_work)
}

fn from_before(
    analysis: &Analysis<'_>,
    tokens: &Range<usize>,
    before: usize,
    word: &Word,
    points: &mut Points,
) {
    if cues::ends_title(analysis, before) {
        points.add(PER, 4.5, "title before the name");
    }
    if let Some((label, reason)) = nominal_before(analysis, before) {
        points.add(label, 2.5, reason);
    }
    let single = tokens.len() == 1;
    match word {
        // "published in Nature".
        word if word.is(Known::In)
            && before > 0
            && analysis.lists(before - 1).any(Lists::PUBLISHING) =>
        {
            points.add(ORG, 2.0, "published there");
        }
        word if word.is(Known::In) => {
            points.add(GPE, 2.2, "after “in”");
            points.add(LOC, 0.8, "after “in”");
        }
        word if word.is(Known::OpenBracket) => points.add(PER, -0.6, ""),
        word if single && word.is_any(&[Known::With, Known::By]) => {
            points.add(PER, 0.1, "after “with” or “by”");
        }
        word if word.is_any(&[Known::Near, Known::Outside, Known::Around, Known::Across]) => {
            points.add(GPE, 2.0, "after a preposition of place");
            points.add(LOC, 0.8, "after a preposition of place");
        }
        word if word.is_any(&[Known::From, Known::To, Known::Into]) => {
            points.add(GPE, 0.9, "after a preposition of place");
        }
        word if word.is(Known::At) => {
            let is_site = analysis.hits_in(tokens.clone()).iter().any(|hit| {
                let row = analysis.row(*hit);
                hit.end as usize == tokens.end && row.label == Some(Label::Fac) && is_head(row)
            });
            points.add(FAC, if is_site { 3.2 } else { 1.2 }, "after “at”");
            points.add(ORG, 0.5, "after “at”");
        }
        word if word.is_any(&[Known::Said, Known::Says, Known::Added]) => {
            points.add(PER, 2.0, "speaks here");
        }
        // "the Tom Cruise video": the article belongs to the noun behind.
        word if word.is(Known::The) && is_attributive(analysis, tokens.end) => {
            points.add(PER, if single { -1.0 } else { -0.4 }, "");
            points.add(ORG, if single { 0.0 } else { 0.4 }, "after “the”");
            points.doubt += if single { 0.4 } else { 0.0 };
        }
        word if word.is(Known::The) => {
            points.add(PER, -2.2, "");
            points.add(ORG, if single { 0.1 } else { 0.5 }, "after “the”");
            points.add(GPE, if single { -0.8 } else { 0.0 }, "");
            if word.kind == TokenKind::Word {
                points.add(LOC, if single { 0.2 } else { 0.5 }, "after “the”");
            }
        }
        word if word.is_any(&[Known::A, Known::An])
            && single
            && analysis.words[tokens.start].shape == Shape::Upper
            && analysis
                .words
                .get(tokens.end)
                .is_none_or(|next| !next.tag.is_noun()) =>
        {
            points.doubt += 1.6;
        }
        word if word.is_any(&[Known::A, Known::An]) => {
            points.add(PER, -1.0, "");
            points.add(NORP, 0.6, "after an article");
        }
        _ => {}
    }
    let lists = analysis.lists(before);
    if lists.any(Lists::BEFORE_PLACE) {
        points.add(GPE, 2.5, "after a direction");
        points.add(LOC, 0.8, "after a direction");
    }
    for start in before.saturating_sub(3)..=before {
        for hit in analysis.hits_at(start) {
            let row = analysis.row(*hit);
            if hit.end as usize == tokens.start && row.class == RowClass::Cue {
                match (row.kind, row.label.and_then(place_of)) {
                    ("person-cue", _) => {}
                    // "mayor of", "extradited to": a cue of several words ends in the preposition that leads to the name.
                    (_, Some(label)) if row.form.contains(' ') => {
                        points.add(label, 2.5, "word beside it");
                    }
                    _ => {}
                }
            }
        }
    }
    if lists.any(Lists::FOUNDING) {
        points.add(ORG, 1.8, "founded, joined, owned");
    }
    if lists.any(Lists::NAMING) {
        points.add(PER, 1.0, "word beside it");
    }
    if word.is(Known::Comma)
        && before > 0
        && let Some((label, reason)) = nominal_before(analysis, before - 1)
    {
        points.add(label, 1.6, reason);
    }
    // "Homs, Syria": a place behind a place.
    if word.is(Known::Comma) && before > 0 {
        let place_before = (before.saturating_sub(3)..before).any(|start| {
            analysis.hits_at(start).iter().any(|hit| {
                hit.end as usize == before
                    && analysis.row(*hit).label == Some(Label::Gpe)
                    && analysis.row(*hit).is_name()
            })
        });
        if place_before {
            points.add(GPE, 1.0, "behind a place");
        }
    }
}

/// A common noun right before a name says what it is: "spokesman X", "company X", "the village of X" is handled by cues.
fn nominal_before(analysis: &Analysis<'_>, before: usize) -> Option<(usize, &'static str)> {
    (before.saturating_sub(2)..=before).find_map(|start| {
        analysis.hits_at(start).iter().rev().find_map(|hit| {
            let row = analysis.row(*hit);
            if hit.end as usize != before + 1
                || row.is_name()
                || row.flags.any(Flags::PLURAL)
                || is_pattern(row)
            {
                return None;
            }
            match row.label? {
                Label::Per | Label::Title => Some((PER, "job or relation before the name")),
                Label::Org => Some((ORG, "kind of organisation before the name")),
                Label::Gpe => Some((GPE, "kind of place before the name")),
                _ => None,
            }
        })
    })
}

fn from_behind(analysis: &Analysis<'_>, tokens: &Range<usize>, sentence: u32, points: &mut Points) {
    let end = tokens.end;
    let here = |at: usize| {
        analysis
            .words
            .get(at)
            .filter(|word| word.sentence == sentence)
    };
    let Some(next) = here(end) else {
        return;
    };
    if is_say_verb(analysis, end) {
        points.add(PER, 1.6, "speaks here");
        points.add(ORG, 0.6, "speaks here");
        points.add(GPE, 0.2, "speaks here");
    }
    if next.is(Known::Comma) && here(end + 1).is_some_and(|word| word.is(Known::Which)) {
        points.add(PER, -1.5, "");
        points.add(ORG, 0.8, "“which” behind the name");
    }
    if next.is_any(&[Known::Who, Known::Whose]) {
        points.add(PER, 2.0, "“who” behind the name");
    }
    if next.is(Known::Comma) {
        behind_comma(analysis, end, &here, points);
    }
    if next.is(Known::OpenBracket)
        && here(end + 1).is_some_and(|word| word.shape == Shape::Upper)
        && here(end + 2).is_some_and(|word| word.is(Known::CloseBracket))
    {
        points.add(ORG, 3.0, "acronym in brackets");
        points.add(PER, -1.0, "");
    }
    for hit in analysis.hits_at(end) {
        let row = analysis.row(*hit);
        let Some(label) = row.label.and_then(place_of) else {
            continue;
        };
        match row.kind {
            "person-cue" => {}
            "org-cue" | "gpe-cue" | "loc-cue" | "fac-cue" => {
                let strength = if row.form.contains(' ') { 0.0 } else { 1.8 };
                points.add(label, strength, "word behind it");
            }
            _ => {}
        }
    }
    if tokens.len() == 1 && next.shape == Shape::Lower && next.tag.is_noun() {
        let form = analysis.form(tokens.start);
        let group = ["ian", "ish", "ese", "ist", "ite"]
            .iter()
            .any(|end| form.ends_with(end));
        if group {
            points.add(NORP, 1.8, "adjective of a group");
        }
    }
    if is_attributive(analysis, end) {
        points.add(PER, -0.7, "");
    }
    let acts = next.tag == Tag::Past || next.is_any(&[Known::Was, Known::Had]);
    if tokens.len() == 1 && acts {
        points.add(PER, 0.2, "acts here");
    }
    if tokens.len() == 1 && is_human_deed(analysis, end) {
        points.add(PER, 1.2, "does what people do");
    }
}

/// Whether the word at a token is a common noun that what stands before it describes.
fn is_attributive(analysis: &Analysis<'_>, at: usize) -> bool {
    let before = at
        .checked_sub(1)
        .and_then(|before| analysis.words.get(before));
    analysis
        .words
        .get(at)
        .zip(before)
        .is_some_and(|(next, name)| {
            next.sentence == name.sentence
                && next.shape == Shape::Lower
                && next.spaced
                && matches!(next.tag, Tag::Noun | Tag::Plural)
        })
        && !is_say_verb(analysis, at)
}

/// "was born", "died", "resigned", "grew up": only people do.
fn is_human_deed(analysis: &Analysis<'_>, at: usize) -> bool {
    if analysis.lists(at).any(Lists::HUMAN_DEED) {
        return true;
    }
    match analysis.form(at) {
        "was" | "is" => matches!(
            analysis.form(at + 1),
            "born" | "survived" | "married" | "buried"
        ),
        "grew" => analysis.form(at + 1) == "up",
        _ => false,
    }
}

fn behind_comma<'w>(
    analysis: &Analysis<'_>,
    end: usize,
    here: &dyn Fn(usize) -> Option<&'w Word>,
    points: &mut Points,
) {
    let Some(next) = here(end + 1) else {
        return;
    };
    let age = next.kind == TokenKind::Number && next.span.len() <= 3;
    if age && here(end + 2).is_none_or(Word::is_mark) {
        points.add(PER, 4.5, "age behind the name");
    }
    if next.is(Known::Who) {
        points.add(PER, 2.0, "“who” behind the name");
    }
    let place = analysis.hits_at(end + 1).iter().any(|hit| {
        let row = analysis.row(*hit);
        row.label == Some(Label::Gpe)
            && row.is_name()
            && matches!(row.kind, "country" | "state" | "province")
    });
    if place {
        points.add(GPE, 2.5, "place before its country or region");
    }
    let opens = next.is_any(&[Known::A, Known::An, Known::The, Known::His, Known::Her])
        || next.tag.is_noun();
    if opens {
        let from = end + 1;
        for at in from..from + 5 {
            let Some(word) = here(at) else {
                break;
            };
            if word.is_mark() || word.tag == Tag::Preposition {
                break;
            }
            let label = analysis.hits_at(at).iter().find_map(|hit| {
                let row = analysis.row(*hit);
                (!row.is_name() && !is_pattern(row)).then_some(row.label?)
            });
            match label {
                Some(Label::Per | Label::Title) => {
                    points.add(PER, 1.5, "described as a person");
                    break;
                }
                Some(Label::Gpe) => {
                    points.add(GPE, 1.5, "described as a place");
                    break;
                }
                Some(Label::Org) => {
                    points.add(ORG, 1.0, "described as an organisation");
                    break;
                }
                _ => {}
            }
        }
    }
}
