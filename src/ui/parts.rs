//! Parts that several panels share: sections, candidate rows, guidance, the search field that opens the palette.

use egui::{CornerRadius, FontId, RichText, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::article_text::ArticleText;
use super::{theme, widgets};
use crate::model::schema::Guidance;

/// A number of things in words: `1 suggestion`, `5 suggestions`.
pub(super) fn counted(count: usize, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

/// A hairline and the small capitals of a new section.
pub(super) fn section(ui: &mut Ui, title: &str) {
    ui.add_space(6.0);
    let theme = theme::of(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 9.0), Sense::hover());
    ui.painter().hline(
        rect.x_range(),
        rect.top(),
        Stroke::new(1.0, theme.colours.line),
    );
    widgets::section_label(ui, title);
}

/// What stands over the window and keeps all else waiting, with room around its contents.
pub(super) fn dialog(ui: &Ui, name: &str) -> egui::Modal {
    let frame = egui::Frame::popup(ui.style()).inner_margin(egui::Margin::symmetric(20, 16));
    egui::Modal::new(egui::Id::unique(name)).frame(frame)
}

/// Words of the program, second rank.
pub(super) fn muted(ui: &mut Ui, words: &str) -> egui::Response {
    let theme = theme::of(ui.ctx());
    ui.label(
        RichText::new(words)
            .color(theme.colours.muted)
            .size(theme.sizes.small),
    )
}

/// The same on one line, cut short where it is too long and whole under the pointer.
pub(super) fn muted_line(ui: &mut Ui, words: &str) -> egui::Response {
    let theme = theme::of(ui.ctx());
    let words = RichText::new(words)
        .color(theme.colours.muted)
        .size(theme.sizes.small);
    ui.add(egui::Label::new(words).truncate())
}

/// One thing to choose: its letter, its words from the article, a hint at the right. `suggested` ones have a dashed look: paler words.
pub(super) fn candidate_row(
    ui: &mut Ui,
    letter: &str,
    words: &str,
    hint: &str,
    suggested: bool,
) -> egui::Response {
    let theme = theme::of(ui.ctx());
    let colours = &theme.colours;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 23.0), Sense::click());
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(5), colours.hover);
    }
    let hint_font = FontId::proportional(theme.sizes.small);
    let hint_galley = ui
        .painter()
        .layout_no_wrap(hint.to_owned(), hint_font, colours.faint);
    let inner = rect
        .shrink2(vec2(6.0, 2.0))
        .with_min_x(rect.min.x + if letter.is_empty() { 6.0 } else { 28.0 });
    let words_rect = inner.with_max_x((inner.max.x - hint_galley.size().x - 8.0).max(inner.min.x));
    let builder = egui::UiBuilder::new()
        .max_rect(inner_row(rect, inner.min.x, words_rect.max.x))
        .layout(egui::Layout::left_to_right(egui::Align::Center));
    let row = &mut ui.new_child(builder);
    if !letter.is_empty() {
        widgets::kbd(row, letter);
    }
    let ink = if suggested {
        colours.muted
    } else {
        colours.text
    };
    ArticleText::new(words).colour(ink).show(row);
    let at = egui::pos2(
        inner.max.x - hint_galley.size().x,
        rect.center().y - hint_galley.size().y / 2.0,
    );
    ui.painter().galley(at, hint_galley, colours.faint);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{words}, {hint}")));
    response
}

/// The row's rect up to where its hint begins; the letter stands before `left`.
fn inner_row(rect: egui::Rect, left: f32, right: f32) -> egui::Rect {
    egui::Rect::from_min_max(
        egui::pos2((left - 24.0).max(rect.min.x + 6.0), rect.min.y),
        egui::pos2(right, rect.max.y),
    )
}

/// Definition's companions: examples and decided cases, folded until wanted.
pub(super) fn guidance_ui(ui: &mut Ui, guidance: &Guidance) {
    if guidance.examples.is_empty() && guidance.cases.is_empty() {
        return;
    }
    let theme = theme::of(ui.ctx());
    let title = RichText::new("Guideline")
        .size(theme.sizes.small)
        .color(theme.colours.muted);
    egui::CollapsingHeader::new(title)
        .id_salt("guideline")
        .show(ui, |ui| {
            for example in &guidance.examples {
                ui.label(RichText::new(example).size(theme.sizes.small));
            }
            for case in &guidance.cases {
                ui.label(RichText::new(&case.text).size(theme.sizes.small));
                muted(ui, &format!("→ {}", case.decision));
            }
        });
}

/// A button that opens a list of things to tick; it stays open until a click elsewhere or Esc.
pub(super) fn ticks_menu(
    ui: &mut Ui,
    name: &str,
    shown: &str,
    contents: impl FnOnce(&mut Ui),
) -> egui::Response {
    let stays = egui::containers::menu::MenuConfig::new()
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let (response, _) = egui::containers::menu::MenuButton::new(shown)
        .config(stays)
        .ui(ui, |ui| {
            egui::ScrollArea::vertical()
                .max_height(300.0)
                .show(ui, contents);
        });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name}: {shown}")));
    response
}

/// Brings what has the keyboard focus into sight. Call last inside a scroll area.
pub(super) fn keep_focus_in_sight(ui: &mut Ui) {
    let id = ui.scope_id().with("focus in sight");
    let focused = ui.memory(egui::Memory::focused);
    if ui.data(|data| data.get_temp::<Option<egui::Id>>(id)) == Some(focused) {
        return;
    }
    ui.data_mut(|data| data.insert_temp(id, focused));
    let Some(widget) = focused.and_then(|focused| ui.ctx().read_response(focused)) else {
        return;
    };
    if widget.layer_id == ui.layer_id() && ui.min_rect().contains(widget.rect.center()) {
        ui.scroll_to_rect(widget.rect.expand(10.0), None);
    }
}

/// What looks like a search field and opens the palette.
pub(super) fn search_button(ui: &mut Ui, hint: &str, keys: &str) -> egui::Response {
    let theme = theme::of(ui.ctx());
    let colours = &theme.colours;
    let width = ui.available_width().clamp(60.0, 320.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 27.0), Sense::click());
    let border = if response.has_focus() {
        colours.accent
    } else {
        colours.control
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(7),
        colours.paper,
        Stroke::new(1.0, border),
        StrokeKind::Inside,
    );
    let inner = rect.shrink2(vec2(10.0, 3.0));
    let builder = egui::UiBuilder::new()
        .max_rect(inner)
        .layout(egui::Layout::right_to_left(egui::Align::Center));
    let row = &mut ui.new_child(builder);
    widgets::kbd(row, keys);
    row.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.add(egui::Label::new(RichText::new(hint).color(colours.faint)).truncate());
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Command palette"));
    response
}

/// A small button with a sign, named for those who do not see it.
pub(super) fn step_button(ui: &mut Ui, icon: &str, name: &str) -> bool {
    let response = ui.add(egui::Button::new(icon).min_size(vec2(24.0, 20.0)));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    response.on_hover_text(name).clicked()
}
