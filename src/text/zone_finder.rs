//! Finding the parts of an article in its lines: headline, byline, dateline, body with its quotations, boilerplate.
//!
//! ```text
//! Share                                     boilerplate
//! Port reopens after storm                  headline
//! By Ana Ruiz                               byline
//! LISBON, 4 May (Meridian) — The port …     dateline, body
//! ```
//!
//! Lines are judged by what they say and where they stand; nothing is known about the page they came from. A person can set what was missed.

use std::collections::HashMap;

use super::boilerplate::{is_boilerplate, num_words};
use super::heads::{self, ends_as_sentence, is_bare_date, is_byline};
use super::offset::Span;
use super::quotations;
use super::zone::{Zone, ZoneKind};
use super::{Text, markdown};

/// Finds the zones of an article, sorted. They do not overlap but for quotations inside the body.
pub fn find_zones(text: &Text) -> Vec<Zone> {
    find_around(text, &[], None)
}

/// The same where the source says that `headline` is the title.
pub fn find_zones_below(text: &Text, headline: Span) -> Vec<Zone> {
    find_around(text, &[], Some(headline))
}

/// The same for a Markdown source: its markup is zoned as such, inside the other zones, and does not count as text.
pub fn find_markdown_zones(text: &Text) -> Vec<Zone> {
    let markup = markdown::find_markup(text.as_str());
    let mut zones = find_around(text, &markup, None);
    zones.extend(markup.into_iter().map(|span| Zone {
        kind: ZoneKind::Markup,
        span,
    }));
    sort(&mut zones);
    zones
}

/// A line that is not empty.
struct Line<'t> {
    /// Without blanks at its edges and markup at its start.
    span: Span,
    words: &'t str,
    /// Whether an empty line or the start of the text stands before it.
    begins_paragraph: bool,
    kind: ZoneKind,
}

fn find_around(text: &Text, markup: &[Span], headline: Option<Span>) -> Vec<Zone> {
    let mut lines = lines(text.as_str(), markup);
    mark_boilerplate(&mut lines);
    mark_labelled(&mut lines);
    let is_title = |line: &Line<'_>| headline.is_some_and(|headline| headline.contains(line.span));
    for line in lines.iter_mut().filter(|line| is_title(line)) {
        line.kind = ZoneKind::Headline;
    }
    let body_start = mark_head(&mut lines);
    mark_credits(&mut lines, body_start);
    zones_of(text, &lines)
}

fn sort(zones: &mut [Zone]) {
    zones.sort_by_key(|zone| (zone.span.start, std::cmp::Reverse(zone.span.end), zone.kind));
}

/// The lines of `text` that hold more than blanks and markup.
fn lines<'t>(text: &'t str, markup: &[Span]) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    let mut begins_paragraph = true;
    let mut start = 0;
    for whole in text.split_inclusive(['\n', '\u{2028}', '\u{2029}']) {
        let end = start + whole.len();
        let span = without_edges(text, start, end, markup);
        start = end;
        if span.is_empty() {
            begins_paragraph = true;
            continue;
        }
        lines.push(Line {
            span,
            words: text.get(span.range()).unwrap_or_default(),
            begins_paragraph,
            kind: ZoneKind::Body,
        });
        begins_paragraph = false;
    }
    lines
}

/// The bytes `start..end` without blanks and markup at the edges.
fn without_edges(text: &str, mut start: usize, mut end: usize, markup: &[Span]) -> Span {
    loop {
        let line = text.get(start..end).unwrap_or_default();
        let trimmed = line.trim_matches(super::tokens::is_blank);
        let lead = line.len() - line.trim_start_matches(super::tokens::is_blank).len();
        start += lead.min(line.len() - trimmed.len());
        end = start + trimmed.len();
        let first = markup.partition_point(|zone| zone.end as usize <= start);
        let before = markup
            .get(first)
            .filter(|zone| zone.start as usize <= start);
        let last = markup.partition_point(|zone| (zone.start as usize) < end);
        let after = last
            .checked_sub(1)
            .and_then(|last| markup.get(last))
            .filter(|zone| zone.end as usize >= end && zone.start as usize >= start);
        match (before, after) {
            _ if start >= end => return Span::from_range(start..start),
            (Some(zone), _) => start = (zone.end as usize).min(end),
            (None, Some(zone)) => end = zone.start as usize,
            (None, None) => return Span::from_range(start..end),
        }
    }
}

/// Marks what is no part of the article: by its words, and lines that come again and are no sentence.
fn mark_boilerplate(lines: &mut [Line<'_>]) {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for line in &*lines {
        if is_repeatable(line.words) {
            *counts.entry(line.words).or_default() += 1;
        }
    }
    let mut headline_seen = false;
    for line in lines {
        let is_repeated = counts.get(line.words).is_some_and(|count| *count > 1);
        // The headline may come again in the page; its first place stays.
        let is_first_real = !headline_seen && num_words(line.words) >= 4;
        if is_boilerplate(line.words) || (is_repeated && !is_first_real) {
            line.kind = ZoneKind::Boilerplate;
        } else {
            headline_seen = true;
        }
    }
}

/// Whether a line that is found twice is no sentence, heading of a speaker or the like.
fn is_repeatable(words: &str) -> bool {
    num_words(words) <= 10
        && words.len() > 2
        && !words.ends_with(['.', '?', '!', ':', ',', '”', '"', '…'])
        && words.chars().any(char::is_alphabetic)
}

/// Marks the lines that say what they are ("Title: …", "Author: …", "Date: …"), as archives write them above an article: at least two in a
/// row, the first ones of the text. The label itself is boilerplate.
fn mark_labelled(lines: &mut Vec<Line<'_>>) {
    let is_labelled = |line: &Line<'_>| heads::labelled(line.words).is_some();
    let num = lines.iter().take_while(|line| is_labelled(line)).count();
    if num < 2 {
        return;
    }
    let rest = lines.split_off(num);
    for line in std::mem::take(lines) {
        let Some((kind, from)) = heads::labelled(line.words) else {
            continue;
        };
        let edge = line.span.start + from as u32;
        let words = line.words;
        let part = |span: Span, kind| Line {
            span,
            words: words
                .get((span.start - line.span.start) as usize..(span.end - line.span.start) as usize)
                .unwrap_or_default(),
            begins_paragraph: line.begins_paragraph,
            kind,
        };
        if kind == ZoneKind::Boilerplate {
            lines.push(part(line.span, kind));
        } else {
            let label = words.get(..from).unwrap_or_default().trim_end().len() as u32;
            let label = Span::new(line.span.start, line.span.start + label);
            lines.push(part(label, ZoneKind::Boilerplate));
            lines.push(part(Span::new(edge, line.span.end), kind));
        }
    }
    lines.extend(rest);
}

/// Marks headline, byline and what else stands above the body; gives the index of the first line of the body.
fn mark_head(lines: &mut [Line<'_>]) -> usize {
    let real: Vec<usize> = (0..lines.len())
        .filter(|&index| lines[index].kind == ZoneKind::Body)
        .collect();
    let has_title = lines.iter().any(|line| line.kind == ZoneKind::Headline);
    let headline_len = if has_title {
        0
    } else {
        headline_len(lines, &real)
    };
    for &index in &real[..headline_len] {
        lines[index].kind = ZoneKind::Headline;
    }
    let mut at = headline_len;
    // Bylines and times stand close to the headline, at times behind a subtitle.
    let mut first_body = None;
    while let Some(&index) = real.get(at) {
        let words = lines[index].words;
        let is_far = at >= headline_len + 5;
        if !is_far
            && is_byline(
                words,
                (has_title || headline_len > 0) && first_body.is_none(),
            )
        {
            lines[index].kind = ZoneKind::Byline;
        } else if !is_far && is_bare_date(words) {
            lines[index].kind = ZoneKind::Dateline;
        } else if first_body.is_none() {
            first_body = Some(index);
            if is_far || ends_as_sentence(words) || num_words(words) > 25 {
                break;
            }
        } else {
            break;
        }
        at += 1;
    }
    first_body.unwrap_or(lines.len())
}

/// How many of the `real` lines, from the first on, are the headline: the first line if it reads like one, and subtitles right under it.
fn headline_len(lines: &[Line<'_>], real: &[usize]) -> usize {
    let words = |at: usize| real.get(at).map(|&index| lines[index].words);
    let Some(first) = words(0) else { return 0 };
    let is_only_line = real.len() < 2;
    if is_only_line
        || !may_be_headline(first)
        || is_byline(first, false)
        || dateline_len(first).is_some()
    {
        return 0;
    }
    let mut len = 1;
    while let Some(next) = words(len) {
        let is_below = real[len] == real[len - 1] + 1 && !lines[real[len]].begins_paragraph;
        if !is_below
            || len >= 3
            || is_byline(next, true)
            || is_bare_date(next)
            || dateline_len(next).is_some()
        {
            break;
        }
        if !may_be_headline(next) {
            // A paragraph wrapped into lines has no headline if its first line is not set apart.
            return if next.starts_with(char::is_lowercase) {
                0
            } else {
                len
            };
        }
        len += 1;
    }
    // A text that is all short lines without a stop has a headline and then a list; keep the first line.
    if len == real.len() { 1 } else { len }
}

fn may_be_headline(words: &str) -> bool {
    let len = words.chars().count();
    (2..=220).contains(&len)
        && !ends_as_sentence(words)
        && !words.ends_with([',', ';', ':'])
        && words.chars().any(char::is_alphabetic)
}

/// Marks the credits of reporters and editors under the body as bylines.
fn mark_credits(lines: &mut [Line<'_>], body_start: usize) {
    for line in lines.iter_mut().skip(body_start) {
        let lower = line.words.to_lowercase();
        let is_credit = [
            "(reporting by ",
            "reporting by ",
            "additional reporting by ",
            "(additional reporting by ",
            "(editing by ",
            "editing by ",
            "(writing by ",
            "writing by ",
        ]
        .iter()
        .any(|beginning| lower.starts_with(beginning));
        if line.kind == ZoneKind::Body && is_credit && num_words(line.words) <= 30 {
            line.kind = ZoneKind::Byline;
        }
    }
}

// Datelines.

/// Length in bytes of the dateline that a paragraph opens with, its dash included.
fn dateline_len(words: &str) -> Option<usize> {
    let (before, after) = split_at_dash(words)?;
    let place_end = before.trim_end().len();
    let head = before.get(..place_end)?;
    let rest = words.get(after..)?.trim_start();
    let (place, agency) = match head.find('(') {
        Some(open) if head.ends_with(')') => (
            head.get(..open)?.trim_end(),
            head.get(open + 1..head.len() - 1)?,
        ),
        Some(_) => return None,
        None => (head, ""),
    };
    let first = place.split([',', ' ']).next().unwrap_or_default();
    let is_capitals = first.chars().filter(|char| char.is_alphabetic()).count() >= 3
        && first.chars().all(|char| !char.is_lowercase())
        && !matches!(
            first,
            "UPDATE"
                | "BREAKING"
                | "WATCH"
                | "READ"
                | "LIVE"
                | "VIDEO"
                | "PHOTOS"
                | "NOTE"
                | "CORRECTION"
                | "EXCLUSIVE"
                | "ANALYSIS"
                | "OPINION"
        );
    let is_agency =
        !agency.is_empty() && num_words(agency) <= 4 && agency.starts_with(char::is_uppercase);
    let opens_sentence = rest.is_empty()
        || rest.starts_with(|char: char| {
            char.is_uppercase() || char.is_numeric() || matches!(char, '“' | '"' | '‘' | '\'')
        })
        || rest.starts_with(|char: char| char.is_alphabetic() && !char.is_lowercase());
    let is_place = is_row_of_places(place);
    // A headline all in capitals may have a dash too; places are short or have parts.
    let is_short = num_words(place) <= 3 || place.contains(',') || is_agency;
    (is_place && is_short && opens_sentence && (is_capitals || is_agency)).then_some(after)
}

/// What stands before the first dash near the start, and the byte behind the dash. A hyphen needs blanks on both sides.
fn split_at_dash(words: &str) -> Option<(&str, usize)> {
    let head_end = words
        .char_indices()
        .nth(90)
        .map_or(words.len(), |(at, _)| at);
    let head = words.get(..head_end)?;
    let candidates = ["—", "–", " -- ", " - ", "--"].iter().filter_map(|dash| {
        let at = head.find(dash)?;
        Some((at, at + dash.trim_end().len()))
    });
    let (at, end) = candidates.min()?;
    Some((words.get(..at)?, end))
}

/// Whether `place` reads like "ALEPPO, Syria" or "LONDON, 4 May": capitalised words, numbers and few small words.
fn is_row_of_places(place: &str) -> bool {
    let num = num_words(place);
    (1..=8).contains(&num)
        && place.split_whitespace().all(|word| {
            let core = word.trim_matches(|char: char| !char.is_alphanumeric());
            core.starts_with(|char: char| {
                char.is_uppercase() || char.is_ascii_digit() || !char.is_lowercase()
            }) || matches!(
                core,
                "de" | "la"
                    | "al"
                    | "el"
                    | "of"
                    | "the"
                    | "and"
                    | "en"
                    | "du"
                    | "am"
                    | "del"
                    | "on"
                    | "near"
            ) || core.starts_with("al-")
        })
        && !place.contains([';', ':', '“', '”', '"', '?', '!'])
}

// Writing zones.

fn zones_of(text: &Text, lines: &[Line<'_>]) -> Vec<Zone> {
    let mut zones: Vec<Zone> = Vec::new();
    let mut datelines_left = true;
    let mut num_body = 0;
    for (index, line) in lines.iter().enumerate() {
        let mut span = line.span;
        if line.kind == ZoneKind::Body {
            num_body += 1;
            if datelines_left
                && num_body <= 4
                && let Some(len) = dateline_len(line.words)
            {
                datelines_left = false;
                let dateline = Span::new(span.start, span.start + len as u32);
                zones.push(Zone {
                    kind: ZoneKind::Dateline,
                    span: dateline,
                });
                span = text.trim(Span::new(dateline.end, span.end));
            }
        }
        let goes_on = index > 0
            && lines[index - 1].kind == line.kind
            && !matches!(line.kind, ZoneKind::Boilerplate | ZoneKind::Byline)
            && span.start == line.span.start;
        match zones.last_mut() {
            Some(zone) if goes_on && zone.kind == line.kind => zone.span.end = span.end,
            _ if span.is_empty() => {}
            _ => zones.push(Zone {
                kind: line.kind,
                span,
            }),
        }
    }
    let found: Vec<Span> = lines
        .chunk_by(|line, next| next.kind == line.kind && !next.begins_paragraph)
        .filter(|paragraph| paragraph[0].kind == ZoneKind::Body)
        .flat_map(|paragraph| {
            let span = paragraph[0].span.cover(paragraph[paragraph.len() - 1].span);
            quotations::find(text.as_str(), span)
        })
        .collect();
    zones.extend(found.into_iter().map(|span| Zone {
        kind: ZoneKind::Quotation,
        span,
    }));
    sort(&mut zones);
    zones
}
