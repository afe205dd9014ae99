//! The bundled schemas: each loads and is sound, holds what it promises, and `news` fits the marked sentences and gold articles of this repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dateline::formats::marked;
use dateline::model::schema::Plover;
use dateline::model::{Annotations, Filler, Schema, bundled, schema_check};

fn schema(name: &str) -> Schema {
    bundled::schema(name).expect(name)
}

fn labels(schema: &Schema) -> Vec<&str> {
    schema
        .entity_types
        .iter()
        .map(|known| &*known.name)
        .collect()
}

#[test]
fn every_schema_loads_under_its_name_and_is_sound() {
    for name in bundled::schema_names() {
        let source = bundled::schema_source(name).unwrap();
        let schema =
            bundled::read_schema(source).unwrap_or_else(|error| panic!("{name}.ron: {error}"));
        assert_eq!(schema.name, name);
        assert!(!schema.description.is_empty(), "{name}");
        assert_eq!(schema_check::findings(&schema), [""; 0], "{name}");
    }
    assert_eq!(bundled::schema("nonsense"), None);
}

#[test]
fn a_schema_survives_writing_and_reading() {
    for name in bundled::schema_names() {
        let schema = schema(name);
        let written = ron::ser::to_string(&schema).unwrap();
        assert_eq!(bundled::read_schema(&written).unwrap(), schema, "{name}");
    }
}

#[test]
fn an_unknown_field_is_refused_with_its_place() {
    let error = bundled::read_schema("(\n    name: \"x\",\n    nmae: \"y\",\n)").unwrap_err();
    assert_eq!(error.span.start.line, 3, "{error}");
}

#[test]
fn every_type_tells_what_it_is() {
    for name in bundled::schema_names() {
        let schema = schema(name);
        let of_entities = schema
            .entity_types
            .iter()
            .map(|known| (&known.name, &known.guidance));
        let of_events = schema
            .event_types
            .iter()
            .map(|known| (&known.name, &known.guidance));
        for (label, guidance) in of_entities.chain(of_events) {
            assert!(!guidance.definition.is_empty(), "{name}: {label}");
            assert!(!guidance.examples.is_empty(), "{name}: {label}");
        }
    }
}

#[test]
fn news_holds_the_labels_of_the_interchange_record() {
    let news = bundled::news();
    let shown: Vec<&str> = news
        .shown_entity_types()
        .map(|known| &*known.name)
        .collect();
    assert_eq!(
        shown.join(" "),
        "PER ORG GPE LOC FAC NORP VEH WEA DATE TIME MONEY PERCENT QUANTITY NUMBER TITLE CRIME SENTENCE"
    );
    let off: Vec<&str> = news
        .entity_types
        .iter()
        .filter(|known| known.off)
        .map(|known| &*known.name)
        .collect();
    assert_eq!(off.join(" "), "EVENT_NAME LAW PRODUCT WORK DISEASE");
    assert_eq!(news.event_types.len(), 33 + 7 + 11);
    let num_civil = news
        .event_types
        .iter()
        .filter(|known| known.module == "civil")
        .count();
    assert_eq!(num_civil, 11);
    for known in &news.event_types {
        for role in ["Place", "Time"] {
            assert!(known.role(role).is_some(), "{} has no {role}", known.name);
        }
    }
}

#[test]
fn ace_has_seven_entity_types_and_33_event_types() {
    let ace = schema("ace2005");
    let core: Vec<&str> = ace
        .entity_types
        .iter()
        .filter(|known| known.module.is_empty())
        .map(|known| &*known.name)
        .collect();
    assert_eq!(core, ["FAC", "GPE", "LOC", "ORG", "PER", "VEH", "WEA"]);
    assert_eq!(ace.event_types.len(), 33);
    assert_eq!(ace.relation_types.len(), 18);
    let num_subtypes: usize = ace
        .entity_types
        .iter()
        .filter(|known| known.module.is_empty())
        .map(|known| known.subtypes.len())
        .sum();
    assert_eq!(num_subtypes, 45);
    let news = bundled::news();
    for known in &ace.event_types {
        assert!(news.event_type(&known.name).is_some(), "{}", known.name);
    }
}

#[test]
fn plover_has_its_codes_and_ontonotes_and_conll_their_labels() {
    let plover = schema("plover");
    let names: Vec<&str> = plover
        .event_types
        .iter()
        .map(|known| &*known.name)
        .collect();
    assert_eq!(names, schema_check::PLOVER_CODES);
    for known in &plover.event_types {
        assert_eq!(known.plover, Plover::Fixed(known.name.clone()));
    }
    let contexts = plover
        .event_attributes
        .iter()
        .find(|known| known.name == "context");
    assert_eq!(contexts.unwrap().values.len(), 37);
    assert_eq!(schema("ontonotes").entity_types.len(), 18);
    assert_eq!(labels(&schema("conll2003")), ["PER", "LOC", "ORG", "MISC"]);
    assert!(labels(&schema("blank")).is_empty());
}

#[test]
fn what_feeds_a_type_is_a_label_of_the_suggestions() {
    let news = bundled::news();
    for name in bundled::schema_names() {
        let schema = schema(name);
        for known in &schema.entity_types {
            for label in &known.suggest_from {
                let is_own = *label == known.name;
                assert!(
                    is_own || news.entity_type(label).is_some(),
                    "{name}: {label}"
                );
            }
        }
        for known in &schema.event_types {
            for event_type in &known.suggest_from {
                assert!(
                    news.event_type(event_type).is_some(),
                    "{name}: {event_type}"
                );
            }
            for role in known.roles.iter().flat_map(|role| &role.suggest_from) {
                let exists = news
                    .event_types
                    .iter()
                    .any(|source| source.role(role).is_some());
                assert!(exists, "{name}: {role}");
            }
        }
    }
}

/// What `annotations` hold that `schema` does not allow.
fn misfits(schema: &Schema, annotations: &Annotations) -> Vec<String> {
    let mut found = Vec::new();
    for mention in annotations.mentions() {
        if schema
            .entity_type(&mention.label)
            .is_none_or(|known| known.off)
        {
            found.push(format!("label {}", mention.label));
        }
    }
    for event in annotations.events() {
        let Some(event_type) = schema.event_type(&event.event_type) else {
            found.push(format!("type {}", event.event_type));
            continue;
        };
        for argument in &event.arguments {
            let fits = event_type
                .role(&argument.role)
                .is_some_and(|role| match &argument.filler {
                    Filler::Mention(id) => annotations
                        .mention(id)
                        .is_some_and(|mention| role.takes_entity(&mention.label)),
                    Filler::Event(id) => annotations
                        .event(id)
                        .is_some_and(|filler| role.takes_event(&filler.event_type)),
                    Filler::Span(_) => role.takes_span(),
                });
            if !fits {
                found.push(format!(
                    "{}.{} {:?}",
                    event.event_type, argument.role, argument.filler
                ));
            }
        }
        for (name, value) in event.attributes.iter() {
            let known = schema
                .event_attributes
                .iter()
                .find(|known| known.name == *name);
            if known.is_none_or(|known| !known.values.contains(value)) {
                found.push(format!("{}: {name}={value}", event.event_type));
            }
        }
    }
    found
}

fn text_files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    files
}

#[test]
fn news_allows_what_the_gold_articles_hold() {
    let news = bundled::news();
    for path in text_files("gold") {
        let source = std::fs::read_to_string(&path).unwrap();
        let document = marked::read_file("d".into(), &source).unwrap();
        let found = misfits(&news, &document.layers[0].annotations);
        assert_eq!(found, [""; 0], "{}", path.display());
    }
}

#[test]
fn news_allows_what_the_cases_of_entities_hold() {
    let news = bundled::news();
    for path in text_files("cases/entities") {
        for (index, line) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
            if line.is_empty() || line.starts_with('#') || line.starts_with("==") {
                continue;
            }
            let place = format!("{}:{}", path.display(), index + 1);
            let document =
                marked::read("d".into(), line).unwrap_or_else(|error| panic!("{place}: {error}"));
            let annotations = &document.layers[0].annotations;
            assert_eq!(misfits(&news, annotations), [""; 0], "{place}");
            assert!(annotations.events().is_empty(), "{place}");
        }
    }
}

/// Every event type has at least six positive and three negative sentences; positive ones hold an event of the type, negative ones none, and all fit the schema.
#[test]
fn every_event_type_has_its_marked_sentences() {
    let news = bundled::news();
    let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for path in text_files("cases/events") {
        let event_type = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut section = None;
        for (index, line) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
            let place = format!("{}:{}", path.display(), index + 1);
            match line {
                "== positive" => section = Some(true),
                "== negative" => section = Some(false),
                _ if line.is_empty() || line.starts_with('#') => {}
                _ => {
                    let is_positive = section.unwrap_or_else(|| panic!("{place}: no section"));
                    let document = marked::read("d".into(), line).unwrap();
                    let annotations = &document.layers[0].annotations;
                    assert_eq!(misfits(&news, annotations), [""; 0], "{place}");
                    let holds = annotations
                        .events()
                        .iter()
                        .any(|event| event.event_type == event_type);
                    assert_eq!(holds, is_positive, "{place}");
                    counts.entry(event_type.clone()).or_default()[usize::from(!is_positive)] += 1;
                }
            }
        }
    }
    for known in &news.event_types {
        let [num_positive, num_negative] = counts.remove(&*known.name).unwrap_or_default();
        assert!(
            num_positive >= 6,
            "{}: {num_positive} positive sentences",
            known.name
        );
        assert!(
            num_negative >= 3,
            "{}: {num_negative} negative sentences",
            known.name
        );
    }
    assert!(counts.is_empty(), "files of unknown types: {counts:?}");
}
