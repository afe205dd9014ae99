//! Names of the same thing: equal names, spellings that the lists know as one, surnames after full names, acronyms.

use super::Story;
use crate::model::Level;
use crate::preannotate::analysis::{Analysis, Shape};
use crate::preannotate::findings::{Findings, FoundMention, Label, LabelSet};
use crate::preannotate::gazetteer::Hit;
use crate::preannotate::lexicon::Parts;
use crate::preannotate::words::WordMap;

/// Joins the names of one thing. Long names first: a headline may have the surname before the body has the full name.
pub(super) fn link(story: &mut Story<'_, '_>, findings: &Findings) {
    let mut chains = Chains::default();
    for is_long in [true, false] {
        for number in 0..story.facts.len() {
            let facts = &story.facts[number];
            let Some(mention) = facts
                .mention
                .map(|index| &findings.mentions[index as usize])
            else {
                continue;
            };
            let is_name = mention.level == Level::Name && LabelSet::LINKED.has(mention.label);
            if is_name && (mention.tokens.len() > 1) == is_long {
                chains.add(story.analysis, number, mention);
            }
        }
    }
    for members in chains.members {
        if let Some((first, rest)) = members.split_first() {
            for other in rest {
                story.groups.join(*first, *other);
            }
        }
    }
}

/// Chains found so far and the keys that lead to them.
#[derive(Default)]
struct Chains {
    /// Numbers of mentions.
    members: Vec<Vec<usize>>,
    by_name: WordMap<(u8, String), usize>,
    /// Chains of people by a part of their name ("assad" also for "al-Assad"); `None` where two people share it.
    by_surname: WordMap<String, Option<usize>>,
    by_given: WordMap<String, Option<usize>>,
    by_acronym: WordMap<String, usize>,
    /// Chains of bodies by the word that says what they are: "the Front" for "Front for the Northern Savannah"; `None` where two share it.
    by_telling_word: WordMap<String, Option<usize>>,
}

impl Chains {
    fn add(&mut self, analysis: &Analysis<'_>, index: usize, mention: &FoundMention) {
        let kind = kind_of(mention.label);
        let name = canonical(analysis, mention);
        let key = (kind, name);
        let found = self
            .by_name
            .get(&key)
            .copied()
            .or_else(|| self.by_alias(analysis, mention));
        let chain = found.unwrap_or_else(|| {
            self.members.push(Vec::new());
            self.members.len() - 1
        });
        self.members[chain].push(index);
        self.by_name.entry(key).or_insert(chain);
        self.learn(analysis, mention, chain);
    }

    fn by_alias(&self, analysis: &Analysis<'_>, mention: &FoundMention) -> Option<usize> {
        let words = &analysis.words[mention.tokens.clone()];
        match (mention.label, words) {
            (Some(Label::Per), [only]) => {
                let form = analysis.word(only.id);
                let surname = self.by_surname.get(surname_of(form));
                surname
                    .or_else(|| self.by_given.get(form))
                    .copied()
                    .flatten()
            }
            (Some(Label::Per), [_, .., _]) => {
                let key = (kind_of(mention.label), first_and_last(analysis, mention));
                self.by_name.get(&key).copied()
            }
            (Some(Label::Org | Label::Gpe), [only]) => {
                let form = analysis.word(only.id);
                let acronym = || {
                    let plain = form.replace('.', "");
                    self.by_acronym.get(&plain).copied()
                };
                let telling = || self.by_telling_word.get(form).copied().flatten();
                if only.shape == Shape::Upper {
                    acronym()
                } else if mention.label == Some(Label::Org) {
                    telling()
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    fn learn(&mut self, analysis: &Analysis<'_>, mention: &FoundMention, chain: usize) {
        let tokens = mention.tokens.clone();
        if tokens.len() < 2 {
            return;
        }
        match mention.label {
            Some(Label::Per) => {
                let last = surname_of(analysis.form(tokens.end - 1)).to_owned();
                only_one(&mut self.by_surname, last, chain);
                only_one(
                    &mut self.by_given,
                    analysis.form(tokens.start).to_owned(),
                    chain,
                );
                // "von der Leyen" and "John Kerry" after "Ursula von der Leyen" and "John F. Kerry".
                for start in tokens.start + 1..tokens.end - 1 {
                    self.learn_name(mention, forms(analysis, start, tokens.end), chain);
                }
                self.learn_name(mention, first_and_last(analysis, mention), chain);
            }
            Some(Label::Org) => {
                self.learn_acronym(analysis, mention, chain);
                self.learn_telling_word(analysis, mention, chain);
                // "State Department" after "U.S. State Department".
                let place = analysis.hits_at(tokens.start).iter().find(|hit| {
                    matches!(analysis.row(**hit).label, Some(Label::Gpe | Label::Norp))
                        && hit.tokens().end < tokens.end
                });
                // One ordinary word may be left of several names: it counts as a telling word only.
                let is_telling = |hit: &Hit| {
                    let rest = hit.tokens().end..tokens.end;
                    rest.len() > 1 || !analysis.words[rest.start].parts.any(Parts::COMMON)
                };
                if let Some(hit) = place.filter(|hit| is_telling(hit)) {
                    let rest = forms(analysis, hit.tokens().end, tokens.end);
                    self.learn_name(mention, rest, chain);
                }
                // "Voltane" after "Voltane Group": without the word for the kind of firm, but not "Central" of "Central Bank".
                let front = tokens.start..tokens.end - 1;
                let is_own = analysis.words[front.clone()]
                    .iter()
                    .any(|word| !word.parts.any(Parts::COMMON));
                if is_firm(analysis.form(tokens.end - 1)) && is_own && place.is_none() {
                    let rest = forms(analysis, front.start, front.end);
                    self.learn_name(mention, rest.trim_end_matches([' ', ',']).to_owned(), chain);
                }
            }
            Some(Label::Gpe) => self.learn_acronym(analysis, mention, chain),
            _ => {}
        }
    }

    fn learn_name(&mut self, mention: &FoundMention, name: String, chain: usize) {
        let key = (kind_of(mention.label), name);
        self.by_name.entry(key).or_insert(chain);
    }

    /// The common noun before "of" or at the end.
    fn learn_telling_word(
        &mut self,
        analysis: &Analysis<'_>,
        mention: &FoundMention,
        chain: usize,
    ) {
        let tokens = mention.tokens.clone();
        let end = tokens
            .clone()
            .find(|token| matches!(analysis.form(*token), "of" | "for"))
            .unwrap_or(tokens.end);
        let word = end
            .checked_sub(1)
            .filter(|last| *last >= tokens.start)
            .filter(|last| analysis.words[*last].parts.any(Parts::COMMON));
        if let Some(word) = word {
            only_one(
                &mut self.by_telling_word,
                analysis.form(word).to_owned(),
                chain,
            );
        }
    }

    /// The initials of a name, and what stands in brackets behind it.
    fn learn_acronym(&mut self, analysis: &Analysis<'_>, mention: &FoundMention, chain: usize) {
        let words = &analysis.words[mention.tokens.clone()];
        let initials: String = words
            .iter()
            .filter(|word| word.shape.is_capitalised())
            .filter_map(|word| analysis.text().get(word.span.range())?.chars().next())
            .flat_map(char::to_lowercase)
            .collect();
        if initials.len() >= 2 {
            self.by_acronym.entry(initials).or_insert(chain);
        }
        let end = mention.tokens.end;
        let introduced = analysis.form(end) == "("
            && analysis.form(end + 2) == ")"
            && analysis.words[end + 1].shape == Shape::Upper;
        if introduced {
            let acronym = analysis.form(end + 1).replace('.', "");
            self.by_acronym.entry(acronym).or_insert(chain);
        }
    }
}

/// Notes a chain under a part of a name, or that several share it.
fn only_one(map: &mut WordMap<String, Option<usize>>, part: String, chain: usize) {
    let entry = map.entry(part).or_insert(Some(chain));
    if *entry != Some(chain) {
        *entry = None;
    }
}

/// "assad" for "al-assad".
fn surname_of(form: &str) -> &str {
    ["al-", "el-", "as-", "ash-", "an-", "ar-", "ad-", "at-"]
        .iter()
        .find_map(|article| form.strip_prefix(article))
        .filter(|rest| rest.len() > 2)
        .unwrap_or(form)
}

/// Words for a kind of firm that are left away when it is named again.
fn is_firm(form: &str) -> bool {
    matches!(
        form.trim_end_matches('.'),
        "inc"
            | "corp"
            | "corporation"
            | "ltd"
            | "limited"
            | "llc"
            | "plc"
            | "co"
            | "company"
            | "group"
            | "holdings"
            | "holding"
            | "sa"
            | "ag"
            | "gmbh"
            | "nv"
            | "bv"
            | "ab"
            | "spa"
            | "airlines"
            | "airways"
            | "motors"
            | "industries"
            | "technologies"
            | "media"
            | "energy"
            | "entertainment"
    )
}

fn first_and_last(analysis: &Analysis<'_>, mention: &FoundMention) -> String {
    let (first, last) = (mention.tokens.start, mention.tokens.end - 1);
    [analysis.form(first), " ", analysis.form(last)].concat()
}

/// GPE, LOC and FAC share their names: "Aleppo" stays one thing whatever it was taken for.
fn kind_of(label: Option<Label>) -> u8 {
    match label {
        Some(Label::Per) => 0,
        Some(Label::Org) => 1,
        Some(Label::Gpe | Label::Loc | Label::Fac) => 2,
        _ => 3,
    }
}

fn forms(analysis: &Analysis<'_>, start: usize, end: usize) -> String {
    let mut name = String::with_capacity(analysis.span_of(start..end).len() as usize);
    for at in start..end {
        if at > start {
            name.push(' ');
        }
        name.push_str(analysis.form(at));
    }
    name
}

/// The name that all listed spellings share, else the name itself.
fn canonical(analysis: &Analysis<'_>, mention: &FoundMention) -> String {
    let listed = analysis
        .hits_at(mention.tokens.start)
        .iter()
        .find_map(|hit| {
            let row = analysis.row(*hit);
            let same = hit.tokens() == mention.tokens
                && row.label == mention.label
                && !row.base.is_empty();
            same.then(|| crate::preannotate::words::normalize(row.base))
        });
    listed.unwrap_or_else(|| forms(analysis, mention.tokens.start, mention.tokens.end))
}
