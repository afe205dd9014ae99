//! Documents to rows of tokens.

use std::collections::HashMap;
use std::io;

use super::NAMED_ENTITY;
use super::columns::escaped;
use crate::formats::export::{LossReport, Reason, Selection};
use crate::formats::file_names::FileNames;
use crate::formats::sentence_tokens::written_tokens;
use crate::formats::token_table::TokenTable;
use crate::formats::utf16::Utf16;
use crate::formats::writing::{Output, Writer, WriterOptions};
use crate::model::{Annotations, Document, Filler, RelationEnd};
use crate::text::Span;

/// A writer of a folder of files.
pub(in crate::formats) fn write(_options: &WriterOptions) -> Box<dyn Writer> {
    Box::<TsvWriter>::default()
}

#[derive(Default)]
struct TsvWriter {
    names: FileNames,
}

impl Writer for TsvWriter {
    fn document(
        &mut self,
        out: &mut dyn Output,
        document: &Document,
        selection: &Selection,
        losses: &mut LossReport,
    ) -> io::Result<()> {
        let name = self.names.of(document);
        let annotations = &selection.annotations;
        let labels = annotations.mentions().iter().map(|mention| &mention.label);
        let types = annotations.events().iter().map(|event| &event.event_type);
        let relations = annotations.relations().iter();
        let all = labels
            .chain(types)
            .chain(relations.map(|relation| &relation.relation_type));
        // Nothing is how something without a label is written.
        let place = format!("in {}", document.id);
        let num_empty = all.filter(|label| label.is_empty()).count();
        losses.note_many(Reason::Spelling, "labels", num_empty, &place);
        let table = Table::new(document, annotations);
        out.file(&format!("{name}.tsv"), table.text(document).as_bytes())
    }
}

/// An annotation in tokens.
struct Placed {
    first: usize,
    end: usize,
    /// What names it, where it has several tokens or is stacked.
    number: Option<usize>,
}

/// The cells of a layer: for each annotation its place and the values of its columns.
struct LayerCells {
    header: String,
    num_columns: usize,
    annotations: Vec<(Placed, Vec<String>)>,
}

struct Table {
    tokens: TokenTable,
    /// Names of the tokens: number of the sentence and of the token in it.
    units: Vec<String>,
    layers: Vec<LayerCells>,
}

impl Table {
    fn new(document: &Document, annotations: &Annotations) -> Self {
        let tokens = written_tokens(document, annotations);
        let units = tokens
            .sentences
            .iter()
            .zip(1..)
            .flat_map(|(sentence, number)| {
                (1..=sentence.len()).map(move |token| format!("{number}-{token}"))
            })
            .collect();
        let mut table = Self {
            tokens,
            units,
            layers: Vec::new(),
        };
        let mut number = 0;
        let mentions = annotations.mentions().iter();
        let mentions = table.placed(
            mentions.map(|mention| mention.extent.envelope()),
            &mut number,
        );
        let events = annotations.events().iter();
        let events = table.placed(events.map(|event| event.trigger.envelope()), &mut number);
        let places: HashMap<&str, usize> = annotations
            .mentions()
            .iter()
            .enumerate()
            .map(|(index, mention)| (mention.id.as_str(), index))
            .collect();
        let slots = table.slots(annotations, &mentions, &places);
        let relations = table.relations(annotations, &mentions, &places);
        let mention_cells = annotations
            .mentions()
            .iter()
            .map(|mention| vec!["*".to_owned(), value(&mention.label)]);
        let event_cells = annotations.events().iter().zip(slots);
        let event_cells = event_cells
            .map(|(event, [roles, targets])| vec![value(&event.event_type), roles, targets]);
        let layers = [
            LayerCells {
                header: format!("#T_SP={NAMED_ENTITY}|identifier|value"),
                num_columns: 2,
                annotations: mentions.into_iter().zip(mention_cells).collect(),
            },
            LayerCells {
                header: format!(
                    "#T_SP=webanno.custom.Event|type|ROLE_webanno.custom.Event:arguments_webanno.custom.EventArgumentsLink|{NAMED_ENTITY}"
                ),
                num_columns: 3,
                annotations: events.into_iter().zip(event_cells).collect(),
            },
            LayerCells {
                header: format!("#T_RL=webanno.custom.Relation|label|BT_{NAMED_ENTITY}"),
                num_columns: 2,
                annotations: relations,
            },
        ];
        // A project takes a file only when it has every layer that the header names.
        table.layers = layers
            .into_iter()
            .filter(|layer| !layer.annotations.is_empty())
            .collect();
        table
    }

    /// The tokens of annotations of one layer, numbered on from `number` where a number is needed.
    fn placed(&self, spans: impl Iterator<Item = Span>, number: &mut usize) -> Vec<Placed> {
        let places: Vec<(usize, usize)> = spans
            .map(|span| {
                let tokens = self.tokens.touching(span);
                (tokens.start, tokens.end)
            })
            .collect();
        let mut counts = vec![0_usize; self.tokens.tokens.len()];
        for (first, end) in &places {
            for count in counts.iter_mut().take(*end).skip(*first) {
                *count += 1;
            }
        }
        places
            .iter()
            .map(|(first, end)| {
                let is_stacked = counts
                    .get(*first..*end)
                    .unwrap_or_default()
                    .iter()
                    .any(|count| *count > 1);
                let needs_number = is_stacked || end - first > 1;
                *number += usize::from(needs_number);
                Placed {
                    first: *first,
                    end: *end,
                    number: needs_number.then_some(*number),
                }
            })
            .collect()
    }

    fn unit(&self, token: usize) -> &str {
        self.units.get(token).map_or("", String::as_str)
    }

    /// Roles and targets of every event.
    fn slots(
        &self,
        annotations: &Annotations,
        mentions: &[Placed],
        places: &HashMap<&str, usize>,
    ) -> Vec<[String; 2]> {
        let slot = |event: &crate::model::EventMention| {
            let (mut roles, mut targets) = (Vec::new(), Vec::new());
            for argument in &event.arguments {
                let Filler::Mention(id) = &argument.filler else {
                    debug_assert!(false, "other fillers were made mentions or left out");
                    continue;
                };
                let target = places
                    .get(id.as_str())
                    .and_then(|place| mentions.get(*place));
                if let Some(target) = target {
                    let number = target
                        .number
                        .map_or_else(String::new, |number| format!("[{number}]"));
                    roles.push(value(&argument.role));
                    targets.push(format!("{}{number}", self.unit(target.first)));
                }
            }
            if roles.is_empty() {
                ["*".to_owned(), "*".to_owned()]
            } else {
                [roles.join(";"), targets.join(";")]
            }
        };
        annotations.events().iter().map(slot).collect()
    }

    /// Every relation at the token where it ends.
    fn relations(
        &self,
        annotations: &Annotations,
        mentions: &[Placed],
        places: &HashMap<&str, usize>,
    ) -> Vec<(Placed, Vec<String>)> {
        let end = |end: &RelationEnd| match end {
            RelationEnd::Mention(id) => places
                .get(id.as_str())
                .and_then(|place| mentions.get(*place)),
            RelationEnd::Event(_) => None,
        };
        let cells = |relation: &crate::model::Relation| {
            let (from, to) = (end(&relation.from)?, end(&relation.to)?);
            let numbers = match (from.number, to.number) {
                (None, None) => String::new(),
                (from, to) => format!("[{}_{}]", from.unwrap_or(0), to.unwrap_or(0)),
            };
            let place = Placed {
                first: to.first,
                end: to.first + 1,
                number: None,
            };
            let from = format!("{}{numbers}", self.unit(from.first));
            Some((place, vec![value(&relation.relation_type), from]))
        };
        annotations.relations().iter().filter_map(cells).collect()
    }

    fn text(&self, document: &Document) -> String {
        let mut out = "#FORMAT=WebAnno TSV 3.3\n".to_owned();
        for layer in &self.layers {
            out.push_str(&layer.header);
            out.push('\n');
        }
        out.push('\n');
        let offsets = Utf16::new(document.text());
        let by_token: Vec<Vec<Vec<usize>>> = self
            .layers
            .iter()
            .map(|layer| layer.by_token(self.tokens.tokens.len()))
            .collect();
        let mut token = 0;
        for sentence in &self.tokens.sentences {
            let tokens = self.tokens.tokens.get(sentence.clone()).unwrap_or_default();
            let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
                continue;
            };
            out.push('\n');
            for line in document.text().slice(first.cover(*last)).split('\n') {
                let line = line
                    .replace('\\', "\\\\")
                    .replace('\t', "\\t")
                    .replace('\r', "\\r");
                out.push_str(&format!("#Text={line}\n"));
            }
            for span in tokens {
                let (start, end) = (offsets.of(span.start), offsets.of(span.end));
                let form = document.text().slice(*span);
                let form = form.replace('\t', " ").replace(['\n', '\r'], " ");
                out.push_str(&format!("{}\t{start}-{end}\t{form}\t", self.unit(token)));
                for (layer, places) in self.layers.iter().zip(&by_token) {
                    let here = places.get(token).map_or(&[][..], Vec::as_slice);
                    layer.cells(here, &mut out);
                }
                out.push('\n');
                token += 1;
            }
        }
        out
    }
}

impl LayerCells {
    /// Which annotations stand on each token, in their order.
    fn by_token(&self, num_tokens: usize) -> Vec<Vec<usize>> {
        let mut by_token = vec![Vec::new(); num_tokens];
        for (index, (placed, _)) in self.annotations.iter().enumerate() {
            for here in by_token.iter_mut().take(placed.end).skip(placed.first) {
                here.push(index);
            }
        }
        by_token
    }

    /// The cells of the layer at the token on which the annotations of `here` stand, a tab behind each.
    fn cells(&self, here: &[usize], out: &mut String) {
        let here: Vec<&(Placed, Vec<String>)> = here
            .iter()
            .filter_map(|index| self.annotations.get(*index))
            .collect();
        for column in 0..self.num_columns {
            let values: Vec<String> = here
                .iter()
                .map(|(placed, values)| {
                    let value = values.get(column).map_or("*", String::as_str);
                    let number = placed
                        .number
                        .map_or_else(String::new, |number| format!("[{number}]"));
                    format!("{value}{number}")
                })
                .collect();
            out.push_str(&if values.is_empty() {
                "_".to_owned()
            } else {
                values.join("|")
            });
            out.push('\t');
        }
    }
}

/// A label as a cell has it.
fn value(label: &str) -> String {
    if label.is_empty() {
        "*".to_owned()
    } else {
        escaped(label)
    }
}
