//! Files of the accurate engine's models, in the envelope of all model files. `assets/models/encoder.py pack` writes the same.
//!
//! ```text
//! about: length, JSON (name, licence, labels, event types, sizes) · vocabulary: length, a piece a line
//! words: a scale (f32) a piece, then their rows (i8) · positions · shapes · inner · marks · normalisation: gain, bias
//! per layer: attention · output · normalisation · up · down · normalisation
//! shapes and marks of the heads · names · triggers, which nobody asks for: they added nothing to what the rules find (assets/models/README.md)
//! ```
//!
//! Matrices of layers are a scale (f32) a column, then rows (i8), then the bias; those of embeddings and heads are f32. All are row by row, input
//! by output; lengths are varints, other numbers little-endian.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::Encoder;
use super::network::Network;
use super::pieces::{MOST, NUM_SHAPES};
use super::vocabulary::Vocabulary;
use super::weights::{
    Dense, Embeddings, Heads, LayerWeights, Matrix, Norm, Sizes, SmallDense, Weights, Words,
};
use crate::learn::marks::NUM_MARKS;
use crate::learn::sealed::{self, Bytes, Kind, ModelError};
use crate::learn::tagger::About;
use crate::learn::tags::TagSet;

/// What such a file begins with.
pub const KIND: Kind = Kind {
    magic: *b"\x89DLENCOD",
    version: 1,
};

/// The part of a file that is JSON.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Head {
    #[serde(flatten)]
    pub(super) about: About,
    pub(super) labels: Vec<SmolStr>,
    /// The first stands for none, the second for a type that the schema has not.
    pub(super) event_types: Vec<SmolStr>,
    pub(super) num_shapes: usize,
    pub(super) num_marks: usize,
    #[serde(flatten)]
    pub(super) sizes: Sizes,
}

/// All of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contents {
    pub(super) head: Head,
    /// A piece a line.
    pub(super) vocabulary: String,
    pub(super) weights: Weights,
}

/// Reads a model.
///
/// # Errors
/// When the bytes are no whole, unchanged model of this version.
pub fn read(file: &[u8]) -> Result<Encoder, ModelError> {
    encoder(contents(file, |bytes| Cow::Owned(bytes.to_vec()))?)
}

/// Reads a model that stays in memory: its largest part is used where it lies.
///
/// # Errors
/// As [`read`].
pub fn read_static(file: &'static [u8]) -> Result<Encoder, ModelError> {
    encoder(contents(file, Cow::Borrowed)?)
}

fn encoder(contents: Contents) -> Result<Encoder, ModelError> {
    let Contents {
        head,
        vocabulary,
        weights,
    } = contents;
    let (Some(tags), Some(vocabulary)) = (TagSet::new(head.labels), Vocabulary::read(&vocabulary))
    else {
        return Err(ModelError::Damaged);
    };
    let network = Network::new(weights);
    Ok(Encoder::new(head.about, tags, vocabulary, network))
}

/// What a file holds. `keep` takes the bytes of the words.
pub(super) fn contents<'a>(
    file: &'a [u8],
    keep: impl Fn(&'a [u8]) -> Cow<'static, [u8]>,
) -> Result<Contents, ModelError> {
    let mut body = Bytes(sealed::open(KIND, file)?);
    let contents = read_body(&mut body, keep)?;
    if body.0.is_empty() {
        Ok(contents)
    } else {
        Err(ModelError::Damaged)
    }
}

fn read_body<'a>(
    body: &mut Bytes<'a>,
    keep: impl Fn(&'a [u8]) -> Cow<'static, [u8]>,
) -> Result<Contents, ModelError> {
    let head_len = body.number()?;
    let head: Head =
        serde_json::from_slice(body.take(head_len)?).map_err(|_error| ModelError::Damaged)?;
    let list_len = body.number()?;
    let list = std::str::from_utf8(body.take(list_len)?).map_err(|_error| ModelError::Damaged)?;
    let sizes = head.sizes;
    // Sizes are those of the program and of the file's own length, so that a wrong number asks for no memory and no place outside.
    let is_sound = head.num_shapes == NUM_SHAPES
        && head.num_marks == NUM_MARKS
        && list.lines().count() == sizes.num_pieces
        && sizes.most == MOST
        && sizes.heads > 0
        && sizes.width > 0
        && sizes.width.is_multiple_of(sizes.heads)
        && sizes.inner > 0
        && sizes.head_width > 0
        && sizes.width.max(sizes.inner).max(sizes.head_width) <= 1 << 13
        && sizes.layers <= 64
        && (1..=TagSet::MAX_LABELS).contains(&head.labels.len())
        && (2..=1 << 13).contains(&head.event_types.len());
    if !is_sound {
        return Err(ModelError::Damaged);
    }
    let (width, inner) = (sizes.width, sizes.inner);
    let seen = width + sizes.head_width;
    let words = Words {
        scales: floats(body, sizes.num_pieces)?,
        values: keep(body.take(sizes.num_pieces * width)?),
    };
    let embeddings = Embeddings {
        words,
        positions: matrix(body, MOST, width)?,
        shapes: matrix(body, NUM_SHAPES, width)?,
        inner: matrix(body, 2, width)?,
        marks: matrix(body, NUM_MARKS, width)?,
        norm: norm(body, width)?,
    };
    let layer = |_| {
        Ok(LayerWeights {
            attention: small_dense(body, width, 3 * width)?,
            output: small_dense(body, width, width)?,
            norm: norm(body, width)?,
            up: small_dense(body, width, inner)?,
            down: small_dense(body, inner, width)?,
            last_norm: norm(body, width)?,
        })
    };
    let layers = (0..sizes.layers).map(layer).collect::<Result<_, _>>()?;
    let heads = Heads {
        shapes: matrix(body, NUM_SHAPES, sizes.head_width)?,
        marks: matrix(body, NUM_MARKS, sizes.head_width)?,
        names: dense(body, seen, 1 + 2 * head.labels.len())?,
    };
    dense(body, seen, head.event_types.len())?;
    Ok(Contents {
        weights: Weights {
            sizes,
            embeddings,
            layers,
            heads,
        },
        vocabulary: list.to_owned(),
        head,
    })
}

fn floats(body: &mut Bytes<'_>, count: usize) -> Result<Vec<f32>, ModelError> {
    let (numbers, _) = body.take(count * 4)?.as_chunks();
    let numbers: Vec<f32> = numbers
        .iter()
        .map(|four| f32::from_le_bytes(*four))
        .collect();
    if numbers.iter().all(|number| number.is_finite()) {
        Ok(numbers)
    } else {
        Err(ModelError::Damaged)
    }
}

fn matrix(body: &mut Bytes<'_>, rows: usize, columns: usize) -> Result<Matrix, ModelError> {
    Ok(Matrix {
        columns,
        values: floats(body, rows * columns)?,
    })
}

fn norm(body: &mut Bytes<'_>, width: usize) -> Result<Norm, ModelError> {
    Ok(Norm {
        gain: floats(body, width)?,
        bias: floats(body, width)?,
    })
}

fn small_dense(
    body: &mut Bytes<'_>,
    rows: usize,
    columns: usize,
) -> Result<SmallDense, ModelError> {
    let scales = floats(body, columns)?;
    let values = body.take(rows * columns)?.iter();
    Ok(SmallDense {
        values: values.map(|byte| byte.cast_signed()).collect(),
        scales,
        bias: floats(body, columns)?,
    })
}

fn dense(body: &mut Bytes<'_>, rows: usize, columns: usize) -> Result<Dense, ModelError> {
    Ok(Dense {
        weights: matrix(body, rows, columns)?,
        bias: floats(body, columns)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::encoder::tiny;
    use proptest::prelude::*;

    fn whole(file: &[u8]) -> Result<Contents, ModelError> {
        contents(file, |bytes| Cow::Owned(bytes.to_vec()))
    }

    #[test]
    fn a_model_reads_back_as_it_was_written() {
        let written = tiny::contents(1);
        assert_eq!(whole(&tiny::write(&written)), Ok(written));
    }

    #[test]
    fn every_truncation_is_refused() {
        let file = tiny::write(&tiny::contents(1));
        for len in (0..file.len()).step_by(7) {
            let refused = matches!(read(&file[..len]), Err(ModelError::Truncated { found, .. }) if found == len);
            assert!(refused, "{len}");
        }
        let longer = [&file[..], &[0]].concat();
        assert_eq!(read(&longer).err(), Some(ModelError::Damaged));
    }

    #[test]
    fn another_version_and_another_kind_are_named() {
        let mut file = tiny::write(&tiny::contents(1));
        file[8] = 9;
        assert_eq!(
            read(&file).err(),
            Some(ModelError::Version {
                found: 9,
                expected: KIND.version
            })
        );
        file[1] = b'X';
        assert_eq!(read(&file).err(), Some(ModelError::NotAModel));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nonsense_behind_a_right_checksum_is_refused(place in any::<prop::sample::Index>(), bytes in proptest::collection::vec(any::<u8>(), 1..9)) {
            // The part before the weights says how large they are.
            let file = tiny::write(&tiny::contents(1));
            let mut body = file[32..].to_vec();
            let at = place.index(tiny::HEAD);
            for (old, new) in body[at..].iter_mut().zip(&bytes) {
                *old = *new;
            }
            if let Ok(contents) = whole(&sealed::seal(KIND, &body)) {
                prop_assert_eq!(contents.head.sizes, tiny::contents(1).head.sizes);
            }
        }
    }
}
