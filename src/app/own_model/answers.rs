//! What a model of one's own said about documents, as it said it, shared with the engines for as long as the session lasts.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::trust::Trust;
use crate::model::{Document, DocumentId, Suggestion};
use crate::text::Text;

/// What was said about a document, and about which words.
struct Said {
    text: Text,
    suggestions: Arc<[Suggestion]>,
}

/// What a model of one's own said about documents, shared with the engines.
#[derive(Default)]
pub(in crate::app) struct Answers {
    said: Mutex<HashMap<DocumentId, Said>>,
    trust: Mutex<Arc<Trust>>,
}

impl Answers {
    /// What was said about `document`.
    pub(super) fn about(&self, document: &Document) -> Option<Arc<[Suggestion]>> {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let known = said.get(&document.id)?;
        (known.text == *document.text()).then(|| Arc::clone(&known.suggestions))
    }

    /// How far sources are trusted.
    pub(super) fn trust(&self) -> Arc<Trust> {
        Arc::clone(&self.trust.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn put(&self, document: &Document, suggestions: Vec<Suggestion>) {
        let said = Said {
            text: document.text().clone(),
            suggestions: suggestions.into(),
        };
        let mut all = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(document.id.clone(), said);
    }

    pub(super) fn set_trust(&self, trust: Trust) {
        *self.trust.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(trust);
    }

    /// Forgets everything. Gives the documents that something was said about.
    pub(super) fn clear(&self) -> BTreeSet<DocumentId> {
        let mut all = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        all.drain().map(|(id, _)| id).collect()
    }
}
