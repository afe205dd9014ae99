//! Schemas: which entity types, event types, roles, attributes and relations a project allows, with the guideline for each.
//!
//! A schema is itself a file format (`assets/schema/*.ron`, and inside every project), so unlike the rest of the model these types are
//! read and written as they are. Fields that are absent in a file take their default; unknown fields are refused.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// The types and roles that annotations of a project may use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schema {
    /// Its name, such as `news`.
    pub name: SmolStr,
    /// What it is for, in a sentence or two.
    pub description: String,
    /// The guideline that holds for all types, in paragraphs.
    pub guideline: Vec<String>,
    /// Parts that a project can show or hide.
    pub modules: Vec<Module>,
    /// Types of entity mentions, in the order of pickers and digit keys.
    pub entity_types: Vec<EntityType>,
    /// Types of events.
    pub event_types: Vec<EventType>,
    /// Attributes of events, such as polarity.
    pub event_attributes: Vec<AttributeType>,
    /// Attributes of entity mentions, such as ACE's subtype.
    pub mention_attributes: Vec<AttributeType>,
    /// Types of relations between mentions.
    pub relation_types: Vec<RelationType>,
}

/// A part of a schema that a project can show or hide. Types without a module always show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Module {
    /// Its name.
    pub name: SmolStr,
    /// What it holds.
    pub description: String,
    /// Whether its types are offered and suggested.
    pub shown: bool,
}

/// What the guideline says about one type: the text shown at the point of use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Guidance {
    /// What it is, in one or two sentences.
    pub definition: String,
    /// Sentences with the marked words in square brackets.
    pub examples: Vec<String>,
    /// Doubtful cases that were decided.
    pub cases: Vec<DecidedCase>,
}

/// A doubtful case and what was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DecidedCase {
    /// The words in question, marked in square brackets, with a little context.
    pub text: String,
    /// What was decided and why.
    pub decision: String,
}

/// A colour: a slot of the theme's palette, which both themes hold in a readable, colour-blind-safe shade, or an own colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LabelColour {
    /// Slot of the label palette, counted from 0; wraps around.
    Slot(u8),
    /// An own colour as red, green, blue; the theme darkens or lightens it until it is readable.
    Rgb(u8, u8, u8),
}

impl Default for LabelColour {
    fn default() -> Self {
        Self::Slot(0)
    }
}

/// A type of entity mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EntityType {
    /// The label, such as `PER`.
    pub name: SmolStr,
    /// The label in words, such as `person`.
    pub title: String,
    /// What the guideline says.
    pub guidance: Guidance,
    /// Its colour.
    pub colour: LabelColour,
    /// Key that picks it in the label picker.
    pub hotkey: Option<char>,
    /// Module it belongs to; empty for the core.
    pub module: SmolStr,
    /// Narrower types that a mention may name in its attribute `subtype`.
    pub subtypes: Vec<SmolStr>,
    /// Labels of the pre-annotator that feed this type; empty means its own name.
    pub suggest_from: Vec<SmolStr>,
    /// Whether its mentions carry a normalised value (dates and times).
    pub has_value: bool,
    /// Whether it is switched off until someone wants it.
    pub off: bool,
    /// Score in percent under which a suggestion waits in the drawer; `None` goes by what was decided in the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_from: Option<u8>,
}

/// A type of events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EventType {
    /// The type, written `Type.Subtype` where it has two parts.
    pub name: SmolStr,
    /// What the guideline says.
    pub guidance: Guidance,
    /// Its colour; event types of one group usually share it.
    pub colour: LabelColour,
    /// Key that picks it in the event picker.
    pub hotkey: Option<char>,
    /// Module it belongs to; empty for the core.
    pub module: SmolStr,
    /// Roles in the order of the event card and its digit keys.
    pub roles: Vec<Role>,
    /// How its PLOVER code is found.
    pub plover: Plover,
    /// Event types of the pre-annotator that feed this type; empty means its own name.
    pub suggest_from: Vec<SmolStr>,
    /// Whether it is switched off until someone wants it.
    pub off: bool,
    /// Score in percent under which a suggestion waits in the drawer; `None` goes by what was decided in the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_from: Option<u8>,
}

/// A role of an event type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Role {
    /// Its name, such as `Attacker`.
    pub name: SmolStr,
    /// What it means here, where the name does not say it.
    pub definition: String,
    /// What may fill it; empty means anything.
    pub fillers: Vec<FillerType>,
    /// The greatest number of fillers; `None` is any number.
    pub at_most: Option<u8>,
    /// Whether the event card says in words that it is still empty. Never an error.
    pub expected: bool,
    /// Roles of the pre-annotator that feed this role; empty means its own name.
    pub suggest_from: Vec<SmolStr>,
    /// Score in percent from which a suggested filler is ticked at first; `None` goes by what was decided in the project, and takes the usual one until
    /// that says enough. Fillers below it are offered.
    pub tick_from: Option<u8>,
}

impl Default for Role {
    fn default() -> Self {
        Self {
            name: SmolStr::default(),
            definition: String::new(),
            fillers: Vec::new(),
            at_most: Some(1),
            expected: false,
            suggest_from: Vec::new(),
            tick_from: None,
        }
    }
}

/// What may fill a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FillerType {
    /// Entity mentions of this label.
    Entity(SmolStr),
    /// Event mentions of this type.
    Event(SmolStr),
    /// Event mentions of any type.
    AnyEvent,
    /// Any stretch of text.
    AnySpan,
}

/// How an event's PLOVER code is found. A person can always set another on the event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Plover {
    /// PLOVER has no code for it.
    #[default]
    None,
    /// Always this root code.
    Fixed(SmolStr),
    /// The first rule that holds, else the last code.
    Rules(Vec<PloverRule>, Option<SmolStr>),
}

/// One rule of [`Plover::Rules`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PloverRule {
    /// When it holds.
    pub when: PloverCondition,
    /// The code it gives.
    pub code: SmolStr,
}

/// When a PLOVER rule holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PloverCondition {
    /// The role is filled by a mention of this label.
    RoleLabel(SmolStr, SmolStr),
    /// The role is filled at all.
    RoleFilled(SmolStr),
    /// The attribute has this value.
    Attribute(SmolStr, SmolStr),
}

/// An attribute with its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttributeType {
    /// Its name, such as `polarity`.
    pub name: SmolStr,
    /// What it means.
    pub definition: String,
    /// Its values; empty means free text.
    pub values: Vec<SmolStr>,
    /// The value that holds where none is set.
    pub default: Option<SmolStr>,
    /// Types that have it; empty means all.
    pub only_for: Vec<SmolStr>,
}

/// A type of relations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RelationType {
    /// The type, such as `Physical.Located`.
    pub name: SmolStr,
    /// What the guideline says.
    pub guidance: Guidance,
    /// Labels that may stand at its start; empty means any.
    pub from: Vec<SmolStr>,
    /// Labels that may stand at its end; empty means any.
    pub to: Vec<SmolStr>,
    /// Its colour.
    pub colour: LabelColour,
}

impl Schema {
    /// Score from which suggested fillers are ticked where a role does not say otherwise.
    pub const TICKED_FROM: f32 = 0.5;

    /// The entity type of that name.
    pub fn entity_type(&self, name: &str) -> Option<&EntityType> {
        self.entity_types.iter().find(|known| known.name == name)
    }

    /// The event type of that name.
    pub fn event_type(&self, name: &str) -> Option<&EventType> {
        self.event_types.iter().find(|known| known.name == name)
    }

    /// The relation type of that name.
    pub fn relation_type(&self, name: &str) -> Option<&RelationType> {
        self.relation_types.iter().find(|known| known.name == name)
    }

    /// Whether the same is suggested under `other`: what differs, if anything, is only from which scores on suggestions are shown and fillers ticked.
    pub fn suggests_like(&self, other: &Self) -> bool {
        let without_scores = |schema: &Self| {
            let mut schema = schema.clone();
            for known in &mut schema.entity_types {
                known.shown_from = None;
            }
            for known in &mut schema.event_types {
                known.shown_from = None;
                for role in &mut known.roles {
                    role.tick_from = None;
                }
            }
            schema
        };
        without_scores(self) == without_scores(other)
    }

    /// Score from which a suggested filler of a role is ticked at first; fillers below it are only offered.
    pub fn ticks_from(&self, event_type: &str, role: &str) -> f32 {
        let role = self
            .event_type(event_type)
            .and_then(|known| known.role(role));
        role.and_then(|role| role.tick_from)
            .map_or(Self::TICKED_FROM, |percent| f32::from(percent) / 100.0)
    }

    /// Whether types of `module` are offered; the core (an empty name) always is.
    pub fn is_module_shown(&self, module: &str) -> bool {
        module.is_empty()
            || self
                .modules
                .iter()
                .any(|known| known.name == module && known.shown)
    }

    /// Entity types that are offered and suggested, in order.
    pub fn shown_entity_types(&self) -> impl Iterator<Item = &EntityType> {
        self.entity_types
            .iter()
            .filter(|known| !known.off && self.is_module_shown(&known.module))
    }

    /// The entity type as which a label of the pre-annotator is suggested.
    pub fn entity_type_fed_by(&self, label: &str) -> Option<&EntityType> {
        self.shown_entity_types()
            .find(|known| known.is_fed_by(label))
    }

    /// The event type as which one of the pre-annotator is suggested.
    pub fn event_type_fed_by(&self, event_type: &str) -> Option<&EventType> {
        self.shown_event_types()
            .find(|known| known.is_fed_by(event_type))
    }

    /// Event types that are offered and suggested, in order.
    pub fn shown_event_types(&self) -> impl Iterator<Item = &EventType> {
        self.event_types
            .iter()
            .filter(|known| !known.off && self.is_module_shown(&known.module))
    }
}

impl RelationType {
    /// Whether it may go from a mention or event of the one label to one of the other.
    pub fn joins(&self, from: &str, to: &str) -> bool {
        let takes = |ends: &[SmolStr], label: &str| {
            ends.is_empty() || ends.iter().any(|known| known == label)
        };
        takes(&self.from, from) && takes(&self.to, to)
    }
}

impl EntityType {
    /// Whether a label of the pre-annotator is suggested as this one.
    pub fn is_fed_by(&self, label: &str) -> bool {
        is_fed_by(&self.name, &self.suggest_from, label)
    }
}

impl EventType {
    /// The role of that name.
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.name == name)
    }

    /// Whether an event type of the pre-annotator is suggested as this one.
    pub fn is_fed_by(&self, event_type: &str) -> bool {
        is_fed_by(&self.name, &self.suggest_from, event_type)
    }

    /// The last part of its name: "Attack" of "Conflict.Attack".
    pub fn subtype(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }
}

/// Whether what the pre-annotator calls `from` is suggested under `name`: by that name where nothing else is said.
fn is_fed_by(name: &str, suggest_from: &[SmolStr], from: &str) -> bool {
    if suggest_from.is_empty() {
        name == from
    } else {
        suggest_from.iter().any(|known| known == from)
    }
}

impl Role {
    /// Whether a role of the pre-annotator is suggested as this one.
    pub fn is_fed_by(&self, role: &str) -> bool {
        is_fed_by(&self.name, &self.suggest_from, role)
    }

    /// Whether an entity mention of `label` may fill it. NORP may stand wherever PER, ORG or GPE may.
    pub fn takes_entity(&self, label: &str) -> bool {
        let names = |wanted: &str| {
            self.fillers
                .iter()
                .any(|filler| matches!(filler, FillerType::Entity(name) if name == wanted))
        };
        self.takes_span()
            || names(label)
            || (label == "NORP" && ["PER", "ORG", "GPE"].into_iter().any(names))
    }

    /// Whether an event of `event_type` may fill it.
    pub fn takes_event(&self, event_type: &str) -> bool {
        self.takes_span()
            || self.fillers.iter().any(|filler| match filler {
                FillerType::Event(name) => name == event_type,
                FillerType::AnyEvent => true,
                FillerType::Entity(_) | FillerType::AnySpan => false,
            })
    }

    /// Whether any text may fill it.
    pub fn takes_span(&self) -> bool {
        self.fillers.is_empty() || self.fillers.contains(&FillerType::AnySpan)
    }
}
