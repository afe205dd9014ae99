//! What is said in quotation marks, and who speaks: the subject of the verb of saying beside it.

use super::Story;
use super::facts::Class;
use crate::preannotate::analysis::Analysis;
use crate::preannotate::cues;
use crate::preannotate::words::Known;
use crate::text::{Span, ZoneKind};

/// How many sentences before a pronoun in a quotation its speaker may be named.
const REACH: u32 = 3;

/// How many tokens or mentions of a sentence are looked at: tables and lists without full stops are long.
const LONGEST: usize = 200;

/// The quotations of a document, in order: its zones, or where it has none what stands between quotation marks within a paragraph.
pub(super) fn quotations(analysis: &Analysis<'_>) -> Vec<Span> {
    let zones = analysis.document.zones().iter();
    let mut found: Vec<Span> = zones
        .filter(|zone| zone.kind == ZoneKind::Quotation)
        .map(|zone| zone.span)
        .collect();
    if !found.is_empty() {
        return found;
    }
    let mut open: Option<u32> = None;
    let mut end_before = 0;
    for (token, word) in analysis.words.iter().enumerate() {
        if open.is_some() && is_paragraph_end(analysis, end_before, word.span.start) {
            open = None;
        }
        end_before = word.span.end;
        if !word.is_mark() {
            continue;
        }
        match (analysis.written(token), open) {
            ("“" | "«" | "\"", None) => open = Some(word.span.end),
            ("”" | "»" | "\"", Some(start)) => {
                found.push(Span::new(start, word.span.start));
                open = None;
            }
            _ => {}
        }
    }
    found
}

fn is_paragraph_end(analysis: &Analysis<'_>, from: u32, to: u32) -> bool {
    to > from + 1
        && analysis
            .text()
            .get(from as usize..to as usize)
            .is_some_and(|between| between.contains('\n'))
}

/// Whether a place lies in one of some places that stand in order.
pub(super) fn is_within(places: &[Span], span: Span) -> bool {
    let behind = places.partition_point(|place| place.start <= span.start);
    behind
        .checked_sub(1)
        .is_some_and(|at| span.start < places[at].end)
}

impl Story<'_, '_> {
    /// The mention of who says "I" at a pronoun: named in its own sentence, or in the nearest one before.
    pub(super) fn speaker(&self, pronoun: usize) -> Option<usize> {
        let facts = &self.facts[pronoun];
        if !facts.is_quoted {
            return None;
        }
        let here = facts.sentence;
        let before = (here.saturating_sub(REACH)..here).rev();
        std::iter::once(here)
            .chain([here + 1])
            .chain(before)
            .find_map(|sentence| self.speaker_in(sentence as usize))
            .or_else(|| self.outside_quotation(pronoun))
    }

    /// The subject of a verb of saying outside quotations.
    fn speaker_in(&self, sentence: usize) -> Option<usize> {
        self.analysis
            .tokens_of(sentence)
            .take(LONGEST)
            .find_map(|verb| {
                if !cues::is_say_verb(self.analysis, verb) {
                    return None;
                }
                let comma = verb
                    .checked_sub(1)
                    .filter(|comma| self.analysis.words[*comma].is(Known::Comma));
                let behind = self.phrase_at(verb + 1);
                let before = self.ending_at(verb).or_else(|| self.ending_at(comma?));
                before
                    .into_iter()
                    .chain(behind)
                    .find(|speaker| self.is_speaker(*speaker, sentence))
            })
    }

    /// "…," she liked to say: the only person that the sentence tells of outside the quotation.
    fn outside_quotation(&self, pronoun: usize) -> Option<usize> {
        let sentence = self.facts[pronoun].sentence;
        let is_here = |number: &usize| self.facts[*number].sentence == sentence;
        (pronoun + 1..self.facts.len())
            .take(LONGEST)
            .take_while(is_here)
            .chain((0..pronoun).rev().take(LONGEST).take_while(is_here))
            .find(|mention| self.is_speaker(*mention, sentence as usize))
    }

    fn is_speaker(&self, mention: usize, sentence: usize) -> bool {
        let facts = &self.facts[mention];
        facts.class == Class::Person && !facts.is_quoted && facts.sentence as usize == sentence
    }
}
