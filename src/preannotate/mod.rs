//! Pre-annotation from knowledge: dictionaries and rules propose entity mentions and events, each with source, score and a reason in words.
//!
//! Predicts only, never writes. A [`Pipeline`] runs its [`Component`]s in order over one [`Analysis`] of a document; each reads the
//! [`Findings`] of those before it and adds its own. What was decided before is respected: annotations serve as findings, refused suggestions
//! do not come back.
//!
//! ```text
//! table.rs, words.rs                   how the program's lists are written; words by number
//! lists.rs, kinds.rs, lexicon.rs, gazetteer.rs   what the program knows by heart; all of it in knowledge.rs
//! analysis.rs, tagger.rs               what every rule needs to know about a document
//! candidate.rs                         what a model is told of something that may be suggested
//! findings.rs, pipeline.rs             what is found, and how it becomes suggestions of the project's schema
//! timex/, amounts.rs, names/, nominals/  times, amounts, names and nouns of the text
//! consistency.rs                       one name, one label
//! events/                              words that tell of events, their senses, arguments and attributes
//! coreference/                         mentions of one thing; before tellings of one event, which share them
//! word_list.rs                         the project's own strings
//! ```

use std::ops::Range;
use std::sync::Arc;

mod amounts;
pub mod analysis;
pub mod calibration;
pub mod candidate;
mod consistency;
mod coreference;
mod countries;
mod crimes;
pub mod cues;
mod events;
pub mod findings;
pub mod gazetteer;
pub mod kinds;
pub mod knowledge;
pub mod lexicon;
pub mod lists;
mod lone_numbers;
mod names;
mod nominals;
mod numbers;
pub mod pipeline;
mod seen;
mod table;
pub mod tagger;
mod timex;
mod word_list;
pub mod words;

pub use analysis::Analysis;
pub use candidate::{Cue, Cues};
pub use countries::{country_code, country_name};
pub use events::{
    ARGUMENTS, ArgumentCandidate, AttributeCandidate, EventLexicon, EventWeigher, TriggerCandidate,
};
pub use findings::{
    Findings, FoundArgument, FoundEvent, FoundFiller, FoundMention, Label, LabelSet,
};
pub use knowledge::Knowledge;
pub use names::{head_of_name, key_of as name_key};
pub use pipeline::{Component, Pipeline, PipelineOptions};
pub use word_list::{WORD_LIST, never_suggested};

/// The components that find entity mentions, in their order.
fn entity_components() -> Vec<Box<dyn Component>> {
    vec![
        Box::new(timex::Timex),
        Box::new(amounts::Amounts),
        Box::new(crimes::Crimes),
        Box::new(names::Names),
        Box::new(consistency::Consistency),
        Box::new(nominals::Nominals),
        Box::new(lone_numbers::Numbers),
    ]
}

/// The component that finds events among the mentions.
fn event_component(weigher: Option<Arc<dyn EventWeigher>>) -> Box<dyn Component> {
    Box::new(events::Events { weigher })
}

/// The components that find events among the mentions, and what mentions and events mean the same.
fn event_components() -> Vec<Box<dyn Component>> {
    vec![
        event_component(None),
        Box::new(coreference::Coreference),
        Box::new(events::Tellings),
    ]
}

/// `covered[token]`: tokens that belong to a mention already.
fn covered(analysis: &Analysis<'_>, findings: &Findings) -> Vec<bool> {
    let mut covered = vec![false; analysis.words.len()];
    let taken = findings.mentions.iter().map(|mention| &mention.tokens);
    for tokens in taken.chain(&findings.never) {
        if let Some(tokens) = covered.get_mut(tokens.clone()) {
            tokens.fill(true);
        }
    }
    covered
}

/// What `read` finds from left to right among some tokens: it is asked at a token and gives what begins there. Nothing is found on tokens that
/// are covered or skipped, and each find begins where the one before it ends.
fn scan<'s, T>(
    analysis: &'s Analysis<'_>,
    covered: &'s [bool],
    tokens: Range<usize>,
    read: impl Fn(usize) -> Option<(Range<usize>, T)> + 's,
) -> impl Iterator<Item = (Range<usize>, T)> + 's
where
    T: 's,
{
    let mut at = tokens.start;
    std::iter::from_fn(move || {
        while at < tokens.end {
            let is_free = !analysis.words[at].skipped && !covered[at];
            let found = is_free
                .then(|| read(at))
                .flatten()
                .filter(|(found, _)| !covered[found.clone()].contains(&true));
            if let Some(found) = found {
                at = found.0.end;
                return Some(found);
            }
            at += 1;
        }
        None
    })
}
