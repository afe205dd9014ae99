//! The article in the window: how much of it is in sight, and links that are drawn in it.

use dateline::app::selection::{Focus, Picker};
use dateline::model::Filler;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::hand::type_into;
use crate::harness::{Harnessed, harness, harness_of, press, press_with, session, settle};

/// Paragraphs of two or three rows, a name or more in each row.
const LONG: &str = "Share

Minister visits Norway, Sweden and Finland in one week

Foreign minister Elena Petrova arrived in Norway on Tuesday, where she met the prime minister of Norway, after a night in Sweden that Petrova spent in Stockholm with friends from Helsinki and Riga.

Petrova said Norway and Sweden had agreed to meet again in Oslo on Friday, when the president of Finland is expected to come from Helsinki, and on Monday ministers of Latvia and Estonia will follow.

Advertisement

In Bergen the mayor told Reuters that Norway had bought ships from France in March, and that Germany and Poland were waiting for an answer from Paris, where Macron meets the king of Norway on Thursday.

Sweden sent Denmark a letter on Monday, which Copenhagen had not answered by Wednesday, according to Reuters, while in Berlin the chancellor of Germany called the plan of Sweden and Norway a good one.

Petrova flies to Helsinki on Saturday and to Riga on Sunday, where Latvia, Estonia and Lithuania want to sign the plan of Norway and Sweden, said a spokesman for the government of Latvia in Riga on Monday.

On Tuesday Poland and Germany will talk about Ukraine in Warsaw, and France has asked Spain and Italy to come, an official in Paris told Reuters on Monday, adding that Portugal and Greece were invited too.

In Vilnius the president of Lithuania thanked Norway on Friday, and in Tallinn Estonia said that Finland and Sweden had done the same in Brussels on Thursday, when Belgium and Austria were still silent.";

fn window(article: &'static str) -> (tempfile::TempDir, Harnessed) {
    let folder = tempfile::tempdir().expect("a folder");
    let harness = harness(&[article], folder.path());
    (folder, harness)
}

#[test]
fn eighteen_annotated_rows_are_in_sight_at_the_usual_size() {
    let folder = tempfile::tempdir().unwrap();
    let harness = harness_of(&[LONG], folder.path(), (1440.0, 900.0), false);
    let article = harness.get_by_label("Article").rect();
    let session = session(&harness);
    let text = session.document().unwrap().text();
    let mut rows = Vec::new();
    for suggestion in session.open_suggestions() {
        let words = text.slice(suggestion.span()).replace('\n', " ");
        let label = suggestion.label().rsplit('.').next().unwrap_or_default();
        let name = format!("{words}, {label}, suggested");
        let labels = harness.query_all_by_label(&name).map(|node| node.rect());
        let in_sight = labels.filter(|label| article.contains_rect(*label));
        rows.extend(in_sight.map(|label| label.center().y.round() as i32));
    }
    rows.sort_unstable();
    // Labels of one row lie at the same height, those of a second lane a little lower.
    rows.dedup_by(|lower, upper| *lower - *upper < 16);
    assert!(rows.len() >= 18, "{} rows at {rows:?}", rows.len());
}

const ATTACK: &str = "Gunmen attacked a hospital in Oslo on Monday and fled to Bergen.";

/// Draws a link from the trigger of [`ATTACK`] to its last place.
fn draw_link(harness: &mut Harnessed) {
    let from = harness
        .get_by_label("attacked, Attack, suggested")
        .rect()
        .center();
    let to = harness
        .get_by_label("Bergen, GPE, suggested")
        .rect()
        .center()
        - egui::vec2(0.0, 14.0);
    harness.drag_at(from);
    settle(harness);
    harness.hover_at(from.lerp(to, 0.5));
    settle(harness);
    harness.drop_at(to);
    settle(harness);
    assert_eq!(*session(harness).focus(), Focus::Picker(Picker::Role));
}

/// The fillers of a role of the first event.
fn fillers(harness: &Harnessed, role: &str) -> Vec<String> {
    let session = session(harness);
    let arguments = session.annotations().events()[0].arguments.iter();
    arguments
        .filter(|argument| argument.role == role)
        .filter_map(|argument| match &argument.filler {
            Filler::Mention(id) => session.annotations().mention(id),
            _ => None,
        })
        .map(|mention| session.words_at(mention.extent.envelope()))
        .collect()
}

#[test]
fn a_link_drawn_from_a_trigger_fills_the_role_that_is_picked() {
    let (_folder, mut harness) = window(ATTACK);
    draw_link(&mut harness);
    let role = harness
        .query_all_by_label("Place")
        .find(|node| node.accesskit_node().role() == egui::Role::Button);
    role.expect("the roles are asked for").click();
    settle(&mut harness);
    assert!(fillers(&harness, "Place").contains(&"Bergen".to_owned()));
    assert_eq!(*session(&harness).focus(), Focus::Article);
}

#[test]
fn the_role_of_a_link_is_picked_by_keys() {
    let (_folder, mut harness) = window(ATTACK);
    draw_link(&mut harness);
    press(&mut harness, Key::Escape);
    assert_eq!(*session(&harness).focus(), Focus::Article);
    assert!(session(&harness).annotations().events().is_empty());
    // The digit is the one that the role has in the card.
    let schema = &session(&harness).project().schema;
    let attack = schema.event_type("Conflict.Attack").unwrap();
    let place = attack.roles.iter().position(|role| role.name == "Place");
    let digit = (place.unwrap() + 1).to_string();
    draw_link(&mut harness);
    type_into(&mut harness, "Role", &digit);
    assert!(fillers(&harness, "Place").contains(&"Bergen".to_owned()));
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    draw_link(&mut harness);
    let first = session(&harness).link_choices()[0].name.clone();
    let second = session(&harness).link_choices()[1].name.clone();
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    assert!(fillers(&harness, &second).contains(&"Bergen".to_owned()));
    assert!(!fillers(&harness, &first).contains(&"Bergen".to_owned()));
}

#[test]
fn an_article_opens_at_its_start_wherever_the_pointer_rests() {
    let (_folder, mut harness) = window(LONG);
    harness.hover_at(egui::pos2(640.0, 500.0));
    settle(&mut harness);
    assert!(harness.query_all_by_label_contains("Norway, GPE").count() > 3);
    let headline = harness
        .query_all_by_label("Norway, GPE, suggested")
        .map(|node| node.rect().top())
        .fold(f32::INFINITY, f32::min);
    assert!(headline < 170.0, "{headline}");
}
