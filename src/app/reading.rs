//! What a person typed into a field of the inspector means: a date, a count, a country. Words are read as the pre-annotator reads them in an
//! article, so "next Tuesday", "at least three" and "Syrian" are as good as `2016-05-10`, `>=3` and `SYR`.

use smol_str::SmolStr;

use super::session::Session;
use crate::model::suggestion::{Proposal, ProposedMention};
use crate::model::{Document, Layer, WordList, bundled, time_value};
pub use crate::preannotate::country_name;
use crate::preannotate::{Pipeline, country_code};
use crate::text::Text;

/// A value, `None` for an emptied field, or what is wrong in words.
pub type Reading = Result<Option<SmolStr>, String>;

impl Session {
    /// A normalised value, or words for a time, which count from the open document's date.
    ///
    /// # Errors
    /// In words, when it is neither.
    pub fn read_time(&self, typed: &str) -> Reading {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let Err(fault) = time_value::check(typed) else {
            return Ok(Some(typed.into()));
        };
        let date = self.document().map(|document| document.meta.date.clone());
        let value = first_mention(typed, date.unwrap_or_default(), |mention| {
            mention.value.clone()
        });
        value.map_or(Err(fault), |value| Ok(Some(value)))
    }
}

/// A count as digits with a sign, or in words.
///
/// # Errors
/// In words, when it is neither.
pub fn read_count(typed: &str) -> Reading {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let signless = ["<=", ">=", "<", ">", "~"]
        .iter()
        .find_map(|sign| typed.strip_prefix(sign))
        .unwrap_or(typed);
    if signless.parse::<f64>().is_ok_and(f64::is_finite) {
        return Ok(Some(typed.into()));
    }
    let lower = typed.to_lowercase();
    let (sign, rest) = HEDGES
        .iter()
        .find_map(|(words, sign)| Some((*sign, lower.strip_prefix(words)?.strip_prefix(' ')?)))
        .unwrap_or(("", &lower));
    // Something to count makes an amount of the words.
    let sentence = format!("There were {rest} soldiers in the street.");
    let count = first_mention(&sentence, String::new(), |mention| mention.count.clone());
    match count {
        Some(count) if sign.is_empty() => Ok(Some(count)),
        Some(count) => {
            let digits = count.trim_start_matches(|character| "<>=~".contains(character));
            Ok(Some(SmolStr::new(format!("{sign}{digits}"))))
        }
        None => Err(
            "Write a number, with >=, <=, >, < or ~ before it, or words such as “at least three”"
                .to_owned(),
        ),
    }
}

/// Words before a number, with the sign they give.
const HEDGES: [(&str, &str); 14] = [
    ("at least", ">="),
    ("up to", "<="),
    ("at most", "<="),
    ("more than", ">"),
    ("over", ">"),
    ("fewer than", "<"),
    ("less than", "<"),
    ("under", "<"),
    ("about", "~"),
    ("around", "~"),
    ("some", "~"),
    ("nearly", "~"),
    ("almost", "~"),
    ("roughly", "~"),
];

/// A country by code, name or adjective.
///
/// # Errors
/// In words, when no country has that name.
pub fn read_country(typed: &str) -> Reading {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    country_code(typed)
        .map(|code| Some(SmolStr::new_static(code)))
        .ok_or_else(|| {
            format!("“{typed}” is no country: write its name, or its ISO code such as SYR")
        })
}

/// A publication date, empty when unknown.
///
/// # Errors
/// In words, when it is no day of the calendar.
pub fn read_date(typed: &str) -> Reading {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    match typed.parse::<jiff::civil::Date>() {
        Ok(date) => Ok(Some(SmolStr::new(date.to_string()))),
        Err(_) => Err("Write the day as 2016-05-04".to_owned()),
    }
}

/// What `wanted` takes from the first mention of `text` that has it, published on `date`.
fn first_mention(
    text: &str,
    date: String,
    wanted: impl Fn(&ProposedMention) -> Option<SmolStr>,
) -> Option<SmolStr> {
    let mut document = Document::new("typed".into(), Text::new(text));
    document.meta.date = date;
    let pipeline = Pipeline::knowledge(&bundled::news(), &WordList::default());
    let suggestions = pipeline.suggest(&document, &Layer::new(Layer::MAIN));
    suggestions.iter().find_map(|suggestion| {
        if let Proposal::Mention(mention) = &suggestion.proposal {
            wanted(mention)
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_in_digits_and_in_words() {
        for (typed, count) in [
            ("3", "3"),
            (">=3", ">=3"),
            ("at least three", ">=3"),
            ("about 200", "~200"),
            ("more than two dozen", ">24"),
        ] {
            assert_eq!(read_count(typed), Ok(Some(count.into())), "{typed}");
        }
        assert_eq!(read_count(" "), Ok(None));
        assert!(read_count("many moons").is_err());
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert_eq!(read_date("2016-05-04"), Ok(Some("2016-05-04".into())));
        assert!(read_date("4 May").is_err());
        assert!(read_date("2015-02-29").is_err());
    }
}
