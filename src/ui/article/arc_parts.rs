//! The arcs of a paragraph: which part of each lies on which row, in which lane.

use std::sync::Arc;

use super::arcs::{self, Request};
use super::labels::LabelCache;
use super::layout::{Laid, Setting};
use super::model::{ArcEnd, ArcsShown, ArticleModel, MarkKey, ResolvedArc};
use crate::model::schema::LabelColour;
use crate::text::Span;
use crate::ui::text_engine::ShapedText;

/// The part of an arc on one row.
#[derive(Clone, Debug)]
pub(super) struct ArcPart {
    /// Row.
    pub(super) row: usize,
    /// Height of its horizontal line.
    pub(super) y: f32,
    /// Where the line starts: above the trigger, or in the gutter.
    pub(super) from: f32,
    /// Where it comes down, or the gutter.
    pub(super) to: f32,
    /// Whether it starts at the trigger here.
    pub(super) leaves_trigger: bool,
    /// Whether it goes into the gutter at either end.
    pub(super) in_gutter: bool,
    /// The role name, for the part that reaches the filler.
    pub(super) role: Option<Arc<ShapedText>>,
    pub(super) suggested: bool,
    /// Colour of a relation; `None` for a role.
    pub(super) relation: Option<LabelColour>,
    pub(super) link: (MarkKey, ArcEnd),
}

/// Place of an event's line in the gutter, left of the column.
pub(super) fn gutter_x(arc: &ResolvedArc, shown: ArcsShown) -> f32 {
    let track = if shown == ArcsShown::All {
        arc.track % 5
    } else {
        0
    };
    -13.0 - 5.0 * f32::from(track)
}

impl Laid {
    /// Finds lanes for the arcs; the number of lanes above each row.
    pub(super) fn route_arcs(
        &mut self,
        model: &ArticleModel,
        index: usize,
        setting: &Setting<'_>,
        labels: &mut LabelCache,
    ) -> Vec<u8> {
        let drafts = self.draft_arcs(model, index, setting, labels);
        self.arcs.clear();
        let mut lanes = vec![0; self.shaped.rows.len()];
        for (row, num_lanes) in lanes.iter_mut().enumerate() {
            let on_row: Vec<_> = drafts.iter().filter(|(part, _)| part.row == row).collect();
            let requests: Vec<_> = on_row.iter().map(|(_, request)| *request).collect();
            let (routed, num) = arcs::route(&requests);
            *num_lanes = num;
            for ((part, _), routed) in on_row.into_iter().zip(routed) {
                self.arcs.push(ArcPart {
                    y: f32::from(routed.lane),
                    to: routed.to,
                    ..part.clone()
                });
            }
        }
        lanes
    }

    /// The parts of all drawn arcs in this paragraph, not routed yet.
    fn draft_arcs(
        &self,
        model: &ArticleModel,
        index: usize,
        setting: &Setting<'_>,
        labels: &mut LabelCache,
    ) -> Vec<(ArcPart, Request)> {
        let mut drafts: Vec<(ArcPart, Request)> = Vec::new();
        for arc in model.arcs_in(index) {
            let trigger = self.anchor(arc.from_span);
            let filler = self.anchor(arc.to_span);
            let gutter = gutter_x(arc, model.arcs_shown);
            let same_row =
                matches!((&trigger, &filler), (Some(one), Some(other)) if one.0 == other.0);
            if let Some((row, x0, x1)) = trigger
                && !same_row
            {
                let has_trunk = |(part, _): &(ArcPart, Request)| {
                    part.link.0 == arc.link.from
                        && part.row == row
                        && part.leaves_trigger
                        && part.in_gutter
                };
                if !drafts.iter().any(has_trunk) {
                    let from = f32::midpoint(x0, x1);
                    drafts.push((
                        ArcPart {
                            from,
                            leaves_trigger: true,
                            in_gutter: true,
                            role: None,
                            ..part_of(arc, row)
                        },
                        Request {
                            event: arc.from,
                            from,
                            filler: None,
                            name_width: 0.0,
                            gutter,
                        },
                    ));
                }
            }
            if let Some((row, x0, x1)) = filler {
                let from = match trigger {
                    Some((_, t0, t1)) if same_row => f32::midpoint(t0, t1),
                    _ => gutter,
                };
                let role = labels.get(setting.ctx, setting.sizes, &arc.link.role, true);
                let name_width = role.width() + 6.0;
                drafts.push((
                    ArcPart {
                        from,
                        leaves_trigger: same_row,
                        in_gutter: !same_row,
                        role: Some(role),
                        ..part_of(arc, row)
                    },
                    Request {
                        event: arc.from,
                        from,
                        filler: Some((x0, x1)),
                        name_width,
                        gutter,
                    },
                ));
            }
        }
        drafts
    }

    /// Row and stretch of the first piece of a span, if it starts in this paragraph.
    fn anchor(&self, span: Span) -> Option<(usize, f32, f32)> {
        if !self.span.contains_offset(span.start) {
            return None;
        }
        let row = self.shaped.row_of(span.start - self.span.start);
        let intervals = self.intervals(row, span);
        Some((row, intervals.first()?.x0, intervals.last()?.x1))
    }
}

fn part_of(arc: &ResolvedArc, row: usize) -> ArcPart {
    ArcPart {
        row,
        y: 0.0,
        from: 0.0,
        to: 0.0,
        leaves_trigger: false,
        in_gutter: false,
        role: None,
        suggested: arc.link.suggested,
        relation: arc.link.relation,
        link: (arc.link.from, arc.link.to.clone()),
    }
}
