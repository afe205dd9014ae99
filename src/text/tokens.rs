//! Cutting a text into tokens: one pass over the bytes, no table of the text, no allocation per token.
//!
//! ```text
//! The| U.N.|'s| Ban| Ki-moon| met| al-Qaeda|-|affiliated| groups|;| they| did|n't| pay| $|4.2bn|.
//! ```
//!
//! The unit is the grapheme cluster: a token never begins or ends inside one (unless a blank is what the cluster begins with).
//! Languages without blanks between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are cut into words by Unicode's dictionaries.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use unicode_segmentation::UnicodeSegmentation as _;

use super::abbreviations::{self, Abbreviation};
use super::offset::Span;
use super::repair;
use super::segment::{Token, TokenKind};
use super::words::is_common_word;

/// Words of the scripts that put no blanks between them; its dictionaries lie in the program and are only read where such a script occurs.
static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// Tokens of a text, made piece by piece.
pub(super) struct Cutter<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// First byte of the piece being cut.
    piece_start: usize,
    /// One past its last byte.
    piece_end: usize,
    /// Whether a single quotation mark is open, so that the next lone one closes it and is no possessive.
    single_quote_open: bool,
    /// Tokens so far.
    pub(super) tokens: Vec<Token>,
    /// Indices of tokens with a hyphen between letters, for the repairs.
    pub(super) hyphenated: Vec<u32>,
}

/// A token being read that starts with a letter or a digit.
struct Run {
    start: usize,
    /// Where its last part starts: after the last abbreviation point or hyphen.
    part_start: usize,
    kind: TokenKind,
    /// Whether it has abbreviation points, and only single letters between them.
    is_acronym: bool,
    /// Whether its last character is an abbreviation point.
    is_pointed: bool,
    has_hyphen: bool,
}

/// What a connector (apostrophe, hyphen, point …) after a run means.
enum Step {
    /// It belongs to the token, which goes on at this byte.
    Continue(usize),
    /// The token ends before it.
    End,
    /// The token, and perhaps more, has been pushed; reading goes on where `Cutter::cut` is told.
    Pushed(usize),
}

impl<'t> Cutter<'t> {
    /// A cutter with no tokens yet.
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            piece_start: 0,
            piece_end: 0,
            single_quote_open: false,
            tokens: Vec::with_capacity(text.len() / 5 + 4),
            hyphenated: Vec::new(),
        }
    }

    /// Cuts the bytes from `start` to `end`, both at cluster boundaries.
    pub(super) fn cut(&mut self, start: usize, end: usize) {
        self.piece_start = start;
        self.piece_end = end;
        self.single_quote_open = false;
        let mut at = start;
        while at < end {
            at = match self.bytes[at] {
                b'\n' => {
                    self.single_quote_open = false;
                    at + 1
                }
                0..=b' ' | 0x7F => at + 1,
                b'a'..=b'z' | b'A'..=b'Z' => self.run(at, at, TokenKind::Word),
                b'0'..=b'9' => self.run(at, at, TokenKind::Number),
                0x80.. => self.beyond_ascii(at),
                byte => self.mark(at, byte),
            };
        }
    }

    // Looking around.

    fn byte(&self, at: usize) -> Option<u8> {
        (at < self.piece_end).then(|| self.bytes[at])
    }

    fn byte_before(&self, at: usize) -> Option<u8> {
        (at > self.piece_start).then(|| self.bytes[at - 1])
    }

    fn char(&self, at: usize) -> Option<char> {
        match self.byte(at)? {
            byte @ ..0x80 => Some(char::from(byte)),
            _ => self.slice(at, self.piece_end).chars().next(),
        }
    }

    fn char_before(&self, at: usize) -> Option<char> {
        match self.byte_before(at)? {
            byte @ ..0x80 => Some(char::from(byte)),
            _ => self.slice(self.piece_start, at).chars().next_back(),
        }
    }

    /// The characters from `start` to `end`, or to the end of the piece; empty when that cuts a character.
    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text
            .get(start..end.min(self.piece_end))
            .unwrap_or_default()
    }

    /// The first character after the blanks of this line.
    fn char_after_blanks(&self, mut at: usize) -> Option<char> {
        while matches!(self.byte(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        self.char(at)
    }

    fn is_letter_at(&self, at: usize) -> bool {
        self.char(at)
            .is_some_and(|char| char.is_alphabetic() && !is_written_without_blanks(char))
    }

    fn is_digit_at(&self, at: usize) -> bool {
        self.byte(at).is_some_and(|byte| byte.is_ascii_digit())
    }

    /// Whether no blank and no piece edge stands before `at`.
    fn is_attached(&self, at: usize) -> bool {
        self.char_before(at).is_some_and(|char| !is_blank(char))
    }

    /// Whether what stands before `at` lets a word or a quotation begin here.
    fn may_open(&self, at: usize) -> bool {
        self.char_before(at).is_none_or(|char| {
            is_blank(char)
                || matches!(
                    char,
                    '(' | '[' | '{' | '“' | '‘' | '"' | '«' | '—' | '–' | '/'
                )
        })
    }

    /// One past the grapheme cluster that starts at `at`, without a blank that an odd mark draws in at its end.
    fn cluster_end(&self, at: usize) -> usize {
        let Some(first) = self.char(at) else {
            return at;
        };
        let next = at + first.len_utf8();
        match self.char(next) {
            None => next,
            Some(char) if stands_alone(first) && stands_alone(char) => next,
            Some(_) => {
                let cluster = self
                    .slice(at, self.piece_end)
                    .graphemes(true)
                    .next()
                    .unwrap_or_default();
                next.max(at + cluster.trim_end_matches(is_blank).len())
            }
        }
    }

    /// Whether the character of `len` bytes at `at` is a cluster of its own, so that a token may end after it.
    fn is_single(&self, at: usize, len: usize) -> bool {
        self.byte(at + len).is_none_or(|byte| byte < 0x80) || self.cluster_end(at) == at + len
    }

    /// One past the letters and digits from `at` on.
    fn alphanumeric_end(&self, mut at: usize) -> usize {
        while at < self.piece_end {
            let byte = self.bytes[at];
            if byte.is_ascii_alphanumeric() {
                at = if self.byte(at + 1).is_none_or(|next| next < 0x80) {
                    at + 1
                } else {
                    self.cluster_end(at)
                };
            } else if byte >= 0x80 {
                match self.char(at) {
                    Some(char) if char.is_alphanumeric() && !is_written_without_blanks(char) => {
                        at = self.cluster_end(at);
                    }
                    _ => break,
                }
            } else {
                break;
            }
        }
        at
    }

    /// Number of ASCII digits from `at` on.
    fn num_digits(&self, at: usize) -> usize {
        self.bytes[at.min(self.piece_end)..self.piece_end]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    }

    // Writing.

    fn push(&mut self, start: usize, end: usize, kind: TokenKind) {
        if start < end {
            self.tokens.push(Token {
                span: Span::from_range(start..end),
                kind,
            });
        }
    }

    fn push_run(&mut self, run: &Run, end: usize) {
        if run.has_hyphen {
            self.hyphenated.push(self.tokens.len() as u32);
        }
        self.push(run.start, end, run.kind);
    }

    // Tokens that begin with a letter or a digit.

    /// Reads the token that starts at `start`, whose letters or digits start at `from`; gives where to go on.
    fn run(&mut self, start: usize, from: usize, kind: TokenKind) -> usize {
        let mut run = Run {
            start,
            part_start: from,
            kind,
            is_acronym: false,
            is_pointed: false,
            has_hyphen: false,
        };
        let mut at = from;
        loop {
            let end = self.alphanumeric_end(at);
            if end > at {
                run.is_pointed = false;
            }
            at = end;
            let Some(byte) = self.byte(at) else { break };
            let step = match byte {
                b' ' | b'\n' => Step::End,
                0x80.. => self.step_beyond_ascii(&mut run, at),
                _ if !self.is_single(at, 1) => Step::End,
                b'\'' => self.step_apostrophe(&mut run, at, 1),
                b'-' => self.step_hyphen(&mut run, at, 1),
                b'.' => self.step_point(&mut run, at),
                b',' if kind == TokenKind::Number => self.step_thousands(at),
                b':' if kind == TokenKind::Number => self.step_time(at),
                b'/' if kind == TokenKind::Number => go_on_if(at + 1, self.is_digit_at(at + 1)),
                b'/' => self.step_slash(run.start, at),
                b':' => self.step_address(run.start, at, self.slice(at, at + 3) == "://"),
                b'@' => self.step_mail(run.start, at),
                b'&' => {
                    let is_upper =
                        |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_uppercase());
                    go_on_if(
                        at + 1,
                        is_upper(self.byte_before(at)) && is_upper(self.byte(at + 1)),
                    )
                }
                b'_' => {
                    let goes_on = self
                        .byte(at + 1)
                        .is_some_and(|byte| byte.is_ascii_alphanumeric());
                    go_on_if(at + 1, goes_on)
                }
                b'$' => self.step_dollar(run.start, at),
                b'"' => {
                    let is_hebrew =
                        |char: Option<char>| char.is_some_and(|char| matches!(char, 'א'..='ת'));
                    go_on_if(
                        at + 1,
                        is_hebrew(self.char_before(at)) && is_hebrew(self.char(at + 1)),
                    )
                }
                _ => Step::End,
            };
            match step {
                Step::Continue(next) => at = next,
                Step::End => break,
                Step::Pushed(next) => return next,
            }
        }
        self.push_run(&run, at);
        at
    }

    fn step_beyond_ascii(&mut self, run: &mut Run, at: usize) -> Step {
        let Some(char) = self.char(at) else {
            return Step::End;
        };
        let len = char.len_utf8();
        if !self.is_single(at, len) {
            return Step::End;
        }
        match char {
            '’' => self.step_apostrophe(run, at, len),
            '\u{2010}' | '\u{2011}' => self.step_hyphen(run, at, len),
            '\u{AD}' if self.is_letter_at(at + len) => {
                run.has_hyphen = true;
                Step::Continue(at + len)
            }
            '·' | '\u{5F3}' | '\u{5F4}' => go_on_if(at + len, self.is_letter_at(at + len)),
            _ => Step::End,
        }
    }

    /// An apostrophe after a run: possessive, clitic, part of a name, or a closing quotation mark.
    fn step_apostrophe(&mut self, run: &mut Run, at: usize, len: usize) -> Step {
        let from = at + len;
        let end = self.alphanumeric_end(from);
        let part = self.slice(from, end);
        if part.is_empty() {
            let ends_in_s = matches!(self.byte_before(at), Some(b's' | b'S'));
            if !ends_in_s || self.single_quote_open {
                return Step::End;
            }
            self.push_run(run, at);
            self.push(at, from, TokenKind::Possessive);
            return Step::Pushed(from);
        }
        if let Some(kind) = clitic(part) {
            self.push_run(run, at);
            self.push(at, end, kind);
            return Step::Pushed(end);
        }
        let has_n = matches!(self.byte_before(at), Some(b'n' | b'N'));
        if has_n && part.eq_ignore_ascii_case("t") && at - 1 > run.start {
            self.push_run(run, at - 1);
            self.push(at - 1, end, TokenKind::Word);
            return Step::Pushed(end);
        }
        Step::Continue(end)
    }

    /// A hyphen after a run: inside a word, before an ending that stands by itself ("-led"), at a line end, or trailing.
    fn step_hyphen(&mut self, run: &mut Run, at: usize, len: usize) -> Step {
        let from = at + len;
        let apart = |cutter: &mut Self| {
            cutter.push_run(run, at);
            cutter.push(at, from, TokenKind::Punctuation);
            Step::Pushed(from)
        };
        if self.is_digit_at(from) {
            if run.kind == TokenKind::Number && self.is_range_of_years(run.start, at, from) {
                return apart(self);
            }
            run.has_hyphen = true;
            return Step::Continue(from);
        }
        if self.is_letter_at(from) {
            let end = self.alphanumeric_end(from);
            let part = self.slice(from, end);
            let is_initial = self.byte(end) == Some(b'.') && end == from + 1;
            if run.is_pointed && !run.is_acronym && is_initial {
                return Step::Continue(from);
            }
            if run.is_pointed || stands_by_itself(self.slice(run.start, at), part) {
                return apart(self);
            }
            run.has_hyphen = true;
            run.part_start = from;
            return Step::Continue(end);
        }
        if self.byte(from) == Some(b'\n') && run.kind == TokenKind::Word && !run.has_hyphen {
            return self.step_line_end(run, at, from);
        }
        Step::End
    }

    /// A hyphen before a line feed: the word goes on in the next line if both halves make one.
    fn step_line_end(&self, run: &mut Run, at: usize, line_feed: usize) -> Step {
        let mut from = line_feed + 1;
        while matches!(self.byte(from), Some(b' ' | b'\t')) {
            from += 1;
        }
        let end = self.alphanumeric_end(from);
        let (left, right) = (self.slice(run.start, at), self.slice(from, end));
        let is_lower = !right.is_empty() && right.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_lower && repair::line_end_form(left, right).is_some() {
            run.has_hyphen = true;
            return Step::Continue(end);
        }
        Step::End
    }

    /// Whether the digits from `start` to `hyphen` and those from `from` on are years ("2011-2016", "2015-16").
    fn is_range_of_years(&self, start: usize, hyphen: usize, from: usize) -> bool {
        let digits = self.num_digits(from);
        let left = self.slice(start, hyphen);
        left.len() == 4
            && left.bytes().all(|byte| byte.is_ascii_digit())
            && (left.starts_with("19") || left.starts_with("20"))
            && (digits == 4 || digits == 2)
            && self.byte(from + digits) != Some(b'-')
    }

    /// A point after a run: inside a number or an address, after an abbreviation or an initial, or a full stop.
    fn step_point(&mut self, run: &mut Run, at: usize) -> Step {
        let next = at + 1;
        if run.is_pointed {
            return Step::End;
        }
        if run.kind == TokenKind::Number {
            if self.is_digit_at(next) {
                return Step::Continue(next);
            }
            // "10a.m."
            let is_clock = matches!(self.byte_before(at), Some(b'a' | b'p'))
                && self.slice(next, next + 2) == "m.";
            return go_on_if(next + 2, is_clock && self.is_single(next + 1, 1));
        }
        let part = self.slice(run.part_start, at);
        let is_letter = part.chars().count() == 1;
        let is_first = run.part_start == run.start;
        // "non-U.S."
        let is_after_hyphen = run.has_hyphen && run.part_start > run.start && !run.is_acronym;
        if (is_letter && (is_first || is_after_hyphen || run.is_acronym))
            || (is_first && part == "Ph")
        {
            return self.step_acronym(run, at, part);
        }
        if run.is_acronym {
            return Step::End;
        }
        if is_first && !run.has_hyphen {
            if part == "www" {
                return self.step_address(run.start, at, true);
            }
            let end = self.alphanumeric_end(next);
            if abbreviations::is_web_domain(self.slice(next, end)) {
                return self.step_address(run.start, at, true);
            }
        }
        let word = if run.has_hyphen { "" } else { part };
        if self.takes_point(word, run.start, next) {
            run.is_pointed = true;
            return Step::Continue(next);
        }
        Step::End
    }

    /// A point after a single letter: "U.S.", "a.m.", "J. Smith".
    fn step_acronym(&mut self, run: &mut Run, at: usize, letter: &str) -> Step {
        let next = at + 1;
        let end = self.alphanumeric_end(next);
        let is_upper = letter.chars().all(char::is_uppercase);
        if end > next && self.is_letter_at(next) {
            if self.slice(next, end).chars().count() == 1 {
                run.is_acronym = true;
                run.part_start = next;
                return Step::Continue(next);
            }
            if is_upper && self.char(next).is_some_and(char::is_uppercase) {
                // "J.Smith", "U.S.Senate".
                self.push_run(run, next);
                return Step::Pushed(next);
            }
            return Step::End;
        }
        let belongs = run.is_acronym
            || if is_upper {
                self.is_initial(run.start, next)
            } else {
                self.takes_point(letter, run.start, next) || self.is_half_of_day(letter, next)
            };
        if belongs {
            run.is_pointed = true;
            return Step::Continue(next);
        }
        Step::End
    }

    /// Whether `letter`, whose point ends at `next`, is half of "7 p. m.", which some papers write with a blank.
    fn is_half_of_day(&self, letter: &str, next: usize) -> bool {
        let before = self.tokens.last().map_or("", |token| {
            self.slice(token.span.start as usize, token.span.end as usize)
        });
        match letter {
            "a" | "p" => {
                before.ends_with(|char: char| char.is_ascii_digit())
                    && self.slice(next, next + 3) == " m."
            }
            "m" => matches!(before, "a." | "p."),
            _ => false,
        }
    }

    /// Whether the capital at `start`, whose point ends at `next`, is somebody's initial: a capitalised word or another initial follows.
    fn is_initial(&self, start: usize, next: usize) -> bool {
        if self.byte(next) == Some(b'-') {
            return self.char(next + 1).is_some_and(char::is_uppercase);
        }
        let mut from = next;
        while self.byte(from) == Some(b' ') {
            from += 1;
        }
        let end = self.alphanumeric_end(from);
        if matches!(self.byte(next), Some(b',' | b')')) {
            // "(D., Ohio)"
            return true;
        }
        let goes_on = self.char(from).is_some_and(char::is_uppercase)
            && (self.byte(end) == Some(b'.')
                || !abbreviations::is_sentence_starter(self.slice(from, end)));
        // "than I. The": the pronoun ends a sentence unless a name stands before it.
        let is_pronoun = self.byte(start) == Some(b'I')
            && !self.tokens.last().is_some_and(|token| {
                self.slice(token.span.start as usize, token.span.end as usize)
                    .starts_with(char::is_uppercase)
            });
        goes_on && !is_pronoun
    }

    /// Whether `word`, which starts at `start`, is an abbreviation that takes the point ending at `next`.
    fn takes_point(&self, word: &str, start: usize, next: usize) -> bool {
        let Some(kind) = abbreviations::kind_of(word) else {
            return false;
        };
        let follows = self.char_after_blanks(next);
        match kind {
            Abbreviation::Title => {
                follows.is_some_and(|char| char.is_uppercase() || matches!(char, '“' | '"'))
            }
            Abbreviation::BeforeNumber => follows.is_some_and(char::is_numeric),
            Abbreviation::BeforeName => follows.is_some_and(char::is_uppercase),
            Abbreviation::State => self.is_after_comma(start),
            Abbreviation::AfterEt => self.tokens.last().is_some_and(|token| {
                self.slice(token.span.start as usize, token.span.end as usize) == "et"
            }),
            Abbreviation::Always => true,
        }
    }

    fn is_after_comma(&self, start: usize) -> bool {
        self.tokens.last().is_some_and(|token| {
            self.bytes[token.span.start as usize] == b',' && token.span.end as usize + 1 == start
        })
    }

    /// A comma inside a number: before three digits, or before two and another comma ("1,00,000").
    fn step_thousands(&self, at: usize) -> Step {
        let digits = self.num_digits(at + 1);
        let goes_on = digits == 3 || (digits == 2 && self.byte(at + 3) == Some(b','));
        go_on_if(at + 1, goes_on)
    }

    /// A colon inside a time of day or a result ("10:30").
    fn step_time(&self, at: usize) -> Step {
        go_on_if(at + 1, self.num_digits(at + 1) == 2)
    }

    /// A slash between short words of small letters ("and/or", "km/h").
    fn step_slash(&self, start: usize, at: usize) -> Step {
        let end = self.alphanumeric_end(at + 1);
        let is_short = |word: &str| {
            (1..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        go_on_if(
            end,
            is_short(self.slice(start, at)) && is_short(self.slice(at + 1, end)),
        )
    }

    /// A web address from `start` on, if `is_address`.
    fn step_address(&mut self, start: usize, at: usize, is_address: bool) -> Step {
        if !is_address {
            return Step::End;
        }
        let end = self.address_end(at);
        self.push(start, end, TokenKind::Word);
        Step::Pushed(end)
    }

    /// One past the address that goes on at `at`: up to a blank or a quotation mark, without final punctuation.
    fn address_end(&self, at: usize) -> usize {
        let mut end = at;
        while let Some(char) = self.char(end) {
            if is_blank(char)
                || matches!(char, '"' | '<' | '>' | '“' | '”' | '«' | '»')
                || is_written_without_blanks(char)
            {
                break;
            }
            end = self.cluster_end(end);
        }
        while end > at
            && matches!(
                self.bytes[end - 1],
                b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'\''
            )
        {
            end -= 1;
        }
        end
    }

    /// An at-sign after a run: a mail address if a domain follows.
    fn step_mail(&mut self, start: usize, at: usize) -> Step {
        let domain_len = self.bytes[at + 1..self.piece_end]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
            .count();
        let domain = self
            .slice(at + 1, at + 1 + domain_len)
            .trim_end_matches(['.', '-']);
        let end = at + 1 + domain.len();
        if !domain.contains('.') || domain.starts_with('.') || !self.is_single(end - 1, 1) {
            return Step::End;
        }
        self.push(start, end, TokenKind::Word);
        Step::Pushed(end)
    }

    /// "US$", "A$": a currency written with the country's letters.
    fn step_dollar(&mut self, start: usize, at: usize) -> Step {
        let letters = self.slice(start, at);
        let is_country =
            letters.len() <= 3 && letters.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_country && self.char_after_blanks(at + 1).is_some_and(char::is_numeric) {
            self.push(start, at + 1, TokenKind::Word);
            return Step::Pushed(at + 1);
        }
        Step::End
    }

    // Everything else.

    /// A token that starts with a character beyond ASCII, or a blank.
    fn beyond_ascii(&mut self, at: usize) -> usize {
        let Some(char) = self.char(at) else {
            return self.piece_end;
        };
        if is_blank(char) {
            return at + char.len_utf8();
        }
        match char {
            '’' | '‘' if self.is_single(at, 3) => return self.single_quote(at, char, 3),
            _ => {}
        }
        if char.is_alphanumeric() {
            if is_written_without_blanks(char) {
                return self.words_without_blanks(at);
            }
            let kind = if char.is_numeric() {
                TokenKind::Number
            } else {
                TokenKind::Word
            };
            return self.run(at, at, kind);
        }
        self.cluster(at, TokenKind::Punctuation)
    }

    /// The words of a stretch without blanks that starts at `at`, by dictionary; none ends inside a cluster.
    fn words_without_blanks(&mut self, at: usize) -> usize {
        let mut end = at;
        while self
            .char(end)
            .is_some_and(|char| char.is_alphanumeric() && is_written_without_blanks(char))
        {
            end = self.cluster_end(end);
        }
        let (mut start, mut edge) = (at, at);
        for boundary in WORDS.segment_str(self.slice(at, end)) {
            while edge < at + boundary {
                edge = self.cluster_end(edge);
            }
            if edge == at + boundary {
                self.push(start, edge, TokenKind::Word);
                start = edge;
            }
        }
        self.push(start, end, TokenKind::Word);
        end
    }

    fn cluster(&mut self, at: usize, kind: TokenKind) -> usize {
        let end = self.cluster_end(at);
        self.push(at, end, kind);
        end
    }

    /// A token that starts with an ASCII mark.
    fn mark(&mut self, at: usize, byte: u8) -> usize {
        if !self.is_single(at, 1) {
            return self.cluster(at, TokenKind::Punctuation);
        }
        match byte {
            b'\'' if self.byte(at + 1) != Some(b'\'') => self.single_quote(at, '\'', 1),
            b'.' | b'-' | b'+' if self.starts_number(at, byte) => {
                self.run(at, at + 1, TokenKind::Number)
            }
            b'@' | b'#' if self.may_open(at) && self.is_letter_at(at + 1) => {
                self.run(at, at + 1, TokenKind::Word)
            }
            b'.' | b'-' | b'*' | b'=' | b'~' | b'_' | b'!' | b'?' | b'`' | b'\'' => {
                self.repeated(at, byte)
            }
            _ => {
                self.push(at, at + 1, TokenKind::Punctuation);
                at + 1
            }
        }
    }

    /// Whether a sign or a decimal point at `at` begins a number.
    fn starts_number(&self, at: usize, byte: u8) -> bool {
        let before = self.char_before(at);
        let is_free =
            before.is_none_or(|char| is_blank(char) || matches!(char, '(' | '[' | '$' | '€' | '£'));
        is_free
            && self.is_digit_at(at + 1)
            && (byte != b'.' || before.is_none_or(|char| char != '.'))
    }

    /// The same mark several times is one token ("...", "--", "***").
    fn repeated(&mut self, at: usize, byte: u8) -> usize {
        let mut end = at + 1;
        while self.byte(end) == Some(byte) && self.is_single(end, 1) {
            end += 1;
        }
        self.push(at, end, TokenKind::Punctuation);
        end
    }

    /// A single quotation mark or apostrophe that no run took.
    fn single_quote(&mut self, at: usize, char: char, len: usize) -> usize {
        let from = at + len;
        let end = self.alphanumeric_end(from);
        let part = self.slice(from, end);
        let is_attached = self.is_attached(at);
        if char != '‘' && !part.is_empty() {
            if let Some(kind) = clitic(part).filter(|_| is_attached || !self.single_quote_open) {
                self.push(at, end, kind);
                return end;
            }
            let digits = self.num_digits(from);
            if !is_attached && digits == 2 && (part.len() == 2 || part.ends_with('s')) {
                self.push(at, end, TokenKind::Number);
                return end;
            }
        }
        self.single_quote_open = char == '‘' || (self.may_open(at) && !part.is_empty());
        self.push(at, from, TokenKind::Punctuation);
        from
    }
}

fn go_on_if(at: usize, goes_on: bool) -> Step {
    if goes_on {
        Step::Continue(at)
    } else {
        Step::End
    }
}

/// The kind of token that `part` makes after an apostrophe, if it makes one.
fn clitic(part: &str) -> Option<TokenKind> {
    match part {
        "s" | "S" => Some(TokenKind::Possessive),
        "re" | "ve" | "ll" | "d" | "m" | "RE" | "VE" | "LL" | "D" | "M" => Some(TokenKind::Word),
        _ => None,
    }
}

/// Whether `part` after a hyphen is a token of its own: "al-Qaeda-affiliated", "US-Russian", but "well-known", "Guinea-Bissau".
fn stands_by_itself(left: &str, part: &str) -> bool {
    let is_name = left
        .bytes()
        .any(|byte| byte.is_ascii_uppercase() || byte >= 0x80);
    if part.starts_with(|char: char| char.is_ascii_lowercase()) {
        let is_participle = part.len() > 4 && part.ends_with("ed") && !is_common_word(left);
        return abbreviations::is_ending(part)
            || (is_name && (is_participle || abbreviations::is_ending_after_name(part)));
    }
    abbreviations::is_party(left) && abbreviations::is_party(part)
}

/// Whether `char` separates tokens and belongs to none: blanks, control characters, invisible marks of direction and zero width.
pub(crate) fn is_blank(char: char) -> bool {
    char.is_whitespace()
        || char.is_control()
        || matches!(char, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether `char` is of a script that puts no blanks between words.
fn is_written_without_blanks(char: char) -> bool {
    matches!(char,
        '\u{0E00}'..='\u{0EFF}' // Thai, Lao
        | '\u{1000}'..='\u{109F}' // Burmese
        | '\u{1780}'..='\u{17FF}' // Khmer
        | '\u{2E80}'..='\u{2FDF}' // radicals
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' // iteration mark, closing mark, zero, numerals
        | '\u{3031}'..='\u{30FF}' // Kana
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' // Kana, Han
        | '\u{FF66}'..='\u{FF9F}' | '\u{1B000}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether two such characters in a row are always two clusters: a quick answer for the scripts that most news is written in.
fn stands_alone(char: char) -> bool {
    matches!(char,
        '\0'..='\u{2FF}' | '\u{370}'..='\u{482}' | '\u{48A}'..='\u{590}' | '\u{2010}'..='\u{2027}' | '\u{20A0}'..='\u{20CF}'
        | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3098}' | '\u{30A0}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}')
        && char != '\r'
}
