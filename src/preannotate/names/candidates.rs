//! A piece of a run becomes a candidate: its edges put right, with what speaks for each label, and with the names inside it.

use std::ops::Range;

use super::runs::Cutter;
use super::{Points, context, evidence, key_of};
use crate::preannotate::analysis::Shape;
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::{Flags, Hit};
use crate::preannotate::words::Known;
use crate::text::TokenKind;

/// A stretch that may be a name, with what speaks for each label.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) tokens: Range<usize>,
    /// From the name's own words and the lists.
    pub(super) inner: Points,
    /// From the words around it.
    pub(super) outer: Points,
    /// The label that the lists give it, if they do.
    pub(super) listed: Option<usize>,
    /// Country code of the listed form.
    pub(super) country: &'static str,
    pub(super) key: u64,
}

impl Cutter<'_, '_> {
    /// "65th Air Division", "Ninth Circuit Court": the number of a unit before its name.
    fn with_number(&self, tokens: Range<usize>) -> Range<usize> {
        let Some(before) = tokens.start.checked_sub(1) else {
            return tokens;
        };
        let word = &self.analysis.words[before];
        let written = self.analysis.written(before);
        let ordinal = word.kind == TokenKind::Number
            && word.span.len() <= 5
            && ["st", "nd", "rd", "th", "d"]
                .iter()
                .any(|end| written.ends_with(end));
        let is_unit = matches!(
            self.analysis.form(tokens.end - 1),
            "division"
                | "brigade"
                | "battalion"
                | "regiment"
                | "army"
                | "corps"
                | "fleet"
                | "squadron"
                | "wing"
                | "group"
                | "infantry"
                | "circuit"
                | "company"
                | "platoon"
                | "battery"
                | "artillery"
                | "cavalry"
                | "marines"
                | "congress"
        );
        if ordinal
            && is_unit
            && word.sentence == self.analysis.words[tokens.start].sentence
            && !self.covered[before]
        {
            before..tokens.end
        } else {
            tokens
        }
    }

    pub(super) fn push(&mut self, tokens: Range<usize>) {
        let tokens = self.with_number(tokens);
        let words = &self.analysis.words[tokens.clone()];
        // Connectors at the edge do not belong to the name.
        let last = words
            .iter()
            .rposition(|word| word.shape != Shape::Lower || words.len() == 1);
        let end = tokens.start + last.map_or(words.len(), |last| last + 1);
        // "The White House" is listed so; the guideline leaves the article out.
        let article = words[0].is(Known::The)
            && tokens.len() > 1
            && self.listed_at(tokens.start + 1, end, false) == Some(end);
        let tokens = tokens.start + usize::from(article)..end;
        if tokens.is_empty() {
            return;
        }
        let (inner, listed, country) = evidence::inner(self.analysis, &tokens);
        let outer = context::outer(self.analysis, &tokens);
        self.nested(&tokens, &inner, listed);
        self.runs.candidates.push(Candidate {
            key: key_of(
                self.analysis.words[tokens.clone()]
                    .iter()
                    .map(|word| word.id),
            ),
            tokens,
            inner,
            outer,
            listed,
            country,
        });
    }

    /// Listed places and nationalities inside a longer name are marked as well, but not inside names of people, places and news media.
    fn nested(&mut self, tokens: &Range<usize>, inner: &Points, listed: Option<usize>) {
        let label = listed.unwrap_or_else(|| inner.best().0);
        let is_media = self.is_media(tokens);
        let is_team = self
            .analysis
            .hits_at(tokens.start)
            .iter()
            .any(|hit| hit.tokens() == *tokens && self.analysis.row(*hit).kind == "team");
        if tokens.len() < 2 || !evidence::may_nest(label) && !self.is_county(tokens) || is_media {
            return;
        }
        let mut at = tokens.start;
        while at < tokens.end {
            let found = self.analysis.hits_at(at).iter().rev().find(|hit| {
                let row = self.analysis.row(**hit);
                let inside = hit.tokens() != *tokens && hit.end as usize <= tokens.end;
                // "En Marche", "Lok Sabha": the last word of a listed name is a place by chance, unless "of" or a club says so.
                let by_chance = listed.is_some() && at > tokens.start && !is_team && {
                    let before = &self.analysis.words[at - 1];
                    before.shape.is_capitalised()
                };
                let kind = row.label == Some(Label::Norp) && row.kind == "nationality"
                    || row.label == Some(Label::Gpe) && evidence::is_name_row(row) && !by_chance;
                inside
                    && kind
                    && row.is_name()
                    && !row.flags.any(Flags::COMMON)
                    && !row.flags.any(Flags::CONTEXT)
                    && !(at > tokens.start && is_saint(self.analysis.form(at - 1)))
                    && !(row.flags.any(Flags::PERSON)
                        && at == tokens.start
                        && tokens.len() > 2
                        && self.is_given(at))
                    && !row.flags.any(Flags::AMBIGUOUS)
            });
            match found {
                Some(hit) => {
                    let hit: Hit = *hit;
                    // What the list says counts here, not what the longer name is.
                    let row = self.analysis.row(hit);
                    let listed = row.label.and_then(super::place_of);
                    let mut inner = Points::default();
                    if let Some(label) = listed {
                        inner.add(label, 8.0, "listed place or people");
                    }
                    let country = row.country;
                    self.runs.candidates.push(Candidate {
                        key: key_of(self.analysis.words[hit.tokens()].iter().map(|word| word.id)),
                        tokens: hit.tokens(),
                        inner,
                        outer: Points::default(),
                        listed,
                        country,
                    });
                    at = hit.end as usize;
                }
                None => at += 1,
            }
        }
    }

    /// "Kisumu County": a region named after its town.
    fn is_county(&self, tokens: &Range<usize>) -> bool {
        matches!(
            self.analysis.form(tokens.end - 1),
            "county" | "province" | "district" | "governorate" | "region" | "oblast" | "state"
        )
    }

    fn is_media(&self, tokens: &Range<usize>) -> bool {
        self.analysis.hits_in(tokens.clone()).iter().any(|hit| {
            let row = self.analysis.row(*hit);
            hit.end as usize == tokens.end
                && (row.sector == "JRN" || row.kind == "media")
                && row.is_name()
        })
    }
}

fn is_saint(form: &str) -> bool {
    matches!(form, "st" | "st." | "saint" | "santa" | "san")
}
