//! Zones: which part of a scraped article a stretch of text is. They mark, they never rewrite.

use super::offset::Span;

pub(crate) use super::heads::{author_of, month_number};
pub use super::zone_finder::{find_markdown_zones, find_zones, find_zones_below};

/// What a stretch of an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ZoneKind {
    /// The title line.
    Headline,
    /// Who wrote it.
    Byline,
    /// Place, date and agency before the first sentence: "ALEPPO, Syria (Reuters) –".
    Dateline,
    /// The running text.
    Body,
    /// Words of a speaker inside the body, without the quotation marks' attribution. Overlaps `Body`.
    Quotation,
    /// Not the article: "Share", "Advertisement", cookie and newsletter lines. Skipped by pre-annotation.
    Boilerplate,
    /// Markup of a Markdown source.
    Markup,
}

impl ZoneKind {
    /// All kinds, in the order of the interchange record.
    pub const ALL: [Self; 7] = [
        Self::Headline,
        Self::Byline,
        Self::Dateline,
        Self::Body,
        Self::Quotation,
        Self::Boilerplate,
        Self::Markup,
    ];

    /// Its word in files and in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Body => "body",
            Self::Quotation => "quotation",
            Self::Boilerplate => "boilerplate",
            Self::Markup => "markup",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether suggestions and exports leave it out.
    pub fn is_skipped(self) -> bool {
        matches!(self, Self::Boilerplate | Self::Markup)
    }
}

/// One marked stretch. Zones of a document are sorted by start; only a quotation (in the body) and markup lie inside another zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone {
    /// What it is.
    pub kind: ZoneKind,
    /// Where it is.
    pub span: Span,
}
