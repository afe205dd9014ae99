//! A program as a child process, with the threads that talk to it: one writes what it is asked, one reads its lines, one keeps the end of what it
//! complains about. Whoever waits for it can stop waiting at once; dropping it ends it and what it started.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{AskError, NotReceived, Wait, one_line};

/// Bytes of an answer after which it is none.
pub(super) const LONGEST_LINE: u64 = 64 << 20;

/// Lines that may wait to be read; a program that writes on and on waits then.
const WAITING_LINES: usize = 16;

/// Bytes kept of the end of what the program writes to standard error.
const KEPT_SAID: usize = 2000;

/// How long a program may take to end by itself once nothing more is asked.
const FAREWELL: Duration = Duration::from_millis(300);

/// What comes from the program.
pub(super) enum Heard {
    /// A line, without its end.
    Line(Vec<u8>),
    /// More bytes than a line may have.
    TooLong,
    /// Its output cannot be read.
    Unreadable(String),
}

/// The program as it runs, with the threads that talk to it. Dropping it ends it.
pub(super) struct Running {
    child: Child,
    to_write: Option<Sender<Vec<u8>>>,
    heard: Receiver<Heard>,
    said: Arc<Mutex<Vec<u8>>>,
}

impl Running {
    pub(super) fn start(words: &[String]) -> Result<Self, AskError> {
        let (program, arguments) = words.split_first().ok_or(AskError::Cancelled)?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // A group of its own, so that what it starts ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let cannot = |error: std::io::Error| {
            AskError::Setting(format!("cannot start “{}”: {error}", one_line(program, 80)))
        };
        let mut child = command.spawn().map_err(cannot)?;
        let (to_write, writing) = channel();
        let (hearing, heard) = sync_channel(WAITING_LINES);
        let said = Arc::<Mutex<Vec<u8>>>::default();
        if let Some(input) = child.stdin.take() {
            on_thread("own-model-in", move || write_all(input, &writing)).map_err(cannot)?;
        }
        if let Some(output) = child.stdout.take() {
            on_thread("own-model-out", move || hear(output, &hearing)).map_err(cannot)?;
        }
        if let Some(errors) = child.stderr.take() {
            let said = Arc::clone(&said);
            on_thread("own-model-err", move || keep_end(errors, &said)).map_err(cannot)?;
        }
        Ok(Self {
            child,
            to_write: Some(to_write),
            heard,
            said,
        })
    }

    /// Sends a record and waits for the next line.
    pub(super) fn ask(&mut self, record: &[u8], wait: &Wait) -> Result<Heard, NotReceived> {
        let to_write = self.to_write.as_ref().ok_or(NotReceived::Gone)?;
        if to_write.send(record.to_vec()).is_err() {
            return Err(NotReceived::Gone);
        }
        wait.receive(&self.heard)
    }

    /// How it ended, and what it said before.
    pub(super) fn ended(mut self) -> AskError {
        self.to_write = None;
        let how = self.wait_a_little().map_or_else(
            || "it closed its output".to_owned(),
            |status| status.to_string(),
        );
        // What it wrote last may still be on its way.
        std::thread::sleep(Duration::from_millis(20));
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let said = String::from_utf8_lossy(&said);
        let said = said.trim();
        AskError::Ended {
            how,
            said: if said.is_empty() {
                String::new()
            } else {
                format!(": {}", last_lines(said))
            },
        }
    }

    fn wait_a_little(&mut self) -> Option<ExitStatus> {
        let until = Instant::now() + FAREWELL;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(5)),
                _ => return None,
            }
        }
    }

    /// Ends the program and what it started. Its group is named while the program is not yet waited for, so the number is still its own.
    fn kill(&mut self) {
        #[cfg(unix)]
        {
            let group = format!("kill -9 -{}", self.child.id());
            let killed = Command::new("sh")
                .args(["-c", &group])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            if let Err(error) = killed {
                tracing::debug!(%error, "the group of a command was not ended");
            }
        }
        if let Err(error) = self.child.kill() {
            tracing::debug!(%error, "a command had ended already");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The end of its input is how a filter learns that nothing more comes.
        self.to_write = None;
        if self.wait_a_little().is_none() {
            self.kill();
            if let Err(error) = self.child.wait() {
                tracing::debug!(%error, "a command could not be waited for");
            }
        }
    }
}

fn on_thread(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)?;
    Ok(())
}

/// Writes what is to be written until there is no more; a program that has gone needs none of it.
fn write_all(mut input: ChildStdin, writing: &Receiver<Vec<u8>>) {
    for record in writing {
        let written = input.write_all(&record).and_then(|()| input.flush());
        if let Err(error) = written {
            tracing::debug!(%error, "a command takes no more questions");
            return;
        }
    }
}

/// Hands on the lines of the program's output that are not blank.
fn hear(output: impl Read, hearing: &SyncSender<Heard>) {
    let mut output = BufReader::new(output);
    loop {
        let mut line = Vec::new();
        let read = (&mut output)
            .take(LONGEST_LINE + 1)
            .read_until(b'\n', &mut line);
        let heard = match read {
            Ok(0) => return,
            Ok(_) if line.len() as u64 > LONGEST_LINE => Heard::TooLong,
            Ok(_) if line.iter().all(u8::is_ascii_whitespace) => continue,
            Ok(_) => Heard::Line(line),
            Err(error) => Heard::Unreadable(error.to_string()),
        };
        let is_last = !matches!(heard, Heard::Line(_));
        if hearing.send(heard).is_err() || is_last {
            return;
        }
    }
}

/// Keeps the end of what the program says on standard error.
fn keep_end(mut errors: impl Read, said: &Mutex<Vec<u8>>) {
    let mut buffer = [0_u8; 4096];
    loop {
        let read = match errors.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(read) => read,
        };
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        said.extend_from_slice(buffer.get(..read).unwrap_or_default());
        let too_many = said.len().saturating_sub(KEPT_SAID);
        said.drain(..too_many);
    }
}

/// The last few lines of what was said: Python names the fault in the last one.
fn last_lines(said: &str) -> String {
    let mut lines: Vec<String> = said
        .lines()
        .rev()
        .take(3)
        .map(|line| one_line(line, 160))
        .collect();
    lines.reverse();
    lines.retain(|line| !line.is_empty());
    lines.join(" · ")
}
