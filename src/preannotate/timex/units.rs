//! Units of time, and the words for parts of days, weeks and years.

use jiff::civil::{Date, date};
use smol_str::{SmolStr, format_smolstr};

use crate::preannotate::numbers;

/// The unit of a duration.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Unit {
    /// As in TIMEX3; F a fortnight, E a weekend, T ten years, C a century, Q a quarter.
    pub(super) letter: char,
    /// Whether it is shorter than a day.
    pub(super) is_time: bool,
}

/// The unit that a word names, in singular or plural.
pub(super) fn unit_of(form: &str) -> Option<Unit> {
    let (letter, is_time) = match form
        .strip_suffix('s')
        .filter(|stem| stem.len() > 2)
        .unwrap_or(form)
    {
        "second" | "sec" => ('S', true),
        "minute" | "min" => ('M', true),
        "hour" | "hr" => ('H', true),
        "day" => ('D', false),
        "week" => ('W', false),
        "fortnight" => ('F', false),
        "weekend" => ('E', false),
        "month" => ('M', false),
        "year" | "yr" => ('Y', false),
        "decade" => ('T', false),
        "century" | "centurie" => ('C', false),
        _ => return None,
    };
    Some(Unit { letter, is_time })
}

impl Unit {
    /// "P2M", "PT92M".
    pub(super) fn period(self, amount: &str) -> SmolStr {
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
pub(super) fn part_of_day(form: &str) -> Option<&'static str> {
    Some(match form {
        "morning" | "mornings" | "mid-morning" => "MO",
        "afternoon" | "mid-afternoon" => "AF",
        "evening" => "EV",
        "night" | "overnight" | "tonight" | "nightfall" => "NI",
        "noon" | "midday" | "lunchtime" => "MI",
        "dawn" | "sunrise" | "daybreak" => "DA",
        "dusk" | "sunset" => "DU",
        _ => return None,
    })
}

/// "spring" is SP.
pub(super) fn season(form: &str) -> Option<&'static str> {
    Some(match form {
        "spring" => "SP",
        "summer" => "SU",
        "autumn" | "fall" => "FA",
        "winter" => "WI",
        _ => return None,
    })
}

/// First and last month of a season in the north; winter reaches into the next year.
fn months_of(season: &str) -> (i8, i8) {
    match season {
        "spring" => (3, 5),
        "summer" => (6, 8),
        "autumn" | "fall" => (9, 11),
        _ => (12, 2),
    }
}

/// Whether a season of the publication year lies behind the publication date.
pub(super) fn season_over(season: &str, published: Date) -> bool {
    published.month() > months_of(season).1
}

/// Whether a season of the publication year has begun on the publication date.
pub(super) fn season_begun(season: &str, published: Date) -> bool {
    published.month() >= months_of(season).0
}

/// 9 for "sep" and "september".
pub(super) fn month_number(form: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let start = form.get(..3)?;
    MONTHS
        .iter()
        .position(|month| *month == start)
        .map(|at| at as u32 + 1)
}

/// 3 for "third".
pub(super) fn quarter_of(form: &str) -> Option<u8> {
    Some(match form {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" | "final" | "last" => 4,
        _ => return None,
    })
}

/// 20 for "twentieth" and "20th": which century is meant.
pub(super) fn century_of(form: &str) -> Option<u32> {
    Some(match form {
        "twenty-first" => 21,
        "twentieth" => 20,
        "nineteenth" => 19,
        "eighteenth" => 18,
        "seventeenth" => 17,
        "sixteenth" => 16,
        "fifteenth" => 15,
        "fourteenth" => 14,
        "thirteenth" => 13,
        "twelfth" => 12,
        "eleventh" => 11,
        "tenth" => 10,
        _ => {
            let digits = form.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
            let ending = form.get(digits.len()..)?;
            let number = digits
                .parse()
                .ok()
                .filter(|number| (1..=30).contains(number))?;
            return matches!(ending, "st" | "nd" | "rd" | "th").then_some(number);
        }
    })
}

/// The tens of years that a word names: 9 for "nineties".
pub(super) fn tens_of(form: &str) -> Option<u8> {
    Some(match form {
        "twenties" => 2,
        "thirties" => 3,
        "forties" => 4,
        "fifties" => 5,
        "sixties" => 6,
        "seventies" => 7,
        "eighties" => 8,
        "nineties" => 9,
        _ => return None,
    })
}

/// The ISO week `steps` weeks from a day, or its weekend.
pub(super) fn week_of(published: Date, steps: impl Into<i64>, weekend: bool) -> SmolStr {
    let day = published
        .checked_add(jiff::Span::new().weeks(steps.into()))
        .unwrap_or(date(1, 1, 1));
    let week = day.iso_week_date();
    let end = if weekend { "-WE" } else { "" };
    format_smolstr!("{}-W{:02}{end}", week.year(), week.week())
}

/// Easter Sunday of a year in the western calendar.
///
/// # Source
/// The anonymous Gregorian algorithm, Nature 13 (1876), p. 487.
pub(super) fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let corrected = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - corrected + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let sum = moon + weekday - 7 * late + 114;
    Date::new(year as i16, (sum / 31) as i8, (sum % 31 + 1) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_calendars_put_it() {
        for (year, month, day) in [(2016, 3, 27), (2000, 4, 23), (1943, 4, 25), (2024, 3, 31)] {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn periods_are_written_in_units_of_timex() {
        let period = |form: &str, amount: &str| unit_of(form).map(|unit| unit.period(amount));
        assert_eq!(period("fortnight", "1").as_deref(), Some("P2W"));
        assert_eq!(period("decades", "X").as_deref(), Some("PXY"));
        assert_eq!(period("minutes", "92").as_deref(), Some("PT92M"));
        assert_eq!(period("decades", "2").as_deref(), Some("P20Y"));
        assert_eq!(period("ages", "1"), None);
    }
}
