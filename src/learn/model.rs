//! A trained model of either engine.

use super::decoder::Decoder;
use super::encoder::{self, Encoder};
use super::packed;
use super::sealed::ModelError;
use super::tagger::{About, Tagger};
use super::tags::TagSet;
use crate::model::Document;

/// A model.
#[derive(Debug)]
pub enum Model {
    /// The fast engine's: weights by feature.
    Tagger(Box<Tagger>),
    /// The accurate engine's.
    Encoder(Box<Encoder>),
}

impl Model {
    /// Reads a model file of either engine.
    ///
    /// # Errors
    /// When the bytes are no whole, unchanged model of a version that is read.
    pub fn read(file: &[u8]) -> Result<Self, ModelError> {
        Self::read_by(file, encoder::file::read)
    }

    /// Reads a model that stays in memory, as those of the binary do.
    ///
    /// # Errors
    /// As [`Model::read`].
    pub fn read_static(file: &'static [u8]) -> Result<Self, ModelError> {
        Self::read_by(file, encoder::file::read_static)
    }

    fn read_by<'f>(
        file: &'f [u8],
        encoder: impl Fn(&'f [u8]) -> Result<Encoder, ModelError>,
    ) -> Result<Self, ModelError> {
        if encoder::file::KIND.begins(file) {
            encoder(file).map(|encoder| Self::Encoder(Box::new(encoder)))
        } else {
            packed::read(file).map(|tagger| Self::Tagger(Box::new(tagger)))
        }
    }

    /// What is known about it.
    pub fn about(&self) -> &About {
        match self {
            Self::Tagger(tagger) => &tagger.about,
            Self::Encoder(encoder) => &encoder.about,
        }
    }

    /// From scores of tags to names.
    pub fn decoder(&self) -> &Decoder {
        match self {
            Self::Tagger(tagger) => tagger.decoder(),
            Self::Encoder(encoder) => encoder.decoder(),
        }
    }

    /// Whether it answers for this document at once.
    pub fn is_at_hand(&self, document: &Document) -> bool {
        match self {
            Self::Tagger(_) => true,
            Self::Encoder(encoder) => encoder.has_read(document),
        }
    }

    /// Its labels and tags.
    pub fn tags(&self) -> &TagSet {
        self.decoder().tags()
    }
}
