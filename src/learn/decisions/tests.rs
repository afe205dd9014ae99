use std::sync::Arc;

use super::file::{self, StoredLearnt};
use super::memory::{Evidence, Memory, Remembered};
use super::{Learnt, latest, taught};
use crate::model::schema::AttributeType;
use crate::model::{
    Annotation, Decision, Document, DocumentId, DocumentStatus, EntityMention, EntityType,
    EventMention, Extent, Layer, Level, Moment, Proposal, ProposedMention, Schema, Suggestion,
    SuggestionKey, Verdict, WordList, bundled,
};
use crate::preannotate::{Analysis, Pipeline};
use crate::text::{Span, Text};

/// An article: `[words|LABEL]` is labelled, `{words|LABEL}` was refused.
fn article(id: &str, marked: &str, status: DocumentStatus) -> Arc<Document> {
    let (mut text, mut layer) = (String::new(), Layer::new(Layer::MAIN));
    let mut open = None;
    let mut label = None;
    for character in marked.chars() {
        match character {
            '[' | '{' => open = Some(text.len()),
            '|' => label = Some(String::new()),
            ']' | '}' => {
                let span = Span::from_range(open.take().expect("open")..text.len());
                let label = label.take().expect("a label");
                if character == ']' {
                    let mention =
                        EntityMention::new(format!("m{}", text.len()).as_str(), span, label);
                    layer.annotations.put(Annotation::Mention(mention));
                } else {
                    layer.put_decision(refusal(span, &label));
                }
            }
            other => match &mut label {
                Some(label) => label.push(other),
                None => text.push(other),
            },
        }
    }
    layer.status = status;
    let mut document = Document::new(DocumentId::from(id), Text::new(text.as_str()));
    document.layers = vec![layer];
    Arc::new(document)
}

fn refusal(span: Span, label: &str) -> Decision {
    let suggestion = Suggestion {
        proposal: Proposal::Mention(ProposedMention {
            extent: Extent::new(span),
            head: None,
            label: label.into(),
            level: Level::Name,
            value: None,
            count: None,
            entity: None,
        }),
        source: "test".into(),
        score: 0.9,
        reason: "test".into(),
    };
    Decision {
        key: suggestion.key(),
        verdict: Verdict::Rejected,
        suggestion,
        annotation: None,
        by: "ana".into(),
        at: Moment(0),
    }
}

fn done(id: &str, marked: &str) -> Arc<Document> {
    article(id, marked, DocumentStatus::Done)
}

fn knowledge() -> Pipeline {
    Pipeline::knowledge(&bundled::news(), &WordList::default())
}

fn learn(documents: &[Arc<Document>]) -> Learnt {
    Learnt::from(
        documents,
        Layer::MAIN,
        &Arc::new(bundled::news()),
        &knowledge,
    )
}

/// Names that are suggested in a text, as "words LABEL".
fn suggested(learnt: &Learnt, text: &str) -> Vec<String> {
    let schema: Arc<Schema> = Arc::new(bundled::news());
    let document = Document::new(DocumentId::from("new"), Text::new(text));
    let pipeline = learnt.apply(knowledge(), &schema);
    let suggestions = pipeline.suggest(&document, &Layer::new(Layer::MAIN));
    let is_mention =
        |suggestion: &&Suggestion| matches!(suggestion.key(), SuggestionKey::Mention(..));
    let words = |suggestion: &Suggestion| {
        format!(
            "{} {}",
            document.text().slice(suggestion.span()),
            suggestion.label()
        )
    };
    suggestions.iter().filter(is_mention).map(words).collect()
}

#[test]
fn what_was_labelled_is_suggested_where_it_stands_again() {
    let text = "Shares of zorblax fell.";
    assert_eq!(suggested(&Learnt::default(), text), Vec::<String>::new());
    let learnt = learn(&[done("a", "Nobody buys [zorblax|VEH], [Quimp|PER] said.")]);
    assert_eq!(suggested(&learnt, text), ["zorblax VEH"]);
}

#[test]
fn capitals_tell_a_name_from_a_word() {
    let learnt = learn(&[done("a", "[Reading|GPE] is a town.")]);
    assert_eq!(
        suggested(&learnt, "They were reading on."),
        Vec::<String>::new()
    );
}

#[test]
fn one_slip_is_soon_outweighed() {
    let slip = done("a", "He had a [spoon|WEA].");
    assert_eq!(
        suggested(&learn(&[Arc::clone(&slip)]), "A spoon fell."),
        ["spoon WEA"]
    );
    let later = [
        slip,
        done("b", "A spoon lay there."),
        done("c", "Take a spoon."),
    ];
    assert_eq!(
        suggested(&learn(&later), "A spoon fell."),
        Vec::<String>::new()
    );
}

#[test]
fn what_was_refused_twice_is_not_suggested_again() {
    let text = "A helicopter came to Aleppo.";
    let before = suggested(&Learnt::default(), text);
    assert!(before.contains(&"helicopter VEH".to_owned()), "{before:?}");
    let refused = |id: &str| article(id, "One {helicopter|VEH} flew.", DocumentStatus::InProgress);
    let once = suggested(&learn(&[refused("a")]), text);
    assert!(once.contains(&"helicopter VEH".to_owned()), "{once:?}");
    let twice = suggested(&learn(&[refused("a"), refused("b")]), text);
    assert!(!twice.contains(&"helicopter VEH".to_owned()), "{twice:?}");
    assert!(twice.contains(&"Aleppo GPE".to_owned()), "{twice:?}");
}

#[test]
fn a_string_takes_the_label_that_it_usually_has_here() {
    let documents = ["a", "b"].map(|id| done(id, "[Lincoln|ORG] sells cars."));
    let names = suggested(&learn(&documents), "A factory of Lincoln closed.");
    assert!(names.contains(&"Lincoln ORG".to_owned()), "{names:?}");
}

#[test]
fn text_that_nobody_finished_says_nothing_by_what_it_does_not_mark() {
    let begun = article(
        "b",
        "A zorblax lay there. zorblax! zorblax!",
        DocumentStatus::InProgress,
    );
    let documents = [done("a", "A [zorblax|VEH] fell."), begun];
    assert_eq!(
        suggested(&learn(&documents), "A zorblax fell."),
        ["zorblax VEH"]
    );
}

#[test]
fn learning_from_nothing_changes_nothing() {
    let learnt = learn(&[article("a", "Rebels shelled Aleppo.", DocumentStatus::New)]);
    assert!(learnt.is_empty());
    let text = "Rebels shelled a hospital in Aleppo on Monday, Reuters reported.";
    assert_eq!(
        suggested(&learnt, text),
        suggested(&Learnt::default(), text)
    );
}

/// Articles in which the same people labelled names alone.
fn names_only(count: usize) -> Vec<Arc<Document>> {
    let places = ["Aleppo", "Homs", "Idlib", "Raqqa", "Hama", "Tartus"];
    (0..count)
        .map(|number| {
            let (here, there) = (places[number % 6], places[(number + 1) % 6]);
            let text = format!(
                "The soldiers left [{here}|GPE] for the village near [{there}|GPE]. The minister met fighters at a hospital."
            );
            done(&format!("d{number}"), &text)
        })
        .collect()
}

#[test]
fn whoever_wants_names_alone_gets_names_alone() {
    let text = "The soldiers left Damascus for a village. A minister came to the hospital.";
    let before = suggested(&Learnt::default(), text);
    assert!(before.len() > 3, "{before:?}");
    let learnt = learn(&names_only(12));
    let proof = learnt.proof.expect("enough to prove");
    assert!(
        proof.is_used && proof.learnt.f1() > proof.rules.f1(),
        "{proof:?}"
    );
    assert_eq!(suggested(&learnt, text), ["Damascus GPE"]);
}

#[test]
fn a_label_that_nobody_knows_is_learnt_from_what_it_was_given_to() {
    let mut schema = Schema {
        entity_types: Vec::new(),
        ..bundled::news()
    };
    schema.entity_types.push(EntityType {
        name: "MINISTER".into(),
        ..EntityType::default()
    });
    let schema = Arc::new(schema);
    let first = ["Anna", "Peter", "Maria", "John", "Elena", "Paul"];
    let last = ["Novak", "Rossi", "Miller", "Petrova", "Meyer"];
    let documents: Vec<Arc<Document>> = (0..30)
        .map(|number| {
            let name = |number: usize| format!("{} {}", first[number % 6], last[number % 5]);
            let (one, other) = (name(number), name(number + 7));
            let text = format!("Finance minister [{one}|MINISTER] resigned. Singer {other} sang.");
            done(&format!("d{number}"), &text)
        })
        .collect();
    let pipeline = || Pipeline::knowledge(&schema, &WordList::default());
    let learnt = Learnt::from(&documents, Layer::MAIN, &schema, &pipeline);
    let text = "Finance minister David Brown resigned. Singer Laura Smith sang.";
    let document = Document::new(DocumentId::from("new"), Text::new(text));
    let suggest = |pipeline: Pipeline| -> Vec<String> {
        let suggestions = pipeline.suggest(&document, &Layer::new(Layer::MAIN));
        let mentions = suggestions
            .iter()
            .filter(|suggestion| matches!(suggestion.key(), SuggestionKey::Mention(..)));
        mentions
            .map(|suggestion| {
                format!(
                    "{} {}",
                    document.text().slice(suggestion.span()),
                    suggestion.label()
                )
            })
            .collect()
    };
    assert!(suggest(pipeline()).is_empty());
    assert_eq!(
        suggest(learnt.apply(pipeline(), &schema)),
        ["David Brown MINISTER"]
    );
}

#[test]
fn the_same_decisions_always_teach_the_same() {
    let documents = names_only(8);
    let (one, other) = (learn(&documents), learn(&documents));
    assert_eq!(one.memory, other.memory);
    assert_eq!(one.mentions, other.mentions);
    assert_eq!(one.events, other.events);
}

#[test]
fn what_was_learnt_comes_back_from_its_file_and_suggests_the_same() {
    let mut documents = names_only(12);
    documents.push(done("a", "Nobody buys [zorblax|VEH], [Quimp|PER] said."));
    let stored = StoredLearnt {
        layer: "ana".into(),
        base: "none".into(),
        learnt: Arc::new(learn(&documents)),
    };
    assert!(stored.learnt.mentions.is_some());
    let bytes = file::write(&stored);
    let back = file::read(&bytes).expect("just written");
    assert_eq!((&back.layer, &back.base), (&stored.layer, &stored.base));
    assert_eq!(back.learnt.memory.stored(), stored.learnt.memory.stored());
    assert_eq!(back.learnt.mentions, stored.learnt.mentions);
    assert_eq!(back.learnt.events, stored.learnt.events);
    assert_eq!(back.learnt.proof, stored.learnt.proof);
    let text = "The soldiers took a zorblax to Quimp in Damascus.";
    assert_eq!(
        suggested(&back.learnt, text),
        suggested(&stored.learnt, text)
    );
    assert!(suggested(&back.learnt, text).contains(&"zorblax VEH".to_owned()));
    for end in 0..bytes.len() {
        assert!(file::read(&bytes[..end]).is_err());
    }
}

#[test]
fn a_documents_own_decisions_do_not_count_where_it_is_left_out() {
    let documents = [
        done("a", "A [zorblax|VEH] fell."),
        done("b", "A [zorblax|VEH] and a zorblax fell."),
    ];
    let memory = Arc::new(Memory::of(&taught(&documents, Layer::MAIN)));
    let evidence = |left_out| {
        let document = Document::new(DocumentId::from("n"), Text::new("A zorblax fell."));
        let remembered = Remembered {
            memory: Arc::clone(&memory),
            schema: Arc::new(bundled::news()),
            left_out,
        };
        let analysis = Analysis::new(&document);
        let learnt = Learnt {
            memory: Arc::clone(&memory),
            ..Learnt::default()
        };
        let findings = learnt
            .apply(knowledge(), &remembered.schema)
            .find(&analysis, &Layer::new(Layer::MAIN));
        let mention = findings.mentions.first().expect("remembered").clone();
        remembered.evidence(&analysis, &mention).0
    };
    assert_eq!(evidence(None), Evidence { right: 2, wrong: 1 });
    assert_eq!(evidence(Some(0)), Evidence { right: 1, wrong: 1 });
    assert_eq!(evidence(Some(1)), Evidence { right: 1, wrong: 0 });
    assert_eq!(evidence(Some(7)), Evidence { right: 2, wrong: 1 });
}

#[test]
fn an_attribute_that_no_rule_knows_is_learnt_from_the_words_around() {
    let mut schema = bundled::news();
    schema.event_attributes = vec![AttributeType {
        name: "source".into(),
        values: vec!["seen".into(), "rumour".into()],
        default: Some("seen".into()),
        ..AttributeType::default()
    }];
    let schema = Arc::new(schema);
    let places = ["Aleppo", "Homs", "Idlib", "Raqqa", "Hama"];
    let documents: Vec<Arc<Document>> = (0..20)
        .map(|number| {
            let (place, is_rumour) = (places[number % 5], number % 2 == 0);
            let words = if is_rumour { "reportedly " } else { "" };
            let before = format!("Rebels {words}");
            let text = format!("{before}attacked {place}.");
            let trigger = Span::from_range(before.len()..before.len() + "attacked".len());
            let mut event = EventMention::new("e1", trigger, "Conflict.Attack");
            if is_rumour {
                event.attributes.set("source", Some("rumour".into()));
            }
            let mut layer = Layer::new(Layer::MAIN);
            layer.annotations.put(Annotation::Event(event));
            layer.status = DocumentStatus::Done;
            let mut document = Document::new(format!("d{number}").as_str().into(), Text::new(text));
            document.layers = vec![layer];
            Arc::new(document)
        })
        .collect();
    let pipeline = || Pipeline::knowledge(&schema, &WordList::default());
    let learnt = Learnt::from(&documents, Layer::MAIN, &schema, &pipeline);
    let source_of = |text: &str| {
        let document = Document::new(DocumentId::from("new"), Text::new(text));
        let taught = learnt.apply(pipeline(), &schema);
        let suggestions = taught.suggest(&document, &Layer::new(Layer::MAIN));
        let event = suggestions
            .into_iter()
            .find_map(|suggestion| match suggestion.proposal {
                Proposal::Event(event) => Some(event),
                Proposal::Mention(_) => None,
            });
        event.expect("an attack").attributes.get("source").cloned()
    };
    assert_eq!(
        source_of("Soldiers reportedly attacked Damascus."),
        Some("rumour".into())
    );
    assert_eq!(source_of("Soldiers attacked Damascus."), None);
}

#[test]
fn where_there_are_too_many_documents_the_latest_teach() {
    let at = |id: &str, moment: i64| {
        let mut document = Document::clone(&article(
            id,
            "One {two|VEH} three four.",
            DocumentStatus::Done,
        ));
        let mut decision = document.layers[0].decisions()[0].clone();
        decision.at = Moment(moment);
        document.layers[0].put_decision(decision);
        Arc::new(document)
    };
    let documents = [
        at("a", 5),
        at("b", 9),
        at("c", 1),
        done("d", "One two three four."),
    ];
    let numbered = || (0..).zip(taught(&documents, Layer::MAIN)).collect();
    let kept = |most: usize| -> Vec<String> {
        let kept = latest(numbered(), most).into_iter();
        kept.map(|(_, (document, _))| document.id.to_string())
            .collect()
    };
    assert_eq!(kept(100), ["a", "b", "c", "d"]);
    assert_eq!(kept(10), ["a", "b"]);
    assert_eq!(kept(5), ["b"]);
}

mod bytes {
    use super::*;
    use crate::learn::sealed::seal;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_in_the_envelope_are_what_was_learnt_or_an_error(
            body in proptest::collection::vec(any::<u8>(), 0..60)
        ) {
            let _either_way = file::read(&seal(file::KIND, &body));
        }
    }
}

mod order {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The memory says the same of every string, whatever the order of the documents.
        #[test]
        fn the_order_of_documents_does_not_matter_to_the_memory(
            order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle()
        ) {
            let documents = [
                done("a", "A [zorblax|VEH] fell on [Quimp|PER]."),
                done("b", "The zorblax of [Quimp|ORG] fell."),
                article("c", "{Quimp|PER} fell.", DocumentStatus::InProgress),
                done("d", "[Quimp|PER] and Quimp."),
                done("e", "Nothing happened."),
                done("f", "A [zorblax|VEH]."),
            ];
            let shuffled: Vec<_> = order.iter().map(|at| Arc::clone(&documents[*at])).collect();
            let text = "A zorblax fell on Quimp.";
            let memory_alone = |documents: &[Arc<Document>]| Learnt {
                memory: Arc::new(Learnt::memory_of(documents, Layer::MAIN)),
                ..Learnt::default()
            };
            prop_assert_eq!(
                suggested(&memory_alone(&documents), text),
                suggested(&memory_alone(&shuffled), text)
            );
        }
    }
}
