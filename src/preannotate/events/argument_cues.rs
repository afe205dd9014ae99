//! What is the case with a mention that may fill a role, for a model that learnt which mentions do.

use super::arguments::read_label;
use super::around::Thing;
use super::grammar::{Kind, Shape};
use super::lexicon::{Use, role_name};
use super::senses::Reading;
use super::trigger_cues::{label_name, slot_name, step_of, tag_name};
use crate::model::{Level, Role};
use crate::preannotate::candidate::Cues;
use crate::preannotate::findings::{FoundArgument, FoundFiller, Label};

/// Looks at mentions from one event of a sentence.
pub(super) struct ArgumentLook<'s, 'a> {
    pub(super) shape: &'s Shape<'a>,
    reading: &'s Reading<'s>,
    readings: &'s [Reading<'s>],
    /// What the rules fill in, for each of `readings`.
    by_rules: &'s [Vec<FoundArgument>],
    number: usize,
}

impl<'s, 'a> ArgumentLook<'s, 'a> {
    pub(super) fn new(
        shape: &'s Shape<'a>,
        readings: &'s [Reading<'s>],
        by_rules: &'s [Vec<FoundArgument>],
        number: usize,
    ) -> Option<Self> {
        Some(Self {
            shape,
            reading: readings.get(number)?,
            readings,
            by_rules,
            number,
        })
    }

    /// A role of the event's type.
    pub(super) fn role(&self, name: &str) -> Option<&'static Role> {
        self.reading.sense.event_type.role(name)
    }

    /// The roles that a mention may fill.
    pub(super) fn roles_that_take(&self, mention: usize) -> Vec<&'static str> {
        let event_type = self.reading.sense.event_type;
        let own = self.shape.mention(mention).and_then(|found| found.label);
        let takes = |role: &Role| {
            read_label(self.shape, &event_type.name, &role.name, mention)
                .or(own)
                .is_some_and(|label| role.takes_entity(label.name()))
        };
        let roles = event_type.roles.iter().filter(|role| takes(role));
        roles.filter_map(|role| role_name(&role.name)).collect()
    }

    /// How sure the rules are that the mention fills the role; nothing where they do not say so.
    pub(super) fn prior(&self, mention: usize, role: &str) -> f32 {
        self.told(self.number, mention)
            .filter(|told| told.role == role)
            .map_or(0.0, |told| told.score)
    }

    fn told(&self, number: usize, mention: usize) -> Option<&'s FoundArgument> {
        let filler = FoundFiller::Mention(mention);
        let arguments = self.by_rules.get(number)?.iter();
        arguments
            .filter(|argument| argument.filler == filler)
            .max_by(|a, b| a.score.total_cmp(&b.score))
    }

    /// The cues of a mention in a role.
    pub(super) fn cues(&self, mention: usize, role: &'static str) -> Cues {
        let mut cues = Cues::default();
        let Some(found) = self.shape.mention(mention) else {
            return cues;
        };
        let event_type = self.reading.sense.event_type.name.as_str();
        let label = label_name(found.label);
        cues.add(&["any"]);
        cues.add(&["role", role]);
        cues.add(&["role", role, event_type]);
        cues.add(&["role", role, label]);
        cues.add(&["role", role, label, event_type]);
        let level = level_name(found.level);
        cues.add(&["level", level]);
        cues.add(&["level", level, role]);
        let head = self.shape.analysis.form(found.head);
        cues.add(&["head", head, role]);
        self.add_what_rules_say(mention, role, &mut cues);
        self.add_place(mention, role, &mut cues);
        self.add_way(mention, role, &mut cues);
        self.add_rivals(mention, role, &mut cues);
        cues
    }

    fn add_what_rules_say(&self, mention: usize, role: &str, cues: &mut Cues) {
        let event_type = self.reading.sense.event_type.name.as_str();
        match self.told(self.number, mention) {
            Some(told) if told.role == role => {
                let step = step_of(told.score);
                cues.add(&["rules", step]);
                cues.add(&["rules", step, role]);
                cues.add(&["rules", role, event_type]);
            }
            Some(told) => {
                cues.add(&["rules say other", step_of(told.score)]);
                cues.add(&["rules say other", role, told.role]);
            }
            None => {
                cues.add(&["rules say nothing"]);
                cues.add(&["rules say nothing", role]);
            }
        }
        let filled = self.by_rules.get(self.number).is_some_and(|arguments| {
            arguments.iter().any(|argument| {
                argument.role == role
                    && argument.score >= 0.5
                    && argument.filler != FoundFiller::Mention(mention)
            })
        });
        if filled {
            cues.add(&["filled by rules"]);
            cues.add(&["filled by rules", role]);
        }
        for (number, reading) in self.readings.iter().enumerate() {
            if number != self.number
                && let Some(told) = self.told(number, mention).filter(|told| told.score >= 0.5)
            {
                let other = reading.sense.event_type.name.as_str();
                cues.add(&["fills another", role, told.role]);
                cues.add(&["fills another", event_type, role, other, told.role]);
            }
        }
    }

    /// The slot of the trigger in which the mention stands.
    fn add_place(&self, mention: usize, role: &str, cues: &mut Cues) {
        let event_type = self.reading.sense.event_type.name.as_str();
        let word = self.reading.sense.word;
        let voice = match self.reading.sense.used_as {
            Use::Verb if self.reading.around.passive => "passive",
            Use::Verb => "verb",
            _ => "noun",
        };
        let mut is_placed = false;
        for (slot, thing) in &self.reading.around.places {
            let stands = match thing {
                Thing::Noun(chunk) => {
                    self.shape.filler(*chunk) == Some(mention)
                        || self
                            .shape
                            .chunks
                            .get(*chunk)
                            .and_then(|chunk| chunk.mention)
                            == Some(mention)
                }
                Thing::Mention(index) => *index == mention,
            };
            if stands {
                is_placed = true;
                let slot = slot_name(self.shape, *slot);
                cues.add(&["slot", slot, role]);
                cues.add(&["slot", slot, role, voice]);
                cues.add(&["slot", slot, role, event_type]);
                cues.add(&["slot", slot, role, word]);
            }
        }
        let is_time = self
            .reading
            .around
            .times
            .iter()
            .any(|(_, chunk)| self.shape.filler(*chunk) == Some(mention));
        if is_time {
            cues.add(&["slot", "time", role]);
        } else if !is_placed {
            cues.add(&["no slot", role]);
            cues.add(&["no slot", role, event_type]);
        }
    }

    /// What lies between trigger and mention.
    fn add_way(&self, mention: usize, role: &str, cues: &mut Cues) {
        let Some(found) = self.shape.mention(mention) else {
            return;
        };
        let event_type = self.reading.sense.event_type.name.as_str();
        let word = self.reading.sense.word;
        let (own, other) = (self.reading.around.chunk, self.shape.chunk_at(found.head));
        let is_here = self.shape.tokens.contains(&found.head);
        let side = if !is_here {
            "elsewhere"
        } else if own == other {
            "same phrase"
        } else if other < own {
            "before"
        } else {
            "behind"
        };
        let between = own.min(other) + 1..own.max(other).max(own.min(other) + 1);
        let away = match between.len() {
            0 => "0",
            1 => "1",
            2 => "2",
            3 | 4 => "3",
            5..=7 => "5",
            8..=12 => "8",
            _ => "13",
        };
        cues.add(&["side", side, role]);
        cues.add(&["side", side, role, event_type]);
        cues.add(&["side", side, role, word]);
        cues.add(&["away", side, away]);
        cues.add(&["away", side, away, role]);
        if !is_here {
            return;
        }
        let count = |kinds: &[Kind]| {
            let kinds = between.clone().filter(|at| {
                self.shape
                    .kind(*at)
                    .is_some_and(|kind| kinds.contains(&kind))
            });
            match kinds.count() {
                0 => "0",
                1 => "1",
                _ => "2",
            }
        };
        cues.add(&["verbs between", side, count(&[Kind::Verb]), role]);
        cues.add(&["commas between", side, count(&[Kind::Comma]), role]);
        let edges = [Kind::Boundary, Kind::Subordinator, Kind::Relative];
        cues.add(&["edges between", side, count(&edges)]);
        let path: String = between
            .clone()
            .take(5)
            .filter_map(|at| self.shape.kind(at))
            .map(kind_letter)
            .collect();
        cues.add(&["path", side, &path, role]);
        let before = self
            .shape
            .before(other)
            .filter(|at| self.shape.kind(*at) == Some(Kind::Preposition))
            .and_then(|at| self.shape.chunks.get(at))
            .map_or("", |chunk| self.shape.analysis.form(chunk.head));
        cues.add(&["preposition", before, role]);
        cues.add(&["preposition", before, role, event_type]);
        cues.add(&["preposition", before, role, side]);
        if let Some(tag) = self.shape.tag(self.reading.tokens.start) {
            cues.add(&["trigger tag", tag_name(tag), side, role]);
        }
        if other == 0 || self.shape.tokens.start == found.tokens.start {
            cues.add(&["opens the sentence", role]);
        }
    }

    /// Whether the mention is the nearest one of its label on its side.
    fn add_rivals(&self, mention: usize, role: &str, cues: &mut Cues) {
        let Some(found) = self.shape.mention(mention) else {
            return;
        };
        let trigger = self.reading.tokens.start;
        let away = |head: usize| head.abs_diff(trigger);
        let takes = |label: Option<Label>| {
            label.is_some_and(|label| {
                self.role(role)
                    .is_some_and(|role| role.takes_entity(label.name()))
            })
        };
        let mut nearer = 0;
        let mut rivals = 0;
        for index in self.shape.mentions.starting_in(self.shape.tokens.clone()) {
            let Some(other) = self.shape.mention(*index as usize) else {
                continue;
            };
            if *index as usize == mention || !takes(other.label) {
                continue;
            }
            rivals += 1;
            nearer += usize::from(away(other.head) < away(found.head));
            if other.tokens.start <= found.tokens.start
                && found.tokens.end <= other.tokens.end
                && other.tokens != found.tokens
            {
                cues.add(&["inside another", role]);
            }
        }
        let number = |count: usize| ["0", "1", "2", "3"][count.min(3)];
        cues.add(&["nearer ones", number(nearer), role]);
        cues.add(&["rivals", number(rivals), role]);
        if rivals == 0 {
            cues.add(&[
                "only one",
                role,
                self.reading.sense.event_type.name.as_str(),
            ]);
        }
    }
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Name => "name",
        Level::Nominal => "nominal",
        Level::Pronoun => "pronoun",
    }
}

fn kind_letter(kind: Kind) -> char {
    match kind {
        Kind::Noun => 'n',
        Kind::Verb => 'v',
        Kind::Preposition => 'p',
        Kind::Comma => ',',
        Kind::Conjunction => '&',
        Kind::Relative => 'r',
        Kind::Subordinator => 's',
        Kind::Possessive => '\'',
        Kind::Boundary => '|',
        Kind::Other => 'o',
    }
}
