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

/// No quotation within a paragraph has more bytes: a mark that nothing closes is not searched for through a whole book.
const LONGEST: usize = 8_000;

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

/// The quotations in one paragraph, the bytes of `paragraph` in `text`, in order; they do not overlap. A paragraph may have several lines.
pub(super) fn find(text: &str, paragraph: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let part = text.get(paragraph.range()).unwrap_or_default();
    let mut at = 0;
    let mut searched = [0; PAIRS.len()];
    while let Some((open_at, kind)) = next_opening(part, at) {
        let pair = &PAIRS[kind];
        let from = open_at + pair.open.len_utf8();
        let begins_line = open_at == 0 || part.as_bytes()[open_at - 1] == b'\n';
        let end = match closing(part, from, pair, &mut searched[kind]) {
            Some(end) => end,
            // Goes on in the next paragraph, which opens with the mark again. Straight marks are too often stray to believe that.
            None if begins_line && matches!(pair.open, '“' | '«') => line_end(part, from),
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

/// The next opening mark from byte `at` on: where it is and which of [`PAIRS`].
fn next_opening(part: &str, at: usize) -> Option<(usize, usize)> {
    let rest = part.get(at..)?;
    rest.char_indices().find_map(|(offset, char)| {
        let kind = PAIRS.iter().position(|pair| pair.open == char)?;
        opens(part, at + offset, char).then_some((at + offset, kind))
    })
}

/// Whether the mark `char` at byte `at` opens a quotation: a straight one stands before a word, not behind one.
fn opens(part: &str, at: usize, char: char) -> bool {
    let after = part
        .get(at + char.len_utf8()..)
        .and_then(|rest| rest.chars().next());
    let before = part.get(..at).and_then(|rest| rest.chars().next_back());
    match char {
        '"' | '‘' => {
            before.is_none_or(|char| !char.is_alphanumeric() && !is_stop(char))
                && after.is_some_and(|char| !char.is_whitespace())
        }
        _ => after.is_some(),
    }
}

fn is_stop(char: char) -> bool {
    matches!(char, '.' | ',' | '!' | '?' | '…' | ';')
}

/// One past the mark that closes `pair`, opened before byte `from`; `None` where another quotation of the kind opens first.
/// Up to byte `searched` nothing is known to close one, so that a text full of opening marks is gone through only once.
fn closing(part: &str, from: usize, pair: &Pair, searched: &mut usize) -> Option<usize> {
    let start = from.max(*searched);
    let rest = part.get(start..)?;
    for (offset, char) in rest.char_indices() {
        let place = start + offset;
        let end = place + char.len_utf8();
        if place - from > LONGEST {
            break;
        }
        if pair.close.contains(&char) {
            let after = part.get(end..)?.chars().next();
            // "‘Syria’s war’": an apostrophe has a letter behind it.
            let closes = match char {
                '’' => after.is_none_or(|char| !char.is_alphanumeric()),
                '"' => place > from && !opens(part, place, char),
                _ => true,
            };
            if closes {
                return Some(end);
            }
        }
        if char == pair.open && char != '‘' {
            return None;
        }
        *searched = end;
    }
    None
}

fn line_end(part: &str, from: usize) -> usize {
    part.get(from..)
        .and_then(|rest| rest.find('\n'))
        .map_or(part.len(), |at| from + at)
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
        assert_eq!(
            quotations("It was \"a long\nwait\", he said"),
            ["\"a long\nwait\""]
        );
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
