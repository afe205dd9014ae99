//! What the words of a name say of its label: given names and endings, first and last words of longer names, numbers, acronyms.

use std::ops::Range;

use super::evidence::{is_head, is_name_row};
use super::{FAC, GPE, LOC, NORP, ORG, PER, Points, VEH, place_of};
use crate::preannotate::analysis::{Analysis, Shape, Word};
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::{Flags, RowClass};
use crate::preannotate::lexicon::Parts;
use crate::preannotate::lists::Lists;
use crate::preannotate::words::Known;
use crate::text::TokenKind;

pub(super) fn from_single(
    analysis: &Analysis<'_>,
    word: &Word,
    at: usize,
    is_listed: bool,
    points: &mut Points,
) {
    let person = analysis.gazetteer().person(word.id);
    // "Terry" and "Rose" are people in the middle of a sentence.
    let common = word.parts.any(Parts::COMMON) && (word.initial || person.given < SURE_NAME);
    if !is_listed {
        points.add(PER, 0.5, "capitalised like a name");
        points.add(GPE, 0.4, "capitalised like a name");
        points.add(ORG, 0.4, "capitalised like a name");
        if word.shape == Shape::Upper && word.span.len() >= 2 {
            points.add(ORG, 2.0, "acronym");
        }
        let written = analysis.written(at);
        if word.shape == Shape::Upper && written.bytes().any(|byte| byte.is_ascii_digit()) {
            points.doubt += 2.4;
        }
        if is_roman_numeral(written) || word.span.len() == 1 {
            points.doubt += 3.0;
        }
        if word.shape == Shape::Upper && written.ends_with('s') {
            points.doubt += 2.0;
        }
        if common {
            points.doubt += if word.initial { 3.0 } else { 2.2 };
        }
        let stop = analysis.hits_at(at).iter().any(|hit| {
            matches!(
                analysis.row(*hit).kind,
                "opener" | "furniture" | "function-word" | "acronym"
            ) && hit.tokens().len() == 1
        });
        if stop {
            points.doubt += 4.0;
        }
    }
    if is_road_number(analysis, at) {
        points.add(FAC, 8.0, "letter and number of a road");
    }
    if word.shape != Shape::Upper {
        let scale = if common { 0.3 } else { 1.0 };
        if person.given > 0 {
            points.add(PER, 1.2 * scale, "listed given name");
        }
        if person.surname > 0 {
            points.add(PER, 1.0 * scale, "listed surname");
        }
    }
    let form = analysis.word(word.id);
    if !is_listed && is_idea(form) {
        points.doubt += 4.0;
    }
    if !is_listed && !common && is_brand(form, analysis.written(at)) {
        points.add(ORG, 1.0, "written like a brand");
        points.add(PER, -0.5, "");
    }
    if !is_listed && !common {
        if [
            "stan", "ville", "grad", "abad", "burg", "pur", "shire", "polis", "sk", "ovo", "evo",
            "bad", "ton", "ford",
        ]
        .iter()
        .any(|end| form.ends_with(end))
        {
            points.add(GPE, 1.0, "ends like a town");
        }
        if ["ists", "ians", "ites", "ese"]
            .iter()
            .any(|end| form.ends_with(end))
        {
            points.add(NORP, 2.0, "ends like a group");
        }
    }
}

/// Words of a name of several words.
pub(super) fn from_parts(analysis: &Analysis<'_>, tokens: &Range<usize>, points: &mut Points) {
    let gazetteer = analysis.gazetteer();
    let words = &analysis.words[tokens.clone()];
    points.add(PER, 0.6, "capitalised like a name");
    points.add(ORG, 0.5, "capitalised like a name");
    let first = gazetteer.person(words[0].id);
    let last = &words[words.len() - 1];
    let surname = gazetteer.person(last.id);
    if first.given > 0 {
        // "Pat Metheny": an ordinary word before one that is none and nothing else that is listed.
        let is_alone = words.len() == 2
            && !last.parts.any(Parts::COMMON)
            && !analysis.hits_at(tokens.end - 1).iter().any(|hit| {
                let row = analysis.row(*hit);
                is_name_row(row) && row.label != Some(Label::Per)
            });
        let common = words[0].parts.any(Parts::COMMON) && first.given < SURE_NAME && !is_alone;
        points.add(
            PER,
            if common { 1.0 } else { 2.8 },
            "begins with a given name",
        );
    }
    if words.len() == 2
        && words[0].parts.any(Parts::COMMON)
        && words[0].shape == Shape::Capital
        && !words[0].parts.any(Parts::ADJECTIVE)
        && first.given == 0
        && surname.surname > 0
        && !last.parts.any(Parts::COMMON)
        && !words[0].initial
    {
        points.add(PER, 1.6, "ends with a surname");
    }
    if is_east_asian(analysis, tokens) {
        points.add(PER, 3.0, "family name and a given name of two parts");
    }
    if surname.surname > 0 {
        points.add(
            PER,
            if last.parts.any(Parts::COMMON) {
                0.4
            } else {
                1.4
            },
            "ends with a surname",
        );
    }
    let mut ordinary_words = 0;
    if words.len() == 2 && first.given > 0 && surname.surname > 0 {
        points.add(PER, 1.3, "given name and surname");
    }
    if words.len() > 4 {
        points.add(PER, -1.5, "");
    }
    for (at, word) in words.iter().enumerate() {
        let form = analysis.word(word.id);
        let initial =
            at > 0 && word.shape.is_capitalised() && word.span.len() == 2 && form.ends_with('.');
        if initial
            || at == 0
                && words.len() > 1
                && word.shape.is_capitalised()
                && word.span.len() <= 4
                && form.ends_with('.')
                && form.len() == 2
        {
            points.add(PER, 2.5, "initials");
        }
        if at > 0
            && word.shape == Shape::Lower
            && matches!(form, "bin" | "al" | "van" | "von" | "de" | "ibn" | "el")
        {
            points.add(PER, 1.2, "particle of a person's name");
        }
        if matches!(word.shape, Shape::Inner)
            && (form.starts_with("al-") || form.starts_with("el-"))
        {
            points.add(PER, 1.2, "particle of a person's name");
        }
        let person = gazetteer.person(word.id);
        let ordinary = word.shape == Shape::Capital
            && word.parts.any(Parts::ANY_NOUN.with(Parts::ADJECTIVE))
            && word.parts.any(Parts::COMMON);
        if ordinary {
            let named = person.given + person.surname > 0;
            ordinary_words += 1;
            let is_given = at == 0 && person.given > 0 && !last.parts.any(Parts::COMMON);
            let more = match (ordinary_words, named) {
                _ if is_given => 0.0,
                (1, false) => 0.8,
                (1, true) => 0.4,
                _ => 0.2,
            };
            points.add(ORG, more, "ordinary words with capitals");
            let sure = at == 0 && person.given >= SURE_NAME;
            points.add(PER, if named || sure { -0.2 } else { -1.2 }, "");
        }
        if word.is(Known::Ampersand)
            || word.shape == Shape::Lower && word.is_any(&[Known::Of, Known::For, Known::And])
        {
            points.add(PER, -4.0, "");
            points.add(ORG, 1.0, "ordinary words with capitals");
        }
        if word.shape == Shape::Upper && word.span.len() >= 2 && !form.ends_with('.') {
            points.add(ORG, 1.0, "acronym inside");
            points.add(PER, -0.8, "");
        }
        if word.shape == Shape::Other || word.kind == TokenKind::Possessive {
            points.add(PER, -1.0, "");
        }
    }
    // "North Melbourne": a direction and a listed place.
    if analysis.lists(tokens.start).any(Lists::BEFORE_PLACE)
        && analysis.hits_at(tokens.start + 1).iter().any(|hit| {
            hit.end as usize == tokens.end
                && analysis.row(*hit).label == Some(Label::Gpe)
                && analysis.row(*hit).is_name()
        })
    {
        points.add(GPE, 4.0, "part of a listed place");
    }
    // A place before an unlisted word: a club, a newspaper, a company.
    let place = analysis.hits_at(tokens.start).iter().any(|hit| {
        hit.tokens().end < tokens.end
            && matches!(analysis.row(*hit).label, Some(Label::Gpe | Label::Norp))
            && analysis.row(*hit).is_name()
    });
    if place {
        let ordinary = words
            .iter()
            .skip(1)
            .any(|word| word.parts.any(Parts::COMMON));
        let country = analysis.hits_at(tokens.start).iter().any(|hit| {
            let row = analysis.row(*hit);
            row.kind == "country" || row.label == Some(Label::Norp)
        });
        let is_team = last.shape == Shape::Capital
            && last.parts.any(Parts::PLURAL)
            && !has_head(analysis, tokens);
        if is_team {
            points.add(ORG, 2.5, "place and a plural, like a team");
        }
        if ordinary || country {
            points.add(ORG, 1.0, "begins with a place");
            points.add(PER, if first.given == 0 { -1.0 } else { 0.0 }, "");
        } else {
            points.add(PER, 0.6, "capitalised like a name");
        }
    }
}

/// Number of lists that have a given name which is a person's even where it is an ordinary word as well ("John", "Grace").
const SURE_NAME: u8 = 4;

/// What a capitalised noun with a number behind it names: "Route 66" a road, "Area 51" a place.
pub(super) fn numbered(form: &str) -> Option<usize> {
    match form {
        "highway" | "interstate" | "route" | "terminal" | "gate" | "pier" | "runway"
        | "junction" | "exit" | "platform" | "checkpoint" | "autobahn" | "motorway"
        | "expressway" | "studio" | "building" | "reactor" | "berth" => Some(FAC),
        "area" | "zone" | "sector" | "ward" | "district" | "precinct" => Some(LOC),
        "flight" => Some(VEH),
        _ => None,
    }
}

/// "the M4 motorway", "the A4 near Bath": a road by its letter and number.
fn is_road_number(analysis: &Analysis<'_>, at: usize) -> bool {
    let written = analysis.written(at);
    let has_shape = written.len() >= 2
        && written.len() <= 5
        && written.starts_with(['A', 'B', 'E', 'I', 'M', 'N'])
        && written.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    has_shape
        && at
            .checked_sub(1)
            .is_some_and(|before| analysis.words[before].is(Known::The))
        && matches!(
            analysis.form(at + 1),
            "motorway"
                | "road"
                | "highway"
                | "near"
                | "between"
                | "southbound"
                | "northbound"
                | "eastbound"
                | "westbound"
                | "outside"
                | "close"
        )
}

fn is_club(form: &str) -> bool {
    matches!(
        form.trim_end_matches('.'),
        "fc" | "f.c"
            | "afc"
            | "a.f.c"
            | "cf"
            | "sc"
            | "sk"
            | "fk"
            | "nk"
            | "bk"
            | "hc"
            | "ac"
            | "ssc"
            | "kv"
            | "ks"
            | "cska"
            | "hjk"
            | "ifk"
            | "aik"
            | "vfl"
            | "vfb"
            | "tsv"
            | "tsg"
            | "rcd"
            | "psv"
            | "afk"
    )
}

/// "XVII", but not "I" alone and not words such as "MIX".
fn is_roman_numeral(written: &str) -> bool {
    written.len() >= 2
        && written
            .bytes()
            .all(|byte| matches!(byte, b'I' | b'V' | b'X'))
}

/// "Wikinews", "LibriVox": an ending of firms, or a capital behind a small letter, but not "McCain" and "DeMott".
fn is_brand(form: &str, written: &str) -> bool {
    let ends = form.len() > 6
        && [
            "news", "bank", "soft", "tech", "corp", "pharma", "media", "tel", "net", "press",
        ]
        .iter()
        .any(|end| form.ends_with(end));
    let letters = written.as_bytes();
    let inner = written.is_ascii()
        && letters.iter().all(u8::is_ascii_alphabetic)
        && letters
            .windows(2)
            .position(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
            .is_some_and(|at| at >= 3);
    ends || inner
}

/// Names of creeds, sciences and ailments: "Scientology", "Islamophobia".
fn is_idea(form: &str) -> bool {
    form.len() > 6
        && ["ology", "isms", "ism", "phobia", "itis", "osis", "opathy"]
            .iter()
            .any(|end| form.ends_with(end))
}

/// "Leung Che-cheung", "Park Joo-Ho": a short family name and two short parts with a hyphen.
fn is_east_asian(analysis: &Analysis<'_>, tokens: &Range<usize>) -> bool {
    let [family, given] = &analysis.words[tokens.clone()] else {
        return false;
    };
    let Some((first, second)) = analysis.written(tokens.end - 1).split_once('-') else {
        return false;
    };
    let is_part = |part: &str| {
        (2..=6).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    family.shape == Shape::Capital
        && family.span.len() <= 7
        && !given.parts.any(Parts::COMMON)
        && is_part(first)
        && is_part(second)
        && first.starts_with(|letter: char| letter.is_ascii_uppercase())
}

/// Whether a listed last word of longer names ends the stretch.
fn has_head(analysis: &Analysis<'_>, tokens: &Range<usize>) -> bool {
    analysis.hits_in(tokens.clone()).iter().any(|hit| {
        hit.end as usize == tokens.end
            && hit.start as usize > tokens.start
            && is_head(analysis.row(*hit))
    })
}

/// Patterns of names: last words ("… Airport"), first words ("Lake …").
pub(super) fn from_pattern(analysis: &Analysis<'_>, tokens: &Range<usize>, points: &mut Points) {
    let (mut is_headed, mut is_place) = (false, false);
    for hit in analysis.hits_in(tokens.clone()) {
        let row = analysis.row(*hit);
        let hit_tokens = hit.tokens();
        is_place |= hit_tokens.start == tokens.start
            && row.is_name()
            && matches!(row.label, Some(Label::Gpe | Label::Norp));
        if row.kind == "thing-head" && hit_tokens.end == tokens.end {
            points.doubt += 2.5;
        }
        let Some(label) = row.label.and_then(place_of) else {
            continue;
        };
        let head_before_of = hit_tokens.end < tokens.end
            && analysis.words[hit_tokens.end].is_any(&[Known::Of, Known::For]);
        if is_head(row)
            && (hit_tokens.end == tokens.end && hit_tokens.start > tokens.start || head_before_of)
        {
            let strength = if row.flags.any(Flags::CONTEXT) {
                2.5
            } else {
                4.5
            };
            points.add(label, strength, head_reason(label));
            is_headed = true;
        }
        if row.class == RowClass::Start
            && hit_tokens.start == tokens.start
            && hit_tokens.end < tokens.end
        {
            let strength = if row.flags.any(Flags::CONTEXT) {
                1.2
            } else {
                4.0
            };
            points.add(label, strength, "begins like such a name");
            is_headed = true;
        }
    }
    let words = &analysis.words[tokens.clone()];
    let written = analysis.written(tokens.start);
    let is_model = written.len() <= 7
        && written.split_once('-').is_some_and(|(letters, number)| {
            letters.bytes().all(|byte| byte.is_ascii_uppercase())
                && number.starts_with(|digit: char| digit.is_ascii_digit())
        });
    if is_model {
        points.add(VEH, 3.5, "letters and number of a model");
        return;
    }
    // "Boeing 737 MAX": more of a listed model.
    let model = analysis.hits_at(tokens.start).iter().rev().find_map(|hit| {
        let row = analysis.row(*hit);
        let label = row
            .label
            .filter(|label| matches!(label, Label::Veh | Label::Product | Label::Wea))?;
        (hit.end as usize > tokens.start + 1 && row.is_name()).then(|| place_of(label))?
    });
    if let Some(label) = model {
        points.add(label, 5.0, "more of a listed model");
        return;
    }
    // "FC Basel", "SK Brann": short forms of "club" in many languages.
    if is_club(analysis.form(tokens.start)) || is_club(analysis.form(tokens.end - 1)) {
        points.add(ORG, 3.0, "short for a club");
        return;
    }
    // "Bayezid II", "Louis XIV".
    if words.len() > 1 && is_roman_numeral(analysis.written(tokens.end - 1)) {
        points.add(PER, 2.0, "number of a ruler");
        points.add(ORG, -1.0, "");
        points.doubt += 0.6;
    }
    // "Interstate 95", "Terminal 5", "Flight ET302", "Lion Air Flight 610".
    let number = analysis.written(tokens.end - 1);
    let counted = tokens
        .end
        .checked_sub(2)
        .filter(|_| number.bytes().any(|byte| byte.is_ascii_digit()))
        .and_then(|at| numbered(analysis.form(at)));
    if let Some(label) = counted {
        points.add(label, 6.0, "numbered road, site or flight");
        return;
    }
    // "Group F", "Plan B".
    if words.last().is_some_and(|last| last.span.len() == 1) {
        points.doubt += 2.0;
    }
    if is_headed || is_place {
        return;
    }
    // Ordinary words with capitals and nothing that says of what they are the name: titles, programmes, slogans.
    let gazetteer = analysis.gazetteer();
    let is_ordinary = |word: &Word| {
        word.shape == Shape::Capital
            && word.parts.any(Parts::COMMON)
            && gazetteer.person(word.id).given < SURE_NAME
    };
    if words.iter().all(is_ordinary) {
        points.doubt += 1.2;
    } else if words.iter().any(is_ordinary) && gazetteer.person(words[0].id).given == 0 {
        // "Tazreen Fashions" is likelier a firm than "Revival Tzar".
        points.doubt += if is_ordinary(&words[0]) { 0.9 } else { 0.3 };
    }
}

fn head_reason(label: usize) -> &'static str {
    match label {
        ORG => "ends like an organisation",
        FAC => "ends like a building or site",
        LOC => "ends like a natural place",
        GPE => "ends like a region",
        _ => "ends like such a name",
    }
}
