//! The arrows between modules point one way: `text <- model <- {preannotate, learn, formats, project} <- app <- {ui, cli}`.
//!
//! Reads every source file and looks at every `crate::` path, not only at `use` lines, and at what touches the window, the disk, the clock,
//! processes or sockets.

use std::fs;
use std::path::{Path, PathBuf};

/// For each module: which other modules of the crate it may name.
const MAY_NAME: [(&str, &[&str]); 9] = [
    ("text", &[]),
    ("model", &["text"]),
    ("preannotate", &["text", "model"]),
    ("learn", &["text", "model", "preannotate"]),
    ("formats", &["text", "model"]),
    ("project", &["text", "model"]),
    (
        "app",
        &[
            "text",
            "model",
            "preannotate",
            "learn",
            "formats",
            "project",
        ],
    ),
    (
        "cli",
        &[
            "text",
            "model",
            "preannotate",
            "learn",
            "formats",
            "project",
            "app",
            "ui",
        ],
    ),
    (
        "ui",
        &[
            "text",
            "model",
            "preannotate",
            "learn",
            "formats",
            "project",
            "app",
        ],
    ),
];

/// Words that only some modules may use, with those modules.
const RESERVED: [(&str, &[&str]); 10] = [
    ("egui", &["ui"]),
    ("eframe", &["ui"]),
    ("rfd::", &["ui"]),
    ("std::fs", &["project", "app", "cli", "ui"]),
    ("std::process", &["project", "app", "cli", "ui"]),
    ("std::net", &[]),
    // A person's own model is asked in one file.
    ("ureq", &["app"]),
    ("SystemTime", &["project", "app", "cli", "ui"]),
    ("Timestamp::now", &["project", "app", "cli", "ui"]),
    ("Zoned::now", &["project", "app", "cli", "ui"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file: comments and its unit tests left out.
fn code_of(path: &Path) -> String {
    let source = fs::read_to_string(path).unwrap();
    let code = source
        .split("#[cfg(test)]\nmod ")
        .next()
        .unwrap_or_default();
    code.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Names that follow `crate::` in a file, also those at the top of braces: `crate::{model, text}`.
fn named_modules(code: &str) -> Vec<String> {
    let is_name = |character: &char| character.is_alphanumeric() || *character == '_';
    let mut names = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = &code[at + path.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            names.push(rest.chars().take_while(is_name).collect());
            continue;
        };
        let mut depth = 0_i32;
        let mut at_start = true;
        let mut name = String::new();
        for character in group.chars() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => at_start = true,
                _ if depth == 0 && at_start && is_name(&character) => name.push(character),
                _ if !name.is_empty() => at_start = false,
                _ => {}
            }
            if !name.is_empty() && (!is_name(&character) || depth != 0) {
                names.push(std::mem::take(&mut name));
                at_start = character == ',';
            }
            if depth < 0 {
                break;
            }
        }
        names.extend((!name.is_empty()).then_some(name));
    }
    names
}

/// What is wrong with one file.
fn faults(module: &str, path: &Path) -> Vec<String> {
    let code = code_of(path);
    let (_, allowed) = MAY_NAME.iter().find(|(name, _)| *name == module).unwrap();
    let is_module = |name: &String| MAY_NAME.iter().any(|(known, _)| known == name);
    let wrong = named_modules(&code)
        .into_iter()
        .filter(is_module)
        .filter(|name| name != module && !allowed.contains(&name.as_str()));
    let mut faults: Vec<String> = wrong
        .map(|name| format!("{}: {module} must not name {name}", path.display()))
        .collect();
    for (word, allowed) in RESERVED {
        let is_used = code.match_indices(word).any(|(at, _)| {
            let before = code[..at].chars().next_back();
            !before.is_some_and(|character| character.is_alphanumeric() || character == '_')
        });
        if is_used && !allowed.contains(&module) {
            faults.push(format!("{}: {module} must not use {word}", path.display()));
        }
    }
    faults
}

#[test]
fn arrows_point_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    for (module, _) in MAY_NAME {
        let mut files = Vec::new();
        if root.join(module).is_dir() {
            sources(&root.join(module), &mut files);
        }
        for file in files {
            all.extend(faults(module, &file));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn every_folder_of_the_source_has_its_place_in_the_order() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir());
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            MAY_NAME.iter().any(|(known, _)| *known == name),
            "src/{name} has no place in the order of layers"
        );
    }
}

#[test]
fn modules_are_found_in_every_form_of_a_path() {
    let code = "use crate::{model, text::{Span, Zone}, app}; crate::ui::x(); use crate::project;";
    assert_eq!(
        named_modules(code),
        ["model", "text", "app", "ui", "project"]
    );
}
