//! What the article view shows: the text, its marks, the arcs between them, and where the person is.
//!
//! Cheap to keep up to date: [`ArticleModel::set_marks`] sorts and indexes (a few milliseconds for 20,000 marks), and the view lays out again only the
//! visible paragraphs whose marks really differ. Everything public is set freely between frames.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use smol_str::SmolStr;

use super::paragraphs::{Paragraph, Paragraphs};
use crate::model::Extent;
use crate::model::schema::LabelColour;
use crate::text::{Segments, Span, Text, Zone};

/// Names a mark across frames; the owner of the model chooses the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MarkKey(pub u64);

/// What a mark stands for, and so how it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// An entity mention that is a name: underlined, label in capitals.
    Name,
    /// An entity mention that is a nominal or pronoun: underlined, label in lower case.
    Nominal,
    /// An event trigger: a rounded mark around the words, subtype beneath.
    Trigger,
}

/// Whether a person stands behind a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkState {
    /// Proposed: dashed, unfilled.
    Suggested,
    /// Accepted, corrected or added: solid.
    Accepted,
    /// Of another layer, to look at only: dotted and grey.
    Beside,
}

/// One mention or trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its name across frames, unique in the model.
    pub key: MarkKey,
    /// Where it stands.
    pub extent: Extent,
    /// How it is drawn.
    pub kind: MarkKind,
    /// Label as the schema writes it ("GPE"), for triggers the subtype ("Attack").
    pub label: SmolStr,
    /// Colour of the label; triggers take the theme's event colour when there is none.
    pub colour: Option<LabelColour>,
    /// Suggested or accepted.
    pub state: MarkState,
    /// Score of a suggestion, 0 to 1; told to screen readers.
    pub score: Option<f32>,
}

/// The far end of an arc.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ArcEnd {
    /// A mark.
    Mark(MarkKey),
    /// Bare text.
    Span(Span),
}

/// A line from a trigger's mark to what fills one of its roles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArcLink {
    /// The trigger's mark.
    pub from: MarkKey,
    /// The filler.
    pub to: ArcEnd,
    /// Name of the role.
    pub role: SmolStr,
    /// Whether it is only proposed: dashed.
    pub suggested: bool,
    /// A relation between two mentions instead of a role: drawn dotted in its own colour, and shown when either end is current.
    pub relation: Option<LabelColour>,
}

/// Which arcs are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArcsShown {
    /// None.
    #[default]
    None,
    /// Those of one trigger's mark.
    Of(MarkKey),
    /// All.
    All,
}

/// A search hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// Where.
    pub span: Span,
    /// Whether it is the one that is being looked at.
    pub current: bool,
}

/// Marks that are tinted together, such as a coreference chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tint {
    /// Places, sorted.
    pub spans: Vec<Span>,
    /// Colour, paled for the background.
    pub colour: LabelColour,
}

/// An arc with its ends found.
#[derive(Clone, Debug)]
pub(super) struct ResolvedArc {
    pub(super) link: ArcLink,
    /// Index of the trigger's mark.
    pub(super) from: u32,
    /// Span of the trigger.
    pub(super) from_span: Span,
    /// First fragment of the filler.
    pub(super) to_span: Span,
    /// Track in the gutter, 0 next to the column.
    pub(super) track: u8,
}

/// Everything that is drawn of one document.
#[derive(Clone, Debug)]
pub struct ArticleModel {
    text: Text,
    segments: Arc<Segments>,
    paragraphs: Arc<Paragraphs>,
    marks: Vec<Mark>,
    /// Index of each mark.
    by_key: HashMap<MarkKey, u32, BuildHasherDefault<KeyHasher>>,
    marks_of: Buckets,
    arcs: Vec<ResolvedArc>,
    arcs_of: Buckets,
    /// Unlike that of any other model: tells the view that the document changed.
    document: u64,
    /// Counts changes of marks and arcs.
    revision: u64,
    /// The mark that has the focus.
    pub current: Option<MarkKey>,
    /// Which arcs are drawn.
    pub arcs_shown: ArcsShown,
    /// The selected text.
    pub selection: Option<Span>,
    /// The caret, a byte offset.
    pub caret: Option<u32>,
    /// The sentence being read.
    pub reading: Option<Span>,
    /// What has been read, sorted, not overlapping.
    pub read: Vec<Span>,
    /// Search hits, sorted, not overlapping.
    pub search_hits: Vec<SearchHit>,
    /// Tinted places.
    pub tints: Vec<Tint>,
}

/// Spreads the numbers of keys; they come from the program itself, so that nobody chooses them to collide.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// Paragraphs through whose gutter an arc is drawn at most.
const LONGEST_GUTTER: usize = 100;

/// Indices by paragraph, in one array.
#[derive(Clone, Debug, Default)]
struct Buckets {
    /// `starts[p]..starts[p + 1]` is the range of paragraph `p` in `items`.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Buckets {
    /// Sorts items into `num` paragraphs; `places` gives ranges of paragraphs and the item that lies there.
    fn new(num: usize, places: &[(Range<usize>, u32)]) -> Self {
        let mut starts = vec![0_u32; num + 1];
        for (place, _) in places {
            for start in &mut starts[place.start + 1..=place.end] {
                *start += 1;
            }
        }
        for index in 0..num {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut items = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (place, item) in places {
            for at in &mut next[place.clone()] {
                items[*at as usize] = *item;
                *at += 1;
            }
        }
        Self { starts, items }
    }

    fn of(&self, paragraph: usize) -> &[u32] {
        let (Some(start), Some(end)) = (self.starts.get(paragraph), self.starts.get(paragraph + 1))
        else {
            return &[];
        };
        self.items
            .get(*start as usize..*end as usize)
            .unwrap_or_default()
    }
}

impl ArticleModel {
    /// A model of `text` without marks. `zones` as a document has them: sorted by start.
    pub fn new(text: &Text, zones: &[Zone], segments: Arc<Segments>) -> Self {
        static DOCUMENTS: AtomicU64 = AtomicU64::new(1);
        Self {
            text: text.clone(),
            segments,
            paragraphs: Arc::new(Paragraphs::new(text, zones)),
            marks: Vec::new(),
            by_key: HashMap::default(),
            marks_of: Buckets::default(),
            arcs: Vec::new(),
            arcs_of: Buckets::default(),
            document: DOCUMENTS.fetch_add(1, Ordering::Relaxed),
            revision: 0,
            current: None,
            arcs_shown: ArcsShown::None,
            selection: None,
            caret: None,
            reading: None,
            read: Vec::new(),
            search_hits: Vec::new(),
            tints: Vec::new(),
        }
    }

    /// Replaces all marks and arcs. Marks may come in any order; arcs whose trigger or filler is no mark are left out.
    pub fn set_marks(&mut self, mut marks: Vec<Mark>, arcs: Vec<ArcLink>) {
        marks.sort_by_key(|mark| {
            let span = mark.extent.envelope();
            (span.start, std::cmp::Reverse(span.end), mark.key)
        });
        self.by_key.clear();
        self.by_key.reserve(marks.len());
        self.by_key
            .extend(marks.iter().map(|mark| mark.key).zip(0..));
        let mut first = 0;
        let places: Vec<_> = (0..)
            .zip(&marks)
            .map(|(index, mark)| {
                let place = self.paragraphs.touching_from(first, mark.extent.envelope());
                first = place.start;
                (place, index)
            })
            .collect();
        self.marks_of = Buckets::new(self.paragraphs.len(), &places);
        self.marks = marks;
        self.resolve_arcs(arcs);
        self.revision += 1;
    }

    /// Replaces all marks and keeps the arcs between those that are still there.
    pub fn change_marks(&mut self, marks: Vec<Mark>) {
        let arcs = std::mem::take(&mut self.arcs);
        self.set_marks(marks, arcs.into_iter().map(|arc| arc.link).collect());
    }

    fn resolve_arcs(&mut self, arcs: Vec<ArcLink>) {
        self.arcs = arcs
            .into_iter()
            .filter_map(|link| {
                let from = self.index_of(link.from)?;
                let to_span = match &link.to {
                    ArcEnd::Mark(key) => *self.mark(*key)?.extent.fragments().first()?,
                    ArcEnd::Span(span) => *span,
                };
                let from_span = *self.marks[from].extent.fragments().first()?;
                Some(ResolvedArc {
                    link,
                    from: from as u32,
                    from_span,
                    to_span,
                    track: 0,
                })
            })
            .collect();
        // Events whose arcs leave their row share the gutter: each takes the first track that is free from its first to its last filler.
        self.arcs.sort_by_key(|arc| (arc.from, arc.to_span));
        let mut free_from: Vec<u32> = Vec::new();
        for event in self.arcs.chunk_by_mut(|one, other| one.from == other.from) {
            let reach = event
                .iter()
                .fold(event[0].from_span, |reach, arc| reach.cover(arc.to_span));
            let track = free_from
                .iter()
                .position(|end| *end <= reach.start)
                .unwrap_or(free_from.len());
            if track == free_from.len() {
                free_from.push(reach.end);
            } else {
                free_from[track] = reach.end;
            }
            for arc in event {
                arc.track = track.min(usize::from(u8::MAX)) as u8;
            }
        }
        // An arc belongs to every paragraph from the trigger's to the filler's, because it runs past them in the gutter; a very long one only to its ends.
        let mut places = Vec::with_capacity(self.arcs.len());
        for (index, arc) in (0..).zip(&self.arcs) {
            let whole = self.paragraphs.touching(arc.from_span.cover(arc.to_span));
            if whole.len() > LONGEST_GUTTER {
                places.push((whole.start..whole.start + 1, index));
                places.push((whole.end - 1..whole.end, index));
            } else {
                places.push((whole, index));
            }
        }
        self.arcs_of = Buckets::new(self.paragraphs.len(), &places);
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Its sentences and tokens.
    pub fn segments(&self) -> &Segments {
        &self.segments
    }

    /// All marks by start, longer ones first.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The mark of that key.
    pub fn mark(&self, key: MarkKey) -> Option<&Mark> {
        self.marks.get(self.index_of(key)?)
    }

    /// Takes the place of `self`'s sentences and tokens, after zones changed them.
    pub fn set_zones(&mut self, zones: &[Zone], segments: Arc<Segments>) {
        let marks = std::mem::take(&mut self.marks);
        let arcs = std::mem::take(&mut self.arcs);
        let fresh = Self::new(&self.text, zones, segments);
        self.paragraphs = fresh.paragraphs;
        self.segments = fresh.segments;
        self.document = fresh.document;
        self.set_marks(marks, arcs.into_iter().map(|arc| arc.link).collect());
    }

    pub(super) fn index_of(&self, key: MarkKey) -> Option<usize> {
        self.by_key.get(&key).map(|index| *index as usize)
    }

    pub(super) fn document(&self) -> u64 {
        self.document
    }

    pub(super) fn paragraphs(&self) -> &Paragraphs {
        &self.paragraphs
    }

    pub(super) fn paragraph(&self, index: usize) -> Option<&Paragraph> {
        self.paragraphs.get(index)
    }

    /// The marks that touch a paragraph, by start.
    pub(super) fn marks_in(&self, paragraph: usize) -> impl Iterator<Item = &Mark> {
        let indices = self.marks_of.of(paragraph).iter();
        indices.filter_map(|index| self.marks.get(*index as usize))
    }

    /// How many marks touch a paragraph.
    pub(super) fn num_marks_in(&self, paragraph: usize) -> usize {
        self.marks_of.of(paragraph).len()
    }

    /// The mark at a place among the marks of a paragraph.
    pub(super) fn mark_in(&self, paragraph: usize, slot: usize) -> Option<&Mark> {
        let index = self.marks_of.of(paragraph).get(slot)?;
        self.marks.get(*index as usize)
    }

    /// The drawn arcs that end in a paragraph or run past it.
    pub(super) fn arcs_in(&self, paragraph: usize) -> impl Iterator<Item = &ResolvedArc> {
        let shown = self.arcs_shown;
        let indices = match shown {
            ArcsShown::None => &[],
            ArcsShown::Of(_) | ArcsShown::All => self.arcs_of.of(paragraph),
        };
        indices
            .iter()
            .filter_map(|index| self.arcs.get(*index as usize))
            .filter(move |arc| match shown {
                ArcsShown::None => false,
                ArcsShown::Of(key) => {
                    let is_end = arc.link.relation.is_some() && arc.link.to == ArcEnd::Mark(key);
                    arc.link.from == key || is_end
                }
                ArcsShown::All => true,
            })
    }

    /// A number that changes when anything changes that decides about the places in a paragraph.
    pub(super) fn fingerprint(&self, paragraph: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        for mark in self.marks_in(paragraph) {
            mark.key.hash(&mut hasher);
            mark.extent.hash(&mut hasher);
            (mark.kind, mark.state, &mark.label).hash(&mut hasher);
        }
        for arc in self.arcs_in(paragraph) {
            (&arc.link, arc.from_span, arc.to_span, arc.track).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// Counts changes of what [`ArticleModel::fingerprint`] looks at.
    pub(super) fn version(&self) -> (u64, ArcsShown) {
        (self.revision, self.arcs_shown)
    }
}
