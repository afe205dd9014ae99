//! What the rules and lists say of a token, as a set of bits that a model can learn to trust or not.

use super::features::Context;
use crate::preannotate::analysis::CaseStyle;
use crate::preannotate::gazetteer::RowClass;
use crate::preannotate::lexicon::Parts;

/// A set of marks, bit by bit.
pub type Marks = u128;

/// Number of marks.
pub const NUM_MARKS: usize = 106;

// First bit of each group. What they mean is part of every trained encoder: a change asks for a new training.
const TOLD: usize = 0;
const SURE: usize = 12;
const LISTED: usize = 15;
const CLASSES: usize = 33;
const GIVEN: usize = 57;
const SURNAME: usize = 58;
const COMMON: usize = 59;
const USES: usize = 60;
const USED_AS: usize = 71;
const BLOCKED: usize = 77;
const IN_TITLE: usize = 78;
const IN_CAPITALS: usize = 79;
const PARTS: usize = 80;

/// Labels of names among [`Label::ALL`](crate::preannotate::Label::ALL), the first ones.
const NUM_LABELS: usize = 6;

/// The marks of every token of a document.
pub fn marks_of(context: &Context<'_, '_>) -> Vec<Marks> {
    let analysis = context.analysis();
    let mut marks: Vec<Marks> = vec![0; analysis.words.len()];
    for at in 0..analysis.words.len() {
        let word = &analysis.words[at];
        let mut own = |bit: usize| marks[at] |= 1 << bit;
        if let Some(told) = context.told(at)
            && (told.label as usize) < NUM_LABELS
        {
            own(TOLD + 2 * told.label as usize + usize::from(told.is_first));
            own(SURE + told.sureness() as usize);
        }
        let person = analysis.gazetteer().person(word.id);
        if person.given > 0 {
            own(GIVEN);
        }
        if person.surname > 0 {
            own(SURNAME);
        }
        if word.parts.any(Parts::COMMON) {
            own(COMMON);
        }
        if let Some((bits, most)) = context.uses_of(at) {
            marks[at] |= Marks::from(bits) << USES;
            if let Some(label) = most {
                marks[at] |= 1 << (USED_AS + label);
            }
        }
        let mut own = |bit: usize| marks[at] |= 1 << bit;
        if context.is_blocked(at) {
            own(BLOCKED);
        }
        match analysis.style_of(at) {
            CaseStyle::Normal => {}
            CaseStyle::Title => own(IN_TITLE),
            CaseStyle::Upper => own(IN_CAPITALS),
        }
        own(PARTS + word.tag as usize);
        add_listed(context, at, &mut marks);
    }
    marks
}

/// What the lists say of the tokens from `at` on.
fn add_listed(context: &Context<'_, '_>, at: usize, marks: &mut [Marks]) {
    let analysis = context.analysis();
    for hit in analysis.hits_at(at) {
        let row = analysis.row(*hit);
        let Some(label) = row.label.map(|label| label as usize) else {
            continue;
        };
        if label >= NUM_LABELS {
            continue;
        }
        let class = match row.class {
            RowClass::Head => 0,
            RowClass::Start => 1,
            RowClass::Cue => 2,
            RowClass::Noun => 3,
            RowClass::Name | RowClass::Other => NUM_LABELS,
        };
        let tokens = hit.tokens();
        for token in tokens.clone() {
            let Some(marks) = marks.get_mut(token) else {
                continue;
            };
            let place = match (tokens.len(), token == tokens.start) {
                (1, _) => 0,
                (_, true) => 1,
                (_, false) => 2,
            };
            if row.class == RowClass::Name {
                *marks |= 1 << (LISTED + 3 * label + place);
            } else if class < NUM_LABELS {
                *marks |= 1 << (CLASSES + NUM_LABELS * class + label);
            }
        }
    }
}
