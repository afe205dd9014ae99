//! Numbers in figures and words: where one ends and what it comes to.

use super::analysis::Analysis;
use super::lexicon::Parts;
use super::words::Known;
use crate::text::TokenKind;

/// A number read from the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amount {
    /// One past its last token.
    pub(super) end: usize,
    /// What it comes to; the lower bound for "dozens".
    pub(super) value: f64,
    /// "dozens", "hundreds": no exact number.
    pub(super) is_vague: bool,
    /// Written with digits.
    pub(super) is_figure: bool,
}

/// Value of a number word, multipliers apart.
fn unit_word(form: &str) -> Option<f64> {
    Some(match form {
        "zero" => 0.0,
        "one" => 1.0,
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        "eleven" => 11.0,
        "twelve" => 12.0,
        "thirteen" => 13.0,
        "fourteen" => 14.0,
        "fifteen" => 15.0,
        "sixteen" => 16.0,
        "seventeen" => 17.0,
        "eighteen" => 18.0,
        "nineteen" => 19.0,
        "twenty" => 20.0,
        "thirty" => 30.0,
        "forty" => 40.0,
        "fifty" => 50.0,
        "sixty" => 60.0,
        "seventy" => 70.0,
        "eighty" => 80.0,
        "ninety" => 90.0,
        _ => {
            let (tens, ones) = form.split_once('-')?;
            let (tens, ones) = (unit_word(tens)?, unit_word(ones)?);
            if tens < 20.0 || ones > 9.0 {
                return None;
            }
            tens + ones
        }
    })
}

/// Value of a number word of up to two parts: "seven", "twenty-one".
pub(super) fn word_value(form: &str) -> Option<f64> {
    unit_word(form)
}

fn multiplier(form: &str) -> Option<f64> {
    Some(match form {
        "hundred" => 100.0,
        "thousand" | "k" => 1e3,
        "million" | "m" | "mn" | "mln" => 1e6,
        "billion" | "bn" | "b" => 1e9,
        "trillion" | "tn" | "trn" => 1e12,
        "dozen" => 12.0,
        "score" => 20.0,
        _ => return None,
    })
}

fn vague_word(form: &str) -> Option<f64> {
    Some(match form {
        "dozens" => 24.0,
        "scores" => 40.0,
        "hundreds" => 200.0,
        "thousands" => 2e3,
        "millions" => 2e6,
        "billions" => 2e9,
        _ => return None,
    })
}

/// Value of a token of digits: "270,000", "3.5", "5m", "1,5". `None` for scores, dates, clock times and compounds.
pub(super) fn figure(token: &str) -> Option<f64> {
    let digits = token
        .find(|character: char| {
            !(character.is_ascii_digit() || character == ',' || character == '.')
        })
        .unwrap_or(token.len());
    let (number, rest) = token.split_at_checked(digits)?;
    let scale = if rest.is_empty() {
        1.0
    } else {
        multiplier(&rest.to_lowercase())?
    };
    let plain: String = number
        .chars()
        .filter(|character| *character != ',')
        .collect();
    plain
        .trim_end_matches('.')
        .parse::<f64>()
        .ok()
        .map(|value| value * scale)
}

/// The number that begins at a token, if one does. "a dozen", "half a million", "two hundred thousand", "dozens", "hundreds of thousands".
pub(super) fn read(analysis: &Analysis<'_>, start: usize) -> Option<Amount> {
    let word = analysis.words.get(start)?;
    let form = analysis.form(start);
    let sentence = word.sentence;
    let here = |at: usize| {
        analysis
            .words
            .get(at)
            .is_some_and(|word| word.sentence == sentence)
    };
    if let Some(value) = vague_word(form) {
        let of = analysis
            .words
            .get(start + 1)
            .is_some_and(|word| word.is(Known::Of));
        if of
            && here(start + 2)
            && let Some(more) = vague_word(analysis.form(start + 2))
        {
            return Some(Amount {
                end: start + 3,
                value: value * more / 2.0,
                is_vague: true,
                is_figure: false,
            });
        }
        return Some(Amount {
            end: start + 1,
            value,
            is_vague: true,
            is_figure: false,
        });
    }
    if form == "half"
        && analysis.form(start + 1) == "a"
        && let Some(scale) = multiplier(analysis.form(start + 2))
    {
        return Some(Amount {
            end: start + 3,
            value: scale / 2.0,
            is_vague: false,
            is_figure: false,
        });
    }
    if form == "half" && analysis.form(start + 1) == "a" {
        return Some(Amount {
            end: start + 2,
            value: 0.5,
            is_vague: false,
            is_figure: false,
        });
    }
    if word.is(Known::A) {
        let scale = multiplier(analysis.form(start + 1))
            .filter(|scale| *scale >= 12.0 && analysis.form(start + 1).len() > 2)?;
        return Some(Amount {
            end: start + 2,
            value: scale,
            is_vague: false,
            is_figure: false,
        });
    }
    let is_figure = word.kind == TokenKind::Number;
    let first = if is_figure {
        figure(analysis.written(start))?
    } else if word.parts.any(Parts::NUMBER) || form.contains('-') {
        unit_word(form)?
    } else {
        return None;
    };
    let (mut end, mut value, mut total) = (start + 1, first, 0.0);
    while here(end) {
        let form = analysis.form(end);
        if let Some(scale) = multiplier(form).filter(|_| {
            form.len() > 2
                || analysis.words[end].spaced && form != "m" && form != "b" && form != "k"
        }) {
            value *= scale;
            if scale >= 1e3 {
                total += value;
                value = 0.0;
            }
            end += 1;
        } else if !is_figure
            && form == "and"
            && value.rem_euclid(100.0) == 0.0
            && value > 0.0
            && here(end + 1)
            && let Some(ones) = unit_word(analysis.form(end + 1))
        {
            value += ones;
            end += 2;
        } else if !is_figure
            && (value.rem_euclid(100.0) == 0.0)
            && value + total > 0.0
            && let Some(ones) = unit_word(form)
        {
            value += ones;
            end += 1;
        } else {
            break;
        }
    }
    Some(Amount {
        end,
        value: total + value,
        is_vague: false,
        is_figure,
    })
}

/// Digits of an amount, without a needless fraction.
pub(super) fn spell(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        format!("{value}")
    }
}

/// What stands before a number: the hedge's first token and the sign it gives ("at least" is ">=").
pub(super) fn hedge_before(analysis: &Analysis<'_>, start: usize) -> Option<(usize, &'static str)> {
    let word = |back: usize| start.checked_sub(back).map_or("", |at| analysis.form(at));
    let sign = match (word(2), word(1)) {
        ("at", "least") => Some((2, ">=")),
        ("more" | "greater", "than") | ("just" | "well", "over") => Some((2, ">")),
        ("less" | "fewer", "than") | ("just", "under") => Some((2, "<")),
        ("up", "to") | ("at", "most") => Some((2, "<=")),
        ("close", "to") => Some((2, "~")),
        (_, "over" | "above") => Some((1, ">")),
        (_, "under" | "below") => Some((1, "<")),
        (
            _,
            "about" | "around" | "some" | "nearly" | "almost" | "roughly" | "approximately"
            | "estimated",
        ) => Some((1, "~")),
        _ => None,
    }?;
    Some((start - sign.0, sign.1))
}
