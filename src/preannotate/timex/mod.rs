//! Dates, times and durations with normalised values in the manner of TIMEX3, counted from the article's publication date.
//!
//! ```text
//! calendar.rs   dates, months, years, days of the week, holidays
//! clock.rs      times and parts of the day
//! relative.rs   "last week", "two years ago", "a 21-day truce"
//! units.rs      units, seasons, weeks
//! ```

mod calendar;
mod clock;
mod relative;
mod units;

use std::cell::RefCell;
use std::ops::Range;

use jiff::civil::Date;
use smol_str::SmolStr;

use super::analysis::Analysis;
use super::findings::{Findings, FoundMention, Label};
use super::gazetteer::Row;
use super::lexicon::Parts;
use super::lists::Lists;
use super::pipeline::Component;
use crate::model::Level;
use crate::text::TokenKind;
use units::{Unit, unit_of};

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
            told: RefCell::default(),
        };
        let taken = super::covered(analysis, findings);
        let tokens = 0..analysis.words.len();
        let read = |at| {
            let found = reader.may_begin(at).then(|| reader.read(at)).flatten()?;
            Some((found.tokens.clone(), found))
        };
        for (_, found) in super::scan(analysis, &taken, tokens, read) {
            reader.remember(&found);
            findings.mentions.push(reader.mention(found));
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
    /// Value of the last calendar date that the text told, from which "two days later" counts.
    told: RefCell<Option<SmolStr>>,
}

/// DATE from a day upwards, TIME below.
fn label_of(unit: Unit) -> Label {
    if unit.is_time {
        Label::Time
    } else {
        Label::Date
    }
}

impl Reader<'_, '_> {
    /// A cheap test before rules are tried.
    fn may_begin(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        word.kind == TokenKind::Number
            || word.parts.any(Parts::NUMBER)
            || self
                .analysis
                .hits_at(at)
                .iter()
                .any(|hit| matches!(hit.label, Some(Label::Date | Label::Time)))
            || self.analysis.lists(at).any(Lists::TIME_OPENER)
            || self.is_short_period(at)
            || self.may_be_compound(at)
                && (self.compound(at).is_some() || self.prefixed_form(at).is_some())
    }

    /// Whether a token may be one of several words with hyphens: the lists know none of those.
    fn may_be_compound(&self, at: usize) -> bool {
        let word = &self.analysis.words[at];
        word.kind != TokenKind::Punctuation
            && !word.parts.any(Parts::COMMON)
            && word.span.len() >= 5
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

    /// Keeps a date of the calendar for what counts from it.
    fn remember(&self, found: &Time) {
        let is_calendar = found.label == Label::Date
            && found.value.as_deref().is_some_and(|value| {
                let year = value.get(..4).unwrap_or_default();
                year.len() == 4
                    && year.bytes().all(|byte| byte.is_ascii_digit())
                    && !value.contains(['W', 'H', 'Q', '/'])
            });
        if is_calendar {
            self.told.borrow_mut().clone_from(&found.value);
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
            .or_else(|| self.business_period(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.prefixed(at))
            .or_else(|| self.duration(at))
            .or_else(|| self.year(at))
            .or_else(|| self.part_of_day_alone(at))
            .or_else(|| self.season_alone(at))
            .or_else(|| self.holiday(at))
    }

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
