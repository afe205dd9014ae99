//! Readings of documents that were read lately. A reading depends on text and zones alone, so it serves until these change, whatever is labelled.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::Reading;
use crate::model::Document;

/// What a reading depends on, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key(u128);

/// Tokens of all readings that are kept, about a hundred bytes each: some three hundred articles.
const MOST_TOKENS: usize = 200_000;

/// The latest readings.
#[derive(Debug, Default)]
pub(super) struct Readings(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// The latest last.
    all: VecDeque<(Key, usize, Arc<Reading>)>,
    num_tokens: usize,
}

impl Key {
    pub(super) fn of(document: &Document) -> Self {
        let zones = document.zones().iter().flat_map(|zone| {
            let places = [zone.span.start, zone.span.end, zone.kind as u32];
            places.into_iter().flat_map(u32::to_le_bytes)
        });
        let mut bytes: Vec<u8> = document.text().hash().0.to_le_bytes().to_vec();
        bytes.extend(zones);
        Self(twox_hash::XxHash3_128::oneshot(&bytes))
    }
}

impl Readings {
    /// A reading that is kept.
    pub(super) fn get(&self, key: Key) -> Option<Arc<Reading>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.all.iter().rposition(|(known, _, _)| *known == key)?;
        let found = kept.all.remove(place)?;
        let reading = Arc::clone(&found.2);
        kept.all.push_back(found);
        Some(reading)
    }

    /// Keeps a reading of so many tokens.
    pub(super) fn put(&self, key: Key, num_tokens: usize, reading: Arc<Reading>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.num_tokens += num_tokens;
        kept.all.push_back((key, num_tokens, reading));
        while kept.num_tokens > MOST_TOKENS
            && let Some((_, num_tokens, _)) = kept.all.pop_front()
        {
            kept.num_tokens -= num_tokens;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DocumentId;
    use crate::text::Text;

    fn key(text: &str) -> Key {
        Key::of(&Document::new(DocumentId::from("d"), Text::new(text)))
    }

    #[test]
    fn the_latest_are_kept_as_far_as_there_is_room() {
        let readings = Readings::default();
        let (a, b, c) = (key("a"), key("b"), key("c"));
        assert!(readings.get(a).is_none());
        readings.put(a, MOST_TOKENS / 2, Arc::default());
        readings.put(b, MOST_TOKENS / 2, Arc::default());
        assert!(readings.get(a).is_some());
        readings.put(c, 1, Arc::default());
        assert!(
            readings.get(b).is_none() && readings.get(a).is_some() && readings.get(c).is_some()
        );
    }
}
