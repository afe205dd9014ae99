//! Cuts capitalised stretches into candidates: titles off, listed forms whole, patterns such as "Ministry of …" and "… Airport".

use std::ops::Range;

use super::evidence;
use super::{Candidate, Points, key_of};
use crate::preannotate::analysis::{Analysis, CaseStyle, Shape, Word};
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::{Flags, Hit, Row, RowClass};
use crate::preannotate::lexicon::Parts;
use crate::preannotate::lists::Lists;
use crate::preannotate::words::Known;
use crate::text::{TokenKind, ZoneKind};

/// Everything found in the runs of a document.
#[derive(Default)]
pub(super) struct Runs {
    pub(super) candidates: Vec<Candidate>,
    /// Titles that stand before names.
    pub(super) titles: Vec<Range<usize>>,
}

/// Collects the candidates of all sentences. `covered[token]`: belongs to a mention already.
pub(super) fn collect(analysis: &Analysis<'_>, covered: &[bool]) -> Runs {
    let mut cutter = Cutter {
        analysis,
        covered,
        runs: Runs::default(),
    };
    for sentence in 0..analysis.segments.sentences.len() {
        let tokens = analysis.tokens_of(sentence);
        let is_byline = analysis
            .segments
            .sentences
            .get(sentence)
            .is_some_and(|sentence| {
                analysis.document.zone_at(sentence.span.start) == Some(ZoneKind::Byline)
            });
        match analysis.styles[sentence] {
            _ if is_byline => cutter.sentence(tokens),
            CaseStyle::Normal => cutter.sentence(tokens),
            CaseStyle::Title | CaseStyle::Upper => cutter.headline(tokens),
        }
    }
    cutter.runs
}

struct Cutter<'a, 'd> {
    analysis: &'a Analysis<'d>,
    covered: &'a [bool],
    runs: Runs,
}

impl Cutter<'_, '_> {
    fn word(&self, at: usize) -> Option<&Word> {
        self.analysis.words.get(at)
    }

    /// Whether a token may be part of a name by how it is written.
    fn is_name_token(&self, at: usize) -> bool {
        let Some(word) = self.word(at) else {
            return false;
        };
        word.kind == TokenKind::Word
            && word.shape.is_capitalised()
            && !word.skipped
            && !self.covered[at]
            && !(word.shape == Shape::Capital && self.is_function_word(at))
            && !self.is_shouted(at)
            && !self.is_shouted_pronoun(at)
            && !word.is(Known::I)
            && !self.is_prefixed(at)
            && !self.is_label(at)
    }

    /// "pro-Beijing", "anti-American": a description, unless a list has it whole.
    fn is_prefixed(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        if word.parts.any(Parts::COMMON) {
            return false;
        }
        let form = self.analysis.form(at);
        form.split_once('-').is_some_and(|(prefix, rest)| {
            matches!(
                rest,
                "language"
                    | "style"
                    | "wide"
                    | "type"
                    | "class"
                    | "speaking"
                    | "like"
                    | "free"
                    | "only"
                    | "related"
                    | "level"
                    | "friendly"
                    | "critic"
                    | "first"
                    | "era"
                    | "born"
                    | "made"
                    | "wing"
                    | "grade"
            ) || matches!(
                prefix,
                "pro"
                    | "anti"
                    | "pan"
                    | "non"
                    | "post"
                    | "pre"
                    | "ex"
                    | "mid"
                    | "neo"
                    | "un"
                    | "multi"
                    | "semi"
                    | "counter"
                    | "inter"
                    | "quasi"
                    | "pseudo"
                    | "ultra"
            )
        }) && !self
            .analysis
            .hits_at(at)
            .iter()
            .any(|hit| evidence::is_name_row(self.analysis.row(*hit)))
    }

    /// "Image: Ana Ruiz": an ordinary word before a colon tells what follows.
    fn is_label(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        word.shape == Shape::Capital
            && word.parts.any(Parts::COMMON)
            && self
                .word(at + 1)
                .is_some_and(|next| next.is(Known::Colon) && next.sentence == word.sentence)
            && self.analysis.gazetteer().person(word.id).surname == 0
    }

    /// "PLEASE NOTE": an ordinary word in capitals that no list knows as a name.
    fn is_shouted(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        word.shape == Shape::Upper
            && word.span.len() > 2
            && word.parts.any(Parts::COMMON)
            && !self.analysis.hits_at(at).iter().any(|hit| {
                evidence::is_name_row(self.analysis.row(*hit))
                    && self.analysis.row(*hit).label.is_some()
            })
    }

    /// "TELL US MORE": the pronoun between shouted words.
    fn is_shouted_pronoun(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        let shouted = |at: usize| {
            self.word(at)
                .is_some_and(|other| other.sentence == word.sentence && self.is_shouted(at))
        };
        word.is(Known::Us)
            && word.shape == Shape::Upper
            && (at > 0 && shouted(at - 1) || shouted(at + 1))
    }

    fn is_function_word(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        if word.parts.any(Parts::CLOSED)
            && (word.shape != Shape::Upper || self.analysis.style_of(at) == CaseStyle::Upper)
        {
            // "May" and "Will" stand in lists of names; "The" in names such as "The Hague", which are listed whole.
            let named = self.is_given(at) && self.is_plain_surname(at + 1);
            return !word.parts.any(Parts::MODAL) || word.initial && !named;
        }
        false
    }

    /// A headline: capitals say nothing, so only listed forms and plain names of people are taken.
    fn headline(&mut self, tokens: Range<usize>) {
        let mut at = tokens.start;
        while at < tokens.end {
            let found = self
                .listed_at(at, tokens.end, true)
                .or_else(|| self.person_in_headline(at, tokens.end));
            match found {
                Some(end) if !self.covered[at] => {
                    self.push(at..end);
                    at = end;
                }
                _ => at += 1,
            }
        }
    }

    /// A given name and a word behind it, both of them no ordinary words.
    fn person_in_headline(&self, at: usize, limit: usize) -> Option<usize> {
        let is_own = |at: usize| {
            self.is_name_token(at)
                && self.word(at).is_some_and(|word| {
                    !word.parts.any(Parts::COMMON) && word.kind == TokenKind::Word
                })
        };
        let listed = |at: usize| self.listed_at(at, limit, true).is_some();
        (at + 1 < limit && self.is_given(at) && is_own(at) && is_own(at + 1) && !listed(at + 1))
            .then_some(at + 2)
    }

    fn sentence(&mut self, tokens: Range<usize>) {
        let mut at = tokens.start;
        while at < tokens.end {
            if self.analysis.words[at].skipped || self.covered[at] {
                at += 1;
                continue;
            }
            // "the Gulf of Aden", though "the Gulf" is listed with its article.
            let listed = self.listed_at(at, tokens.end, false);
            let is_longer = self.analysis.words[at].is(Known::The)
                && listed.is_some_and(|listed| {
                    let behind = self.run_from(at + 1, tokens.end);
                    behind.is_some_and(|end| end > listed)
                });
            if is_longer {
                at += 1;
            }
            if let Some(end) = self.run_from(at, tokens.end) {
                self.cut(at, end);
                at = end;
                continue;
            }
            // Lower-case listed names: "al Shabaab", "eBay", nationalities in lower case.
            match self.listed_at(at, tokens.end, false) {
                Some(end) => {
                    self.push(at..end);
                    at = end;
                }
                None => at += 1,
            }
        }
    }

    /// The end of the run that begins at a token, if one does.
    fn run_from(&self, start: usize, limit: usize) -> Option<usize> {
        let first = &self.analysis.words[start];
        let listed = self.listed_at(start, limit, false);
        let opens = self.is_name_token(start) && self.may_open(first, start, limit);
        let phrase = listed.is_some_and(|end| self.opens_longer_noun(start, end));
        if phrase || !opens && listed.is_none_or(|_| !first.shape.is_capitalised()) {
            return None;
        }
        let mut end = listed.unwrap_or(start + 1).max(start + 1);
        while let Some(next) = self.extend(start, end, limit) {
            end = next;
        }
        Some(end)
    }

    /// Whether a capital at the start of a sentence is more than the start of a sentence.
    fn may_open(&self, word: &Word, at: usize, limit: usize) -> bool {
        if !word.initial || !word.parts.any(Parts::COMMON) || word.shape == Shape::Upper {
            return true;
        }
        let title = self.analysis.hits_at(at).iter().any(|hit| {
            let row = self.analysis.row(*hit);
            row.is_name() && (row.label == Some(Label::Title) || row.kind == "honorific")
        });
        let next = at + 1 < limit && self.is_name_token(at + 1);
        let adjective = !word
            .parts
            .any(Parts::ADVERB.with(Parts::ING).with(Parts::PAST));
        title || next && adjective || self.is_given(at) && !word.parts.any(Parts::ANY_VERB)
    }

    /// "Police commissioner", "Opposition leader": a common noun that begins with a listed name, at the start of a sentence.
    fn opens_longer_noun(&self, start: usize, end: usize) -> bool {
        let word = &self.analysis.words[start];
        word.initial
            && word.parts.any(Parts::COMMON)
            && self
                .analysis
                .hits_at(start)
                .iter()
                .any(|hit| hit.end as usize > end && !self.analysis.row(*hit).is_name())
    }

    fn is_given(&self, at: usize) -> bool {
        self.word(at)
            .is_some_and(|word| self.analysis.gazetteer().person(word.id).given > 0)
    }

    /// The end of the run one step further.
    fn extend(&self, start: usize, end: usize, limit: usize) -> Option<usize> {
        if end >= limit {
            return None;
        }
        let next = &self.analysis.words[end];
        let is_numbered = next.kind == TokenKind::Number
            && next.spaced
            && (end == start + 1 && evidence::numbered(self.analysis.form(start)).is_some()
                || self.analysis.form(end - 1) == "flight");
        if is_numbered && !self.covered[end] {
            return Some(end + 1);
        }
        if self.is_name_token(end) || self.is_short_surname(start, end, limit) {
            return Some(self.listed_at(end, limit, false).unwrap_or(end + 1));
        }
        let capital_after = |at: usize| at < limit && self.is_name_token(at);
        let last = &self.analysis.words[end - 1];
        if next.is(Known::Ampersand) && capital_after(end + 1) {
            let two_people = end - start > 1 && self.is_given(start) && self.is_given(end + 1);
            return (!two_people).then_some(end + 2);
        }
        if let Some(behind) = self.nickname(start, end, limit) {
            return Some(behind);
        }
        let is_particle = |at: usize| {
            self.word(at).is_some_and(|word| word.shape == Shape::Lower)
                && self.analysis.lists(at).any(Lists::NAME_PARTICLE)
        };
        if is_particle(end) && capital_after(end + 1) {
            let person = !last.parts.any(Parts::COMMON) || self.is_given(end - 1);
            return person.then_some(end + 2);
        }
        if is_particle(end) && is_particle(end + 1) && capital_after(end + 2) {
            return Some(end + 3);
        }
        let is_person = end - start > 1 && self.is_given(start) && !self.starts_pattern(start, end);
        let heads = last.parts.any(Parts::ANY_NOUN) && !self.ends_title(start, end) && !is_person;
        if next.is(Known::Of) && heads {
            if capital_after(end + 1) {
                return Some(self.listed_at(end + 1, limit, false).unwrap_or(end + 2));
            }
            let article = self.word(end + 1).is_some_and(|word| word.is(Known::The));
            // "University of the West Indies", but "Colorado State University" of the US.
            let opens = self.starts_pattern(start, start + 1) && end == start + 1
                || self.analysis.form(end - 1) != "university" && self.starts_pattern(start, end);
            if article && capital_after(end + 2) && opens {
                return Some(end + 3);
            }
        }
        if next.is_any(&[Known::For, Known::On, Known::Against]) {
            let pattern = self.starts_pattern(start, end)
                || next.is(Known::For) && self.analysis.lists(end - 1).any(Lists::WITH_PURPOSE);
            if pattern && capital_after(end + 1) {
                return Some(end + 2);
            }
            let article = self.word(end + 1).is_some_and(|word| word.is(Known::The));
            if pattern && article && capital_after(end + 2) {
                return Some(end + 3);
            }
        }
        if next.is(Known::And) && capital_after(end + 1) && self.joins_common(start, end, limit) {
            return Some(end + 2);
        }
        if next.kind == TokenKind::Possessive
            && capital_after(end + 1)
            && self.owns_head(start, end, limit)
        {
            return Some(end + 2);
        }
        None
    }

    /// "William “Buck” May": a nickname in quotation marks between a given name and a surname.
    fn nickname(&self, start: usize, end: usize, limit: usize) -> Option<usize> {
        let is_quote = |at: usize, marks: &[&str]| marks.contains(&self.analysis.written(at));
        if !is_quote(end, &["“", "\"", "‘", "'"]) || !self.is_given(start) {
            return None;
        }
        let close = (end + 2..end + 5).find(|at| is_quote(*at, &["”", "\"", "’", "'"]))?;
        let inside = (end + 1..close).all(|at| {
            self.word(at)
                .is_some_and(|word| word.kind == TokenKind::Word && word.shape.is_capitalised())
        });
        let surname = close + 1 < limit && self.is_name_token(close + 1);
        (inside && surname && close + 1 < limit).then_some(close + 2)
    }

    /// "James To": a surname of two letters that is a small word as well, behind a given name.
    fn is_short_surname(&self, start: usize, end: usize, limit: usize) -> bool {
        let word = &self.analysis.words[end];
        end == start + 1
            && word.span.len() == 2
            && word.shape == Shape::Capital
            && word.kind == TokenKind::Word
            && !word.skipped
            && !self.covered[end]
            && self.is_given(start)
            && !self.analysis.words[start].parts.any(Parts::COMMON)
            && !(end + 1 < limit && self.analysis.words[end + 1].shape.is_capitalised())
            && !matches!(self.analysis.form(end), "mr" | "dr" | "ms")
    }

    /// Whether the words up to `end` and the connector behind them open a listed pattern ("Committee for").
    fn starts_pattern(&self, start: usize, end: usize) -> bool {
        (start..end).any(|at| {
            self.analysis
                .hits_at(at)
                .iter()
                .any(|hit| hit.end as usize == end + 1 && hit.class == RowClass::Start)
        })
    }

    /// "Ministry of Health and Welfare", "Truth and Reconciliation Commission": two ordinary words, with a pattern around them.
    fn joins_common(&self, start: usize, end: usize, limit: usize) -> bool {
        let common = |at: usize| {
            self.word(at).is_some_and(|word| {
                word.parts.any(Parts::COMMON)
                    && word.parts.any(Parts::ANY_NOUN.with(Parts::ADJECTIVE))
            })
        };
        let is_place = self
            .analysis
            .hits_at(end - 1)
            .iter()
            .any(|hit| self.analysis.row(*hit).label == Some(Label::Gpe));
        if is_place || !common(end - 1) || !common(end + 1) {
            return false;
        }
        let after_of = self.analysis.words[start..end]
            .iter()
            .any(|word| word.is_any(&[Known::Of, Known::For]));
        let mut last = end + 1;
        while last + 1 < limit && self.is_name_token(last + 1) {
            last += 1;
        }
        after_of || last > end + 1 && self.head_kind(last).is_some() && end - start == 1
    }

    /// "St Brendan's Hospital", "Workers' League": an ordinary word or saint before "'s" and a head behind it.
    fn owns_head(&self, start: usize, end: usize, limit: usize) -> bool {
        let last = &self.analysis.words[end - 1];
        let saint =
            end - start >= 2 && matches!(self.analysis.form(end - 2), "st" | "st." | "saint");
        // "Japan's Defense Ministry" are two names.
        let is_place = (start..end).any(|at| {
            self.analysis.hits_at(at).iter().any(|hit| {
                let row = self.analysis.row(*hit);
                hit.end as usize == end
                    && row.is_name()
                    && matches!(row.label, Some(Label::Gpe | Label::Norp))
            })
        });
        if !saint && (is_place || !last.parts.any(Parts::ANY_NOUN)) {
            return false;
        }
        let mut at = end + 1;
        while at + 1 < limit && self.is_name_token(at + 1) {
            at += 1;
        }
        self.head_kind(at).is_some()
    }

    /// Kind of the pattern head that ends with a token: "org-head", "fac-head" …
    fn head_kind(&self, at: usize) -> Option<&'static Row> {
        (at.saturating_sub(2)..=at).find_map(|start| {
            self.analysis.hits_at(start).iter().find_map(|hit| {
                let may_be = hit.class == RowClass::Head && hit.end as usize == at + 1;
                may_be
                    .then(|| self.analysis.row(*hit))
                    .filter(|row| evidence::is_head(row))
            })
        })
    }

    /// Whether a listed last word of longer names stands among some tokens.
    fn has_head_in(&self, start: usize, end: usize) -> bool {
        (start..end).any(|at| self.head_kind(at).is_some())
    }

    fn ends_title(&self, start: usize, end: usize) -> bool {
        (start..end).any(|at| {
            self.analysis.hits_at(at).iter().any(|hit| {
                hit.end as usize == end && self.analysis.row(*hit).label == Some(Label::Title)
            })
        })
    }

    /// The end of the longest listed name that begins at a token.
    fn listed_at(&self, at: usize, limit: usize, headline: bool) -> Option<usize> {
        let hits = self.analysis.hits_at(at);
        hits.iter()
            .rev()
            .find(|hit| {
                if hit.class != RowClass::Name || hit.end as usize > limit {
                    return false;
                }
                let row = self.analysis.row(**hit);
                let tokens = hit.tokens();
                !self.covered[tokens.clone()].contains(&true)
                    && (row.is_name() || row.label == Some(Label::Norp) && tokens.len() == 1)
                    && !(headline
                        && row.flags.any(Flags::CONTEXT.into_common())
                        && tokens.len() == 1)
                    && !self.is_plain_opener(row, tokens.clone())
                    && !(tokens.len() == 1 && self.is_shouted_pronoun(tokens.start))
            })
            .map(|hit| hit.end as usize)
    }

    /// A listed name that is an ordinary word, at the start of a sentence: "Reading", "Nice".
    fn is_plain_opener(&self, row: &Row, tokens: Range<usize>) -> bool {
        let word = &self.analysis.words[tokens.start];
        let is_noun = || {
            self.analysis.hits_at(tokens.start).iter().any(|hit| {
                let row = self.analysis.row(*hit);
                hit.tokens() == tokens
                    && !row.is_name()
                    && row.label.is_some()
                    && row.label != Some(Label::Norp)
            })
        };
        // "Arsenal 3, Chelsea 1".
        let has_score = row.kind == "team"
            && self
                .word(tokens.end)
                .is_some_and(|next| next.kind == TokenKind::Number && next.span.len() <= 3);
        let owns = self
            .word(tokens.end)
            .is_some_and(|next| next.kind == TokenKind::Possessive)
            && row.label == Some(Label::Gpe);
        // "French troops", but "Polish the floor".
        let describes = row.label == Some(Label::Norp)
            && self.word(tokens.end).is_some_and(|next| {
                next.shape == Shape::Lower
                    && next.parts.any(Parts::ANY_NOUN)
                    && !next.parts.any(Parts::CLOSED)
            });
        tokens.len() == 1
            && !describes
            && !has_score
            && !owns
            && word.initial
            && word.shape == Shape::Capital
            && word.parts.any(Parts::COMMON)
            && (row.flags.any(Flags::COMMON) || is_noun())
    }

    /// Cuts one run into candidates.
    fn cut(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            at = self.cut_first(at, end);
        }
    }

    /// Takes the first piece off a run and says where it ends.
    fn cut_first(&mut self, start: usize, end: usize) -> usize {
        if !self.is_name_token(start) && self.listed_at(start, end, false).is_none() {
            return start + 1;
        }
        let counts = self.analysis.words[start].parts.any(Parts::NUMBER)
            && self.analysis.words[start].initial
            && self.listed_at(start, end, false).is_none();
        if counts || self.is_mere_opener(start, end) {
            return start + 1;
        }
        if let Some(title_end) = self.title_at(start, end) {
            return title_end;
        }
        let listed = self.listed_at(start, end, false);
        if listed == Some(end) || self.opens_pattern(start, end) {
            self.push(start..end);
            return end;
        }
        if let Some(piece) = self.person_from(start, end, listed) {
            self.push(start..piece);
            return piece;
        }
        // A head that ends the stretch makes one name of it, unless a title or another listed name stands between.
        if let Some(piece) = self.headed_from(start, end) {
            self.push(start..piece);
            return piece;
        }
        if let Some(piece) = self.part_of_place(start, end) {
            self.push(start..piece);
            return piece;
        }
        if let Some(piece) = listed {
            if let Some(stop) = self.team_of(piece, end) {
                self.push(start..stop);
                return stop;
            }
            // "Boston Globe", "Kigali Athletic": an unknown word right behind a place belongs to the name; behind a nationality it does not.
            let is_group = self.is_norp(start..piece);
            let rest_known = self.listed_at(piece, end, false).is_some()
                || self.title_at_peek(piece, end).is_some()
                || self.is_given(piece);
            let connector = !self.is_name_token(piece);
            let thing = self.is_thing(start..piece) && !connector;
            if !thing && (is_group || rest_known || connector) {
                self.push(start..piece);
                return piece;
            }
            let stop = self.unknown_until(piece, end);
            self.push(start..stop);
            return stop;
        }
        let stop = self.unknown_until(start + 1, end);
        self.push(start..stop);
        stop
    }

    /// "Union of Rationalist Atheists and Agnostics": a listed beginning with its preposition makes one name of the whole stretch.
    fn opens_pattern(&self, start: usize, end: usize) -> bool {
        self.analysis.hits_at(start).iter().any(|hit| {
            let row = self.analysis.row(*hit);
            let stop = hit.end as usize;
            row.kind.ends_with("-start")
                && row.is_name()
                && !row.flags.any(Flags::CONTEXT)
                && stop < end
                && self.analysis.words[stop - 1].shape == Shape::Lower
        }) && !(start + 1..end).any(|at| self.title_at_peek(at, end).is_some())
    }

    /// "Radical Shiite", "Thanks Josh", "Visiting Oslo": an ordinary first word of a sentence before a name of its own.
    fn is_mere_opener(&self, start: usize, end: usize) -> bool {
        let word = &self.analysis.words[start];
        if !word.initial
            || !word.parts.any(Parts::COMMON)
            || word.shape != Shape::Capital
            || start + 1 >= end
        {
            return false;
        }
        let known = self.analysis.hits_at(start).iter().any(|hit| {
            let row = self.analysis.row(*hit);
            row.is_name()
                && !(row.label == Some(Label::Title) && row.flags.any(Flags::CONTEXT))
                && (row
                    .label
                    .is_some_and(|label| label != Label::Per || hit.end as usize > start + 1)
                    || row.kind == "honorific")
        });
        if known || self.is_given(start) || self.head_kind(end - 1).is_some() {
            return false;
        }
        // "Director Bong Joon-ho": a job before a name.
        let is_job = self.analysis.hits_at(start).iter().any(|hit| {
            let row = self.analysis.row(*hit);
            hit.end as usize == start + 1
                && row.class == RowClass::Noun
                && !row.flags.any(Flags::PLURAL)
                && matches!(row.label, Some(Label::Per | Label::Title))
        });
        let own_name = self
            .word(start + 1)
            .is_some_and(|next| !next.parts.any(Parts::COMMON));
        if is_job && own_name {
            return true;
        }
        let verbal = !word.parts.any(Parts::ANY_NOUN.with(Parts::ADJECTIVE))
            || word.parts.any(Parts::MOSTLY_VERB);
        verbal || self.is_given(start + 1) || self.listed_at(start + 1, end, false).is_some()
    }

    fn is_norp(&self, tokens: Range<usize>) -> bool {
        self.analysis
            .hits_at(tokens.start)
            .iter()
            .any(|hit| hit.tokens() == tokens && self.analysis.row(*hit).label == Some(Label::Norp))
    }

    /// A listed product, vehicle, event …: capitalised words behind it belong to it.
    fn is_thing(&self, tokens: Range<usize>) -> bool {
        self.analysis.hits_at(tokens.start).iter().any(|hit| {
            hit.tokens() == tokens
                && matches!(
                    self.analysis.row(*hit).label,
                    Some(Label::Product | Label::Veh | Label::EventName | Label::Law | Label::Work)
                )
        })
    }

    /// "North Melbourne": a direction before a listed place; gives its end.
    fn part_of_place(&self, start: usize, end: usize) -> Option<usize> {
        if !self.analysis.lists(start).any(Lists::COMPASS_OR_CENTRE) {
            return None;
        }
        let place = self
            .analysis
            .hits_at(start + 1)
            .iter()
            .rev()
            .find(|hit| {
                let row = self.analysis.row(**hit);
                hit.end as usize <= end && row.label == Some(Label::Gpe) && row.is_name()
            })
            .map(|hit| hit.end as usize)?;
        self.headed_from(start, end).is_none().then_some(place)
    }

    /// "St. Louis Eagles": a listed team's name behind a place; gives its end.
    fn team_of(&self, start: usize, end: usize) -> Option<usize> {
        self.analysis
            .hits_at(start)
            .iter()
            .rev()
            .find(|hit| {
                let row = self.analysis.row(**hit);
                row.kind == "team" && row.is_name() && hit.end as usize <= end
            })
            .map(|hit| hit.end as usize)
    }

    /// Where a stretch of unlisted words ends: before a title or a listed country or nationality, and before a person described by the
    /// words so far ("Law Professor David Opderbeck").
    fn unknown_until(&self, from: usize, end: usize) -> usize {
        let headed = self.head_kind(end - 1).is_some();
        let mut at = from;
        while at < end {
            let connector = !self.is_name_token(at);
            if !connector && self.title_at_peek(at, end).is_some() {
                return at;
            }
            if !connector && !headed && at > 0 && self.opens_person(at, end) {
                return at;
            }
            at += 1;
        }
        end
    }

    /// Whether a given name that is no ordinary word, and more behind it, follows an ordinary noun.
    fn opens_person(&self, at: usize, end: usize) -> bool {
        let word = &self.analysis.words[at];
        let before = &self.analysis.words[at - 1];
        let is_start = |at: usize| {
            self.analysis.hits_at(at).iter().any(|hit| {
                let row = self.analysis.row(*hit);
                hit.end as usize == at + 1 && row.kind.ends_with("-start") && row.is_name()
            })
        };
        at + 1 < end
            && self.is_name_token(at + 1)
            && self.analysis.gazetteer().person(word.id).given
                >= if word.parts.any(Parts::COMMON) { 4 } else { 2 }
            && before.shape.is_capitalised()
            && before.parts.any(Parts::COMMON)
            && before.parts.any(Parts::ANY_NOUN)
            && !self.is_given(at - 1)
            && !is_start(at - 1)
    }

    /// A title or honorific at `start` with something of the run behind it: recorded, and its end given back.
    fn title_at(&mut self, start: usize, end: usize) -> Option<usize> {
        let (stop, is_title) = self.title_at_peek(start, end)?;
        let names_follow = stop < end && self.is_name_token(stop);
        if is_title && names_follow {
            self.runs.titles.push(start..stop);
        }
        Some(stop)
    }

    fn title_at_peek(&self, start: usize, end: usize) -> Option<(usize, bool)> {
        self.analysis.hits_at(start).iter().rev().find_map(|hit| {
            let row = self.analysis.row(*hit);
            let stop = hit.end as usize;
            let title = row.label == Some(Label::Title)
                && row.is_name()
                && !row.flags.any(Flags::AMBIGUOUS);
            let honorific = row.kind == "honorific" && row.is_name();
            // "Bishop Garrigan High School": a building or school named after somebody.
            let names_site = self
                .head_kind(end - 1)
                .is_some_and(|row| row.label == Some(Label::Fac) && !row.flags.any(Flags::CONTEXT));
            if honorific && names_site && stop < end - 1 && !(stop..end).any(|at| self.is_given(at))
            {
                return None;
            }
            // "King County", "Major League", "Don Wright": what follows, or the word itself, says that it is no title here.
            let is_part = stop == start + 1
                && stop < end
                && (self.is_ordinary(stop) && self.has_head_in(stop, end)
                    || row.flags.any(Flags::CONTEXT) && honorific && self.is_given(start));
            if is_part {
                return None;
            }
            // "Minister" alone or at the end of the run is a nominal, "President" before a name a title.
            (stop <= end && (title || honorific)).then_some((stop, title))
        })
    }

    /// A capitalised ordinary noun that is nobody's name.
    fn is_ordinary(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| {
            let person = self.analysis.gazetteer().person(word.id);
            word.shape == Shape::Capital
                && word.parts.any(Parts::COMMON)
                && word.parts.any(Parts::ANY_NOUN.with(Parts::ADJECTIVE))
                && person.given + person.surname == 0
                && self.title_at_peek(at, at + 1).is_none()
        })
    }

    /// A person's name that begins with a listed given name.
    fn person_from(&self, start: usize, end: usize, listed: Option<usize>) -> Option<usize> {
        let person = self
            .analysis
            .gazetteer()
            .person(self.analysis.words[start].id);
        if person.given == 0 || start + 1 >= end {
            return None;
        }
        if let Some(stop) = listed {
            let place = self.analysis.hits_at(start).iter().any(|hit| {
                let row = self.analysis.row(*hit);
                hit.end as usize == stop
                    && (stop > start + 1
                        || row.kind == "country" && !self.is_plain_surname(start + 1)
                        || row.label == Some(Label::Norp)
                            && !(person.given >= 4 && self.is_surname(start + 1))
                        || row.label == Some(Label::Org))
            });
            if place {
                return None;
            }
        }
        if self.headed_from(start, end).is_some() {
            return None;
        }
        let next = &self.analysis.words[start + 1];
        let surname = self.analysis.gazetteer().person(next.id).surname > 0;
        let ordinary = next.parts.any(Parts::COMMON) && !surname;
        if ordinary && next.shape == Shape::Capital {
            return None;
        }
        Some(self.unknown_until(start + 1, end))
    }

    fn is_surname(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| {
            word.shape == Shape::Capital && self.analysis.gazetteer().person(word.id).surname > 0
        })
    }

    /// A listed surname that is no ordinary word and nothing else that is listed.
    fn is_plain_surname(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| {
            word.shape == Shape::Capital
                && !word.parts.any(Parts::COMMON)
                && self.analysis.gazetteer().person(word.id).surname > 0
        })
    }

    /// The end of a name that a head closes.
    fn headed_from(&self, start: usize, end: usize) -> Option<usize> {
        // "Florida Department of Law Enforcement": what follows "of" belongs to the head before it.
        let whole = (start + 1..end).any(|at| {
            self.word(at + 1).is_some_and(|word| word.is(Known::Of))
                && self.head_kind(at).is_some_and(|row| {
                    row.label == Some(Label::Org) && !row.flags.any(Flags::CONTEXT)
                })
        }) && !(start + 1..end)
            .any(|at| self.is_name_token(at) && self.title_at_peek(at, end).is_some());
        if whole {
            return Some(end);
        }
        (start + 1..end).rev().find_map(|at| {
            let row = self.head_kind(at)?;
            let of_phrase = self
                .word(at + 1)
                .is_some_and(|word| word.is_any(&[Known::Of, Known::For]));
            // "Saudi Energy Minister": the head may open a title of its own.
            let blocked = (start + 1..=at)
                .any(|inner| self.title_at_peek(inner, end).is_some() && self.is_name_token(inner));
            let numbered = end == at + 2
                && self
                    .word(at + 1)
                    .is_some_and(|word| word.kind == TokenKind::Number);
            if numbered && !blocked {
                return Some(end);
            }
            let weak = row.flags.any(Flags::CONTEXT) && at + 1 < end;
            (!blocked && !weak).then_some(if of_phrase { end } else { at + 1 })
        })
    }

    /// "65th Air Division", "Ninth Circuit Court": the number of a unit before its name.
    fn with_number(&self, tokens: Range<usize>) -> Range<usize> {
        let Some(before) = tokens.start.checked_sub(1) else {
            return tokens;
        };
        let word = &self.analysis.words[before];
        let written = self.analysis.written(before);
        let ordinal = word.kind == TokenKind::Number
            && word.span.len() <= 5
            && ["st", "nd", "rd", "th", "d"]
                .iter()
                .any(|end| written.ends_with(end));
        let is_unit = matches!(
            self.analysis.form(tokens.end - 1),
            "division"
                | "brigade"
                | "battalion"
                | "regiment"
                | "army"
                | "corps"
                | "fleet"
                | "squadron"
                | "wing"
                | "group"
                | "infantry"
                | "circuit"
                | "company"
                | "platoon"
                | "battery"
                | "artillery"
                | "cavalry"
                | "marines"
                | "congress"
        );
        if ordinal
            && is_unit
            && word.sentence == self.analysis.words[tokens.start].sentence
            && !self.covered[before]
        {
            before..tokens.end
        } else {
            tokens
        }
    }

    fn push(&mut self, tokens: Range<usize>) {
        let tokens = self.with_number(tokens);
        let words = &self.analysis.words[tokens.clone()];
        // Connectors at the edge do not belong to the name.
        let last = words
            .iter()
            .rposition(|word| word.shape != Shape::Lower || words.len() == 1);
        let end = tokens.start + last.map_or(words.len(), |last| last + 1);
        // "The White House" is listed so; the guideline leaves the article out.
        let article = words[0].is(Known::The)
            && tokens.len() > 1
            && self.listed_at(tokens.start + 1, end, false) == Some(end);
        let tokens = tokens.start + usize::from(article)..end;
        if tokens.is_empty() {
            return;
        }
        let (inner, listed, country) = evidence::inner(self.analysis, &tokens);
        let outer = evidence::outer(self.analysis, &tokens);
        self.nested(&tokens, &inner, listed);
        self.runs.candidates.push(Candidate {
            key: key_of(
                self.analysis.words[tokens.clone()]
                    .iter()
                    .map(|word| word.id),
            ),
            tokens,
            inner,
            outer,
            listed,
            country,
        });
    }

    /// Listed places and nationalities inside a longer name are marked as well, but not inside names of people, places and news media.
    fn nested(&mut self, tokens: &Range<usize>, inner: &Points, listed: Option<usize>) {
        let label = listed.unwrap_or_else(|| inner.best().0);
        let is_media = self.is_media(tokens);
        let is_team = self
            .analysis
            .hits_at(tokens.start)
            .iter()
            .any(|hit| hit.tokens() == *tokens && self.analysis.row(*hit).kind == "team");
        if tokens.len() < 2 || !evidence::may_nest(label) && !self.is_county(tokens) || is_media {
            return;
        }
        let mut at = tokens.start;
        while at < tokens.end {
            let found = self.analysis.hits_at(at).iter().rev().find(|hit| {
                let row = self.analysis.row(**hit);
                let inside = hit.tokens() != *tokens && hit.end as usize <= tokens.end;
                // "En Marche", "Lok Sabha": the last word of a listed name is a place by chance, unless "of" or a club says so.
                let by_chance = listed.is_some() && at > tokens.start && !is_team && {
                    let before = &self.analysis.words[at - 1];
                    before.shape.is_capitalised()
                };
                let kind = row.label == Some(Label::Norp) && row.kind == "nationality"
                    || row.label == Some(Label::Gpe) && evidence::is_name_row(row) && !by_chance;
                inside
                    && kind
                    && row.is_name()
                    && !row.flags.any(Flags::COMMON)
                    && !row.flags.any(Flags::CONTEXT)
                    && !(at > tokens.start && is_saint(self.analysis.form(at - 1)))
                    && !(row.flags.any(Flags::PERSON)
                        && at == tokens.start
                        && tokens.len() > 2
                        && self.is_given(at))
                    && !row.flags.any(Flags::AMBIGUOUS)
            });
            match found {
                Some(hit) => {
                    let hit: Hit = *hit;
                    // What the list says counts here, not what the longer name is.
                    let row = self.analysis.row(hit);
                    let listed = row.label.and_then(super::place_of);
                    let mut inner = Points::default();
                    if let Some(label) = listed {
                        inner.add(label, 8.0, "listed place or people");
                    }
                    let country = row.country;
                    self.runs.candidates.push(Candidate {
                        key: key_of(self.analysis.words[hit.tokens()].iter().map(|word| word.id)),
                        tokens: hit.tokens(),
                        inner,
                        outer: Points::default(),
                        listed,
                        country,
                    });
                    at = hit.end as usize;
                }
                None => at += 1,
            }
        }
    }

    /// "Kisumu County": a region named after its town.
    fn is_county(&self, tokens: &Range<usize>) -> bool {
        matches!(
            self.analysis.form(tokens.end - 1),
            "county" | "province" | "district" | "governorate" | "region" | "oblast" | "state"
        )
    }

    fn is_media(&self, tokens: &Range<usize>) -> bool {
        self.analysis.hits_in(tokens.clone()).iter().any(|hit| {
            let row = self.analysis.row(*hit);
            hit.end as usize == tokens.end
                && (row.sector == "JRN" || row.kind == "media")
                && row.is_name()
        })
    }
}

fn is_saint(form: &str) -> bool {
    matches!(form, "st" | "st." | "saint" | "santa" | "san")
}

impl Flags {
    /// Marks of single words that a headline gives no reason to take for names.
    fn into_common(self) -> Self {
        Self(self.0 | Self::COMMON.0 | Self::PERSON.0)
    }
}
