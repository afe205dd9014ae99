//! Which document would teach most per minute of work: those whose suggestions are unsure and whose words are unlike those of finished documents.
//!
//! ```text
//! gain = (uncertainty / 2 + novelty / 2) · words / (words + 60)
//! ```
//!
//! * **uncertainty**: the mean of `4 s (1 − s)` over the scores `s` of the open suggestions; 1 where all are tossed coins. A document that was not looked
//!   at yet counts as the mean of the others.
//! * **novelty**: the share of its different words that no finished document has.
//! * **words**: opening and finishing a document takes about as long as reading 60 words of it, so short ones teach less per minute.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use crate::model::{Document, DocumentId};

/// Words that one could read while opening and finishing a document.
const OVERHEAD: f64 = 60.0;

/// Words shorter than this, in characters, say nothing about what an article is about.
const SHORTEST: usize = 4;

/// A document among others, before it is ranked.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The document.
    pub document: Arc<Document>,
    /// Whether it is done.
    pub is_done: bool,
    /// Whether it is neither done nor left out.
    pub is_open: bool,
    /// How unsure its open suggestions are, 0 to 1; `None` while there are none.
    pub uncertainty: Option<f32>,
}

/// What a document would teach.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gain {
    /// How much per minute, on no particular scale.
    pub value: f64,
    /// How unsure its suggestions are; `None` where that is not known.
    pub uncertainty: Option<f32>,
    /// The share of its words that no finished document has.
    pub novelty: f64,
    /// Its length in words.
    pub num_words: usize,
}

/// Documents in the order of their gain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// Open documents, the one with the greatest gain first.
    pub order: Vec<DocumentId>,
    /// What each of them would teach.
    pub gains: HashMap<DocumentId, Gain>,
}

/// The different words of documents as numbers: texts never change, so that they are read once.
#[derive(Clone, Debug, Default)]
pub struct KnownWords {
    documents: HashMap<DocumentId, (usize, Arc<[u64]>)>,
}

impl KnownWords {
    /// Number of words, and the different ones.
    fn of(&mut self, document: &Document) -> (usize, Arc<[u64]>) {
        let known = self.documents.entry(document.id.clone());
        let (count, words) = known.or_insert_with(|| words_of(document.text().as_str()));
        (*count, Arc::clone(words))
    }
}

fn words_of(text: &str) -> (usize, Arc<[u64]>) {
    // The same words give the same numbers in every run.
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut count = 0;
    let mut words: Vec<u64> = Vec::new();
    for word in text.split(|character: char| !character.is_alphanumeric()) {
        count += usize::from(!word.is_empty());
        if word.chars().count() >= SHORTEST {
            words.push(hasher.hash_one(word.to_lowercase()));
        }
    }
    words.sort_unstable();
    words.dedup();
    (count, words.into())
}

/// How unsure scores are, 0 to 1; `None` for no scores.
pub fn uncertainty(scores: impl Iterator<Item = f32>) -> Option<f32> {
    let (sum, count) = scores.fold((0.0, 0_u32), |(sum, count), score| {
        let score = score.clamp(0.0, 1.0);
        (sum + 4.0 * score * (1.0 - score), count + 1)
    });
    (count > 0).then(|| sum / count as f32)
}

/// Ranks those of `candidates` that are open. Equal ones stay in the order in which they are given.
pub fn rank(candidates: &[Candidate], known: &mut KnownWords) -> Ranking {
    let mut finished: HashSet<u64> = HashSet::new();
    for candidate in candidates.iter().filter(|candidate| candidate.is_done) {
        finished.extend(known.of(&candidate.document).1.iter());
    }
    let open = || {
        candidates
            .iter()
            .filter(|candidate| candidate.is_open && !candidate.is_done)
    };
    let usual = mean(open().filter_map(|candidate| candidate.uncertainty)).unwrap_or(0.5);
    let mut ranked: Vec<(DocumentId, Gain)> = open()
        .map(|candidate| {
            let (num_words, words) = known.of(&candidate.document);
            let new = words.iter().filter(|word| !finished.contains(word));
            let novelty = new.count() as f64 / words.len().max(1) as f64;
            let unsure = f64::from(candidate.uncertainty.unwrap_or(usual));
            let length = num_words as f64;
            let gain = Gain {
                value: f64::midpoint(unsure, novelty) * length / (length + OVERHEAD),
                uncertainty: candidate.uncertainty,
                novelty,
                num_words,
            };
            (candidate.document.id.clone(), gain)
        })
        .collect();
    ranked.sort_by(|one, other| other.1.value.total_cmp(&one.1.value));
    Ranking {
        order: ranked.iter().map(|(id, _)| id.clone()).collect(),
        gains: ranked.into_iter().collect(),
    }
}

fn mean(values: impl Iterator<Item = f32>) -> Option<f32> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Text;

    fn candidate(id: &str, text: &str, uncertainty: Option<f32>) -> Candidate {
        Candidate {
            document: Arc::new(Document::new(id.into(), Text::new(text))),
            is_done: false,
            is_open: true,
            uncertainty,
        }
    }

    fn order(candidates: &[Candidate]) -> Vec<String> {
        let ranking = rank(candidates, &mut KnownWords::default());
        ranking.order.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn unsure_new_and_longer_documents_come_first() {
        let text = "Rebels shelled several villages near the border yesterday";
        let unsure = [
            candidate("sure", text, Some(0.1)),
            candidate("unsure", text, Some(0.9)),
        ];
        assert_eq!(order(&unsure), ["unsure", "sure"]);
        let mut done = candidate("done", text, None);
        (done.is_done, done.is_open) = (true, false);
        let other = "Striking miners blocked railways outside Johannesburg overnight";
        let new = [
            candidate("known", text, Some(0.5)),
            done,
            candidate("new", other, Some(0.5)),
        ];
        assert_eq!(order(&new), ["new", "known"]);
        let long = format!("{text}. {other}.");
        let longer = [
            candidate("short", "Rebels shelled villages", None),
            candidate("long", &long, None),
        ];
        assert_eq!(order(&longer), ["long", "short"]);
    }

    #[test]
    fn a_tossed_coin_is_most_uncertain() {
        assert_eq!(uncertainty([0.5_f32, 0.5].into_iter()), Some(1.0));
        assert_eq!(uncertainty([0.0_f32, 1.0].into_iter()), Some(0.0));
        assert_eq!(uncertainty(std::iter::empty()), None);
    }

    fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
        let text = proptest::collection::vec("(rebels|miners|talks|rain|Aleppo|a|an)", 0..30);
        let uncertainty = proptest::option::of(0.0_f32..=1.0);
        let one = (text, uncertainty, 0_u8..4);
        proptest::collection::vec(one, 0..20).prop_map(|list| {
            let list = list.into_iter().enumerate();
            list.map(|(number, (text, uncertainty, status))| Candidate {
                is_done: status == 0,
                is_open: status > 1,
                ..candidate(&format!("d{number}"), &text.join(" "), uncertainty)
            })
            .collect()
        })
    }

    proptest! {
        #[test]
        fn open_documents_are_ranked_once_each_and_no_finished_one_ever(candidates in candidates()) {
            let ranking = rank(&candidates, &mut KnownWords::default());
            let mut ranked: Vec<&DocumentId> = ranking.order.iter().collect();
            let mut open: Vec<&DocumentId> = candidates
                .iter()
                .filter(|candidate| candidate.is_open)
                .map(|candidate| &candidate.document.id)
                .collect();
            ranked.sort();
            open.sort();
            prop_assert_eq!(ranked, open);
            for pair in ranking.order.windows(2) {
                prop_assert!(ranking.gains[&pair[0]].value >= ranking.gains[&pair[1]].value);
            }
        }

        #[test]
        fn the_same_documents_are_ranked_the_same_whatever_is_known_of_them(candidates in candidates()) {
            let mut known = KnownWords::default();
            let first = rank(&candidates, &mut known);
            prop_assert_eq!(&rank(&candidates, &mut known), &first);
            prop_assert_eq!(&rank(&candidates, &mut KnownWords::default()), &first);
        }

        #[test]
        fn more_uncertainty_never_puts_a_document_further_back(
            candidates in candidates(), which in any::<prop::sample::Index>()
        ) {
            let mut candidates = candidates;
            // Unknown ones take the mean, which would move as well.
            candidates.retain(|candidate| candidate.is_open && candidate.uncertainty.is_some());
            prop_assume!(!candidates.is_empty());
            let index = which.index(candidates.len());
            let place = |candidates: &[Candidate]| {
                let order = rank(candidates, &mut KnownWords::default()).order;
                order.iter().position(|id| *id == candidates[index].document.id)
            };
            let before = place(&candidates);
            candidates[index].uncertainty = Some(1.0);
            prop_assert!(place(&candidates) <= before);
        }
    }
}
