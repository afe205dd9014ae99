//! Which column of a table holds what.

use super::{OTHER, TAGS};
use crate::formats::reading::{Column, ReadOptions};

/// Names that columns have elsewhere, likelier ones first; letters and digits only.
const KNOWN: [(Column, &[&str]); 7] = [
    (
        Column::Text,
        &[
            "text",
            "body",
            "content",
            "article",
            "articletext",
            "articlebody",
            "fulltext",
            "maintext",
            "bodytext",
            "story",
            "contents",
            "paragraph",
            "sentence",
            "document",
        ],
    ),
    (
        Column::Id,
        &[
            "id",
            "docid",
            "documentid",
            "articleid",
            "storyid",
            "uuid",
            "guid",
            "uid",
        ],
    ),
    (Column::Title, &["title", "headline", "heading"]),
    (
        Column::Byline,
        &["byline", "author", "authors", "writer", "reporter"],
    ),
    (
        Column::Date,
        &[
            "date",
            "published",
            "publisheddate",
            "publishdate",
            "publicationdate",
            "pubdate",
            "publishedat",
            "datepublished",
            "datetime",
            "timestamp",
        ],
    ),
    (
        Column::Url,
        &[
            "url",
            "link",
            "address",
            "articleurl",
            "weburl",
            "permalink",
            "href",
        ],
    ),
    (
        Column::Source,
        &[
            "source",
            "publisher",
            "publication",
            "outlet",
            "newspaper",
            "domain",
            "sourcename",
            "feed",
        ],
    ),
];

/// What the columns of a table hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// Their names; numbers from 1 where the table has no header.
    pub(super) names: Vec<String>,
    /// Whether the first row is a header.
    pub(super) has_header: bool,
    /// Index of the column of each field.
    places: Vec<(Column, usize)>,
    /// Whether the text was told by nothing but the length of the fields.
    is_guess: bool,
}

impl Columns {
    /// Looks at the first rows, the user's words going before all guesses.
    ///
    /// # Errors
    /// In words, when the user names a column that is not there, or there is no row at all.
    pub(super) fn find(rows: &[Vec<String>], options: &ReadOptions) -> Result<Self, String> {
        let Some(first) = rows.first() else {
            return Err("the table has no row".to_owned());
        };
        let has_header = is_header(rows, options);
        let names: Vec<String> = if has_header {
            first.iter().map(|cell| cell.trim().to_owned()).collect()
        } else {
            (1..=first.len()).map(|number| number.to_string()).collect()
        };
        let mut columns = Self {
            names,
            has_header,
            ..Self::default()
        };
        for (column, wanted) in &options.columns {
            let place = columns.named(wanted).ok_or_else(|| {
                format!(
                    "there is no column “{wanted}”; the columns are {}",
                    columns.names.join(", ")
                )
            })?;
            columns.places.push((*column, place));
        }
        for (column, known) in KNOWN {
            if columns.place(column).is_none() {
                let free = known.iter().find_map(|name| columns.free(name));
                columns
                    .places
                    .extend(free.filter(|_| has_header).map(|place| (column, place)));
            }
        }
        if columns.place(Column::Text).is_none() {
            let rows = rows.get(usize::from(has_header)..).unwrap_or_default();
            let longest = (0..columns.names.len())
                .filter(|place| !columns.is_taken(*place))
                .max_by_key(|place| (num_chars(rows, *place), std::cmp::Reverse(*place)));
            let place = longest.ok_or("no column is left for the text")?;
            columns.places.push((Column::Text, place));
            columns.is_guess = columns.names.len() > 1;
        }
        Ok(columns)
    }

    /// The column of that name or number.
    fn named(&self, wanted: &str) -> Option<usize> {
        let is_it = |name: &String| name == wanted;
        let is_like = |name: &String| plain(name) == plain(wanted) && !plain(name).is_empty();
        let by_name = self.names.iter().position(is_it);
        by_name
            .or_else(|| self.names.iter().position(is_like))
            .or_else(|| wanted.parse::<usize>().ok()?.checked_sub(1))
            .filter(|place| *place < self.names.len())
    }

    /// The first column called `known` that holds nothing else.
    fn free(&self, known: &str) -> Option<usize> {
        let mut names = self.names.iter().enumerate();
        names
            .find(|(place, name)| plain(name) == known && !self.is_taken(*place))
            .map(|(place, _)| place)
    }

    fn is_taken(&self, place: usize) -> bool {
        self.places.iter().any(|(_, taken)| *taken == place)
    }

    /// The index of the column of `column`.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        let mut places = self.places.iter();
        places
            .find(|(known, _)| *known == column)
            .map(|(_, place)| *place)
    }

    /// Index and name of the columns that hold none of the known fields.
    pub(super) fn others(&self) -> impl Iterator<Item = (usize, &str)> {
        let names = self.names.iter().enumerate();
        names
            .filter(|(place, _)| !self.is_taken(*place))
            .map(|(place, name)| (place, name.as_str()))
    }

    /// What was found, in words.
    pub(super) fn words(&self) -> String {
        let mut places = self.places.clone();
        places.sort_unstable();
        let parts: Vec<String> = places
            .iter()
            .map(|(column, place)| {
                let name = self.names.get(*place).map_or("", String::as_str);
                let guess = match column {
                    Column::Text if self.is_guess => ", the longest",
                    _ => "",
                };
                format!("{} from column “{name}”{guess}", column.name())
            })
            .collect();
        let others: Vec<String> = self
            .others()
            .filter(|(_, name)| ![OTHER, TAGS].contains(name))
            .map(|(_, name)| format!("“{name}”"))
            .collect();
        let header = if self.has_header { "" } else { "no header; " };
        let kept = match others.len() {
            0 => String::new(),
            1 => format!("; {} is kept as a further field", others.concat()),
            _ => format!("; {} are kept as further fields", others.join(", ")),
        };
        format!("{header}{}{kept}", parts.join(", "))
    }
}

/// The letters and digits of a name, small.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|char| char.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Whether some cell of `row` is what columns of articles are called.
pub(super) fn has_known_name(row: &[String], column: Column) -> bool {
    let known = KNOWN.iter().find(|(known, _)| *known == column);
    known.is_some_and(|(_, names)| row.iter().any(|cell| names.contains(&plain(cell).as_str())))
}

fn num_chars(rows: &[Vec<String>], place: usize) -> usize {
    let cells = rows.iter().filter_map(|row| row.get(place));
    cells.map(|cell| cell.chars().count()).sum()
}

/// Whether the first row names the columns: it has a known name or one that the user told, or it is all short words above longer fields.
fn is_header(rows: &[Vec<String>], options: &ReadOptions) -> bool {
    let Some(first) = rows.first() else {
        return false;
    };
    let is_told = |cell: &String| {
        let mut told = options.columns.iter();
        told.any(|(_, name)| name.parse::<usize>().is_err() && name == cell.trim())
    };
    if first.iter().any(is_told)
        || KNOWN
            .iter()
            .any(|(column, _)| has_known_name(first, *column))
    {
        return true;
    }
    let is_name = |cell: &String| {
        let cell = cell.trim();
        cell.starts_with(|char: char| char.is_alphabetic() || char == '_')
            && cell.chars().count() <= 40
            && !cell.contains(['\n', '.', '/', ':'])
    };
    let longest = |row: &Vec<String>| row.iter().map(|cell| cell.chars().count()).max();
    let below = rows.iter().skip(1).filter_map(longest).max().unwrap_or(0);
    first.iter().all(is_name) && below > 2 * longest(first).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &[&[&str]]) -> Vec<Vec<String>> {
        let row = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        table.iter().map(row).collect()
    }

    #[test]
    fn columns_are_found_by_name_then_by_length() {
        let table = rows(&[
            &["Article ID", "Headline", "Full text", "Words"],
            &["7", "Two held", "Police held two men on Tuesday.", "6"],
        ]);
        let found = Columns::find(&table, &ReadOptions::default()).unwrap();
        assert_eq!(
            found.words(),
            "text from column “Full text”, id from column “Article ID”, title from column “Headline”; “Words” is kept as a further field"
        );
        let table = rows(&[
            &["7", "Police held two men."],
            &["8", "They were released."],
        ]);
        let found = Columns::find(&table, &ReadOptions::default()).unwrap();
        assert_eq!(
            found.words(),
            "no header; text from column “2”, the longest; “1” is kept as a further field"
        );
    }

    #[test]
    fn the_user_goes_before_all_guesses() {
        let table = rows(&[
            &["text", "abstract", "date"],
            &["Police held two men.", "Two held.", "2016-05-04"],
        ]);
        let options = |columns: Vec<(Column, String)>| ReadOptions {
            columns,
            ..ReadOptions::default()
        };
        let told = options(vec![(Column::Text, "Abstract".to_owned())]);
        let found = Columns::find(&table, &told).unwrap();
        assert_eq!(found.place(Column::Text), Some(1));
        assert_eq!(
            found.others().map(|(_, name)| name).collect::<Vec<_>>(),
            ["text"]
        );
        let by_number = options(vec![(Column::Title, "2".to_owned())]);
        let found = Columns::find(&table, &by_number).unwrap();
        assert_eq!(found.place(Column::Title), Some(1));
        let unknown = options(vec![(Column::Text, "story".to_owned())]);
        assert_eq!(
            Columns::find(&table, &unknown).unwrap_err(),
            "there is no column “story”; the columns are text, abstract, date"
        );
    }
}
