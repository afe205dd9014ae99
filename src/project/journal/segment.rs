//! Segments of a journal: their whole records, and which of them continue the file beside them.

use super::{Record, SUM_LEN, sum};
use crate::project::file::FileHash;
use crate::project::migrate;

/// The whole records of a segment.
pub(in crate::project) struct Segment {
    /// Records in order.
    pub(in crate::project) records: Vec<Record>,
    /// Whether something follows them that is not a whole record.
    pub(in crate::project) is_torn: bool,
}

impl Segment {
    /// Reads the bytes of a segment up to the first line that is not whole.
    pub(in crate::project) fn read(bytes: &[u8]) -> Self {
        let mut records = Vec::new();
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let (line, after) = rest.split_at(end);
            let Some(record) = read_line(line) else {
                break;
            };
            records.push(record);
            rest = after.get(1..).unwrap_or_default();
        }
        Self {
            records,
            is_torn: !rest.is_empty(),
        }
    }

    /// The files it may continue.
    fn bases(&self) -> impl Iterator<Item = FileHash> + '_ {
        self.records.iter().filter_map(|record| match record {
            Record::Base { hash } => FileHash::from_hex(hash),
            Record::Edit(_) => None,
        })
    }

    fn num_edits(&self) -> usize {
        self.records
            .iter()
            .filter(|record| matches!(record, Record::Edit(_)))
            .count()
    }
}

fn read_line(line: &[u8]) -> Option<Record> {
    let (written, record) = line.split_at_checked(SUM_LEN)?;
    let record = record.strip_prefix(b" ")?;
    let written = u64::from_str_radix(std::str::from_utf8(written).ok()?, 16).ok()?;
    if written != sum(record) {
        return None;
    }
    migrate::parse(std::str::from_utf8(record).ok()?).ok()
}

/// What to do with the segments found beside a file.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::project) enum Plan {
    /// Replay these generations, in order.
    Replay(Vec<u32>),
    /// They continue another version of the file, with so many edits.
    Foreign(usize),
}

/// Decides which segments continue the file of that generation and hash. `segments` are sorted by generation.
pub(in crate::project) fn plan(
    segments: &[(u32, Segment)],
    generation: u32,
    hash: FileHash,
) -> Plan {
    let is_ours = segments
        .iter()
        .any(|(known, segment)| *known == generation && segment.bases().any(|base| base == hash));
    if is_ours {
        return Plan::Replay(
            segments
                .iter()
                .map(|(known, _)| *known)
                .filter(|known| *known >= generation)
                .collect(),
        );
    }
    match segments
        .iter()
        .map(|(_, segment)| segment.num_edits())
        .sum()
    {
        0 => Plan::Replay(Vec::new()),
        edits => Plan::Foreign(edits),
    }
}
