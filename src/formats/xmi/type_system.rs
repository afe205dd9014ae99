//! The types of what is written, as UIMA describes them.

use crate::formats::xml::push_text;

/// Name, what it is derived from, its features with their ranges.
type Described = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const STRING: &str = "uima.cas.String";
const ANNOTATION: &str = "uima.tcas.Annotation";

const TYPES: [Described; 9] = [
    (
        "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence",
        ANNOTATION,
        &[("id", STRING)],
    ),
    (
        "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token",
        ANNOTATION,
        &[("id", STRING)],
    ),
    (
        "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData",
        "uima.tcas.DocumentAnnotation",
        &[
            ("documentTitle", STRING),
            ("documentId", STRING),
            ("documentUri", STRING),
            ("collectionId", STRING),
            ("documentBaseUri", STRING),
            ("isLastSegment", "uima.cas.Boolean"),
        ],
    ),
    (
        "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.MetaDataStringField",
        ANNOTATION,
        &[("key", STRING), ("value", STRING)],
    ),
    (
        super::NAMED_ENTITY,
        ANNOTATION,
        &[
            ("value", STRING),
            ("identifier", STRING),
            ("level", STRING),
            ("normalized", STRING),
            ("count", STRING),
            ("entity", STRING),
            ("attributes", STRING),
        ],
    ),
    (
        super::EVENT,
        ANNOTATION,
        &[
            ("category", STRING),
            ("chain", STRING),
            ("plover", STRING),
            ("attributes", STRING),
            ("arguments", "uima.cas.FSArray"),
        ],
    ),
    (
        "webanno.custom.EventArgumentsLink",
        "uima.cas.TOP",
        &[("role", STRING), ("target", ANNOTATION)],
    ),
    (
        super::RELATION,
        ANNOTATION,
        &[
            ("label", STRING),
            ("attributes", STRING),
            ("Governor", ANNOTATION),
            ("Dependent", ANNOTATION),
        ],
    ),
    (super::FILLER, ANNOTATION, &[]),
];

/// The file that describes them.
pub(super) fn description() -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n<types>\n".to_owned();
    let element = |out: &mut String, name: &str, value: &str| {
        out.push_str(&format!("<{name}>"));
        push_text(out, value);
        out.push_str(&format!("</{name}>"));
    };
    for (name, supertype, features) in TYPES {
        out.push_str("<typeDescription>");
        element(&mut out, "name", name);
        element(&mut out, "description", "");
        element(&mut out, "supertypeName", supertype);
        out.push_str("<features>\n");
        for (feature, range) in features {
            out.push_str("<featureDescription>");
            element(&mut out, "name", feature);
            element(&mut out, "description", "");
            element(&mut out, "rangeTypeName", range);
            if *range == "uima.cas.FSArray" {
                element(&mut out, "elementType", "webanno.custom.EventArgumentsLink");
            }
            out.push_str("</featureDescription>\n");
        }
        out.push_str("</features></typeDescription>\n");
    }
    out.push_str("</types>\n</typeSystemDescription>\n");
    out
}
