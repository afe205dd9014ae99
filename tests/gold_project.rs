//! The gold project: the labelled articles of `tests/gold` as a project that opens in the window, kept in step with them.
//!
//! The marked texts are the masters. After changing one, `UPDATE_GOLD=1 cargo test --test gold_project` writes the project anew.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline::formats::marked;
use dateline::model::layer::DocumentStatus;
use dateline::model::{Allowance, Layer, Project, bundled};
use dateline::project::{project_text, read_project};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The articles in order of their names, each in its own file without the files that explain them.
fn gold() -> Project {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root("tests/gold"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let mut project = Project::new(bundled::news());
    project.settings.suggestions = Allowance::Off;
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).unwrap();
        let mut document = marked::read_file(name.as_str().into(), &source)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let whole = document.text().span();
        let layer = document.layer_mut(Layer::MAIN);
        layer.status = DocumentStatus::Done;
        layer.checked.add(whole);
        project.documents.push(Arc::new(document));
    }
    project
}

#[test]
fn the_gold_project_is_what_the_marked_articles_say() {
    let path = root("projects/news-gold.ron");
    let expected = project_text(&gold(), 0).unwrap();
    if std::env::var_os("UPDATE_GOLD").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(
        found == expected,
        "projects/news-gold.ron is not in step: run UPDATE_GOLD=1 cargo test --test gold_project"
    );
}

#[test]
fn every_article_is_long_and_rich_enough_to_measure_with() {
    let project = gold();
    assert!(project.documents.len() >= 8);
    for document in &project.documents {
        let annotations = &document.layer(Layer::MAIN).unwrap().annotations;
        let words = document.text().as_str().split_whitespace().count();
        assert!(words >= 400, "{} has {words} words", document.id);
        assert!(
            annotations.mentions().len() >= 40,
            "{} has {} mentions",
            document.id,
            annotations.mentions().len()
        );
        assert!(
            annotations.events().len() >= 10,
            "{} has {} events",
            document.id,
            annotations.events().len()
        );
    }
}

#[test]
fn the_gold_project_opens() {
    let bytes = std::fs::read(root("projects/news-gold.ron")).unwrap();
    let Ok(read) = read_project(&bytes) else {
        panic!("the gold project cannot be read")
    };
    assert!(read.notices.is_empty(), "{:?}", read.notices);
}
