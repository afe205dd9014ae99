//! Words that were looked up before: most tokens of an article are few words, so their numbers are kept at hand, one small table a thread.
//!
//! Only what follows from a word's letters and the program's own lists is kept; a word that is in no list is never kept.

use super::analysis::{Ending, Shape};
use super::lexicon::Parts;
use super::words::WordId;

/// What follows from the letters of a known word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) id: WordId,
    pub(super) parts: Parts,
    pub(super) shape: Shape,
    pub(super) ending: Ending,
}

/// The letters of a word of up to 16 bytes, zeros behind, with their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SeenKey(u128, u8);

/// A table of fixed size: a new word takes the place of another one with the same slot.
pub(super) struct SeenWords(Vec<Option<(SeenKey, Seen)>>);

const SLOTS: usize = 2048;

impl SeenKey {
    /// The key of a word, if it is short enough.
    pub(super) fn of(word: &str) -> Option<Self> {
        let bytes = word.as_bytes();
        let mut letters = [0; 16];
        letters.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self(u128::from_le_bytes(letters), bytes.len() as u8))
    }

    fn slot(self) -> usize {
        let folded = self.0 as u64 ^ (self.0 >> 64) as u64;
        (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 53) as usize % SLOTS
    }
}

impl SeenWords {
    /// An empty table.
    pub(super) fn new() -> Self {
        Self(vec![None; SLOTS])
    }

    /// What is known of a word.
    pub(super) fn get(&self, key: SeenKey) -> Option<Seen> {
        self.0[key.slot()]
            .filter(|(known, _)| *known == key)
            .map(|(_, seen)| seen)
    }

    /// Keeps a word.
    pub(super) fn put(&mut self, key: SeenKey, seen: Seen) {
        self.0[key.slot()] = Some((key, seen));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_answer_for_others() {
        let mut seen = SeenWords::new();
        for number in 0..10_000_u32 {
            let key = SeenKey::of(&format!("word{number}")).expect("short");
            seen.put(
                key,
                Seen {
                    id: WordId(number),
                    parts: Parts::default(),
                    shape: Shape::Lower,
                    ending: Ending::None,
                },
            );
        }
        let kept = (0..10_000_u32).filter(|number| {
            let found = seen.get(SeenKey::of(&format!("word{number}")).expect("short"));
            found.is_some_and(|found| {
                assert_eq!(found.id, WordId(*number));
                true
            })
        });
        assert!(kept.count() > 500);
        assert_eq!(SeenKey::of("a word that is far too long"), None);
    }
}
