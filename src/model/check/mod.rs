//! Checks: what may be wrong with a layer of a document, one function per invariant, and repairs apart from them.
//!
//! The list of diagnostics feeds the Problems panel and `dateline check`. Nothing here changes anything: [`repair`] gives the changes that a
//! diagnostic's [`Repair`] stands for, and only repairs that cannot lose a decision of the annotator are offered.
//!
//! Time grows with text and annotations together (sorting apart), so that a document of 20,000 mentions is checked while typing.

mod invariants;
mod repair;

use smol_str::SmolStr;

use self::invariants::Check;
pub use self::repair::repair;
use super::annotation::{AnnotationRef, Extent};
use super::document::Document;
use super::id::DocumentId;
use super::layer::Layer;
use super::project::Project;
use super::schema::Schema;
use crate::text::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Training data made from it would be wrong or could not be written.
    Error,
    /// Probably a slip.
    Warning,
    /// Perhaps worth a look.
    Hint,
}

impl Severity {
    /// Its word in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// Which invariant is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A span is empty, ends outside the text or cuts a character.
    SpanOutsideText,
    /// A span begins or ends with a blank.
    EdgeOnBlank,
    /// A span begins or ends with punctuation.
    EdgeOnPunctuation,
    /// A span begins or ends inside what a reader sees as one character.
    EdgeInsideGrapheme,
    /// The text that was stored with a span is not the text there.
    TextDiffers,
    /// Fragments of one mention overlap.
    FragmentsOverlap,
    /// The head lies outside its mention.
    HeadOutsideMention,
    /// A role does not take this filler.
    FillerNotAllowed,
    /// A role has more fillers than it may.
    TooManyFillers,
    /// An expected role is empty and not declared as not stated.
    ExpectedRoleEmpty,
    /// An event has arguments and no trigger.
    ArgumentWithoutTrigger,
    /// An id names nothing.
    DanglingId,
    /// Two things have the same id.
    DuplicateId,
    /// The schema has no such entity, event or relation type.
    UnknownLabel,
    /// The event type has no such role.
    UnknownRole,
    /// The schema has no such attribute here.
    UnknownAttribute,
    /// The attribute has no such value.
    UnknownValue,
    /// The same thing is said twice.
    DuplicateAnnotation,
    /// The same words are labelled in two ways.
    TwoLabelsForOneString,
    /// Words that are labelled once are left unlabelled elsewhere.
    StringLeftUnlabelled,
    /// An annotation stands in text that is not the article.
    InBoilerplate,
    /// A finished document has suggestions that nobody decided about.
    DoneWithOpenSuggestions,
    /// A date or time has no normalised value.
    DateWithoutValue,
}

impl Code {
    /// Its word in lists and in the JSON output: stable, so that scripts can filter by it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SpanOutsideText => "span-outside-text",
            Self::EdgeOnBlank => "edge-on-blank",
            Self::EdgeOnPunctuation => "edge-on-punctuation",
            Self::EdgeInsideGrapheme => "edge-inside-grapheme",
            Self::TextDiffers => "text-differs",
            Self::FragmentsOverlap => "fragments-overlap",
            Self::HeadOutsideMention => "head-outside-mention",
            Self::FillerNotAllowed => "filler-not-allowed",
            Self::TooManyFillers => "too-many-fillers",
            Self::ExpectedRoleEmpty => "expected-role-empty",
            Self::ArgumentWithoutTrigger => "argument-without-trigger",
            Self::DanglingId => "dangling-id",
            Self::DuplicateId => "duplicate-id",
            Self::UnknownLabel => "unknown-label",
            Self::UnknownRole => "unknown-role",
            Self::UnknownAttribute => "unknown-attribute",
            Self::UnknownValue => "unknown-value",
            Self::DuplicateAnnotation => "duplicate-annotation",
            Self::TwoLabelsForOneString => "two-labels-for-one-string",
            Self::StringLeftUnlabelled => "string-left-unlabelled",
            Self::InBoilerplate => "in-boilerplate",
            Self::DoneWithOpenSuggestions => "done-with-open-suggestions",
            Self::DateWithoutValue => "date-without-value",
        }
    }

    /// How bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Self::SpanOutsideText
            | Self::TextDiffers
            | Self::FragmentsOverlap
            | Self::FillerNotAllowed
            | Self::TooManyFillers
            | Self::ArgumentWithoutTrigger
            | Self::DanglingId
            | Self::DuplicateId
            | Self::UnknownLabel
            | Self::UnknownRole
            | Self::UnknownAttribute
            | Self::UnknownValue => Severity::Error,
            Self::EdgeOnBlank
            | Self::EdgeOnPunctuation
            | Self::EdgeInsideGrapheme
            | Self::HeadOutsideMention
            | Self::DuplicateAnnotation
            | Self::InBoilerplate
            | Self::DoneWithOpenSuggestions => Severity::Warning,
            Self::ExpectedRoleEmpty
            | Self::TwoLabelsForOneString
            | Self::StringLeftUnlabelled
            | Self::DateWithoutValue => Severity::Hint,
        }
    }
}

/// A mending that one key can do: it loses no decision of the annotator.
#[derive(Clone, Debug, PartialEq)]
pub enum Repair {
    /// The mention or trigger gets this extent.
    SetExtent(Extent),
    /// The head is dropped.
    DropHead,
    /// The argument at this index goes.
    RemoveArgument(usize),
    /// The annotation goes.
    Remove,
    /// The note speaks about the document instead.
    MoveNoteToDocument,
    /// The annotation goes, and what named it names this one.
    MergeInto(AnnotationRef),
    /// The label or type gets this name.
    SetLabel(SmolStr),
    /// The argument at this index gets this role.
    SetRole(usize, SmolStr),
    /// The attribute of the first name gets the second name.
    RenameAttribute(SmolStr, SmolStr),
    /// The attribute gets this value.
    SetAttribute(SmolStr, SmolStr),
}

impl Repair {
    /// What it does, for a button.
    pub fn title(&self) -> String {
        match self {
            Self::SetExtent(_) => "Move the edges".into(),
            Self::DropHead => "Forget the head".into(),
            Self::RemoveArgument(_) => "Remove the argument".into(),
            Self::Remove => "Remove it".into(),
            Self::MoveNoteToDocument => "Move the note to the document".into(),
            Self::MergeInto(_) => "Keep one of the two".into(),
            Self::SetLabel(name) => format!("Call it {name}"),
            Self::SetRole(_, name) => format!("Call the role {name}"),
            Self::RenameAttribute(_, name) => format!("Call the attribute {name}"),
            Self::SetAttribute(_, value) => format!("Set it to {value}"),
        }
    }
}

/// One thing that may be wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Which invariant is broken.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// In which document.
    pub document: DocumentId,
    /// In which layer of it.
    pub layer: SmolStr,
    /// The annotation that it is about; `None` for unlabelled text and for the document as a whole.
    pub on: Option<AnnotationRef>,
    /// Where to look; `None` for the document as a whole.
    pub span: Option<Span>,
    /// What is wrong, one sentence without its final stop.
    pub message: String,
    /// What to do about it, where that is not plain.
    pub hint: Option<String>,
    /// What one key can do about it.
    pub repair: Option<Repair>,
}

/// Checks one layer of a document. `open_suggestions` is the number of suggestions that nobody decided about, 0 where it is not known.
/// Diagnostics come by place in the text, those about the whole document first.
pub fn check_layer(
    document: &Document,
    layer: &Layer,
    schema: &Schema,
    open_suggestions: usize,
) -> Vec<Diagnostic> {
    let mut found = Check::new(document, layer, schema, open_suggestions).run();
    found.sort_by_key(|diagnostic| diagnostic.span);
    found
}

/// Checks all layers of all documents, without regard to open suggestions.
pub fn check_project(project: &Project) -> Vec<Diagnostic> {
    project
        .documents
        .iter()
        .flat_map(|document| {
            document
                .layers
                .iter()
                .flat_map(|layer| check_layer(document, layer, &project.schema, 0))
        })
        .collect()
}

/// The diagnostic for a span whose stored text is not the text that stands there; readers of files that store it call this.
pub fn text_differs(
    document: &Document,
    layer: &Layer,
    on: AnnotationRef,
    extent: &Extent,
    stored: &str,
) -> Option<Diagnostic> {
    let found = extent.text_in(document.text());
    (found != stored).then(|| Diagnostic {
        code: Code::TextDiffers,
        severity: Code::TextDiffers.severity(),
        document: document.id.clone(),
        layer: layer.name.clone(),
        on: Some(on),
        span: Some(extent.envelope()),
        message: format!("the file says “{stored}” where the text reads “{found}”"),
        hint: Some("The text or the file was changed by another program; set the span anew".into()),
        repair: None,
    })
}
