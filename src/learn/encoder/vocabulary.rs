//! Words as numbered pieces of a fixed vocabulary: WordPiece, the longest known piece first, as the encoder's base model was trained with.
//!
//! Source: Devlin et al. 2019, "BERT", and the tokenizer of the base model, which ignores case and accents.

use std::collections::HashMap;

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Number of a piece.
pub type Piece = u16;

/// The pieces and their numbers.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Pieces that begin a word.
    first: HashMap<Box<str>, Piece>,
    /// Pieces that go on with one.
    inner: HashMap<Box<str>, Piece>,
    longest: usize,
    /// Stands for a word that no pieces make up.
    unknown: Piece,
    /// Stands before a chunk.
    start: Piece,
    /// Stands behind a chunk.
    end: Piece,
}

/// The most pieces of one token; what a longer one has behind them is not looked at.
pub const MOST_PIECES: usize = 12;

impl Vocabulary {
    /// The vocabulary of a list with one piece a line; "##" marks pieces inside a word. `None` when the marks `[UNK]`, `[CLS]`, `[SEP]` are
    /// not in it or it is too long.
    pub fn read(list: &str) -> Option<Self> {
        let mut vocabulary = Self {
            first: HashMap::new(),
            inner: HashMap::new(),
            longest: 0,
            unknown: 0,
            start: 0,
            end: 0,
        };
        for (number, piece) in list.lines().enumerate() {
            let number = Piece::try_from(number).ok()?;
            let (pieces, piece) = match piece.strip_prefix("##") {
                Some(inner) if !inner.is_empty() => (&mut vocabulary.inner, inner),
                _ => (&mut vocabulary.first, piece),
            };
            vocabulary.longest = vocabulary.longest.max(piece.len());
            pieces.insert(piece.into(), number);
        }
        let mark = |mark: &str| vocabulary.first.get(mark).copied();
        let (unknown, start, end) = (mark("[UNK]")?, mark("[CLS]")?, mark("[SEP]")?);
        Some(Self {
            unknown,
            start,
            end,
            ..vocabulary
        })
    }

    /// The piece before a chunk.
    pub fn start(&self) -> Piece {
        self.start
    }

    /// The piece behind a chunk.
    pub fn end(&self) -> Piece {
        self.end
    }

    /// The pieces of a token; at least one, at most [`MOST_PIECES`].
    pub fn pieces(&self, token: &str) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(2);
        let plain: String = DecomposingNormalizerBorrowed::new_nfd()
            .normalize(&token.to_lowercase())
            .chars()
            .filter(|character| !is_accent(*character))
            .collect();
        let mut rest = plain.as_str();
        while let Some(first) = rest.chars().next() {
            let is_mark = !first.is_alphanumeric();
            let len = if is_mark {
                first.len_utf8()
            } else {
                rest.find(|character: char| !character.is_alphanumeric())
                    .unwrap_or(rest.len())
            };
            let (word, behind) = rest.split_at(len);
            if !first.is_whitespace() {
                self.add_word(word, &mut pieces);
            }
            rest = behind;
        }
        if pieces.is_empty() {
            pieces.push(self.unknown);
        }
        pieces.truncate(MOST_PIECES);
        pieces
    }

    fn add_word(&self, word: &str, out: &mut Vec<Piece>) {
        let from = out.len();
        let mut at = 0;
        while at < word.len() {
            let pieces = if at == 0 { &self.first } else { &self.inner };
            let longest = (word.len() - at).min(self.longest);
            let found = (1..=longest).rev().find_map(|len| {
                let piece = word.get(at..at + len)?;
                Some((len, *pieces.get(piece)?))
            });
            let Some((len, piece)) = found else {
                out.truncate(from);
                out.push(self.unknown);
                return;
            };
            out.push(piece);
            at += len;
        }
    }
}

/// Whether a character is a combining accent (Unicode block Combining Diacritical Marks).
fn is_accent(character: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::read("[UNK]\n[CLS]\n[SEP]\nsan\n##aa\n##a\nu\n.\ns\ncafe\n##!\n#").unwrap()
    }

    #[test]
    fn a_word_is_cut_into_its_longest_pieces() {
        let vocabulary = vocabulary();
        for (token, pieces) in [
            ("Sanaa", &[3, 4][..]),
            ("sanaaa", &[3, 4, 5]),
            ("U.S.", &[6, 7, 8, 7]),
            ("Café", &[9]),
            ("cafes", &[0]),
            ("#", &[11]),
            ("Москва", &[0]),
            ("\u{301}", &[0]),
            ("", &[0]),
        ] {
            assert_eq!(vocabulary.pieces(token), pieces, "{token}");
        }
        assert_eq!(vocabulary.pieces(&"u.".repeat(30)).len(), MOST_PIECES);
        assert_eq!((vocabulary.start(), vocabulary.end()), (1, 2));
    }

    #[test]
    fn a_list_without_its_marks_is_refused() {
        assert!(Vocabulary::read("a\nb").is_none());
        assert!(
            Vocabulary::read(&format!("[UNK]\n[CLS]\n[SEP]\n{}", "x\n".repeat(70_000))).is_none()
        );
    }
}
