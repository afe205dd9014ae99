//! Documents of token lists, as event corpora have them: sentences of tokens in, places by token out; and back.

use std::ops::Range;

use super::FormatError;
use super::draft::Draft;
use super::token_table::TokenTable;
use super::tokenised::{Blank, TokenPlaces, TokenisedText};
use crate::model::{Annotations, Document};
use crate::text::Span;

/// The text of tokenised sentences, with the place of every token of the document and of every sentence.
pub(super) struct SentenceTokens {
    places: TokenPlaces,
    /// First token of each sentence.
    starts: Vec<usize>,
}

impl SentenceTokens {
    /// A draft whose text is `sentences`, spaced as English is.
    ///
    /// # Errors
    /// When the text is longer than offsets can address.
    pub(super) fn draft<S: AsRef<str>>(
        sentences: &[Vec<S>],
        line: u64,
    ) -> Result<(Draft, Self), FormatError> {
        let mut text = TokenisedText::default();
        let mut starts = Vec::with_capacity(sentences.len());
        for sentence in sentences {
            starts.push(text.len());
            for form in sentence {
                text.token(form.as_ref(), Blank::Guessed);
            }
            text.end_sentence();
        }
        let (draft, places) = text.into_draft(Some(line))?;
        Ok((draft, Self { places, starts }))
    }

    /// The same for a source that gives its text beside the tokens: that text, where the tokens follow each other in it with nothing but blanks
    /// between them, else one made of them.
    ///
    /// # Errors
    /// When the text is longer than offsets can address.
    pub(super) fn along<S: AsRef<str>>(
        text: String,
        sentences: &[Vec<S>],
        line: u64,
    ) -> Result<(Draft, Self), FormatError> {
        let mut known = TokenisedText::default();
        let mut starts = Vec::with_capacity(sentences.len());
        let mut rest = text.as_str();
        for sentence in sentences {
            starts.push(known.len());
            for form in sentence {
                let form = form.as_ref();
                let trimmed = rest.trim_start();
                let (blank, _) = rest.split_at(rest.len() - trimmed.len());
                let Some(after) = trimmed.strip_prefix(form) else {
                    let (mut draft, tokens) = Self::draft(sentences, line)?;
                    draft.remark(format!(
                        "the text does not follow its tokens at “{form}”; a text was made of the tokens"
                    ));
                    return Ok((draft, tokens));
                };
                known.token(form, Blank::Known(blank));
                rest = after;
            }
            known.end_sentence();
        }
        if !rest.trim().is_empty() {
            let (mut draft, tokens) = Self::draft(sentences, line)?;
            draft.remark("the text goes on after its last token; a text was made of the tokens");
            return Ok((draft, tokens));
        }
        known.blank(rest);
        let (draft, places) = known.into_draft(Some(line))?;
        Ok((draft, Self { places, starts }))
    }

    /// The span of tokens from `first` to before `end`, both counted over the document; `None` when they are none of it.
    pub(super) fn span(&self, first: i64, end: i64) -> Option<Span> {
        self.places
            .span(usize::try_from(first).ok()?, usize::try_from(end).ok()?)
    }

    /// The same counted within sentence `sentence`.
    pub(super) fn span_in(&self, sentence: usize, first: i64, end: i64) -> Option<Span> {
        let start = *self.starts.get(sentence)? as i64;
        self.span(start + first, start + end)
    }
}

/// The tokens that a document is written with, sentences joined where an annotation reaches over their edge.
pub(super) fn written_tokens(document: &Document, annotations: &Annotations) -> TokenTable {
    let mut table = TokenTable::new(document);
    let mentions = annotations.mentions().iter();
    let events = annotations.events().iter();
    let spans = mentions
        .map(|mention| mention.extent.envelope())
        .chain(events.map(|event| event.trigger.envelope()));
    table.join_sentences(spans);
    table
}

/// The sentence of `span`, and its tokens counted within that sentence.
pub(super) fn tokens_in_sentence(table: &TokenTable, span: Span) -> (usize, Range<usize>) {
    let tokens = table.touching(span);
    let sentence = table.sentence_of(tokens.start);
    let start = table.sentences.get(sentence).map_or(0, |range| range.start);
    (
        sentence,
        tokens.start.saturating_sub(start)..tokens.end.saturating_sub(start),
    )
}
