//! Rows of tokens to a document.

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;

use smol_str::SmolStr;

use super::columns::{Column, Kind, Layer, bracket, parts, unescaped};
use crate::formats::draft::{Draft, Named};
use crate::formats::reading::{Documents, ReadOptions, Sample, Source};
use crate::formats::token_table::{FIELD, lengths_of};
use crate::formats::tokenised::finish;
use crate::formats::{FormatError, Imported};
use crate::model::{
    Annotation, Argument, Attributes, EntityMention, EventId, EventMention, Origin, Relation,
};
use crate::text::Span;
use crate::text::decode::decode;

/// Whether a source begins as WebAnno's files do.
pub(in crate::formats) fn looks_like_webanno(sample: &Sample<'_>) -> bool {
    sample.start.starts_with("#FORMAT=WebAnno TSV")
}

/// Reads one file.
pub(in crate::formats) fn read(mut source: Source, options: &ReadOptions) -> Documents {
    let mut bytes = Vec::new();
    let read = source
        .read_to_end(&mut bytes)
        .map_err(FormatError::from)
        .and_then(|_| Ok(decode(&bytes)?))
        .and_then(|decoded| document(&decoded.characters, options));
    Box::new(std::iter::once(read))
}

fn document(source: &str, options: &ReadOptions) -> Result<Imported, FormatError> {
    let syntax = |line, message: String| FormatError::Syntax { line, message };
    if !source.starts_with("#FORMAT=WebAnno TSV") {
        return Err(syntax(
            1,
            "the first line is no #FORMAT=WebAnno TSV".to_owned(),
        ));
    }
    let layers: Vec<Layer> = source.lines().filter_map(Layer::read).collect();
    let num_columns = 3 + layers
        .iter()
        .map(|layer| layer.columns.len())
        .sum::<usize>();
    let mut text = SourceText::default();
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (line, number) in source.lines().zip(1..) {
        if let Some(words) = line.strip_prefix("#Text=") {
            text.line(words);
        } else if line.trim().is_empty() {
            text.end_sentence();
        } else if !line.starts_with('#') {
            let row =
                Row::read(line, number, num_columns).map_err(|message| syntax(number, message))?;
            text.token(&row);
            rows.push(row);
        }
    }
    let (text, spans, num_lost) = text.finish(&rows);
    let mut draft = Draft::new(text, None)?;
    if num_lost > 0 {
        draft.remark(format!(
            "{num_lost} tokens do not stand where their offsets say; a text was made of the tokens"
        ));
    }
    keep_tokens(&rows, &spans, &mut draft);
    let mut reader = Reader {
        units: rows
            .iter()
            .enumerate()
            .map(|(index, row)| (row.unit, index))
            .collect(),
        spans: &spans,
        draft,
        named: HashMap::new(),
        at: BTreeMap::new(),
        left_out: BTreeMap::new(),
    };
    reader.everything(&layers, &rows);
    Ok(finish(reader.draft, &options.only_id()))
}

/// A row of a token, or of a part of one.
struct Row<'a> {
    line: u64,
    /// `1-3`, or `1-3.1` for a part.
    unit: &'a str,
    start: u32,
    end: u32,
    form: &'a str,
    /// The cells of the layers.
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    fn read(line: &'a str, number: u64, num_columns: usize) -> Result<Self, String> {
        let mut fields = line.split('\t');
        let mut field = || fields.next().ok_or("the row has no token");
        let (unit, place, form) = (field()?, field()?, field()?);
        let (start, end) = place
            .split_once('-')
            .and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)))
            .filter(|(start, end)| start <= end)
            .ok_or_else(|| format!("“{place}” is no place of a token"))?;
        let mut cells: Vec<&str> = fields.collect();
        // A tab ends every cell.
        if cells.len() + 3 > num_columns && cells.last() == Some(&"") {
            cells.pop();
        }
        if cells.len() + 3 != num_columns {
            return Err(format!(
                "the row has {} columns, the header names {num_columns}",
                cells.len() + 3
            ));
        }
        Ok(Self {
            line: number,
            unit,
            start,
            end,
            form,
            cells,
        })
    }

    fn is_part(&self) -> bool {
        self.unit.contains('.')
    }
}

/// The text as it is put together of sentences, every character at the offset that its row says.
#[derive(Default)]
struct SourceText {
    /// Lines of the sentence that is open.
    lines: Vec<String>,
    is_open: bool,
    units: Vec<u16>,
}

impl SourceText {
    fn line(&mut self, words: &str) {
        self.lines.push(unescaped(words));
        self.is_open = false;
    }

    /// The first token of a sentence tells where that begins.
    fn token(&mut self, row: &Row<'_>) {
        if self.is_open || row.is_part() {
            return;
        }
        self.is_open = true;
        let sentence = std::mem::take(&mut self.lines).join("\n");
        let before = sentence.find(row.form).unwrap_or_default();
        let (before, _) = sentence.split_at_checked(before).unwrap_or_default();
        let lead = before.encode_utf16().count();
        let start = (row.start as usize).saturating_sub(lead);
        // A file that claims a place far away is not worth the memory.
        let gap = start.saturating_sub(self.units.len()).min(1 << 20);
        let blank = if gap == 1 { ' ' } else { '\n' };
        self.units.extend(std::iter::repeat_n(blank as u16, gap));
        self.units.extend(sentence.encode_utf16());
    }

    fn end_sentence(&mut self) {
        self.is_open = false;
    }

    /// The text, the span of every row in it, and how many rows do not read as they are quoted; then the text is made of the tokens alone.
    fn finish(self, rows: &[Row<'_>]) -> (String, Vec<Span>, usize) {
        let text = String::from_utf16_lossy(&self.units);
        let mut starts: Vec<u32> = Vec::with_capacity(self.units.len() + 1);
        for (at, char) in text.char_indices() {
            starts.extend(std::iter::repeat_n(at as u32, char.len_utf16()));
        }
        starts.push(text.len() as u32);
        let span = |row: &Row<'_>| {
            let byte = |unit: u32| starts.get(unit as usize).copied();
            Some(Span::new(byte(row.start)?, byte(row.end)?))
        };
        let is_same = |(row, span): (&Row<'_>, Option<Span>)| {
            let words = span.and_then(|span| text.get(span.range()));
            words.is_some_and(|words| words.split_whitespace().eq(row.form.split_whitespace()))
        };
        let spans: Vec<Option<Span>> = rows.iter().map(span).collect();
        let num_wrong = rows
            .iter()
            .zip(&spans)
            .filter(|(row, span)| !is_same((row, **span)))
            .count();
        if num_wrong == 0 {
            return (text, spans.into_iter().flatten().collect(), 0);
        }
        let mut made = String::new();
        let mut spans = Vec::with_capacity(rows.len());
        for row in rows {
            if row.is_part() {
                // Its token stands before it; where in that is not known.
                spans.push(spans.last().copied().unwrap_or_default());
                continue;
            }
            let is_first = row.unit.ends_with("-1");
            if !made.is_empty() {
                made.push(if is_first { '\n' } else { ' ' });
            }
            let start = made.len();
            made.push_str(row.form);
            spans.push(Span::from_range(start..made.len()));
        }
        (made, spans, num_wrong)
    }
}

fn keep_tokens(rows: &[Row<'_>], spans: &[Span], draft: &mut Draft) {
    let whole = rows.iter().zip(spans).filter(|(row, _)| !row.is_part());
    let whole: Vec<(&Row<'_>, Span)> = whole.map(|(row, span)| (row, *span)).collect();
    let tokens: Vec<Span> = whole.iter().map(|(_, span)| *span).collect();
    let starts: Vec<u32> = whole
        .iter()
        .filter(|(row, _)| row.unit.ends_with("-1"))
        .map(|(_, span)| span.start)
        .collect();
    if let Some(lengths) = lengths_of(&draft.text, &tokens, &starts) {
        draft.extras.keep_field(FIELD, &lengths);
    }
}

/// An annotation as its rows tell it.
struct Found {
    /// Rows that it stands on.
    rows: Vec<usize>,
    number: Option<u64>,
    /// One for each column of its layer; `None` for `*`.
    values: Vec<Option<String>>,
}

struct Reader<'a> {
    units: HashMap<&'a str, usize>,
    spans: &'a [Span],
    draft: Draft,
    /// Numbered annotations.
    named: HashMap<u64, Named>,
    /// Annotations without a number, by layer and row.
    at: BTreeMap<(String, usize), Named>,
    left_out: BTreeMap<String, usize>,
}

impl<'a> Reader<'a> {
    fn everything(&mut self, layers: &[Layer], rows: &[Row<'a>]) {
        let mut found: Vec<(&Layer, Vec<Found>)> = Vec::with_capacity(layers.len());
        let mut first = 0;
        for layer in layers {
            let end = first + layer.columns.len();
            found.push((layer, annotations(rows, first..end)));
            first = end;
        }
        let is_event = |layer: &Layer| layer.columns.contains(&Column::Roles);
        let is_known =
            |layer: &Layer| !layer.name.contains(".api.") || layer.name.contains(".ner.");
        let mut events: Vec<(&Layer, &Found, EventId)> = Vec::new();
        for (layer, all) in &found {
            for one in all {
                match layer.kind {
                    Kind::Span if !is_known(layer) && !is_event(layer) => {
                        *self
                            .left_out
                            .entry(layer.short_name().to_owned())
                            .or_default() += 1;
                    }
                    Kind::Span if is_event(layer) => {
                        let id = self.draft.event_id(None);
                        self.draft.reserve_event(&id);
                        self.name(layer, one, Named::Event(id.clone()));
                        events.push((layer, one, id));
                    }
                    Kind::Span => self.mention(layer, one),
                    Kind::Chain | Kind::Relation => {}
                }
            }
        }
        for (layer, one, id) in events {
            self.event(layer, one, id, rows);
        }
        for (layer, all) in &found {
            for one in all {
                match layer.kind {
                    Kind::Relation if layer.name.contains(".api.") => {
                        *self
                            .left_out
                            .entry(layer.short_name().to_owned())
                            .or_default() += 1;
                    }
                    Kind::Relation => self.relation(layer, one, rows),
                    Kind::Chain => self.chain(one),
                    Kind::Span => {}
                }
            }
        }
        let left_out = self.left_out.iter();
        let left_out = left_out.map(|(name, count)| (name.as_str(), *count));
        self.draft.remark_left_out(left_out);
    }

    fn name(&mut self, layer: &Layer, found: &Found, named: Named) {
        if let Some(number) = found.number {
            self.named.insert(number, named.clone());
        }
        for row in &found.rows {
            self.at
                .entry((layer.name.clone(), *row))
                .or_insert_with(|| named.clone());
        }
    }

    /// From the first of its tokens to the last.
    fn span(&self, found: &Found) -> Option<Span> {
        let spans = found.rows.iter().filter_map(|row| self.spans.get(*row));
        spans.copied().reduce(Span::cover)
    }

    /// The label, which is the last feature of DKPro's named entities and the first one of other layers, and the other features.
    fn features(&self, layer: &Layer, found: &Found) -> (SmolStr, Attributes) {
        let mut features: Vec<(&str, String)> = Vec::new();
        for (column, value) in layer.columns.iter().zip(&found.values) {
            if let (Column::Feature(name), Some(value)) = (column, value) {
                features.push((name, unescaped(value)));
            }
        }
        let label = ["value", "label", "type", "category"]
            .iter()
            .find_map(|known| features.iter().position(|(name, _)| name == known))
            .or_else(|| (!features.is_empty()).then_some(0));
        let label = match label {
            Some(place) => SmolStr::new(features.remove(place).1),
            None => layer.short_name().into(),
        };
        let attributes = features
            .into_iter()
            .map(|(name, value)| (name.into(), value.as_str().into()));
        (label, attributes.collect())
    }

    fn mention(&mut self, layer: &Layer, found: &Found) {
        let Some(span) = self.span(found).filter(|span| !span.is_empty()) else {
            return;
        };
        let (label, attributes) = self.features(layer, found);
        let id = self.draft.mention_id(None);
        let mut mention = EntityMention::new(id.clone(), span, label);
        mention.attributes = attributes;
        self.draft.mention(mention);
        self.name(layer, found, Named::Mention(id));
    }

    fn event(&mut self, layer: &Layer, found: &Found, id: EventId, rows: &[Row<'_>]) {
        let Some(span) = self.span(found).filter(|span| !span.is_empty()) else {
            return;
        };
        let (label, attributes) = self.features(layer, found);
        let mut event = EventMention::new(id, span, label);
        event.attributes = attributes;
        let columns = layer.columns.iter().zip(&found.values);
        let mut roles: Vec<String> = Vec::new();
        for (column, value) in columns {
            match (column, value) {
                (Column::Roles, value) => roles = parts_of(value.as_ref()),
                (Column::Targets(target), Some(_)) => {
                    for (index, place) in parts_of(value.as_ref()).iter().enumerate() {
                        let role = roles.get(index).map_or("", String::as_str);
                        let role = unescaped(if role == "*" { "" } else { role });
                        match self.target(target, place, found.number) {
                            Some(named) => {
                                event
                                    .arguments
                                    .extend(named.filler().map(|filler| Argument {
                                        role: role.as_str().into(),
                                        filler,
                                        score: None,
                                    }));
                            }
                            None => self.missing(found, rows, &role),
                        }
                    }
                }
                _ => {}
            }
        }
        self.draft.event(event);
    }

    fn missing(&mut self, found: &Found, rows: &[Row<'_>], what: &str) {
        let line = found.rows.first().and_then(|row| rows.get(*row));
        let line = line.map_or(1, |row| row.line);
        self.draft
            .remark_at(line, format!("“{what}” links what is not there; left out"));
    }

    /// What stands at `1-3`, or what `1-3[4]` names. The number of the annotation itself may stand behind its last target.
    fn target(&self, layer: &str, place: &str, own: Option<u64>) -> Option<&Named> {
        let (mut rest, mut number) = bracket(place);
        let parsed = |number: Option<&str>| number.and_then(|number| number.parse::<u64>().ok());
        if let (inner, Some(before)) = bracket(rest) {
            (rest, number) = (inner, Some(before));
        } else if parsed(number) == own && own.is_some() {
            number = None;
        }
        match parsed(number).filter(|number| *number != 0) {
            Some(number) => self.named.get(&number),
            None => self.at_unit(layer, rest),
        }
    }

    fn at_unit(&self, layer: &str, unit: &str) -> Option<&Named> {
        let row = *self.units.get(unit)?;
        let any = || self.at.iter().find(|((_, at), _)| *at == row);
        // A slot may take any layer.
        self.at.get(&(layer.to_owned(), row)).or_else(|| {
            any()
                .filter(|_| layer.starts_with("uima."))
                .map(|(_, named)| named)
        })
    }

    fn relation(&mut self, layer: &Layer, found: &Found, rows: &[Row<'_>]) {
        let base = layer.columns.iter().zip(&found.values);
        let base = base
            .rev()
            .find_map(|(column, value)| match (column, value) {
                (Column::Base(base), Some(value)) => Some((base, value)),
                _ => None,
            });
        let (label, attributes) = self.features(layer, found);
        let ends = base.and_then(|(base, place)| {
            let (unit, numbers) = bracket(place);
            let (from, to) = numbers
                .and_then(|both| both.split_once('_'))
                .unwrap_or(("0", "0"));
            let numbered = |number: &str| {
                let number = number.parse::<u64>().ok().filter(|number| *number != 0)?;
                self.named.get(&number)
            };
            let row = *found.rows.first()?;
            let from = numbered(from).or_else(|| self.at_unit(base, unit))?;
            let to = numbered(to).or_else(|| self.at.get(&(base.clone(), row)))?;
            Some((from.relation_end()?, to.relation_end()?))
        });
        let Some((from, to)) = ends else {
            self.missing(found, rows, &label);
            return;
        };
        let id = self.draft.relation_id(None);
        self.draft.relation(Relation {
            id,
            relation_type: label,
            from,
            to,
            attributes,
            origin: Origin::default(),
        });
    }

    /// A link of a chain, whose value ends in `->3-1`: the first link of the third chain.
    fn chain(&mut self, found: &Found) {
        let chain = found.values.iter().flatten().find_map(|value| {
            let (_, place) = value.rsplit_once("->")?;
            place.split_once('-').map(|(chain, _)| chain.to_owned())
        });
        let (Some(chain), Some(span)) = (chain, self.span(found)) else {
            return;
        };
        let named = self.draft.mention_at(span).unwrap_or_else(|| {
            let mut values = found.values.iter().flatten();
            let kind = values.find(|value| !value.contains("->"));
            let kind = kind.map_or("Coreference", String::as_str);
            let id = self.draft.mention_id(None);
            self.draft
                .mention(EntityMention::new(id.clone(), span, kind));
            Named::Mention(id)
        });
        if let Some(Annotation::Mention(mention)) = self.draft.annotation_mut(&named) {
            mention.entity = Some(format!("c{chain}").as_str().into());
        }
    }
}

/// The parts of a cell between semicolons.
fn parts_of(value: Option<&String>) -> Vec<String> {
    let parts = value.map(|value| parts(value, ';')).unwrap_or_default();
    parts.into_iter().map(str::to_owned).collect()
}

/// The annotations of the layer in those columns, in the order in which they begin.
fn annotations(rows: &[Row<'_>], columns: std::ops::Range<usize>) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    let mut numbered: HashMap<u64, usize> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        let cells = row.cells.get(columns.clone()).unwrap_or_default();
        let stacks: Vec<Vec<&str>> = cells
            .iter()
            .map(|cell| {
                if *cell == "_" {
                    Vec::new()
                } else {
                    parts(cell, '|')
                }
            })
            .collect();
        let height = stacks.iter().map(Vec::len).max().unwrap_or(0);
        for place in 0..height {
            let entries: Vec<&str> = stacks
                .iter()
                .map(|stack| stack.get(place).copied().unwrap_or("*"))
                .collect();
            let number = entries
                .iter()
                .find_map(|entry| bracket(entry).1?.parse::<u64>().ok());
            // Of slots the number may be that of a target; the first feature has its own.
            let number = match (entries.first(), number) {
                (Some(first), Some(_)) if cells.len() > 1 => {
                    bracket(first).1.and_then(|inner| inner.parse().ok())
                }
                (_, number) => number,
            };
            if let Some(known) = number.and_then(|number| numbered.get(&number)) {
                if let Some(found) = all.get_mut(*known) {
                    found.rows.push(index);
                }
                continue;
            }
            if let Some(number) = number {
                numbered.insert(number, all.len());
            }
            let own = |entry: &&str| {
                let (value, inner) = bracket(entry);
                let inner: Option<u64> = inner.and_then(|inner| inner.parse().ok());
                // What refers to tokens is taken apart where that is followed.
                let is_own = inner.is_some() && inner == number && !looks_like_unit(value);
                let value = if is_own { value } else { entry };
                (value != "*").then(|| value.to_owned())
            };
            all.push(Found {
                rows: vec![index],
                number,
                values: entries.iter().map(own).collect(),
            });
        }
    }
    all
}

/// Whether a value names a token, as targets do.
fn looks_like_unit(value: &str) -> bool {
    let last = parts(value, ';').pop().unwrap_or_default();
    let (last, _) = bracket(last);
    last.split_once('-').is_some_and(|(sentence, token)| {
        let is_number = |text: &str| {
            !text.is_empty()
                && text
                    .chars()
                    .all(|char| char.is_ascii_digit() || char == '.')
        };
        is_number(sentence) && is_number(token)
    })
}
