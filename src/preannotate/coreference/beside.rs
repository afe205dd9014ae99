//! What stands beside a mention and says the same again: appositions ("Mario Dini, the prime minister", "the firm Maralto"), names of places behind
//! "of" ("the town of Homs") and predicates ("she was a teacher").

use super::Story;
use super::facts::{Class, Number, Opening, Place};
use crate::preannotate::analysis::CaseStyle;
use crate::preannotate::lexicon::Parts;
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::Known;

/// How many tokens a phrase behind a noun may have before the comma that its name follows: "the governor of Kisumu County, Anyang Ochola".
const LONGEST_PHRASE: usize = 8;

/// How many tokens may stand between "born" and whose child it was.
const LONGEST_BIRTH: usize = 30;

/// Joins each nominal with what stands beside it.
pub(super) fn link(story: &mut Story<'_, '_>) {
    for noun in 0..story.facts.len() {
        if !story.facts[noun].is_nominal() {
            continue;
        }
        let beside = Beside { story, noun };
        let found = [
            beside.name_behind(),
            beside.place_behind_of(),
            beside.behind_comma(),
            beside.before_comma(),
            beside.subject(),
            beside.who_was_born(),
            beside.name_shared_with_next(),
        ];
        for other in found.into_iter().flatten() {
            if story.are_apart(noun, other) {
                story.try_join(noun, other);
            }
        }
    }
}

/// One nominal and the text around it.
struct Beside<'s, 'a, 'd> {
    story: &'s Story<'a, 'd>,
    noun: usize,
}

impl Beside<'_, '_, '_> {
    fn is(&self, token: usize, known: Known) -> bool {
        let words = &self.story.analysis.words;
        words.get(token).is_some_and(|word| word.is(known)) && self.is_near(token)
    }

    /// Whether a token is of the noun's sentence.
    fn is_near(&self, token: usize) -> bool {
        let words = &self.story.analysis.words;
        words
            .get(token)
            .is_some_and(|word| word.sentence == self.story.facts[self.noun].sentence)
    }

    fn tag(&self, token: usize) -> Option<Tag> {
        self.story
            .analysis
            .words
            .get(token)
            .filter(|_| self.is_near(token))
            .map(|word| word.tag)
    }

    /// A comma, or a dash or bracket that does its work.
    fn is_comma(&self, token: usize) -> bool {
        self.is(token, Known::Comma)
            || self.is(token, Known::Dash)
            || self.is(token, Known::OpenBracket)
            || self.is_near(token) && self.story.analysis.written(token) == "–"
    }

    /// The mention whose phrase begins at a token, where it is of the noun's class and on the other side of name and noun.
    fn partner_at(&self, token: usize) -> Option<usize> {
        let other = self
            .story
            .phrase_at(token)
            .filter(|_| self.is_near(token))?;
        self.fits(other).then_some(other)
    }

    fn fits(&self, other: usize) -> bool {
        let (noun, other) = (&self.story.facts[self.noun], &self.story.facts[other]);
        let number = noun.class == Class::Body || noun.number.fits(other.number);
        noun.class == other.class && noun.sentence == other.sentence && number
    }

    /// "the playwright Obi Nwokolo", "Dutch battery maker Voltane".
    fn name_behind(&self) -> Option<usize> {
        let noun = &self.story.facts[self.noun];
        let end = noun.end as usize;
        if noun.number == Number::Many {
            return None;
        }
        let starts = |name: &usize| self.story.facts[*name].start == noun.end;
        // The whole phrase of the name is that of the noun, so that only its own start tells where it begins.
        let other = self
            .story
            .facts
            .get(self.noun + 1..)?
            .iter()
            .take(4)
            .position(|facts| facts.start as usize == end && facts.is_name())
            .map(|place| self.noun + 1 + place)
            .filter(starts)?;
        let is_place = noun.class == Class::Place;
        (self.fits(other) && !is_place).then_some(other)
    }

    /// "the town of Homs".
    fn place_behind_of(&self) -> Option<usize> {
        let noun = &self.story.facts[self.noun];
        let end = noun.end as usize;
        let is_named_by_of = noun.class == Class::Place
            && noun.number == Number::One
            && !noun.stands_for.is_empty()
            && self.story.analysis.form(noun.head as usize) != "capital";
        if !is_named_by_of || !self.is(end, Known::Of) {
            return None;
        }
        let start = end + 1 + usize::from(self.is(end + 1, Known::The));
        let other = self
            .partner_at(start)
            .or_else(|| self.partner_at(end + 1))?;
        self.story.facts[other].is_name().then_some(other)
    }

    /// "the referee, Thulani Dubeni", "the governor of Kisumu County, Anyang Ochola, ".
    fn behind_comma(&self) -> Option<usize> {
        let noun = &self.story.facts[self.noun];
        let end = noun.end as usize;
        let is_one = noun.number != Number::Many || noun.class == Class::Body;
        if !is_one {
            return None;
        }
        if self.is_comma(end) {
            let other = self.partner_at(end + 1)?;
            let facts = &self.story.facts[other];
            let is_named = facts.is_name() && noun.class != Class::Place
                || facts.is_nominal() && self.describes(other) && self.is_no_list(other)
                || facts.is_name() && self.introduces();
            let fronted = self.opens_sentence()
                && (facts.is_pronoun() || facts.is_name() && noun.opening == Opening::Indefinite);
            let is_named = is_named && (facts.is_nominal() || self.is_closed(facts.end as usize));
            return (is_named && !self.goes_on_as_list(facts.end as usize, other) || fronted)
                .then_some(other);
        }
        self.behind_phrase(end)
    }

    /// "the founder and chairman, Joris Hoekman" at "founder".
    fn name_shared_with_next(&self) -> Option<usize> {
        let noun = &self.story.facts[self.noun];
        let and = noun.end as usize;
        if !self.is(and, Known::And) || noun.opening == Opening::Bare {
            return None;
        }
        let next = Beside {
            story: self.story,
            noun: self.partner_at(and + 1)?,
        };
        let facts = &self.story.facts[next.noun];
        let is_pair = facts.is_nominal()
            && facts.opening == Opening::Bare
            && facts.class == Class::Person
            && noun.number == Number::One
            && facts.number == Number::One;
        if !is_pair {
            return None;
        }
        next.name_behind()
            .or_else(|| next.behind_comma())
            .filter(|name| self.story.facts[*name].is_name())
    }

    /// Whether the noun begins its sentence: "A former police inspector, she trains …".
    fn opens_sentence(&self) -> bool {
        let outer = self.story.facts[self.noun].outer as usize;
        !outer
            .checked_sub(1)
            .is_some_and(|before| self.is_near(before))
    }

    /// Whether a place's noun is one that a name may follow: "the capital, Lusaka".
    fn introduces(&self) -> bool {
        let noun = &self.story.facts[self.noun];
        matches!(noun.opening, Opening::Definite | Opening::Owned(_)) && !noun.stands_for.is_empty()
    }

    /// "the governor of Kisumu County, Anyang Ochola, has declared"
    fn behind_phrase(&self, end: usize) -> Option<usize> {
        let noun = &self.story.facts[self.noun];
        if noun.class != Class::Person || noun.opening == Opening::Bare {
            return None;
        }
        if !matches!(self.story.analysis.form(end), "of" | "for" | "at" | "in") {
            return None;
        }
        let comma = (end + 1..end + LONGEST_PHRASE).find(|at| {
            self.is_comma(*at)
                || !matches!(
                    self.tag(*at),
                    Some(
                        Tag::Noun
                            | Tag::Proper
                            | Tag::Plural
                            | Tag::Determiner
                            | Tag::Adjective
                            | Tag::PossessiveMark
                            | Tag::Preposition
                    )
                )
        })?;
        let other = self
            .partner_at(comma + 1)
            .filter(|_| self.is_comma(comma))?;
        let facts = &self.story.facts[other];
        (facts.is_name() && self.is_closed(facts.end as usize)).then_some(other)
    }

    /// Whether an apposition is closed before a token: by a mark, or by a phrase that belongs to it.
    fn is_closed(&self, token: usize) -> bool {
        matches!(
            self.tag(token),
            None | Some(Tag::Mark | Tag::Preposition | Tag::Conjunction)
        )
    }

    /// "Mario Dini, a lawyer", "Cele, 41, a forklift driver", "Darío Machín, the bodyguard's lawyer".
    fn before_comma(&self) -> Option<usize> {
        let noun = &self.story.facts[self.noun];
        let comma = (noun.outer as usize).checked_sub(1)?;
        if !self.is_comma(comma) || !self.describes(self.noun) {
            return None;
        }
        let mut end = comma;
        if self.tag(comma.checked_sub(1)?) == Some(Tag::Number)
            && comma
                .checked_sub(2)
                .is_some_and(|before| self.is_comma(before))
        {
            end = comma - 2;
        }
        let other = self.named_before(end)?;
        let behind = self.story.facts[self.noun].end as usize;
        let runs_on = self.tag(behind).is_some_and(Tag::is_finite);
        let is_adverbial = self.opens_with_phrase(other) && !self.is_comma(behind);
        (self.fits(other) && !runs_on && !is_adverbial && !self.goes_on_as_list(behind, other))
            .then_some(other)
    }

    /// "According to Rathbun, a detective", "In Kitwe, a student": a phrase at the head of the sentence, whose comma ends it.
    fn opens_with_phrase(&self, name: usize) -> bool {
        let outer = self.story.facts[name].outer as usize;
        let first = self
            .story
            .analysis
            .tokens_of(self.story.facts[name].sentence as usize)
            .start;
        outer > first
            && outer <= first + 2
            && matches!(self.tag(outer - 1), Some(Tag::Preposition | Tag::To))
    }

    /// "a seller, a buyer": two new things, not one.
    fn is_no_list(&self, other: usize) -> bool {
        let is_new = |number: usize| self.story.facts[number].opening == Opening::Indefinite;
        !(is_new(self.noun) && is_new(other))
    }

    /// The name that ends before a token, over a phrase that says where it is from: "Thulani Dubeni of Botswana, the referee".
    fn named_before(&self, end: usize) -> Option<usize> {
        let other = self.story.ending_at(end)?;
        let facts = &self.story.facts[other];
        if facts.is_name() && self.fits(other) {
            return Some(other);
        }
        let of = (facts.outer as usize).checked_sub(1)?;
        if matches!(self.story.analysis.form(of), "of" | "from") {
            let named = self.story.ending_at(of)?;
            return self.story.facts[named].is_name().then_some(named);
        }
        None
    }

    /// Whether a nominal is one that describes what stands before its comma: with an article or owner, or a post without one ("leader of").
    fn describes(&self, nominal: usize) -> bool {
        let facts = &self.story.facts[nominal];
        let owns = self.tag(facts.end as usize) == Some(Tag::PossessiveMark);
        let is_post = facts.class == Class::Person
            && matches!(
                self.story.analysis.form(facts.end as usize),
                "of" | "at" | "for"
            );
        let is_headline = self.story.analysis.style_of(facts.start as usize) != CaseStyle::Normal
            || facts.in_headline;
        !owns
            && (facts.number != Number::Many || facts.class == Class::Body)
            && (facts.opening != Opening::Bare || is_post || is_headline)
    }

    /// "the army and the navy": what follows joins another of the kind, so that the comma is that of a list.
    fn goes_on_as_list(&self, end: usize, other: usize) -> bool {
        let words = &self.story.analysis.words;
        let is_and = |token: usize| self.is(token, Known::And) || self.is(token, Known::Or);
        let facts = &self.story.facts[other];
        let link = if is_and(end) {
            end
        } else if self.is(end, Known::Comma) && is_and(end + 1) && facts.class != Class::Person {
            end + 1
        } else {
            return false;
        };
        words.get(link + 1).is_some_and(|next| {
            next.tag.is_noun() || next.tag == Tag::Determiner || next.tag == Tag::PossessivePronoun
        })
    }

    /// "She was born in Onitsha, the fourth child of a trader".
    fn who_was_born(&self) -> Option<usize> {
        let noun = &self.story.facts[self.noun];
        let comma = (noun.outer as usize).checked_sub(1)?;
        let is_child = noun.opening == Opening::Definite
            && self.is(noun.end as usize, Known::Of)
            && matches!(
                self.story.analysis.word(noun.noun),
                "son" | "daughter" | "child" | "grandson" | "granddaughter"
            );
        if !is_child || !self.is_comma(comma) {
            return None;
        }
        let tokens = self.story.analysis.tokens_of(noun.sentence as usize);
        let born = (tokens.start.max(comma.saturating_sub(LONGEST_BIRTH))..comma)
            .find(|token| self.story.analysis.form(*token) == "born")?;
        let mut verb = born.checked_sub(1)?;
        while self.tag(verb)?.is_auxiliary() {
            verb = verb.checked_sub(1)?;
        }
        self.story
            .ending_at(verb + 1)
            .filter(|other| self.fits(*other))
    }

    /// "Kitwe is a town", "she became the first woman to": the subject of a predicate noun.
    fn subject(&self) -> Option<usize> {
        let noun = &self.story.facts[self.noun];
        if noun.number == Number::Many || noun.opening == Opening::Bare {
            return None;
        }
        let mut verb = (noun.outer as usize).checked_sub(1)?;
        if self.tag(verb) == Some(Tag::Adverb) {
            verb = verb.checked_sub(1)?;
        }
        let word = self.story.analysis.words.get(verb)?;
        let is_copula = word.tag == Tag::Be
            || matches!(
                self.story.analysis.form(verb),
                "became" | "becomes" | "remains" | "remained"
            );
        if !is_copula {
            return None;
        }
        let mut start = verb;
        while let Some(before) = start.checked_sub(1) {
            match self.tag(before)? {
                Tag::Have | Tag::Adverb => start = before,
                Tag::Modal | Tag::Negation | Tag::To | Tag::Do => return None,
                _ => break,
            }
        }
        let has_no = self.story.analysis.words[verb].parts.any(Parts::NEGATION);
        let other = self.story.ending_at(start).filter(|_| !has_no)?;
        let facts = &self.story.facts[other];
        let is_subject = facts.place == Place::Subject;
        let is_said = facts.is_quoted && !facts.is_pronoun();
        (self.fits(other) && is_subject && !is_said).then_some(other)
    }
}
