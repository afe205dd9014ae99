//! How keys are written down: the spelling of a key, the stable name of what it does, and a person's own keys over the default ones.
//!
//! ```text
//! "Accept": "Y"                the first key of a command
//! "Card.Accept": "Y"           its key in another focus
//! "Article.Reject.2": "none"   its second key there, taken away
//! "LabelNumber3": "Alt+P"      a command that carries a number
//! "ShowStatistics": "F7"       a command that had no key
//! ```

use std::collections::BTreeMap;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::keymap::{Binding, FocusKind, Keymap};
use crate::app::bulk::Likeness;
use crate::app::command::Command;

/// What stands in the settings for a key that was taken away.
pub const NO_KEY: &str = "none";

/// A key in words: "Ctrl+Shift+S".
pub fn spell(shortcut: KeyboardShortcut) -> String {
    let modifiers = shortcut.modifiers;
    let mut words = String::new();
    for (held, word) in [
        (modifiers.command || modifiers.ctrl, "Ctrl+"),
        (modifiers.alt, "Alt+"),
        (modifiers.shift, "Shift+"),
    ] {
        if held {
            words.push_str(word);
        }
    }
    let key = match shortcut.logical_key {
        Key::ArrowRight => "Right",
        Key::ArrowLeft => "Left",
        Key::ArrowUp => "Up",
        Key::ArrowDown => "Down",
        Key::Escape => "Esc",
        Key::Delete => "Del",
        Key::Equals => "=",
        Key::Plus => "+",
        Key::Minus => "-",
        Key::Comma => ",",
        Key::Period => ".",
        other => other.name(),
    };
    words + key
}

/// Reads what [`spell`] writes.
pub fn parse_shortcut(written: &str) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut rest = written.trim();
    while let Some((word, after)) = rest
        .split_once('+')
        .filter(|(word, after)| !word.is_empty() && !after.is_empty())
    {
        modifiers = match word.to_ascii_lowercase().as_str() {
            "ctrl" | "cmd" => modifiers.plus(Modifiers::COMMAND),
            "alt" => modifiers.plus(Modifiers::ALT),
            "shift" => modifiers.plus(Modifiers::SHIFT),
            _ => return None,
        };
        rest = after;
    }
    let key = match rest {
        "Right" => Key::ArrowRight,
        "Left" => Key::ArrowLeft,
        "Up" => Key::ArrowUp,
        "Down" => Key::ArrowDown,
        "Esc" => Key::Escape,
        "Del" => Key::Delete,
        other => Key::from_name(other)?,
    };
    Some(KeyboardShortcut::new(modifiers, key))
}

/// The stable name of a command that can have a key: that of the table, or a kind with its number.
pub fn command_name(command: &Command) -> Option<String> {
    let counted = |kind: &str, number: usize| format!("{kind}{}", number + 1);
    Some(match command {
        Command::LabelNumber(number) => counted("LabelNumber", usize::from(*number)),
        Command::BrushNumber(number) => counted("BrushNumber", usize::from(*number)),
        Command::PickRole(number) => counted("PickRole", usize::from(*number)),
        Command::PickCandidate(number) => counted("PickCandidate", usize::from(*number)),
        Command::PickAntecedent(number) => counted("PickAntecedent", usize::from(*number)),
        Command::ToggleHit(number) => counted("ToggleHit", *number),
        Command::ToggleThisHit => "ToggleThisHit".to_owned(),
        Command::MoveHit(by @ 0..) => format!("HitsDown{by}"),
        Command::MoveHit(by) => format!("HitsUp{}", by.unsigned_abs()),
        Command::TickHits(true) => "TickAllHits".to_owned(),
        Command::TickHits(false) => "TickNoHits".to_owned(),
        Command::MoveAbove(by @ 0..) => format!("ScoreUp{by}"),
        Command::MoveAbove(by) => format!("ScoreDown{}", by.unsigned_abs()),
        Command::SetAbove(percent) => format!("Score{percent}"),
        Command::SetLikeness(by) => format!("Like{by:?}"),
        Command::ToggleBulkScope => "AllDocuments".to_owned(),
        other => other.entry()?.name.to_owned(),
    })
}

/// What a key does, in words: the table's label, or a kind with its number.
pub fn command_words(command: &Command) -> String {
    match command {
        Command::LabelNumber(number) => format!("Label {} of the schema", number + 1),
        Command::BrushNumber(number) => format!("Brush with label {} of the schema", number + 1),
        Command::PickRole(number) => format!("Role {}", number + 1),
        Command::PickCandidate(number) => format!("Candidate {}", letter(*number)),
        Command::PickAntecedent(number) => format!("Earlier mention {}", letter(*number)),
        Command::ToggleHit(number) => format!("Place {}", number + 1),
        Command::ToggleThisHit => "Tick this place".to_owned(),
        Command::MoveHit(by @ 0..) => format!("Down by {by}"),
        Command::MoveHit(by) => format!("Up by {}", by.unsigned_abs()),
        Command::TickHits(true) => "Tick all places".to_owned(),
        Command::TickHits(false) => "Tick no place".to_owned(),
        Command::MoveAbove(by @ 0..) => format!("Score up by {by} %"),
        Command::MoveAbove(by) => format!("Score down by {} %", by.unsigned_abs()),
        Command::SetAbove(percent) => format!("Score {percent} %"),
        Command::SetLikeness(Likeness::Words) => "Same words".to_owned(),
        Command::SetLikeness(Likeness::Source) => "Same source".to_owned(),
        Command::SetLikeness(Likeness::Label) => "Same label".to_owned(),
        Command::ToggleBulkScope => "This document or all".to_owned(),
        other => other.entry().map_or_else(String::new, |entry| {
            entry.label.trim_end_matches('…').to_owned()
        }),
    }
}

/// The letter before candidate number n, counted from 0.
pub fn letter(number: u8) -> char {
    char::from(b'a' + number % 26)
}

/// The stable names of `bindings`, each in its place: plain for the first key of a command, with the focus and a number for others.
pub fn binding_names(bindings: &[Binding]) -> Vec<String> {
    let name = |(index, binding): (usize, &Binding)| {
        let name = command_name(&binding.command).unwrap_or_default();
        let before = bindings.iter().take(index);
        let same: Vec<&Binding> = before
            .filter(|other| other.command == binding.command)
            .collect();
        let here = same
            .iter()
            .filter(|other| other.focus == binding.focus)
            .count();
        match (same.is_empty(), here) {
            (true, _) => name,
            (false, 0) => format!("{:?}.{name}", binding.focus),
            (false, _) => format!("{:?}.{name}.{}", binding.focus, here + 1),
        }
    };
    bindings.iter().enumerate().map(name).collect()
}

/// Where a new key of a command that had none holds: everywhere if it cannot be typed text, else in the article.
fn focus_of_new(shortcut: KeyboardShortcut) -> FocusKind {
    if shortcut.modifiers.command || is_function_key(shortcut.logical_key) {
        FocusKind::Anywhere
    } else {
        FocusKind::Article
    }
}

/// Whether a key types nothing wherever it is pressed.
pub fn is_function_key(key: Key) -> bool {
    let name = key.name();
    name.len() > 1
        && name.starts_with('F')
        && name
            .get(1..)
            .is_some_and(|number| number.parse::<u8>().is_ok())
}

impl Keymap {
    /// The default keys with a person's own: stable names (see the module) to keys such as "Ctrl+Shift+X". What cannot be read is left at its
    /// default and named, and so are keys that mean two things.
    pub fn remapped(own: &BTreeMap<String, String>) -> (Self, Vec<String>) {
        let mut map = Self::default();
        let mut problems = Vec::new();
        let names = binding_names(&map.bindings);
        let mut gone = Vec::new();
        for (name, written) in own {
            let place = names.iter().position(|known| known == name);
            let command = Command::from_name(name);
            let shortcut = parse_shortcut(written);
            match (place, command, shortcut) {
                (Some(index), ..) if written == NO_KEY => gone.push(index),
                (Some(index), _, Some(shortcut)) => {
                    if let Some(binding) = map.bindings.get_mut(index) {
                        binding.shortcut = shortcut;
                    }
                }
                (None, Some(command), Some(shortcut)) => map.bindings.push(Binding {
                    focus: focus_of_new(shortcut),
                    shortcut,
                    command,
                    bar: "",
                }),
                (None, None, _) => problems.push(format!("There is no command “{name}”")),
                (_, _, None) => problems.push(format!("“{written}” is no key")),
            }
        }
        gone.sort_unstable();
        for index in gone.into_iter().rev() {
            map.bindings.remove(index);
        }
        problems.extend(map.clashes());
        (map, problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(name: &str, key: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(name.to_owned(), key.to_owned())])
    }

    #[test]
    fn every_key_can_be_spelled_and_read() {
        for binding in Keymap::default().bindings() {
            assert_eq!(
                parse_shortcut(&spell(binding.shortcut)),
                Some(binding.shortcut),
                "{}",
                spell(binding.shortcut)
            );
        }
    }

    #[test]
    fn every_key_has_a_name_of_its_own_and_words() {
        let map = Keymap::default();
        let names = binding_names(map.bindings());
        let unique: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(unique.len(), names.len(), "{names:?}");
        for binding in map.bindings() {
            assert!(command_name(&binding.command).is_some(), "{binding:?}");
            assert!(!command_words(&binding.command).is_empty(), "{binding:?}");
        }
    }

    #[test]
    fn own_keys_replace_the_default_and_clashes_are_named() {
        let (map, problems) = Keymap::remapped(&own("Accept", "Y"));
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(
            map.command(FocusKind::Article, Modifiers::NONE, Key::Y, None),
            Some(&Command::Accept)
        );
        assert_eq!(Keymap::remapped(&own("Accept", "X")).1.len(), 1);
        assert_eq!(Keymap::remapped(&own("Accept", "Banana")).1.len(), 1);
        assert_eq!(Keymap::remapped(&own("Banana", "Y")).1.len(), 1);
    }

    #[test]
    fn keys_with_numbers_in_other_focuses_and_of_commands_without_one_can_be_set() {
        let found = |name: &str, written: &str, focus: FocusKind| {
            let (map, problems) = Keymap::remapped(&own(name, written));
            assert!(problems.is_empty(), "{name}: {problems:?}");
            let shortcut = parse_shortcut(written).expect("a key");
            map.command(focus, shortcut.modifiers, shortcut.logical_key, None)
                .cloned()
        };
        assert_eq!(
            found("LabelNumber3", "Alt+P", FocusKind::Article),
            Some(Command::LabelNumber(2))
        );
        assert_eq!(
            found("PickCandidate1", "Z", FocusKind::Role),
            Some(Command::PickCandidate(0))
        );
        assert_eq!(
            found("Card.Accept", "Y", FocusKind::Card),
            Some(Command::Accept)
        );
        assert_eq!(
            found("ShowStatistics", "F11", FocusKind::Role),
            Some(Command::ShowStatistics)
        );
        assert_eq!(
            found("SkipDocument", "Q", FocusKind::Article),
            Some(Command::SkipDocument)
        );
    }

    #[test]
    fn a_key_can_be_taken_away_and_only_that_one() {
        let (map, problems) = Keymap::remapped(&own("Article.Reject.2", NO_KEY));
        assert!(problems.is_empty(), "{problems:?}");
        let of = |key| map.command(FocusKind::Article, Modifiers::NONE, key, None);
        assert_eq!(of(Key::Delete), None);
        assert_eq!(of(Key::X), Some(&Command::Reject));
        assert_eq!(of(Key::Backspace), Some(&Command::Reject));
    }
}
