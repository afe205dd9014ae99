//! From bytes to characters: which encoding a file is in, and line ends made one.
//!
//! ```text
//! bytes → (byte order mark, UTF-16 pattern, UTF-8, detection) → characters → line feeds only, with a map back
//! ```

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use smol_str::SmolStr;
use thiserror::Error;

use super::Text;

/// Characters of a file and how they were told from its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The characters, every line end a line feed, without a byte order mark.
    pub characters: String,
    /// Name of the encoding as the web knows it ("UTF-8", "windows-1252").
    pub encoding: SmolStr,
    /// Whether the encoding was guessed from the bytes rather than told by a mark or by being valid.
    pub is_guessed: bool,
    /// Whether some bytes were no character in that encoding and became U+FFFD.
    pub had_errors: bool,
    /// Places in `characters` (byte offsets of line feeds, sorted) where the source had a carriage return and line feed.
    pub crlf_at: Vec<u32>,
    /// Whether the source had lone carriage returns as line ends.
    pub had_cr: bool,
}

/// Why bytes are no text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// They hold what no text holds.
    #[error("it holds binary data (a zero at {at})")]
    Binary {
        /// Where the first sign of it is, in bytes.
        at: usize,
    },
    /// They begin like a file of a known kind that is no text.
    #[error("it is {kind}")]
    Known {
        /// What it is.
        kind: &'static str,
    },
    /// Too many control characters for a text.
    #[error("it holds binary data ({percent} % control characters)")]
    ControlCharacters {
        /// Their share.
        percent: usize,
    },
    /// More than offsets can address.
    #[error("{bytes} bytes are too many: a text may have at most 4 GiB")]
    TooLarge {
        /// Length of the source or of its characters.
        bytes: u64,
    },
}

/// Reads `bytes` as text.
///
/// # Errors
/// Binary data and texts longer than [`Text::MAX_BYTES`] are refused.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    decode_labelled(bytes, None)
}

/// The same for a source that names its encoding, as web pages do; the name is believed where no mark and no sound UTF-8 speaks against it.
///
/// # Errors
/// As for [`decode`].
pub fn decode_labelled(bytes: &[u8], label: Option<&str>) -> Result<Decoded, DecodeError> {
    check_len(bytes.len())?;
    if let Some(kind) = known_binary(bytes) {
        return Err(DecodeError::Known { kind });
    }
    let (encoding, is_guessed, content) = find_encoding(bytes, label)?;
    let (characters, had_errors) = encoding.decode_without_bom_handling(content);
    check_controls(&characters)?;
    check_len(characters.len())?;
    let lines = unify_line_ends(characters.into_owned());
    Ok(Decoded {
        characters: lines.characters,
        encoding: SmolStr::new(encoding.name()),
        is_guessed,
        had_errors,
        crlf_at: lines.crlf_at,
        had_cr: lines.had_cr,
    })
}

fn check_len(len: usize) -> Result<(), DecodeError> {
    if len > Text::MAX_BYTES {
        return Err(DecodeError::TooLarge { bytes: len as u64 });
    }
    Ok(())
}

/// The encoding of `bytes`, whether that is a guess, and the bytes behind the byte order mark.
fn find_encoding<'b>(
    bytes: &'b [u8],
    label: Option<&str>,
) -> Result<(&'static Encoding, bool, &'b [u8]), DecodeError> {
    if let Some((encoding, len)) = Encoding::for_bom(bytes) {
        return Ok((encoding, false, &bytes[len..]));
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return Ok((encoding, true, bytes));
    }
    if let Some(at) = memchr::memchr(0, bytes) {
        return Err(DecodeError::Binary { at });
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok((UTF_8, false, bytes));
    }
    let labelled = label
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        .filter(|encoding| !encoding.decode_without_bom_handling(bytes).1);
    Ok(labelled.map_or_else(
        || (guess(bytes), true, bytes),
        |encoding| (encoding, false, bytes),
    ))
}

/// The legacy encoding that explains `bytes` best; UTF-8 where nearly all of them are that, with a few broken characters.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(1 << 20)];
    let (num_broken, num_sound) = count_utf_8(sample);
    if num_sound >= 4 && num_sound > 9 * num_broken {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Numbers of broken stretches and of sound characters beyond ASCII, read as UTF-8.
fn count_utf_8(bytes: &[u8]) -> (usize, usize) {
    let mut counts = (0, 0);
    for chunk in bytes.utf8_chunks() {
        counts.0 += usize::from(!chunk.invalid().is_empty());
        counts.1 += chunk
            .valid()
            .chars()
            .filter(|char| !char.is_ascii())
            .count();
    }
    counts
}

/// UTF-16 told by its zero bytes: in Latin text nearly every other byte is zero, in other scripts those of blanks are, at one parity only.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    if sample.len() < 4 || bytes.len() % 2 == 1 {
        return None;
    }
    let mut zeros = [0_usize; 2];
    for pair in sample.chunks_exact(2) {
        zeros[0] += usize::from(pair[0] == 0);
        zeros[1] += usize::from(pair[1] == 0);
    }
    let [even, odd] = zeros;
    let (encoding, many, few) = if odd > even {
        (UTF_16LE, odd, even)
    } else {
        (UTF_16BE, even, odd)
    };
    let pairs = sample.len() / 2;
    let is_sound = || {
        let (characters, had_errors) = encoding.decode_without_bom_handling(&sample[..pairs * 2]);
        let num_blanks = characters
            .chars()
            .filter(|char| matches!(char, ' ' | '\n'))
            .count();
        let num_letters = characters
            .chars()
            .filter(|char| char.is_alphabetic())
            .count();
        !had_errors
            && !characters.contains('\0')
            && num_blanks * 25 >= pairs
            && num_letters * 2 >= pairs
    };
    (many >= 2 && few * 50 <= many && is_sound()).then_some(encoding)
}

/// Kinds of files that people drop on an annotation program by mistake, by their first bytes.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 10] = [
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xFF\xD8\xFF", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"\x1F\x8B", "gzip-compressed data"),
        (b"\xD0\xCF\x11\xE0", "an old office document"),
        (b"{\\rtf", "a rich text document"),
        (b"\x7FELF", "a program"),
        (b"\x28\xB5\x2F\xFD", "Zstandard-compressed data"),
    ];
    KINDS
        .iter()
        .find(|(mark, _)| bytes.starts_with(mark))
        .map(|(_, kind)| *kind)
}

/// Refuses characters that no text has in number, and the zero character altogether.
fn check_controls(characters: &str) -> Result<(), DecodeError> {
    if let Some(at) = characters.find('\0') {
        return Err(DecodeError::Binary { at });
    }
    let num_controls = characters
        .bytes()
        .filter(|byte| *byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0C | 0x0B | 0x1B))
        .count();
    let percent = num_controls * 100 / characters.len().max(1);
    if percent >= 5 {
        return Err(DecodeError::ControlCharacters { percent });
    }
    Ok(())
}

/// A text whose line ends are line feeds, and where they were something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnifiedLines {
    /// The text.
    pub characters: String,
    /// Byte offsets of line feeds that were a carriage return and line feed, sorted.
    pub crlf_at: Vec<u32>,
    /// Whether lone carriage returns became line feeds.
    pub had_cr: bool,
}

/// Makes every line end a line feed.
pub fn unify_line_ends(source: String) -> UnifiedLines {
    let mut lines = UnifiedLines {
        characters: String::new(),
        crlf_at: Vec::new(),
        had_cr: false,
    };
    if memchr::memchr(b'\r', source.as_bytes()).is_none() {
        lines.characters = source;
        return lines;
    }
    lines.characters.reserve(source.len());
    let mut rest = source.as_str();
    while let Some((line, after)) = rest.split_once('\r') {
        lines.characters.push_str(line);
        rest = if let Some(next) = after.strip_prefix('\n') {
            lines.crlf_at.push(lines.characters.len() as u32);
            next
        } else {
            lines.had_cr = true;
            after
        };
        lines.characters.push('\n');
    }
    lines.characters.push_str(rest);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn marks_and_patterns_tell_unicode_encodings() {
        let text = "Zoë reopened the port “today”";
        for (bytes, name, is_guessed) in [
            (text.as_bytes().to_vec(), "UTF-8", false),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8", false),
            (
                utf_16(&format!("\u{FEFF}{text}"), u16::to_le_bytes),
                "UTF-16LE",
                false,
            ),
            (
                utf_16(&format!("\u{FEFF}{text}"), u16::to_be_bytes),
                "UTF-16BE",
                false,
            ),
            (utf_16(text, u16::to_le_bytes), "UTF-16LE", true),
            (utf_16(text, u16::to_be_bytes), "UTF-16BE", true),
        ] {
            let decoded = decode(&bytes).unwrap();
            assert_eq!(decoded.characters, text);
            assert_eq!(
                (
                    decoded.encoding.as_str(),
                    decoded.is_guessed,
                    decoded.had_errors
                ),
                (name, is_guessed, false)
            );
        }
    }

    #[test]
    fn utf_16_of_another_script_is_told_by_its_blanks() {
        let text = "Порт снова открыт после шторма";
        assert_eq!(
            decode(&utf_16(text, u16::to_be_bytes)).unwrap().characters,
            text
        );
    }

    #[test]
    fn legacy_encodings_are_detected() {
        let russian = "Порт снова открыт после шторма, сообщили городские власти в среду утром.";
        let french =
            "Le café de la gare a été fermé hier à la suite d’un incendie, a déclaré le maire.";
        for (text, encoding) in [
            (russian, encoding_rs::WINDOWS_1251),
            (french, encoding_rs::WINDOWS_1252),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            let decoded = decode(&bytes).unwrap();
            assert_eq!(decoded.characters, text);
            assert_eq!(decoded.encoding, encoding.name());
            assert!(decoded.is_guessed);
        }
    }

    #[test]
    fn a_few_broken_characters_leave_utf_8_what_it_is() {
        let mut bytes = "été, été, été, été, été, été".as_bytes().to_vec();
        bytes.push(0xC3);
        let decoded = decode(&bytes).unwrap();
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.had_errors && decoded.characters.ends_with('\u{FFFD}'));
    }

    #[test]
    fn line_ends_become_one_with_a_map_back() {
        let decoded = decode(b"a\r\nb\rc\n\r\nd\r").unwrap();
        assert_eq!(decoded.characters, "a\nb\nc\n\nd\n");
        assert_eq!(decoded.crlf_at, [1, 6]);
        assert!(decoded.had_cr);
    }

    #[test]
    fn binary_data_is_refused() {
        assert_eq!(decode(b"ab\0cd efgh"), Err(DecodeError::Binary { at: 2 }));
        assert!(matches!(
            decode(b"%PDF-1.7 ..."),
            Err(DecodeError::Known { .. })
        ));
        assert!(matches!(
            decode(&[1, 2, 3, 4, 5, 6, b'a', b'b']),
            Err(DecodeError::ControlCharacters { .. })
        ));
        assert_eq!(decode(b"").unwrap().characters, "");
    }
}
