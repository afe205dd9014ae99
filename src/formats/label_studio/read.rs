//! Tasks to documents.

use std::collections::HashMap;

use smol_str::{SmolStr, format_smolstr};

use super::{EVENT, FILLER};
use crate::formats::Imported;
use crate::formats::draft::{Draft, Named};
use crate::formats::fitting::SPAN;
use crate::formats::json::fields::{Fields, Word, without_place};
use crate::formats::json::record::{Place, records, take_about, take_id};
use crate::formats::offsets_by_evidence::{Offsets, Quoted, Reading, find};
use crate::formats::reading::{Documents, ReadOptions, Sample, Source};
use crate::model::{
    Annotation, Argument, Attributes, DocumentStatus, EntityMention, EventMention, Layer, Level,
    Origin, Proposal, ProposedArgument, ProposedEvent, ProposedMention, Relation, Suggestion,
};
use crate::text::Span;

/// Whether the first record is a task.
pub(in crate::formats) fn looks_like_label_studio(sample: &Sample<'_>) -> bool {
    let Some(record) = sample.record() else {
        return sample.start.starts_with('[') && sample.start.contains("\"from_name\"");
    };
    record.get("data").is_some_and(serde_json::Value::is_object)
        && ["annotations", "predictions", "completions"]
            .iter()
            .any(|name| record.contains_key(*name))
}

/// Reads tasks.
pub(in crate::formats) fn read(source: Source, options: &ReadOptions) -> Documents {
    records(source, options, read_task)
}

/// The document of `text` with what a backend predicts of it: a list of predictions, as JSON.
///
/// # Errors
/// When it is no list of predictions, in words.
pub fn predicted(text: &str, predictions: &str) -> Result<Imported, String> {
    let quoted = serde_json::to_string(text).map_err(|error| error.to_string())?;
    let task = format!("{{\"data\": {{\"text\": {quoted}}}, \"predictions\": {predictions}}}");
    let fields: Fields<'_> = serde_json::from_str(&task).map_err(|error| without_place(&error))?;
    let options = ReadOptions::default();
    let place = Place {
        line: 1,
        number: 1,
        options: &options,
    };
    read_task(fields, &place)
}

/// A labelled stretch.
struct Region {
    id: SmolStr,
    from_name: SmolStr,
    start: i64,
    end: i64,
    words: Option<String>,
    labels: Vec<SmolStr>,
    score: Option<f32>,
    notes: Vec<String>,
}

/// A link between two regions.
struct Link {
    from: SmolStr,
    to: SmolStr,
    labels: Vec<SmolStr>,
    score: Option<f32>,
}

/// What one person or model says.
#[derive(Default)]
struct ResultSet {
    regions: Vec<Region>,
    links: Vec<Link>,
    /// Choices about a region: its id, the control, the choice.
    choices: Vec<(SmolStr, SmolStr, SmolStr)>,
    /// Kinds of results that are not read.
    unread: Vec<SmolStr>,
}

fn read_task(mut task: Fields<'_>, place: &Place<'_>) -> Result<Imported, String> {
    let mut data: Fields<'_> = task.need("data")?;
    let text: String = match data.take("text") {
        Ok(Some(text)) => text,
        _ => only_text(&mut data)?,
    };
    let mut draft = Draft::new(text, Some(place.line)).map_err(|error| error.to_string())?;
    let id = take_id(&mut task, "id", &mut draft)?;
    let (meta, tags) = take_about(&mut data, &mut draft)?;
    draft.extras.keep(
        crate::formats::json::extras::META,
        || "data".to_owned(),
        &data,
        &[],
    );
    let named: Option<Word> = data.take("id")?;
    let mut annotations: Vec<Fields<'_>> = task.take("annotations")?.unwrap_or_default();
    annotations.extend(
        task.take::<Vec<Fields<'_>>>("completions")?
            .unwrap_or_default(),
    );
    let predictions: Vec<Fields<'_>> = task.take("predictions")?.unwrap_or_default();
    let mut sets = Vec::new();
    for annotation in annotations {
        sets.push(set_of(annotation)?);
    }
    let mut proposed = Vec::new();
    for prediction in predictions {
        proposed.push(set_of(prediction)?);
    }
    let reading = reading(sets.iter().chain(&proposed).map(|(set, _)| set), &mut draft);
    let mut layers: Vec<Layer> = Vec::new();
    for (number, (set, head)) in sets.into_iter().enumerate() {
        let mut own = Draft::new(draft.text.as_str().to_owned(), Some(place.line))
            .map_err(|error| error.to_string())?;
        own.text = draft.text.clone();
        annotated(set, reading, &mut own);
        let (annotations, remarks) = own.into_parts();
        for remark in remarks {
            draft.remark(remark);
        }
        let name = if number == 0 {
            SmolStr::new_static(Layer::MAIN)
        } else {
            layer_name(&head, number, &layers)
        };
        let mut layer = Layer::new(name);
        layer.annotations = annotations;
        layer.status = if head.was_cancelled {
            DocumentStatus::Skipped("skipped in Label Studio".into())
        } else {
            DocumentStatus::Done
        };
        layers.push(layer);
    }
    for (set, head) in proposed {
        suggested(set, &head, reading, &mut draft);
    }
    let id = named
        .map(|id| id.0)
        .or(id)
        .unwrap_or_else(|| place.id().into());
    let mut imported = draft.finish(&id, &task);
    imported.document.meta = meta;
    imported.document.tags = tags;
    if !layers.is_empty() {
        imported.document.layers = layers;
    }
    Ok(imported)
}

/// The only text of a task whose text is called otherwise.
fn only_text(data: &mut Fields<'_>) -> Result<String, String> {
    let names: Vec<String> = data
        .iter()
        .filter(|(_, raw)| raw.get().starts_with('"'))
        .map(|(name, _)| name.to_owned())
        .collect();
    match names.as_slice() {
        [name] => data.need(name),
        _ => Err("`data.text` is missing".to_owned()),
    }
}

/// Who says it, and how sure.
#[derive(Default)]
struct Head {
    by: SmolStr,
    model: SmolStr,
    score: Option<f32>,
    was_cancelled: bool,
}

fn layer_name(head: &Head, number: usize, taken: &[Layer]) -> SmolStr {
    let wanted = if head.by.is_empty() {
        format_smolstr!("annotation {}", number + 1)
    } else {
        format_smolstr!("annotator {}", head.by)
    };
    if taken.iter().any(|layer| layer.name == wanted) {
        format_smolstr!("{wanted}, annotation {}", number + 1)
    } else {
        wanted
    }
}

fn set_of(mut annotation: Fields<'_>) -> Result<(ResultSet, Head), String> {
    let by = match annotation
        .raw("completed_by")
        .map(serde_json::value::RawValue::get)
    {
        Some(raw) if raw.starts_with('{') => {
            let mut person: Fields<'_> = annotation.need("completed_by")?;
            let name: Option<Word> = person.take("email")?;
            name.map(|name| name.0)
        }
        _ => annotation.take::<Word>("completed_by")?.map(|by| by.0),
    };
    let model: Option<Word> = annotation.take("model_version")?;
    let head = Head {
        by: by.unwrap_or_default(),
        model: model.map(|model| model.0).unwrap_or_default(),
        score: annotation.take("score")?,
        was_cancelled: annotation.take("was_cancelled")?.unwrap_or(false),
    };
    let mut set = ResultSet::default();
    let results: Vec<Fields<'_>> = annotation.take("result")?.unwrap_or_default();
    for result in results {
        result_of(result, &mut set)?;
    }
    Ok((set, head))
}

fn result_of(mut result: Fields<'_>, set: &mut ResultSet) -> Result<(), String> {
    let kind: SmolStr = result.take("type")?.unwrap_or_default();
    if kind == "relation" {
        let (from, to): (Word, Word) = (result.need("from_id")?, result.need("to_id")?);
        let direction: Option<SmolStr> = result.take("direction")?;
        let (from, to) = if direction.as_deref() == Some("left") {
            (to, from)
        } else {
            (from, to)
        };
        set.links.push(Link {
            from: from.0,
            to: to.0,
            labels: result.take("labels")?.unwrap_or_default(),
            score: result.take("score")?,
        });
        return Ok(());
    }
    let id: Option<Word> = result.take("id")?;
    let id = id.map(|id| id.0).unwrap_or_default();
    let from_name: SmolStr = result.take("from_name")?.unwrap_or_default();
    let mut value: Fields<'_> = result.take("value")?.unwrap_or_default();
    let labels: Option<Vec<SmolStr>> = match kind.as_str() {
        "hypertextlabels" => value.take("hypertextlabels")?,
        _ => value.take("labels")?,
    };
    let has_place = value.raw("start").is_some() && value.raw("end").is_some();
    match (labels, kind.as_str()) {
        (Some(labels), "labels" | "hypertextlabels") if has_place => {
            let globals: Option<Fields<'_>> = value.take("globalOffsets")?;
            let mut offsets = globals.unwrap_or_else(|| value.clone());
            let note = match result.take::<Fields<'_>>("meta") {
                Ok(Some(mut meta)) => meta.take::<Vec<String>>("text").ok().flatten(),
                _ => None,
            };
            set.regions.push(Region {
                id,
                from_name,
                start: offsets.need("start")?,
                end: offsets.need("end")?,
                words: value.take("text")?,
                labels,
                score: result.take("score")?,
                notes: note.unwrap_or_default(),
            });
        }
        (_, "choices") if has_place => {
            let choices: Vec<SmolStr> = value.take("choices")?.unwrap_or_default();
            let choices = choices.iter().map(SmolStr::as_str).collect::<Vec<_>>();
            set.choices.push((id, from_name, choices.join(", ").into()));
        }
        // What was typed into a box beside a region repeats its words.
        (_, "textarea") => {}
        _ => set.unread.push(kind),
    }
    Ok(())
}

/// How the regions of a task are counted.
fn reading<'a>(sets: impl Iterator<Item = &'a ResultSet>, draft: &mut Draft) -> Reading {
    let quoted: Vec<Quoted<'_>> = sets
        .flat_map(|set| &set.regions)
        .map(|region| Quoted {
            start: region.start,
            end: region.end,
            words: region.words.as_deref(),
        })
        .collect();
    let found = find(&draft.text.clone(), &quoted, Reading::PYTHON);
    if let Some(remark) = found.remark(Reading::PYTHON) {
        draft.remark(remark);
    }
    found.reading
}

impl Region {
    fn span(&self, reading: Reading, draft: &mut Draft) -> Option<Span> {
        let text = draft.text.clone();
        let found = Offsets::new(&text, reading).span(self.start, self.end);
        let found = found.filter(|span| !span.is_empty());
        if found.is_none() {
            let label = self.labels.first().cloned().unwrap_or_default();
            draft.remark(format!(
                "“{label}” {}–{} leaves the text; left out",
                self.start, self.end
            ));
        }
        found
    }
}

/// Adds what a person says.
fn annotated(set: ResultSet, reading: Reading, draft: &mut Draft) {
    for region in &set.regions {
        let Some(span) = region.span(reading, draft) else {
            continue;
        };
        for (number, label) in region.labels.iter().enumerate() {
            // A region with two labels is two annotations; links mean the first.
            let wanted = (number == 0 && !region.id.is_empty()).then_some(region.id.as_str());
            if region.from_name == EVENT {
                let id = draft.event_id(wanted);
                draft.event(EventMention::new(id, span, label.clone()));
            } else {
                let id = draft.mention_id(wanted);
                draft.mention(EntityMention::new(id, span, label.clone()));
            }
        }
        let target = draft.named(&region.id).map(Named::note_target);
        for note in &region.notes {
            if let Some(target) = &target {
                draft.note(target.clone(), note, false);
            }
        }
    }
    for link in &set.links {
        linked(link, draft);
    }
    for (id, control, choice) in set.choices {
        let named = draft.named(&id).cloned();
        match named.and_then(|named| draft.annotation_mut(&named)) {
            Some(Annotation::Mention(mention)) if control == "level" => {
                mention.level = Level::from_name(&choice).unwrap_or_default();
            }
            Some(Annotation::Mention(mention)) => mention.attributes.set(control, Some(choice)),
            Some(Annotation::Event(event)) => event.attributes.set(control, Some(choice)),
            _ => draft.remark(format!(
                "the choice “{choice}” is about a region that is not there; left out"
            )),
        }
    }
    for kind in set.unread {
        draft.remark(format!(
            "a result of type “{kind}” is no span, relation or choice; left out"
        ));
    }
}

/// A relation, or an argument of an event where it begins at one.
fn linked(link: &Link, draft: &mut Draft) {
    let (from, to) = (
        draft.named(&link.from).cloned(),
        draft.named(&link.to).cloned(),
    );
    let (Some(from), Some(to)) = (from, to) else {
        draft.remark(format!(
            "a relation from {} to {} links what is not there; left out",
            link.from, link.to
        ));
        return;
    };
    let label = link.labels.first().cloned().unwrap_or_default();
    if let Some(filler) = to.filler()
        && let Some(Annotation::Event(event)) = draft.annotation_mut(&from)
    {
        event.arguments.push(Argument {
            role: label,
            filler,
            score: None,
        });
    } else if let (Some(from), Some(to)) = (from.relation_end(), to.relation_end()) {
        let id = draft.relation_id(None);
        draft.relation(Relation {
            id,
            relation_type: label,
            from,
            to,
            attributes: Attributes::default(),
            origin: Origin::default(),
        });
    }
}

/// Adds what a model proposes.
fn suggested(set: ResultSet, head: &Head, reading: Reading, draft: &mut Draft) {
    let mut places: HashMap<SmolStr, (Span, SmolStr)> = HashMap::new();
    let spans: Vec<Option<Span>> = set
        .regions
        .iter()
        .map(|region| region.span(reading, draft))
        .collect();
    for (region, span) in set.regions.iter().zip(&spans) {
        if let (Some(span), Some(label)) = (span, region.labels.first()) {
            places.insert(region.id.clone(), (*span, label.clone()));
        }
    }
    for (region, span) in set.regions.iter().zip(&spans) {
        let (Some(span), Some(label)) = (span, region.labels.first()) else {
            continue;
        };
        if region.id.starts_with(FILLER) {
            continue;
        }
        let proposal = if region.from_name == EVENT {
            let arguments = set.links.iter().filter(|link| link.from == region.id);
            Proposal::Event(ProposedEvent {
                trigger: *span,
                event_type: label.clone(),
                arguments: arguments
                    .filter_map(|link| {
                        let (span, label) = places.get(&link.to)?;
                        Some(ProposedArgument {
                            role: link.labels.first().cloned().unwrap_or_default(),
                            span: *span,
                            label: (label != SPAN).then(|| label.clone()),
                            score: link.score.unwrap_or(1.0),
                        })
                    })
                    .collect(),
                attributes: Attributes::default(),
                event: None,
            })
        } else {
            let mention = EntityMention::new(region.id.as_str(), *span, label.clone());
            Proposal::Mention(ProposedMention::of(&mention))
        };
        draft.brought.push(Suggestion {
            proposal,
            source: head.model.clone(),
            score: region.score.or(head.score).unwrap_or(1.0),
            reason: "".into(),
        });
    }
}
