//! Models of events as a file holds them.
//!
//! ```text
//! a judge of triggers, or none · a judge of arguments, or none · number of attributes · of each its name, the number of values, the values,
//! the default, and its judge
//! ```

use smol_str::SmolStr;

use super::EventModel;
use super::attributes::{AttributeJudge, Values};
use crate::learn::judge_bytes::{put_judge, read_judge};
use crate::learn::sealed::{self, Bytes, Kind, ModelError, put_bytes, put_number};

/// What such a file begins with.
pub const KIND: Kind = Kind {
    magic: *b"\x89DLEVENT",
    version: 2,
};

/// The model as a file holds it.
pub fn write(model: &EventModel) -> Vec<u8> {
    let mut body = Vec::new();
    put(&mut body, model);
    sealed::seal(KIND, &body)
}

/// Appends a model to what a file holds.
pub(in crate::learn) fn put(body: &mut Vec<u8>, model: &EventModel) {
    for judge in [&model.triggers, &model.arguments] {
        put_judge(body, judge.as_ref());
    }
    put_number(body, model.attributes.len());
    for (name, AttributeJudge { values, judge }) in &model.attributes {
        put_bytes(body, name.as_bytes());
        put_number(body, values.all.len());
        for value in &values.all {
            put_bytes(body, value.as_bytes());
        }
        put_bytes(body, values.default.as_bytes());
        put_judge(body, Some(judge));
    }
}

/// Reads a model.
///
/// # Errors
/// When the bytes are no whole, unchanged model of this version.
pub fn read(file: &[u8]) -> Result<EventModel, ModelError> {
    let mut body = Bytes(sealed::open(KIND, file)?);
    let model = take(&mut body)?;
    if body.0.is_empty() {
        Ok(model)
    } else {
        Err(ModelError::Damaged)
    }
}

/// Reads what [`put`] wrote.
///
/// # Errors
/// When the bytes are no model.
pub(in crate::learn) fn take(body: &mut Bytes<'_>) -> Result<EventModel, ModelError> {
    let mut model = EventModel {
        triggers: read_judge(body)?,
        arguments: read_judge(body)?,
        ..EventModel::default()
    };
    for _ in 0..body.number()? {
        let name = word(body)?;
        let mut values = Values::default();
        for _ in 0..body.number()? {
            values.all.push(word(body)?);
        }
        values.default = word(body)?;
        let judge = read_judge(body)?.ok_or(ModelError::Damaged)?;
        model
            .attributes
            .insert(name, AttributeJudge { values, judge });
    }
    Ok(model)
}

fn word(body: &mut Bytes<'_>) -> Result<SmolStr, ModelError> {
    let len = body.number()?;
    let word = std::str::from_utf8(body.take(len)?);
    word.map(SmolStr::new).map_err(|_error| ModelError::Damaged)
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

    fn attribute() -> impl Strategy<Value = AttributeJudge> {
        let values = proptest::collection::vec("[a-zé]{0,6}", 1..4);
        (values, judge()).prop_map(|(values, judge)| {
            let all: Vec<SmolStr> = values.into_iter().map(SmolStr::from).collect();
            let default = all[0].clone();
            let values = Values { all, default };
            AttributeJudge { values, judge }
        })
    }

    proptest! {
        #[test]
        fn a_model_comes_back_as_it_was_and_no_part_of_it_is_taken_for_one(
            triggers in proptest::option::of(judge()),
            arguments in proptest::option::of(judge()),
            attributes in proptest::collection::btree_map("[a-z]{0,5}", attribute(), 0..3),
            cut in any::<prop::sample::Index>(),
        ) {
            let attributes = attributes.into_iter().map(|(name, judge)| (name.into(), judge)).collect();
            let model = EventModel { triggers, arguments, attributes };
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
