//! What a server says, line by line, with limits.
//!
//! Replies are the only input of this crate that an attacker writes, and a letter counts as
//! sent because of one. So the reader is strict where a mistake would be taken for an answer
//! (codes, continuation, size) and lenient where it only would be a pity (a bare LF, a line
//! longer than RFC 5321 4.5.3.1.5 allows, text that is no UTF-8).

mod reader;

use std::fmt;

pub(crate) use reader::{Fault, ReplyReader};

/// RFC 5321 4.5.3.1.5 allows 512 octets; real servers pass it.
pub const LINE_MAX: usize = 2000;
/// Octets of a whole reply.
pub const REPLY_MAX: usize = 64 * 1024;
/// Lines of a whole reply.
pub const LINES_MAX: usize = 200;

/// An enhanced status code (RFC 3463), as in `5.1.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Enhanced {
    /// 2 success, 4 for now, 5 for good; always the first digit of the basic code.
    pub class: u8,
    /// 0 other, 1 address, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// The precise condition within the subject.
    pub detail: u16,
}

impl Enhanced {
    /// Reads a code from the start of a reply's text; `None` if there is none, or if it
    /// contradicts the basic code (RFC 2034 4).
    fn at_start(text: &str, code: u16) -> Option<Self> {
        let word = text.split(' ').next()?;
        let mut parts = word.split('.');
        let number = |part: Option<&str>| {
            part.filter(|p| p.len() <= 3 && !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|p| p.parse::<u16>().ok())
        };
        let class = u8::try_from(number(parts.next())?).ok()?;
        let (subject, detail) = (number(parts.next())?, number(parts.next())?);
        let whole = parts.next().is_none() && u16::from(class) == code / 100;
        whole.then_some(Self { class, subject, detail })
    }
}

impl fmt::Display for Enhanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// One whole reply (RFC 5321 4.2), one or more lines with the same code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// 200 to 599.
    pub code: u16,
    /// The enhanced code, when the server gives one.
    pub enhanced: Option<Enhanced>,
    /// The text of each line without its code; control characters are replaced, so that
    /// nothing in it can steer a terminal. The enhanced code stays in the text.
    pub lines: Vec<String>,
}

impl Reply {
    /// Reads a whole reply from a text, for stored replies and tests. `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut assembly = reader::Assembly::default();
        let mut lines = text.lines();
        let reply = lines.find_map(|line| assembly.take(line.as_bytes()).transpose())?.ok()?;
        lines.next().is_none().then_some(reply)
    }

    fn new(code: u16, lines: Vec<String>) -> Self {
        let enhanced = lines.first().and_then(|line| Enhanced::at_start(line, code));
        Self { code, enhanced, lines }
    }

    /// 2yz: done.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// 4yz: no, for now.
    pub fn is_transient(&self) -> bool {
        (400..500).contains(&self.code)
    }

    /// 5yz: no.
    pub fn is_permanent(&self) -> bool {
        (500..600).contains(&self.code)
    }

    /// 4yz or 5yz: a clear no.
    pub fn is_refusal(&self) -> bool {
        self.is_transient() || self.is_permanent()
    }

    /// The text of all lines, joined by spaces.
    pub fn text(&self) -> String {
        self.lines.join(" ")
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        if text.is_empty() { write!(f, "{}", self.code) } else { write!(f, "{} {text}", self.code) }
    }
}
