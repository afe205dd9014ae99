//! What a Markdown source says about itself: the front matter between two lines of hyphens at its start.

use super::article::explicit_date;
use crate::model::Metadata;

/// Title, author, date and address from the front matter; empty where there is none. Nested values are left out.
pub(super) fn front_matter(source: &str) -> Metadata {
    let mut meta = Metadata::default();
    let mut lines = source.lines();
    if lines.next().is_none_or(|line| line.trim_end() != "---") {
        return meta;
    }
    for line in lines.take_while(|line| !matches!(line.trim_end(), "---" | "...")) {
        let Some((name, written)) = line
            .split_once(':')
            .filter(|_| !line.starts_with([' ', '-', '#']))
        else {
            continue;
        };
        let value = written.trim().trim_matches(['"', '\'']);
        match name.trim().to_ascii_lowercase().as_str() {
            _ if value.is_empty() => {}
            "title" => value.clone_into(&mut meta.title),
            "author" | "byline" | "authors" => {
                value.trim_matches(['[', ']']).clone_into(&mut meta.byline);
            }
            "date" | "published" => meta.date = explicit_date(value).unwrap_or_default(),
            "url" | "link" | "canonical" => value.clone_into(&mut meta.url),
            _ => meta.other.push((name.trim().to_owned(), value.to_owned())),
        }
    }
    meta
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_becomes_metadata() {
        let meta = front_matter(
            "---\ntitle: \"Port: open\"\ndate: 2020-02-01 10:00\nauthor: Ana Ruiz\nmood: calm\n---\nText: none",
        );
        assert_eq!(
            (
                meta.title.as_str(),
                meta.date.as_str(),
                meta.byline.as_str()
            ),
            ("Port: open", "2020-02-01", "Ana Ruiz")
        );
        assert_eq!(meta.other, [("mood".to_owned(), "calm".to_owned())]);
        assert_eq!(front_matter("title: no"), Metadata::default());
    }
}
