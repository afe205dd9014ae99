//! Layers as the header names them, and cells with their escapes.

/// What a layer's annotations are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Span,
    Chain,
    Relation,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The value of a feature.
    Feature(String),
    /// The roles of a slot.
    Roles,
    /// Where those that fill the slot stand; the type of their layer.
    Targets(String),
    /// Where a relation begins; the type of the layer of its ends.
    Base(String),
    /// Whether something is there, for layers without features.
    Presence,
}

/// A layer and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) columns: Vec<Column>,
}

impl Layer {
    /// The layer of a header line; `None` for other lines.
    pub(super) fn read(line: &str) -> Option<Self> {
        let (kind, rest) = [
            ("#T_SP=", Kind::Span),
            ("#T_CH=", Kind::Chain),
            ("#T_RL=", Kind::Relation),
        ]
        .into_iter()
        .find_map(|(start, kind)| Some((kind, line.strip_prefix(start)?)))?;
        let mut fields = rest.trim_end().split('|');
        let name = fields.next()?.to_owned();
        let mut columns: Vec<Column> = Vec::new();
        for field in fields.filter(|field| !field.is_empty()) {
            let column = if field.starts_with("ROLE_") {
                Column::Roles
            } else if let Some(base) = field.strip_prefix("BT_") {
                Column::Base(base.to_owned())
            } else if columns.last() == Some(&Column::Roles) {
                Column::Targets(field.to_owned())
            } else {
                Column::Feature(field.to_owned())
            };
            columns.push(column);
        }
        if columns.is_empty() {
            columns.push(Column::Presence);
        }
        Some(Self {
            name,
            kind,
            columns,
        })
    }

    /// The last part of its name.
    pub(super) fn short_name(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }
}

/// Parts of `cell` between unescaped `separator`s.
pub(super) fn parts(cell: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut is_escaped = false;
    for (at, char) in cell.char_indices() {
        if is_escaped {
            is_escaped = false;
        } else if char == '\\' {
            is_escaped = true;
        } else if char == separator {
            parts.push(cell.get(start..at).unwrap_or_default());
            start = at + separator.len_utf8();
        }
    }
    parts.push(cell.get(start..).unwrap_or_default());
    parts
}

/// A value without the unescaped `[…]` at its end, and what stands in that.
pub(super) fn bracket(value: &str) -> (&str, Option<&str>) {
    let inner = || {
        let rest = value.strip_suffix(']')?;
        let at = rest.rfind('[')?;
        let before = rest.get(..at)?;
        let num_escapes = before.len() - before.trim_end_matches('\\').len();
        let inner = rest.get(at + 1..)?;
        let is_number = inner
            .chars()
            .all(|char| char.is_ascii_digit() || char == '_');
        (num_escapes % 2 == 0 && is_number && !inner.is_empty()).then_some((before, inner))
    };
    match inner() {
        Some((before, inner)) => (before, Some(inner)),
        None => (value, None),
    }
}

/// `text` with what means something else escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\\' | '[' | ']' | '|' | '_' | ';' | '*' => {
                out.push('\\');
                out.push(char);
            }
            '>' if out.ends_with('-') => {
                out.insert(out.len() - 1, '\\');
                out.push('>');
            }
            _ => out.push(char),
        }
    }
    out
}

/// The text that was escaped.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            _ => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_layers_and_their_columns() {
        let layer = Layer::read("#T_SP=webanno.custom.Event|type|ROLE_webanno.custom.Event:arguments_webanno.custom.EventArgumentsLink|a.b.NamedEntity|note\n").unwrap();
        assert_eq!(
            layer.columns,
            [
                Column::Feature("type".to_owned()),
                Column::Roles,
                Column::Targets("a.b.NamedEntity".to_owned()),
                Column::Feature("note".to_owned()),
            ]
        );
        let flag = Layer::read("#T_SP=webanno.custom.Citation|").unwrap();
        assert_eq!(
            (flag.short_name(), flag.columns.as_slice()),
            ("Citation", &[Column::Presence][..])
        );
        assert_eq!(Layer::read("#Text=x"), None);
    }

    #[test]
    fn escapes_go_both_ways() {
        for text in ["a|b[1]", "_", "*", "x->y", "a;b\\", "a\tb\nc", ""] {
            let cell = escaped(text);
            assert_eq!(unescaped(&cell), text);
            assert_eq!(parts(&cell, '|').len(), 1, "{cell}");
            assert_eq!(bracket(&cell), (cell.as_str(), None));
        }
        assert_eq!(bracket("PER[12]"), ("PER", Some("12")));
        assert_eq!(bracket("1-2[3_0]"), ("1-2", Some("3_0")));
        assert_eq!(parts("a|b\\|c|", '|'), ["a", "b\\|c", ""]);
    }
}
