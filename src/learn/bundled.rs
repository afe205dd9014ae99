//! Models inside the binary (feature `models`). How each was made and how good it is stands in `assets/models`.

use std::sync::{Arc, OnceLock};

use super::model::Model;

/// A model inside the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundledModel {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its file.
    pub file: &'static [u8],
}

#[cfg(feature = "models")]
// A static: of a constant each part of the program that names it may get a copy.
static MODELS: &[BundledModel] = &[
    BundledModel {
        name: FAST,
        file: include_bytes!("../../assets/models/fast.dlmodel"),
    },
    BundledModel {
        name: ACCURATE,
        file: include_bytes!("../../assets/models/accurate.dlmodel"),
    },
];
#[cfg(not(feature = "models"))]
static MODELS: &[BundledModel] = &[];

/// The model that suggests while text comes in.
pub const FAST: &str = "fast";

/// The model that suggests best.
pub const ACCURATE: &str = "accurate";

/// Each model of the binary once it was asked for, in the order of [`models`].
static READ: [OnceLock<Option<Arc<Model>>>; 2] = [const { OnceLock::new() }; 2];

fn read(known: &BundledModel) -> Option<Arc<Model>> {
    match Model::read_static(known.file) {
        Ok(model) => Some(Arc::new(model)),
        Err(error) => {
            // The tests read every one of them, so only a binary that was changed afterwards comes here.
            tracing::error!(%error, model = known.name, "a model inside the program cannot be read");
            None
        }
    }
}

/// The models inside the binary.
pub fn models() -> &'static [BundledModel] {
    MODELS
}

/// The model of that name, read when it is first asked for.
pub fn model(name: &str) -> Option<Arc<Model>> {
    let place = MODELS.iter().position(|model| model.name == name)?;
    READ.get(place)?
        .get_or_init(|| read(&MODELS[place]))
        .clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_of_the_binary_can_be_read_and_says_what_it_is() {
        for known in models() {
            let model = model(known.name).expect(known.name);
            let about = model.about();
            assert_eq!(about.name, known.name);
            assert!(!about.licence.is_empty() && !about.trained_on.is_empty());
            let most = if known.name == FAST { 3 } else { 24 };
            assert!(known.file.len() <= most * 1_000_000, "{}", known.file.len());
        }
        assert!(model("no-such-model").is_none());
    }
}
