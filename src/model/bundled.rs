//! The schemas that come with the program (`assets/schema`), and how a schema file is read.
//!
//! | name | what it holds |
//! | --- | --- |
//! | `news` | the default: entities of news with dates and amounts, the 33 event types of ACE 2005, diplomacy, the module `civil` |
//! | `ace2005` | ACE 2005's entity types with subtypes, values in a module, event types, relations |
//! | `plover` | PLOVER's 16 event types between actors, with modes and contexts |
//! | `ontonotes`, `conll2003` | names only |
//! | `blank` | nothing yet |

use std::sync::LazyLock;

use super::Schema;

/// The bundled schemas: name and source, the default first.
const SOURCES: [(&str, &str); 6] = [
    ("news", include_str!("../../assets/schema/news.ron")),
    ("ace2005", include_str!("../../assets/schema/ace2005.ron")),
    ("plover", include_str!("../../assets/schema/plover.ron")),
    (
        "ontonotes",
        include_str!("../../assets/schema/ontonotes.ron"),
    ),
    (
        "conll2003",
        include_str!("../../assets/schema/conll2003.ron"),
    ),
    ("blank", include_str!("../../assets/schema/blank.ron")),
];

/// Names of the bundled schemas, the default first.
pub fn schema_names() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().map(|(name, _)| *name)
}

/// The source of the bundled schema of that name, comments included.
pub fn schema_source(name: &str) -> Option<&'static str> {
    SOURCES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, source)| *source)
}

/// The bundled schema of that name.
pub fn schema(name: &str) -> Option<Schema> {
    let source = schema_source(name)?;
    Some(if name == NEWS {
        news()
    } else {
        read_bundled(source)
    })
}

/// The name of the default schema.
const NEWS: &str = "news";

/// The default schema.
pub fn news() -> Schema {
    news_schema().clone()
}

/// The program's own copy of the default schema, read when first asked for.
pub fn news_schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> =
        LazyLock::new(|| read_bundled(schema_source(NEWS).expect("`news` is bundled")));
    &SCHEMA
}

fn read_bundled(source: &str) -> Schema {
    read_schema(source).expect("the bundled schemas are sound, a test reads them")
}

/// Reads a schema file. Absent fields take their default; whether the schema makes sense is asked by [`super::schema_check`].
///
/// # Errors
/// With line and column, where the file is no RON or names a field that schemas do not have.
pub fn read_schema(source: &str) -> Result<Schema, ron::error::SpannedError> {
    ron::from_str(source)
}
