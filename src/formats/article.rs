//! Articles as people have them: plain text, Markdown and web pages become one document each, with zones and metadata.
//!
//! The reader goes by the ending of the name and by the content. Pasted text comes the same way, with an empty name.

use std::sync::Arc;

use jiff::civil::Date;

use super::{FormatError, ImportDiagnostic, Imported, html, markdown};
use crate::model::{Document, DocumentId, Metadata, SourceInfo};
use crate::text::decode::{Decoded, decode, decode_labelled};
use crate::text::zone::{
    author_of, find_markdown_zones, find_zones, find_zones_below, month_number,
};
use crate::text::{Text, Zone, ZoneKind};

/// What kind of article a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArticleKind {
    /// Text as it is.
    Plain,
    /// Markdown: its markup is zoned as such.
    Markdown,
    /// A web page: the main article is taken out.
    Html,
}

impl ArticleKind {
    /// The kind that a file name's ending tells; `None` for endings that are no article's, such as "jsonl".
    pub fn from_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending.to_ascii_lowercase().as_str() {
            "html" | "htm" | "xhtml" | "xht" => Some(Self::Html),
            "md" | "markdown" | "mdown" => Some(Self::Markdown),
            "jsonl" | "ndjson" | "json" | "ron" | "ann" | "conll" | "conllu" | "csv" | "tsv"
            | "xml" => None,
            _ => Some(Self::Plain),
        }
    }
}

/// Reads one article. `name` is the file's name, empty for pasted text; the document's id is new.
///
/// # Errors
/// [`FormatError::NotText`], [`FormatError::TooLarge`], [`FormatError::Empty`], and [`FormatError::Unsupported`] for names of other formats.
pub fn read_article(name: &str, bytes: &[u8]) -> Result<Imported, FormatError> {
    let Some(named) = ArticleKind::from_name(name) else {
        return Err(FormatError::Unsupported {
            kind: name.rsplit('.').next().unwrap_or_default().to_owned(),
        });
    };
    let is_page =
        named == ArticleKind::Html || (named == ArticleKind::Plain && html::looks_like_page(bytes));
    if is_page {
        return read_page(
            name,
            decode_labelled(bytes, html::encoding_label(bytes).as_deref())?,
        );
    }
    let decoded = decode(bytes)?;
    if named == ArticleKind::Plain && html::looks_like_page(decoded.characters.as_bytes()) {
        return read_page(name, decoded);
    }
    read_text(name, decoded, named)
}

/// Plain text and Markdown: the characters are the document's text.
fn read_text(name: &str, decoded: Decoded, kind: ArticleKind) -> Result<Imported, FormatError> {
    let diagnostics = diagnostics_of(&decoded);
    let source = SourceInfo {
        encoding: decoded.encoding,
        crlf_at: decoded.crlf_at,
        had_cr: decoded.had_cr,
        original: None,
    };
    let text = Text::new(decoded.characters);
    let (zones, mut meta) = if kind == ArticleKind::Markdown {
        (
            find_markdown_zones(&text),
            markdown::front_matter(text.as_str()),
        )
    } else {
        (find_zones(&text), Metadata::default())
    };
    name.clone_into(&mut meta.source);
    finish(text, zones, meta, source, diagnostics)
}

/// A web page: the main article is the text, the page is kept.
fn read_page(name: &str, decoded: Decoded) -> Result<Imported, FormatError> {
    let mut diagnostics = diagnostics_of(&decoded);
    let page = html::extract(&decoded.characters);
    if page.took_everything {
        diagnostics.push(ImportDiagnostic::new(
            "no main article was found in the page; all of its text was taken",
        ));
    }
    let mut meta = page.meta;
    name.clone_into(&mut meta.source);
    let source = SourceInfo {
        encoding: decoded.encoding,
        original: Some(Arc::from(decoded.characters)),
        ..SourceInfo::default()
    };
    let text = Text::new(page.text);
    let zones = match page.headline {
        Some(headline) => find_zones_below(&text, headline),
        None => find_zones(&text),
    };
    finish(text, zones, meta, source, diagnostics)
}

/// Puts the document together.
fn finish(
    text: Text,
    zones: Vec<Zone>,
    mut meta: Metadata,
    source: SourceInfo,
    diagnostics: Vec<ImportDiagnostic>,
) -> Result<Imported, FormatError> {
    if text.as_str().trim().is_empty() {
        return Err(FormatError::Empty);
    }
    fill_from_head(&text, &zones, &mut meta);
    let mut document = Document::new(DocumentId::random(), text);
    document.meta = meta;
    document.source = source;
    document.set_zones(zones);
    Ok(Imported {
        document,
        diagnostics,
    })
}

/// What decoding could live with.
fn diagnostics_of(decoded: &Decoded) -> Vec<ImportDiagnostic> {
    let mut diagnostics = Vec::new();
    if decoded.is_guessed {
        diagnostics.push(ImportDiagnostic::new(format!(
            "read as {}, which was guessed from the bytes",
            decoded.encoding
        )));
    }
    if decoded.had_errors {
        diagnostics.push(ImportDiagnostic::new(format!(
            "some bytes are no characters of {} and were replaced by �",
            decoded.encoding
        )));
    }
    diagnostics
}

/// Fills title, author and date from the zones above the body, where the source has not said them.
fn fill_from_head(text: &Text, zones: &[Zone], meta: &mut Metadata) {
    let body = zones
        .iter()
        .find(|zone| zone.kind == ZoneKind::Body)
        .map_or(text.len(), |zone| zone.span.start);
    let head = || zones.iter().filter(|zone| zone.span.start < body);
    if meta.title.is_empty()
        && let Some(headline) = head().find(|zone| zone.kind == ZoneKind::Headline)
    {
        // What stands under the first line is a subtitle.
        let first = text.slice(headline.span).lines().next();
        first.unwrap_or_default().trim().clone_into(&mut meta.title);
    }
    if meta.byline.is_empty() {
        let bylines = head().filter(|zone| zone.kind == ZoneKind::Byline);
        let authors = bylines.flat_map(|zone| text.slice(zone.span).lines());
        let names: Vec<&str> = authors
            .map(author_of)
            .filter(|name| !name.is_empty())
            .collect();
        meta.byline = names.join(", ");
    }
    if meta.date.is_empty() {
        meta.date = date_of_head(text, head()).unwrap_or_default();
    }
}

/// The first full date in what stands above the body: dateline, byline, "Published …". A date of change counts where there is no other.
fn date_of_head<'z>(text: &Text, head: impl Iterator<Item = &'z Zone>) -> Option<String> {
    let lines: Vec<&str> = head
        .filter(|zone| {
            matches!(
                zone.kind,
                ZoneKind::Dateline | ZoneKind::Byline | ZoneKind::Boilerplate
            )
        })
        .map(|zone| text.slice(zone.span))
        .filter(|words| !words.contains('©'))
        .collect();
    let is_change = |words: &&str| {
        let lower = words.to_lowercase();
        ["updated", "last updated", "modified", "last modified"]
            .iter()
            .any(|beginning| lower.starts_with(beginning))
            && !lower.contains("published")
    };
    let published = lines.iter().filter(|words| !is_change(words));
    published
        .chain(lines.iter().filter(|words| is_change(words)))
        .find_map(|words| explicit_date(words))
}

/// The first date in `words` that names day, month and year beyond doubt, as `YYYY-MM-DD`: "4 May 2016", "May 4, 2016", "2016-05-04T10:00Z",
/// "25/05/2016" but not "04/05/2016", which is May in London and April in New York.
pub(super) fn explicit_date(words: &str) -> Option<String> {
    let parts: Vec<&str> = words
        .split(|char: char| !char.is_alphanumeric() && char != '-')
        .filter(|part| !part.is_empty())
        .collect();
    let date = |year: Option<i16>, month: Option<i8>, day: Option<i8>| {
        let year = year.filter(|year| (1500..2200).contains(year))?;
        Date::new(year, month?, day?)
            .ok()
            .map(|date| date.to_string())
    };
    (0..parts.len()).find_map(|at| {
        let part = |offset: usize| parts.get(at + offset).copied().unwrap_or_default();
        let month = |offset| month_number(part(offset)).map(|month| month as i8);
        let day = |offset| day_number(part(offset));
        let year = |offset| part(offset).parse().ok();
        iso_date(part(0))
            .and_then(|[year_, month_, day_]| {
                date(year_.parse().ok(), month_.parse().ok(), day_.parse().ok())
            })
            .or_else(|| date(year(2), month(1), day(0)))
            .or_else(|| date(year(2), month(0), day(1)))
            .or_else(|| {
                // A row of three numbers: the year first, or a day that can be no month.
                let number = |offset| part(offset).parse::<i8>().ok();
                let (first, second) = (number(0), number(1));
                if part(0).len() == 4 {
                    return date(year(0), second, number(2));
                }
                match (first?, second?) {
                    (day @ 13.., month) | (month, day @ 13..) => {
                        date(year(2), Some(month), Some(day))
                    }
                    (same, again) if same == again => date(year(2), Some(same), Some(same)),
                    _ => None,
                }
            })
    })
}

/// "4", "4th".
fn day_number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|char: char| char.is_ascii_lowercase());
    let ending = word.get(digits.len()..)?;
    matches!(ending, "" | "st" | "nd" | "rd" | "th")
        .then(|| digits.parse().ok())
        .flatten()
}

/// The parts of "2016-05-04", a time behind it left out.
fn iso_date(word: &str) -> Option<[&str; 3]> {
    let day = word.get(..10)?;
    let is_alone = word
        .get(10..)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('T'));
    let mut parts = day.split('-');
    let found = [parts.next()?, parts.next()?, parts.next()?];
    (is_alone && parts.next().is_none() && found.map(str::len) == [4, 2, 2]).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_dates_count() {
        for (words, date) in [
            ("Published 3 August 2019, 09:12", Some("2019-08-03")),
            ("LONDON, May 4, 2016 (Meridian) —", Some("2016-05-04")),
            ("May 4th 2016", Some("2016-05-04")),
            ("2016-05-04T10:00:00Z", Some("2016-05-04")),
            ("LONDON, 4 May —", None),
            ("04/05/2016", None),
            ("25/05/2016 10.30", Some("2016-05-25")),
            ("5/25/2016", Some("2016-05-25")),
            ("25.05.2016", Some("2016-05-25")),
            ("2016/05/25", Some("2016-05-25")),
            ("between 12 and 13, 2016", None),
            ("31 June 2016", None),
            ("May 2016", None),
        ] {
            assert_eq!(explicit_date(words).as_deref(), date, "{words}");
        }
    }
}
