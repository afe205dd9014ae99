//! Who is subject and object of what, which phrases follow, which phrases stand in one list: short walks over the chunks of a sentence.

use super::grammar::{Kind, Shape};
use crate::model::Level;
use crate::preannotate::findings::Label;
use crate::preannotate::lists::Lists;
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::{Known, WordId};

/// Where a noun phrase stands beside the verb that governs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Subject,
    Object,
    /// A second object: "took them hostage".
    Second,
    /// In a prepositional phrase: "went on strike".
    Phrase,
}

/// Prepositions that set one event before or behind another.
fn is_of_sequence(preposition: WordId) -> bool {
    [Known::After, Known::Before, Known::Since, Known::Until]
        .iter()
        .any(|known| known.id() == preposition)
}

impl Shape<'_> {
    /// Whether a noun phrase stands behind "after" or "before".
    pub(super) fn is_in_sequence(&self, noun: usize) -> bool {
        self.before(noun)
            .filter(|at| self.kind(*at) == Some(Kind::Preposition))
            .and_then(|at| self.chunks.get(at))
            .and_then(|chunk| self.analysis.words.get(chunk.head))
            .is_some_and(|word| is_of_sequence(word.id))
    }

    /// The noun phrase that is the surface subject of a verb group.
    pub(super) fn subject(&self, verb: usize) -> Option<usize> {
        self.subject_within(verb, 5)
    }

    fn subject_within(&self, verb: usize, depth: u8) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        let chunk = self.chunks.get(verb)?;
        if chunk.verb.infinitive && !(chunk.verb.be && chunk.verb.copula) {
            return self.controller(verb, depth);
        }
        if self.is_ing(verb) && !chunk.verb.be {
            return self.subject_of_ing(verb, depth);
        }
        let lone =
            !(chunk.verb.be || chunk.verb.have || chunk.verb.did || chunk.verb.modal.is_some());
        let Some(before) = self
            .before(verb)
            .filter(|at| !lone || self.kind(*at) != Some(Kind::Subordinator))
        else {
            return self.following_subject(verb);
        };
        match self.kind(before)? {
            Kind::Conjunction => {
                let earlier = self.verb_before(before)?;
                self.subject_within(earlier, depth)
            }
            Kind::Relative => self.antecedent(before),
            Kind::Comma => self.subject_over_comma(before, depth),
            Kind::Noun => self.main_noun(before, depth),
            Kind::Verb if self.is_passive(verb, false) || !chunk.verb.copula => {
                self.subject_within(before, depth)
            }
            _ => None,
        }
    }

    /// "Born in Kasama in 1968, Mutale worked": the subject of the clause that follows.
    pub(super) fn following_subject(&self, verb: usize) -> Option<usize> {
        let comma = (verb + 1..self.chunks.len()).find(|at| self.kind(*at) == Some(Kind::Comma))?;
        let noun = self.after(comma)?;
        (self.kind(noun) == Some(Kind::Noun) && !self.is_time(noun)).then_some(noun)
    }

    /// From the noun phrase before a verb to the head of its phrase: "the trial of Kolar for war crimes opened".
    fn main_noun(&self, noun: usize, depth: u8) -> Option<usize> {
        let mut at = noun;
        let mut nearest = noun;
        for _ in 0..6 {
            let Some(before) = self.before(at) else {
                return Some(at);
            };
            match self.kind(before)? {
                Kind::Preposition => {
                    let Some(outer) = self.before(before) else {
                        // "On Friday police …" has no noun before it: the phrase is an adverbial.
                        return (!self.is_time(at) && self.label(at) == self.label(nearest))
                            .then_some(nearest);
                    };
                    match self.kind(outer)? {
                        Kind::Noun => {
                            let of = self.analysis.form(self.chunks.get(before)?.head) == "of";
                            let empty = self.chunks.get(outer)?.mention.is_none()
                                || self.is_round_number(outer);
                            if of && empty && self.label(at).is_some() && !self.is_event_noun(outer)
                            {
                                // "none of the 14 crew", "thousands of supporters"
                                return Some(at);
                            }
                            at = outer;
                            nearest = outer;
                        }
                        Kind::Relative => return self.antecedent(outer),
                        Kind::Comma => return self.subject_over_comma(outer, depth),
                        Kind::Verb => return self.subject_within(outer, depth.checked_sub(1)?),
                        _ => return None,
                    }
                }
                Kind::Verb if self.modifies_noun(before) => {
                    return self.subject_within(before, depth.checked_sub(1)?);
                }
                Kind::Conjunction | Kind::Comma if self.is_list_in_phrase(at) => {
                    let first = self.joined_before(at).last().copied()?;
                    at = first;
                }
                Kind::Noun if self.is_time(at) => at = before,
                Kind::Relative if self.is_time(at) => return self.antecedent(before),
                Kind::Comma if self.is_time(at) => return self.subject_over_comma(before, depth),
                _ => return Some(at),
            }
        }
        Some(at)
    }

    /// "the train carrying passengers", "the man who shot her": a verb inside a noun phrase.
    fn modifies_noun(&self, verb: usize) -> bool {
        let before = self.before(verb).and_then(|at| self.kind(at));
        before == Some(Kind::Relative)
            || before == Some(Kind::Noun)
                && self.is_ing(verb)
                && !self.chunks.get(verb).is_some_and(|chunk| chunk.verb.be)
    }

    /// Whether the noun phrase ends a list of like phrases behind a preposition: "observers from the African Union and the EU".
    fn is_list_in_phrase(&self, noun: usize) -> bool {
        let joined = self.joined_before(noun);
        let Some(first) = joined.last() else {
            return false;
        };
        let Some(preposition) = self
            .before(*first)
            .filter(|at| self.kind(*at) == Some(Kind::Preposition))
        else {
            return false;
        };
        let level = |noun: usize| {
            self.chunks
                .get(noun)
                .and_then(|chunk| self.mention(chunk.mention?))
                .map(|mention| (mention.label, mention.level))
        };
        let between = self
            .chunks
            .get(preposition)
            .is_some_and(|chunk| matches!(self.analysis.form(chunk.head), "between" | "among"));
        between
            || level(*first) == level(noun)
                && self
                    .before(preposition)
                    .is_some_and(|at| self.kind(at) == Some(Kind::Noun))
    }

    /// "thousands" of "thousands of supporters", which are no mention of their own.
    fn is_round_number(&self, noun: usize) -> bool {
        self.chunks.get(noun).is_some_and(|chunk| {
            matches!(
                self.analysis.form(chunk.head),
                "hundreds"
                    | "thousands"
                    | "dozens"
                    | "scores"
                    | "tens"
                    | "millions"
                    | "many"
                    | "most"
            )
        })
    }

    /// Whether a time is a point or day rather than a stretch: "for Friday", not "for three days".
    pub(super) fn is_moment(&self, chunk: usize) -> bool {
        self.is_time(chunk)
            && self
                .chunks
                .get(chunk)
                .and_then(|chunk| self.mention(chunk.mention?))
                .and_then(|mention| mention.value.as_ref())
                .is_some_and(|value| !value.starts_with('P'))
    }

    pub(super) fn is_event_noun(&self, chunk: usize) -> bool {
        self.chunks
            .get(chunk)
            .and_then(|chunk| self.analysis.words.get(chunk.head))
            .is_some_and(|word| !self.analysis.knowledge.events.senses_of(word.id).is_empty())
    }

    /// The noun phrase that a relative pronoun stands for; the name before an apposition rather than the apposition.
    pub(super) fn antecedent(&self, relative: usize) -> Option<usize> {
        let mut noun = self.before(relative)?;
        if self.kind(noun) == Some(Kind::Comma) {
            noun = self.before(noun)?;
        }
        if self.label(noun) == Some(Label::Number)
            && let Some(comma) = self
                .before(noun)
                .filter(|at| self.kind(*at) == Some(Kind::Comma))
        {
            // "Brizuelas, 46, who"
            noun = self.before(comma)?;
        }
        if self.kind(noun) == Some(Kind::Preposition) {
            noun = self.before(noun)?;
        }
        if self.kind(noun) != Some(Kind::Noun) {
            return None;
        }
        let who = self
            .analysis
            .form(self.chunks.get(relative)?.head)
            .starts_with("who");
        for _ in 0..3 {
            let is_person = self
                .label(noun)
                .is_some_and(|label| matches!(label, Label::Per | Label::Norp));
            if !(who && !is_person || self.is_time(noun)) {
                break;
            }
            let Some(outer) = self
                .before(noun)
                .filter(|at| self.kind(*at) == Some(Kind::Preposition))
            else {
                break;
            };
            let Some(outer) = self
                .before(outer)
                .filter(|at| self.kind(*at) == Some(Kind::Noun))
            else {
                break;
            };
            noun = outer;
        }
        Some(noun)
    }

    /// "Mutale, an economist who leads the party, won": over the insertion to the noun before it.
    fn subject_over_comma(&self, comma: usize, depth: u8) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        if let Some(last) = self.before(comma)
            && self.kind(last) == Some(Kind::Noun)
            && self.joined_before(last).len() >= 2
        {
            // "Requesens, Zambrano and Pérez, were all indicted"
            return Some(last);
        }
        let opening = (0..comma)
            .rev()
            .take_while(|at| self.kind(*at) != Some(Kind::Boundary))
            .find(|at| self.kind(*at) == Some(Kind::Comma));
        if let Some(opening) = opening
            && let Some(before) = self.before(opening)
            && self.kind(before) == Some(Kind::Noun)
            && !self.is_time(before)
        {
            return self.main_noun(before, depth);
        }
        let before = self.before(comma)?;
        if self.kind(before) == Some(Kind::Noun)
            && self.verb_before(comma).is_none()
            && !self.is_time(before)
        {
            return self.main_noun(before, depth);
        }
        let earlier = self.verb_before(comma)?;
        self.subject_within(earlier, depth)
    }

    fn subject_of_ing(&self, verb: usize, depth: u8) -> Option<usize> {
        let before = self.before(verb)?;
        match self.kind(before)? {
            Kind::Noun => Some(before),
            Kind::Preposition => {
                let outer = self.before(before)?;
                match self.kind(outer)? {
                    Kind::Noun if self.verb_before(outer).is_some() => Some(outer),
                    Kind::Verb => self.subject_within(outer, depth),
                    _ => None,
                }
            }
            Kind::Subordinator => {
                let outer = self.verb_before(before).or_else(|| self.next_verb(verb))?;
                self.subject_within(outer, depth)
            }
            Kind::Comma | Kind::Conjunction => {
                let outer = (0..before)
                    .rev()
                    .find(|at| self.kind(*at) == Some(Kind::Verb))?;
                self.subject_within(outer, depth)
            }
            Kind::Verb => self.controller(verb, depth),
            _ => None,
        }
    }

    fn next_verb(&self, verb: usize) -> Option<usize> {
        (verb + 1..self.chunks.len()).find(|at| self.kind(*at) == Some(Kind::Verb))
    }

    /// Who does what an infinitive says.
    fn controller(&self, verb: usize, depth: u8) -> Option<usize> {
        let before = self.before(verb)?;
        match self.kind(before)? {
            Kind::Verb => self.subject_within(before, depth),
            Kind::Conjunction => {
                let earlier = self.verb_before(before)?;
                self.subject_within(earlier, depth)
            }
            Kind::Noun => {
                // "asked Portugal last week to release him"
                let before = match self.before(before) {
                    Some(outer) if self.is_time(before) && self.kind(outer) == Some(Kind::Noun) => {
                        outer
                    }
                    _ => before,
                };
                let governor = self.verb_before(before);
                let object_control = governor.is_some_and(|governor| {
                    self.lemma_lists(governor).any(Lists::OBJECT_CONTROL)
                        && !self.is_passive(governor, false)
                });
                if object_control || governor.is_none() {
                    return Some(before);
                }
                let outer = self.before(before)?;
                if self.kind(outer) == Some(Kind::Preposition)
                    && matches!(
                        self.analysis.form(self.chunks.get(outer)?.head),
                        "by" | "for" | "of" | "between" | "on"
                    )
                    && self.label(before).is_some()
                    && !self.is_time(before)
                {
                    return Some(before);
                }
                self.subject_within(governor?, depth)
            }
            Kind::Other | Kind::Preposition | Kind::Comma => {
                let governor = self.verb_before(before)?;
                self.subject_within(governor, depth)
            }
            _ => None,
        }
    }

    /// The noun phrase right after a verb group, over the owner's name: "attacked Syria's army".
    pub(super) fn object(&self, verb: usize) -> Option<usize> {
        let mut at = self.after(verb)?;
        if self.kind(at)? != Kind::Noun {
            return None;
        }
        at = self.owned(at);
        if self.is_time(at) {
            return None;
        }
        Some(self.of_quantity(at))
    }

    /// From an owner to what is owned: "Syria's army" at "Syria" is "army".
    pub(super) fn owned(&self, mut noun: usize) -> usize {
        while self.kind(noun + 1) == Some(Kind::Possessive)
            && self.kind(noun + 2) == Some(Kind::Noun)
        {
            noun += 2;
        }
        noun
    }

    /// "thousands of supporters" at "thousands" is "supporters".
    fn of_quantity(&self, noun: usize) -> usize {
        let counted = self.after(noun).filter(|of| {
            self.kind(*of) == Some(Kind::Preposition)
                && self
                    .chunks
                    .get(*of)
                    .is_some_and(|of| self.is(of.head, Known::Of))
                && (self.is_round_number(noun)
                    || self
                        .chunks
                        .get(noun)
                        .is_some_and(|chunk| chunk.mention.is_none()))
                && !self.is_event_noun(noun)
        });
        counted
            .and_then(|of| self.after(of))
            .filter(|next| self.kind(*next) == Some(Kind::Noun) && self.label(*next).is_some())
            .map_or(noun, |next| self.owned(next))
    }

    /// The antecedent that is the object of a verb in a relative clause: "whom the court acquitted".
    pub(super) fn relative_object(&self, verb: usize) -> Option<usize> {
        let subject = self
            .before(verb)
            .filter(|at| self.kind(*at) == Some(Kind::Noun))?;
        let mut before = self.before(subject)?;
        if self.kind(before) == Some(Kind::Possessive) {
            before = self.before(self.before(before)?)?;
        }
        (self.kind(before) == Some(Kind::Relative))
            .then(|| self.antecedent(before))
            .flatten()
    }

    /// Prepositional phrases and bare times after `from`, up to the end of the clause: preposition (its word) and noun phrase.
    pub(super) fn phrases_after(&self, from: usize, in_noun: bool) -> Vec<(Option<WordId>, usize)> {
        let mut found = Vec::new();
        let mut at = from + 1;
        let mut preposition: Option<WordId> = None;
        while let Some(kind) = self.kind(at) {
            match kind {
                Kind::Preposition => {
                    preposition = self
                        .chunks
                        .get(at)
                        .and_then(|chunk| self.analysis.words.get(chunk.head))
                        .map(|word| word.id);
                }
                Kind::Noun => {
                    if self.kind(at + 1) == Some(Kind::Possessive) {
                        at += 2;
                        continue;
                    }
                    if preposition.is_some() || self.is_time(at) {
                        let noun = self.of_quantity(at);
                        found.push((preposition, noun));
                        at = noun;
                        if self.is_event_noun(noun) && preposition.is_some_and(is_of_sequence) {
                            // "stepped down after demonstrations in Hanoi": what follows tells of the demonstrations.
                            break;
                        }
                        let between = preposition == Some(Known::Between.id())
                            || preposition == Some(Known::Among.id());
                        let joined = if between {
                            self.joined_closely(noun)
                        } else {
                            self.joined_after(noun)
                        };
                        for joined in joined {
                            found.push((preposition, joined));
                            at = joined;
                        }
                    } else if in_noun && at != from + 1 {
                        break;
                    }
                    preposition = None;
                }
                Kind::Comma => {
                    let next = self.after(at);
                    let goes_on = next.is_some_and(|next| {
                        self.kind(next) == Some(Kind::Preposition)
                            || self.is_time(next)
                            || self.is_passive(next, true)
                                && !self.chunks.get(next).is_some_and(|chunk| chunk.verb.be)
                    });
                    if !goes_on {
                        let Some(end) = self.end_of_apposition(at) else {
                            break;
                        };
                        at = end;
                    }
                }
                Kind::Verb if in_noun => {
                    let lone = self.is_passive(at, true)
                        && !self
                            .chunks
                            .get(at)
                            .is_some_and(|chunk| chunk.verb.be || chunk.verb.have);
                    if !lone {
                        break;
                    }
                }
                Kind::Verb | Kind::Relative | Kind::Subordinator | Kind::Boundary => break,
                Kind::Conjunction => {
                    // "given food and tents by the Red Crescent"
                    let second = self
                        .after(at)
                        .filter(|noun| self.kind(*noun) == Some(Kind::Noun))
                        .filter(|_| self.kind(at - 1) == Some(Kind::Noun));
                    let goes_on = second
                        .and_then(|noun| self.after(noun))
                        .is_some_and(|next| self.kind(next) == Some(Kind::Preposition));
                    let has_verb = (at..self.chunks.len())
                        .take_while(|at| {
                            !matches!(self.kind(*at), Some(Kind::Comma | Kind::Boundary))
                        })
                        .any(|at| self.kind(at) == Some(Kind::Verb));
                    if !goes_on || has_verb {
                        break;
                    }
                }
                Kind::Possessive | Kind::Other => {}
            }
            at += 1;
        }
        found
    }

    /// Adverbials before the subject of a clause: "In January 1970 soldiers arrested her".
    pub(super) fn phrases_before(&self, verb: usize) -> Vec<(Option<WordId>, usize)> {
        let mut found = Vec::new();
        let mut at = verb;
        while at > 0 {
            at -= 1;
            match self.kind(at) {
                Some(Kind::Noun) => {
                    let preposition = self
                        .before(at)
                        .filter(|before| self.kind(*before) == Some(Kind::Preposition));
                    match preposition {
                        // "A cook from Da Nang died": the phrase belongs to the subject, not to the verb.
                        Some(preposition)
                            if !self.is_time(at)
                                && self.before(preposition).is_some_and(|outer| {
                                    self.kind(outer) == Some(Kind::Noun) && !self.is_time(outer)
                                })
                                && self.chunks.get(preposition).is_some_and(|chunk| {
                                    matches!(
                                        self.analysis.form(chunk.head),
                                        "from" | "of" | "to" | "with" | "for" | "by" | "between"
                                    )
                                }) => {}
                        Some(preposition) => {
                            let word = self
                                .chunks
                                .get(preposition)
                                .and_then(|chunk| self.analysis.words.get(chunk.head))
                                .map(|word| word.id);
                            found.push((word, at));
                        }
                        None if self.is_time(at) => found.push((None, at)),
                        None => {}
                    }
                }
                // What stands right of another verb belongs to that verb.
                Some(Kind::Verb | Kind::Relative) => return Vec::new(),
                Some(Kind::Subordinator | Kind::Boundary) | None => break,
                Some(Kind::Conjunction) if self.kind(at + 1) != Some(Kind::Noun) => break,
                _ => {}
            }
        }
        found
    }

    /// Noun phrases joined to this one by "and" or commas, to its right, unless the last one begins a clause of its own.
    pub(super) fn joined_after(&self, noun: usize) -> Vec<usize> {
        self.joined(noun, false)
    }

    /// The same where the list cannot end early: "between their union and the firm".
    pub(super) fn joined_closely(&self, noun: usize) -> Vec<usize> {
        self.joined(noun, true)
    }

    fn joined(&self, noun: usize, closely: bool) -> Vec<usize> {
        let mut found = Vec::new();
        let mut pending = Vec::new();
        let mut at = noun;
        while let Some(link) = self.after(at) {
            let conjunction = match self.kind(link) {
                Some(Kind::Conjunction) => true,
                Some(Kind::Comma) => false,
                _ => break,
            };
            let Some(mut next) = self.after(link) else {
                break;
            };
            let mut conjunction = conjunction;
            if !conjunction && self.kind(next) == Some(Kind::Conjunction) {
                conjunction = true;
                let Some(later) = self.after(next) else { break };
                next = later;
            }
            if self.kind(next) != Some(Kind::Noun) || !self.are_alike(noun, next) {
                break;
            }
            next = self.owned(next);
            let runs_into_verb = self.after(next).is_some_and(|verb| {
                self.kind(verb) == Some(Kind::Verb)
                    && !self.is_ing(verb)
                    && !self
                        .chunks
                        .get(verb)
                        .is_some_and(|chunk| chunk.verb.infinitive)
            });
            if runs_into_verb && !closely && conjunction && self.verb_before(noun).is_some() {
                break;
            }
            pending.push(next);
            at = next;
            if conjunction {
                found.append(&mut pending);
            }
        }
        found
    }

    /// Noun phrases joined to this one, to its left.
    pub(super) fn joined_before(&self, noun: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = noun;
        let mut seen_conjunction = false;
        while let Some(mut link) = self.before(at) {
            match self.kind(link) {
                Some(Kind::Conjunction) => {
                    seen_conjunction = true;
                    if let Some(comma) = self
                        .before(link)
                        .filter(|at| self.kind(*at) == Some(Kind::Comma))
                    {
                        link = comma;
                    }
                }
                Some(Kind::Comma) if seen_conjunction || found.is_empty() && self.is_headline() => {
                }
                Some(Kind::Possessive) => {
                    let Some(owner) = self.before(link) else {
                        break;
                    };
                    at = owner;
                    continue;
                }
                _ => break,
            }
            let Some(next) = self.before(link) else { break };
            if self.kind(next) != Some(Kind::Noun) || !self.are_alike(noun, next) {
                break;
            }
            found.push(next);
            at = next;
        }
        found
    }

    /// Whether the sentence is short and has no full stop, as headlines have.
    pub(super) fn is_headline(&self) -> bool {
        self.tokens.len() < 20
            && self.tokens.end.checked_sub(1).is_some_and(|last| {
                !self.is(last, Known::Stop) && self.tag(last) != Some(Tag::Mark)
            })
    }

    /// Whether two noun phrases may stand in one list.
    fn are_alike(&self, one: usize, other: usize) -> bool {
        let class = |label: Label| match label {
            Label::Per | Label::Org | Label::Gpe | Label::Norp => 0,
            Label::Loc | Label::Fac => 1,
            Label::Veh | Label::Wea => 2,
            Label::Date | Label::Time => 3,
            _ => 4,
        };
        match (self.label(one), self.label(other)) {
            (Some(one), Some(other)) => {
                one == other
                    || class(one) == class(other) && class(one) != 4
                    || matches!(
                        (one, other),
                        (Label::Gpe, Label::Loc | Label::Fac)
                            | (Label::Loc | Label::Fac, Label::Gpe)
                    )
            }
            // A name that no list knows may stand beside one that is known.
            (Some(label), None) | (None, Some(label)) => {
                let is_name = |noun: usize| {
                    self.chunks
                        .get(noun)
                        .is_some_and(|chunk| self.tag(chunk.head) == Some(Tag::Proper))
                };
                class(label) == 0 && is_name(one) && is_name(other)
            }
            (None, None) => false,
        }
    }

    /// The mention to link for a noun phrase: the name beside a nominal in apposition, else its own.
    pub(super) fn filler(&self, noun: usize) -> Option<usize> {
        let own = self.chunks.get(noun)?.mention?;
        let mention = self.mention(own)?;
        if mention.level == Level::Pronoun {
            return Some(self.pronoun_antecedent(noun).unwrap_or(own));
        }
        if mention.label == Some(Label::Norp) {
            // "Piet Verhaegen, a Belgian arrested in Porto"
            let name = self
                .before(noun)
                .filter(|at| self.kind(*at) == Some(Kind::Comma))
                .and_then(|comma| self.before(comma))
                .map(|at| self.over_age(at))
                .filter(|at| self.label(*at) == Some(Label::Per) && self.starts_indefinite(noun));
            return name
                .and_then(|at| self.chunks.get(at)?.mention)
                .or(Some(own));
        }
        if mention.level != Level::Nominal
            || mention.count.as_ref().is_some_and(|count| count != "1")
        {
            return Some(own);
        }
        if matches!(mention.label, Some(Label::Gpe | Label::Loc))
            && let Some(name) = self.name_behind_of(noun)
        {
            return Some(name);
        }
        let same = |other: usize| {
            self.chunks
                .get(other)
                .and_then(|chunk| chunk.mention)
                .filter(|index| {
                    self.mention(*index).is_some_and(|found| {
                        found.level == Level::Name
                            && found.label == mention.label
                            && matches!(found.label, Some(Label::Per | Label::Org | Label::Veh))
                    })
                })
        };
        let behind = self
            .after(noun)
            .filter(|at| self.kind(*at) == Some(Kind::Comma))
            .and_then(|comma| self.after(comma))
            .filter(|at| {
                !matches!(
                    self.after(*at).and_then(|next| self.kind(next)),
                    Some(Kind::Conjunction)
                )
            })
            .and_then(same);
        let ahead = || {
            self.before(noun)
                .filter(|at| self.kind(*at) == Some(Kind::Comma))
                .and_then(|comma| self.before(comma))
                .map(|at| self.over_age(at))
                .and_then(same)
                .filter(|_| self.starts_indefinite(noun))
        };
        Some(behind.or_else(ahead).unwrap_or(own))
    }

    /// "the town of Kunduz" at "town" is "Kunduz".
    fn name_behind_of(&self, noun: usize) -> Option<usize> {
        let of = self.after(noun)?;
        if self.kind(of)? != Kind::Preposition || !self.is(self.chunks.get(of)?.head, Known::Of) {
            return None;
        }
        let kind = self.analysis.form(self.chunks.get(noun)?.head);
        let name = self.chunks.get(self.after(of)?)?.mention?;
        let found = self.mention(name)?;
        let is_kind = matches!(
            kind,
            "town"
                | "city"
                | "village"
                | "province"
                | "district"
                | "region"
                | "island"
                | "state"
                | "suburb"
                | "township"
                | "municipality"
                | "territory"
        );
        (is_kind
            && found.level == Level::Name
            && matches!(found.label, Some(Label::Gpe | Label::Loc)))
        .then_some(name)
    }

    /// "Cele, 41," at "41" is "Cele".
    fn over_age(&self, noun: usize) -> usize {
        self.before(noun)
            .filter(|at| {
                self.label(noun) == Some(Label::Number) && self.kind(*at) == Some(Kind::Comma)
            })
            .and_then(|comma| self.before(comma))
            .unwrap_or(noun)
    }

    /// The mention before a pronoun in its sentence that the pronoun most likely means: the first person, not behind "of" or "by".
    fn pronoun_antecedent(&self, noun: usize) -> Option<usize> {
        let chunk = self.chunks.get(noun)?;
        if self.is(chunk.head, Known::It) {
            return self.antecedent_of_it(noun);
        }
        self.person_meant(noun, chunk.head)
    }

    /// The person that the pronoun at `token`, in or as the noun phrase `noun`, most likely means.
    pub(super) fn person_meant(&self, noun: usize, token: usize) -> Option<usize> {
        let plural = match self.analysis.form(token) {
            "he" | "she" | "him" | "her" | "his" => false,
            "they" | "them" | "their" | "those" => true,
            _ => return None,
        };
        // "fined him": not the one who fines.
        let is_object = matches!(self.analysis.form(token), "him" | "them" | "her")
            && self
                .chunks
                .get(noun)
                .is_some_and(|chunk| chunk.head == token);
        let doer = self
            .verb_before(noun)
            .filter(|_| is_object)
            .and_then(|verb| self.subject(verb));
        let fits = |at: usize| {
            let found = self
                .chunks
                .get(at)
                .filter(|found| found.kind == Kind::Noun)?;
            let index = found.mention.filter(|_| Some(at) != doer)?;
            let mention = self.mention(index)?;
            let several = mention.count.as_ref().is_some_and(|count| count != "1")
                || self.tag(mention.head) == Some(Tag::Plural);
            let label_fits = mention.label == Some(Label::Per)
                || plural && matches!(mention.label, Some(Label::Org | Label::Norp));
            (label_fits && several == plural && mention.level != Level::Pronoun).then_some(index)
        };
        let free = |at: &usize| {
            self.before(*at)
                .is_none_or(|before| self.kind(before) != Some(Kind::Preposition))
        };
        (0..noun)
            .filter(free)
            .find_map(fits)
            .or_else(|| (0..noun).rev().find_map(fits))
            .map(|index| {
                let chunk = self
                    .chunks
                    .iter()
                    .position(|chunk| chunk.mention == Some(index));
                chunk.and_then(|at| self.filler(at)).unwrap_or(index)
            })
    }

    /// "The company said it would sue", "founded the firm and sold it": as subject the first body of the sentence, as object the nearest that is not the doer.
    fn antecedent_of_it(&self, noun: usize) -> Option<usize> {
        let verb = self
            .before(noun)
            .filter(|at| self.kind(*at) == Some(Kind::Verb));
        let doer = verb.and_then(|verb| self.subject(verb));
        let fits = |at: usize| {
            let mention = self.chunks.get(at)?.mention.filter(|_| Some(at) != doer)?;
            let found = self.mention(mention)?;
            let is_body = matches!(found.label, Some(Label::Org | Label::Gpe))
                || verb.is_some() && matches!(found.label, Some(Label::Veh | Label::Fac));
            let several = found.count.as_ref().is_some_and(|count| count != "1")
                || self.tag(found.head) == Some(Tag::Plural) && found.level != Level::Name;
            (is_body && !several && found.level != Level::Pronoun).then_some(at)
        };
        let free = |at: &usize| {
            self.before(*at)
                .is_none_or(|before| self.kind(before) != Some(Kind::Preposition))
                && self.kind(*at + 1) != Some(Kind::Possessive)
        };
        let found = if verb.is_some() {
            let nearest = (0..noun).rev().filter(free).find_map(fits);
            nearest.or_else(|| (0..noun).rev().find_map(fits))
        } else {
            (0..noun).filter(free).find_map(fits)
        };
        found.and_then(|at| self.filler(at))
    }

    fn starts_indefinite(&self, noun: usize) -> bool {
        self.chunks
            .get(noun)
            .is_some_and(|chunk| matches!(self.analysis.form(chunk.start), "a" | "an" | "the"))
    }

    /// The verb that a noun phrase belongs to: as object or in a prepositional phrase behind it, or as its subject.
    pub(super) fn governor(&self, noun: usize) -> Option<(usize, Place)> {
        let mut at = noun;
        let mut place = Place::Object;
        for _ in 0..8 {
            let Some(before) = self.before(at) else { break };
            match self.kind(before)? {
                Kind::Verb => return Some((before, place)),
                Kind::Preposition => {
                    if let Some(measure) = self.measure_before(at) {
                        at = measure;
                        continue;
                    }
                    place = Place::Phrase;
                }
                Kind::Noun => {
                    place = if place == Place::Phrase {
                        Place::Phrase
                    } else {
                        Place::Second
                    }
                }
                Kind::Possessive => {}
                Kind::Conjunction => {
                    // "offered a rise and a payment": the first of the list stands for all.
                    if let Some(first) = self.before(before)
                        && self.kind(first) == Some(Kind::Noun)
                    {
                        at = first;
                        continue;
                    }
                }
                _ => break,
            }
            at = before;
        }
        let mut at = noun;
        for _ in 0..10 {
            let next = self.after(at)?;
            match self.kind(next)? {
                Kind::Verb
                    if self.is_passive(next, self.kind(at) == Some(Kind::Comma))
                        && !self.chunks.get(next)?.verb.be => {}
                Kind::Verb => return Some((next, Place::Subject)),
                Kind::Preposition | Kind::Noun | Kind::Possessive | Kind::Comma => {}
                // "clashes between soldiers and rebels broke out"
                Kind::Conjunction
                    if self.after(next).and_then(|noun| self.kind(noun)) == Some(Kind::Noun) => {}
                _ => return None,
            }
            at = next;
        }
        None
    }
}
