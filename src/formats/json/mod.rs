//! JSON as the readers and writers of several formats want it: objects whose unknown fields are kept, and written with no tree in between.

pub(super) mod extras;
pub(super) mod fields;
pub(super) mod record;
