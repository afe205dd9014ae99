//! Keys: which command a key stands for in which focus. A key has one meaning per focus; a test fails on clashes.
//!
//! Commands know nothing of keys. The queue bar and the help sheet show what this table says, so what is shown is what holds.

use egui::{Key, KeyboardShortcut, Modifiers};

pub use super::key_names::spell;

use crate::app::bulk::Likeness;
use crate::app::command::Command;
use crate::app::selection::Focus;

/// Where keys go, without what is in hand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FocusKind {
    /// Everywhere, text fields included: always with Ctrl or a function key.
    Anywhere,
    /// The article.
    Article,
    /// The event card.
    Card,
    /// The event card with a role active.
    Role,
    /// A label is armed.
    Brush,
    /// The preview of a decision for all matches.
    Propagation,
    /// The question from which score on suggestions are accepted.
    Above,
    /// The question which suggestions are refused with the selected one.
    Alike,
    /// The question before a document is done.
    Finish,
    /// Choosing an antecedent.
    Coreference,
    /// Choosing the other end of a relation.
    Relation,
    /// A text field of the program has the keys: pickers, notes.
    Text,
}

impl FocusKind {
    /// All of them, in the order of the help sheet.
    pub const ALL: [Self; 12] = [
        Self::Article,
        Self::Card,
        Self::Role,
        Self::Brush,
        Self::Propagation,
        Self::Above,
        Self::Alike,
        Self::Finish,
        Self::Coreference,
        Self::Relation,
        Self::Text,
        Self::Anywhere,
    ];

    /// What the help sheet calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Anywhere => "Everywhere",
            Self::Article => "Article",
            Self::Card => "Event card",
            Self::Role => "Event card, filling a role",
            Self::Brush => "Brush",
            Self::Propagation => "Same everywhere",
            Self::Above => "Accept all above…",
            Self::Alike => "Reject all like this…",
            Self::Finish => "Finishing a document",
            Self::Coreference => "Same entity as…",
            Self::Relation => "Relation",
            Self::Text => "Pickers and notes",
        }
    }

    /// The kind of a focus.
    pub fn of(focus: &Focus) -> Self {
        match focus {
            Focus::Article => Self::Article,
            Focus::Card { role: None } => Self::Card,
            Focus::Card { role: Some(_) } => Self::Role,
            Focus::Picker(_) | Focus::Note | Focus::Skip | Focus::Tags => Self::Text,
            Focus::Brush(_) => Self::Brush,
            Focus::Propagation => Self::Propagation,
            Focus::Above(_) => Self::Above,
            Focus::Alike(_) => Self::Alike,
            Focus::Finish => Self::Finish,
            Focus::Coreference => Self::Coreference,
            Focus::Relation => Self::Relation,
        }
    }
}

/// One key with its meaning.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Where it holds.
    pub focus: FocusKind,
    /// The key with its modifiers.
    pub shortcut: KeyboardShortcut,
    /// What it does.
    pub command: Command,
    /// A word or two for the queue bar; empty for keys that the bar does not show.
    pub bar: &'static str,
}

/// All keys.
#[derive(Clone, Debug)]
pub struct Keymap {
    pub(super) bindings: Vec<Binding>,
}

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);

const DIGITS: [Key; 10] = [
    Key::Num0,
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

/// Letters of candidates, a to j.
pub const LETTERS: [Key; 10] = [
    Key::A,
    Key::B,
    Key::C,
    Key::D,
    Key::E,
    Key::F,
    Key::G,
    Key::H,
    Key::I,
    Key::J,
];

impl Default for Keymap {
    fn default() -> Self {
        let mut bindings = Vec::new();
        anywhere(&mut bindings);
        article(&mut bindings);
        bulk(&mut bindings);
        card(&mut bindings);
        others(&mut bindings);
        Self { bindings }
    }
}

/// Adds a key; `bar` is its word in the queue bar.
fn bind(
    bindings: &mut Vec<Binding>,
    focus: FocusKind,
    modifiers: Modifiers,
    key: Key,
    command: Command,
    bar: &'static str,
) {
    bindings.push(Binding {
        focus,
        shortcut: KeyboardShortcut::new(modifiers, key),
        command,
        bar,
    });
}

fn anywhere(all: &mut Vec<Binding>) {
    let mut key =
        |modifiers, key, command| bind(all, FocusKind::Anywhere, modifiers, key, command, "");
    key(CTRL, Key::K, Command::CommandPalette);
    key(NONE, Key::F1, Command::Help);
    key(CTRL, Key::S, Command::Save);
    key(CTRL_SHIFT, Key::S, Command::SaveAs);
    key(CTRL, Key::O, Command::OpenFiles);
    key(CTRL, Key::N, Command::NewProject);
    key(CTRL, Key::W, Command::CloseProject);
    key(CTRL, Key::Q, Command::Quit);
    key(CTRL_SHIFT, Key::E, Command::Export);
    key(CTRL_SHIFT, Key::V, Command::PasteArticle);
    key(CTRL, Key::F, Command::Find);
    key(CTRL_SHIFT, Key::F, Command::FindEverywhere);
    key(NONE, Key::F3, Command::FindNext);
    key(SHIFT, Key::F3, Command::FindPrevious);
    key(CTRL, Key::L, Command::LabelFound);
    key(CTRL, Key::Enter, Command::FinishDocument);
    key(CTRL_SHIFT, Key::Enter, Command::SkipDocument);
    key(CTRL, Key::PageDown, Command::NextDocument);
    key(CTRL, Key::PageUp, Command::PreviousDocument);
    key(CTRL, Key::Plus, Command::ZoomIn);
    key(CTRL, Key::Equals, Command::ZoomIn);
    key(CTRL, Key::Minus, Command::ZoomOut);
    key(CTRL, Key::Num0, Command::ZoomReset);
    key(CTRL, Key::Comma, Command::ShowSettings);
    key(NONE, Key::F5, Command::ShowLearning);
    key(NONE, Key::F6, Command::NextPanel);
    key(SHIFT, Key::F6, Command::PreviousPanel);
    key(NONE, Key::F7, Command::ShowQuestions);
    key(SHIFT, Key::F7, Command::NextQuestion);
    key(NONE, Key::F8, Command::ShowProblems);
    key(CTRL_SHIFT, Key::L, Command::ShowLayers);
    key(NONE, Key::F4, Command::NextLayer);
    key(SHIFT, Key::F4, Command::NextLayerBeside);
    key(NONE, Key::F9, Command::ToggleDocuments);
    key(NONE, Key::F10, Command::ToggleInspector);
}

fn article(all: &mut Vec<Binding>) {
    let mut shown = |key, command, bar| bind(all, FocusKind::Article, NONE, key, command, bar);
    shown(Key::Enter, Command::Accept, "Accept");
    shown(Key::X, Command::Reject, "Reject");
    shown(Key::L, Command::PickLabel, "Relabel");
    shown(Key::A, Command::SameInDocument, "All like this");
    shown(Key::Tab, Command::NextSuggestion, "Next");
    let mut key =
        |modifiers, key, command| bind(all, FocusKind::Article, modifiers, key, command, "");
    key(SHIFT, Key::Tab, Command::PreviousSuggestion);
    key(NONE, Key::Delete, Command::Reject);
    key(NONE, Key::Backspace, Command::Reject);
    key(SHIFT, Key::A, Command::SameInProject);
    key(NONE, Key::E, Command::PickEvent);
    key(NONE, Key::K, Command::OpenCard);
    key(NONE, Key::ArrowRight, Command::CaretRight);
    key(NONE, Key::ArrowLeft, Command::CaretLeft);
    key(NONE, Key::ArrowDown, Command::NextSentence);
    key(NONE, Key::ArrowUp, Command::PreviousSentence);
    key(NONE, Key::Period, Command::NextMark);
    key(NONE, Key::Comma, Command::PreviousMark);
    key(SHIFT, Key::ArrowRight, Command::ExtendRight);
    key(SHIFT, Key::ArrowLeft, Command::ShrinkRight);
    key(CTRL_SHIFT, Key::ArrowLeft, Command::ExtendLeft);
    key(CTRL_SHIFT, Key::ArrowRight, Command::ShrinkLeft);
    key(ALT, Key::ArrowRight, Command::ExtendRightByChar);
    key(ALT, Key::ArrowLeft, Command::ShrinkRightByChar);
    key(ALT_SHIFT, Key::ArrowLeft, Command::ExtendLeftByChar);
    key(ALT_SHIFT, Key::ArrowRight, Command::ShrinkLeftByChar);
    key(NONE, Key::C, Command::LinkCoreference);
    key(SHIFT, Key::C, Command::UnlinkCoreference);
    key(NONE, Key::G, Command::NextInChain);
    key(SHIFT, Key::G, Command::PreviousInChain);
    key(NONE, Key::R, Command::LinkRelation);
    key(SHIFT, Key::R, Command::ReverseRelation);
    key(NONE, Key::H, Command::NextHead);
    key(NONE, Key::B, Command::ArmBrush);
    key(NONE, Key::N, Command::WriteNote);
    key(NONE, Key::V, Command::CycleLevel);
    key(NONE, Key::M, Command::MergeMentions);
    key(SHIFT, Key::M, Command::SplitMention);
    key(NONE, Key::F, Command::AddFragment);
    key(NONE, Key::W, Command::AlwaysSuggest);
    key(SHIFT, Key::W, Command::NeverSuggest);
    key(NONE, Key::Space, Command::AcceptSentence);
    key(SHIFT, Key::Enter, Command::AcceptAllAbove);
    key(SHIFT, Key::X, Command::RejectAllLikeThis);
    key(NONE, Key::T, Command::EditTags);
    key(NONE, Key::S, Command::ShowSuggestions);
    key(NONE, Key::I, Command::HideLabel);
    key(SHIFT, Key::I, Command::ShowAllSuggestions);
    key(NONE, Key::U, Command::ToggleUnsure);
    key(NONE, Key::Escape, Command::Leave);
    key(CTRL, Key::Z, Command::Undo);
    key(CTRL_SHIFT, Key::Z, Command::Redo);
    key(CTRL, Key::Y, Command::Redo);
    for (number, digit) in DIGITS.iter().enumerate().skip(1) {
        key(NONE, *digit, Command::LabelNumber(number as u8 - 1));
    }
}

/// The questions before a bulk decision.
fn bulk(all: &mut Vec<Binding>) {
    for focus in [FocusKind::Above, FocusKind::Alike] {
        let mut key = |key, command, bar| bind(all, focus, NONE, key, command, bar);
        key(Key::Enter, Command::Accept, "Do it");
        if focus == FocusKind::Alike {
            key(Key::W, Command::SetLikeness(Likeness::Words), "Same words");
            key(
                Key::S,
                Command::SetLikeness(Likeness::Source),
                "Same source",
            );
            key(Key::L, Command::SetLikeness(Likeness::Label), "Whole label");
        }
        key(Key::D, Command::ToggleBulkScope, "All documents");
        key(Key::Escape, Command::Leave, "Cancel");
    }
    for (modifiers, key, by) in [
        (NONE, Key::ArrowUp, 5),
        (NONE, Key::ArrowRight, 5),
        (NONE, Key::ArrowDown, -5),
        (NONE, Key::ArrowLeft, -5),
        (SHIFT, Key::ArrowUp, 1),
        (SHIFT, Key::ArrowRight, 1),
        (SHIFT, Key::ArrowDown, -1),
        (SHIFT, Key::ArrowLeft, -1),
    ] {
        bind(
            all,
            FocusKind::Above,
            modifiers,
            key,
            Command::MoveAbove(by),
            "",
        );
    }
    for (number, digit) in DIGITS.iter().enumerate() {
        let percent = number as u8 * 10;
        bind(
            all,
            FocusKind::Above,
            NONE,
            *digit,
            Command::SetAbove(percent),
            "",
        );
    }
}

fn card(all: &mut Vec<Binding>) {
    for focus in [FocusKind::Card, FocusKind::Role] {
        for (number, digit) in DIGITS.iter().enumerate().skip(1) {
            bind(
                all,
                focus,
                NONE,
                *digit,
                Command::PickRole(number as u8 - 1),
                "",
            );
        }
        bind(all, focus, NONE, Key::Tab, Command::NextRole, "Next role");
        bind(all, focus, SHIFT, Key::Tab, Command::PreviousRole, "");
        bind(
            all,
            focus,
            NONE,
            Key::Equals,
            Command::CopyRoles,
            "Roles from neighbour",
        );
        bind(all, focus, NONE, Key::Enter, Command::Accept, "Accept");
        bind(all, focus, NONE, Key::Escape, Command::Leave, "Back");
        bind(all, focus, CTRL, Key::Z, Command::Undo, "");
        bind(all, focus, CTRL_SHIFT, Key::Z, Command::Redo, "");
        bind(all, focus, CTRL, Key::Y, Command::Redo, "");
    }
    bind(
        all,
        FocusKind::Card,
        NONE,
        Key::X,
        Command::Reject,
        "Reject",
    );
    bind(
        all,
        FocusKind::Card,
        NONE,
        Key::E,
        Command::PickEvent,
        "Relabel",
    );
    bind(all, FocusKind::Card, NONE, Key::N, Command::WriteNote, "");
    bind(
        all,
        FocusKind::Card,
        NONE,
        Key::C,
        Command::LinkCoreference,
        "",
    );
    bind(
        all,
        FocusKind::Card,
        NONE,
        Key::R,
        Command::LinkRelation,
        "",
    );
    bind(all, FocusKind::Card, NONE, Key::G, Command::NextInChain, "");
    bind(
        all,
        FocusKind::Card,
        SHIFT,
        Key::G,
        Command::PreviousInChain,
        "",
    );
    bind(
        all,
        FocusKind::Role,
        NONE,
        Key::Num0,
        Command::NotStated,
        "Not stated",
    );
    for (number, letter) in LETTERS.iter().enumerate() {
        bind(
            all,
            FocusKind::Role,
            NONE,
            *letter,
            Command::PickCandidate(number as u8),
            "",
        );
    }
}

fn others(all: &mut Vec<Binding>) {
    for (number, digit) in DIGITS.iter().enumerate().skip(1) {
        bind(
            all,
            FocusKind::Brush,
            NONE,
            *digit,
            Command::BrushNumber(number as u8 - 1),
            "",
        );
        bind(
            all,
            FocusKind::Propagation,
            NONE,
            *digit,
            Command::ToggleHit(number - 1),
            "",
        );
    }
    bind(
        all,
        FocusKind::Brush,
        NONE,
        Key::B,
        Command::ArmBrush,
        "Put the brush away",
    );
    bind(all, FocusKind::Brush, NONE, Key::Escape, Command::Leave, "");
    bind(all, FocusKind::Brush, CTRL, Key::Z, Command::Undo, "");
    bind(all, FocusKind::Brush, CTRL_SHIFT, Key::Z, Command::Redo, "");
    bind(
        all,
        FocusKind::Propagation,
        NONE,
        Key::Enter,
        Command::Accept,
        "Apply",
    );
    let mut hits = |key, command, bar| bind(all, FocusKind::Propagation, NONE, key, command, bar);
    hits(Key::Space, Command::ToggleThisHit, "Tick");
    hits(Key::A, Command::TickHits(true), "All");
    hits(Key::N, Command::TickHits(false), "None");
    hits(Key::ArrowDown, Command::MoveHit(1), "");
    hits(Key::ArrowUp, Command::MoveHit(-1), "");
    hits(Key::PageDown, Command::MoveHit(10), "");
    hits(Key::PageUp, Command::MoveHit(-10), "");
    hits(Key::Escape, Command::Leave, "Cancel");
    bind(
        all,
        FocusKind::Finish,
        NONE,
        Key::A,
        Command::FinishAccepting,
        "Accept the rest",
    );
    bind(
        all,
        FocusKind::Finish,
        NONE,
        Key::R,
        Command::FinishRejecting,
        "Reject the rest",
    );
    bind(
        all,
        FocusKind::Finish,
        NONE,
        Key::L,
        Command::FinishLeaving,
        "Leave them open",
    );
    bind(
        all,
        FocusKind::Finish,
        NONE,
        Key::Escape,
        Command::Leave,
        "Back",
    );
    for (number, letter) in LETTERS.iter().enumerate() {
        bind(
            all,
            FocusKind::Coreference,
            NONE,
            *letter,
            Command::PickAntecedent(number as u8),
            "",
        );
    }
    bind(
        all,
        FocusKind::Coreference,
        NONE,
        Key::Escape,
        Command::Leave,
        "Cancel",
    );
    for (key, command) in [
        (Key::ArrowRight, Command::NextMark),
        (Key::ArrowLeft, Command::PreviousMark),
        (Key::Period, Command::NextMark),
        (Key::Comma, Command::PreviousMark),
    ] {
        bind(all, FocusKind::Relation, NONE, key, command, "");
    }
    bind(
        all,
        FocusKind::Relation,
        NONE,
        Key::Enter,
        Command::LinkRelation,
        "Link to this",
    );
    bind(
        all,
        FocusKind::Relation,
        NONE,
        Key::Escape,
        Command::Leave,
        "Cancel",
    );
    bind(
        all,
        FocusKind::Text,
        NONE,
        Key::Escape,
        Command::Leave,
        "Cancel",
    );
}

impl Keymap {
    /// All keys.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Keys that mean two things in one focus.
    pub fn clashes(&self) -> Vec<String> {
        let mut clashes = Vec::new();
        for (index, one) in self.bindings.iter().enumerate() {
            for other in &self.bindings[index + 1..] {
                let same_focus = one.focus == other.focus
                    || [one.focus, other.focus].contains(&FocusKind::Anywhere);
                if same_focus && one.shortcut == other.shortcut && one.command != other.command {
                    let key = spell(one.shortcut);
                    clashes.push(format!(
                        "{key} means both {:?} and {:?} in {}",
                        one.command,
                        other.command,
                        other.focus.title()
                    ));
                }
            }
        }
        clashes
    }

    /// What a key means in a focus. Letters and digits of a layout without them are taken by their place on the keyboard.
    pub fn command(
        &self,
        focus: FocusKind,
        modifiers: Modifiers,
        key: Key,
        physical: Option<Key>,
    ) -> Option<&Command> {
        let find = |key: Key| {
            let holds = |binding: &&Binding| {
                (binding.focus == focus || binding.focus == FocusKind::Anywhere)
                    && binding.shortcut.logical_key == key
                    && modifiers.matches_exact(binding.shortcut.modifiers)
            };
            self.bindings
                .iter()
                .find(holds)
                .map(|binding| &binding.command)
        };
        find(key).or_else(|| physical.filter(|physical| *physical != key).and_then(find))
    }

    /// The first key of a command in a focus, or anywhere.
    pub fn key_of(&self, command: &Command, focus: FocusKind) -> Option<KeyboardShortcut> {
        let of = |focus: FocusKind| {
            self.bindings
                .iter()
                .find(|binding| binding.command == *command && binding.focus == focus)
        };
        of(focus)
            .or_else(|| of(FocusKind::Anywhere))
            .map(|binding| binding.shortcut)
    }

    /// Keys that the queue bar shows in a focus.
    pub fn bar(&self, focus: FocusKind) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |binding| binding.focus == focus && !binding.bar.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_meaning_per_focus() {
        assert_eq!(Keymap::default().clashes(), Vec::<String>::new());
    }

    #[test]
    fn a_layout_without_latin_letters_is_read_by_place() {
        let map = Keymap::default();
        let found = map.command(
            FocusKind::Article,
            Modifiers::NONE,
            Key::Questionmark,
            Some(Key::L),
        );
        assert_eq!(found, Some(&Command::PickLabel));
    }
}
