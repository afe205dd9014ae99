//! Names by a model, as a component of the pipeline: it weighs what the rules for names found, keeps, cuts anew or drops it, and adds what they missed.
//!
//! What the rules say is among the model's features, and their own score speaks for their names once more, so that they are overruled only where
//! the model is sure. Titles, dates, amounts, what the project's word list names, what a person labelled, and names of labels that the model does
//! not know are never touched. Each place keeps one suggestion, whose reason names both: "model 0.93; listed place".

use std::ops::Range;
use std::sync::Arc;

use smol_str::SmolStr;

use super::encoder::Reading;
use super::features::{Context, Reader, is_open, islands};
use super::model::Model;
use super::tags::{TagSet, begin, inside};
use crate::model::Level;
use crate::preannotate::calibration::Curve;
use crate::preannotate::words::WordMap;
use crate::preannotate::{
    Analysis, Component, Findings, FoundMention, Label, head_of_name, name_key,
};

/// The component.
pub struct ModelNames {
    model: Arc<Model>,
    /// A model of the fast engine that has a say beside an encoder.
    second: Option<Arc<Model>>,
    /// What the model's probabilities mean, where it brings that.
    reliability: Option<Curve>,
}

/// Name of the component, and of what the fast engine finds.
pub const NAME: &str = "model";

/// Name of what the accurate engine finds.
pub const ENCODER: &str = "encoder";

/// The source of names by a model that brings its own measure of what its probabilities mean.
pub const OWN: &str = "own-model";

/// How much a name of the rules that they are sure of speaks for itself beside a model, in the model's scores (logarithms of odds) a token. An
/// encoder has learnt when to listen to them; only what they are almost certain of speaks for itself ("Brewery and Allied Trades *Union*").
fn trust(model: &Model, score: f32) -> f32 {
    match model {
        Model::Tagger(_) => 0.5 * score,
        Model::Encoder(_) => (score - 0.95).max(0.0) * 20.0,
    }
}

/// Names that are less probable are left out, unless the rules cut the same.
const LEAST: f32 = 0.5;

/// By how much the votes for another label must be ahead, in names that are certain.
const MAJORITY: f32 = 0.25;

/// The second model's doubts count down to this probability, so that it alone never rules out what the encoder is sure of.
const LEAST_SAID: f32 = 1e-4;

/// How much an encoder and the model beside it count (a logarithmic pool; both saw the same rules, so together they may be surer than each).
const ENCODER_SHARE: f32 = 0.7;
const SECOND_SHARE: f32 = 0.6;

/// From this score on the rules were told by the text what a name is.
const TOLD: f32 = 0.75;

/// How many votes of the model such a place is worth.
const TOLD_VOTES: f32 = 4.0;

/// The names of the rules that the model may overrule.
fn of_rules<'f>(
    findings: &'f Findings,
    tags: &'f TagSet,
) -> impl Iterator<Item = &'f FoundMention> {
    findings
        .mentions
        .iter()
        .filter(move |mention| is_open(mention, tags))
}

/// A name with its tokens in the document.
struct Decided {
    tokens: Range<usize>,
    label: usize,
    probability: f32,
}

impl ModelNames {
    /// Names by this model.
    pub fn new(model: Arc<Model>) -> Self {
        let reliability = Curve::through(&model.about().calibration);
        Self {
            model,
            second: None,
            reliability,
        }
    }

    /// Lets a model of the fast engine have a say beside an encoder of the same labels.
    pub fn beside(self, second: Option<Arc<Model>>) -> Self {
        let second = second.filter(|second| second.tags() == self.model.tags());
        Self { second, ..self }
    }

    fn source(&self) -> &'static str {
        match &*self.model {
            Model::Tagger(_) if self.reliability.is_some() => OWN,
            Model::Tagger(_) => NAME,
            Model::Encoder(_) => ENCODER,
        }
    }

    /// The names of a document, by place, not overlapping.
    fn decide(&self, analysis: &Analysis<'_>, findings: &mut Findings) -> Vec<Decided> {
        let tags = self.model.tags();
        let stride = tags.stride();
        let context = Context::new(analysis, findings, tags);
        let mut reader = Reader::default();
        let reading: Arc<Reading> = match &*self.model {
            Model::Tagger(_) => Arc::default(),
            Model::Encoder(encoder) => encoder.read(analysis),
        };
        let mut scores = Vec::new();
        let mut decided = Vec::new();
        for island in islands(&context) {
            scores.clear();
            match &*self.model {
                Model::Tagger(tagger) => reader.read(&context, &island, |features| {
                    tagger.score_token(features, &mut scores);
                }),
                Model::Encoder(_) => {
                    let own = island.start * stride..island.end * stride;
                    let own = reading.names[own].iter();
                    scores.extend(own.map(|score| score * ENCODER_SHARE));
                    self.add_second(&context, &mut reader, &island, &mut scores);
                }
            }
            for (row, token) in scores.chunks_exact_mut(stride).zip(island.clone()) {
                if let Some(told) = context.told(token)
                    && let Some(label) = tags.label(told.label.name())
                {
                    let tag = if told.is_first {
                        begin(label)
                    } else {
                        inside(label)
                    };
                    row[tag] += trust(&self.model, told.score);
                }
            }
            let names = self
                .model
                .decoder()
                .names(&scores)
                .into_iter()
                .map(|name| Decided {
                    tokens: island.start + name.tokens.start..island.start + name.tokens.end,
                    label: name.label,
                    probability: name.probability,
                });
            decided.extend(
                names.filter(|name| {
                    name.probability >= LEAST || context.is_cut_by_rules(&name.tokens)
                }),
            );
        }
        self.keep_peoples(findings, &mut decided);
        self.keep_joined(findings, &mut decided);
        self.agree(analysis, findings, &mut decided);
        decided
    }

    /// Adds what the second model says of an island: logarithms of the probabilities of its tags.
    fn add_second(
        &self,
        context: &Context<'_, '_>,
        reader: &mut Reader,
        island: &Range<usize>,
        scores: &mut [f32],
    ) {
        let Some(Model::Tagger(second)) = self.second.as_deref() else {
            return;
        };
        let mut said = Vec::with_capacity(scores.len());
        reader.read(context, island, |features| {
            second.score_token(features, &mut said);
        });
        let stride = second.tags().stride();
        let Some(posterior) = second.decoder().posterior(&said) else {
            return;
        };
        for (token, row) in scores.chunks_exact_mut(stride).enumerate() {
            for (score, probability) in row.iter_mut().zip(posterior.tags(token)) {
                *score += SECOND_SHARE * (probability as f32).max(LEAST_SAID).ln();
            }
        }
    }

    /// One name, one label: a name takes the label that its occurrences speak for together, and a lone surname that of the full name.
    /// Where the text says that a word names an organisation ("the dredging company *Maralto*"), the rules vote as well: an encoder reads a few
    /// sentences, they the document.
    fn agree(&self, analysis: &Analysis<'_>, findings: &Findings, decided: &mut [Decided]) {
        let labels = self.model.tags().labels();
        let person = self.model.tags().label(Label::Per.name());
        let organisation = self.model.tags().label(Label::Org.name());
        let key =
            |tokens: Range<usize>| name_key(analysis.words[tokens].iter().map(|word| word.id));
        let mut votes: WordMap<u64, Vec<f32>> = WordMap::default();
        let mut vote = |tokens: Range<usize>, label: usize, probability: f32| {
            let votes = votes
                .entry(key(tokens))
                .or_insert_with(|| vec![0.0; labels.len()]);
            votes[label] += probability;
        };
        for name in of_rules(findings, self.model.tags()) {
            if let Some(organisation) = organisation
                && name.label == Some(Label::Org)
                && name.tokens.len() == 1
                && name.score > TOLD
            {
                vote(name.tokens.clone(), organisation, name.score * TOLD_VOTES);
            }
        }
        for name in decided.iter() {
            vote(name.tokens.clone(), name.label, name.probability);
            if Some(name.label) == person && name.tokens.len() > 1 {
                vote(
                    name.tokens.end - 1..name.tokens.end,
                    name.label,
                    name.probability,
                );
            }
        }
        for name in decided {
            let Some(votes) = votes.get(&key(name.tokens.clone())) else {
                continue;
            };
            let most = votes.iter().zip(0..).max_by(|a, b| a.0.total_cmp(b.0));
            if let Some((sum, label)) = most
                && *sum > votes[name.label] + MAJORITY
            {
                name.probability = sum / votes.iter().sum::<f32>();
                name.label = label;
            }
        }
    }

    /// Bodies whose names join two things ("Health and Safety Executive") stay whole where the rules know them by how they end: a model that cuts
    /// at the "and" takes both halves for bodies.
    fn keep_joined(&self, findings: &Findings, decided: &mut Vec<Decided>) {
        let Some(organisation) = self.model.tags().label(Label::Org.name()) else {
            return;
        };
        for told in of_rules(findings, self.model.tags()) {
            if told.label != Some(Label::Org) || told.score <= TOLD {
                continue;
            }
            let from = decided.partition_point(|name| name.tokens.start < told.tokens.start);
            let Some([first, second]) = decided.get_mut(from..).and_then(<[_]>::first_chunk_mut)
            else {
                continue;
            };
            let is_cut_in_two = first.tokens.start == told.tokens.start
                && second.tokens.end == told.tokens.end
                && first.tokens.end + 1 == second.tokens.start;
            if is_cut_in_two
                && [&*first, second]
                    .iter()
                    .all(|name| name.label == organisation)
            {
                first.tokens = told.tokens.clone();
                first.probability = first.probability.max(second.probability);
                decided.remove(from + 1);
            }
        }
    }

    /// Peoples of several words ("East African") are cut as the lists have them: corpora mark the last word alone.
    fn keep_peoples(&self, findings: &Findings, decided: &mut [Decided]) {
        let Some(people) = self.model.tags().label(Label::Norp.name()) else {
            return;
        };
        for listed in of_rules(findings, self.model.tags()) {
            if listed.label != Some(Label::Norp) || listed.tokens.len() < 2 {
                continue;
            }
            let place = decided.partition_point(|name| name.tokens.end <= listed.tokens.start);
            if let Some(name) = decided.get_mut(place)
                && name.label == people
                && listed.tokens.start <= name.tokens.start
                && name.tokens.end == listed.tokens.end
            {
                name.tokens = listed.tokens.clone();
            }
        }
    }

    fn mention(
        &self,
        analysis: &Analysis<'_>,
        name: &Decided,
        of_rules: Option<&FoundMention>,
    ) -> FoundMention {
        let written = &self.model.tags().labels()[name.label];
        let label = Label::from_name(written);
        let probability = self.reliability.as_ref().map_or(name.probability, |curve| {
            curve.at(name.probability).clamp(0.0, 1.0)
        });
        let source = self.source();
        match of_rules {
            Some(same) if same.label == label || are_places(same.label, label) => FoundMention {
                score: probability,
                reason: format!("{source} {probability:.2}; {}", same.reason).into(),
                source,
                ..same.clone()
            },
            _ => FoundMention {
                span: analysis.span_of(name.tokens.clone()),
                head: head_of_name(analysis, &name.tokens, label),
                tokens: name.tokens.clone(),
                schema_label: label.is_none().then(|| SmolStr::clone(written)),
                label,
                level: Level::Name,
                value: None,
                count: None,
                entity: None,
                country: "",
                source,
                score: probability,
                reason: match of_rules.and_then(|other| other.label) {
                    Some(other) => {
                        format!("{source} {probability:.2}; rules say {}", other.name()).into()
                    }
                    None => format!("{source} {probability:.2}").into(),
                },
                is_fixed: false,
            },
        }
    }
}

impl Component for ModelNames {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> &'static [&'static str] {
        &["word-list", "timex", "amounts", super::AFTER]
    }

    fn adds(&self) -> &'static [&'static str] {
        &["PER", "ORG", "GPE", "LOC", "FAC", "NORP"]
    }

    fn run(&self, analysis: &Analysis<'_>, findings: &mut Findings) {
        let decided = self.decide(analysis, findings);
        let tags = self.model.tags();
        let (of_rules, mut kept): (Vec<FoundMention>, Vec<FoundMention>) =
            std::mem::take(&mut findings.mentions)
                .into_iter()
                .partition(|mention| is_open(mention, tags));
        let mut is_taken = vec![false; analysis.words.len()];
        for mention in &kept {
            is_taken[mention.tokens.clone()].fill(true);
        }
        let at =
            |tokens: &Range<usize>| decided.partition_point(|name| name.tokens.end <= tokens.start);
        let mut same: Vec<Option<usize>> = vec![None; decided.len()];
        for (index, mention) in of_rules.iter().enumerate() {
            let place = at(&mention.tokens);
            let Some(name) = decided
                .get(place)
                .filter(|name| name.tokens.start < mention.tokens.end)
            else {
                // Inside a name that is not the model's to judge, such as the country in the name of a cup.
                if is_taken[mention.tokens.clone()].iter().all(|taken| *taken) {
                    kept.push(mention.clone());
                }
                continue;
            };
            if name.tokens == mention.tokens {
                same[place] = Some(index);
            } else if may_hold(tags.labels()[name.label].as_str(), mention)
                && name.tokens.start <= mention.tokens.start
                && mention.tokens.end <= name.tokens.end
            {
                kept.push(mention.clone());
            }
        }
        for (name, same) in decided.iter().zip(same) {
            kept.push(self.mention(analysis, name, same.map(|index| &of_rules[index])));
        }
        findings.mentions = kept;
    }
}

/// Whether both are places. Corpora seldom tell them apart, so the rules know better which kind a place is.
fn are_places(one: Option<Label>, other: Option<Label>) -> bool {
    let is_place = |label| matches!(label, Some(Label::Gpe | Label::Loc | Label::Fac));
    is_place(one) && is_place(other)
}

/// Whether a listed place or people inside a name of that label is marked as well: "U.S." in "U.S. State Department".
fn may_hold(label: &str, inner: &FoundMention) -> bool {
    matches!(label, "ORG" | "FAC") && matches!(inner.label, Some(Label::Gpe | Label::Norp))
}
