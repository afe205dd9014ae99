//! An article in parts that fit into a question: whole sentences, numbered through the article, cut where a paragraph ends if one does in time.

use super::prompt::tokens_in;
use crate::model::Document;
use crate::text::Span;

/// Some sentences of an article, one after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Number in the article, counted from 1, and place.
    pub(super) sentences: Vec<(usize, Span)>,
}

/// All parts of an article.
#[derive(Debug)]
pub(super) struct Parts {
    /// In order.
    pub(super) parts: Vec<Part>,
    /// Sentences that are too long for any part.
    pub(super) left_out: usize,
}

/// Tokens of the number before a sentence.
const NUMBER: u32 = 4;

impl Part {
    /// The two halves of a part of several sentences.
    pub(super) fn halves(&self) -> Option<(Self, Self)> {
        let middle = self.sentences.len() / 2;
        let (first, second) = self.sentences.split_at_checked(middle)?;
        let part = |sentences: &[(usize, Span)]| Self {
            sentences: sentences.to_vec(),
        };
        (middle > 0).then(|| (part(first), part(second)))
    }

    /// The place of the sentence of that number.
    pub(super) fn sentence(&self, number: usize) -> Option<Span> {
        let place = self
            .sentences
            .binary_search_by_key(&number, |(number, _)| *number)
            .ok()?;
        self.sentences.get(place).map(|(_, span)| *span)
    }
}

/// Cuts a document into parts of at most `room` tokens each. What is skipped, such as advertisements, is in none.
pub(super) fn parts_of(document: &Document, room: u32) -> Parts {
    let text = document.text();
    let sentences = document.segments().sentences.iter().zip(1..);
    let wanted = sentences.filter(|(sentence, _)| !document.is_skipped(sentence.span));
    let mut parts: Vec<Part> = Vec::new();
    let mut left_out = 0;
    let mut open: Vec<(usize, Span)> = Vec::new();
    let mut taken = 0;
    for (sentence, number) in wanted {
        let span = sentence.span;
        let size = tokens_in(text.slice(span)) + NUMBER;
        if size > room {
            left_out += 1;
            continue;
        }
        let begins_paragraph = open.last().is_some_and(|(_, last)| {
            let between = text.get(Span::new(last.end.min(span.start), span.start));
            between.is_some_and(|between| between.contains('\n'))
        });
        // A paragraph is not begun where little of it would fit.
        let is_full = taken + size > room || begins_paragraph && taken + size > room * 4 / 5;
        if is_full && !open.is_empty() {
            parts.push(Part {
                sentences: std::mem::take(&mut open),
            });
            taken = 0;
        }
        taken += size;
        open.push((number, span));
    }
    if !open.is_empty() {
        parts.push(Part { sentences: open });
    }
    Parts { parts, left_out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;
    use proptest::prelude::*;

    fn document(text: &str) -> Document {
        Document::new("d1".into(), Text::new(text))
    }

    #[test]
    fn parts_end_with_paragraphs_where_they_can() {
        let paragraph = "Ali met Zoe. They left for Homs.";
        let text = [paragraph; 4].join("\n\n");
        let document = document(&text);
        let numbers: Vec<Vec<usize>> = parts_of(&document, 50)
            .parts
            .iter()
            .map(|part| part.sentences.iter().map(|(number, _)| *number).collect())
            .collect();
        assert_eq!(numbers, [[1, 2, 3, 4], [5, 6, 7, 8]]);
    }

    #[test]
    fn a_sentence_without_end_is_left_out_and_counted() {
        let text = format!("Ali left. Then {}end. Zoe came.", "word ".repeat(500));
        let parts = parts_of(&document(&text), 60);
        assert_eq!((parts.parts.len(), parts.left_out), (1, 1));
        assert_eq!(parts.parts[0].sentences.len(), 2);
    }

    proptest! {
        #[test]
        fn every_sentence_is_in_one_part_that_fits(
            lengths in prop::collection::vec(1_usize..60, 1..40),
            room in 80_u32..400,
        ) {
            let sentences = lengths.iter().map(|length| format!("It{}.", " was".repeat(*length)));
            let document = document(&sentences.collect::<Vec<_>>().join(" "));
            let parts = parts_of(&document, room);
            let numbers: Vec<usize> = parts.parts.iter()
                .flat_map(|part| part.sentences.iter().map(|(number, _)| *number))
                .collect();
            prop_assert!(numbers.is_sorted());
            prop_assert_eq!(numbers.len() + parts.left_out, document.segments().sentences.len());
            for part in &parts.parts {
                let taken: u32 = part.sentences.iter()
                    .map(|(_, span)| tokens_in(document.text().slice(*span)) + NUMBER)
                    .sum();
                prop_assert!(taken <= room);
            }
        }
    }
}
