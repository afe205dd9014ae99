//! The schema editor: types, roles, attributes, relations, their order and PLOVER codes, as a person changes them, and undo after it.

use dateline::model::schema::{Plover, PloverCondition};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::hand::run;
use crate::harness::{Harnessed, harness, press, press_with, session, settle, type_text};

const ARTICLE: &str =
    "Minister visits Norway\n\nForeign minister Elena Petrova arrived in Norway on Tuesday.";

/// The editor over an article whose suggestions are accepted.
fn editor() -> (tempfile::TempDir, Harnessed) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = harness(&[ARTICLE], folder.path());
    run(&mut harness, "Accept all above");
    press(&mut harness, Key::Enter);
    run(&mut harness, "Edit the schema");
    (folder, harness)
}

/// Puts the keyboard on what has this name and presses Enter: that works wherever it is scrolled to.
fn enter(harness: &mut Harnessed, name: &str) {
    let found = harness.query_all_by_label(name).find(|node| {
        let role = node.accesskit_node().role();
        !matches!(role, egui::Role::Label | egui::Role::Unknown)
    });
    found
        .unwrap_or_else(|| panic!("there is no “{name}”"))
        .focus();
    settle(harness);
    press(harness, Key::Enter);
}

fn type_into(harness: &mut Harnessed, field: &str, text: &str) {
    let found = harness
        .query_all_by_label(field)
        .find(|node| node.accesskit_node().role() == egui::Role::TextInput);
    found
        .unwrap_or_else(|| panic!("there is no field “{field}”"))
        .focus();
    settle(harness);
    press_with(harness, Modifiers::COMMAND, Key::A);
    type_text(harness, text);
}

#[test]
fn relation_types_are_added_limited_renamed_and_deleted() {
    let (_folder, mut harness) = editor();
    let before = session(&harness).project().schema.clone();
    enter(&mut harness, "Part: Relations");
    type_into(&mut harness, "New relation type", "Business.Rival");
    press(&mut harness, Key::Enter);
    enter(&mut harness, "From: anything");
    enter(&mut harness, "ORG");
    press(&mut harness, Key::Escape);
    let schema = &session(&harness).project().schema;
    let known = schema.relation_type("Business.Rival").unwrap();
    assert_eq!(
        (known.from.as_slice(), known.to.len()),
        (&["ORG".into()][..], 0)
    );
    type_into(&mut harness, "Name", "Business.Competitor");
    enter(&mut harness, "Rename…");
    enter(&mut harness, "Apply");
    assert!(
        session(&harness)
            .project()
            .schema
            .relation_type("Business.Competitor")
            .is_some()
    );
    enter(&mut harness, "Delete…");
    assert!(
        harness
            .query_all_by_label_contains("touches no annotations")
            .count()
            > 0
    );
    enter(&mut harness, "Apply");
    assert_eq!(
        session(&harness).project().schema.relation_types,
        before.relation_types
    );
}

#[test]
fn attributes_of_mentions_come_with_values_and_show_in_the_inspector() {
    let (_folder, mut harness) = editor();
    enter(&mut harness, "Part: Mention attributes");
    type_into(&mut harness, "New attribute", "certainty");
    press(&mut harness, Key::Enter);
    type_into(&mut harness, "Values", "sure, doubtful");
    press(&mut harness, Key::Tab);
    let schema = &session(&harness).project().schema;
    assert_eq!(schema.mention_attributes[0].values, ["sure", "doubtful"]);
    press(&mut harness, Key::Escape);
    press(&mut harness, Key::Escape);
    harness.get_by_label("Elena Petrova, PER, accepted").click();
    settle(&mut harness);
    enter(&mut harness, "Certainty: doubtful");
    let mention = session(&harness).selected_mention().unwrap();
    assert_eq!(mention.attributes.get("certainty").unwrap(), "doubtful");
}

#[test]
fn types_and_roles_are_put_in_another_order_by_button_and_key() {
    let (_folder, mut harness) = editor();
    let first: Vec<_> = session(&harness).project().schema.entity_types[..2]
        .iter()
        .map(|known| known.name.clone())
        .collect();
    enter(&mut harness, &first[0]);
    enter(&mut harness, "Move down");
    let names = |harness: &Harnessed| {
        let types = session(harness).project().schema.entity_types.clone();
        types[..2]
            .iter()
            .map(|known| known.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&harness), [first[1].clone(), first[0].clone()]);
    let row = harness.query_all_by_label(&first[0]).next().unwrap();
    row.focus();
    settle(&mut harness);
    press_with(&mut harness, Modifiers::ALT, Key::ArrowUp);
    assert_eq!(names(&harness), first);
    enter(&mut harness, "Part: Event types");
    enter(&mut harness, "Conflict.Attack");
    enter(&mut harness, "Move Target up");
    let attack = session(&harness)
        .project()
        .schema
        .event_type("Conflict.Attack")
        .unwrap()
        .clone();
    assert_eq!(attack.roles[0].name, "Target");
}

#[test]
fn a_plover_code_is_none_fixed_or_found_by_rule() {
    let (_folder, mut harness) = editor();
    enter(&mut harness, "Part: Event types");
    enter(&mut harness, "Conflict.Attack");
    let plover = |harness: &Harnessed| {
        let schema = &session(harness).project().schema;
        schema.event_type("Conflict.Attack").unwrap().plover.clone()
    };
    enter(&mut harness, "PLOVER code: None");
    assert_eq!(plover(&harness), Plover::None);
    enter(&mut harness, "PLOVER code: Always");
    assert!(matches!(plover(&harness), Plover::Fixed(_)));
    enter(&mut harness, "PLOVER code: By rule");
    enter(&mut harness, "Add a rule");
    let Plover::Rules(rules, otherwise) = plover(&harness) else {
        panic!("no rules");
    };
    assert!(matches!(rules[0].when, PloverCondition::RoleFilled(_)));
    assert!(otherwise.is_some());
    enter(&mut harness, "Delete rule 1");
    assert!(matches!(plover(&harness), Plover::Rules(rules, _) if rules.is_empty()));
}

#[test]
fn deleting_a_type_says_first_what_goes_and_undo_brings_it_back() {
    let (_folder, mut harness) = editor();
    let before = session(&harness).project().clone();
    enter(&mut harness, "PER");
    enter(&mut harness, "Delete…");
    let previews = harness.query_all_by_label_contains("mention");
    assert!(previews.count() > 0);
    assert_eq!(*session(&harness).project(), before);
    enter(&mut harness, "Apply");
    assert!(
        session(&harness)
            .project()
            .schema
            .entity_type("PER")
            .is_none()
    );
    let left = session(&harness).annotations().mentions();
    assert!(left.iter().all(|mention| mention.label != "PER"));
    press(&mut harness, Key::Escape);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(*session(&harness).project(), before);
}

#[test]
fn modules_are_added_hidden_and_taken_away() {
    let (_folder, mut harness) = editor();
    enter(&mut harness, "Part: Schema");
    let num = session(&harness).project().schema.modules.len();
    type_into(&mut harness, "New module", "sport");
    enter(&mut harness, "Add module");
    enter(&mut harness, "sport");
    let module = session(&harness)
        .project()
        .schema
        .modules
        .last()
        .cloned()
        .unwrap();
    assert_eq!((module.name.as_str(), module.shown), ("sport", false));
    enter(&mut harness, "Delete module sport");
    assert_eq!(session(&harness).project().schema.modules.len(), num);
}
