//! The weights of an encoder as its file holds them.

use std::borrow::Cow;

/// Sizes of an encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Sizes {
    /// Pieces of the vocabulary.
    pub(super) num_pieces: usize,
    /// Numbers a piece.
    pub(super) width: usize,
    /// Layers.
    pub(super) layers: usize,
    /// Heads of attention a layer; they share the width.
    pub(super) heads: usize,
    /// Numbers a piece between the two halves of a layer.
    pub(super) inner: usize,
    /// The most pieces of a chunk.
    pub(super) most: usize,
    /// Numbers that the heads see of shape and marks.
    pub(super) head_width: usize,
}

/// A matrix, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Matrix {
    pub(super) columns: usize,
    pub(super) values: Vec<f32>,
}

impl Matrix {
    /// A matrix of nothing.
    pub(super) fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            columns,
            values: vec![0.0; rows * columns],
        }
    }

    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks_exact(self.columns)
    }

    pub(super) fn rows_mut(&mut self) -> impl Iterator<Item = &mut [f32]> {
        self.values.chunks_exact_mut(self.columns)
    }

    pub(super) fn num_rows(&self) -> usize {
        self.values.len() / self.columns
    }
}

/// The embeddings of the pieces: whole numbers from -127 to 127 (two's complement), each row times its scale. They stay where the file is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words {
    pub(super) values: Cow<'static, [u8]>,
    pub(super) scales: Vec<f32>,
}

/// A matrix, input by output, of whole numbers, each column times its scale, and what is added behind it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SmallDense {
    pub(super) values: Vec<i8>,
    pub(super) scales: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// The same with its own numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dense {
    pub(super) weights: Matrix,
    pub(super) bias: Vec<f32>,
}

/// Gain and bias of a normalisation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Norm {
    pub(super) gain: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// One layer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LayerWeights {
    pub(super) attention: SmallDense,
    pub(super) output: SmallDense,
    pub(super) norm: Norm,
    pub(super) up: SmallDense,
    pub(super) down: SmallDense,
    pub(super) last_norm: Norm,
}

/// What is added up for a piece before the first layer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Embeddings {
    pub(super) words: Words,
    pub(super) positions: Matrix,
    pub(super) shapes: Matrix,
    pub(super) inner: Matrix,
    pub(super) marks: Matrix,
    pub(super) norm: Norm,
}

/// What the heads see besides the last layer, and the heads.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heads<T> {
    pub(super) shapes: Matrix,
    pub(super) marks: Matrix,
    pub(super) names: T,
}

/// All weights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    pub(super) sizes: Sizes,
    pub(super) embeddings: Embeddings,
    pub(super) layers: Vec<LayerWeights>,
    pub(super) heads: Heads<Dense>,
}
