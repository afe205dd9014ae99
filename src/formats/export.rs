//! What of a document goes into an export, and what is left out of it and why. Every writer works on a [`Selection`] made here.
//!
//! Annotations in boilerplate and markup are left out everywhere. Formats that keep offsets keep the text whole and list the zone where they can;
//! token formats drop its tokens. Flat formats take names, and of nested or overlapping mentions the outermost.

use std::collections::{BTreeMap, HashSet};

use smol_str::SmolStr;

use crate::model::{
    Annotation, AnnotationRef, Annotations, Document, EntityMention, EventMention, Extent, Filler,
    Layer, Level, NoteTarget, Origin, Proposal, ProposedEvent, RelationEnd, Schema, Status,
    SuggestedBy, Suggestion,
};
use crate::text::Span;

/// Why something is not in an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// It stands in text that is not the article.
    Boilerplate,
    /// Its level was not asked for.
    Level,
    /// It lies inside another mention, or overlaps one that begins earlier.
    NotOutermost,
    /// It has gaps, and the format has none: written as the whole stretch.
    Gaps,
    /// Its edges are no token edges: written as whole tokens.
    TokenEdges,
    /// Its span is not in the text.
    OutsideText,
    /// It is an argument, relation or note about something that was left out.
    Link,
    /// A role is filled by a bare span, and the format links only mentions and events.
    BareSpan,
    /// The format has no place for it.
    NoPlace,
    /// It touches no token that is written.
    NoToken,
    /// It links what stands in two sentences, and the format looks at one at a time.
    OtherSentence,
    /// It stands too many sentences away from its event.
    Window,
    /// It begins or ends with blanks that the format does not keep.
    Blanks,
    /// It is longer than the format takes: cut to its last word.
    LastWord,
    /// It holds characters that the format cannot spell.
    Spelling,
    /// It is said by another layer than the one that goes out.
    OtherLayer,
    /// Nobody decided about it, and the format cannot say so.
    Undecided,
}

impl Reason {
    /// Whether the thing goes out all the same, though not as it was.
    pub fn is_written(self) -> bool {
        matches!(
            self,
            Self::Gaps
                | Self::TokenEdges
                | Self::BareSpan
                | Self::Blanks
                | Self::LastWord
                | Self::Spelling
        )
    }

    /// The reason in words, to follow "12 mentions".
    pub fn words(self) -> &'static str {
        match self {
            Self::Boilerplate => "in text that is not part of the article, left out",
            Self::Level => "of other levels, left out",
            Self::NotOutermost => "inside or across another mention, left out",
            Self::Gaps => "with gaps, written as the whole stretch",
            Self::TokenEdges => "off token edges, written as whole tokens",
            Self::OutsideText => "outside the text, left out",
            Self::Link => "about something that was left out, left out as well",
            Self::BareSpan => "by a bare span, written as a mention of their own",
            Self::NoPlace => "that the format has no place for, left out",
            Self::NoToken => "over no token that is written, left out",
            Self::OtherSentence => "over the edge of a sentence, left out",
            Self::Window => "outside the sentences around their event, left out",
            Self::Blanks => "with blanks at their edges, written without them",
            Self::LastWord => "of several words, cut to the last one",
            Self::Spelling => "that the format cannot spell, written with other characters",
            Self::OtherLayer => "of other layers, left out",
            Self::Undecided => "that nobody decided about, left out",
        }
    }
}

/// What an export left out or changed: how many of what kind, for what reason, with the first example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LossReport {
    counts: BTreeMap<(Reason, &'static str), (usize, String)>,
}

impl LossReport {
    /// Notes one loss. `kind` is a plural such as "mentions"; `example` is made for the first one only.
    pub fn note(&mut self, reason: Reason, kind: &'static str, example: impl FnOnce() -> String) {
        self.counts
            .entry((reason, kind))
            .or_insert_with(|| (0, example()))
            .0 += 1;
    }

    /// Notes `count` losses of one kind.
    pub fn note_many(&mut self, reason: Reason, kind: &'static str, count: usize, example: &str) {
        if count > 0 {
            let entry = self.counts.entry((reason, kind));
            entry.or_insert_with(|| (0, example.to_owned())).0 += count;
        }
    }

    /// Every loss: its reason, the kind of thing, and how many.
    pub fn counts(&self) -> impl Iterator<Item = (Reason, &'static str, usize)> {
        self.counts
            .iter()
            .map(|((reason, kind), (count, _))| (*reason, *kind, *count))
    }

    /// Adds what another document lost.
    pub fn merge(&mut self, other: Self) {
        for ((reason, kind), (count, example)) in other.counts {
            self.note_many(reason, kind, count, &example);
        }
    }

    /// Whether nothing was lost.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many things of that kind were lost for that reason.
    pub fn count(&self, reason: Reason, kind: &str) -> usize {
        self.counts
            .iter()
            .filter(|((known, name), _)| *known == reason && *name == kind)
            .map(|(_, (count, _))| count)
            .sum()
    }

    /// One sentence for each kind and reason: `3 mentions inside or across another mention, left out (first: “Syrian” in a1)`.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.counts
            .iter()
            .map(|((reason, kind), (count, example))| {
                let kind = if *count == 1 {
                    kind.strip_suffix('s').unwrap_or(kind)
                } else {
                    kind
                };
                format!("{count} {kind} {} (first: {example})", reason.words())
            })
    }
}

/// What to export.
#[derive(Clone, Debug)]
pub struct ExportOptions {
    /// The layer to take.
    pub layer: SmolStr,
    /// Levels of mentions to take; `None` takes all in formats that hold them and names in flat ones.
    pub levels: Option<Vec<Level>>,
    /// Whether suggestions go out as if they were annotations of status `suggested`.
    pub with_suggestions: bool,
    /// Score from which an argument of a suggestion goes out, where suggestions are written as annotations.
    pub threshold: f32,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            layer: SmolStr::new_static(Layer::MAIN),
            levels: None,
            with_suggestions: false,
            threshold: Schema::TICKED_FROM,
        }
    }
}

/// What of one document goes out.
#[derive(Debug, Default)]
pub struct Selection {
    /// Annotations that are written, with links among themselves only.
    pub annotations: Annotations,
    /// Suggestions that are written.
    pub suggestions: Vec<Suggestion>,
    /// What was left out.
    pub losses: LossReport,
}

impl Selection {
    /// Selects from the layer that `options` name, and from `suggestions` where they are asked for.
    pub fn new(document: &Document, suggestions: &[Suggestion], options: &ExportOptions) -> Self {
        let mut selection = Self::default();
        if let Some(layer) = document.layer(&options.layer) {
            selection.add_layer(document, layer, options);
        }
        if options.with_suggestions {
            for suggestion in suggestions {
                selection.add_suggestion(document, suggestion, options);
            }
        }
        selection
    }

    fn add_layer(&mut self, document: &Document, layer: &Layer, options: &ExportOptions) {
        let annotations = &layer.annotations;
        let mut kept: HashSet<AnnotationRef> = HashSet::new();
        let mut all: Vec<Annotation> = Vec::new();
        for mention in annotations.mentions() {
            let is_level = options
                .levels
                .as_ref()
                .is_none_or(|levels| levels.contains(&mention.level));
            if self.keeps(document, &mention.extent, is_level, "mentions") {
                kept.insert(AnnotationRef::Mention(mention.id.clone()));
                all.push(Annotation::Mention(mention.clone()));
            }
        }
        let mut events: Vec<EventMention> = Vec::new();
        for event in annotations.events() {
            if self.keeps(document, &event.trigger, true, "events") {
                kept.insert(AnnotationRef::Event(event.id.clone()));
                events.push(event.clone());
            }
        }
        for mut event in events {
            let losses = &mut self.losses;
            let id = event.id.clone();
            event.arguments.retain(|argument| {
                let is_kept = match &argument.filler {
                    Filler::Mention(id) => kept.contains(&AnnotationRef::Mention(id.clone())),
                    Filler::Event(id) => kept.contains(&AnnotationRef::Event(id.clone())),
                    Filler::Span(span) => !document.is_skipped(*span),
                };
                if !is_kept {
                    let example = || format!("{} of {id} in {}", argument.role, document.id);
                    losses.note(Reason::Link, "arguments", example);
                }
                is_kept
            });
            all.push(Annotation::Event(event));
        }
        for relation in annotations.relations() {
            let is_kept = [&relation.from, &relation.to]
                .into_iter()
                .all(|end| match end {
                    RelationEnd::Mention(id) => kept.contains(&AnnotationRef::Mention(id.clone())),
                    RelationEnd::Event(id) => kept.contains(&AnnotationRef::Event(id.clone())),
                });
            if is_kept {
                kept.insert(AnnotationRef::Relation(relation.id.clone()));
                all.push(Annotation::Relation(relation.clone()));
            } else {
                let example = || format!("{} in {}", relation.id, document.id);
                self.losses.note(Reason::Link, "relations", example);
            }
        }
        for note in annotations.notes() {
            let is_kept = match &note.on {
                NoteTarget::Document => true,
                NoteTarget::Span(span) => !document.is_skipped(*span),
                NoteTarget::Mention(id) => kept.contains(&AnnotationRef::Mention(id.clone())),
                NoteTarget::Event(id) => kept.contains(&AnnotationRef::Event(id.clone())),
                NoteTarget::Relation(id) => kept.contains(&AnnotationRef::Relation(id.clone())),
            };
            if is_kept {
                all.push(Annotation::Note(note.clone()));
            } else {
                let example = || format!("{} in {}", note.id, document.id);
                self.losses.note(Reason::Link, "notes", example);
            }
        }
        all.extend(
            annotations
                .entities()
                .iter()
                .cloned()
                .map(Annotation::Entity),
        );
        self.annotations = all.into_iter().collect();
    }

    /// Whether a mention or trigger goes out; notes why not.
    fn keeps(
        &mut self,
        document: &Document,
        extent: &Extent,
        is_level: bool,
        kind: &'static str,
    ) -> bool {
        let is_outside = extent
            .fragments()
            .iter()
            .any(|fragment| document.text().get(*fragment).is_none_or(str::is_empty));
        let reason = if is_outside {
            Reason::OutsideText
        } else if document.is_skipped(extent.envelope()) {
            Reason::Boilerplate
        } else if !is_level {
            Reason::Level
        } else {
            return true;
        };
        self.losses.note(reason, kind, || example(document, extent));
        false
    }

    fn add_suggestion(
        &mut self,
        document: &Document,
        suggestion: &Suggestion,
        options: &ExportOptions,
    ) {
        let is_level = match &suggestion.proposal {
            Proposal::Mention(mention) => options
                .levels
                .as_ref()
                .is_none_or(|levels| levels.contains(&mention.level)),
            Proposal::Event(_) => true,
        };
        if self.keeps(
            document,
            &Extent::new(suggestion.span()),
            is_level,
            "suggestions",
        ) {
            self.suggestions.push(suggestion.clone());
        }
    }

    /// Annotations and suggestions as one: suggestions become annotations with ids `s1`, `s2` … as far as they are free, arguments below `threshold`
    /// left out. For formats that have no word for what is only suggested.
    pub fn flattened(self, threshold: f32) -> (Annotations, LossReport) {
        let Self {
            annotations,
            suggestions,
            losses,
        } = self;
        let mut all: Vec<Annotation> = Vec::new();
        let mut taken: HashSet<String> = HashSet::new();
        let mut places: BTreeMap<(Span, SmolStr), Filler> = BTreeMap::new();
        for mention in annotations.mentions() {
            taken.insert(mention.id.to_string());
            places
                .entry((mention.extent.envelope(), mention.label.clone()))
                .or_insert_with(|| Filler::Mention(mention.id.clone()));
        }
        for event in annotations.events() {
            taken.insert(event.id.to_string());
            places
                .entry((event.trigger.envelope(), event.event_type.clone()))
                .or_insert_with(|| Filler::Event(event.id.clone()));
        }
        let mut next = 0_u32;
        let ids: Vec<String> = suggestions
            .iter()
            .map(|suggestion| {
                let id = loop {
                    next += 1;
                    let id = format!("s{next}");
                    if taken.insert(id.clone()) {
                        break id;
                    }
                };
                let filler = match suggestion.proposal {
                    Proposal::Mention(_) => Filler::Mention(id.as_str().into()),
                    Proposal::Event(_) => Filler::Event(id.as_str().into()),
                };
                places
                    .entry((suggestion.span(), suggestion.label().clone()))
                    .or_insert(filler);
                id
            })
            .collect();
        for (suggestion, id) in suggestions.iter().zip(&ids) {
            let origin = Origin {
                status: Status::Accepted,
                suggested: Some(Box::new(SuggestedBy {
                    source: suggestion.source.clone(),
                    score: suggestion.score,
                    reason: suggestion.reason.clone(),
                })),
                ..Origin::default()
            };
            all.push(match &suggestion.proposal {
                Proposal::Mention(mention) => {
                    Annotation::Mention(mention.taken(id.as_str().into(), origin))
                }
                Proposal::Event(event) => {
                    Annotation::Event(taken_event(id, event, origin, threshold, &places))
                }
            });
        }
        let annotations = annotations_of(annotations).chain(all).collect();
        (annotations, losses)
    }
}

fn annotations_of(annotations: Annotations) -> impl Iterator<Item = Annotation> {
    let mentions: Vec<_> = annotations
        .mentions()
        .iter()
        .cloned()
        .map(Annotation::Mention)
        .collect();
    let events = annotations
        .events()
        .iter()
        .cloned()
        .map(Annotation::Event)
        .collect::<Vec<_>>();
    let relations = annotations
        .relations()
        .iter()
        .cloned()
        .map(Annotation::Relation)
        .collect::<Vec<_>>();
    let entities = annotations
        .entities()
        .iter()
        .cloned()
        .map(Annotation::Entity)
        .collect::<Vec<_>>();
    let notes = annotations
        .notes()
        .iter()
        .cloned()
        .map(Annotation::Note)
        .collect::<Vec<_>>();
    mentions
        .into_iter()
        .chain(events)
        .chain(relations)
        .chain(entities)
        .chain(notes)
}

fn taken_event(
    id: &str,
    event: &ProposedEvent,
    origin: Origin,
    threshold: f32,
    places: &BTreeMap<(Span, SmolStr), Filler>,
) -> EventMention {
    let arguments = event
        .arguments
        .iter()
        .filter(|argument| argument.score >= threshold)
        .map(|argument| crate::model::Argument {
            role: argument.role.clone(),
            filler: argument
                .label
                .as_ref()
                .and_then(|label| places.get(&(argument.span, label.clone())))
                .cloned()
                .unwrap_or(Filler::Span(argument.span)),
            score: Some(argument.score),
        })
        .collect();
    EventMention {
        arguments,
        attributes: event.attributes.clone(),
        event: event.event.clone(),
        origin,
        ..EventMention::new(id, event.trigger, event.event_type.clone())
    }
}

/// Of mentions that nest or overlap, the outermost: the one that begins first, of those the longest. The others are noted.
/// `mentions` stand by place, outer ones first, as [`Annotations::mentions`] has them.
pub fn outermost<'a>(
    document: &Document,
    mentions: &'a [EntityMention],
    losses: &mut LossReport,
) -> Vec<&'a EntityMention> {
    let mut kept: Vec<&EntityMention> = Vec::new();
    for mention in mentions {
        let span = mention.extent.envelope();
        if kept
            .last()
            .is_some_and(|last| last.extent.envelope().overlaps(span))
        {
            losses.note(Reason::NotOutermost, "mentions", || {
                example(document, &mention.extent)
            });
        } else {
            kept.push(mention);
        }
    }
    kept
}

/// An extent for a loss report: its words and document.
pub fn example(document: &Document, extent: &Extent) -> String {
    let words = extent.text_in(document.text());
    if words.trim().is_empty() {
        let span = extent.envelope();
        format!("bytes {}–{} in {}", span.start, span.end, document.id)
    } else {
        format!("“{words}” in {}", document.id)
    }
}
