//! A model of the fast engine: which weights a feature gives to each tag.
//!
//! Weights are whole numbers from -127 to 127 times one scale, as the file has them: a model decides the same before and after it was written.

use super::decoder::Decoder;
use super::lattice::Transitions;
use super::tags::TagSet;

/// What is known about a model besides its weights.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct About {
    /// Its name.
    pub name: String,
    /// What it was trained on, in words.
    #[serde(default)]
    pub trained_on: String,
    /// Licence of the weights, and of the data where that binds them.
    #[serde(default)]
    pub licence: String,
    /// How good it is and where that was measured, in words.
    #[serde(default)]
    pub figures: String,
    /// How probable names of a given probability turned out to be on documents kept out, rising; empty where that was not measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calibration: Vec<(f32, f32)>,
}

/// Weights by feature, and between neighbouring tags.
#[derive(Clone, Debug)]
pub struct Tagger {
    /// What is known about it.
    pub about: About,
    decoder: Decoder,
    scale: f32,
    /// Features, ascending.
    hashes: Vec<u32>,
    /// A row of [`TagSet::stride`] weights a feature.
    rows: Vec<i8>,
    /// Open addressing by feature: the feature and its row plus one, 0 where free. A power of two long.
    slots: Vec<(u32, u32)>,
}

/// The largest weight: larger ones are cut, so that small ones keep their differences.
const LARGEST: f32 = 6.0;

impl Tagger {
    /// A model of these weights, a row a feature in ascending order; rows that come to nothing are left out.
    pub fn new<'w>(
        tags: TagSet,
        transitions: Transitions,
        rows: impl Iterator<Item = (u32, &'w [f32])> + Clone,
    ) -> Self {
        let most = rows
            .clone()
            .flat_map(|(_, row)| row)
            .fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let scale = most.clamp(f32::EPSILON, LARGEST) / 127.0;
        let mut hashes = Vec::new();
        let mut kept = Vec::new();
        let mut small = vec![0_i8; tags.stride()];
        for (hash, row) in rows {
            for (small, weight) in small.iter_mut().zip(row) {
                *small = (weight / scale).round().clamp(-127.0, 127.0) as i8;
            }
            if small.iter().any(|weight| *weight != 0) {
                hashes.push(hash);
                kept.extend_from_slice(&small);
            }
        }
        Self::from_parts(About::default(), tags, transitions, scale, hashes, kept)
    }

    /// A model of its stored parts: features ascending, rows in their order.
    pub(super) fn from_parts(
        about: About,
        tags: TagSet,
        transitions: Transitions,
        scale: f32,
        hashes: Vec<u32>,
        rows: Vec<i8>,
    ) -> Self {
        let len = (hashes.len() * 2).next_power_of_two().max(2);
        let mut slots = vec![(0, 0); len];
        for (row, hash) in (1..).zip(&hashes) {
            let mut slot = *hash as usize & (len - 1);
            while slots[slot].1 != 0 {
                slot = (slot + 1) & (len - 1);
            }
            slots[slot] = (*hash, row);
        }
        Self {
            about,
            decoder: Decoder::new(tags, transitions),
            scale,
            hashes,
            rows,
            slots,
        }
    }

    /// Its labels and tags.
    pub fn tags(&self) -> &TagSet {
        self.decoder.tags()
    }

    /// From scores of tags to names.
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// Its weights between tags.
    pub fn transitions(&self) -> &Transitions {
        self.decoder.transitions()
    }

    /// What a weight of 1 counts for.
    pub(super) fn scale(&self) -> f32 {
        self.scale
    }

    /// Features ascending with their rows of weights.
    pub(super) fn stored_rows(&self) -> impl Iterator<Item = (u32, &[i8])> {
        let rows = self.rows.chunks_exact(self.tags().stride());
        self.hashes.iter().copied().zip(rows)
    }

    /// Number of features.
    pub fn num_features(&self) -> usize {
        self.hashes.len()
    }

    /// Number of weights that are not nothing.
    pub fn num_weights(&self) -> usize {
        self.rows.iter().filter(|weight| **weight != 0).count()
    }

    fn row(&self, feature: u32) -> Option<&[i8]> {
        let mask = self.slots.len() - 1;
        let mut slot = feature as usize & mask;
        loop {
            let (hash, row) = self.slots[slot];
            if row == 0 {
                return None;
            }
            if hash == feature {
                let stride = self.tags().stride();
                let start = (row as usize - 1) * stride;
                return self.rows.get(start..start + stride);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Adds the scores of a token's tags, a row of [`TagSet::stride`] numbers, to `scores`.
    pub fn score_token(&self, features: &[u32], scores: &mut Vec<f32>) {
        let mut sums = [0_i32; TagSet::MAX_LABELS * 2 + 2];
        let stride = self.tags().stride();
        let sums = &mut sums[..stride];
        for feature in features {
            if let Some(row) = self.row(*feature) {
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum += i32::from(*weight);
                }
            }
        }
        scores.extend(sums.iter().map(|sum| *sum as f32 * self.scale));
    }
}
