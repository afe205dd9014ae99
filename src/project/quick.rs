//! Reads RON as Dateline writes it, several times as fast as `ron`, which must be ready for anything.
//!
//! A file that Dateline wrote holds no comments, no raw strings, no underscores in numbers, no `Some(…)`. Whatever is not in that narrow form
//! is an error here, without line or reason: the caller then asks `ron`, whose word counts. So this reader may give up, but it must never
//! read something that `ron` would read differently; the properties below compare the two on sound and on damaged text.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer as _, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// Not in the narrow form.
#[derive(Debug)]
pub(super) struct GaveUp;

impl fmt::Display for GaveUp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not as Dateline writes it")
    }
}

impl std::error::Error for GaveUp {}

impl serde::de::Error for GaveUp {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads all of `source`.
///
/// # Errors
/// When it is not in the narrow form; `ron` may still read it.
pub(super) fn read<T: DeserializeOwned>(source: &str) -> Result<T, GaveUp> {
    let mut reader = Reader {
        rest: source,
        scratch: String::new(),
    };
    let value = T::deserialize(&mut reader)?;
    reader.skip_blanks();
    if reader.rest.is_empty() {
        Ok(value)
    } else {
        Err(GaveUp)
    }
}

struct Reader<'s> {
    rest: &'s str,
    /// The last string that held escapes.
    scratch: String,
}

impl<'s> Reader<'s> {
    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    /// The next byte after blanks.
    fn peek(&mut self) -> Option<u8> {
        self.skip_blanks();
        self.rest.as_bytes().first().copied()
    }

    /// Takes `mark`, an ASCII character, if it comes next.
    fn take(&mut self, mark: u8) -> bool {
        let is_next = self.peek() == Some(mark);
        if is_next {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        is_next
    }

    fn expect(&mut self, mark: u8) -> Result<(), GaveUp> {
        self.take(mark).then_some(()).ok_or(GaveUp)
    }

    /// Whether another item follows in a list that ends with `end`; takes the comma, and the end where there is no item.
    fn has_next(&mut self, is_first: &mut bool, end: u8) -> Result<bool, GaveUp> {
        let may_go_on = std::mem::take(is_first) || self.take(b',');
        if self.take(end) {
            return Ok(false);
        }
        may_go_on.then_some(true).ok_or(GaveUp)
    }

    /// Takes the next `length` bytes, which end on a character boundary.
    fn split(&mut self, length: usize) -> Result<&'s str, GaveUp> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(GaveUp)?;
        self.rest = rest;
        Ok(taken)
    }

    fn word(&mut self) -> Result<&'s str, GaveUp> {
        self.skip_blanks();
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = self.rest.bytes().take_while(|byte| is_part(byte)).count();
        let starts_well = self.peek().is_some_and(|byte| !byte.is_ascii_digit());
        // Words that `ron` gives a meaning of their own are none of ours.
        match self.split(length)? {
            "" | "Some" | "None" | "true" | "false" | "r" | "b" | "br" | "inf" | "NaN" => {
                Err(GaveUp)
            }
            word if starts_well => Ok(word),
            _ => Err(GaveUp),
        }
    }

    /// A number's characters.
    fn number(&mut self) -> Result<&'s str, GaveUp> {
        self.skip_blanks();
        let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'e');
        let length = self.rest.bytes().take_while(is_part).count();
        let number = self.split(length)?;
        // `1_000`, `0x1F` and `1u32` go on here.
        match self.rest.bytes().next() {
            Some(b',' | b')' | b']') if number.bytes().any(|byte| byte.is_ascii_digit()) => {
                Ok(number)
            }
            _ => Err(GaveUp),
        }
    }

    fn whole<T: std::str::FromStr>(&mut self) -> Result<T, GaveUp> {
        let number = self.number()?;
        // `ron` reads 007 as well, but nobody writes it.
        if number.len() > 1 && number.starts_with('0') {
            return Err(GaveUp);
        }
        number.parse().ok().ok_or(GaveUp)
    }

    fn fraction<T: std::str::FromStr>(&mut self) -> Result<T, GaveUp> {
        let number = self.number()?;
        let starts_and_ends_in_digits = number
            .trim_start_matches('-')
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_digit())
            && number.ends_with(|char: char| char.is_ascii_digit());
        if !starts_and_ends_in_digits {
            return Err(GaveUp);
        }
        number.parse().ok().ok_or(GaveUp)
    }

    /// A string: a slice of the source, or of the scratch where it held escapes.
    fn string(&mut self) -> Result<Quoted<'s>, GaveUp> {
        self.expect(b'"')?;
        let end = memchr::memchr2(b'"', b'\\', self.rest.as_bytes()).ok_or(GaveUp)?;
        let plain = self.split(end)?;
        if self.take_raw('"') {
            return Ok(Quoted::Plain(plain));
        }
        self.scratch.clear();
        self.scratch.push_str(plain);
        loop {
            if self.take_raw('"') {
                return Ok(Quoted::Escaped);
            }
            self.escape()?;
            let end = memchr::memchr2(b'"', b'\\', self.rest.as_bytes()).ok_or(GaveUp)?;
            let plain = self.split(end)?;
            self.scratch.push_str(plain);
        }
    }

    /// Takes `mark` if it comes at once.
    fn take_raw(&mut self, mark: char) -> bool {
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn escape(&mut self) -> Result<(), GaveUp> {
        let mut marks = self.rest.chars();
        let (Some('\\'), Some(mark)) = (marks.next(), marks.next()) else {
            return Err(GaveUp);
        };
        self.rest = marks.as_str();
        let char = match mark {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' | '\\' => mark,
            'u' => return self.scalar(),
            _ => return Err(GaveUp),
        };
        self.scratch.push(char);
        Ok(())
    }

    fn scalar(&mut self) -> Result<(), GaveUp> {
        let digits = self.rest.strip_prefix('{').ok_or(GaveUp)?;
        let (digits, rest) = digits.split_once('}').ok_or(GaveUp)?;
        let is_plain =
            (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let char = u32::from_str_radix(digits, 16)
            .ok()
            .filter(|_| is_plain)
            .and_then(char::from_u32)
            .ok_or(GaveUp)?;
        self.rest = rest;
        self.scratch.push(char);
        Ok(())
    }
}

enum Quoted<'s> {
    Plain(&'s str),
    Escaped,
}

macro_rules! numbers {
    ($($method:ident $visit:ident $read:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GaveUp> {
            visitor.$visit(self.$read()?)
        }
    )*};
}

impl<'de> serde::Deserializer<'de> for &mut Reader<'_> {
    type Error = GaveUp;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, GaveUp> {
        Err(GaveUp)
    }

    numbers! {
        deserialize_u8 visit_u8 whole
        deserialize_u16 visit_u16 whole
        deserialize_u32 visit_u32 whole
        deserialize_u64 visit_u64 whole
        deserialize_f32 visit_f32 fraction
        deserialize_f64 visit_f64 fraction
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GaveUp> {
        self.skip_blanks();
        for (word, value) in [("true", true), ("false", false)] {
            if let Some(rest) = self.rest.strip_prefix(word)
                && rest.starts_with([',', ')', ']'])
            {
                self.rest = rest;
                return visitor.visit_bool(value);
            }
        }
        Err(GaveUp)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GaveUp> {
        match self.string()? {
            Quoted::Plain(plain) => visitor.visit_str(plain),
            Quoted::Escaped => visitor.visit_str(&self.scratch),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GaveUp> {
        self.deserialize_str(visitor)
    }

    /// What is there is meant: Dateline leaves out fields that are `None`.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GaveUp> {
        self.skip_blanks();
        if self.rest.starts_with("None") || self.rest.starts_with("Some") {
            return Err(GaveUp);
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: V,
    ) -> Result<V::Value, GaveUp> {
        Err(GaveUp)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GaveUp> {
        self.expect(b'[')?;
        visitor.visit_seq(Items::new(self, b']'))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, GaveUp> {
        self.expect(b'(')?;
        let mut items = Items::new(self, b')');
        items.at_most = length;
        let value = visitor.visit_seq(&mut items)?;
        items.finish()?;
        Ok(value)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, GaveUp> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GaveUp> {
        self.expect(b'{')?;
        visitor.visit_map(Items::new(self, b'}'))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, GaveUp> {
        self.skip_blanks();
        if !self.rest.starts_with('(') && self.word()? != name {
            return Err(GaveUp);
        }
        self.expect(b'(')?;
        visitor.visit_map(Fields(Items::new(self, b')')))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, GaveUp> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 char bytes byte_buf unit unit_struct identifier ignored_any
    }
}

/// Items between brackets.
struct Items<'r, 's> {
    reader: &'r mut Reader<'s>,
    is_first: bool,
    end: u8,
    at_most: usize,
    is_done: bool,
}

impl<'r, 's> Items<'r, 's> {
    fn new(reader: &'r mut Reader<'s>, end: u8) -> Self {
        Self {
            reader,
            is_first: true,
            end,
            at_most: usize::MAX,
            is_done: false,
        }
    }

    fn has_next(&mut self) -> Result<bool, GaveUp> {
        if self.is_done || self.at_most == 0 {
            return Ok(false);
        }
        let has_next = self.reader.has_next(&mut self.is_first, self.end)?;
        self.is_done = !has_next;
        self.at_most -= 1;
        Ok(has_next)
    }

    /// The end after a number of items that was known.
    fn finish(&mut self) -> Result<(), GaveUp> {
        if self.is_done {
            return Ok(());
        }
        self.reader.take(b',');
        self.reader.expect(self.end)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = GaveUp;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, GaveUp> {
        if !self.has_next()? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Items<'_, '_> {
    type Error = GaveUp;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, GaveUp> {
        if !self.has_next()? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, GaveUp> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// Named fields: like a map whose keys are words.
struct Fields<'r, 's>(Items<'r, 's>);

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = GaveUp;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, GaveUp> {
        if !self.0.has_next()? {
            return Ok(None);
        }
        let word: StrDeserializer<'_, GaveUp> = self.0.reader.word()?.into_deserializer();
        seed.deserialize(word).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, GaveUp> {
        self.0.next_value_seed(seed)
    }
}

impl<'de> EnumAccess<'de> for &mut Reader<'_> {
    type Error = GaveUp;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), GaveUp> {
        let word: StrDeserializer<'_, GaveUp> = self.word()?.into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Reader<'_> {
    type Error = GaveUp;

    fn unit_variant(self) -> Result<(), GaveUp> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, GaveUp> {
        self.expect(b'(')?;
        let value = seed.deserialize(&mut *self)?;
        self.take(b',');
        self.expect(b')')?;
        Ok(value)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, GaveUp> {
        serde::Deserializer::deserialize_tuple(self, length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, GaveUp> {
        self.expect(b'(')?;
        visitor.visit_map(Fields(Items::new(self, b')')))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{file, migrate, rich, wire};
    use super::*;
    use crate::model::Document;

    /// Both readers' documents; that `ron` fails where this one succeeds is an error in itself.
    fn agree(source: &str) -> Option<Document> {
        let quick: wire::Document = read(source).ok()?;
        let plain: wire::Document = migrate::parse(source).unwrap();
        let (quick, plain) = (
            quick.into_model(&mut Vec::new()),
            plain.into_model(&mut Vec::new()),
        );
        assert_eq!(quick, plain);
        Some(quick)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn what_dateline_writes_is_read_without_help(project in rich::projects()) {
            for document in &project.documents {
                let text = file::document_text(document);
                let text = text.trim_end().trim_end_matches(',');
                let read = agree(text);
                prop_assert_eq!(read.as_ref(), Some(&**document));
            }
        }

        #[test]
        fn damaged_text_is_never_read_differently(
            project in rich::projects(),
            damage in proptest::collection::vec((any::<prop::sample::Index>(), "[ ,:()\\[\\]{}\"\\\\0-9a-zA-Z_.#/*\n-]{0,2}", 0..3_usize), 1..200),
        ) {
            for document in &project.documents {
                let text = file::document_text(document);
                let text = text.trim_end().trim_end_matches(',');
                let chars: Vec<char> = text.chars().collect();
                for (at, inserted, removed) in &damage {
                    let at = at.index(chars.len());
                    let end = (at + removed).min(chars.len());
                    let damaged: String = chars[..at]
                        .iter()
                        .copied()
                        .chain(inserted.chars())
                        .chain(chars[end..].iter().copied())
                        .collect();
                    agree(&damaged);
                }
            }
        }
    }

    #[test]
    fn forms_that_only_ron_knows_are_left_to_it() {
        for source in [
            "(id: \"d\", text: r\"raw\")",
            "(id: \"d\", /* why */ text: \"t\")",
            "(id: \"d\", text: \"t\", suggestions_shown: Some(true))",
            "(id: \"d\", text: \"t\", suggestions_shown: None)",
            "(id: \"d\", text: \"t\", zones: [(body, 0x0, 1)])",
            "(id: \"d\", text: \"t\", zones: [(body, 0, 1_0)])",
            "(id: \"d\", text: \"\\x41\")",
        ] {
            assert!(read::<wire::Document>(source).is_err(), "{source}");
            assert!(migrate::parse::<wire::Document>(source).is_ok(), "{source}");
        }
    }
}
