//! Tellings of one event: same type, nothing that speaks against it, and something that speaks for it.
//!
//! For it speak: the same person or body in the role that makes such an event what it is ("Kolar was convicted … the verdict against Kolar"), or a definite
//! noun after an earlier telling ("the attack"), the place in the headline. Against it: two names in a role that takes one thing, other numbers of victims, another day. A link that
//! is missing costs a person one key; a wrong one is easily overlooked, so precision comes first.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::arguments::THRESHOLD;
use crate::model::{EventChainId, Level};
use crate::preannotate::analysis::Analysis;
use crate::preannotate::findings::{Findings, FoundEvent, FoundFiller, FoundMention, Label};
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::Known;

/// Roles whose filler makes an event the one it is; the others are shared by many events.
const CORE: &str = "Victim Target Person Org Artifact Defendant Winner Loser Entity Party Plaintiff Buyer Recipient Vehicle";

/// Types that happen to the same person or body once, or so rarely that one article tells of one.
const ONCE: &str = "Life.Be-Born Life.Die Life.Marry Life.Divorce Business.Merge-Org Business.Declare-Bankruptcy Business.End-Org Business.Start-Org Justice.Convict Justice.Sentence Justice.Acquit Justice.Execute Justice.Extradite Justice.Pardon Personnel.Elect Conflict.Abduct Disaster.Crash Sport.Result";

/// How many chains back a definite noun may reach.
const REACH: usize = 1;

/// How many chains, and how many tellings of each, an event is compared with: long articles stay quick to read.
const LOOK_BACK: usize = 16;

/// How many bytes behind the headline its story is told.
const LEAD: usize = 600;

/// Gives tellings of one event the same chain.
pub(super) fn link(analysis: &Analysis<'_>, findings: &mut Findings) {
    let mut order: Vec<usize> = (0..findings.events.len()).collect();
    order.sort_by_key(|index| {
        findings
            .events
            .get(*index)
            .map(|event| (event.tokens.start, event.tokens.end))
    });
    let mut chains: Vec<Vec<usize>> = Vec::new();
    let mut by_type: BTreeMap<SmolStr, Vec<usize>> = BTreeMap::new();
    for index in order {
        let Some(event) = findings.events.get(index) else {
            continue;
        };
        let linker = Linker { analysis, findings };
        let same_type = by_type.entry(event.event_type.clone()).or_default();
        let known = linker
            .chain_of(event, same_type, &chains)
            .and_then(|number| chains.get_mut(number));
        if let Some(chain) = known {
            chain.push(index);
        } else {
            same_type.push(chains.len());
            chains.push(vec![index]);
        }
    }
    for chain in chains.iter().filter(|chain| chain.len() > 1) {
        let of = |index: &usize| findings.events.get(*index);
        let given = chain
            .iter()
            .filter_map(of)
            .find_map(|event| event.event.clone());
        let Some(first) = chain.first().and_then(of) else {
            continue;
        };
        let id = given.unwrap_or_else(|| chain_id(analysis, first));
        for index in chain {
            if let Some(event) = findings.events.get_mut(*index) {
                event.event = Some(id.clone());
            }
        }
    }
}

/// The same document and first telling always give the same id.
fn chain_id(analysis: &Analysis<'_>, first: &FoundEvent) -> EventChainId {
    let seed = format!(
        "{}:{}:{}-{}",
        analysis.document.id, first.event_type, first.span.start, first.span.end
    );
    EventChainId::from_bits(twox_hash::XxHash3_128::oneshot(seed.as_bytes()) as u64)
}

struct Linker<'a> {
    analysis: &'a Analysis<'a>,
    findings: &'a Findings,
}

/// What two fillers of one role say about their events.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Same,
    Unknown,
    Other,
}

impl Linker<'_> {
    /// The chain that an event continues: the nearest of its type that fits.
    fn chain_of(
        &self,
        event: &FoundEvent,
        same_type: &[usize],
        chains: &[Vec<usize>],
    ) -> Option<usize> {
        let nearest = same_type.iter().rev().take(LOOK_BACK).enumerate();
        for (back, number) in nearest {
            let tellings: Vec<&FoundEvent> = chains
                .get(*number)?
                .iter()
                .rev()
                .take(LOOK_BACK)
                .rev()
                .filter_map(|index| self.findings.events.get(*index))
                .collect();
            let shares = tellings.iter().any(|earlier| self.shares(earlier, event));
            let refers = back < REACH
                && (self.refers_back(event, &tellings) || self.unfolds(event, &tellings));
            if (shares || refers) && !tellings.iter().any(|earlier| self.clashes(earlier, event)) {
                return Some(*number);
            }
        }
        None
    }

    fn clashes(&self, one: &FoundEvent, other: &FoundEvent) -> bool {
        let attribute = |event: &FoundEvent, name: &str| {
            event.attributes.get(name).cloned().unwrap_or_default()
        };
        attribute(one, "polarity") != attribute(other, "polarity")
            || attribute(one, "genericity") != attribute(other, "genericity")
            || one.tokens == other.tokens
            || self
                .roles_of(other)
                .any(|role| self.fit(one, other, role) == Fit::Other)
    }

    /// Whether the same person or body stands in a telling role of both.
    fn shares(&self, one: &FoundEvent, other: &FoundEvent) -> bool {
        let core = self
            .roles_of(other)
            .filter(|role| CORE.split(' ').any(|known| known == *role))
            .any(|role| self.fit(one, other, role) == Fit::Same);
        core && (ONCE.split(' ').any(|known| known == other.event_type)
            || self.stem(one) == self.stem(other)
                && self.fit(one, other, "Time") != Fit::Other
                && self.mood(one) == self.mood(other))
    }

    fn mood(&self, event: &FoundEvent) -> bool {
        event.attributes.get("modality").is_some()
    }

    /// The trigger's base form, cut so that "attack" and "attacked", "kill" and "killing" agree.
    fn stem(&self, event: &FoundEvent) -> &str {
        let analysis = self.analysis;
        let token = event.tokens.start;
        let verb = analysis.word(analysis.verb(token));
        if verb == analysis.form(token) {
            analysis.word(analysis.noun(token))
        } else {
            verb
        }
    }

    /// "the attack" after an attack was told.
    fn refers_back(&self, event: &FoundEvent, tellings: &[&FoundEvent]) -> bool {
        let start = event.tokens.start;
        let words = &self.analysis.words;
        let Some(trigger) = words.get(start) else {
            return false;
        };
        let is_singular_noun = matches!(trigger.tag, Tag::Noun | Tag::Ing);
        let definite = start.checked_sub(1).is_some_and(|before| {
            words.get(before).is_some_and(|word| {
                word.is(Known::The) || word.is(Known::This) || word.is(Known::That)
            })
        });
        // "the attack on the bus in 2010" brings its own description: it needs a shared filler.
        let bare = event
            .arguments
            .iter()
            .filter(|argument| argument.score >= THRESHOLD)
            .all(|argument| {
                tellings.iter().any(|telling| {
                    telling
                        .arguments
                        .iter()
                        .any(|known| known.role == argument.role)
                }) || argument.role == "Time"
            });
        let asserted = tellings
            .last()
            .is_some_and(|last| self.mood(last) == self.mood(event));
        is_singular_noun && definite && bare && asserted
    }

    /// The first telling in the article's body of what the headline says.
    fn unfolds(&self, event: &FoundEvent, tellings: &[&FoundEvent]) -> bool {
        let text = self.analysis.document.text().as_str();
        let title = text.trim_start().split('\n').next().unwrap_or_default();
        let is_title = title.len() < 160 && !title.trim_end().ends_with('.');
        let end = text.len() - text.trim_start().len() + title.len();
        let in_headline = |event: &FoundEvent| is_title && (event.span.end as usize) <= end;
        !in_headline(event)
            && (event.span.start as usize) < end + LEAD
            && tellings.iter().all(|telling| in_headline(telling))
            && tellings
                .last()
                .is_some_and(|last| self.mood(last) == self.mood(event))
    }

    fn roles_of<'e>(&self, event: &'e FoundEvent) -> impl Iterator<Item = &'static str> + use<'e> {
        let mut seen: Vec<&'static str> = Vec::new();
        for argument in &event.arguments {
            if argument.score >= THRESHOLD && !seen.contains(&argument.role) {
                seen.push(argument.role);
            }
        }
        seen.into_iter()
    }

    fn fillers<'s>(
        &'s self,
        event: &'s FoundEvent,
        role: &'s str,
    ) -> impl Iterator<Item = &'s FoundMention> {
        event
            .arguments
            .iter()
            .filter(move |argument| argument.role == role && argument.score >= THRESHOLD)
            .filter_map(|argument| match argument.filler {
                FoundFiller::Mention(index) => self.findings.mentions.get(index),
                _ => None,
            })
    }

    fn fit(&self, one: &FoundEvent, other: &FoundEvent, role: &str) -> Fit {
        let mut fit = Fit::Unknown;
        for left in self.fillers(one, role) {
            for right in self.fillers(other, role) {
                match self.compare(left, right, role) {
                    Fit::Same => return Fit::Same,
                    Fit::Other => fit = Fit::Other,
                    Fit::Unknown => {}
                }
            }
        }
        fit
    }

    fn compare(&self, left: &FoundMention, right: &FoundMention, role: &str) -> Fit {
        if left.span == right.span || left.entity.is_some() && left.entity == right.entity {
            return Fit::Same;
        }
        let text = |mention: &FoundMention| self.analysis.document.text().slice(mention.span);
        if matches!(left.label, Some(Label::Date | Label::Time)) {
            let day = |mention: &FoundMention| {
                mention
                    .value
                    .as_ref()
                    .filter(|value| value.starts_with(|first: char| first.is_ascii_digit()))
                    .map(|value| value.chars().take(10).collect::<String>())
            };
            return match (day(left), day(right)) {
                (Some(left), Some(right))
                    if left.starts_with(&right) || right.starts_with(&left) =>
                {
                    Fit::Unknown
                }
                (Some(_), Some(_)) => Fit::Other,
                _ => Fit::Unknown,
            };
        }
        if let (Some(one), Some(other)) = (&left.count, &right.count)
            && one != other
        {
            return Fit::Other;
        }
        match (left.level, right.level) {
            (Level::Name, Level::Name) if text(left) == text(right) => Fit::Same,
            // Two places may lie one in the other; two people are two.
            (Level::Name, Level::Name) if role != "Place" && left.label == right.label => {
                Fit::Other
            }
            (Level::Nominal, Level::Nominal)
                if self.analysis.noun(left.head) == self.analysis.noun(right.head)
                    && left.count == right.count =>
            {
                Fit::Same
            }
            _ => Fit::Unknown,
        }
    }
}
