//! What speaks for each label: in the words of a name, in the lists, and in the words beside it.

use std::ops::Range;

use super::{FAC, GPE, LOC, NORP, ORG, PER, Points, VEH, place_of};
use crate::preannotate::analysis::{Analysis, Shape, Word};
use crate::preannotate::cues::{self, Verdict, is_say_verb};
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::{Flags, Row, RowClass};
use crate::preannotate::lexicon::Parts;
use crate::preannotate::lists::Lists;
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::Known;
use crate::text::{TokenKind, ZoneKind};

/// Whether a row lists a name, not a pattern, title, nominal or value.
pub(super) fn is_name_row(row: &Row) -> bool {
    row.class == RowClass::Name
}

/// Whether a row is a first or last word of longer names, or a word beside them.
fn is_pattern(row: &Row) -> bool {
    matches!(row.class, RowClass::Head | RowClass::Start | RowClass::Cue)
}

/// Whether a row is the last word of longer names.
pub(super) fn is_head(row: &Row) -> bool {
    row.class == RowClass::Head && row.is_name()
}

/// Whether names inside a name of this label are marked as well.
pub(super) fn may_nest(label: usize) -> bool {
    label != PER && label != GPE && label != NORP && label != LOC
}

/// Points from the lists and the name's own words; the label and country that the lists give it.
pub(super) fn inner(
    analysis: &Analysis<'_>,
    tokens: &Range<usize>,
) -> (Points, Option<usize>, &'static str) {
    let mut points = Points::default();
    let (listed, country) = from_lists(analysis, tokens, &mut points);
    let words = &analysis.words[tokens.clone()];
    if let [word] = words {
        from_single(analysis, word, tokens.start, listed.is_some(), &mut points);
    } else {
        from_parts(analysis, tokens, &mut points);
        if listed.is_none() {
            from_pattern(analysis, tokens, &mut points);
        }
    }
    (points, listed, country)
}

fn from_lists(
    analysis: &Analysis<'_>,
    tokens: &Range<usize>,
    points: &mut Points,
) -> (Option<usize>, &'static str) {
    let hits = analysis.hits_at(tokens.start).iter();
    let rows = hits
        .filter(|hit| hit.class == RowClass::Name && hit.tokens() == *tokens)
        .map(|hit| (*hit, analysis.row(*hit)));
    let ambiguous = rows.clone().any(|(_, row)| row.flags.any(Flags::AMBIGUOUS));
    let (mut best, mut listed, mut country) = (0.0, None, "");
    for (hit, row) in rows {
        if ambiguous && !row.flags.any(Flags::AMBIGUOUS) {
            continue;
        }
        let strength = if ambiguous {
            match cues::judge(analysis, hit, row) {
                Verdict::For => 7.0 + row.weight as f32 / 50.0,
                Verdict::Silent => row.weight as f32 / 16.0,
                Verdict::Against => continue,
            }
        } else {
            strength_of(row, tokens.len())
        };
        match row.label.and_then(place_of) {
            Some(label) => {
                points.add(label, strength, reason_of(row));
                if strength > best {
                    (best, listed, country) = (strength, Some(label), row.country);
                }
            }
            None => points.doubt += strength,
        }
    }
    (listed, country)
}

/// How much a list alone says.
fn strength_of(row: &Row, num_tokens: usize) -> f32 {
    let base = match (row.label, row.kind) {
        (Some(Label::Gpe), "country") => 7.0,
        (Some(Label::Gpe), "capital") => 5.2,
        (Some(Label::Gpe), "city") => 2.0 + (row.weight.max(1) as f32).log10() * 0.45,
        (Some(Label::Gpe), "province") => 3.5,
        (Some(Label::Gpe), _) => 5.0,
        (Some(Label::Norp), _) => 6.5,
        _ => 6.0,
    };
    let mut strength = base;
    if num_tokens == 1 {
        if row.flags.any(Flags::COMMON) {
            strength -= 1.5;
        }
        if row.flags.any(Flags::PERSON) {
            strength -= 1.5;
        }
        if row.flags.any(Flags::CONTEXT) {
            strength -= 2.5;
        }
    }
    strength
}

fn reason_of(row: &Row) -> &'static str {
    match (row.label, row.kind) {
        (Some(Label::Gpe), "country") => "listed country",
        (Some(Label::Gpe), "city" | "capital") => "listed city",
        (Some(Label::Gpe), _) => "listed region",
        (Some(Label::Norp), _) => "listed nationality or group",
        (Some(Label::Org), "armed-group") => "listed armed group",
        (Some(Label::Org), "media") => "listed news organisation",
        (Some(Label::Org), _) => "listed organisation",
        (Some(Label::Per), _) => "listed person",
        (Some(Label::Loc), _) => "listed place",
        (Some(Label::Fac), _) => "listed building or site",
        _ => "listed name",
    }
}

fn from_single(
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
fn from_parts(analysis: &Analysis<'_>, tokens: &Range<usize>, points: &mut Points) {
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
pub(super) fn is_road_number(analysis: &Analysis<'_>, at: usize) -> bool {
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
fn from_pattern(analysis: &Analysis<'_>, tokens: &Range<usize>, points: &mut Points) {
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
                    (_, Some(label)) if row.form.ends_with("of") || row.form.ends_with("in") => {
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
    if age && here(end + 2).is_none_or(super::super::analysis::Word::is_mark) {
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
