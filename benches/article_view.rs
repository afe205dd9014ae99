//! Frames of the article view: layout and tessellation, without a display or a graphics driver.
//!
//! `cargo bench --bench article_view` prints, for articles of 3 KB, 100 KB and 1 MB with a span every 50 bytes, the mean, the 99th percentile and the
//! longest of many frames in each situation, then criterion's own comparison with the run before. The aim is 8 ms at the 99th percentile.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::Criterion;
use dateline::model::Extent;
use dateline::model::schema::LabelColour;
use dateline::text::{Span, Text};
use dateline::ui::article::{
    ArcEnd, ArcLink, ArcsShown, ArticleModel, ArticleView, Mark, MarkKey, MarkKind, MarkState,
    Reveal, Scroll, styles,
};
use dateline::ui::text_engine::{self, FontSource, Ground, Warming};
use dateline::ui::theme::Theme;
use egui::{Context, Pos2, RawInput, Rect, vec2};

/// Words that the text is made of.
const WORDS: [&str; 24] = [
    "harbour", "the", "pilots", "of", "Kaldvik", "met", "owners", "on", "Monday", "to", "talk",
    "about", "pay", "and", "closing", "two", "berths", "which", "union", "calls", "unlawful",
    "under", "charter", "attack",
];

/// A small generator of numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }
}

/// Text of about `num_bytes` in paragraphs of 300 to 700, with the places of its words.
fn text(num_bytes: usize) -> (String, Vec<Span>) {
    let mut numbers = Numbers(7);
    let mut text = String::with_capacity(num_bytes + 700);
    let mut places = Vec::new();
    let mut left_in_paragraph = 400;
    while text.len() < num_bytes {
        let word = WORDS[numbers.below(WORDS.len())];
        let start = text.len();
        text.push_str(word);
        places.push(Span::from_range(start..text.len()));
        if left_in_paragraph < word.len() {
            text.push_str(".\n");
            left_in_paragraph = 300 + numbers.below(400);
        } else {
            text.push(' ');
            left_in_paragraph = left_in_paragraph.saturating_sub(word.len() + 1);
        }
    }
    (text, places)
}

/// A mark every 50 bytes, some nested or crossing; every fourth is a trigger with arcs to three neighbours.
fn marks(num_bytes: usize, places: &[Span]) -> (Vec<Mark>, Vec<ArcLink>) {
    let mut numbers = Numbers(11);
    let num = num_bytes / 50;
    let labels = [
        "PER",
        "ORG",
        "GPE",
        "LOC",
        "DATE",
        "Attack",
        "Transfer-Ownership",
    ];
    let marks: Vec<_> = (0..num)
        .map(|index| {
            let first = index * places.len() / num;
            let last = (first + numbers.below(4)).min(places.len() - 1);
            let kind = match index % 4 {
                0 => MarkKind::Trigger,
                1 => MarkKind::Nominal,
                _ => MarkKind::Name,
            };
            let last = if kind == MarkKind::Trigger {
                first
            } else {
                last
            };
            Mark {
                key: MarkKey(index as u64),
                extent: Extent::new(places[first].cover(places[last])),
                kind,
                label: labels[numbers.below(labels.len())].into(),
                colour: (kind != MarkKind::Trigger)
                    .then_some(LabelColour::Slot((index % 12) as u8)),
                state: if index % 3 == 0 {
                    MarkState::Accepted
                } else {
                    MarkState::Suggested
                },
                score: Some(0.8),
            }
        })
        .collect();
    let roles = ["Attacker", "Target", "Place", "Instrument", "Time"];
    let arcs = (0..num)
        .step_by(4)
        .flat_map(|index| {
            [1, 2, 5].map(|step| ArcLink {
                relation: None,
                from: MarkKey(index as u64),
                to: ArcEnd::Mark(MarkKey(((index + step) % num) as u64)),
                role: roles[(index + step) % roles.len()].into(),
                suggested: false,
            })
        })
        .collect();
    (marks, arcs)
}

/// A window of 870 by 780 points with one article.
struct Window {
    ctx: Context,
    view: ArticleView,
    model: ArticleModel,
    text: Text,
    marks: Vec<Mark>,
    arcs: Vec<ArcLink>,
    width: f32,
    numbers: Numbers,
}

/// What happens before each frame.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Situation {
    /// The first article of a program that has drawn no letter yet.
    Cold,
    /// The first article of a program whose letters were drawn while its window opened.
    First,
    /// Another article, its model made of all its marks.
    Open,
    Static,
    Wheel,
    PageDown,
    Jump,
    Edit,
    Resize,
    JumpAllArcs,
}

const SITUATIONS: [Situation; 10] = [
    Situation::Cold,
    Situation::First,
    Situation::Open,
    Situation::Static,
    Situation::Wheel,
    Situation::PageDown,
    Situation::Jump,
    Situation::Edit,
    Situation::Resize,
    Situation::JumpAllArcs,
];

impl Window {
    fn new(num_bytes: usize) -> Self {
        let (text, places) = text(num_bytes);
        let text = Text::new(text);
        let (marks, arcs) = marks(num_bytes, &places);
        let mut window = Self {
            ctx: Context::default(),
            view: ArticleView::new("bench"),
            model: ArticleModel::new(&text, &[], Arc::default()),
            text,
            marks,
            arcs,
            width: 870.0,
            numbers: Numbers(5),
        };
        window.open();
        window.set_up(true);
        window
    }

    /// Opens the article, as if it were another one.
    fn open(&mut self) {
        let mut model = ArticleModel::new(&self.text, &[], Arc::default());
        model.set_marks(self.marks.clone(), self.arcs.clone());
        self.model = model;
    }

    /// A window that has shown no article yet.
    fn set_up(&mut self, is_warm: bool) {
        self.ctx = Context::default();
        if is_warm {
            warm().finish(&self.ctx);
        } else {
            text_engine::install(&self.ctx, FontSource::Bundled);
        }
        Theme::light().apply(&self.ctx);
        self.view = ArticleView::new("bench");
        let mut output = self.ctx.run_ui(RawInput::default(), |_| {});
        output.textures_delta.clear();
    }

    fn prepare(&mut self, situation: Situation) {
        let length = self.model.text().len() as usize;
        match situation {
            Situation::Cold => self.set_up(false),
            Situation::First => self.set_up(true),
            Situation::Open => {}
            Situation::Static => {}
            Situation::Wheel => self.view.scroll(Scroll::By(60.0)),
            Situation::PageDown => self.view.scroll(Scroll::PageDown),
            Situation::Jump | Situation::JumpAllArcs => {
                let byte = self.numbers.below(length) as u32;
                self.view.reveal(Span::new(byte, byte), Reveal::Centre);
                if situation == Situation::JumpAllArcs {
                    self.model.arcs_shown = ArcsShown::All;
                }
            }
            Situation::Edit => {}
            Situation::Resize => self.width = 600.0 + self.numbers.below(400) as f32,
        }
    }

    /// Changes the label of the first mark in sight, as an edit does: all marks are handed over anew.
    fn edit(&mut self) {
        let seen = self.view.visible_span().map_or(0, |span| span.start);
        let mut marks = self.model.marks().to_vec();
        if let Some(mark) = marks
            .iter_mut()
            .find(|mark| mark.extent.envelope().start >= seen)
        {
            mark.label = if mark.label == "PER" {
                "ORG".into()
            } else {
                "PER".into()
            };
        }
        self.model.change_marks(marks);
    }

    /// One frame, tessellated.
    fn frame(&mut self, situation: Situation) {
        match situation {
            Situation::Edit => self.edit(),
            Situation::Open => self.open(),
            _ => {}
        }
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(self.width, 780.0))),
            ..RawInput::default()
        };
        let (view, model) = (&mut self.view, &self.model);
        let mut output = self.ctx.run_ui(input, |ui| {
            view.show(ui, model);
        });
        output.textures_delta.clear(); // nobody uploads glyphs here
        black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
    }
}

/// What the program does on a thread of its own while its window opens.
fn warm() -> Warming {
    let ground = Ground {
        styles: styles(&Theme::light().sizes),
        scale: 1.0,
        is_dark: false,
    };
    Warming::start(FontSource::Bundled, ground)
}

fn percentiles(window: &mut Window, situation: Situation) -> (Duration, Duration, Duration) {
    let num = if matches!(situation, Situation::Cold | Situation::First) {
        40
    } else {
        400
    };
    for _ in 0..3 {
        window.prepare(situation);
        window.frame(situation);
    }
    let mut times: Vec<Duration> = (0..num)
        .map(|_| {
            window.prepare(situation);
            let start = Instant::now();
            window.frame(situation);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let mean = times.iter().sum::<Duration>() / num as u32;
    (mean, times[times.len() * 99 / 100], times[times.len() - 1])
}

#[expect(
    clippy::print_stdout,
    reason = "the table is what the benchmark is for"
)]
fn main() {
    let sizes = [("3 KB", 3_000), ("100 KB", 100_000), ("1 MB", 1_000_000)];
    let start = Instant::now();
    warm().finish(&Context::default());
    let warming = start.elapsed().as_secs_f64() * 1000.0;
    println!("Drawing letters while the window opens, beside the first frame: {warming:.1} ms");
    let mut criterion = Criterion::default().configure_from_args();
    println!(
        "{:8} {:12} {:>10} {:>10} {:>10}",
        "article", "situation", "mean ms", "p99 ms", "longest ms"
    );
    for (name, num_bytes) in sizes {
        let mut window = Window::new(num_bytes);
        for situation in SITUATIONS {
            let (mean, p99, longest) = percentiles(&mut window, situation);
            let [mean, p99, longest] = [mean, p99, longest].map(|time| time.as_secs_f64() * 1000.0);
            println!(
                "{name:8} {:12} {mean:10.2} {p99:10.2} {longest:10.2}",
                format!("{situation:?}")
            );
        }
    }
    for (name, num_bytes) in sizes {
        let mut window = Window::new(num_bytes);
        let mut group = criterion.benchmark_group(format!("article view, {name}"));
        group
            .sample_size(30)
            .measurement_time(Duration::from_secs(2))
            .warm_up_time(Duration::from_millis(300));
        for situation in SITUATIONS {
            group.bench_function(format!("{situation:?}"), |bencher| {
                bencher.iter_custom(|times| {
                    let mut spent = Duration::ZERO;
                    for _ in 0..times {
                        window.prepare(situation);
                        let start = Instant::now();
                        window.frame(situation);
                        spent += start.elapsed();
                    }
                    spent
                });
            });
        }
        group.finish();
    }
    criterion.final_summary();
}
