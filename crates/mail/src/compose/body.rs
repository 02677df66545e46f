//! Quoted-printable (RFC 2045 6.7) for a text in UTF-8.
//!
//! Beyond the RFC, three things are encoded that mail systems are known to touch: a dot at the
//! start of a line (a forgotten dot-unstuffing), `From ` at the start of a line (mbox), and
//! spaces and tabs at its end (trimmed by relays).

use std::borrow::Cow;

use super::{Kind, TEXT_MAX};

/// RFC 2045 6.7 (5): octets of an encoded line, its soft break included.
const LINE: usize = 76;

/// The text as it arrives: every line end (CRLF, a lone CR) is `\n`, and the last line has
/// one. Nothing else is changed: blank lines at the end, spaces and tabs stay.
pub fn normalise(text: &str) -> Cow<'_, str> {
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    if text.ends_with('\n') { text } else { Cow::Owned(text.into_owned() + "\n") }
}

/// Appends the encoded text. NUL and the other C0 controls apart from tab and line ends are
/// refused: no letter needs them, and relays differ in what they do to them.
pub(super) fn write(text: &str, out: &mut Vec<u8>) -> Result<(), Kind> {
    if text.len() > TEXT_MAX {
        return Err(Kind::TooLong);
    }
    let text = normalise(text);
    let text = text.strip_suffix('\n').unwrap_or(&text);
    for (number, line) in text.split('\n').enumerate() {
        write_line(line.as_bytes(), out)
            .map_err(|code| Kind::Control { line: number + 1, code: u32::from(code) })?;
        out.extend_from_slice(b"\r\n");
    }
    Ok(())
}

/// Appends one line without its end; `Err` is a control character that may not stand.
fn write_line(line: &[u8], out: &mut Vec<u8>) -> Result<(), u8> {
    let mut column = 0;
    let mut rest = line;
    let fragile = rest.starts_with(b"From ") || rest.starts_with(b".");
    if let Some((&first, tail)) = rest.split_first().filter(|_| fragile) {
        escape(first, out);
        (column, rest) = (3, tail);
    }
    while let Some((&byte, tail)) = rest.split_first() {
        // A run of plain characters is copied at once: nearly all of an English letter.
        let room = (LINE - 1).saturating_sub(column);
        let run = rest.iter().take(room).take_while(|&&byte| is_plain(byte)).count();
        // The last octet of a line is decided on its own: it may be a space, and it may use
        // the column that is kept for the soft break.
        let run = if run == rest.len() { run - 1 } else { run };
        if let Some((plain, tail)) = rest.split_at_checked(run).filter(|_| run > 0) {
            out.extend_from_slice(plain);
            (column, rest) = (column + run, tail);
            continue;
        }
        let last = tail.is_empty();
        let escaped = !is_plain(byte) || (last && matches!(byte, b' ' | b'\t'));
        if escaped && byte < b' ' && byte != b'\t' {
            return Err(byte);
        }
        let width = if escaped { 3 } else { 1 };
        if column + width > if last { LINE } else { LINE - 1 } {
            out.extend_from_slice(b"=\r\n");
            column = 0;
            // A continuation starts a line of its own on the wire.
            if byte == b'.' || (byte == b'F' && tail.starts_with(b"rom ")) {
                escape(byte, out);
                (column, rest) = (3, tail);
                continue;
            }
        }
        if escaped {
            escape(byte, out)
        } else {
            out.push(byte)
        }
        (column, rest) = (column + width, tail);
    }
    Ok(())
}

/// RFC 2045 6.7 (2) and (3): printable ASCII without `=`, and space and tab inside a line.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'<' | b'>'..=b'~')
}

fn escape(byte: u8, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or(b'0');
    out.extend_from_slice(&[b'=', digit(byte >> 4), digit(byte & 15)]);
}
