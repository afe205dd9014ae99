//! Which phrase fills which role of an event: by its place beside the trigger, the frame of the sense, and what the schema lets into the role.

use super::around::Thing;
use super::clauses::Place;
use super::grammar::{Kind, Shape};
use super::lexicon::{Slot, Use, role_name};
use super::senses::Reading;
use crate::model::{Level, Role};
use crate::preannotate::findings::{FoundArgument, FoundEvent, FoundFiller, FoundMention, Label};
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::{Known, WordId};

/// The name under which the calibration knows what the rules say about arguments.
pub const ARGUMENTS: &str = "arguments";

/// Candidates below this score are offered, not filled in.
pub(super) const THRESHOLD: f32 = 0.5;

/// Score of a filler that only stands near.
pub(super) const WEAK: f32 = 0.35;

/// Candidates for the roles of one event, best first within a role.
pub(super) fn fill(shape: &Shape<'_>, reading: &Reading<'_>) -> Vec<FoundArgument> {
    let mut found = Fillers {
        shape,
        reading,
        arguments: Vec::new(),
    };
    for (slot, thing) in &reading.around.places {
        found.add_place(*slot, *thing);
    }
    found.add_recipient();
    found.add_places_and_times();
    found.finish()
}

struct Fillers<'s, 'a> {
    shape: &'s Shape<'a>,
    reading: &'s Reading<'s>,
    arguments: Vec<FoundArgument>,
}

impl Fillers<'_, '_> {
    fn mention_of(&self, thing: Thing) -> Option<usize> {
        match thing {
            Thing::Noun(chunk) => self.shape.filler(chunk),
            Thing::Mention(index) => {
                let mention = self.shape.mention(index)?;
                let meant = (mention.level == Level::Pronoun)
                    .then(|| {
                        let chunk = self.shape.chunk_at(mention.head);
                        self.shape.person_meant(chunk, mention.head)
                    })
                    .flatten()
                    .filter(|meant| {
                        self.shape
                            .mention(*meant)
                            .is_some_and(|meant| meant.level == Level::Name)
                    });
                Some(meant.unwrap_or(index))
            }
        }
    }

    fn role(&self, name: &str) -> Option<&'static Role> {
        self.reading.sense.event_type.role(name)
    }

    fn label(&self, mention: usize) -> Option<Label> {
        self.shape.mention(mention)?.label
    }

    /// What a mention is when it fills a role: a bare number is people, a job without an article the post.
    fn label_in(&self, role: &str, mention: usize) -> Option<Label> {
        read_label(
            self.shape,
            &self.reading.sense.event_type.name,
            role,
            mention,
        )
        .or_else(|| self.label(mention))
    }

    fn takes(&self, role: &str, mention: usize) -> bool {
        let label = self.label_in(role, mention);
        let vague = label == Some(Label::Org) && self.is_it(mention);
        self.role(role).zip(label).is_some_and(|(role, label)| {
            // "It" alone may be anything, unless the role wants a body.
            role.takes_entity(label.name()) && !(vague && role.takes_entity(Label::Fac.name()))
        })
    }

    fn is_it(&self, mention: usize) -> bool {
        self.shape.mention(mention).is_some_and(|mention| {
            mention.level == Level::Pronoun && self.shape.is(mention.head, Known::It)
        })
    }

    fn add(&mut self, role: &'static str, mention: usize, score: f32) {
        let label = self.label(mention);
        let takes = self.takes(role, mention)
            && !(role == "Entity"
                && label == Some(Label::Per)
                && matches!(
                    self.reading.sense.event_type.name.as_str(),
                    "Personnel.End-Position" | "Personnel.Start-Position"
                ));
        if !takes {
            return;
        }
        let filler = FoundFiller::Mention(mention);
        if let Some(known) = self
            .arguments
            .iter_mut()
            .find(|known| known.filler == filler)
        {
            if known.score >= score {
                return;
            }
            known.role = role;
            known.score = score;
            return;
        }
        self.arguments.push(FoundArgument {
            role,
            filler,
            score,
            source: ARGUMENTS,
        });
    }

    fn add_place(&mut self, slot: Slot, thing: Thing) {
        if let Thing::Noun(chunk) = thing
            && matches!(slot, Slot::Subject | Slot::Object | Slot::Undergoer)
        {
            let names = self.shape.named_after(chunk);
            if !names.is_empty() {
                for name in names {
                    self.add_place_of(slot, Thing::Noun(name));
                }
                return;
            }
        }
        self.add_place_of(slot, thing);
    }

    fn add_place_of(&mut self, slot: Slot, thing: Thing) {
        let Some(mention) = self.mention_of(thing) else {
            return;
        };
        let mut roles = self.reading.frame.roles(slot);
        if let Slot::Preposition(word) = slot
            && self.reading.around.is_verb
            && self.is_no_role_of_verb(word, mention, roles)
        {
            return;
        }
        if slot == Slot::Head && roles.is_empty() {
            roles = self.reading.frame.roles(Slot::Object);
        }
        if slot == Slot::Undergoer && roles.is_empty() && self.reading.sense.used_as == Use::Verb {
            roles = self.reading.frame.roles(Slot::Object);
        }
        let score = match slot {
            Slot::Subject if self.reading.around.is_verb => 0.8,
            Slot::Subject | Slot::Undergoer => 0.65,
            Slot::Object | Slot::Head => 0.85,
            Slot::Second | Slot::Possessor => 0.75,
            Slot::Modifier => 0.65,
            Slot::Preposition(_) => 0.7,
            _ => return,
        };
        let takes = |role: &&'static str| self.takes(role, mention);
        let is_place = matches!(self.label(mention), Some(Label::Gpe | Label::Loc));
        let behind_in = matches!(slot, Slot::Preposition(word) if word == Known::In.id()
            || word == Known::At.id() && !roles.contains(&"Target"));
        let found = roles
            .iter()
            .filter(|role| !(is_place && behind_in) || matches!(**role, "Destination" | "Place"))
            .find(|role| takes(role));
        let Some(mut role) = found.copied() else {
            return;
        };
        if slot == Slot::Subject
            && role == "Instrument"
            && self.label(mention) == Some(Label::Veh)
            && self.reading.sense.event_type.name.starts_with("Life")
        {
            return;
        }
        if matches!(role, "Plaintiff" | "Adjudicator")
            && self.is_prosecutor(mention)
            && let Some(prosecutor) = role_name("Prosecutor")
            && self.role(prosecutor).is_some()
        {
            role = prosecutor;
        }
        self.add(role, mention, score);
        if role == "Person" && self.reading.sense.event_type.name == "Personnel.End-Position" {
            self.add_title_before(thing);
        }
        if role == "Position" {
            self.add_body_behind(thing);
        }
    }

    /// "freed the daughter of a magnate", "won with a goal by a striker": the phrase belongs to a noun, not to the active verb.
    fn is_no_role_of_verb(
        &self,
        preposition: WordId,
        mention: usize,
        roles: &[&'static str],
    ) -> bool {
        let is_value = matches!(
            self.label(mention),
            Some(Label::Crime | Label::Sentence | Label::Money | Label::Title)
        );
        preposition == Known::Of.id() && !is_value
            || preposition == Known::By.id()
                && !self.reading.around.passive
                && roles == self.reading.frame.roles(Slot::Subject)
    }

    fn is_prosecutor(&self, mention: usize) -> bool {
        self.shape.mention(mention).is_some_and(|mention| {
            matches!(
                self.shape.analysis.form(mention.head),
                "prosecutor" | "prosecutors"
            )
        })
    }

    /// "Prime Minister Mario Dini resigned": the job before the name is the post.
    fn add_title_before(&mut self, person: Thing) {
        let Thing::Noun(chunk) = person else { return };
        let Some(chunk) = self.shape.chunks.get(chunk) else {
            return;
        };
        let title = self
            .shape
            .mentions
            .starting_in(chunk.start..chunk.end)
            .iter()
            .map(|index| *index as usize)
            .find(|index| self.label(*index) == Some(Label::Title));
        if let (Some(title), Some(role)) = (title, role_name("Position")) {
            self.add(role, title, 0.6);
        }
    }

    /// "chairwoman of Barclays": the body behind a post.
    fn add_body_behind(&mut self, post: Thing) {
        let Thing::Noun(chunk) = post else { return };
        let of = self.shape.after(chunk).filter(|at| {
            self.shape.kind(*at) == Some(Kind::Preposition)
                && self
                    .shape
                    .chunks
                    .get(*at)
                    .is_some_and(|found| self.shape.analysis.form(found.head) == "of")
        });
        let body = of
            .and_then(|of| self.shape.after(of))
            .filter(|at| self.shape.kind(*at) == Some(Kind::Noun))
            .and_then(|at| self.shape.filler(at));
        if let (Some(body), Some(role)) = (body, role_name("Entity")) {
            self.add(role, body, 0.62);
        }
    }

    /// Whom a demand or threat is meant for, where the clause behind it says so: "demanded that Costigan step down", "threatened to attack Guam".
    fn add_recipient(&mut self) {
        let has_recipient = self
            .arguments
            .iter()
            .any(|argument| argument.role == "Recipient");
        let Some(role) = role_name("Recipient").filter(|_| !has_recipient) else {
            return;
        };
        let shape = self.shape;
        let last = shape.chunk_at(self.reading.tokens.end - 1);
        let Some(next) = shape.after(last) else {
            return;
        };
        let word = |chunk: usize| {
            shape
                .chunks
                .get(chunk)
                .map_or("", |chunk| shape.analysis.form(chunk.start))
        };
        let noun = match self.reading.sense.event_type.name.as_str() {
            "Diplomacy.Request" if word(next) == "that" => shape.after(next),
            "Diplomacy.Threaten" if shape.kind(next) == Some(Kind::Verb) => shape.object(next),
            _ => None,
        };
        let meant = noun
            .filter(|noun| shape.kind(*noun) == Some(Kind::Noun))
            .filter(|noun| {
                shape.label(*noun) != Some(Label::Per)
                    || self.reading.sense.event_type.name == "Diplomacy.Request"
            })
            .and_then(|noun| shape.filler(noun));
        if let Some(meant) = meant {
            self.add(role, meant, 0.6);
        }
    }

    /// Place and Time, which every type has.
    fn add_places_and_times(&mut self) {
        let places: Vec<(WordId, usize)> = self
            .reading
            .around
            .places
            .iter()
            .filter_map(|(slot, thing)| match (slot, thing) {
                (Slot::Preposition(word), Thing::Noun(chunk)) => Some((*word, *chunk)),
                (Slot::Adverbial, Thing::Noun(chunk)) => Some((Known::In.id(), *chunk)),
                _ => None,
            })
            .collect();
        for (preposition, chunk) in places {
            if is_of_place(self.shape.analysis.word(preposition))
                && let Some(mention) = self.shape.filler(chunk)
                && let Some(place) = role_name("Place")
                && matches!(
                    self.label_in("Place", mention),
                    Some(Label::Gpe | Label::Loc | Label::Fac)
                )
            {
                let score = if self.is_inside_place(chunk) {
                    0.4
                } else {
                    0.68
                };
                self.add(place, mention, score);
            }
            if preposition == Known::For.id()
                && self.shape.is_time(chunk)
                && let Some(mention) = self.shape.filler(chunk)
                && let Some(role) = role_name("Duration")
            {
                self.add(role, mention, 0.65);
            }
        }
        for (preposition, time) in &self.reading.around.times {
            let Some(mention) = self.shape.filler(*time) else {
                continue;
            };
            match preposition.map(|word| self.shape.analysis.word(word)) {
                Some("within" | "during" | "over") => {
                    if let Some(role) = role_name("Time") {
                        self.add(role, mention, 0.6);
                    }
                }
                Some("since") => self.add_time(mention, 0.48),
                _ => self.add_time(mention, 0.7),
            }
        }
        let inside: Vec<usize> = self
            .reading
            .around
            .at(Slot::Anywhere)
            .filter_map(|thing| match thing {
                Thing::Mention(index) => Some(index),
                Thing::Noun(_) => None,
            })
            .collect();
        for mention in inside {
            self.add_time(mention, 0.7);
        }
        let places: Vec<usize> = self
            .reading
            .around
            .at(Slot::Modifier)
            .filter_map(|thing| match thing {
                Thing::Mention(index) => Some(index),
                Thing::Noun(_) => None,
            })
            .collect();
        if let Some(place) = role_name("Place") {
            for mention in places {
                let is_name = self
                    .shape
                    .mention(mention)
                    .is_some_and(|found| found.level == Level::Name);
                if is_name
                    && matches!(
                        self.label(mention),
                        Some(Label::Gpe | Label::Loc | Label::Fac)
                    )
                {
                    self.add(place, mention, 0.5);
                }
            }
        }
    }

    /// "at her home in Enugu", "a checkpoint near Owerri": a place behind a place that fills a role already.
    fn is_inside_place(&self, chunk: usize) -> bool {
        let outer = self
            .shape
            .before(chunk)
            .filter(|at| self.shape.kind(*at) == Some(Kind::Preposition))
            .and_then(|preposition| self.shape.before(preposition));
        outer
            .and_then(|outer| self.shape.filler(outer))
            .is_some_and(|outer| {
                self.arguments.iter().any(|argument| {
                    argument.filler == FoundFiller::Mention(outer)
                        && matches!(argument.role, "Place" | "Destination" | "Origin")
                })
            })
    }

    fn add_time(&mut self, mention: usize, score: f32) {
        let is_moment = self.shape.mention(mention).is_some_and(|mention| {
            matches!(
                self.shape.analysis.form(mention.tokens.end - 1),
                "later" | "ago" | "earlier"
            )
        });
        let is_duration = self
            .shape
            .mention(mention)
            .and_then(|mention| mention.value.as_ref())
            .is_some_and(|value| {
                !is_moment
                    && value.starts_with('P')
                    && !value.starts_with("PAST")
                    && !value.starts_with("PRESENT")
            });
        let name = if is_duration { "Duration" } else { "Time" };
        let score = if is_duration { score - 0.1 } else { score };
        if let Some(role) = role_name(name) {
            self.add(role, mention, score);
        }
    }

    fn finish(mut self) -> Vec<FoundArgument> {
        self.arguments.sort_by(|a, b| {
            (a.role, b.score)
                .partial_cmp(&(b.role, a.score))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        for index in 0..self.arguments.len() {
            let Some(role) = self.arguments.get(index).map(|argument| argument.role) else {
                continue;
            };
            let before = self
                .arguments
                .iter()
                .take(index)
                .filter(|argument| argument.role == role)
                .count();
            let most = self
                .role(role)
                .and_then(|role| role.at_most)
                .map_or(usize::MAX, usize::from);
            if before >= most
                && let Some(argument) = self.arguments.get_mut(index)
            {
                argument.score = argument.score.min(WEAK);
            }
        }
        self.arguments
    }
}

/// The label that a mention gets by filling a role, where it is another than its own: "killing eight", "appointed magistrate".
pub(super) fn read_label(
    shape: &Shape<'_>,
    event_type: &str,
    role: &str,
    mention: usize,
) -> Option<Label> {
    let found = shape.mention(mention).filter(|found| !found.is_fixed)?;
    let chunk = shape.chunk_at(found.head);
    let chunk = shape.chunks.get(chunk)?;
    if chunk.mention != Some(mention) {
        return None;
    }
    match (role, found.label?) {
        ("Victim" | "Person" | "Defendant", Label::Number) => {
            let harms = ["Life.", "Justice.", "Conflict.", "Disaster."]
                .iter()
                .any(|group| event_type.starts_with(group));
            let next = shape.analysis.form(chunk.end);
            (harms && !matches!(next, "times" | "of" | "%" | "per") && is_count(shape, found))
                .then_some(Label::Per)
        }
        ("Destination" | "Origin" | "Place", Label::Org) => {
            shape.is_building(mention).then_some(Label::Fac)
        }
        ("Position", Label::Per) => {
            let bare = found.level == Level::Nominal
                && chunk.start == found.tokens.start
                && shape.tag(found.head) != Some(Tag::Plural)
                && found.count.is_none();
            bare.then_some(Label::Title)
        }
        _ => None,
    }
}

/// "eight", "1,200", but no score, share or ordinal.
fn is_count(shape: &Shape<'_>, mention: &FoundMention) -> bool {
    crate::preannotate::numbers::read(shape.analysis, mention.tokens.start)
        .is_some_and(|amount| amount.end == mention.tokens.end && amount.value.fract() == 0.0)
}

/// Prepositions before the place of an event.
fn is_of_place(preposition: &str) -> bool {
    matches!(
        preposition,
        "in" | "at"
            | "on"
            | "near"
            | "outside"
            | "inside"
            | "off"
            | "across"
            | "around"
            | "throughout"
            | "along"
            | "through"
            | "within"
            | "between"
            | "beside"
            | "behind"
            | "under"
            | "above"
            | "aboard"
            | "from"
            | "into"
            | "to"
            | "by"
            | "of"
    ) && !matches!(
        preposition,
        "from" | "into" | "to" | "by" | "of" | "between"
    )
}

/// Shares times and places between the events of one clause: "attacked a village on Sunday and killed two".
pub(super) fn share(shape: &Shape<'_>, readings: &[Reading<'_>], events: &mut [FoundEvent]) {
    for index in 0..readings.len() {
        let Some(reading) = readings.get(index) else {
            continue;
        };
        for other in 0..readings.len() {
            if other == index {
                continue;
            }
            let Some(neighbour) = readings.get(other) else {
                continue;
            };
            let (time, place) = ties(shape, reading, neighbour);
            let crime = time && is_justice(reading) && is_justice(neighbour);
            for (role, wanted) in [("Time", time), ("Place", place), ("Crime", crime)] {
                if !wanted {
                    continue;
                }
                let Some(role) = role_name(role) else {
                    continue;
                };
                let has = events.get(index).is_some_and(|event| {
                    event
                        .arguments
                        .iter()
                        .any(|argument| argument.role == role && argument.score >= THRESHOLD)
                });
                if has {
                    continue;
                }
                let taken: Vec<FoundArgument> = events
                    .get(other)
                    .map(|event| {
                        event
                            .arguments
                            .iter()
                            .filter(|argument| argument.role == role && argument.score >= 0.6)
                            .map(|argument| FoundArgument {
                                role,
                                filler: argument.filler.clone(),
                                score: 0.55,
                                source: ARGUMENTS,
                            })
                            .collect()
                    })
                    .unwrap_or_default();
                if let Some(event) = events.get_mut(index) {
                    for argument in taken {
                        if !event
                            .arguments
                            .iter()
                            .any(|known| known.filler == argument.filler)
                        {
                            event.arguments.push(argument);
                        }
                    }
                }
            }
        }
    }
}

fn is_justice(reading: &Reading<'_>) -> bool {
    reading.sense.event_type.name.starts_with("Justice")
}

/// Whether an event takes time and place from a neighbour.
fn ties(shape: &Shape<'_>, reading: &Reading<'_>, neighbour: &Reading<'_>) -> (bool, bool) {
    let violent = |reading: &Reading<'_>| {
        matches!(
            reading.sense.event_type.name.as_str(),
            "Life.Die"
                | "Life.Injure"
                | "Conflict.Attack"
                | "Conflict.Damage"
                | "Disaster.Crash"
                | "Disaster.FireExplosion"
                | "Disaster.Hazard"
        )
    };
    let (own, other) = (reading.around.chunk, neighbour.around.chunk);
    let between = own.min(other) + 1..own.max(other);
    let parted = between.clone().any(|at| {
        matches!(
            shape.kind(at),
            Some(Kind::Boundary | Kind::Subordinator | Kind::Relative)
        )
    });
    let harm = violent(reading) && violent(neighbour);
    if parted {
        let (from, to) = (own.min(other) + 1, own.max(other));
        let calm = |reading: &Reading<'_>| !reading.sense.event_type.name.starts_with("Diplomacy");
        let together = reading.around.is_verb
            && neighbour.around.is_verb
            && calm(reading)
            && calm(neighbour)
            && shape.is_at_that_time(from, to);
        return (together, together && harm);
    }
    let joined = reading.around.is_verb
        && neighbour.around.is_verb
        && other < own
        && shape.before(own).is_some_and(|before| {
            matches!(shape.kind(before), Some(Kind::Conjunction | Kind::Comma)) && shape.is_ing(own)
                || shape.kind(before) == Some(Kind::Conjunction)
        });
    let governed = matches!(reading.around.governor, Some((verb, Place::Object | Place::Phrase | Place::Subject)) if verb == other)
        && !shape.is_in_sequence(own);
    let governs = matches!(neighbour.around.governor, Some((verb, _)) if verb == own);
    if harm && (joined || governed || governs || own == other || own.abs_diff(other) <= 2) {
        return (true, true);
    }
    let group = |reading: &Reading<'_>| {
        let name = reading.sense.event_type.name.as_str();
        name.split('.').next().map(str::to_owned)
    };
    let joined = joined && (shape.is_ing(own) || harm || group(reading) == group(neighbour));
    (
        joined || governed && !neighbour.sense.event_type.name.starts_with("Diplomacy"),
        harm,
    )
}

/// The event that is asked for, promised, threatened, alleged: role, number of the reading, score.
pub(super) fn topic(
    shape: &Shape<'_>,
    readings: &[Reading<'_>],
    number: usize,
) -> Option<(&'static str, usize, f32)> {
    let reading = readings.get(number)?;
    let role = reading.sense.event_type.role("Topic")?;
    if !reading.sense.event_type.name.starts_with("Diplomacy")
        && reading.sense.event_type.name != "Government.Vote"
    {
        return None;
    }
    let (topic, other) = readings.iter().enumerate().nth(number + 1)?;
    let from = shape.chunk_at(reading.tokens.end - 1);
    let to = other.around.chunk;
    if to <= from && reading.around.is_verb {
        return None;
    }
    for at in from + 1..to {
        let stops = match shape.kind(at) {
            Some(Kind::Boundary) => true,
            Some(Kind::Subordinator) => shape.analysis.form(shape.chunks.get(at)?.head) != "that",
            Some(Kind::Relative) => shape.analysis.form(shape.chunks.get(at)?.head) != "that",
            Some(Kind::Verb) => shape.chunks.get(at).is_some_and(|chunk| {
                !chunk.verb.infinitive
                    && !shape.is_ing(at)
                    && !matches!(
                        shape.lemma(at),
                        "be" | "stop" | "have" | "hold" | "impose" | "will" | "would"
                    )
            }),
            Some(Kind::Comma) => true,
            Some(Kind::Conjunction) => shape.kind(at + 1) == Some(Kind::Verb),
            _ => false,
        };
        if stops {
            return None;
        }
    }
    let behind = shape
        .before(to)
        .filter(|at| shape.kind(*at) == Some(Kind::Preposition))
        .and_then(|at| shape.chunks.get(at));
    if behind.is_some_and(|chunk| {
        !matches!(
            shape.analysis.form(chunk.head),
            "for" | "of" | "to" | "against" | "over" | "on" | "about" | "with" | "from"
        )
    }) {
        return None;
    }
    let agrees = reading.sense.event_type.name == "Diplomacy.Agree";
    if other.sense.event_type.name == "Diplomacy.Agree" && agrees && !reading.around.is_verb {
        return None;
    }
    let name: &'static str = role_name(&role.name)?;
    let before = shape
        .before(to)
        .and_then(|at| shape.chunks.get(at))
        .map(|chunk| chunk.kind);
    let direct =
        other.around.is_verb || matches!(before, Some(Kind::Verb | Kind::Preposition | Kind::Noun));
    Some((name, topic, if direct { 0.7 } else { 0.55 }))
}
