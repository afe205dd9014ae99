//! An answer of a chat model, read as labels of one part of one article. Whatever else it says is not read.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use smol_str::SmolStr;

use super::parts::Part;
use super::quotes::places;
use crate::app::own_model::one_line;
use crate::model::{
    Attributes, Document, Extent, Level, Proposal, ProposedArgument, ProposedEvent,
    ProposedMention, Schema, Suggestion,
};
use crate::text::Span;

/// The score of what a chat model says, before decisions about it are known: such models seldom know how sure they may be.
pub(super) const SCORE: f32 = 0.7;

/// Things of one kind in an answer after which no more are read: an article has fewer.
const MOST: usize = 3000;

/// An answer, its items unread.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Said {
    mentions: Vec<Value>,
    events: Vec<Value>,
}

#[derive(Deserialize)]
struct SaidMention {
    #[serde(default)]
    sentence: Option<usize>,
    quote: String,
    label: String,
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    score: Option<f32>,
}

#[derive(Deserialize)]
struct SaidEvent {
    #[serde(default)]
    sentence: Option<usize>,
    trigger: String,
    #[serde(rename = "type")]
    event_type: String,
    #[serde(default)]
    arguments: Vec<Value>,
    #[serde(default)]
    score: Option<f32>,
}

#[derive(Deserialize)]
struct SaidArgument {
    role: String,
    quote: String,
}

/// What of an answer stands in the text.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) suggestions: Vec<Suggestion>,
    pub(super) remarks: Vec<String>,
}

impl Said {
    /// Reads the JSON object of an answer: the answer itself, or the first object behind thoughts or in a fence.
    pub(super) fn read(content: &str) -> Result<Self, String> {
        let thoughts = content
            .rfind("</think>")
            .map_or(0, |at| at + "</think>".len());
        let answer = content.get(thoughts..).unwrap_or_default();
        let Some(start) = answer.find('{') else {
            return Err(format!("“{}” holds no JSON object", one_line(answer, 80)));
        };
        let object = answer.get(start..).unwrap_or_default();
        let mut read = serde_json::Deserializer::from_str(object).into_iter::<Self>();
        match read.next() {
            Some(Ok(said)) => Ok(said),
            Some(Err(error)) => Err(format!("{error} (it begins “{}”)", one_line(object, 80))),
            None => Err("it is empty".to_owned()),
        }
    }

    /// Its labels at their places in the sentences of `part`.
    pub(super) fn found_in(
        self,
        document: &Document,
        part: &Part,
        schema: &Schema,
        source: &SmolStr,
    ) -> Found {
        let mut finder = Finder {
            document,
            part,
            schema,
            source,
            used: BTreeMap::new(),
            unmatched: Vec::new(),
            unreadable: 0,
            found: Found::default(),
        };
        let too_many =
            self.mentions.len().saturating_sub(MOST) + self.events.len().saturating_sub(MOST);
        for mention in self.mentions.into_iter().take(MOST) {
            finder.mention(mention);
        }
        for event in self.events.into_iter().take(MOST) {
            finder.event(event);
        }
        finder.finish(too_many)
    }
}

/// Finds the places of what is said.
struct Finder<'a> {
    document: &'a Document,
    part: &'a Part,
    schema: &'a Schema,
    source: &'a SmolStr,
    /// How many places of the same words, label and sentence were given away already.
    used: BTreeMap<(String, String, Option<usize>), usize>,
    unmatched: Vec<String>,
    unreadable: usize,
    found: Found,
}

impl Finder<'_> {
    /// The place of words that were quoted: in the sentence that is named, else in the part. Said again, they mean the next place.
    fn place(&mut self, quote: &str, label: &str, sentence: Option<usize>) -> Option<Span> {
        let text = self.document.text();
        let named = sentence.and_then(|number| self.part.sentence(number));
        let mut all = named.map_or_else(Vec::new, |span| places(text, span, quote));
        let is_there = !all.is_empty();
        if !is_there {
            let sentences = self.part.sentences.iter();
            all = sentences
                .flat_map(|(_, span)| places(text, *span, quote))
                .collect();
        }
        let key = (
            quote.to_owned(),
            label.to_owned(),
            sentence.filter(|_| is_there),
        );
        let used = self.used.entry(key).or_default();
        let place = all.get(*used).or(all.last()).copied();
        *used += 1;
        if place.is_none() {
            self.unmatched.push(one_line(quote, 40));
        }
        place
    }

    /// The place of an argument's words: in the sentence of the trigger, as near to it as can be, else the nearest of the part.
    fn place_near(&mut self, quote: &str, trigger: Span) -> Option<Span> {
        let text = self.document.text();
        let sentences = self.part.sentences.iter();
        let all = sentences.flat_map(|(_, sentence)| {
            let is_own = sentence.contains(trigger);
            places(text, *sentence, quote)
                .into_iter()
                .map(move |place| (!is_own, place))
        });
        let nearest = all.min_by_key(|(is_elsewhere, place)| {
            (*is_elsewhere, place.start.abs_diff(trigger.start))
        });
        if nearest.is_none() {
            self.unmatched.push(one_line(quote, 40));
        }
        nearest.map(|(_, place)| place)
    }

    fn add(&mut self, proposal: Proposal, score: Option<f32>) {
        self.found.suggestions.push(Suggestion {
            proposal,
            source: self.source.clone(),
            score: score.filter(|score| score.is_finite()).unwrap_or(SCORE),
            reason: "".into(),
        });
    }

    fn mention(&mut self, said: Value) {
        let Ok(said) = serde_json::from_value::<SaidMention>(said) else {
            self.unreadable += 1;
            return;
        };
        let Some(place) = self.place(&said.quote, &said.label, said.sentence) else {
            return;
        };
        let level = said.level.as_deref().and_then(Level::from_name);
        let proposal = ProposedMention {
            extent: Extent::new(place),
            head: None,
            label: said.label.as_str().into(),
            level: level.unwrap_or(Level::Name),
            value: None,
            count: None,
            entity: None,
        };
        self.add(Proposal::Mention(proposal), said.score);
    }

    fn event(&mut self, said: Value) {
        let Ok(said) = serde_json::from_value::<SaidEvent>(said) else {
            self.unreadable += 1;
            return;
        };
        let Some(trigger) = self.place(&said.trigger, &said.event_type, said.sentence) else {
            return;
        };
        let mut arguments = Vec::new();
        for argument in said.arguments.into_iter().take(MOST) {
            match serde_json::from_value::<SaidArgument>(argument) {
                Ok(argument) => arguments.extend(self.argument(&argument, trigger)),
                Err(_) => self.unreadable += 1,
            }
        }
        let proposal = ProposedEvent {
            trigger,
            event_type: said.event_type.as_str().into(),
            arguments,
            attributes: Attributes::default(),
            event: None,
        };
        self.add(Proposal::Event(proposal), said.score);
    }

    fn argument(&mut self, said: &SaidArgument, trigger: Span) -> Option<ProposedArgument> {
        let span = self.place_near(&said.quote, trigger)?;
        Some(ProposedArgument {
            role: said.role.as_str().into(),
            span,
            label: self.label_at(span),
            score: SCORE,
        })
    }

    /// The label that the answer gives to just these words, if the schema has it.
    fn label_at(&self, span: Span) -> Option<SmolStr> {
        let here = self
            .found
            .suggestions
            .iter()
            .find(|known| known.span() == span)?;
        let label = here.label();
        let is_known = self.schema.entity_type_fed_by(label).is_some()
            || self.schema.event_type_fed_by(label).is_some();
        is_known.then(|| label.clone())
    }

    fn finish(mut self, too_many: usize) -> Found {
        if let Some(first) = self.unmatched.first() {
            let count = self.unmatched.len();
            let words = if count == 1 {
                "quotation is"
            } else {
                "quotations are"
            };
            self.found.remarks.push(format!(
                "{count} {words} not in the text (first: “{first}”)"
            ));
        }
        if self.unreadable > 0 {
            self.found
                .remarks
                .push(format!("{} items are no labels; left out", self.unreadable));
        }
        if too_many > 0 {
            self.found
                .remarks
                .push(format!("{too_many} items more than any text has; left out"));
        }
        self.found
    }
}
