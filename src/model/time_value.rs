//! Normalised values of dates and times, in the manner of TIMEX3: which are well formed, and what is wrong with one that is not.
//!
//! ```text
//! 2016-05-04   2016-05   2016   201X   XXXX-05-04      days, months, years, decades, days of any year
//! 2016-W18     2016-W18-WE   XXXX-WXX-2                weeks, weekends, weekdays of any week
//! 2016-Q2      2016-H1   2016-SU                       quarters, halves, seasons
//! 2016-05-04T14:30   2016-05-04TNI   T09:00            times of day
//! P3D   PT2H   P1WE   PXY                              durations
//! PAST_REF   PRESENT_REF   FUTURE_REF                  as vague as the words
//! ```

/// Checks a value.
///
/// # Errors
/// In words for the annotator: what is wrong, and how it is written.
pub fn check(value: &str) -> Result<(), String> {
    if ["PAST_REF", "PRESENT_REF", "FUTURE_REF"].contains(&value) {
        return Ok(());
    }
    if let Some(duration) = value.strip_prefix('P') {
        return check_duration(duration);
    }
    let (date, time) = match value.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (value, None),
    };
    if !(date.is_empty() && time.is_some()) {
        check_date(date)?;
    }
    time.map_or(Ok(()), check_time)
}

const HOW: &str = "Write a date as 2016-05-04, a month as 2016-05, a week as 2016-W18, a time as 2016-05-04T14:30, a duration as P3D";

fn check_date(date: &str) -> Result<(), String> {
    let parts: Vec<&str> = date.split('-').collect();
    let year = parts.first().copied().unwrap_or_default();
    let is_year = !year.is_empty()
        && year.len() <= 4
        && year
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'X');
    if !is_year {
        return Err(HOW.to_owned());
    }
    if parts.len() > 1 && year.len() != 4 {
        return Err(format!("A year has four digits, “{year}” has not"));
    }
    match parts.get(1..).unwrap_or_default() {
        [] => Ok(()),
        [part] => check_part(part),
        [week, day] if week.starts_with('W') => {
            check_part(week)?;
            match (*day, number(day, 1..=7)) {
                ("WE", _) | (_, Some(_)) => Ok(()),
                _ => Err(format!(
                    "“{day}” is no day of a week: 1 is Monday, 7 is Sunday, WE the weekend"
                )),
            }
        }
        [month, day] => {
            check_month(month)?;
            check_day(year, month, day)
        }
        _ => Err(HOW.to_owned()),
    }
}

/// A month, week, quarter, half or season of a year.
fn check_part(part: &str) -> Result<(), String> {
    if ["SP", "SU", "FA", "WI", "XX", "WXX"].contains(&part) {
        return Ok(());
    }
    let fault = |known: bool, words: &str| {
        if known {
            Ok(())
        } else {
            Err(format!("There is no {words} “{part}”"))
        }
    };
    if let Some(week) = part.strip_prefix('W') {
        fault(number(week, 1..=53).is_some(), "week")
    } else if let Some(quarter) = part.strip_prefix('Q') {
        fault(
            number(quarter, 1..=4).is_some() || quarter == "X",
            "quarter",
        )
    } else if let Some(half) = part.strip_prefix('H') {
        fault(number(half, 1..=2).is_some() || half == "X", "half year")
    } else {
        check_month(part)
    }
}

fn check_month(month: &str) -> Result<(), String> {
    if month == "XX" || (month.len() == 2 && number(month, 1..=12).is_some()) {
        Ok(())
    } else if month.bytes().all(|byte| byte.is_ascii_digit()) && !month.is_empty() {
        Err(format!("There is no month “{month}”: 01 to 12"))
    } else {
        Err(HOW.to_owned())
    }
}

fn check_day(year: &str, month: &str, day: &str) -> Result<(), String> {
    if day == "XX" {
        return Ok(());
    }
    // A leap day is allowed where the year is not known.
    let most = match (number(year, 0..=9999), number(month, 1..=12)) {
        (Some(year), Some(month)) => jiff::civil::Date::new(year as i16, month as i8, 1)
            .map_or(31, |first| u32::from(first.days_in_month().unsigned_abs())),
        (None, Some(2)) => 29,
        (None, Some(4 | 6 | 9 | 11)) => 30,
        _ => 31,
    };
    if day.len() == 2 && number(day, 1..=most).is_some() {
        Ok(())
    } else {
        Err(format!("That month has no day “{day}”: 01 to {most}"))
    }
}

fn check_time(time: &str) -> Result<(), String> {
    if ["MO", "MI", "AF", "EV", "NI", "DT", "XX"].contains(&time) {
        return Ok(());
    }
    let mut parts = time.split(':');
    let hour = parts.next().and_then(|hour| number(hour, 0..=24));
    let others = parts.clone().count();
    let fits = parts.all(|part| part.len() == 2 && number(part, 0..=59).is_some());
    if hour.is_some() && fits && others <= 2 {
        Ok(())
    } else {
        Err(format!(
            "“{time}” is no time of day: write 14:30, or MO, MI, AF, EV, NI for morning, midday, afternoon, evening, night"
        ))
    }
}

/// What follows the P of a duration: pairs of an amount and a unit, those of the clock after a T.
fn check_duration(duration: &str) -> Result<(), String> {
    let fault = || {
        format!(
            "“P{duration}” is no duration: write P3D for three days, P2W, P6M, P1Y, P1WE, PT2H for two hours"
        )
    };
    let (days, clock) = match duration.split_once('T') {
        Some((days, clock)) => (days, Some(clock)),
        None => (duration, None),
    };
    let is_fine = |part: &str, units: &[&str]| {
        let mut rest = part;
        while !rest.is_empty() {
            let amount = rest
                .find(|character: char| !(character.is_ascii_digit() || ".X".contains(character)))
                .unwrap_or(rest.len());
            let unit = rest.get(amount..).unwrap_or_default();
            let Some(known) = units.iter().find(|known| unit.starts_with(**known)) else {
                return false;
            };
            if amount == 0 {
                return false;
            }
            rest = unit.get(known.len()..).unwrap_or_default();
        }
        true
    };
    let has_something = !days.is_empty() || clock.is_some_and(|clock| !clock.is_empty());
    let days_fine = is_fine(days, &["WE", "Y", "M", "W", "D", "Q"]);
    let clock_fine = clock.is_none_or(|clock| is_fine(clock, &["H", "M", "S"]));
    if has_something && days_fine && clock_fine {
        Ok(())
    } else {
        Err(fault())
    }
}

/// Digits as a number within `range`.
fn number(digits: &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| all_digits)?;
    range.contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_manual_writes_is_well_formed() {
        for value in [
            "2016-05-04",
            "2016-05",
            "2016",
            "201X",
            "201",
            "20",
            "XXXX-05-04",
            "XXXX-05",
            "2016-W18",
            "2016-W18-WE",
            "XXXX-WXX-2",
            "2016-Q2",
            "2016-H1",
            "2016-SU",
            "2016-05-04T14:30",
            "2016-05-04T14:30:05",
            "2016-05-04TNI",
            "2016-05-04T24:00",
            "T09:00",
            "P3D",
            "P1Y6M",
            "PT2H",
            "PT1H30M",
            "P1WE",
            "PXY",
            "P1.5Y",
            "P2W",
            "PAST_REF",
            "PRESENT_REF",
            "FUTURE_REF",
            "2016-02-29",
            "XXXX-02-29",
        ] {
            assert_eq!(check(value), Ok(()), "{value}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (value, word) in [
            ("2016-13", "month"),
            ("2016-02-30", "day"),
            ("2015-02-29", "day"),
            ("2016-5-4", "month"),
            ("2016-W54", "week"),
            ("2016-Q5", "quarter"),
            ("2016-W18-9", "week"),
            ("16-05-04", "four digits"),
            ("2016-05-04T25:00", "time of day"),
            ("2016-05-04T14:3", "time of day"),
            ("P", "duration"),
            ("P3X", "duration"),
            ("PD", "duration"),
            ("yesterday", "Write a date"),
            ("", "Write a date"),
            ("2016-05-04-01", "Write a date"),
        ] {
            let fault = check(value).expect_err(value);
            assert!(fault.contains(word), "{value}: {fault}");
        }
    }
}
