//! A project: documents, the schema they are labelled by, and the project's own word list.

use std::sync::Arc;

use smol_str::SmolStr;

use super::document::Document;
use super::id::DocumentId;
use super::layer::Layer;
use super::schema::Schema;
use super::settings::ProjectSettings;

/// One entry of the project's word list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordEntry {
    /// The string to find, matched as whole words.
    pub text: SmolStr,
    /// Label to suggest for it; `None`: never suggest anything for it.
    pub label: Option<SmolStr>,
    /// Whether case must match.
    pub match_case: bool,
}

/// Strings that this project always or never suggests, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordList {
    /// The entries; of two for the same string the later one counts.
    pub entries: Vec<WordEntry>,
}

/// Everything that a project file holds. Parts are shared pointers: cloning a project is cheap, and changing one copies only what is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Articles, in their order in the file.
    pub documents: Vec<Arc<Document>>,
    /// What they are labelled by.
    pub schema: Arc<Schema>,
    /// Strings to suggest always or never.
    pub words: Arc<WordList>,
    /// What holds for everyone.
    pub settings: ProjectSettings,
}

impl Project {
    /// An empty project.
    pub fn new(schema: Schema) -> Self {
        Self {
            documents: Vec::new(),
            schema: Arc::new(schema),
            words: Arc::default(),
            settings: ProjectSettings::default(),
        }
    }

    /// The document of that id.
    pub fn document(&self, id: &DocumentId) -> Option<&Arc<Document>> {
        self.documents.iter().find(|document| document.id == *id)
    }

    /// The document of that id, to change; copied first when someone else holds it.
    pub fn document_mut(&mut self, id: &DocumentId) -> Option<&mut Document> {
        self.documents
            .iter_mut()
            .find(|document| document.id == *id)
            .map(Arc::make_mut)
    }

    /// Names of all layers, each once: those that were made, then those that came with documents, in order of appearance. Never empty.
    pub fn layer_names(&self) -> Vec<SmolStr> {
        let mut names = self.settings.layers.clone();
        for layer in self.documents.iter().flat_map(|document| &document.layers) {
            if !names.contains(&layer.name) {
                names.push(layer.name.clone());
            }
        }
        if names.is_empty() {
            names.push(Layer::MAIN.into());
        }
        names
    }

    /// Whether a layer of that name was made or came with a document.
    pub fn has_layer(&self, name: &str) -> bool {
        let mut layers = self.documents.iter().flat_map(|document| &document.layers);
        self.settings.layers.iter().any(|known| known == name)
            || layers.any(|layer| layer.name == name)
    }

    /// Index of the document of that id.
    pub fn index_of(&self, id: &DocumentId) -> Option<usize> {
        self.documents
            .iter()
            .position(|document| document.id == *id)
    }
}
