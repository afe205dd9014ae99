//! Names of the same thing: equal names, spellings that the lists know as one, surnames after full names, acronyms.

use super::analysis::Analysis;
use super::findings::{Findings, FoundMention, Label};
use super::pipeline::Component;
use super::words::{WordId, WordMap};
use crate::model::{EntityId, Level};

/// The component. Gives the mentions of each chain of two or more one entity id, which follows from the document's id and the first mention.
pub(super) struct Coreference;

impl Component for Coreference {
    fn name(&self) -> &'static str {
        "coreference"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["names", "consistency"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["entity ids"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        findings.sort_mentions();
        let mut chains = Chains::default();
        for (index, mention) in findings.mentions.iter().enumerate() {
            if mention.level == Level::Name && is_linkable(mention.label) {
                chains.add(analysis, index, mention);
            }
        }
        for members in chains.members {
            if members.len() < 2 {
                continue;
            }
            let given = members
                .iter()
                .find_map(|index| findings.mentions[*index].entity.clone());
            let id = given.unwrap_or_else(|| entity_id(analysis, &findings.mentions[members[0]]));
            for index in members {
                findings.mentions[index].entity = Some(id.clone());
            }
        }
    }
}

fn is_linkable(label: Option<Label>) -> bool {
    matches!(
        label,
        Some(
            Label::Per
                | Label::Org
                | Label::Gpe
                | Label::Loc
                | Label::Fac
                | Label::Veh
                | Label::EventName
        )
    )
}

/// The same document and first mention always give the same id.
fn entity_id(analysis: &Analysis<'_>, first: &FoundMention) -> EntityId {
    let seed = format!(
        "{}:{}-{}",
        analysis.document.id, first.span.start, first.span.end
    );
    EntityId::from_bits(twox_hash::XxHash3_128::oneshot(seed.as_bytes()) as u64)
}

/// Chains found so far and the keys that lead to them.
#[derive(Default)]
struct Chains {
    /// Indices of mentions, by place.
    members: Vec<Vec<usize>>,
    by_name: WordMap<(u8, String), usize>,
    /// Chains of people by surname; `None` where two people share it.
    by_surname: WordMap<WordId, Option<usize>>,
    by_acronym: WordMap<String, usize>,
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
            (Some(Label::Per), [only]) => self.by_surname.get(&only.id).copied().flatten(),
            (Some(Label::Org), [only]) => self.by_acronym.get(analysis.word(only.id)).copied(),
            _ => None,
        }
    }

    fn learn(&mut self, analysis: &Analysis<'_>, mention: &FoundMention, chain: usize) {
        let words = &analysis.words[mention.tokens.clone()];
        let [_, .., last] = words else {
            return;
        };
        match mention.label {
            Some(Label::Per) => {
                let entry = self.by_surname.entry(last.id).or_insert(Some(chain));
                if *entry != Some(chain) {
                    *entry = None;
                }
            }
            Some(Label::Org) => {
                let initials: String = words
                    .iter()
                    .filter(|word| word.shape.is_capitalised())
                    .filter_map(|word| analysis.text().get(word.span.range())?.chars().next())
                    .flat_map(char::to_lowercase)
                    .collect();
                if initials.len() >= 2 {
                    self.by_acronym.entry(initials).or_insert(chain);
                }
                // "State Department" after "U.S. State Department".
                let place = analysis.hits_at(mention.tokens.start).iter().find(|hit| {
                    matches!(analysis.row(**hit).label, Some(Label::Gpe | Label::Norp))
                        && hit.tokens().end < mention.tokens.end
                });
                if let Some(hit) = place {
                    let rest = forms(analysis, hit.tokens().end, mention.tokens.end);
                    self.by_name
                        .entry((kind_of(mention.label), rest))
                        .or_insert(chain);
                }
            }
            _ => {}
        }
    }
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
    let mut name = String::new();
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
            same.then(|| super::words::normalize(row.base))
        });
    listed.unwrap_or_else(|| forms(analysis, mention.tokens.start, mention.tokens.end))
}
