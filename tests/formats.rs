//! The readers and writers of exchange formats on files: the gold articles and case files of this repository parse, and what they hold goes out and comes back.

use std::path::{Path, PathBuf};

use dateline::formats::marked;
use dateline::model::{Document, Filler};

/// Files below `tests/` in `folder` that end in `.txt`, by name.
fn text_files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    files
}

/// Every argument of a marked text names something that is there.
fn assert_sound(path: &Path, document: &Document) {
    let annotations = &document.layers[0].annotations;
    for event in annotations.events() {
        for argument in &event.arguments {
            let found = match &argument.filler {
                Filler::Mention(id) => annotations.mention(id).is_some(),
                Filler::Event(id) => annotations.event(id).is_some(),
                Filler::Span(_) => true,
            };
            assert!(found, "{}: {argument:?}", path.display());
        }
    }
}

#[test]
fn every_gold_article_parses() {
    for path in text_files("gold") {
        let source = std::fs::read_to_string(&path).unwrap();
        let document = marked::read_file("d".into(), &source)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!document.meta.title.is_empty(), "{}", path.display());
        assert!(
            !document.layers[0].annotations.is_empty(),
            "{}",
            path.display()
        );
        assert_sound(&path, &document);
    }
}

#[test]
fn every_case_of_events_parses() {
    for path in text_files("cases/events") {
        let source = std::fs::read_to_string(&path).unwrap();
        for (index, line) in source.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') || line.starts_with("==") {
                continue;
            }
            let document = marked::read("d".into(), line)
                .unwrap_or_else(|error| panic!("{}:{}: {error}", path.display(), index + 1));
            assert_sound(&path, &document);
        }
    }
}
