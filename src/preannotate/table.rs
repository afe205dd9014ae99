//! How the program's own lists are written: a line a row, tabs between its fields; lines that begin with `#` are comments.
//!
//! They are read at every start, so they are cut with as little work as can be: no table of lines, no copy of a field.

/// The lines of a list, comments included.
pub(super) fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    cut_all(list, |rest| memchr::memchr(b'\n', rest))
}

/// The rows of a list.
pub(super) fn rows(list: &'static str) -> impl Iterator<Item = &'static str> {
    lines(list).filter(|line| !line.starts_with('#'))
}

/// The pieces of a string between `mark`, an ASCII character; no empty one behind the last mark.
pub(super) fn pieces(text: &'static str, mark: u8) -> impl Iterator<Item = &'static str> {
    cut_all(text, move |rest| find(mark, rest))
}

fn cut_all(
    text: &'static str,
    find: impl Fn(&[u8]) -> Option<usize>,
) -> impl Iterator<Item = &'static str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, behind) = cut(rest, find(rest.as_bytes()));
        rest = behind;
        Some(piece)
    })
}

/// The fields of a row.
pub(super) struct Fields(&'static str);

impl Fields {
    pub(super) fn of(row: &'static str) -> Self {
        Self(row)
    }

    /// The next field; empty behind the last one.
    pub(super) fn next(&mut self) -> &'static str {
        let (field, rest) = cut(self.0, find(b'\t', self.0.as_bytes()));
        self.0 = rest;
        field
    }
}

/// Where a mark stands. Fields have a few letters, so that a plain loop is done before a faster search has begun.
fn find(mark: u8, text: &[u8]) -> Option<usize> {
    text.iter().position(|byte| *byte == mark)
}

/// What stands before the mark at `at` and what stands behind it.
fn cut(text: &'static str, at: Option<usize>) -> (&'static str, &'static str) {
    let Some(at) = at else {
        return (text, "");
    };
    let (before, behind) = (text.get(..at), text.get(at + 1..));
    (before.unwrap_or_default(), behind.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_into_fields() {
        let list = "# form\tlabel\nal-Bab\tGPE\t\tcity\n\nHoms\n";
        let read: Vec<[&str; 4]> = rows(list)
            .map(|row| {
                let mut fields = Fields::of(row);
                std::array::from_fn(|_| fields.next())
            })
            .collect();
        assert_eq!(
            read,
            [["al-Bab", "GPE", "", "city"], [""; 4], ["Homs", "", "", ""]]
        );
        assert_eq!(lines(list).count(), 4);
        assert_eq!(pieces("a  b", b' ').collect::<Vec<_>>(), ["a", "", "b"]);
    }
}
