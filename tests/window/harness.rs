//! The window in a harness, driven by keys and by the names that screen readers hear. No display, bundled fonts only.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use dateline::app::models::ModelChoice;
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
use egui_kittest::kittest::NodeT as _;

/// A window in a harness.
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

/// A window over `articles`, published on 2026-05-08, their suggestions computed; everything on disk in `folder`.
pub(crate) fn harness(articles: &[&str], folder: &Path) -> Harnessed {
    harness_of(articles, folder, (1280.0, 800.0), false)
}

/// The same in another size or the dark theme.
pub(crate) fn harness_of(
    articles: &[&str],
    folder: &Path,
    size: (f32, f32),
    dark: bool,
) -> Harnessed {
    let places = Places::new(folder.join("state"));
    let workspace = Workspace::unsaved(project_of(articles), "ana", places, Arc::new(|| {}));
    window_of(workspace, folder, size, dark, false)
}

/// A window that learns from what is decided in it.
pub(crate) fn learning_harness(articles: &[&str], folder: &Path) -> Harnessed {
    let places = Places::new(folder.join("state"));
    let workspace = Workspace::unsaved(project_of(articles), "ana", places, Arc::new(|| {}));
    window_of(workspace, folder, (1280.0, 800.0), false, true)
}

/// A project of `articles`, published on 2026-05-08; ids count from `d1`.
pub(crate) fn project_of(articles: &[&str]) -> Project {
    let mut project = Project::new(news_schema());
    for (number, text) in articles.iter().enumerate() {
        let id = format!("d{}", number + 1);
        let mut document = Document::new(id.as_str().into(), Text::new(*text));
        document.meta.date = "2026-05-08".to_owned();
        project.documents.push(Arc::new(document));
    }
    project
}

/// A window over a workspace, its suggestions computed.
pub(crate) fn harness_over(workspace: Workspace, folder: &Path) -> Harnessed {
    window_of(workspace, folder, (1280.0, 800.0), false, false)
}

fn window_of(
    mut workspace: Workspace,
    folder: &Path,
    size: (f32, f32),
    dark: bool,
    learn: bool,
) -> Harnessed {
    workspace.session.wait_for_suggestions();
    let settings = Settings {
        annotator: "ana".to_owned(),
        dark: Some(dark),
        tour_seen: true,
        model: ModelChoice::None,
        learn,
        ..Settings::default()
    };
    let files = Files::new(Box::new(Answer(folder.join("project.ron"))));
    let window = Window::new(
        workspace,
        settings,
        folder.join("config"),
        files,
        Instant::now(),
    );
    let mut harness = Harness::builder()
        .with_size(vec2(size.0, size.1))
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

/// Types into what has the focus.
pub(crate) fn type_text(harness: &mut Harnessed, text: &str) {
    harness.event(egui::Event::Text(text.to_owned()));
    settle(harness);
}

/// The session behind the window.
pub(crate) fn session(harness: &Harnessed) -> &Session {
    &harness.state().workspace().session
}

/// Everything that a screen reader could say: label, value and state of every node.
pub(crate) fn spoken(harness: &Harnessed) -> BTreeSet<String> {
    let nodes = harness.root().children_recursive();
    nodes
        .map(|node| {
            let node = node.accesskit_node();
            let label = node.label().unwrap_or_default();
            let value = node.value().unwrap_or_default();
            format!(
                "{label}|{value}|{:?}|{:?}|{}",
                node.is_selected(),
                node.toggled(),
                node.is_focused()
            )
        })
        .collect()
}

/// Label of what has the keyboard focus.
pub(crate) fn focused(harness: &Harnessed) -> Option<String> {
    let mut nodes = harness.root().children_recursive();
    nodes
        .find(|node| node.accesskit_node().is_focused())
        .map(|node| node.accesskit_node().label().unwrap_or_default())
}

/// Goes from suggestion to suggestion until `is_it` holds of what is selected.
pub(crate) fn tab_to(harness: &mut Harnessed, is_it: impl Fn(&Session) -> bool) {
    for _ in 0..80 {
        press(harness, Key::Tab);
        if is_it(session(harness)) {
            return;
        }
    }
    panic!("no such suggestion");
}

/// Words of what is selected.
pub(crate) fn selected_words(session: &Session) -> String {
    session
        .selected_span()
        .map(|span| session.words_at(span))
        .unwrap_or_default()
}
