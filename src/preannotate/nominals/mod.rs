//! Common nouns that mention people, organisations, places, vehicles and weapons ("three Syrian rebels", "government forces"), numbers that
//! stand for people ("two were killed") and jobs before names, which are titles.
//!
//! The extent is the head with numerals and premodifiers, without determiner and without what follows the head.

mod extent;
mod people;
mod support;
mod titles;

use std::ops::Range;

use smol_str::SmolStr;

use super::analysis::{Analysis, Phrase};
use super::findings::{Findings, FoundMention, Label};
use super::gazetteer::{Flags, Hit, Row, RowClass};
use super::lexicon::{NounKind, Parts};
use super::lists::Lists;
use super::pipeline::Component;
use super::tagger::Tag;
use super::words::Known;
use crate::model::Level;

/// The component.
pub(super) struct Nominals;

impl Component for Nominals {
    fn name(&self) -> &'static str {
        "nominals"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["names", "timex", "amounts"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["nominal PER, ORG, GPE, LOC, FAC, VEH, WEA", "TITLE"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let mut finder = Finder {
            analysis,
            owners: owners(analysis, findings),
            mentions: &findings.mentions,
            found: Vec::new(),
        };
        let mut at = 0;
        while at < analysis.words.len() {
            at = finder.step(at);
        }
        let found = finder.found;
        findings.mentions.extend(found);
    }
}

/// `owners[token]`: index plus one of the outermost mention that holds the token, 0 for none.
fn owners(analysis: &Analysis<'_>, findings: &Findings) -> Vec<u32> {
    let mut owners = vec![0; analysis.words.len()];
    for (index, mention) in findings.mentions.iter().enumerate() {
        for token in mention.tokens.clone() {
            let Some(owner) = owners.get_mut(token) else {
                continue;
            };
            let longer = findings
                .mentions
                .get((*owner as usize).wrapping_sub(1))
                .is_some_and(|known| known.tokens.len() >= mention.tokens.len());
            if !longer {
                *owner = index as u32 + 1;
            }
        }
    }
    for tokens in &findings.never {
        if let Some(owners) = owners.get_mut(tokens.clone()) {
            owners.fill(u32::MAX);
        }
    }
    owners
}

struct Finder<'a, 'd, 'm> {
    analysis: &'a Analysis<'d>,
    owners: Vec<u32>,
    mentions: &'m [FoundMention],
    found: Vec<FoundMention>,
}

/// A listed noun at a place.
#[derive(Clone, Copy)]
struct Noun {
    start: usize,
    end: usize,
    label: Label,
    row: Option<&'static Row>,
    score: f32,
    reason: &'static str,
}

impl Finder<'_, '_, '_> {
    fn owner(&self, token: usize) -> Option<&FoundMention> {
        let owner = *self.owners.get(token)?;
        self.mentions.get((owner as usize).checked_sub(1)?)
    }

    fn is_free(&self, tokens: Range<usize>) -> bool {
        self.owners
            .get(tokens)
            .is_some_and(|owners| owners.iter().all(|owner| *owner == 0))
    }

    fn step(&mut self, at: usize) -> usize {
        let word = &self.analysis.words[at];
        if word.skipped || !self.is_free(at..at + 1) {
            return at + 1;
        }
        if let Some(end) = self.people_by_number(at) {
            return end;
        }
        let Some(noun) = self
            .direction(at)
            .or_else(|| self.listed_noun(at))
            .or_else(|| self.person_noun(at))
        else {
            return at + 1;
        };
        if let Some(end) = self.title(&noun) {
            return end;
        }
        self.nominal(&noun);
        noun.end
    }

    fn is_direction(&self, at: usize) -> bool {
        self.analysis.lists(at).any(Lists::DIRECTION)
    }

    /// "the south-east": a direction after "the" and before no noun names a part of a country.
    fn direction(&self, at: usize) -> Option<Noun> {
        let word = &self.analysis.words[at];
        let article = at.checked_sub(1).is_some_and(|before| {
            let before = &self.analysis.words[before];
            before.is(Known::The) || before.tag == Tag::PossessiveMark
        });
        let next_noun = self
            .analysis
            .words
            .get(at + 1)
            .is_some_and(|next| next.tag.is_noun() && next.sentence == word.sentence);
        (article && !next_noun && !word.shape.is_capitalised() && self.is_direction(at)).then_some(
            Noun {
                start: at,
                end: at + 1,
                label: Label::Loc,
                row: None,
                score: 0.7,
                reason: reason_of(Label::Loc),
            },
        )
    }

    /// The longest listed noun that begins at a token.
    fn listed_noun(&self, at: usize) -> Option<Noun> {
        let hits = self.analysis.hits_at(at);
        let longest = hits
            .iter()
            .filter(|hit| is_noun(**hit) && self.is_free(hit.tokens()))
            .map(|hit| hit.end)
            .max()?;
        let same = |hit: &&Hit| hit.end == longest && is_noun(**hit);
        let best = hits.iter().filter(same).max_by_key(|hit| {
            let row = self.analysis.row(**hit);
            let sure = !row.flags.any(Flags::CONTEXT);
            (sure, self.fits(row, **hit), row.label != Some(Label::Title))
        })?;
        let row = self.analysis.row(*best);
        let end = longest as usize;
        let plain = !row.flags.any(Flags::CONTEXT);
        // "fly home", "at home" is no building.
        if self.analysis.form(at) == "home" && !self.is_building_called_home(at) {
            return None;
        }
        let doubtful = end == at + 1 && row.flags.any(Flags::DOUBTFUL);
        if doubtful && !self.is_supported(row, at, end) {
            return None;
        }
        let label = match row.label? {
            Label::Title => Label::Per,
            label => label,
        };
        Some(Noun {
            start: at,
            end,
            label,
            row: Some(row),
            score: if plain { 0.8 } else { 0.6 },
            reason: reason_of(label),
        })
    }

    /// "in his home", "a family home", but not "at home", "went home".
    fn is_building_called_home(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else {
            return false;
        };
        let is_described = match self.analysis.words[before].tag {
            Tag::PossessivePronoun | Tag::PossessiveMark | Tag::Determiner | Tag::Number => true,
            Tag::Adjective | Tag::Noun => self
                .analysis
                .phrase_of(at)
                .is_some_and(|phrase| phrase.start as usize != at),
            _ => false,
        };
        is_described && !self.analysis.lists(before).any(Lists::GOING)
    }

    /// A noun that the lists lack but that mostly names a person.
    fn person_noun(&self, at: usize) -> Option<Noun> {
        let word = &self.analysis.words[at];
        let entry = self.analysis.knowledge.lexicon.get(word.id)?;
        let noun = matches!(word.tag, Tag::Noun | Tag::Plural);
        if !noun
            || entry.kind != NounKind::Person
            || entry.person_tenths < 8
            || !entry.parts.any(Parts::MOSTLY_NOUN)
            || word.shape.is_capitalised() && !word.initial
        {
            return None;
        }
        let head = self
            .analysis
            .phrase_of(at)
            .is_some_and(|phrase| phrase.head as usize == at);
        head.then_some(Noun {
            start: at,
            end: at + 1,
            label: Label::Per,
            row: None,
            score: 0.55,
            reason: "word for a person",
        })
    }

    fn nominal(&mut self, noun: &Noun) {
        let head = noun.end - 1;
        let word = &self.analysis.words[head];
        let phrase = self.analysis.phrase_of(head).copied();
        // "Thanh Hoa province": the name of the region, with the place inside it.
        let named = noun
            .start
            .checked_sub(1)
            .filter(|_| noun.label == Label::Gpe && noun.end == noun.start + 1)
            .and_then(|before| self.owner(before))
            .filter(|mention| {
                mention.label == Some(Label::Gpe)
                    && mention.level == Level::Name
                    && mention.tokens.end == noun.start
            })
            .map(|mention| mention.tokens.start);
        if let Some(start) = named {
            let is_region = matches!(
                self.analysis.form(head),
                "province"
                    | "district"
                    | "county"
                    | "prefecture"
                    | "governorate"
                    | "region"
                    | "state"
                    | "oblast"
                    | "department"
                    | "municipality"
                    | "township"
            );
            if is_region {
                self.push(
                    start..noun.end,
                    head,
                    Label::Gpe,
                    Level::Name,
                    None,
                    noun.score,
                    "region named after its place",
                );
            }
            return;
        }
        // "was found dead", "12 wounded": only "the wounded" are people.
        let is_harm = noun.end == noun.start + 1 && self.analysis.lists(head).any(Lists::HARMED);
        if is_harm && !self.stands_for_people(head) {
            return;
        }
        // "no girl had finished": nobody in particular.
        let is_no = |at: usize| {
            let other = &self.analysis.words[at];
            other.is(Known::No) && other.sentence == word.sentence
        };
        let is_nobody = phrase.is_some_and(|phrase| {
            let start = phrase.start as usize;
            (start.saturating_sub(1)..=start).any(is_no)
        });
        if is_nobody {
            return;
        }
        let adjectival =
            matches!(word.tag, Tag::Adjective | Tag::Participle) && noun.label == Label::Per;
        if !word.tag.is_noun() && !adjectival {
            return;
        }
        if adjectival && !self.stands_for_people(head) {
            return;
        }
        if noun.end - noun.start > 1
            && phrase.is_none_or(|phrase| phrase.start as usize > noun.start)
        {
            // "secretary of state", "member of parliament": what stands before belongs to the phrase of the first word.
            let first = self.analysis.phrase_of(noun.start).copied();
            let start = first.map_or(noun.start, |first| self.extent_start(&first, noun.start));
            self.push_noun(noun, start, noun.start);
            return;
        }
        let Some(phrase) = phrase else {
            if adjectival {
                let start = self.number_before(noun.start).unwrap_or(noun.start);
                let doubtful = Noun {
                    score: 0.6,
                    ..*noun
                };
                self.push_noun(&doubtful, start, head);
            }
            return;
        };
        if phrase.head as usize != head {
            self.modifier(noun, &phrase);
            return;
        }
        let start = self.with_compound(self.extent_start(&phrase, noun.start));
        self.push_noun(noun, start, head);
    }

    /// A noun before another noun ("rocket attack", "government plans"): marked alone unless the other is itself an entity or a name.
    fn modifier(&mut self, noun: &Noun, phrase: &Phrase) {
        let sure = noun
            .row
            .is_some_and(|row| !row.flags.any(Flags::CONTEXT) && !row.flags.any(Flags::PLURAL));
        let head = phrase.head as usize;
        let entity_head = self.owner(head).is_some()
            || (noun.end..=head).any(|at| {
                self.analysis.hits_at(at).iter().any(|hit| {
                    if !is_noun(*hit) || hit.end as usize != head + 1 {
                        return false;
                    }
                    let row = self.analysis.row(*hit);
                    !(row.flags.any(Flags::CONTEXT) && row.flags.any(Flags::DOUBTFUL))
                })
            });
        // "the sugar company Nyando Mills": the noun says what the name is.
        let describes = self.owner(noun.end).is_some_and(|mention| {
            mention.label == Some(noun.label)
                && mention.level == Level::Name
                && mention.tokens.start == noun.end
        });
        if describes
            && !matches!(
                self.analysis.form(head.min(noun.end - 1)),
                "opposition" | "government"
            )
        {
            let start = self.extent_start(phrase, noun.start);
            self.push_noun(noun, start, noun.end - 1);
            return;
        }
        if !sure || entity_head || matches!(noun.label, Label::Loc | Label::Gpe) {
            return;
        }
        let event_head = self
            .analysis
            .knowledge
            .lexicon
            .get(self.analysis.words[head].id)
            .is_some_and(|entry| entry.kind == NounKind::Event);
        let body = noun
            .row
            .is_some_and(|row| matches!(row.kind, "government" | "force" | "armed-group"));
        if matches!(noun.label, Label::Fac | Label::Org) && !event_head && !body {
            return;
        }
        if matches!(noun.label, Label::Per)
            && noun
                .row
                .is_some_and(|row| !matches!(row.kind, "fighter" | "force" | "refugee" | "victim"))
        {
            return;
        }
        self.push(
            noun.start..noun.end,
            noun.end - 1,
            noun.label,
            Level::Nominal,
            None,
            noun.score * 0.8,
            noun.reason,
        );
    }

    /// Mentions a noun, with what stands before it from `start` on and the count there.
    fn push_noun(&mut self, noun: &Noun, start: usize, head: usize) {
        let count = self.count_at(start, head + 1);
        self.push(
            start..noun.end,
            head,
            noun.label,
            Level::Nominal,
            count,
            noun.score,
            noun.reason,
        );
    }

    #[expect(clippy::too_many_arguments, reason = "one call builds one mention")]
    fn push(
        &mut self,
        tokens: Range<usize>,
        head: usize,
        label: Label,
        level: Level,
        count: Option<SmolStr>,
        score: f32,
        reason: &'static str,
    ) {
        if tokens.is_empty() {
            return;
        }
        self.found.push(FoundMention {
            span: self.analysis.span_of(tokens.clone()),
            tokens,
            head,
            label: Some(label),
            schema_label: None,
            level,
            value: None,
            count,
            entity: None,
            country: "",
            source: if label == Label::Title {
                "titles"
            } else {
                "nominals"
            },
            score,
            reason: reason.into(),
            is_fixed: false,
        });
    }
}

/// Whether a hit is a common noun that mentions an entity, or a job.
fn is_noun(hit: Hit) -> bool {
    hit.class == RowClass::Noun
}

fn reason_of(label: Label) -> &'static str {
    match label {
        Label::Per => "noun for people",
        Label::Org => "noun for an organisation",
        Label::Gpe => "noun for a country, region or town",
        Label::Loc => "noun for a place",
        Label::Fac => "noun for a building or site",
        Label::Veh => "noun for a vehicle",
        _ => "noun for a weapon",
    }
}
