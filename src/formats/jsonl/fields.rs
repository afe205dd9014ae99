//! JSON objects of a record as fields to take by name; what is left over is unknown to Dateline and kept as it came.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The fields of one JSON object, in their order, values unread.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// Takes the field `name` out; `None` when it is absent or null. Of two fields of one name the later counts.
    ///
    /// # Errors
    /// When its value is of another kind, in words that name the field.
    pub(super) fn take<T: Deserialize<'a>>(&mut self, name: &str) -> Result<Option<T>, String> {
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
    pub(super) fn need<T: Deserialize<'a>>(&mut self, name: &str) -> Result<T, String> {
        self.take(name)?
            .ok_or_else(|| format!("`{name}` is missing"))
    }

    /// The unread value of `name`, left where it is.
    pub(super) fn raw(&self, name: &str) -> Option<&'a RawValue> {
        self.0
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| *value)
    }

    /// Name and unread value of what was not taken.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(key, value)| (&**key, *value))
    }

    /// Whether everything was taken.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a JSON error says, without its place, which counts from the start of the value and not of the line.
pub(super) fn without_place(error: &serde_json::Error) -> String {
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
pub(super) struct Word(pub(super) smol_str::SmolStr);

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
pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte >= 0x20 && *byte != b'"' && *byte != b'\\' {
            continue;
        }
        out.extend_from_slice(&bytes[done..at]);
        done = at + 1;
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        }
    }
    out.extend_from_slice(&bytes[done..]);
    out.push(b'"');
}

/// Writes the fields of one object; commas and braces are its business.
pub(super) struct ObjectWriter<'o> {
    out: &'o mut Vec<u8>,
    is_first: bool,
}

impl<'o> ObjectWriter<'o> {
    /// Opens an object at the end of `out`.
    pub(super) fn new(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Self {
            out,
            is_first: true,
        }
    }

    /// Closes it.
    pub(super) fn end(self) {
        self.out.push(b'}');
    }

    /// Begins the field `name`; the caller writes its value.
    pub(super) fn key(&mut self, name: &str) -> &mut Vec<u8> {
        if !self.is_first {
            self.out.extend_from_slice(b", ");
        }
        self.is_first = false;
        write_string(self.out, name);
        self.out.extend_from_slice(b": ");
        self.out
    }

    /// A string.
    pub(super) fn string(&mut self, name: &str, value: &str) {
        let out = self.key(name);
        write_string(out, value);
    }

    /// A string, left out when it is empty.
    pub(super) fn string_if_any(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.string(name, value);
        }
    }

    /// Anything that prints as a JSON number or truth value.
    pub(super) fn number(&mut self, name: &str, value: impl fmt::Display) {
        let out = self.key(name);
        out.extend_from_slice(value.to_string().as_bytes());
    }

    /// JSON as it is, kept on one line.
    pub(super) fn raw(&mut self, name: &str, json: &str) {
        let out = self.key(name);
        out.extend(json.bytes().map(|byte| {
            if byte == b'\n' || byte == b'\r' {
                b' '
            } else {
                byte
            }
        }));
    }

    /// A list of what `write` writes, one call an item.
    pub(super) fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Vec<u8>, T),
    ) {
        let out = self.key(name);
        write_list(out, items, write);
    }
}

/// Writes a list of what `write` writes, one call an item.
pub(super) fn write_list<T>(
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
