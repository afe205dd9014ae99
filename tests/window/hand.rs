//! What a person does in the window and what is then in sight, in a few words for tests.

use std::path::Path;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Harnessed, press, press_with, session, settle};

/// A window of 1280 by 800 over a project of these texts, its suggestions computed.
pub(crate) fn window_over(folder: &Path, texts: &[&str]) -> Harnessed {
    crate::harness::harness(texts, folder)
}

/// Clicks on what has this name.
pub(crate) fn click(harness: &mut Harnessed, name: &str) {
    harness.get_by_label(name).click();
    settle(harness);
}

/// Clicks on the first of several things of this name.
pub(crate) fn click_first(harness: &mut Harnessed, name: &str) {
    let first = harness.query_all_by_label(name).next();
    first.expect(name).click();
    settle(harness);
}

/// Draws frames until something holds that a thread brings about.
pub(crate) fn wait_for(harness: &mut Harnessed, is_it: impl Fn(&Harnessed) -> bool) {
    let started = Instant::now();
    while !is_it(harness) {
        assert!(started.elapsed() < Duration::from_secs(20), "it never came");
        std::thread::sleep(Duration::from_millis(20));
        settle(harness);
    }
}

/// Types into the field of this name.
pub(crate) fn type_into(harness: &mut Harnessed, name: &str, text: &str) {
    harness.get_by_label(name).focus();
    settle(harness);
    harness.get_by_label(name).type_text(text);
    settle(harness);
}

/// Runs a command by its label, as the palette finds it.
pub(crate) fn run(harness: &mut Harnessed, label: &str) {
    press_with(harness, Modifiers::COMMAND, Key::K);
    type_into(harness, "Search commands", label);
    press(harness, Key::Enter);
}

/// Whether anything of this name is in sight.
pub(crate) fn shows(harness: &Harnessed, name: &str) -> bool {
    harness.query_all_by_label(name).next().is_some()
}

/// Whether anything whose name holds these words is in sight.
pub(crate) fn shows_words(harness: &Harnessed, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

/// Words and label of every mention in the project, in order.
pub(crate) fn labels(harness: &Harnessed) -> Vec<String> {
    let session = session(harness);
    let documents = session.project().documents.iter();
    documents
        .flat_map(|document| {
            let layer = document.layer(session.layer_name());
            let mentions = layer.map(|layer| layer.annotations.mentions());
            mentions.unwrap_or_default().iter().map(|mention| {
                format!(
                    "{} {}",
                    mention.extent.text_in(document.text()),
                    mention.label
                )
            })
        })
        .collect()
}
