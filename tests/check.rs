//! Every check finds what it is for, and every repair leaves nothing to complain about.

use std::sync::Arc;

use dateline::formats::marked;
use dateline::model::check::{Code, Severity, check_layer, check_project, repair, text_differs};
use dateline::model::{
    Annotation, AnnotationRef, Annotations, Argument, Attributes, Document, DocumentStatus, Edit,
    EntityMention, EventMention, Filler, MentionId, Moment, Note, NoteTarget, Origin, Project,
    Relation, RelationEnd, Schema,
};
use dateline::text::{Span, Zone, ZoneKind};

fn schema() -> Schema {
    ron::from_str(
        r#"(name: "test",
            entity_types: [(name: "PER", subtypes: ["Group"]), (name: "GPE"), (name: "DATE", has_value: true)],
            event_types: [(name: "Life.Die", roles: [
                (name: "Victim", fillers: [Entity("PER")], expected: true, at_most: None),
                (name: "Place", fillers: [Entity("GPE")]),
                (name: "Cause", fillers: [AnyEvent])])],
            event_attributes: [(name: "polarity", values: ["positive", "negative"])],
            mention_attributes: [(name: "gender")],
            relation_types: [(name: "Physical.Located")])"#,
    )
    .expect("sound input")
}

fn project(marked: &str) -> Project {
    let mut project = Project::new(schema());
    let document = marked::read("d".into(), marked).expect("sound input");
    project.documents.push(Arc::new(document));
    project
}

/// The project with `change` made to its document's main layer.
fn changed(marked: &str, change: impl FnOnce(&mut Document)) -> Project {
    let mut project = project(marked);
    change(Arc::make_mut(&mut project.documents[0]));
    project
}

fn put(document: &mut Document, annotation: Annotation) {
    document.layers[0].annotations.put(annotation);
}

fn mention(id: &str, span: Span, label: &str) -> EntityMention {
    EntityMention::new(id, span, label)
}

fn event(id: &str, span: Span, arguments: Vec<Argument>) -> EventMention {
    EventMention {
        arguments,
        not_stated: vec!["Victim".into()],
        ..EventMention::new(id, span, "Life.Die")
    }
}

fn codes(project: &Project) -> Vec<Code> {
    check_project(project)
        .into_iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}

/// The project after the repair of its only finding, which must leave nothing to complain about.
fn repaired(project: &Project, code: Code) -> Annotations {
    let found = check_project(project);
    assert_eq!(codes(project), [code]);
    let changes = repair(&found[0], project).expect("a repair");
    let edit = Edit {
        label: "Repair".into(),
        by: "ana".into(),
        at: Moment(0),
        changes,
    };
    let mut after = project.clone();
    edit.apply(&mut after).expect("sound input");
    assert_eq!(codes(&after), []);
    after.documents[0].layers[0].annotations.clone()
}

#[test]
fn a_sound_document_has_no_findings() {
    let sound = project(
        "[Ali|PER #a] [died|!Life.Die Victim=a Place=h polarity=positive] in [Homs|GPE #h] on [Friday|DATE value=2016-05-06].",
    );
    assert_eq!(check_project(&sound), []);
}

#[test]
fn spans_must_lie_in_the_text() {
    for (span, what) in [
        (Span::new(0, 99), "leaves"),
        (Span::new(2, 3), "cuts"),
        (Span::new(1, 1), "empty"),
    ] {
        let broken = changed("Zoë fell", |document| {
            put(document, Annotation::Mention(mention("m", span, "PER")));
        });
        let found = check_project(&broken);
        assert_eq!(found[0].code, Code::SpanOutsideText);
        assert!(found[0].message.contains(what), "{}", found[0].message);
    }
    let broken = changed("Zoë fell", |document| {
        let filler = Filler::Span(Span::new(0, 99));
        let argument = Argument {
            role: "Cause".into(),
            filler,
            score: None,
        };
        put(
            document,
            Annotation::Event(event("v", Span::new(5, 9), vec![argument])),
        );
    });
    assert!(codes(&broken).contains(&Code::SpanOutsideText));
}

#[test]
fn edges_on_blanks_are_trimmed() {
    let annotations = repaired(&project("in[ Homs |GPE]now"), Code::EdgeOnBlank);
    assert_eq!(annotations.mentions()[0].extent.envelope(), Span::new(3, 7));
}

#[test]
fn edges_on_punctuation_are_stripped() {
    let annotations = repaired(
        &project("Then [“Homs,|GPE] he said"),
        Code::EdgeOnPunctuation,
    );
    let whole = Span::new(8, 12);
    assert_eq!(annotations.mentions()[0].extent.envelope(), whole);
    // Points of abbreviations, signs of money and closed brackets belong to the name.
    assert_eq!(
        codes(&project(
            "the [U.S.|GPE] and [“Ali”|PER] of [Boko Haram (JAS)|PER] paid [$3|PER]"
        )),
        []
    );
}

#[test]
fn edges_inside_a_grapheme_are_widened() {
    let annotations = repaired(
        &project("[Cafe|GPE]\u{301} Central"),
        Code::EdgeInsideGrapheme,
    );
    assert_eq!(annotations.mentions()[0].extent.envelope(), Span::new(0, 6));
    assert_eq!(codes(&project("[👩‍👩‍👧|PER] came\r\n[Ali|PER]")), []);
}

#[test]
fn heads_lie_inside_their_mention() {
    let broken = changed("[old man|PER nominal #m] fell", |document| {
        let mut wrong = document.layers[0].annotations.mentions()[0].clone();
        wrong.head = Some(Span::new(8, 12));
        put(document, Annotation::Mention(wrong));
    });
    assert_eq!(
        repaired(&broken, Code::HeadOutsideMention).mentions()[0].head,
        None
    );
}

#[test]
fn stored_text_is_compared() {
    let project = project("[Homs|GPE #m] fell");
    let document = &project.documents[0];
    let layer = &document.layers[0];
    let extent = &layer.annotations.mentions()[0].extent;
    let on = AnnotationRef::Mention("m".into());
    assert_eq!(
        text_differs(document, layer, on.clone(), extent, "Homs"),
        None
    );
    let found = text_differs(document, layer, on, extent, "Hama").unwrap();
    assert_eq!(found.code, Code::TextDiffers);
    assert!(found.message.contains("“Hama”"));
}

#[test]
fn roles_take_what_the_schema_says() {
    assert_eq!(
        codes(&project("[died|!Life.Die Victim=h] in [Homs|GPE #h]")),
        [Code::FillerNotAllowed]
    );
    assert_eq!(
        codes(&project(
            "[Ali|PER #a] [died|!Life.Die Victim=a Cause=x] in [war|!Life.Die #x Victim=a]"
        )),
        []
    );
    assert_eq!(
        codes(&project(
            "[Ali|PER #a] [died|!Life.Die Victim=a Place=h Place=i] in [Homs|GPE #h], [Syria|GPE #i]"
        )),
        [Code::TooManyFillers]
    );
}

#[test]
fn expected_roles_are_missed_unless_declared_as_not_stated() {
    let empty = project("Some [died|!Life.Die #v]");
    assert_eq!(codes(&empty), [Code::ExpectedRoleEmpty]);
    assert_eq!(check_project(&empty)[0].severity, Severity::Hint);
    let declared = changed("Some [died|!Life.Die #v]", |document| {
        put(
            document,
            Annotation::Event(event("v", Span::new(5, 9), Vec::new())),
        );
    });
    assert_eq!(codes(&declared), []);
}

#[test]
fn arguments_need_a_trigger() {
    let broken = changed("[Ali|PER #a] died", |document| {
        let argument = Argument {
            role: "Victim".into(),
            filler: Filler::Mention("a".into()),
            score: None,
        };
        put(
            document,
            Annotation::Event(event("v", Span::new(3, 4), vec![argument])),
        );
    });
    assert!(codes(&broken).contains(&Code::ArgumentWithoutTrigger));
}

#[test]
fn ids_that_name_nothing_are_dropped() {
    let gone = MentionId::from("gone");
    let argument = || Argument {
        role: "Victim".into(),
        filler: Filler::Mention(gone.clone()),
        score: None,
    };
    let broken = changed("Some died", |document| {
        put(
            document,
            Annotation::Event(event("v", Span::new(5, 9), vec![argument()])),
        );
    });
    assert!(
        repaired(&broken, Code::DanglingId).events()[0]
            .arguments
            .is_empty()
    );
    let broken = changed("[Ali|PER #a] died", |document| {
        put(
            document,
            Annotation::Relation(Relation {
                id: "r".into(),
                relation_type: "Physical.Located".into(),
                from: RelationEnd::Mention("a".into()),
                to: RelationEnd::Mention(gone.clone()),
                attributes: Attributes::default(),
                origin: Origin::default(),
            }),
        );
    });
    assert!(repaired(&broken, Code::DanglingId).relations().is_empty());
    let broken = changed("[Ali|PER #a] died", |document| {
        put(
            document,
            Annotation::Note(Note {
                id: "n".into(),
                on: NoteTarget::Mention(gone.clone()),
                text: "who?".into(),
                open: true,
                origin: Origin::default(),
            }),
        );
    });
    assert_eq!(
        repaired(&broken, Code::DanglingId).notes()[0].on,
        NoteTarget::Document
    );
}

#[test]
fn ids_are_there_once() {
    let broken = changed("Ali and Ben", |document| {
        document.layers[0].annotations = [
            Annotation::Mention(mention("m", Span::new(0, 3), "PER")),
            Annotation::Mention(mention("m", Span::new(8, 11), "PER")),
        ]
        .into_iter()
        .collect();
    });
    assert_eq!(codes(&broken), [Code::DuplicateId]);
}

#[test]
fn names_that_the_schema_lacks_are_reported_and_likely_ones_offered() {
    let annotations = repaired(&project("[Ali|per]"), Code::UnknownLabel);
    assert_eq!(annotations.mentions()[0].label, "PER");
    let annotations = repaired(
        &changed("died [x|!life:die]", |document| {
            let mut wrong = document.layers[0].annotations.events()[0].clone();
            wrong.not_stated = vec!["Victim".into()];
            put(document, Annotation::Event(wrong));
        }),
        Code::UnknownLabel,
    );
    assert_eq!(annotations.events()[0].event_type, "Life.Die");
    let unknown = project("[Ali|WEIRD]");
    assert_eq!(check_project(&unknown)[0].repair, None);
    let annotations = repaired(
        &project("[Ali|PER #a] [died|!Life.Die Victim=a polarity=NEGATIVE]"),
        Code::UnknownValue,
    );
    assert_eq!(
        annotations.events()[0].attributes.get("polarity").unwrap(),
        "negative"
    );
    let annotations = repaired(
        &project("[Ali|PER #a] [died|!Life.Die Victim=a polarity_=negative]"),
        Code::UnknownAttribute,
    );
    assert_eq!(
        annotations.events()[0].attributes.get("polarity").unwrap(),
        "negative"
    );
    let annotations = repaired(
        &project("[Ali|PER #a] [died|!Life.Die Victim=a VICTIM=a]"),
        Code::UnknownRole,
    );
    assert_eq!(annotations.events()[0].arguments[1].role, "Victim");
    assert_eq!(codes(&project("[Ali|PER subtype=Group gender=m]")), []);
    let annotations = repaired(&project("[Ali|PER subtype=group]"), Code::UnknownValue);
    assert_eq!(
        annotations.mentions()[0].attributes.get("subtype").unwrap(),
        "Group"
    );
}

#[test]
fn of_two_equal_annotations_one_is_kept_with_all_links() {
    let twice = project("[[Ali|PER #a]|PER #b] [died|!Life.Die Victim=b]");
    let annotations = repaired(&twice, Code::DuplicateAnnotation);
    assert_eq!(annotations.mentions().len(), 1);
    assert_eq!(
        annotations.events()[0].arguments[0].filler,
        Filler::Mention("a".into())
    );
    let twice = project("[Ali|PER #a] [died|!Life.Die Victim=a & !Life.Die Victim=a]");
    assert_eq!(
        repaired(&twice, Code::DuplicateAnnotation).events().len(),
        1
    );
    assert_eq!(
        codes(&project(
            "[Ali|PER #a], [Ben|PER #b]: [dead|!Life.Die Victim=a & !Life.Die Victim=b]"
        )),
        []
    );
}

#[test]
fn strings_are_labelled_alike_and_throughout() {
    let two = project("[Jordan|GPE], [Jordan|GPE] and [Jordan|PER]");
    let found = check_project(&two);
    assert_eq!(codes(&two), [Code::TwoLabelsForOneString]);
    assert_eq!(found[0].span, Some(Span::new(19, 25)));
    let left = project("[Homs|GPE] and Homs, not Homsi; the [Homs club|PER]");
    assert_eq!(codes(&left), [Code::StringLeftUnlabelled]);
    assert_eq!(check_project(&left)[0].span, Some(Span::new(9, 13)));
}

#[test]
fn annotations_in_boilerplate_are_reported() {
    let broken = changed("Share [Homs|GPE]", |document| {
        let span = document.text().span();
        document.set_zones(vec![Zone {
            kind: ZoneKind::Boilerplate,
            span,
        }]);
    });
    assert_eq!(codes(&broken), [Code::InBoilerplate]);
}

#[test]
fn a_done_document_has_no_open_suggestions() {
    let mut document = marked::read("d".into(), "Homs").unwrap();
    document.layers[0].status = DocumentStatus::Done;
    let check =
        |document: &Document, open| check_layer(document, &document.layers[0], &schema(), open);
    assert_eq!(check(&document, 0), []);
    assert_eq!(check(&document, 2)[0].code, Code::DoneWithOpenSuggestions);
    document.layers[0].status = DocumentStatus::InProgress;
    assert_eq!(check(&document, 2), []);
}

#[test]
fn of_names_that_begin_alike_the_longest_is_missed_and_parts_of_words_are_not() {
    let left = project(
        "[New York|GPE] and the [New York Times|PER]: the New York Times, New Yorkers, a New York-born man",
    );
    let found = check_project(&left);
    let missed: Vec<&str> = found
        .iter()
        .filter_map(|diagnostic| diagnostic.message.split('”').next())
        .collect();
    assert_eq!(missed, ["“New York Times", "“New York"]);
}

#[test]
fn dates_have_values() {
    assert_eq!(
        codes(&project("on [Friday|DATE]")),
        [Code::DateWithoutValue]
    );
}

#[test]
fn a_repair_of_what_has_changed_since_gives_nothing() {
    let before = project("in[ Homs |GPE]now");
    let found = check_project(&before);
    let after = project("in Homs now");
    assert_eq!(repair(&found[0], &after), None);
}
