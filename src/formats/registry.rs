//! The table of formats: what the command line, its help, the window and the tests know about each.
//!
//! A format is here when it works. Readers and writers are named as functions; what a format can hold is a list of [`Feature`]s, and whatever an
//! export contains beyond them is fitted and reported before the writer sees it.

use super::feature::Feature;
use super::reading::{Documents, Folder, FolderReading, ReadOptions, Sample, Source};
use super::writing::{Writer, WriterOptions};
use super::{
    ace, brat, casie, conll, csv, doccano, dygie, ere, gate, hf, jsonl, label_studio, maven_arg,
    oneie, plover, prodigy, pubannotation, rams, spacy_bin, spacy_json, text, webanno, wikievents,
    xmi,
};
use crate::model::Level;

/// How a format is read.
#[derive(Clone, Copy)]
pub enum ReadFrom {
    /// From one file or stream.
    File(fn(Source, &ReadOptions) -> Documents),
    /// From the files of a folder.
    Folder(fn(Box<dyn Folder>) -> FolderReading),
}

/// How a format is written.
#[derive(Clone, Copy)]
pub enum WriteTo {
    /// As one file or stream.
    File(fn(&WriterOptions) -> Box<dyn Writer>),
    /// As the files of a folder.
    Folder(fn(&WriterOptions) -> Box<dyn Writer>),
}

/// One format.
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// Other names it goes by.
    pub aliases: &'static [&'static str],
    /// Its name in the window.
    pub title: &'static str,
    /// What it is, in a line.
    pub summary: &'static str,
    /// Endings of its files without the point, the usual one first.
    pub endings: &'static [&'static str],
    /// Whether it is read and written record by record, so that memory stays flat.
    pub streams: bool,
    /// What it can hold.
    pub features: &'static [Feature],
    /// Whether a source that begins so is of this format. Formats are asked in the order of the table.
    pub recognise: fn(&Sample<'_>) -> bool,
    /// Its reader, if it has one.
    pub read: Option<ReadFrom>,
    /// Its writer, if it has one.
    pub write: Option<WriteTo>,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl std::fmt::Debug for Format {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name)
    }
}

impl Format {
    /// Whether it can hold `feature`.
    pub fn holds(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }

    /// Whether it is written as a folder rather than as one file.
    pub fn is_folder(&self) -> bool {
        matches!(self.write, Some(WriteTo::Folder(_)))
    }

    /// A file or folder name to begin with.
    pub fn suggested_name(&self) -> String {
        match self.endings.first() {
            Some(ending) if !self.is_folder() => format!("training.{ending}"),
            _ => self.name.to_owned(),
        }
    }

    /// Levels of mentions that it takes unless told otherwise; `None` for all. Flat formats take names.
    pub fn default_levels(&self) -> Option<Vec<Level>> {
        let is_flat = !self.holds(Feature::Nested) && !self.holds(Feature::Levels);
        is_flat.then(|| vec![Level::Name])
    }
}

/// What formats of token labels hold.
const TOKEN_LABELS: &[Feature] = &[];

/// What tables hold when they are written; text and fields about it are read back.
const TABLES: &[Feature] = &[
    Feature::ExactText,
    Feature::InsideTokens,
    Feature::Nested,
    Feature::Overlapping,
    Feature::Discontinuous,
    Feature::Levels,
    Feature::Heads,
    Feature::Values,
    Feature::MentionAttributes,
    Feature::Coreference,
    Feature::EntityRecords,
    Feature::Relations,
    Feature::RelationsOfEvents,
    Feature::RelationAttributes,
    Feature::Events,
    Feature::LongTriggers,
    Feature::ArgumentsAcrossSentences,
    Feature::EventArguments,
    Feature::SpanArguments,
    Feature::EventAttributes,
    Feature::EventCoreference,
    Feature::PloverCodes,
    Feature::NotStated,
    Feature::Notes,
    Feature::DocumentNotes,
    Feature::SpanNotes,
    Feature::OpenNotes,
    Feature::Zones,
    Feature::Metadata,
    Feature::Origins,
];

/// What records of events hold of the events that have a code.
const EVENT_RECORDS: &[Feature] = &[
    Feature::InsideTokens,
    Feature::Nested,
    Feature::Overlapping,
    Feature::Values,
    Feature::Coreference,
    Feature::EntityRecords,
    Feature::Events,
    Feature::LongTriggers,
    Feature::ArgumentsAcrossSentences,
    Feature::EventArguments,
    Feature::SpanArguments,
    Feature::EventAttributes,
    Feature::PloverCodes,
];

/// What annotations with features hold.
const FEATURES_OF_ANNOTATIONS: &[Feature] = &[
    Feature::ExactText,
    Feature::InsideTokens,
    Feature::Nested,
    Feature::Overlapping,
    Feature::Levels,
    Feature::Values,
    Feature::MentionAttributes,
    Feature::Coreference,
    Feature::Relations,
    Feature::RelationsOfEvents,
    Feature::Events,
    Feature::LongTriggers,
    Feature::ArgumentsAcrossSentences,
    Feature::EventArguments,
    Feature::EventAttributes,
    Feature::EventCoreference,
    Feature::PloverCodes,
    Feature::Metadata,
];

/// All formats. Recognition goes from the most telling to the least.
pub static FORMATS: &[Format] = &[
    Format {
        name: "wikievents",
        aliases: &[],
        title: "WikiEvents",
        summary: "One document a line with its tokens; events whose arguments may stand in any sentence",
        endings: &["jsonl"],
        streams: true,
        features: &[
            Feature::ExactText,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Levels,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
        ],
        recognise: wikievents::looks_like_wikievents,
        read: Some(ReadFrom::File(wikievents::read)),
        write: Some(WriteTo::File(wikievents::write)),
    },
    Format {
        name: "oneie",
        aliases: &["textee"],
        title: "OneIE",
        summary: "One sentence a line with its mentions, relations and events, as OneIE and TextEE take them",
        endings: &["jsonl", "json"],
        streams: true,
        features: &[
            Feature::Nested,
            Feature::Overlapping,
            Feature::Levels,
            Feature::Relations,
            Feature::Events,
            Feature::LongTriggers,
        ],
        recognise: oneie::looks_like_oneie,
        read: Some(ReadFrom::File(oneie::read)),
        write: Some(WriteTo::File(oneie::write)),
    },
    Format {
        name: "rams",
        aliases: &[],
        title: "RAMS",
        summary: "One event a line in a window of five sentences, with the spans that fill its roles",
        endings: &["jsonlines", "jsonl"],
        streams: true,
        features: &[
            Feature::Nested,
            Feature::Overlapping,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::SpanArguments,
        ],
        recognise: rams::looks_like_rams,
        read: Some(ReadFrom::File(rams::read)),
        write: Some(WriteTo::File(rams::write)),
    },
    Format {
        name: "dygie",
        aliases: &["dygiepp"],
        title: "DyGIE++",
        summary: "One document a line: sentences of tokens, and names, relations, clusters and events by token number",
        endings: &["jsonl", "json"],
        streams: true,
        features: &[
            Feature::Nested,
            Feature::Overlapping,
            Feature::Coreference,
            Feature::Relations,
            Feature::Events,
            Feature::SpanArguments,
        ],
        recognise: dygie::looks_like_dygie,
        read: Some(ReadFrom::File(dygie::read)),
        write: Some(WriteTo::File(dygie::write)),
    },
    Format {
        name: "casie",
        aliases: &[],
        title: "CASIE",
        summary: "One article on computer security a file, its events grouped by what they tell of",
        endings: &["json"],
        streams: false,
        features: &[
            Feature::ExactText,
            Feature::InsideTokens,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::EventAttributes,
            Feature::EventCoreference,
            Feature::Metadata,
        ],
        recognise: casie::looks_like_casie,
        read: Some(ReadFrom::File(casie::read)),
        write: None,
    },
    Format {
        name: "maven-arg",
        aliases: &["maven"],
        title: "MAVEN-Arg",
        summary: "One document a line, events with several coreferent triggers, entities, and arguments of both kinds",
        endings: &["jsonl"],
        streams: true,
        features: &[
            Feature::ExactText,
            Feature::InsideTokens,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Coreference,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::SpanArguments,
            Feature::EventCoreference,
        ],
        recognise: maven_arg::looks_like_maven_arg,
        read: Some(ReadFrom::File(maven_arg::read)),
        write: None,
    },
    Format {
        name: "label-studio",
        aliases: &["labelstudio"],
        title: "Label Studio",
        summary: "A list of tasks with annotations and predictions; its labelling configuration is written beside it",
        endings: &["json"],
        streams: false,
        features: &[
            Feature::ExactText,
            Feature::InsideTokens,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Relations,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::EventArguments,
            Feature::Notes,
            Feature::Suggestions,
            Feature::Metadata,
        ],
        recognise: label_studio::looks_like_label_studio,
        read: Some(ReadFrom::File(label_studio::read)),
        write: Some(WriteTo::File(label_studio::write)),
    },
    Format {
        name: "pubannotation",
        aliases: &[],
        title: "PubAnnotation",
        summary: "Denotations with attributes and relations; triggers are denotations of the kind event",
        endings: &["json"],
        streams: false,
        features: &[
            Feature::ExactText,
            Feature::InsideTokens,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Discontinuous,
            Feature::Levels,
            Feature::Values,
            Feature::MentionAttributes,
            Feature::Coreference,
            Feature::Relations,
            Feature::RelationAttributes,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::EventArguments,
            Feature::EventAttributes,
            Feature::EventCoreference,
            Feature::PloverCodes,
            Feature::Metadata,
        ],
        recognise: pubannotation::looks_like_pubannotation,
        read: Some(ReadFrom::File(pubannotation::read)),
        write: Some(WriteTo::File(pubannotation::write)),
    },
    Format {
        name: "bdocjs",
        aliases: &["gatenlp"],
        title: "GATE bdocjs",
        summary: "The JSON of GATE's Python library, a document a line: annotations with features; triggers have the feature kind",
        endings: &["bdocjs", "jsonl", "json"],
        streams: true,
        features: FEATURES_OF_ANNOTATIONS,
        recognise: gate::looks_like_bdoc,
        read: Some(ReadFrom::File(gate::read_bdoc)),
        write: Some(WriteTo::File(gate::write_bdoc)),
    },
    Format {
        name: "gate-xml",
        aliases: &["gate"],
        title: "GATE XML",
        summary: "GATE's documents, an XML file each: annotations with features; triggers have the feature kind",
        endings: &["xml"],
        streams: false,
        features: FEATURES_OF_ANNOTATIONS,
        recognise: gate::looks_like_gate,
        read: Some(ReadFrom::File(gate::read_xml)),
        write: Some(WriteTo::Folder(gate::write_xml)),
    },
    Format {
        name: "spacy-json",
        aliases: &["spacy-jsonl"],
        title: "spaCy JSON",
        summary: "spaCy's Doc.to_json, one document a line: ents, and overlapping mentions in spans[\"sc\"]",
        endings: &["jsonl", "json"],
        streams: true,
        features: &[
            Feature::ExactText,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Metadata,
        ],
        recognise: spacy_json::looks_like_spacy,
        read: Some(ReadFrom::File(spacy_json::read)),
        write: Some(WriteTo::File(spacy_json::write)),
    },
    Format {
        name: "spacy",
        aliases: &["docbin"],
        title: "spaCy DocBin",
        summary: "What spacy train takes: ents, all mentions in spans[\"sc\"], events in user_data",
        endings: &["spacy"],
        streams: false,
        features: &[
            Feature::ExactText,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::EventArguments,
            Feature::SpanArguments,
            Feature::Metadata,
        ],
        // It is no text.
        recognise: |_| false,
        read: Some(ReadFrom::File(spacy_bin::read)),
        write: Some(WriteTo::File(spacy_bin::write)),
    },
    Format {
        name: "doccano",
        aliases: &[],
        title: "doccano",
        summary: "One text a line with labelled spans, as triples and as entities with relations",
        endings: &["jsonl", "json"],
        streams: true,
        features: &[
            Feature::ExactText,
            Feature::InsideTokens,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Relations,
            Feature::DocumentNotes,
            Feature::Metadata,
        ],
        recognise: doccano::looks_like_doccano,
        read: Some(ReadFrom::File(doccano::read)),
        write: Some(WriteTo::File(doccano::write)),
    },
    Format {
        name: "prodigy",
        aliases: &[],
        title: "Prodigy",
        summary: "One task a line with tokens, spans and relations",
        endings: &["jsonl", "json"],
        streams: true,
        features: &[
            Feature::ExactText,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Relations,
            Feature::Metadata,
        ],
        recognise: prodigy::looks_like_prodigy,
        read: Some(ReadFrom::File(prodigy::read)),
        write: Some(WriteTo::File(prodigy::write)),
    },
    Format {
        name: "jsonl",
        aliases: &["dateline"],
        title: "Dateline JSONL",
        summary: "One record a line with text, mentions, events, suggestions and decisions: everything",
        endings: &["jsonl", "ndjson"],
        streams: true,
        features: &Feature::ALL,
        recognise: jsonl::looks_like_jsonl,
        read: Some(ReadFrom::File(jsonl::read)),
        write: Some(WriteTo::File(jsonl::write)),
    },
    Format {
        name: "brat",
        aliases: &[],
        title: "brat",
        summary: "A folder with a text and an annotation file for each document, and its configuration",
        endings: &[],
        streams: false,
        features: &[
            Feature::ExactText,
            Feature::InsideTokens,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Discontinuous,
            Feature::Levels,
            Feature::Values,
            Feature::MentionAttributes,
            Feature::Coreference,
            Feature::Relations,
            Feature::RelationsOfEvents,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::EventArguments,
            Feature::SpanArguments,
            Feature::EventAttributes,
            Feature::PloverCodes,
            Feature::Notes,
            Feature::OpenNotes,
            Feature::Zones,
        ],
        recognise: |_| false,
        read: Some(ReadFrom::Folder(brat::read)),
        write: Some(WriteTo::Folder(brat::write)),
    },
    Format {
        name: "xmi",
        aliases: &["uima", "cas"],
        title: "UIMA CAS XMI",
        summary: "An XMI file for each document with TypeSystem.xml: DKPro's named entities, events with slots as INCEpTION has them",
        endings: &["xmi"],
        streams: false,
        features: &[
            Feature::ExactText,
            Feature::InsideTokens,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Levels,
            Feature::Values,
            Feature::MentionAttributes,
            Feature::Coreference,
            Feature::Relations,
            Feature::RelationsOfEvents,
            Feature::RelationAttributes,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::EventArguments,
            Feature::SpanArguments,
            Feature::EventAttributes,
            Feature::EventCoreference,
            Feature::PloverCodes,
            Feature::Metadata,
        ],
        recognise: xmi::looks_like_xmi,
        read: Some(ReadFrom::File(xmi::read)),
        write: Some(WriteTo::Folder(xmi::write)),
    },
    Format {
        name: "ace",
        aliases: &["apf"],
        title: "ACE",
        summary: "ACE 2005's files: a text with tags and apf.xml for each document; entities, values, times, relations, events",
        endings: &[],
        streams: false,
        features: &[
            Feature::ExactText,
            Feature::InsideTokens,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Levels,
            Feature::Heads,
            Feature::Values,
            Feature::MentionAttributes,
            Feature::Coreference,
            Feature::Relations,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::EventAttributes,
            Feature::EventCoreference,
        ],
        recognise: |_| false,
        read: Some(ReadFrom::Folder(ace::read)),
        write: Some(WriteTo::Folder(ace::write)),
    },
    Format {
        name: "ere",
        aliases: &["rich-ere"],
        title: "Rich ERE",
        summary: "Source files with their rich_ere.xml: entities, fillers, relations, events in hoppers",
        endings: &[],
        streams: false,
        features: &[
            Feature::ExactText,
            Feature::InsideTokens,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Levels,
            Feature::Heads,
            Feature::Coreference,
            Feature::Relations,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::EventCoreference,
        ],
        recognise: |_| false,
        read: Some(ReadFrom::Folder(ere::read)),
        write: None,
    },
    Format {
        name: "webanno-tsv",
        aliases: &["webanno"],
        title: "WebAnno TSV",
        summary: "WebAnno TSV 3.3, a file for each document: tokens with named entities, events with slots, relations",
        endings: &["tsv"],
        streams: false,
        features: &[
            Feature::Nested,
            Feature::Overlapping,
            Feature::Relations,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
        ],
        recognise: webanno::looks_like_webanno,
        read: Some(ReadFrom::File(webanno::read)),
        write: Some(WriteTo::Folder(webanno::write)),
    },
    Format {
        name: "hf",
        aliases: &["huggingface", "datasets"],
        title: "Hugging Face",
        summary: "A data set folder with its card: sentences with token labels, and documents with spans and events",
        endings: &[],
        streams: false,
        features: &[
            Feature::ExactText,
            Feature::InsideTokens,
            Feature::Nested,
            Feature::Overlapping,
            Feature::Levels,
            Feature::Coreference,
            Feature::Relations,
            Feature::Events,
            Feature::LongTriggers,
            Feature::ArgumentsAcrossSentences,
            Feature::EventArguments,
            Feature::SpanArguments,
            Feature::EventCoreference,
            Feature::Metadata,
        ],
        recognise: |_| false,
        read: Some(ReadFrom::Folder(hf::read)),
        write: Some(WriteTo::Folder(hf::write)),
    },
    Format {
        name: "plover",
        aliases: &["cameo"],
        title: "PLOVER records",
        summary: "Who did what to whom, when and where: one JSON record for each event with a PLOVER code, with the span of each part",
        endings: &["jsonl"],
        streams: true,
        features: EVENT_RECORDS,
        recognise: |_| false,
        read: None,
        write: Some(WriteTo::File(plover::write_lines)),
    },
    Format {
        name: "plover-tsv",
        aliases: &[],
        title: "PLOVER table",
        summary: "The same as a table separated by tabs",
        endings: &["tsv"],
        streams: true,
        features: EVENT_RECORDS,
        recognise: |_| false,
        read: None,
        write: Some(WriteTo::File(plover::write_table)),
    },
    Format {
        name: "conllu",
        aliases: &[],
        title: "CoNLL-U",
        summary: "One token a line in ten columns with the exact blanks; the label in the last one. Flat, names",
        endings: &["conllu"],
        streams: true,
        features: &[Feature::ExactText],
        recognise: conll::looks_like_conllu,
        read: Some(ReadFrom::File(conll::read_conllu)),
        write: Some(WriteTo::File(conll::write_conllu)),
    },
    Format {
        name: "conll2003",
        aliases: &["conll"],
        title: "CoNLL-2003",
        summary: "One token a line in four columns. Flat: of nested mentions the outermost is written, events have no place",
        endings: &["conll", "iob", "bio"],
        streams: true,
        features: TOKEN_LABELS,
        recognise: |sample| conll::looks_like_conll(sample, 4),
        read: Some(ReadFrom::File(conll::read)),
        write: Some(WriteTo::File(conll::write_2003)),
    },
    Format {
        name: "conll2002",
        aliases: &["iob", "bio"],
        title: "CoNLL-2002",
        summary: "One token a line with its label. Flat: of nested mentions the outermost is written, events have no place",
        endings: &["conll", "iob", "bio"],
        streams: true,
        features: TOKEN_LABELS,
        recognise: |sample| conll::looks_like_conll(sample, 2),
        read: Some(ReadFrom::File(conll::read)),
        write: Some(WriteTo::File(conll::write_2002)),
    },
    Format {
        name: "csv",
        aliases: &[],
        title: "CSV",
        summary: "Articles are read from the rows of a table; documents, annotations and statistics are written, a table a kind",
        endings: &["csv"],
        streams: false,
        features: TABLES,
        recognise: csv::looks_like_table,
        read: Some(ReadFrom::File(csv::read)),
        write: Some(WriteTo::Folder(csv::write_commas)),
    },
    Format {
        name: "tsv",
        aliases: &["tab"],
        title: "TSV",
        summary: "The same separated by tabs",
        endings: &["tsv", "tab"],
        streams: false,
        features: TABLES,
        recognise: csv::looks_like_tabs,
        read: Some(ReadFrom::File(csv::read)),
        write: Some(WriteTo::Folder(csv::write_tabs)),
    },
    Format {
        name: "text",
        aliases: &["txt", "md", "html"],
        title: "Text",
        summary: "Articles: plain text, Markdown and web pages are read, text is written, a file for each document",
        endings: &["txt", "text", "md", "markdown", "html", "htm", "xhtml"],
        streams: false,
        features: &[Feature::ExactText],
        recognise: |sample| sample.json.is_none(),
        read: Some(ReadFrom::File(text::read)),
        write: Some(WriteTo::Folder(text::write)),
    },
];

/// Dateline's own format, the one that holds everything.
pub fn native() -> &'static Format {
    by_name("jsonl").unwrap_or(&FORMATS[0])
}

/// The format called `name`, by its name or an alias.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS
        .iter()
        .find(|format| format.name == name || format.aliases.contains(&name))
}

/// The format of a file or stream that begins like `sample`: the first that recognises its content, one whose files end so going before the others.
pub fn recognise(sample: &Sample<'_>) -> Option<&'static Format> {
    let reads_files = |format: &&Format| matches!(format.read, Some(ReadFrom::File(_)));
    let mut fitting = FORMATS
        .iter()
        .filter(reads_files)
        .filter(|format| (format.recognise)(sample));
    let first = fitting.next()?;
    let by_ending = fitting.find(|format| sample.ends_in(format.endings));
    Some(match by_ending {
        Some(other) if !sample.ends_in(first.endings) => other,
        _ => first,
    })
}

/// The same for bytes, which may be no text in UTF-8: then the name tells what is not an article in an older encoding.
pub fn recognise_bytes(name: &str, head: &[u8], is_whole: bool) -> Option<&'static Format> {
    match Sample::new(name, head, is_whole) {
        Some(sample) => recognise(&sample),
        None => by_name(match name.rsplit_once('.') {
            Some((_, "spacy")) if spacy_bin::looks_like_zlib(head) => "spacy",
            Some((_, "csv")) => "csv",
            Some((_, "tsv" | "tab")) => "tsv",
            _ => "text",
        }),
    }
}

/// The format that most files of a folder are of by their endings, for formats whose files stand alone; `None` where most are articles.
pub fn recognise_files(names: &[String]) -> Option<&'static Format> {
    let of_format = |format: &Format| {
        let ending = |name: &&String| {
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            format.endings.contains(&ending.to_lowercase().as_str())
        };
        names.iter().filter(ending).count()
    };
    let alone = FORMATS
        .iter()
        .filter(|format| ["xmi", "spacy", "csv", "tsv", "conllu", "text"].contains(&format.name));
    let (count, format) = alone
        .map(|format| (of_format(format), format))
        .rev()
        .max_by_key(|(count, _)| *count)?;
    (count > 0 && format.name != "text").then_some(format)
}

/// Formats that are written, in the order of the table.
pub fn written() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|format| format.write.is_some())
}

/// Formats that are read, in the order of the table.
pub fn read() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|format| format.read.is_some())
}

/// The format of a folder, by the names of its files.
pub fn recognise_folder(folder: &dyn Folder) -> Option<&'static Format> {
    if brat::looks_like_brat(folder.names()) {
        by_name("brat")
    } else if ace::looks_like_ace(folder.names()) {
        by_name("ace")
    } else if ere::looks_like_ere(folder.names()) {
        by_name("ere")
    } else if hf::looks_like_hf(folder) {
        by_name("hf")
    } else {
        None
    }
}
