//! What hangs on a neighbour rather than on the trigger's own clause: "a town where", "in May, when", "a series of", "responsibility for".

use super::grammar::{Kind, Shape};
use crate::preannotate::findings::Label;
use crate::preannotate::lists::Lists;
use crate::preannotate::words::Known;

impl Shape<'_> {
    /// The conjunction or relative word that opens the clause of a verb, if nothing but its subject and adverbials stand between.
    fn opener(&self, verb: usize, depth: u8) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        for at in (0..verb).rev() {
            match self.kind(at)? {
                Kind::Subordinator | Kind::Relative => return Some(at),
                Kind::Verb => {
                    // "when men stopped her car, shot her driver and fled": the verbs of a list share their opener.
                    let joined = self.before(verb).is_some_and(|before| {
                        matches!(self.kind(before), Some(Kind::Conjunction | Kind::Comma))
                    });
                    return joined.then(|| self.opener(at, depth)).flatten();
                }
                Kind::Boundary => return None,
                _ => {}
            }
        }
        None
    }

    /// What stands before the word that opens the clause of a verb, if it is that word.
    fn before_opener(&self, verb: usize, word: &str) -> Option<usize> {
        let opener = self.opener(verb, 4)?;
        if self.analysis.form(self.chunks.get(opener)?.head) != word {
            return None;
        }
        let before = self.before(opener)?;
        if self.kind(before) == Some(Kind::Comma) {
            self.before(before)
        } else {
            Some(before)
        }
    }

    /// "Paris, where police arrested him" at "arrested" is "Paris".
    pub(super) fn place_before_where(&self, verb: usize) -> Option<usize> {
        self.before_opener(verb, "where")
            .filter(|at| matches!(self.label(*at), Some(Label::Gpe | Label::Loc | Label::Fac)))
    }

    /// "in 1986, when a court sentenced him" at "sentenced" is "1986".
    pub(super) fn time_before_when(&self, verb: usize) -> Option<usize> {
        self.before_opener(verb, "when")
            .filter(|at| self.is_time(*at))
    }

    /// "a series of attacks" at "attacks" is "series".
    pub(super) fn measure_before(&self, noun: usize) -> Option<usize> {
        let of = self.before(noun)?;
        if self.kind(of)? != Kind::Preposition || !self.is(self.chunks.get(of)?.head, Known::Of) {
            return None;
        }
        let outer = self.before(of)?;
        let chunk = self.chunks.get(outer)?;
        let counts = self.analysis.lists(chunk.head).any(Lists::MEASURE);
        (chunk.kind == Kind::Noun && counts).then_some(outer)
    }

    /// Who is said to stand behind what the noun tells of: "claimed responsibility for the bombing", "was behind the attack".
    pub(super) fn responsible(&self, noun: usize) -> Option<usize> {
        let preposition = self.before(noun)?;
        if self.kind(preposition)? != Kind::Preposition {
            return None;
        }
        let before = self.before(preposition)?;
        let word = |chunk: usize| {
            self.chunks
                .get(chunk)
                .map_or("", |chunk| self.analysis.form(chunk.head))
        };
        match (word(preposition), self.kind(before)?) {
            ("for", Kind::Noun) if word(before) == "responsibility" => {
                let verb = self.verb_before(before)?;
                matches!(
                    self.lemma(verb),
                    "claim" | "accept" | "take" | "admit" | "assume"
                )
                .then(|| self.subject(verb))
                .flatten()
            }
            ("behind", Kind::Noun) if self.label(before).is_some() => Some(before),
            ("behind", Kind::Verb) if self.chunks.get(before)?.verb.copula => self.subject(before),
            _ => None,
        }
    }

    /// The verb of the relative clause behind a noun: "the epidemic, which hit Sierra Leone".
    pub(super) fn relative_verb(&self, noun: usize) -> Option<usize> {
        let mut relative = self.after(noun)?;
        if self.kind(relative)? == Kind::Comma {
            relative = self.after(relative)?;
        }
        if self.kind(relative)? != Kind::Relative
            || !matches!(
                self.analysis.form(self.chunks.get(relative)?.head),
                "which" | "that"
            )
        {
            return None;
        }
        (relative + 1..self.chunks.len().min(relative + 4))
            .find(|at| self.kind(*at) == Some(Kind::Verb))
    }

    /// "Ana Popa, whose pardon" at "pardon" is "Ana Popa".
    pub(super) fn owner_by_relative(&self, noun: usize) -> Option<usize> {
        let relative = self.before(noun)?;
        if self.kind(relative)? != Kind::Relative
            || self.analysis.form(self.chunks.get(relative)?.head) != "whose"
        {
            return None;
        }
        self.antecedent(relative)
    }

    /// The comma that closes an apposition opened by `comma`: "married Tunde Careworth, a medical student, in 1951".
    pub(super) fn end_of_apposition(&self, comma: usize) -> Option<usize> {
        let mut at = self.after(comma)?;
        if self.kind(at)? != Kind::Noun || self.is_time(at) {
            return None;
        }
        for _ in 0..4 {
            let next = self.after(at)?;
            match self.kind(next)? {
                Kind::Comma => {
                    let behind = self.after(next)?;
                    let goes_on = self.kind(behind)? == Kind::Preposition || self.is_time(behind);
                    return goes_on.then_some(next);
                }
                Kind::Preposition => at = self.after(next)?,
                _ => return None,
            }
        }
        None
    }

    /// Whether the clause of `verb` is tied to the one before it by a word that says "at that time".
    pub(super) fn is_at_that_time(&self, from: usize, to: usize) -> bool {
        let mut seen = false;
        for at in from..to {
            match self.kind(at) {
                Some(Kind::Subordinator) => {
                    let word = self
                        .chunks
                        .get(at)
                        .map_or("", |chunk| self.analysis.form(chunk.head));
                    if seen || !matches!(word, "when" | "as" | "while" | "where") {
                        return false;
                    }
                    seen = true;
                }
                Some(Kind::Boundary | Kind::Relative) => return false,
                _ => {}
            }
        }
        seen
    }

    /// Names that say who a counted noun means: "two of its ministers, Niamh Tansey and Cathal Deeney, resigned".
    pub(super) fn named_after(&self, noun: usize) -> Vec<usize> {
        let mut last = noun;
        while let Some(preposition) = self
            .after(last)
            .filter(|at| self.kind(*at) == Some(Kind::Preposition))
        {
            let Some(inner) = self
                .after(preposition)
                .filter(|at| self.kind(*at) == Some(Kind::Noun))
            else {
                break;
            };
            last = self.owned(inner);
        }
        let Some(first) = self
            .after(last)
            .filter(|at| self.kind(*at) == Some(Kind::Comma))
            .and_then(|comma| self.after(comma))
        else {
            return Vec::new();
        };
        let is_name = |at: usize| {
            self.label(at) == Some(Label::Per)
                && self
                    .chunks
                    .get(at)
                    .and_then(|chunk| self.mention(chunk.mention?))
                    .is_some_and(|mention| mention.level == crate::model::Level::Name)
        };
        if !is_name(first) {
            return Vec::new();
        }
        let mut names = vec![first];
        names.extend(self.joined_closely(first));
        let closes = names
            .last()
            .and_then(|last| self.after(*last))
            .is_none_or(|next| {
                matches!(
                    self.kind(next),
                    Some(Kind::Comma | Kind::Boundary | Kind::Verb)
                )
            });
        if names.len() < 2 || !closes || !names.iter().all(|at| is_name(*at)) {
            return Vec::new();
        }
        names
    }
}
