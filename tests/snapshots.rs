//! Pictures of the window, where the picture is the point: marks, lanes, arcs, zones, both themes, a text that runs from right to left. Drawn by a
//! software graphics driver with the bundled fonts; the labels are given, so that a better pre-annotator changes no picture.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --features snapshots --test snapshots` draws them anew. Look at each before keeping it.
#![cfg(feature = "snapshots")]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use dateline::app::jobs::{Engine, Engines, Suggester};
use dateline::app::models::ModelChoice;
use dateline::app::session::Session;
use dateline::app::workspace::{Workspace, news_schema};
use dateline::formats::jsonl::{Lines, Strictness};
use dateline::model::{Document, Layer, Moment, Project, Suggestion};
use dateline::project::Places;
use dateline::ui::files::{Chosen, FilePicker, Files, Purpose};
use dateline::ui::settings::Settings;
use dateline::ui::text_engine::{self, FontSource};
use dateline::ui::window::Window;
use egui::vec2;
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, SnapshotOptions};

/// Two accepted mentions, the event between them, suggestions of each kind, boilerplate, a dateline and a word broken by a hyphen.
const TRUCE: &str = r#"{"id": "truce", "text": "Share\n\nRebels agree truce in Tarsa\n\nTARSA, 4 May — Rebels killed three sol-diers in Tarsa on Monday, officials said. President Ivo Maren will meet the rebels next week.\n\nAdvertisement\n\nThe truce holds for now.", "status": "in-progress", "meta": {"title": "Rebels agree truce in Tarsa", "date": "2026-05-04"}, "zones": [{"kind": "boilerplate", "start": 0, "end": 5}, {"kind": "headline", "start": 7, "end": 34}, {"kind": "dateline", "start": 36, "end": 50}, {"kind": "body", "start": 51, "end": 168}, {"kind": "boilerplate", "start": 170, "end": 183}, {"kind": "body", "start": 185, "end": 209}], "entities": [{"id": "m1", "start": 7, "end": 13, "text": "Rebels", "label": "ORG", "level": "nominal", "status": "suggested", "source": "nominals", "score": 0.8, "reason": "armed group"}, {"id": "m2", "start": 29, "end": 34, "text": "Tarsa", "label": "GPE", "level": "name", "status": "accepted", "by": "ana"}, {"id": "m3", "start": 51, "end": 57, "text": "Rebels", "label": "ORG", "level": "nominal", "status": "accepted", "by": "ana"}, {"id": "m4", "start": 65, "end": 80, "text": "three sol-diers", "label": "PER", "level": "nominal", "count": "3", "status": "accepted", "by": "ana"}, {"id": "m5", "start": 84, "end": 89, "text": "Tarsa", "label": "GPE", "level": "name", "status": "accepted", "by": "ana"}, {"id": "m6", "start": 93, "end": 99, "text": "Monday", "label": "DATE", "level": "name", "value": "2026-05-04", "status": "suggested", "source": "dates", "score": 0.9, "reason": "weekday"}, {"id": "m7", "start": 117, "end": 126, "text": "President", "label": "TITLE", "level": "name", "status": "suggested", "source": "names", "score": 0.9, "reason": "title"}, {"id": "m8", "start": 127, "end": 136, "text": "Ivo Maren", "label": "PER", "level": "name", "status": "suggested", "source": "names", "score": 0.9, "reason": "after a title"}], "events": [{"id": "v1", "type": "Life.Die", "trigger": {"start": 58, "end": 64, "text": "killed"}, "arguments": [{"role": "Agent", "mention": "m3", "start": 51, "end": 57}, {"role": "Victim", "mention": "m4", "start": 65, "end": 80}, {"role": "Place", "mention": "m5", "start": 84, "end": 89}], "status": "accepted", "by": "ana"}, {"id": "v2", "type": "Contact.Meet", "trigger": {"start": 142, "end": 146, "text": "meet"}, "arguments": [{"role": "Entity", "mention": "m8", "start": 127, "end": 136, "score": 0.8}], "status": "suggested", "source": "events", "score": 0.9, "reason": "verb meet"}]}"#;

/// Arabic with a Latin name inside, so that marks lie on text of both directions. No Arabic font is bundled, so its letters are boxes here: places are the point.
const ARABIC: &str = r#"{"id": "arabic", "text": "وصل الرئيس Ivo Maren إلى القاهرة يوم الاثنين.", "status": "in-progress", "entities": [{"id": "m1", "start": 11, "end": 20, "text": "Ivo Maren", "label": "PER", "level": "name", "status": "accepted", "by": "ana"}, {"id": "m2", "start": 25, "end": 32, "text": "القاهرة", "label": "GPE", "level": "name", "status": "suggested", "source": "names", "score": 0.9, "reason": "listed city"}]}"#;

/// Suggests nothing: the records bring their suggestions.
struct Silent;

impl Engine for Silent {
    fn suggest(&self, _: &Document, _: &Layer) -> Vec<Suggestion> {
        Vec::new()
    }
}

/// No file is asked for here.
struct NoPicker;

impl FilePicker for NoPicker {
    fn ask(&self, _: Purpose, _: &str) -> Option<std::sync::mpsc::Receiver<Chosen>> {
        None
    }
}

fn document(record: &str) -> Arc<Document> {
    let line = Lines::new(record.as_bytes()).next().unwrap().unwrap();
    let imported = line.read(Strictness::Refuse).unwrap();
    assert_eq!(imported.diagnostics, [], "the record is sound");
    Arc::new(imported.document)
}

/// A window of that size over one document, drawn with pixels.
fn harness(record: &str, dark: bool, size: egui::Vec2, folder: &Path) -> Harness<'static, Window> {
    let mut project = Project::new(news_schema());
    project.documents.push(document(record));
    let places = Places::new(folder.join("state"));
    let mut workspace = Workspace::unsaved(project.clone(), "ana", places, Arc::new(|| {}));
    workspace.session = Session::new(
        project,
        "ana",
        Arc::new(|_, _| Engines::only(Silent)),
        Suggester::start(1, Arc::new(|| {})),
        Box::new(|| Moment(7)),
    );
    workspace.session.wait_for_suggestions();
    let settings = Settings {
        annotator: "ana".to_owned(),
        dark: Some(dark),
        tour_seen: true,
        model: ModelChoice::None,
        learn: false,
        ..Settings::default()
    };
    let window = Window::new(
        workspace,
        settings,
        folder.join("config"),
        Files::new(Box::new(NoPicker)),
        Instant::now(),
    );
    let mut harness = Harness::builder()
        .with_size(size)
        .with_step_dt(0.05)
        .with_max_steps(40)
        .with_context_setup(|ctx| text_engine::install(ctx, FontSource::Bundled))
        .wgpu()
        .build_ui_state(|ui, window: &mut Window| window.frame(ui), window);
    for _ in 0..6 {
        harness.step();
    }
    harness
}

/// Compares with the stored picture. Rasters of two drivers differ by a shade at glyph edges, hence the tolerance per pixel; none may differ by more.
fn compare(harness: &mut Harness<'static, Window>, name: &str) {
    harness.snapshot_options(name, &SnapshotOptions::new().threshold(1.0));
}

/// The window with the event selected: its arcs in the article, its roles in the card.
fn compare_event(dark: bool, name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(TRUCE, dark, vec2(1240.0, 620.0), folder.path());
    harness.get_by_label("killed, Die, accepted").click();
    for _ in 0..6 {
        harness.step();
    }
    compare(&mut harness, name);
}

#[test]
fn the_selected_event_shows_its_arcs_and_its_card() {
    compare_event(false, "event_light");
}

#[test]
fn the_dark_theme_shows_the_same() {
    compare_event(true, "event_dark");
}

#[test]
fn a_narrow_window_keeps_the_measure_of_the_article() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(TRUCE, false, vec2(760.0, 520.0), folder.path());
    compare(&mut harness, "narrow");
}

#[test]
fn text_from_right_to_left_carries_its_marks() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = harness(ARABIC, false, vec2(760.0, 300.0), folder.path());
    compare(&mut harness, "arabic");
}
