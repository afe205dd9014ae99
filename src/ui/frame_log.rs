//! Milliseconds that matter to a person, at `RUST_LOG=dateline=debug`: from start to the first frame, from opening a document to its annotated
//! frame, from a key or click to the frame that shows its effect, and what slow frames were busy with.
//!
//! What a frame costs after the window has described it (tessellation, textures, OpenGL) is known only when the next frame begins. So a line is
//! written then, and while somebody listens, a frame with news asks for one more.

use std::time::{Duration, Instant};

use crate::model::DocumentId;

/// A frame that takes longer is told of. It is what the article view is held to, and half of what a screen of 60 Hz leaves.
const SLOW: Duration = Duration::from_millis(8);

/// What one frame is asked to show, and since when.
#[derive(Debug)]
struct Wait {
    what: String,
    since: Instant,
}

/// A frame that was described and is being put on the screen.
#[derive(Debug)]
struct Drawn {
    number: u64,
    ended: Instant,
    /// Time in the window's own code, article layout included.
    described: Duration,
    layout: Duration,
    answered: Vec<Wait>,
}

/// What is measured, between frames.
pub(super) struct FrameLog {
    num_frames: u64,
    frame_began: Instant,
    starting: Option<Wait>,
    acting: Option<Wait>,
    opening: Option<(DocumentId, Wait)>,
    shown: Option<DocumentId>,
    drawn: Option<Drawn>,
}

impl FrameLog {
    /// Counts from `started`, when the program began.
    pub(super) fn new(started: Instant) -> Self {
        Self {
            num_frames: 0,
            frame_began: started,
            starting: Some(Wait {
                what: "start to first frame".to_owned(),
                since: started,
            }),
            acting: None,
            opening: None,
            shown: None,
            drawn: None,
        }
    }

    /// A frame begins. `total_secs` is what the one before took from its begin to the last call of OpenGL.
    pub(super) fn begin(&mut self, total_secs: Option<f32>) {
        if let Some(drawn) = self.drawn.take() {
            drawn.tell(total_secs);
        }
        self.num_frames += 1;
        self.frame_began = Instant::now();
    }

    /// A key or click came in with this frame; of several that wait, the first one counts.
    pub(super) fn act(&mut self, what: impl FnOnce() -> String) {
        if self.acting.is_none() {
            self.acting = Some(Wait {
                what: format!("{} to its frame", what()),
                since: self.frame_began,
            });
        }
    }

    /// `document` is on the screen.
    pub(super) fn show(&mut self, document: Option<&DocumentId>) {
        if self.shown.as_ref() == document {
            return;
        }
        self.shown = document.cloned();
        self.opening = self.shown.clone().map(|document| {
            let wait = Wait {
                what: "opening a document to its annotated frame".to_owned(),
                since: self.frame_began,
            };
            (document, wait)
        });
    }

    /// The frame is described. `goes_on` says that what was done will show only in the next one, `is_annotated` that the open document shows its
    /// suggestions, `layout` how long the article was laid out. True when another frame is wanted, to tell of this one.
    pub(super) fn end(&mut self, goes_on: bool, is_annotated: bool, layout: Duration) -> bool {
        let described = self.frame_began.elapsed();
        let mut answered: Vec<Wait> = self.starting.take().into_iter().collect();
        if !goes_on {
            answered.extend(self.acting.take());
        }
        if is_annotated {
            answered.extend(self.opening.take().map(|(_, wait)| wait));
        }
        let has_news = !answered.is_empty() || described > SLOW;
        self.drawn = Some(Drawn {
            number: self.num_frames,
            ended: Instant::now(),
            described,
            layout,
            answered,
        });
        has_news && tracing::enabled!(tracing::Level::DEBUG)
    }
}

impl Drawn {
    fn tell(self, total_secs: Option<f32>) {
        let described = self.described.as_secs_f64();
        let paint = total_secs.map_or(0.0, |total| (f64::from(total) - described).max(0.0));
        for wait in self.answered {
            let until_described = self.ended.duration_since(wait.since).as_secs_f64();
            let ms = (until_described + paint) * 1e3;
            tracing::debug!(ms = rounded(ms), "{}", wait.what);
        }
        let total = described + paint;
        if total > SLOW.as_secs_f64() {
            tracing::debug!(
                layout = rounded(self.layout.as_secs_f64() * 1e3),
                paint = rounded(paint * 1e3),
                total = rounded(total * 1e3),
                frame = self.number,
                "slow frame (ms)"
            );
        }
    }
}

/// Hundredths are more than the clock is good for.
fn rounded(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}
