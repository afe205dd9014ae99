//! Grouping tokens into sentences.
//!
//! A sentence ends at a blank line, at the edge of a zone, at a line feed that is no mere line wrap, and after a full stop, question or
//! exclamation mark with the quotation marks and brackets that close behind it, unless what follows shows that it goes on
//! ("U.S. officials", "“Will it hold?” Kerry asked").

use super::abbreviations as known;
use super::segment::{Sentence, Token, TokenKind};
use super::words::is_common_word;
use super::zone::{Zone, ZoneKind};

/// What stands between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// Nothing.
    None,
    /// Blanks, or a line feed where a long line was wrapped.
    Blank,
    /// A line feed that may be a wrap: the next line decides.
    Line,
    /// A blank line or the edge of a zone.
    Paragraph,
}

struct Splitter<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// `gaps[i]`: what stands before token `i`.
    gaps: Vec<Gap>,
}

/// Groups `tokens` of `text`; no sentence goes across one of the sorted `fences`.
pub(super) fn split(text: &str, tokens: &[Token], fences: &[u32], zones: &[Zone]) -> Vec<Sentence> {
    let mut splitter = Splitter {
        text,
        tokens,
        gaps: gaps(text, tokens, fences),
    };
    splitter.unwrap_lines();
    let mut sentences = Vec::with_capacity(tokens.len() / 16 + 1);
    let mut first = 0;
    while first < tokens.len() {
        let end = splitter.sentence_end(first);
        sentences.push(Sentence {
            span: tokens[first].span.cover(tokens[end - 1].span),
            first_token: first as u32,
            end_token: end as u32,
            cut_off: false,
        });
        first = end;
    }
    if let Some(last) = splitter.cut_off(&sentences, zones) {
        sentences[last].cut_off = true;
    }
    sentences
}

/// What stands before each token.
fn gaps(text: &str, tokens: &[Token], fences: &[u32]) -> Vec<Gap> {
    let bytes = text.as_bytes();
    let mut fences = fences.iter().copied().peekable();
    let mut before = 0;
    tokens
        .iter()
        .map(|token| {
            let start = token.span.start;
            let mut gap = gap(&bytes[before as usize..start as usize]);
            while let Some(&fence) = fences.peek()
                && fence <= start
            {
                if fence >= before {
                    gap = Gap::Paragraph;
                }
                fences.next();
            }
            before = token.span.end;
            gap
        })
        .collect()
}

fn gap(between: &[u8]) -> Gap {
    match between {
        [] => Gap::None,
        [b' '] => Gap::Blank,
        _ => match memchr::memchr_iter(b'\n', between).count() {
            // LINE and PARAGRAPH SEPARATOR end a paragraph too.
            _ if between
                .windows(3)
                .any(|bytes| matches!(bytes, [0xE2, 0x80, 0xA8 | 0xA9])) =>
            {
                Gap::Paragraph
            }
            0 => Gap::Blank,
            1 => Gap::Line,
            _ => Gap::Paragraph,
        },
    }
}

impl<'t> Splitter<'t> {
    fn word(&self, token: usize) -> &'t str {
        self.tokens.get(token).map_or("", |token| {
            self.text.get(token.span.range()).unwrap_or_default()
        })
    }

    fn first_char(&self, token: usize) -> char {
        self.word(token).chars().next().unwrap_or(' ')
    }

    /// Settles every [`Gap::Line`]: a wrapped line becomes a blank, any other the end of a paragraph.
    fn unwrap_lines(&mut self) {
        let mut first = 0;
        while first < self.tokens.len() {
            let end = (first + 1..self.tokens.len())
                .find(|&token| self.gaps[token] == Gap::Paragraph)
                .unwrap_or(self.tokens.len());
            self.unwrap_paragraph(first, end);
            first = end;
        }
    }

    /// The same between the tokens `first` and `end`, which no blank line parts.
    fn unwrap_paragraph(&mut self, first: usize, end: usize) {
        let starts: Vec<usize> = (first + 1..end)
            .filter(|&token| self.gaps[token] == Gap::Line)
            .collect();
        if starts.is_empty() {
            return;
        }
        let is_wrapped = self.is_wrapped(first, &starts, end);
        for token in starts {
            let goes_on = is_wrapped || self.first_char(token).is_lowercase();
            self.gaps[token] = if goes_on && !self.is_bullet(token) {
                Gap::Blank
            } else {
                Gap::Paragraph
            };
        }
    }

    /// Whether the lines that begin at the tokens `first` and `starts` are one text wrapped at a width: none but the last had room for
    /// the first word of the next.
    fn is_wrapped(&self, first: usize, starts: &[usize], end: usize) -> bool {
        if starts.len() < 2 {
            return false;
        }
        let line_starts = std::iter::once(first).chain(starts.iter().copied());
        let line_ends = starts.iter().copied().chain(std::iter::once(end));
        let lines: Vec<(u32, u32)> = line_starts
            .zip(line_ends)
            .map(|(start, end)| {
                let len = self.tokens[end - 1].span.end - self.tokens[start].span.start;
                (len, self.tokens[start].span.len())
            })
            .collect();
        let width = lines.iter().map(|line| line.0).max().unwrap_or(0);
        (40..=130).contains(&width)
            && lines
                .windows(2)
                .all(|pair| pair[0].0 + 1 + pair[1].1 + 2 > width)
    }

    fn is_bullet(&self, token: usize) -> bool {
        matches!(
            self.word(token),
            "•" | "-" | "*" | "–" | "●" | "▪" | "◦" | "·"
        )
    }

    /// One past the last token of the sentence that begins with `first`.
    fn sentence_end(&self, first: usize) -> usize {
        let mut at = first;
        while at < self.tokens.len() {
            let next = match self.tokens[at].kind {
                TokenKind::Punctuation if is_terminator(self.word(at)) => {
                    let closed = self.closers_end(at + 1);
                    if self.ends_after(first, at, closed) {
                        return closed;
                    }
                    closed
                }
                TokenKind::Word if self.word(at).ends_with('.') => {
                    let closed = self.closers_end(at + 1);
                    if self.ends_after_abbreviation(at, closed) {
                        return closed;
                    }
                    closed
                }
                _ => at + 1,
            };
            // A blank line ends the sentence wherever it stands, also among the closers.
            if let Some(broken) =
                (at + 1..=next).find(|&token| self.gaps.get(token) == Some(&Gap::Paragraph))
            {
                return broken;
            }
            at = next;
        }
        self.tokens.len()
    }

    /// One past the terminators, quotation marks and brackets that close right behind `token - 1`.
    fn closers_end(&self, mut token: usize) -> usize {
        while token < self.tokens.len() && self.is_closer(token) {
            token += 1;
        }
        token
    }

    fn is_closer(&self, token: usize) -> bool {
        // A mark that may open as well closes only before a blank.
        let may_open = matches!(self.word(token), "“" | "\"" | "'");
        if may_open
            && self.gaps.get(token + 1) == Some(&Gap::None)
            && self.tokens[token + 1].kind != TokenKind::Punctuation
        {
            return false;
        }
        let is_near = match self.gaps[token] {
            Gap::None => true,
            // Scrapers leave a blank before a closing mark now and then, or double a full stop.
            Gap::Blank => match self.word(token) {
                "." => token > 0 && is_terminator(self.word(token - 1)),
                word => !matches!(word, "\"" | "'" | "''" | "..." | "…"),
            },
            Gap::Line | Gap::Paragraph => false,
        };
        is_near && (is_terminator(self.word(token)) || is_closing_mark(self.word(token)))
    }

    /// Whether a sentence that began with `first` ends after the terminator `stop` whose closers end at `next`.
    fn ends_after(&self, first: usize, stop: usize, next: usize) -> bool {
        if next >= self.tokens.len() {
            return true;
        }
        let stop_word = self.word(stop);
        if is_wide_terminator(stop_word) {
            return !self.goes_on_in_lower_case(next) || next == stop + 1;
        }
        if self.gaps[next] == Gap::None {
            // "year.The": the blank was lost.
            let before = stop.checked_sub(1).map_or("", |before| self.word(before));
            let after = self.word(next);
            return next > stop
                && matches!(
                    self.tokens[next].kind,
                    TokenKind::Word | TokenKind::Punctuation
                )
                && before.ends_with(char::is_lowercase)
                && after.chars().nth(1).is_none_or(char::is_lowercase)
                && after.starts_with(|char: char| char.is_uppercase() || is_opening_quote(char));
        }
        // "1. First point"
        if stop_word == "." && stop == first + 1 && self.is_list_number(first) {
            return false;
        }
        if self.goes_on_in_lower_case(next) || is_joining_mark(self.word(next)) {
            return false;
        }
        let has_blank_before = self.gaps[stop] == Gap::Blank;
        if is_ellipsis(stop_word) && has_blank_before && next == stop + 1 {
            return known::is_sentence_starter(self.word(next))
                || is_opening_quote(self.first_char(next));
        }
        !(matches!(stop_word, "?" | "!" | "?!" | "!!" | "??")
            && next > stop + 1
            && self.is_attribution(next))
    }

    fn is_list_number(&self, token: usize) -> bool {
        self.tokens[token].kind == TokenKind::Number
            && self.word(token).len() <= 2
            && (token == 0 || self.gaps[token] == Gap::Paragraph)
    }

    /// Whether the word at `token`, or behind a dash or bracket there, begins with a small letter.
    fn goes_on_in_lower_case(&self, token: usize) -> bool {
        let behind = match self.word(token) {
            "—" | "–" | "-" | "--" | "(" | "[" | "“" | "\"" | "‘" | "'" => token + 1,
            _ => token,
        };
        self.gaps.get(behind) != Some(&Gap::Paragraph) && self.first_char(behind).is_lowercase()
    }

    /// Whether "Kerry asked", "the U.S. envoy said" or the like begins at `token`.
    fn is_attribution(&self, token: usize) -> bool {
        for at in token..(token + 6).min(self.tokens.len()) {
            if at > token && self.gaps[at] == Gap::Paragraph {
                return false;
            }
            let word = self.word(at);
            if known::is_verb_of_saying(word) {
                return at > token;
            }
            // A subject that begins a sentence of its own is told by its small words.
            let is_name =
                self.tokens[at].kind == TokenKind::Word && word.starts_with(char::is_uppercase);
            if !is_name || (at > token && known::is_sentence_starter(word)) {
                return at > token
                    && self.tokens[at].kind == TokenKind::Word
                    && self.word(at + 1) == "said";
            }
        }
        false
    }

    /// Whether a sentence ends with the abbreviation at `token`, its point being the full stop as well, and the closers up to `next`.
    fn ends_after_abbreviation(&self, token: usize, next: usize) -> bool {
        let word = self.word(token);
        if self.gaps.get(next) != Some(&Gap::Blank) || known::never_ends_sentence(word) {
            return false;
        }
        let after = self.word(next);
        let opens_quote =
            is_opening_quote(self.first_char(next)) && self.first_char(next + 1).is_uppercase();
        if opens_quote {
            return true;
        }
        if next > token + 1 {
            let is_stopped = (token + 1..next).any(|closer| {
                is_terminator(self.word(closer)) || !is_closing_bracket(self.word(closer))
            });
            return is_stopped && after.starts_with(char::is_uppercase);
        }
        if self.is_clock(token) {
            let is_zone = after.len() <= 4
                && after.len() > 1
                && after.bytes().all(|byte| byte.is_ascii_uppercase());
            return after.starts_with(char::is_uppercase) && !is_zone && !is_day_or_month(after);
        }
        if known::is_sentence_starter(after) {
            return !self.word(next).ends_with('.');
        }
        // "at the U.N. Diplomats from": a plural that no name goes on with.
        word.len() > 2
            && after.ends_with('s')
            && !after.ends_with("ss")
            && after.starts_with(char::is_uppercase)
            && self.first_char(next + 1).is_lowercase()
            && !known::goes_on_state(after)
            && is_common_word(after)
    }

    /// Whether a time of day ends with the token: "p.m.", or the second half of "p. m.".
    fn is_clock(&self, token: usize) -> bool {
        let before = token.checked_sub(1).map_or("", |before| self.word(before));
        known::is_clock(self.word(token))
            || matches!(self.word(token), "m." | "M.")
                && matches!(before, "a." | "p." | "A." | "P.")
    }

    /// The last sentence of the article, if it breaks off: no full stop, though the sentences before it have theirs, or three points.
    fn cut_off(&self, sentences: &[Sentence], zones: &[Zone]) -> Option<usize> {
        let mut counted = running_text(sentences, zones).into_iter();
        let last = counted.next()?;
        let num_tokens = sentences[last].end_token - sentences[last].first_token;
        let (ends_well, is_trailing) = self.ending(&sentences[last]);
        let before_ends_well = counted
            .next()
            .is_some_and(|before| self.ending(&sentences[before]).0);
        (before_ends_well && (is_trailing || (!ends_well && num_tokens >= 4))).then_some(last)
    }

    /// Whether a sentence has its end, and whether that is three points.
    fn ending(&self, sentence: &Sentence) -> (bool, bool) {
        let tokens = sentence.first_token as usize..sentence.end_token as usize;
        let mut words = tokens.rev().map(|token| self.word(token));
        let last = words.next().unwrap_or_default();
        let core = std::iter::once(last)
            .chain(words)
            .find(|word| !is_closing_mark(word))
            .unwrap_or_default();
        let ends_well = is_terminator(core) || core.ends_with('.') || is_closing_bracket(last);
        (ends_well, is_ellipsis(core))
    }
}

/// The last two sentences of the body, the last one first; of the whole text where no zones are known.
fn running_text(sentences: &[Sentence], zones: &[Zone]) -> Vec<usize> {
    let is_part = |zone: &Zone| !matches!(zone.kind, ZoneKind::Quotation | ZoneKind::Markup);
    if !zones.iter().any(is_part) {
        return (0..sentences.len()).rev().take(2).collect();
    }
    let bodies = zones
        .iter()
        .rev()
        .filter(|zone| zone.kind == ZoneKind::Body);
    bodies
        .flat_map(|zone| {
            let first = sentences.partition_point(|sentence| sentence.span.start < zone.span.start);
            let end = sentences.partition_point(|sentence| sentence.span.start < zone.span.end);
            (first..end.max(first)).rev()
        })
        .take(2)
        .collect()
}

/// Full stop, question mark and the like, of any script.
fn is_terminator(word: &str) -> bool {
    is_ellipsis(word)
        || is_wide_terminator(word)
        || matches!(
            word,
            "." | "!"
                | "?"
                | "!!"
                | "??"
                | "!!!"
                | "???"
                | "‽"
                | "⁇"
                | "⁈"
                | "⁉"
                | "؟"
                | "۔"
                | "।"
                | "॥"
                | "።"
                | "፧"
                | "։"
                | "။"
                | "។"
                | "།"
                | "᠃"
                | "\u{61D}"
        )
}

/// The stops of Chinese and Japanese, which no blank follows.
fn is_wide_terminator(word: &str) -> bool {
    matches!(word, "。" | "！" | "？" | "．" | "｡")
}

fn is_ellipsis(word: &str) -> bool {
    word == "…" || (word.len() >= 2 && word.bytes().all(|byte| byte == b'.'))
}

fn is_closing_mark(word: &str) -> bool {
    is_closing_bracket(word)
        || matches!(
            word,
            "”" | "’" | "\"" | "'" | "''" | "»" | "›" | "」" | "』" | "“" | "〞"
        )
}

fn is_closing_bracket(word: &str) -> bool {
    matches!(
        word,
        ")" | "]" | "}" | "）" | "】" | "］" | "〉" | "》" | "〕"
    )
}

fn is_opening_quote(char: char) -> bool {
    matches!(char, '“' | '"' | '‘' | '«' | '„' | '\'' | '「' | '『' | '`')
}

/// A mark that never begins a sentence.
fn is_joining_mark(word: &str) -> bool {
    matches!(
        word,
        "," | ";" | ":" | "%" | "，" | "、" | "；" | "：" | "،" | "؛" | "/" | "&"
    )
}

fn is_day_or_month(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Saturday"
            | "Sunday"
            | "January"
            | "February"
            | "March"
            | "April"
            | "May"
            | "June"
            | "July"
            | "August"
            | "September"
            | "October"
            | "November"
            | "December"
            | "Jan"
            | "Feb"
            | "Mar"
            | "Apr"
            | "Jun"
            | "Jul"
            | "Aug"
            | "Sep"
            | "Sept"
            | "Oct"
            | "Nov"
            | "Dec"
            | "Mon"
            | "Tue"
            | "Tues"
            | "Wed"
            | "Thu"
            | "Thurs"
            | "Fri"
            | "Sat"
            | "Sun"
            | "Eastern"
            | "Central"
            | "Pacific"
            | "Greenwich"
    )
}
