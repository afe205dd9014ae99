//! Edits of the schema: what they touch, and that nothing of them is left once they are taken back.

use super::*;
use crate::model::schema::FillerType;
use crate::model::suggestion::{Decision, Proposal, ProposedMention, SuggestionKey, Verdict};
use crate::model::{
    Argument, Document, Edit, EntityMention, EventMention, Filler, Layer, Moment, Suggestion,
    WordEntry, WordList,
};
use crate::text::{Span, Text};

fn author() -> Author {
    Author {
        by: "ana".into(),
        at: Moment(1),
    }
}

fn mention(id: &str, span: Span, label: &str) -> Annotation {
    Annotation::Mention(EntityMention::new(id, span, label))
}

fn event(roles: &[(&str, &str)]) -> Annotation {
    let arguments = roles.iter().map(|(role, id)| Argument {
        role: (*role).into(),
        filler: Filler::Mention((*id).into()),
        score: None,
    });
    Annotation::Event(EventMention {
        arguments: arguments.collect(),
        attributes: [("polarity".into(), "negative".into())]
            .into_iter()
            .collect(),
        ..EventMention::new("e1", Span::new(7, 14), "Conflict.Attack")
    })
}

fn refusal(span: Span, label: &str) -> Decision {
    let proposal = ProposedMention::of(&EntityMention::new("", span, label));
    Decision {
        key: SuggestionKey::Mention(span, label.into()),
        verdict: Verdict::Rejected,
        suggestion: Suggestion {
            proposal: Proposal::Mention(proposal),
            source: "test".into(),
            score: 0.5,
            reason: "test".into(),
        },
        annotation: None,
        by: "ana".into(),
        at: Moment(0),
    }
}

/// "Rebels shelled Tarsa": a GPE that fills Place and Target of an attack, a refused FAC on the same words.
fn project() -> Project {
    let mut project = Project::new(crate::model::bundled::news());
    let mut document = Document::new("d1".into(), Text::new("Rebels shelled Tarsa."));
    let layer = document.layer_mut(Layer::MAIN);
    layer
        .annotations
        .put(mention("m1", Span::new(15, 20), "GPE"));
    layer
        .annotations
        .put(event(&[("Place", "m1"), ("Target", "m1")]));
    layer.put_decision(refusal(Span::new(15, 20), "FAC"));
    project.documents.push(Arc::new(document));
    project.words = Arc::new(WordList {
        entries: vec![WordEntry {
            text: "Tarsa".into(),
            label: Some("GPE".into()),
            match_case: false,
        }],
    });
    project
}

/// Applies `edit`, checks that its inverse leaves no trace, and gives the project as it is after the edit with what was touched.
fn done(edit: &SchemaEdit) -> (Project, SchemaPlan) {
    let untouched = project();
    let plan = plan(&untouched, edit, &author()).unwrap();
    let step = Edit {
        label: plan.label.clone(),
        by: "ana".into(),
        at: Moment(1),
        changes: plan.changes.clone(),
    };
    let mut changed = untouched.clone();
    step.apply(&mut changed).unwrap();
    assert_ne!(changed, untouched, "{edit:?}");
    let after = changed.clone();
    step.inverse().apply(&mut changed).unwrap();
    assert_eq!(changed, untouched, "{edit:?}");
    (after, plan)
}

fn layer(project: &Project) -> &Layer {
    project.documents[0].layer(Layer::MAIN).unwrap()
}

#[test]
fn a_renamed_entity_type_keeps_annotations_words_fillers_and_suggestions() {
    let (project, plan) = done(&SchemaEdit::Rename(
        Part::EntityTypes,
        "GPE".into(),
        "STATE".into(),
    ));
    assert_eq!(layer(&project).annotations.mentions()[0].label, "STATE");
    assert_eq!(project.words.entries[0].label.as_deref(), Some("STATE"));
    assert_eq!(
        (
            plan.touched.mentions,
            plan.touched.events,
            plan.touched.documents
        ),
        (1, 0, 1)
    );
    let known = project.schema.entity_type("STATE").unwrap();
    assert_eq!(known.suggest_from, ["GPE"]);
    let place = project.schema.event_type("Conflict.Attack").unwrap();
    let place = place.role("Place").unwrap();
    assert!(place.fillers.contains(&FillerType::Entity("STATE".into())));
    assert!(!place.fillers.contains(&FillerType::Entity("GPE".into())));
}

#[test]
fn a_refusal_follows_its_type() {
    let (project, _) = done(&SchemaEdit::Merge(
        Part::EntityTypes,
        "FAC".into(),
        "LOC".into(),
    ));
    let key = |label: &str| SuggestionKey::Mention(Span::new(15, 20), label.into());
    assert!(layer(&project).is_rejected(&key("LOC")));
    assert!(!layer(&project).is_rejected(&key("FAC")));
    let known = project.schema.entity_type("LOC").unwrap();
    assert!(known.suggest_from.contains(&"FAC".into()));
}

#[test]
fn a_deleted_type_takes_its_mentions_out_of_events_and_lists() {
    let (project, plan) = done(&SchemaEdit::Delete(Part::EntityTypes, "GPE".into()));
    assert!(layer(&project).annotations.mentions().is_empty());
    assert!(layer(&project).annotations.events()[0].arguments.is_empty());
    assert!(project.words.entries.is_empty());
    assert_eq!((plan.touched.mentions, plan.touched.events), (1, 1));
    assert_eq!(plan.touched.words(), "1 mention, 1 event in 1 document");
}

#[test]
fn merged_roles_hold_each_filler_once() {
    let edit = SchemaEdit::Merge(
        Part::Roles("Conflict.Attack".into()),
        "Place".into(),
        "Target".into(),
    );
    let (project, _) = done(&edit);
    let arguments = &layer(&project).annotations.events()[0].arguments;
    assert_eq!(arguments.len(), 1);
    assert_eq!(arguments[0].role, "Target");
}

#[test]
fn merged_event_types_keep_every_role() {
    let edit = SchemaEdit::Merge(
        Part::EventTypes,
        "Conflict.Attack".into(),
        "Life.Die".into(),
    );
    let (project, _) = done(&edit);
    let event = &layer(&project).annotations.events()[0];
    let known = project.schema.event_type("Life.Die").unwrap();
    assert_eq!(event.event_type, "Life.Die");
    assert!(
        event
            .arguments
            .iter()
            .all(|argument| known.role(&argument.role).is_some())
    );
}

#[test]
fn every_other_edit_can_be_taken_back() {
    for edit in [
        SchemaEdit::Add(Part::EntityTypes, "SHIP".into()),
        SchemaEdit::Add(Part::EventTypes, "Weather.Storm".into()),
        SchemaEdit::Add(Part::Roles("Conflict.Attack".into()), "Witness".into()),
        SchemaEdit::Add(Part::EventAttributes, "certainty".into()),
        SchemaEdit::Rename(
            Part::EventTypes,
            "Conflict.Attack".into(),
            "Conflict.Assault".into(),
        ),
        SchemaEdit::Rename(
            Part::Roles("Conflict.Attack".into()),
            "Place".into(),
            "Site".into(),
        ),
        SchemaEdit::Rename(Part::EventAttributes, "polarity".into(), "negation".into()),
        SchemaEdit::Delete(Part::EventTypes, "Conflict.Attack".into()),
        SchemaEdit::Delete(Part::Roles("Conflict.Attack".into()), "Place".into()),
        SchemaEdit::Delete(Part::EventAttributes, "polarity".into()),
        SchemaEdit::Merge(Part::EventAttributes, "polarity".into(), "modality".into()),
        SchemaEdit::Add(Part::MentionAttributes, "certainty".into()),
        SchemaEdit::Add(Part::RelationTypes, "Business.Rival".into()),
        SchemaEdit::Rename(
            Part::RelationTypes,
            "Physical.Located".into(),
            "Physical.At".into(),
        ),
        SchemaEdit::Merge(
            Part::RelationTypes,
            "Physical.Near".into(),
            "Physical.Located".into(),
        ),
        SchemaEdit::Delete(Part::RelationTypes, "Physical.Located".into()),
    ] {
        let (project, _) = done(&edit);
        let findings = crate::model::schema_check::findings(&project.schema);
        assert_eq!(findings, Vec::<String>::new(), "{edit:?}");
    }
}

#[test]
fn names_that_are_taken_or_empty_are_refused() {
    for edit in [
        SchemaEdit::Add(Part::EntityTypes, "PER".into()),
        SchemaEdit::Add(Part::EntityTypes, " ".into()),
        SchemaEdit::Rename(Part::EntityTypes, "PER".into(), "Conflict.Attack".into()),
        SchemaEdit::Merge(Part::EntityTypes, "PER".into(), "PER".into()),
        SchemaEdit::Delete(Part::Roles("Conflict.Attack".into()), "Nobody".into()),
    ] {
        assert!(plan(&project(), &edit, &author()).is_err(), "{edit:?}");
    }
}
