//! UIMA's CAS as XMI, a file for each document with one `TypeSystem.xml` for all: what INCEpTION, WebAnno and DKPro read and write.
//!
//! ```xml
//! <xmi:XMI …>
//!   <type:NamedEntity xmi:id="8" sofa="1" begin="0" end="3" value="PER"/>                     a mention
//!   <custom:Event xmi:id="9" sofa="1" begin="4" end="8" category="Life.Die" arguments="10"/>      a trigger with its slots
//!   <custom:EventArgumentsLink xmi:id="10" role="Victim" target="8"/>                         an argument
//!   <custom:Relation xmi:id="11" … Governor="8" Dependent="9" label="in"/>                    a relation
//!   <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="Ali died."/>
//! </xmi:XMI>
//! ```
//!
//! Offsets count UTF-16 code units, end exclusive. Mentions are DKPro's named entities; events and relations are layers of the names above, which a
//! project of INCEpTION needs to have. What has no feature there stands in `attributes` as a JSON object. XML 1.0 has no control characters: they become
//! blanks.
//!
//! Reading takes any layers: what has slots (links with `role` and `target`) is an event, what has two ends is a relation, chains of coreference links
//! join mentions, every other annotation is a mention with its first label; its other features are attributes. Tokens and sentences are kept as cuts.

mod read;
mod type_system;
mod write;

pub(super) use read::{looks_like_xmi, read};
pub(super) use write::write;

/// Packages of the types, as their names begin.
const SEGMENTATION: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.";
const NAMED_ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
const METADATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.";
const COREFERENCE: &str = "de.tudarmstadt.ukp.dkpro.core.api.coref.type.";
const EVENT: &str = "webanno.custom.Event";
const RELATION: &str = "webanno.custom.Relation";
/// A bare span that fills a role.
const FILLER: &str = "webanno.custom.Filler";
