//! Models of events as a file holds them.
//!
//! ```text
//! for triggers, then for arguments: 1 byte whether there is a judge · threshold (f32) · count · per cue its distance from the one before
//! (varint) and its weight (f32)
//! ```
//!
//! Numbers are little-endian.

use super::EventModel;
use crate::learn::judge::Judge;
use crate::learn::linear::Weights;
use crate::learn::sealed::{self, Bytes, Kind, ModelError, put_number};

/// What such a file begins with.
pub const KIND: Kind = Kind {
    magic: *b"\x89DLEVENT",
    version: 1,
};

/// The model as a file holds it.
pub fn write(model: &EventModel) -> Vec<u8> {
    let mut body = Vec::new();
    for judge in [&model.triggers, &model.arguments] {
        body.push(u8::from(judge.is_some()));
        let Some(judge) = judge else { continue };
        body.extend(judge.threshold.to_le_bytes());
        let weights = judge.weights.as_slice();
        put_number(&mut body, weights.len());
        let mut before = 0;
        for (cue, weight) in weights {
            put_number(&mut body, (cue - before) as usize);
            body.extend(weight.to_le_bytes());
            before = *cue;
        }
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

fn read_judge(body: &mut Bytes<'_>) -> Result<Option<Judge>, ModelError> {
    match body.array()? {
        [0] => return Ok(None),
        [1] => {}
        _ => return Err(ModelError::Damaged),
    }
    let threshold = body.finite()?;
    if threshold <= 0.0 || threshold >= 1.0 {
        return Err(ModelError::Damaged);
    }
    let count = body.number()?;
    let mut weights = Vec::new();
    let mut cue: u32 = 0;
    for _ in 0..count {
        let distance = u32::try_from(body.number()?).map_err(|_error| ModelError::Damaged)?;
        cue = cue.checked_add(distance).ok_or(ModelError::Damaged)?;
        weights.push((cue, body.finite()?));
    }
    let weights = Weights::new(weights).ok_or(ModelError::Damaged)?;
    Ok(Some(Judge { weights, threshold }))
}

#[cfg(test)]
mod tests {
    use super::*;
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
