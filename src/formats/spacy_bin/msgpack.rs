//! MessagePack, as much of it as spaCy's files have.

/// Writes an array's head; its items follow.
pub(super) fn write_array(out: &mut Vec<u8>, len: usize) {
    head(out, len, (0x90, 16), None, (0xDC, 0xDD));
}

/// Writes a map's head; its keys and values follow in turn.
pub(super) fn write_map(out: &mut Vec<u8>, len: usize) {
    head(out, len, (0x80, 16), None, (0xDE, 0xDF));
}

/// Writes a string.
pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
    head(out, text.len(), (0xA0, 32), Some(0xD9), (0xDA, 0xDB));
    out.extend_from_slice(text.as_bytes());
}

/// Writes bytes.
pub(super) fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    head(out, bytes.len(), (0, 0), Some(0xC4), (0xC5, 0xC6));
    out.extend_from_slice(bytes);
}

/// Writes a whole number.
pub(super) fn write_number(out: &mut Vec<u8>, number: u64) {
    if number < 128 {
        out.push(number as u8);
    } else {
        out.push(0xCF);
        out.extend_from_slice(&number.to_be_bytes());
    }
}

/// Writes a score.
pub(super) fn write_score(out: &mut Vec<u8>, score: f64) {
    out.push(0xCB);
    out.extend_from_slice(&score.to_be_bytes());
}

/// Writes a truth value.
pub(super) fn write_bool(out: &mut Vec<u8>, value: bool) {
    out.push(if value { 0xC3 } else { 0xC2 });
}

/// Writes the marker and length of something: in the marker itself when it is below `fixed.1`, else in one, two or four bytes.
fn head(out: &mut Vec<u8>, len: usize, fixed: (u8, usize), one: Option<u8>, more: (u8, u8)) {
    match (len, one) {
        (len, _) if len < fixed.1 => out.push(fixed.0 | len as u8),
        (0..=0xFF, Some(marker)) => out.extend([marker, len as u8]),
        (0..=0xFFFF, _) => {
            out.push(more.0);
            out.extend_from_slice(&(len as u16).to_be_bytes());
        }
        _ => {
            out.push(more.1);
            out.extend_from_slice(&(len as u32).to_be_bytes());
        }
    }
}

/// A value that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Nothing,
    Bool(bool),
    Number(i128),
    Score(f64),
    String(&'a str),
    Bytes(&'a [u8]),
    Array(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
    /// A value of a kind of its own.
    Other,
}

impl<'a> Value<'a> {
    /// The one value that `bytes` hold; `None` when they are no such value.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader { rest: bytes };
        reader.value(0)
    }

    /// The value of a map under `key`.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(pairs) = self else {
            return None;
        };
        let mut pairs = pairs.iter();
        pairs
            .find(|(name, _)| name.string() == Some(key))
            .map(|(_, value)| value)
    }

    /// A string, also one that was written as bytes.
    pub(super) fn string(&self) -> Option<&'a str> {
        match self {
            Self::String(text) => Some(text),
            Self::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// Bytes.
    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::String(text) => Some(text.as_bytes()),
            _ => None,
        }
    }

    /// A whole number.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => i64::try_from(*number).ok(),
            _ => None,
        }
    }

    /// A score, also one that was written as a whole number.
    pub(super) fn score(&self) -> Option<f64> {
        match self {
            Self::Score(score) => Some(*score),
            Self::Number(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// The items of an array; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::Array(items) => items,
            _ => &[],
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Deeper than any document of spaCy's.
    const MAX_DEPTH: u32 = 64;

    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    /// A big-endian number of `len` bytes, at most eight.
    fn unsigned(&mut self, len: usize) -> Option<u64> {
        let bytes = self.take(len)?;
        Some(
            bytes
                .iter()
                .fold(0, |number, byte| (number << 8) | u64::from(*byte)),
        )
    }

    fn signed(&mut self, len: usize) -> Option<i128> {
        let number = i128::from(self.unsigned(len)?);
        let limit = 1_i128 << (8 * len - 1);
        Some(if number < limit {
            number
        } else {
            number - 2 * limit
        })
    }

    fn text(&mut self, len: usize) -> Option<Value<'a>> {
        let bytes = self.take(len)?;
        Some(std::str::from_utf8(bytes).map_or(Value::Bytes(bytes), Value::String))
    }

    fn array(&mut self, len: usize, depth: u32) -> Option<Value<'a>> {
        // What is claimed is not made room for before it is there.
        let mut items = Vec::new();
        for _ in 0..len {
            items.push(self.value(depth + 1)?);
        }
        Some(Value::Array(items))
    }

    fn map(&mut self, len: usize, depth: u32) -> Option<Value<'a>> {
        let mut pairs = Vec::new();
        for _ in 0..len {
            pairs.push((self.value(depth + 1)?, self.value(depth + 1)?));
        }
        Some(Value::Map(pairs))
    }

    fn value(&mut self, depth: u32) -> Option<Value<'a>> {
        if depth > Self::MAX_DEPTH {
            return None;
        }
        let marker = *self.take(1)?.first()?;
        let low = |bits: u8| usize::from(marker & bits);
        match marker {
            0x00..=0x7F => Some(Value::Number(marker.into())),
            0xE0..=0xFF => Some(Value::Number(i128::from(marker) - 256)),
            0x80..=0x8F => self.map(low(0x0F), depth),
            0x90..=0x9F => self.array(low(0x0F), depth),
            0xA0..=0xBF => self.text(low(0x1F)),
            0xC0 => Some(Value::Nothing),
            0xC2 | 0xC3 => Some(Value::Bool(marker == 0xC3)),
            0xC4..=0xC6 => {
                let len = self.unsigned(1 << (marker - 0xC4))? as usize;
                self.take(len).map(Value::Bytes)
            }
            0xC7..=0xC9 => {
                let len = self.unsigned(1 << (marker - 0xC7))? as usize;
                self.take(len.checked_add(1)?).map(|_| Value::Other)
            }
            0xCA => {
                let bits = self.unsigned(4)? as u32;
                Some(Value::Score(f32::from_bits(bits).into()))
            }
            0xCB => Some(Value::Score(f64::from_bits(self.unsigned(8)?))),
            0xCC..=0xCF => Some(Value::Number(self.unsigned(1 << (marker - 0xCC))?.into())),
            0xD0..=0xD3 => self.signed(1 << (marker - 0xD0)).map(Value::Number),
            0xD4..=0xD8 => self.take((1 << (marker - 0xD4)) + 1).map(|_| Value::Other),
            0xD9..=0xDB => {
                let len = self.unsigned(1 << (marker - 0xD9))? as usize;
                self.text(len)
            }
            0xDC | 0xDD => {
                let len = self.unsigned(2 << (marker - 0xDC))? as usize;
                self.array(len, depth)
            }
            0xDE | 0xDF => {
                let len = self.unsigned(2 << (marker - 0xDE))? as usize;
                self.map(len, depth)
            }
            0xC1 => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut out = Vec::new();
        let long = "ü".repeat(40_000);
        write_map(&mut out, 1);
        write_string(&mut out, &long);
        write_array(&mut out, 20);
        for number in [5, 127, 128, u64::MAX] {
            write_number(&mut out, number);
        }
        write_bytes(&mut out, &[0; 300]);
        write_bytes(&mut out, b"x");
        write_score(&mut out, 0.25);
        write_bool(&mut out, true);
        for _ in 8..20 {
            write_string(&mut out, "a string of more than thirty-one bytes");
        }
        let value = Value::read(&out).unwrap();
        let items = value.get(&long).unwrap().items();
        assert_eq!(items.len(), 20);
        assert_eq!(items[3], Value::Number(u64::MAX.into()));
        assert_eq!(items[4].bytes().unwrap().len(), 300);
        assert_eq!(
            (items[6].score(), &items[7]),
            (Some(0.25), &Value::Bool(true))
        );
        assert_eq!(Value::read(&out[..out.len() - 1]), None);
        // An array in an array, without end, and one that claims four thousand million items.
        assert_eq!(Value::read(&[0x91; 10_000]), None);
        assert_eq!(Value::read(&[0xDD, 0xFF, 0xFF, 0xFF, 0xFF]), None);
        assert_eq!(Value::read(&[0xD1, 0xFF, 0xFE]), Some(Value::Number(-2)));
    }
}
