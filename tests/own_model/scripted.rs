//! A server for tests that answers as it is told: well, badly, slowly, without end.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// An answer to one request.
#[derive(Clone, Debug)]
pub(crate) enum Script {
    /// A status, the kind of content and the body.
    Whole(u16, &'static str, String),
    /// Promises more than it sends.
    Truncated,
    /// Takes the request and says nothing.
    Silent,
    /// One byte now and then.
    Dribble,
    /// More than anybody wants.
    Endless,
    /// No HTTP at all.
    Garbage,
}

impl Script {
    pub(crate) fn json(body: &str) -> Self {
        Self::Whole(200, "application/json", body.to_owned())
    }

    pub(crate) fn text(body: &str) -> Self {
        Self::Whole(200, "text/html", body.to_owned())
    }

    pub(crate) fn status(status: u16, body: &str) -> Self {
        Self::Whole(status, "text/plain", body.to_owned())
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

/// A server on a port of its own. It answers one request after another by its script, the last answer again and again.
pub(crate) struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub(crate) fn start(scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let seen = Arc::clone(&asked);
        // Without a script nobody listens.
        if !scripts.is_empty() {
            std::thread::spawn(move || {
                for (number, stream) in listener.incoming().enumerate() {
                    let script = scripts.get(number).or(scripts.last()).cloned();
                    let seen = Arc::clone(&seen);
                    std::thread::spawn(move || {
                        if let (Ok(stream), Some(script)) = (stream, script) {
                            serve(stream, &script, &seen);
                        }
                    });
                }
            });
        }
        Self { port, asked }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn requests(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

/// Reads a request and answers it. A client that goes is what some tests are about.
fn serve(stream: TcpStream, script: &Script, seen: &Mutex<Vec<Asked>>) {
    let Some(asked) = read_request(&stream) else {
        return;
    };
    seen.lock().unwrap().push(asked);
    let _gone = answer(stream, script);
}

fn read_request(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let length = lines.iter().find_map(|line| {
        let lower = line.to_ascii_lowercase();
        lower
            .strip_prefix("content-length:")?
            .trim()
            .parse::<usize>()
            .ok()
    });
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body).ok()?;
    Some(Asked {
        line: lines.first()?.clone(),
        headers: lines.split_off(1),
        body: String::from_utf8(body).ok()?,
    })
}

fn answer(mut stream: TcpStream, script: &Script) -> std::io::Result<()> {
    let head = |status: u16, kind: &str, length: usize| {
        format!(
            "HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n"
        )
    };
    match script {
        Script::Whole(status, kind, body) => {
            stream.write_all(head(*status, kind, body.len()).as_bytes())?;
            stream.write_all(body.as_bytes())
        }
        Script::Truncated => {
            stream.write_all(head(200, "application/json", 900).as_bytes())?;
            stream.write_all(b"{\"results\": [")
        }
        Script::Silent => {
            std::thread::sleep(Duration::from_secs(20));
            Ok(())
        }
        Script::Dribble => {
            stream.write_all(head(200, "application/json", 9000).as_bytes())?;
            for _ in 0..200 {
                stream.write_all(b" ")?;
                std::thread::sleep(Duration::from_millis(50));
            }
            Ok(())
        }
        Script::Endless => {
            stream.write_all(
                b"HTTP/1.1 200 Said\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n",
            )?;
            let block = vec![b'x'; 1 << 20];
            for _ in 0..200 {
                stream.write_all(&block)?;
            }
            Ok(())
        }
        Script::Garbage => stream.write_all(b"\x00\x01 what? \r\n\r\n"),
    }
}
