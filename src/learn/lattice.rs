//! All ways to tag a row of tokens, and what the weights say about them: the best one, and how probable each tag and each name is.
//!
//! A row of tokens is an *island*: a stretch where names can be, with [`OUTSIDE`] before and behind it. A way's score is the sum of its tags'
//! scores and of the weights between neighbouring tags, those to the outside at both ends among them; its probability is the exponential of that
//! score over the sum of all. Illegal tags ([`may_follow`]) have no probability.

use super::tags::{OUTSIDE, TagMask, may_follow};

/// Weights between neighbouring tags.
#[derive(Clone, Debug, PartialEq)]
pub struct Transitions {
    num_tags: usize,
    /// `weights[before * num_tags + tag]`; those of illegal neighbours are never read.
    weights: Vec<f32>,
}

impl Transitions {
    /// All weights nothing.
    pub fn zero(num_tags: usize) -> Self {
        Self {
            num_tags,
            weights: vec![0.0; num_tags * num_tags],
        }
    }

    /// From weights in the order of [`Transitions::weights`]; `None` when their number is wrong.
    pub fn from_weights(num_tags: usize, weights: Vec<f32>) -> Option<Self> {
        (weights.len() == num_tags * num_tags).then_some(Self { num_tags, weights })
    }

    /// Row by row the weights behind each tag.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The same to change.
    pub fn weights_mut(&mut self) -> &mut [f32] {
        &mut self.weights
    }

    fn get(&self, before: usize, tag: usize) -> f32 {
        self.weights[before * self.num_tags + tag]
    }

    /// Exponentials of the weights, nothing where neighbours are illegal.
    pub fn odds(&self) -> TransitionOdds {
        let num_tags = self.num_tags;
        let odds = (0..num_tags * num_tags).map(|at| {
            if may_follow(at / num_tags, at % num_tags) {
                f64::from(self.weights[at]).exp()
            } else {
                0.0
            }
        });
        TransitionOdds {
            num_tags,
            odds: odds.collect(),
        }
    }

    /// The best legal tags of an island. `scores` holds a row of `stride` numbers a token.
    pub fn best(&self, scores: &[f32], stride: usize) -> Vec<usize> {
        let num_tags = self.num_tags;
        let num_tokens = scores.len() / stride;
        let mut before = vec![f32::NEG_INFINITY; num_tags];
        before[OUTSIDE] = 0.0;
        let mut from: Vec<u8> = vec![0; num_tokens * num_tags];
        let mut now = before.clone();
        for (token, row) in scores.chunks_exact(stride).enumerate() {
            for tag in 0..num_tags {
                let (best, score) = best_before(tag, &before, |known| self.get(known, tag));
                now[tag] = score + row[tag];
                from[token * num_tags + tag] = best as u8;
            }
            std::mem::swap(&mut before, &mut now);
        }
        let (last, _) = best_before(OUTSIDE, &before, |known| self.get(known, OUTSIDE));
        let mut tags = vec![last; num_tokens];
        for token in (1..num_tokens).rev() {
            tags[token - 1] = usize::from(from[token * num_tags + tags[token]]);
        }
        tags
    }
}

fn best_before(tag: usize, before: &[f32], weight: impl Fn(usize) -> f32) -> (usize, f32) {
    let mut best = (OUTSIDE, f32::NEG_INFINITY);
    for (known, score) in before.iter().enumerate() {
        if may_follow(known, tag) {
            let score = score + weight(known);
            if score > best.1 {
                best = (known, score);
            }
        }
    }
    best
}

/// Exponentials of [`Transitions`].
#[derive(Clone, Debug)]
pub struct TransitionOdds {
    num_tags: usize,
    odds: Vec<f64>,
}

/// Sums over all ways through an island.
#[derive(Clone, Debug)]
pub struct Posterior {
    num_tags: usize,
    /// `forward[token][tag]`: sum over the ways that end here, each row scaled to the sum 1.
    forward: Vec<f64>,
    /// `backward[token][tag]`: sum over the ways that go on from here, scaled by the same numbers as `forward`.
    backward: Vec<f64>,
    /// Exponentials of the scores, scaled likewise.
    odds: Vec<f64>,
}

impl TransitionOdds {
    fn row(&self, before: usize) -> &[f64] {
        &self.odds[before * self.num_tags..(before + 1) * self.num_tags]
    }

    /// Sums over the ways whose tags are all allowed; `None` when there is none. The second result is the logarithm of the sum of all.
    pub fn posterior(
        &self,
        scores: &[f32],
        stride: usize,
        allowed: Option<&[TagMask]>,
    ) -> Option<(Posterior, f64)> {
        let num_tags = self.num_tags;
        let num_tokens = scores.len() / stride;
        let mut odds = vec![0.0; num_tokens * num_tags];
        let mut forward = vec![0.0; num_tokens * num_tags];
        let mut log_sum = 0.0;
        for token in 0..num_tokens {
            let row = &scores[token * stride..token * stride + num_tags];
            let mask = allowed.map_or(TagMask::MAX, |allowed| allowed[token]);
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let own = &mut odds[token * num_tags..(token + 1) * num_tags];
            for (tag, score) in row.iter().enumerate() {
                if mask >> tag & 1 == 1 {
                    own[tag] = f64::from(score - most).exp();
                }
            }
            let (done, rest) = forward.split_at_mut(token * num_tags);
            let now = &mut rest[..num_tags];
            if token == 0 {
                now.copy_from_slice(self.row(OUTSIDE));
            } else {
                let before = &done[(token - 1) * num_tags..];
                for (known, sum) in before.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
                    for (now, odds) in now.iter_mut().zip(self.row(known)) {
                        *now += sum * odds;
                    }
                }
            }
            let mut sum = 0.0;
            for (now, own) in now.iter_mut().zip(own.iter()) {
                *now *= own;
                sum += *now;
            }
            if sum <= 0.0 || !sum.is_finite() {
                return None;
            }
            for now in now.iter_mut() {
                *now /= sum;
            }
            for own in own.iter_mut() {
                *own /= sum;
            }
            log_sum += f64::from(most) + sum.ln();
        }
        let mut backward = vec![0.0; num_tokens * num_tags];
        for token in (0..num_tokens).rev() {
            let (now, behind) = backward[token * num_tags..].split_at_mut(num_tags);
            for (tag, now) in now.iter_mut().enumerate() {
                let row = self.row(tag);
                *now = if token + 1 == num_tokens {
                    row[OUTSIDE]
                } else {
                    let own = &odds[(token + 1) * num_tags..(token + 2) * num_tags];
                    let terms = row.iter().zip(own).zip(behind.iter());
                    terms.map(|((row, own), behind)| row * own * behind).sum()
                };
            }
        }
        let last = forward[(num_tokens - 1) * num_tags..].iter();
        let end: f64 = last
            .zip(0..)
            .map(|(sum, tag)| sum * self.row(tag)[OUTSIDE])
            .sum();
        if end <= 0.0 || !end.is_finite() {
            return None;
        }
        let posterior = Posterior {
            num_tags,
            forward,
            backward,
            odds,
        };
        Some((posterior, log_sum + end.ln()))
    }

    /// Adds the probability of each pair of neighbouring tags, those to the outside at both ends among them, times `factor` to `sums`.
    pub fn add_pairs(&self, posterior: &Posterior, factor: f64, sums: &mut [f64]) {
        let num_tags = self.num_tags;
        let num_tokens = posterior.num_tokens();
        for (tag, probability) in posterior.tags(0).enumerate() {
            sums[OUTSIDE * num_tags + tag] += factor * probability;
        }
        for (tag, probability) in posterior.tags(num_tokens - 1).enumerate() {
            sums[tag * num_tags + OUTSIDE] += factor * probability;
        }
        for token in 1..num_tokens {
            let total = posterior.total(token);
            let before = posterior.row(&posterior.forward, token - 1);
            let own = posterior.row(&posterior.odds, token);
            let behind = posterior.row(&posterior.backward, token);
            for (known, sum) in before.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
                let factor = factor * sum / total;
                let odds = self.row(known).iter().zip(own).zip(behind);
                let sums = &mut sums[known * num_tags..(known + 1) * num_tags];
                for (sum, ((row, own), behind)) in sums.iter_mut().zip(odds) {
                    *sum += factor * row * own * behind;
                }
            }
        }
    }

    /// How probable it is that exactly these tokens are a name of that label.
    pub fn name(&self, posterior: &Posterior, tokens: std::ops::Range<usize>, label: usize) -> f64 {
        let (begin, inside) = (super::tags::begin(label), super::tags::inside(label));
        let Some(last) = tokens.end.checked_sub(1) else {
            return 0.0;
        };
        let mut way = posterior.row(&posterior.forward, tokens.start)[begin];
        let mut tag = begin;
        for token in tokens.start + 1..tokens.end {
            way *= self.row(tag)[inside] * posterior.row(&posterior.odds, token)[inside];
            tag = inside;
        }
        let behind: f64 = if tokens.end == posterior.num_tokens() {
            self.row(tag)[OUTSIDE]
        } else {
            let own = posterior.row(&posterior.odds, tokens.end).iter();
            let terms = own
                .zip(posterior.row(&posterior.backward, tokens.end))
                .zip(self.row(tag));
            terms
                .enumerate()
                .filter(|(next, _)| *next != inside)
                .map(|(_, ((own, behind), row))| own * behind * row)
                .sum()
        };
        way * behind / posterior.total(last)
    }
}

impl Posterior {
    /// Number of tokens.
    pub fn num_tokens(&self) -> usize {
        self.forward.len() / self.num_tags
    }

    fn row<'a>(&self, all: &'a [f64], token: usize) -> &'a [f64] {
        &all[token * self.num_tags..(token + 1) * self.num_tags]
    }

    /// The sum over all ways as it is scaled at a token.
    fn total(&self, token: usize) -> f64 {
        let forward = self.row(&self.forward, token).iter();
        let backward = self.row(&self.backward, token);
        forward
            .zip(backward)
            .map(|(forward, backward)| forward * backward)
            .sum()
    }

    /// How probable each tag of a token is.
    pub fn tags(&self, token: usize) -> impl Iterator<Item = f64> {
        let total = self.total(token);
        let forward = self.row(&self.forward, token).iter();
        let backward = self.row(&self.backward, token);
        forward
            .zip(backward)
            .map(move |(forward, backward)| forward * backward / total)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tags::{begin, inside, spans};
    use super::*;
    use proptest::prelude::*;

    const TAGS: usize = 5;
    const STRIDE: usize = 8;

    /// Every way through an island with its score, illegal ones left out.
    fn all_ways(scores: &[f32], transitions: &Transitions) -> Vec<(Vec<usize>, f64)> {
        let mut ways = vec![(Vec::new(), 0.0)];
        for row in scores.chunks_exact(STRIDE) {
            let mut longer = Vec::new();
            for (way, score) in &ways {
                let before = way.last().copied().unwrap_or(OUTSIDE);
                for (tag, own) in row.iter().enumerate().take(TAGS) {
                    if may_follow(before, tag) {
                        let mut way: Vec<usize> = way.clone();
                        way.push(tag);
                        longer.push((way, score + f64::from(own + transitions.get(before, tag))));
                    }
                }
            }
            ways = longer;
        }
        for (way, score) in &mut ways {
            let last = way.last().copied().unwrap_or(OUTSIDE);
            *score += f64::from(transitions.get(last, OUTSIDE));
        }
        ways
    }

    fn numbers(count: usize) -> impl Strategy<Value = Vec<f32>> {
        proptest::collection::vec(-4.0_f32..4.0, count)
    }

    proptest! {
        #[test]
        fn sums_and_the_best_way_are_those_of_all_ways_written_out(
            (scores, weights, masks) in (1_usize..5).prop_flat_map(|tokens| (
                numbers(tokens * STRIDE),
                numbers(TAGS * TAGS),
                proptest::collection::vec(1_u64..32, tokens),
            )),
        ) {
            let transitions = Transitions::from_weights(TAGS, weights).unwrap();
            let ways = all_ways(&scores, &transitions);
            let odds = transitions.odds();
            let (posterior, log_sum) = odds.posterior(&scores, STRIDE, None).unwrap();
            let sum: f64 = ways.iter().map(|(_, score)| score.exp()).sum();
            prop_assert!((log_sum - sum.ln()).abs() < 1e-4, "{log_sum} {}", sum.ln());

            let best = transitions.best(&scores, STRIDE);
            let most = ways.iter().map(|(_, score)| *score).fold(f64::MIN, f64::max);
            let found = ways.iter().find(|(way, _)| *way == best).expect("a legal way");
            prop_assert!((found.1 - most).abs() < 1e-4);

            // The probability of a name is that of all ways that cut it.
            for (tokens, label) in [(0..1, 0), (0..best.len(), 1)] {
                let cut = (tokens.clone(), label);
                let with: f64 = ways
                    .iter()
                    .filter(|(way, _)| spans(way).contains(&cut))
                    .map(|(_, score)| score.exp())
                    .sum();
                let name = odds.name(&posterior, tokens, label);
                prop_assert!((name - with / sum).abs() < 1e-6, "{name} {}", with / sum);
            }

            // Pairs of neighbours and constrained sums.
            let mut pairs = vec![0.0; TAGS * TAGS];
            odds.add_pairs(&posterior, 1.0, &mut pairs);
            let share = pairs[begin(0) * TAGS + inside(0)];
            let expected: f64 = ways
                .iter()
                .map(|(way, score)| {
                    let count = way.windows(2).filter(|pair| *pair == [begin(0), inside(0)]).count();
                    count as f64 * score.exp() / sum
                })
                .sum();
            prop_assert!((share - expected).abs() < 1e-6, "{share} {expected}");
            let allowed: f64 = ways
                .iter()
                .filter(|(way, _)| way.iter().zip(&masks).all(|(tag, mask)| mask >> tag & 1 == 1))
                .map(|(_, score)| score.exp())
                .sum();
            match odds.posterior(&scores, STRIDE, Some(&masks)) {
                None => prop_assert_eq!(allowed, 0.0),
                Some((_, log_sum)) => prop_assert!((log_sum - allowed.ln()).abs() < 1e-4),
            }
        }

        #[test]
        fn the_best_tags_are_legal_whatever_the_weights(scores in numbers(12 * STRIDE), weights in numbers(TAGS * TAGS)) {
            let transitions = Transitions::from_weights(TAGS, weights).unwrap();
            let mut before = OUTSIDE;
            for tag in transitions.best(&scores, STRIDE) {
                prop_assert!(may_follow(before, tag));
                before = tag;
            }
        }
    }
}
