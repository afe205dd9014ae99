//! An engine that is made on a thread of its own while the window is being opened: fonts found, read and asked for once, the letters of most articles
//! drawn. None of it needs a window, and together it takes longer than a frame may.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

use egui::Context;
use parley::PositionedLayoutItem;

use super::atlas::RunFont;
use super::{FontSource, Style, TextEngine, install, install_engine};

/// What nearly every article in a Latin script is made of: first what every row holds, in all styles, then the rest, ligatures of the reading font
/// included. The window may be there before all is drawn.
const LETTERS: [&str; 2] = [
    "etaoin shrdlu cmfwypvbgk jqxz, .ETAOIN SHRDLU CMFWYPVBGK JQXZ-’",
    "0123456789 “”‘'\"–—…:;!?()[]/%$&@#*+=<>_ fi fl ff ffi éèáíóúñçäöüßøåıš",
];

/// What letters are drawn for: as the window will be, so far as that can be known before there is one.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Styles, what matters most first.
    pub styles: Vec<Style>,
    /// Pixels per point.
    pub scale: f32,
    /// Whether on dark paper.
    pub is_dark: bool,
}

/// An engine in the making.
pub struct Warming {
    thread: Option<JoinHandle<TextEngine>>,
    is_wanted: Arc<AtomicBool>,
    source: FontSource,
}

impl Warming {
    /// Begins to make an engine.
    pub fn start(source: FontSource, ground: Ground) -> Self {
        let is_wanted = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&is_wanted);
        let make = move || {
            let began = Instant::now();
            let mut engine = TextEngine::new(source);
            let fonts = began.elapsed().as_secs_f32() * 1000.0;
            let is_whole = engine.warm(&ground, &|| stop.load(Ordering::Relaxed));
            let ms = began.elapsed().as_secs_f32() * 1000.0;
            tracing::debug!(ms, fonts, is_whole, "letters drawn while the window opens");
            engine
        };
        // Without a thread the engine is made when it is installed.
        let thread = std::thread::Builder::new()
            .name("fonts".to_owned())
            .spawn(make)
            .inspect_err(|error| tracing::debug!(%error, "no thread for fonts"))
            .ok();
        Self {
            thread,
            is_wanted,
            source,
        }
    }

    /// Gives the engine to `ctx`, with the letters that are drawn by now: what is missing is drawn when it is needed.
    pub fn install(self, ctx: &Context) {
        self.is_wanted.store(true, Ordering::Relaxed);
        self.hand_over(ctx);
    }

    /// The same once all letters are drawn: for measuring.
    pub fn finish(self, ctx: &Context) {
        self.hand_over(ctx);
    }

    fn hand_over(self, ctx: &Context) {
        match self.thread.map(JoinHandle::join) {
            Some(Ok(engine)) => install_engine(ctx, engine),
            Some(Err(_)) | None => install(ctx, self.source),
        }
    }
}

impl TextEngine {
    /// Draws the letters of most articles, until it is told to stop. Whether all were drawn.
    fn warm(&mut self, ground: &Ground, stop: &dyn Fn() -> bool) -> bool {
        self.atlas.set_dark(ground.is_dark);
        let styles = LETTERS
            .iter()
            .flat_map(|letters| ground.styles.iter().map(move |style| (letters, style)));
        for (letters, style) in styles {
            let mut layout = self.lay_out(letters, style, &[], ground.scale);
            layout.break_all_lines(None);
            for item in layout.lines().flat_map(|line| line.items()) {
                let PositionedLayoutItem::GlyphRun(glyphs) = item else {
                    continue;
                };
                let font = RunFont::of(glyphs.run());
                for glyph in glyphs.positioned_glyphs() {
                    if stop() {
                        return false;
                    }
                    self.atlas.prepare(&font, glyph.id);
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text_engine::{Family, shape, with};

    const WORDS: &str =
        "Gunmen attacked “a hospital” in Oslo on 4 May 2016 – and fled, officials said.";

    fn ground() -> Ground {
        Ground {
            styles: vec![Style::new(Family::Reading, 17.0)],
            scale: 1.0,
            is_dark: false,
        }
    }

    #[test]
    fn an_article_finds_its_letters_drawn() {
        let ctx = Context::default();
        Warming::start(FontSource::Bundled, ground()).finish(&ctx);
        let num_images = || with(&ctx, |engine| engine.atlas.num_images());
        let drawn = num_images();
        let style = ground().styles[0];
        shape(&ctx, WORDS, &style, &[], Some(200.0));
        assert_eq!(num_images(), drawn);
        // Of another size there are none.
        shape(
            &ctx,
            WORDS,
            &Style {
                size: 18.0,
                ..style
            },
            &[],
            Some(200.0),
        );
        assert!(num_images() > drawn);
    }

    #[test]
    fn an_engine_that_is_wanted_early_draws_the_rest_later() {
        let ctx = Context::default();
        Warming::start(FontSource::Bundled, ground()).install(&ctx);
        let shaped = shape(&ctx, WORDS, &ground().styles[0], &[], None);
        assert!(shaped.width() > 100.0);
    }
}
