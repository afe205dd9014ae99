//! Models that suggest names beside the rules: which one is wanted, and where it comes from.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;

use crate::learn::packed::{self, ModelError};
use crate::learn::tagger::Tagger;

/// Which model is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ModelChoice {
    /// None: the rules alone.
    #[default]
    None,
    /// One in a file of its own.
    File(PathBuf),
}

impl FromStr for ModelChoice {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "none" => Self::None,
            path => Self::File(path.into()),
        })
    }
}

impl fmt::Display for ModelChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => formatter.write_str("none"),
            Self::File(path) => path.display().fmt(formatter),
        }
    }
}

/// Why there is no such model.
#[derive(Debug, Error)]
pub enum ModelOpenError {
    /// The file cannot be read.
    #[error("cannot read the model: {source}: {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no model of this program.
    #[error("{source}: {}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ModelError,
    },
}

impl ModelChoice {
    /// The model itself; `None` where none is wanted.
    ///
    /// # Errors
    /// When the file cannot be read or is no model.
    pub fn open(&self) -> Result<Option<Arc<Tagger>>, ModelOpenError> {
        match self {
            Self::None => Ok(None),
            Self::File(path) => open_file(path).map(Some),
        }
    }
}

/// Reads a model file.
///
/// # Errors
/// When it cannot be read or is no model.
pub fn open_file(path: &Path) -> Result<Arc<Tagger>, ModelOpenError> {
    let bytes = std::fs::read(path).map_err(|source| ModelOpenError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    match packed::read(&bytes) {
        Ok(tagger) => Ok(Arc::new(tagger)),
        Err(source) => Err(ModelOpenError::Refused {
            path: path.to_owned(),
            source,
        }),
    }
}
