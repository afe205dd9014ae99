//! The article: text with its marks, labels and arcs, as a widget.
//!
//! ```text
//! let mut model = ArticleModel::new(document.text(), document.zones(), document.segments().clone());
//! model.set_marks(marks, arcs);                  // again after each edit
//! let response = view.show(ui, &model);          // each frame, fills the space that is left
//! for event in response.events { … }
//! ```
//!
//! The view owns where it is scrolled to and what is laid out; it changes nothing of the model. What the person does comes back as
//! [`ArticleEvent`]s; whoever owns the model turns them into selections, edits and links. Keys are not read here: [`ArticleView::caret_after`],
//! [`ArticleView::scroll`] and [`ArticleView::reveal`] do what keys ask for.
//!
//! | file | what |
//! | --- | --- |
//! | `model.rs` | what is shown |
//! | `paragraphs.rs` | what is laid out at a time |
//! | `layout.rs` | one paragraph: rows and leading |
//! | `labels.rs` with `lanes.rs` | its labels |
//! | `arc_parts.rs` with `arcs.rs` | its arcs |
//! | `scroll.rs`, `scrollbar.rs` | heights and position in long articles |
//! | `view.rs` | the widget's memory and what is in sight |
//! | `hit.rs`, `input.rs`, `snap.rs`, `caret.rs` | pointer and caret |
//! | `paint.rs`, `paint_arcs.rs`, `names.rs` | picture; names for screen readers |

mod arc_parts;
mod arcs;
mod caret;
mod hit;
mod input;
mod labels;
mod lanes;
mod layout;
mod model;
mod names;
mod paint;
mod paint_arcs;
mod paragraphs;
mod scroll;
mod scrollbar;
mod snap;
mod view;

pub use caret::CaretMove;
pub use input::{ArticleEvent, ArticleResponse};
pub use layout::styles;
pub use model::{
    ArcEnd, ArcLink, ArcsShown, ArticleModel, Mark, MarkKey, MarkKind, MarkState, SearchHit, Tint,
};
pub use names::mark_name;
pub use snap::{Unit, snap};
pub use view::{ArticleView, Reveal, Scroll, ScrollPosition};
