//! One name, one label: names that were found once are found wherever they stand again, also in headlines and at the start of sentences.

use std::cell::OnceCell;
use std::ops::Range;

use super::analysis::{Analysis, CaseStyle, Shape};
use super::findings::{Findings, FoundMention, Label, LabelSet};
use super::lexicon::Parts;
use super::pipeline::Component;
use super::words::{WordId, WordMap};
use crate::model::Level;
use crate::text::TokenKind;

/// The component.
pub(super) struct Consistency;

impl Component for Consistency {
    fn name(&self) -> &'static str {
        "consistency"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["names"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["further occurrences of names"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let known = KnownNames::of(analysis, findings);
        if known.by_first.is_empty() {
            return;
        }
        let taken = super::covered(analysis, findings);
        let mut at = 0;
        while at < analysis.words.len() {
            let word = &analysis.words[at];
            let may_begin = !word.skipped && !taken[at] && word.kind == TokenKind::Word;
            let found = if may_begin {
                known.longest_at(analysis, &findings.mentions, at)
            } else {
                None
            };
            let Some((index, tokens)) =
                found.filter(|(_, tokens)| !taken[tokens.clone()].contains(&true))
            else {
                at += 1;
                continue;
            };
            at = tokens.end;
            let again = repeat(analysis, &findings.mentions[index], tokens);
            findings.mentions.push(again);
        }
    }
}

fn repeat(analysis: &Analysis<'_>, known: &FoundMention, tokens: Range<usize>) -> FoundMention {
    let name = analysis.text().get(known.span.range()).unwrap_or_default();
    FoundMention {
        span: analysis.span_of(tokens.clone()),
        head: tokens.end - 1,
        tokens,
        entity: None,
        source: "consistency",
        score: known.score.min(0.9) * 0.92,
        reason: format!("same as “{name}” elsewhere").into(),
        is_fixed: false,
        ..known.clone()
    }
}

/// Names by their first word.
struct KnownNames {
    /// Words that stand in lower case somewhere in the document; collected when first asked for, which is seldom.
    in_lower_case: OnceCell<WordMap<WordId, ()>>,
    by_first: WordMap<WordId, Vec<(Vec<WordId>, usize)>>,
}

impl KnownNames {
    fn of(analysis: &Analysis<'_>, findings: &Findings) -> Self {
        let mut names = Self {
            in_lower_case: OnceCell::new(),
            by_first: WordMap::default(),
        };
        for (index, mention) in findings.mentions.iter().enumerate() {
            let is_name = mention.level == Level::Name && LabelSet::REPEATED.has(mention.label);
            if !is_name
                || mention.score < 0.45
                || mention.source == "gazetteer" && mention.tokens.len() == 1 && mention.score < 0.6
            {
                continue;
            }
            let words: Vec<WordId> = analysis.words[mention.tokens.clone()]
                .iter()
                .map(|word| word.id)
                .collect();
            if mention.label == Some(Label::Per)
                && words.len() > 1
                && let Some(last) = words.last()
            {
                names.add(vec![*last], index);
            }
            names.add(words, index);
        }
        names
    }

    fn add(&mut self, words: Vec<WordId>, index: usize) {
        let Some(first) = words.first() else {
            return;
        };
        let same = self.by_first.entry(*first).or_default();
        if !same.iter().any(|(known, _)| *known == words) {
            same.push((words, index));
        }
    }

    fn is_in_lower_case(&self, analysis: &Analysis<'_>, word: WordId) -> bool {
        let words = self.in_lower_case.get_or_init(|| {
            let words = analysis.words.iter();
            words
                .filter(|word| word.shape == Shape::Lower && word.parts.any(Parts::COMMON))
                .map(|word| (word.id, ()))
                .collect()
        });
        words.contains_key(&word)
    }

    /// The longest known name at a token, written like a name: with a capital, or anything in a headline of capitals.
    fn longest_at(
        &self,
        analysis: &Analysis<'_>,
        mentions: &[FoundMention],
        at: usize,
    ) -> Option<(usize, Range<usize>)> {
        let word = &analysis.words[at];
        let style = analysis.style_of(at);
        if !word.shape.is_capitalised() {
            return None;
        }
        let same = self.by_first.get(&word.id)?;
        let (words, index) = same
            .iter()
            .filter(|(words, _)| {
                let tokens = analysis.words.get(at..at + words.len());
                tokens.is_some_and(|tokens| {
                    tokens
                        .iter()
                        .zip(words)
                        .all(|(token, word)| token.id == *word)
                        && tokens.iter().all(|token| token.sentence == word.sentence)
                })
            })
            .max_by_key(|(words, _)| words.len())?;
        // "May may not": a surname that is an ordinary word, before its verb.
        let acts = mentions[*index].label == Some(Label::Per)
            && analysis.words.get(at + 1).is_some_and(|next| {
                next.sentence == word.sentence && next.tag.is_finite() && !next.tag.is_noun()
            });
        // An ordinary word at the start of a sentence or in a headline is more likely just that.
        let ordinary = words.len() == 1
            && !acts
            && word.parts.any(Parts::COMMON)
            && (word.initial || style != CaseStyle::Normal)
            && (word
                .parts
                .any(Parts::ANY_VERB.with(Parts::ADJECTIVE).with(Parts::ADVERB))
                || self.is_in_lower_case(analysis, word.id));
        (!ordinary).then(|| (*index, at..at + words.len()))
    }
}
