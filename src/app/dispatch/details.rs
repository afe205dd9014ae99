//! What the inspector edits beyond label and extent: the head of a mention.

use crate::app::selection::Selected;
use crate::app::session::Session;
use crate::model::Extent;
use crate::model::suggestion::Proposal;
use crate::text::Span;

impl Session {
    /// The words of the selected mention that can be its head, in order; several only when it has several.
    pub fn head_choices(&self) -> Vec<Span> {
        let Some((extent, _)) = self.extent_and_head() else {
            return Vec::new();
        };
        let Some(document) = self.document() else {
            return Vec::new();
        };
        let tokens = &document.segments().tokens;
        let is_word = |span: Span| {
            let words = document.text().slice(span);
            words.chars().any(char::is_alphanumeric)
        };
        extent
            .fragments()
            .iter()
            .flat_map(|fragment| {
                let first = tokens.partition_point(|token| token.span.end <= fragment.start);
                let tokens = tokens.get(first..).unwrap_or_default().iter();
                tokens
                    .take_while(|token| token.span.start < fragment.end)
                    .filter(|token| fragment.contains(token.span))
                    .map(|token| token.span)
            })
            .filter(|span| is_word(*span))
            .collect()
    }

    fn extent_and_head(&self) -> Option<(Extent, Option<Span>)> {
        match &self.selected {
            Selected::Mention(_) => {
                let mention = self.selected_mention()?;
                Some((mention.extent.clone(), mention.head))
            }
            Selected::Suggestion(_) => match &self.selected_suggestion()?.proposal {
                Proposal::Mention(mention) => Some((mention.extent.clone(), mention.head)),
                Proposal::Event(_) => None,
            },
            _ => None,
        }
    }

    /// The next word of the mention becomes its head, after the last one none.
    pub(super) fn next_head(&mut self) {
        let choices = self.head_choices();
        let Some((_, head)) = self.extent_and_head() else {
            return;
        };
        let next = match head {
            None => choices.first().copied(),
            Some(head) => choices
                .iter()
                .copied()
                .find(|choice| choice.start >= head.end),
        };
        let words = next.map(|span| self.words_at(span));
        self.change_mention("Set head", |mention| mention.head = next);
        self.notices.info(match words {
            Some(words) => format!("Head: “{words}”"),
            None => "No head".to_owned(),
        });
    }
}
