//! Finds weights that make the allowed tags of the examples probable: a linear-chain conditional random field with a partial-label loss.
//!
//! The loss of an example is `-log p(allowed)`, where `p(allowed)` sums over every legal way to tag it with allowed tags only. Weights follow the
//! gradient example by example with steps of their own (FTRL-Proximal), where a penalty on absolute values keeps most of them at nothing.
//!
//! Examples are worked on in batches: gradients of a batch are found on all cores with the weights as they were before it, then added one after
//! the other. The result depends on the seed and the data, not on the number of threads.
//!
//! # Source
//! McMahan et al., "Ad Click Prediction: a View from the Trenches" (2013), for the steps; Tsuboi et al., "Training Conditional Random Fields
//! Using Incomplete Annotations" (2008), for the loss.

use rayon::prelude::*;

use super::examples::{Example, ExampleDocument};
use super::lattice::{TransitionOdds, Transitions};
use super::report::Report;
use super::tagger::Tagger;
use super::tags::{TagMask, TagSet, may_follow};
use crate::model::score::Tally;

/// How to train.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainOptions {
    /// Decides the order of examples and which documents are kept out.
    pub seed: u64,
    /// The most times that all examples are gone through.
    pub max_epochs: usize,
    /// Epochs without a better result after which training stops.
    pub patience: usize,
    /// Share of documents kept out to stop by and to report on.
    pub held_out: f64,
    /// Features that occur less often are left out.
    pub min_count: u32,
    /// Length of the first steps.
    pub rate: f32,
    /// Penalty on absolute values: the higher, the fewer weights.
    pub sparsity: f32,
    /// Penalty on squares.
    pub decay: f32,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            max_epochs: 30,
            patience: 4,
            held_out: 0.08,
            min_count: 2,
            rate: 0.1,
            sparsity: 0.6,
            decay: 1.0,
        }
    }
}

/// What is told after each epoch.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Mean loss of an example over the epoch.
    pub loss: f64,
    /// F1 of names on the documents kept out.
    pub f1: f64,
    /// Weights that are not nothing.
    pub num_weights: usize,
}

/// A trained model with how good it is.
pub struct Trained {
    /// The model of the best epoch.
    pub tagger: Tagger,
    /// Its result on the documents kept out.
    pub report: Report,
    /// The epoch it is from.
    pub epoch: usize,
    /// Documents learnt from, and documents kept out.
    pub num_documents: (usize, usize),
}

/// Why nothing was trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// No example to learn from.
    #[error("no labelled names to learn from")]
    NoExamples,
    /// No document could be kept out.
    #[error("too few documents to keep some out: at least two with names are needed")]
    NoHeldOut,
}

/// Small random numbers, the same for a seed everywhere (SplitMix64).
#[derive(Clone, Debug)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = (self.next() % (at as u64 + 1)) as usize;
            items.swap(at, other);
        }
    }
}

/// Whether a document is kept out: by its id and the seed alone, so that all its parts and copies are on one side.
fn is_held_out(document: &str, seed: u64, share: f64) -> bool {
    let start = Random(seed).next();
    let hash = document.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let number = Random(hash).next();
    (number >> 11) as f64 / ((1_u64 << 53) as f64) < share
}

/// Trains a model on documents, some of them kept out to measure by.
///
/// # Errors
/// When there is nothing to learn from or nothing to measure by.
pub fn train(
    tags: &TagSet,
    documents: Vec<ExampleDocument>,
    options: &TrainOptions,
    tell: impl FnMut(&Progress),
) -> Result<Trained, TrainError> {
    let (held_out, learnt) = divide(documents, options);
    train_on(tags, learnt, &held_out, options, tell)
}

/// The documents that are kept out, and the others.
fn divide(
    documents: Vec<ExampleDocument>,
    options: &TrainOptions,
) -> (Vec<ExampleDocument>, Vec<ExampleDocument>) {
    documents
        .into_iter()
        .partition(|document| is_held_out(&document.document, options.seed, options.held_out))
}

/// A step of the learning curve.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveStep {
    /// Documents learnt from.
    pub num_documents: usize,
    /// What a model learnt from so few finds on the documents kept out.
    pub all: Tally,
}

/// How much better names are found the more documents there are: models of an eighth, a quarter and half of them, measured on the documents that
/// [`train`] keeps out too. Parts without names are left out.
pub fn learning_curve(
    tags: &TagSet,
    documents: &[ExampleDocument],
    options: &TrainOptions,
) -> Vec<CurveStep> {
    let (held_out, mut learnt) = divide(documents.to_vec(), options);
    Random(options.seed).shuffle(&mut learnt);
    let steps = [8, 4, 2].into_iter().filter_map(|part| {
        let some = learnt.get(..learnt.len() / part)?.to_vec();
        let trained = train_on(tags, some, &held_out, options, |_| ()).ok()?;
        Some(CurveStep {
            num_documents: trained.num_documents.0,
            all: trained.report.all,
        })
    });
    steps.collect()
}

fn train_on(
    tags: &TagSet,
    learnt: Vec<ExampleDocument>,
    held_out: &[ExampleDocument],
    options: &TrainOptions,
    mut tell: impl FnMut(&Progress),
) -> Result<Trained, TrainError> {
    let has_names = |documents: &[ExampleDocument]| {
        let mut examples = documents.iter().flat_map(|document| &document.examples);
        examples.any(|example| !example.names.is_empty())
    };
    if !has_names(&learnt) {
        return Err(TrainError::NoExamples);
    }
    if !has_names(held_out) {
        return Err(TrainError::NoHeldOut);
    }
    let num_documents = (learnt.len(), held_out.len());
    let mut learner = Learner::new(tags, learnt, options);
    let mut random = Random(options.seed);
    let mut best: Option<(f64, usize, Tagger, Report)> = None;
    for epoch in 1..=options.max_epochs {
        let loss = learner.go_through(&mut random);
        let tagger = learner.tagger();
        let report = Report::measure(&tagger, held_out);
        let f1 = report.all.f1();
        tell(&Progress {
            epoch,
            loss,
            f1,
            num_weights: tagger.num_weights(),
        });
        if best.as_ref().is_none_or(|(most, ..)| f1 > *most) {
            best = Some((f1, epoch, tagger, report));
        } else if best
            .as_ref()
            .is_some_and(|(_, at, ..)| epoch - at >= options.patience)
        {
            break;
        }
    }
    let (_, epoch, tagger, report) = best.ok_or(TrainError::NoExamples)?;
    Ok(Trained {
        tagger,
        report,
        epoch,
        num_documents,
    })
}

/// A number for each weight, and how far it was moved so far.
struct Weights {
    values: Vec<f32>,
    /// Sums of gradients with what the steps took back.
    sums: Vec<f32>,
    /// Sums of squared gradients.
    squares: Vec<f32>,
}

/// Lengths and penalties of steps.
#[derive(Clone, Copy)]
struct Steps {
    rate: f32,
    sparsity: f32,
    decay: f32,
}

impl Weights {
    fn zero(len: usize) -> Self {
        Self {
            values: vec![0.0; len],
            sums: vec![0.0; len],
            squares: vec![0.0; len],
        }
    }

    fn step(&mut self, at: usize, gradient: f32, steps: Steps) {
        let before = self.squares[at];
        let after = before + gradient * gradient;
        let turn = (after.sqrt() - before.sqrt()) / steps.rate;
        let sum = self.sums[at] + gradient - turn * self.values[at];
        self.squares[at] = after;
        self.sums[at] = sum;
        self.values[at] = if sum.abs() <= steps.sparsity {
            0.0
        } else {
            let pull = (1.0 + after.sqrt()) / steps.rate + steps.decay;
            (sum.signum() * steps.sparsity - sum) / pull
        };
    }
}

/// Examples whose features that go beyond a model's are left out, with the weights so far.
struct Learner {
    tags: TagSet,
    /// Features by row of `weights`, ascending.
    hashes: Vec<u32>,
    /// Tags that occur with a feature: others get no weight from it.
    active: Vec<TagMask>,
    examples: Vec<Example>,
    weights: Weights,
    transitions: Weights,
    steps: Steps,
}

/// Examples whose gradients are found together.
const BATCH: usize = 64;

/// What one example says about the weights.
struct Gradient {
    loss: f64,
    /// A row of tags a token.
    tokens: Vec<f32>,
    pairs: Vec<f64>,
}

impl Learner {
    fn new(tags: &TagSet, documents: Vec<ExampleDocument>, options: &TrainOptions) -> Self {
        let mut examples: Vec<Example> = documents
            .into_iter()
            .flat_map(|document| document.examples)
            .collect();
        let hashes = frequent(&examples, options.min_count);
        examples
            .par_iter_mut()
            .for_each(|example| to_rows(example, &hashes));
        let mut active = vec![0; hashes.len()];
        for example in &examples {
            for token in 0..example.len() {
                let mask = example.allowed[token];
                // What may be anything says nothing about which tags a feature goes with.
                if mask.count_ones() as usize * 2 <= tags.num_tags() {
                    for row in example.features_of(token) {
                        active[*row as usize] |= mask;
                    }
                }
            }
        }
        let num_tags = tags.num_tags();
        Self {
            weights: Weights::zero(hashes.len() * tags.stride()),
            transitions: Weights::zero(num_tags * num_tags),
            tags: tags.clone(),
            hashes,
            active,
            examples,
            steps: Steps {
                rate: options.rate,
                sparsity: options.sparsity,
                decay: options.decay,
            },
        }
    }

    /// Learns from every example once, in a new order; the mean loss.
    fn go_through(&mut self, random: &mut Random) -> f64 {
        let mut order: Vec<u32> = (0..self.examples.len() as u32).collect();
        random.shuffle(&mut order);
        let (mut loss, mut count) = (0.0, 0_usize);
        for batch in order.chunks(BATCH) {
            let transitions = self.transitions();
            let odds = transitions.odds();
            let gradients: Vec<Option<Gradient>> = batch
                .par_iter()
                .map(|index| self.gradient(&self.examples[*index as usize], &odds))
                .collect();
            for (index, gradient) in batch.iter().zip(&gradients) {
                if let Some(gradient) = gradient {
                    loss += gradient.loss;
                    count += 1;
                    self.follow(*index as usize, gradient);
                }
            }
        }
        loss / count.max(1) as f64
    }

    fn transitions(&self) -> Transitions {
        let mut transitions = Transitions::zero(self.tags.num_tags());
        transitions
            .weights_mut()
            .copy_from_slice(&self.transitions.values);
        transitions
    }

    /// `None` where no allowed way is legal: such an example teaches nothing.
    fn gradient(&self, example: &Example, odds: &TransitionOdds) -> Option<Gradient> {
        let (stride, num_tags) = (self.tags.stride(), self.tags.num_tags());
        let mut scores = vec![0.0; example.len() * stride];
        for (token, row) in scores.chunks_exact_mut(stride).enumerate() {
            for feature in example.features_of(token) {
                let start = *feature as usize * stride;
                let weights = &self.weights.values[start..start + stride];
                for (score, weight) in row.iter_mut().zip(weights) {
                    *score += weight;
                }
            }
        }
        let (wanted, log_wanted) = odds.posterior(&scores, stride, Some(&example.allowed))?;
        let (all, log_all) = odds.posterior(&scores, stride, None)?;
        let mut tokens = vec![0.0; example.len() * stride];
        for (token, row) in tokens.chunks_exact_mut(stride).enumerate() {
            for ((slot, all), wanted) in row.iter_mut().zip(all.tags(token)).zip(wanted.tags(token))
            {
                *slot = (all - wanted) as f32;
            }
        }
        let mut pairs = vec![0.0; num_tags * num_tags];
        odds.add_pairs(&all, 1.0, &mut pairs);
        odds.add_pairs(&wanted, -1.0, &mut pairs);
        Some(Gradient {
            loss: log_all - log_wanted,
            tokens,
            pairs,
        })
    }

    fn follow(&mut self, index: usize, gradient: &Gradient) {
        const NOTHING: f32 = 1e-5;
        let stride = self.tags.stride();
        let example = &self.examples[index];
        for (token, row) in gradient.tokens.chunks_exact(stride).enumerate() {
            if row.iter().all(|slope| slope.abs() < NOTHING) {
                continue;
            }
            for feature in example.features_of(token) {
                let mut rest = self.active[*feature as usize];
                while rest != 0 {
                    let tag = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    if row[tag].abs() >= NOTHING {
                        self.weights
                            .step(*feature as usize * stride + tag, row[tag], self.steps);
                    }
                }
            }
        }
        let num_tags = self.tags.num_tags();
        let steps = Steps {
            sparsity: 0.0,
            ..self.steps
        };
        for (at, slope) in gradient.pairs.iter().enumerate() {
            if slope.abs() >= f64::from(NOTHING) && may_follow(at / num_tags, at % num_tags) {
                self.transitions.step(at, *slope as f32, steps);
            }
        }
    }

    /// The model of the weights so far.
    fn tagger(&self) -> Tagger {
        let stride = self.tags.stride();
        let rows = self.weights.values.chunks_exact(stride);
        Tagger::new(
            self.tags.clone(),
            self.transitions(),
            self.hashes.iter().copied().zip(rows),
        )
    }
}

/// The features that occur at least so often, ascending.
fn frequent(examples: &[Example], min_count: u32) -> Vec<u32> {
    let mut all: Vec<u32> = examples
        .iter()
        .flat_map(|example| example.features.iter().copied())
        .collect();
    all.par_sort_unstable();
    all.chunk_by(|a, b| a == b)
        .filter(|same| same.len() as u32 >= min_count)
        .filter_map(|same| same.first().copied())
        .collect()
}

/// Replaces the features of an example by their rows, and drops those without one.
fn to_rows(example: &mut Example, hashes: &[u32]) {
    let mut kept = Vec::with_capacity(example.features.len());
    let mut start = 0;
    for end in &mut example.ends {
        let features = &example.features[start..*end as usize];
        start = *end as usize;
        kept.extend(
            features
                .iter()
                .filter_map(|hash| hashes.binary_search(hash).ok())
                .map(|row| row as u32),
        );
        *end = kept.len() as u32;
    }
    kept.shrink_to_fit();
    example.features = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::packed;
    use crate::learn::tags::{OUTSIDE, begin, both, inside};

    fn tags() -> TagSet {
        TagSet::new(vec!["PER".into(), "ORG".into()]).unwrap()
    }

    /// Documents of one island each: "given surname" is a person, "the word Ltd" an organisation. Feature 1 is a given name, 2 a surname,
    /// 3 any word, 4 the end of a company's name, 10 and more are noise. `is_marked` says whether organisations are marked.
    fn documents(count: usize, is_marked: impl Fn(usize) -> bool) -> Vec<ExampleDocument> {
        let (person, company) = (0, 1);
        let mut random = Random(5);
        (0..count)
            .map(|number| {
                let noise = |random: &mut Random| 10 + (random.next() % 40) as u32;
                let features: Vec<u32> = [3, 1, 2, 3, 3, 4]
                    .into_iter()
                    .flat_map(|feature| [feature, noise(&mut random), noise(&mut random)])
                    .collect();
                let marks_companies = is_marked(number);
                let outside = 1 << OUTSIDE | if marks_companies { 0 } else { both(company) };
                let mut allowed = vec![outside; 6];
                allowed[1] = 1 << begin(person);
                allowed[2] = 1 << inside(person);
                let mut names = vec![(1..3, 1 << person)];
                if marks_companies {
                    allowed[4] = 1 << begin(company);
                    allowed[5] = 1 << inside(company);
                    names.push((4..6, 1 << company));
                }
                let example = Example {
                    features,
                    ends: (1..=6).map(|token| token * 3).collect(),
                    allowed,
                    names,
                    marked: if marks_companies { 0b11 } else { 0b01 },
                };
                ExampleDocument {
                    document: format!("d{number}").into(),
                    examples: vec![example],
                    out_of_reach: Vec::new(),
                }
            })
            .collect()
    }

    fn options() -> TrainOptions {
        TrainOptions {
            held_out: 0.25,
            max_epochs: 12,
            sparsity: 0.1,
            ..TrainOptions::default()
        }
    }

    #[test]
    fn what_one_corpus_marks_is_learnt_although_others_do_not() {
        // Two documents in three mark no organisations: taken for negatives, they would outvote the third.
        let documents = documents(120, |number| number % 3 == 0);
        let trained = train(&tags(), documents, &options(), |_| {}).unwrap();
        assert!(trained.report.all.f1() > 0.99, "{:?}", trained.report);
        assert!(trained.report.by_label[1].gold > 3);
    }

    #[test]
    fn the_loss_falls_and_a_model_is_the_same_on_any_number_of_threads() {
        let run = |threads: usize| {
            let mut losses = Vec::new();
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let trained = pool
                .install(|| {
                    train(&tags(), documents(80, |_| true), &options(), |progress| {
                        losses.push(progress.loss);
                    })
                })
                .unwrap();
            (packed::write(&trained.tagger), losses)
        };
        let (one, losses) = run(1);
        assert_eq!((one, losses.clone()), run(4));
        assert!(losses[0] > 2.0 * losses[losses.len() - 1], "{losses:?}");
    }

    #[test]
    fn another_seed_keeps_other_documents_out() {
        let kept = |seed| {
            (0..200)
                .filter(|number| is_held_out(&format!("d{number}"), seed, 0.25))
                .collect::<Vec<_>>()
        };
        assert_ne!(kept(1), kept(2));
        assert!((30..70).contains(&kept(1).len()), "{}", kept(1).len());
    }

    #[test]
    fn too_little_is_said_and_no_model_made() {
        let error = |documents| train(&tags(), documents, &options(), |_| {}).err();
        assert_eq!(error(Vec::new()), Some(TrainError::NoExamples));
        let same: Vec<_> = std::iter::repeat_n(documents(1, |_| true), 9)
            .flatten()
            .collect();
        assert!(error(same).is_some());
    }

    /// The gradient is that of the loss: moving one weight a little changes the loss as it says.
    #[test]
    fn slopes_are_those_of_the_loss() {
        let mut learner = Learner::new(
            &tags(),
            documents(6, |number| number % 2 == 0),
            &TrainOptions {
                min_count: 1,
                ..options()
            },
        );
        let mut random = Random(3);
        for weight in learner
            .weights
            .values
            .iter_mut()
            .chain(&mut learner.transitions.values)
        {
            *weight = (random.next() % 1000) as f32 / 500.0 - 1.0;
        }
        let stride = tags().stride();
        for index in 0..2 {
            let example = learner.examples[index].clone();
            let slope = |learner: &Learner| {
                learner
                    .gradient(&example, &learner.transitions().odds())
                    .unwrap()
            };
            // How steeply the loss rises with one weight, by two points beside it.
            let measured = |learner: &mut Learner, weight: &dyn Fn(&mut Learner) -> &mut f32| {
                let before = *weight(learner);
                *weight(learner) = before + 0.01;
                let above = slope(learner).loss;
                *weight(learner) = before - 0.01;
                let below = slope(learner).loss;
                *weight(learner) = before;
                (above - below) / 0.02
            };
            let gradient = slope(&learner);
            // The bias-like feature 3 occurs on three tokens.
            let row = example.features_of(0)[0] as usize;
            for tag in 0..tags().num_tags() {
                let expected: f32 = (0..example.len())
                    .filter(|token| example.features_of(*token).contains(&(row as u32)))
                    .map(|token| gradient.tokens[token * stride + tag])
                    .sum();
                let at = row * stride + tag;
                let measured = measured(&mut learner, &|learner| &mut learner.weights.values[at]);
                let measured = measured as f32;
                assert!(
                    (measured - expected).abs() < 0.01,
                    "tag {tag}: {measured} {expected}"
                );
            }
            let at = 5 * begin(0) + inside(0);
            let measured = measured(&mut learner, &|learner| &mut learner.transitions.values[at]);
            assert!(
                (measured - gradient.pairs[at]).abs() < 0.01,
                "{measured} {}",
                gradient.pairs[at]
            );
        }
    }
}
