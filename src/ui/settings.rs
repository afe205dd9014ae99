//! What the program remembers about this person on this computer: name, theme, scale, panels, keys, recent projects. Never in a project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::bulk::SuggestionFilter;
use crate::app::document_list::DocumentSort;
use crate::app::models::ModelChoice;
use crate::app::own_model::OwnModelChoice;
use crate::app::queue::QueueOrder;

/// How many recent projects are remembered.
const MAX_RECENT: usize = 10;

/// The person's settings, a RON file in the folder that the system has for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Name of the annotator.
    pub annotator: String,
    /// Whether the dark theme is on; `None` follows the system.
    pub dark: Option<bool>,
    /// Interface scale, 1 is normal.
    pub zoom: f32,
    /// Whether the list of documents is shown.
    pub documents_shown: bool,
    /// Whether the inspector is shown.
    pub inspector_shown: bool,
    /// Whether the learning panel is shown in its place.
    pub learning_shown: bool,
    /// Width of the list of documents in points.
    pub documents_width: f32,
    /// Width of the inspector in points.
    pub inspector_width: f32,
    /// Width and height of the window in points of the system.
    pub window_size: [f32; 2],
    /// Pixels of the screen to a point in the last run: letters are drawn for it before there is a window.
    pub pixels_per_point: f32,
    /// Own keys: stable name of a command to a shortcut.
    pub keys: BTreeMap<String, String>,
    /// Projects that were open lately, latest first.
    pub recent: Vec<PathBuf>,
    /// How recent projects were looked at last.
    pub views: BTreeMap<PathBuf, ProjectView>,
    /// How many backups of a project are kept.
    pub backups: u32,
    /// Suggestions from this score on are accepted by Space and by bulk commands, 0 to 1.
    pub threshold: f32,
    /// Which model suggests beside the rules.
    pub model: ModelChoice,
    /// A model of one's own that may be asked for labels, off until somebody switches it on.
    pub own_model: OwnModelChoice,
    /// Whether decisions teach what is suggested elsewhere in the project.
    pub learn: bool,
    /// Whether the annotator's name was asked for.
    pub name_asked: bool,
    /// Whether the tour was shown.
    pub tour_seen: bool,
}

/// How a project was looked at last, so that it opens where one stopped. None of it belongs to the project: two people look at it differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectView {
    /// Name of the layer that was worked on.
    pub layer: String,
    /// Id of the document that was open.
    pub document: Option<String>,
    /// Which suggestions were shown.
    pub filter: SuggestionFilter,
    /// In which order they were asked about.
    pub order: QueueOrder,
    /// In which order documents were listed.
    pub documents: DocumentSort,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            annotator: String::new(),
            dark: None,
            zoom: 1.0,
            documents_shown: true,
            inspector_shown: true,
            learning_shown: false,
            documents_width: 252.0,
            inspector_width: 318.0,
            window_size: [1440.0, 900.0],
            pixels_per_point: 1.0,
            keys: BTreeMap::new(),
            recent: Vec::new(),
            views: BTreeMap::new(),
            backups: 10,
            threshold: crate::app::session::Session::THRESHOLD,
            model: ModelChoice::default(),
            own_model: OwnModelChoice::default(),
            learn: true,
            name_asked: false,
            tour_seen: false,
        }
    }
}

impl Settings {
    /// Reads the settings in `folder`; the defaults when there are none, with a word when they cannot be read.
    pub fn load(folder: &Path) -> (Self, Option<String>) {
        let path = folder.join("settings.ron");
        match std::fs::read_to_string(&path) {
            Ok(text) => match ron::from_str(&text) {
                Ok(settings) => (settings, None),
                Err(error) => (
                    Self::default(),
                    Some(format!(
                        "The settings cannot be read ({error}); the defaults hold: {}",
                        path.display()
                    )),
                ),
            },
            Err(_) => (Self::default(), None),
        }
    }

    /// Writes the settings into `folder`.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::new())
            .map_err(std::io::Error::other)?;
        let path = folder.join("settings.ron");
        let temporary = folder.join("settings.ron.new");
        std::fs::write(&temporary, text)?;
        std::fs::rename(temporary, path)
    }

    /// Remembers that `path` was open.
    pub fn add_recent(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MAX_RECENT);
        let recent = &self.recent;
        self.views.retain(|path, _| recent.contains(path));
    }
}
