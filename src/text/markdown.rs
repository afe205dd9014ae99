//! The markup of a Markdown source: what is not text to be read. The source stays as it is; these stretches are zoned as markup.
//!
//! Covers what articles use: front matter, headings, emphasis, links and pictures, quotes, lists, code fences, rules, inline HTML.

use super::offset::Span;

/// The markup in `text`, sorted, not overlapping.
pub(super) fn find_markup(text: &str) -> Vec<Span> {
    let mut finder = Finder {
        text,
        found: Vec::new(),
    };
    let mut start = finder.front_matter();
    let mut is_code = false;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let end = start + line.len();
        let content = line.trim();
        if content.starts_with("```") || content.starts_with("~~~") {
            is_code = !is_code;
            finder.push_line(start, line);
        } else if !is_code {
            finder.line(start, line);
        }
        start = end;
    }
    finder.finish()
}

/// How far the end of a link or a tag is looked for, in bytes.
const REACH: usize = 2_000;

/// How many emphasis marks may stay open at once.
const MAX_OPEN: usize = 16;

struct Finder<'t> {
    text: &'t str,
    found: Vec<Span>,
}

impl Finder<'_> {
    fn push(&mut self, start: usize, end: usize) {
        if start < end {
            self.found.push(Span::from_range(start..end));
        }
    }

    /// A whole line without its line feed.
    fn push_line(&mut self, start: usize, line: &str) {
        self.push(start, start + line.trim_end().len());
    }

    /// Sorted, and joined where they touch or overlap.
    fn finish(mut self) -> Vec<Span> {
        self.found.sort_unstable();
        let mut joined: Vec<Span> = Vec::with_capacity(self.found.len());
        for span in self.found {
            match joined.last_mut() {
                Some(last) if last.end >= span.start => *last = last.cover(span),
                _ => joined.push(span),
            }
        }
        joined
    }

    /// The block between two lines of three hyphens at the start; gives the byte behind it.
    fn front_matter(&mut self) -> usize {
        let mut at = 0;
        for (index, line) in self.text.split_inclusive('\n').enumerate() {
            let is_fence = line.trim_end() == "---";
            if index == 0 && !is_fence {
                return 0;
            }
            at += line.len();
            if index > 0 && (is_fence || line.trim_end() == "...") {
                let end = self.text.get(..at).unwrap_or_default().trim_end().len();
                self.push(0, end);
                return at;
            }
        }
        0
    }

    fn line(&mut self, start: usize, line: &str) {
        let indent = line.len() - line.trim_start().len();
        let content = line.trim();
        let is_rule = content.len() >= 3
            && ["-", "*", "_", "="]
                .iter()
                .any(|mark| content.replace(' ', "").replace(mark, "").is_empty());
        let is_definition = content.starts_with('[') && content.contains("]:");
        let is_table_rule = content.starts_with('|')
            && content
                .chars()
                .all(|char| matches!(char, '|' | '-' | ':' | ' '));
        if is_rule || is_definition || is_table_rule {
            self.push_line(start, line);
            return;
        }
        let lead = leading_marks(content);
        self.push(start + indent, start + indent + lead);
        self.inline(start + indent + lead, start + line.trim_end().len());
    }

    /// Marks between bytes `start` and `end` of one line.
    fn inline(&mut self, start: usize, end: usize) {
        let bytes = self.text.as_bytes();
        let mut open: Vec<(u8, usize, usize)> = Vec::new();
        let content = bytes.get(start..end).unwrap_or_default();
        let last_bracket = memchr::memrchr(b']', content).map_or(0, |at| start + at);
        let last_angle = memchr::memrchr(b'>', content).map_or(0, |at| start + at);
        let mut at = start;
        while at < end {
            match bytes[at] {
                b'\\' if at + 1 < end && bytes[at + 1].is_ascii_punctuation() => {
                    self.push(at, at + 1);
                    at += 2;
                }
                mark @ (b'*' | b'_' | b'~' | b'`') => {
                    let run = bytes[at..end]
                        .iter()
                        .take_while(|byte| **byte == mark)
                        .count();
                    self.emphasis(&mut open, mark, at, run, (start, end));
                    at += run;
                }
                b'!' if at + 1 < end
                    && bytes[at + 1] == b'['
                    && self.link(at + 1, end).is_some() =>
                {
                    self.push(at, at + 1);
                    at += 1;
                }
                b'[' if at < last_bracket => {
                    if let Some((close, target_end)) = self.link(at, end) {
                        self.push(at, at + 1);
                        self.push(close, target_end);
                    }
                    at += 1;
                }
                b'<' if at < last_angle => at = self.tag(at, end),
                _ => at += 1,
            }
        }
    }

    /// A run of emphasis marks: pairs with an open run of the same kind, else opens one.
    fn emphasis(
        &mut self,
        open: &mut Vec<(u8, usize, usize)>,
        mark: u8,
        at: usize,
        run: usize,
        line: (usize, usize),
    ) {
        let bytes = self.text.as_bytes();
        let before = (at > line.0).then(|| bytes[at - 1]);
        let after = (at + run < line.1).then(|| bytes[at + run]);
        let is_space = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace());
        let is_word = |byte: Option<u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte >= 0x80)
        };
        if mark == b'~' && run < 2 {
            return;
        }
        // "snake_case" is no emphasis.
        let is_inside = mark == b'_' && is_word(before) && is_word(after);
        let closes = open
            .iter()
            .rposition(|(other, _, len)| *other == mark && *len == run);
        if let Some(index) = closes.filter(|_| (mark == b'`' || !is_space(before)) && !is_inside) {
            let (_, opened, len) = open[index];
            open.truncate(index);
            self.push(opened, opened + len);
            self.push(at, at + run);
        } else if (mark == b'`' || !is_space(after)) && !is_inside {
            if open.len() == MAX_OPEN {
                open.remove(0);
            }
            open.push((mark, at, run));
        }
    }

    /// A link whose text opens at the bracket `at`: where its closing bracket is and where its target ends.
    fn link(&self, at: usize, end: usize) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        let end = end.min(at + REACH);
        let mut depth = 0_usize;
        let close = (at..end).find(|&place| {
            match bytes[place] {
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        })?;
        let ending = match bytes.get(close + 1)? {
            b'(' => b')',
            b'[' => b']',
            _ => return None,
        };
        let target_end = (close + 2..end).find(|&place| bytes[place] == ending)?;
        Some((close, target_end + 1))
    }

    /// An HTML tag, comment or address in angle brackets that opens at `at`; gives where to go on.
    fn tag(&mut self, at: usize, end: usize) -> usize {
        let bytes = self.text.as_bytes();
        let begins = bytes
            .get(at + 1)
            .is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!'));
        match (at..end.min(at + REACH)).find(|&place| bytes[place] == b'>') {
            Some(close) if begins => {
                self.push(at, close + 1);
                close + 1
            }
            _ => at + 1,
        }
    }
}

/// Bytes of the marks that a line opens with: quote, heading, list item.
fn leading_marks(content: &str) -> usize {
    let mut lead = 0;
    loop {
        let rest = content.get(lead..).unwrap_or_default();
        let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let mark = if rest.starts_with('>') {
            1
        } else if (1..=6).contains(&hashes)
            && rest.as_bytes().get(hashes).is_none_or(|byte| *byte == b' ')
        {
            hashes
        } else if rest.starts_with("- ") || rest.starts_with("* ") || rest.starts_with("+ ") {
            1
        } else if (1..=3).contains(&digits)
            && rest
                .get(digits..)
                .is_some_and(|after| after.starts_with(". ") || after.starts_with(") "))
        {
            digits + 1
        } else {
            return content.get(..lead).unwrap_or_default().trim_end().len();
        };
        lead += mark;
        let after = content.get(lead..).unwrap_or_default();
        lead += after.len() - after.trim_start().len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> String {
        let mut kept = String::new();
        let mut at = 0;
        for span in find_markup(text) {
            kept.push_str(&text[at..span.start as usize]);
            at = span.end as usize;
        }
        kept + &text[at..]
    }

    #[test]
    fn what_is_not_markup_is_the_text() {
        assert_eq!(kept("## Port *reopens*\n"), " Port reopens\n");
        assert_eq!(kept("**Aleppo** fell, _he_ said"), "Aleppo fell, he said");
        assert_eq!(
            kept("See [the report](https://example.org/a_b) now"),
            "See the report now"
        );
        assert_eq!(kept("![A port](port.jpg)"), "A port");
        assert_eq!(kept("> quoted\n- item\n1. first"), " quoted\n item\n first");
        assert_eq!(kept("---\ntitle: Port\n---\nText"), "\nText");
        assert_eq!(kept("a `code` and <b>bold</b>"), "a code and bold");
    }

    #[test]
    fn stars_and_underscores_in_text_stay() {
        for text in [
            "2 * 3 * 4",
            "snake_case_name",
            "5 < 6",
            "[sic] he said",
            "a ~ b",
        ] {
            assert_eq!(kept(text), text);
        }
    }
}
