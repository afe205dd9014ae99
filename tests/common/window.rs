//! A window without a display, driven by keys and by the names that screen readers hear; bundled fonts only, everything on disk in one folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use dateline::app::session::Session;
use dateline::app::workspace::{Workspace, news_schema};
use dateline::model::{Document, Project};
use dateline::project::Places;
use dateline::text::Text;
use dateline::ui::files::{Chosen, FilePicker, Files, Purpose};
use dateline::ui::settings::Settings;
use dateline::ui::text_engine::{self, FontSource};
use dateline::ui::window::Window;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

/// A window under test.
pub(crate) type Harnessed = Harness<'static, Window>;

/// Answers every question for a path with the same one.
struct Answer(PathBuf);

impl FilePicker for Answer {
    fn ask(&self, _purpose: Purpose, _suggested: &str) -> Option<Receiver<Chosen>> {
        let (sender, receiver) = channel();
        sender.send(Some(vec![self.0.clone()])).ok()?;
        Some(receiver)
    }
}

fn settings() -> Settings {
    Settings {
        annotator: "ana".to_owned(),
        dark: Some(false),
        tour_seen: true,
        ..Settings::default()
    }
}

/// A project of one document for each text; ids count from `d1`.
pub(crate) fn project(texts: &[&str]) -> Project {
    let mut project = Project::new(news_schema());
    for (index, text) in texts.iter().enumerate() {
        let id = format!("d{}", index + 1);
        let mut document = Document::new(id.as_str().into(), Text::new(*text));
        document.meta.date = "2026-05-08".to_owned();
        project.documents.push(Arc::new(document));
    }
    project
}

/// A window of 1280 by 800 over a project of these texts, its suggestions computed.
pub(crate) fn harness(folder: &Path, texts: &[&str]) -> Harnessed {
    let places = Places::new(folder.join("state"));
    let workspace = Workspace::unsaved(project(texts), "ana", places, Arc::new(|| {}));
    harness_over(workspace, folder)
}

/// A window over `workspace`, its suggestions computed.
pub(crate) fn harness_over(mut workspace: Workspace, folder: &Path) -> Harnessed {
    workspace.session.wait_for_suggestions();
    let picker = Files::new(Box::new(Answer(folder.join("project.ron"))));
    let config = folder.join("config");
    let window = Window::new(workspace, settings(), config, picker, Instant::now());
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .with_step_dt(0.05)
        .with_max_steps(40)
        .with_context_setup(|ctx| text_engine::install(ctx, FontSource::Bundled))
        .build_ui_state(|ui, window: &mut Window| window.frame(ui), window);
    settle(&mut harness);
    harness
}

/// A few frames: a key is read in one, its effect drawn in the same, what a pointer asked for in the next.
pub(crate) fn settle(harness: &mut Harnessed) {
    for _ in 0..4 {
        harness.step();
    }
}

/// Presses a key.
pub(crate) fn press(harness: &mut Harnessed, key: Key) {
    press_with(harness, Modifiers::NONE, key);
}

/// Presses a key with modifiers.
pub(crate) fn press_with(harness: &mut Harnessed, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    settle(harness);
}

/// Clicks on what has this name.
pub(crate) fn click(harness: &mut Harnessed, name: &str) {
    harness.get_by_label(name).click();
    settle(harness);
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

/// The session behind the window.
pub(crate) fn session(harness: &Harnessed) -> &Session {
    &harness.state().workspace().session
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
