//! Notices: what the program tells a person in passing. Errors stay until they are read.

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something happened as asked; goes by itself.
    Info,
    /// Worth knowing; stays until read.
    Warning,
    /// It could not be done; stays until read.
    Error,
}

/// One thing told to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How much it matters.
    pub severity: Severity,
    /// One sentence: what happened, what was kept, what to do; a path comes last.
    pub message: String,
}

/// Notices that are still to be read, oldest first.
#[derive(Debug, Default)]
pub struct Notices {
    list: Vec<Notice>,
}

impl Notices {
    /// Tells that something was done.
    pub fn info(&mut self, message: impl Into<String>) {
        self.push(Severity::Info, message.into());
    }

    /// Tells something worth knowing.
    pub fn warn(&mut self, message: impl Into<String>) {
        self.push(Severity::Warning, message.into());
    }

    /// Tells that something could not be done.
    pub fn error(&mut self, message: impl Into<String>) {
        self.push(Severity::Error, message.into());
    }

    fn push(&mut self, severity: Severity, message: String) {
        tracing::debug!(?severity, message, "notice");
        // Information is about the last thing done: an older one is out of date by then.
        if severity == Severity::Info {
            self.list.retain(|notice| notice.severity != Severity::Info);
        }
        let notice = Notice { severity, message };
        if !self.list.contains(&notice) {
            self.list.push(notice);
        }
    }

    /// All that are still to be read.
    pub fn list(&self) -> &[Notice] {
        &self.list
    }

    /// The person has read number `index`.
    pub fn dismiss(&mut self, index: usize) {
        if index < self.list.len() {
            self.list.remove(index);
        }
    }

    /// Takes away what goes by itself.
    pub fn clear_info(&mut self) {
        self.list.retain(|notice| notice.severity != Severity::Info);
    }
}
