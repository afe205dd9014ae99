//! Judges as model files hold them.
//!
//! ```text
//! 1 byte whether there is one · threshold (f32) · count · per cue its distance from the one before (varint) and its weight (f32)
//! ```
//!
//! Numbers are little-endian.

use super::judge::Judge;
use super::linear::Weights;
use super::sealed::{Bytes, ModelError, put_number};

/// Appends a judge, or that there is none.
pub(super) fn put_judge(out: &mut Vec<u8>, judge: Option<&Judge>) {
    out.push(u8::from(judge.is_some()));
    let Some(judge) = judge else { return };
    out.extend(judge.threshold.to_le_bytes());
    let weights = judge.weights.as_slice();
    put_number(out, weights.len());
    let mut before = 0;
    for (cue, weight) in weights {
        put_number(out, (cue - before) as usize);
        out.extend(weight.to_le_bytes());
        before = *cue;
    }
}

/// Reads what [`put_judge`] wrote.
///
/// # Errors
/// When the bytes are no judge.
pub(super) fn read_judge(body: &mut Bytes<'_>) -> Result<Option<Judge>, ModelError> {
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
