//! Dates of the calendar: days, months, years, quarters, seasons, days of the week, holidays.

use jiff::civil::{Date, Weekday};
use smol_str::{SmolStr, format_smolstr};

use super::units::{easter, month_number, part_of_day, season, season_begun, tens_of, unit_of};
use super::{Reader, Time};
use crate::preannotate::analysis::{self, Shape};
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::Flags;
use crate::preannotate::lexicon::Parts;
use crate::preannotate::tagger::Tag;
use crate::preannotate::words::Known;
use crate::text::TokenKind;

impl Reader<'_, '_> {
    /// Month of a token, if it is one here: "May" and "March" need a date around them.
    pub(super) fn month_at(&self, at: usize) -> Option<u32> {
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

    pub(super) fn year_at(&self, at: usize) -> Option<i16> {
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

    /// The first and last day of a range in one token: "22-24".
    fn days_at(&self, at: usize) -> Option<(i8, i8)> {
        let (first, last) = self.analysis.written(at).split_once(['-', '–'])?;
        let day = |digits: &str| {
            digits
                .parse::<i8>()
                .ok()
                .filter(|day| (1..=31).contains(day))
        };
        let (first, last) = (day(first)?, day(last)?);
        (first < last).then_some((first, last))
    }

    fn first_day_at(&self, at: usize) -> Option<i8> {
        self.day_at(at)
            .or_else(|| self.days_at(at).map(|(first, _)| first))
    }

    /// "4 May 2016", "May 4, 2016", "May 4", "May 2016", "May", "2016-05-04".
    pub(super) fn calendar_date(&self, at: usize) -> Option<Time> {
        if self.analysis.written(at) == "9/11" {
            let value = Some(SmolStr::new_static("2001-09-11"));
            return Some(self.time(at..at + 1, Label::Date, value, 0.9, "date in figures"));
        }
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
            if let (Some(day), Some(month)) = (self.first_day_at(at), self.month_at(at + 1)) {
                (at + 2, month, Some(day))
            } else if let Some(day) = self.day_at(at)
                && self.form(at + 1) == "of"
                && let Some(month) = self.month_at(at + 2)
            {
                (at + 3, month, Some(day))
            } else {
                (at + 1, self.month_at(at)?, None)
            };
        let mut last_day = None;
        if day.is_none()
            && let Some(found) = self.day_at(end).filter(|_| self.same_sentence(at, end))
        {
            day = Some(found);
            end += 1;
        } else if day.is_none()
            && let Some((first, last)) = self.days_at(end).filter(|_| self.same_sentence(at, end))
        {
            (day, last_day) = (Some(first), Some(last));
            end += 1;
        } else if end == at + 2 {
            last_day = self.days_at(at).map(|(_, last)| last);
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
        // A range is an interval of ISO 8601: "2016-05-04/2016-05-06".
        let value = match (value, last_day) {
            (Some(from), Some(last)) => from
                .get(..8)
                .map(|month| format_smolstr!("{from}/{month}{last:02}")),
            (value, _) => value,
        };
        Some(self.time(start..end, Label::Date, value, 0.95, "month of a date"))
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
    pub(super) fn looks_ahead(&self, at: usize) -> bool {
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
                        | "must"
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
    pub(super) fn has_no_past_tense(&self, at: usize) -> bool {
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

    /// "1999", "the 1990s", "the '90s", "2011-12", "500 BC", "fiscal 2019" where a year may stand.
    pub(super) fn year(&self, at: usize) -> Option<Time> {
        if let Some(decade) = self.decade(at) {
            return Some(self.time(at..at + 1, Label::Date, Some(decade), 0.95, "decade"));
        }
        if let Some(time) = self.year_of_era(at) {
            return Some(time);
        }
        let written = self.analysis.written(at);
        // "the 2015/16 season".
        if let Some((first, second)) = written.split_once('/')
            && first.len() == 4
            && matches!(second.len(), 2 | 4)
            && first.starts_with(['1', '2'])
            && first
                .bytes()
                .chain(second.bytes())
                .all(|byte| byte.is_ascii_digit())
        {
            let century = if second.len() == 2 {
                first.get(..2)?
            } else {
                ""
            };
            let value = Some(format_smolstr!("{first}/{century}{second}"));
            return Some(self.time(at..at + 1, Label::Date, value, 0.9, "years"));
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
        ) && !(1900..=2100).contains(&year);
        // "2015-16": the second year has two digits.
        if matches!(self.form(at + 1), "-" | "–")
            && !self
                .analysis
                .words
                .get(at + 1)
                .is_some_and(|word| word.spaced)
            && let Some(second) = self.two_digits(at + 2)
            && i16::from(second) == (year + 1) % 100
        {
            let value = Some(format_smolstr!("{year}/{}", year + 1));
            return Some(self.time(at..at + 3, Label::Date, value, 0.9, "years"));
        }
        // "his 2017 bankruptcy", "the 2016 elections".
        let owned = matches!(
            self.before(at),
            "the" | "his" | "her" | "its" | "their" | "our" | "my" | "'s" | "'" | "this" | "a"
        ) && (1900..=2100).contains(&year)
            && unit_of(self.form(at + 1)).is_none()
            && next.is_some_and(|next| next.tag.is_noun() || next.tag == Tag::Adjective);
        (owned
            || dated && !weak && !counted
            || (1900..=2100).contains(&year)
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

    fn two_digits(&self, at: usize) -> Option<u8> {
        let written = self.analysis.written(at);
        (written.len() == 2).then(|| written.parse().ok()).flatten()
    }

    /// The value of a decade: "1990s", "'90s", "nineties" behind "the".
    fn decade(&self, at: usize) -> Option<SmolStr> {
        let written = self.analysis.written(at);
        let digits = written
            .strip_suffix('s')
            .map(|rest| rest.trim_end_matches(['\'', '’']));
        if let Some(decade) = digits
            && decade.bytes().all(|byte| byte.is_ascii_digit())
            && decade.ends_with('0')
            && decade.len() == 4
        {
            return decade.get(..3).map(|tens| format_smolstr!("{tens}X"));
        }
        if let Some(short) = digits
            && let Some(tens) = short.strip_prefix(['\'', '’', '‘'])
            && tens.len() == 2
            && tens.ends_with('0')
        {
            return tens.get(..1).map(|tens| format_smolstr!("19{tens}X"));
        }
        let tens = tens_of(self.form(at))?;
        matches!(self.before(at), "the" | "early" | "late" | "mid")
            .then(|| format_smolstr!("19{tens}X"))
    }

    /// "79 AD", "AD 79", "500 BC".
    fn year_of_era(&self, at: usize) -> Option<Time> {
        let number = |at: usize| {
            let written = self.analysis.written(at);
            (written.len() <= 4)
                .then(|| written.parse::<u32>().ok())
                .flatten()
        };
        let is_upper = |at: usize| {
            self.analysis
                .words
                .get(at)
                .is_some_and(|word| word.shape == Shape::Upper)
        };
        let is_after = |form: &str| matches!(form, "ad" | "a.d." | "ce");
        let is_before = |form: &str| matches!(form, "bc" | "b.c." | "bce");
        if !self.same_sentence(at, at + 1) {
            return None;
        }
        let value = if is_after(self.form(at)) && is_upper(at) {
            format_smolstr!("{:04}", number(at + 1)?)
        } else if is_upper(at + 1) && is_after(self.form(at + 1)) {
            format_smolstr!("{:04}", number(at)?)
        } else if is_upper(at + 1) && is_before(self.form(at + 1)) {
            format_smolstr!("BC{:04}", number(at)?)
        } else {
            return None;
        };
        Some(self.time(at..at + 2, Label::Date, Some(value), 0.95, "year of an era"))
    }

    // Parts of years.

    /// Whether a token is "Q3", "H1" or "FY19".
    pub(super) fn is_short_period(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        if word.span.len() > 6 || !word.shape.is_capitalised() {
            return false;
        }
        match self.analysis.written(at).as_bytes() {
            [b'Q', b'1'..=b'4'] | [b'H', b'1' | b'2'] => true,
            [b'F', b'Y', digits @ ..] => {
                matches!(digits.len(), 2 | 4) && digits.iter().all(u8::is_ascii_digit)
            }
            _ => false,
        }
    }

    /// "Q3", "H1 2018", "FY19", "fiscal 2019", "fiscal year 2019": how companies tell time.
    pub(super) fn business_period(&self, at: usize) -> Option<Time> {
        let reason = "part of a business year";
        if matches!(self.form(at), "fiscal" | "fy") {
            let year_at = at + 1 + usize::from(self.form(at + 1) == "year");
            let year = self.year_at(year_at)?;
            let value = Some(format_smolstr!("FY{year}"));
            return Some(self.time(at..year_at + 1, Label::Date, value, 0.9, reason));
        }
        if !self.is_short_period(at) {
            return None;
        }
        let written = self.analysis.written(at);
        if let Some(digits) = written.strip_prefix("FY") {
            let century = if digits.len() == 2 { "20" } else { "" };
            let value = Some(format_smolstr!("FY{century}{digits}"));
            return Some(self.time(at..at + 1, Label::Date, value, 0.9, reason));
        }
        let year_at = at + 1 + usize::from(self.form(at + 1) == "of");
        let (end, year) = match self.year_at(year_at) {
            Some(year) => (year_at + 1, Some(year)),
            None => (at + 1, self.published.map(Date::year)),
        };
        let value = year.map(|year| format_smolstr!("{year}-{written}"));
        Some(self.time(at..end, Label::Date, value, 0.85, reason))
    }

    /// What stands behind "mid-" and the like in one token, as it is written: "May" in "mid-May".
    pub(super) fn prefixed_form(&self, at: usize) -> Option<&str> {
        if !self.may_be_compound(at) || self.analysis.words[at].span.len() < 6 {
            return None;
        }
        let (prefix, rest) = self.analysis.written(at).split_once('-')?;
        matches!(prefix, "mid" | "Mid" | "early" | "late").then_some(rest)
    }

    /// "mid-May", "mid-1990s", "mid-2016", "mid-19th century".
    pub(super) fn prefixed(&self, at: usize) -> Option<Time> {
        let rest = self.prefixed_form(at)?;
        let reason = "part of a year or a decade";
        let lower = rest.to_lowercase();
        if rest.starts_with(char::is_uppercase)
            && self.is_month_name(&lower)
            && let Some(month) = month_number(&lower)
        {
            let year = self.year_at(at + 1);
            let value = self.dated_value(at, month, None, year);
            let end = at + 1 + usize::from(year.is_some());
            return Some(self.time(at..end, Label::Date, value, 0.95, reason));
        }
        let digits = rest.trim_end_matches('s');
        if digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let value = match (rest.ends_with('s'), digits.get(..3)) {
                (true, Some(tens)) => format_smolstr!("{tens}X"),
                _ => SmolStr::new(digits),
            };
            return Some(self.time(at..at + 1, Label::Date, Some(value), 0.95, reason));
        }
        let century =
            super::units::century_of(&lower).filter(|_| self.form(at + 1) == "century")?;
        let value = Some(format_smolstr!("{:02}", century - 1));
        Some(self.time(at..at + 2, Label::Date, value, 0.95, "century"))
    }

    fn is_month_name(&self, form: &str) -> bool {
        let vocabulary = &self.analysis.knowledge.vocabulary;
        vocabulary.get(form).is_some_and(|word| {
            self.analysis
                .gazetteer()
                .is_kind(word, "month", Label::Date)
        })
    }

    /// "spring" after a preposition or an article, "summer 2015", "the winter of 1941".
    pub(super) fn season_alone(&self, at: usize) -> Option<Time> {
        let form = self.form(at);
        let code = season(form)?;
        let word = &self.analysis.words[at];
        let of = usize::from(self.form(at + 1) == "of");
        let year = self
            .year_at(at + 1 + of)
            .filter(|_| self.same_sentence(at, at + 1 + of));
        let next_noun = self
            .analysis
            .words
            .get(at + 1)
            .is_some_and(|next| next.sentence == word.sentence && next.tag.is_noun());
        let placed = matches!(
            self.before(at),
            "in" | "the" | "by" | "until" | "since" | "early" | "late" | "during" | "through"
        );
        let plain =
            placed && word.shape == Shape::Lower && word.tag.is_noun() && !next_noun && of == 0;
        if year.is_none() && !plain {
            return None;
        }
        let (end, year) = match (year, self.published) {
            (Some(year), _) => (at + 2 + of, Some(i32::from(year))),
            (None, Some(published)) => {
                let is_past = !self.looks_ahead(at) && !season_begun(form, published);
                (
                    at + 1,
                    Some(i32::from(published.year()) - i32::from(is_past)),
                )
            }
            (None, None) => (at + 1, None),
        };
        let value = year.map_or_else(
            || format_smolstr!("XXXX-{code}"),
            |year| format_smolstr!("{year}-{code}"),
        );
        Some(self.time(at..end, Label::Date, Some(value), 0.85, "season"))
    }

    // Days of the week.

    pub(super) fn weekday(&self, at: usize) -> Option<Time> {
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

    pub(super) fn weekday_at(&self, at: usize) -> Option<Weekday> {
        let word = self.analysis.words.get(at)?;
        let row = self
            .row_of(at, "weekday")
            .filter(|_| word.shape.is_capitalised())?;
        if matches!(self.form(at), "sun" | "sat" | "mon" | "wed")
            && !self
                .analysis
                .words
                .get(at + 1)
                .is_some_and(analysis::Word::is_mark)
        {
            return None;
        }
        Weekday::from_monday_one_offset(i8::try_from(row.weight).ok()?).ok()
    }

    /// The day meant: the last one up to the publication date, or the next where the words look ahead.
    pub(super) fn weekday_date(&self, at: usize, day: Weekday) -> Option<SmolStr> {
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
            "this" if back != 0 && self.has_no_past_tense(at) => forward,
            _ if self.looks_ahead(at) && back != 0 => forward,
            _ => -back,
        };
        let date = published.checked_add(jiff::Span::new().days(offset)).ok()?;
        Some(format_smolstr!("{date}"))
    }

    /// The day of a holiday: of its year where that is told, else the last one that was, or the next where the words look ahead.
    fn holiday_value(&self, at: usize, name: &str, year: i16, is_told: bool) -> Option<Date> {
        let day = holiday_in(name, year)?;
        match self.published {
            Some(published) if !is_told && day > published && !self.looks_ahead(at) => {
                let soon = day
                    .checked_sub(jiff::Span::new().days(60))
                    .is_ok_and(|from| from <= published);
                if soon && self.has_no_past_tense(at) {
                    Some(day)
                } else {
                    holiday_in(name, year - 1)
                }
            }
            _ => Some(day),
        }
    }

    /// A listed feast or day of remembrance.
    pub(super) fn holiday(&self, at: usize) -> Option<Time> {
        let hit = self.analysis.hits_at(at).iter().rev().find(|hit| {
            let row = self.analysis.row(**hit);
            (row.kind == "holiday" || row.kind == "season" && row.form == "Ramadan")
                && !row.flags.any(Flags::CONTEXT)
        })?;
        let row = self.analysis.row(*hit);
        // "Johnnie Christmas".
        let named = at.checked_sub(1).is_some_and(|before| {
            let word = &self.analysis.words[before];
            word.shape == Shape::Capital
                && word.spaced
                && self.same_sentence(before, at)
                && self.analysis.gazetteer().person(word.id).given > 0
                && !word.parts.any(Parts::COMMON)
        });
        if named {
            return None;
        }
        let mut end = hit.end as usize;
        let year = self.year_at(end);
        if year.is_some() {
            end += 1;
        }
        let year = year.or_else(|| self.published.map(Date::year));
        let is_told = end > hit.end as usize;
        let value = year
            .and_then(|year| self.holiday_value(at, row.canonical(), year, is_told))
            .map(|day| format_smolstr!("{day}"));
        Some(self.time(at..end, Label::Date, value, 0.9, "listed holiday"))
    }
}

/// The day of a holiday in a year, where a rule of the calendar gives it.
fn holiday_in(name: &str, year: i16) -> Option<Date> {
    let easter_plus = |days: i64| easter(year)?.checked_add(jiff::Span::new().days(days)).ok();
    let nth = |month: i8, nth: i8, weekday: Weekday| {
        Date::new(year, month, 1)
            .and_then(|first| first.nth_weekday_of_month(nth, weekday))
            .ok()
    };
    let (month, day) = match name {
        "Easter" | "Easter Sunday" => return easter_plus(0),
        "Good Friday" => return easter_plus(-2),
        "Easter Monday" => return easter_plus(1),
        "Palm Sunday" => return easter_plus(-7),
        "Ash Wednesday" => return easter_plus(-46),
        "Mardi Gras" => return easter_plus(-47),
        "Pentecost" => return easter_plus(49),
        "Thanksgiving" | "Thanksgiving Day" => return nth(11, 4, Weekday::Thursday),
        "Martin Luther King Day" => return nth(1, 3, Weekday::Monday),
        "Presidents Day" => return nth(2, 3, Weekday::Monday),
        "Memorial Day" => return nth(5, -1, Weekday::Monday),
        "Labor Day" => return nth(9, 1, Weekday::Monday),
        "Columbus Day" => return nth(10, 2, Weekday::Monday),
        "Christmas" | "Christmas Day" => (12, 25),
        "Christmas Eve" => (12, 24),
        "New Year's Eve" => (12, 31),
        "New Year" | "New Year's" | "New Year's Day" => (1, 1),
        "May Day" => (5, 1),
        "Halloween" => (10, 31),
        "Fourth of July" | "July Fourth" => (7, 4),
        "Bastille Day" => (7, 14),
        "Boxing Day" => (12, 26),
        "Veterans Day" | "Armistice Day" | "Remembrance Day" => (11, 11),
        "Valentine's Day" => (2, 14),
        "St. Patrick's Day" => (3, 17),
        "Juneteenth" => (6, 19),
        "Canada Day" => (7, 1),
        "Australia Day" => (1, 26),
        "Anzac Day" => (4, 25),
        "International Women's Day" => (3, 8),
        "All Saints' Day" => (11, 1),
        _ => return None,
    };
    Date::new(year, month, day).ok()
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
