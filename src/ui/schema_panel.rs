//! The schema editor over the window: types, roles and attributes at the left, what is said about one of them at the right.
//!
//! Fields work on a copy of the schema, which becomes one step of undo when the last text field is left. Renaming, merging and deleting touch
//! annotations: they are previewed with counts and made by `app::schema_edit`.

use std::sync::Arc;

use egui::{Align, Layout, RichText, ScrollArea, TextEdit, Ui};
use smol_str::SmolStr;

use super::{icons, parts, theme, widgets};
use crate::app::schema_edit::{self, SchemaEdit, SchemaPlan};
use crate::app::selection::Selected;
use crate::app::session::Session;
use crate::model::schema::{
    AttributeType, DecidedCase, EntityType, EventType, FillerType, Guidance, LabelColour, Module,
    Role, Schema,
};
use crate::model::{SuggestionKey, bundled, schema_check};
use crate::text::Span;

/// Which part of the schema is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Entities,
    Events,
    Attributes,
    Whole,
}

impl Part {
    const ALL: [Self; 4] = [Self::Entities, Self::Events, Self::Attributes, Self::Whole];
    const TITLES: [&'static str; 4] = ["Entity types", "Event types", "Attributes", "Schema"];
}

/// What the editor remembers between frames.
#[derive(Default)]
pub(super) struct SchemaPanel {
    part: Part,
    picked: Option<SmolStr>,
    new_name: String,
    new_role: String,
    /// The schema that `working` began as.
    base: Option<Arc<Schema>>,
    working: Schema,
    /// An edit that touches annotations, with what it would do, until it is made or dropped.
    preview: Option<(SchemaEdit, Result<SchemaPlan, String>)>,
}

impl SchemaPanel {
    /// Puts the selected words among the decided cases of their type, and shows that type, so that the decision can be written.
    pub(super) fn add_case(&mut self, session: &mut Session) {
        let Some((label, span)) = labelled_selection(session) else {
            session
                .notices
                .info("Select a mention or an event first: the case is kept with its type");
            return;
        };
        self.take_in(session);
        let text = case_text(session, span);
        let is_entity = self.working.entity_type(&label).is_some();
        self.part = if is_entity {
            Part::Entities
        } else {
            Part::Events
        };
        let entity = self
            .working
            .entity_types
            .iter_mut()
            .find(|known| known.name == label)
            .map(|known| &mut known.guidance);
        let event = self
            .working
            .event_types
            .iter_mut()
            .find(|known| known.name == label)
            .map(|known| &mut known.guidance);
        if let Some(guidance) = entity.or(event) {
            guidance.cases.push(DecidedCase {
                text,
                decision: format!("{label}: "),
            });
        }
        self.picked = Some(label);
    }

    /// Draws the editor.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        self.take_in(session);
        ui.horizontal(|ui| {
            let current = Part::ALL.iter().position(|part| *part == self.part);
            if let Some(index) = widgets::segmented(ui, "Part", current, &Part::TITLES) {
                self.part = Part::ALL[index];
                self.picked = None;
            }
        });
        ui.add_space(6.0);
        let height = (ui.ctx().content_rect().height() * 0.62).max(240.0);
        if self.part == Part::Whole {
            ScrollArea::vertical()
                .max_height(height)
                .auto_shrink(false)
                .show(ui, |ui| self.whole_ui(ui, session));
        } else {
            ui.allocate_ui_with_layout(
                egui::vec2(ui.available_width(), height),
                Layout::left_to_right(Align::Min),
                |ui| {
                    ui.allocate_ui_with_layout(
                        egui::vec2(250.0, height),
                        Layout::top_down(Align::Min),
                        |ui| self.list_ui(ui, session),
                    );
                    ui.separator();
                    ui.vertical(|ui| {
                        ScrollArea::vertical()
                            .id_salt("schema form")
                            .auto_shrink(false)
                            .show(ui, |ui| {
                                ui.set_width(ui.available_width() - 12.0);
                                self.form_ui(ui, session);
                            });
                    });
                },
            );
        }
        self.preview_ui(ui, session);
        if !ui.ctx().text_edit_focused() {
            self.commit(session);
        }
    }

    /// Takes the session's schema in, unless the copy of it is being worked on.
    fn take_in(&mut self, session: &Session) {
        let schema = &session.project().schema;
        if !self
            .base
            .as_ref()
            .is_some_and(|base| Arc::ptr_eq(base, schema))
        {
            self.working = Schema::clone(schema);
            self.base = Some(Arc::clone(schema));
        }
    }

    /// Makes what was typed a step of undo.
    pub(super) fn commit(&mut self, session: &mut Session) {
        let is_changed = self
            .base
            .as_ref()
            .is_some_and(|base| **base != self.working);
        if is_changed {
            let what = self.picked.as_deref().unwrap_or(&self.working.name);
            session.set_schema(
                &format!("Change {what} in the schema"),
                self.working.clone(),
            );
            self.base = Some(Arc::clone(&session.project().schema));
        }
    }

    fn ask(&mut self, edit: SchemaEdit, session: &mut Session) {
        self.commit(session);
        let plan = schema_edit::plan(session.project(), &edit, &session.author());
        self.preview = Some((edit, plan));
    }

    fn preview_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        let Some((edit, plan)) = &self.preview else {
            return;
        };
        let theme = theme::of(ui.ctx());
        let (mut apply, mut cancel) = (false, false);
        egui::Frame::new()
            .fill(theme.colours.accent_fill)
            .corner_radius(6)
            .inner_margin(egui::Margin::symmetric(10, 8))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                match plan {
                    Ok(plan) => {
                        ui.label(format!("{}: touches {}.", plan.label, plan.touched.words()));
                        for remark in plan.remarks.iter().take(4) {
                            parts::muted(ui, remark);
                        }
                    }
                    Err(fault) => {
                        ui.label(RichText::new(fault).color(theme.colours.error));
                    }
                }
                ui.horizontal(|ui| {
                    apply = plan.is_ok() && ui.button("Apply").clicked();
                    cancel = ui.button("Cancel").clicked();
                });
            });
        if apply {
            let edit = edit.clone();
            if session.edit_schema(&edit) {
                self.picked = picked_after(&edit).or(self.picked.take());
            }
        }
        if apply || cancel {
            self.preview = None;
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        let theme = theme::of(ui.ctx());
        let height = ui.available_height() - 34.0;
        let mut rows: Vec<(SmolStr, Option<LabelColour>, bool)> = Vec::new();
        let schema = &self.working;
        match self.part {
            Part::Entities => rows.extend(schema.entity_types.iter().map(|known| {
                let is_on = !known.off && schema.is_module_shown(&known.module);
                (known.name.clone(), Some(known.colour), is_on)
            })),
            Part::Events => rows.extend(schema.event_types.iter().map(|known| {
                let is_on = !known.off && schema.is_module_shown(&known.module);
                (known.name.clone(), Some(known.colour), is_on)
            })),
            Part::Attributes => rows.extend(
                schema
                    .event_attributes
                    .iter()
                    .map(|known| (known.name.clone(), None, true)),
            ),
            Part::Whole => {}
        }
        ScrollArea::vertical()
            .id_salt("schema list")
            .max_height(height)
            .auto_shrink(false)
            .show(ui, |ui| {
                if rows.is_empty() {
                    parts::muted(ui, "Nothing here yet. Type a name below and press Add.");
                }
                for (name, colour, is_on) in rows {
                    let is_picked = self.picked.as_ref() == Some(&name);
                    let ink = if is_on {
                        theme.colours.text
                    } else {
                        theme.colours.faint
                    };
                    ui.horizontal(|ui| {
                        if let Some(colour) = colour {
                            widgets::swatch(ui, theme.label(colour));
                        }
                        let words = RichText::new(name.as_str()).color(ink);
                        let row = ui.selectable_label(is_picked, words);
                        let row = if is_on {
                            row
                        } else {
                            row.on_hover_text("Switched off: not offered, not suggested")
                        };
                        if row.clicked() {
                            self.picked = Some(name);
                            self.preview = None;
                        }
                    });
                }
            });
        let mut add = false;
        ui.horizontal(|ui| {
            let hint = match self.part {
                Part::Entities => "New entity type",
                Part::Events => "New Type.Subtype",
                _ => "New attribute",
            };
            let field = ui.add(
                TextEdit::singleline(&mut self.new_name)
                    .hint_text(hint)
                    .desired_width(150.0),
            );
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, hint));
            add = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            add |= ui.button("Add").clicked();
        });
        if add && !self.new_name.trim().is_empty() {
            let name = SmolStr::new(self.new_name.trim());
            let edit = match self.part {
                Part::Entities => SchemaEdit::AddEntityType(name.clone()),
                Part::Events => SchemaEdit::AddEventType(name.clone()),
                Part::Attributes | Part::Whole => SchemaEdit::AddAttribute(name.clone()),
            };
            self.commit(session);
            if session.edit_schema(&edit) {
                self.new_name.clear();
                self.picked = Some(name);
            }
        }
    }

    fn form_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        let Some(picked) = self.picked.clone() else {
            parts::muted(
                ui,
                "Pick a type at the left to see and change what is said about it.",
            );
            return;
        };
        let asked = match self.part {
            Part::Entities => entity_form_ui(ui, &mut self.working, &picked),
            Part::Events => event_form_ui(ui, &mut self.working, &picked, &mut self.new_role),
            Part::Attributes => attribute_form_ui(ui, &mut self.working, &picked),
            Part::Whole => None,
        };
        match asked {
            Some(Asked::Edit(edit @ SchemaEdit::AddRole(..))) => {
                self.commit(session);
                if session.edit_schema(&edit) {
                    self.new_role.clear();
                }
            }
            Some(Asked::Edit(edit)) => self.ask(edit, session),
            Some(Asked::Case) => {
                let span = session.selected_span().or_else(|| {
                    let selection = session.text_selection();
                    (!selection.is_empty()).then(|| selection.span())
                });
                match span {
                    Some(span) => {
                        let text = case_text(session, span);
                        if let Some(guidance) = guidance_mut(&mut self.working, &picked) {
                            guidance.cases.push(DecidedCase {
                                text,
                                decision: format!("{picked}: "),
                            });
                        }
                    }
                    None => session
                        .notices
                        .info("Select words in the article first: they become the case"),
                }
            }
            None => {}
        }
    }

    fn whole_ui(&mut self, ui: &mut Ui, session: &mut Session) {
        let schema = &mut self.working;
        text_row(ui, "Name", &mut schema.name);
        ui.label("What it is for");
        multiline(ui, "Description", &mut schema.description, 2);
        ui.add_space(4.0);
        ui.label("Guideline for all types");
        let mut paragraphs = schema.guideline.join("\n\n");
        if multiline(ui, "Guideline", &mut paragraphs, 6) {
            schema.guideline = paragraphs.split("\n\n").map(str::to_owned).collect();
        }
        parts::section(ui, "Modules");
        if schema.modules.is_empty() {
            parts::muted(ui, "This schema has no parts that could be hidden.");
        }
        for module in &mut schema.modules {
            let Module {
                name,
                description,
                shown,
            } = module;
            ui.checkbox(shown, name.as_str())
                .on_hover_text("Whether its types are offered and suggested");
            if !description.is_empty() {
                parts::muted(ui, description);
            }
        }
        parts::section(ui, "What contradicts itself");
        let findings = schema_check::findings(schema);
        if findings.is_empty() {
            parts::muted(ui, "Nothing.");
        }
        let theme = theme::of(ui.ctx());
        for finding in findings.iter().take(20) {
            ui.label(RichText::new(finding).color(theme.colours.warn));
        }
        parts::section(ui, "Start from another schema");
        if !session.is_unlabelled() {
            parts::muted(
                ui,
                "Only while nothing is labelled: labels of this schema would be unknown in another. Start a new project for that.",
            );
            return;
        }
        let mut wanted = None;
        ui.horizontal_wrapped(|ui| {
            for name in bundled::schema_names() {
                if ui.button(name).clicked() {
                    wanted = bundled::schema(name);
                }
            }
        });
        if let Some(schema) = wanted {
            let label = format!("Start from the schema {}", schema.name);
            session.set_schema(&label, schema);
        }
    }
}

/// What a form asks for beyond changing the copy.
enum Asked {
    Edit(SchemaEdit),
    Case,
}

fn picked_after(edit: &SchemaEdit) -> Option<SmolStr> {
    match edit {
        SchemaEdit::RenameEntityType(_, to)
        | SchemaEdit::RenameEventType(_, to)
        | SchemaEdit::RenameAttribute(_, to)
        | SchemaEdit::MergeEntityTypes(_, to)
        | SchemaEdit::MergeEventTypes(_, to) => Some(to.clone()),
        _ => None,
    }
}

fn guidance_mut<'a>(schema: &'a mut Schema, name: &str) -> Option<&'a mut Guidance> {
    let mut entities = schema.entity_types.iter_mut();
    if let Some(known) = entities.find(|known| known.name == name) {
        return Some(&mut known.guidance);
    }
    let mut events = schema.event_types.iter_mut();
    events
        .find(|known| known.name == name)
        .map(|known| &mut known.guidance)
}

/// Label and place of the selected mention, event or suggestion.
fn labelled_selection(session: &Session) -> Option<(SmolStr, Span)> {
    let span = session.selected_span()?;
    let label = match session.selected() {
        Selected::Mention(_) => session.selected_mention()?.label.clone(),
        Selected::Event(_) => session.selected_event()?.event_type.clone(),
        Selected::Suggestion(
            SuggestionKey::Mention(_, label)
            | SuggestionKey::Event(_, label)
            | SuggestionKey::Argument(_, label, ..),
        ) => label.clone(),
        Selected::Nothing | Selected::Relation(_) => return None,
    };
    Some((label, span))
}

/// The sentence around `span` with the words in brackets, as decided cases are written.
fn case_text(session: &Session, span: Span) -> String {
    let Some(document) = session.document() else {
        return String::new();
    };
    let text = document.text();
    let sentences = &document.segments().sentences;
    let around = sentences
        .iter()
        .find(|sentence| sentence.span.contains(span))
        .map_or(span, |sentence| sentence.span);
    // Brackets of the article would read as marks.
    let plain = |part: &str| part.replace('[', "(").replace(']', ")");
    let before = plain(text.slice(Span::new(around.start, span.start)));
    let words = plain(text.slice(span));
    let after = plain(text.slice(Span::new(span.end, around.end)));
    let sentence = format!("{before}[{words}]{after}");
    sentence.split_whitespace().collect::<Vec<_>>().join(" ")
}

// Forms.

fn entity_form_ui(ui: &mut Ui, schema: &mut Schema, name: &SmolStr) -> Option<Asked> {
    let others: Vec<SmolStr> = schema
        .entity_types
        .iter()
        .map(|known| known.name.clone())
        .filter(|known| known != name)
        .collect();
    let modules: Vec<SmolStr> = schema
        .modules
        .iter()
        .map(|known| known.name.clone())
        .collect();
    let known = schema
        .entity_types
        .iter_mut()
        .find(|known| known.name == *name)?;
    let mut asked = name_row(ui, name, |to| {
        SchemaEdit::RenameEntityType(name.clone(), to)
    });
    let EntityType {
        title,
        guidance,
        colour,
        hotkey,
        module,
        subtypes,
        suggest_from,
        has_value,
        off,
        name: _,
    } = known;
    row(ui, "In words", |ui| {
        field(ui, "In words", title, 220.0);
    });
    look_ui(ui, colour, hotkey, module, &modules, off);
    ui.checkbox(has_value, "Its mentions carry a value, as dates do");
    row(ui, "Subtypes", |ui| list_field(ui, "Subtypes", subtypes));
    row(ui, "Suggested from", |ui| {
        list_field(ui, "Suggested from", suggest_from);
    });
    if guidance_form_ui(ui, guidance) {
        asked = Some(Asked::Case);
    }
    parts::section(ui, "Merge or delete");
    ui.horizontal(|ui| {
        if let Some(into) = merge_menu(ui, "Merge into…", &others) {
            asked = Some(Asked::Edit(SchemaEdit::MergeEntityTypes(
                name.clone(),
                into,
            )));
        }
        if ui.button("Delete…").clicked() {
            asked = Some(Asked::Edit(SchemaEdit::DeleteEntityType(name.clone())));
        }
    });
    asked
}

fn event_form_ui(
    ui: &mut Ui,
    schema: &mut Schema,
    name: &SmolStr,
    new_role: &mut String,
) -> Option<Asked> {
    let entity_names: Vec<SmolStr> = schema
        .entity_types
        .iter()
        .map(|known| known.name.clone())
        .collect();
    let others: Vec<SmolStr> = schema
        .event_types
        .iter()
        .map(|known| known.name.clone())
        .filter(|known| known != name)
        .collect();
    let modules: Vec<SmolStr> = schema
        .modules
        .iter()
        .map(|known| known.name.clone())
        .collect();
    let known = schema
        .event_types
        .iter_mut()
        .find(|known| known.name == *name)?;
    let mut asked = name_row(ui, name, |to| SchemaEdit::RenameEventType(name.clone(), to));
    let EventType {
        guidance,
        colour,
        hotkey,
        module,
        roles,
        suggest_from,
        off,
        ..
    } = known;
    look_ui(ui, colour, hotkey, module, &modules, off);
    row(ui, "Suggested from", |ui| {
        list_field(ui, "Suggested from", suggest_from);
    });
    parts::section(ui, "Roles");
    if roles.is_empty() {
        parts::muted(
            ui,
            "No roles yet: who did it, to whom, where? Add them below.",
        );
    }
    let role_names: Vec<SmolStr> = roles.iter().map(|role| role.name.clone()).collect();
    for role in roles.iter_mut() {
        if let Some(edit) = role_ui(ui, name, role, &role_names, &entity_names) {
            asked = Some(Asked::Edit(edit));
        }
    }
    ui.horizontal(|ui| {
        field(ui, "New role", new_role, 160.0);
        let can = !new_role.trim().is_empty();
        if ui.add_enabled(can, egui::Button::new("Add role")).clicked() {
            asked = Some(Asked::Edit(SchemaEdit::AddRole(
                name.clone(),
                new_role.trim().into(),
            )));
        }
    });
    if guidance_form_ui(ui, guidance) {
        asked = Some(Asked::Case);
    }
    parts::section(ui, "Merge or delete");
    ui.horizontal(|ui| {
        if let Some(into) = merge_menu(ui, "Merge into…", &others) {
            asked = Some(Asked::Edit(SchemaEdit::MergeEventTypes(name.clone(), into)));
        }
        if ui.button("Delete…").clicked() {
            asked = Some(Asked::Edit(SchemaEdit::DeleteEventType(name.clone())));
        }
    });
    asked
}

fn role_ui(
    ui: &mut Ui,
    event_type: &SmolStr,
    role: &mut Role,
    role_names: &[SmolStr],
    entity_names: &[SmolStr],
) -> Option<SchemaEdit> {
    let name = role.name.clone();
    let mut asked = None;
    let title = format!(
        "{name} · {}{}",
        fillers_in_words(&role.fillers),
        if role.expected { " · expected" } else { "" }
    );
    egui::CollapsingHeader::new(title)
        .id_salt(("role", event_type.as_str(), name.as_str()))
        .show(ui, |ui| {
            if let Some(Asked::Edit(edit)) = name_row(ui, &name, |to| {
                SchemaEdit::RenameRole(event_type.clone(), name.clone(), to)
            }) {
                asked = Some(edit);
            }
            row(ui, "Meaning", |ui| {
                field(ui, "Meaning", &mut role.definition, 300.0);
            });
            row(ui, "Filled by", |ui| {
                fillers_ui(ui, &mut role.fillers, entity_names);
            });
            row(ui, "At most", |ui| {
                let mut most = role.at_most.unwrap_or(0);
                let drag = egui::DragValue::new(&mut most)
                    .range(0..=20)
                    .custom_formatter(|value, _| {
                        if value < 0.5 {
                            "any number".to_owned()
                        } else {
                            format!("{value:.0}")
                        }
                    });
                if ui.add(drag).changed() {
                    role.at_most = (most > 0).then_some(most);
                }
                ui.checkbox(
                    &mut role.expected,
                    "Expected: the card says when it is empty",
                );
            });
            ui.horizontal(|ui| {
                let others: Vec<SmolStr> = role_names
                    .iter()
                    .filter(|other| **other != name)
                    .cloned()
                    .collect();
                if let Some(into) = merge_menu(ui, "Merge into…", &others) {
                    asked = Some(SchemaEdit::MergeRoles(
                        event_type.clone(),
                        name.clone(),
                        into,
                    ));
                }
                if ui.button("Delete role…").clicked() {
                    asked = Some(SchemaEdit::DeleteRole(event_type.clone(), name.clone()));
                }
            });
        });
    asked
}

fn fillers_in_words(fillers: &[FillerType]) -> String {
    if fillers.is_empty() {
        return "anything".to_owned();
    }
    let words = fillers.iter().map(|filler| match filler {
        FillerType::Entity(name) | FillerType::Event(name) => name.as_str(),
        FillerType::AnyEvent => "any event",
        FillerType::AnySpan => "any text",
    });
    words.collect::<Vec<_>>().join(", ")
}

fn fillers_ui(ui: &mut Ui, fillers: &mut Vec<FillerType>, entity_names: &[SmolStr]) {
    let mut choices: Vec<FillerType> = entity_names
        .iter()
        .cloned()
        .map(FillerType::Entity)
        .collect();
    choices.extend([FillerType::AnyEvent, FillerType::AnySpan]);
    for filler in fillers.iter() {
        if !choices.contains(filler) {
            choices.push(filler.clone());
        }
    }
    ui.menu_button(fillers_in_words(fillers), |ui| {
        parts::muted(ui, "None ticked: anything");
        for choice in choices {
            let mut on = fillers.contains(&choice);
            let words = fillers_in_words(std::slice::from_ref(&choice));
            if ui.checkbox(&mut on, words).changed() {
                if on {
                    fillers.push(choice);
                } else {
                    fillers.retain(|known| *known != choice);
                }
            }
        }
    });
}

fn attribute_form_ui(ui: &mut Ui, schema: &mut Schema, name: &SmolStr) -> Option<Asked> {
    let known = schema
        .event_attributes
        .iter_mut()
        .find(|known| known.name == *name)?;
    let mut asked = name_row(ui, name, |to| SchemaEdit::RenameAttribute(name.clone(), to));
    let AttributeType {
        definition,
        values,
        default,
        only_for,
        name: _,
    } = known;
    ui.label("What it means");
    multiline(ui, "Definition", definition, 2);
    row(ui, "Values", |ui| list_field(ui, "Values", values));
    parts::muted(ui, "No values: free text.");
    row(ui, "Where none is set", |ui| {
        let shown = default.as_deref().unwrap_or("nothing").to_owned();
        egui::ComboBox::from_id_salt("default value")
            .selected_text(shown)
            .show_ui(ui, |ui| {
                ui.selectable_value(default, None, "nothing");
                for value in values.iter() {
                    ui.selectable_value(default, Some(value.clone()), value.as_str());
                }
            });
    });
    row(ui, "Only for types", |ui| {
        list_field(ui, "Only for types", only_for);
    });
    parts::section(ui, "Delete");
    if ui.button("Delete…").clicked() {
        asked = Some(Asked::Edit(SchemaEdit::DeleteAttribute(name.clone())));
    }
    asked
}

/// Definition, examples and decided cases; true when the selection is to become a case.
fn guidance_form_ui(ui: &mut Ui, guidance: &mut Guidance) -> bool {
    parts::section(ui, "Guideline");
    ui.label("Definition");
    multiline(ui, "Definition", &mut guidance.definition, 2);
    ui.add_space(4.0);
    ui.label("Examples, the words in [square brackets]");
    let mut gone = None;
    for (index, example) in guidance.examples.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            field(ui, &format!("Example {}", index + 1), example, 430.0);
            if delete_button(ui, &format!("Delete example {}", index + 1)) {
                gone = Some(index);
            }
        });
    }
    if let Some(index) = gone {
        guidance.examples.remove(index);
    }
    if ui.button("Add an example").clicked() {
        guidance.examples.push("[words]".to_owned());
    }
    ui.add_space(4.0);
    ui.label("Decided cases");
    let mut gone = None;
    for (index, case) in guidance.cases.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                field(ui, &format!("Case {}", index + 1), &mut case.text, 430.0);
                let name = format!("Decision of case {}", index + 1);
                field(ui, &name, &mut case.decision, 430.0);
            });
            if delete_button(ui, &format!("Delete case {}", index + 1)) {
                gone = Some(index);
            }
        });
    }
    if let Some(index) = gone {
        guidance.cases.remove(index);
    }
    ui.button("Add the selected words as a case").clicked()
}

fn look_ui(
    ui: &mut Ui,
    colour: &mut LabelColour,
    hotkey: &mut Option<char>,
    module: &mut SmolStr,
    modules: &[SmolStr],
    off: &mut bool,
) {
    row(ui, "Colour", |ui| colour_ui(ui, colour));
    row(ui, "Key in the picker", |ui| {
        let mut typed = hotkey.map(String::from).unwrap_or_default();
        if field(ui, "Key in the picker", &mut typed, 36.0) {
            *hotkey = typed.chars().last();
        }
        if !modules.is_empty() {
            ui.label("Module");
            let shown = if module.is_empty() {
                "core".to_owned()
            } else {
                module.to_string()
            };
            egui::ComboBox::from_id_salt("module")
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    ui.selectable_value(module, SmolStr::default(), "core");
                    for name in modules {
                        ui.selectable_value(module, name.clone(), name.as_str());
                    }
                });
        }
    });
    let mut on = !*off;
    if ui.checkbox(&mut on, "Offered and suggested").changed() {
        *off = !on;
    }
}

fn colour_ui(ui: &mut Ui, colour: &mut LabelColour) {
    let theme = theme::of(ui.ctx());
    ui.spacing_mut().item_spacing.x = 4.0;
    for slot in 0..theme::NUM_LABEL_SLOTS as u8 {
        let is_on = *colour == LabelColour::Slot(slot);
        let (rect, response) = ui.allocate_exact_size(egui::vec2(20.0, 20.0), egui::Sense::click());
        let fill = theme.label(LabelColour::Slot(slot));
        ui.painter().rect_filled(rect.shrink(3.0), 4.0, fill);
        if is_on || response.has_focus() {
            let stroke = egui::Stroke::new(2.0, theme.colours.accent);
            ui.painter()
                .rect_stroke(rect, 5.0, stroke, egui::StrokeKind::Inside);
        }
        let name = format!("Colour {}", slot + 1);
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_on, &name)
        });
        if response.clicked() {
            *colour = LabelColour::Slot(slot);
        }
    }
    let mut own = match *colour {
        LabelColour::Rgb(red, green, blue) => [red, green, blue],
        LabelColour::Slot(_) => {
            let [red, green, blue, _] = theme.label(*colour).to_array();
            [red, green, blue]
        }
    };
    let picker = ui.color_edit_button_srgb(&mut own);
    picker.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ColorWell, true, "Own colour"));
    if picker.changed() {
        let [red, green, blue] = own;
        *colour = LabelColour::Rgb(red, green, blue);
    }
}

// Small parts.

/// A row with its title at the left, so that fields stand below each other.
fn row(ui: &mut Ui, title: &str, contents: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        let left = ui.cursor().left();
        ui.label(title);
        ui.add_space((left + 118.0 - ui.cursor().left()).max(0.0));
        contents(ui);
    });
}

fn text_row(ui: &mut Ui, title: &str, text: &mut SmolStr) {
    row(ui, title, |ui| {
        let mut typed = text.to_string();
        if field(ui, title, &mut typed, 220.0) {
            *text = typed.into();
        }
    });
}

/// A field of one line; true when it was typed in.
fn field(ui: &mut Ui, name: &str, text: &mut String, width: f32) -> bool {
    let response = ui.add(
        TextEdit::singleline(text)
            .hint_text(name)
            .desired_width(width),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
    response.changed()
}

fn multiline(ui: &mut Ui, name: &str, text: &mut String, rows: usize) -> bool {
    let response = ui.add(
        TextEdit::multiline(text)
            .desired_rows(rows)
            .desired_width(f32::INFINITY),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::MultilineTextInput, true, name));
    response.changed()
}

/// Names with commas between them. What is typed is kept as it is until the field is left.
fn list_field(ui: &mut Ui, name: &str, items: &mut Vec<SmolStr>) {
    let id = egui::Id::unique(("schema list field", name));
    let joined = items.join(", ");
    let mut typed = ui
        .data(|data| data.get_temp::<String>(id))
        .unwrap_or(joined);
    let response = ui.add(
        TextEdit::singleline(&mut typed)
            .hint_text("a, b, c")
            .desired_width(300.0),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, name));
    if response.changed() {
        *items = typed
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(SmolStr::new)
            .collect();
    }
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, typed));
    } else {
        ui.data_mut(|data| data.remove::<String>(id));
    }
}

/// The name in a field, with a button that asks for the renaming once it differs.
fn name_row(ui: &mut Ui, name: &SmolStr, edit: impl Fn(SmolStr) -> SchemaEdit) -> Option<Asked> {
    let id = egui::Id::unique(("schema name", name.as_str()));
    let mut asked = None;
    row(ui, "Name", |ui| {
        let stored = ui.data(|data| data.get_temp::<String>(id));
        let mut typed = stored.unwrap_or_else(|| name.to_string());
        field(ui, "Name", &mut typed, 220.0);
        let is_other = !typed.trim().is_empty() && typed.trim() != name.as_str();
        if ui
            .add_enabled(is_other, egui::Button::new("Rename…"))
            .clicked()
        {
            asked = Some(Asked::Edit(edit(typed.trim().into())));
            ui.data_mut(|data| data.remove::<String>(id));
        } else {
            ui.data_mut(|data| data.insert_temp(id, typed));
        }
    });
    asked
}

fn merge_menu(ui: &mut Ui, title: &str, others: &[SmolStr]) -> Option<SmolStr> {
    let mut into = None;
    ui.add_enabled_ui(!others.is_empty(), |ui| {
        ui.menu_button(title, |ui| {
            ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
                for other in others {
                    if ui.button(other.as_str()).clicked() {
                        into = Some(other.clone());
                        ui.close();
                    }
                }
            });
        });
    });
    into
}

fn delete_button(ui: &mut Ui, name: &str) -> bool {
    let response = ui.add(egui::Button::new(icons::TRASH).frame(false));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    response.on_hover_text(name).clicked()
}
