//! ACE's files: for each document a text with tags (`.sgm`) and its annotations (`.apf.xml`).
//!
//! ```xml
//! <entity ID="a1-E1" TYPE="PER" CLASS="SPC">
//!   <entity_mention ID="a1-E1-1" TYPE="NOM"><extent><charseq START="0" END="10">Three women</charseq></extent><head>…</head></entity_mention>
//! </entity>
//! <event ID="a1-EV1" TYPE="Life" SUBTYPE="Die" MODALITY="Asserted" …><event_argument REFID="a1-E1" ROLE="Victim"/>
//!   <event_mention ID="a1-EV1-1"><extent>…</extent><ldc_scope>…</ldc_scope><anchor>…</anchor>
//!     <event_mention_argument REFID="a1-E1-1" ROLE="Victim"><extent>…</extent></event_mention_argument></event_mention>
//! </event>
//! ```
//!
//! Offsets count characters of the text with its tags taken out, line feeds included, and both ends belong to the span; character references such as
//! `&amp;` count as many characters as they have, since the readers of the corpus leave them as they are (files where they count one are found by what their spans
//! quote). Dates and times are `timex2`, amounts, crimes and job titles are values, everything else is an entity. An entity has one type: coreferent mentions
//! of another type get one of their own, whose id ends in `.2`, and are joined again in reading.

mod kinds;
pub(super) mod levels;
mod read;
mod text;
mod write;

pub(super) use read::{looks_like_ace, read};
pub(super) use write::write;

/// Ending of the annotations.
const ANNOTATIONS: &str = ".apf.xml";
/// Ending of the text.
const TEXT: &str = ".sgm";

/// What events have to say about themselves: ACE's word, the attribute, and what holds where nothing is said.
const EVENT_ATTRIBUTES: [(&str, &str, &str); 4] = [
    ("MODALITY", "modality", "Asserted"),
    ("POLARITY", "polarity", "Positive"),
    ("GENERICITY", "genericity", "Specific"),
    ("TENSE", "tense", "Unspecified"),
];
