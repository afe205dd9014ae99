//! A document: one article's frozen text, what is known about it, and the layers that speak about it.

use std::sync::{Arc, OnceLock};

use smol_str::SmolStr;

use super::id::DocumentId;
use super::layer::Layer;
use super::suggestion::Suggestion;
use crate::text::{Segments, Span, Text, Zone, ZoneKind};

/// What is known about an article besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub byline: String,
    /// Publication date as `YYYY-MM-DD`, empty when unknown: relative dates count from it.
    pub date: String,
    /// Address it was taken from.
    pub url: String,
    /// Name of the file or feed it came from.
    pub source: String,
    /// Anything else, name and value in the order of the source.
    pub other: Vec<(String, String)>,
}

/// How the text came out of its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceInfo {
    /// Name of the encoding that was detected ("UTF-8", "windows-1252"); empty for text that had none.
    pub encoding: SmolStr,
    /// Places in the text (byte offsets of line feeds, sorted) where the source had a carriage return and line feed.
    pub crlf_at: Vec<u32>,
    /// Whether the source had lone carriage returns as line ends.
    pub had_cr: bool,
    /// The source itself where the text is an extract of it, such as a web page.
    pub original: Option<Arc<str>>,
}

/// One article of a project. Cloning shares the text; a project holds documents behind `Arc` and copies on write.
#[derive(Clone, Debug)]
pub struct Document {
    /// Unique, survives merging.
    pub id: DocumentId,
    /// What is known about it.
    pub meta: Metadata,
    /// Free words to sort and filter by, sorted.
    pub tags: Vec<SmolStr>,
    /// How the text came out of its source.
    pub source: SourceInfo,
    /// Whether suggestions are shown here; `None` follows the project.
    pub suggestions_shown: Option<bool>,
    /// Suggestions that came with imported data; those of engines are recomputed.
    pub brought: Vec<Suggestion>,
    /// Fields of the imported record that Dateline does not know, as raw JSON of one object; empty when there are none.
    pub unknown_json: Box<str>,
    /// What annotators say, one layer each, in order of creation. Never empty.
    pub layers: Vec<Layer>,
    text: Text,
    zones: Vec<Zone>,
    segments: OnceLock<Arc<Segments>>,
}

impl Document {
    /// A document of `text` with no zones and an empty main layer.
    pub fn new(id: DocumentId, text: Text) -> Self {
        Self {
            id,
            meta: Metadata::default(),
            tags: Vec::new(),
            source: SourceInfo::default(),
            suggestions_shown: None,
            brought: Vec::new(),
            unknown_json: Box::default(),
            layers: vec![Layer::new(Layer::MAIN)],
            text,
            zones: Vec::new(),
            segments: OnceLock::new(),
        }
    }

    /// The frozen text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Zones, sorted by start.
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// Replaces the zones; sentences are cut anew when they are next asked for.
    pub fn set_zones(&mut self, mut zones: Vec<Zone>) {
        zones.sort_by_key(|zone| (zone.span.start, std::cmp::Reverse(zone.span.end), zone.kind));
        self.zones = zones;
        self.segments = OnceLock::new();
    }

    /// Sentences and tokens, cut when first asked for.
    pub fn segments(&self) -> &Arc<Segments> {
        self.segments
            .get_or_init(|| Arc::new(crate::text::segment::segment(&self.text, &self.zones)))
    }

    /// Whether any byte of `span` lies in text that suggestions and exports leave out.
    pub fn is_skipped(&self, span: Span) -> bool {
        self.zones
            .iter()
            .any(|zone| zone.kind.is_skipped() && zone.span.overlaps(span))
    }

    /// The innermost zone kind at a byte.
    pub fn zone_at(&self, offset: u32) -> Option<ZoneKind> {
        self.zones
            .iter()
            .rev()
            .find(|zone| zone.span.contains_offset(offset))
            .map(|zone| zone.kind)
    }

    /// Whether sentences and tokens have been cut already: the first to ask for them waits for it.
    pub fn is_segmented(&self) -> bool {
        self.segments.get().is_some()
    }

    /// The layer of that name.
    pub fn layer(&self, name: &str) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.name == name)
    }

    /// The layer of that name, made empty at the end when there is none.
    pub fn layer_mut(&mut self, name: &str) -> &mut Layer {
        let index = self
            .layers
            .iter()
            .position(|layer| layer.name == name)
            .unwrap_or_else(|| {
                self.layers.push(Layer::new(name));
                self.layers.len() - 1
            });
        &mut self.layers[index]
    }

    /// What to list it by: its title, else its headline, else its first words.
    pub fn title(&self) -> &str {
        if !self.meta.title.is_empty() {
            return &self.meta.title;
        }
        let headline = self
            .zones
            .iter()
            .find(|zone| zone.kind == ZoneKind::Headline);
        let first_line = || {
            self.text
                .as_str()
                .lines()
                .map(str::trim)
                .find(|line| !line.is_empty())
                .unwrap_or_default()
        };
        headline.map_or_else(first_line, |zone| self.text.slice(zone.span).trim())
    }
}

impl PartialEq for Document {
    /// Everything but the sentences, which follow from text and zones.
    fn eq(&self, other: &Self) -> bool {
        let Self {
            id,
            meta,
            tags,
            source,
            suggestions_shown,
            brought,
            unknown_json,
            layers,
            text,
            zones,
            segments: _,
        } = self;
        *id == other.id
            && *meta == other.meta
            && *tags == other.tags
            && *source == other.source
            && *suggestions_shown == other.suggestions_shown
            && *brought == other.brought
            && *unknown_json == other.unknown_json
            && *layers == other.layers
            && *text == other.text
            && *zones == other.zones
    }
}
