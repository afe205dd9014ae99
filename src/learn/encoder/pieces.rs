//! A document as the encoder reads it: chunks of neighbouring sentences, each a row of pieces.

use super::vocabulary::{Piece, Vocabulary};
use crate::learn::features::Context;
use crate::learn::marks::{Marks, marks_of};
use crate::preannotate::Analysis;
use crate::preannotate::analysis::{Shape, Word};
use crate::text::TokenKind;

/// The most pieces of a chunk, with the one before and the one behind it.
pub const MOST: usize = 128;

/// Number of different [`PieceView::shape`]s.
pub const NUM_SHAPES: usize = 40;

/// What the encoder sees of one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PieceView {
    /// The piece.
    pub piece: Piece,
    /// Capitals, digits and place of the token it is of, below [`NUM_SHAPES`].
    pub shape: u8,
    /// Whether it goes on with a token.
    pub is_inner: bool,
    /// What the rules and lists say of the token.
    pub marks: Marks,
}

/// Neighbouring sentences that are read together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunk {
    /// The pieces, the marks before and behind them among them; at most [`MOST`].
    pub pieces: Vec<PieceView>,
    /// Tokens of the document and the place of their first piece, ascending.
    pub tokens: Vec<(u32, u16)>,
}

/// The chunks of a document: its sentences without what is skipped, as many together as there is room for. Sentences longer than a chunk are cut
/// between tokens.
pub fn chunks(context: &Context<'_, '_>, vocabulary: &Vocabulary) -> Vec<Chunk> {
    let analysis = context.analysis();
    let marks = marks_of(context);
    let mut all = Vec::new();
    let mut open = Chunk::default();
    let mut sentence: Vec<(u32, Vec<Piece>)> = Vec::new();
    for number in 0..analysis.segments.sentences.len() {
        sentence.clear();
        for token in analysis.tokens_of(number) {
            if !analysis.words[token].skipped {
                sentence.push((token as u32, vocabulary.pieces(analysis.form(token))));
            }
        }
        let len: usize = sentence.iter().map(|(_, pieces)| pieces.len()).sum();
        if open.pieces.len() + len + 1 > MOST {
            close(&mut open, vocabulary, &mut all);
        }
        for (token, pieces) in &sentence {
            if open.pieces.len() + pieces.len() + 1 > MOST {
                close(&mut open, vocabulary, &mut all);
            }
            if open.pieces.is_empty() {
                open.pieces.push(edge(vocabulary.start()));
            }
            let at = *token as usize;
            open.tokens.push((*token, open.pieces.len() as u16));
            for (place, piece) in pieces.iter().enumerate() {
                open.pieces.push(PieceView {
                    piece: *piece,
                    shape: shape(analysis, &analysis.words[at], at),
                    is_inner: place > 0,
                    marks: marks[at],
                });
            }
        }
    }
    close(&mut open, vocabulary, &mut all);
    all
}

fn edge(piece: Piece) -> PieceView {
    PieceView {
        piece,
        shape: 0,
        is_inner: false,
        marks: 0,
    }
}

fn close(open: &mut Chunk, vocabulary: &Vocabulary, all: &mut Vec<Chunk>) {
    if !open.tokens.is_empty() {
        open.pieces.push(edge(vocabulary.end()));
        all.push(std::mem::take(open));
    }
}

/// The vocabulary ignores case, so the shape of a token says it: how it is written, whether it opens a sentence, whether a space stands before it.
fn shape(analysis: &Analysis<'_>, word: &Word, token: usize) -> u8 {
    let kind = match (word.kind, word.shape) {
        (TokenKind::Number, _) => 6,
        (TokenKind::Punctuation | TokenKind::Possessive, _) => 7,
        (TokenKind::Word, Shape::Lower) => 1,
        (TokenKind::Word, shape) => {
            let written = analysis.written(token);
            if written.chars().any(char::is_numeric) {
                8
            } else if shape.is_capitalised() {
                written_in_capitals(written)
            } else {
                9
            }
        }
    };
    kind + if word.initial { 10 } else { 0 } + if word.spaced { 20 } else { 0 }
}

/// "Paris", "NATO", "X", "McCain".
fn written_in_capitals(written: &str) -> u8 {
    let mut letters = written.chars().filter(|letter| letter.is_alphabetic());
    letters.next();
    let (mut small, mut capital) = (false, false);
    for letter in letters {
        small |= letter.is_lowercase();
        capital |= letter.is_uppercase();
    }
    match (small, capital) {
        (true, false) => 2,
        (false, true) => 3,
        (false, false) => 4,
        (true, true) => 5,
    }
}
