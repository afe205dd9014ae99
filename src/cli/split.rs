//! `dateline split`: divides the documents of a project into train, dev and test.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use smol_str::SmolStr;

use super::Outcome;
use super::output::{message, print};
use crate::app::splits::{Shares, Split, SplitWish, changes, divide};
use crate::app::workspace::Workspace;
use crate::model::Layer;
use crate::project::Places;

const EXAMPLES: &str = "\
Examples:
  dateline split news.ron
  dateline split news.ron --shares 70/15/15 --seed 3
  dateline export news.ron --format conll2003 --split each -o training/

The split of a document is one of its tags: train, dev or test. Documents that have one keep it, so that new articles can be added and divided
later. Near copies of an article and articles of one source always lie on the same side; labels are spread as the shares say.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A project (.ron); its documents are tagged
    project: PathBuf,
    /// How much goes to train, dev and test; two numbers for train and test
    #[arg(long, value_name = "A/B/C", default_value_t)]
    shares: Shares,
    /// Decides between places that are as good
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// The layer whose labels are spread
    #[arg(long, value_name = "NAME", default_value = Layer::MAIN)]
    layer: SmolStr,
    /// Divide documents that have a split anew
    #[arg(long)]
    anew: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let places = Places::new(std::env::temp_dir());
    let mut workspace = Workspace::open(&arguments.project, "", places, Arc::new(|| ()))?;
    let wish = SplitWish {
        shares: arguments.shares,
        seed: arguments.seed,
        layer: arguments.layer.clone(),
        anew: arguments.anew,
    };
    let documents = workspace.session.project().documents.clone();
    let division = divide(&documents, &wish);
    let changes = changes(&documents, &division);
    let num_changed = changes.len();
    if num_changed > 0 {
        workspace
            .session
            .commit_changes("Divide into train, dev and test", changes);
        workspace.journal();
        workspace.save();
        workspace.wait();
        if workspace.is_unsaved() {
            bail!("{} could not be saved", arguments.project.display());
        }
    }
    if let Err(reason) = workspace.close() {
        bail!(reason);
    }
    for remark in &division.remarks {
        message(remark);
    }
    let count = |split: Split| {
        let of = division
            .splits
            .iter()
            .filter(|known| **known == Some(split));
        format!("{} {}", split.name(), of.count())
    };
    let counts = Split::ALL.map(count).join(", ");
    print(&format!("{counts}; {num_changed} documents changed\n"))?;
    Ok(Outcome::Fine)
}
