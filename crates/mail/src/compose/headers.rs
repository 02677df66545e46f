//! The header block, encoded by `lettre`, checked before and after.
//!
//! One thing is encoded here: a subject that is not plain words with single spaces. `lettre`
//! mixes plain and encoded words and folds between spaces, where readers drop some (RFC 2047
//! 6.2); and a subject that only looks encoded (`=?utf-8?…`) would be decoded. So such a
//! subject is encoded as a whole.
//!
//! Before: `lettre` panics on a line break in a display name, so every text is checked, even
//! one that was checked when it was typed. After: an ASCII word that cannot be folded comes
//! out as one line of any length, so the finished lines are measured.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lettre::message::Mailboxes;
use lettre::message::header::{self, HeaderValue, Headers};
use unforgotten_core::address::{Mailbox, NAME_MAX, NameError, one_line};

use super::{ComposeError, Draft, Kind, LINE_MAX};

/// RFC 5322 3.6.4 sets no limit; more than this is no identifier.
const MESSAGE_ID_MAX: usize = 250;

pub(super) fn write(draft: &Draft<'_>, out: &mut Vec<u8>) -> Result<(), ComposeError> {
    let subject = one_line(draft.subject, LINE_MAX).map_err(|why| match why {
        NameError::TooLong => Kind::SubjectTooLong, // its own text speaks of names
        NameError::Control => Kind::Subject(why),
    })?;
    check_message_id(draft.message_id)?;
    let date = date(draft.date)?;

    let mut headers = Headers::with_capacity(4);
    headers.set(header::From::from(mailbox("From", draft.from)?));
    headers.set(header::To::from(mailbox("To", draft.to)?));
    if let Some(reply_to) = draft.reply_to {
        headers.set(header::ReplyTo::from(mailbox("Reply-To", reply_to)?));
    }
    if subject.is_ascii() && !subject.contains("=?") && !subject.contains("  ") {
        headers.set(header::Subject::from(subject.to_owned()));
    } else {
        let name = header::HeaderName::new_from_ascii_str("Subject");
        let words = encoded_words(subject);
        headers.insert_raw(HeaderValue::dangerous_new_pre_encoded(name, String::new(), words));
    }

    let mut block = String::with_capacity(1024);
    let id = draft.message_id;
    write!(block, "Date: {date}\r\nMessage-ID: <{id}>\r\n{headers}").map_err(|_| Kind::Header)?;
    block.push_str(
        "MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n",
    );
    check_lines(&block)?;
    out.extend_from_slice(block.as_bytes());
    Ok(())
}

/// RFC 2047 2 and 4.1: base64 words of at most 75 octets, folded, each made of whole characters.
fn encoded_words(text: &str) -> String {
    const FIRST: usize = 39; // octets of text: "Subject: " stands on the same line
    const OTHER: usize = 45;
    let mut words = String::with_capacity(text.len() * 2 + 32);
    let (mut part, mut room) = (String::with_capacity(OTHER), FIRST);
    for c in text.chars() {
        if part.len() + c.len_utf8() > room {
            word(&part, &mut words);
            words.push_str("\r\n ");
            part.clear();
            room = OTHER;
        }
        part.push(c);
    }
    word(&part, &mut words);
    words
}

fn word(part: &str, out: &mut String) {
    out.push_str("=?utf-8?B?");
    STANDARD.encode_string(part, out);
    out.push_str("?=");
}

fn mailbox(field: &'static str, mailbox: &Mailbox) -> Result<Mailboxes, Kind> {
    let name = match &mailbox.name {
        Some(name) => Some(one_line(name, NAME_MAX).map_err(|why| Kind::Name(field, why))?),
        None => None,
    };
    let address = lettre::Address::new(mailbox.address.local(), mailbox.address.domain())
        .map_err(|_| Kind::Address(field))?;
    Ok(lettre::message::Mailbox::new(name.map(str::to_owned), address).into())
}

/// RFC 5322 3.6.4: `id-left "@" id-right`, kept to characters that need no quoting.
fn check_message_id(id: &str) -> Result<(), Kind> {
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b))
    };
    let good = id.len() <= MESSAGE_ID_MAX
        && id.split_once('@').is_some_and(|(left, right)| plain(left) && plain(right));
    good.then_some(()).ok_or(Kind::MessageId)
}

/// RFC 5322 3.3, always with `+0000`: a zone would tell where the writer lives.
fn date(date: Timestamp) -> Result<String, Kind> {
    let date = date.to_zoned(TimeZone::UTC);
    if !(1970..=9999).contains(&date.year()) {
        return Err(Kind::Date);
    }
    Ok(date.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
}

/// No line above the limit, and no subject above it as a whole: no reader shows it.
fn check_lines(block: &str) -> Result<(), Kind> {
    let subject = block
        .split_once("\r\nSubject:")
        .map(|(_, rest)| rest.split_once("\r\nMIME-Version:").map_or(rest, |(value, _)| value));
    // Names and addresses are bounded, so a line that is too long is the subject's too.
    let too_long = subject.is_some_and(|value| value.len() > LINE_MAX)
        || block.split("\r\n").any(|line| line.len() > LINE_MAX);
    if too_long { Err(Kind::SubjectTooLong) } else { Ok(()) }
}
