//! What is the case with an event whose attributes are to be told, for a model that learnt how people set them: its words, and those around it.

use crate::preannotate::analysis::Analysis;
use crate::preannotate::candidate::Cues;
use crate::preannotate::findings::FoundEvent;

/// How many words before and behind are looked at.
const BEFORE: usize = 5;
const BEHIND: usize = 3;

/// The cues of an event.
pub(super) fn of(analysis: &Analysis<'_>, event: &FoundEvent) -> Cues {
    let mut cues = Cues::default();
    let (start, end) = (event.tokens.start, event.tokens.end);
    let sentence = analysis.words.get(start).map(|word| word.sentence);
    let in_sentence = |token: &usize| {
        let word = analysis.words.get(*token);
        word.is_some_and(|word| Some(word.sentence) == sentence)
    };
    cues.add(&["any"]);
    cues.add(&["type", &event.event_type]);
    cues.add(&["word", analysis.form(start)]);
    for (name, value) in event.attributes.iter() {
        cues.add(&["rules", name, value]);
        cues.add(&["rules", name, value, analysis.form(start)]);
    }
    let before = (1..=BEFORE).filter_map(|steps| start.checked_sub(steps));
    for token in before.take_while(in_sentence) {
        cues.add(&["before", analysis.form(token)]);
        if token + 1 == start {
            cues.add(&["just before", analysis.form(token)]);
        }
    }
    for token in (end..end + BEHIND).take_while(in_sentence) {
        cues.add(&["behind", analysis.form(token)]);
        if token == end {
            cues.add(&["just behind", analysis.form(token)]);
        }
    }
    cues
}
