//! An answer beside what the engine suggests: one suggestion per thing, scores by what was decided, decisions never overridden.

use std::sync::Arc;

use dateline::app::own_model::competing::{Rules, together};
use dateline::app::own_model::trust::{ENOUGH, Trust};
use dateline::model::bundled::news;
use dateline::model::{
    Annotation, Decision, Document, EntityMention, EventMention, Extent, Layer, Level, Moment,
    Proposal, ProposedArgument, ProposedEvent, ProposedMention, Suggestion, SuggestionKey, Verdict,
    WordEntry, WordList,
};
use dateline::preannotate::WORD_LIST;
use dateline::text::{Span, Text, Zone, ZoneKind};
use proptest::prelude::*;

const TEXT: &str = "Ali Hassan died in Homs. Advertisement";

fn document() -> Document {
    Document::new("d1".into(), Text::new(TEXT))
}

fn span(words: &str) -> Span {
    let at = TEXT.find(words).unwrap();
    Span::from_range(at..at + words.len())
}

fn mention(words: &str, label: &str, source: &str, score: f32) -> Suggestion {
    mention_at(span(words), label, source, score)
}

fn mention_at(span: Span, label: &str, source: &str, score: f32) -> Suggestion {
    let proposal = ProposedMention {
        extent: Extent::new(span),
        head: None,
        label: label.into(),
        level: Level::Name,
        value: None,
        count: None,
        entity: None,
    };
    Suggestion {
        proposal: Proposal::Mention(proposal),
        source: source.into(),
        score,
        reason: "".into(),
    }
}

/// An event at a word with fillers: role, words and perhaps a label.
fn event(
    trigger: &str,
    event_type: &str,
    arguments: &[(&str, &str, Option<&str>)],
    source: &str,
    score: f32,
) -> Suggestion {
    let arguments = arguments
        .iter()
        .map(|(role, words, label)| ProposedArgument {
            role: (*role).into(),
            span: span(words),
            label: label.map(Into::into),
            score,
        });
    let proposal = ProposedEvent {
        trigger: span(trigger),
        event_type: event_type.into(),
        arguments: arguments.collect(),
        attributes: dateline::model::Attributes::default(),
        event: None,
    };
    Suggestion {
        proposal: Proposal::Event(proposal),
        source: source.into(),
        score,
        reason: "".into(),
    }
}

fn compete_in(
    made: Vec<Suggestion>,
    said: &[Suggestion],
    document: &Document,
    layer: &Layer,
    words: &WordList,
    trust: &Trust,
) -> Vec<Suggestion> {
    let schema = news();
    together(
        made,
        said,
        document,
        layer,
        &Rules {
            schema: &schema,
            words,
            trust,
        },
    )
}

/// What is suggested: words, label, source, score; fillers with their labels.
fn compete(made: Vec<Suggestion>, said: &[Suggestion]) -> Vec<String> {
    let layer = Layer::new(Layer::MAIN);
    shown(&compete_in(
        made,
        said,
        &document(),
        &layer,
        &WordList::default(),
        &Trust::default(),
    ))
}

fn shown(suggestions: &[Suggestion]) -> Vec<String> {
    let one = |suggestion: &Suggestion| {
        let words = &TEXT[suggestion.span().range()];
        let mut shown = format!(
            "{words} {} {} {:.2}",
            suggestion.label(),
            suggestion.source,
            suggestion.score
        );
        if let Proposal::Event(event) = &suggestion.proposal {
            for argument in &event.arguments {
                let label = argument.label.as_deref().unwrap_or("-");
                shown.push_str(&format!(
                    " {}={}:{label}",
                    argument.role,
                    &TEXT[argument.span.range()]
                ));
            }
        }
        shown
    };
    suggestions.iter().map(one).collect()
}

#[test]
fn one_suggestion_per_thing_is_left() {
    let rules = || {
        vec![
            mention("Ali", "PER", "names", 0.6),
            mention("Homs", "GPE", "names", 0.8),
        ]
    };
    // The same place under another label: the surer one.
    assert_eq!(
        compete(rules(), &[mention("Homs", "ORG", "command/x", 0.5)]),
        ["Ali PER names 0.60", "Homs GPE names 0.80"]
    );
    assert_eq!(
        compete(rules(), &[mention("Homs", "LOC", "command/x", 0.9)]),
        ["Ali PER names 0.60", "Homs LOC command/x 0.90"]
    );
    // Another cut of the same name.
    assert_eq!(
        compete(rules(), &[mention("Ali Hassan", "PER", "command/x", 0.7)]),
        ["Ali Hassan PER command/x 0.70", "Homs GPE names 0.80"]
    );
    assert_eq!(
        compete(rules(), &[mention("Ali Hassan", "PER", "command/x", 0.3)]),
        ["Ali PER names 0.60", "Homs GPE names 0.80"]
    );
    // A name in another one is another thing.
    assert_eq!(
        compete(rules(), &[mention("Ali Hassan", "ORG", "command/x", 0.3)]).len(),
        3
    );
    // What hangs on another thing is one of its own.
    let inner = vec![mention("Homs", "GPE", "names", 0.8)];
    assert_eq!(
        compete(inner, &[mention("died in Homs", "GPE", "command/x", 0.9)]).len(),
        2
    );
    // Said twice, it is one.
    let twice = [
        mention("Homs", "GPE", "command/x", 0.7),
        mention("Ali", "PER", "command/x", 0.65),
        mention("Homs", "GPE", "command/x", 0.6),
    ];
    assert_eq!(
        compete(Vec::new(), &twice),
        ["Ali PER command/x 0.65", "Homs GPE command/x 0.70"]
    );
    // Crossing.
    assert_eq!(
        compete(
            vec![mention("Hassan died", "PER", "names", 0.2)],
            &[mention("Ali Hassan", "ORG", "command/x", 0.3)]
        ),
        ["Ali Hassan ORG command/x 0.30"]
    );
}

#[test]
fn where_both_say_the_same_one_suggestion_says_that_both_do() {
    let said = [mention("Homs", "GPE", "chat/x", 0.7)];
    let layer = Layer::new(Layer::MAIN);
    let both = |score| {
        compete_in(
            vec![mention("Homs", "GPE", "names", score)],
            &said,
            &document(),
            &layer,
            &WordList::default(),
            &Trust::default(),
        )
    };
    let surer = both(0.9);
    assert_eq!(shown(&surer), ["Homs GPE names 0.90"]);
    assert!(
        surer[0].reason.contains("chat/x 0.70 says so too"),
        "{}",
        surer[0].reason
    );
    let less_sure = both(0.4);
    assert_eq!(shown(&less_sure), ["Homs GPE chat/x 0.70"]);
    assert!(
        less_sure[0].reason.starts_with("chat/x 0.70"),
        "{}",
        less_sure[0].reason
    );
}

#[test]
fn the_projects_own_words_always_win() {
    let listed = vec![mention("Homs", "LOC", WORD_LIST, 0.5)];
    assert_eq!(
        compete(listed, &[mention("Homs", "GPE", "command/x", 0.9)]),
        ["Homs LOC word-list 0.50"]
    );
    let never = WordList {
        entries: vec![WordEntry {
            text: "Homs".into(),
            label: None,
            match_case: false,
        }],
    };
    let layer = Layer::new(Layer::MAIN);
    let left = compete_in(
        Vec::new(),
        &[mention("Homs", "GPE", "command/x", 0.9)],
        &document(),
        &layer,
        &never,
        &Trust::default(),
    );
    assert_eq!(shown(&left), Vec::<String>::new());
}

#[test]
fn what_is_skipped_is_not_labelled() {
    let mut document = document();
    document.set_zones(vec![Zone {
        kind: ZoneKind::Boilerplate,
        span: span("Advertisement"),
    }]);
    let layer = Layer::new(Layer::MAIN);
    let said = [mention("Advertisement", "ORG", "command/x", 0.9)];
    let left = compete_in(
        Vec::new(),
        &said,
        &document,
        &layer,
        &WordList::default(),
        &Trust::default(),
    );
    assert_eq!(shown(&left), Vec::<String>::new());
}

#[test]
fn arguments_mean_what_won() {
    let rules = vec![
        mention("Ali", "PER", "names", 0.6),
        mention("Homs", "GPE", "names", 0.8),
        event(
            "died",
            "Life.Die",
            &[
                ("Victim", "Ali", Some("PER")),
                ("Place", "Homs", Some("GPE")),
            ],
            "events",
            0.7,
        ),
    ];
    let said = [
        mention("Ali Hassan", "PER", "command/x", 0.9),
        mention("Homs", "TITLE", "command/x", 0.95),
    ];
    assert_eq!(
        compete(rules, &said),
        [
            "Ali Hassan PER command/x 0.90",
            "died Life.Die events 0.70 Victim=Ali Hassan:PER",
            "Homs TITLE command/x 0.95"
        ],
        "a title fills no place"
    );
}

#[test]
fn events_at_one_word_are_one_event() {
    let rules = || {
        vec![
            mention("Ali", "PER", "names", 0.6),
            mention("Homs", "GPE", "names", 0.8),
            event(
                "died",
                "Life.Die",
                &[("Victim", "Ali", Some("PER"))],
                "events",
                0.6,
            ),
        ]
    };
    let same = [event(
        "died",
        "Life.Die",
        &[("Place", "Homs", None), ("Victim", "Ali", None)],
        "chat/x",
        0.7,
    )];
    assert_eq!(
        compete(rules(), &same)[1],
        "died Life.Die chat/x 0.70 Victim=Ali:PER Place=Homs:GPE"
    );
    let other = |score| [event("died", "Life.Injure", &[], "chat/x", score)];
    assert_eq!(
        compete(rules(), &other(0.5))[1],
        "died Life.Die events 0.60 Victim=Ali:PER"
    );
    assert_eq!(
        compete(rules(), &other(0.9))[1],
        "died Life.Injure chat/x 0.90"
    );
}

fn decision(key: SuggestionKey, suggestion: Suggestion, verdict: Verdict) -> Decision {
    Decision {
        key,
        verdict,
        suggestion,
        annotation: None,
        by: "ana".into(),
        at: Moment(0),
    }
}

#[test]
fn decisions_and_annotations_are_never_overridden() {
    let rejected = mention("Homs", "GPE", "names", 0.5);
    let mut layer = Layer::new(Layer::MAIN);
    layer.put_decision(decision(
        rejected.key(),
        rejected.clone(),
        Verdict::Rejected,
    ));
    layer
        .annotations
        .put(Annotation::Mention(EntityMention::new(
            "m1",
            span("Ali Hassan"),
            "PER",
        )));
    let die = event(
        "died",
        "Life.Die",
        &[
            ("Victim", "Ali Hassan", None),
            ("Place", "Homs", Some("GPE")),
        ],
        "chat/x",
        0.7,
    );
    let refused = SuggestionKey::Argument(
        span("died"),
        "Life.Die".into(),
        "Place".into(),
        span("Homs"),
    );
    layer.put_decision(decision(refused, die.clone(), Verdict::Rejected));
    let said = [
        mention("Homs", "GPE", "chat/x", 0.9),
        mention("Ali Hassan", "ORG", "chat/x", 0.9),
        mention("Hassan died", "ORG", "chat/x", 0.9),
        die.clone(),
    ];
    let left = compete_in(
        Vec::new(),
        &said,
        &document(),
        &layer,
        &WordList::default(),
        &Trust::default(),
    );
    assert_eq!(
        shown(&left),
        ["died Life.Die chat/x 0.70 Victim=Ali Hassan:PER"]
    );
    layer.annotations.put(Annotation::Event(EventMention::new(
        "v1",
        span("died"),
        "Life.Injure",
    )));
    let left = compete_in(
        Vec::new(),
        &[die],
        &document(),
        &layer,
        &WordList::default(),
        &Trust::default(),
    );
    assert_eq!(shown(&left), Vec::<String>::new());
}

/// Documents in which `right` of `all` suggestions of a source were right. What it said of itself stands in the reasons.
fn decided(right: usize, all: usize) -> Vec<Arc<Document>> {
    let mut layer = Layer::new(Layer::MAIN);
    for number in 0..all {
        let mut made = mention_at(
            Span::new(number as u32, number as u32 + 1),
            "PER",
            "chat/x",
            0.11,
        );
        made.reason = "chat/x 0.70; why".into();
        let verdict = if number < right {
            Verdict::Accepted
        } else {
            Verdict::Rejected
        };
        layer.put_decision(decision(made.key(), made, verdict));
    }
    let mut document = document();
    document.layers = vec![layer];
    vec![Arc::new(document)]
}

#[test]
fn scores_follow_what_was_decided_about_the_source() {
    let scored = |right, all, source: &str| {
        let trust = Trust::of(&decided(right, all), Layer::MAIN);
        let suggestion = trust.calibrated(mention("Homs", "GPE", source, 0.7));
        (suggestion.score, suggestion.reason.to_string())
    };
    let (few, reason) = scored(0, ENOUGH - 1, "chat/x");
    assert_eq!((few, reason.as_str()), (0.7, "chat/x 0.70"));
    let (bad, reason) = scored(2, 60, "chat/x");
    assert!(
        bad < 0.25 && reason.ends_with("right in 2 of 60 decided here"),
        "{bad} {reason}"
    );
    let (good, _) = scored(59, 60, "chat/x");
    assert!(good > 0.85, "{good}");
    assert_eq!(
        scored(0, 60, "chat/y").0,
        0.7,
        "another model is another matter"
    );
    let other_layer = Trust::of(&decided(0, 60), "round 2");
    assert_eq!(
        other_layer,
        Trust::default(),
        "another annotator's decisions do not show"
    );
}

proptest! {
    #[test]
    fn whatever_is_said_one_suggestion_per_place_is_left_and_answers_are_reproducible(
        made in prop::collection::vec((0_u32..30, 1_u32..8, 0_usize..3, 0.0_f32..1.0), 0..8),
        said in prop::collection::vec((0_u32..60, 0_u32..9, 0_usize..5, -1.0_f32..3.0), 0..12),
    ) {
        let labels = ["PER", "GPE", "ORG", "NOBODY", ""];
        let length = TEXT.len() as u32;
        let suggestion = |&(start, size, label, score): &(u32, u32, usize, f32), source: &str| {
            let start = start.min(length);
            mention_at(Span::new(start, (start + size).min(length + 3)), labels[label], source, score)
        };
        // The engine suggests nothing twice and nothing crossing.
        let mut free = 0;
        let engine: Vec<Suggestion> = made.iter().filter_map(|one| {
            let made = suggestion(&(free + one.0 % 3, one.1, one.2, one.3), "names");
            free = made.span().end;
            (made.span().end <= length && !made.span().is_empty()).then_some(made)
        }).collect();
        let said: Vec<Suggestion> = said.iter().map(|one| suggestion(one, "command/x")).collect();
        let layer = Layer::new(Layer::MAIN);
        let run = || compete_in(engine.clone(), &said, &document(), &layer, &WordList::default(), &Trust::default());
        let left = run();
        prop_assert_eq!(&left, &run());
        for (index, one) in left.iter().enumerate() {
            prop_assert!(one.span().end <= length && (0.0..=1.0).contains(&one.score));
            for other in &left[index + 1..] {
                let (a, b) = (one.span(), other.span());
                prop_assert!(a != b, "{:?}", shown(&left));
                prop_assert!(!a.overlaps(b) || a.contains(b) || b.contains(a), "{:?}", shown(&left));
            }
        }
    }
}
