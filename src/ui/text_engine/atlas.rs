//! Glyph images in textures.
//!
//! Each image is made once per font, size and quarter of a pixel, also before there is a window to draw it in. When the pages are full, all are dropped and [`Atlas::generation`] counts up:
//! whoever keeps shaped text compares it and shapes anew.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use egui::{
    Color32, ColorImage, Context, Mesh, Pos2, Rect, TextureHandle, TextureId, TextureOptions, Vec2,
    pos2, vec2,
};
use parley::{FontData, Run};
use swash::scale::image::{Content, Image};
use swash::scale::outline::Outline;
use swash::scale::{Render, ScaleContext, Scaler, Source, StrikeWith};
use swash::zeno::{Angle, Mask, Origin, Transform, Vector};
use swash::{FontRef, tag_from_bytes};

use super::Ink;

/// Side of a page in pixels.
const PAGE: u32 = 1024;
/// Pages before everything is dropped: about 8,000 Chinese characters at twice the usual resolution.
const MAX_PAGES: usize = 12;
/// Outlines kept; all are dropped beyond.
const MOST_OUTLINES: usize = 2000;
/// Size in pixels from which pixels are small enough to do without hints.
const HINTED_BELOW: f32 = 30.0;
/// Horizontal positions of a glyph within a pixel that get an image of their own.
const SUBPIXELS: f32 = 4.0;

/// Names one glyph image.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    font: u64,
    face: u32,
    glyph: u32,
    size_bits: u32,
    variation: u64,
    quarter: u8,
    bold: bool,
    skew: i8,
}

/// A glyph image: its page and place there. Sizes in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sprite {
    /// Index of the page.
    pub page: u8,
    /// From the pen position, rounded down to whole pixels, to the image's left top corner.
    pub offset: Vec2,
    /// Width and height.
    pub size: Vec2,
    /// Place in the page, 0 to 1.
    pub uv: Rect,
    /// Whether the image has colours of its own (emoji).
    pub coloured: bool,
}

/// How the glyphs of one run are to be made.
pub(super) struct RunFont<'a> {
    pub(super) font: &'a FontData,
    pub(super) size: f32,
    pub(super) coords: Vec<i16>,
    pub(super) bold: bool,
    pub(super) skew: f32,
}

impl<'a> RunFont<'a> {
    pub(super) fn of(run: &'a Run<'_, Ink>) -> Self {
        let coords = run.normalized_coords().iter();
        Self {
            font: run.font(),
            size: run.font_size(),
            coords: coords.map(|coord| coord.to_bits()).collect(),
            bold: run.synthesis().embolden(),
            skew: run.synthesis().skew().unwrap_or_default(),
        }
    }
}

/// All glyph images.
#[derive(Default)]
pub struct Atlas {
    scaler: ScaleContext,
    pages: Vec<Page>,
    sprites: HashMap<Key, Option<Sprite>>,
    /// Scaled and hinted outlines by key with no quarter.
    outlines: HashMap<Key, Outline>,
    generation: u64,
    dark: bool,
}

struct Page {
    paper: Paper,
    /// Top, height and used width of each shelf.
    shelves: Vec<(u32, u32, u32)>,
}

/// Where the images of a page are.
enum Paper {
    /// In memory: nothing of the page was drawn yet, perhaps there is no window.
    Staged(ColorImage),
    /// In a texture.
    Shown(TextureHandle),
}

impl Atlas {
    /// Counts how often all images were dropped.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Makes the images of a glyph in all its places within a pixel.
    pub(super) fn prepare(&mut self, run: &RunFont<'_>, glyph: u32) {
        for quarter in 0..SUBPIXELS as u8 {
            self.sprite(run, glyph, f32::from(quarter) / SUBPIXELS);
        }
    }

    /// Images that were made, those of blanks included.
    #[cfg(test)]
    pub(super) fn num_images(&self) -> usize {
        self.sprites.len()
    }

    pub(super) fn set_dark(&mut self, dark: bool) {
        if self.dark != dark {
            self.dark = dark;
            self.clear();
        }
    }

    fn clear(&mut self) {
        self.pages.clear();
        self.sprites.clear();
        self.generation += 1;
    }

    /// One mesh a page, to collect glyphs in.
    pub fn meshes(&mut self, ctx: &Context) -> Meshes {
        let pages = self.pages.iter_mut();
        Meshes(
            pages
                .map(|page| Mesh::with_texture(page.texture(ctx)))
                .collect(),
        )
    }

    /// The image of a glyph whose pen stands `fraction` of a pixel right of a whole one. `None` for blanks.
    pub(super) fn sprite(
        &mut self,
        run: &RunFont<'_>,
        glyph: u32,
        fraction: f32,
    ) -> Option<Sprite> {
        let quarter = (fraction * SUBPIXELS) as u8;
        let variation = run.coords.iter().fold(0_u64, |hash, coord| {
            hash.wrapping_mul(31)
                .wrapping_add(u64::from(coord.cast_unsigned()) + 1)
        });
        let key = Key {
            font: run.font.data.id(),
            face: run.font.index,
            glyph,
            size_bits: run.size.to_bits(),
            variation,
            quarter,
            bold: run.bold,
            skew: run.skew as i8,
        };
        if let Some(known) = self.sprites.get(&key) {
            return *known;
        }
        let image = self.draw(run, &key, f32::from(quarter) / SUBPIXELS);
        let sprite = image.and_then(|image| self.store(&image));
        self.sprites.insert(key, sprite);
        sprite
    }

    fn draw(&mut self, run: &RunFont<'_>, key: &Key, fraction: f32) -> Option<Image> {
        let font = FontRef::from_index(run.font.data.as_ref(), run.font.index as usize)?;
        // Hints keep stems of small text sharp. Fonts without instructions would be hinted by guesses, which costs more than it gives.
        let has_hints = font.table(tag_from_bytes(b"fpgm")).is_some();
        let mut scaler = self
            .scaler
            .builder(font)
            .size(run.size)
            .hint(has_hints && run.size < HINTED_BELOW)
            .normalized_coords(&run.coords)
            .build();
        let glyph = u16::try_from(key.glyph).ok()?;
        let offset = Vector::new(fraction, 0.0);
        if scaler.has_color_outlines() || scaler.has_color_bitmaps() {
            let sources = [
                Source::ColorOutline(0),
                Source::ColorBitmap(StrikeWith::BestFit),
            ];
            let coloured = Render::new(&sources)
                .offset(offset)
                .render(&mut scaler, glyph);
            if let Some(image) = coloured.filter(has_pixels) {
                return Some(image);
            }
        }
        // All positions within a pixel share one outline: hinting it is what takes time.
        let whole = Key { quarter: 0, ..*key };
        if self.outlines.len() > MOST_OUTLINES {
            self.outlines.clear();
        }
        let outline = match self.outlines.entry(whole) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(outline_of(&mut scaler, run, glyph)?),
        };
        let mut image = Image::new();
        let (data, placement) = Mask::new(outline.path())
            .origin(Origin::BottomLeft)
            .offset(offset)
            .render_offset(offset)
            .inspect(|_, _, _| {}) // measures: without it the top would be that of an empty mask
            .render();
        image.data = data;
        image.placement = placement;
        image.content = Content::Mask;
        Some(image).filter(has_pixels)
    }

    fn store(&mut self, image: &Image) -> Option<Sprite> {
        let (width, height) = (image.placement.width, image.placement.height);
        if width + 1 > PAGE || height + 1 > PAGE {
            return None;
        }
        let (page, x, y) = self.place(width + 1, height + 1);
        let coloured = image.content == Content::Color;
        let pixels: Vec<Color32> = if coloured {
            image
                .data
                .chunks_exact(4)
                .map(|rgba| Color32::from_rgba_unmultiplied(rgba[0], rgba[1], rgba[2], rgba[3]))
                .collect()
        } else {
            let dark = self.dark;
            image
                .data
                .iter()
                .map(|coverage| mask(*coverage, dark))
                .collect()
        };
        let size = [width as usize, height as usize];
        self.pages[page].put([x as usize, y as usize], ColorImage::new(size, pixels));
        let side = PAGE as f32;
        let min = pos2(x as f32, y as f32);
        let extent = vec2(width as f32, height as f32);
        Some(Sprite {
            page: page as u8,
            offset: vec2(image.placement.left as f32, -image.placement.top as f32),
            size: extent,
            uv: Rect::from_min_max(
                (min.to_vec2() / side).to_pos2(),
                ((min + extent).to_vec2() / side).to_pos2(),
            ),
            coloured,
        })
    }

    /// Page and left top corner of a free rectangle.
    fn place(&mut self, width: u32, height: u32) -> (usize, u32, u32) {
        if let Some(index) = self.pages.len().checked_sub(1)
            && let Some((x, y)) = self.pages[index].take(width, height)
        {
            return (index, x, y);
        }
        if self.pages.len() == MAX_PAGES {
            self.clear();
        }
        let side = PAGE as usize;
        let blank = ColorImage::filled([side, side], Color32::TRANSPARENT);
        self.pages.push(Page {
            paper: Paper::Staged(blank),
            shelves: vec![(0, height, width)],
        });
        (self.pages.len() - 1, 0, 0)
    }
}

fn has_pixels(image: &Image) -> bool {
    image.placement.width > 0 && image.placement.height > 0
}

/// The outline of a glyph, made bold or slanted where the font has no such style.
fn outline_of(scaler: &mut Scaler<'_>, run: &RunFont<'_>, glyph: u16) -> Option<Outline> {
    let mut outline = scaler.scale_outline(glyph)?;
    if run.bold {
        let strength = run.size / 24.0;
        outline.embolden(strength, strength);
    }
    if run.skew != 0.0 {
        outline.transform(&Transform::skew(Angle::from_degrees(run.skew), Angle::ZERO));
    }
    Some(outline)
}

impl Page {
    /// Its texture, made of all images so far when it is first asked for.
    fn texture(&mut self, ctx: &Context) -> TextureId {
        if let Paper::Staged(picture) = &mut self.paper {
            let picture = std::mem::take(picture);
            let texture = ctx.load_texture("article glyphs", picture, TextureOptions::LINEAR);
            self.paper = Paper::Shown(texture);
        }
        match &self.paper {
            Paper::Shown(texture) => texture.id(),
            Paper::Staged(_) => TextureId::default(),
        }
    }

    /// Puts an image at a place that was taken for it.
    fn put(&mut self, [x, y]: [usize; 2], image: ColorImage) {
        match &mut self.paper {
            Paper::Shown(texture) => texture.set_partial([x, y], image, TextureOptions::LINEAR),
            Paper::Staged(picture) => {
                let rows = picture.pixels.chunks_exact_mut(PAGE as usize).skip(y);
                let width = image.width();
                for (row, pixels) in rows.zip(image.pixels.chunks_exact(width)) {
                    row[x..x + width].copy_from_slice(pixels);
                }
            }
        }
    }

    fn take(&mut self, width: u32, height: u32) -> Option<(u32, u32)> {
        let fits = |shelf: &&mut (u32, u32, u32)| {
            shelf.1 >= height && shelf.1 <= height + height / 3 + 2 && shelf.2 + width <= PAGE
        };
        if let Some((top, _, used)) = self.shelves.iter_mut().find(fits) {
            let x = *used;
            *used += width;
            return Some((x, *top));
        }
        let top = self
            .shelves
            .last()
            .map_or(0, |(top, height, _)| top + height);
        (top + height <= PAGE).then(|| {
            self.shelves.push((top, height, width));
            (0, top)
        })
    }
}

/// Coverage as a white pixel. Light text on dark paper looks thinner than it is, so it gets more.
fn mask(coverage: u8, dark: bool) -> Color32 {
    let alpha = if dark {
        let share = f32::from(coverage) / 255.0;
        ((2.0 * share - share * share) * 255.0).round() as u8
    } else {
        coverage
    };
    Color32::from_rgba_premultiplied(alpha, alpha, alpha, alpha)
}

/// Glyphs to be drawn, one mesh a page.
pub struct Meshes(Vec<Mesh>);

impl Meshes {
    /// Adds a sprite with its left top corner at `min`, in points.
    pub(super) fn add(&mut self, sprite: &Sprite, min: Pos2, scale: f32, colour: Color32) {
        if let Some(mesh) = self.0.get_mut(usize::from(sprite.page)) {
            let colour = if sprite.coloured {
                Color32::from_white_alpha(colour.a())
            } else {
                colour
            };
            mesh.add_rect_with_uv(
                Rect::from_min_size(min, sprite.size / scale),
                sprite.uv,
                colour,
            );
        }
    }

    /// The meshes that hold anything, as shapes.
    pub fn into_shapes(self) -> impl Iterator<Item = egui::Shape> {
        self.0
            .into_iter()
            .filter(|mesh| !mesh.is_empty())
            .map(egui::Shape::mesh)
    }
}
