//! Models of events as a file holds them.
//!
//! ```text
//! a judge of triggers, or none · a judge of arguments, or none
//! ```

use super::EventModel;
use crate::learn::judge_bytes::{put_judge, read_judge};
use crate::learn::sealed::{self, Bytes, Kind, ModelError};

/// What such a file begins with.
pub const KIND: Kind = Kind {
    magic: *b"\x89DLEVENT",
    version: 1,
};

/// The model as a file holds it.
pub fn write(model: &EventModel) -> Vec<u8> {
    let mut body = Vec::new();
    for judge in [&model.triggers, &model.arguments] {
        put_judge(&mut body, judge.as_ref());
    }
    sealed::seal(KIND, &body)
}

/// Reads a model.
///
/// # Errors
/// When the bytes are no whole, unchanged model of this version.
pub fn read(file: &[u8]) -> Result<EventModel, ModelError> {
    let mut body = Bytes(sealed::open(KIND, file)?);
    let model = EventModel {
        triggers: read_judge(&mut body)?,
        arguments: read_judge(&mut body)?,
    };
    if body.0.is_empty() {
        Ok(model)
    } else {
        Err(ModelError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::judge::Judge;
    use crate::learn::linear::Weights;
    use proptest::prelude::*;

    fn judge() -> impl Strategy<Value = Judge> {
        let weights = proptest::collection::btree_map(any::<u32>(), -5.0_f32..5.0, 0..20);
        (weights, 0.01_f32..0.99).prop_map(|(weights, threshold)| Judge {
            weights: Weights::new(weights.into_iter().collect()).expect("by cue"),
            threshold,
        })
    }

    proptest! {
        #[test]
        fn a_model_comes_back_as_it_was_and_no_part_of_it_is_taken_for_one(
            triggers in proptest::option::of(judge()),
            arguments in proptest::option::of(judge()),
            cut in any::<prop::sample::Index>(),
        ) {
            let model = EventModel { triggers, arguments };
            let file = write(&model);
            prop_assert_eq!(read(&file), Ok(model));
            prop_assert!(read(&file[..cut.index(file.len())]).is_err());
        }

        #[test]
        fn any_bytes_in_the_envelope_are_a_model_or_an_error(body in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _either_way = read(&sealed::seal(KIND, &body));
        }
    }
}
