//! A text that was shaped and wrapped: its rows, its graphemes with their places, its glyphs.
//!
//! Positions are points from the left top corner of the text. A grapheme cluster has a place on exactly one row, so that a span of bytes becomes
//! one interval a row, or several where text of both directions mixes.

use std::ops::Range;

use egui::{Pos2, pos2};
use parley::{Layout, Line, PositionedLayoutItem};

use super::atlas::{Atlas, Meshes, RunFont, Sprite};
use super::{Ink, Inks};

/// A grapheme cluster and its place on its row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cluster {
    /// First byte in the text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Left edge.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Whether it runs from right to left.
    pub rtl: bool,
}

/// A horizontal stretch of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Left edge.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Whether the text in it runs from right to left.
    pub rtl: bool,
}

/// One glyph: its image, its pen position rounded to pixels, its ink.
#[derive(Clone, Copy, Debug)]
struct Glyph {
    sprite: Sprite,
    /// Left top corner of the image in pixels, from the row's left and baseline.
    at: Pos2,
    ink: Ink,
}

/// One row.
#[derive(Clone, Debug)]
pub struct ShapedRow {
    /// Bytes of the text, trailing blanks included.
    pub range: Range<u32>,
    /// From the baseline up to the top of the tallest font on it, in points.
    pub ascent: f32,
    /// From the baseline down to the bottom of the deepest font on it, in points.
    pub descent: f32,
    /// Left edge of the text.
    pub x0: f32,
    /// Right edge of the text, hanging blanks left out.
    pub x1: f32,
    clusters: Range<u32>,
    glyphs: Range<u32>,
}

/// A shaped and wrapped text.
#[derive(Clone, Debug)]
pub struct ShapedText {
    /// Its rows, from top to bottom; at least one.
    pub rows: Vec<ShapedRow>,
    /// Whether its first strong character runs from right to left.
    pub rtl: bool,
    /// The atlas generation its images belong to.
    pub generation: u64,
    /// Pixels per point it was made for.
    pub scale: f32,
    /// By row, from left to right.
    clusters: Vec<Cluster>,
    glyphs: Vec<Glyph>,
}

impl ShapedText {
    pub(super) fn new(layout: &Layout<Ink>, atlas: &mut Atlas, scale: f32) -> Self {
        let mut generation = atlas.generation();
        loop {
            let shaped = Self::collect(layout, atlas, scale);
            // When the atlas was dropped half way, the first glyphs point nowhere: once more, now that it has room.
            if shaped.generation == generation {
                return shaped;
            }
            generation = shaped.generation;
        }
    }

    fn collect(layout: &Layout<Ink>, atlas: &mut Atlas, scale: f32) -> Self {
        let mut shaped = Self {
            rows: Vec::with_capacity(layout.len()),
            rtl: layout.is_rtl(),
            generation: 0,
            scale,
            clusters: Vec::new(),
            glyphs: Vec::new(),
        };
        for line in layout.lines() {
            let row = shaped.row(&line, atlas);
            shaped.rows.push(row);
        }
        shaped.generation = atlas.generation();
        shaped
    }

    fn row(&mut self, line: &Line<'_, Ink>, atlas: &mut Atlas) -> ShapedRow {
        let scale = self.scale;
        let metrics = line.metrics();
        let (first_cluster, first_glyph) = (self.clusters.len() as u32, self.glyphs.len() as u32);
        let mut pen = metrics.offset;
        let (mut ascent, mut descent) = (0.0_f32, 0.0_f32);
        for run in line.runs() {
            let font = run.font_metrics();
            ascent = ascent.max(font.ascent);
            descent = descent.max(font.descent);
            for cluster in run.visual_clusters() {
                let bytes = cluster.text_range();
                let x0 = pen;
                pen += cluster.advance();
                self.clusters.push(Cluster {
                    start: bytes.start as u32,
                    end: bytes.end as u32,
                    x0: x0 / scale,
                    x1: pen / scale,
                    rtl: cluster.is_rtl(),
                });
            }
        }
        self.glyphs_of(line, atlas);
        let bytes = line.text_range();
        // Blanks at the end of a wrapped row hang over its end edge: the left one where the text runs from right to left.
        let hanging = metrics.hanging_advance;
        let (x0, x1) = if self.rtl {
            (metrics.offset + hanging, metrics.offset + metrics.advance)
        } else {
            (metrics.offset, metrics.offset + metrics.advance - hanging)
        };
        ShapedRow {
            range: bytes.start as u32..bytes.end as u32,
            ascent: ascent / scale,
            descent: descent / scale,
            x0: x0 / scale,
            x1: x1 / scale,
            clusters: first_cluster..self.clusters.len() as u32,
            glyphs: first_glyph..self.glyphs.len() as u32,
        }
    }

    fn glyphs_of(&mut self, line: &Line<'_, Ink>, atlas: &mut Atlas) {
        let baseline = line.metrics().baseline;
        for item in line.items() {
            let PositionedLayoutItem::GlyphRun(glyph_run) = item else {
                continue;
            };
            let font = RunFont::of(glyph_run.run());
            let ink = glyph_run.style().brush;
            for glyph in glyph_run.positioned_glyphs() {
                let whole = glyph.x.floor();
                let Some(sprite) = atlas.sprite(&font, glyph.id, glyph.x - whole) else {
                    continue;
                };
                let at = pos2(whole, (glyph.y - baseline).round()) + sprite.offset;
                self.glyphs.push(Glyph { sprite, at, ink });
            }
        }
    }

    /// Width of the widest row.
    pub fn width(&self) -> f32 {
        self.rows.iter().map(|row| row.x1).fold(0.0, f32::max)
    }

    /// The graphemes of a row, from left to right.
    pub fn clusters(&self, row: usize) -> &[Cluster] {
        let Some(row) = self.rows.get(row) else {
            return &[];
        };
        self.clusters
            .get(row.clusters.start as usize..row.clusters.end as usize)
            .unwrap_or_default()
    }

    /// Where the bytes of `range` stand on `row`, from left to right; empty when none of them does. A blank at the end of a wrapped row is left out.
    pub fn intervals(&self, row: usize, range: &Range<u32>) -> Vec<Interval> {
        let mut found: Vec<Interval> = Vec::new();
        let Some(edge) = self.rows.get(row) else {
            return found;
        };
        for cluster in self.clusters(row) {
            if cluster.start >= range.end || cluster.end <= range.start {
                continue;
            }
            let (x0, x1) = (cluster.x0.max(edge.x0), cluster.x1.min(edge.x1));
            if x1 <= x0 && !found.is_empty() {
                continue;
            }
            match found.last_mut() {
                Some(last) if (last.x1 - x0).abs() < 0.5 && last.rtl == cluster.rtl => {
                    last.x1 = x1.max(last.x1);
                }
                _ => found.push(Interval {
                    x0,
                    x1: x1.max(x0),
                    rtl: cluster.rtl,
                }),
            }
        }
        found
    }

    /// Index of the row on which the byte at `offset` stands.
    pub fn row_of(&self, offset: u32) -> usize {
        self.rows
            .partition_point(|row| row.range.end <= offset)
            .min(self.rows.len().saturating_sub(1))
    }

    /// Where a caret before the byte at `offset` stands on `row`.
    pub fn caret_x(&self, row: usize, offset: u32) -> f32 {
        let clusters = self.clusters(row);
        if let Some(cluster) = clusters
            .iter()
            .find(|cluster| cluster.start <= offset && offset < cluster.end)
        {
            return if cluster.rtl { cluster.x1 } else { cluster.x0 };
        }
        // Past the last grapheme in reading order.
        let last = clusters.iter().max_by_key(|cluster| cluster.end);
        last.map_or(
            0.0,
            |cluster| if cluster.rtl { cluster.x0 } else { cluster.x1 },
        )
    }

    /// The grapheme boundary nearest to `x` on `row`, in bytes.
    pub fn boundary_at(&self, row: usize, x: f32) -> u32 {
        let Some(cluster) = self.cluster_at(row, x) else {
            return self.rows.get(row).map_or(0, |row| row.range.start);
        };
        let is_left_half = x < f32::midpoint(cluster.x0, cluster.x1);
        if is_left_half == cluster.rtl {
            cluster.end
        } else {
            cluster.start
        }
    }

    /// The grapheme at `x` on `row`, the nearest one where there is none.
    pub fn cluster_at(&self, row: usize, x: f32) -> Option<&Cluster> {
        let clusters = self.clusters(row);
        let index = clusters.partition_point(|cluster| cluster.x1 <= x);
        clusters.get(index).or_else(|| clusters.last())
    }

    /// Adds the glyphs of one row whose left and baseline stand at `origin`, rounded to whole pixels. `inks` gives each ink's colour, the last one
    /// to inks beyond.
    pub fn paint_row(&self, meshes: &mut Meshes, row: usize, origin: Pos2, inks: Inks<'_>) {
        let Some(row) = self.rows.get(row) else {
            return;
        };
        let corner = (origin.to_vec2() * self.scale).round();
        let glyphs = self
            .glyphs
            .get(row.glyphs.start as usize..row.glyphs.end as usize);
        for glyph in glyphs.unwrap_or_default() {
            let colour = inks.get(usize::from(glyph.ink)).or(inks.last());
            let at = ((glyph.at + corner).to_vec2() / self.scale).to_pos2();
            meshes.add(
                &glyph.sprite,
                at,
                self.scale,
                colour.copied().unwrap_or_default(),
            );
        }
    }

    /// Bytes of the text that fit into `width` on a single row, whole graphemes only.
    pub fn fitting(&self, width: f32) -> u32 {
        let mut clusters: Vec<_> = self.clusters(0).to_vec();
        clusters.sort_by_key(|cluster| cluster.start);
        let mut used = 0.0;
        let mut end = 0;
        for cluster in clusters {
            used += cluster.x1 - cluster.x0;
            if used > width {
                break;
            }
            end = cluster.end;
        }
        end
    }
}
