//! One request to an address on this computer or its network, and its whole answer.
//!
//! Plain HTTP alone, without proxies and without following anybody elsewhere: an article goes to the address that is shown and to no other. The request
//! runs on a thread of its own, so that whoever waits can stop waiting at once; the thread notices at the next bytes and closes the connection, which
//! tells the server that nobody wants its answer.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use ureq::Agent;

use super::{AskError, NotReceived, Wait, one_line};

/// Bytes of an answer after which it is none.
const LONGEST: usize = 64 << 20;

/// Where a server is found: `http://host:port/path`, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address(String);

impl Address {
    /// Reads what a person typed; `http://` may be left out.
    pub(super) fn read(typed: &str) -> Result<Self, AskError> {
        let typed = typed.trim();
        let setting = |words: String| Err(AskError::Setting(words));
        if typed.is_empty() {
            return setting("the address is empty".to_owned());
        }
        let (scheme, rest) = typed.split_once("://").unwrap_or(("http", typed));
        if scheme.eq_ignore_ascii_case("https") {
            return setting(format!(
                "{typed}: Dateline speaks plain http, to this computer or its own network, and no https. Let a program that speaks https stand between \
                 (ssh -L, stunnel, a reverse proxy) and give its address here"
            ));
        }
        if !scheme.eq_ignore_ascii_case("http") {
            return setting(format!("{typed}: an address begins with http://"));
        }
        let rest = rest.trim_end_matches('/');
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_sound = !host.is_empty() && !host.starts_with(':');
        let is_plain = rest.chars().all(|character| character.is_ascii_graphic());
        if !is_sound || !is_plain || host.contains('@') || rest.contains(['?', '#']) {
            return setting(format!(
                "“{typed}” is no address such as http://127.0.0.1:8080"
            ));
        }
        Ok(Self(format!("http://{rest}")))
    }

    /// Whether it is on this computer.
    pub(super) fn is_here(&self) -> bool {
        let rest = self.0.strip_prefix("http://").unwrap_or_default();
        let host = rest.split('/').next().unwrap_or_default();
        let name = match host.strip_prefix('[') {
            Some(number) => number.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        let is_own_number = |name: &str| {
            name.parse::<core::net::IpAddr>()
                .is_ok_and(|number| number.is_loopback())
        };
        name.eq_ignore_ascii_case("localhost") || is_own_number(name)
    }

    /// The address of `path` behind it.
    pub(super) fn join(&self, path: &str) -> String {
        format!("{}/{path}", self.0)
    }

    /// Without `ending`, where it has that.
    pub(super) fn without(mut self, ending: &str) -> Self {
        if let Some(kept) = self.0.strip_suffix(ending) {
            self.0.truncate(kept.len());
        }
        self
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A request.
pub(super) struct Request {
    /// Its whole address.
    pub(super) url: String,
    /// What is posted, as JSON; nothing is posted where there is none.
    pub(super) body: Option<Vec<u8>>,
    /// The key that the server asks for.
    pub(super) key: Option<String>,
}

/// An answer.
pub(super) struct Reply {
    /// Its status.
    pub(super) status: u16,
    /// Its body.
    pub(super) body: String,
}

impl Reply {
    /// The body of an answer that is good news; else what the server says, as an error.
    pub(super) fn good(self, url: &str) -> Result<String, AskError> {
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }
        let said = one_line(&self.body, 200);
        let said = if said.is_empty() {
            String::new()
        } else {
            format!(": {said}")
        };
        Err(bad(
            url,
            format!("it answers with status {}{said}", self.status),
        ))
    }
}

/// An error about what came from `url`.
pub(super) fn bad(url: &str, why: impl Into<String>) -> AskError {
    AskError::BadAnswer {
        target: url.to_owned(),
        why: why.into(),
    }
}

/// Sends a request and waits for its answer.
pub(super) fn send(request: Request, wait: &Wait) -> Result<Reply, AskError> {
    let url = request.url.clone();
    let (sender, receiver) = channel();
    let unwanted = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&unwanted);
    let patience = wait.patience;
    let work = move || {
        // Nobody waits any more where this cannot be delivered.
        let _unwanted = sender.send(exchange(request, patience, &seen));
    };
    let started = std::thread::Builder::new()
        .name("own-model-http".into())
        .spawn(work);
    if let Err(error) = started {
        return Err(unreachable_by(&url, error.to_string()));
    }
    let received = wait.receive(&receiver);
    unwanted.store(true, Ordering::Relaxed);
    match received {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(error)) => Err(in_words(&url, error, wait)),
        Err(NotReceived::Cancelled) => Err(AskError::Cancelled),
        Err(NotReceived::TooSlow) => Err(wait.too_slow(&url, SLOW)),
        Err(NotReceived::Gone) => Err(bad(&url, "it broke off")),
    }
}

const SLOW: &str = "; the time can be set";

/// What went wrong with an exchange.
enum Fault {
    Library(Box<ureq::Error>),
    Body(std::io::Error),
    TooLong,
    NotText,
}

fn exchange(request: Request, patience: Duration, unwanted: &AtomicBool) -> Result<Reply, Fault> {
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(patience))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(0)
        .proxy(None)
        .user_agent("dateline")
        .build()
        .into();
    let library = |error| Fault::Library(Box::new(error));
    let authorised = request.key.map(|key| format!("Bearer {key}"));
    let answered = match request.body {
        None => {
            let mut call = agent.get(&request.url);
            if let Some(key) = &authorised {
                call = call.header("Authorization", key);
            }
            call.call()
        }
        Some(body) => {
            let mut call = agent.post(&request.url).content_type("application/json");
            if let Some(key) = &authorised {
                call = call.header("Authorization", key);
            }
            call.send(&body[..])
        }
    };
    let answered = answered.map_err(library)?;
    let status = answered.status().as_u16();
    let body = read_body(answered.into_body().into_reader(), unwanted)?;
    Ok(Reply { status, body })
}

/// Reads to the end, as long as anybody wants it.
fn read_body(mut body: impl Read, unwanted: &AtomicBool) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    let mut buffer = vec![0_u8; 16 << 10];
    loop {
        if unwanted.load(Ordering::Relaxed) {
            return Err(Fault::Body(std::io::Error::other("nobody waits for it")));
        }
        match body.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => bytes.extend_from_slice(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Fault::Body(error)),
        }
        if bytes.len() > LONGEST {
            return Err(Fault::TooLong);
        }
    }
    String::from_utf8(bytes).map_err(|_no_utf8| Fault::NotText)
}

fn in_words(url: &str, fault: Fault, wait: &Wait) -> AskError {
    match fault {
        Fault::Library(error) => match *error {
            ureq::Error::Timeout(_) => wait.too_slow(url, SLOW),
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => {
                wait.too_slow(url, SLOW)
            }
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                unreachable_by(
                    url,
                    "nothing listens there. Is the server started?".to_owned(),
                )
            }
            ureq::Error::HostNotFound => {
                unreachable_by(url, "no computer of that name is found".to_owned())
            }
            ureq::Error::Io(error) => unreachable_by(url, error.to_string()),
            ureq::Error::ConnectionFailed => {
                unreachable_by(url, "the connection failed".to_owned())
            }
            other => bad(url, one_line(&other.to_string(), 160)),
        },
        Fault::Body(error) => match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(ureq::Error::Timeout(_)) => wait.too_slow(url, SLOW),
            _ if error.kind() == std::io::ErrorKind::TimedOut => wait.too_slow(url, SLOW),
            _ => bad(
                url,
                format!("it breaks off ({})", one_line(&error.to_string(), 120)),
            ),
        },
        Fault::TooLong => bad(url, format!("more than {} MB", LONGEST >> 20)),
        Fault::NotText => bad(url, "it is no UTF-8"),
    }
}

fn unreachable_by(url: &str, why: String) -> AskError {
    AskError::Unreachable {
        target: url.to_owned(),
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain_http() {
        let read = |typed| Address::read(typed).map(|address| address.to_string());
        assert_eq!(
            read(" http://127.0.0.1:9090/ ").unwrap(),
            "http://127.0.0.1:9090"
        );
        assert_eq!(
            read("localhost:8080/v1").unwrap(),
            "http://localhost:8080/v1"
        );
        let refused = read("https://example.org").unwrap_err().to_string();
        assert!(
            refused.contains("no https") && refused.contains("ssh -L"),
            "{refused}"
        );
        for typed in [
            "",
            "ftp://x",
            "http://",
            "http://:80",
            "a b",
            "http://u:p@h",
            "http://h/?q",
        ] {
            assert!(read(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn this_computer_is_told_from_others() {
        let is_here = |typed| Address::read(typed).unwrap().is_here();
        for here in [
            "localhost:1",
            "http://127.0.0.1",
            "http://127.9.9.9:80/v1",
            "http://[::1]:80",
        ] {
            assert!(is_here(here), "{here}");
        }
        for other in [
            "http://192.168.1.7:80",
            "http://localhost.example.org",
            "http://10.0.0.1",
        ] {
            assert!(!is_here(other), "{other}");
        }
    }
}
