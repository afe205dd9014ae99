//! Dates counted from the article's own or from one told before, and lengths of time: "last week", "two years ago", "a 21-day truce".

use jiff::civil::Date;
use smol_str::{SmolStr, format_smolstr};

use super::units::{
    Unit, century_of, part_of_day, quarter_of, season, season_over, unit_of, week_of,
};
use super::{Reader, Time, label_of};
use crate::preannotate::analysis::Word;
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::Flags;
use crate::preannotate::numbers;
use crate::preannotate::tagger::Tag;

const COUNTED: &str = "date counted from the article’s own";

impl Reader<'_, '_> {
    pub(super) fn relative(&self, at: usize) -> Option<Time> {
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
        // "the day before yesterday", though the list has "the day before" as well.
        if matches!(
            (self.form(end - 1), self.form(end)),
            ("before", "yesterday") | ("after", "tomorrow")
        ) {
            end += 1;
        }
        if matches!(self.form(end - 1), "half" | "quarter") {
            return self.part_of_year(start, end);
        }
        // "tomorrow morning".
        if end == start + 1
            && let Some(part) = part_of_day(self.form(end)).filter(|_| self.same_sentence(at, end))
            && let Some(offset) = day_offset(self.form(start))
        {
            let value = self.day_from_now(offset);
            let value = value.map(|day| format_smolstr!("{day}T{part}"));
            return Some(self.time(start..end + 1, Label::Time, value, 0.92, "part of a day"));
        }
        let value = self.relative_value(start, end);
        Some(self.time(start..end, Label::Date, value, 0.92, COUNTED))
    }

    /// "first half of the year", "third quarter of 2017", "second quarter".
    fn part_of_year(&self, start: usize, end: usize) -> Option<Time> {
        let is_quarter = self.form(end - 1) == "quarter";
        let number = quarter_of(self.form(start))?;
        let code = if is_quarter { 'Q' } else { 'H' };
        let number = if is_quarter { number } else { number.min(2) };
        let value_in = |year: i64| format_smolstr!("{year}-{code}{number}");
        let published = self.published.map(|day| i64::from(day.year()));
        let reason = "part of a year";
        if self.form(end) != "of" {
            // "in the third quarter 2017".
            if let Some(year) = self.year_at(end) {
                let value = Some(value_in(year.into()));
                return Some(self.time(start..end + 1, Label::Date, value, 0.85, reason));
            }
            // "the first quarter" of a match has no "of" either, so sport's words decide.
            let value = published.map(value_in);
            return is_quarter.then(|| self.time(start..end, Label::Date, value, 0.85, reason));
        }
        let mut last = end + 1;
        let mut shift = 0;
        match self.form(last) {
            "the" | "this" => last += 1,
            "last" => {
                last += 1;
                shift = -1;
            }
            "next" => {
                last += 1;
                shift = 1;
            }
            _ => {}
        }
        if let Some(year) = self.year_at(last) {
            let value = Some(value_in(year.into()));
            return Some(self.time(start..last + 1, Label::Date, value, 0.92, reason));
        }
        let unit = unit_of(self.form(last)).filter(|unit| !unit.is_time)?;
        let value = published
            .filter(|_| unit.letter == 'Y')
            .map(|year| value_in(year + shift));
        Some(self.time(start..last + 1, Label::Date, value, 0.92, reason))
    }

    /// The day some days from the publication date.
    fn day_from_now(&self, days: i64) -> Option<Date> {
        self.published?
            .checked_add(jiff::Span::new().days(days))
            .ok()
    }

    /// The value of a listed form ("late last year", "day after tomorrow").
    fn relative_value(&self, start: usize, end: usize) -> Option<SmolStr> {
        let (first, last) = (self.form(start), self.form(end - 1));
        let day = |offset| {
            self.day_from_now(offset)
                .map(|day| format_smolstr!("{day}"))
        };
        match (first, last) {
            ("day", "tomorrow") => day(2),
            ("day", "yesterday") => day(-2),
            ("recent" | "past", "days" | "weeks" | "months" | "years") => {
                Some(SmolStr::new_static("PAST_REF"))
            }
            ("coming", _) => Some(SmolStr::new_static("FUTURE_REF")),
            ("these", _) | (_, "nowadays") => Some(SmolStr::new_static("PRESENT_REF")),
            (_, "weekend") if end == start + 1 => self.weekend_value(start),
            (_, "before" | "after" | "day")
                if matches!(first, "day" | "following" | "next" | "previous" | "same") =>
            {
                let days = match (first, last) {
                    ("previous", _) | (_, "before") => -1,
                    ("same", _) => 0,
                    _ => 1,
                };
                self.from_told('D', days)
            }
            _ if day_offset(last).is_some() => day(day_offset(last)?),
            _ => {
                let modifier = if end > start + 1 {
                    self.form(end - 2)
                } else {
                    ""
                };
                self.shifted(modifier, last)
                    .or_else(|| self.shifted(first, last))
            }
        }
    }

    /// A bare "weekend": the one that was, or the coming one where the words look ahead.
    fn weekend_value(&self, at: usize) -> Option<SmolStr> {
        let published = self.published?;
        let is_weekend = published.weekday().to_monday_one_offset() >= 6;
        let steps = if self.looks_ahead(at) || is_weekend {
            0
        } else {
            -1
        };
        Some(week_of(published, steps, true))
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
            'T' => format_smolstr!("{}X", (i32::from(published.year()) / 10) + steps),
            'C' => format_smolstr!("{}", (i32::from(published.year()) / 100) + steps),
            _ => return None,
        })
    }

    /// "last week", "this year", "next summer", "past two years", "last few days".
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
            let value = unit.period(&numbers::spell(amount.value));
            let tokens = at..amount.end + 1;
            return Some(self.time(tokens, label_of(unit), Some(value), 0.9, "span of time"));
        }
        let vague = match (self.form(next), self.form(next + 1), self.form(next + 2)) {
            ("few" | "several" | "many", ..) => Some(next + 1),
            ("couple", "of", _) => Some(next + 2),
            _ => None,
        };
        if let Some(unit_at) = vague
            && let Some(unit) = unit_of(self.form(unit_at))
        {
            let value = Some(unit.period(if self.form(next) == "couple" {
                "2"
            } else {
                "X"
            }));
            return Some(self.time(at..unit_at + 1, label_of(unit), value, 0.85, "span of time"));
        }
        if let Some(part) = part_of_day(self.form(next)) {
            let value = self
                .day_from_now(if modifier == "last" { -1 } else { 0 })
                .map(|day| format_smolstr!("{day}T{part}"));
            return Some(self.time(at..next + 1, Label::Time, value, 0.9, "part of a day"));
        }
        let is_unit = unit_of(self.form(next)).is_some_and(|unit| !unit.is_time)
            || season(self.form(next)).is_some();
        let plural = self.form(next).ends_with('s');
        if !is_unit || plural || self.analysis.words[next].tag.is_verb() {
            return None;
        }
        let day = self.form(next) == "day";
        let value = match modifier {
            "past" => unit_of(self.form(next)).map(|unit| unit.period("1")),
            "following" | "next" if day => self.from_told('D', 1),
            "previous" if day => self.from_told('D', -1),
            "same" if day => self.from_told('D', 0),
            "following" if self.form(next) == "year" => self.from_told('Y', 1),
            "previous" if self.form(next) == "year" => self.from_told('Y', -1),
            _ => self.shifted(modifier, self.form(next)),
        };
        Some(self.time(at..next + 1, Label::Date, value, 0.92, COUNTED))
    }

    /// The date some units from the one that the text told last, else from the publication date.
    fn from_told(&self, unit: char, steps: i64) -> Option<SmolStr> {
        let told = self.told.borrow();
        let day: Option<Date> = told.as_deref().and_then(|told| told.parse().ok());
        let day = day.or(self.published.filter(|_| told.is_none()));
        match unit {
            'Y' => {
                let told = told.as_deref().and_then(|told| told.get(..4)?.parse().ok());
                let year: i64 = told.or(self.published.map(|day| i64::from(day.year())))?;
                Some(format_smolstr!("{}", year + steps))
            }
            'M' => {
                let month = told
                    .as_deref()
                    .and_then(|told| format!("{}-01", told.get(..7)?).parse::<Date>().ok());
                let month = month.or(day)?;
                let month = month.checked_add(jiff::Span::new().months(steps)).ok()?;
                Some(format_smolstr!("{}-{:02}", month.year(), month.month()))
            }
            'W' => {
                let day = day?.checked_add(jiff::Span::new().weeks(steps)).ok()?;
                Some(format_smolstr!("{day}"))
            }
            'D' => {
                let day = day?.checked_add(jiff::Span::new().days(steps)).ok()?;
                Some(format_smolstr!("{day}"))
            }
            _ => None,
        }
    }

    /// "two months", "a week", "several years ago", "21-day", "35-year-old", "19th century".
    pub(super) fn duration(&self, at: usize) -> Option<Time> {
        if let Some((value, label)) = self.compound(at) {
            let reason = "span of time in one word";
            return Some(self.time(at..at + 1, label, Some(value), 0.9, reason));
        }
        if self.form(at + 1) == "century"
            && let Some(number) = century_of(self.form(at))
        {
            let value = Some(format_smolstr!("{:02}", number.saturating_sub(1)));
            return Some(self.time(at..at + 2, Label::Date, value, 0.95, "century"));
        }
        let length = self.length(at)?;
        if !self.same_sentence(at, length.unit_at) {
            return None;
        }
        let unit = length.unit;
        if unit.letter == 'S' && self.form(length.unit_at) == "second" {
            return None;
        }
        let (mut end, mut value) = (length.end, Some(unit.period(&length.amount)));
        let behind = self.form(end);
        if self.before(at) == "in" && !unit.is_time && self.looks_ahead(at) {
            value = self.counted_back(unit, &length.amount, 1).or(value);
        }
        let counts = matches!(behind, "ago" | "later" | "earlier" | "before" | "after")
            && self.same_sentence(at, end)
            && !(matches!(behind, "before" | "after") && !self.ends_clause(end + 1));
        if counts {
            let sign = if matches!(behind, "later" | "after") {
                1
            } else {
                -1
            };
            value = if behind == "ago" {
                self.counted_back(unit, &length.amount, sign).or(value)
            } else {
                let steps = length.amount.parse::<f64>().ok();
                let told = steps
                    .filter(|_| !unit.is_time)
                    .and_then(|steps| self.from_told(unit.letter, steps as i64 * sign));
                told.or(value)
            };
            end += 1;
            // "a week ago" without its article.
            return Some(self.time(length.start..end, label_of(unit), value, 0.92, COUNTED));
        }
        Some(self.time(
            length.start..end,
            label_of(unit),
            value,
            0.85,
            "span of time",
        ))
    }

    /// An amount of a unit that begins at a token.
    fn length(&self, at: usize) -> Option<Length> {
        let first = self.form(at);
        if matches!(first, "a" | "an") {
            return self.length_after_article(at);
        }
        if first == "half" && matches!(self.form(at + 1), "a" | "an") {
            let unit = unit_of(self.form(at + 2))?;
            return Some(Length::new(at, at + 2, "0.5", unit));
        }
        if matches!(first, "several" | "few" | "many") {
            let unit = unit_of(self.form(at + 1))?;
            return Some(Length::new(at, at + 1, "X", unit));
        }
        let amount = numbers::read(self.analysis, at)?;
        if amount.is_vague {
            let unit =
                unit_of(self.form(amount.end + 1)).filter(|_| self.form(amount.end) == "of")?;
            return Some(Length::new(at, amount.end + 1, "X", unit));
        }
        // "two and a half years".
        let half = self.form(amount.end) == "and"
            && self.form(amount.end + 1) == "a"
            && self.form(amount.end + 2) == "half";
        let value = amount.value + if half { 0.5 } else { 0.0 };
        let behind = amount.end + if half { 3 } else { 0 };
        let unit_at = match self.form(behind) {
            "more" | "full" | "straight" | "consecutive" | "whole" | "long" | "-" => behind + 1,
            _ => behind,
        };
        let unit = unit_of(self.form(unit_at))?;
        // "World Cup 2018 day five": a year before a unit in the singular counts nothing.
        let is_year = self.year_at(at).is_some_and(|year| year >= 1900);
        if is_year && !self.form(unit_at).ends_with('s') && self.form(unit_at + 1) != "old" {
            return None;
        }
        let mut length = Length::new(at, unit_at, &numbers::spell(value), unit);
        // "five years and three months", "2 hours, 10 minutes".
        if self.form(length.end) == "and"
            && let Some(more) = numbers::read(self.analysis, length.end + 1)
            && let Some(lesser) = unit_of(self.form(more.end))
            && lesser.letter != unit.letter
            && !more.is_vague
        {
            length.end = more.end + 1;
        }
        Some(length)
    }

    /// "a week", "a few months", "a couple of hours", "a year and a half"; the article stays outside.
    fn length_after_article(&self, at: usize) -> Option<Length> {
        let next = at + 1;
        if !self.same_sentence(at, next) {
            return None;
        }
        match (self.form(next), self.form(next + 1)) {
            ("few", _) => {
                let unit = unit_of(self.form(next + 1))?;
                return Some(Length::new(next, next + 1, "X", unit));
            }
            ("couple", "of") => {
                let unit = unit_of(self.form(next + 2))?;
                return Some(Length::new(next, next + 2, "2", unit));
            }
            ("dozen", _) => {
                let unit = unit_of(self.form(next + 1))?;
                return Some(Length::new(next, next + 1, "12", unit));
            }
            ("quarter" | "half", "century") => {
                let unit = unit_of("year")?;
                let years = if self.form(next) == "half" {
                    "50"
                } else {
                    "25"
                };
                return Some(Length::new(next, next + 1, years, unit));
            }
            ("half", _) => {
                let unit = unit_of(self.form(next + 1)).filter(|_| self.lasts(at))?;
                return Some(Length::new(next, next + 1, "0.5", unit));
            }
            _ => {}
        }
        let unit = unit_of(self.form(next))?;
        let and_half = self.form(next + 1) == "and"
            && self.form(next + 2) == "a"
            && matches!(self.form(next + 3), "half" | "quarter");
        if self.form(next).ends_with('s') || !and_half && !self.lasts(at) {
            return None;
        }
        let mut length = Length::new(next, next, if and_half { "1.5" } else { "1" }, unit);
        if and_half {
            length.end = next + 4;
        }
        Some(length)
    }

    fn ends_clause(&self, at: usize) -> bool {
        self.analysis.words.get(at).is_none_or(|word: &Word| {
            word.is_mark()
                || matches!(
                    word.tag,
                    Tag::Conjunction | Tag::Subordinator | Tag::Preposition
                )
        })
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
                | "around"
                | "least"
        ) || matches!(self.form(article + 2), "ago" | "later" | "earlier")
    }

    fn counted_back(&self, unit: Unit, amount: &str, sign: i64) -> Option<SmolStr> {
        let published = self.published?;
        let amount = amount.parse::<f64>().ok().filter(|amount| *amount >= 1.0)? as i64 * sign;
        let add = |span: jiff::Span| published.checked_add(span).ok();
        Some(match unit.letter {
            'D' => format_smolstr!("{}", add(jiff::Span::new().days(amount))?),
            'W' if amount > 0 => format_smolstr!("{}", add(jiff::Span::new().weeks(amount))?),
            'W' => week_of(published, amount, false),
            'F' => week_of(published, amount * 2, false),
            'M' if !unit.is_time => {
                let day = add(jiff::Span::new().months(amount))?;
                format_smolstr!("{}-{:02}", day.year(), day.month())
            }
            'Y' => format_smolstr!("{}", i64::from(published.year()) + amount),
            'T' => format_smolstr!("{}X", i64::from(published.year()) / 10 + amount),
            'C' => format_smolstr!("{}", i64::from(published.year()) / 100 + amount),
            _ => return None,
        })
    }

    /// "21-day", "two-hour", "35-year-old", "two-and-a-half-year", "decade-long": value and label.
    pub(super) fn compound(&self, at: usize) -> Option<(SmolStr, Label)> {
        if !self.may_be_compound(at) {
            return None;
        }
        let form = self.form(at);
        let (amount, rest) = form.split_once('-')?;
        if let Some(unit) = unit_of(amount)
            && rest == "long"
        {
            return Some((unit.period("1"), label_of(unit)));
        }
        let (halves, rest) = match rest.strip_prefix("and-a-half-") {
            Some(rest) => (0.5, rest),
            None => (0.0, rest),
        };
        let old = rest
            .strip_suffix("-olds")
            .or_else(|| rest.strip_suffix("-old"))
            .or_else(|| rest.strip_suffix("-long"));
        // "twenty-five-year".
        let (tens, rest) = match old.unwrap_or(rest).split_once('-') {
            Some((ones, unit)) if unit_of(unit).is_some() => (Some(ones), unit),
            _ => (None, old.unwrap_or(rest)),
        };
        let unit = unit_of(rest)?;
        let digits = match (amount.parse::<f64>(), tens) {
            (Ok(value), None) => numbers::spell(value + halves),
            (Ok(_), Some(_)) => return None,
            (Err(_), None) if matches!(amount, "multi" | "several") => "X".to_owned(),
            (Err(_), None) => numbers::spell(numbers::word_value(amount)? + halves),
            (Err(_), Some(ones)) => {
                numbers::spell(numbers::word_value(&format!("{amount}-{ones}"))?)
            }
        };
        Some((unit.period(&digits), label_of(unit)))
    }
}

/// An amount of a unit of time.
struct Length {
    start: usize,
    unit_at: usize,
    end: usize,
    /// "X" where the text does not say.
    amount: String,
    unit: Unit,
}

impl Length {
    fn new(start: usize, unit_at: usize, amount: &str, unit: Unit) -> Self {
        Self {
            start,
            unit_at,
            end: unit_at + 1,
            amount: amount.to_owned(),
            unit,
        }
    }
}

/// Days from the publication date.
fn day_offset(form: &str) -> Option<i64> {
    match form {
        "today" => Some(0),
        "yesterday" => Some(-1),
        "tomorrow" => Some(1),
        _ => None,
    }
}
