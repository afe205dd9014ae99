//! What decisions taught, as a part of a model file.
//!
//! ```text
//! length, JSON: layer, base, proof, strings · a judge of mentions, or none · a model of events (`events/file.rs`)
//! ```

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::Learnt;
use super::memory::{Memory, StoredString};
use crate::learn::events::file as event_file;
use crate::learn::judge::Proof;
use crate::learn::judge_bytes::{put_judge, read_judge};
use crate::learn::sealed::{self, Bytes, Kind, ModelError, put_bytes};

/// What such a part begins with.
pub const KIND: Kind = Kind {
    magic: *b"\x89DLLEARN",
    version: 1,
};

/// What was learnt, with what it was learnt from and on.
#[derive(Clone, Debug, Default)]
pub struct StoredLearnt {
    /// Whose decisions taught it.
    pub layer: SmolStr,
    /// The model whose suggestions were decided about, by its name in the program; `none` for the rules alone.
    pub base: SmolStr,
    /// What was learnt.
    pub learnt: Arc<Learnt>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    layer: SmolStr,
    base: SmolStr,
    proof: Option<Proof>,
    strings: Vec<StoredString>,
}

/// What was learnt as a file holds it.
pub fn write(stored: &StoredLearnt) -> Vec<u8> {
    let learnt = &stored.learnt;
    let head = Head {
        layer: stored.layer.clone(),
        base: stored.base.clone(),
        proof: learnt.proof,
        strings: learnt.memory.stored(),
    };
    let mut body = Vec::new();
    put_bytes(&mut body, &serde_json::to_vec(&head).unwrap_or_default());
    put_judge(&mut body, learnt.mentions.as_deref());
    event_file::put(&mut body, &learnt.events);
    sealed::seal(KIND, &body)
}

/// Reads what was learnt.
///
/// # Errors
/// When the bytes are no whole, unchanged part of this version.
pub fn read(file: &[u8]) -> Result<StoredLearnt, ModelError> {
    let mut body = Bytes(sealed::open(KIND, file)?);
    let len = body.number()?;
    let head = serde_json::from_slice(body.take(len)?);
    let head: Head = head.map_err(|_error| ModelError::Damaged)?;
    let mentions = read_judge(&mut body)?.map(Arc::new);
    let events = event_file::take(&mut body)?;
    if !body.0.is_empty() {
        return Err(ModelError::Damaged);
    }
    Ok(StoredLearnt {
        layer: head.layer,
        base: head.base,
        learnt: Arc::new(Learnt {
            memory: Arc::new(Memory::from_stored(head.strings)),
            mentions,
            events: Arc::new(events),
            proof: head.proof,
        }),
    })
}
