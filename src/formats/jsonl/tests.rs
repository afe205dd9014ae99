use proptest::prelude::*;

use super::*;
use crate::model::{
    Annotation, Argument, Attributes, Decision, Document, DocumentStatus, Entity, EntityMention,
    EventMention, Extent, Filler, Layer, Level, Moment, Note, NoteTarget, Origin, Proposal,
    ProposedArgument, ProposedEvent, ProposedMention, Relation, RelationEnd, Status, SuggestedBy,
    Suggestion, Verdict,
};
use crate::text::{Span, Zone};

fn read(line: &str) -> Document {
    let imported = read_record(line, 1, Strictness::Refuse).unwrap();
    assert_eq!(imported.diagnostics, []);
    imported.document
}

fn refused(line: &str) -> String {
    read_record(line, 7, Strictness::Refuse)
        .unwrap_err()
        .to_string()
}

fn written(document: &Document) -> String {
    let mut out = Vec::new();
    let options = WriteOptions {
        layer: None,
        suggestions: &document.brought,
        decisions: true,
    };
    write_record(&mut out, document, &options);
    String::from_utf8(out).unwrap()
}

const FULL: &str = r#"{"id": "aleppo", "text": "Share\n\nUS, Russia win trucé 👍 promise on Wednesday", "status": "in-progress", "tags": ["pilot"],
 "meta": {"title": "T", "source": "a.txt", "url": "u", "date": "2016-05-04", "desk": "world", "wire": 7},
 "zones": [{"kind": "boilerplate", "start": 0, "end": 5, "by_hand": true}, {"kind": "headline", "start": 7, "end": 50}],
 "entities": [{"id": "m1", "start": 7, "end": 9, "text": "US", "label": "GPE", "level": "name", "entity": "c1", "status": "suggested",
               "source": "gazetteer", "score": 0.98, "reason": "listed country", "layer": "main", "kb": "Q30"},
              {"id": "m2", "start": 41, "end": 50, "text": "Wednesday", "label": "DATE", "value": "2016-05-04", "status": "accepted", "by": "ana", "at": "2026-11-22T10:00:00Z", "wiki": [1, 2]}],
 "events": [{"id": "v1", "type": "Diplomacy.Ceasefire", "trigger": {"start": 22, "end": 27, "text": "trucé"}, "event": "k1",
             "arguments": [{"role": "Party", "mention": "m1", "start": 7, "end": 9, "score": 0.8}],
             "attributes": {"polarity": "positive", "tense": "future"}, "status": "suggested", "source": "lexicon", "score": 0.91, "reason": "noun “truce”"}],
 "relations": [{"id": "r1", "type": "Physical.Located", "from": "m2", "to": "m2"}],
 "notes": [{"on": "m2", "text": "sure?", "open": true}],
 "labels_annotated": ["GPE"], "nested": {"a": [1.50, null]}}"#;

#[test]
fn the_record_of_the_specification_reads() {
    let document = read(&FULL.replace('\n', " "));
    assert_eq!(document.id.as_str(), "aleppo");
    assert_eq!(document.meta.date, "2016-05-04");
    assert_eq!(document.meta.other, [("desk".into(), "world".into())]);
    assert_eq!(document.zones().len(), 2);
    let main = &document.layers[0];
    assert_eq!(main.status, DocumentStatus::InProgress);
    let date = &main.annotations.mentions()[0];
    assert_eq!(document.text().slice(date.extent.envelope()), "Wednesday");
    assert_eq!(date.origin.status, Status::Accepted);
    assert_eq!(date.origin.at, Moment(1_795_341_600));
    assert_eq!(document.brought.len(), 2);
    let Proposal::Event(event) = &document.brought[1].proposal else {
        panic!("an event");
    };
    assert_eq!(document.text().slice(event.trigger), "trucé");
    assert_eq!(event.arguments[0].label.as_deref(), Some("GPE"));
    assert_eq!(
        main.annotations.notes()[0].on,
        NoteTarget::Mention("m2".into())
    );
}

#[test]
fn fields_that_dateline_does_not_know_come_back_where_they_were() {
    let out = written(&read(&FULL.replace('\n', " ")));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["labels_annotated"][0], "GPE");
    assert!(out.contains("\"nested\": {\"a\": [1.50, null]}"), "{out}");
    assert_eq!(json["entities"][0]["kb"], "Q30");
    assert_eq!(json["entities"][0]["id"], "m1");
    assert_eq!(json["entities"][1]["wiki"], serde_json::json!([1, 2]));
    assert_eq!(json["events"][0]["event"], "k1");
    assert_eq!(json["events"][0]["arguments"][0]["mention"], "m1");
    assert_eq!(json["meta"]["wire"], 7);
    assert_eq!(json["zones"][0]["by_hand"], true);
    assert!(json.get("#entities").is_none());
    assert_eq!(written(&read(&out)), out);
}

#[test]
fn the_text_comes_back_unchanged_and_offsets_count_it() {
    let document = read(
        r#"{"text": "A\r\nZoë\tfell \u2028\u0000\/", "id": 12, "entities": [{"start": 3, "end": 6, "label": "PER"}]}"#,
    );
    assert_eq!(document.text().as_str(), "A\r\nZoë\tfell \u{2028}\0/");
    let mention = &document.layers[0].annotations.mentions()[0];
    assert_eq!(document.text().slice(mention.extent.envelope()), "Zoë");
    assert_eq!(mention.origin, Origin::default());
    let json: serde_json::Value = serde_json::from_str(&written(&document)).unwrap();
    assert_eq!(json["text"], document.text().as_str());
    assert_eq!(json["id"], 12);
    assert_eq!(json["entities"][0]["text"], "Zoë");
}

#[test]
fn a_record_needs_a_text_and_nothing_else() {
    let document = read_record(r#"{"text": ""}"#, 31, Strictness::Refuse)
        .unwrap()
        .document;
    assert_eq!(document.id.as_str(), "31");
    assert!(document.unknown_json.is_empty());
    assert_eq!(refused(r#"{"id": "x"}"#), "line 7: `text` is missing");
}

#[test]
fn what_cannot_be_read_is_named() {
    assert!(refused("{\"text\": \"a\"").starts_with("line 7: column "));
    assert!(refused("[]").contains("expected an object"));
    assert!(refused(r#"{"text": 4}"#).contains("`text`: invalid type"));
    let off = r#"{"text": "abc", "entities": [{"start": 0, "end": 1, "label": "PER"}, {"start": 1, "end": 9, "label": "PER"}]}"#;
    assert_eq!(
        refused(off),
        "line 7: entities[1]: 1–9 leaves the text of 3 characters"
    );
    let lenient = read_record(off, 7, Strictness::Report).unwrap();
    assert_eq!(lenient.document.layers[0].annotations.mentions().len(), 1);
    assert_eq!(lenient.diagnostics.len(), 1);
    assert!(
        refused(r#"{"text": "abc", "entities": [{"start": 2, "end": 1, "label": "PER"}]}"#)
            .contains("before it starts")
    );
    assert!(
        refused(r#"{"text": "abc", "entities": [{"start": -1, "end": 1, "label": "PER"}]}"#)
            .contains("`start`")
    );
    assert!(refused(r#"{"text": "abc", "entities": [{"start": 0, "end": 1, "label": "PER", "status": "maybe"}]}"#).contains("maybe"));
    assert!(refused(r#"{"text": "abc", "status": "lost"}"#).contains("lost"));
}

#[test]
fn a_text_that_differs_and_an_id_that_is_taken_are_reported() {
    let line = r#"{"text": "abc", "entities": [{"id": "m", "start": 0, "end": 1, "text": "b", "label": "PER"}, {"id": "m", "start": 1, "end": 2, "label": "PER"}]}"#;
    let imported = read_record(line, 3, Strictness::Refuse).unwrap();
    assert_eq!(imported.diagnostics.len(), 2);
    assert_eq!(
        imported.diagnostics[0].to_string(),
        "line 3: 0–1 reads “a” in the text, “b” in the record"
    );
    let mentions = imported.document.layers[0].annotations.mentions();
    assert_ne!(mentions[0].id, mentions[1].id);
}

#[test]
fn an_argument_without_its_mention_is_a_bare_span() {
    let document = read(
        r#"{"text": "Rebels fled", "events": [{"type": "Movement.Transport", "trigger": {"start": 7, "end": 11}, "arguments": [{"role": "Artifact", "mention": "gone", "start": 0, "end": 6}]}]}"#,
    );
    let event = &document.layers[0].annotations.events()[0];
    assert_eq!(event.arguments[0].filler, Filler::Span(Span::new(0, 6)));
}

#[test]
fn suggestions_get_free_ids_and_arguments_find_them() {
    let mut document = read(
        r#"{"text": "Rebels fled", "entities": [{"id": "s1", "start": 7, "end": 11, "label": "X"}]}"#,
    );
    document.brought = vec![
        suggested(Proposal::Mention(ProposedMention {
            extent: Extent::new(Span::new(0, 6)),
            head: None,
            label: "PER".into(),
            level: Level::Nominal,
            value: None,
            count: None,
            entity: None,
        })),
        suggested(Proposal::Event(ProposedEvent {
            trigger: Span::new(7, 11),
            event_type: "Movement.Transport".into(),
            arguments: vec![ProposedArgument {
                role: "Artifact".into(),
                span: Span::new(0, 6),
                label: Some("PER".into()),
                score: 0.5,
            }],
            attributes: Attributes::default(),
            event: None,
        })),
    ];
    let json: serde_json::Value = serde_json::from_str(&written(&document)).unwrap();
    assert_eq!(json["entities"][0]["id"], "s2");
    assert_eq!(json["events"][0]["arguments"][0]["mention"], "s2");
}

#[test]
fn refused_suggestions_are_written_only_when_asked_for() {
    let document = read(
        r#"{"text": "Jordan", "entities": [{"start": 0, "end": 6, "label": "GPE", "status": "rejected", "source": "gazetteer", "score": 0.7, "by": "ana"}]}"#,
    );
    let layer = &document.layers[0];
    assert!(layer.annotations.is_empty());
    assert!(layer.is_rejected(&crate::model::SuggestionKey::Mention(
        Span::new(0, 6),
        "GPE".into()
    )));
    let mut out = Vec::new();
    write_record(&mut out, &document, &WriteOptions::default());
    assert!(!String::from_utf8(out).unwrap().contains("rejected"));
    assert!(written(&document).contains("\"status\": \"rejected\""));
}

#[test]
fn lines_are_numbered_as_the_file_has_them() {
    let source = b"\xEF\xBB\xBF{\"text\": \"a\"}\r\n\n  \n\xFF\n{\"text\": \"b\"}";
    let lines: Vec<Line> = Lines::new(&source[..]).map(Result::unwrap).collect();
    let numbers: Vec<u64> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 4, 5]);
    assert!(lines[0].read(Strictness::Refuse).is_ok());
    assert_eq!(
        lines[1].read(Strictness::Refuse).unwrap_err().to_string(),
        "line 4: byte 1 is no UTF-8"
    );
    assert_eq!(
        lines[2]
            .read(Strictness::Refuse)
            .unwrap()
            .document
            .id
            .as_str(),
        "5"
    );
}

fn suggested(proposal: Proposal) -> Suggestion {
    Suggestion {
        proposal,
        source: "test".into(),
        score: 0.5,
        reason: "why \"so\"".into(),
    }
}

/// Numbers to build one document from; every number is taken modulo what fits.
#[derive(Clone, Debug)]
struct Plan {
    text: String,
    mentions: Vec<(u32, u32, u32)>,
    events: Vec<(u32, u32, u32)>,
    layers: u32,
    seed: u32,
}

fn plan() -> impl Strategy<Value = Plan> {
    (
        "[a-c é👍\\r\\n\"\\\\ض]{4,60}",
        prop::collection::vec(any::<(u32, u32, u32)>(), 0..8),
        prop::collection::vec(any::<(u32, u32, u32)>(), 0..5),
        0_u32..3,
        any::<u32>(),
    )
        .prop_map(|(text, mentions, events, layers, seed)| Plan {
            text,
            mentions,
            events,
            layers,
            seed,
        })
}

struct Builder {
    text: Text,
    places: Vec<u32>,
}

impl Builder {
    fn span(&self, from: u32, length: u32) -> Span {
        let last = self.places.len() - 1;
        let start = from as usize % last;
        let end = (start + 1 + length as usize % 4).min(last);
        Span::new(self.places[start], self.places[end])
    }

    fn extent(&self, from: u32, length: u32) -> Extent {
        let first = self.span(from, length);
        if length.is_multiple_of(5) {
            let second = self.span(from.wrapping_add(length), 1);
            Extent::from_fragments(vec![first, second]).unwrap()
        } else {
            Extent::new(first)
        }
    }
}

fn origin(seed: u32) -> Origin {
    Origin {
        status: Status::ALL[seed as usize % 3],
        by: if seed.is_multiple_of(2) { "ana" } else { "" }.into(),
        at: Moment(i64::from(seed % 3) * 1_700_000_000),
        suggested: seed.is_multiple_of(3).then(|| {
            Box::new(SuggestedBy {
                source: "rules".into(),
                score: (seed % 100) as f32 / 100.0,
                reason: "“said”".into(),
            })
        }),
    }
}

fn pick(seed: u32, words: [&str; 3]) -> Option<smol_str::SmolStr> {
    words.get(seed as usize % 4).map(|word| (*word).into())
}

fn build(plan: &Plan) -> Document {
    let text = Text::new(plan.text.clone());
    let mut places: Vec<u32> = plan.text.char_indices().map(|(at, _)| at as u32).collect();
    places.push(text.len());
    let builder = Builder {
        text: text.clone(),
        places,
    };
    let mut document = Document::new("doc".into(), text);
    document.meta.title = "Title".into();
    document.meta.other = vec![("desk".into(), "x".into())];
    document.tags = vec!["a".into(), "b".into()];
    document.suggestions_shown = pick(plan.seed, ["y", "n", "n"]).map(|word| word == "y");
    document.set_zones(vec![Zone {
        kind: ZoneKind::ALL[plan.seed as usize % 7],
        span: builder.span(plan.seed, 3),
    }]);
    document.unknown_json = "{\"x\": [1, {\"y\": null}]}".into();
    for index in 0..plan.layers {
        document.layer_mut(&format!("round-{index}"));
    }
    let num_layers = document.layers.len();
    for layer in 0..num_layers {
        fill_layer(
            &builder,
            plan,
            layer,
            num_layers,
            &mut document.layers[layer],
        );
    }
    fill_suggestions(&builder, plan, &mut document);
    document
}

fn fill_layer(builder: &Builder, plan: &Plan, index: usize, num_layers: usize, layer: &mut Layer) {
    let mut all = Vec::new();
    let mut ids: Vec<Filler> = vec![Filler::Span(builder.span(plan.seed, 2))];
    for (number, &(from, length, seed)) in plan.mentions.iter().enumerate() {
        if number % num_layers != index {
            continue;
        }
        let id: crate::model::MentionId = format!("m{number}").as_str().into();
        ids.push(Filler::Mention(id.clone()));
        all.push(Annotation::Mention(EntityMention {
            id,
            extent: builder.extent(from, length),
            head: seed.is_multiple_of(2).then(|| builder.span(from, 0)),
            label: ["PER", "DATE", "ORG"][seed as usize % 3].into(),
            level: Level::ALL[seed as usize % 3],
            value: pick(seed, ["2016-05", "P3D", "x"]),
            count: pick(seed.wrapping_add(1), ["3", ">=3", "~200"]),
            entity: pick(seed, ["c1", "c2", "c3"]).map(Into::into),
            attributes: pick(seed, ["a", "b", "c"])
                .map(|value| ("subtype".into(), value))
                .into_iter()
                .collect(),
            origin: origin(seed),
        }));
    }
    let events: Vec<_> = plan
        .events
        .iter()
        .enumerate()
        .filter(|(number, _)| number % num_layers == index)
        .collect();
    ids.extend(
        events
            .iter()
            .map(|(number, _)| Filler::Event(format!("v{number}").as_str().into())),
    );
    for (number, &(from, length, seed)) in events {
        all.push(Annotation::Event(EventMention {
            id: format!("v{number}").as_str().into(),
            trigger: builder.extent(from, length),
            event_type: "Life.Die".into(),
            arguments: (0..seed % 4)
                .map(|round| Argument {
                    role: ["Victim", "Agent"][round as usize % 2].into(),
                    filler: ids[(seed.wrapping_add(round) as usize) % ids.len()].clone(),
                    score: seed.is_multiple_of(2).then_some(0.25),
                })
                .collect(),
            not_stated: pick(seed, ["Place", "Time", "Agent"]).into_iter().collect(),
            attributes: pick(seed, ["negative", "positive", "x\ny"])
                .map(|value| ("polarity".into(), value))
                .into_iter()
                .collect(),
            event: pick(seed, ["k1", "k2", "k3"]).map(Into::into),
            plover: pick(seed.wrapping_add(2), ["ASSAULT", "AID", "x"]),
            origin: origin(seed),
        }));
    }
    if let Some(Filler::Mention(id)) = ids.get(1) {
        all.push(Annotation::Relation(Relation {
            id: format!("r{index}").as_str().into(),
            relation_type: "Physical.Located".into(),
            from: RelationEnd::Mention(id.clone()),
            to: RelationEnd::Mention(id.clone()),
            attributes: Attributes::default(),
            origin: origin(plan.seed),
        }));
        all.push(Annotation::Note(Note {
            id: format!("n{index}").as_str().into(),
            on: NoteTarget::Mention(id.clone()),
            text: "why?".into(),
            open: true,
            origin: origin(plan.seed),
        }));
    }
    all.push(Annotation::Note(Note {
        id: format!("o{index}").as_str().into(),
        on: if plan.seed.is_multiple_of(2) {
            NoteTarget::Document
        } else {
            NoteTarget::Span(builder.span(plan.seed, 1))
        },
        text: "\u{1}odd".into(),
        open: false,
        origin: Origin::default(),
    }));
    all.push(Annotation::Entity(Entity {
        id: "c1".into(),
        name: "Syria".into(),
        country: "SY".into(),
        sectors: vec!["GOV".into(), "MIL".into()],
    }));
    layer.annotations = all.into_iter().collect();
    layer.active_secs = plan.seed % 3;
    layer.was_done = plan.seed % 5 == 1;
    layer.status = match plan.seed % 4 {
        0 => DocumentStatus::New,
        1 => DocumentStatus::InProgress,
        2 => DocumentStatus::Done,
        _ => DocumentStatus::Skipped("off topic".into()),
    };
    layer.checked.add(builder.span(plan.seed, 2));
    layer.checked.labels = pick(plan.seed, ["PER", "ORG", "GPE"]).into_iter().collect();
    fill_decisions(builder, plan, layer);
}

fn fill_decisions(builder: &Builder, plan: &Plan, layer: &mut Layer) {
    let mention = proposed_mention(builder, plan.seed, plan.seed / 7);
    let event = proposed_event(builder, plan.seed / 3);
    let made = layer
        .annotations
        .mentions()
        .first()
        .map(|mention| crate::model::AnnotationRef::Mention(mention.id.clone()));
    let refused_argument = match event.proposal {
        Proposal::Event(ref event) => crate::model::SuggestionKey::Argument(
            event.trigger,
            event.event_type.clone(),
            "Victim".into(),
            builder.span(plan.seed, 0),
        ),
        Proposal::Mention(_) => event.key(),
    };
    for (key, verdict, suggestion, annotation) in [
        (event.key(), Verdict::Rejected, event.clone(), None),
        (refused_argument, Verdict::Rejected, event, None),
        (mention.key(), Verdict::Corrected, mention, made),
    ] {
        layer.put_decision(Decision {
            key,
            verdict,
            suggestion,
            annotation,
            by: "ben".into(),
            at: Moment(1_700_000_000),
        });
    }
}

fn proposed_mention(builder: &Builder, from: u32, length: u32) -> Suggestion {
    suggested(Proposal::Mention(ProposedMention {
        extent: builder.extent(from, length),
        head: Some(builder.span(from, 0)),
        label: "GPE".into(),
        level: Level::Nominal,
        value: pick(from, ["1", "2", "3"]),
        count: pick(length, ["1", "2", "3"]),
        entity: pick(from, ["c1", "c2", "c3"]).map(Into::into),
    }))
}

fn proposed_event(builder: &Builder, from: u32) -> Suggestion {
    suggested(Proposal::Event(ProposedEvent {
        trigger: builder.span(from, 1),
        event_type: "Life.Injure".into(),
        arguments: vec![ProposedArgument {
            role: "Victim".into(),
            span: builder.span(from, 2),
            label: None,
            score: 0.5,
        }],
        attributes: [("polarity".into(), "negative".into())]
            .into_iter()
            .collect(),
        event: pick(from, ["k1", "k2", "k3"]).map(Into::into),
    }))
}

/// Two suggestions, a mention and an event whose argument is that mention.
fn fill_suggestions(builder: &Builder, plan: &Plan, document: &mut Document) {
    let mention = proposed_mention(builder, plan.seed, 1);
    let mut event = proposed_event(builder, plan.seed / 5);
    if let Proposal::Event(event) = &mut event.proposal {
        event.arguments.push(ProposedArgument {
            role: "Place".into(),
            span: mention.span(),
            label: Some("GPE".into()),
            score: 0.75,
        });
    }
    document.brought = vec![mention, event];
    assert!(builder.text.get(document.brought[0].span()).is_some());
}

/// Ids of suggestions are noted when a record is read; that is no difference.
fn without_noted_ids(mut document: Document) -> Document {
    let mut json: serde_json::Value =
        serde_json::from_str(&document.unknown_json).unwrap_or_default();
    if let Some(fields) = json.as_object_mut() {
        fields.remove("#suggestions");
    }
    document.unknown_json = json.to_string().into();
    document
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(plan in plan()) {
        let document = build(&plan);
        let line = written(&document);
        prop_assert_eq!(line.matches('\n').count(), 1);
        let back = read_record(&line, 1, Strictness::Refuse).unwrap();
        prop_assert_eq!(&back.diagnostics, &[]);
        prop_assert_eq!(written(&back.document), line);
        prop_assert_eq!(without_noted_ids(back.document), without_noted_ids(document));
    }

    #[test]
    fn no_line_panics(line in "\\PC{0,80}") {
        let read = read_record(&line, 1, Strictness::Report);
        prop_assert!(read.is_err() || line.contains("text"));
    }
}
