//! A very small encoder of chance weights, for tests.

use smol_str::SmolStr;

use super::Encoder;
use super::file::{self, Contents, Head, KIND};
use super::pieces::{MOST, NUM_SHAPES};
use super::weights::{
    Dense, Embeddings, Heads, LayerWeights, Matrix, Norm, Sizes, SmallDense, Weights, Words,
};
use crate::learn::marks::NUM_MARKS;
use crate::learn::sealed::{self, put_bytes};
use crate::learn::tagger::About;

/// Its pieces.
pub(super) const VOCABULARY: &str =
    "[UNK]\n[CLS]\n[SEP]\n.\nthe\nminister\nof\nnorway\nmet\npe\n##tro\n##va\nin\noslo\n,";

/// About so many bytes of its file stand before the weights.
pub(super) const HEAD: usize = 300;

const WIDTH: usize = 8;
const INNER: usize = 12;
const HEAD_WIDTH: usize = 3;

/// Numbers between -1 and 1 by a linear congruential generator (Knuth's MMIX constants).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }

    fn row(&mut self, len: usize) -> Vec<f32> {
        (0..len).map(|_| self.next()).collect()
    }

    fn matrix(&mut self, rows: usize, columns: usize) -> Matrix {
        Matrix {
            columns,
            values: self.row(rows * columns),
        }
    }

    fn dense(&mut self, rows: usize, columns: usize) -> Dense {
        Dense {
            weights: self.matrix(rows, columns),
            bias: self.row(columns),
        }
    }

    fn small(&mut self, rows: usize, columns: usize) -> SmallDense {
        let values = self.row(rows * columns);
        SmallDense {
            values: values.iter().map(|value| (value * 127.0) as i8).collect(),
            scales: vec![0.01; columns],
            bias: self.row(columns),
        }
    }

    fn norm(&mut self) -> Norm {
        Norm {
            gain: self.row(WIDTH),
            bias: self.row(WIDTH),
        }
    }
}

/// The encoder itself.
pub(super) fn encoder(seed: u64) -> Encoder {
    file::read(&write(&contents(seed))).expect("a sound file")
}

/// What its file holds.
pub(super) fn contents(seed: u64) -> Contents {
    let mut chance = Chance(seed);
    let num_pieces = VOCABULARY.lines().count();
    let sizes = Sizes {
        num_pieces,
        width: WIDTH,
        layers: 2,
        heads: 2,
        inner: INNER,
        most: MOST,
        head_width: HEAD_WIDTH,
    };
    let labels = ["PER", "ORG", "GPE"].map(SmolStr::new).to_vec();
    let event_types = ["", "OTHER", "Contact.Meet"].map(SmolStr::new).to_vec();
    let words = chance.row(num_pieces * WIDTH);
    let weights = Weights {
        sizes,
        embeddings: Embeddings {
            words: Words {
                values: words
                    .iter()
                    .map(|value| ((value * 127.0) as i8).cast_unsigned())
                    .collect(),
                scales: vec![0.01; num_pieces],
            },
            positions: chance.matrix(MOST, WIDTH),
            shapes: chance.matrix(NUM_SHAPES, WIDTH),
            inner: chance.matrix(2, WIDTH),
            marks: chance.matrix(NUM_MARKS, WIDTH),
            norm: chance.norm(),
        },
        layers: (0..2)
            .map(|_| LayerWeights {
                attention: chance.small(WIDTH, 3 * WIDTH),
                output: chance.small(WIDTH, WIDTH),
                norm: chance.norm(),
                up: chance.small(WIDTH, INNER),
                down: chance.small(INNER, WIDTH),
                last_norm: chance.norm(),
            })
            .collect(),
        heads: Heads {
            shapes: chance.matrix(NUM_SHAPES, HEAD_WIDTH),
            marks: chance.matrix(NUM_MARKS, HEAD_WIDTH),
            names: chance.dense(WIDTH + HEAD_WIDTH, 1 + 2 * labels.len()),
        },
    };
    Contents {
        head: Head {
            about: About {
                name: "tiny".to_owned(),
                ..About::default()
            },
            labels,
            event_types,
            num_shapes: NUM_SHAPES,
            num_marks: NUM_MARKS,
            sizes,
        },
        vocabulary: VOCABULARY.to_owned(),
        weights,
    }
}

/// Its file, as `assets/models/encoder.py pack` writes such files.
pub(super) fn write(contents: &Contents) -> Vec<u8> {
    let mut body = Vec::new();
    put_bytes(
        &mut body,
        &serde_json::to_vec(&contents.head).expect("JSON"),
    );
    put_bytes(&mut body, contents.vocabulary.as_bytes());
    let weights = &contents.weights;
    let embeddings = &weights.embeddings;
    put(&mut body, &embeddings.words.scales);
    body.extend(embeddings.words.values.iter());
    for matrix in [
        &embeddings.positions,
        &embeddings.shapes,
        &embeddings.inner,
        &embeddings.marks,
    ] {
        put(&mut body, &matrix.values);
    }
    put_norm(&mut body, &embeddings.norm);
    for layer in &weights.layers {
        put_small(&mut body, &layer.attention);
        put_small(&mut body, &layer.output);
        put_norm(&mut body, &layer.norm);
        put_small(&mut body, &layer.up);
        put_small(&mut body, &layer.down);
        put_norm(&mut body, &layer.last_norm);
    }
    let heads = &weights.heads;
    put(&mut body, &heads.shapes.values);
    put(&mut body, &heads.marks.values);
    put(&mut body, &heads.names.weights.values);
    put(&mut body, &heads.names.bias);
    let triggers = (WIDTH + HEAD_WIDTH + 1) * contents.head.event_types.len();
    put(&mut body, &vec![0.0; triggers]);
    sealed::seal(KIND, &body)
}

fn put(out: &mut Vec<u8>, numbers: &[f32]) {
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn put_norm(out: &mut Vec<u8>, norm: &Norm) {
    put(out, &norm.gain);
    put(out, &norm.bias);
}

fn put_small(out: &mut Vec<u8>, dense: &SmallDense) {
    put(out, &dense.scales);
    out.extend(dense.values.iter().map(|value| value.cast_unsigned()));
    put(out, &dense.bias);
}
