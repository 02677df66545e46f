//! A letter becomes the bytes that will travel, once.
//!
//! What is composed here is stored and sent as it is, never composed again: the same bytes and
//! the same Message-ID go out at every attempt, so a receiver can recognise a repetition.
//!
//! The message is the plainest that every mail program shows well: one text/plain part in
//! UTF-8, quoted-printable (base64 for Cyrillic minds spam filters), seven bits, no line above
//! 998 octets. It tells nothing but what the letter says: the date is in UTC, the Message-ID
//! comes from the caller, and there is no header that names a program, a machine or a time zone.
//!
//! `lettre` encodes the headers (folding, RFC 2047 words, quoted names). The body is ours: a
//! table, one pass, no intermediate copies, and the care that mail systems need about dots,
//! `From ` and trailing spaces.

mod body;
mod headers;

use jiff::Timestamp;
use unforgotten_core::address::{Address, Mailbox, NameError};

pub use body::normalise;

/// RFC 5322 2.1.1: octets of a line, without its CRLF.
pub const LINE_MAX: usize = 998;
/// A body above this is no letter; it keeps a mistake (a pasted picture) out of the outbox.
pub const TEXT_MAX: usize = 8 * 1024 * 1024;

/// What a letter consists of before it is frozen.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// Who writes: the From header and the envelope's sender.
    pub from: &'a Mailbox,
    /// Who gets it: the To header and the envelope's recipient.
    pub to: &'a Mailbox,
    /// Where answers go, if not to `from`.
    pub reply_to: Option<&'a Mailbox>,
    /// The subject: one line, sent trimmed.
    pub subject: &'a str,
    /// The letter itself, with any line ends; see [`normalise`] for what arrives.
    pub text: &'a str,
    /// The Date header, to the second, in UTC.
    pub date: Timestamp,
    /// `unique@domain`, without angle brackets.
    pub message_id: &'a str,
}

/// A letter that will not change any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The whole message (RFC 5322): CRLF line ends, seven bits, not yet dot-stuffed.
    pub bytes: Vec<u8>,
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// The envelope's sender (MAIL FROM).
    pub from: Address,
    /// The envelope's recipient (RCPT TO).
    pub to: Address,
}

/// Why a draft cannot become a letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct ComposeError(#[from] Kind);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Kind {
    #[error("the subject {0}")]
    Subject(NameError),
    #[error("the subject is too long or has a word too long for a mail header: shorten it")]
    SubjectTooLong,
    #[error("the name in “{0}” {1}")]
    Name(&'static str, NameError),
    #[error("the address in “{0}” cannot stand in a header")]
    Address(&'static str),
    #[error("the Message-ID must look like unique@example.org, without brackets or spaces")]
    MessageId,
    #[error("the date is outside the years 1970 to 9999")]
    Date,
    #[error("line {line} of the letter holds the control character U+{code:04X}: remove it")]
    Control { line: usize, code: u32 },
    #[error("the letter is larger than {} MiB", TEXT_MAX / 1024 / 1024)]
    TooLong,
    #[error("a header could not be written")]
    Header,
}

impl ComposeError {
    /// Whether the subject is at fault.
    pub fn is_subject(&self) -> bool {
        matches!(self.0, Kind::Subject(_) | Kind::SubjectTooLong)
    }

    /// Whether the letter's text is at fault.
    pub fn is_text(&self) -> bool {
        matches!(self.0, Kind::Control { .. } | Kind::TooLong)
    }

    /// Whether a name or an address is at fault.
    pub fn is_mailbox(&self) -> bool {
        matches!(self.0, Kind::Name(..) | Kind::Address(_))
    }
}

/// Composes the message. The same draft always gives the same bytes.
///
/// A parser gives back the subject (trimmed), the names, and the text after [`normalise`].
pub fn compose(draft: &Draft<'_>) -> Result<Frozen, ComposeError> {
    let mut bytes = Vec::with_capacity(1024 + draft.text.len() * 5 / 4);
    headers::write(draft, &mut bytes)?;
    body::write(draft.text, &mut bytes)?;
    Ok(Frozen {
        bytes,
        message_id: draft.message_id.to_owned(),
        from: draft.from.address.clone(),
        to: draft.to.address.clone(),
    })
}
