//! The envelope of model files: what they are, of which version, how long, and a checksum, so that a wrong or damaged file is refused.
//!
//! ```text
//! magic (8) · version (4) · length of the rest (4) · checksum of the rest (16) · the rest
//! ```
//!
//! Numbers are little-endian. A file that is cut short, changed in any bit or of another version is refused and says so.

use thiserror::Error;
use twox_hash::XxHash3_128;

/// What a file begins with, and the version of it that is written and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The first bytes.
    pub magic: [u8; 8],
    /// The version.
    pub version: u32,
}

impl Kind {
    /// Whether a file begins so.
    pub fn begins(self, file: &[u8]) -> bool {
        file.starts_with(&self.magic)
    }
}

const HEADER: usize = 32;

/// Why bytes are no model.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ModelError {
    /// They begin with something else.
    #[error("this is not a model of Dateline")]
    NotAModel,
    /// They are of another version of the program.
    #[error(
        "the model is of version {found}, this program reads version {expected}; train it again"
    )]
    Version {
        /// The version they name.
        found: u32,
        /// The version that is read.
        expected: u32,
    },
    /// They end before the model does.
    #[error("the model is cut short: {found} of {expected} bytes are there")]
    Truncated {
        /// Bytes that should be there.
        expected: usize,
        /// Bytes that are.
        found: usize,
    },
    /// The checksum is wrong, or what it covers makes no sense.
    #[error("the model is damaged")]
    Damaged,
}

/// A model file of what it holds.
pub fn seal(kind: Kind, body: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(HEADER + body.len());
    file.extend(kind.magic);
    file.extend(kind.version.to_le_bytes());
    file.extend((body.len() as u32).to_le_bytes());
    file.extend(XxHash3_128::oneshot(body).to_le_bytes());
    file.extend(body);
    file
}

/// What a model file holds.
///
/// # Errors
/// When the bytes are no whole, unchanged file of that kind and version.
pub fn open(kind: Kind, file: &[u8]) -> Result<&[u8], ModelError> {
    let cut = |expected| ModelError::Truncated {
        expected,
        found: file.len(),
    };
    let known = kind.magic.len().min(file.len());
    if file[..known] != kind.magic[..known] {
        return Err(ModelError::NotAModel);
    }
    let mut header = Bytes(file.get(known..HEADER).ok_or(cut(HEADER))?);
    let version = u32::from_le_bytes(header.array()?);
    if version != kind.version {
        return Err(ModelError::Version {
            found: version,
            expected: kind.version,
        });
    }
    let len = u32::from_le_bytes(header.array()?) as usize;
    let checksum = u128::from_le_bytes(header.array()?);
    let body = &file[HEADER..];
    if body.len() < len {
        return Err(cut(HEADER + len));
    }
    if body.len() > len || XxHash3_128::oneshot(body) != checksum {
        return Err(ModelError::Damaged);
    }
    Ok(body)
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// What is still to be read.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or(ModelError::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(ModelError::Damaged)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(super) fn number(&mut self) -> Result<usize, ModelError> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let [byte] = self.array()?;
            number |= usize::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(ModelError::Damaged)
    }

    pub(super) fn finite(&mut self) -> Result<f32, ModelError> {
        let number = f32::from_le_bytes(self.array()?);
        number
            .is_finite()
            .then_some(number)
            .ok_or(ModelError::Damaged)
    }
}
