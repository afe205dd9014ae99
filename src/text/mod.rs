//! What a position is: offsets, the frozen text of an article, how bytes become it, its zones, sentences and tokens.
//!
//! Nothing here knows labels. A [`Text`] never changes after it was made, so a [`Span`] into it never goes stale.

mod abbreviations;
mod boilerplate;
pub mod decode;
mod frozen;
mod heads;
mod markdown;
pub mod offset;
mod quotations;
mod repair;
pub mod segment;
mod sentences;
mod tokens;
mod words;
pub mod zone;
mod zone_finder;

pub use frozen::{Text, TextHash};
pub use offset::{CharSpan, Span};
pub use segment::{Repair, Segments, Sentence, Token, TokenKind};
pub use zone::{Zone, ZoneKind};
