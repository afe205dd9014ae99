//! Starting the window, and saying plainly why it could not be started.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use etcetera::BaseStrategy as _;

use super::article;
use super::files::{Files, SystemPicker};
use super::settings::Settings;
use super::text_engine::{FontSource, Ground, Warming};
use super::theme::Theme;
use super::window::{Window, wake_of};
use crate::app::workspace::{Workspace, news_schema};
use crate::model::Project;
use crate::project::Places;

/// Why there is no window, in one sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoWindow(pub String);

/// Opens the window on `paths`: a project, or articles for a new one; on the sample when there are none. Returns when it is closed.
///
/// # Errors
/// When there is no display, or its libraries are missing.
pub fn run(paths: Vec<PathBuf>, started: Instant) -> Result<(), NoWindow> {
    let (settings_folder, state) = folders();
    let places = Places::new(state);
    let (settings, problem) = Settings::load(&settings_folder);
    let warming = Warming::start(FontSource::System, ground(&settings));
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png"))
        .unwrap_or_default();
    let viewport = egui::ViewportBuilder::default()
        .with_title("Dateline")
        .with_app_id("dateline")
        .with_icon(icon)
        .with_inner_size(settings.window_size)
        .with_min_inner_size([720.0, 480.0])
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions {
        viewport,
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        warming.install(&creation.egui_ctx);
        let wake = wake_of(&creation.egui_ctx);
        let mut workspace = first_workspace(&paths, &settings, places, &wake);
        if let Some(problem) = problem {
            workspace.session.notices.warn(problem);
        }
        let files = Files::new(Box::new(SystemPicker::new(wake)));
        let mut window = Window::new(workspace, settings, settings_folder, files, started);
        window.offer_kept();
        window.open_paths(&creation.egui_ctx, paths);
        Ok(Box::new(Program {
            window: Some(window),
        }))
    });
    // A missing keyboard library is a panic of the windowing library: it is an answer here, not a crash.
    let silence = std::panic::take_hook();
    std::panic::set_hook(Box::new(
        |panic| tracing::debug!(%panic, "while starting the window"),
    ));
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        eframe::run_native("dateline", options, create)
    }));
    std::panic::set_hook(silence);
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(NoWindow(reason(&error))),
        Err(panic) => Err(NoWindow(panic_reason(&*panic))),
    }
}

/// What letters are drawn for before there is a window: what it was like last time.
fn ground(settings: &Settings) -> Ground {
    let is_dark = settings.dark.unwrap_or(false);
    let theme = if is_dark {
        Theme::dark()
    } else {
        Theme::light()
    };
    Ground {
        styles: article::styles(&theme.sizes),
        scale: settings.pixels_per_point,
        is_dark,
    }
}

/// Where this system keeps a person's settings and a program's state; the temporary folder where it names no home.
fn folders() -> (PathBuf, PathBuf) {
    let Ok(system) = etcetera::base_strategy::choose_native_strategy() else {
        let folder = std::env::temp_dir().join("dateline");
        return (folder.clone(), folder);
    };
    let state = system.state_dir().unwrap_or_else(|| system.data_dir());
    (system.config_dir().join("dateline"), state.join("dateline"))
}

/// The workspace that the window opens with; the paths themselves are opened by the window, so that what goes wrong is shown there.
fn first_workspace(
    paths: &[PathBuf],
    settings: &Settings,
    places: Places,
    wake: &Arc<dyn Fn() + Send + Sync>,
) -> Workspace {
    if paths.is_empty() {
        return Workspace::sample(&settings.annotator, places, Arc::clone(wake));
    }
    Workspace::unsaved(
        Project::new(news_schema()),
        &settings.annotator,
        places,
        Arc::clone(wake),
    )
}

/// What the windowing library's error means for a person.
fn reason(error: &eframe::Error) -> String {
    let said = error.to_string();
    let known = [
        (
            "neither WAYLAND_DISPLAY",
            "There is no display here, so no window can be shown.",
        ),
        (
            "XOpenDisplayFailed",
            "The display that DISPLAY names does not answer, so no window can be shown.",
        ),
        (
            "Failed to open connection to X server",
            "The display that DISPLAY names does not answer, so no window can be shown.",
        ),
        (
            "NoCompositor",
            "The Wayland display does not answer, so no window can be shown.",
        ),
        (
            "Could not find wayland compositor",
            "The Wayland display does not answer, so no window can be shown.",
        ),
        (
            "xlib",
            "The X11 libraries are missing (libx11-6, libxcursor1, libxi6), so no window can be shown.",
        ),
        (
            "NoGlutinConfigs",
            "There is no OpenGL here (libgl1, libegl1), so no window can be shown.",
        ),
    ];
    let found = known
        .iter()
        .find(|(sign, _)| said.contains(sign) || format!("{error:?}").contains(sign));
    found.map_or_else(
        || {
            format!(
                "No window can be shown: {}",
                said.lines().next().unwrap_or_default()
            )
        },
        |(_, meaning)| (*meaning).to_owned(),
    )
}

fn panic_reason(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or_default();
    if said.contains("xkbcommon") {
        "The keyboard library is missing (libxkbcommon-x11-0), so no window can be shown."
            .to_owned()
    } else {
        format!(
            "The window stopped unexpectedly ({}). Your edits are in the journal and come back at the next start.",
            said.lines().next().unwrap_or_default()
        )
    }
}

/// The program as the windowing library runs it.
struct Program {
    window: Option<Window>,
}

impl eframe::App for Program {
    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        if let Some(window) = &mut self.window {
            window.set_last_frame_secs(frame.info().cpu_usage);
            window.frame(ui);
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(Err(message)) = self.window.take().map(Window::close) {
            tracing::error!(message, "while closing");
        }
    }
}
