//! The server's side of RFC 5321, as much as a session needs, with a limit on everything.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use unforgotten_core::address::Address;

use super::shelf::Shelf;

/// Octets of a command line with its end; RFC 5321 4.5.3.1.4 asks for 512 at least.
const COMMAND_MAX: usize = 2000;
/// Octets of a text line with its end (RFC 5321 4.5.3.1.6).
const TEXT_LINE_MAX: usize = 1000;
/// Recipients of one letter (RFC 5321 4.5.3.1.8).
const RECIPIENTS_MAX: usize = 100;

/// What one connection and all of them may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) connections: usize,
    pub(super) message: usize,
    pub(super) idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let idle = Duration::from_secs(5 * 60);
        Self { connections: 64, message: 25 * 1024 * 1024, idle }
    }
}

pub(super) async fn turn_away(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(b"421 4.3.2 too many connections\r\n").await
}

pub(super) async fn hold(stream: TcpStream, shelf: Arc<Shelf>, limits: Limits) -> io::Result<()> {
    let (reading, writing) = stream.into_split();
    let mut talk = Talk {
        reading: BufReader::new(reading),
        writing,
        replies: Vec::new(),
        limits,
        sender: false,
        recipients: 0,
    };
    talk.run(&shelf).await
}

struct Talk<R, W> {
    reading: BufReader<R>,
    writing: W,
    replies: Vec<u8>,
    limits: Limits,
    sender: bool,
    recipients: usize,
}

/// What a line was, apart from its bytes.
enum Line {
    Whole,
    TooLong,
    End,
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Talk<R, W> {
    async fn run(&mut self, shelf: &Arc<Shelf>) -> io::Result<()> {
        self.say("220 practice ESMTP: letters stay on this computer");
        let mut line = Vec::new();
        loop {
            match self.line(&mut line, COMMAND_MAX).await? {
                Line::Whole => {}
                Line::TooLong => {
                    self.say("500 5.5.2 line too long");
                    continue;
                }
                Line::End => return self.flush().await,
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\r', '\n']);
            let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.ehlo(),
                "HELO" => self.say("250 practice"),
                "MAIL" => self.mail(rest),
                "RCPT" => self.rcpt(rest),
                "DATA" => self.data(shelf).await?,
                "RSET" => {
                    self.clear();
                    self.say("250 2.0.0 forgotten");
                }
                "NOOP" => self.say("250 2.0.0 here"),
                "VRFY" => self.say("252 2.5.0 send and see"),
                "QUIT" => {
                    self.say("221 2.0.0 farewell");
                    return self.flush().await;
                }
                _ => self.say("500 5.5.1 unknown command"),
            }
        }
    }

    fn ehlo(&mut self) {
        self.clear();
        let size = self.limits.message;
        self.say("250-practice");
        self.say("250-PIPELINING");
        self.say(&format!("250-SIZE {size}"));
        self.say("250-8BITMIME");
        self.say("250 ENHANCEDSTATUSCODES");
    }

    fn mail(&mut self, rest: &str) {
        let Some((address, parameters)) = path(rest, "FROM:") else {
            return self.say("501 5.5.4 write MAIL FROM:<address>");
        };
        let size = parameters.split(' ').find_map(|word| {
            let (name, value) = word.split_once('=')?;
            name.eq_ignore_ascii_case("SIZE").then(|| value.parse::<usize>().ok())?
        });
        if self.sender {
            self.say("503 5.5.1 one sender is enough");
        } else if size.is_some_and(|size| size > self.limits.message) {
            self.say("552 5.3.4 letter too large");
        } else if !address.is_empty() && Address::parse_local(address).is_err() {
            self.say("553 5.1.7 no address");
        } else {
            self.sender = true;
            self.say("250 2.1.0 ok");
        }
    }

    fn rcpt(&mut self, rest: &str) {
        match path(rest, "TO:") {
            None => self.say("501 5.5.4 write RCPT TO:<address>"),
            Some(_) if !self.sender => self.say("503 5.5.1 MAIL comes first"),
            Some((address, _)) if Address::parse_local(address).is_err() => {
                self.say("553 5.1.3 no address");
            }
            Some(_) if self.recipients >= RECIPIENTS_MAX => {
                self.say("452 4.5.3 too many recipients");
            }
            Some(_) => {
                self.recipients += 1;
                self.say("250 2.1.5 ok");
            }
        }
    }

    async fn data(&mut self, shelf: &Arc<Shelf>) -> io::Result<()> {
        if self.recipients == 0 {
            self.say("503 5.5.1 RCPT comes first");
            return Ok(());
        }
        self.say("354 end with a dot");
        let (mut message, mut line, mut complaint) = (Vec::new(), Vec::new(), None);
        loop {
            match self.line(&mut line, TEXT_LINE_MAX).await? {
                Line::End => return Ok(()), // no dot, no letter (RFC 5321 4.1.1.4)
                Line::TooLong => complaint = Some("500 5.6.0 a line is longer than 998 octets"),
                Line::Whole if line == b".\r\n" => break,
                Line::Whole => {}
            }
            if message.len() + line.len() > self.limits.message {
                complaint = complaint.or(Some("552 5.3.4 letter too large"));
            }
            if complaint.is_none() {
                message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            }
        }
        self.clear();
        if let Some(complaint) = complaint {
            self.say(complaint);
            return Ok(());
        }
        let shelf = Arc::clone(shelf);
        let stored = tokio::task::spawn_blocking(move || shelf.put(&message)).await;
        match stored.map_err(io::Error::other).flatten() {
            Ok(_) => self.say("250 2.0.0 kept on this computer"),
            Err(error) => {
                tracing::warn!(%error, "a practice letter could not be stored");
                self.say(complaint_about(&error));
            }
        }
        Ok(())
    }

    fn clear(&mut self) {
        (self.sender, self.recipients) = (false, 0);
    }

    /// Replies to commands that came together leave together (RFC 2920 3.2).
    fn say(&mut self, line: &str) {
        self.replies.extend_from_slice(line.as_bytes());
        self.replies.extend_from_slice(b"\r\n");
    }

    async fn flush(&mut self) -> io::Result<()> {
        self.writing.write_all(&self.replies).await?;
        self.replies.clear();
        self.writing.flush().await
    }

    /// Reads one line with its end, of at most `max` octets; longer ones are read and dropped.
    async fn line(&mut self, line: &mut Vec<u8>, max: usize) -> io::Result<Line> {
        if !self.reading.buffer().contains(&b'\n') {
            self.flush().await?;
        }
        let reading = read_line(&mut self.reading, line, max);
        match timeout(self.limits.idle, reading).await {
            Ok(result) => result,
            Err(_) => {
                self.say("421 4.4.2 nothing was said for too long");
                Ok(Line::End)
            }
        }
    }
}

async fn read_line<R: AsyncBufRead + Unpin>(
    from: &mut R,
    line: &mut Vec<u8>,
    max: usize,
) -> io::Result<Line> {
    line.clear();
    let mut too_long = false;
    loop {
        let found = from.fill_buf().await?;
        if found.is_empty() {
            return Ok(Line::End);
        }
        let end = found.iter().position(|&byte| byte == b'\n').map(|at| at + 1);
        let part = found.get(..end.unwrap_or(found.len())).unwrap_or_default();
        let taken = part.len();
        too_long |= line.len() + taken > max;
        if !too_long {
            line.extend_from_slice(part);
        }
        from.consume(taken);
        if end.is_some() {
            return Ok(if too_long { Line::TooLong } else { Line::Whole });
        }
    }
}

/// `FROM:<a@b> SIZE=1` into address and parameters.
fn path<'a>(rest: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let (start, rest) = rest.split_at_checked(keyword.len())?;
    let rest = rest.trim_start().strip_prefix('<')?;
    let found = rest.split_once('>')?;
    start.eq_ignore_ascii_case(keyword).then_some(found)
}

/// A full disk is "not now" (452), and so is every other trouble with storing.
pub(super) fn complaint_about(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "452 4.3.1 the disk is full",
        _ => "451 4.3.0 the letter could not be stored",
    }
}
