//! Small widgets in the look of the window: key caps, chips, section labels, segmented choices, scores.

use egui::text::LayoutJob;
use egui::{
    Align, Color32, CornerRadius, FontFamily, FontId, Galley, Rect, Response, RichText, Role,
    Sense, Stroke, StrokeKind, TextFormat, Ui, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

use super::theme;

/// A key cap: `Ctrl K`.
pub fn kbd(ui: &mut Ui, keys: &str) -> Response {
    let theme = theme::of(ui.ctx());
    kbd_in(
        ui,
        keys,
        theme.colours.muted,
        theme.colours.control,
        theme.colours.panel,
    )
}

/// A key cap in given colours of text, border and face, for filled buttons.
pub fn kbd_in(ui: &mut Ui, keys: &str, text: Color32, border: Color32, face: Color32) -> Response {
    let size = theme::of(ui.ctx()).sizes.tiny;
    let galley = galley(ui, keys, FontId::new(size, FontFamily::Proportional), text);
    // Caps of single letters are as wide as each other, so that what stands after them lines up.
    let cap = galley.size() + vec2(10.0, 4.0);
    let cap = cap.max(vec2(size * 1.65, 0.0));
    let (rect, response) = ui.allocate_exact_size(cap, Sense::hover());
    if ui.is_rect_visible(rect) {
        let radius = CornerRadius::same(4);
        // The lower border is twice as thick, as on a key.
        ui.painter().rect_filled(rect, radius, border);
        let top = Rect::from_min_max(rect.min + vec2(1.0, 1.0), rect.max - vec2(1.0, 2.0));
        ui.painter()
            .rect_filled(top, CornerRadius::same(3), opaque_over(ui, face));
        ui.painter()
            .galley(top.center() - galley.size() / 2.0, galley, text);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, keys));
    response
}

/// A chip that is on or off: a filter, a choice among few.
pub fn chip(ui: &mut Ui, text: &str, on: bool) -> Response {
    let theme = theme::of(ui.ctx());
    let colours = &theme.colours;
    let ink = if on { colours.accent } else { colours.muted };
    let galley = galley(
        ui,
        text,
        FontId::new(theme.sizes.body - 1.0, FontFamily::Proportional),
        ink,
    );
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(18.0, 7.0), Sense::click());
    if ui.is_rect_visible(rect) {
        let radius = CornerRadius::same(theme.sizes.chip_radius as u8);
        let fill = match (on, response.hovered()) {
            (true, _) => colours.accent_fill,
            (false, true) => colours.hover,
            (false, false) => Color32::TRANSPARENT,
        };
        let border = if on {
            colours.accent_fill
        } else {
            colours.control
        };
        ui.painter().rect(
            rect,
            radius,
            fill,
            Stroke::new(1.0, border),
            StrokeKind::Inside,
        );
        ui.painter()
            .galley(rect.center() - galley.size() / 2.0, galley, ink);
    }
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), on, text));
    response
}

/// The small capitals above a section of a panel.
pub fn section_label(ui: &mut Ui, text: &str) -> Response {
    let theme = theme::of(ui.ctx());
    let shown = RichText::new(text.to_uppercase())
        .size(theme.sizes.tiny)
        .color(theme.colours.muted)
        .extra_letter_spacing(0.5);
    let response = ui.add(egui::Label::new(shown).selectable(false));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// Width of the words of an ordinary button.
pub fn width_of(ui: &Ui, text: &str) -> f32 {
    let font = egui::TextStyle::Button.resolve(ui.style());
    galley(ui, text, font, Color32::BLACK).size().x
}

/// Width that [`segmented`] takes for these values.
pub fn segmented_width(ui: &Ui, values: &[&str]) -> f32 {
    let font = FontId::new(theme::of(ui.ctx()).sizes.body - 1.0, theme::semibold());
    let width = |value: &&str| galley(ui, value, font.clone(), Color32::BLACK).size().x + 18.0;
    values.iter().map(width).sum()
}

/// A choice among a few values side by side. Gives the index that was clicked. `name` says what is chosen, for screen readers.
pub fn segmented(ui: &mut Ui, name: &str, chosen: Option<usize>, values: &[&str]) -> Option<usize> {
    let theme = theme::of(ui.ctx());
    let colours = &theme.colours;
    let font = |on: bool| {
        let family = if on {
            theme::semibold()
        } else {
            FontFamily::Proportional
        };
        FontId::new(theme.sizes.body - 1.0, family)
    };
    let ink = |on: bool| if on { colours.accent } else { colours.muted };
    let galleys: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let on = chosen == Some(index);
            galley(ui, value, font(on), ink(on))
        })
        .collect();
    // Wide enough for the value in semibold, so that nothing moves when the choice does.
    let widths: Vec<f32> = values
        .iter()
        .map(|value| galley(ui, value, font(true), Color32::BLACK).size().x + 18.0)
        .collect();
    let height = galleys
        .iter()
        .map(|galley| galley.size().y)
        .fold(0.0, f32::max)
        + 6.0;
    let (rect, _) = ui.allocate_exact_size(vec2(widths.iter().sum(), height), Sense::hover());
    let radius = CornerRadius::same(theme.sizes.radius as u8);
    ui.painter().rect(
        rect,
        radius,
        colours.paper,
        Stroke::new(1.0, colours.control),
        StrokeKind::Inside,
    );
    let mut clicked = None;
    let mut left = rect.left();
    for (index, galley) in galleys.into_iter().enumerate() {
        let part = Rect::from_min_size(pos2(left, rect.top()), vec2(widths[index], height));
        left = part.right();
        let on = chosen == Some(index);
        let id = ui.scope_id().with((name, "segment", index));
        let response = ui.interact(part, id, Sense::click());
        let fill = match (on, response.hovered()) {
            (true, _) => colours.accent_fill,
            (false, true) => colours.hover,
            (false, false) => Color32::TRANSPARENT,
        };
        let inner = part.shrink(1.0);
        let corner = |is_edge: bool| {
            if is_edge {
                radius.nw.saturating_sub(1)
            } else {
                0
            }
        };
        let (first, last) = (index == 0, index + 1 == widths.len());
        let inner_radius = CornerRadius {
            nw: corner(first),
            sw: corner(first),
            ne: corner(last),
            se: corner(last),
        };
        ui.painter().rect_filled(inner, inner_radius, fill);
        ui.painter()
            .galley(part.center() - galley.size() / 2.0, galley, ink(on));
        response.widget_info(|| {
            let label = format!("{name}: {}", values[index]);
            WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), on, label)
        });
        if response.clicked() {
            clicked = Some(index);
        }
    }
    clicked
}

/// A number in a small pill: a score, a count.
pub fn pill(ui: &mut Ui, text: &str) -> Response {
    let theme = theme::of(ui.ctx());
    let ink = theme.colours.muted;
    let galley = galley(
        ui,
        text,
        FontId::new(theme.sizes.tiny, FontFamily::Proportional),
        ink,
    );
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(14.0, 3.0), Sense::hover());
    if ui.is_rect_visible(rect) {
        let stroke = Stroke::new(1.0, theme.colours.control);
        ui.painter().rect(
            rect,
            CornerRadius::same(9),
            Color32::TRANSPARENT,
            stroke,
            StrokeKind::Inside,
        );
        ui.painter()
            .galley(rect.center() - galley.size() / 2.0, galley, ink);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// A small square of a label's colour.
pub fn swatch(ui: &mut Ui, colour: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
    ui.painter()
        .rect_filled(rect, CornerRadius::same(3), colour);
    response
}

/// A thin bar that shows a share from 0 to 1, as wide as the space allows.
pub fn progress(ui: &mut Ui, share: f32) -> Response {
    let theme = theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 3.0), Sense::hover());
    let radius = CornerRadius::same(2);
    ui.painter().rect_filled(rect, radius, theme.colours.line);
    let done = Rect::from_min_size(
        rect.min,
        vec2(rect.width() * share.clamp(0.0, 1.0), rect.height()),
    );
    ui.painter().rect_filled(done, radius, theme.colours.ok);
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::ProgressIndicator,
            true,
            format!("{:.0} % done", share * 100.0),
        )
    });
    response
}

/// A button with its key beside its words. `filled` is for the one thing that Enter does.
pub fn key_button(ui: &mut Ui, text: &str, keys: &str, filled: bool) -> Response {
    let theme = theme::of(ui.ctx());
    let colours = &theme.colours;
    let ink = if filled {
        colours.on_accent
    } else {
        colours.text
    };
    let key_ink = if filled {
        colours.on_accent
    } else {
        colours.muted
    };
    let words = galley(
        ui,
        text,
        FontId::new(theme.sizes.body, FontFamily::Proportional),
        ink,
    );
    let key = (!keys.is_empty()).then(|| {
        galley(
            ui,
            keys,
            FontId::new(theme.sizes.tiny, FontFamily::Proportional),
            key_ink,
        )
    });
    let key_width = key.as_ref().map_or(0.0, |key| key.size().x + 18.0);
    let (rect, response) = ui.allocate_exact_size(
        vec2(words.size().x + key_width + 22.0, 30.0),
        Sense::click(),
    );
    if ui.is_rect_visible(rect) {
        let radius = CornerRadius::same(7);
        let fill = match (filled, response.hovered()) {
            (true, false) => colours.accent,
            (true, true) => theme::mix(colours.accent, colours.text, 0.1),
            (false, true) => colours.hover,
            (false, false) => colours.panel,
        };
        let border = if filled { fill } else { colours.control };
        ui.painter().rect(
            rect,
            radius,
            fill,
            Stroke::new(1.0, border),
            StrokeKind::Inside,
        );
        let left = rect.left() + 11.0;
        ui.painter().galley(
            pos2(left, rect.center().y - words.size().y / 2.0),
            words.clone(),
            ink,
        );
        if let Some(key) = key {
            let cap = Rect::from_min_size(
                pos2(left + words.size().x + 8.0, rect.center().y - 8.5),
                vec2(key.size().x + 10.0, 17.0),
            );
            let edge = if filled {
                theme::mix(fill, colours.on_accent, 0.4)
            } else {
                colours.control
            };
            ui.painter().rect(
                cap,
                CornerRadius::same(4),
                Color32::TRANSPARENT,
                Stroke::new(1.0, edge),
                StrokeKind::Inside,
            );
            ui.painter()
                .galley(cap.center() - key.size() / 2.0, key, key_ink);
        }
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    response
}

/// A transparent face shows what is behind; a key cap needs one that hides its border.
fn opaque_over(ui: &Ui, face: Color32) -> Color32 {
    if face == Color32::TRANSPARENT {
        ui.visuals().panel_fill
    } else {
        face
    }
}

fn galley(ui: &Ui, text: &str, font: FontId, colour: Color32) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    let format = TextFormat {
        font_id: font,
        color: colour,
        valign: Align::Center,
        ..TextFormat::default()
    };
    job.append(text, 0.0, format);
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}
