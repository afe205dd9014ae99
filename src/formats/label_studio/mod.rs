//! Label Studio's JSON: tasks with annotations and predictions, and the labelling configuration beside them.
//!
//! ```json
//! [{"id": 1, "data": {"text": "Ali died."}, "predictions": [], "annotations": [{"completed_by": 1, "result": [
//!   {"id": "m1", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 0, "end": 3, "text": "Ali", "labels": ["PER"]}},
//!   {"type": "relation", "from_id": "v1", "to_id": "m1", "direction": "right", "labels": ["Victim"]}]}]}]
//! ```
//!
//! Offsets count Unicode scalar values, end exclusive, in newer data, and UTF-16 in older: each document shows which by what its regions quote.
//! The format has no events of its own: triggers are regions of a second set of labels called `event`, and relations that begin at them are their
//! arguments. Annotations of several people become layers; predictions are suggestions.

mod read;
mod write;

pub use read::predicted;
pub(super) use read::{looks_like_label_studio, read};
pub(super) use write::write;
pub use write::{configuration, unlabelled_task};

/// The control that mentions are labelled with.
const LABEL: &str = "label";
/// The control that triggers are labelled with.
const EVENT: &str = "event";
/// How ids begin of regions that stand in a prediction only to be pointed at.
const FILLER: &str = "filler-";
