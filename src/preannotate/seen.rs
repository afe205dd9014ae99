//! Words that were looked up before: most tokens of an article are few words, so their numbers are kept at hand, one small table a thread.
//!
//! Only what follows from a word's letters and the program's own lists is kept: of a word in no list, that it is in none.

use super::analysis::{Ending, Shape};
use super::lexicon::Parts;
use super::words::WordId;

/// What follows from the letters of a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Its number, if a list holds it.
    pub(super) listed: Option<WordId>,
    pub(super) parts: Parts,
    pub(super) shape: Shape,
    pub(super) ending: Ending,
}

/// The letters of a word of up to 15 bytes, zeros behind, and their number in the last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SeenKey(u128);

/// A table of fixed size: a new word takes the place of another one with the same slot.
pub(super) struct SeenWords(Vec<Option<(SeenKey, Seen)>>);

/// About as many as there are different words in a few hundred articles.
const SLOTS: usize = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 13;

impl SeenKey {
    /// The key of a word, if it is short enough.
    pub(super) fn of(word: &str) -> Option<Self> {
        let bytes = word.as_bytes();
        let len = bytes.len();
        // Two reads that may overlap, instead of a loop.
        let letters = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(first), Some(last)) if len < 16 => {
                let last = u128::from(u64::from_le_bytes(*last)) << 64;
                u128::from(u64::from_le_bytes(*first)) | last >> (8 * (16 - len))
            }
            (Some(_), _) => return None,
            _ => bytes
                .iter()
                .rev()
                .fold(0, |letters, byte| letters << 8 | u128::from(*byte)),
        };
        Some(Self(letters | (len as u128) << 120))
    }

    fn slot(self) -> usize {
        let folded = self.0 as u64 ^ ((self.0 >> 64) as u64).rotate_left(32);
        (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOT_BITS)) as usize
    }
}

impl SeenWords {
    /// An empty table.
    pub(super) fn new() -> Self {
        Self(vec![None; SLOTS])
    }

    /// What is known of a word.
    pub(super) fn get(&self, key: SeenKey) -> Option<Seen> {
        match self.0[key.slot()] {
            Some((known, seen)) if known == key => Some(seen),
            _ => None,
        }
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
                    listed: Some(WordId(number)),
                    parts: Parts::default(),
                    shape: Shape::Lower,
                    ending: Ending::None,
                },
            );
        }
        let kept = (0..10_000_u32).filter(|number| {
            let found = seen.get(SeenKey::of(&format!("word{number}")).expect("short"));
            found.is_some_and(|found| {
                assert_eq!(found.listed, Some(WordId(*number)));
                true
            })
        });
        assert!(kept.count() > 500);
        assert_eq!(SeenKey::of("a word that is far too long"), None);
        assert_eq!(SeenKey::of("sixteen letters!"), None);
    }

    #[test]
    fn keys_hold_all_letters() {
        let letters = "abcdefghijklmno";
        for len in 0..=letters.len() {
            let word = &letters[..len];
            let SeenKey(key) = SeenKey::of(word).expect("short");
            let mut bytes = [0; 16];
            bytes[..len].copy_from_slice(word.as_bytes());
            bytes[15] = len as u8;
            assert_eq!(key, u128::from_le_bytes(bytes), "{word}");
        }
    }
}
