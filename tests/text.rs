//! Tokens, sentences, zones, repairs and decoding on cases written as text, and what must hold for any input.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dateline::formats::article::read_article;
use dateline::text::decode::{decode, unify_line_ends};
use dateline::text::segment::segment;
use dateline::text::zone::{find_markdown_zones, find_zones};
use dateline::text::{Segments, Span, Text, Zone, ZoneKind};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

/// The case files of one area, sorted.
fn case_files(area: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(area);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a folder that can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no cases in {}", folder.display());
    files
}

fn tokens_as_text(text: &Text, segments: &Segments) -> String {
    let words: Vec<&str> = segments
        .tokens
        .iter()
        .map(|token| text.slice(token.span))
        .collect();
    words.join(" · ").replace('\n', "\\n")
}

fn sentences_as_text(text: &Text, segments: &Segments) -> String {
    let sentences: Vec<&str> = segments
        .sentences
        .iter()
        .map(|sentence| text.slice(sentence.span))
        .collect();
    sentences.join(" ¦ ").replace('\n', "\\n")
}

/// The cases of `tests/cases/tokens`: see the README there.
#[test]
fn token_cases() {
    let mut failures = String::new();
    let mut num_cases = 0;
    for path in case_files("tokens") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).unwrap();
        let mut text = Text::default();
        for (line, content) in source.lines().enumerate() {
            let mut expect = |what: &str, expected: &str, found: String| {
                num_cases += 1;
                if expected != found {
                    writeln!(
                        failures,
                        "{name}:{}: {what}\n  expected {expected}\n  found    {found}",
                        line + 1
                    )
                    .unwrap();
                }
            };
            if let Some(written) = content.strip_prefix("text: ") {
                text = Text::new(written.replace("\\n", "\n"));
            } else if let Some(expected) = content.strip_prefix("tokens: ") {
                expect(
                    "tokens",
                    expected,
                    tokens_as_text(&text, &segment(&text, &[])),
                );
            } else if let Some(expected) = content.strip_prefix("sentences: ") {
                expect(
                    "sentences",
                    expected,
                    sentences_as_text(&text, &segment(&text, &[])),
                );
            } else {
                assert!(
                    content.is_empty() || content.starts_with('#'),
                    "{name}:{}: neither case nor comment: {content}",
                    line + 1
                );
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(num_cases > 100, "only {num_cases} cases");
}

/// The kind of the zone that holds all of `span`, quotations aside.
fn zone_of(zones: &[Zone], span: Span) -> &'static str {
    zones
        .iter()
        .find(|zone| zone.kind != ZoneKind::Quotation && zone.span.contains(span))
        .map_or("none", |zone| zone.kind.name())
}

/// The cases of `tests/cases/zones`: see the README there.
#[test]
fn zone_cases() {
    let mut failures = String::new();
    let mut num_lines = 0;
    for path in case_files("zones") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).unwrap();
        let mut article = String::new();
        let mut expected = Vec::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let (kind, words) = line.split_once('\t').unwrap_or_default();
            let mut expect = |kind: &'static str, words: &str| {
                let start = article.len();
                article.push_str(words);
                expected.push((kind, Span::from_range(start..article.len())));
            };
            let kind = ZoneKind::from_name(kind).map(ZoneKind::name);
            match (kind, words.split_once('¦')) {
                (Some("dateline"), Some((dateline, body)))
                    if !dateline.trim_end().ends_with(':') =>
                {
                    expect("dateline", dateline.trim_end());
                    article.push(' ');
                    let start = article.len();
                    article.push_str(body);
                    expected.push(("body", Span::from_range(start..article.len())));
                }
                (Some(kind), Some((label, words))) => {
                    expect("boilerplate", label.trim_end());
                    article.push(' ');
                    let start = article.len();
                    article.push_str(words);
                    expected.push((kind, Span::from_range(start..article.len())));
                }
                (Some(kind), None) => expect(kind, words),
                (None, _) => assert!(line.is_empty(), "{name}: no zone of that name: {line}"),
            }
            article.push('\n');
        }
        let text = Text::new(article);
        let zones = find_zones(&text);
        for (kind, span) in expected {
            num_lines += 1;
            let found = zone_of(&zones, span);
            if found != kind {
                writeln!(
                    failures,
                    "{name}: expected {kind}, found {found}: {}",
                    text.slice(span)
                )
                .unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(num_lines > 50, "only {num_lines} lines");
}

const PAGE: &str = r#"<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Port of Lagos reopens after storm | Meridian</title>
<link rel="canonical" href="https://example.org/port-reopens">
<meta property="og:title" content="Port of Lagos reopens after storm">
<meta name="author" content="Ana Ruiz">
<meta property="article:published_time" content="2020-02-01T10:00:00Z">
<style>p { color: red }</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Port of Lagos reopens after storm</h1>
<p>The port of Lagos reopened on Saturday, two days after a storm had sunk a ferry and cut the power in half of the city, officials said.</p>
<p>“We worked through the <b>night</b>,” said harbour master Femi Adeyemi, whose men had cleared the channel of eleven containers and a crane.</p>
<h2>What comes next</h2>
<p>Ships that had waited at anchor may enter from Sunday, the ministry of transport announced, beginning with those that carry food &amp; fuel.</p>
<ul><li>Three berths are open.</li><li>Two are still blocked by wreckage and mud.</li></ul>
<p>The storm was the strongest in the region for twenty years.<br>Insurers put the damage at 40 million dollars, and warned that it may rise.</p>
</article>
<aside><p>Subscribe to our newsletter</p></aside><footer><p>© 2020 Meridian</p></footer><script>var x = 1;</script></body></html>"#;

#[test]
fn the_main_article_is_taken_out_of_a_page() {
    let imported = read_article("port.html", PAGE.as_bytes()).unwrap();
    let document = imported.document;
    let paragraphs: Vec<&str> = document.text().as_str().split("\n\n").collect();
    assert_eq!(paragraphs[0], "Port of Lagos reopens after storm");
    assert!(
        paragraphs[1].starts_with("The port of Lagos reopened") && paragraphs[1].ends_with("said.")
    );
    assert!(paragraphs[2].starts_with("“We worked through the night,” said"));
    assert!(
        document
            .text()
            .as_str()
            .contains("food & fuel.\n\nThree berths are open.\n\nTwo are")
    );
    assert!(
        !document.text().as_str().contains("newsletter")
            && !document.text().as_str().contains("var x")
    );
    assert_eq!(document.meta.title, "Port of Lagos reopens after storm");
    assert_eq!(document.meta.byline, "Ana Ruiz");
    assert_eq!(document.meta.date, "2020-02-01");
    assert_eq!(document.meta.url, "https://example.org/port-reopens");
    assert_eq!(document.source.original.as_deref(), Some(PAGE));
    assert_eq!(document.zones()[0].kind, ZoneKind::Headline);
    assert_eq!(imported.diagnostics, []);
}

#[test]
fn a_page_in_a_legacy_encoding_is_read_by_its_label() {
    let page = "<html><head><meta charset=windows-1251><title>Порт</title></head><body><article><p>Порт снова открыт после шторма.</p></article></body></html>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(page);
    let document = read_article("port.htm", &bytes).unwrap().document;
    assert_eq!(document.source.encoding, "windows-1251");
    assert!(
        document
            .text()
            .as_str()
            .contains("Порт снова открыт после шторма.")
    );
}

#[test]
fn plain_text_keeps_its_characters_and_a_map_of_line_ends() {
    let source = "Port reopens after storm\r\n\r\nLAGOS, 1 February 2020 (Meridian) — The port reopened.\r\n";
    let imported = read_article("port.txt", source.as_bytes()).unwrap();
    let document = imported.document;
    assert_eq!(document.text().as_str(), source.replace("\r\n", "\n"));
    assert_eq!(document.source.crlf_at.len(), 3);
    assert_eq!(document.meta.date, "2020-02-01");
    assert_eq!(document.meta.source, "port.txt");
    assert_eq!(document.title(), "Port reopens after storm");
    let kinds: Vec<ZoneKind> = document.zones().iter().map(|zone| zone.kind).collect();
    assert_eq!(
        kinds,
        [ZoneKind::Headline, ZoneKind::Dateline, ZoneKind::Body]
    );
}

#[test]
fn the_head_of_a_plain_article_becomes_metadata() {
    let body = "\n\nThe port of Lagos reopened on Saturday.\n\nTwo berths are still shut.";
    for (head, author, date) in [
        (
            "Port reopens after storm\n\nBy Jane Doe, 4 May 2016",
            "Jane Doe",
            "2016-05-04",
        ),
        (
            "Port reopens after storm\nBy Jane Doe and Li Wei\n25/05/2016 10:30",
            "Jane Doe and Li Wei",
            "2016-05-25",
        ),
        (
            "Port reopens after storm\n\nJane Doe, Meridian News\nUpdated 6 May 2016\nPublished 4 May 2016",
            "Jane Doe, Meridian News",
            "2016-05-04",
        ),
        (
            "Title: Port reopens after storm\nAuthor: Jane Doe\nDate: May 4, 2016\nSource: The Meridian Post",
            "Jane Doe",
            "2016-05-04",
        ),
        ("Port reopens after storm", "", ""),
    ] {
        let article = format!("{head}{body}");
        let document = read_article("", article.as_bytes()).unwrap().document;
        assert_eq!(document.meta.title, "Port reopens after storm", "{head}");
        assert_eq!(document.meta.byline, author, "{head}");
        assert_eq!(document.meta.date, date, "{head}");
    }
}

#[test]
fn markdown_is_zoned_and_its_front_matter_read() {
    let source = "---\ntitle: Port reopens\ndate: 2020-02-01\n---\n\n# Port *reopens*\n\nThe [port](https://example.org) of **Lagos** reopened.\n";
    let document = read_article("port.md", source.as_bytes()).unwrap().document;
    assert_eq!(document.text().as_str(), source);
    assert_eq!(
        (document.meta.title.as_str(), document.meta.date.as_str()),
        ("Port reopens", "2020-02-01")
    );
    let segments = document.segments();
    assert_eq!(
        tokens_as_text(document.text(), segments),
        "Port · reopens · The · port · of · Lagos · reopened · ."
    );
    assert_eq!(segments.sentences.len(), 2);
}

#[test]
fn what_is_no_article_is_refused_with_a_reason() {
    let refused = |name: &str, bytes: &[u8]| read_article(name, bytes).unwrap_err().to_string();
    assert_eq!(
        refused("a.txt", b"%PDF-1.4"),
        "not a text file: it is a PDF document"
    );
    assert_eq!(
        refused("a.txt", b"a\0b c"),
        "not a text file: it holds binary data (a zero at 1)"
    );
    assert_eq!(refused("a.txt", b" \n"), "the file holds no text");
    assert_eq!(refused("a.jsonl", b"{}"), "no reader for jsonl files");
}

/// Text as a scraper might give it: pieces that the rules look at, in any order, among characters of any kind.
fn scraped() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "U.S.",
        "Gen. ",
        "a.m. ",
        "No. 5",
        "J. ",
        "cease-fire",
        "al-Qaeda-affiliated ",
        "for-\nces",
        "be-\n  tween",
        "don't",
        "’s ",
        "s' ",
        "“",
        "”",
        "\"",
        "‘",
        "'",
        "'90s ",
        "$4.2bn",
        "US$40",
        "1,200",
        "10:30",
        "2011-2016",
        "http://a.b/c?d=e). ",
        "x@y.org",
        "@a",
        "#tag",
        "...",
        "…",
        "—",
        " - ",
        "-",
        ". ",
        "! ",
        "? ",
        "The ",
        "he said ",
        "Kerry asked",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "\u{301}",
        "\u{200D}",
        "\u{FE0F}",
        "\u{AD}",
        "👩‍👩‍👧",
        "🇫🇷",
        "한국",
        "各",
        "カ",
        "กำ",
        "حلب",
        "ा",
        "\u{600}",
        "ה\"ע",
        "Share\n",
        "By Ana Ruiz\n",
        "LYON, 4 May (AP) — ",
        "# ",
        "**",
        "_",
        "`",
        "[a](b)",
        "<b>",
        "---\n",
        "1. ",
        "• ",
        "e\u{301}",
    ]);
    let piece = prop_oneof![6 => pieces.prop_map(str::to_owned), 2 => "[a-zA-Z]{1,8} ?", 1 => "\\PC{1,4}", 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Byte offsets at which a grapheme cluster starts, and the end.
fn cluster_edges(text: &str) -> HashSet<usize> {
    text.grapheme_indices(true)
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect()
}

fn is_invisible(char: char) -> bool {
    char.is_whitespace()
        || char.is_control()
        || ('\u{200B}'..='\u{2069}').contains(&char) && !char.is_ascii_graphic()
        || char == '\u{FEFF}'
}

/// What must hold for the segments of any text under any zones.
fn check_segments(text: &Text, zones: &[Zone]) -> Result<(), TestCaseError> {
    let segments = segment(text, zones);
    let edges = cluster_edges(text.as_str());
    let mut at = 0;
    for token in &segments.tokens {
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        prop_assert!(at <= start && start < end, "order: {token:?}");
        let words = text.get(token.span);
        prop_assert!(words.is_some(), "a token cuts a character: {token:?}");
        let words = words.unwrap_or_default();
        prop_assert!(
            !words.starts_with(char::is_whitespace) && !words.ends_with(char::is_whitespace),
            "{words:?}"
        );
        // A mark that stands on a blank makes one cluster with it, and the blank is no part of the token; nor is one behind it.
        let (before, after) = text.as_str().split_at(start);
        let stands_on_blank = before.ends_with(is_invisible);
        let draws_blank_in = after
            .strip_prefix(words)
            .is_some_and(|behind| behind.starts_with(is_invisible));
        prop_assert!(
            edges.contains(&start) || stands_on_blank,
            "cluster cut at the start of {words:?} in {:?}",
            text.as_str()
        );
        prop_assert!(
            edges.contains(&end) || draws_blank_in,
            "cluster cut at the end of {words:?} in {:?}",
            text.as_str()
        );
        at = end;
    }
    let mut next_token = 0;
    for sentence in &segments.sentences {
        prop_assert_eq!(sentence.first_token, next_token);
        prop_assert!(sentence.first_token < sentence.end_token);
        let tokens = segments.tokens_of(sentence);
        prop_assert_eq!(
            sentence.span,
            tokens[0].span.cover(tokens[tokens.len() - 1].span)
        );
        next_token = sentence.end_token;
    }
    prop_assert_eq!(next_token as usize, segments.tokens.len());
    prop_assert!(segments.repairs.is_sorted_by(|a, b| a.token < b.token));
    for repair in &segments.repairs {
        prop_assert!((repair.token as usize) < segments.tokens.len() && !repair.form.is_empty());
    }
    let is_covered = |offset: u32| {
        segments.token_at(offset).is_some()
            || zones
                .iter()
                .any(|zone| zone.kind == ZoneKind::Markup && zone.span.contains_offset(offset))
    };
    for (offset, char) in text.as_str().char_indices() {
        prop_assert!(
            !char.is_alphanumeric() || is_covered(offset as u32),
            "{char:?} at {offset} is in no token of {:?}",
            text.as_str()
        );
        prop_assert!(
            !char.is_ascii_graphic() || is_covered(offset as u32),
            "{char:?} at {offset} is in no token of {:?}",
            text.as_str()
        );
    }
    Ok(())
}

/// Zones are sorted, inside the text, and only quotations and markup lie inside others.
fn check_zones(text: &Text, zones: &[Zone]) -> Result<(), TestCaseError> {
    prop_assert!(
        zones
            .iter()
            .all(|zone| !zone.span.is_empty() && text.get(zone.span).is_some())
    );
    prop_assert!(zones.is_sorted_by_key(|zone| zone.span.start));
    let outer: Vec<&Zone> = zones
        .iter()
        .filter(|zone| !matches!(zone.kind, ZoneKind::Quotation | ZoneKind::Markup))
        .collect();
    prop_assert!(
        outer
            .windows(2)
            .all(|pair| pair[0].span.end <= pair[1].span.start),
        "{zones:?}"
    );
    for quotation in zones.iter().filter(|zone| zone.kind == ZoneKind::Quotation) {
        let is_inside =
            |zone: &&Zone| zone.span.contains(quotation.span) || zone.span.overlaps(quotation.span);
        prop_assert!(
            outer.iter().copied().any(|zone| is_inside(&zone)),
            "{zones:?}"
        );
    }
    Ok(())
}

/// A long run of marks that nothing closes takes no longer than any other text: a quadratic search would take minutes.
#[test]
fn no_text_is_slow() {
    for piece in [
        "“",
        "\"a ",
        "‘a ",
        "[",
        "<a",
        "*a _b ",
        "[a](",
        "Share\n",
        "Alep-po Aleppo ",
        "U.S. ",
        "a@",
        "e\u{301}",
        "\u{301}",
        "🇫🇷",
        "'",
        "J. ",
        "for-\nx",
        "(",
        "! ",
        "“a”! Bob ",
        "- a\n",
    ] {
        let text = Text::new(piece.repeat(100_000 / piece.len()));
        for zones in [find_zones(&text), find_markdown_zones(&text)] {
            assert!(!segment(&text, &zones).tokens.is_empty() || !zones.is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tokens_and_sentences_hold_for_any_text(source in scraped()) {
        let text = Text::new(source);
        check_segments(&text, &[])?;
        let zones = find_zones(&text);
        check_zones(&text, &zones)?;
        check_segments(&text, &zones)?;
        let zones = find_markdown_zones(&text);
        check_zones(&text, &zones)?;
        check_segments(&text, &zones)?;
    }

    #[test]
    fn zones_drawn_anywhere_do_no_harm(source in scraped(), ranges in prop::collection::vec((0_u32..400, 0_u32..60, 0_usize..7), 0..6)) {
        let text = Text::new(source);
        let zones: Vec<Zone> = ranges
            .into_iter()
            .map(|(start, len, kind)| Zone { kind: ZoneKind::ALL[kind], span: Span::new(start, start + len) })
            .collect();
        let segments = segment(&text, &zones);
        prop_assert!(segments.tokens.iter().all(|token| text.get(token.span).is_some()));
        let num_in_sentences: u32 = segments.sentences.iter().map(|sentence| sentence.end_token - sentence.first_token).sum();
        prop_assert_eq!(num_in_sentences as usize, segments.tokens.len());
    }

    #[test]
    fn what_was_encoded_is_decoded(source in "[\\PC\n]{0,80}") {
        let expected = source.trim_start_matches('\u{FEFF}').to_owned();
        prop_assume!(!source.starts_with('\u{FEFF}'));
        if let Ok(decoded) = decode(source.as_bytes()) {
            prop_assert_eq!(&decoded.characters, &expected);
            prop_assert!(!decoded.had_errors);
        }
        let mut marked: Vec<u8> = vec![0xFF, 0xFE];
        marked.extend(source.encode_utf16().flat_map(u16::to_le_bytes));
        prop_assert_eq!(decode(&marked).unwrap().characters, expected);
    }

    #[test]
    fn line_ends_can_be_put_back(source in "[a-c\r\n]{0,40}") {
        let lines = unify_line_ends(source.clone());
        prop_assert!(!lines.characters.contains('\r'));
        if !lines.had_cr {
            let mut back = String::new();
            for (at, char) in lines.characters.char_indices() {
                if lines.crlf_at.contains(&(at as u32)) {
                    back.push('\r');
                }
                back.push(char);
            }
            prop_assert_eq!(back, source);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), ending in prop::sample::select(vec!["txt", "md", "html", ""])) {
        if let Ok(imported) = read_article(&format!("a.{ending}"), &bytes) {
            prop_assert!(!imported.document.text().is_empty());
            imported.document.segments();
        }
    }

    #[test]
    fn any_page_is_read_or_refused(inner in scraped()) {
        let page = format!("<html><body><p>{inner}</p></body></html>");
        if let Ok(imported) = read_article("a.html", page.as_bytes()) {
            check_zones(imported.document.text(), imported.document.zones())?;
        }
    }
}
