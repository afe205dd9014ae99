//! Models that suggest names beside the rules: which one is wanted, and where it comes from.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::learn::bundled;
pub use crate::learn::bundled::{ACCURATE, FAST};
use crate::learn::models::Models;
use crate::learn::sealed::ModelError;

/// Names of the program's own models.
pub fn bundled_names() -> impl Iterator<Item = &'static str> {
    bundled::models().iter().map(|model| model.name)
}

/// Which model is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub enum ModelChoice {
    /// None: the rules alone.
    None,
    /// One of the program's own.
    Bundled(&'static str),
    /// One in a file of its own.
    File(PathBuf),
}

impl Default for ModelChoice {
    /// The best model that the program has.
    fn default() -> Self {
        match bundled_names().last() {
            Some(name) => Self::Bundled(name),
            None => Self::None,
        }
    }
}

impl From<String> for ModelChoice {
    fn from(text: String) -> Self {
        match text.as_str() {
            "none" => Self::None,
            // Known by name even where it was left out, so that a missing model is not taken for a missing file.
            FAST => Self::Bundled(FAST),
            ACCURATE => Self::Bundled(ACCURATE),
            _ => Self::File(text.into()),
        }
    }
}

impl From<ModelChoice> for String {
    fn from(choice: ModelChoice) -> Self {
        choice.to_string()
    }
}

impl<'de> Deserialize<'de> for ModelChoice {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl FromStr for ModelChoice {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text.to_owned()))
    }
}

impl fmt::Display for ModelChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => formatter.write_str("none"),
            Self::Bundled(name) => formatter.write_str(name),
            Self::File(path) => path.display().fmt(formatter),
        }
    }
}

/// Why there is no such model.
#[derive(Debug, Error)]
pub enum ModelOpenError {
    /// The program was built without it.
    #[error("this build has no model called {name}")]
    NotBundled {
        /// Its name.
        name: &'static str,
    },
    /// The file cannot be read.
    #[error("cannot read the model {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no model of this program.
    #[error("cannot use the model {}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ModelError,
    },
}

impl ModelChoice {
    /// The models themselves; none where none is wanted.
    ///
    /// # Errors
    /// When the file cannot be read or is no model.
    pub fn open(&self) -> Result<Models, ModelOpenError> {
        match self {
            Self::None => Ok(Models::default()),
            Self::Bundled(name) => match bundled::model(name) {
                Some(model) => Ok(model.into()),
                None => Err(ModelOpenError::NotBundled { name }),
            },
            Self::File(path) => {
                let mut models = open_file(path)?;
                if let Some(stored) = &models.learnt
                    && models.names.is_none()
                {
                    models.names = base_of(path, &stored.base)?.names;
                }
                Ok(models)
            }
        }
    }

    /// Bytes that its file takes.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn size(&self) -> Result<u64, ModelOpenError> {
        match self {
            Self::None => Ok(0),
            Self::Bundled(name) => {
                let known = bundled::models().iter().find(|model| model.name == *name);
                Ok(known.map_or(0, |model| model.file.len() as u64))
            }
            Self::File(path) => match path.metadata() {
                Ok(metadata) => Ok(metadata.len()),
                Err(source) => Err(ModelOpenError::Unreadable {
                    path: path.clone(),
                    source,
                }),
            },
        }
    }
}

/// The model of the program that a file names as the one it builds on.
fn base_of(path: &Path, name: &str) -> Result<Models, ModelOpenError> {
    match ModelChoice::from(name.to_owned()) {
        // A file that names another one would have to be sent with it.
        ModelChoice::File(_) => Err(ModelOpenError::Refused {
            path: path.to_owned(),
            source: ModelError::Damaged,
        }),
        base => base.open(),
    }
}

/// Reads a model file.
///
/// # Errors
/// When it cannot be read or is no model.
pub fn open_file(path: &Path) -> Result<Models, ModelOpenError> {
    let bytes = std::fs::read(path).map_err(|source| ModelOpenError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    match Models::read(&bytes) {
        Ok(models) => Ok(models),
        Err(source) => Err(ModelOpenError::Refused {
            path: path.to_owned(),
            source,
        }),
    }
}
