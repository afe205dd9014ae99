//! Models inside the binary (feature `models`). How each was made and how good it is stands in `assets/models`.

use std::sync::{Arc, LazyLock};

use super::packed;
use super::tagger::Tagger;

/// A model inside the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundledModel {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its file.
    pub file: &'static [u8],
}

#[cfg(feature = "models")]
const MODELS: &[BundledModel] = &[BundledModel {
    name: "fast",
    file: include_bytes!("../../assets/models/fast.dlmodel"),
}];
#[cfg(not(feature = "models"))]
const MODELS: &[BundledModel] = &[];

/// Each model of the binary once it was asked for, in the order of [`models`].
static READ: LazyLock<Vec<Option<Arc<Tagger>>>> = LazyLock::new(|| {
    let read = MODELS.iter().map(|model| match packed::read(model.file) {
        Ok(tagger) => Some(Arc::new(tagger)),
        Err(error) => {
            // The tests read every one of them, so only a binary that was changed afterwards comes here.
            tracing::error!(%error, model = model.name, "a model inside the program cannot be read");
            None
        }
    });
    read.collect()
});

/// The models inside the binary.
pub fn models() -> &'static [BundledModel] {
    MODELS
}

/// The model of that name, read when it is first asked for.
pub fn model(name: &str) -> Option<Arc<Tagger>> {
    let place = MODELS.iter().position(|model| model.name == name)?;
    READ.get(place)?.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_of_the_binary_can_be_read_and_says_what_it_is() {
        for known in models() {
            let tagger = model(known.name).expect(known.name);
            assert_eq!(tagger.about.name, known.name);
            assert!(!tagger.about.licence.is_empty() && !tagger.about.trained_on.is_empty());
            assert!(known.file.len() <= 3 << 20, "{}", known.file.len());
        }
        assert!(model("no-such-model").is_none());
    }
}
