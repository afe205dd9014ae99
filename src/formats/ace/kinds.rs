//! Which labels ACE has as entities, which as values, and which as times.

use smol_str::{SmolStr, format_smolstr};

/// How a mention is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Entity,
    /// With its type and subtype.
    Value(SmolStr, SmolStr),
    Time,
}

/// Labels of amounts and the like, with ACE's type and subtype.
const VALUES: [(&str, &str, &str); 6] = [
    ("MONEY", "Numeric", "Money"),
    ("PERCENT", "Numeric", "Percent"),
    ("CRIME", "Crime", ""),
    ("TITLE", "Job-Title", ""),
    ("Contact-Info", "Contact-Info", ""),
    ("Sentence", "Sentence", ""),
];

/// How a mention of that label is written.
pub(super) fn kind_of(label: &str) -> Kind {
    if matches!(label, "DATE" | "TIME") {
        return Kind::Time;
    }
    let value = VALUES.iter().find(|(known, ..)| *known == label);
    value.map_or(Kind::Entity, |(_, name, subtype)| {
        Kind::Value((*name).into(), (*subtype).into())
    })
}

/// The label of a value, and the subtype that it does not say itself.
pub(super) fn value_label(name: &str, subtype: &str) -> (SmolStr, SmolStr) {
    let mut values = VALUES.iter();
    let exact = values.find(|(_, known, own)| *known == name && *own == subtype);
    let by_type = || {
        let mut values = VALUES.iter();
        values.find(|(_, known, own)| *known == name && own.is_empty())
    };
    match (exact, by_type()) {
        (Some((label, ..)), _) => (SmolStr::new_static(label), SmolStr::default()),
        (None, Some((label, ..))) => (SmolStr::new_static(label), subtype.into()),
        (None, None) => (name.into(), subtype.into()),
    }
}

/// The label of a time: a time of day has a `T` in its value.
pub(super) fn time_label(value: Option<&str>) -> &'static str {
    if value.is_some_and(|value| value.contains('T')) {
        "TIME"
    } else {
        "DATE"
    }
}

/// Type and subtype of a name with a point in it.
pub(super) fn split(name: &str) -> (&str, Option<&str>) {
    match name.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (name, None),
    }
}

/// The name of a type and a subtype.
pub(super) fn joined(name: &str, subtype: Option<&str>) -> SmolStr {
    match subtype {
        Some(subtype) => format_smolstr!("{name}.{subtype}"),
        None => name.into(),
    }
}
