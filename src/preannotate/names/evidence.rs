//! What speaks for each label of a name by itself: what the lists say of it here, its own words in `own_words.rs`.

use std::ops::Range;

use super::{GPE, LOC, NORP, PER, Points, own_words, place_of};
use crate::preannotate::analysis::Analysis;
use crate::preannotate::cues::{self, Verdict};
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::{Flags, Row, RowClass};

/// Whether a row lists a name, not a pattern, title, nominal or value.
pub(super) fn is_name_row(row: &Row) -> bool {
    row.class == RowClass::Name
}

/// Whether a row is a first or last word of longer names, or a word beside them.
pub(super) fn is_pattern(row: &Row) -> bool {
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
        own_words::from_single(analysis, word, tokens.start, listed.is_some(), &mut points);
    } else {
        own_words::from_parts(analysis, tokens, &mut points);
        if listed.is_none() {
            own_words::from_pattern(analysis, tokens, &mut points);
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
