//! The server's side of one connection.

use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use super::script::{Act, Encryption, Script, Step};
use super::{Letter, Seen, lock};

pub(super) async fn serve(
    listener: TcpListener,
    script: Script,
    acceptor: Option<TlsAcceptor>,
    seen: Arc<Mutex<Seen>>,
    mut stopped: oneshot::Receiver<()>,
) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
    let script = Arc::new(script);
    loop {
        let stream = tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => continue,
            },
        };
        let (script, acceptor, seen) = (Arc::clone(&script), acceptor.clone(), Arc::clone(&seen));
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            lock(&seen).connections += 1;
            lock(&seen).open += 1;
            // Whatever a client does to the connection is the test's to judge, by what is seen.
            let _ = connection(stream, &script, acceptor, &seen).await;
            lock(&seen).open -= 1;
        });
    }
}

async fn connection(
    stream: TcpStream,
    script: &Script,
    acceptor: Option<TlsAcceptor>,
    seen: &Mutex<Seen>,
) -> io::Result<()> {
    let Some(acceptor) = acceptor else {
        return Talk::new(stream, script, seen, true).run(true).await.map(drop);
    };
    if script.encryption == Encryption::Implicit {
        let stream = acceptor.accept(stream).await?;
        return Talk::new(stream, script, seen, true).run(true).await.map(drop);
    }
    let bare = Talk::new(stream, script, seen, false).run(true).await?;
    if let Some(stream) = bare {
        let stream = acceptor.accept(stream).await?;
        Talk::new(stream, script, seen, true).run(false).await?;
    }
    Ok(())
}

struct Talk<'a, S> {
    stream: S,
    buffer: Vec<u8>,
    script: &'a Script,
    seen: &'a Mutex<Seen>,
    /// No STARTTLS is to come any more.
    protected: bool,
    signed_in: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Talk<'a, S> {
    fn new(stream: S, script: &'a Script, seen: &'a Mutex<Seen>, protected: bool) -> Self {
        let signed_in = script.user.is_none();
        let (buffer, from, to) = (Vec::new(), None, Vec::new());
        Self { stream, buffer, script, seen, protected, signed_in, from, to }
    }

    /// Runs until the end; gives the stream back when STARTTLS was accepted.
    async fn run(mut self, greet: bool) -> io::Result<Option<S>> {
        if greet {
            self.act(Step::Greeting, "220 fake ESMTP").await?;
        }
        loop {
            let line = self.line().await?;
            lock(self.seen).commands.push(line.clone());
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.ehlo().await?,
                "STARTTLS" => {
                    if self.act(Step::StartTls, "220 2.0.0 go").await?.starts_with("220") {
                        return Ok(Some(self.stream));
                    }
                }
                "AUTH" => self.auth(rest).await?,
                "MAIL" if !self.signed_in => {
                    self.act(Step::Mail, "530 5.7.0 sign in first").await?;
                }
                "MAIL" => {
                    if self.act(Step::Mail, "250 2.1.0 ok").await?.starts_with('2') {
                        self.from = Some(address(rest));
                    }
                }
                "RCPT" => {
                    let ordinary =
                        if self.from.is_some() { "250 2.1.5 ok" } else { "503 5.5.1 MAIL first" };
                    if self.act(Step::Rcpt, ordinary).await?.starts_with('2') {
                        self.to.push(address(rest));
                    }
                }
                "DATA" => self.data().await?,
                "RSET" => {
                    self.clear();
                    self.act(Step::Rset, "250 2.0.0 ok").await?;
                }
                "QUIT" => {
                    self.act(Step::Quit, "221 2.0.0 bye").await?;
                    return Ok(None);
                }
                _ => drop(self.act(Step::Other, "500 5.5.1 unknown").await?),
            }
        }
    }

    async fn ehlo(&mut self) -> io::Result<()> {
        let mut lines = match &self.script.extensions {
            Some(list) => list.clone(),
            None => ["PIPELINING", "SIZE 26214400", "8BITMIME"].map(str::to_owned).to_vec(),
        };
        if self.script.extensions.is_none() && !self.protected {
            lines.push("STARTTLS".to_owned());
        }
        if self.script.extensions.is_none() && self.script.user.is_some() {
            lines.push("AUTH PLAIN LOGIN".to_owned());
        }
        let mut reply = "250-fake".to_owned();
        for line in lines {
            reply = reply + "\n250-" + &line;
        }
        self.act(Step::Ehlo, &(reply + "\n250 ENHANCEDSTATUSCODES")).await.map(drop)
    }

    async fn auth(&mut self, rest: &str) -> io::Result<()> {
        let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
        let pair = if mechanism.eq_ignore_ascii_case("PLAIN") {
            decode(initial).split_once('\0').map(|(_, pair)| pair.replace('\0', "\n"))
        } else {
            if !self.act(Step::Auth, "334 VXNlcm5hbWU6").await?.starts_with("334") {
                return Ok(());
            }
            let user = decode(&self.line().await?);
            if !self.act(Step::AuthAnswer, "334 UGFzc3dvcmQ6").await?.starts_with("334") {
                return Ok(());
            }
            Some(format!("{user}\n{}", decode(&self.line().await?)))
        };
        let (user, password) = (self.script.user.as_deref(), self.script.password.as_deref());
        let want = format!("{}\n{}", user.unwrap_or_default(), password.unwrap_or_default());
        let good = user.is_some() && pair == Some(want);
        let reply = if good { "235 2.7.0 welcome" } else { "535 5.7.8 wrong user or password" };
        let step = if initial.is_empty() { Step::AuthAnswer } else { Step::Auth };
        self.signed_in = self.act(step, reply).await?.starts_with("235");
        Ok(())
    }

    async fn data(&mut self) -> io::Result<()> {
        let ordinary =
            if self.to.is_empty() { "503 5.5.1 no recipients" } else { "354 end with a dot" };
        if !self.act(Step::Data, ordinary).await?.starts_with("354") {
            return Ok(());
        }
        lock(self.seen).bodies.push(Vec::new());
        let place = lock(self.seen).bodies.len() - 1;
        let (mut acted, mut noted, mut looked) = (false, 0, 0);
        let raw = loop {
            // Only what is new is noted and looked at: bodies may be large.
            if let Some(body) = lock(self.seen).bodies.get_mut(place) {
                body.extend_from_slice(self.buffer.get(noted..).unwrap_or_default());
            }
            noted = self.buffer.len();
            if !acted && self.buffer.len() > self.script.body_after {
                acted = true;
                self.act(Step::Body, "").await?;
            }
            if let Some(end) = end_of(&self.buffer, looked) {
                let raw: Vec<u8> = self.buffer.drain(..end).collect();
                if let Some(body) = lock(self.seen).bodies.get_mut(place) {
                    body.truncate(end);
                }
                break raw;
            }
            looked = self.buffer.len().saturating_sub(4);
            self.buffer.reserve(16 * 1024);
            self.fill().await?;
        };
        let ordinary =
            if self.to.is_empty() { "554 5.5.1 no recipients" } else { "250 2.0.0 kept" };
        let letter = Letter {
            from: self.from.clone().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            bytes: unstuff(&raw),
        };
        // Kept before the receipt is given, so that whoever hears the receipt finds it; what
        // the script then says decides whether it was accepted at all.
        let takes = self.promises(Step::Dot, ordinary);
        if takes {
            lock(self.seen).letters.push(letter);
        }
        self.clear();
        self.act(Step::Dot, ordinary).await.map(drop)
    }

    /// Whether the reply to come at this step begins with a 2.
    fn promises(&self, step: Step, ordinary: &str) -> bool {
        let number = lock(self.seen).steps.get(&step).copied().unwrap_or_default() + 1;
        match self.script.find(step, number) {
            None => ordinary.starts_with('2'),
            Some(acts) => acts.iter().any(|act| match act {
                Act::Bytes(bytes) | Act::Drip(bytes) => bytes.starts_with(b"2"),
                _ => false,
            }),
        }
    }

    /// Does what the script says here, or gives the ordinary reply; returns what was said.
    async fn act(&mut self, step: Step, ordinary: &str) -> io::Result<String> {
        let number = {
            let mut seen = lock(self.seen);
            let count = seen.steps.entry(step).or_default();
            *count += 1;
            *count
        };
        let ordinary = if ordinary.is_empty() { Vec::new() } else { vec![Act::say(ordinary)] };
        let script = self.script;
        let mut said = Vec::new();
        for act in script.find(step, number).unwrap_or(&ordinary) {
            match act {
                Act::Bytes(bytes) => {
                    self.stream.write_all(bytes).await?;
                    self.stream.flush().await?;
                    said.extend_from_slice(bytes);
                }
                Act::Drip(bytes) => {
                    for byte in bytes {
                        self.stream.write_all(&[*byte]).await?;
                        self.stream.flush().await?;
                        sleep(Duration::from_millis(1)).await;
                    }
                    said.extend_from_slice(bytes);
                }
                Act::Wait(time) => sleep(*time).await,
                Act::Stall => self.until_left().await?,
                Act::Freeze => std::future::pending().await,
                Act::Cut => {
                    if step != Step::Body {
                        self.take_what_came().await;
                    }
                    return Err(io::ErrorKind::ConnectionAborted.into());
                }
            }
        }
        Ok(String::from_utf8_lossy(&said).into_owned())
    }

    /// Closing with unread bytes would reset the connection, and what was said just before
    /// would be lost on the way.
    async fn take_what_came(&mut self) {
        let moment = Duration::from_millis(5);
        while let Ok(Ok(())) = tokio::time::timeout(moment, self.fill()).await {}
    }

    /// Reads on without a word until the client is gone.
    async fn until_left(&mut self) -> io::Result<()> {
        loop {
            self.fill().await?;
        }
    }

    async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.buffer.iter().position(|&byte| byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(line.trim_ascii_end()).into_owned());
            }
            self.fill().await?;
        }
    }

    async fn fill(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    fn clear(&mut self) {
        self.from = None;
        self.to.clear();
    }
}

/// Where a body ends, its terminator included; there is none before `from`.
fn end_of(raw: &[u8], from: usize) -> Option<usize> {
    if raw.starts_with(b".\r\n") {
        return Some(3);
    }
    let rest = raw.get(from..).unwrap_or_default();
    rest.windows(5).position(|window| window == b"\r\n.\r\n").map(|at| from + at + 5)
}

fn unstuff(raw: &[u8]) -> Vec<u8> {
    let body = raw.strip_suffix(b".\r\n").unwrap_or(raw);
    let lines = body.split_inclusive(|&byte| byte == b'\n');
    lines.flat_map(|line| line.strip_prefix(b".").unwrap_or(line)).copied().collect()
}

/// The address between the angle brackets of MAIL or RCPT.
fn address(rest: &str) -> String {
    let inner = rest.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(rest, |(address, _)| address).to_owned()
}

fn decode(base64: &str) -> String {
    String::from_utf8_lossy(&STANDARD.decode(base64).unwrap_or_default()).into_owned()
}
