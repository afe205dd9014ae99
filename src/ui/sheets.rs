//! Sheets: what opens over the window until it is closed: statistics, settings, schema, word list, export.

use egui::{RichText, Ui};

use super::export_panel::ExportPanel;
use super::keymap::Keymap;
use super::layers_panel::LayersPanel;
use super::own_model_panel::own_model_ui;
use super::project_panel::project_panel_ui;
use super::schema_panel::SchemaPanel;
use super::settings::Settings;
use super::settings_panel::SettingsPanel;
use super::statistics_panel::StatisticsPanel;
use super::thresholds_panel::ThresholdsPanel;
use super::words_panel::WordsPanel;
use super::{icons, parts, theme};
use crate::app::command::Command;
use crate::app::export::ExportWish;
use crate::app::session::Session;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sheet {
    Statistics,
    Layers,
    Thresholds,
    Settings,
    Project,
    OwnModel,
    Schema,
    Words,
    Export,
}

impl Sheet {
    fn title(self) -> &'static str {
        match self {
            Self::Statistics => "Statistics",
            Self::Layers => "Layers",
            Self::Thresholds => "Thresholds",
            Self::Settings => "Settings",
            Self::Project => "Project settings",
            Self::OwnModel => "Your own model",
            Self::Schema => "Schema",
            Self::Words => "Word list",
            Self::Export => "Export",
        }
    }

    fn width(self) -> f32 {
        match self {
            Self::Statistics => 660.0,
            Self::Thresholds => 720.0,
            Self::Settings | Self::OwnModel | Self::Words | Self::Layers | Self::Project => 580.0,
            Self::Schema => 900.0,
            Self::Export => 440.0,
        }
    }
}

/// The sheets, at most one of them open.
#[derive(Default)]
pub(super) struct Sheets {
    open: Option<Sheet>,
    statistics: StatisticsPanel,
    layers: LayersPanel,
    thresholds: ThresholdsPanel,
    settings: SettingsPanel,
    schema: SchemaPanel,
    words: WordsPanel,
    export: ExportPanel,
}

impl Sheets {
    /// Opens what `command` names; false when it names nothing here.
    pub(super) fn open(&mut self, command: &Command, session: &mut Session) -> bool {
        let sheet = match command {
            Command::ShowStatistics => Sheet::Statistics,
            Command::ShowLayers => {
                self.layers.begin(session);
                Sheet::Layers
            }
            Command::ShowThresholds => Sheet::Thresholds,
            Command::ShowSettings => Sheet::Settings,
            Command::ShowProjectSettings => Sheet::Project,
            Command::ShowOwnModel => Sheet::OwnModel,
            Command::ShowSchema => {
                self.schema.begin(session);
                Sheet::Schema
            }
            Command::SaveCase => {
                self.schema.add_case(session);
                Sheet::Schema
            }
            Command::ShowWords => Sheet::Words,
            Command::Export => {
                self.export.wish.layer = session.layer_name().into();
                Sheet::Export
            }
            _ => return false,
        };
        self.open = Some(sheet);
        true
    }

    /// Whether one is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether the next key is an answer to the open sheet, whatever it means otherwise.
    pub(super) fn takes_key(&self) -> bool {
        self.open == Some(Sheet::Settings) && self.settings.takes_key()
    }

    /// Draws the open sheet. Gives what is to be exported once that was chosen.
    pub(super) fn ui(
        &mut self,
        ui: &Ui,
        session: &mut Session,
        settings: &mut Settings,
        keymap: &Keymap,
    ) -> Option<ExportWish> {
        let sheet = self.open?;
        let mut close = false;
        let mut wants_own_model = false;
        let mut wish = None;
        let width = sheet.width().min(ui.ctx().content_rect().width() - 60.0);
        let modal = parts::dialog(ui, "sheet").show(ui.ctx(), |ui| {
            ui.set_width(width);
            close = heading_ui(ui, sheet.title());
            match sheet {
                Sheet::Statistics => self.statistics.ui(ui, session),
                Sheet::Layers => self.layers.ui(ui, session),
                Sheet::Thresholds => self.thresholds.ui(ui, session, settings),
                Sheet::Settings => wants_own_model = self.settings.ui(ui, settings, keymap),
                Sheet::Project => project_panel_ui(ui, session),
                Sheet::OwnModel => own_model_ui(ui, session, &mut settings.own_model),
                Sheet::Schema => self.schema.ui(ui, session),
                Sheet::Words => self.words.ui(ui, session),
                Sheet::Export => {
                    if self.export.ui(ui, session) {
                        wish = Some(self.export.wish.clone());
                    }
                }
            }
        });
        if close || wish.is_some() || modal.should_close() {
            if sheet == Sheet::Schema {
                self.schema.commit(session);
            }
            self.open = None;
        }
        if wants_own_model {
            self.open = Some(Sheet::OwnModel);
        }
        wish
    }
}

/// The title with a cross at the right; true when that was clicked.
pub(super) fn heading_ui(ui: &mut Ui, title: &str) -> bool {
    let theme = theme::of(ui.ctx());
    let mut close = false;
    ui.horizontal(|ui| {
        ui.label(
            RichText::new(title)
                .family(theme::semibold())
                .size(theme.sizes.heading),
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let cross = ui.add(egui::Button::new(icons::X).frame(false));
            let name = format!("Close {}", title.to_lowercase());
            cross
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name.as_str()));
            close = cross.clicked();
        });
    });
    ui.add_space(6.0);
    close
}
