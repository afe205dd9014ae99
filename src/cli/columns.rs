//! Options that say which columns of a table hold what.

use clap::Args;

use crate::formats::reading::Column;

/// Columns that the user named.
pub(super) type Columns = Vec<(Column, String)>;

/// Columns by name or by number from 1. What is not told is guessed, and said.
#[derive(Debug, Default, Args)]
#[command(
    next_help_heading = "Columns of a table (csv, tsv), by name or number; guessed and said where not given"
)]
pub(super) struct ColumnArguments {
    /// The column of the articles
    #[arg(long, value_name = "COLUMN")]
    text_column: Option<String>,
    /// The column of their ids
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<String>,
    /// The column of their titles
    #[arg(long, value_name = "COLUMN")]
    title_column: Option<String>,
    /// The column of who wrote them
    #[arg(long, value_name = "COLUMN")]
    byline_column: Option<String>,
    /// The column of the days of publication
    #[arg(long, value_name = "COLUMN")]
    date_column: Option<String>,
    /// The column of their addresses
    #[arg(long, value_name = "COLUMN")]
    url_column: Option<String>,
    /// The column of where they came from
    #[arg(long, value_name = "COLUMN")]
    source_column: Option<String>,
}

impl ColumnArguments {
    /// Those that were named.
    pub(super) fn named(&self) -> Columns {
        let named = |column: Column| match column {
            Column::Text => &self.text_column,
            Column::Id => &self.id_column,
            Column::Title => &self.title_column,
            Column::Byline => &self.byline_column,
            Column::Date => &self.date_column,
            Column::Url => &self.url_column,
            Column::Source => &self.source_column,
        };
        let columns = Column::ALL.into_iter();
        columns
            .filter_map(|column| Some((column, named(column).clone()?)))
            .collect()
    }
}
