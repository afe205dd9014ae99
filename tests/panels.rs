//! What panels ask of a session, without a window: lists over all documents and bulk changes, schema edits, the word list, active time, export.

use std::collections::HashSet;
use std::sync::Arc;

use dateline::app::command::Command;
use dateline::app::export::{ExportError, ExportWish, Exporter};
use dateline::app::export_job::ExportJob;
use dateline::app::jobs::{Engine, Engines, Suggester};
use dateline::app::listing::{Listed, Place, rows};
use dateline::app::schema_edit::{Part, SchemaEdit};
use dateline::app::session::Session;
use dateline::formats::registry;
use dateline::model::{
    Document, DocumentId, DocumentStatus, Layer, Moment, Project, ProjectSettings, Suggestion,
    WordEntry, bundled,
};
use dateline::text::{Span, Text};

/// Suggests nothing: these tests are about what a person does.
struct Silent;

impl Engine for Silent {
    fn suggest(&self, _: &Document, _: &Layer) -> Vec<Suggestion> {
        Vec::new()
    }
}

/// Two documents in which "Tarsa" is a GPE.
fn session() -> Session {
    let mut project = Project::new(bundled::news());
    for (id, text) in [("d1", "Tarsa was quiet."), ("d2", "Nobody left Tarsa.")] {
        let document = Document::new(id.into(), Text::new(text));
        project.documents.push(Arc::new(document));
    }
    let mut session = Session::new(
        project,
        "ana",
        Arc::new(|_, _| Engines::only(Silent)),
        Suggester::start(1, Arc::new(|| {})),
        Box::new(|| Moment(7)),
    );
    session.wait_for_suggestions();
    for (id, span) in [("d1", Span::new(0, 5)), ("d2", Span::new(12, 17))] {
        for command in [
            Command::OpenDocument(id.into()),
            Command::SelectText(span),
            Command::SetLabel("GPE".into()),
        ] {
            assert_eq!(session.dispatch(command), None);
        }
    }
    session
}

fn places(session: &Session, listed: Listed) -> HashSet<Place> {
    let documents = &session.project().documents;
    rows(session, listed, true, "")
        .into_iter()
        .map(|row| (documents[row.document].id.clone(), row.item))
        .collect()
}

fn labels(session: &Session) -> Vec<String> {
    let rows = rows(session, Listed::Mentions, true, "");
    rows.iter().map(|row| row.label.to_string()).collect()
}

#[test]
fn a_list_shows_this_document_or_all_and_filters() {
    let session = session();
    assert_eq!(rows(&session, Listed::Mentions, true, "").len(), 2);
    assert_eq!(rows(&session, Listed::Mentions, false, "").len(), 1);
    assert_eq!(rows(&session, Listed::Mentions, true, "tars").len(), 2);
    assert_eq!(rows(&session, Listed::Mentions, true, "gpe").len(), 2);
    assert!(rows(&session, Listed::Mentions, true, "per").is_empty());
    assert!(rows(&session, Listed::Events, true, "").is_empty());
}

#[test]
fn relabelling_in_two_documents_is_one_step() {
    let mut session = session();
    let steps = session.history().num_undoable();
    let chosen = places(&session, Listed::Mentions);
    assert!(session.relabel_listed(&chosen, &"FAC".into()));
    assert_eq!(labels(&session), ["FAC", "FAC"]);
    assert_eq!(session.history().num_undoable(), steps + 1);
    // The first press may only show the document where the step was.
    session.dispatch(Command::Undo);
    session.dispatch(Command::Undo);
    assert_eq!(labels(&session)[0], "GPE");
}

#[test]
fn a_done_document_is_spared_and_that_is_told() {
    let mut session = session();
    let chosen = places(&session, Listed::Mentions);
    let open = session.document().unwrap().id.clone();
    session.dispatch(Command::FinishLeaving);
    let finished = session.project().document(&open).unwrap();
    assert_eq!(session.status_of(finished), DocumentStatus::Done);
    assert!(session.delete_listed(&chosen));
    assert_eq!(labels(&session).len(), 1);
    let told = session.notices.list().iter();
    assert!(
        told.map(|notice| &notice.message)
            .any(|message| message.contains("done"))
    );
}

#[test]
fn a_renamed_type_comes_back_by_undo() {
    let mut session = session();
    let edit = SchemaEdit::Rename(Part::EntityTypes, "GPE".into(), "STATE".into());
    assert!(session.edit_schema(&edit));
    assert_eq!(labels(&session), ["STATE", "STATE"]);
    session.dispatch(Command::Undo);
    session.dispatch(Command::Undo);
    assert_eq!(labels(&session), ["GPE", "GPE"]);
    assert!(session.project().schema.entity_type("STATE").is_none());
}

#[test]
fn words_are_put_changed_and_taken_out() {
    let mut session = session();
    let entry = |label: Option<&str>| WordEntry {
        text: "Tarsa".into(),
        label: label.map(Into::into),
        match_case: false,
    };
    assert!(session.put_word(entry(Some("GPE"))));
    assert!(session.put_word(entry(None)));
    assert_eq!(session.project().words.entries, [entry(None)]);
    assert!(session.remove_word(0));
    assert!(!session.remove_word(0));
    assert_eq!(
        session.import_words("Tarsa\tNOTHING"),
        ["Line 1: the schema has no entity type “NOTHING”"]
    );
}

#[test]
fn active_time_is_journaled_and_no_step_of_undo() {
    let mut session = session();
    session.take_journal();
    let steps = session.history().num_undoable();
    let id = DocumentId::from("d1");
    session.add_active_time(&id, 12);
    session.add_active_time(&id, 5);
    let document = session.project().document(&id).unwrap();
    assert_eq!(document.layer(Layer::MAIN).unwrap().active_secs, 17);
    assert_eq!(session.take_journal().len(), 2);
    assert_eq!(session.history().num_undoable(), steps);
    // Earlier steps can still be taken back.
    session.dispatch(Command::Undo);
    session.dispatch(Command::Undo);
    assert_eq!(labels(&session).len(), 1);
}

fn export_job(session: &Session, wish: ExportWish, path: &std::path::Path) -> ExportJob {
    let wake = std::sync::Arc::new(|| ());
    ExportJob::start(session.project(), session.engine_maker(), wish, path, wake).unwrap()
}

#[test]
fn an_export_that_is_stopped_or_fails_leaves_what_stood_there() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("training.jsonl");
    std::fs::write(&path, "older").unwrap();
    let engine = session.engine_maker()(&session.project().schema, &session.project().words);
    let exporter = Exporter {
        wish: &ExportWish::default(),
        schema: &session.project().schema,
        engine: Some(&*engine.full),
        settings: &ProjectSettings::default(),
        goes_on: &|written| written < 1,
    };
    let documents = session
        .project()
        .documents
        .iter()
        .map(|document| &**document);
    let stopped = exporter.write(documents, &path).unwrap_err();
    assert!(matches!(stopped, ExportError::Stopped));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "older");
    let nowhere = folder.path().join("nowhere/training.jsonl");
    let failed = export_job(&session, ExportWish::default(), &nowhere).wait();
    let message = failed.unwrap_err().to_string();
    assert!(message.contains("nowhere"), "{message}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn every_format_is_written_and_says_what_it_left_out() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    for format in registry::written() {
        let wish = ExportWish {
            format,
            ..ExportWish::default()
        };
        let path = folder.path().join(format.name);
        let job = export_job(&session, wish, &path);
        job.wait().unwrap();
        assert_eq!(job.progress(), (2, 2));
    }
    let jsonl = std::fs::read_to_string(folder.path().join("jsonl")).unwrap();
    assert_eq!(jsonl.lines().count(), 2);
    let conll = std::fs::read_to_string(folder.path().join("conll2003")).unwrap();
    assert!(conll.contains("Tarsa -X- -X- B-GPE"), "{conll}");
    let ann = std::fs::read_to_string(folder.path().join("brat/d1.ann")).unwrap();
    assert!(ann.contains("GPE 0 5\tTarsa"), "{ann}");
    let only_done = ExportWish {
        statuses: vec!["done".into()],
        ..ExportWish::default()
    };
    let path = folder.path().join("none.jsonl");
    let job = export_job(&session, only_done, &path);
    job.wait().unwrap();
    assert_eq!(job.progress(), (0, 0));
}

/// Layers as the project file has them: name and number of mentions, for each document.
fn layers(session: &Session) -> Vec<Vec<(String, usize)>> {
    let documents = session.project().documents.iter();
    documents
        .map(|document| {
            let layers = document.layers.iter();
            layers
                .map(|layer| (layer.name.to_string(), layer.annotations.mentions().len()))
                .collect()
        })
        .collect()
}

fn undo_all(session: &mut Session) {
    while session.history().undoable().is_some() {
        session.dispatch(Command::Undo);
    }
}

#[test]
fn a_new_layer_is_empty_and_work_in_it_leaves_the_other_alone() {
    let mut session = session();
    session.dispatch(Command::AddLayer("Ben, round 1".to_owned(), None));
    assert_eq!(session.layer_name(), "Ben, round 1");
    assert!(session.annotations().mentions().is_empty());
    for command in [
        Command::OpenDocument("d1".into()),
        Command::SelectText(Span::new(0, 5)),
        Command::SetLabel("LOC".into()),
    ] {
        session.dispatch(command);
    }
    assert_eq!(labels(&session), ["LOC"]);
    let expected: [&[_]; 2] = [
        &[("main".to_owned(), 1), ("Ben, round 1".to_owned(), 1)],
        &[("main".to_owned(), 1)],
    ];
    assert_eq!(layers(&session), expected);
    session.dispatch(Command::SetLayer("main".into()));
    assert_eq!(labels(&session), ["GPE", "GPE"]);
    // The last step was in the other layer: the first press shows it, the second takes it back.
    session.dispatch(Command::Undo);
    assert_eq!(session.layer_name(), "Ben, round 1");
    assert_eq!(labels(&session), ["LOC"]);
    session.dispatch(Command::Undo);
    assert!(labels(&session).is_empty());
    session.dispatch(Command::Undo);
    assert_eq!(
        session.layer_name(),
        "main",
        "the layer that was made is gone"
    );
    assert_eq!(session.project().layer_names(), ["main"]);
}

#[test]
fn a_layer_in_which_nothing_was_done_is_still_there_after_saving() {
    let mut session = session();
    session.dispatch(Command::AddLayer("Ben".to_owned(), None));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layers.ron");
    dateline::project::write_file(session.project(), &path).unwrap();
    let read = dateline::project::read_file(&path).unwrap().project;
    assert_eq!(read.layer_names(), ["main", "Ben"]);
    assert_eq!(read, *session.project());
}

#[test]
fn a_copied_layer_has_ids_of_its_own_and_keeps_its_links() {
    let mut session = session();
    session.dispatch(Command::OpenDocument("d1".into()));
    session.dispatch(Command::SelectText(Span::new(10, 15)));
    session.dispatch(Command::SetEventType("Conflict.Attack".into()));
    let place = session.annotations().mentions()[0].id.clone();
    session.dispatch(Command::FillRole(
        "Place".into(),
        dateline::model::Filler::Mention(place.clone()),
    ));
    session.dispatch(Command::FinishLeaving);
    let copy = Command::AddLayer("round 2".to_owned(), Some("main".into()));
    session.dispatch(copy);
    session.dispatch(Command::OpenDocument("d1".into()));
    let mention = &session.annotations().mentions()[0];
    let event = &session.annotations().events()[0];
    assert_ne!(mention.id, place);
    assert_eq!(
        event.arguments[0].filler,
        dateline::model::Filler::Mention(mention.id.clone())
    );
    let status = session.status_of(session.document().unwrap());
    assert_eq!(status, DocumentStatus::InProgress, "it is to be worked on");
    assert_eq!(labels(&session), ["GPE", "GPE"]);
}

#[test]
fn layers_are_renamed_and_deleted_and_undone() {
    let mut session = session();
    let before = session.project().clone();
    session.dispatch(Command::AddLayer("Ben".to_owned(), Some("main".into())));
    session.dispatch(Command::RenameLayer("Ben".into(), " Bea ".to_owned()));
    assert_eq!(session.layer_name(), "Bea");
    assert_eq!(session.project().layer_names(), ["main", "Bea"]);
    session.dispatch(Command::RenameLayer("Bea".into(), "main".to_owned()));
    assert_eq!(session.layer_name(), "Bea", "a name is given once");
    session.dispatch(Command::DeleteLayer("main".into()));
    assert_eq!(session.project().layer_names(), ["Bea"]);
    assert_eq!(layers(&session)[0], [("Bea".to_owned(), 1)]);
    session.dispatch(Command::DeleteLayer("Bea".into()));
    assert_eq!(
        session.project().layer_names(),
        ["Bea"],
        "the last one stays"
    );
    session.take_journal();
    undo_all(&mut session);
    assert!(
        session
            .project()
            .documents
            .iter()
            .all(|document| { document.layer(Layer::MAIN).unwrap().annotations.is_empty() })
    );
    while session.project() != &before {
        session.dispatch(Command::Redo);
    }
    assert_eq!(session.layer_name(), "main");
}

#[test]
fn a_document_that_only_the_deleted_layer_spoke_about_stays_in_the_project() {
    let mut session = session();
    session.dispatch(Command::AddLayer("Ben".to_owned(), None));
    session.dispatch(Command::DeleteLayer("main".into()));
    assert_eq!(session.layer_name(), "Ben");
    assert_eq!(layers(&session)[0], [("Ben".to_owned(), 0)]);
    // The first press may only show the document where the step was.
    session.dispatch(Command::Undo);
    session.dispatch(Command::Undo);
    session.dispatch(Command::SetLayer("main".into()));
    assert_eq!(labels(&session), ["GPE", "GPE"]);
}
