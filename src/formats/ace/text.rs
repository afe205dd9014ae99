//! The text of an `.sgm` file: its characters with the tags taken out, and where they stood before and after.

use crate::formats::offsets_by_evidence::{Offsets, Quoted, Reading, Unit, find};
use crate::text::{Span, Text, ZoneKind};

/// How ACE counts: scalar values, the end being the last one of the span.
pub(super) const READING: Reading = Reading {
    unit: Unit::Chars,
    end_inclusive: true,
    shift: 0,
};

/// A text without its tags.
#[derive(Debug, Default)]
pub(super) struct Stripped {
    /// Character references as they are.
    pub(super) raw: String,
    /// What the tags say about stretches of `raw`: name and byte range.
    pub(super) elements: Vec<(String, Span)>,
}

impl Stripped {
    /// Takes the tags out of `sgm`. What looks like none of them stays.
    pub(super) fn of(sgm: &str) -> Self {
        let mut stripped = Self::default();
        let mut open: Vec<(String, u32)> = Vec::new();
        let mut rest = sgm;
        while let Some(at) = rest.find('<') {
            let (before, from) = rest.split_at(at);
            stripped.raw.push_str(before);
            let Some((tag, after)) = tag(from) else {
                stripped.raw.push('<');
                rest = from.get(1..).unwrap_or_default();
                continue;
            };
            let here = stripped.raw.len() as u32;
            let name = |tag: &str| -> String {
                let letters = tag.chars().take_while(|char| char.is_alphanumeric());
                letters.flat_map(char::to_uppercase).collect()
            };
            if let Some(closed) = tag.strip_prefix('/') {
                let closed = name(closed);
                if let Some(place) = open.iter().rposition(|(known, _)| *known == closed) {
                    let (known, start) = open.remove(place);
                    stripped.elements.push((known, Span::new(start, here)));
                }
            } else if !tag.ends_with('/') {
                open.push((name(tag), here));
            }
            rest = after;
        }
        stripped.raw.push_str(rest);
        stripped
    }

    /// The words of the first element called `name`.
    pub(super) fn words(&self, name: &str) -> Option<&str> {
        let (_, span) = self.elements.iter().find(|(known, _)| known == name)?;
        Some(self.raw.get(span.range())?.trim())
    }
}

/// What stands in the tag that `text` begins with, and what follows it.
fn tag(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('<')?;
    let is_tag = inner.starts_with(|char: char| char.is_ascii_alphabetic() || "/!?".contains(char));
    let end = inner.find('>').filter(|_| is_tag)?;
    Some((inner.get(..end)?, inner.get(end + 1..)?))
}

/// The zone that an element is.
pub(super) fn zone(name: &str) -> Option<ZoneKind> {
    Some(match name {
        "HEADLINE" => ZoneKind::Headline,
        "DATETIME" | "DATE" | "DATELINE" => ZoneKind::Dateline,
        "TEXT" => ZoneKind::Body,
        "DOCID" | "DOCTYPE" => ZoneKind::Boilerplate,
        _ => return None,
    })
}

/// Character references of XML, and what they stand for.
const REFERENCES: [(&str, char); 6] = [
    ("&amp;", '&'),
    ("&AMP;", '&'),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&quot;", '"'),
    ("&apos;", '\''),
];

/// A text with its references resolved, and the way from offsets of a source to it.
pub(super) struct Decoded {
    /// The text of the document.
    pub(super) text: Text,
    raw: Text,
    /// Byte of `text` for each byte of `raw` at which a character begins, and for its end.
    bytes: Vec<u32>,
}

impl Decoded {
    /// Resolves the references of `raw`.
    pub(super) fn of(raw: &str) -> Self {
        let mut text = String::with_capacity(raw.len());
        let mut bytes = Vec::with_capacity(raw.len() + 1);
        let mut rest = raw;
        while let Some(char) = rest.chars().next() {
            let reference = REFERENCES
                .iter()
                .find(|(written, _)| rest.starts_with(written));
            let (len, char) = reference.map_or((char.len_utf8(), char), |(written, char)| {
                (written.len(), *char)
            });
            bytes.extend(std::iter::repeat_n(text.len() as u32, len));
            text.push(char);
            rest = rest.get(len..).unwrap_or_default();
        }
        bytes.push(text.len() as u32);
        Self {
            text: Text::new(text),
            raw: Text::new(raw),
            bytes,
        }
    }

    /// A byte range of the raw text in the resolved one.
    pub(super) fn span(&self, raw: Span) -> Option<Span> {
        let byte = |at: u32| self.bytes.get(at as usize).copied();
        let (start, end) = (byte(raw.start)?, byte(raw.end)?);
        (start <= end).then(|| Span::new(start, end))
    }

    /// How `quoted` count, with what to say about it: over the raw text as documented, or over the resolved one where that fits more of them.
    pub(super) fn find<'d>(&'d self, quoted: &[Quoted<'_>]) -> (Places<'d>, Option<String>) {
        let in_raw = find(&self.raw, quoted, READING);
        if self.raw == self.text {
            let offsets = Offsets::new(&self.raw, in_raw.reading);
            return (Places(self, offsets, true), in_raw.remark(READING));
        }
        let resolved = find(&self.text, quoted, READING);
        if resolved.num_matching > in_raw.num_matching {
            let offsets = Offsets::new(&self.text, resolved.reading);
            let remark = resolved.remark(READING);
            return (Places(self, offsets, false), remark);
        }
        // What quotes a reference differs from what it stands for; that is no fault.
        let is_documented = in_raw.reading == READING;
        let remark = in_raw.remark(READING).filter(|_| !is_documented);
        let offsets = Offsets::new(&self.raw, in_raw.reading);
        (Places(self, offsets, true), remark)
    }
}

/// Offsets as a source counts them.
pub(super) struct Places<'d>(&'d Decoded, Offsets<'d>, bool);

impl Places<'_> {
    /// The span in the resolved text.
    pub(super) fn span(&self, start: i64, end: i64) -> Option<Span> {
        let Self(decoded, offsets, is_raw) = self;
        let span = offsets.span(start, end)?;
        let span = if *is_raw { decoded.span(span)? } else { span };
        (!span.is_empty()).then_some(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_out_and_everything_else_stays() {
        let stripped =
            Stripped::of("<DOC>\n<DOCID> a1 </DOCID>\n<TEXT>\n5 < 6 &amp; x<BR/>y\n</TEXT></DOC>");
        assert_eq!(stripped.raw, "\n a1 \n\n5 < 6 &amp; xy\n");
        assert_eq!(stripped.words("DOCID"), Some("a1"));
        let decoded = Decoded::of(&stripped.raw);
        assert_eq!(decoded.text.as_str(), "\n a1 \n\n5 < 6 & xy\n");
        let (places, remark) = decoded.find(&[]);
        assert_eq!(remark, None);
        // "x" stands behind the reference.
        let x = stripped.raw.find('x').unwrap() as i64;
        assert_eq!(decoded.text.slice(places.span(x, x + 1).unwrap()), "xy");
    }
}
