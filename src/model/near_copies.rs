//! Articles that are nearly the same: wire copies with another first line, another ending, a corrected name.
//!
//! Two articles are near copies when most of their runs of four words are the same. That is estimated by the smallest of many hashes of those
//! runs, so that a hundred thousand articles are compared without looking at each pair.
//!
//! # Source
//! Broder, "On the resemblance and containment of documents" (1997), for the estimate; Leskovec, Rajaraman and Ullman, "Mining of Massive
//! Datasets", chapter 3, for finding pairs by bands of a signature.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use twox_hash::XxHash3_128;

use super::Document;

/// Words of a run.
const RUN: usize = 4;

/// Hashes of a signature, in bands of rows: pairs that share a whole band are compared.
const BANDS: usize = 16;
const ROWS: usize = 4;

/// Share of equal runs, estimated, from which articles are near copies.
const NEAR: f64 = 0.6;

/// The smallest hashes of an article's runs of words.
type Signature = [u32; BANDS * ROWS];

/// For each document the number of the first that it is a near copy of, directly or through others; its own number where it is of none.
pub fn near_copies(documents: &[Arc<Document>]) -> Vec<usize> {
    let signatures: Vec<Option<Signature>> = documents
        .par_iter()
        .map(|document| signature(document))
        .collect();
    let mut groups = Groups::of(documents.len());
    for band in 0..BANDS {
        let rows = band * ROWS..(band + 1) * ROWS;
        let mut seen: HashMap<&[u32], Vec<usize>> = HashMap::new();
        for (number, signature) in signatures.iter().enumerate() {
            let Some(signature) = signature else { continue };
            let alike = seen.entry(&signature[rows.clone()]).or_default();
            let near = alike.iter().find(|other| {
                let other = signatures[**other].as_ref();
                other.is_some_and(|other| resemblance(signature, other) >= NEAR)
            });
            match near {
                Some(near) => groups.join(*near, number),
                // One of each group stands for it in a band.
                None => alike.push(number),
            }
        }
    }
    (0..documents.len())
        .map(|number| groups.first_of(number))
        .collect()
}

/// The signature of the words that belong to the article; nothing where it has none.
fn signature(document: &Document) -> Option<Signature> {
    let text = document.text();
    let words: Vec<String> = document
        .segments()
        .tokens
        .iter()
        .filter(|token| !document.is_skipped(token.span))
        .map(|token| text.slice(token.span).to_lowercase())
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect();
    if words.is_empty() {
        return None;
    }
    let mut signature = [u32::MAX; BANDS * ROWS];
    for run in words.windows(RUN.min(words.len())) {
        let hash = XxHash3_128::oneshot(run.join(" ").as_bytes()) as u64;
        for (place, smallest) in (0_u64..).zip(&mut signature) {
            *smallest = (*smallest).min(rehashed(hash, place));
        }
    }
    Some(signature)
}

/// One of many hashes made of one (SplitMix64).
fn rehashed(hash: u64, place: u64) -> u32 {
    let mut mixed = hash.wrapping_add((place + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed >> 32) as u32
}

/// The share of runs that two articles have in common, estimated.
fn resemblance(one: &Signature, other: &Signature) -> f64 {
    let equal = one.iter().zip(other).filter(|(one, other)| one == other);
    equal.count() as f64 / one.len() as f64
}

/// Documents joined to groups, each called by its smallest number.
pub struct Groups(Vec<usize>);

impl Groups {
    /// So many documents, each a group of its own.
    pub fn of(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The smallest number in the group of that document.
    pub fn first_of(&mut self, number: usize) -> usize {
        let mut first = number;
        while self.0[first] != first {
            // Halving the way keeps later walks short.
            self.0[first] = self.0[self.0[first]];
            first = self.0[first];
        }
        first
    }

    /// Makes one group of two.
    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first_of(one), self.first_of(other));
        let (first, second) = (one.min(other), one.max(other));
        self.0[second] = first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn groups(texts: &[&str]) -> Vec<usize> {
        let documents = texts.iter().zip(0..).map(|(text, number)| {
            let id = format!("d{number}");
            Arc::new(Document::new(id.as_str().into(), Text::new(*text)))
        });
        near_copies(&documents.collect::<Vec<_>>())
    }

    const ARTICLE: &str = "Rebels and the government agreed on a truce in the northern city on Monday, officials said. Fighting had gone on for \
        three weeks and driven thousands from their homes. The truce begins at noon and holds for ten days, a spokesman for the governor told \
        reporters. Aid convoys wait at the border with food, tents and medicine for the villages in the hills.";

    #[test]
    fn copies_with_another_dateline_or_ending_are_near_and_other_articles_are_not() {
        let dated = format!("ALEPPO (Wire) — {ARTICLE}");
        let ended = format!("{ARTICLE} Reporting by our staff.");
        let other = "The cabinet in the southern capital passed a budget for next year after long talks about the price of bread and fuel.";
        assert_eq!(
            groups(&[ARTICLE, other, &dated, &ended, other]),
            [0, 1, 0, 0, 1]
        );
    }

    #[test]
    fn what_has_no_words_is_a_copy_of_nothing() {
        assert_eq!(groups(&["", "", "…", "Rain.", "Rain."]), [0, 1, 2, 3, 3]);
    }

    #[test]
    fn groups_are_called_by_their_first() {
        let mut groups = Groups::of(5);
        groups.join(3, 4);
        groups.join(1, 3);
        let firsts: Vec<usize> = (0..5).map(|number| groups.first_of(number)).collect();
        assert_eq!(firsts, [0, 1, 2, 1, 1]);
    }
}
