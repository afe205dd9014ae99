//! Project files, journals and saving, from the outside: what a person's files look like after crashes, conflicts and damage.

#![expect(clippy::unwrap_used, reason = "whatever fails in a test should end it")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline::project::{
    BackupPolicy, Closed, FileNoticeKind, Kept, Places, ReadError, SaveState, Store, StoreError,
    StoreNotice, project_text, read_file, read_project, recovery, write_file,
};
use dateline::{model, text};

use model::{
    Annotation, Change, Document, DocumentId, Edit, EntityMention, Layer, Moment, Project, Schema,
};
use proptest::prelude::*;
use text::{Span, Text};

#[path = "common/rich.rs"]
mod rich;

/// A folder with a project file and a state folder.
struct Desk {
    folder: tempfile::TempDir,
    places: Places,
}

impl Desk {
    fn new(project: &Project) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::new(folder.path().join("state"));
        std::fs::create_dir(folder.path().join("work")).unwrap();
        let desk = Self { folder, places };
        write_file(project, &desk.path()).unwrap();
        desk
    }

    fn path(&self) -> PathBuf {
        self.work().join("news.ron")
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    fn open(&self) -> dateline::project::Opened {
        Store::open(&self.path(), &self.places).unwrap()
    }

    /// Names in the project's folder.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .work()
            .read_dir()
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        names
    }
}

fn article(id: &str, characters: &str) -> Arc<Document> {
    Arc::new(Document::new(DocumentId::from(id), Text::new(characters)))
}

fn small_project() -> Project {
    let mut project = Project::new(Schema::default());
    let words = "Shells hit “Aleppo” again.\nThree were killed.";
    project.documents.push(article("d1", words));
    project
}

fn mention(id: &str, span: Span) -> Box<Annotation> {
    Box::new(Annotation::Mention(EntityMention::new(id, span, "GPE")))
}

fn edit_of(changes: Vec<Change>) -> Edit {
    Edit {
        label: "Add GPE “Aleppo”".into(),
        by: "ana".into(),
        at: Moment(1_462_345_678),
        changes,
    }
}

fn add_mention(id: &str) -> Edit {
    edit_of(vec![Change::Annotation {
        document: "d1".into(),
        layer: Layer::MAIN.into(),
        before: None,
        after: Some(mention(id, Span::new(14, 20))),
    }])
}

fn make(store: &Store, project: &mut Project, edit: &Edit) {
    edit.apply(project).unwrap();
    store.append(edit, project).unwrap();
}

fn failure(state: SaveState) -> Arc<dateline::project::SaveFailure> {
    match state {
        SaveState::Failed { failure, .. } => failure,
        other => panic!("{other:?}"),
    }
}

fn saved(store: &Store, project: &Project) -> SaveState {
    store.save(project.clone()).unwrap();
    store.wait();
    store.poll(project)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn what_is_saved_is_what_is_loaded(project in rich::projects()) {
        let text = project_text(&project, 7).unwrap();
        let read = read_project(text.as_bytes()).unwrap();
        prop_assert_eq!(&read.project, &project);
        prop_assert_eq!(read.generation, 7);
        prop_assert!(read.notices.iter().all(|notice| notice.kind == FileNoticeKind::OutsideText));
        // The same in any other layout, which plain `ron` reads in one go; line ends inside strings are escaped.
        let other = text.replace('\n', "\r\n  ");
        prop_assert_eq!(&read_project(other.as_bytes()).unwrap().project, &project);
        // Line ends that a version control system changed move nothing.
        let other = text.replace('\n', "\r\n");
        prop_assert_eq!(&read_project(other.as_bytes()).unwrap().project, &project);
    }

    #[test]
    fn a_change_and_its_inverse_are_nothing((project, edits) in rich::projects_and_edits()) {
        let mut changed = project.clone();
        for edit in &edits {
            edit.apply(&mut changed).unwrap();
        }
        for edit in edits.iter().rev() {
            edit.inverse().apply(&mut changed).unwrap();
        }
        prop_assert_eq!(changed, project);
    }

    #[test]
    fn a_crash_loses_no_edit((project, edits) in rich::projects_and_edits()) {
        let desk = Desk::new(&project);
        let store = desk.open().store;
        let mut live = project.clone();
        for (number, edit) in edits.iter().enumerate() {
            make(&store, &mut live, edit);
            // A save at some point in between must not change what is recovered.
            if number == 3 {
                store.save(live.clone()).unwrap();
            }
        }
        drop(store);
        prop_assert_eq!(&desk.open().project, &live);
    }

    #[test]
    fn a_damaged_file_never_panics(project in rich::projects(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = project_text(&project, 1).unwrap().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Err(ReadError::Broken { faults, sound }) = read_project(&bytes) {
            prop_assert!(!faults.is_empty());
            let num_sound = sound.map_or(0, |sound| sound.project.documents.len());
            prop_assert!(num_sound + 2 >= project.documents.len());
        }
        bytes.truncate(at);
        prop_assert!(read_project(&bytes).is_err());
    }
}

#[test]
fn the_properties_above_know_every_kind_of_change() {
    let numbers: Vec<u32> = (0..400_u32)
        .map(|number| number.wrapping_mul(2_654_435_761) >> 7)
        .collect();
    let mut project = rich::Choices::new(&numbers).project();
    project
        .documents
        .push(article("one", "Shells hit the port."));
    for kind in rich::ChangeKind::ALL {
        let change = rich::Choices::new(&numbers).change(kind, &project);
        assert_eq!(change.as_ref().map(rich::ChangeKind::of), Some(kind));
    }
}

#[test]
fn every_document_starts_a_line_and_every_annotation_has_its_own() {
    let mut project = small_project();
    add_mention("m1").apply(&mut project).unwrap();
    add_mention("m2").apply(&mut project).unwrap();
    let text = project_text(&project, 1).unwrap();
    let expected = r#"documents: [
Document(id: "d1",
 text: "Shells hit “Aleppo” again.\nThree were killed.",
 layers: [
  (name: "main",
  mentions: [
   (id: "m1", at: (12, 18), text: "Aleppo", label: "GPE"),
   (id: "m2", at: (12, 18), text: "Aleppo", label: "GPE"),
  ]),
 ]),
])
"#;
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn edits_survive_a_crash_and_a_save() {
    let desk = Desk::new(&small_project());
    let opened = desk.open();
    assert_eq!(opened.notices, []);
    let (store, mut project) = (opened.store, opened.project);
    assert_eq!(project, small_project());
    make(&store, &mut project, &add_mention("m1"));
    assert!(matches!(
        store.poll(&project),
        SaveState::Unsaved { edits: 1 }
    ));
    drop(store);

    let opened = desk.open();
    let recovered = StoreNotice::Recovered {
        edits: 1,
        is_torn: false,
    };
    assert_eq!(opened.notices, [recovered]);
    assert_eq!(opened.project, project);
    let store = opened.store;
    store.save(project.clone()).unwrap();
    make(&store, &mut project, &add_mention("m2"));
    store.wait();
    assert!(matches!(
        store.poll(&project),
        SaveState::Unsaved { edits: 1 }
    ));
    assert_eq!(
        store.close(&project).unwrap(),
        Closed::Saved(desk.path().canonicalize().unwrap())
    );
    assert_eq!(read_file(&desk.path()).unwrap().project, project);
    assert_eq!(desk.files(), ["news.ron", "news.ron.backups"]);
    assert_eq!(desk.open().notices, []);
}

#[test]
fn a_journal_cut_at_every_byte_gives_all_whole_edits() {
    let desk = Desk::new(&small_project());
    let opened = desk.open();
    let (store, mut project) = (opened.store, opened.project);
    let mut states = vec![project.clone()];
    for id in ["m1", "m2", "m3"] {
        make(&store, &mut project, &add_mention(id));
        states.push(project.clone());
    }
    drop(store);
    let journal = desk.work().join("news.ron.journal-0");
    let whole = std::fs::read(&journal).unwrap();
    let line_ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').collect();
    assert_eq!(line_ends.len(), 4);
    for cut in 0..=whole.len() {
        let again = Desk::new(&small_project());
        let cut_journal = again.work().join("news.ron.journal-0");
        std::fs::write(&cut_journal, &whole[..cut]).unwrap();
        let whole_edits = line_ends
            .iter()
            .filter(|end| **end < cut)
            .count()
            .saturating_sub(1);
        let opened = again.open();
        assert_eq!(opened.project, states[whole_edits], "cut at {cut}");
        // And the next session goes on from there.
        let mut project = opened.project;
        make(&opened.store, &mut project, &add_mention("m9"));
        drop(opened.store);
        assert_eq!(again.open().project, project, "after a cut at {cut}");
    }
}

#[test]
fn a_second_instance_is_told_and_can_look_at_the_file() {
    let desk = Desk::new(&small_project());
    let first = desk.open();
    let error = Store::open(&desk.path(), &desk.places).unwrap_err();
    assert!(matches!(&error, StoreError::InUse { .. }), "{error}");
    assert!(error.to_string().ends_with("news.ron"), "{error}");
    let looked_at = read_file(&desk.path()).unwrap().project;
    assert_eq!(looked_at, first.project);
    // Elsewhere: a copy of its own.
    let mut copy = looked_at;
    let store = Store::create_unsaved(&copy, &desk.places).unwrap();
    make(&store, &mut copy, &add_mention("m1"));
    assert_eq!(store.path(), None);
    drop(first.store);
    desk.open();
}

#[test]
fn an_unsaved_project_is_offered_at_the_next_start() {
    let desk = Desk::new(&small_project());
    let mut project = small_project();
    let store = Store::create_unsaved(&project, &desk.places).unwrap();
    assert_eq!(recovery::pending(&desk.places), [], "it is open");
    make(&store, &mut project, &add_mention("m1"));
    drop(store);

    let pending = recovery::pending(&desk.places);
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].about.intended, None);
    let opened = Store::resume(&pending[0], &desk.places).unwrap();
    assert_eq!(opened.project, project);
    // Saved somewhere, it is no longer kept.
    let place = desk.work().join("second.ron");
    opened.store.save_as(&place, project.clone()).unwrap();
    make(&opened.store, &mut project, &add_mention("m2"));
    opened.store.wait();
    assert_eq!(opened.store.path(), Some(place.clone()));
    drop(opened.store);
    assert_eq!(recovery::pending(&desk.places), []);
    let opened = Store::open(&place, &desk.places).unwrap();
    assert_eq!(
        opened.project, project,
        "with the edit made while it was saved"
    );
}

#[test]
fn an_untouched_unsaved_project_leaves_nothing() {
    let desk = Desk::new(&small_project());
    let store = Store::create_unsaved(&small_project(), &desk.places).unwrap();
    assert_eq!(store.close(&small_project()).unwrap(), Closed::Nothing);
    assert_eq!(recovery::pending(&desk.places), []);
    let kept = desk.places.state_dir.join("kept");
    assert_eq!(kept.read_dir().unwrap().count(), 0);
}

#[test]
fn a_file_changed_by_another_program_is_not_overwritten() {
    let desk = Desk::new(&small_project());
    let opened = desk.open();
    let (store, mut project) = (opened.store, opened.project);
    make(&store, &mut project, &add_mention("m1"));
    let mut theirs = small_project();
    theirs.documents.push(article("d2", "Another article."));
    write_file(&theirs, &desk.path()).unwrap();

    let failure = failure(saved(&store, &project));
    assert!(matches!(failure.error, StoreError::Changed(_)), "{failure}");
    assert!(matches!(failure.kept, Kept::InState(_)), "{failure}");
    assert_eq!(read_file(&desk.path()).unwrap().project, theirs);
    make(&store, &mut project, &add_mention("m2"));
    drop(store);

    // Nothing is lost: the file has theirs, the state folder ours.
    let opened = desk.open();
    assert_eq!(opened.project, theirs);
    let kept = opened.notices.iter().find_map(|notice| match notice {
        StoreNotice::KeptElsewhere(pending) => Some(pending.clone()),
        _ => None,
    });
    drop(opened.store);
    let opened = Store::resume(&kept.expect("it is offered"), &desk.places).unwrap();
    assert_eq!(opened.project, project);
    let elsewhere = desk.work().join("mine.ron");
    opened.store.save_as(&elsewhere, project.clone()).unwrap();
    opened.store.wait();
    assert!(matches!(
        opened.store.poll(&project),
        SaveState::Saved { .. }
    ));
    opened.store.close(&project).unwrap();
    assert_eq!(read_file(&elsewhere).unwrap().project, project);
    assert_eq!(read_file(&desk.path()).unwrap().project, theirs);
}

#[test]
fn a_vanished_file_loses_nothing() {
    let desk = Desk::new(&small_project());
    let opened = desk.open();
    let (store, mut project) = (opened.store, opened.project);
    make(&store, &mut project, &add_mention("m1"));
    std::fs::remove_dir_all(desk.work()).unwrap();
    let failure = failure(saved(&store, &project));
    assert!(
        matches!(failure.error, StoreError::Vanished(_)),
        "{failure}"
    );
    make(&store, &mut project, &add_mention("m2"));
    drop(store);
    let pending = recovery::pending(&desk.places);
    let opened = Store::resume(&pending[0], &desk.places).unwrap();
    assert_eq!(opened.project, project);
}

#[test]
fn a_place_that_comes_back_takes_the_project_again() {
    let desk = Desk::new(&small_project());
    let opened = desk.open();
    let (store, mut project) = (opened.store, opened.project);
    let away = desk.folder.path().join("away");
    std::fs::rename(desk.work(), &away).unwrap();
    make(&store, &mut project, &add_mention("m1"));
    let failure = failure(store.poll(&project));
    assert!(matches!(failure.kept, Kept::InState(_)), "{failure}");
    std::fs::rename(&away, desk.work()).unwrap();
    let state = saved(&store, &project);
    assert!(matches!(state, SaveState::Saved { .. }), "{state:?}");
    store.close(&project).unwrap();
    assert_eq!(read_file(&desk.path()).unwrap().project, project);
    assert_eq!(recovery::pending(&desk.places), []);
}

#[test]
fn a_read_only_file_is_edited_elsewhere() {
    let desk = Desk::new(&small_project());
    let set_read_only = |is_read_only| {
        let mut permissions = desk.path().metadata().unwrap().permissions();
        permissions.set_readonly(is_read_only);
        std::fs::set_permissions(desk.path(), permissions).unwrap();
    };
    set_read_only(true);
    let opened = desk.open();
    let (store, mut project) = (opened.store, opened.project);
    make(&store, &mut project, &add_mention("m1"));
    let failure = failure(saved(&store, &project));
    assert!(
        matches!(failure.error, StoreError::ReadOnly(_)),
        "{failure}"
    );
    assert!(matches!(failure.kept, Kept::InState(_)), "{failure}");
    assert!(failure.to_string().ends_with("news.ron"), "{failure}");
    assert!(store.close(&project).is_err());
    assert_eq!(read_file(&desk.path()).unwrap().project, small_project());
    let pending = recovery::pending(&desk.places);
    assert_eq!(
        pending[0].about.intended,
        Some(desk.path().canonicalize().unwrap())
    );
    let opened = Store::resume(&pending[0], &desk.places).unwrap();
    assert_eq!(opened.project, project);
    set_read_only(false);
    let state = saved(&opened.store, &project);
    assert!(matches!(state, SaveState::Saved { .. }), "{state:?}");
    assert_eq!(read_file(&desk.path()).unwrap().project, project);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_edited_elsewhere() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new(&small_project());
    let set_mode = |mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(desk.work(), permissions).unwrap();
    };
    set_mode(0o555);
    let opened = desk.open();
    assert!(matches!(opened.notices[..], [StoreNotice::NotLocked(_)]));
    let (store, mut project) = (opened.store, opened.project);
    make(&store, &mut project, &add_mention("m1"));
    let failure = failure(store.poll(&project));
    assert!(
        matches!(failure.error, StoreError::ReadOnly(_)),
        "{failure}"
    );
    drop(store);
    set_mode(0o755);
    assert_eq!(desk.files(), ["news.ron"]);
    let pending = recovery::pending(&desk.places);
    let opened = Store::resume(&pending[0], &desk.places).unwrap();
    assert_eq!(opened.project, project);
}

#[cfg(unix)]
#[test]
fn saving_keeps_links_and_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new(&small_project());
    let link = desk.folder.path().join("link.ron");
    std::os::unix::fs::symlink(desk.path(), &link).unwrap();
    let permissions = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(desk.path(), permissions).unwrap();
    let opened = Store::open(&link, &desk.places).unwrap();
    let (store, mut project) = (opened.store, opened.project);
    make(&store, &mut project, &add_mention("m1"));
    store.close(&project).unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    let metadata = desk.path().symlink_metadata().unwrap();
    assert!(metadata.is_file());
    assert_eq!(metadata.permissions().mode() & 0o777, 0o640);
    assert_eq!(read_file(&link).unwrap().project, project);
}

#[test]
fn backups_are_kept_and_so_is_the_present_version_when_asked() {
    let mut desk = Desk::new(&small_project());
    desk.places.backups = BackupPolicy {
        count: 2,
        gap_secs: 0,
    };
    let opened = desk.open();
    let (store, mut project) = (opened.store, opened.project);
    for id in ["m1", "m2", "m3"] {
        make(&store, &mut project, &add_mention(id));
        assert!(matches!(saved(&store, &project), SaveState::Saved { .. }));
    }
    let generations = |store: &Store| -> Vec<u32> {
        let backups = store.backups().unwrap();
        backups.iter().map(|backup| backup.generation).collect()
    };
    let newest = |store: &Store| {
        let newest = store.backups().unwrap().swap_remove(0);
        read_file(&newest.path).unwrap().project
    };
    assert_eq!(generations(&store), [2, 1]);
    // What is in the file is kept as it is, what is only in the journal is written.
    store.keep_version(&project).unwrap();
    assert_eq!(generations(&store), [3, 2]);
    assert_eq!(newest(&store), project);
    make(&store, &mut project, &add_mention("m4"));
    std::fs::remove_dir_all(store.backups().unwrap()[0].path.parent().unwrap()).unwrap();
    store.keep_version(&project).unwrap();
    assert_eq!(newest(&store), project);
    store.close(&project).unwrap();
}

#[test]
fn by_default_a_sitting_keeps_the_version_it_opened() {
    let desk = Desk::new(&small_project());
    let opened = desk.open();
    let (store, mut project) = (opened.store, opened.project);
    for id in ["m1", "m2", "m3"] {
        make(&store, &mut project, &add_mention(id));
        saved(&store, &project);
    }
    let backups = store.backups().unwrap();
    assert_eq!(backups.len(), 1);
    assert_eq!(
        read_file(&backups[0].path).unwrap().project,
        small_project()
    );
}

#[test]
fn a_broken_file_names_the_place_and_gives_the_sound_documents() {
    let mut project = small_project();
    project.documents.push(article("d2", "The second."));
    project.documents.push(article("d3", "The third."));
    let good = project_text(&project, 1).unwrap();
    let bad = good.replace("text: \"The second.\"", "text: The second.");
    let line = 1 + bad
        .lines()
        .position(|line| line.contains("text: The second"))
        .unwrap();
    let desk = Desk::new(&project);
    std::fs::write(desk.path(), &bad).unwrap();
    let error = Store::open(&desk.path(), &desk.places).unwrap_err();
    let message = error.to_string();
    let place = format!("line {line}, column 8");
    assert!(message.contains(&place), "{message}");
    assert!(message.ends_with("news.ron"), "{message}");
    let StoreError::Broken { faults, sound, .. } = error else {
        panic!("{error}")
    };
    assert_eq!(faults.len(), 1);
    let sound = sound.expect("two documents are sound").project;
    let ids: Vec<&str> = sound
        .documents
        .iter()
        .map(|known| known.id.as_str())
        .collect();
    assert_eq!(ids, ["d1", "d3"]);
    assert_eq!(sound.schema, project.schema);
    assert_eq!(std::fs::read_to_string(desk.path()).unwrap(), bad);
}

#[test]
fn a_broken_head_leaves_the_documents_and_what_else_is_sound() {
    let mut project = small_project();
    project.schema = Arc::new(Schema {
        name: "own".into(),
        ..Schema::default()
    });
    let good = project_text(&project, 4).unwrap();
    let bad = good.replace("words: [", "words: [?");
    let Err(ReadError::Broken { faults, sound }) = read_project(bad.as_bytes()) else {
        panic!("it is broken")
    };
    assert_eq!((faults[0].line, faults[0].column), (7, 9));
    let sound = sound.unwrap();
    assert_eq!(sound.project, project);
    assert_eq!(sound.generation, 4);
}

#[test]
fn a_file_that_breaks_off_gives_what_is_whole() {
    let mut project = small_project();
    project.documents.push(article("d2", "The second."));
    let text = project_text(&project, 1).unwrap();
    let cut = &text.as_bytes()[..text.len() - 40];
    let Err(ReadError::Broken { faults, sound }) = read_project(cut) else {
        panic!("it is broken")
    };
    assert_eq!(faults.len(), 1);
    assert_eq!(sound.unwrap().project.documents.len(), 1);
}

#[test]
fn bytes_that_are_no_text_are_named_by_line_and_column() {
    let mut bytes = project_text(&small_project(), 1).unwrap().into_bytes();
    let at = bytes.windows(6).position(|word| word == b"Aleppo").unwrap();
    bytes[at] = 0xFF;
    let line = bytes[..at].split(|byte| *byte == b'\n').count();
    let Err(ReadError::Broken { faults, .. }) = read_project(&bytes) else {
        panic!("it is broken")
    };
    assert_eq!((faults[0].line, faults[0].column), (line, 21));
}

#[test]
fn a_later_version_is_refused_in_words() {
    let text = project_text(&small_project(), 1).unwrap();
    let later = text.replace("format: 1,", "format: 2,\nmoods: [calm],");
    let desk = Desk::new(&small_project());
    std::fs::write(desk.path(), &later).unwrap();
    let message = Store::open(&desk.path(), &desk.places)
        .unwrap_err()
        .to_string();
    assert!(message.contains("a later version of Dateline"), "{message}");
    assert_eq!(std::fs::read_to_string(desk.path()).unwrap(), later);
    // Also in another layout.
    let lines: Vec<&str> = later
        .lines()
        .filter(|line| !line.starts_with("//"))
        .collect();
    let flat = lines.join(" ");
    assert!(matches!(
        read_project(flat.as_bytes()),
        Err(ReadError::Newer { format: 2 })
    ));
}

#[test]
fn unknown_fields_are_refused_rather_than_lost() {
    let text = project_text(&small_project(), 1).unwrap();
    let strange = text.replace("Document(id: \"d1\"", "Document(mood: 3, id: \"d1\"");
    let Err(ReadError::Broken { faults, .. }) = read_project(strange.as_bytes()) else {
        panic!("it is refused")
    };
    assert!(faults[0].message.contains("mood"), "{}", faults[0]);
}

#[test]
fn a_text_that_does_not_match_its_span_is_a_notice() {
    let mut project = small_project();
    add_mention("m1").apply(&mut project).unwrap();
    let text = project_text(&project, 1).unwrap();
    let moved = text.replace("at: (12, 18)", "at: (13, 19)");
    let read = read_project(moved.as_bytes()).unwrap();
    assert_eq!(read.notices.len(), 1);
    let notice = &read.notices[0];
    assert_eq!(
        notice.kind.to_string(),
        "the file says “Aleppo” here, the text says “leppo”” here".trim_end_matches(" here")
    );
    assert_eq!(notice.span, Span::new(15, 23));
}

#[test]
fn two_documents_with_one_id_are_both_kept() {
    let mut project = small_project();
    project.documents.push(article("d1", "The twin."));
    let text = project_text(&project, 1).unwrap();
    let read = read_project(text.as_bytes()).unwrap();
    assert_eq!(read.project.documents.len(), 2);
    assert_ne!(read.project.documents[1].id, read.project.documents[0].id);
    assert_eq!(read.project.documents[1].text().as_str(), "The twin.");
    assert_eq!(read.notices.len(), 1);
}

#[test]
fn hostile_files_are_refused_within_bounds() {
    let good = project_text(&small_project(), 1).unwrap();
    let deep = "(".repeat(1_000_000);
    for bad in [
        deep.clone(),
        "[".repeat(1_000_000),
        "/*".repeat(500_000),
        format!("Project(format: {deep}"),
        good.replace("words: [", &format!("words: [{deep}")),
        good.replace("schema: (", &format!("schema: {deep}(")),
        good.replace("layers: [", &format!("layers: [{}", "[".repeat(1_000_000))),
        good.replace(
            "name: \"main\"",
            &format!("name: {}", "Some(".repeat(1_000_000)),
        ),
        "\nDocument(".repeat(100_000),
        String::new(),
        "\u{feff}".to_owned(),
        "no project at all".to_owned(),
    ] {
        assert!(
            matches!(read_project(bad.as_bytes()), Err(ReadError::Broken { .. })),
            "{bad:.60}"
        );
    }
}

#[test]
fn what_is_no_file_or_too_large_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::new(folder.path().join("state"));
    let open = |path: &Path| Store::open(path, &places).unwrap_err();
    assert!(matches!(
        open(&folder.path().join("none.ron")),
        StoreError::Missing(_)
    ));
    let nested = folder.path().join("folder.ron");
    std::fs::create_dir(&nested).unwrap();
    assert!(matches!(open(&nested), StoreError::NotAFile(_)));
    // A file of holes: it takes no room on the disk.
    let huge = folder.path().join("huge.ron");
    let file = std::fs::File::create(&huge).unwrap();
    file.set_len(dateline::project::MAX_FILE_BYTES + 1).unwrap();
    assert!(matches!(open(&huge), StoreError::TooLarge { .. }));
}

#[test]
fn a_bulk_import_goes_through_a_spool_and_survives() {
    let desk = Desk::new(&small_project());
    let opened = desk.open();
    let (store, mut project) = (opened.store, opened.project);
    let documents: Vec<Arc<Document>> = (0..40)
        .map(|number| {
            article(
                &format!("new{number}"),
                &"Shells fell on the port. ".repeat(2000),
            )
        })
        .collect();
    store.spooler().write(&documents).unwrap();
    let import = edit_of(
        documents
            .iter()
            .enumerate()
            .map(|(index, document)| Change::Document {
                index: index + 1,
                before: None,
                after: Some(Arc::clone(document)),
            })
            .collect(),
    );
    make(&store, &mut project, &import);
    let journal = desk.work().join("news.ron.journal-0");
    assert!(
        journal.metadata().unwrap().len() < 20_000,
        "it only names them"
    );
    make(&store, &mut project, &import.inverse());
    make(&store, &mut project, &import);
    // Work in an imported document goes on in the journal.
    let mut second = add_mention("m1");
    let Change::Annotation {
        document, after, ..
    } = &mut second.changes[0]
    else {
        unreachable!()
    };
    *document = DocumentId::from("new7");
    *after = Some(mention("m1", Span::new(0, 6)));
    make(&store, &mut project, &second);
    drop(store);
    let opened = desk.open();
    assert_eq!(opened.project, project);
    // Saved, the spool is no longer needed.
    opened.store.close(&project).unwrap();
    assert_eq!(desk.files(), ["news.ron", "news.ron.backups"]);
    assert_eq!(read_file(&desk.path()).unwrap().project, project);
}

#[test]
fn a_large_edit_is_spooled_by_itself() {
    let desk = Desk::new(&small_project());
    let opened = desk.open();
    let (store, mut project) = (opened.store, opened.project);
    let large = article("large", &"Shells fell on the port. ".repeat(60_000));
    let import = edit_of(vec![Change::Document {
        index: 0,
        before: None,
        after: Some(large),
    }]);
    make(&store, &mut project, &import);
    assert!(desk.files().iter().any(|name| name.contains(".spool-")));
    drop(store);
    assert_eq!(desk.open().project, project);
}

#[test]
fn a_journal_of_another_version_is_set_aside() {
    let desk = Desk::new(&small_project());
    let opened = desk.open();
    let (store, mut project) = (opened.store, opened.project);
    make(&store, &mut project, &add_mention("m1"));
    drop(store);
    let mut theirs = small_project();
    theirs.documents.push(article("d2", "Another article."));
    write_file(&theirs, &desk.path()).unwrap();
    let opened = desk.open();
    assert_eq!(opened.project, theirs);
    let [StoreNotice::JournalOfAnotherVersion { edits, set_aside }] = &opened.notices[..] else {
        panic!("{:?}", opened.notices)
    };
    assert_eq!(*edits, 1);
    assert!(set_aside[0].exists());
}

/// The program that is killed: edits and saves as fast as it can, and says after each edit how many are journaled.
#[test]
fn child_that_is_killed() {
    use std::io::Write as _;
    let Some(path) = std::env::var_os("DATELINE_TEST_PROJECT") else {
        return;
    };
    let places = Places::new(PathBuf::from(&path).with_file_name("state"));
    let opened = Store::open(Path::new(&path), &places).unwrap();
    let (store, mut project) = (opened.store, opened.project);
    let start = project.documents[0].layers[0].annotations.mentions().len();
    let mut progress = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(PathBuf::from(&path).with_file_name("progress"))
        .unwrap();
    for number in start.. {
        make(&store, &mut project, &add_mention(&format!("m{number:06}")));
        writeln!(progress, "{}", number + 1).unwrap();
        if number % 7 == 0 {
            store.save(project.clone()).unwrap();
        }
    }
}

#[test]
fn killing_the_program_at_any_moment_loses_no_edit() {
    let desk = Desk::new(&small_project());
    let progress = desk.work().join("progress");
    std::fs::write(&progress, "").unwrap();
    for round in 0..12_u64 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_is_killed", "--nocapture"])
            .env("DATELINE_TEST_PROJECT", desk.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let lines = || std::fs::read_to_string(&progress).unwrap().lines().count();
        let before = lines();
        while lines() == before {
            assert!(child.try_wait().unwrap().is_none(), "the program runs on");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        std::thread::sleep(std::time::Duration::from_micros(3700 * round % 23_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let journaled: usize = std::fs::read_to_string(&progress)
            .unwrap()
            .lines()
            .last()
            .unwrap()
            .parse()
            .unwrap();
        let opened = desk.open();
        let mentions = opened.project.documents[0].layers[0].annotations.mentions();
        assert!(
            mentions.len() == journaled || mentions.len() == journaled + 1,
            "{} of {journaled} in round {round}",
            mentions.len()
        );
        for (number, mention) in mentions.iter().enumerate() {
            assert_eq!(mention.id.as_str(), format!("m{number:06}"));
        }
        drop(opened.store);
        std::fs::write(&progress, format!("{}\n", mentions_of(&desk))).unwrap();
    }
}

fn mentions_of(desk: &Desk) -> usize {
    desk.open().project.documents[0].layers[0]
        .annotations
        .mentions()
        .len()
}
