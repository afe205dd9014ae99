//! What components have found so far in one document: mentions and events in the pre-annotator's own labels, before the project's schema is asked.

use std::borrow::Cow;
use std::ops::Range;

use smol_str::SmolStr;

use super::analysis::Analysis;
use crate::model::{Attributes, EntityId, EventChainId, Level};
use crate::text::Span;

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident $label:literal)*) => {
        /// Labels of entity mentions that the pre-annotator knows: those of schema `news`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Label {
            $($(#[$doc])* $name,)*
        }

        impl Label {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name in schemas and records.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $label,)*
                }
            }

            /// The label of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($label => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

labels! {
    /// Person.
    Per "PER"
    /// Organisation.
    Org "ORG"
    /// Country, region or town as a place with a government.
    Gpe "GPE"
    /// Natural or other place.
    Loc "LOC"
    /// Building, road, airport, camp.
    Fac "FAC"
    /// Nationality, religious or political group.
    Norp "NORP"
    /// Vehicle.
    Veh "VEH"
    /// Weapon.
    Wea "WEA"
    /// Date or span of days and longer.
    Date "DATE"
    /// Time of day or span shorter than a day.
    Time "TIME"
    /// Sum of money.
    Money "MONEY"
    /// Percentage.
    Percent "PERCENT"
    /// Measure.
    Quantity "QUANTITY"
    /// Any other number.
    Number "NUMBER"
    /// Job or rank.
    Title "TITLE"
    /// Crime that someone is charged with.
    Crime "CRIME"
    /// Punishment.
    Sentence "SENTENCE"
    /// Named event.
    EventName "EVENT_NAME"
    /// Law or treaty.
    Law "LAW"
    /// Product.
    Product "PRODUCT"
    /// Work of art.
    Work "WORK"
    /// Disease.
    Disease "DISEASE"
}

/// Some labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelSet(u32);

impl LabelSet {
    /// People, bodies, places and vehicles: what every rule about things with names asks for.
    pub const THINGS: Self = Self::of(&[
        Label::Per,
        Label::Org,
        Label::Gpe,
        Label::Loc,
        Label::Fac,
        Label::Veh,
    ]);

    /// What shorter names, acronyms and other spellings are linked to.
    pub const LINKED: Self = Self::THINGS.with(Self::of(&[Label::EventName]));

    /// Names that are found again wherever they stand.
    pub const REPEATED: Self = Self::LINKED.with(Self::of(&[Label::Norp, Label::Product]));

    /// What the lists have names of.
    pub const NAMED: Self =
        Self::REPEATED.with(Self::of(&[Label::Wea, Label::Law, Label::Disease]));

    /// Things that take part in events.
    pub const PARTICIPANTS: Self = Self::THINGS.with(Self::of(&[Label::Norp, Label::Wea]));

    const fn of(labels: &[Label]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < labels.len() {
            set |= 1 << labels[at] as u32;
            at += 1;
        }
        Self(set)
    }

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it has that label; no set has none.
    pub fn has(self, label: Option<Label>) -> bool {
        label.is_some_and(|label| self.0 >> label as u32 & 1 == 1)
    }
}

/// A mention that a component proposes, or one that a person has already made.
#[derive(Clone, Debug)]
pub struct FoundMention {
    /// Its tokens, never empty.
    pub tokens: Range<usize>,
    /// Its place in the text.
    pub span: Span,
    /// Token of its head word.
    pub head: usize,
    /// What it is. `None` for a person's label that feeds from no label of the pre-annotator.
    pub label: Option<Label>,
    /// A label of the schema that is meant whatever `label` says: from the project's word list or from a person.
    pub schema_label: Option<SmolStr>,
    /// Name, nominal or pronoun.
    pub level: Level,
    /// Normalised value of a date or time.
    pub value: Option<SmolStr>,
    /// Count of people or amount.
    pub count: Option<SmolStr>,
    /// The entity it belongs to.
    pub entity: Option<EntityId>,
    /// ISO 3166 code (three letters) of the country it is or belongs to, empty when unknown.
    pub country: &'static str,
    /// Name of the component that proposes it.
    pub source: &'static str,
    /// How sure the component is, 0 to 1, before calibration.
    pub score: f32,
    /// Why, in words.
    pub reason: Cow<'static, str>,
    /// Whether a person has made it already: it serves other rules and is not suggested again.
    pub is_fixed: bool,
}

/// What fills a role of a found event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundFiller {
    /// Index of a mention in [`Findings::mentions`].
    Mention(usize),
    /// Index of an event in [`Findings::events`].
    Event(usize),
    /// Any stretch of text.
    Span(Span),
}

/// A candidate for a role.
#[derive(Clone, Debug)]
pub struct FoundArgument {
    /// Role of schema `news`.
    pub role: &'static str,
    /// What fills it.
    pub filler: FoundFiller,
    /// How sure, 0 to 1.
    pub score: f32,
    /// Name of what says so.
    pub source: &'static str,
}

/// An event that a component proposes, or one that a person has already made.
#[derive(Clone, Debug)]
pub struct FoundEvent {
    /// Tokens of the trigger, never empty.
    pub tokens: Range<usize>,
    /// Place of the trigger in the text.
    pub span: Span,
    /// Event type of schema `news`, such as "Conflict.Attack"; the schema's own type for a person's event.
    pub event_type: SmolStr,
    /// Candidates for its roles.
    pub arguments: Vec<FoundArgument>,
    /// Polarity, modality, tense, genericity.
    pub attributes: Attributes,
    /// The event that it and other mentions tell of.
    pub event: Option<EventChainId>,
    /// Name of the component that proposes it.
    pub source: &'static str,
    /// How sure the component is, 0 to 1, before calibration.
    pub score: f32,
    /// Why, in words.
    pub reason: Cow<'static, str>,
    /// Whether a person has made it already.
    pub is_fixed: bool,
}

/// Everything found so far. Components add, and may take back or change what is not fixed.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Mentions. In the order of their finding until events are looked for, which sorts them by place, outer ones first.
    pub mentions: Vec<FoundMention>,
    /// Events, in the order of their finding.
    pub events: Vec<FoundEvent>,
    /// Tokens that the project's word list says never to suggest anything for, by place.
    pub never: Vec<Range<usize>>,
}

impl Findings {
    /// The mentions that share a token with `tokens`.
    pub fn overlapping(&self, tokens: Range<usize>) -> impl Iterator<Item = &FoundMention> {
        self.mentions.iter().filter(move |mention| {
            mention.tokens.start < tokens.end && tokens.start < mention.tokens.end
        })
    }

    /// The places where nothing is to be suggested.
    pub fn never_spans(&self, analysis: &Analysis<'_>) -> Vec<Span> {
        let places = self.never.iter();
        places
            .map(|tokens| analysis.span_of(tokens.clone()))
            .collect()
    }

    /// Sorts mentions by place, outer ones before the ones inside them. Indices into [`Findings::mentions`] go stale.
    pub fn sort_mentions(&mut self) {
        self.mentions.sort_by_cached_key(|mention| {
            let tokens = &mention.tokens;
            (tokens.start, std::cmp::Reverse(tokens.end), mention.label)
        });
    }
}
