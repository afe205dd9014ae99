//! Scores on small documents whose right figures were counted by hand.

use dateline::formats::jsonl::{Strictness, read_record};
use dateline::formats::marked::read;
use dateline::model::score::{Accuracy, MatchMode, Report, ScoreError, ScoreOptions, Tally, score};
use dateline::model::{Document, Level};

fn compare(gold: &str, predicted: &str, options: &ScoreOptions) -> Report {
    let gold = [read("a".into(), gold).expect("sound input")];
    let predicted = [read("a".into(), predicted).expect("sound input")];
    score(&gold, &predicted, options).expect("sound input")
}

fn record(line: &str) -> Document {
    read_record(line, 1, Strictness::Refuse)
        .expect("sound input")
        .document
}

fn tally(gold: usize, predicted: usize, correct: usize) -> Tally {
    Tally {
        gold,
        predicted,
        correct,
    }
}

fn mode(mode: MatchMode) -> ScoreOptions {
    ScoreOptions {
        mode,
        ..ScoreOptions::default()
    }
}

#[test]
fn mentions_count_by_place_and_label() {
    let report = compare(
        "[Kerry|PER] met [Lavrov|PER] in [New York|GPE] for [U.S.|GPE] talks",
        "[Kerry|PER] met [Lavrov|ORG] in New [York|GPE] for [U.S.|GPE] [talks|ORG]",
        &ScoreOptions::default(),
    );
    assert_eq!(report.mentions.all, tally(4, 5, 2));
    assert_eq!(report.mentions_identified, tally(4, 5, 3));
    assert_eq!(report.mentions.by_label["GPE"], tally(2, 2, 1));
    assert_eq!(report.mentions.by_label["ORG"], tally(0, 2, 0));
    assert!((report.mentions.all.precision() - 0.4).abs() < 1e-9);
    assert!((report.mentions.all.recall() - 0.5).abs() < 1e-9);
    assert!((report.mentions.all.f1() - 4.0 / 9.0).abs() < 1e-9);
    assert_eq!(Tally::default().f1(), 0.0);
}

#[test]
fn names_inside_names_can_be_left_out() {
    let options = ScoreOptions {
        only_outermost: true,
        ..ScoreOptions::default()
    };
    let gold = "[U.S. State Department|ORG] of the [U.S.|GPE]";
    let predicted = "[[U.S.|GPE] State Department|ORG] of the [U.S.|GPE]";
    assert_eq!(
        compare(gold, predicted, &options).mentions.all,
        tally(2, 2, 2)
    );
    assert_eq!(
        compare(predicted, gold, &options).mentions.all,
        tally(2, 2, 2)
    );
    assert_eq!(
        compare(gold, predicted, &ScoreOptions::default())
            .mentions
            .all,
        tally(2, 3, 2)
    );
}

#[test]
fn overlap_and_head_are_milder_than_strict() {
    let gold = "the [foreign ministers|PER nominal head=ministers] of [Syria|GPE]";
    let predicted = "the foreign [ministers|PER nominal] [of Syria|GPE]";
    assert_eq!(
        compare(gold, predicted, &mode(MatchMode::Strict))
            .mentions
            .all,
        tally(2, 2, 0)
    );
    assert_eq!(
        compare(gold, predicted, &mode(MatchMode::Head))
            .mentions
            .all,
        tally(2, 2, 2)
    );
    let predicted = "the [foreign|PER nominal] ministers of [Syria|GPE]";
    assert_eq!(
        compare(gold, predicted, &mode(MatchMode::Head))
            .mentions
            .all,
        tally(2, 2, 1)
    );
    assert_eq!(
        compare(gold, predicted, &mode(MatchMode::Overlap))
            .mentions
            .all,
        tally(2, 2, 2)
    );
}

#[test]
fn every_item_is_matched_once_and_as_many_as_can_be() {
    let one = compare(
        "[a b c|PER]",
        "[a|PER] [b|PER] [c|PER]",
        &mode(MatchMode::Overlap),
    );
    assert_eq!(one.mentions.all, tally(1, 3, 1));
    // The wide prediction shares most with the first gold mention, but only by taking the second are both found.
    let two = compare(
        "[one two three|PER] [four|PER]",
        "[[one|PER] two three four|PER]",
        &mode(MatchMode::Overlap),
    );
    assert_eq!(two.mentions.all, tally(2, 2, 2));
}

#[test]
fn triggers_and_arguments_are_identified_and_classified() {
    let gold = "[Rebels|PER nominal #r] [killed|!Life.Die Agent=r Victim=w Place=h & !Conflict.Attack Attacker=r Target=w] [Ali|PER #w] in [Homs|GPE #h]";
    let predicted = "[Rebels|PER nominal #r] [killed|!Life.Die Agent=w Victim=r Place=h & !Life.Injure Agent=r] [Ali|PER #w] in [Homs|GPE #h]";
    let report = compare(gold, predicted, &ScoreOptions::default());
    assert_eq!(report.triggers_identified, tally(2, 2, 2));
    assert_eq!(report.triggers.all, tally(2, 2, 1));
    assert_eq!(report.arguments_identified, tally(5, 4, 3));
    assert_eq!(report.arguments.all, tally(5, 4, 1));
    assert_eq!(report.arguments.by_label["Place"], tally(1, 1, 1));
}

#[test]
fn events_and_spans_fill_roles_too() {
    let gold = "[Iran|GPE #i] [threatened|!Diplomacy.Threaten Agent=i Topic=s] to [strike|!Conflict.Attack #s]";
    let report = compare(gold, gold, &ScoreOptions::default());
    assert_eq!(report.arguments.all, tally(2, 2, 2));
}

#[test]
fn attributes_are_scored_on_classified_events_with_their_defaults() {
    let gold = "no [deal|!Diplomacy.Agree polarity=negative] and a [strike|!Conflict.Attack modality=other] that [killed|!Life.Die]";
    let predicted = "no [deal|!Diplomacy.Agree] and a [strike|!Conflict.Attack modality=other tense=future] that [killed|!Life.Injure]";
    let report = compare(gold, predicted, &ScoreOptions::default());
    let accuracy = |events, correct| Accuracy { events, correct };
    assert_eq!(report.attributes["polarity"], accuracy(2, 1));
    assert_eq!(report.attributes["modality"], accuracy(2, 2));
    // No gold event sets these, so that the data says nothing about them.
    assert!(!report.attributes.contains_key("tense"));
    assert!(!report.attributes.contains_key("genericity"));
}

#[test]
fn labels_can_be_chosen_and_mapped() {
    let gold = "[Aleppo|GPE] [airport|FAC nominal] [Euphrates|LOC] [Ali|PER]";
    let predicted = "[Aleppo|LOC] [airport|LOC nominal] [Euphrates|LOC] [Ali|PER]";
    let mut options = ScoreOptions {
        map: [("GPE".into(), "LOC".into()), ("FAC".into(), "LOC".into())].into(),
        ..ScoreOptions::default()
    };
    assert_eq!(
        compare(gold, predicted, &options).mentions.by_label["LOC"],
        tally(3, 3, 3)
    );
    options.labels = Some(["LOC".into()].into());
    assert_eq!(
        compare(gold, predicted, &options).mentions.all,
        tally(3, 3, 3)
    );
    options.levels = Some(vec![Level::Name]);
    assert_eq!(
        compare(gold, predicted, &options).mentions.all,
        tally(2, 2, 2)
    );
    let options = ScoreOptions {
        only_gold_labels: true,
        ..ScoreOptions::default()
    };
    let report = compare("[Ali|PER] in Homs", "[Ali|PER] in [Homs|GPE]", &options);
    assert_eq!(report.mentions.all, tally(1, 1, 1));
}

#[test]
fn open_suggestions_are_predictions_but_not_gold() {
    let line = r#"{"id": "a", "text": "Ali in Homs", "entities": [
        {"start": 0, "end": 3, "label": "PER", "status": "suggested"},
        {"start": 7, "end": 11, "label": "GPE", "status": "accepted"},
        {"start": 4, "end": 6, "label": "GPE", "status": "rejected"}],
        "events": [{"type": "Life.Die", "trigger": {"start": 4, "end": 6}, "status": "suggested", "arguments": [
            {"role": "Victim", "start": 0, "end": 3, "score": 0.9}, {"role": "Agent", "start": 7, "end": 11, "score": 0.2}]}]}"#
        .replace('\n', " ");
    let both = [record(&line)];
    let report = score(&both, &both, &ScoreOptions::default()).unwrap();
    assert_eq!(report.mentions.all, tally(1, 2, 1));
    assert!(!report.has_events);
    let gold = [read(
        "a".into(),
        "[Ali|PER #a] [in|!Life.Die Victim=a] [Homs|GPE]",
    )
    .unwrap()];
    let report = score(&gold, &both, &ScoreOptions::default()).unwrap();
    assert_eq!(report.mentions.all, tally(2, 2, 2));
    assert_eq!(
        report.arguments.all,
        tally(1, 1, 1),
        "a candidate below the threshold is no prediction"
    );
}

#[test]
fn labels_that_gold_does_not_mark_are_not_counted_against() {
    let predicted = [read("a".into(), "[Ali|PER] [hit|!Conflict.Attack] [Homs|GPE]").unwrap()];
    let gold = [record(
        r#"{"id": "a", "text": "Ali hit Homs", "entities": [{"start": 0, "end": 3, "label": "PER"}], "labels_annotated": ["PER", "ORG"]}"#,
    )];
    let report = score(&gold, &predicted, &ScoreOptions::default()).unwrap();
    assert_eq!(report.mentions.all, tally(1, 1, 1));
    assert!(
        !report.has_events,
        "gold without any event says nothing about events"
    );
    let gold = [record(
        r#"{"id": "a", "text": "Ali hit Homs", "events": [{"type": "Conflict.Attack", "trigger": {"start": 4, "end": 7}}]}"#,
    )];
    let report = score(&gold, &predicted, &ScoreOptions::default()).unwrap();
    assert!(!report.has_mentions);
    assert_eq!(report.mentions.all, tally(0, 0, 0));
    assert_eq!(report.triggers.all, tally(1, 1, 1));
}

#[test]
fn documents_are_joined_by_id() {
    let gold = [
        read("a".into(), "[Ali|PER]").unwrap(),
        read("b".into(), "[Ben|PER]").unwrap(),
    ];
    let predicted = [
        read("c".into(), "[Cem|PER]").unwrap(),
        read("b".into(), "[Ben|PER]").unwrap(),
    ];
    let report = score(&gold, &predicted, &ScoreOptions::default()).unwrap();
    assert_eq!(report.mentions.all, tally(2, 1, 1));
    assert_eq!(report.missing, ["a"]);
    assert_eq!(report.surplus, ["c"]);
    let other = [read("b".into(), "[Bob|PER]").unwrap()];
    assert_eq!(
        score(&gold, &other, &ScoreOptions::default()),
        Err(ScoreError::TextDiffers { id: "b".into() })
    );
    let twice = [gold[0].clone(), gold[0].clone()];
    assert!(matches!(
        score(&twice, &predicted, &ScoreOptions::default()),
        Err(ScoreError::DuplicateId { .. })
    ));
}

#[test]
fn chains_hold_only_mentions_that_count_on_both_sides() {
    let names = ScoreOptions {
        levels: Some(vec![Level::Name]),
        ..ScoreOptions::default()
    };
    let gold = "[Kerry|PER @k] left. [He|PER pronoun @k] said [Kerry|PER @k] may return.";
    let report = compare(gold, gold, &names);
    assert_eq!(report.coreference.conll(), 1.0);
    let people = ScoreOptions {
        labels: Some(["PER".into()].into()),
        ..ScoreOptions::default()
    };
    let predicted = "[Kerry|PER @k] left. [He|ORG pronoun @k] said [Kerry|PER @k] may return.";
    let gold = "[Kerry|PER @k] left. He said [Kerry|PER @k] may return.";
    assert_eq!(compare(gold, predicted, &people).coreference.conll(), 1.0);
    let all = ScoreOptions::default();
    assert!(compare(gold, predicted, &all).coreference.conll() < 1.0);
}

#[test]
fn chains_of_labels_that_gold_does_not_mark_are_not_counted_against() {
    let gold = record(
        r#"{"id": "a", "text": "Kerry left. Kerry saw the ship. The ship sank.", "labels_annotated": ["PER"],
            "entities": [{"start": 0, "end": 5, "label": "PER", "entity": "k"}, {"start": 12, "end": 17, "label": "PER", "entity": "k"}]}"#,
    );
    let predicted = read(
        "a".into(),
        "[Kerry|PER @k] left. [Kerry|PER @k] saw the [ship|VEH nominal @s]. The [ship|VEH nominal @s] sank.",
    )
    .unwrap();
    let report = score(&[gold], &[predicted], &ScoreOptions::default()).unwrap();
    assert_eq!(report.coreference.conll(), 1.0);
}

#[test]
fn mentions_alone_count_on_neither_side() {
    let gold = "[Kerry|PER @k] met [Lavrov|PER @l]. [Kerry|PER @k] left.";
    let predicted = "[Kerry|PER @a] met [Lavrov|PER]. [Kerry|PER @a] left.";
    let options = ScoreOptions::default();
    assert_eq!(compare(gold, predicted, &options).coreference.conll(), 1.0);
    assert_eq!(compare(predicted, gold, &options).coreference.conll(), 1.0);
}

#[test]
fn chains_of_a_document_that_is_missing_are_missed() {
    let article = |id: &str| read(id.into(), "[Kerry|PER @k] left. [Kerry|PER @k] slept.").unwrap();
    let gold = [article("a"), article("b")];
    let report = score(&gold, &[article("a")], &ScoreOptions::default()).unwrap();
    let coreference = report.coreference;
    for sums in [coreference.muc, coreference.b_cubed, coreference.ceaf] {
        assert_eq!((sums.precision(), sums.recall()), (1.0, 0.5));
    }
}
