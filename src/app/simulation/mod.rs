//! How much work suggestions save, measured: labelled articles are labelled anew by an annotator who follows the labels, with different help.
//!
//! ```text
//! keystrokes.rs   what actions cost
//! annotator.rs    the annotator, through the session's commands
//! ```

pub mod annotator;
pub mod keystrokes;

use std::sync::Arc;

use smol_str::SmolStr;

use super::engines;
use super::jobs::{Engine, EngineMaker, Engines, Suggester};
use super::session::Session;
use crate::app::command::Command;
use crate::learn::decisions::Learnt;
use crate::learn::models::Models;
use crate::model::{Document, Layer, Moment, Project, Schema, Suggestion, WordList};
use crate::preannotate::Pipeline;
use annotator::{Annotator, Effort, Wanted};

/// What helps the annotator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// Nothing.
    None,
    /// Dictionaries and rules.
    Knowledge,
    /// These and a model.
    Bundled,
    /// All of it, and what was decided so far.
    Learning,
}

impl Help {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::None, Self::Knowledge, Self::Bundled, Self::Learning];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Knowledge => "knowledge",
            Self::Bundled => "bundled",
            Self::Learning => "learning",
        }
    }
}

/// Suggests nothing.
struct Silence;

impl Engine for Silence {
    fn suggest(&self, _document: &Document, _layer: &Layer) -> Vec<Suggestion> {
        Vec::new()
    }
}

/// Labelled articles to be labelled anew.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// The schema of the labels.
    pub schema: Arc<Schema>,
    /// The articles, with the right labels in a layer.
    pub gold: Vec<Arc<Document>>,
    /// That layer.
    pub layer: SmolStr,
    /// What suggests in [`Help::Bundled`] and [`Help::Learning`].
    pub models: Models,
}

impl Simulation {
    /// The effort of each document, in that order (indices into [`Simulation::gold`]). `tell` is called after each document.
    pub fn run(&self, help: Help, order: &[usize], mut tell: impl FnMut()) -> Vec<Effort> {
        let mut session = self.session(order);
        let mut learnt = Learnt::default();
        let mut next_refit = 1;
        let mut efforts = Vec::new();
        for (number, index) in order.iter().enumerate() {
            let document = &self.gold[*index];
            let Some(layer) = document.layer(&self.layer) else {
                continue;
            };
            if help == Help::Learning {
                self.learn(&session, number, &mut next_refit, &mut learnt);
            }
            session.suggest_with(self.maker(help, &learnt));
            session.open_document(&document.id);
            session.dispatch(Command::SuggestAgain);
            session.wait_for_suggestions();
            let wanted = Wanted::of(&layer.annotations, &self.schema);
            efforts.push(Annotator::work(&mut session, &wanted));
            tell();
        }
        efforts
    }

    /// The articles without labels, in a session of which no one sees anything.
    fn session(&self, order: &[usize]) -> Session {
        let mut project = Project::new(Schema::clone(&self.schema));
        project.documents = order
            .iter()
            .map(|index| {
                let mut document = Document::clone(&self.gold[*index]);
                document.layers = vec![Layer::new(Layer::MAIN)];
                document.brought = Vec::new();
                Arc::new(document)
            })
            .collect();
        let silence: EngineMaker = Arc::new(|_, _| Engines::only(Silence));
        let suggester = Suggester::start(1, Arc::new(|| ()));
        let mut session = Session::new(
            project,
            "simulated",
            silence,
            suggester,
            Box::new(|| Moment(0)),
        );
        session.wait_for_suggestions();
        session
    }

    /// Learns from what was decided: strings after every document, weights when a quarter more documents are there.
    fn learn(&self, session: &Session, number: usize, next_refit: &mut usize, learnt: &mut Learnt) {
        let documents = &session.project().documents[..number];
        if number < *next_refit {
            learnt.memory = Arc::new(Learnt::memory_of(documents, Layer::MAIN));
            return;
        }
        *next_refit = number + 1 + number / 4;
        let make = || self.pipeline();
        *learnt = Learnt::from(documents, Layer::MAIN, &self.schema, &make);
    }

    fn pipeline(&self) -> Pipeline {
        engines::pipeline(&self.schema, &WordList::default(), &self.models)
    }

    fn maker(&self, help: Help, learnt: &Learnt) -> EngineMaker {
        let (this, learnt) = (self.clone(), learnt.clone());
        Arc::new(move |schema, words| match help {
            Help::None => Engines::only(Silence),
            Help::Knowledge => Engines::only(Pipeline::knowledge(schema, words)),
            Help::Bundled => Engines::only(this.pipeline()),
            Help::Learning => Engines::only(learnt.apply(this.pipeline(), &this.schema)),
        })
    }
}
