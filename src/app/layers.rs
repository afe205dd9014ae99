//! Layers as a person works with them: which one is worked on, how far each is, making, copying, renaming and deleting one.
//!
//! A layer is one annotator's round over the documents. Its name says whose and which: "Ana, round 2".

use smol_str::SmolStr;

use super::selection::{Focus, Selected};
use super::session::Session;
use crate::model::{Change, DocumentStatus, Edit, Layer, ProjectSettings};

/// Names longer than this, in characters, do not fit anywhere.
const MAX_NAME: usize = 60;

/// How far one layer is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerSummary {
    /// Its name.
    pub name: SmolStr,
    /// Documents that are new, in progress, done and skipped in it.
    pub documents: [usize; 4],
    /// Entity mentions.
    pub mentions: usize,
    /// Event mentions.
    pub events: usize,
    /// Open questions.
    pub questions: usize,
    /// Seconds of active work.
    pub active_secs: u64,
}

impl Session {
    /// How far each layer is, in their order.
    pub fn layer_summaries(&self) -> Vec<LayerSummary> {
        let names = self.project.layer_names();
        names
            .into_iter()
            .map(|name| self.layer_summary(name))
            .collect()
    }

    fn layer_summary(&self, name: SmolStr) -> LayerSummary {
        let mut summary = LayerSummary {
            name,
            ..LayerSummary::default()
        };
        for document in &self.project.documents {
            let Some(layer) = document.layer(&summary.name) else {
                summary.documents[0] += 1;
                continue;
            };
            let status = match layer.status {
                DocumentStatus::New => 0,
                DocumentStatus::InProgress => 1,
                DocumentStatus::Done => 2,
                DocumentStatus::Skipped(_) => 3,
            };
            summary.documents[status] += 1;
            let annotations = &layer.annotations;
            summary.mentions += annotations.mentions().len();
            summary.events += annotations.events().len();
            summary.questions += annotations.notes().iter().filter(|note| note.open).count();
            summary.active_secs += u64::from(layer.active_secs);
        }
        summary
    }

    /// A name for the next layer: the annotator's, with a round that is not taken.
    pub fn next_layer_name(&self) -> String {
        let names = self.project.layer_names();
        let who = if self.annotator().is_empty() {
            "Annotator"
        } else {
            self.annotator()
        };
        let name = |round: usize| format!("{who}, round {round}");
        let rounds = 1..=names.len() + 1;
        rounds
            .map(name)
            .find(|name| !names.iter().any(|known| known == name))
            .unwrap_or_default()
    }

    /// The layer that is looked at beside the one that is worked on.
    pub fn layer_beside(&self) -> Option<&SmolStr> {
        self.beside.as_ref()
    }

    /// Shows another layer's marks beside one's own, or no longer.
    pub(super) fn show_beside(&mut self, name: Option<SmolStr>) {
        self.beside = name.filter(|name| *name != self.layer);
        self.revision += 1;
    }

    /// Works on the layer of that name from now on.
    pub fn set_layer(&mut self, name: &str) {
        if self.layer == name {
            return;
        }
        if !self.project.layer_names().iter().any(|known| known == name) {
            return self
                .notices
                .warn(format!("There is no layer “{name}” any more"));
        }
        let left = std::mem::replace(&mut self.layer, name.into());
        if self.beside.as_ref() == Some(&self.layer) {
            self.beside = None;
        }
        self.selected = Selected::Nothing;
        self.propagation = None;
        self.focus = Focus::Article;
        self.revision += 1;
        self.follow_layer(&left);
        self.notices.info(format!("Working on layer {name}"));
    }

    /// Brings suggestions up to date after the layer has changed: what is open differs where either of the two decided anything.
    fn follow_layer(&mut self, left: &str) {
        self.learn_anew();
        self.documents.note_change();
        self.forget_thresholds();
        for document in self.project.documents.clone() {
            self.refresh_open(&document.id);
            let says_something = |name: &str| {
                document.layer(name).is_some_and(|layer| {
                    !layer.decisions().is_empty() || !layer.annotations.is_empty()
                })
            };
            if says_something(left) || says_something(&self.layer) {
                let is_open = self.current.as_ref() == Some(&document.id);
                self.request(&document, is_open);
            }
        }
    }

    /// Goes to the layer after this one, around.
    pub(super) fn next_layer(&mut self) {
        let names = self.project.layer_names();
        let here = names.iter().position(|name| *name == self.layer);
        let next = here.map_or(0, |here| (here + 1) % names.len());
        if let Some(name) = names.get(next).cloned() {
            self.set_layer(&name);
        }
    }

    /// Shows the next other layer beside this one, after the last none.
    pub(super) fn next_layer_beside(&mut self) {
        let others: Vec<SmolStr> = self
            .project
            .layer_names()
            .into_iter()
            .filter(|name| *name != self.layer)
            .collect();
        let next = match &self.beside {
            None => others.first().cloned(),
            Some(shown) => {
                let here = others.iter().position(|name| name == shown);
                here.and_then(|here| others.get(here + 1)).cloned()
            }
        };
        self.notices.info(next.as_ref().map_or_else(
            || "No other layer is shown".to_owned(),
            |name| format!("Beside your own marks: layer {name}, dotted"),
        ));
        self.show_beside(next);
    }

    /// Makes a layer, empty or as a copy of another one, and works on it.
    pub(super) fn add_layer(&mut self, name: &str, copy_of: Option<&str>) {
        let Some(name) = self.free_name(name) else {
            return;
        };
        let mut changes = vec![self.listing_change(|layers| layers.push(name.clone()))];
        if let Some(from) = copy_of {
            let documents = self.project.documents.iter();
            changes.extend(documents.filter_map(|document| {
                Some(Change::Layer {
                    document: document.id.clone(),
                    index: document.layers.len(),
                    before: None,
                    after: Some(Box::new(document.layer(from)?.copied(name.clone()))),
                })
            }));
        }
        let label = match copy_of {
            Some(from) => format!("Copy layer {from} to {name}"),
            None => format!("Make layer {name}"),
        };
        if self.commit_changes(&label, changes) {
            self.set_layer(&name);
        }
    }

    /// Gives a layer another name.
    pub(super) fn rename_layer(&mut self, before: &SmolStr, after: &str) {
        if before == after.trim() {
            return;
        }
        let Some(after) = self.free_name(after) else {
            return;
        };
        let mut changes = Vec::new();
        if !self.project.has_layer(before) {
            // The layer of a project without documents, which nobody made.
            changes.push(self.listing_change(|_| ()));
        }
        changes.push(Change::LayerName {
            before: before.clone(),
            after: after.clone(),
        });
        self.commit_changes(&format!("Rename layer {before} to {after}"), changes);
    }

    /// Deletes a layer with everything in it; the last one stays.
    pub(super) fn delete_layer(&mut self, name: &SmolStr) {
        let rest = self.project.layer_names();
        let Some(heir) = rest.iter().find(|other| *other != name).cloned() else {
            return self
                .notices
                .warn("This is the only layer. Make another one before you delete it");
        };
        let mut changes = Vec::new();
        for document in &self.project.documents {
            let Some(index) = document.layers.iter().position(|known| known.name == *name) else {
                continue;
            };
            let is_only = document.layers.len() == 1;
            changes.push(Change::Layer {
                document: document.id.clone(),
                index,
                before: document.layers.get(index).cloned().map(Box::new),
                after: is_only.then(|| Box::new(Layer::new(heir.clone()))),
            });
        }
        changes.push(self.listing_change(|layers| layers.retain(|known| known != name)));
        self.commit_changes(&format!("Delete layer {name}"), changes);
    }

    /// The change of the project's settings that lists all layers, those that came with documents included.
    fn listing_change(&self, change: impl FnOnce(&mut Vec<SmolStr>)) -> Change {
        let before = self.project.settings.clone();
        let mut layers = self.project.layer_names();
        change(&mut layers);
        let after = ProjectSettings {
            layers,
            ..before.clone()
        };
        Change::Settings { before, after }
    }

    /// `name` without blanks around it, if a layer can be called so.
    fn free_name(&mut self, name: &str) -> Option<SmolStr> {
        let name = name.trim();
        let fault = if name.is_empty() {
            "A layer needs a name".to_owned()
        } else if name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            format!("A layer's name is one line of at most {MAX_NAME} characters")
        } else if self.project.layer_names().iter().any(|known| known == name) {
            format!("There is a layer “{name}” already")
        } else {
            return Some(name.into());
        };
        self.notices.warn(fault);
        None
    }

    /// The layer that is worked on may have gone, come back or been renamed with an edit.
    pub(super) fn keep_layer(&mut self, changes: &[Change]) {
        let concerns_layers = |change: &Change| {
            matches!(
                change,
                Change::Layer { .. }
                    | Change::LayerName { .. }
                    | Change::Settings { .. }
                    | Change::Document { .. }
            )
        };
        if !changes.iter().any(concerns_layers) {
            return;
        }
        for change in changes {
            if let Change::LayerName { before, after } = change {
                for name in [Some(&mut self.layer), self.beside.as_mut()] {
                    if let Some(name) = name.filter(|name| *name == before) {
                        *name = after.clone();
                    }
                }
            }
        }
        let names = self.project.layer_names();
        self.beside.take_if(|name| !names.contains(name));
        if !names.contains(&self.layer)
            && let Some(first) = names.first()
        {
            self.set_layer(&first.clone());
        }
    }

    /// Whether an edit changes a layer that is not worked on: it shows elsewhere.
    pub(super) fn is_of_other_layer(&self, edit: &Edit) -> bool {
        edit.layer()
            .is_some_and(|layer| *layer != self.layer && self.project.layer_names().contains(layer))
    }

    /// The open document in the layer that is shown beside.
    pub fn layer_beside_here(&self) -> Option<&Layer> {
        self.document()?.layer(self.beside.as_ref()?)
    }
}
