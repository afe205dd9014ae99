//! `dateline convert`: labelled documents from one format into another, one at a time, with a report of what the new one could not hold.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use smol_str::SmolStr;

use super::Outcome;
use super::columns::ColumnArguments;
use super::format_names::{read_format, scheme, written_format};
use super::input::load_schema;
use super::output::{Sink, is_standard, message};
use super::score::level;
use super::source::{Opened, open};
use crate::app::output_file::{FileOutput, FolderOutput, StreamOutput};
use crate::formats::conll::TagScheme;
use crate::formats::export::{ExportOptions, LossReport};
use crate::formats::registry::Format;
use crate::formats::writing::{FormatWriter, Output, WriterOptions};
use crate::model::{Layer, Level, Schema};

const EXAMPLES: &str = "\
Examples:
  dateline convert train.conll --to jsonl -o train.jsonl
  dateline convert brat-folder/ --to conll2003 --scheme bioes -o train.conll
  zcat big.jsonl.gz | dateline convert - --from jsonl --to doccano > big.doccano.jsonl
  dateline convert admin.jsonl --from doccano --to brat -o labelled/
  dateline convert articles.csv --to jsonl --text-column body --date-column published -o articles.jsonl

`dateline formats` lists the formats. What is noticed in reading and what the new format cannot hold is listed on standard error. A record
that cannot be read is reported with its line and left out; the exit status is then 1.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A file, a folder, or - for standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// What it holds: a name that `dateline formats` lists; told by its content where this is not given
    #[arg(long, value_name = "FORMAT", value_parser = read_format)]
    from: Option<&'static Format>,
    /// What to write
    #[arg(long, value_name = "FORMAT", value_parser = written_format)]
    to: &'static Format,
    /// The file, or for formats of several files the folder, to write; standard output where this is not given
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// How token labels mark beginnings and ends (conll2002, conll2003, conllu)
    #[arg(long, value_name = "iob1|iob2|ioe2|bioes|bilou|bmes", default_value = "iob2", value_parser = scheme)]
    scheme: TagScheme,
    /// The layer to write, for formats that hold one
    #[arg(long, value_name = "NAME", default_value = Layer::MAIN)]
    layer: SmolStr,
    /// Only mentions of these levels; flat formats take names where this is not given
    #[arg(long, value_name = "name,nominal,pronoun", value_delimiter = ',', value_parser = level)]
    level: Vec<Level>,
    /// Write suggestions that came with the input as annotations, where the format cannot tell them apart
    #[arg(long)]
    with_suggestions: bool,
    #[command(flatten)]
    columns: ColumnArguments,
    /// Schema whose labels the new format declares; a folder that declares its own needs none
    #[arg(long, value_name = "NAME|FILE")]
    schema: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let format = arguments.to;
    let output = arguments
        .output
        .as_deref()
        .filter(|path| !is_standard(path));
    if format.is_folder() && output.is_none() {
        bail!(
            "{} is written as a folder: name it with -o FOLDER",
            format.name
        );
    }
    let Opened {
        format: from,
        reading,
    } = open(&arguments.input, arguments.from, &arguments.columns.named())?;
    if arguments.from.is_none() {
        message(&format!(
            "{} is read as {}",
            arguments.input.display(),
            from.name
        ));
    }
    for remark in &reading.remarks {
        message(&format!("{}: {remark}", arguments.input.display()));
    }
    let schema = match &arguments.schema {
        Some(name) => load_schema(name)?,
        None => reading.schema.unwrap_or_default(),
    };
    let mut conversion = Conversion::new(arguments, schema)?;
    let documents = reading.documents;
    match output {
        Some(path) if format.is_folder() => {
            let mut out = FolderOutput::create(path).with_context(cannot_write(path))?;
            conversion
                .run(documents, &mut out)
                .with_context(cannot_write(path))?;
            out.finish().with_context(cannot_write(path))?;
        }
        Some(path) => {
            let mut out = FileOutput::create(path).with_context(cannot_write(path))?;
            conversion
                .run(documents, &mut out)
                .with_context(cannot_write(path))?;
            out.finish().with_context(cannot_write(path))?;
        }
        None => {
            let mut sink = Sink::open(None)?;
            conversion
                .run(documents, &mut StreamOutput(&mut sink))
                .context("cannot write to standard output")?;
            sink.flush().context("cannot write to standard output")?;
        }
    }
    Ok(conversion.report())
}

fn cannot_write(path: &Path) -> impl Fn() -> String {
    move || format!("cannot write {}", path.display())
}

/// A conversion under way.
struct Conversion<'a> {
    input: String,
    writer: Option<FormatWriter>,
    options: ExportOptions,
    losses: LossReport,
    written: usize,
    num_unread: usize,
    arguments: &'a Arguments,
}

impl<'a> Conversion<'a> {
    fn new(arguments: &'a Arguments, schema: Schema) -> anyhow::Result<Self> {
        let format = arguments.to;
        let options = WriterOptions {
            schema,
            scheme: arguments.scheme,
            decisions: true,
            layer: arguments.layer.clone(),
        };
        let writer = FormatWriter::new(format, &options)
            .with_context(|| format!("{} is read, not written", format.name))?;
        let levels = if arguments.level.is_empty() {
            format.default_levels()
        } else {
            Some(arguments.level.clone())
        };
        Ok(Self {
            input: if is_standard(&arguments.input) {
                "standard input".to_owned()
            } else {
                arguments.input.display().to_string()
            },
            writer: Some(writer),
            options: ExportOptions {
                layer: arguments.layer.clone(),
                levels,
                with_suggestions: arguments.with_suggestions,
                ..ExportOptions::default()
            },
            losses: LossReport::default(),
            written: 0,
            num_unread: 0,
            arguments,
        })
    }

    fn run(
        &mut self,
        documents: crate::formats::reading::Documents,
        out: &mut dyn Output,
    ) -> std::io::Result<()> {
        for read in documents {
            let imported = match read {
                Ok(imported) => imported,
                Err(error) => {
                    message(&format!("{}: {error}", self.input));
                    self.num_unread += 1;
                    continue;
                }
            };
            for diagnostic in &imported.diagnostics {
                message(&format!("{}: {diagnostic}", self.input));
            }
            if let Some(writer) = &mut self.writer {
                writer.write_everything(
                    out,
                    &imported.document,
                    &self.options,
                    &mut self.losses,
                )?;
                self.written += 1;
            }
        }
        match self.writer.take() {
            Some(writer) => writer.finish(out),
            None => Ok(()),
        }
    }

    /// Says how many documents were written and what was lost.
    fn report(&self) -> Outcome {
        let count = self.written;
        let noun = if count == 1 { "document" } else { "documents" };
        message(&format!(
            "{count} {noun} written as {}",
            self.arguments.to.name
        ));
        for line in self.losses.lines() {
            message(&line);
        }
        if self.num_unread == 0 {
            return Outcome::Fine;
        }
        let noun = if self.num_unread == 1 {
            "record"
        } else {
            "records"
        };
        message(&format!("{} {noun} could not be read", self.num_unread));
        Outcome::Problems
    }
}
