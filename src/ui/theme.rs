//! The look of the window: every colour and size, read from `assets/theme/*.ron`, and how egui's own widgets take them on.
//!
//! ```text
//! let theme = Theme::light();
//! theme.apply(&ctx);                  // once, and again when the person changes the theme
//! let theme = theme::of(ui.ctx());    // anywhere later
//! ```
//!
//! No other file names a colour. Label colours come from a palette of [`NUM_LABEL_SLOTS`] slots that both themes hold in readable shades which
//! stay apart for colour-blind eyes; labels and line patterns carry the meaning as well.

use std::sync::{Arc, LazyLock};

use egui::epaint::text::TextOptions;
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow,
    Stroke, TextStyle, Visuals, vec2,
};
use serde::{Deserialize, Deserializer};

use super::text_engine;
use crate::model::schema::LabelColour;

/// Number of slots of the label palette.
pub const NUM_LABEL_SLOTS: usize = 12;

/// The bundled files.
const LIGHT: &str = include_str!("../../assets/theme/light.ron");
const DARK: &str = include_str!("../../assets/theme/dark.ron");
const SIZES: &str = include_str!("../../assets/theme/sizes.ron");

/// A colour as the theme files write it: `#rrggbb` or `#rrggbbaa`.
fn hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Color32, D::Error> {
    let written = String::deserialize(deserializer)?;
    parse_hex(&written).map_err(serde::de::Error::custom)
}

fn parse_hex(written: &str) -> Result<Color32, String> {
    Color32::from_hex(written).map_err(|error| format!("colour {written}: {error:?}"))
}

fn hexes<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<[Color32; NUM_LABEL_SLOTS], D::Error> {
    let written = Vec::<String>::deserialize(deserializer)?;
    let colours: Vec<_> = written
        .iter()
        .map(|one| parse_hex(one).map_err(serde::de::Error::custom))
        .collect::<Result<_, _>>()?;
    colours.try_into().map_err(|wrong: Vec<_>| {
        serde::de::Error::invalid_length(wrong.len(), &"one colour a slot")
    })
}

/// All colours of one theme.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Whether text is light on dark.
    pub dark: bool,
    /// Behind everything.
    #[serde(deserialize_with = "hex")]
    pub window: Color32,
    /// Behind side panels, menu and status line.
    #[serde(deserialize_with = "hex")]
    pub panel: Color32,
    /// Behind the article, fields and cards.
    #[serde(deserialize_with = "hex")]
    pub paper: Color32,
    /// Hairlines between panels.
    #[serde(deserialize_with = "hex")]
    pub line: Color32,
    /// Borders of fields, buttons, chips.
    #[serde(deserialize_with = "hex")]
    pub control: Color32,
    /// Behind a row or button under the pointer.
    #[serde(deserialize_with = "hex")]
    pub hover: Color32,
    /// Text.
    #[serde(deserialize_with = "hex")]
    pub text: Color32,
    /// Text of second rank.
    #[serde(deserialize_with = "hex")]
    pub muted: Color32,
    /// Text of third rank: boilerplate, placeholders.
    #[serde(deserialize_with = "hex")]
    pub faint: Color32,
    /// Signs that carry no text: scrollbar, leaders.
    #[serde(deserialize_with = "hex")]
    pub ornament: Color32,
    /// What can be done next: the filled button, the focus ring, the active row.
    #[serde(deserialize_with = "hex")]
    pub accent: Color32,
    /// Behind an active row or chip.
    #[serde(deserialize_with = "hex")]
    pub accent_fill: Color32,
    /// Text on `accent`.
    #[serde(deserialize_with = "hex")]
    pub on_accent: Color32,
    /// Done, saved.
    #[serde(deserialize_with = "hex")]
    pub ok: Color32,
    /// Worth a look.
    #[serde(deserialize_with = "hex")]
    pub warn: Color32,
    /// Wrong, missing.
    #[serde(deserialize_with = "hex")]
    pub error: Color32,
    /// Behind selected text.
    #[serde(deserialize_with = "hex")]
    pub selection: Color32,
    /// The caret in the article.
    #[serde(deserialize_with = "hex")]
    pub caret: Color32,
    /// Behind a search hit.
    #[serde(deserialize_with = "hex")]
    pub search: Color32,
    /// Behind the search hit one is at.
    #[serde(deserialize_with = "hex")]
    pub search_current: Color32,
    /// The bar in the margin beside the sentence being read.
    #[serde(deserialize_with = "hex")]
    pub reading_marker: Color32,
    /// Behind the sentence being read.
    #[serde(deserialize_with = "hex")]
    pub reading_fill: Color32,
    /// The thin bar in the margin beside sentences that were read.
    #[serde(deserialize_with = "hex")]
    pub read: Color32,
    /// Outline, label and arcs of event triggers.
    #[serde(deserialize_with = "hex")]
    pub trigger: Color32,
    /// Fill of accepted triggers.
    #[serde(deserialize_with = "hex")]
    pub trigger_fill: Color32,
    /// Under popups and menus.
    #[serde(deserialize_with = "hex")]
    pub shadow: Color32,
    /// The label palette.
    #[serde(deserialize_with = "hexes")]
    pub labels: [Color32; NUM_LABEL_SLOTS],
}

/// All sizes, in points.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Font size of the running text.
    pub reading: f32,
    /// Font size of headlines.
    pub headline: f32,
    /// Font size of boilerplate.
    pub boilerplate: f32,
    /// Font size of the byline.
    pub byline: f32,
    /// Added to every blank of the article.
    pub word_spacing: f32,
    /// Width of the column.
    pub measure: f32,
    /// Height of a row of running text without annotations.
    pub row: f32,
    /// The same of a headline.
    pub headline_row: f32,
    /// The same of boilerplate and byline.
    pub small_row: f32,
    /// Between paragraphs.
    pub paragraph_gap: f32,
    /// Least margin beside the column.
    pub gutter: f32,
    /// Above the first and below the last paragraph.
    pub top_margin: f32,
    /// From the descenders to the first underline.
    pub underline_gap: f32,
    /// Thickness of an accepted mention's underline.
    pub underline: f32,
    /// Thickness of a suggested mention's underline.
    pub underline_suggested: f32,
    /// Height of the first lane: underline and label.
    pub first_lane: f32,
    /// Height of further lanes.
    pub lane: f32,
    /// Font size of labels beneath marks.
    pub label: f32,
    /// Height of one lane of arcs.
    pub arc_lane: f32,
    /// From the lowest arc lane to the text beneath it.
    pub arc_gap: f32,
    /// Font size of role names.
    pub arc_label: f32,
    /// Thickness of arcs.
    pub arc_line: f32,
    /// Corner radius of trigger marks.
    pub trigger_radius: f32,
    /// Thickness of the focus ring.
    pub focus_ring: f32,
    /// Width of the article's scrollbar.
    pub scrollbar: f32,
    /// Font size of the interface.
    pub body: f32,
    /// Font size of captions.
    pub small: f32,
    /// Font size of key caps and section labels.
    pub tiny: f32,
    /// Font size of panel headings.
    pub heading: f32,
    /// Corner radius of fields and buttons.
    pub radius: f32,
    /// Corner radius of chips.
    pub chip_radius: f32,
}

/// One theme: its colours and the sizes that all share. Cloning is cheap.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Colours.
    pub colours: Arc<Colours>,
    /// Sizes.
    pub sizes: Arc<Sizes>,
}

/// Medium weight of the interface font.
pub fn medium() -> FontFamily {
    FontFamily::Name("medium".into())
}

/// Semibold weight of the interface font.
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// The theme that was last applied to `ctx`; the light one before that.
pub fn of(ctx: &Context) -> Theme {
    static UNTIL_APPLIED: LazyLock<Theme> = LazyLock::new(Theme::light);
    let applied = ctx.data(|data| data.get_temp::<Theme>(egui::Id::NULL));
    applied.unwrap_or_else(|| UNTIL_APPLIED.clone())
}

impl Theme {
    /// Dark text on light paper.
    pub fn light() -> Self {
        Self::bundled(LIGHT)
    }

    /// Light text on dark paper.
    pub fn dark() -> Self {
        Self::bundled(DARK)
    }

    fn bundled(colours: &str) -> Self {
        Self::from_ron(colours, SIZES)
            .expect("the bundled theme files are sound, a test reads them")
    }

    /// Reads a theme from its two files.
    ///
    /// # Errors
    /// Where the RON is broken, a field is missing or unknown, or a colour is not `#rrggbb`.
    pub fn from_ron(colours: &str, sizes: &str) -> Result<Self, ron::error::SpannedError> {
        Ok(Self {
            colours: Arc::new(ron::from_str(colours)?),
            sizes: Arc::new(ron::from_str(sizes)?),
        })
    }

    /// Colour of a label's text and line on paper. An own colour is darkened or lightened until it is readable there.
    pub fn label(&self, colour: LabelColour) -> Color32 {
        match colour {
            LabelColour::Slot(slot) => self.colours.labels[usize::from(slot) % NUM_LABEL_SLOTS],
            LabelColour::Rgb(red, green, blue) => {
                readable(Color32::from_rgb(red, green, blue), self.colours.paper)
            }
        }
    }

    /// A quiet fill that goes with a label colour: behind accepted triggers, tinted mentions, swatches.
    pub fn fill_of(&self, colour: Color32) -> Color32 {
        let share = if self.colours.dark { 0.26 } else { 0.17 };
        mix(self.colours.paper, colour, share)
    }

    /// Gives egui the fonts, text styles, spacing and colours of this theme, and remembers it for [`of`].
    pub fn apply(&self, ctx: &Context) {
        let first_time = ctx.data(|data| data.get_temp::<Self>(egui::Id::NULL).is_none());
        ctx.data_mut(|data| data.insert_temp(egui::Id::NULL, self.clone()));
        if first_time {
            ctx.set_fonts(font_definitions());
        }
        let which = if self.colours.dark {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        };
        ctx.set_theme(which);
        ctx.style_mut_of(which, |style| self.restyle(style));
        text_engine::set_dark(ctx, self.colours.dark);
    }

    fn restyle(&self, style: &mut egui::Style) {
        let sizes = &*self.sizes;
        style.text_styles = [
            (TextStyle::Small, sizes.small, FontFamily::Proportional),
            (TextStyle::Body, sizes.body, FontFamily::Proportional),
            (TextStyle::Button, sizes.body, FontFamily::Proportional),
            (TextStyle::Heading, sizes.heading, semibold()),
            (TextStyle::Monospace, sizes.body, FontFamily::Monospace),
        ]
        .into_iter()
        .map(|(text_style, size, family)| (text_style, FontId::new(size, family)))
        .collect();
        style.spacing.item_spacing = vec2(8.0, 6.0);
        style.spacing.button_padding = vec2(10.0, 5.0);
        style.spacing.interact_size = vec2(32.0, 24.0);
        style.spacing.menu_margin = Margin::same(6);
        style.spacing.window_margin = Margin::same(12);
        style.spacing.icon_width = 15.0;
        style.spacing.scroll = egui::style::ScrollStyle::thin();
        style.interaction.selectable_labels = false;
        style.animation_time = 0.0; // nothing moves under the pointer
        style.visuals = self.visuals();
    }

    fn visuals(&self) -> Visuals {
        let colours = &*self.colours;
        let base = if colours.dark {
            Visuals::dark()
        } else {
            Visuals::light()
        };
        let radius = CornerRadius::same(self.sizes.radius as u8);
        let hairline = Stroke::new(1.0, colours.line);
        let shadow = Shadow {
            offset: [0, 4],
            blur: 16,
            spread: 0,
            color: colours.shadow,
        };
        let mut visuals = Visuals {
            override_text_color: None,
            weak_text_color: Some(colours.muted),
            hyperlink_color: colours.accent,
            faint_bg_color: colours.hover,
            extreme_bg_color: colours.paper,
            text_edit_bg_color: Some(colours.paper),
            code_bg_color: colours.hover,
            warn_fg_color: colours.warn,
            error_fg_color: colours.error,
            window_corner_radius: CornerRadius::same(10),
            window_shadow: shadow,
            window_fill: colours.paper,
            window_stroke: hairline,
            menu_corner_radius: CornerRadius::same(8),
            panel_fill: colours.panel,
            popup_shadow: shadow,
            indent_has_left_vline: false,
            text_options: TextOptions {
                color_transfer_function: base.text_options.color_transfer_function,
                ..TextOptions::default()
            },
            ..base
        };
        visuals.selection.bg_fill = colours.accent_fill;
        visuals.selection.stroke = Stroke::new(1.0, colours.accent);
        visuals.text_cursor.stroke = Stroke::new(1.5, colours.caret);
        let widgets = &mut visuals.widgets;
        for (state, fill, border, text) in [
            (
                &mut widgets.noninteractive,
                colours.panel,
                colours.line,
                colours.text,
            ),
            (
                &mut widgets.inactive,
                colours.panel,
                colours.control,
                colours.text,
            ),
            (
                &mut widgets.hovered,
                colours.hover,
                colours.control,
                colours.text,
            ),
            (
                &mut widgets.active,
                colours.accent_fill,
                colours.accent,
                colours.text,
            ),
            (
                &mut widgets.open,
                colours.hover,
                colours.control,
                colours.text,
            ),
        ] {
            state.bg_fill = fill;
            state.weak_bg_fill = fill;
            state.bg_stroke = Stroke::new(1.0, border);
            state.fg_stroke = Stroke::new(1.0, text);
            state.corner_radius = radius;
            state.expansion = 0.0;
        }
        visuals
    }
}

/// The bundled fonts as egui's families: proportional, [`medium`], [`semibold`], each with the icons; figures of "monospace" stay proportional.
fn font_definitions() -> FontDefinitions {
    let files: [(&str, &'static [u8]); 4] = [
        ("inter", text_engine::INTER_REGULAR),
        ("inter-medium", text_engine::INTER_MEDIUM),
        ("inter-semibold", text_engine::INTER_SEMIBOLD),
        (
            "phosphor",
            include_bytes!("../../assets/fonts/Phosphor-Subset.ttf"),
        ),
    ];
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in files {
        let mut font = FontData::from_static(bytes);
        if name == "phosphor" {
            font.tweak.scale = 1.15;
            font.tweak.y_offset_factor = 0.09;
        }
        fonts.font_data.insert(name.to_owned(), Arc::new(font));
    }
    for (family, name) in [
        (FontFamily::Proportional, "inter"),
        (FontFamily::Monospace, "inter"),
        (medium(), "inter-medium"),
        (semibold(), "inter-semibold"),
    ] {
        let names = vec![name.to_owned(), "phosphor".to_owned()];
        fonts.families.insert(family, names);
    }
    fonts
}

/// Relative luminance by WCAG 2.1, 0 (black) to 1 (white).
pub fn luminance(colour: Color32) -> f32 {
    let channel = |value: u8| {
        let value = f32::from(value) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
}

/// Contrast ratio by WCAG 2.1, 1 to 21.
pub fn contrast(one: Color32, other: Color32) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// `share` of `over` on `under`, both opaque.
pub fn mix(under: Color32, over: Color32, share: f32) -> Color32 {
    let channel = |under: u8, over: u8| {
        (f32::from(under) + (f32::from(over) - f32::from(under)) * share).round() as u8
    };
    Color32::from_rgb(
        channel(under.r(), over.r()),
        channel(under.g(), over.g()),
        channel(under.b(), over.b()),
    )
}

/// `colour` moved towards black or white, away from `paper`, until it has a contrast of 4.5.
fn readable(colour: Color32, paper: Color32) -> Color32 {
    let away = if luminance(paper) > 0.5 {
        Color32::BLACK
    } else {
        Color32::WHITE
    };
    (0..=20)
        .map(|step| mix(colour, away, step as f32 / 20.0))
        .find(|candidate| contrast(*candidate, paper) >= 4.6)
        .unwrap_or(away)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn themes() -> [Theme; 2] {
        [Theme::light(), Theme::dark()]
    }

    #[test]
    fn every_text_colour_is_readable_where_it_stands() {
        for theme in themes() {
            let c = &*theme.colours;
            let mut pairs = vec![
                (c.on_accent, c.accent),
                (c.accent, c.accent_fill),
                (c.text, c.accent_fill),
                (c.text, c.selection),
                (c.text, c.search),
                (c.text, c.search_current),
                (c.text, c.trigger_fill),
                (c.text, c.hover),
                (c.muted, c.hover),
                (c.muted, c.accent_fill),
            ];
            for back in [c.paper, c.panel, c.window, c.reading_fill] {
                let texts = [
                    c.text, c.muted, c.faint, c.accent, c.ok, c.warn, c.error, c.trigger,
                ];
                pairs.extend(texts.into_iter().chain(c.labels).map(|text| (text, back)));
            }
            for (text, back) in pairs {
                let ratio = contrast(text, back);
                assert!(
                    ratio >= 4.5,
                    "{text:?} on {back:?} has {ratio:.2} (dark: {})",
                    c.dark
                );
            }
        }
    }

    /// OKLab coordinates of a colour as eyes with the given deficiency see it (Machado, Oliveira and Fernandes 2009, severity 1).
    fn seen(colour: Color32, deficiency: &[[f32; 3]; 3]) -> [f32; 3] {
        let linear =
            [colour.r(), colour.g(), colour.b()].map(|value| (f32::from(value) / 255.0).powf(2.2));
        let times = |matrix: &[[f32; 3]; 3], v: [f32; 3]| {
            matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
        };
        let simulated = times(deficiency, linear).map(|value| value.clamp(0.0, 1.0));
        let cones = times(
            &[
                [0.412_2, 0.536_3, 0.051_4],
                [0.211_9, 0.680_7, 0.107_4],
                [0.088_3, 0.281_7, 0.630_0],
            ],
            simulated,
        );
        times(
            &[
                [0.210_5, 0.793_6, -0.004_1],
                [1.978_0, -2.428_6, 0.450_6],
                [0.025_9, 0.782_8, -0.808_7],
            ],
            cones.map(f32::cbrt),
        )
    }

    #[test]
    fn label_colours_stay_apart_for_colour_blind_eyes() {
        let identity = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let protan = [
            [0.152, 1.053, -0.205],
            [0.115, 0.786, 0.099],
            [-0.004, -0.048, 1.052],
        ];
        let deutan = [
            [0.367, 0.861, -0.228],
            [0.280, 0.673, 0.047],
            [-0.012, 0.043, 0.969],
        ];
        let tritan = [
            [1.256, -0.077, -0.179],
            [-0.078, 0.931, 0.148],
            [0.005, 0.691, 0.304],
        ];
        for theme in themes() {
            for eyes in [&identity, &protan, &deutan, &tritan] {
                let seen: Vec<_> = theme
                    .colours
                    .labels
                    .iter()
                    .map(|c| seen(*c, eyes))
                    .collect();
                for (index, one) in seen.iter().enumerate() {
                    for other in &seen[index + 1..] {
                        let squares: f32 =
                            one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum();
                        // Two hundredths is about what the eye tells apart side by side.
                        assert!(
                            squares.sqrt() >= 0.03,
                            "slot {index}: {one:?} and {other:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn an_own_colour_becomes_readable() {
        for theme in themes() {
            for rgb in [(255, 255, 0), (0, 0, 0), (255, 255, 255), (120, 120, 120)] {
                let colour = theme.label(LabelColour::Rgb(rgb.0, rgb.1, rgb.2));
                assert!(contrast(colour, theme.colours.paper) >= 4.5, "{rgb:?}");
            }
        }
    }

    #[test]
    fn slots_wrap_around() {
        let theme = Theme::light();
        assert_eq!(
            theme.label(LabelColour::Slot(12)),
            theme.label(LabelColour::Slot(0))
        );
    }
}
