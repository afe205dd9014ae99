//! The network: a BERT-like encoder (MiniLM-L6) with an embedding of shapes and of what rules and lists say, and a head for names. It reads
//! several chunks at once, so that the matrix products are large; chunks never see each other.

use std::ops::Range;

use super::math::{gelu, normalise, softmax};
use super::pieces::{Chunk, PieceView};
use super::product::{Product, times, times_transposed};
use super::weights::{Embeddings, Heads, LayerWeights, Matrix, Norm, Sizes, Weights};
use crate::learn::marks::{Marks, NUM_MARKS};

/// One layer.
struct Layer {
    attention: Product,
    output: Product,
    norm: Norm,
    up: Product,
    down: Product,
    last_norm: Norm,
}

/// All weights, laid out for the processor.
pub(super) struct Network {
    sizes: Sizes,
    embeddings: Embeddings,
    layers: Vec<Layer>,
    heads: Heads<Product>,
}

/// What the network says of the tokens of some chunks, in their order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    /// Logarithms of the odds of each tag, a row a token.
    pub(super) names: Matrix,
}

impl From<LayerWeights> for Layer {
    fn from(weights: LayerWeights) -> Self {
        Self {
            attention: Product::of_small(weights.attention),
            output: Product::of_small(weights.output),
            norm: weights.norm,
            up: Product::of_small(weights.up),
            down: Product::of_small(weights.down),
            last_norm: weights.last_norm,
        }
    }
}

impl Norm {
    fn apply(&self, rows: &mut Matrix) {
        for row in rows.rows_mut() {
            normalise(row, &self.gain, &self.bias);
        }
    }
}

fn add(out: &mut [f32], row: &[f32]) {
    for (out, value) in out.iter_mut().zip(row) {
        *out += value;
    }
}

/// Adds the rows of the marks to a row.
fn add_marks(out: &mut [f32], marks: Marks, rows: &Matrix) {
    let mut rest = marks;
    while rest != 0 {
        let mark = rest.trailing_zeros() as usize;
        rest &= rest - 1;
        if mark < NUM_MARKS {
            add(out, rows.row(mark));
        }
    }
}

impl Network {
    pub(super) fn new(weights: Weights) -> Self {
        let heads = weights.heads;
        Self {
            sizes: weights.sizes,
            embeddings: weights.embeddings,
            layers: weights.layers.into_iter().map(Layer::from).collect(),
            heads: Heads {
                shapes: heads.shapes,
                marks: heads.marks,
                names: Product::of(heads.names),
            },
        }
    }

    /// What the network says of the tokens of these chunks.
    pub(super) fn read(&self, chunks: &[Chunk]) -> Said {
        let pieces: Vec<&PieceView> = chunks.iter().flat_map(|chunk| &chunk.pieces).collect();
        let ranges: Vec<Range<usize>> = chunks
            .iter()
            .scan(0, |start, chunk| {
                let range = *start..*start + chunk.pieces.len();
                *start = range.end;
                Some(range)
            })
            .collect();
        let mut rows = self.embed(&pieces, &ranges);
        for layer in &self.layers {
            rows = self.layer(layer, rows, &ranges);
        }
        self.heads(&rows, chunks, &ranges)
    }

    fn embed(&self, pieces: &[&PieceView], ranges: &[Range<usize>]) -> Matrix {
        let width = self.sizes.width;
        let embeddings = &self.embeddings;
        let mut rows = Matrix::zeros(pieces.len(), width);
        let positions = ranges.iter().flat_map(|range| 0..range.len());
        for ((out, piece), position) in rows.rows_mut().zip(pieces).zip(positions) {
            let number = usize::from(piece.piece);
            let values = &embeddings.words.values[number * width..(number + 1) * width];
            let scale = embeddings.words.scales[number];
            for (out, value) in out.iter_mut().zip(values) {
                *out = f32::from(value.cast_signed()) * scale;
            }
            add(out, embeddings.positions.row(position));
            add(out, embeddings.shapes.row(usize::from(piece.shape)));
            add(out, embeddings.inner.row(usize::from(piece.is_inner)));
            add_marks(out, piece.marks, &embeddings.marks);
        }
        embeddings.norm.apply(&mut rows);
        rows
    }

    fn layer(&self, layer: &Layer, mut rows: Matrix, ranges: &[Range<usize>]) -> Matrix {
        let asked = layer.attention.apply(&rows);
        let mut seen = Matrix::zeros(rows.num_rows(), rows.columns);
        for range in ranges {
            self.attend(&asked, range, &mut seen);
        }
        add(&mut rows.values, &layer.output.apply(&seen).values);
        layer.norm.apply(&mut rows);
        let mut between = layer.up.apply(&rows);
        gelu(&mut between.values);
        add(&mut rows.values, &layer.down.apply(&between).values);
        layer.last_norm.apply(&mut rows);
        rows
    }

    /// Attention within one chunk: `asked` holds queries, keys and values side by side.
    fn attend(&self, asked: &Matrix, range: &Range<usize>, seen: &mut Matrix) {
        let (width, len) = (self.sizes.width, range.len());
        let own = width / self.sizes.heads;
        let scale = 1.0 / (own as f32).sqrt();
        let mut scores = Matrix::zeros(len, len);
        let mut mixed = vec![0.0; len * own];
        for head in 0..self.sizes.heads {
            let part = |number: usize| {
                let start = number * width + head * own;
                let mut values = Vec::with_capacity(len * own);
                for row in range.clone() {
                    values.extend_from_slice(&asked.row(row)[start..start + own]);
                }
                Matrix {
                    columns: own,
                    values,
                }
            };
            times_transposed(&part(0), &part(1), scale, &mut scores.values);
            for row in scores.rows_mut() {
                softmax(row);
            }
            times(&scores, &part(2), &mut mixed);
            let out = seen.values[range.start * width..].chunks_exact_mut(width);
            for (out, mixed) in out.zip(mixed.chunks_exact(own)) {
                out[head * own..(head + 1) * own].copy_from_slice(mixed);
            }
        }
    }

    fn heads(&self, rows: &Matrix, chunks: &[Chunk], ranges: &[Range<usize>]) -> Said {
        let (width, heads) = (self.sizes.width, &self.heads);
        let num_tokens = chunks.iter().map(|chunk| chunk.tokens.len()).sum();
        let mut seen = Matrix::zeros(num_tokens, width + self.sizes.head_width);
        let firsts = chunks.iter().zip(ranges).flat_map(|(chunk, range)| {
            let firsts = chunk.tokens.iter().map(|(_, first)| usize::from(*first));
            firsts.map(|first| (range.start + first, &chunk.pieces[first]))
        });
        for (out, (at, piece)) in seen.rows_mut().zip(firsts) {
            let (state, more) = out.split_at_mut(width);
            state.copy_from_slice(rows.row(at));
            add(more, heads.shapes.row(usize::from(piece.shape)));
            add_marks(more, piece.marks, &heads.marks);
        }
        Said {
            names: heads.names.apply(&seen),
        }
    }
}
