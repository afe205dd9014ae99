//! What suggests beside the rules: a model of names, one of events, what decisions taught, any of these or none; and the files that hold them.
//!
//! ```text
//! about: length, JSON · number of parts · per part its length and the part, which is itself a whole model file
//! ```

use std::sync::Arc;

use super::decisions::file::{self as learnt_file, StoredLearnt};
use super::events::{self, EventModel};
use super::model::Model;
use super::sealed::{self, Bytes, Kind, ModelError, put_bytes, put_number};
use super::tagger::About;

/// What a file of several parts begins with.
pub const KIND: Kind = Kind {
    magic: *b"\x89DLPARTS",
    version: 1,
};

/// Models that work together.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// What is known about them.
    pub about: About,
    /// Finds names.
    pub names: Option<Arc<Model>>,
    /// Decides about events and arguments.
    pub events: Option<Arc<EventModel>>,
    /// What was decided in a project taught.
    pub learnt: Option<Arc<StoredLearnt>>,
}

impl From<Arc<Model>> for Models {
    fn from(names: Arc<Model>) -> Self {
        Self {
            about: names.about().clone(),
            names: Some(names),
            ..Self::default()
        }
    }
}

impl Models {
    /// Reads a model file of any kind.
    ///
    /// # Errors
    /// When the bytes are no whole, unchanged model of a version that is read.
    pub fn read(file: &[u8]) -> Result<Self, ModelError> {
        if !KIND.begins(file) {
            return Model::read(file).map(|model| Arc::new(model).into());
        }
        let mut body = Bytes(sealed::open(KIND, file)?);
        let len = body.number()?;
        let about = serde_json::from_slice(body.take(len)?);
        let mut models = Self {
            about: about.map_err(|_error| ModelError::Damaged)?,
            ..Self::default()
        };
        for _ in 0..body.number()? {
            let len = body.number()?;
            let part = body.take(len)?;
            if events::file::KIND.begins(part) && models.events.is_none() {
                models.events = Some(Arc::new(events::file::read(part)?));
            } else if learnt_file::KIND.begins(part) && models.learnt.is_none() {
                models.learnt = Some(Arc::new(learnt_file::read(part)?));
            } else if models.names.is_none() {
                models.names = Some(Arc::new(Model::read(part)?));
            } else {
                return Err(ModelError::Damaged);
            }
        }
        if body.0.is_empty() {
            Ok(models)
        } else {
            Err(ModelError::Damaged)
        }
    }
}

/// A file of several parts, each a whole model file.
pub fn write(about: &About, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut body = Vec::new();
    put_bytes(&mut body, &serde_json::to_vec(about).unwrap_or_default());
    put_number(&mut body, parts.len());
    for part in parts {
        put_bytes(&mut body, part);
    }
    sealed::seal(KIND, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_and_damaged_or_doubled_ones_are_refused() {
        let about = About {
            name: "mine".to_owned(),
            ..About::default()
        };
        let events = events::file::write(&EventModel::default());
        let file = write(&about, std::slice::from_ref(&events));
        let models = Models::read(&file).expect("a model");
        assert_eq!(models.about, about);
        assert!(models.names.is_none() && models.events.is_some());
        for end in 0..file.len() {
            assert!(Models::read(&file[..end]).is_err());
        }
        let doubled = write(&about, &[events.clone(), events.clone()]);
        assert!(Models::read(&doubled).is_err());
        let mut damaged = events;
        damaged.pop();
        assert!(matches!(
            Models::read(&write(&about, &[damaged])),
            Err(ModelError::Truncated { .. })
        ));
    }
}
