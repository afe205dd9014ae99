//! Dates, times and durations with normalised values in the manner of TIMEX3, counted from the article's publication date.

use std::ops::Range;

use jiff::civil::{Date, Weekday, date};
use smol_str::{SmolStr, format_smolstr};

use super::analysis::{Analysis, Shape};
use super::findings::{Findings, FoundMention, Label};
use super::gazetteer::{Flags, Row};
use super::lexicon::Parts;
use super::numbers;
use super::pipeline::Component;
use super::tagger::Tag;
use super::words::Known;
use crate::model::Level;
use crate::text::TokenKind;

/// The component.
pub(super) struct Timex;

impl Component for Timex {
    fn name(&self) -> &'static str {
        "timex"
    }

    fn needs(&self) -> &'static [&'static str] {
        &["word-list"]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["DATE", "TIME", "SENTENCE"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let reader = Reader {
            analysis,
            published: analysis.document.meta.date.parse().ok(),
        };
        let taken = super::covered(analysis, findings);
        let mut at = 0;
        while at < analysis.words.len() {
            let word = &analysis.words[at];
            if word.skipped || taken[at] || !reader.may_begin(at) {
                at += 1;
                continue;
            }
            match reader.read(at) {
                Some(found) if !taken[found.tokens.clone()].contains(&true) => {
                    at = found.tokens.end;
                    findings.mentions.push(reader.mention(found));
                }
                _ => at += 1,
            }
        }
    }
}

/// A time expression.
struct Time {
    tokens: Range<usize>,
    label: Label,
    value: Option<SmolStr>,
    score: f32,
    reason: &'static str,
}

struct Reader<'a, 'd> {
    analysis: &'a Analysis<'d>,
    published: Option<Date>,
}

/// The unit of a duration.
#[derive(Clone, Copy, PartialEq)]
struct Unit {
    letter: char,
    is_time: bool,
    seconds: i64,
}

fn unit_of(form: &str) -> Option<Unit> {
    let (letter, is_time, seconds) = match form
        .strip_suffix('s')
        .filter(|stem| stem.len() > 2)
        .unwrap_or(form)
    {
        "second" | "sec" => ('S', true, 1),
        "minute" | "min" => ('M', true, 60),
        "hour" | "hr" => ('H', true, 3600),
        "day" => ('D', false, 86_400),
        "week" => ('W', false, 604_800),
        "fortnight" => ('F', false, 1_209_600),
        "weekend" => ('E', false, 172_800),
        "month" => ('M', false, 2_629_746),
        "year" | "yr" => ('Y', false, 31_556_952),
        "decade" => ('T', false, 315_569_520),
        "century" | "centurie" => ('C', false, 3_155_695_200),
        _ => return None,
    };
    Some(Unit {
        letter,
        is_time,
        seconds,
    })
}

impl Unit {
    /// "P2M", "PT92M".
    fn period(self, amount: &str) -> SmolStr {
        let times = |factor: f64| {
            amount.parse::<f64>().map_or_else(
                |_| amount.to_owned(),
                |value| numbers::spell(value * factor),
            )
        };
        match self.letter {
            'T' => format_smolstr!("P{}Y", times(10.0)),
            'C' => format_smolstr!("P{}Y", times(100.0)),
            'F' => format_smolstr!("P{}W", times(2.0)),
            'E' => format_smolstr!("P{amount}WE"),
            letter if self.is_time => format_smolstr!("PT{amount}{letter}"),
            letter => format_smolstr!("P{amount}{letter}"),
        }
    }
}

/// "morning" is MO.
fn part_of_day(form: &str) -> Option<&'static str> {
    Some(match form {
        "morning" | "mornings" => "MO",
        "afternoon" => "AF",
        "evening" => "EV",
        "night" | "overnight" | "tonight" | "nightfall" => "NI",
        "noon" | "midday" | "lunchtime" => "MI",
        "dawn" | "sunrise" | "daybreak" => "DA",
        "dusk" | "sunset" => "DU",
        _ => return None,
    })
}

fn season(form: &str) -> Option<&'static str> {
    Some(match form {
        "spring" => "SP",
        "summer" => "SU",
        "autumn" | "fall" => "FA",
        "winter" => "WI",
        _ => return None,
    })
}

/// Cheap test on the first letters before rules are tried.
impl Reader<'_, '_> {
    fn may_begin(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        word.kind == TokenKind::Number
            || word.parts.any(Parts::NUMBER)
            || self.analysis.hits_at(at).iter().any(|hit| {
                matches!(
                    self.analysis.row(*hit).label,
                    Some(Label::Date | Label::Time)
                )
            })
            || matches!(
                self.analysis.form(at),
                "a" | "an"
                    | "last"
                    | "next"
                    | "this"
                    | "past"
                    | "several"
                    | "few"
                    | "first"
                    | "second"
                    | "half"
                    | "early"
                    | "late"
                    | "mid"
                    | "many"
                    | "previous"
                    | "following"
                    | "coming"
                    | "same"
            )
            || self.compound(at).is_some()
    }

    fn form(&self, at: usize) -> &str {
        self.analysis.form(at)
    }

    fn row_of(&self, at: usize, kind: &str) -> Option<&'static Row> {
        self.analysis
            .hits_at(at)
            .iter()
            .filter(|hit| hit.end == hit.start + 1)
            .map(|hit| self.analysis.row(*hit))
            .find(|row| row.kind == kind)
    }

    fn same_sentence(&self, a: usize, b: usize) -> bool {
        match (self.analysis.words.get(a), self.analysis.words.get(b)) {
            (Some(a), Some(b)) => a.sentence == b.sentence,
            _ => false,
        }
    }

    fn before(&self, at: usize) -> &str {
        match at.checked_sub(1) {
            Some(before) if self.same_sentence(before, at) => self.form(before),
            _ => "",
        }
    }

    fn mention(&self, found: Time) -> FoundMention {
        let mut found = found;
        if let Some(end) = self.punishment(&found.tokens) {
            found.tokens.end = end;
            found.label = Label::Sentence;
            found.reason = "length of a punishment";
        }
        FoundMention {
            span: self.analysis.span_of(found.tokens.clone()),
            head: found.tokens.end - 1,
            tokens: found.tokens,
            label: Some(found.label),
            schema_label: None,
            level: Level::Name,
            value: found.value,
            count: None,
            entity: None,
            country: "",
            source: "timex",
            score: found.score,
            reason: found.reason.into(),
            is_fixed: false,
        }
    }

    fn read(&self, at: usize) -> Option<Time> {
        self.clock(at)
            .or_else(|| self.weekday(at))
            .or_else(|| self.calendar_date(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.duration(at))
            .or_else(|| self.year(at))
            .or_else(|| self.part_of_day_alone(at))
            .or_else(|| self.holiday(at))
    }

    // Calendar dates.

    /// Month of a token, if it is one here: "May" and "March" need a date around them.
    fn month_at(&self, at: usize) -> Option<u32> {
        let word = self.analysis.words.get(at)?;
        let row = self
            .row_of(at, "month")
            .filter(|_| word.shape.is_capitalised())?;
        let month = if row.weight == 0 {
            month_number(self.form(at))?
        } else {
            row.weight
        };
        let doubtful = matches!(
            self.form(at),
            "may" | "march" | "mar" | "august" | "dec" | "jun" | "jan" | "sun" | "april" | "june"
        );
        if !doubtful || self.is_dated(at) {
            Some(month)
        } else {
            None
        }
    }

    /// Whether a preposition, a day or a year stands beside a month.
    fn is_dated(&self, at: usize) -> bool {
        let number = |at: usize| {
            self.analysis
                .words
                .get(at)
                .is_some_and(|word| word.kind == TokenKind::Number)
        };
        let before = self.before(at);
        let preposition = matches!(
            before,
            "in" | "since"
                | "by"
                | "until"
                | "till"
                | "of"
                | "from"
                | "during"
                | "last"
                | "next"
                | "this"
                | "early"
                | "late"
                | "mid"
                | "through"
                | "to"
                | "between"
                | "and"
                | "before"
                | "after"
                | "for"
        );
        let weak = matches!(before, "to" | "and" | "for" | "of" | "by" | "from");
        let next_lower = self
            .analysis
            .words
            .get(at + 1)
            .is_none_or(|word| word.shape != Shape::Capital);
        number(at + 1)
            || at > 0 && number(at - 1)
            || preposition
                && next_lower
                && (!weak || !matches!(self.form(at), "may" | "april" | "june" | "august" | "jan"))
    }

    fn year_at(&self, at: usize) -> Option<i16> {
        let written = self.analysis.written(at);
        if written.len() != 4 || !written.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        written
            .parse()
            .ok()
            .filter(|year| (1000..2100).contains(year))
    }

    fn day_at(&self, at: usize) -> Option<i8> {
        let written = self.analysis.written(at);
        let digits = written.trim_end_matches(|character: char| character.is_ascii_lowercase());
        let suffix = written.get(digits.len()..)?;
        if digits.is_empty()
            || digits.len() > 2
            || !matches!(suffix, "" | "st" | "nd" | "rd" | "th")
        {
            return None;
        }
        digits.parse().ok().filter(|day| (1..=31).contains(day))
    }

    /// "4 May 2016", "May 4, 2016", "May 4", "May 2016", "May", "2016-05-04".
    fn calendar_date(&self, at: usize) -> Option<Time> {
        if let Some(iso) = iso_date(self.analysis.written(at)) {
            return Some(self.time(
                at..at + 1,
                Label::Date,
                Some(format_smolstr!("{iso}")),
                0.97,
                "date in figures",
            ));
        }
        let (mut end, month, mut day) =
            if let (Some(day), Some(month)) = (self.day_at(at), self.month_at(at + 1)) {
                (at + 2, month, Some(day))
            } else if let Some(day) = self.day_at(at)
                && self.form(at + 1) == "of"
                && let Some(month) = self.month_at(at + 2)
            {
                (at + 3, month, Some(day))
            } else {
                (at + 1, self.month_at(at)?, None)
            };
        if day.is_none()
            && let Some(found) = self.day_at(end)
        {
            // "May 4-6": the range of days is one token or three.
            day = Some(found);
            end += 1;
        }
        let mut year = self.year_at(end);
        if year.is_some() {
            end += 1;
        } else if self
            .analysis
            .words
            .get(end)
            .is_some_and(|word| word.is(Known::Comma))
        {
            year = self.year_at(end + 1);
            if year.is_some() {
                end += 2;
            }
        }
        let modified = matches!(self.before(at), "last" | "next" | "this");
        let start = if modified && day.is_none() {
            at - 1
        } else {
            at
        };
        let value = self.dated_value(start, month, day, year);
        let found = self.time(start..end, Label::Date, value, 0.95, "month of a date");
        Some(found)
    }

    fn dated_value(
        &self,
        start: usize,
        month: u32,
        day: Option<i8>,
        year: Option<i16>,
    ) -> Option<SmolStr> {
        let month = i8::try_from(month).ok()?;
        let year = match (year, self.published) {
            (Some(year), _) => year,
            (None, None) => {
                return Some(if let Some(day) = day {
                    format_smolstr!("XXXX-{month:02}-{day:02}")
                } else {
                    format_smolstr!("XXXX-{month:02}")
                });
            }
            (None, Some(published)) => {
                let later = (month, day.unwrap_or(1))
                    > (
                        published.month(),
                        if day.is_some() { published.day() } else { 31 },
                    );
                let future = self.looks_ahead(start);
                let soon = month - published.month() <= 1 && self.has_no_past_tense(start);
                match (later, future) {
                    (true, false) if !soon => published.year() - 1,
                    (false, true)
                        if (month, day.unwrap_or(31)) < (published.month(), published.day()) =>
                    {
                        published.year() + 1
                    }
                    _ => published.year(),
                }
            }
        };
        Some(if let Some(day) = day {
            format_smolstr!("{year}-{month:02}-{day:02}")
        } else {
            format_smolstr!("{year}-{month:02}")
        })
    }

    /// Whether the words around speak of what is to come.
    fn looks_ahead(&self, at: usize) -> bool {
        let Some(clause) = self.analysis.clauses.get(at) else {
            return false;
        };
        let near = at.saturating_sub(14)..(at + 8).min(self.analysis.words.len());
        near.filter(|token| self.analysis.clauses.get(*token) == Some(clause))
            .any(|token| {
                matches!(
                    self.form(token),
                    "opens"
                        | "begins"
                        | "starts"
                        | "resumes"
                        | "expires"
                        | "will"
                        | "'ll"
                        | "due"
                        | "scheduled"
                        | "expected"
                        | "plans"
                        | "planned"
                        | "shall"
                        | "next"
                        | "until"
                        | "upcoming"
                        | "would"
                        | "ahead"
                ) || self.form(token) == "to"
                    && token > 0
                    && matches!(self.form(token - 1), "is" | "are" | "was" | "were")
                    && self.analysis.words[token].tag == Tag::To
            })
            || matches!(self.before(at), "by" | "until" | "before" | "next")
    }

    /// Whether the clause speaks of nothing past: "the talks open on 9 May".
    fn has_no_past_tense(&self, at: usize) -> bool {
        let Some(clause) = self.analysis.clauses.get(at) else {
            return false;
        };
        let near = at.saturating_sub(14)..(at + 8).min(self.analysis.words.len());
        near.filter(|token| self.analysis.clauses.get(*token) == Some(clause))
            .all(|token| {
                let word = &self.analysis.words[token];
                word.tag != Tag::Past && !matches!(self.form(token), "was" | "were" | "had")
            })
    }

    /// "1999", "the 1990s", "2011-12" where a year may stand.
    fn year(&self, at: usize) -> Option<Time> {
        let written = self.analysis.written(at);
        if let Some(decade) = written
            .strip_suffix("s")
            .or_else(|| written.strip_suffix("'s"))
            .or_else(|| written.strip_suffix("’s"))
            && decade.len() == 4
            && decade.ends_with('0')
            && decade.bytes().all(|byte| byte.is_ascii_digit())
        {
            let value = decade.get(..3).map(|tens| format_smolstr!("{tens}X"));
            return Some(self.time(at..at + 1, Label::Date, value, 0.95, "decade"));
        }
        let year = self.year_at(at)?;
        let next = self.analysis.words.get(at + 1);
        let counted = next.is_some_and(|next| {
            self.same_sentence(at, at + 1)
                && next.shape == Shape::Lower
                && (next.tag == Tag::Plural
                    || next.is(Known::Percent)
                    || unit_of(self.form(at + 1)).is_some())
        });
        let dated = matches!(
            self.before(at),
            "in" | "since"
                | "of"
                | "by"
                | "from"
                | "until"
                | "till"
                | "during"
                | "between"
                | "to"
                | "before"
                | "after"
                | "early"
                | "late"
                | "mid"
                | "the"
                | "("
                | "through"
                | "around"
                | "about"
                | "-"
                | "–"
                | "for"
                | "a"
                | "year"
                | "into"
        ) || self.before(at) == "and" && at >= 2 && self.year_at(at - 2).is_some()
            || self.before(at) == "," && at >= 2 && self.year_at(at - 2).is_some();
        let weak = matches!(
            self.before(at),
            "to" | "the" | "for" | "a" | "about" | "around" | "of" | "by" | "from"
        ) && !(1900..2050).contains(&year);
        (dated && !weak && !counted
            || (1900..2050).contains(&year)
                && !counted
                && next.is_none_or(|next| next.is_mark() || next.shape != Shape::Lower))
        .then(|| {
            self.time(
                at..at + 1,
                Label::Date,
                Some(format_smolstr!("{year}")),
                0.9,
                "year",
            )
        })
    }

    // Days of the week and parts of the day.

    fn weekday(&self, at: usize) -> Option<Time> {
        let word = self.analysis.words.get(at)?;
        let (start, day) = if let Some(day) = self.weekday_at(at) {
            (at, day)
        } else if matches!(self.form(at), "last" | "next" | "this" | "early" | "late") {
            let day = self.weekday_at(at + 1)?;
            if matches!(self.form(at), "early" | "late") {
                return None;
            }
            (at + 1, day)
        } else {
            return None;
        };
        if word.shape == Shape::Lower && start == at {
            return None;
        }
        let mut end = start + 1;
        // "Friday, 4 May", "Friday May 4".
        let date_at = if self
            .analysis
            .words
            .get(end)
            .is_some_and(|word| word.is(Known::Comma))
        {
            end + 1
        } else {
            end
        };
        if self.same_sentence(start, date_at)
            && let Some(date) = self.calendar_date(date_at)
        {
            return Some(self.time(
                at..date.tokens.end,
                Label::Date,
                date.value,
                0.96,
                "day of the week with its date",
            ));
        }
        let date = self.weekday_date(at, day);
        let mut modifier_end = end;
        if matches!(self.form(end), "early" | "late" | "mid") {
            modifier_end = end + 1;
        }
        if let Some(part) =
            part_of_day(self.form(modifier_end)).filter(|_| self.same_sentence(start, modifier_end))
        {
            end = modifier_end + 1;
            let value = date.as_ref().map(|date| format_smolstr!("{date}T{part}"));
            return Some(self.time(
                at..end,
                Label::Time,
                value,
                0.95,
                "part of a day of the week",
            ));
        }
        Some(self.time(at..end, Label::Date, date, 0.96, "day of the week"))
    }

    fn weekday_at(&self, at: usize) -> Option<Weekday> {
        let word = self.analysis.words.get(at)?;
        let row = self
            .row_of(at, "weekday")
            .filter(|_| word.shape.is_capitalised())?;
        if matches!(self.form(at), "sun" | "sat" | "mon" | "wed")
            && !self
                .analysis
                .words
                .get(at + 1)
                .is_some_and(super::analysis::Word::is_mark)
        {
            return None;
        }
        Weekday::from_monday_one_offset(i8::try_from(row.weight).ok()?).ok()
    }

    /// The day meant: the last one up to the publication date, or the next where the words look ahead.
    fn weekday_date(&self, at: usize, day: Weekday) -> Option<SmolStr> {
        let number = day.to_monday_one_offset();
        let Some(published) = self.published else {
            return Some(format_smolstr!("XXXX-WXX-{number}"));
        };
        let back = i64::from((published.weekday().to_monday_one_offset() - number).rem_euclid(7));
        let forward =
            i64::from((number - published.weekday().to_monday_one_offset()).rem_euclid(7));
        let offset = match self.form(at) {
            "next" => {
                if forward == 0 {
                    7
                } else {
                    forward
                }
            }
            "last" => -if back == 0 { 7 } else { back },
            _ if self.looks_ahead(at) && back != 0 => forward,
            _ => -back,
        };
        let date = published.checked_add(jiff::Span::new().days(offset)).ok()?;
        Some(format_smolstr!("{date}"))
    }

    /// "noon", "midnight on Friday", "the night", "dawn".
    fn part_of_day_alone(&self, at: usize) -> Option<Time> {
        let hit = self.analysis.hits_at(at).iter().rev().find(|hit| {
            let row = self.analysis.row(**hit);
            row.kind == "part-of-day" && !row.flags.any(Flags::CONTEXT)
        })?;
        let mut end = hit.end as usize;
        let word = &self.analysis.words[end - 1];
        if word.tag.is_verb() || word.shape.is_capitalised() && !word.initial {
            return None;
        }
        let mut start = at;
        if self.form(start) == "the" {
            start += 1;
        }
        let form = self.form(end - 1);
        let mut value = match form {
            "midnight" => self.published.map(|day| format_smolstr!("{day}T24:00")),
            "noon" | "midday" => self.published.map(|day| format_smolstr!("{day}T12:00")),
            _ => part_of_day(form)
                .and_then(|part| self.published.map(|day| format_smolstr!("{day}T{part}"))),
        };
        // "midnight on Friday".
        if self.form(end) == "on"
            && let Some(day) = self.weekday_at(end + 1)
        {
            let date = self.weekday_date(end + 1, day);
            value = match (value, date) {
                (Some(value), Some(date)) => value
                    .split_once('T')
                    .map(|(_, time)| format_smolstr!("{date}T{time}")),
                _ => None,
            };
            end += 2;
        }
        Some(self.time(start..end, Label::Time, value, 0.85, "part of the day"))
    }

    /// "6 a.m.", "11.40 p.m.", "10:30", "0900 GMT".
    fn clock(&self, at: usize) -> Option<Time> {
        let written = self.analysis.written(at);
        if !written.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let lower = written.to_ascii_lowercase();
        let (digits, glued) = match lower.find(|character: char| character.is_ascii_alphabetic()) {
            Some(letters) => lower.split_at_checked(letters)?,
            None => (lower.as_str(), ""),
        };
        let mut end = at + 1;
        let mut half = if glued.is_empty() {
            ""
        } else {
            half_of_day(glued)?
        };
        if half.is_empty() && glued.is_empty() && self.same_sentence(at, end) {
            half = half_of_day(self.form(end)).unwrap_or("");
            if !half.is_empty() {
                end += 1;
            }
        }
        let oclock = half.is_empty() && self.form(end) == "o'clock";
        if oclock {
            end += 1;
        }
        let (hour, minute) = match digits.split_once([':', '.']) {
            Some((hour, minute)) => (
                hour.parse::<u8>().ok()?,
                minute.get(..2)?.parse::<u8>().ok()?,
            ),
            None if digits.len() == 4 && half.is_empty() => (
                digits.get(..2)?.parse().ok()?,
                digits.get(2..)?.parse().ok()?,
            ),
            None => (digits.parse().ok()?, 0),
        };
        let colon = digits.contains(':');
        let zone = matches!(
            self.form(end),
            "gmt"
                | "utc"
                | "est"
                | "edt"
                | "cet"
                | "cest"
                | "bst"
                | "ist"
                | "pst"
                | "pdt"
                | "local"
        ) && self.same_sentence(at, end);
        if half.is_empty()
            && !oclock
            && !(colon && digits.len() >= 4)
            && !(zone && digits.len() >= 4)
            || hour > 24
            || minute > 59
        {
            return None;
        }
        if zone {
            end += if self.form(end) == "local" && self.form(end + 1) == "time" {
                2
            } else {
                1
            };
        }
        let hour = match (half, hour) {
            ("p", 1..=11) => hour + 12,
            ("a", 12) => 0,
            _ => hour,
        };
        // "6 a.m. on Thursday" stays apart from its day; the value takes the publication day.
        let value = if let Some(day) = self.published {
            format_smolstr!("{day}T{hour:02}:{minute:02}")
        } else {
            format_smolstr!("T{hour:02}:{minute:02}")
        };
        Some(self.time(at..end, Label::Time, Some(value), 0.95, "time of day"))
    }

    // Relative dates and durations.

    fn relative(&self, at: usize) -> Option<Time> {
        let after_article = at + usize::from(self.form(at) == "the");
        if let Some(time) = self.modified_unit(after_article) {
            return Some(time);
        }
        let hit = self.analysis.hits_at(at).iter().rev().find(|hit| {
            let row = self.analysis.row(**hit);
            row.kind == "relative" && !row.flags.any(Flags::CONTEXT)
        })?;
        let (mut start, mut end) = (at, hit.end as usize);
        if self.form(start) == "the" {
            start += 1;
        }
        // "first half of the year".
        if matches!(self.form(end - 1), "half" | "quarter") {
            if self.form(end) != "of" {
                let quarter =
                    quarter_of(self.form(start)).filter(|_| self.form(end - 1) == "quarter")?;
                let value = self
                    .published
                    .map(|day| format_smolstr!("{}-Q{quarter}", day.year()));
                return Some(self.time(start..end, Label::Date, value, 0.85, "quarter of a year"));
            }
            let mut last = end + 1;
            if self.form(last) == "the" {
                last += 1;
            }
            let is_year = unit_of(self.form(last)).is_some() || self.year_at(last).is_some();
            if !is_year {
                return None;
            }
            end = last + 1;
        }
        let value = self.relative_value(self.form(start), self.form(end - 1));
        Some(self.time(
            start..end,
            Label::Date,
            value,
            0.92,
            "date counted from the article’s own",
        ))
    }

    fn relative_value(&self, first: &str, last: &str) -> Option<SmolStr> {
        let published = self.published?;
        let days = |days: i64| {
            let day = published.checked_add(jiff::Span::new().days(days)).ok()?;
            Some(format_smolstr!("{day}"))
        };
        match (first, last) {
            (_, "today") => days(0),
            (_, "yesterday") => days(-1),
            (_, "tomorrow") => days(1),
            ("recent" | "past", _) => Some(SmolStr::new_static("PAST_REF")),
            ("coming", _) => Some(SmolStr::new_static("FUTURE_REF")),
            ("first", "year") => Some(format_smolstr!("{}-H1", published.year())),
            ("second", "year") => Some(format_smolstr!("{}-H2", published.year())),
            (_, "weekend") => {
                days(-i64::from(published.weekday().to_monday_one_offset().rem_euclid(7)) - 1)
                    .map(|_| week_of(published, 0, true))
            }
            (modifier, unit) => self.shifted(modifier, unit),
        }
    }

    /// "last week", "next year", "this month", "last autumn".
    fn shifted(&self, modifier: &str, unit: &str) -> Option<SmolStr> {
        let published = self.published?;
        let steps = match modifier {
            "last" | "previous" => -1,
            "next" | "following" | "coming" => 1,
            "this" | "earlier" | "later" | "same" | "current" => 0,
            _ => return None,
        };
        if let Some(code) = season(unit) {
            let year = i32::from(published.year())
                + if steps < 0 && season_over(unit, published) {
                    0
                } else {
                    steps
                };
            return Some(format_smolstr!("{year}-{code}"));
        }
        let span = |span: jiff::Span| published.checked_add(span).ok();
        Some(match unit_of(unit)?.letter {
            'D' => format_smolstr!("{}", span(jiff::Span::new().days(steps))?),
            'W' => week_of(published, steps, false),
            'E' => week_of(published, steps, true),
            'M' if unit.starts_with("month") => {
                let day = span(jiff::Span::new().months(steps))?;
                format_smolstr!("{}-{:02}", day.year(), day.month())
            }
            'Y' => format_smolstr!("{}", i32::from(published.year()) + steps),
            'T' => format_smolstr!("{}", (i32::from(published.year()) / 10) + steps),
            'C' => format_smolstr!("{}", (i32::from(published.year()) / 100) + steps),
            _ => return None,
        })
    }

    /// "last week", "this year", "next summer", "the past two years".
    fn modified_unit(&self, at: usize) -> Option<Time> {
        let modifier = self.form(at);
        if !matches!(
            modifier,
            "last" | "next" | "this" | "past" | "previous" | "following" | "coming" | "same"
        ) {
            return None;
        }
        let next = at + 1;
        if !self.same_sentence(at, next) {
            return None;
        }
        if let Some(amount) = numbers::read(self.analysis, next).filter(|amount| !amount.is_vague) {
            let unit = unit_of(self.form(amount.end))?;
            let label = if unit.is_time {
                Label::Time
            } else {
                Label::Date
            };
            let value = unit.period(&numbers::spell(amount.value));
            return Some(self.time(at..amount.end + 1, label, Some(value), 0.9, "span of time"));
        }
        if matches!(self.form(next), "few" | "several") && unit_of(self.form(next + 1)).is_some() {
            let unit = unit_of(self.form(next + 1))?;
            let label = if unit.is_time {
                Label::Time
            } else {
                Label::Date
            };
            return Some(self.time(
                at..next + 2,
                label,
                Some(unit.period("X")),
                0.85,
                "span of time",
            ));
        }
        if let Some(part) = part_of_day(self.form(next)) {
            let offset = if modifier == "last" { -1 } else { 0 };
            let value = self
                .published
                .and_then(|day| day.checked_add(jiff::Span::new().days(offset)).ok())
                .map(|day| format_smolstr!("{day}T{part}"));
            return Some(self.time(at..next + 1, Label::Time, value, 0.9, "part of a day"));
        }
        let is_unit = unit_of(self.form(next)).is_some_and(|unit| !unit.is_time)
            || season(self.form(next)).is_some();
        let plural = self.form(next).ends_with('s');
        (is_unit && !plural).then(|| {
            let value = if modifier == "past" {
                unit_of(self.form(next)).map(|unit| unit.period("1"))
            } else {
                self.shifted(modifier, self.form(next))
            };
            self.time(
                at..next + 1,
                Label::Date,
                value,
                0.92,
                "date counted from the article’s own",
            )
        })
    }

    /// "two months", "a week", "several years ago", "21-day", "35-year-old", "19th century".
    fn duration(&self, at: usize) -> Option<Time> {
        if let Some((value, label)) = self.compound(at) {
            return Some(self.time(
                at..at + 1,
                label,
                Some(value),
                0.9,
                "span of time in one word",
            ));
        }
        let written = self.form(at);
        if self.form(at + 1) == "century" && (written.ends_with("th") || written.ends_with("st")) {
            let number = written
                .trim_end_matches(|letter: char| letter.is_ascii_alphabetic())
                .parse::<u32>()
                .ok();
            let value = number.map(|number| format_smolstr!("{:02}", number.saturating_sub(1)));
            return Some(self.time(at..at + 2, Label::Date, value, 0.95, "century"));
        }
        let (start, unit_at, amount) = if matches!(written, "a" | "an") {
            let unit = at + 1;
            if !self.same_sentence(at, unit)
                || unit_of(self.form(unit)).is_none()
                || self.form(unit).ends_with('s')
                || !self.lasts(at)
            {
                return None;
            }
            (unit, unit, "1".to_owned())
        } else if matches!(written, "several" | "few" | "many") {
            (at, at + 1, "X".to_owned())
        } else {
            let amount = numbers::read(self.analysis, at)?;
            let unit_at = match self.form(amount.end) {
                "more" | "full" | "straight" | "consecutive" => amount.end + 1,
                "-" => amount.end + 1,
                _ => amount.end,
            };
            if amount.is_vague && self.form(amount.end) == "of" {
                (at, amount.end + 1, "X".to_owned())
            } else if amount.is_vague {
                return None;
            } else {
                (at, unit_at, numbers::spell(amount.value))
            }
        };
        if !self.same_sentence(at, unit_at) {
            return None;
        }
        let unit = unit_of(self.form(unit_at))?;
        if unit.letter == 'S' && unit.is_time && self.form(unit_at) == "second" {
            return None;
        }
        let mut end = unit_at + 1;
        let label = if unit.is_time {
            Label::Time
        } else {
            Label::Date
        };
        let mut value = Some(unit.period(&amount));
        let behind = self.form(end);
        if self.before(at) == "in" && !unit.is_time && self.looks_ahead(at) {
            value = self.counted_back(unit, &amount, 1).or(value);
        }
        if matches!(behind, "ago" | "later" | "earlier" | "before")
            && self.same_sentence(at, end)
            && !(behind == "before" && !self.ends_clause(end + 1))
        {
            let sign = if behind == "later" { 1 } else { -1 };
            if behind == "ago" {
                value = self.counted_back(unit, &amount, sign).or(value);
            }
            end += 1;
            return Some(self.time(
                start.min(at + usize::from(start > at))..end,
                label,
                value,
                0.92,
                "date counted from the article’s own",
            ));
        }
        Some(self.time(start..end, label, value, 0.85, "span of time"))
    }

    fn ends_clause(&self, at: usize) -> bool {
        self.analysis
            .words
            .get(at)
            .is_none_or(Word::is_mark_or_clause)
    }

    /// Whether "a week" is a length of time here and not a rate ("$5 a day").
    fn lasts(&self, article: usize) -> bool {
        matches!(
            self.before(article),
            "for"
                | "after"
                | "within"
                | "in"
                | "of"
                | "than"
                | "lasted"
                | "took"
                | "about"
                | "over"
                | "almost"
                | "nearly"
                | "just"
                | "only"
                | "takes"
                | "spent"
                | "until"
                | "every"
        ) || matches!(self.form(article + 2), "ago" | "later" | "earlier")
    }

    fn counted_back(&self, unit: Unit, amount: &str, sign: i64) -> Option<SmolStr> {
        let published = self.published?;
        let amount = amount.parse::<f64>().ok()? as i64 * sign;
        let add = |span: jiff::Span| published.checked_add(span).ok();
        Some(match unit.letter {
            'D' => format_smolstr!("{}", add(jiff::Span::new().days(amount))?),
            'W' if amount > 0 => format_smolstr!("{}", add(jiff::Span::new().weeks(amount))?),
            'W' => week_of(published, amount, false),
            'M' if !unit.is_time => {
                let day = add(jiff::Span::new().months(amount))?;
                format_smolstr!("{}-{:02}", day.year(), day.month())
            }
            'Y' => format_smolstr!("{}", i64::from(published.year()) + amount),
            'T' => format_smolstr!("{}", i64::from(published.year()) / 10 + amount),
            _ => return None,
        })
    }

    /// "21-day", "two-hour", "35-year-old": value and label.
    fn compound(&self, at: usize) -> Option<(SmolStr, Label)> {
        let word = &self.analysis.words[at];
        if word.kind == TokenKind::Punctuation
            || word.parts.any(Parts::COMMON)
            || word.span.len() < 5
        {
            return None;
        }
        let form = self.form(at);
        let (amount, rest) = form.split_once('-')?;
        let old = rest
            .strip_suffix("-olds")
            .or_else(|| rest.strip_suffix("-old"))
            .or_else(|| rest.strip_suffix("-long"));
        let unit = unit_of(old.unwrap_or(rest))?;
        let digits = match amount.parse::<f64>() {
            Ok(_) => amount.to_owned(),
            Err(_) => numbers::spell(word_value(amount)?),
        };
        Some((
            unit.period(&digits),
            if unit.is_time {
                Label::Time
            } else {
                Label::Date
            },
        ))
    }

    fn holiday(&self, at: usize) -> Option<Time> {
        let hit = self.analysis.hits_at(at).iter().rev().find(|hit| {
            let row = self.analysis.row(**hit);
            (row.kind == "holiday" || row.kind == "season" && row.form == "Ramadan")
                && !row.flags.any(Flags::CONTEXT)
        })?;
        let row = self.analysis.row(*hit);
        let fixed = match row.canonical() {
            "Christmas" | "Christmas Day" => Some((12, 25)),
            "Christmas Eve" => Some((12, 24)),
            "New Year's Eve" => Some((12, 31)),
            "New Year" => Some((1, 1)),
            "May Day" => Some((5, 1)),
            "Halloween" => Some((10, 31)),
            "Fourth of July" => Some((7, 4)),
            "Bastille Day" => Some((7, 14)),
            "Boxing Day" => Some((12, 26)),
            _ => None,
        };
        let mut end = hit.end as usize;
        let year = self.year_at(end);
        if year.is_some() {
            end += 1;
        }
        let year = year.or_else(|| self.published.map(Date::year));
        let value = fixed.and_then(|(month, day)| {
            year.map(|year| format_smolstr!("{year}-{month:02}-{day:02}"))
        });
        Some(self.time(at..end, Label::Date, value, 0.9, "listed holiday"))
    }

    // Punishments.

    /// The end of a punishment whose length was read ("nine years in prison" after "sentenced"), if it is one.
    fn punishment(&self, tokens: &Range<usize>) -> Option<usize> {
        let unit = unit_of(self.form(tokens.end - 1))?;
        if !matches!(unit.letter, 'Y' | 'M' | 'D') || unit.is_time {
            return None;
        }
        let sentence = self.analysis.words[tokens.start].sentence;
        let mut end = tokens.end;
        let behind = (self.form(end), self.form(end + 1));
        let prison = match behind {
            ("in", "prison" | "jail" | "custody") | ("behind", "bars") => {
                end += 2;
                true
            }
            ("imprisonment", _) => {
                end += 1;
                true
            }
            _ => false,
        };
        if prison {
            return Some(end);
        }
        let from = tokens.start.saturating_sub(9);
        let judged = (from..tokens.start)
            .rev()
            .take_while(|at| self.analysis.words[*at].sentence == sentence)
            .any(|at| {
                matches!(
                    self.form(at),
                    "sentenced"
                        | "jailed"
                        | "imprisoned"
                        | "serving"
                        | "sentence"
                        | "sentences"
                        | "jail"
                        | "sentencing"
                )
            });
        let preceded = matches!(
            self.before(tokens.start),
            "to" | "for" | "serving" | "of" | "than" | "and" | "least" | "served" | "a"
        );
        (judged && preceded).then_some(end)
    }

    fn time(
        &self,
        tokens: Range<usize>,
        label: Label,
        value: Option<SmolStr>,
        score: f32,
        reason: &'static str,
    ) -> Time {
        Time {
            tokens,
            label,
            value,
            score,
            reason,
        }
    }
}

impl super::analysis::Word {
    /// Whether it ends or opens a clause.
    fn is_mark_or_clause(&self) -> bool {
        self.is_mark() || matches!(self.tag, Tag::Conjunction | Tag::Subordinator)
    }
}

use super::analysis::Word;

fn half_of_day(form: &str) -> Option<&'static str> {
    match form {
        "am" | "a.m." | "a.m" => Some("a"),
        "pm" | "p.m." | "p.m" => Some("p"),
        _ => None,
    }
}

fn word_value(word: &str) -> Option<f64> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS
        .iter()
        .position(|known| *known == word)
        .map(|value| value as f64)
}

fn month_number(form: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let start = form.get(..3)?;
    MONTHS
        .iter()
        .position(|month| *month == start)
        .map(|at| at as u32 + 1)
}

fn quarter_of(form: &str) -> Option<u8> {
    Some(match form {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" | "final" | "last" => 4,
        _ => return None,
    })
}

/// "2016-05-04"; "04/05/2016" with the day first unless only the other way makes a date.
fn iso_date(written: &str) -> Option<Date> {
    if written.matches('/').count() == 2 {
        let mut parts = written.split('/').map(str::parse::<i16>);
        let (first, second, year) = (
            parts.next()?.ok()?,
            parts.next()?.ok()?,
            parts.next()?.ok()?,
        );
        let (day, month) = if second > 12 {
            (second, first)
        } else {
            (first, second)
        };
        return Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    }
    let mut parts = written.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The ISO week `steps` weeks from a day, or its weekend.
fn week_of(published: Date, steps: impl Into<i64>, weekend: bool) -> SmolStr {
    let day = published
        .checked_add(jiff::Span::new().weeks(steps.into()))
        .unwrap_or(date(1, 1, 1));
    let week = day.iso_week_date();
    let end = if weekend { "-WE" } else { "" };
    format_smolstr!("{}-W{:02}{end}", week.year(), week.week())
}

/// Whether a season of the publication year lies behind the publication date.
fn season_over(season: &str, published: Date) -> bool {
    let last_month = match season {
        "spring" => 5,
        "summer" => 8,
        "autumn" | "fall" => 11,
        _ => 2,
    };
    published.month() > last_month
}
