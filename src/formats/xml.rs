//! XML as several formats want it: a tree to read, with errors at their line, and text and attributes escaped to write.
//!
//! Documents may declare a document type, as ACE's do, but nothing is fetched, and entities that expand without end are refused by the parser.

use roxmltree::{Document, ParsingOptions};

use super::FormatError;
use super::reading::Source;
use crate::text::decode::decode_labelled;

/// More elements and texts than any document has, and few enough for the memory.
const MOST_NODES: u32 = 50_000_000;

/// All of a source as characters: in the encoding that it declares, where its bytes do not say otherwise.
pub(super) fn characters(mut source: Source) -> Result<String, FormatError> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    characters_of(&bytes)
}

/// The same for bytes.
pub(super) fn characters_of(bytes: &[u8]) -> Result<String, FormatError> {
    if bytes.trim_ascii().is_empty() {
        return Err(FormatError::Empty);
    }
    let head = bytes.get(..200).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head);
    let label = head
        .split_once("encoding=")
        .and_then(|(_, rest)| rest.get(1..)?.split(['"', '\'']).next());
    Ok(decode_labelled(bytes, label)?.characters)
}

/// The tree of `characters`.
pub(super) fn parse(characters: &str) -> Result<Document<'_>, FormatError> {
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(characters, options).map_err(|error| FormatError::Syntax {
        line: error.pos().row.into(),
        message: format!("column {}: {}", error.pos().col, words(&error)),
    })
}

/// What is wrong, without its place.
fn words(error: &roxmltree::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at ") {
        Some(at) => message.get(..at).unwrap_or_default().to_owned(),
        None => message,
    }
}

/// The line of a node, from 1.
pub(super) fn line(node: roxmltree::Node<'_, '_>) -> u64 {
    node.document().text_pos_at(node.range().start).row.into()
}

/// Whether XML 1.0 can hold `char`.
pub(super) fn is_allowed(char: char) -> bool {
    !matches!(char, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Writes text between tags. What XML cannot hold becomes a blank, so that offsets stay.
pub(super) fn push_text(out: &mut String, text: &str) {
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A lone one would be read as a line feed.
            '\r' => out.push_str("&#13;"),
            char if is_allowed(char) => out.push(char),
            _ => out.push(' '),
        }
    }
}

/// Writes ` name="value"`.
pub(super) fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for char in value.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            // Readers make blanks of these where they stand as they are.
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            char if is_allowed(char) => out.push(char),
            _ => out.push(' '),
        }
    }
    out.push('"');
}

/// Writes ` name="number"`.
pub(super) fn push_number(out: &mut String, name: &str, number: impl std::fmt::Display) {
    push_attribute(out, name, &number.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_xml_cannot_hold_is_a_blank() {
        let text = "a & b < c > \"d\" 'e'\n\tf\r👍\u{1}\u{FFFF}";
        let mut written = "<x".to_owned();
        push_attribute(&mut written, "y", text);
        written.push('>');
        push_text(&mut written, text);
        written.push_str("</x>");
        let document = parse(&written).unwrap();
        let expected = "a & b < c > \"d\" 'e'\n\tf\r👍  ";
        assert_eq!(document.root_element().attribute("y"), Some(expected));
        assert_eq!(document.root_element().text(), Some(expected));
    }

    #[test]
    fn hostile_files_end_in_an_error_with_its_line() {
        let mut bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">".to_owned();
        for (from, to) in ('a'..'k').zip('b'..='k') {
            let references = format!("&{from};").repeat(10);
            bomb.push_str(&format!("<!ENTITY {to} \"{references}\">"));
        }
        bomb.push_str("]>\n<x>&k;</x>");
        for (xml, start) in [
            (bomb.as_str(), "line "),
            ("<x>\n<y></x>", "line 2: column "),
            ("<x>&unknown;</x>", "line 1: column "),
            ("<x", "line 1: column "),
            ("no tags", "line 1: column "),
        ] {
            let error = parse(xml).unwrap_err().to_string();
            assert!(error.starts_with(start), "{error}");
        }
        let deep = format!("{}{}", "<x>".repeat(200_000), "</x>".repeat(200_000));
        assert!(parse(&deep).is_ok());
    }
}
