//! What the headline says before the story tells it: "Eleven die as train hits lorry" and then "an express train", "11 people".

use super::Story;
use super::facts::{Class, Facts};
use crate::preannotate::analysis::Analysis;
use crate::preannotate::tagger::Tag;
use crate::text::{Span, ZoneKind};

/// No headline has as many tokens.
const LONGEST_HEADLINE: usize = 30;

/// How many sentences of the story unfold its headline.
const LEAD: u32 = 4;

/// The headline: the first line that is read, if no full stop ends it and a story follows.
pub(super) fn headline(analysis: &Analysis<'_>) -> Span {
    let zones = analysis.document.zones().iter();
    if let Some(zone) = zones.clone().find(|zone| zone.kind == ZoneKind::Headline) {
        return zone.span;
    }
    let Some(first) = analysis.words.iter().position(|word| !word.skipped) else {
        return Span::default();
    };
    let tokens = analysis.tokens_of(analysis.words[first].sentence as usize);
    let last = tokens
        .end
        .checked_sub(1)
        .and_then(|last| analysis.words.get(last));
    let is_title = tokens.len() < LONGEST_HEADLINE
        && tokens.end < analysis.words.len()
        && last.is_some_and(|last| last.tag != Tag::Mark);
    if is_title {
        analysis.span_of(tokens)
    } else {
        Span::default()
    }
}

/// Joins the nominals of the headline with the first mentions of the same in the story.
pub(super) fn link(story: &mut Story<'_, '_>) {
    let num_headline = story
        .facts
        .iter()
        .position(|facts| !facts.in_headline)
        .unwrap_or(story.facts.len());
    let Some(first) = story.facts.get(num_headline) else {
        return;
    };
    let end = first.sentence + LEAD;
    let lead: Vec<usize> = (num_headline..story.facts.len())
        .take_while(|number| story.facts[*number].sentence < end)
        .collect();
    for headline in 0..num_headline {
        if !story.facts[headline].is_nominal() {
            continue;
        }
        let found = lead
            .iter()
            .copied()
            .find(|body| story.unfolds(headline, *body));
        if let Some(body) = found {
            story.try_join(headline, body);
        }
    }
}

impl Story<'_, '_> {
    fn unfolds(&self, headline: usize, body: usize) -> bool {
        let (short, long) = (&self.facts[headline], &self.facts[body]);
        if short.class != long.class || !self.groups.may_join(headline, body) {
            return false;
        }
        if long.is_nominal() {
            let same_noun =
                short.noun == long.noun && (short.count == 0 || short.count == long.count);
            let same_count = short.count > 1 && short.count == long.count && self.is_number(short);
            return same_noun && self.holds_words(short, body) || same_count;
        }
        long.is_name()
            && short.class == Class::Person
            && self
                .titles_of(body)
                .any(|token| self.analysis.noun(token) == short.noun)
    }

    /// Whether a number stands for people: "eleven die".
    fn is_number(&self, facts: &Facts) -> bool {
        facts.class == Class::Person
            && facts.tokens().len() == 1
            && self.analysis.words[facts.head as usize].tag == Tag::Number
    }

    /// The tokens between the start of a name's phrase and the name: its title.
    pub(super) fn titles_of(&self, name: usize) -> std::ops::Range<usize> {
        let facts = &self.facts[name];
        facts.outer as usize..facts.start as usize
    }
}
