//! The article view as a person meets it: marks found by name, selections, links, scrolling, leading.
//!
//! Drawn without a display, with the bundled fonts only.
#![cfg(feature = "gui")]

use std::sync::Arc;

use dateline::model::Extent;
use dateline::model::schema::LabelColour;
use dateline::text::{Segments, Sentence, Span, Text, Token, TokenKind, Zone, ZoneKind};
use dateline::ui::article::{
    ArcEnd, ArcLink, ArcsShown, ArticleEvent, ArticleModel, ArticleView, CaretMove, Mark, MarkKey,
    MarkKind, MarkState, Reveal, Scroll,
};
use dateline::ui::text_engine::{self, FontSource};
use dateline::ui::theme::Theme;
use egui::{Modifiers, Pos2, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use unicode_segmentation::UnicodeSegmentation as _;

const ARTICLE: &str = "Dockers end strike at Kaldvik port\n\
    By Mara Lindqvist\n\
    Four crane drivers were hurt in a Red Shore militia rocket attack on a warehouse in Kaldvik on Tuesday night, the port authority said, and two of them remain in hospital.\n\
    \n\
    Talks between the union and the owners were to go on for a week without any of the parties speaking to reporters about what had been offered so far.\n\
    Share this story";

struct Page {
    view: ArticleView,
    model: ArticleModel,
    events: Vec<ArticleEvent>,
}

type Harnessed = Harness<'static, Page>;

/// Words by Unicode's rules and one sentence a line: the view takes whatever tokens a document has.
fn segments(text: &str) -> Segments {
    let words = text
        .split_word_bound_indices()
        .filter(|(_, word)| !word.trim().is_empty());
    let tokens = words
        .map(|(start, word)| Token {
            span: Span::from_range(start..start + word.len()),
            kind: TokenKind::Word,
        })
        .collect();
    let mut start = 0;
    let mut sentences = Vec::new();
    for line in text.split('\n') {
        sentences.push(Sentence {
            span: Span::from_range(start..start + line.len()),
            first_token: 0,
            end_token: 0,
            cut_off: false,
        });
        start += line.len() + 1;
    }
    Segments {
        tokens,
        sentences,
        repairs: Vec::new(),
    }
}

fn model_of(text: &str, zones: &[Zone], marks: Vec<Mark>, arcs: Vec<ArcLink>) -> ArticleModel {
    let mut model = ArticleModel::new(&Text::new(text), zones, Arc::new(segments(text)));
    model.set_marks(marks, arcs);
    model
}

fn harness(model: ArticleModel, size: [f32; 2]) -> Harnessed {
    let page = Page {
        view: ArticleView::new("test"),
        model,
        events: Vec::new(),
    };
    let mut harness = Harness::builder()
        .with_size(vec2(size[0], size[1]))
        .with_step_dt(0.05)
        .with_context_setup(|ctx| {
            text_engine::install(ctx, FontSource::Bundled);
            Theme::light().apply(ctx);
        })
        .build_ui_state(
            |ui, page: &mut Page| {
                ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
                let response = page.view.show(ui, &page.model);
                page.events.extend(response.events);
            },
            page,
        );
    harness.run();
    harness
}

fn find(text: &str, words: &str) -> Span {
    let start = text
        .find(words)
        .unwrap_or_else(|| panic!("{words} is in the text"));
    Span::from_range(start..start + words.len())
}

fn mark(key: u64, extent: impl Into<Extent>, kind: MarkKind, label: &str) -> Mark {
    Mark {
        key: MarkKey(key),
        extent: extent.into(),
        kind,
        label: label.into(),
        colour: (kind != MarkKind::Trigger).then_some(LabelColour::Slot(0)),
        state: MarkState::Accepted,
        score: None,
    }
}

fn article() -> ArticleModel {
    let at = |words| find(ARTICLE, words);
    let militia = at("Red Shore militia");
    let marks = vec![
        mark(1, at("Kaldvik"), MarkKind::Name, "GPE"),
        mark(2, at("Four crane drivers"), MarkKind::Nominal, "PER"),
        mark(3, militia, MarkKind::Name, "ORG"),
        mark(
            4,
            Span::new(militia.start, militia.start + 9),
            MarkKind::Name,
            "LOC",
        ),
        mark(5, at("rocket"), MarkKind::Nominal, "WEA"),
        Mark {
            state: MarkState::Suggested,
            ..mark(6, at("attack"), MarkKind::Trigger, "Attack")
        },
        mark(7, at("warehouse"), MarkKind::Nominal, "FAC"),
        mark(8, at("Talks"), MarkKind::Trigger, "Meet"),
    ];
    let arc = |from, to, role: &str| ArcLink {
        relation: None,
        from: MarkKey(from),
        to: ArcEnd::Mark(MarkKey(to)),
        role: role.into(),
        suggested: false,
    };
    let arcs = vec![
        arc(6, 3, "Attacker"),
        arc(6, 5, "Instrument"),
        arc(6, 7, "Target"),
        arc(6, 2, "Victim"),
        arc(8, 3, "Participant"),
    ];
    let zones = [
        Zone {
            kind: ZoneKind::Headline,
            span: at("Dockers end strike at Kaldvik port"),
        },
        Zone {
            kind: ZoneKind::Byline,
            span: at("By Mara Lindqvist"),
        },
        Zone {
            kind: ZoneKind::Boilerplate,
            span: at("Share this story"),
        },
    ];
    model_of(ARTICLE, &zones, marks, arcs)
}

/// Where words stand on the screen, the lanes beneath them included.
fn place(harness: &Harnessed, words: &str) -> Rect {
    let page = harness.state();
    let span = find(page.model.text().as_str(), words);
    let rect = page.view.rect_of(span);
    rect.unwrap_or_else(|| panic!("{words} is in sight"))
}

/// Middle of the words themselves.
fn middle(harness: &Harnessed, words: &str) -> Pos2 {
    let rect = place(harness, words);
    egui::pos2(rect.center().x, rect.top() + 12.0)
}

fn take_events(harness: &mut Harnessed) -> Vec<ArticleEvent> {
    std::mem::take(&mut harness.state_mut().events)
}

fn click(harness: &mut Harnessed, pos: Pos2) {
    harness.hover_at(pos);
    harness.step();
    harness.drag_at(pos);
    harness.drop_at(pos);
    harness.run();
}

fn drag(harness: &mut Harnessed, from: Pos2, to: Pos2, modifiers: Modifiers) {
    harness.event(egui::Event::ModifiersChanged(modifiers));
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    for pos in [from + (to - from) * 0.5, to] {
        harness.hover_at(pos);
        harness.step();
    }
    harness.drop_at(to);
    harness.step();
    harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    harness.run();
}

/// The words of the last selection.
fn selected(events: &[ArticleEvent]) -> Option<(String, bool)> {
    events.iter().rev().find_map(|event| match event {
        ArticleEvent::Selected { span, is_done, .. } => {
            Some((Text::new(ARTICLE).slice(*span).to_owned(), *is_done))
        }
        _ => None,
    })
}

#[test]
fn every_mark_in_sight_is_found_by_its_name() {
    let harness = harness(article(), [900.0, 700.0]);
    for name in [
        "Kaldvik, GPE, accepted",
        "Four crane drivers, PER, accepted",
        "Red Shore militia, ORG, accepted",
        "Red Shore, LOC, accepted",
        "attack, Attack, suggested",
        "Talks, Meet, accepted",
    ] {
        assert!(harness.query_by_label(name).is_some(), "{name}");
    }
    assert!(
        harness.query_by_value("Share this story").is_some(),
        "paragraphs are told as well"
    );
}

#[test]
fn clicking_a_name_clicks_that_mark_and_no_mark_in_or_around_it() {
    let mut harness = harness(article(), [900.0, 700.0]);
    for (name, key) in [
        ("Red Shore militia, ORG, accepted", 3),
        ("Red Shore, LOC, accepted", 4),
        ("attack, Attack, suggested", 6),
    ] {
        harness.get_by_label(name).click();
        harness.run();
        let events = take_events(&mut harness);
        let clicked = events.iter().find_map(|event| match event {
            ArticleEvent::MarkClicked { key, .. } => Some(*key),
            _ => None,
        });
        assert_eq!(clicked, Some(MarkKey(key)), "{name}: {events:?}");
    }
}

#[test]
fn a_screen_reader_can_click_a_mark() {
    let mut harness = harness(article(), [900.0, 700.0]);
    harness
        .get_by_label("rocket, WEA, accepted")
        .click_accesskit();
    harness.run();
    let events = take_events(&mut harness);
    assert!(
        matches!(
            events[..],
            [ArticleEvent::MarkClicked {
                key: MarkKey(5),
                ..
            }]
        ),
        "{events:?}"
    );
}

#[test]
fn a_click_on_words_means_the_innermost_mark_and_tells_the_others() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let pos = middle(&harness, "Shore");
    click(&mut harness, pos);
    let events = take_events(&mut harness);
    let Some(ArticleEvent::MarkClicked { key, under, .. }) = events.last() else {
        panic!("{events:?}");
    };
    assert_eq!(
        (*key, under.as_slice()),
        (MarkKey(4), &[MarkKey(4), MarkKey(3)][..])
    );
}

#[test]
fn a_click_with_ctrl_or_the_middle_button_refuses_the_innermost_mark() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let pos = middle(&harness, "Shore");
    let refused = ArticleEvent::MarkRefused { key: MarkKey(4) };
    harness.event(egui::Event::ModifiersChanged(Modifiers::COMMAND));
    click(&mut harness, pos);
    harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    assert_eq!(take_events(&mut harness).last(), Some(&refused));
    for pressed in [true, false] {
        harness.event(egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Middle,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    harness.run();
    assert_eq!(take_events(&mut harness), [refused]);
}

#[test]
fn a_click_on_bare_text_places_the_caret() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let pos = middle(&harness, "hospital");
    click(&mut harness, pos);
    let span = find(ARTICLE, "hospital");
    let events = take_events(&mut harness);
    assert!(
        matches!(events[..], [ArticleEvent::CaretPlaced { byte }] if span.start <= byte && byte <= span.end),
        "{events:?}"
    );
}

#[test]
fn dragging_over_text_selects_whole_tokens_in_both_directions() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let (from, to) = (middle(&harness, "authority"), middle(&harness, "remain"));
    for (from, to) in [(from, to), (to, from)] {
        drag(&mut harness, from, to, Modifiers::NONE);
        let events = take_events(&mut harness);
        let expected = "authority said, and two of them remain";
        assert_eq!(
            selected(&events),
            Some((expected.to_owned(), true)),
            "{events:?}"
        );
    }
}

#[test]
fn with_alt_a_drag_selects_characters() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let rect = place(&harness, "hospital");
    let y = rect.top() + 12.0;
    drag(
        &mut harness,
        egui::pos2(rect.left() + 1.0, y),
        egui::pos2(rect.center().x, y),
        Modifiers::ALT,
    );
    let (words, _) = selected(&take_events(&mut harness)).expect("a selection");
    assert!(words.starts_with("hos") && words.len() < 8, "{words}");
}

#[test]
fn dragging_across_a_trigger_selects_because_links_start_at_its_label_only() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let (from, to) = (middle(&harness, "attack"), middle(&harness, "warehouse"));
    drag(&mut harness, from, to, Modifiers::NONE);
    let events = take_events(&mut harness);
    assert_eq!(
        selected(&events),
        Some(("attack on a warehouse".to_owned(), true)),
        "{events:?}"
    );
}

#[test]
fn dragging_a_triggers_label_to_a_mark_links_them() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let from = harness
        .get_by_label("attack, Attack, suggested")
        .rect()
        .center();
    let to = middle(&harness, "warehouse");
    drag(&mut harness, from, to, Modifiers::NONE);
    let events = take_events(&mut harness);
    let linked = ArticleEvent::Linked {
        from: MarkKey(6),
        to: ArcEnd::Mark(MarkKey(7)),
    };
    assert_eq!(events, [linked]);
}

#[test]
fn a_link_may_end_on_bare_text() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let from = harness
        .get_by_label("attack, Attack, suggested")
        .rect()
        .center();
    let to = middle(&harness, "Tuesday");
    drag(&mut harness, from, to, Modifiers::NONE);
    let linked = ArticleEvent::Linked {
        from: MarkKey(6),
        to: ArcEnd::Span(find(ARTICLE, "Tuesday")),
    };
    assert_eq!(take_events(&mut harness), [linked]);
}

#[test]
fn dragging_an_end_of_the_current_mark_moves_it_by_tokens() {
    let mut model = article();
    model.current = Some(MarkKey(5));
    let mut harness = harness(model, [900.0, 700.0]);
    let rect = place(&harness, "rocket");
    let end = egui::pos2(rect.right(), rect.top() + 12.0);
    let to = middle(&harness, "attack");
    drag(&mut harness, end, to, Modifiers::NONE);
    let moved = ArticleEvent::MarkResized {
        key: MarkKey(5),
        fragment: 0,
        span: find(ARTICLE, "rocket attack"),
    };
    assert_eq!(take_events(&mut harness), [moved]);
}

#[test]
fn double_and_triple_clicks_select_token_and_sentence() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let pos = middle(&harness, "reporters");
    harness.hover_at(pos);
    for _ in 0..3 {
        for pressed in [true, false] {
            harness.event(egui::Event::PointerButton {
                pos,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
        }
        harness.step();
    }
    harness.run();
    let selections: Vec<_> = take_events(&mut harness)
        .into_iter()
        .filter_map(|event| match event {
            ArticleEvent::Selected { span, .. } => Some(span),
            _ => None,
        })
        .collect();
    let line = ARTICLE
        .lines()
        .find(|line| line.starts_with("Talks"))
        .expect("the line");
    assert_eq!(
        selections,
        [find(ARTICLE, "reporters"), find(ARTICLE, line)]
    );
}

#[test]
fn leading_grows_only_where_marks_and_arcs_need_it() {
    let mut harness = harness(article(), [900.0, 700.0]);
    // Two rows of bare text stand closer than two rows with labels.
    let bare = place(&harness, "speaking").bottom() - place(&harness, "speaking").top();
    let labelled = place(&harness, "crane").bottom() - place(&harness, "crane").top();
    assert!(labelled > bare + 10.0, "{labelled} {bare}");
    let before = [
        place(&harness, "hospital").top(),
        place(&harness, "Talks").top(),
    ];
    let gap_before = before[1] - before[0];
    harness.state_mut().model.arcs_shown = ArcsShown::Of(MarkKey(6));
    harness.run();
    let gap_after = place(&harness, "Talks").top() - place(&harness, "hospital").top();
    assert!(
        (gap_before - gap_after).abs() < 0.01,
        "rows that no arc ends on keep their distance: {gap_before} {gap_after}"
    );
}

#[test]
fn showing_arcs_moves_nothing_under_the_pointer() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let before = place(&harness, "attack");
    harness.hover_at(middle(&harness, "attack"));
    harness.step();
    harness.state_mut().model.current = Some(MarkKey(6));
    harness.state_mut().model.arcs_shown = ArcsShown::Of(MarkKey(6));
    harness.run();
    let after = place(&harness, "attack");
    assert!(
        (before.top() - after.top()).abs() < 0.6,
        "{before:?} {after:?}"
    );
}

/// Paragraphs of three rows in which every row has marks.
fn dense(num: usize) -> ArticleModel {
    let sentence = "Harbour pilots from Kaldvik met the owners of the Northern Line on Monday to talk about pay, hours and the closing of two berths at Eastquay, which the union calls unlawful under the port charter of last year. ";
    let text = vec![sentence.trim(); num].join("\n");
    let mut marks = Vec::new();
    for (index, start) in text
        .match_indices("Harbour")
        .map(|(start, _)| start)
        .enumerate()
    {
        let words = [
            "pilots",
            "Kaldvik",
            "Northern Line",
            "Monday",
            "hours",
            "berths",
            "Eastquay",
            "union",
            "charter",
            "year",
        ];
        for (slot, word) in words.into_iter().enumerate() {
            let at = start + sentence.find(word).expect("a word of the sentence");
            let key = (index * 20 + slot) as u64;
            marks.push(mark(
                key,
                Span::from_range(at..at + word.len()),
                MarkKind::Name,
                "ORG",
            ));
        }
    }
    model_of(&text, &[], marks, Vec::new())
}

#[test]
fn eighteen_annotated_rows_are_in_sight() {
    // 1440 x 900 less menu, queue bar and status line, between two side panels.
    let mut harness = harness(dense(12), [870.0, 780.0]);
    harness.state_mut().view.scroll(Scroll::By(200.0));
    harness.run();
    let page = harness.state();
    let mut tops: Vec<i32> = page
        .model
        .marks()
        .iter()
        .filter_map(|mark| page.view.rect_of(mark.extent.envelope()))
        .filter(|rect| rect.bottom() <= 780.0)
        .map(|rect| rect.top().round() as i32)
        .collect();
    tops.sort_unstable();
    tops.dedup();
    assert!(tops.len() >= 18, "{} rows", tops.len());
}

#[test]
fn marks_out_of_sight_are_not_told_and_come_with_scrolling() {
    let mut harness = harness(dense(200), [870.0, 600.0]);
    let last = harness
        .state()
        .model
        .marks()
        .last()
        .expect("marks")
        .extent
        .envelope();
    assert_eq!(harness.state().view.rect_of(last), None);
    harness.state_mut().view.reveal(last, Reveal::Gently);
    harness.run();
    let rect = harness
        .state()
        .view
        .rect_of(last)
        .expect("it is in sight now");
    assert!(rect.top() > 60.0 && rect.bottom() <= 600.0, "{rect:?}");
    let told = harness.query_all_by_label("Kaldvik, ORG, accepted").count();
    assert!(told < 12, "{told} of 200");
}

#[test]
fn scrolling_ends_at_both_ends_and_comes_back_to_a_position() {
    let mut harness = harness(dense(200), [870.0, 600.0]);
    let top = |harness: &Harnessed| harness.state().view.visible_span().expect("text").start;
    harness.state_mut().view.scroll(Scroll::PageUp);
    harness.run();
    assert_eq!(top(&harness), 0);
    harness.state_mut().view.scroll(Scroll::PageDown);
    harness.state_mut().view.scroll(Scroll::PageDown);
    harness.run();
    let (here, position) = {
        let page = harness.state();
        (top(&harness), page.view.position(&page.model))
    };
    assert!(here > 0);
    harness.state_mut().view.scroll(Scroll::End);
    harness.run();
    let page = harness.state();
    assert_eq!(
        page.view.visible_span().expect("text").end,
        page.model.text().len()
    );
    let other = dense(200);
    let page = harness.state_mut();
    page.model = other;
    page.view.restore(position);
    harness.run();
    assert_eq!(top(&harness), here);
}

#[test]
fn marks_that_come_while_the_pointer_rests_on_the_text_leave_the_start_in_sight() {
    let mut harness = harness(dense(200), [870.0, 600.0]);
    let page = harness.state_mut();
    let (marks, arcs) = (page.model.marks().to_vec(), Vec::new());
    page.model.set_marks(Vec::new(), Vec::new());
    harness.run();
    harness.hover_at(egui::pos2(430.0, 450.0));
    harness.run();
    let page = harness.state_mut();
    page.view.scroll(Scroll::Start);
    page.model.set_marks(marks, arcs);
    harness.run();
    let start = harness.state().view.visible_span().expect("text").start;
    assert_eq!(start, 0);
}

#[test]
fn a_mark_added_far_away_leaves_the_others_where_they_belong() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let before = harness.get_by_label("Talks, Meet, accepted").rect();
    let page = harness.state_mut();
    let mut marks = page.model.marks().to_vec();
    marks.push(mark(99, find(ARTICLE, "Dockers"), MarkKind::Nominal, "PER"));
    page.model.set_marks(marks, Vec::new());
    harness.run();
    assert!(harness.query_by_label("Dockers, PER, accepted").is_some());
    let after = harness.get_by_label("Talks, Meet, accepted").rect();
    assert_eq!(before.left(), after.left());
}

#[test]
fn a_discontinuous_mention_is_one_mark() {
    let text = "Patrols left the north and the south coast.";
    let extent =
        Extent::from_fragments(vec![find(text, "north"), find(text, "coast")]).expect("fragments");
    let harness = harness(
        model_of(
            text,
            &[],
            vec![mark(1, extent, MarkKind::Name, "LOC")],
            Vec::new(),
        ),
        [900.0, 300.0],
    );
    assert_eq!(
        harness
            .query_all_by_label("north coast, LOC, accepted")
            .count(),
        1
    );
}

#[test]
fn a_mention_across_lines_and_paragraphs_is_named_once() {
    let text = "The ship belongs to the Northern\nLine of Eastquay.";
    let marks = vec![mark(1, find(text, "Northern\nLine"), MarkKind::Name, "ORG")];
    let harness = harness(model_of(text, &[], marks, Vec::new()), [900.0, 300.0]);
    assert_eq!(
        harness
            .query_all_by_label("Northern Line, ORG, accepted")
            .count(),
        1
    );
}

#[test]
fn right_to_left_text_is_clicked_and_selected_where_it_is_seen() {
    let text = "ميناء كالدفيك القديم";
    let model = model_of(
        text,
        &[],
        vec![mark(1, find(text, "ميناء"), MarkKind::Name, "FAC")],
        Vec::new(),
    );
    let mut harness = harness(model, [700.0, 300.0]);
    let (first, last) = (place(&harness, "ميناء"), place(&harness, "القديم"));
    assert!(
        first.left() > last.right(),
        "the first word stands at the right"
    );
    let y = first.top() + 12.0;
    let second = place(&harness, "كالدفيك").center().x;
    drag(
        &mut harness,
        egui::pos2(first.center().x, y),
        egui::pos2(second, y),
        Modifiers::NONE,
    );
    let events = take_events(&mut harness);
    let Some(ArticleEvent::Selected { span, .. }) = events.last() else {
        panic!("{events:?}");
    };
    assert_eq!(Text::new(text).slice(*span), "ميناء كالدفيك");
}

#[test]
fn the_caret_moves_by_rows_and_comes_back() {
    let mut harness = harness(article(), [900.0, 700.0]);
    let ctx = harness.ctx.clone();
    let page = harness.state_mut();
    let start = find(ARTICLE, "crane").start;
    let mut step = |caret, movement| page.view.caret_after(&ctx, &page.model, caret, movement);
    let below = step(start, CaretMove::RowDown);
    assert!(below > start);
    assert_eq!(step(below, CaretMove::RowUp), start);
    assert_eq!(step(start, CaretMove::NextToken), start + 5);
    assert_eq!(
        step(start, CaretMove::RowStart),
        find(ARTICLE, "Four").start
    );
    assert_eq!(step(start, CaretMove::Right), start + 1);
    assert_eq!(
        step(start, CaretMove::ParagraphDown),
        find(ARTICLE, "Talks").start
    );
    assert_eq!(step(0, CaretMove::RowUp), 0);
    assert_eq!(
        step(ARTICLE.len() as u32, CaretMove::RowDown),
        ARTICLE.len() as u32
    );
}

#[test]
fn every_row_is_reached_by_going_down_and_up() {
    let mut harness = harness(dense(4), [870.0, 700.0]);
    let ctx = harness.ctx.clone();
    let page = harness.state_mut();
    let mut caret = 5;
    let mut way = vec![caret];
    loop {
        let next = page
            .view
            .caret_after(&ctx, &page.model, caret, CaretMove::RowDown);
        assert!(next > caret, "down leads on: {way:?}");
        caret = next;
        if caret == page.model.text().len() {
            break;
        }
        way.push(caret);
    }
    assert!(way.len() >= 12, "{} rows", way.len());
    caret = way.pop().expect("rows");
    while let Some(expected) = way.pop() {
        caret = page
            .view
            .caret_after(&ctx, &page.model, caret, CaretMove::RowUp);
        let distance = caret.abs_diff(expected);
        assert!(distance <= 2, "up leads back: {caret} for {expected}");
    }
}

#[test]
fn other_scales_and_widths_keep_the_place_in_sight() {
    let mut harness = harness(dense(60), [1000.0, 600.0]);
    let middle = find(harness.state().model.text().as_str(), "Harbour").start + 210 * 30;
    harness
        .state_mut()
        .view
        .reveal(Span::new(middle, middle + 1), Reveal::Centre);
    harness.run();
    let seen = harness.state().view.visible_span().expect("text");
    harness.set_pixels_per_point(2.0);
    harness.run();
    harness.set_size(vec2(600.0, 600.0));
    harness.run();
    let now = harness.state().view.visible_span().expect("text");
    assert!(now.overlaps(seen), "{seen:?} {now:?}");
}

#[test]
fn an_empty_article_is_drawn_without_complaint() {
    let mut harness = harness(
        model_of("\n \n", &[], Vec::new(), Vec::new()),
        [400.0, 200.0],
    );
    harness.state_mut().view.scroll(Scroll::End);
    harness
        .state_mut()
        .view
        .reveal(Span::new(0, 0), Reveal::Centre);
    harness.run();
    assert_eq!(harness.state().view.visible_span(), None);
}
