//! The journal: every edit since the project was last saved, one line each.
//!
//! ```text
//! 5c3f0e0a9b1d2e4f base(hash: "0f3a…")
//! 90d1c2b3a4958677 edit(label: "Accept PER", by: "ana", when: "2016-05-04T09:30:00Z", changes: [annotation(…)])
//! ```
//!
//! A line is the XXH3-64 sum of what follows the blank, then RON. A line without an end or with a wrong sum was torn by a crash; the lines before
//! it stand. A record says what is there **afterwards**; what was there before is in the project it is replayed on, so records stay small.
//!
//! Journals come in **segments**, one per generation of the project file: segment 7 continues the 7th saved version. Saving begins segment
//! 8, writes version 8 beside the old file, notes its hash in segment 8, renames it over the old one and only then removes segment 7. At
//! every moment in between, the file on disk and the segments from its generation on give the same project ([`plan`]).

mod replay;
mod segment;
mod writing;

use std::path::{Path, PathBuf};

use serde::Deserialize;
use smol_str::SmolStr;

pub(super) use self::replay::Spools;
use self::replay::WireEdit;
pub(super) use self::segment::{Plan, Segment, plan};
pub(super) use self::writing::{base_line, edit_line};
use super::file::FileHash;

/// Characters of the sum at the start of a line.
const SUM_LEN: usize = 16;

/// One line of a journal.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Record {
    /// The segment continues the file with this hash.
    Base {
        /// In hexadecimal digits.
        hash: String,
    },
    /// An edit.
    Edit(WireEdit),
}

/// Where a document lies that was spooled before its edit was journaled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpoolPlace {
    /// Name of the spool.
    pub(super) spool: SmolStr,
    /// Hash of its file.
    pub(super) hash: FileHash,
    /// Index of the document in it.
    pub(super) index: u32,
}

/// The sum of a record, as it stands before it.
fn sum(record: &[u8]) -> u64 {
    FileHash::of(record).0 as u64
}

/// The spool file of that name.
pub(super) fn spool_path(project: &Path, name: &str) -> PathBuf {
    super::sibling(project, &format!(".spool-{name}"))
}

/// The segment of that generation.
pub(super) fn segment_path(project: &Path, generation: u32) -> PathBuf {
    super::sibling(project, &format!(".journal-{generation}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::sync::Arc;

    use super::writing::line;
    use super::*;
    use crate::model::{self, Document, Edit, Project, Schema};
    use crate::project::rich::{self, ChangeKind, Choices};
    use crate::text::Text;

    fn nothing_spooled(_: &Arc<Document>) -> Option<SpoolPlace> {
        None
    }

    fn replay(journal: &[u8], project: &mut Project) -> Vec<Edit> {
        let mut spools = Spools::beside(Path::new("none.ron"));
        Segment::read(journal)
            .records
            .into_iter()
            .map(|record| match record {
                Record::Edit(edit) => edit.replay(project, &mut spools).unwrap(),
                Record::Base { .. } => panic!("no base was written"),
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn every_kind_of_change_comes_back(
            numbers in proptest::collection::vec(any::<u32>(), 20..500),
            change_numbers in proptest::collection::vec(any::<u32>(), 0..100),
        ) {
            let project = Choices::new(&numbers).project();
            for kind in ChangeKind::ALL {
                let Some(change) = Choices::new(&change_numbers).change(kind, &project) else {
                    continue;
                };
                prop_assert_eq!(ChangeKind::of(&change), kind);
                let edit = Edit {
                    label: "Test".to_owned(),
                    by: "ana".into(),
                    at: model::Moment(1),
                    changes: vec![change],
                };
                let mut live = project.clone();
                edit.apply(&mut live).unwrap();
                for (edit, before, after) in
                    [(edit.clone(), &project, &live), (edit.inverse(), &live, &project)]
                {
                    let line = edit_line(&edit, after, &nothing_spooled).unwrap();
                    prop_assert_eq!(line.matches('\n').count(), 1);
                    let mut replayed = before.clone();
                    prop_assert_eq!(replay(line.as_bytes(), &mut replayed), [edit]);
                    prop_assert_eq!(&replayed, after);
                }
            }
        }

        #[test]
        fn a_cut_journal_gives_all_whole_edits((project, edits) in rich::projects_and_edits()) {
            let mut live = project.clone();
            let mut journal = Vec::new();
            let mut ends = Vec::new();
            let mut states = vec![project.clone()];
            for edit in &edits {
                edit.apply(&mut live).unwrap();
                journal.extend(edit_line(edit, &live, &nothing_spooled).unwrap().into_bytes());
                ends.push(journal.len());
                states.push(live.clone());
            }
            // Every byte of the last record, and the ends of the others: what is in the middle of a record does not matter to those before.
            let last = ends.iter().rev().nth(1).copied().unwrap_or_default();
            for cut in (last..=journal.len()).chain(ends.clone()) {
                let whole = ends.iter().filter(|end| **end <= cut).count();
                let segment = Segment::read(&journal[..cut]);
                prop_assert_eq!(segment.records.len(), whole);
                prop_assert_eq!(segment.is_torn, cut > 0 && !ends.contains(&cut));
            }
            for (whole, state) in states.iter().enumerate() {
                let end = if whole == 0 { 0 } else { ends[whole - 1] };
                let mut replayed = project.clone();
                prop_assert_eq!(&replay(&journal[..end], &mut replayed), &edits[..whole]);
                prop_assert_eq!(&replayed, state);
            }
        }
    }

    #[test]
    fn a_flipped_bit_ends_the_journal_there() {
        let mut journal =
            base_line(FileHash(1)) + &base_line(FileHash(2)) + &base_line(FileHash(3));
        let middle = journal.len() / 2;
        let flipped = if journal.as_bytes()[middle] == b'0' {
            "1"
        } else {
            "0"
        };
        journal.replace_range(middle..=middle, flipped);
        let segment = Segment::read(journal.as_bytes());
        assert_eq!(segment.records.len(), 1);
        assert!(segment.is_torn);
    }

    #[test]
    fn an_edit_that_does_not_fit_leaves_the_project_as_it_was() {
        let mut project = Project::new(Schema::default());
        project
            .documents
            .push(Arc::new(Document::new("d1".into(), Text::new("One."))));
        let untouched = project.clone();
        let record = "edit((changes: [tags(document: \"d1\", to: [\"war\"]), tags(document: \"d2\", to: [])]))";
        let mut segment = Segment::read(line(record).as_bytes());
        let Some(Record::Edit(edit)) = segment.records.pop() else {
            panic!("the record is whole")
        };
        assert!(
            edit.replay(&mut project, &mut Spools::beside(Path::new("none.ron")))
                .is_err()
        );
        assert_eq!(project, untouched);
    }
}
