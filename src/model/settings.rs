//! What a project fixes for everyone who works on it: which help is given and when, what of the learnt is used, which layers there are.

use smol_str::SmolStr;

use super::document::Document;
use super::layer::Layer;

/// When a kind of help is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Allowance {
    /// Always.
    #[default]
    On,
    /// Never.
    Off,
    /// In a document from its first hand-in on: once its layer was done, also while it is reopened.
    AfterHandIn,
}

impl Allowance {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::On, Self::Off, Self::AfterHandIn];

    /// Its word in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::AfterHandIn => "after_hand_in",
        }
    }

    /// Whether help is given in a document that was handed in, or was not yet.
    pub const fn holds(self, is_handed_in: bool) -> bool {
        match self {
            Self::On => true,
            Self::Off => false,
            Self::AfterHandIn => is_handed_in,
        }
    }
}

/// A part of what decisions teach that can be left unused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LearntPart {
    /// Strings that were labelled or refused.
    Strings,
    /// Which of the found mentions are wanted.
    Mentions,
    /// Which words tell of events.
    Triggers,
    /// Who fills which role.
    Roles,
    /// Attributes of events.
    Attributes,
}

impl LearntPart {
    /// All of them, in the order in which they work.
    pub const ALL: [Self; 5] = [
        Self::Strings,
        Self::Mentions,
        Self::Triggers,
        Self::Roles,
        Self::Attributes,
    ];

    /// Its word in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strings => "strings",
            Self::Mentions => "mentions",
            Self::Triggers => "triggers",
            Self::Roles => "roles",
            Self::Attributes => "attributes",
        }
    }
}

/// A string that was learnt and should not be: whatever was decided about it, it is not suggested with this label for that.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ForgottenString {
    /// The string as it stood where it was learnt.
    pub text: SmolStr,
    /// The label that it is not remembered with.
    pub label: SmolStr,
}

/// What a project fixes for everyone who works on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectSettings {
    /// When suggestions are shown; off for gold and student work.
    pub suggestions: Allowance,
    /// When a decision may be repeated for all its matches at once.
    pub propagation: Allowance,
    /// When decisions teach what is suggested elsewhere: those of every document, of none, or of documents that were handed in.
    pub learning: Allowance,
    /// Parts of what was learnt that are not used, each once.
    pub unused: Vec<LearntPart>,
    /// Strings that were forgotten, in that order, each once.
    pub forgotten: Vec<ForgottenString>,
    /// Layers that were made, in that order: one in which nothing was done yet stands in no document. Those that came with documents may be missing.
    pub layers: Vec<SmolStr>,
}

impl ProjectSettings {
    /// Whether suggestions are shown in `document` to who works on that layer. A document may say otherwise than the project, but not before it was
    /// handed in where the project waits for that.
    pub fn shows_suggestions(&self, document: &Document, layer: &str) -> bool {
        let own = document.suggestions_shown;
        match self.suggestions {
            Allowance::On => own.unwrap_or(true),
            Allowance::Off => own.unwrap_or(false),
            Allowance::AfterHandIn => is_handed_in(document, layer) && own.unwrap_or(true),
        }
    }

    /// Whether a decision may be repeated for its matches in `document`.
    pub fn lets_propagate(&self, document: &Document, layer: &str) -> bool {
        self.propagation.holds(is_handed_in(document, layer))
    }

    /// Whether what was decided in `document` teaches.
    pub fn lets_teach(&self, document: &Document, layer: &str) -> bool {
        self.learning.holds(is_handed_in(document, layer))
    }

    /// Whether that part of what was learnt is used.
    pub fn uses(&self, part: LearntPart) -> bool {
        !self.unused.contains(&part)
    }
}

fn is_handed_in(document: &Document, layer: &str) -> bool {
    document.layer(layer).is_some_and(Layer::is_handed_in)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DocumentStatus;
    use crate::text::Text;

    #[test]
    fn after_a_hand_in_suggestions_show_and_stay_when_the_document_is_reopened() {
        let settings = ProjectSettings {
            suggestions: Allowance::AfterHandIn,
            ..ProjectSettings::default()
        };
        let mut document = Document::new("d1".into(), Text::new("Rain fell."));
        document.suggestions_shown = Some(true);
        assert!(!settings.shows_suggestions(&document, Layer::MAIN));
        document.layer_mut(Layer::MAIN).status = DocumentStatus::Done;
        assert!(settings.shows_suggestions(&document, Layer::MAIN));
        let layer = document.layer_mut(Layer::MAIN);
        (layer.status, layer.was_done) = (DocumentStatus::InProgress, true);
        assert!(settings.shows_suggestions(&document, Layer::MAIN));
        assert!(!settings.shows_suggestions(&document, "another layer"));
        document.suggestions_shown = Some(false);
        assert!(!settings.shows_suggestions(&document, Layer::MAIN));
    }
}
