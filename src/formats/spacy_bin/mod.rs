//! spaCy's `.spacy` files, what `spacy train` trains on: a DocBin.
//!
//! ```text
//! zlib( msgpack {
//!   "version": "0.1", "attrs": [ORTH, …],           which columns the tokens have
//!   "tokens": uint64[tokens of all documents][attrs], "spaces": bool[tokens], "lengths": int32[documents],
//!   "strings": […],                                 what the numbers in it are hashes of
//!   "cats": [{label: score}], "flags": [{}], "span_groups": [msgpack {group: [name]}], "user_data": [msgpack {…}] } )
//! ```
//!
//! Tokens are spaCy's as far as Dateline cuts like it; mentions are whole tokens. `ents` may not overlap: of those that do, the outermost stand there,
//! and all mentions stand in `spans["sc"]` with their ids, where the span categoriser looks for them. Events have no place in spaCy; they go into
//! `doc.user_data["events"]` with offsets in scalar values, and what is known about the document into `doc.user_data["meta"]`.
//!
//! # Source
//! `spacy/tokens/_serialize.py`, `span_group.pyx` and `strings.pyx` of spaCy 3.8.

mod msgpack;
mod read;
mod strings;
mod symbols;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// Numbers of the columns, as spaCy counts attributes.
mod attribute {
    /// The token's text.
    pub(super) const ORTH: u64 = 65;
    /// 1 in, 2 out, 3 begin.
    pub(super) const ENT_IOB: u64 = 77;
    /// The label.
    pub(super) const ENT_TYPE: u64 = 78;
    /// 1 begins a sentence, -1 does not.
    pub(super) const SENT_START: u64 = 80;
    /// The entry of a knowledge base.
    pub(super) const ENT_KB_ID: u64 = 452;
}

/// Whether `bytes` begin as zlib data does.
pub(super) fn looks_like_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [0x78, 0x01 | 0x5E | 0x9C | 0xDA, ..])
}
