//! The main article of a web page: its text in paragraphs, and what the page says about it.

use dom_smoothie::{Config, Readability, TextMode};

use super::article::explicit_date;
use crate::model::Metadata;
use crate::text::Span;

/// What was taken from a page.
pub(super) struct Page {
    /// The title if there is one, then the paragraphs, parted by empty lines.
    pub(super) text: String,
    /// Where the title stands in the text.
    pub(super) headline: Option<Span>,
    /// Title, byline, date and address.
    pub(super) meta: Metadata,
    /// Whether no article could be told from the rest of the page.
    pub(super) took_everything: bool,
}

/// How far into a file the signs of a page and its encoding are looked for, in bytes.
const HEAD: usize = 2048;

/// Whether `bytes` begin as a web page does.
pub(super) fn looks_like_page(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let start = head.trim_start_matches(|char: char| char.is_whitespace() || char == '\u{FEFF}');
    let is_xml_page = start.starts_with("<?xml") && start.contains("<html");
    start.starts_with("<!doctype html") || start.starts_with("<html") || is_xml_page
}

/// The encoding that a page names in its head (`<meta charset="…">`).
pub(super) fn encoding_label(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head
        .split_once("charset=")
        .or_else(|| head.split_once("encoding="))?;
    let label: String = after
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | ':'))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// Takes the main article out of the page `source`.
pub(super) fn extract(source: &str) -> Page {
    let config = Config {
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    let mut reader = Readability::from(source);
    reader.config = config;
    let mut meta = Metadata {
        url: address(&reader),
        date: attribute(
            &reader,
            "article time[datetime], main time[datetime]",
            "datetime",
        )
        .and_then(|written| explicit_date(&written))
        .unwrap_or_default(),
        ..Metadata::default()
    };
    let whole = paragraphs(&reader.doc.select("body").formatted_text());
    let article = reader.parse().ok();
    let took_everything = article
        .as_ref()
        .is_none_or(|article| article.text_content.trim().is_empty());
    let mut body = whole;
    if let Some(article) = article {
        meta.title = one_line(&article.title);
        meta.byline = article.byline.as_deref().map(one_line).unwrap_or_default();
        if let Some(date) = article.published_time.as_deref().and_then(explicit_date) {
            meta.date = date;
        }
        if meta.url.is_empty() {
            meta.url = article.url.unwrap_or_default();
        }
        if let Some(site) = article.site_name.filter(|site| !site.is_empty()) {
            meta.other.push(("site".to_owned(), site));
        }
        if !took_everything {
            body = paragraphs(&article.text_content);
        }
    }
    let (text, headline) = below_title(&meta.title, &body);
    Page {
        text,
        headline,
        meta,
        took_everything,
    }
}

/// The canonical address, else the one for sharing.
fn address(reader: &Readability) -> String {
    attribute(reader, "link[rel=\"canonical\"]", "href")
        .or_else(|| attribute(reader, "meta[property=\"og:url\"]", "content"))
        .unwrap_or_default()
}

/// An attribute of the first element that `selector` finds.
fn attribute(reader: &Readability, selector: &str, name: &str) -> Option<String> {
    reader
        .doc
        .select(selector)
        .attr(name)
        .map(|found| found.trim().to_owned())
        .filter(|found| !found.is_empty())
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` as paragraphs of one line each, parted by empty lines.
fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(one_line)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n\n")
}

/// The body below its title; a title that the body opens with is not written twice.
fn below_title(title: &str, body: &str) -> (String, Option<Span>) {
    if title.is_empty() {
        return (body.to_owned(), None);
    }
    let headline = Some(Span::from_range(0..title.len()));
    let is_there = body.lines().next().is_some_and(|first| first == title);
    if is_there || body.is_empty() {
        return (if is_there { body } else { title }.to_owned(), headline);
    }
    ([title, "\n\n", body].concat(), headline)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_their_encodings_are_told() {
        assert!(looks_like_page(b"\n<!DOCTYPE html><html>"));
        assert!(looks_like_page(
            b"<?xml version=\"1.0\"?>\n<html xmlns=\"x\">"
        ));
        assert!(!looks_like_page(b"The <html> tag"));
        assert_eq!(
            encoding_label(b"<meta charset=\"windows-1251\">").as_deref(),
            Some("windows-1251")
        );
        assert_eq!(
            encoding_label(b"<meta content=\"text/html; charset=iso-8859-1\">").as_deref(),
            Some("iso-8859-1")
        );
        assert_eq!(encoding_label(b"<p>none</p>"), None);
    }
}
