//! Strings as spaCy numbers them: symbols by their number, all others by their hash.

use std::collections::{BTreeSet, HashMap};

use super::symbols::SYMBOLS;

/// The number of a string.
pub(super) fn number(string: &str) -> u64 {
    if string.is_empty() {
        return 0;
    }
    match SYMBOLS.binary_search_by_key(&string, |(word, _)| word) {
        Ok(index) => SYMBOLS.get(index).map_or(0, |(_, number)| (*number).into()),
        Err(_) => murmur_hash(string.as_bytes()),
    }
}

/// MurmurHash64A with seed 1.
///
/// # Source
/// Austin Appleby's MurmurHash2, 64-bit version for 64-bit machines; `hash_utf8` of spaCy's `strings.pyx` gives the seed.
fn murmur_hash(bytes: &[u8]) -> u64 {
    const M: u64 = 0xC6A4_A793_5BD1_E995;
    const R: u32 = 47;
    let mut hash = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        let mut word = u64::from_le_bytes(eight).wrapping_mul(M);
        word ^= word >> R;
        hash = (hash ^ word.wrapping_mul(M)).wrapping_mul(M);
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        let mut eight = [0; 8];
        for (to, from) in eight.iter_mut().zip(rest) {
            *to = *from;
        }
        hash = (hash ^ u64::from_le_bytes(eight)).wrapping_mul(M);
    }
    hash ^= hash >> R;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> R)
}

/// The strings of a file that is written.
#[derive(Debug, Default)]
pub(super) struct Strings(BTreeSet<String>);

impl Strings {
    /// The number of `string`, which the file will tell.
    pub(super) fn number(&mut self, string: &str) -> u64 {
        if !self.0.contains(string) {
            self.0.insert(string.to_owned());
        }
        number(string)
    }

    /// All of them, sorted.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// The strings of a file that is read, by number.
pub(super) struct ByNumber<'a>(HashMap<u64, &'a str>);

impl<'a> ByNumber<'a> {
    /// `strings` and all symbols.
    pub(super) fn new(strings: impl Iterator<Item = &'a str>) -> Self {
        let symbols = SYMBOLS
            .iter()
            .map(|(word, number)| (u64::from(*number), *word));
        let own = strings.map(|string| (number(string), string));
        Self(symbols.chain(own).chain([(0, "")]).collect())
    }

    /// The string of that number.
    pub(super) fn get(&self, number: u64) -> Option<&'a str> {
        self.0.get(&number).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_have_the_numbers_that_spacy_gives_them() {
        for (string, expected) in [
            ("", 0),
            ("coffee", 3_197_928_453_018_144_401),
            ("naïve 👍", 16_923_309_458_395_749_696),
            ("ORG", 383),
            ("ORTH", 65),
        ] {
            assert_eq!(number(string), expected, "{string}");
        }
        assert!(SYMBOLS.is_sorted_by_key(|(word, _)| *word));
    }
}
