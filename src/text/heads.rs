//! The lines at the head of an article: who wrote it, when, and lines that say themselves what they are.

use super::abbreviations;
use super::boilerplate::num_words;
use super::zone::ZoneKind;

/// The name of the author in a byline, without "By", the date and what follows the last name of a row: "By Ana Ruiz, 4 May 2016" is "Ana Ruiz".
/// Empty for credits of those who helped.
pub(crate) fn author_of(byline: &str) -> &str {
    let words = without_date(byline.trim());
    let lower = words.to_lowercase();
    let beginning = BYLINE_BEGINNINGS
        .iter()
        .find(|beginning| lower.starts_with(*beginning));
    match beginning {
        Some(beginning) if beginning.contains("editing") || beginning.contains("additional") => "",
        Some(beginning) => words
            .get(beginning.len()..)
            .unwrap_or_default()
            .trim()
            .trim_end_matches([')', ';', ',', '|']),
        None => words.trim_end_matches([',', ';', '|']).trim(),
    }
}

/// What a line such as "Author: Ana Ruiz" says it is, and where its value begins. Lines about the source are boilerplate.
pub(crate) fn labelled(words: &str) -> Option<(ZoneKind, usize)> {
    let (label, value) = words.split_once(':')?;
    let kind = match label.trim().to_lowercase().as_str() {
        "title" | "headline" => ZoneKind::Headline,
        "author" | "authors" | "by" | "byline" | "writer" | "reporter" => ZoneKind::Byline,
        "date" | "published" | "posted" | "publication date" | "date published"
        | "published on" | "published at" | "first published" | "created" => ZoneKind::Dateline,
        "source" | "publication" | "newspaper" | "publisher" | "url" | "link" | "section"
        | "language" | "length" | "word count" | "page" | "edition" | "updated"
        | "last updated" | "modified" | "category" | "tags" | "keywords" | "id" => {
            ZoneKind::Boilerplate
        }
        _ => return None,
    };
    let blanks = value.len() - value.trim_start().len();
    let from = words.len() - value.len() + blanks;
    (!value.trim().is_empty() || kind == ZoneKind::Boilerplate).then_some((kind, from))
}

/// `words` without a date before or behind them that a comma, a bar, a dash or the like sets apart.
fn without_date(words: &str) -> &str {
    let is_mark = |char: char| matches!(char, ',' | '|' | '•' | '·' | '–' | '—' | '/' | '(');
    let is_date =
        |part: &str| is_bare_date(part) && part.contains(|char: char| char.is_ascii_digit());
    let behind = words
        .char_indices()
        .filter(|(_, char)| is_mark(*char))
        .map(|(at, char)| (at, at + char.len_utf8()))
        .chain(words.match_indices(" - ").map(|(at, _)| (at, at + 3)))
        .chain(words.match_indices(" on ").map(|(at, _)| (at, at + 4)))
        .filter(|(at, from)| {
            words.get(*from..).is_some_and(|rest| is_date(rest.trim()))
                && !words.get(..*at).is_some_and(|rest| is_date(rest.trim()))
        })
        .map(|(at, _)| at)
        .min();
    if let Some(at) = behind {
        return words.get(..at).unwrap_or_default().trim_end();
    }
    let before = words
        .char_indices()
        .filter(|(_, char)| is_mark(*char))
        .map(|(at, char)| (at, at + char.len_utf8()))
        .chain(words.match_indices(" - ").map(|(at, _)| (at, at + 3)))
        .chain(words.match_indices(" by ").map(|(at, _)| (at, at + 1)))
        .chain(words.match_indices(" By ").map(|(at, _)| (at, at + 1)))
        .filter(|(at, _)| words.get(..*at).is_some_and(|rest| is_date(rest.trim())))
        .map(|(_, from)| from)
        .max();
    match before {
        Some(from) => words.get(from..).unwrap_or_default().trim_start(),
        None => words,
    }
}

/// Whether `words` end in a full stop, perhaps before quotation marks, and not in an abbreviation's point.
pub(super) fn ends_as_sentence(words: &str) -> bool {
    let core = words.trim_end_matches(['”', '"', '’', '\'', ')', '»']);
    let Some(without) = core.strip_suffix('.') else {
        return core.ends_with(['。', '।', '۔', '።']);
    };
    let last = without
        .rsplit(|char: char| char.is_whitespace())
        .next()
        .unwrap_or_default();
    let is_acronym = last.contains('.') && last.split('.').all(|part| part.chars().count() <= 1);
    !is_acronym && !without.ends_with('.') && abbreviations::kind_of(last).is_none()
}

/// Small words that join names in a byline.
fn is_byline_particle(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "in"
            | "at"
            | "for"
            | "of"
            | "the"
            | "with"
            | "from"
            | "our"
            | "staff"
            | "correspondent"
            | "correspondents"
            | "editor"
            | "reporter"
            | "reporters"
            | "writer"
            | "writers"
            | "agencies"
            | "desk"
            | "special"
            | "de"
            | "del"
            | "della"
            | "da"
            | "di"
            | "dos"
            | "du"
            | "van"
            | "der"
            | "den"
            | "von"
            | "bin"
            | "ibn"
            | "el"
            | "al"
            | "la"
            | "le"
            | "y"
            | "e"
            | "&"
            | "|"
            | "-"
            | "–"
            | "—"
            | "/"
            | "political"
            | "diplomatic"
            | "chief"
            | "world"
            | "news"
            | "affairs"
            | "senior"
            | "foreign"
    )
}

const BYLINE_BEGINNINGS: [&str; 16] = [
    "by ",
    "by: ",
    "additional reporting by ",
    "reporting by ",
    "reported by ",
    "(reporting by ",
    "(additional reporting by ",
    "(editing by ",
    "editing by ",
    "written by ",
    "text: ",
    "text by ",
    "words: ",
    "author: ",
    "story by ",
    "from ",
];

/// Whether `words` name the author. Right under a headline (`is_under_headline`) bare names do too.
pub(super) fn is_byline(words: &str, is_under_headline: bool) -> bool {
    if num_words(words) > 24 || words.len() > 240 {
        return false;
    }
    let words = without_date(words);
    let lower = words.to_lowercase();
    if let Some(beginning) = BYLINE_BEGINNINGS
        .iter()
        .find(|beginning| lower.starts_with(*beginning))
    {
        let names = words.get(beginning.len()..).unwrap_or_default();
        let is_credit = beginning.contains("reporting") || beginning.contains("editing");
        return is_credit
            || (is_row_of_names(names) && (*beginning != "from " || names.contains(" in ")));
    }
    is_row_of_names(words) && {
        let (name, rest) = words
            .split_once([',', '|', '–', '—'])
            .unwrap_or((words, ""));
        let is_person = (2..=4).contains(&num_words(name))
            && !name
                .chars()
                .all(|char| char.is_uppercase() || char.is_whitespace());
        let has_agency = rest.split([',', '|']).any(|part| is_medium(part.trim()));
        // "Ana Ruiz in Lisbon": names, a small word, a place.
        let has_place = words.contains(" in ") && num_words(words) <= 12;
        is_person_like(name)
            && ((is_person && has_agency)
                || (is_under_headline && ((is_person && num_words(rest) <= 5) || has_place)))
    }
}

/// Whether every word is capitalised or joins names, and nothing but a name's point ends it.
fn is_row_of_names(words: &str) -> bool {
    // "By Wednesday, 4 May".
    let first = words.split([' ', ',']).next().unwrap_or_default();
    if first.len() >= 6 && is_day(first) {
        return false;
    }
    let mut num_names = 0;
    for word in words.split_whitespace() {
        let core =
            word.trim_matches(|char: char| !char.is_alphanumeric() && char != '&' && char != '|');
        if core.is_empty() || is_byline_particle(&core.to_lowercase()) {
            continue;
        }
        if !core.starts_with(char::is_uppercase)
            && !core.starts_with("al-")
            && !core.starts_with("d’")
        {
            return false;
        }
        num_names += 1;
    }
    num_names >= 1 && !ends_as_sentence(words) && !words.ends_with(['?', '!', ':', '…', '”', '"'])
        || (words.to_lowercase().starts_with("our ")
            && num_words(words) <= 5
            && !ends_as_sentence(words))
}

/// Whether the words look like a person's name and not like a heading ("The Latest").
fn is_person_like(name: &str) -> bool {
    name.split_whitespace().next().is_some_and(|first| {
        !abbreviations::is_sentence_starter(first) && first.starts_with(char::is_uppercase)
    }) && !name.contains(|char: char| char.is_ascii_digit() || char == ':')
}

/// Whether `words` are a news medium or a desk.
fn is_medium(words: &str) -> bool {
    let last = words.split_whitespace().last().unwrap_or_default();
    matches!(
        words,
        "Reuters"
            | "AP"
            | "AFP"
            | "CNN"
            | "BBC"
            | "BBC News"
            | "Associated Press"
            | "The Associated Press"
            | "Agence France-Presse"
            | "DPA"
            | "dpa"
            | "Xinhua"
            | "TASS"
            | "Bloomberg"
            | "Al Jazeera"
            | "EFE"
            | "ANSA"
            | "Kyodo"
            | "PTI"
            | "UPI"
            | "NPR"
            | "Politico"
            | "Staff Writer"
            | "Staff writer"
            | "staff writer"
    ) || matches!(
        last,
        "correspondent"
            | "Correspondent"
            | "editor"
            | "Editor"
            | "reporter"
            | "Reporter"
            | "writer"
            | "Writer"
            | "News"
            | "Times"
            | "Post"
            | "Guardian"
    )
}

/// Whether `words` are a date, perhaps with a time of day, and nothing else.
pub(super) fn is_bare_date(words: &str) -> bool {
    let mut has_number = false;
    let mut has_month = false;
    let mut has_clock = false;
    for word in words.split(|char: char| {
        char.is_whitespace() || matches!(char, ',' | '|' | '•' | '·' | '/' | '-' | '–' | '(' | ')')
    }) {
        let core = word.trim_end_matches('.');
        if core.is_empty() {
            continue;
        }
        let starts_with_digit = core.starts_with(|char: char| char.is_ascii_digit());
        has_number |= starts_with_digit;
        has_clock |= starts_with_digit && core.contains(':');
        let is_month = is_month(core);
        has_month |= is_month;
        let is_small = matches!(
            core,
            "at" | "a.m"
                | "p.m"
                | "am"
                | "pm"
                | "AM"
                | "PM"
                | "GMT"
                | "UTC"
                | "EST"
                | "EDT"
                | "ET"
                | "BST"
                | "CET"
                | "CEST"
                | "IST"
                | "of"
        );
        if !starts_with_digit && !is_month && !is_day(core) && !is_small {
            return false;
        }
    }
    let is_numeric = words.len() >= 8 && words.bytes().filter(u8::is_ascii_digit).count() >= 6;
    has_number && (has_month || has_clock || is_numeric)
}

fn is_month(word: &str) -> bool {
    month_number(word).is_some()
}

/// 1 for "January", "Jan", "JANUARY" and so on.
pub(crate) fn month_number(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = word.to_ascii_lowercase();
    let is_short = lower.len() == 3 || lower == "sept";
    MONTHS
        .iter()
        .position(|month| *month == lower || (is_short && month.starts_with(&lower)))
        .map(|index| index as u8 + 1)
}

fn is_day(word: &str) -> bool {
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let lower = word.to_ascii_lowercase();
    lower.len() >= 3
        && DAYS
            .iter()
            .any(|day| *day == lower || (lower.len() <= 5 && day.starts_with(&lower)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_stand_without_by_and_date() {
        for (byline, author) in [
            ("By Jane Doe, 4 May 2016", "Jane Doe"),
            ("BY JANE DOE", "JANE DOE"),
            ("By Jane Doe | Wednesday, May 4, 2016", "Jane Doe"),
            ("4 May 2016 | By Jane Doe and Li Wei", "Jane Doe and Li Wei"),
            ("May 4, 2016 By Jane Doe", "Jane Doe"),
            ("Jane Doe in Lisbon", "Jane Doe in Lisbon"),
            ("Jane Doe - 2016-05-04 10:25", "Jane Doe"),
            ("Additional reporting by Tom Reyes", ""),
        ] {
            assert_eq!(author_of(byline), author, "{byline}");
        }
        assert!(is_byline("By Jane Doe, 4 May 2016", true));
        assert!(is_byline("Jane Doe | 4 May 2016 10:25 GMT", true));
        assert!(!is_byline("By Wednesday, 4 May 2016", true));
        assert!(!is_byline("Rebels Take Town, May 2016", false));
    }

    #[test]
    fn labels_tell_what_a_line_is() {
        assert_eq!(labelled("Title: Port open"), Some((ZoneKind::Headline, 7)));
        assert_eq!(labelled("Author:  Ana Ruiz"), Some((ZoneKind::Byline, 9)));
        assert_eq!(labelled("The minister said: no"), None);
    }
}
