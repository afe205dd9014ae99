//! Everything that the model stores about a mention, an event, a chain or a relation is seen and changed in the inspector.

use dateline::app::command::Command;
use dateline::app::selection::{Focus, Selected};
use dateline::app::session::Session;
use dateline::model::suggestion::SuggestionKey;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::hand::{click, run, shows};
use crate::harness::{
    Harnessed, harness, press, press_with, selected_words, session, settle, tab_to, type_text,
};

const ARTICLE: &str = "Minister visits Norway\n\nForeign minister Elena Petrova arrived in Norway on Tuesday. Petrova said Norway and Sweden had agreed to meet again.\n\n\
    Gunmen attacked a hospital in Oslo on Monday and killed two nurses. Police arrested a man after the attack.";

fn window() -> (tempfile::TempDir, Harnessed) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = harness(&[ARTICLE], folder.path());
    press(&mut harness, Key::Tab);
    (folder, harness)
}

fn on(words: &'static str) -> impl Fn(&Session) -> bool {
    move |session| selected_words(session) == words
}

fn on_event(words: &'static str) -> impl Fn(&Session) -> bool {
    move |session| {
        let is_event = matches!(
            session.selected(),
            Selected::Suggestion(SuggestionKey::Event(..)) | Selected::Event(_)
        );
        is_event && selected_words(session) == words
    }
}

/// Replaces what stands in a field and leaves it.
fn fill(harness: &mut Harnessed, field: &str, text: &str) {
    harness.get_by_label(field).focus();
    settle(harness);
    press_with(harness, Modifiers::COMMAND, Key::A);
    type_text(harness, text);
    press(harness, Key::Enter);
}

/// Clicks what has this name.
/// Labels whatever is suggested, by keys.
fn accept_all(harness: &mut Harnessed) {
    run(harness, "Accept all above");
    press(harness, Key::Enter);
}

fn select(harness: &mut Harnessed, command: Command) {
    harness.state_mut().ask(command);
    settle(harness);
}

fn mentions_of(session: &Session, words: &str) -> Vec<dateline::model::EntityMention> {
    let mentions = session.annotations().mentions().iter();
    mentions
        .filter(|mention| session.words_at(mention.extent.envelope()) == words)
        .cloned()
        .collect()
}

#[test]
fn a_date_takes_a_value_or_words_and_says_what_is_wrong() {
    let (_folder, mut harness) = window();
    tab_to(&mut harness, on("Tuesday"));
    fill(&mut harness, "Value", "2026-13-01");
    assert_eq!(harness.query_all_by_label_contains("no month").count(), 1);
    assert!(session(&harness).annotations().mentions().is_empty());
    fill(&mut harness, "Value", "next Friday");
    let value = session(&harness).selected_mention().unwrap().value.clone();
    assert_eq!(value.as_deref(), Some("2026-05-15"));
    assert_eq!(harness.query_all_by_label_contains("no month").count(), 0);
    fill(&mut harness, "Published", "2026-06-10");
    let document = session(&harness).document().unwrap();
    assert_eq!(document.meta.date, "2026-06-10");
}

#[test]
fn counts_heads_and_levels_are_edited() {
    let (_folder, mut harness) = window();
    tab_to(&mut harness, on("two nurses"));
    fill(&mut harness, "Count", "at least three");
    click(&mut harness, "Head: two");
    click(&mut harness, "Level: pronoun");
    let mention = session(&harness).selected_mention().unwrap();
    assert_eq!(mention.count.as_deref(), Some(">=3"));
    let head = mention.head.unwrap();
    assert_eq!(session(&harness).words_at(head), "two");
    assert_eq!(mention.level, dateline::model::Level::Pronoun);
    fill(&mut harness, "Count", "lots and lots of them");
    assert_eq!(
        harness
            .query_all_by_label_contains("Write a number")
            .count(),
        1
    );
}

#[test]
fn country_and_sectors_belong_to_the_entity_and_show_at_all_its_mentions() {
    let (_folder, mut harness) = window();
    accept_all(&mut harness);
    let norway = mentions_of(session(&harness), "Norway");
    assert_eq!(norway.len(), 3);
    select(&mut harness, Command::Select(reference(&norway[0])));
    fill(&mut harness, "Country", "norway");
    select(&mut harness, Command::Select(reference(&norway[2])));
    let entity = session(&harness).entity_of_selected().unwrap();
    assert_eq!(entity.country, "NOR");
    click(&mut harness, "Sectors: none");
    click(&mut harness, "GOV · government");
    let entity = session(&harness).entity_of_selected().unwrap();
    assert_eq!(entity.sectors, ["GOV"]);
    fill(&mut harness, "Country", "Atlantis");
    assert_eq!(
        harness.query_all_by_label_contains("is no country").count(),
        1
    );
}

fn reference(mention: &dateline::model::EntityMention) -> dateline::model::AnnotationRef {
    dateline::model::AnnotationRef::Mention(mention.id.clone())
}

#[test]
fn what_is_half_typed_is_kept_when_another_mark_is_clicked() {
    let (_folder, mut harness) = window();
    accept_all(&mut harness);
    let norway = mentions_of(session(&harness), "Norway");
    select(&mut harness, Command::Select(reference(&norway[0])));
    harness.get_by_label("Country").focus();
    settle(&mut harness);
    type_text(&mut harness, "NOR");
    click(&mut harness, "Sweden, GPE, accepted");
    assert_eq!(selected_words(session(&harness)), "Sweden");
    let entities = session(&harness).annotations().entities();
    assert_eq!(entities.len(), 1);
    assert_eq!(entities[0].country, "NOR");
    assert_eq!(Some(&entities[0].id), norway[0].entity.as_ref());
}

#[test]
fn an_event_has_attributes_and_a_plover_code_that_can_be_chosen() {
    let (_folder, mut harness) = window();
    tab_to(&mut harness, on_event("attacked"));
    click(&mut harness, "Polarity: negative");
    let event = session(&harness).selected_event().unwrap();
    assert_eq!(event.attributes.get("polarity").unwrap(), "negative");
    let shown = harness.query_all_by_label_contains("PLOVER: ").count();
    assert_eq!(shown, 1);
    harness.get_by_label_contains("PLOVER: ").click();
    settle(&mut harness);
    click(&mut harness, "AGREE");
    let event = session(&harness).selected_event().unwrap();
    assert_eq!(event.plover.as_deref(), Some("AGREE"));
    assert!(harness.query_by_label("chosen for this event").is_some());
    harness.get_by_label("PLOVER: AGREE").click();
    settle(&mut harness);
    click(&mut harness, "As the schema says");
    assert_eq!(session(&harness).selected_event().unwrap().plover, None);
}

#[test]
fn chains_are_linked_stepped_split_merged_and_taken_apart() {
    let (_folder, mut harness) = window();
    accept_all(&mut harness);
    let sweden = mentions_of(session(&harness), "Sweden").remove(0);
    select(&mut harness, Command::Select(reference(&sweden)));
    // Sweden with Norway, by letter: nonsense, but two chains.
    press(&mut harness, Key::C);
    assert_eq!(*session(&harness).focus(), Focus::Coreference);
    let offered = session(&harness).antecedents();
    let place = offered
        .iter()
        .position(|link| session(&harness).words_at(link.span) == "Norway")
        .unwrap();
    let letters = [Key::A, Key::B, Key::C, Key::D, Key::E, Key::F];
    press(&mut harness, letters[place]);
    assert_eq!(session(&harness).chain_of_selected().len(), 4);
    // Round the chain and back to where one was.
    for _ in 0..4 {
        press(&mut harness, Key::G);
    }
    assert_eq!(selected_words(session(&harness)), "Sweden");
    press_with(&mut harness, Modifiers::SHIFT, Key::G);
    assert_eq!(selected_words(session(&harness)), "Norway");
    // This Norway and all that follow become a chain of their own, and merge with the others again.
    click(&mut harness, "Split here");
    assert_eq!(session(&harness).chain_of_selected().len(), 2);
    press(&mut harness, Key::C);
    press(&mut harness, Key::A);
    assert_eq!(session(&harness).chain_of_selected().len(), 4);
    press_with(&mut harness, Modifiers::SHIFT, Key::C);
    assert!(session(&harness).chain_of_selected().is_empty());
    let before = mentions_of(session(&harness), "Norway");
    for _ in 0..4 {
        press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    }
    let chains: std::collections::BTreeSet<_> = mentions_of(session(&harness), "Norway")
        .into_iter()
        .map(|mention| mention.entity)
        .collect();
    assert_eq!((before.len(), chains.len()), (3, 1));
    assert_ne!(
        mentions_of(session(&harness), "Sweden")[0].entity,
        mentions_of(session(&harness), "Norway")[0].entity
    );
}

#[test]
fn the_chain_stands_in_the_inspector_with_its_sentences() {
    let (_folder, mut harness) = window();
    tab_to(&mut harness, on("Norway"));
    assert!(harness.query_by_label("Entity of 3 mentions").is_some());
    let rows: Vec<_> = harness
        .query_all_by_label_contains("Sweden had agreed to meet")
        .filter(|node| node.accesskit_node().role() == egui::Role::Button)
        .collect();
    assert_eq!(rows.len(), 1);
    rows[0].click();
    settle(&mut harness);
    let span = session(&harness).selected_span().unwrap();
    assert_eq!(span.start as usize, ARTICLE.rfind("Norway").unwrap());
}

#[test]
fn two_events_of_one_happening_share_a_chain() {
    let (_folder, mut harness) = window();
    accept_all(&mut harness);
    let events = session(&harness).annotations().events();
    let attack = events
        .iter()
        .rfind(|event| session(&harness).words_at(event.trigger.envelope()) == "attack")
        .unwrap();
    let id = attack.id.clone();
    select(
        &mut harness,
        Command::Select(dateline::model::AnnotationRef::Event(id.clone())),
    );
    // Whatever was suggested: it stands alone, and is linked by hand.
    if !session(&harness).chain_of_selected().is_empty() {
        press_with(&mut harness, Modifiers::SHIFT, Key::C);
    }
    assert!(session(&harness).chain_of_selected().len() < 2);
    press(&mut harness, Key::C);
    let offered = session(&harness).antecedents();
    let place = offered
        .iter()
        .position(|link| session(&harness).words_at(link.span) == "attacked")
        .unwrap();
    press(&mut harness, [Key::A, Key::B, Key::C, Key::D][place]);
    let chain = session(&harness).chain_of_selected();
    let words: Vec<String> = chain
        .iter()
        .map(|link| session(&harness).words_at(link.span))
        .collect();
    assert!(words.contains(&"attacked".to_owned()), "{words:?}");
    assert!(words.contains(&"attack".to_owned()), "{words:?}");
    assert!(harness.query_by_label("Same event").is_some());
    press_with(&mut harness, Modifiers::SHIFT, Key::C);
    assert!(
        session(&harness)
            .annotations()
            .event(&id)
            .unwrap()
            .event
            .is_none()
    );
}

#[test]
fn a_relation_is_made_by_clicks_listed_relabelled_and_deleted() {
    let (_folder, mut harness) = window();
    accept_all(&mut harness);
    let steps = session(&harness).history().num_undoable();
    click(&mut harness, "Elena Petrova, PER, accepted");
    press(&mut harness, Key::R);
    click(&mut harness, "Sweden, GPE, accepted");
    // Only what may join a person and a state is offered.
    assert!(shows(&harness, "Physical.Located"));
    assert!(!shows(&harness, "Personal-Social.Family"));
    harness.get_by_label("Relation type").type_text("located");
    settle(&mut harness);
    press(&mut harness, Key::Enter);
    let relation = session(&harness).annotations().relations()[0].clone();
    assert_eq!(relation.relation_type, "Physical.Located");
    assert_eq!(
        *session(&harness).selected(),
        Selected::Relation(relation.id.clone())
    );
    run(&mut harness, "Relations");
    assert_eq!(
        harness
            .query_all_by_label_contains("Go to Physical.Located")
            .count(),
        1
    );
    press(&mut harness, Key::L);
    harness.get_by_label("Relation type").type_text("employ");
    settle(&mut harness);
    press(&mut harness, Key::Enter);
    let relation = session(&harness).annotations().relations()[0].clone();
    assert_eq!(
        relation.relation_type,
        "Organization-Affiliation.Employment"
    );
    // It stands at both of its ends.
    click(&mut harness, "Sweden, GPE, accepted");
    assert!(
        harness
            .query_by_label("← Elena Petrova, Organization-Affiliation.Employment")
            .is_some()
    );
    click(
        &mut harness,
        "← Elena Petrova, Organization-Affiliation.Employment",
    );
    press(&mut harness, Key::X);
    assert!(session(&harness).annotations().relations().is_empty());
    assert_eq!(session(&harness).history().num_undoable(), steps + 3);
    press_with(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(session(&harness).annotations().relations(), [relation]);
}

#[test]
fn a_relation_with_suggested_ends_accepts_them_in_the_same_step() {
    let (_folder, mut harness) = window();
    let steps = session(&harness).history().num_undoable();
    click(&mut harness, "Elena Petrova, PER, suggested");
    press(&mut harness, Key::R);
    click(&mut harness, "Sweden, GPE, suggested");
    harness.get_by_label("Relation type").type_text("located");
    settle(&mut harness);
    press(&mut harness, Key::Enter);
    assert_eq!(session(&harness).annotations().relations().len(), 1);
    assert_eq!(session(&harness).annotations().mentions().len(), 2);
    assert_eq!(session(&harness).history().num_undoable(), steps + 1);
}

#[test]
fn a_pair_that_no_relation_joins_is_told_and_the_start_stays() {
    let (_folder, mut harness) = window();
    click(&mut harness, "Tuesday, DATE, suggested");
    press(&mut harness, Key::R);
    click(&mut harness, "Sweden, GPE, suggested");
    let notices = session(&harness).notices.list();
    assert!(
        notices
            .iter()
            .any(|notice| notice.message.contains("DATE and GPE"))
    );
    assert_eq!(*session(&harness).focus(), Focus::Relation);
}

#[test]
fn a_note_is_changed_answered_and_deleted() {
    let (_folder, mut harness) = window();
    tab_to(&mut harness, on("Sweden"));
    press(&mut harness, Key::N);
    harness.get_by_label("Note text").type_text("Which Sweden?");
    settle(&mut harness);
    click(&mut harness, "An open question");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, on("Sweden"));
    click(&mut harness, "Answered");
    let note = |harness: &Harnessed| session(harness).annotations().notes().first().cloned();
    assert!(!note(&harness).unwrap().open);
    click(&mut harness, "Change note");
    type_text(&mut harness, " The state.");
    press(&mut harness, Key::Enter);
    assert_eq!(&*note(&harness).unwrap().text, "Which Sweden? The state.");
    click(&mut harness, "Delete note");
    assert_eq!(note(&harness), None);
}

#[test]
fn the_roles_of_a_neighbour_fill_what_is_empty_and_fits() {
    let (_folder, mut harness) = window();
    tab_to(&mut harness, on_event("killed"));
    press(&mut harness, Key::K);
    press(&mut harness, Key::Equals);
    let event = session(&harness).selected_event().unwrap().clone();
    let schema = &session(&harness).project().schema;
    let known = schema.event_type("Life.Die").unwrap();
    assert!(
        event
            .arguments
            .iter()
            .any(|argument| argument.role == "Place")
    );
    for argument in &event.arguments {
        let role = known.role(&argument.role).unwrap();
        if let dateline::model::Filler::Mention(id) = &argument.filler {
            let label = &session(&harness).annotations().mention(id).unwrap().label;
            assert!(role.takes_entity(label), "{} {label}", role.name);
        }
    }
}

#[test]
fn one_filler_fills_several_roles() {
    let (_folder, mut harness) = window();
    tab_to(&mut harness, on_event("attacked"));
    press(&mut harness, Key::Enter);
    let event = session(&harness).annotations().events()[0].clone();
    select(
        &mut harness,
        Command::Select(dateline::model::AnnotationRef::Event(event.id.clone())),
    );
    let schema = session(&harness).project().schema.clone();
    let known = schema.event_type(&event.event_type).unwrap();
    let is_hospital = |session: &Session, role: &str| {
        let event = session.selected_event().unwrap();
        let mut arguments = event.arguments.iter();
        arguments.any(|known| {
            let dateline::model::Filler::Mention(id) = &known.filler else {
                return false;
            };
            let span = session.annotations().mention(id).unwrap().extent.envelope();
            known.role == role && session.words_at(span).contains("hospital")
        })
    };
    // The hospital is what was hit and where it happened.
    for wanted in ["Target", "Place"] {
        let index = known
            .roles
            .iter()
            .position(|role| role.name == wanted)
            .unwrap();
        select(&mut harness, Command::OpenCard);
        select(&mut harness, Command::PickRole(index as u8));
        let candidates = session(&harness).candidates(index);
        let hospital = candidates
            .iter()
            .position(|candidate| {
                session(&harness)
                    .words_at(candidate.span)
                    .contains("hospital")
            })
            .unwrap();
        if !is_hospital(session(&harness), wanted) {
            select(&mut harness, Command::PickCandidate(hospital as u8));
        }
    }
    let event = session(&harness).annotations().event(&event.id).unwrap();
    let mut targets = event
        .arguments
        .iter()
        .filter(|known| known.role == "Target");
    let is_place_too = |known: &dateline::model::Argument| {
        let mut places = event.arguments.iter().filter(|other| other.role == "Place");
        places.any(|other| other.filler == known.filler)
    };
    assert!(targets.any(is_place_too), "{:?}", event.arguments);
}
