//! Text and annotation files to documents.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::sync::Arc;

use smol_str::SmolStr;

use super::SPAN;
use super::names::Names;
use super::schema::{Roles, read_schema};
use crate::formats::draft::{Draft, Named};
use crate::formats::offsets_by_evidence::{Offsets, Quoted, Reading, find};
use crate::formats::reading::{Folder, FolderReading};
use crate::formats::tokenised::finish;
use crate::formats::{FormatError, ImportDiagnostic, Imported};
use crate::model::{
    Annotation, Argument, EntityMention, EventId, EventMention, Extent, Filler, Level, Origin,
    Relation,
};
use crate::text::decode::decode;
use crate::text::{Span, Text, Zone, ZoneKind};

/// Endings of files with annotations, in the order in which they are read: whole ones, and the parts of the shared tasks.
const ENDINGS: [&str; 4] = [".ann", ".a1", ".a2", ".rel"];

/// Whether a folder has annotation files beside its texts.
pub(in crate::formats) fn looks_like_brat(names: &[String]) -> bool {
    let known: HashSet<&str> = names.iter().map(String::as_str).collect();
    names.iter().any(|name| {
        let stem = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
        stem.is_some_and(|stem| known.contains(format!("{stem}.txt").as_str()))
    })
}

/// Reads a folder, the folders in it included.
pub(in crate::formats) fn read(folder: Box<dyn Folder>) -> FolderReading {
    let mut remarks = Vec::new();
    let mut configuration = |name: &str| -> Option<String> {
        folder
            .names()
            .iter()
            .any(|known| known == name)
            .then_some(())?;
        match folder
            .read(name)
            .map_err(FormatError::from)
            .and_then(|bytes| Ok(decode(&bytes)?))
        {
            Ok(decoded) => Some(decoded.characters),
            Err(error) => {
                remarks.push(ImportDiagnostic::new(format!(
                    "{name} is not used: {error}"
                )));
                None
            }
        }
    };
    let names = Names::read(&configuration("visual.conf").unwrap_or_default());
    let declared = configuration("annotation.conf");
    let (schema, roles) = declared.map_or_else(
        || (None, Roles::default()),
        |declared| {
            let (schema, roles) = read_schema(&declared, &names);
            (Some(schema), roles)
        },
    );
    let stems = stems(folder.names());
    let context = Arc::new(Context { names, roles });
    let documents = stems.into_iter().map(move |stem| {
        read_document(&*folder, &stem, &context).map_err(|error| match error {
            FormatError::Syntax { .. } => error,
            other => FormatError::InFile {
                file: format!("{stem}.txt"),
                source: Box::new(other),
            },
        })
    });
    FolderReading {
        documents: Box::new(documents),
        schema,
        remarks,
    }
}

/// Names of the texts without their ending, sorted. A text without annotations is a document too.
fn stems(names: &[String]) -> BTreeSet<String> {
    let stems = names.iter().filter_map(|name| name.strip_suffix(".txt"));
    stems.map(str::to_owned).collect()
}

/// What the folder's configuration says.
struct Context {
    names: Names,
    roles: Roles,
}

fn read_document(
    folder: &dyn Folder,
    stem: &str,
    context: &Context,
) -> Result<Imported, FormatError> {
    let source = folder.read(&format!("{stem}.txt"))?;
    let decoded = decode(&source)?;
    let mut lines = Vec::new();
    for ending in ENDINGS {
        let name = format!("{stem}{ending}");
        if folder.names().binary_search(&name).is_ok() {
            lines.push((ending, annotation_text(folder, &name)?));
        }
    }
    let mut draft = Draft::new(decoded.characters, None)?;
    if decoded.is_guessed {
        draft.remark(format!(
            "{stem}.txt: read as {}, which was guessed from the bytes",
            decoded.encoding
        ));
    }
    let mut reader = Reader {
        crlf_at: decoded.crlf_at,
        file: stem,
        context,
        draft,
        bound: HashMap::new(),
        fillers: HashMap::new(),
        zones: Vec::new(),
    };
    let parsed: Vec<(&str, u64, Line<'_>)> = lines
        .iter()
        .flat_map(|(ending, text)| {
            text.split('\n')
                .enumerate()
                .filter(|(_, line)| !line.trim().is_empty())
                .map(move |(index, line)| {
                    (
                        *ending,
                        index as u64 + 1,
                        Line::read(line.trim_end_matches('\r')),
                    )
                })
        })
        .collect();
    reader.take(&parsed);
    let Reader { draft, zones, .. } = reader;
    let mut imported = finish(draft, stem);
    imported.document.set_zones(zones);
    Ok(imported)
}

/// An annotation file as text; one that is no UTF-8 is decoded like its text.
fn annotation_text(folder: &dyn Folder, name: &str) -> Result<String, FormatError> {
    let mut bytes = folder.read(name)?;
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => Ok(decode(error.as_bytes())
            .map_err(|error| io::Error::other(format!("{name}: {error}")))?
            .characters),
    }
}

/// A line of an annotation file.
enum Line<'a> {
    /// `T1 → PER 0 5 → Women`
    Bound {
        id: &'a str,
        label: &'a str,
        places: Vec<(i64, i64)>,
        words: Option<&'a str>,
    },
    /// `E1 → Life_Die:T2 Victim:T1`
    Event {
        id: &'a str,
        label: &'a str,
        trigger: &'a str,
        arguments: Vec<(&'a str, &'a str)>,
    },
    /// `R1 → Located Arg1:T1 Arg2:T2`
    Relation {
        id: &'a str,
        label: &'a str,
        ends: Vec<(&'a str, &'a str)>,
    },
    /// `* → Equiv T1 T4`
    Equivalent { ids: Vec<&'a str> },
    /// `A1 → Negation E1`, `M1` in older files
    Attribute {
        on: &'a str,
        name: &'a str,
        value: Option<&'a str>,
    },
    /// `N1 → Reference T1 Wikipedia:534366 → Barack Obama`
    Reference {
        on: &'a str,
        entry: &'a str,
        words: &'a str,
    },
    /// `#1 → AnnotatorNotes T1 → a note`
    Note {
        kind: &'a str,
        on: &'a str,
        text: &'a str,
    },
    /// What is none of these.
    Unknown,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Self {
        Self::known(line).unwrap_or(Self::Unknown)
    }

    fn known(line: &'a str) -> Option<Self> {
        let (id, rest) = line.split_once('\t')?;
        let (body, tail) = match rest.split_once('\t') {
            Some((body, tail)) => (body, Some(tail)),
            None => (rest, None),
        };
        let mut words = body.split(' ').filter(|word| !word.is_empty());
        let pairs = |words: &mut dyn Iterator<Item = &'a str>| -> Option<Vec<(&'a str, &'a str)>> {
            words.map(|pair| pair.rsplit_once(':')).collect()
        };
        match id.chars().next()? {
            'T' => {
                let (label, places) = body.split_once(' ')?;
                Some(Self::Bound {
                    id,
                    label,
                    places: places.split(';').map(place).collect::<Option<_>>()?,
                    words: tail,
                })
            }
            'E' => {
                let (label, trigger) = words.next()?.rsplit_once(':')?;
                Some(Self::Event {
                    id,
                    label,
                    trigger,
                    arguments: pairs(&mut words)?,
                })
            }
            'R' => Some(Self::Relation {
                id,
                label: words.next()?,
                ends: pairs(&mut words).filter(|ends| ends.len() == 2)?,
            }),
            '*' => {
                (words.next()? == "Equiv").then_some(())?;
                Some(Self::Equivalent {
                    ids: words.collect(),
                })
            }
            'A' | 'M' => {
                let (name, rest) = body.split_once(' ')?;
                let (on, value) = match rest.split_once(' ') {
                    Some((on, value)) => (on, Some(value.trim())),
                    None => (rest, None),
                };
                Some(Self::Attribute {
                    on: on.trim(),
                    name,
                    value: value.filter(|value| !value.is_empty()),
                })
            }
            'N' => {
                words.next()?;
                Some(Self::Reference {
                    on: words.next()?,
                    entry: words.next()?,
                    words: tail.unwrap_or_default(),
                })
            }
            '#' => Some(Self::Note {
                kind: words.next()?,
                on: words.next()?,
                text: tail.unwrap_or_default(),
            }),
            _ => None,
        }
    }
}

/// `0 5`
fn place(fragment: &str) -> Option<(i64, i64)> {
    let (start, end) = fragment.trim().split_once(' ')?;
    Some((start.parse().ok()?, end.trim().parse().ok()?))
}

/// A text-bound annotation before it is known what it serves as.
struct Bound {
    label: SmolStr,
    extent: Extent,
}

struct Reader<'a> {
    crlf_at: Vec<u32>,
    file: &'a str,
    context: &'a Context,
    draft: Draft,
    bound: HashMap<&'a str, Bound>,
    /// Bare spans that fill roles.
    fillers: HashMap<&'a str, Span>,
    zones: Vec<Zone>,
}

impl<'a> Reader<'a> {
    fn remark(&mut self, ending: &str, line: u64, message: &str) {
        let message = format!("{}{ending} line {line}: {message}", self.file);
        self.draft.remark(message);
    }

    fn take(&mut self, lines: &[(&'a str, u64, Line<'a>)]) {
        self.bounds(lines);
        self.mentions(lines);
        self.events(lines);
        for (ending, number, line) in lines {
            let problem = match line {
                Line::Relation { id, label, ends } => self.relation(id, label, ends),
                Line::Attribute { on, name, value } => self.attribute(on, name, *value),
                Line::Reference { on, entry, words } => self.reference(on, entry, words),
                Line::Equivalent { ids } => self.equivalent(ids, *number),
                Line::Unknown => Some("is no annotation; left out".to_owned()),
                Line::Bound { .. } | Line::Event { .. } | Line::Note { .. } => None,
            };
            if let Some(problem) = problem {
                self.remark(ending, *number, &problem);
            }
        }
        for (ending, number, line) in lines {
            if let Line::Note { kind, on, text } = line {
                self.note(kind, on, text, ending, *number);
            }
        }
    }

    /// Finds out how offsets are counted, and the extents of all text-bound annotations.
    fn bounds(&mut self, lines: &[(&'a str, u64, Line<'a>)]) {
        let quoted: Vec<Quoted<'_>> = lines
            .iter()
            .filter_map(|(_, _, line)| match line {
                Line::Bound {
                    places,
                    words: Some(words),
                    ..
                } if places.len() == 1 => places.first().map(|(start, end)| Quoted {
                    start: *start,
                    end: *end,
                    words: Some(words),
                }),
                _ => None,
            })
            .collect();
        let text = self.draft.text.clone();
        let found = find(&text, &quoted, Reading::PYTHON);
        // brat itself counts a carriage return and line feed as one; other readers of the same file count two.
        let raw = (found.num_matching < found.num_quoted && !self.crlf_at.is_empty())
            .then(|| Text::new(text.as_str().to_owned().replace('\n', "\r\n")))
            .filter(|_| self.crlf_at.len() == text.as_str().matches('\n').count());
        let in_raw = raw.as_ref().map(|raw| find(raw, &quoted, Reading::PYTHON));
        let counts_returns = in_raw.is_some_and(|other| other.num_matching > found.num_matching);
        let best = in_raw.filter(|_| counts_returns).unwrap_or(found);
        if counts_returns {
            self.draft.remark(format!(
                "{}: offsets count the carriage returns of its line ends: {} of {} spans fit so",
                self.file, best.num_matching, best.num_quoted
            ));
        } else if let Some(remark) = best.remark(Reading::PYTHON) {
            self.draft.remark(format!("{}: {remark}", self.file));
        }
        let counted = raw
            .filter(|_| counts_returns)
            .unwrap_or_else(|| text.clone());
        let offsets = Offsets::new(&counted, best.reading);
        for (ending, number, line) in lines {
            let Line::Bound {
                id, label, places, ..
            } = line
            else {
                continue;
            };
            let spans: Option<Vec<Span>> = places
                .iter()
                .map(|(start, end)| {
                    let span = offsets.span(*start, *end)?;
                    Some(if counts_returns {
                        without_returns(&counted, span)
                    } else {
                        span
                    })
                })
                .collect();
            let extent = spans.and_then(|spans| joined(&text, spans));
            let Some(extent) = extent else {
                self.remark(ending, *number, &format!("{id} leaves the text; left out"));
                continue;
            };
            let bound = Bound {
                label: self.context.names.label(label),
                extent,
            };
            if self.bound.insert(id, bound).is_some() {
                self.remark(
                    ending,
                    *number,
                    &format!("the id {id} is there twice; the later one counts"),
                );
            }
        }
    }

    /// Text-bound annotations that are no trigger, no zone and no bare filler become mentions.
    fn mentions(&mut self, lines: &[(&'a str, u64, Line<'a>)]) {
        let mut triggers: HashSet<&str> = HashSet::new();
        let mut spoken_of: HashSet<&str> = HashSet::new();
        for (_, _, line) in lines {
            match line {
                Line::Event { trigger, .. } => drop(triggers.insert(trigger)),
                Line::Attribute { on, .. } | Line::Reference { on, .. } | Line::Note { on, .. } => {
                    spoken_of.insert(on);
                }
                Line::Relation { ends, .. } => spoken_of.extend(ends.iter().map(|(_, id)| *id)),
                Line::Equivalent { ids } => spoken_of.extend(ids),
                Line::Bound { .. } | Line::Unknown => {}
            }
        }
        for (_, _, line) in lines {
            let Line::Bound { id, .. } = line else {
                continue;
            };
            let Some(Bound { label, extent }) = self.bound.get(id) else {
                continue;
            };
            let zone = label.strip_prefix("Zone-").and_then(ZoneKind::from_name);
            if let Some(kind) = zone {
                let span = extent.envelope();
                self.zones.push(Zone { kind, span });
            } else if label == SPAN && !spoken_of.contains(id) {
                self.fillers.insert(id, extent.envelope());
            } else if !triggers.contains(id) && self.draft.named(id).is_none() {
                let mention = EntityMention::new(*id, extent.clone(), label.clone());
                self.draft.mention(mention);
            }
        }
    }

    fn events(&mut self, lines: &[(&'a str, u64, Line<'a>)]) {
        for (ending, number, line) in lines {
            let Line::Event { id, trigger, .. } = line else {
                continue;
            };
            if self.bound.contains_key(trigger) {
                let event = EventId::from(*id);
                self.draft.reserve_event(&event);
            } else {
                let message = format!("{id} has no trigger {trigger}; left out");
                self.remark(ending, *number, &message);
            }
        }
        for (ending, number, line) in lines {
            let Line::Event {
                id,
                label,
                trigger,
                arguments,
            } = line
            else {
                continue;
            };
            let Some(bound) = self.bound.get(trigger) else {
                continue;
            };
            let extent = bound.extent.clone();
            let event_type = self.context.names.label(label);
            let mut event = EventMention::new(*id, extent, event_type.clone());
            let written: Vec<&str> = arguments.iter().map(|(role, _)| *role).collect();
            for (role, filler) in arguments {
                let role = self.context.roles.role(&event_type, role, &written);
                let filler = match self.fillers.get(filler) {
                    Some(span) => Some(Filler::Span(*span)),
                    None => self.draft.named(filler).and_then(Named::filler),
                };
                if let Some(filler) = filler {
                    event.arguments.push(Argument {
                        role: self.context.names.label(role),
                        filler,
                        score: None,
                    });
                } else {
                    let message = format!("the filler of {role} is not there; left out");
                    self.remark(ending, *number, &message);
                }
            }
            self.draft.event(event);
        }
    }

    fn relation(&mut self, id: &str, label: &str, ends: &[(&str, &str)]) -> Option<String> {
        let end = |index: usize| {
            let (_, id) = ends.get(index)?;
            // Some files point at the trigger where they mean the event.
            self.draft.named(id).and_then(Named::relation_end)
        };
        let (Some(from), Some(to)) = (end(0), end(1)) else {
            return Some(format!("{id} links what is not there; left out"));
        };
        let relation = Relation {
            id: self.draft.relation_id(Some(id)),
            relation_type: self.context.names.label(label),
            from,
            to,
            attributes: crate::model::Attributes::default(),
            origin: Origin::default(),
        };
        self.draft.relation(relation);
        None
    }

    /// What is called `id`, among the annotations so far.
    fn annotation(&mut self, id: &str) -> Option<&mut Annotation> {
        let wanted = self.draft.named(id)?.clone();
        self.draft.annotation_mut(&wanted)
    }

    fn attribute(&mut self, on: &str, name: &str, value: Option<&str>) -> Option<String> {
        let known = self.context.names.label(name);
        // Names in small letters are spelled with a capital in these files.
        let attribute: SmolStr = match name {
            "Level" | "Value" | "Count" | "Plover" | "Polarity" | "Modality" | "Tense"
            | "Genericity" => name.to_lowercase().into(),
            _ => known,
        };
        let value = value.unwrap_or("true");
        match self.annotation(on) {
            Some(Annotation::Mention(mention)) => match attribute.as_str() {
                "level" if Level::from_name(value).is_some() => {
                    mention.level = Level::from_name(value).unwrap_or_default();
                }
                "value" => mention.value = Some(value.into()),
                "count" => mention.count = Some(value.into()),
                _ => mention.attributes.set(attribute, Some(value.into())),
            },
            Some(Annotation::Event(event)) if attribute == "plover" => {
                event.plover = Some(value.into());
            }
            Some(Annotation::Event(event)) => event.attributes.set(attribute, Some(value.into())),
            Some(Annotation::Relation(relation)) => {
                relation.attributes.set(attribute, Some(value.into()));
            }
            _ => {
                return Some(format!(
                    "{name} is about {on}, which is not there; left out"
                ));
            }
        }
        None
    }

    /// An entry of a database; the words that name it are kept where they are not those of the text.
    fn reference(&mut self, on: &str, entry: &str, words: &str) -> Option<String> {
        let attributes = match self.annotation(on) {
            Some(Annotation::Mention(mention)) => &mut mention.attributes,
            Some(Annotation::Event(event)) => &mut event.attributes,
            _ => {
                return Some(format!(
                    "the reference is about {on}, which is not there; left out"
                ));
            }
        };
        let mut name = SmolStr::new_static("reference");
        let mut count = 1;
        while attributes.get(&name).is_some() {
            count += 1;
            name = smol_str::format_smolstr!("reference{count}");
        }
        if !words.is_empty() {
            let own = smol_str::format_smolstr!("{name}_text");
            attributes.set(own, Some(words.into()));
        }
        attributes.set(name, Some(entry.into()));
        None
    }

    fn equivalent(&mut self, ids: &[&str], number: u64) -> Option<String> {
        let chain = smol_str::format_smolstr!("c{number}");
        let mut missing = None;
        // A mention that two lines name joins their chains.
        let known = ids.iter().find_map(|id| match self.annotation(id) {
            Some(Annotation::Mention(mention)) => mention.entity.clone(),
            _ => None,
        });
        let chain = known.unwrap_or_else(|| chain.as_str().into());
        for id in ids {
            match self.annotation(id) {
                Some(Annotation::Mention(mention)) => mention.entity = Some(chain.clone()),
                Some(Annotation::Event(event)) => event.event = Some(chain.as_str().into()),
                _ => missing = Some(format!("{id} of an equivalence is not there; left out")),
            }
        }
        missing
    }

    fn note(&mut self, kind: &str, on: &str, text: &str, ending: &str, number: u64) {
        let Some(target) = self.draft.named(on).map(Named::note_target) else {
            self.remark(
                ending,
                number,
                &format!("the note is about {on}, which is not there; left out"),
            );
            return;
        };
        match kind {
            "AnnotatorNotes" => self.draft.note(target, text, false),
            "OpenQuestion" => self.draft.note(target, text, true),
            other => self.draft.note(target, &format!("{other}: {text}"), false),
        }
    }
}

/// Fragments as an extent: those with only a line end and blanks between them are one, since brat splits a span at every line end.
fn joined(text: &Text, mut spans: Vec<Span>) -> Option<Extent> {
    spans.sort_unstable();
    let mut whole: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        let is_line_end = |last: &Span| {
            last.end <= span.start && {
                let gap = text.slice(Span::new(last.end, span.start));
                gap.contains('\n') && gap.trim().is_empty()
            }
        };
        match whole.last_mut() {
            Some(last) if is_line_end(last) => *last = last.cover(span),
            _ => whole.push(span),
        }
    }
    Extent::from_fragments(whole)
}

/// A span of a text with carriage returns as one of the text without them.
fn without_returns(counted: &Text, span: Span) -> Span {
    let before = |at: u32| {
        let head = counted.slice(Span::new(0, at));
        at - head.matches("\r\n").count() as u32
    };
    let (start, end) = (before(span.start), before(span.end));
    Span::new(start, end.max(start))
}
