//! That a document says one thing once, and the same of the same words.

use std::collections::{BTreeMap, HashMap};

use smol_str::SmolStr;

use super::Check;
use crate::model::annotation::{
    AnnotationRef, Annotations, EntityMention, EventMention, Extent, Filler, Level,
};
use crate::model::check::{Code, Repair};
use crate::text::Span;

pub(super) fn no_duplicates(check: &mut Check<'_>) {
    let mut mentions: HashMap<(&Extent, &SmolStr), &EntityMention> = HashMap::new();
    for mention in check.annotations.mentions() {
        let Some(first) = mentions.get(&(&mention.extent, &mention.label)) else {
            mentions.insert((&mention.extent, &mention.label), mention);
            continue;
        };
        let message = format!(
            "{} “{}” is there twice",
            mention.label,
            check.words(&mention.extent)
        );
        let first = AnnotationRef::Mention(first.id.clone());
        let on = AnnotationRef::Mention(mention.id.clone());
        let is_other = first != on;
        check
            .note(
                Code::DuplicateAnnotation,
                Some(on),
                Some(mention.extent.envelope()),
                message,
            )
            .repair = is_other.then_some(Repair::MergeInto(first));
    }
    type Arguments<'a> = Vec<(&'a SmolStr, &'a Filler)>;
    let mut events: HashMap<(&Extent, &SmolStr, Arguments<'_>), &EventMention> = HashMap::new();
    for event in check.annotations.events() {
        let mut arguments: Arguments<'_> = event
            .arguments
            .iter()
            .map(|argument| (&argument.role, &argument.filler))
            .collect();
        arguments.sort();
        let key = (&event.trigger, &event.event_type, arguments);
        let Some(first) = events.get(&key) else {
            events.insert(key, event);
            continue;
        };
        let message = format!(
            "{} “{}” is there twice",
            event.event_type,
            check.words(&event.trigger)
        );
        let first = AnnotationRef::Event(first.id.clone());
        let on = AnnotationRef::Event(event.id.clone());
        let is_other = first != on;
        check
            .note(
                Code::DuplicateAnnotation,
                Some(on),
                Some(event.trigger.envelope()),
                message,
            )
            .repair = is_other.then_some(Repair::MergeInto(first));
    }
}

/// Names by their words, with label and count of each label, labels by name.
fn labels_by_string<'a>(check: &Check<'a>) -> BTreeMap<&'a str, BTreeMap<&'a str, usize>> {
    let mut strings: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for mention in check.annotations.mentions() {
        if mention.level == Level::Name && !mention.extent.is_discontinuous() {
            let words = check.text.slice(mention.extent.envelope());
            let labels = strings.entry(words).or_default();
            *labels.entry(mention.label.as_str()).or_default() += 1;
        }
    }
    strings
}

pub(super) fn one_label_for_one_string(check: &mut Check<'_>) {
    let strings = labels_by_string(check);
    for mention in check.annotations.mentions() {
        if mention.level != Level::Name || mention.extent.is_discontinuous() {
            continue;
        }
        let words = check.text.slice(mention.extent.envelope());
        let Some(labels) = strings.get(words).filter(|labels| labels.len() > 1) else {
            continue;
        };
        // The commonest label is taken as meant; of equally common ones the first by name.
        let common = labels
            .iter()
            .max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)))
            .map(|(name, _)| *name);
        if common != Some(mention.label.as_str()) {
            let message = format!(
                "“{words}” is {} here and {} elsewhere",
                mention.label,
                common.unwrap_or_default()
            );
            let on = AnnotationRef::Mention(mention.id.clone());
            check.note(
                Code::TwoLabelsForOneString,
                Some(on),
                Some(mention.extent.envelope()),
                message,
            );
        }
    }
}

pub(super) fn strings_labelled_throughout(check: &mut Check<'_>) {
    let strings = labels_by_string(check);
    let names = strings
        .iter()
        .filter(|(words, _)| words.chars().count() > 1 && words.chars().any(char::is_uppercase))
        .filter_map(|(words, labels)| Some((*words, *labels.keys().next()?)));
    let names = ByFirstRun::new(names);
    let covered: Vec<Span> = covered_spans(check.annotations);
    let text = check.text.as_str();
    let mut rest = text;
    while !rest.is_empty() {
        let start = text.len() - rest.len();
        let Some((words, label)) = names.at(rest) else {
            rest = rest.split_at(first_run(rest).len()).1;
            continue;
        };
        rest = rest.split_at(words.len()).1;
        let span = Span::from_range(start..start + words.len());
        let next = covered.partition_point(|known| known.end <= span.start);
        let is_covered = covered.get(next).is_some_and(|known| known.overlaps(span));
        if !is_covered && !check.document.is_skipped(span) {
            let message = format!("“{words}” is {label} elsewhere and not labelled here");
            check.note(Code::StringLeftUnlabelled, None, Some(span), message);
        }
    }
}

/// Names with their labels, by their first run of letters and digits, longer ones first: found in one walk over the text, however many they are.
struct ByFirstRun<'a>(HashMap<&'a str, Vec<(&'a str, &'a str)>>);

impl<'a> ByFirstRun<'a> {
    fn new(names: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut by_run: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
        for (words, label) in names {
            by_run
                .entry(first_run(words))
                .or_default()
                .push((words, label));
        }
        let with_one_run = by_run.into_iter().map(|(run, mut names)| {
            names.sort_unstable_by_key(|(words, _)| std::cmp::Reverse(words.len()));
            (run, names)
        });
        Self(with_one_run.collect())
    }

    /// The longest name that `text` begins with, as whole words.
    fn at(&self, text: &str) -> Option<(&'a str, &'a str)> {
        let begins = |words: &str| {
            text.strip_prefix(words)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        let known = self.0.get(first_run(text))?;
        known.iter().find(|(words, _)| begins(words)).copied()
    }
}

/// The letters and digits that `text` begins with; its first character where that is neither.
fn first_run(text: &str) -> &str {
    let end = text
        .find(|char: char| !char.is_alphanumeric())
        .unwrap_or(text.len());
    let end = if end == 0 {
        text.chars().next().map_or(0, char::len_utf8)
    } else {
        end
    };
    text.split_at(end).0
}

/// Stretches that some mention or trigger covers, joined, by place.
fn covered_spans(annotations: &Annotations) -> Vec<Span> {
    let mentions = annotations
        .mentions()
        .iter()
        .map(|mention| mention.extent.envelope());
    let triggers = annotations
        .events()
        .iter()
        .map(|event| event.trigger.envelope());
    let mut spans: Vec<Span> = mentions.chain(triggers).collect();
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => joined.push(span),
        }
    }
    joined
}
