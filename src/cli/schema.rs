//! `dateline schema`: what may be labelled, in the words of a schema file.

use std::path::Path;

use clap::Args;

use super::Outcome;
use super::input::load_schema;
use super::output::print;
use crate::model::bundled;

const EXAMPLES: &str = "\
Examples:
  dateline schema                       names of the bundled schemas
  dateline schema news > mine.ron       a copy to change and to use with --schema mine.ron
  dateline schema project.ron           the schema of a project";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Name of a bundled schema, a schema file or a project; nothing lists the bundled ones
    #[arg(value_name = "NAME|FILE")]
    schema: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Some(name) = &arguments.schema else {
        let lines: Vec<String> = bundled::schema_names()
            .map(|name| {
                let description = bundled::schema(name).map(|schema| schema.description);
                format!("{name:<12} {}\n", description.unwrap_or_default())
            })
            .collect();
        print(&lines.concat())?;
        return Ok(Outcome::Fine);
    };
    // A file of that name is meant rather than the bundled schema.
    let source = bundled::schema_source(name).filter(|_| !Path::new(name).is_file());
    if let Some(source) = source {
        print(source)?;
        return Ok(Outcome::Fine);
    }
    let schema = load_schema(name)?;
    let mut text = ron::ser::to_string_pretty(&schema, ron::ser::PrettyConfig::default())?;
    text.push('\n');
    print(&text)?;
    Ok(Outcome::Fine)
}
