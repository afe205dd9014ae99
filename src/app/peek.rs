//! What a project file holds, in a few numbers: looked at on a thread of its own, so that a list of large files comes up at once.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};

use super::workspace::Wake;
use crate::model::Project;

/// A project in numbers, all layers together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectCount {
    /// Documents.
    pub documents: usize,
    /// Entity mentions, event mentions and relations.
    pub annotations: usize,
    /// Title of the first document.
    pub first_title: String,
}

impl ProjectCount {
    /// Counts what `project` holds.
    pub fn of(project: &Project) -> Self {
        let layers = project
            .documents
            .iter()
            .flat_map(|document| &document.layers);
        let annotations = layers.map(|layer| {
            let annotations = &layer.annotations;
            annotations.mentions().len()
                + annotations.events().len()
                + annotations.relations().len()
        });
        Self {
            documents: project.documents.len(),
            annotations: annotations.sum(),
            first_title: project
                .documents
                .first()
                .map(|document| document.title().to_owned())
                .unwrap_or_default(),
        }
    }

    /// It in words: "3 documents, 120 annotations".
    pub fn in_words(&self) -> String {
        let documents = counted(self.documents, "document");
        let annotations = counted(self.annotations, "annotation");
        format!("{documents}, {annotations}")
    }

    /// What it has more or less than `now`, in words.
    pub fn difference(&self, now: &Self) -> String {
        let parts: Vec<String> = [
            (self.documents, now.documents, "document"),
            (self.annotations, now.annotations, "annotation"),
        ]
        .into_iter()
        .filter(|(then, now, _)| then != now)
        .map(|(then, now, what)| {
            let word = if then < now { "fewer" } else { "more" };
            format!("{} {word}", counted(then.abs_diff(now), what))
        })
        .collect();
        if parts.is_empty() {
            "as many as now".to_owned()
        } else {
            format!("{} than now", parts.join(", "))
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

/// Project files that are being looked at.
pub struct Peek {
    results: Receiver<(usize, Result<ProjectCount, String>)>,
    known: Vec<Option<Result<ProjectCount, String>>>,
}

impl Peek {
    /// Begins to look at `paths`, one after the other.
    pub fn start(paths: Vec<PathBuf>, wake: Wake) -> Self {
        let (sender, results) = channel();
        let known = vec![None; paths.len()];
        let look = move || {
            for (index, path) in paths.iter().enumerate() {
                if sender.send((index, count_file(path))).is_err() {
                    return;
                }
                wake();
            }
        };
        if let Err(error) = std::thread::Builder::new()
            .name("peek".to_owned())
            .spawn(look)
        {
            tracing::warn!(%error, "cannot look into project files");
        }
        Self { results, known }
    }

    /// What file number `index` holds; `None` while it was not looked at yet.
    pub fn get(&mut self, index: usize) -> Option<&Result<ProjectCount, String>> {
        for (index, result) in self.results.try_iter() {
            if let Some(known) = self.known.get_mut(index) {
                *known = Some(result);
            }
        }
        self.known.get(index)?.as_ref()
    }
}

fn count_file(path: &Path) -> Result<ProjectCount, String> {
    match crate::project::read_file(path) {
        Ok(read) => Ok(ProjectCount::of(&read.project)),
        Err(error) => Err(error.to_string()),
    }
}

/// How long ago something was, in words: "3 h ago".
pub fn ago(secs: i64) -> String {
    match secs {
        ..=1 => "just now".to_owned(),
        2..=59 => format!("{secs} s ago"),
        60..=3_599 => format!("{} min ago", secs / 60),
        3_600..=86_399 => format!("{} h ago", secs / 3_600),
        86_400..=172_799 => "yesterday".to_owned(),
        _ => format!("{} days ago", secs / 86_400),
    }
}

/// A moment as date and time of day in UTC: "2026-11-22 14:05 UTC".
pub fn date_in_words(at: crate::model::Moment) -> String {
    let written = jiff::Timestamp::from_second(at.0).map(|at| at.to_string());
    let written = written.unwrap_or_default();
    let (date, time) = written.split_once('T').unwrap_or((&written, ""));
    let minutes: String = time.chars().take(5).collect();
    format!("{date} {minutes} UTC")
}

/// A size in words: "1.2 MB".
pub fn size_in_words(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_compared_in_words() {
        let count = |documents, annotations| ProjectCount {
            documents,
            annotations,
            first_title: String::new(),
        };
        assert_eq!(count(1, 2).in_words(), "1 document, 2 annotations");
        assert_eq!(
            count(2, 9).difference(&count(3, 4)),
            "1 document fewer, 5 annotations more than now"
        );
        assert_eq!(count(2, 9).difference(&count(2, 9)), "as many as now");
    }

    #[test]
    fn moments_and_sizes_are_said_in_the_unit_that_matters() {
        assert_eq!(ago(59), "59 s ago");
        assert_eq!(ago(7_300), "2 h ago");
        assert_eq!(ago(90_000), "yesterday");
        assert_eq!(ago(260_000), "3 days ago");
        assert_eq!(
            date_in_words(crate::model::Moment(1_462_345_678)),
            "2016-05-04 07:07 UTC"
        );
        assert_eq!(size_in_words(1_234_567), "1.2 MB");
    }
}
