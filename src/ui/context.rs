//! A place of an article in a line: its words in brackets, with a little of the text on each side.

use crate::model::Document;
use crate::text::Span;

/// The words at `span` in brackets with up to so many characters before and after them, on one line.
pub(super) fn in_context(
    document: &Document,
    span: Span,
    (num_before, num_after): (usize, usize),
) -> String {
    let text = document.text();
    // Not beyond the paragraph: a byline is no context of a headline.
    let before = text.slice(Span::new(0, span.start));
    let before = before.rsplit("\n\n").next().unwrap_or_default();
    let after = text.slice(Span::new(span.end, text.len()));
    let after = after.split("\n\n").next().unwrap_or_default();
    let lead = before
        .char_indices()
        .rev()
        .nth(num_before.saturating_sub(1))
        .map_or(0, |(at, _)| at);
    let tail = after
        .char_indices()
        .nth(num_after)
        .map_or(after.len(), |(at, _)| at);
    let mark = |is_cut: bool| if is_cut { "…" } else { "" };
    one_line(&format!(
        "{}{}[{}]{}{}",
        mark(lead > 0),
        before.get(lead..).unwrap_or_default(),
        text.slice(span),
        after.get(..tail).unwrap_or_default(),
        mark(tail < after.len()),
    ))
}

/// `words` with every run of blanks, line ends included, as one blank.
pub(super) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn a_place_stands_in_brackets_with_a_little_text_around_it() {
        let document = Document::new(
            "d1".into(),
            Text::new("Three women\nwere killed near Tarsa."),
        );
        let at = |start, end| in_context(&document, Span::new(start, end), (5, 5));
        assert_eq!(at(17, 23), "…were [killed] near…");
        assert_eq!(at(0, 5), "[Three] wome…");
        assert_eq!(at(29, 35), "…near [Tarsa.]");
        let document = Document::new("d1".into(), Text::new("Headline\n\nAna\n\nText"));
        assert_eq!(in_context(&document, Span::new(10, 13), (5, 5)), "[Ana]");
    }
}
