//! Times and parts of the day.

use jiff::civil::Date;
use smol_str::{SmolStr, format_smolstr};

use super::units::part_of_day;
use super::{Reader, Time};
use crate::preannotate::findings::Label;
use crate::preannotate::gazetteer::Flags;
use crate::preannotate::numbers;
use crate::preannotate::tagger::Tag;

impl Reader<'_, '_> {
    /// "noon", "midnight on Friday", "the night", "dawn".
    pub(super) fn part_of_day_alone(&self, at: usize) -> Option<Time> {
        let hit = self.analysis.hits_at(at).iter().rev().find(|hit| {
            let row = self.analysis.row(**hit);
            row.kind == "part-of-day" && !row.flags.any(Flags::CONTEXT)
        })?;
        let mut end = hit.end as usize;
        let word = &self.analysis.words[end - 1];
        if word.tag.is_verb() || word.shape.is_capitalised() && !word.initial {
            return None;
        }
        // "opening night", "election night".
        let compound = at.checked_sub(1).is_some_and(|before| {
            self.same_sentence(before, at)
                && matches!(self.analysis.words[before].tag, Tag::Noun | Tag::Ing)
                && matches!(self.form(at), "night" | "evening" | "morning" | "afternoon")
        });
        if compound {
            return None;
        }
        let mut start = at;
        if self.form(start) == "the" {
            start += 1;
        }
        let form = self.form(end - 1);
        let time = match form {
            "midnight" => Some("24:00"),
            "noon" | "midday" => Some("12:00"),
            "hours" => Some("MO"),
            _ => part_of_day(form),
        };
        // "yesterday morning", "last night": the listed form names the day.
        let offset = match self.form(start) {
            "yesterday" | "last" => -1,
            "tomorrow" => 1,
            _ => 0,
        };
        let mut day = self
            .published
            .and_then(|day| day.checked_add(jiff::Span::new().days(offset)).ok())
            .map(|day| format_smolstr!("{day}"));
        // "midnight on Friday", "noon Friday".
        let day_at = end + usize::from(self.form(end) == "on");
        if matches!(form, "midnight" | "noon" | "midday")
            && self.same_sentence(at, day_at)
            && let Some(weekday) = self.weekday_at(day_at)
        {
            day = self.weekday_date(day_at, weekday);
            end = day_at + 1;
        }
        let value = match (day, time) {
            (Some(day), Some(time)) => Some(format_smolstr!("{day}T{time}")),
            _ => None,
        };
        Some(self.time(start..end, Label::Time, value, 0.85, "part of the day"))
    }

    /// "6 a.m.", "11.40 p.m.", "10:30", "0900 GMT".
    pub(super) fn clock(&self, at: usize) -> Option<Time> {
        let written = self.analysis.written(at);
        if !written.starts_with(|first: char| first.is_ascii_digit()) {
            return self.clock_in_words(at);
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
            } else if self.form(end + 1) == "m." && self.same_sentence(at, end + 1) {
                // "7 p. m."
                half = match self.form(end) {
                    "a." => "a",
                    "p." => "p",
                    _ => "",
                };
                end += if half.is_empty() { 0 } else { 2 };
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
            && !self.is_hour_with_part(at, end, digits)
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
        // "10 in the morning".
        let part = if half.is_empty() {
            self.part_behind(end)
        } else {
            None
        };
        let half = part.map_or(half, |(half, _)| half);
        end = part.map_or(end, |(_, end)| end);
        let hour = match (half, hour) {
            ("p", 1..=11) => hour + 12,
            ("a", 12) => 0,
            _ => hour,
        };
        let value = self.clock_value(end, hour, minute);
        Some(self.time(at..end, Label::Time, Some(value), 0.95, "time of day"))
    }
}

impl Reader<'_, '_> {
    /// The value of a time of day whose last token ends at `end`: on the day named right behind it, else on the day of publication.
    fn clock_value(&self, end: usize, hour: u8, minute: u8) -> SmolStr {
        let day_at = end + usize::from(matches!(self.form(end), "on" | ","));
        let weekday = self
            .weekday_at(day_at)
            .filter(|_| self.same_sentence(end, day_at))
            .and_then(|day| self.weekday_date(day_at, day));
        let day = match (self.form(day_at), self.published) {
            _ if weekday.is_some() => weekday,
            ("yesterday", Some(published)) => day_before(published),
            (_, Some(published)) => Some(format_smolstr!("{published}")),
            (_, None) => None,
        };
        let day = day.unwrap_or_default();
        format_smolstr!("{day}T{hour:02}:{minute:02}")
    }

    /// "in the morning", "at night" behind an hour: which half of the day, and where it ends.
    fn part_behind(&self, at: usize) -> Option<(&'static str, usize)> {
        match (self.form(at), self.form(at + 1), self.form(at + 2)) {
            ("in", "the", "morning") => Some(("a", at + 3)),
            ("in", "the", "afternoon" | "evening") => Some(("p", at + 3)),
            ("at", "night", _) => Some(("p", at + 2)),
            _ => None,
        }
    }

    /// "at 10 in the morning", "at 10.30": an hour told by the words around it.
    fn is_hour_with_part(&self, at: usize, end: usize, digits: &str) -> bool {
        let placed = matches!(
            self.before(at),
            "at" | "around" | "about" | "by" | "until" | "before" | "after" | "from" | "since"
        );
        let has_minutes = digits
            .split_once('.')
            .is_some_and(|(hour, minute)| hour.len() <= 2 && minute.len() == 2);
        let no_measure =
            self.analysis.words.get(end).is_none_or(|next| {
                !next.tag.is_noun() && !self.analysis.written(end).starts_with('%')
            });
        let dotted = has_minutes && no_measure && self.before(at) == "at";
        placed && (dotted || digits.len() <= 2 && self.part_behind(end).is_some())
    }

    /// "six o'clock", "half past six", "quarter to nine".
    fn clock_in_words(&self, at: usize) -> Option<Time> {
        let behind = |at: usize| matches!(self.form(at), "past" | "to");
        let part_first = matches!(self.form(at), "half" | "quarter") && behind(at + 1);
        let hour_at = if part_first { at + 2 } else { at };
        let hour = numbers::read(self.analysis, hour_at)
            .filter(|amount| !amount.is_vague && (1.0..=12.0).contains(&amount.value))?;
        let (mut end, hour) = (hour.end, hour.value as u8);
        let (hour, minute) = match (part_first, self.form(at), self.form(at + 1)) {
            (true, "half", _) => (hour, 30),
            (true, _, "past") => (hour, 15),
            (true, ..) => (hour.max(1) - 1, 45),
            _ => (hour, 0),
        };
        if self.form(end) == "o'clock" {
            end += 1;
        } else if !part_first {
            return None;
        }
        if !self.same_sentence(at, end - 1) {
            return None;
        }
        let part = self.part_behind(end);
        end = part.map_or(end, |(_, end)| end);
        let hour = match part {
            Some(("p", _)) if hour < 12 => hour + 12,
            _ => hour,
        };
        let value = self.clock_value(end, hour, minute);
        Some(self.time(at..end, Label::Time, Some(value), 0.9, "time of day"))
    }
}

fn day_before(day: Date) -> Option<SmolStr> {
    let before = day.checked_sub(jiff::Span::new().days(1)).ok()?;
    Some(format_smolstr!("{before}"))
}

fn half_of_day(form: &str) -> Option<&'static str> {
    match form {
        "am" | "a.m." | "a.m" => Some("a"),
        "pm" | "p.m." | "p.m" => Some("p"),
        _ => None,
    }
}
