//! Common nouns that mention people, organisations, places, vehicles and weapons ("three Syrian rebels", "government forces"), numbers that
//! stand for people ("two were killed") and jobs before names, which are titles.
//!
//! The extent is the head with numerals and premodifiers, without determiner and without what follows the head.

use std::ops::Range;

use smol_str::{SmolStr, format_smolstr};

use super::analysis::{Analysis, CaseStyle, Phrase};
use super::findings::{Findings, FoundMention, Label};
use super::gazetteer::{Flags, Hit, Row, RowClass};
use super::lexicon::{NounKind, Parts};
use super::numbers;
use super::pipeline::Component;
use super::tagger::Tag;
use super::words::Known;
use crate::model::Level;
use crate::text::TokenKind;

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

/// Words whose listed reading is too seldom meant to be taken without further sign.
const DOUBTFUL: &[&str] = &[
    "world",
    "earth",
    "globe",
    "moon",
    "sky",
    "skies",
    "space",
    "orbit",
    "body",
    "bodies",
    "bow",
    "block",
    "blocks",
    "bar",
    "bars",
    "chair",
    "head",
    "heads",
    "figure",
    "figures",
    "public",
    "the public",
    "star",
    "stars",
    "model",
    "models",
    "round",
    "rounds",
    "order",
    "orders",
    "remains",
    "cape",
    "spring",
    "springs",
    "rock",
    "field",
    "fields",
    "place",
    "places",
    "spot",
    "spots",
    "pass",
    "passes",
    "peak",
    "peaks",
    "summit",
    "summits",
    "path",
    "paths",
    "well",
    "wells",
    "post",
    "posts",
    "pool",
    "pools",
    "gas",
    "gases",
    "cell",
    "cells",
    "channel",
    "channels",
    "chain",
    "chains",
    "exchange",
    "exchanges",
    "industry",
    "industries",
    "business",
    "businesses",
    "society",
    "societies",
    "population",
    "populations",
    "convert",
    "senior",
    "seniors",
    "major",
    "majors",
    "corner",
    "corners",
    "front",
    "fronts",
    "force",
    "figurehead",
    "batter",
    "cane",
    "club",
    "clubs",
    "crane",
    "dart",
    "laser",
    "lasers",
    "fuse",
    "pipe",
    "pitcher",
    "power",
    "powers",
    "ruin",
    "ruins",
    "icon",
    "order",
    "personality",
    "quarter",
    "quarters",
    "rich",
    "poor",
    "site",
    "scene",
    "scenes",
    "structure",
    "structures",
    "technical",
    "vet",
    "state",
    "territory",
    "territories",
    "interior",
    "giant",
    "giants",
    "wing",
    "wings",
    "division",
    "divisions",
    "network",
    "networks",
    "outlet",
    "fund",
    "funds",
    "league",
    "lobby",
    "hub",
    "democracy",
    "democracies",
    "platform",
    "platforms",
    "bloc",
    "floor",
    "floors",
    "wall",
    "walls",
    "roof",
    "roofs",
    "human",
    "humans",
    "mole",
    "invalid",
    "general",
    "paper",
    "papers",
    "press",
    "panel",
    "website",
    "daily",
    "weekly",
    "masses",
    "plain",
    "bush",
    "shell",
    "shells",
    "mine",
    "mines",
    "arms",
    "resistance",
    "campaign",
    "campaigns",
    "board",
    "boards",
    "community",
    "communities",
    "native",
    "national",
    "local",
    "holder",
    "holders",
    "maker",
    "makers",
    "peer",
    "source",
    "female",
    "male",
    "pioneer",
    "reserve",
    "reserves",
    "premier",
    "executive",
    "administration",
    "west",
    "east",
    "north",
    "south",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "justice",
    "counsel",
    "principal",
    "conductor",
    "cook",
    "broadcaster",
    "producer",
    "publisher",
    "fixer",
    "anchor",
    "cabin",
    "capsule",
];

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

    /// "the south-east": a direction after "the" and before no noun names a part of a country.
    fn direction(&self, at: usize) -> Option<Noun> {
        let word = &self.analysis.words[at];
        let article = at
            .checked_sub(1)
            .is_some_and(|before| self.analysis.words[before].is(Known::The));
        let next_noun = self
            .analysis
            .words
            .get(at + 1)
            .is_some_and(|next| next.tag.is_noun() && next.sentence == word.sentence);
        (is_direction(self.analysis.form(at))
            && article
            && !next_noun
            && !word.shape.is_capitalised())
        .then_some(Noun {
            start: at,
            end: at + 1,
            label: Label::Loc,
            row: None,
            score: 0.7,
            reason: reason_of(Label::Loc),
        })
    }

    /// The longest listed noun that begins at a token.
    fn listed_noun(&self, at: usize) -> Option<Noun> {
        let hits = self.analysis.hits_at(at);
        let longest = hits
            .iter()
            .filter(|hit| is_noun_row(self.analysis.row(**hit)) && self.is_free(hit.tokens()))
            .map(|hit| hit.end)
            .max()?;
        let same = |hit: &&Hit| hit.end == longest && is_noun_row(self.analysis.row(**hit));
        let best = hits.iter().filter(same).max_by_key(|hit| {
            let row = self.analysis.row(**hit);
            let sure = !row.flags.any(Flags::CONTEXT);
            (sure, self.fits(row, **hit), row.label != Some(Label::Title))
        })?;
        let row = self.analysis.row(*best);
        let end = longest as usize;
        let plain = !row.flags.any(Flags::CONTEXT);
        // "fly home", "at home" is no building.
        let bare_home = self.analysis.form(at) == "home"
            && !at.checked_sub(1).is_some_and(|before| {
                matches!(
                    self.analysis.words[before].tag,
                    Tag::PossessivePronoun | Tag::PossessiveMark | Tag::Determiner | Tag::Number
                ) || matches!(self.analysis.words[before].tag, Tag::Adjective | Tag::Noun)
                    && self
                        .analysis
                        .phrase_of(at)
                        .is_some_and(|phrase| phrase.start as usize != at)
            });
        if bare_home {
            return None;
        }
        let doubtful = end == at + 1 && DOUBTFUL.contains(&self.analysis.form(at));
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

    /// Which of several readings fits: a body speaks and acts, a building is a place.
    fn fits(&self, row: &Row, hit: Hit) -> bool {
        let end = hit.end as usize;
        let speaks =
            super::cues::is_say_verb(self.analysis, end.min(self.analysis.words.len() - 1));
        let place = (hit.start as usize).checked_sub(2).is_some_and(|from| {
            (from..hit.start as usize).any(|at| {
                self.analysis.words[at].is_any(&[
                    Known::In,
                    Known::At,
                    Known::Near,
                    Known::To,
                    Known::From,
                    Known::Outside,
                ])
            })
        });
        match row.label {
            Some(Label::Org | Label::Per) => speaks || !place,
            Some(Label::Fac | Label::Loc | Label::Gpe) => place && !speaks,
            _ => false,
        }
    }

    /// Whether the words around support a doubtful noun: the direction of a country after "the", a modifier that makes a group of it.
    fn is_supported(&self, row: &Row, at: usize, end: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.analysis.words[before]);
        let article = before.is_some_and(|word| word.is(Known::The));
        let of = self
            .analysis
            .words
            .get(end)
            .is_some_and(|word| word.is(Known::Of));
        let next_noun = self
            .analysis
            .words
            .get(end)
            .is_some_and(|word| word.tag.is_noun());
        match row.label {
            Some(Label::Loc) if row.kind == "area" || is_direction(self.analysis.form(at)) => {
                article && !next_noun && is_direction(self.analysis.form(at))
                    || is_direction(self.analysis.form(at)) && of && article
            }
            Some(Label::Per) => {
                matches!(self.analysis.form(at), "dead" | "poor" | "rich") && article && !next_noun
                    || before
                        .is_some_and(|word| word.tag == Tag::Number || word.shape.is_capitalised())
                        && matches!(
                            self.analysis.form(at),
                            "seniors"
                                | "locals"
                                | "local"
                                | "cook"
                                | "conductor"
                                | "producer"
                                | "general"
                                | "justice"
                                | "source"
                                | "sources"
                                | "head"
                                | "national"
                                | "nationals"
                        )
            }
            Some(Label::Org) => {
                before.is_some_and(|word| {
                    word.shape.is_capitalised()
                        || word.is_any(&[Known::The, Known::Their, Known::Its, Known::His])
                }) && matches!(
                    self.analysis.form(at),
                    "administration"
                        | "league"
                        | "broadcaster"
                        | "press"
                        | "club"
                        | "clubs"
                        | "board"
                        | "community"
                        | "campaign"
                        | "resistance"
                        | "paper"
                )
            }
            Some(Label::Gpe) => {
                matches!(
                    self.analysis.form(at),
                    "states" | "state" | "territory" | "hub" | "power" | "powers" | "territories"
                ) && before.is_some_and(|word| {
                    word.tag == Tag::Number
                        || matches!(word.tag, Tag::Adjective)
                        || word.is(Known::The)
                })
            }
            Some(Label::Wea) => self.analysis.style_of(at) == CaseStyle::Normal && self.violent(at),
            _ => false,
        }
    }

    /// Whether the sentence speaks of violence.
    fn violent(&self, at: usize) -> bool {
        let sentence = self.analysis.words[at].sentence as usize;
        self.analysis.tokens_of(sentence).any(|token| {
            matches!(
                self.analysis.form(token),
                "killed"
                    | "wounded"
                    | "fired"
                    | "exploded"
                    | "attack"
                    | "attacked"
                    | "artillery"
                    | "troops"
                    | "rebels"
                    | "soldiers"
                    | "army"
                    | "hit"
                    | "struck"
                    | "weapons"
                    | "thrown"
                    | "threw"
                    | "bomb"
                    | "injured"
                    | "war"
            )
        })
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

    /// A job right before a person's name, or after "became", "as": a title.
    fn title(&mut self, noun: &Noun) -> Option<usize> {
        if noun.label != Label::Per {
            return None;
        }
        let is_relative = noun.row.is_some_and(|row| {
            matches!(
                row.kind,
                "relative" | "victim" | "human" | "group" | "fighter" | "refugee" | "suspect"
            )
        });
        let plural = noun.row.is_some_and(|row| row.flags.any(Flags::PLURAL))
            || self.analysis.words[noun.end - 1].tag == Tag::Plural;
        if is_relative || plural {
            return None;
        }
        let names_follow = self.owner(noun.end).is_some_and(|mention| {
            mention.label == Some(Label::Per)
                && mention.level == Level::Name
                && mention.tokens.start == noun.end
        });
        let before = noun.start.checked_sub(1).filter(|before| {
            self.analysis.words[*before].sentence == self.analysis.words[noun.start].sentence
        });
        let takes_office = before.is_some_and(|before| {
            matches!(
                self.analysis.form(before),
                "as" | "became"
                    | "become"
                    | "becomes"
                    | "becoming"
                    | "elected"
                    | "appointed"
                    | "named"
            )
        }) && noun.row.is_some_and(|row| {
            matches!(row.label, Some(Label::Title)) || matches!(row.kind, "official")
        });
        if !names_follow && !takes_office {
            return None;
        }
        let mut start = noun.start;
        // "commission chairman", "public works minister": nouns before the job, but not names, "former" and the like.
        while start > 0
            && self.is_free(start - 1..start)
            && self.belongs_to_title(start - 1, noun.start)
        {
            start -= 1;
        }
        let reason = if names_follow {
            "job before a name"
        } else {
            "office that someone takes"
        };
        self.push(
            start..noun.end,
            noun.end - 1,
            Label::Title,
            Level::Name,
            None,
            0.85,
            reason,
        );
        Some(noun.end)
    }

    fn belongs_to_title(&self, at: usize, noun_start: usize) -> bool {
        let word = &self.analysis.words[at];
        let described = self.analysis.hits_at(at).iter().any(|hit| {
            self.analysis.row(*hit).kind == "modifier"
                && !matches!(
                    self.analysis.form(at),
                    "deputy" | "vice" | "assistant" | "chief" | "senior" | "acting" | "interim"
                )
        });
        let lower = !word.shape.is_capitalised() || word.initial;
        let fits = matches!(word.tag, Tag::Noun | Tag::Ing)
            || word.tag == Tag::Plural
                && self.analysis.phrase_of(at) == self.analysis.phrase_of(noun_start)
            || word.tag == Tag::Adjective
                && matches!(
                    self.analysis.form(at),
                    "deputy"
                        | "vice"
                        | "chief"
                        | "senior"
                        | "acting"
                        | "interim"
                        | "public"
                        | "foreign"
                        | "prime"
                        | "general"
                        | "executive"
                        | "financial"
                        | "military"
                        | "presiding"
                        | "regional"
                        | "national"
                        | "federal"
                );
        word.sentence == self.analysis.words[noun_start].sentence
            && lower
            && fits
            && !described
            && word.kind == TokenKind::Word
            && !matches!(
                self.analysis.form(at),
                "ex" | "then" | "opposition" | "rebel" | "government"
            )
    }

    fn nominal(&mut self, noun: &Noun) {
        let head = noun.end - 1;
        let word = &self.analysis.words[head];
        let phrase = self.analysis.phrase_of(head).copied();
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
            let count = self.count_at(start, noun.start + 1);
            self.push(
                start..noun.end,
                noun.start,
                noun.label,
                Level::Nominal,
                count,
                noun.score,
                noun.reason,
            );
            return;
        }
        let Some(phrase) = phrase else {
            if adjectival {
                let start = self.number_before(noun.start).unwrap_or(noun.start);
                let count = self.count_at(start, noun.start);
                self.push(
                    start..noun.end,
                    head,
                    noun.label,
                    Level::Nominal,
                    count,
                    0.6,
                    noun.reason,
                );
            }
            return;
        };
        if phrase.head as usize != head {
            self.modifier(noun, &phrase);
            return;
        }
        let start = self.with_compound(self.extent_start(&phrase, noun.start));
        let count = self.count_at(start, noun.end);
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

    /// A noun before another noun ("rocket attack", "government plans"): marked alone unless the other is itself an entity or a name.
    fn modifier(&mut self, noun: &Noun, phrase: &Phrase) {
        let sure = noun
            .row
            .is_some_and(|row| !row.flags.any(Flags::CONTEXT) && !row.flags.any(Flags::PLURAL));
        let head = phrase.head as usize;
        let entity_head = self.owner(head).is_some()
            || (noun.end..=head).any(|at| {
                self.analysis.hits_at(at).iter().any(|hit| {
                    let row = self.analysis.row(*hit);
                    is_noun_row(row)
                        && hit.end as usize == head + 1
                        && !(row.flags.any(Flags::CONTEXT)
                            && DOUBTFUL.contains(&self.analysis.form(head)))
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
            let count = self.count_at(start, noun.end);
            self.push(
                start..noun.end,
                noun.end - 1,
                noun.label,
                Level::Nominal,
                count,
                noun.score,
                noun.reason,
            );
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

    /// Where the extent of a phrase begins: after the determiner and after dates and amounts of money before it.
    fn extent_start(&self, phrase: &Phrase, noun_start: usize) -> usize {
        let mut start = phrase.core as usize;
        for at in (start..noun_start).rev() {
            let blocks = match self.owner(at) {
                Some(mention) => {
                    let label = mention.label;
                    let compound =
                        mention.tokens.len() == 1 && self.analysis.written(at).contains('-');
                    matches!(
                        label,
                        Some(
                            Label::Date
                                | Label::Time
                                | Label::Money
                                | Label::Percent
                                | Label::Title
                                | Label::Sentence
                        )
                    ) && !compound
                        || label == Some(Label::Per)
                        || mention.tokens.end > noun_start
                        || mention.tokens.start < start
                }
                None => {
                    self.analysis.words[at].is(Known::Such)
                        || self.analysis.words[at].tag == Tag::Adverb
                }
            };
            if blocks {
                start = at + 1;
                break;
            }
        }
        // "other", "several", "same" are no part of the extent; numerals and descriptions are.
        while start < noun_start
            && matches!(
                self.analysis.form(start),
                "other"
                    | "several"
                    | "many"
                    | "few"
                    | "same"
                    | "such"
                    | "own"
                    | "more"
                    | "most"
                    | "various"
                    | "numerous"
                    | "some"
                    | "certain"
                    | "additional"
                    | "further"
            )
            && !self
                .analysis
                .words
                .get(start + 1)
                .is_some_and(|word| word.tag == Tag::Number)
        {
            start += 1;
        }
        start
    }

    /// "Moscow-based bank", "U.S.-backed rebels": a name with a hyphen and a participle belongs to the extent.
    fn with_compound(&self, start: usize) -> usize {
        let Some(hyphen) = start.checked_sub(2).filter(|hyphen| {
            matches!(self.analysis.form(*hyphen), "-" | "‐" | "–")
                && !self.analysis.words[start - 1].spaced
        }) else {
            return start;
        };
        match hyphen.checked_sub(1).and_then(|name| self.owner(name)) {
            Some(mention) if mention.tokens.end == hyphen => mention.tokens.start,
            _ => start,
        }
    }

    /// Whether an adjective such as "wounded" stands for people: after an article or a number and before no noun.
    fn stands_for_people(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.analysis.words[before]);
        let after = self.analysis.words.get(at + 1);
        let opened = before.is_some_and(|word| {
            word.is(Known::The)
                || word.tag == Tag::Number
                    && !matches!(
                        self.analysis.form(at),
                        "dead" | "wounded" | "injured" | "missing"
                    )
        });
        opened
            && after.is_none_or(|word| {
                !word.tag.is_noun() && word.tag != Tag::Adjective && !word.is(Known::By)
            })
    }

    fn number_before(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        (self.analysis.words[before].tag == Tag::Number && self.is_free(before..at))
            .then_some(before)
    }

    /// The count that opens an extent, with the sign of a hedge before it.
    fn count_at(&self, start: usize, end: usize) -> Option<SmolStr> {
        let amount = numbers::read(self.analysis, start).filter(|amount| amount.end <= end)?;
        Some(count_of(self.analysis, start, &amount))
    }

    /// "two were killed", "killing 17", "three of the men", "12 others": a number that stands for people.
    fn people_by_number(&mut self, at: usize) -> Option<usize> {
        let word = &self.analysis.words[at];
        if word.tag != Tag::Number {
            return None;
        }
        let amount = numbers::read(self.analysis, at)?;
        let mut end = amount.end;
        let form = |at: usize| self.analysis.form(at);
        let next = self.analysis.words.get(end)?;
        if next.sentence != word.sentence {
            return None;
        }
        let mut is_people = false;
        if form(end) == "others" {
            end += 1;
            is_people = true;
        }
        if next.is(Known::Of) {
            let mut inner = end + 1;
            while self.analysis.words.get(inner).is_some_and(|word| {
                matches!(
                    word.tag,
                    Tag::Determiner | Tag::PossessivePronoun | Tag::Adjective | Tag::Number
                )
            }) {
                inner += 1;
            }
            is_people |= matches!(form(inner), "them" | "whom")
                || self.analysis.hits_at(inner).iter().any(|hit| {
                    let row = self.analysis.row(*hit);
                    row.label == Some(Label::Per) && !row.is_name()
                });
        }
        let is_noun_next = next.tag.is_noun() || next.tag == Tag::Adjective;
        if !is_people && !is_noun_next {
            let mut at_verb = end;
            while self.analysis.words.get(at_verb).is_some_and(|word| {
                matches!(
                    word.tag,
                    Tag::Be | Tag::Have | Tag::Adverb | Tag::Modal | Tag::Negation
                ) || word.is(Known::Of) && form(at_verb + 1) == "whom"
            }) {
                at_verb += 1;
            }
            is_people = is_human_verb(form(at_verb)) && at_verb < end + 5;
            let hedge = numbers::hedge_before(self.analysis, at).map_or(at, |(start, _)| start);
            is_people |= hedge.checked_sub(1).is_some_and(|before| {
                matches!(
                    form(before),
                    "killed"
                        | "killing"
                        | "kills"
                        | "kill"
                        | "wounded"
                        | "wounding"
                        | "injured"
                        | "injuring"
                        | "arrested"
                        | "arresting"
                        | "detained"
                        | "injures"
                        | "wounds"
                )
            });
        }
        if !is_people && !is_noun_next {
            is_people = self.is_bare_subject(at, end);
        }
        if !is_people || !self.is_free(at..end) {
            return None;
        }
        let count = Some(count_of(self.analysis, at, &amount));
        self.push(
            at..end,
            end - 1,
            Label::Per,
            Level::Nominal,
            count,
            0.75,
            "number of people",
        );
        Some(end)
    }

    /// "the four face prison", "two had not been identified": a number word after "the" or at the start, before a finite verb.
    fn is_bare_subject(&self, at: usize, end: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.analysis.words[before]);
        let opens = self.analysis.words[at].initial
            || before
                .is_some_and(|word| word.is(Known::The) || self.analysis.form(at - 1) == "other");
        let figure = self.analysis.words[at].kind == TokenKind::Number;
        let verb = self.analysis.words.get(end).is_some_and(|next| {
            matches!(next.tag, Tag::Have | Tag::Be | Tag::Modal | Tag::Past)
                || next.tag == Tag::Verb && next.parts.any(Parts::MOSTLY_VERB)
        });
        opens && verb && !figure
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

/// A count as digits with the sign of its hedge.
fn count_of(analysis: &Analysis<'_>, start: usize, amount: &numbers::Amount) -> SmolStr {
    let sign = numbers::hedge_before(analysis, start)
        .map_or(if amount.is_vague { "~" } else { "" }, |(_, sign)| sign);
    format_smolstr!("{sign}{}", numbers::spell(amount.value))
}

/// Whether a row is a common noun that mentions an entity, or a job.
fn is_noun_row(row: &Row) -> bool {
    row.class == RowClass::Noun
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

fn is_direction(form: &str) -> bool {
    matches!(
        form,
        "north"
            | "south"
            | "east"
            | "west"
            | "northeast"
            | "northwest"
            | "southeast"
            | "southwest"
            | "north-east"
            | "north-west"
            | "south-east"
            | "south-west"
    )
}

fn is_human_verb(form: &str) -> bool {
    matches!(
        form,
        "killed"
            | "died"
            | "wounded"
            | "injured"
            | "hurt"
            | "arrested"
            | "detained"
            | "dead"
            | "missing"
            | "hospitalised"
            | "hospitalized"
            | "drowned"
            | "rescued"
            | "jailed"
            | "sentenced"
            | "fled"
            | "charged"
            | "evacuated"
            | "displaced"
            | "unaccounted"
            | "kidnapped"
            | "shot"
            | "hanged"
            | "executed"
            | "trapped"
            | "released"
            | "resigned"
    )
}

/// Numbers that belong to nothing else: scores, votes, ages, ordinals. Runs last.
pub(super) struct Numbers;

impl Component for Numbers {
    fn name(&self) -> &'static str {
        "numbers"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["nominals", "names", "timex", "amounts"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["NUMBER"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let taken = super::covered(analysis, findings);
        let mut at = 0;
        while at < analysis.words.len() {
            let word = &analysis.words[at];
            let found = if word.skipped || taken[at] {
                None
            } else {
                number_at(analysis, at)
            };
            let Some((end, count, reason)) =
                found.filter(|(end, ..)| !taken[at..*end].contains(&true))
            else {
                at += 1;
                continue;
            };
            findings.mentions.push(FoundMention {
                span: analysis.span_of(at..end),
                tokens: at..end,
                head: end - 1,
                label: Some(Label::Number),
                schema_label: None,
                level: Level::Name,
                value: None,
                count,
                entity: None,
                country: "",
                source: "numbers",
                score: 0.8,
                reason: reason.into(),
                is_fixed: false,
            });
            at = end;
        }
    }
}

fn number_at(analysis: &Analysis<'_>, at: usize) -> Option<(usize, Option<SmolStr>, &'static str)> {
    let word = &analysis.words[at];
    let form = analysis.form(at);
    let ordinal = analysis.hits_at(at).iter().find(|hit| {
        analysis.row(**hit).kind == "ordinal" && form != "last" && hit.end == hit.start + 1
    });
    if let Some(hit) = ordinal {
        let opened = at.checked_sub(1).is_some_and(|before| {
            matches!(
                analysis.words[before].tag,
                Tag::Determiner | Tag::PossessivePronoun | Tag::PossessiveMark
            )
        });
        let count = Some(format_smolstr!("{}", analysis.row(*hit).weight));
        return opened.then_some((at + 1, count, "ordinal number"));
    }
    if word.kind == TokenKind::Number {
        let written = analysis.written(at);
        let score = written.split_once(['-', '–']).is_some_and(|(a, b)| {
            !a.is_empty()
                && !b.is_empty()
                && a.len() < 4
                && b.len() < 4
                && a.bytes().chain(b.bytes()).all(|byte| byte.is_ascii_digit())
        });
        if score {
            return Some((at + 1, None, "result in figures"));
        }
        let amount = numbers::read(analysis, at)?;
        return Some((
            amount.end,
            Some(numbers::spell(amount.value).into()),
            "number in figures",
        ));
    }
    if !word.parts.any(Parts::NUMBER)
        || form == "one"
        || word.shape.is_capitalised() && !word.initial
    {
        return None;
    }
    let amount = numbers::read(analysis, at).filter(|amount| !amount.is_vague)?;
    Some((
        amount.end,
        Some(numbers::spell(amount.value).into()),
        "number in words",
    ))
}
