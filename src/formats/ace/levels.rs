//! ACE's words for the level of a mention: NAM, NOM and PRO.

use smol_str::SmolStr;

use crate::model::{EntityMention, Level};

/// Sets the level that `kind` names; another word (values and times have `UNK` or their own) is kept as an attribute.
pub(in crate::formats) fn level_of(mention: &mut EntityMention, kind: Option<SmolStr>) {
    match kind.as_deref() {
        None | Some("" | "NAM") => {}
        Some("NOM") => mention.level = Level::Nominal,
        Some("PRO") => mention.level = Level::Pronoun,
        Some(_) => mention.attributes.set("mention_type", kind),
    }
}

/// ACE's word for the level of `mention`.
pub(in crate::formats) fn mention_type(mention: &EntityMention) -> &str {
    if let Some(kind) = mention.attributes.get("mention_type") {
        return kind;
    }
    match mention.level {
        Level::Name => "NAM",
        Level::Nominal => "NOM",
        Level::Pronoun => "PRO",
    }
}
