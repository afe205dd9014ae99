//! Ids: one type per kind of thing, so that a mention's id cannot stand where an event's belongs.
//!
//! An id that Dateline makes is a letter and 13 base-32 characters of 64 random bits: unique among all projects that might ever be merged.
//! An id that came with imported data is kept as it came, unique within its document.

use std::fmt;

use smol_str::SmolStr;

/// The alphabet of Crockford's base 32: no letter that is easily mistaken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// `prefix` and 13 characters that spell `bits`.
fn spell(prefix: char, mut bits: u64) -> SmolStr {
    let mut letters = [0_u8; 13];
    for letter in letters.iter_mut().rev() {
        *letter = ALPHABET[(bits & 31) as usize];
        bits >>= 5;
    }
    std::iter::once(prefix)
        .chain(letters.into_iter().map(char::from))
        .collect()
}

/// 64 random bits from the system; from the address of a stack variable and a counter where the system has none to give.
fn random_bits() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNTER: AtomicU64 = AtomicU64::new(1);
    getrandom::u64().unwrap_or_else(|_| {
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let place = std::ptr::from_ref(&count).addr() as u64;
        twox_hash::XxHash3_128::oneshot(&[count.to_le_bytes(), place.to_le_bytes()].concat()) as u64
    })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(SmolStr);

        impl $name {
            /// A new id, unlike any other.
            pub fn random() -> Self {
                Self(spell($prefix, random_bits()))
            }

            /// An id spelled from given bits, where the same input must always give the same id.
            pub fn from_bits(bits: u64) -> Self {
                Self(spell($prefix, bits))
            }

            /// The id as it is written in files.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same without a copy of the characters.
            pub fn to_smol(&self) -> SmolStr {
                self.0.clone()
            }
        }

        impl From<SmolStr> for $name {
            fn from(written: SmolStr) -> Self {
                Self(written)
            }
        }

        impl From<&str> for $name {
            fn from(written: &str) -> Self {
                Self(SmolStr::new(written))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// One article in a project.
    DocumentId 'd'
    /// One entity mention.
    MentionId 'm'
    /// One event mention.
    EventId 'v'
    /// What coreferent entity mentions share.
    EntityId 'c'
    /// What coreferent event mentions share.
    EventChainId 'k'
    /// One relation.
    RelationId 'r'
    /// One note.
    NoteId 'n'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_ids_differ_and_spelled_ids_do_not() {
        assert_ne!(MentionId::random(), MentionId::random());
        assert_eq!(MentionId::from_bits(7).as_str(), "m0000000000007");
        assert_eq!(MentionId::from_bits(u64::MAX).as_str().len(), 14);
    }
}
