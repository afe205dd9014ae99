//! What a project allows, and what of the learnt it uses: changed as steps of undo, kept in its file.

use super::session::Session;
use crate::model::{
    Allowance, Change, Document, DocumentStatus, ForgottenString, LearntPart, ProjectSettings,
};

/// A kind of help that a project can fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpKind {
    /// Suggestions are shown.
    Suggestions,
    /// A decision is repeated for all its matches.
    Propagation,
    /// Decisions teach what is suggested elsewhere.
    Learning,
}

impl HelpKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Suggestions, Self::Propagation, Self::Learning];

    /// What the window calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Suggestions => "Suggestions",
            Self::Propagation => "Propagation",
            Self::Learning => "Learning",
        }
    }

    /// What a project says about it.
    pub const fn of(self, settings: &ProjectSettings) -> Allowance {
        match self {
            Self::Suggestions => settings.suggestions,
            Self::Propagation => settings.propagation,
            Self::Learning => settings.learning,
        }
    }

    fn of_mut(self, settings: &mut ProjectSettings) -> &mut Allowance {
        match self {
            Self::Suggestions => &mut settings.suggestions,
            Self::Propagation => &mut settings.propagation,
            Self::Learning => &mut settings.learning,
        }
    }
}

/// Why a decision is not repeated for its matches.
const NO_PROPAGATION: &str = "Propagation is off in this project (Schema → Project settings…)";
const NO_PROPAGATION_YET: &str =
    "In this project decisions are repeated only in documents that were handed in";

impl Session {
    /// Why suggestions are not shown in the open document although they were not switched off in it; `None` when they are, or there is none.
    pub fn why_no_suggestions(&self) -> Option<&'static str> {
        let document = self.document()?;
        let is_off_here = document.suggestions_shown == Some(false);
        if self.suggestions_shown(document) || is_off_here {
            return None;
        }
        match self.project.settings.suggestions {
            Allowance::On => None,
            Allowance::Off => Some("Suggestions are off in this project"),
            Allowance::AfterHandIn => {
                Some("In this project suggestions come once the document was handed in")
            }
        }
    }

    /// Why a decision may not be repeated for its matches, in the open document or in any; `None` when it may.
    pub(super) fn why_no_propagation(&self, whole_project: bool) -> Option<&'static str> {
        let settings = &self.project.settings;
        let lets = |document: &Document| settings.lets_propagate(document, &self.layer);
        let is_let = if whole_project {
            let mut documents = self.project.documents.iter();
            documents.any(|document| lets(document) && !self.is_done(document))
        } else {
            self.document().is_some_and(|document| lets(document))
        };
        match (is_let, settings.propagation) {
            (true, _) | (_, Allowance::On) => None,
            (_, Allowance::Off) => Some(NO_PROPAGATION),
            (_, Allowance::AfterHandIn) => Some(NO_PROPAGATION_YET),
        }
    }

    pub(super) fn is_done(&self, document: &Document) -> bool {
        self.status_of(document) == DocumentStatus::Done
    }

    /// Says when a kind of help is given in this project.
    pub(super) fn set_allowance(&mut self, kind: HelpKind, allowance: Allowance) {
        let words = match allowance {
            Allowance::On => "on",
            Allowance::Off => "off",
            Allowance::AfterHandIn => "after the first hand-in",
        };
        let label = format!("{} in this project: {words}", kind.title());
        self.change_project_settings(&label, |settings| *kind.of_mut(settings) = allowance);
    }

    /// Uses a part of what was learnt, or leaves it unused.
    pub(super) fn use_learnt_part(&mut self, part: LearntPart, is_used: bool) {
        let verb = if is_used { "Use" } else { "Leave unused" };
        let label = format!("{verb} what was learnt: {}", part.name());
        self.change_project_settings(&label, |settings| {
            settings.unused.retain(|known| *known != part);
            if !is_used {
                settings.unused.push(part);
                settings.unused.sort_unstable();
            }
        });
    }

    /// Forgets a string that was learnt.
    pub(super) fn forget_string(&mut self, string: ForgottenString) {
        let label = format!("Forget “{}” {}", string.text, string.label);
        self.change_project_settings(&label, |settings| {
            if !settings.forgotten.contains(&string) {
                settings.forgotten.push(string);
            }
        });
    }

    /// Lets a string that was forgotten be remembered again.
    pub(super) fn remember_string(&mut self, string: &ForgottenString) {
        let label = format!("Remember “{}” {} again", string.text, string.label);
        self.change_project_settings(&label, |settings| {
            settings.forgotten.retain(|known| known != string);
        });
    }

    fn change_project_settings(&mut self, label: &str, change: impl FnOnce(&mut ProjectSettings)) {
        let before = self.project.settings.clone();
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            self.commit_changes(label, vec![Change::Settings { before, after }]);
        }
    }

    /// Lets other settings of the project take effect at once.
    pub(super) fn follow_settings(&mut self, before: &ProjectSettings, after: &ProjectSettings) {
        if before.learning != after.learning {
            self.learn_anew();
        } else if before.unused != after.unused || before.forgotten != after.forgotten {
            // What lies beside the project is written anew with the next lesson.
            self.learn_soon();
            self.use_learnt();
        }
    }
}
