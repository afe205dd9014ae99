//! What separates the fields of a table and how they are quoted, found by parsing its beginning in every way.

use csv::{ByteRecord, Reader, ReaderBuilder};

/// How a field holds what would end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// In quotation marks, which are doubled inside.
    Doubled,
    /// In quotation marks, with a backslash before those inside.
    Escaped,
    /// Not at all: quotation marks are characters like others.
    None,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The byte between two fields; [`Dialect::ONE_COLUMN`] where there is nothing to separate.
    pub(super) separator: u8,
    pub(super) quotes: Quotes,
}

impl Dialect {
    /// A separator that no table has.
    const ONE_COLUMN: u8 = 0x1F;

    /// Rows to look at.
    const ROWS: usize = 60;

    /// A reader of a table written so.
    pub(super) fn reader<R: std::io::Read>(self, source: R) -> Reader<R> {
        ReaderBuilder::new()
            .delimiter(self.separator)
            .quoting(self.quotes != Quotes::None)
            .double_quote(self.quotes == Quotes::Doubled)
            .escape((self.quotes == Quotes::Escaped).then_some(b'\\'))
            .flexible(true)
            .has_headers(false)
            .from_reader(source)
    }

    /// The dialect in which most rows of `start` have equally many fields; of those alike the one with more fields, the usual one first.
    /// `is_whole`: whether `start` is all of the table, so that its last row counts.
    pub(super) fn find(start: &[u8], is_whole: bool) -> Self {
        let first_line = start.split(|byte| *byte == b'\n').next();
        let separators = [b',', b';', b'\t', b'|'];
        let is_there = |separator: &u8| first_line.is_some_and(|line| line.contains(separator));
        let mut best = Self {
            separator: Self::ONE_COLUMN,
            quotes: Quotes::Doubled,
        };
        let mut best_evidence = (0, 0);
        for separator in separators.into_iter().filter(is_there) {
            for quotes in [Quotes::Doubled, Quotes::Escaped, Quotes::None] {
                let dialect = Self { separator, quotes };
                let evidence = dialect.evidence(start, is_whole);
                if evidence > best_evidence {
                    best = dialect;
                    best_evidence = evidence;
                }
            }
        }
        best
    }

    /// Percent of the first rows that have as many fields as most of them, and how many fields that is; none where it is one.
    fn evidence(self, start: &[u8], is_whole: bool) -> (usize, usize) {
        let rows = self.rows(start, is_whole);
        let lengths: Vec<usize> = rows.iter().map(ByteRecord::len).collect();
        let count = |length: usize| lengths.iter().filter(|other| **other == length).count();
        let most = lengths
            .iter()
            .copied()
            .max_by_key(|length| (count(*length), *length));
        match most {
            // A table has the header's fields in its rows, so a header that differs from all rows speaks against this reading.
            Some(length) if length > 1 && lengths.first() == Some(&length) => {
                let share = count(length) * 100 / lengths.len();
                // A quotation mark that is never closed swallows all rows behind it, so that what is left fits too well.
                let is_open = is_whole
                    && self.quotes != Quotes::None
                    && memchr::memchr_iter(b'"', start).count() % 2 == 1;
                (if is_open { share / 2 } else { share }, length)
            }
            _ => (0, 0),
        }
    }

    /// The first rows of a table; the last one is left out where it may be cut.
    pub(super) fn rows(self, start: &[u8], is_whole: bool) -> Vec<ByteRecord> {
        let mut rows: Vec<ByteRecord> = self
            .reader(start)
            .into_byte_records()
            .map_while(Result::ok)
            .take(Self::ROWS + 1)
            .collect();
        if !is_whole && rows.len() > 1 {
            rows.pop();
        }
        rows
    }

    /// What is unusual about it, in words; `None` for commas and quotation marks as spreadsheets write them.
    pub(super) fn words(self) -> Option<String> {
        let separated = match self.separator {
            b';' => Some("separated by semicolons"),
            b'\t' => Some("separated by tabs"),
            b'|' => Some("separated by bars"),
            _ => None,
        };
        let quoted = match self.quotes {
            Quotes::Doubled => None,
            Quotes::Escaped => Some("quotation marks inside fields with a backslash before them"),
            Quotes::None => Some("quotation marks are characters like others"),
        };
        let all: Vec<&str> = separated.into_iter().chain(quoted).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_quotes_are_found_by_what_fits_all_rows() {
        use Quotes::{Doubled, Escaped};
        for (table, separator, quotes) in [
            ("id,text\n1,\"a, b\"\n2,c\n", b',', Doubled),
            ("id;text;x\n1;a, b;2\n2;c, d, e;3\n", b';', Doubled),
            ("id\ttext\n1\t\"Yes, he said\n2\tno\n", b'\t', Quotes::None),
            ("id|text\n1|a;b\n2|c\n", b'|', Doubled),
            ("id,text,x\n1,\"a \\\"b\\\", c\",2\n2,d,3\n", b',', Escaped),
            ("text\nOne, two\nthree\n", Dialect::ONE_COLUMN, Doubled),
            (
                "id,text\n1,\"two\n\nlines; and \"\"more\"\"\"\n",
                b',',
                Doubled,
            ),
        ] {
            let found = Dialect::find(table.as_bytes(), true);
            assert_eq!(found, Dialect { separator, quotes }, "{table}");
        }
    }
}
