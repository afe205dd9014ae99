//! A small widget for any short text that comes from an article: titles, cards, lists, the queue bar.
//!
//! ```text
//! ArticleText::new(&mention_text).strong().show(ui);
//! ArticleText::new(title).width(180.0).sense(Sense::click()).show(ui).clicked()
//! ```
//!
//! It draws through the text engine, so that every script shows, on one row, elided to the width. The whole text is its name for screen readers
//! and, when it was elided, its hover text.

use std::sync::Arc;

use egui::{Color32, Response, Sense, Ui, Vec2, Widget, pos2, vec2};

use super::text_engine::{self, Family, ShapedText, Style, Weight};
use super::theme;

/// One row of text from an article.
#[must_use = "call show or add it to a ui"]
pub struct ArticleText<'a> {
    text: &'a str,
    family: Family,
    weight: Weight,
    size: Option<f32>,
    colour: Option<Color32>,
    width: Option<f32>,
    sense: Sense,
}

impl<'a> ArticleText<'a> {
    /// `text` in the interface font, as wide as it needs and the space allows.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            family: Family::Interface,
            weight: Weight::Regular,
            size: None,
            colour: None,
            width: None,
            sense: Sense::hover(),
        }
    }

    /// In the reading font.
    pub fn reading(self) -> Self {
        Self {
            family: Family::Reading,
            ..self
        }
    }

    /// Medium weight.
    pub fn medium(self) -> Self {
        Self {
            weight: Weight::Medium,
            ..self
        }
    }

    /// Semibold weight.
    pub fn strong(self) -> Self {
        Self {
            weight: Weight::SemiBold,
            ..self
        }
    }

    /// Font size in points; the interface's without it.
    pub fn size(self, size: f32) -> Self {
        Self {
            size: Some(size),
            ..self
        }
    }

    /// Colour; the text colour without it.
    pub fn colour(self, colour: Color32) -> Self {
        Self {
            colour: Some(colour),
            ..self
        }
    }

    /// Takes exactly this width.
    pub fn width(self, width: f32) -> Self {
        Self {
            width: Some(width),
            ..self
        }
    }

    /// What it reacts to; nothing but the pointer's presence without it.
    pub fn sense(self, sense: Sense) -> Self {
        Self { sense, ..self }
    }

    /// Draws it.
    pub fn show(self, ui: &mut Ui) -> Response {
        ui.add(self)
    }

    fn style(&self, ui: &Ui) -> Style {
        let size = self.size.unwrap_or(theme::of(ui.ctx()).sizes.body);
        Style::new(self.family, size).weight(self.weight)
    }
}

impl Widget for ArticleText<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let style = self.style(ui);
        let most = self.width.unwrap_or_else(|| ui.available_width());
        let (shaped, is_elided) = elided(ui, self.text, &style, most);
        let height = (style.size * 1.35).ceil();
        let size = vec2(
            self.width.unwrap_or_else(|| shaped.width().min(most)),
            height,
        );
        let (rect, response) = ui.allocate_exact_size(size, self.sense);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Label, ui.is_enabled(), self.text)
        });
        if ui.is_rect_visible(rect) {
            let colour = self.colour.unwrap_or_else(|| ui.visuals().text_color());
            paint(ui, &shaped, rect.min, rect.size(), colour);
        }
        if is_elided {
            response.on_hover_text(self.text)
        } else {
            response
        }
    }
}

/// Width that `text` takes on one row.
pub fn width_of(ui: &Ui, text: &str, style: &Style) -> f32 {
    shape(ui, text, style).width()
}

fn paint(ui: &Ui, shaped: &ShapedText, min: egui::Pos2, size: Vec2, colour: Color32) {
    let Some(row) = shaped.rows.first() else {
        return;
    };
    let middle = min.y + size.y / 2.0;
    let baseline = middle + (row.ascent - row.descent) / 2.0;
    // Right-to-left text that fills its place begins at the right.
    let left = if shaped.rtl {
        min.x + (size.x - shaped.width()).max(0.0)
    } else {
        min.x
    };
    let mut glyphs = text_engine::with(ui.ctx(), |engine| engine.atlas.meshes(ui.ctx()));
    shaped.paint_row(&mut glyphs, 0, pos2(left, baseline), &[colour]);
    ui.painter().extend(glyphs.into_shapes());
}

/// `text` shaped on one row and cut to `width` with an ellipsis, and whether it was cut.
fn elided(ui: &Ui, text: &str, style: &Style, width: f32) -> (Arc<ShapedText>, bool) {
    let one_row = text.replace(['\n', '\t'], " ");
    let whole = shape(ui, &one_row, style);
    if whole.width() <= width + 0.5 {
        return (whole, false);
    }
    let ellipsis = shape(ui, "…", style).width();
    let end = whole.fitting((width - ellipsis).max(0.0)) as usize;
    let head = one_row.get(..end).unwrap_or_default().trim_end();
    (shape(ui, &format!("{head}…"), style), true)
}

/// Shapes through a cache of recently drawn texts.
fn shape(ui: &Ui, text: &str, style: &Style) -> Arc<ShapedText> {
    let ctx = ui.ctx();
    let key = egui::Id::unique((
        text,
        style.family,
        style.weight,
        style.size.to_bits(),
        style.word_spacing.to_bits(),
        style.letter_spacing.to_bits(),
    ));
    let cached = text_engine::with(ctx, |engine| engine.recent(key, ctx.pixels_per_point()));
    cached.unwrap_or_else(|| {
        let shaped = Arc::new(text_engine::shape(ctx, text, style, &[], None));
        text_engine::with(ctx, |engine| engine.remember(key, shaped.clone()));
        shaped
    })
}
