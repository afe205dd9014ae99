//! Finding what is said in quotation marks.
//!
//! A quotation runs from its opening mark to its closing one, both included, within a paragraph. One that goes over several paragraphs
//! has an opening mark at each and a closing one at the last; each paragraph's part is found by itself.

use super::offset::Span;

/// An opening mark and what closes it.
struct Pair {
    open: char,
    close: &'static [char],
}

const PAIRS: [Pair; 7] = [
    Pair {
        open: '“',
        close: &['”'],
    },
    Pair {
        open: '„',
        close: &['“', '”'],
    },
    Pair {
        open: '«',
        close: &['»'],
    },
    Pair {
        open: '‘',
        close: &['’'],
    },
    Pair {
        open: '「',
        close: &['」'],
    },
    Pair {
        open: '『',
        close: &['』'],
    },
    Pair {
        open: '"',
        close: &['"'],
    },
];

/// The quotations in one paragraph, the bytes `start..end` of `text`, in order; they do not overlap.
pub(super) fn find(text: &str, paragraph: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let part = text.get(paragraph.range()).unwrap_or_default();
    let mut at = 0;
    while let Some((open_at, pair)) = next_opening(part, at) {
        let from = open_at + pair.open.len_utf8();
        let end = match closing(part, from, pair) {
            Some(end) => end,
            // Goes on in the next paragraph, which opens with the mark again. Straight marks are too often stray to believe that.
            None if open_at == 0 && matches!(pair.open, '“' | '«') => part.len(),
            None => {
                at = from;
                continue;
            }
        };
        found.push(Span::new(
            paragraph.start + open_at as u32,
            paragraph.start + end as u32,
        ));
        at = end;
    }
    found
}

/// The next opening mark from byte `at` on.
fn next_opening(part: &str, at: usize) -> Option<(usize, &'static Pair)> {
    let rest = part.get(at..)?;
    rest.char_indices().find_map(|(offset, char)| {
        let place = at + offset;
        let pair = PAIRS.iter().find(|pair| pair.open == char)?;
        let before = part.get(..place)?.chars().next_back();
        let after = part.get(place + char.len_utf8()..)?.chars().next()?;
        let is_free = before.is_none_or(|char| !char.is_alphanumeric());
        let opens = match char {
            '"' | '‘' => is_free && !after.is_whitespace(),
            _ => true,
        };
        opens.then_some((place, pair))
    })
}

/// One past the mark that closes `pair`, opened before byte `from`.
fn closing(part: &str, from: usize, pair: &Pair) -> Option<usize> {
    part.get(from..)?.char_indices().find_map(|(offset, char)| {
        let place = from + offset;
        let end = place + char.len_utf8();
        if !pair.close.contains(&char) {
            return None;
        }
        let after = part.get(end..)?.chars().next();
        // "‘Syria’s war’": an apostrophe has a letter behind it.
        let closes = char != '’' || after.is_none_or(|char| !char.is_alphanumeric());
        closes.then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotations(text: &str) -> Vec<&str> {
        find(text, Span::from_range(0..text.len()))
            .into_iter()
            .map(|span| &text[span.range()])
            .collect()
    }

    #[test]
    fn every_kind_of_mark_is_found() {
        assert_eq!(quotations("“Go,” he said. “Now.”"), ["“Go,”", "“Now.”"]);
        assert_eq!(
            quotations("He said: \"Go.\" Then \"no\"."),
            ["\"Go.\"", "\"no\""]
        );
        assert_eq!(quotations("‘It’s Rao’s,’ she said"), ["‘It’s Rao’s,’"]);
        assert_eq!(quotations("„Gut“, «bien»"), ["„Gut“", "«bien»"]);
    }

    #[test]
    fn an_open_quotation_runs_to_the_end_only_from_the_start() {
        assert_eq!(
            quotations("“We stay. And we wait."),
            ["“We stay. And we wait."]
        );
        assert_eq!(
            quotations("He is 6 feet 2\" tall, “or so"),
            Vec::<&str>::new()
        );
    }
}
