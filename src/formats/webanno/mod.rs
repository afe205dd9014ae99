//! WebAnno's TSV 3, a file for each document: a token a row with the annotations of every layer in columns.
//!
//! ```text
//! #FORMAT=WebAnno TSV 3.3
//! #T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value
//! #T_SP=webanno.custom.Event|type|ROLE_webanno.custom.Event:arguments_webanno.custom.EventArgumentsLink|de.tudarmstadt.….NamedEntity
//! #T_RL=webanno.custom.Relation|label|BT_de.tudarmstadt.….NamedEntity
//!
//!
//! #Text=Ana Ruiz left Homs.
//! 1-1 → 0-3 → Ana → *[1] → PER[1] → _ → _ → _ → _ → _
//! 1-3 → 9-13 → left → _ → _ → Movement → Person;Origin → 1-1[1];1-4 → _ → _
//! ```
//!
//! Offsets count UTF-16 code units, end exclusive. `_` is nothing, `*` something without a value, `|` parts what is stacked on a token, `[n]` names an
//! annotation of several tokens or one that is stacked. A slot has a column of roles and one of tokens, several with `;`. A relation stands at the token
//! where it ends and names the one where it begins, `[a_b]` telling both where they are ambiguous. What a sign would end has a backslash before it.
//!
//! INCEpTION calls the format old: text between sentences and spans that begin or end with blanks have no place in it.

mod columns;
mod read;
mod write;

pub(super) use read::{looks_like_webanno, read};
pub(super) use write::write;

const NAMED_ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
