//! What kind of thing a noun names, as far as texts name things again by it: "the company", "the country", "the vessel"; and which people are
//! women and men.
//!
//! `assets/lexicon/kinds.tsv` holds a line a kind. A word stands for more than one kind where it may mean more than one.

use super::table::{self, Fields};
use super::words::{Vocabulary, WordId};

/// Some kinds, as a set of bits in the order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u128);

impl Kinds {
    /// Whether it shares a kind with `other`.
    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether it holds no kind.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds of both.
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a word says about kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordKinds {
    /// Kinds that the word, definite and alone, may stand for.
    pub stands_for: Kinds,
    /// Kinds that a thing so called, or with the word in its name, is of.
    pub shows: Kinds,
}

/// The kinds of each word.
#[derive(Clone, Debug, Default)]
pub struct KindTable {
    /// By word, as far as words have kinds.
    of_word: Vec<WordKinds>,
    /// Kinds of the gazetteers and what they are here.
    listed: Vec<(&'static str, Kinds)>,
    /// Names of the kinds, in the order of the list.
    names: Vec<&'static str>,
    /// Words for women.
    pub female: Kinds,
    /// Words for men.
    pub male: Kinds,
    /// States.
    pub country: Kinds,
    /// Kinds of bodies whose names often do not say them: "Cape Freight", "Rovers".
    pub often_unsaid: Kinds,
}

const KINDS: &str = include_str!("../../assets/lexicon/kinds.tsv");

impl KindTable {
    /// Reads the list; its words join `vocabulary`. The table is the shorter the earlier that is done.
    pub fn load(vocabulary: &mut Vocabulary) -> Self {
        let mut table = Self::default();
        for row in table::rows(KINDS) {
            let mut fields = Fields::of(row);
            let kind = Kinds(1 << table.names.len());
            table.names.push(fields.next());
            for word in words(fields.next()) {
                let known = table.entry(vocabulary.intern(word));
                known.stands_for = known.stands_for.with(kind);
                known.shows = known.shows.with(kind);
            }
            for word in words(fields.next()) {
                let known = table.entry(vocabulary.intern(word));
                known.shows = known.shows.with(kind);
            }
            for listed in words(fields.next()) {
                match table.listed.iter_mut().find(|known| known.0 == listed) {
                    Some(known) => known.1 = known.1.with(kind),
                    None => table.listed.push((listed, kind)),
                }
            }
        }
        table.female = table.named("female");
        table.male = table.named("male");
        table.country = table.named("country");
        table.often_unsaid = ["firm", "team", "rebels", "charity"]
            .map(|kind| table.named(kind))
            .into_iter()
            .fold(Kinds::default(), Kinds::with);
        table
    }

    fn entry(&mut self, word: WordId) -> &mut WordKinds {
        if self.of_word.len() <= word.index() {
            self.of_word.resize(word.index() + 1, WordKinds::default());
        }
        &mut self.of_word[word.index()]
    }

    /// The kinds of a word.
    pub fn of(&self, word: WordId) -> WordKinds {
        self.of_word.get(word.index()).copied().unwrap_or_default()
    }

    /// The kinds that a kind of the gazetteers is of.
    pub fn of_listed(&self, kind: &str) -> Kinds {
        let known = self.listed.iter().find(|known| known.0 == kind);
        known.map_or(Kinds::default(), |known| known.1)
    }

    /// The kind of that name; none where the list has no such kind.
    fn named(&self, kind: &str) -> Kinds {
        let place = self.names.iter().position(|known| *known == kind);
        place.map_or(Kinds::default(), |place| Kinds(1 << place))
    }
}

fn words(field: &'static str) -> impl Iterator<Item = &'static str> {
    table::pieces(field, b' ').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preannotate::words::normalize;

    #[test]
    fn words_are_in_their_normal_form_and_kinds_fit_the_set() {
        let mut vocabulary = Vocabulary::with_known(1_000);
        let table = KindTable::load(&mut vocabulary);
        assert!(table.names.len() <= 128);
        for kind in [table.female, table.male, table.country, table.often_unsaid] {
            assert!(!kind.is_empty());
        }
        for row in table::rows(KINDS) {
            for word in row.split(['\t', ' ']) {
                assert_eq!(normalize(word), word);
            }
        }
    }

    #[test]
    fn a_word_stands_for_its_kind_and_shows_it() {
        let mut vocabulary = Vocabulary::with_known(1_000);
        let table = KindTable::load(&mut vocabulary);
        let firm = table.named("firm");
        let company = table.of(vocabulary.intern("company"));
        let bank = table.of(vocabulary.intern("bank"));
        assert!(company.stands_for.any(firm) && company.shows.any(firm));
        assert!(!bank.stands_for.any(firm) && bank.shows.any(firm));
        assert_eq!(table.of_listed("company"), firm);
        assert!(table.of(WordId(u32::MAX)).shows.is_empty());
    }
}
