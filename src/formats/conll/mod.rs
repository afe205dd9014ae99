//! The CoNLL family: one token a line, blanks or tabs between the columns, the label of the token in the last one, an empty line after each sentence.
//!
//! ```text
//! -DOCSTART- -X- -X- O          conll2003: FORM POS CHUNK TAG, one blank between them
//!
//! Aleppo -X- -X- B-GPE          conll2002: FORM TAG
//! fell -X- -X- O                conllu:    ten columns and tabs, the label in the last one as NE=B-GPE
//! ```
//!
//! Which token of a mention carries which mark is the scheme ([`TagScheme`]). Reading understands all of them at once and says which one it met;
//! writing takes IOB2 unless told otherwise. These formats are flat and know no offsets: reading makes a text with English spacing, and writing gives
//! whole tokens, outermost mentions and no boilerplate.

mod conllu;
mod read;
mod scheme;
mod write;

pub use scheme::TagScheme;

pub(super) use conllu::{looks_like_conllu, read_conllu, write_conllu};
pub(super) use read::{looks_like_conll, read};
pub(super) use scheme::{Decoder, Tag};
pub(super) use write::{tags, write_2002, write_2003};
