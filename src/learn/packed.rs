//! Files of the fast engine's models: the model in as few bytes as it needs, in the envelope of all model files.
//!
//! ```text
//! about: length, JSON · labels: count, then length and letters of each · weights between tags (f32) · scale (f32)
//! features: count, then per feature its distance from the one before (varint), which tags have a weight (bits), the weights (i8)
//! ```
//!
//! Numbers are little-endian.

use smol_str::SmolStr;

use super::lattice::Transitions;
use super::sealed::{self, Bytes, Kind, ModelError, put_bytes, put_number};
use super::tagger::{About, Tagger};
use super::tags::TagSet;

/// The version that is written, and the only one that is read.
pub const VERSION: u32 = 1;

/// What such a file begins with.
pub const KIND: Kind = Kind {
    magic: *b"\x89DLMODEL",
    version: VERSION,
};

/// The model as a file holds it.
pub fn write(tagger: &Tagger) -> Vec<u8> {
    let mut body = Vec::new();
    let about = serde_json::to_vec(&tagger.about).unwrap_or_default();
    put_bytes(&mut body, &about);
    let labels = tagger.tags().labels();
    put_number(&mut body, labels.len());
    for label in labels {
        put_bytes(&mut body, label.as_bytes());
    }
    for weight in tagger.transitions().weights() {
        body.extend(weight.to_le_bytes());
    }
    body.extend(tagger.scale().to_le_bytes());
    put_number(&mut body, tagger.num_features());
    let mut before = 0;
    let num_tags = tagger.tags().num_tags();
    for (hash, row) in tagger.stored_rows() {
        put_number(&mut body, (hash - before) as usize);
        before = hash;
        let row = &row[..num_tags];
        for eight in row.chunks(8) {
            let bits = eight.iter().zip(0..).filter(|(weight, _)| **weight != 0);
            body.push(bits.fold(0, |mask, (_, bit)| mask | 1 << bit));
        }
        let weights = row.iter().filter(|weight| **weight != 0);
        body.extend(weights.map(|weight| weight.cast_unsigned()));
    }
    sealed::seal(KIND, &body)
}

/// Reads a model.
///
/// # Errors
/// When the bytes are no whole, unchanged model of this version.
pub fn read(file: &[u8]) -> Result<Tagger, ModelError> {
    let mut body = Bytes(sealed::open(KIND, file)?);
    let tagger = read_body(&mut body)?;
    if body.0.is_empty() {
        Ok(tagger)
    } else {
        Err(ModelError::Damaged)
    }
}

fn read_body(body: &mut Bytes<'_>) -> Result<Tagger, ModelError> {
    let damaged = ModelError::Damaged;
    let about_len = body.number()?;
    let about: About =
        serde_json::from_slice(body.take(about_len)?).map_err(|_error| damaged.clone())?;
    let num_labels = body.number()?;
    let mut labels = Vec::new();
    for _ in 0..num_labels {
        let len = body.number()?;
        let label = std::str::from_utf8(body.take(len)?).map_err(|_error| damaged.clone())?;
        labels.push(SmolStr::new(label));
    }
    let tags = TagSet::new(labels).ok_or(damaged.clone())?;
    let (num_tags, stride) = (tags.num_tags(), tags.stride());
    let mut weights = Vec::with_capacity(num_tags * num_tags);
    for _ in 0..num_tags * num_tags {
        weights.push(body.finite()?);
    }
    let transitions = Transitions::from_weights(num_tags, weights).ok_or(damaged.clone())?;
    let scale = body.finite()?;
    let num_features = body.number()?;
    // A feature takes two bytes at least, so a wrong count cannot ask for memory that the file does not fill.
    if num_features > body.0.len() / 2 {
        return Err(damaged);
    }
    let mut hashes = Vec::with_capacity(num_features);
    let mut rows = vec![0; num_features * stride];
    let mut before: u32 = 0;
    for row in rows.chunks_exact_mut(stride) {
        let step = u32::try_from(body.number()?).map_err(|_error| damaged.clone())?;
        if step == 0 && !hashes.is_empty() {
            return Err(damaged);
        }
        before = before.checked_add(step).ok_or(damaged.clone())?;
        hashes.push(before);
        let masks = body.take(num_tags.div_ceil(8))?;
        for (tag, weight) in row.iter_mut().enumerate().take(num_tags) {
            if masks[tag / 8] >> (tag % 8) & 1 == 1 {
                let [byte] = body.array()?;
                *weight = byte.cast_signed();
            }
        }
    }
    Ok(Tagger::from_parts(
        about,
        tags,
        transitions,
        scale,
        hashes,
        rows,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tagger(rows: &[(u32, Vec<f32>)]) -> Tagger {
        let tags = TagSet::new(vec!["PER".into(), "ORG".into()]).unwrap();
        let weights = (0..25).map(|number| number as f32 / 10.0 - 1.0).collect();
        let mut tagger = Tagger::new(
            tags,
            Transitions::from_weights(5, weights).unwrap(),
            rows.iter().map(|(hash, row)| (*hash, row.as_slice())),
        );
        tagger.about.name = "test".into();
        tagger
    }

    fn rows() -> impl Strategy<Value = Vec<(u32, Vec<f32>)>> {
        let row = proptest::collection::vec(-5.0_f32..5.0, 5).prop_map(|mut row| {
            row.resize(8, 0.0);
            row
        });
        proptest::collection::btree_map(any::<u32>(), row, 0..20)
            .prop_map(|rows| rows.into_iter().collect())
    }

    proptest! {
        #[test]
        fn a_model_reads_back_as_it_was_written(rows in rows()) {
            let tagger = tagger(&rows);
            let file = write(&tagger);
            let again = read(&file).unwrap();
            prop_assert_eq!(write(&again), file);
            prop_assert_eq!(&again.about, &tagger.about);
            for (hash, _) in &rows {
                let (mut before, mut after) = (Vec::new(), Vec::new());
                tagger.score_token(&[*hash, 5], &mut before);
                again.score_token(&[*hash, 5], &mut after);
                prop_assert_eq!(before, after);
            }
        }

        #[test]
        fn every_truncation_is_refused(rows in rows(), more in 1_usize..9) {
            let mut file = write(&tagger(&rows));
            for len in 0..file.len() {
                let refused = matches!(read(&file[..len]), Err(ModelError::Truncated { found, .. }) if found == len);
                prop_assert!(refused, "{len}");
            }
            file.resize(file.len() + more, 0);
            prop_assert_eq!(read(&file).err(), Some(ModelError::Damaged));
        }

        #[test]
        fn every_flipped_bit_is_refused(rows in rows()) {
            let file = write(&tagger(&rows));
            for bit in 0..file.len() * 8 {
                let mut changed = file.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                let expected = match bit / 8 {
                    0..8 => "not a model",
                    8..12 => "version",
                    _ => "damaged or cut short",
                };
                let named = match read(&changed).err() {
                    Some(ModelError::NotAModel) => "not a model",
                    Some(ModelError::Version { .. }) => "version",
                    Some(ModelError::Damaged | ModelError::Truncated { .. }) => "damaged or cut short",
                    None => "nothing wrong",
                };
                prop_assert_eq!(named, expected, "bit {}", bit);
            }
        }
    }

    #[test]
    fn nonsense_behind_a_right_checksum_is_refused() {
        let file = sealed::seal(KIND, &[0xFF_u8; 40]);
        assert_eq!(read(&file).err(), Some(ModelError::Damaged));
    }
}
