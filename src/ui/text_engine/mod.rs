//! Shapes, wraps and draws text taken from articles: every script, right to left included, grapheme by grapheme.
//!
//! parley shapes and breaks lines, swash makes glyph images, `atlas` keeps them in textures, egui draws textured rectangles. egui's own text
//! layout serves the program's words only, because it runs right-to-left words from left to right.
//!
//! ```text
//! let shaped = text_engine::shape(ui.ctx(), "Aleppo", &style, &[], Some(width));
//! shaped.paint(&mut meshes, origin, 0..shaped.rows.len(), &inks);
//! ```
//!
//! The engine lives in the egui context; [`install`] chooses where fonts come from (tests use the bundled ones only). The program makes it while its
//! window is still being opened ([`Warming`]), so that the first article finds its letters drawn.

mod atlas;
mod shaped;
mod warming;

use std::collections::HashMap;
use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Color32, Context, Id};
use parley::fontique::{
    Blob, Collection, CollectionOptions, FontInfoOverride, Script, SourceCache,
};
use parley::style::{
    FontFamily, FontFamilyName, FontWeight, LineHeight, OverflowWrap, StyleProperty,
};
use parley::{Alignment, AlignmentOptions, FontContext, Layout, LayoutContext};

pub use atlas::{Atlas, Meshes};
pub use shaped::{Cluster, Interval, ShapedRow, ShapedText};
pub use warming::{Ground, Warming};

/// Regular weight of the interface font.
pub const INTER_REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.ttf");
/// Medium weight of the interface font.
pub const INTER_MEDIUM: &[u8] = include_bytes!("../../../assets/fonts/Inter-Medium.ttf");
/// Semibold weight of the interface font.
pub const INTER_SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf");
const SERIF_REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSerif-Regular.ttf");
const SERIF_SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/NotoSerif-SemiBold.ttf");

/// Names under which the bundled families are known, so that no font of the system takes their place.
const READING_FAMILY: &str = "Dateline Reading";
const INTERFACE_FAMILY: &str = "Dateline Interface";

/// Where fonts come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FontSource {
    /// The bundled ones only: the same picture on every machine.
    Bundled,
    /// The system's fill in what the bundled ones lack.
    #[default]
    System,
}

/// A bundled font family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// The serif of the article.
    Reading,
    /// The sans of the interface.
    Interface,
}

/// A weight that both families have; the reading family has no medium and takes regular.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// 400.
    Regular,
    /// 500.
    Medium,
    /// 600.
    SemiBold,
}

impl Weight {
    fn value(self) -> f32 {
        match self {
            Self::Regular => 400.0,
            Self::Medium => 500.0,
            Self::SemiBold => 600.0,
        }
    }
}

/// How a text is set. Sizes in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Family.
    pub family: Family,
    /// Font size.
    pub size: f32,
    /// Weight.
    pub weight: Weight,
    /// Added to every blank.
    pub word_spacing: f32,
    /// Added to every letter.
    pub letter_spacing: f32,
}

impl Style {
    /// Regular weight of `family`, no extra spacing.
    pub fn new(family: Family, size: f32) -> Self {
        Self {
            family,
            size,
            weight: Weight::Regular,
            word_spacing: 0.0,
            letter_spacing: 0.0,
        }
    }

    /// The same in another weight.
    pub fn weight(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }
}

/// Number of an ink; the one who paints says which colour each has, so that a change of theme lays out nothing anew.
pub type Ink = u8;

/// A stretch of a text that differs from the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Bytes from the start of the text.
    pub range: std::ops::Range<usize>,
    /// Its ink; the rest has ink 0.
    pub ink: Ink,
    /// Its weight, if it differs.
    pub weight: Option<Weight>,
    /// Its family and size, if they differ.
    pub font: Option<(Family, f32)>,
}

/// Fonts, layout scratch space and glyph images of one egui context.
pub struct TextEngine {
    fonts: FontContext,
    layouts: LayoutContext<Ink>,
    /// Glyph images.
    pub atlas: Atlas,
    /// Short texts that were drawn lately, by what they say and how.
    recent: HashMap<Id, Arc<ShapedText>>,
}

/// Short texts kept; all are dropped beyond.
const MOST_RECENT: usize = 4000;

type Shared = Arc<Mutex<TextEngine>>;

/// Chooses where the fonts of `ctx` come from. Call it before anything is drawn; otherwise the first text drawn takes [`FontSource::System`].
pub fn install(ctx: &Context, source: FontSource) {
    install_engine(ctx, TextEngine::new(source));
}

fn install_engine(ctx: &Context, engine: TextEngine) {
    let engine: Shared = Arc::new(Mutex::new(engine));
    ctx.data_mut(|data| data.insert_temp(Id::NULL, engine));
}

/// Makes glyph images a little bolder or thinner, as light or dark paper needs.
pub(super) fn set_dark(ctx: &Context, dark: bool) {
    with(ctx, |engine| engine.atlas.set_dark(dark));
}

/// Works with the engine of `ctx`, made with the system's fonts if there is none yet.
pub fn with<R>(ctx: &Context, work: impl FnOnce(&mut TextEngine) -> R) -> R {
    let known = ctx.data(|data| data.get_temp::<Shared>(Id::NULL));
    let engine = known.unwrap_or_else(|| {
        install(ctx, FontSource::System);
        ctx.data(|data| data.get_temp::<Shared>(Id::NULL))
            .unwrap_or_else(|| Arc::new(Mutex::new(TextEngine::new(FontSource::Bundled))))
    });
    let mut engine = engine.lock();
    work(&mut engine)
}

/// Shapes and wraps one text, see [`TextEngine::shape`].
pub fn shape(
    ctx: &Context,
    text: &str,
    style: &Style,
    stretches: &[Stretch],
    width: Option<f32>,
) -> ShapedText {
    with(ctx, |engine| {
        engine.shape(ctx.pixels_per_point(), text, style, stretches, width)
    })
}

impl TextEngine {
    fn new(source: FontSource) -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: source == FontSource::System,
        });
        for (family, bytes) in [
            (READING_FAMILY, SERIF_REGULAR),
            (READING_FAMILY, SERIF_SEMIBOLD),
            (INTERFACE_FAMILY, INTER_REGULAR),
            (INTERFACE_FAMILY, INTER_MEDIUM),
            (INTERFACE_FAMILY, INTER_SEMIBOLD),
        ] {
            let named = FontInfoOverride {
                family_name: Some(family),
                ..FontInfoOverride::default()
            };
            collection.register_fonts(Blob::new(Arc::new(bytes)), Some(named));
        }
        prefer_plain_fonts(&mut collection);
        Self {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            atlas: Atlas::default(),
            recent: HashMap::new(),
        }
    }

    /// A text that was remembered under `key`, unless images or scale changed since.
    pub(super) fn recent(&self, key: Id, scale: f32) -> Option<Arc<ShapedText>> {
        let shaped = self.recent.get(&key)?;
        (shaped.generation == self.atlas.generation() && shaped.scale == scale)
            .then(|| shaped.clone())
    }

    /// Remembers a shaped text under `key`.
    pub(super) fn remember(&mut self, key: Id, shaped: Arc<ShapedText>) {
        if self.recent.len() >= MOST_RECENT {
            self.recent.clear();
        }
        self.recent.insert(key, shaped);
    }

    /// Shapes `text`, breaks it into rows of at most `width` points (one row without a width, but for line feeds), and makes the images of
    /// its glyphs for `scale` pixels per point.
    pub fn shape(
        &mut self,
        scale: f32,
        text: &str,
        style: &Style,
        stretches: &[Stretch],
        width: Option<f32>,
    ) -> ShapedText {
        let mut layout = self.lay_out(text, style, stretches, scale);
        layout.break_all_lines(width.map(|width| width * scale));
        if width.is_some() {
            layout.align(Alignment::Start, AlignmentOptions::default());
        }
        ShapedText::new(&layout, &mut self.atlas, scale)
    }

    fn lay_out(
        &mut self,
        text: &str,
        style: &Style,
        stretches: &[Stretch],
        scale: f32,
    ) -> Layout<Ink> {
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, scale, false);
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(family_of(style.family));
        builder.push_default(weight_of(style.weight));
        builder.push_default(StyleProperty::WordSpacing(style.word_spacing));
        builder.push_default(StyleProperty::LetterSpacing(style.letter_spacing));
        builder.push_default(LineHeight::MetricsRelative(1.0));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        for stretch in stretches {
            let range = stretch.range.clone();
            builder.push(StyleProperty::Brush(stretch.ink), range.clone());
            if let Some(weight) = stretch.weight {
                builder.push(weight_of(weight), range.clone());
            }
            if let Some((family, size)) = stretch.font {
                builder.push(family_of(family), range.clone());
                builder.push(StyleProperty::FontSize(size), range);
            }
        }
        builder.build(text)
    }
}

/// Where a system has several fonts for a script, the one its settings name first may be a display or historic style: takes Noto's plain text styles
/// where they are installed.
fn prefer_plain_fonts(collection: &mut Collection) {
    const SCRIPTS: [(&str, &str); 24] = [
        ("Arab", "Naskh Arabic"),
        ("Armn", "Serif Armenian"),
        ("Beng", "Serif Bengali"),
        ("Deva", "Serif Devanagari"),
        ("Ethi", "Serif Ethiopic"),
        ("Geor", "Serif Georgian"),
        ("Gujr", "Serif Gujarati"),
        ("Guru", "Serif Gurmukhi"),
        ("Hebr", "Serif Hebrew"),
        ("Khmr", "Serif Khmer"),
        ("Knda", "Serif Kannada"),
        ("Laoo", "Serif Lao"),
        ("Mlym", "Serif Malayalam"),
        ("Mymr", "Serif Myanmar"),
        ("Orya", "Sans Oriya"),
        ("Sinh", "Serif Sinhala"),
        ("Taml", "Serif Tamil"),
        ("Telu", "Serif Telugu"),
        ("Thai", "Serif Thai"),
        ("Tibt", "Serif Tibetan"),
        ("Mong", "Sans Mongolian"),
        ("Nkoo", "Sans NKo"),
        ("Syrc", "Sans Syriac"),
        ("Thaa", "Sans Thaana"),
    ];
    for (script, style) in SCRIPTS {
        let plain = style.replace("Serif", "Sans").replace("Naskh", "Sans");
        let names = [format!("Noto {style}"), format!("Noto {plain}")];
        let families: Vec<_> = names
            .iter()
            .filter_map(|name| collection.family_id(name))
            .collect();
        if let Ok(script) = script.parse::<Script>()
            && !families.is_empty()
        {
            collection.set_fallbacks(script, families.into_iter());
        }
    }
}

fn weight_of(weight: Weight) -> StyleProperty<'static, Ink> {
    StyleProperty::FontWeight(FontWeight::new(weight.value()))
}

fn family_of(family: Family) -> StyleProperty<'static, Ink> {
    let (own, other) = match family {
        Family::Reading => (READING_FAMILY, INTERFACE_FAMILY),
        Family::Interface => (INTERFACE_FAMILY, READING_FAMILY),
    };
    let names = vec![FontFamilyName::named(own), FontFamilyName::named(other)];
    StyleProperty::FontFamily(FontFamily::List(names.into()))
}

/// Colours by ink.
pub type Inks<'a> = &'a [Color32];
