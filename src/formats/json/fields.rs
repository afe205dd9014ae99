//! JSON objects of a record as fields to take by name; what is left over is unknown to Dateline and kept as it came.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The fields of one JSON object, in their order, values unread.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// Takes the field `name` out; `None` when it is absent or null. Of two fields of one name the later counts.
    ///
    /// # Errors
    /// When its value is of another kind, in words that name the field.
    pub(in crate::formats) fn take<T: Deserialize<'a>>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, String> {
        let mut found = None;
        self.0.retain(|(key, value)| {
            let is_it = key == name;
            if is_it {
                found = Some(*value);
            }
            !is_it
        });
        match found {
            Some(value) if value.get() != "null" => serde_json::from_str(value.get())
                .map(Some)
                .map_err(|error| format!("`{name}`: {}", without_place(&error))),
            _ => Ok(None),
        }
    }

    /// Takes the field `name` out, which must be there.
    ///
    /// # Errors
    /// When it is absent, null, or of another kind.
    pub(in crate::formats) fn need<T: Deserialize<'a>>(&mut self, name: &str) -> Result<T, String> {
        self.take(name)?
            .ok_or_else(|| format!("`{name}` is missing"))
    }

    /// The unread value of `name`, left where it is.
    pub(in crate::formats) fn raw(&self, name: &str) -> Option<&'a RawValue> {
        self.0
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| *value)
    }

    /// Name and unread value of what was not taken.
    pub(in crate::formats) fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(key, value)| (&**key, *value))
    }

    /// Whether everything was taken.
    pub(in crate::formats) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a JSON error says, without its place, which counts from the start of the value and not of the line.
pub(in crate::formats) fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(at) => message.get(..at).unwrap_or_default().to_owned(),
        None => message,
    }
}

/// A key that borrows from the line where it holds no escape.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    fields.push((key, map.next_value()?));
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Collect).map(Fields)
    }
}

/// An id, a name or a value that may be written as a string or as a number or truth value.
#[derive(Clone, Debug)]
pub(in crate::formats) struct Word(pub(in crate::formats) smol_str::SmolStr);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let word = match raw.as_bytes().first() {
            Some(b'"') => serde_json::from_str::<String>(raw)
                .map_err(D::Error::custom)?
                .into(),
            Some(b'{' | b'[') => {
                return Err(D::Error::custom("expected a string or a number"));
            }
            _ => raw.into(),
        };
        Ok(Self(word))
    }
}

/// Writes `text` as a JSON string.
pub(in crate::formats) fn write_string(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let mut done = 0;
    while let Some(found) = next_escaped(&bytes[done..]) {
        let at = done + found;
        out.extend_from_slice(&bytes[done..at]);
        done = at + 1;
        match bytes[at] {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            byte => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        }
    }
    out.extend_from_slice(&bytes[done..]);
    out.push(b'"');
}

/// Where the first byte stands that a JSON string cannot hold as it is. Looks at eight bytes at once: nearly all text has none.
fn next_escaped(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xFF;
    const HIGH: u64 = ONES << 7;
    // The high bit of each byte that is less than `limit`, of at most 128; exact up to the first such byte.
    let below = |eight: u64, limit: u64| eight.wrapping_sub(ONES * limit) & !eight & HIGH;
    let mut chunks = bytes.chunks_exact(8);
    let mut start = 0;
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        let eight = u64::from_le_bytes(eight);
        let found = below(eight, 0x20)
            | below(eight ^ (ONES * u64::from(b'"')), 1)
            | below(eight ^ (ONES * u64::from(b'\\')), 1);
        if found != 0 {
            return Some(start + found.trailing_zeros() as usize / 8);
        }
        start += 8;
    }
    let rest = chunks
        .remainder()
        .iter()
        .position(|byte| *byte < 0x20 || matches!(byte, b'"' | b'\\'))?;
    Some(start + rest)
}

/// Writes the fields of one object; commas and braces are its business.
pub(in crate::formats) struct ObjectWriter<'o> {
    out: &'o mut Vec<u8>,
    is_first: bool,
}

impl<'o> ObjectWriter<'o> {
    /// Opens an object at the end of `out`.
    pub(in crate::formats) fn new(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Self {
            out,
            is_first: true,
        }
    }

    /// Closes it.
    pub(in crate::formats) fn end(self) {
        self.out.push(b'}');
    }

    /// Begins the field `name` of Dateline's own, which holds nothing to escape; the caller writes its value.
    pub(in crate::formats) fn key(&mut self, name: &'static str) -> &mut Vec<u8> {
        debug_assert_eq!(next_escaped(name.as_bytes()), None, "a plain name");
        self.separate();
        self.out.reserve(name.len() + 4);
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\": ");
        self.out
    }

    /// Begins a field whose name came from elsewhere.
    pub(in crate::formats) fn any_key(&mut self, name: &str) -> &mut Vec<u8> {
        self.separate();
        write_string(self.out, name);
        self.out.extend_from_slice(b": ");
        self.out
    }

    fn separate(&mut self) {
        if !self.is_first {
            self.out.extend_from_slice(b", ");
        }
        self.is_first = false;
    }

    /// A string.
    pub(in crate::formats) fn string(&mut self, name: &'static str, value: &str) {
        let out = self.key(name);
        write_string(out, value);
    }

    /// A string, left out when it is empty.
    pub(in crate::formats) fn string_if_any(&mut self, name: &'static str, value: &str) {
        if !value.is_empty() {
            self.string(name, value);
        }
    }

    /// A whole number or a truth value.
    pub(in crate::formats) fn number(&mut self, name: &'static str, value: impl Serialize) {
        let out = self.key(name);
        write_number(out, value);
    }

    /// A score in the fewest digits that read back as the same number; a whole one has no point.
    pub(in crate::formats) fn score(&mut self, name: &'static str, value: f32) {
        let out = self.key(name);
        // What would be written with an exponent is left to the slower writer, which never uses one.
        if (1e-4..1e6).contains(&value) {
            write_number(out, value);
            if out.ends_with(b".0") {
                out.truncate(out.len() - 2);
            }
        } else {
            out.extend_from_slice(value.to_string().as_bytes());
        }
    }

    /// A string whose name came from elsewhere.
    pub(in crate::formats) fn any_string(&mut self, name: &str, value: &str) {
        let out = self.any_key(name);
        write_string(out, value);
    }

    /// JSON as it is, kept on one line.
    pub(in crate::formats) fn raw(&mut self, name: &str, json: &str) {
        let out = self.any_key(name);
        out.extend(json.bytes().map(|byte| {
            if byte == b'\n' || byte == b'\r' {
                b' '
            } else {
                byte
            }
        }));
    }

    /// A list of what `write` writes, one call an item.
    pub(in crate::formats) fn list<T>(
        &mut self,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Vec<u8>, T),
    ) {
        let out = self.key(name);
        write_list(out, items, write);
    }
}

/// Names and values as a JSON object of strings; `None` where there are none.
pub(in crate::formats) fn json_object<'p>(
    pairs: impl Iterator<Item = (&'p str, &'p str)>,
) -> Option<String> {
    let mut pairs = pairs.peekable();
    pairs.peek()?;
    let mut json = Vec::new();
    let mut object = ObjectWriter::new(&mut json);
    for (name, value) in pairs {
        object.any_string(name, value);
    }
    object.end();
    String::from_utf8(json).ok()
}

/// Names and values of a JSON object of strings, in their order; what is no string is left out.
pub(in crate::formats) fn json_pairs(json: &str) -> Vec<(String, String)> {
    let fields: Fields<'_> = serde_json::from_str(json).unwrap_or_default();
    let value = |(name, raw): (&str, &RawValue)| {
        let value = serde_json::from_str(raw.get()).ok()?;
        Some((name.to_owned(), value))
    };
    fields.iter().filter_map(value).collect()
}

/// Writes a number or a truth value as JSON.
pub(in crate::formats) fn write_number(out: &mut Vec<u8>, value: impl Serialize) {
    let written = serde_json::to_writer(out, &value);
    debug_assert!(written.is_ok(), "a vector takes every number");
}

/// Writes a list of what `write` writes, one call an item.
pub(in crate::formats) fn write_list<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(b", ");
        }
        write(out, item);
    }
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write_string(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    proptest::proptest! {
        #[test]
        fn strings_are_written_as_any_reader_of_json_reads_them(text in "[\\x00-\\x7F\"\\\\é“→]{0,40}") {
            assert_eq!(serde_json::from_str::<String>(&written(&text)).unwrap(), text);
            assert_eq!(written(&text).matches(|char| char < ' ').count(), 0);
        }

        #[test]
        fn scores_are_written_without_exponent_and_read_back_the_same(bits in 0_u32..0x4980_0000) {
            let score = f32::from_bits(bits);
            let mut out = Vec::new();
            let mut object = ObjectWriter::new(&mut out);
            object.score("s", score);
            object.end();
            let written = String::from_utf8(out).unwrap();
            let number = written.strip_prefix("{\"s\": ").unwrap().strip_suffix('}').unwrap();
            assert_eq!(number.parse::<f32>().unwrap(), score);
            assert!(!number.contains('e') && !number.ends_with(".0"), "{number}");
            // Of two numbers of as few digits, both as near, either may be written.
            assert_eq!(number.len(), score.to_string().len());
        }
    }

    #[test]
    fn what_must_be_escaped_is_found_wherever_it_stands() {
        let all = "éabcdefghij→klmnopqrst";
        for at in all.char_indices().map(|(at, _)| at) {
            for (plain, escaped) in [
                ('"', "\\\""),
                ('\\', "\\\\"),
                ('\n', "\\n"),
                ('\u{1}', "\\u0001"),
            ] {
                let (before, behind) = all.split_at(at);
                let text = format!("{before}{plain}{behind}");
                assert_eq!(written(&text), format!("\"{before}{escaped}{behind}\""));
            }
        }
    }
}
