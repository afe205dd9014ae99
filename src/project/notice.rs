//! What a project file says that does not fit: read all the same, and reported.

use std::fmt;

use smol_str::SmolStr;

use crate::model::{AnnotationRef, DocumentId};
use crate::text::Span;

/// One thing in a project file that does not fit its document. The thing was read as well as it could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileNotice {
    /// Which document.
    pub document: DocumentId,
    /// The annotation, where it is one and not a suggestion, a decision or a zone.
    pub annotation: Option<AnnotationRef>,
    /// Where it stands now.
    pub span: Span,
    /// What does not fit.
    pub kind: FileNoticeKind,
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileNoticeKind {
    /// The text that was stored with a span is not the text that stands there. The span was kept.
    TextDiffers {
        /// What the file says.
        stored: SmolStr,
        /// What stands there.
        found: String,
    },
    /// A span reaches beyond the text. It was kept.
    OutsideText,
    /// A span ended before it started. Its ends were swapped.
    Reversed,
    /// Two documents have the same id. The later one got a new id, the one this notice names.
    DuplicateDocument {
        /// The id that both had.
        id: DocumentId,
    },
}

impl fmt::Display for FileNoticeKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TextDiffers { stored, found } => write!(
                formatter,
                "the file says “{stored}” here, the text says “{found}”"
            ),
            Self::OutsideText => formatter.write_str("it reaches beyond the end of the text"),
            Self::Reversed => {
                formatter.write_str("it ended before it started; its ends were swapped")
            }
            Self::DuplicateDocument { id } => write!(
                formatter,
                "another document has the id {id} already; this one got a new id"
            ),
        }
    }
}
