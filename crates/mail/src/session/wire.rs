//! A message as it stands between DATA and the final dot (RFC 5321 4.5.2).

/// Octets of a line without its CRLF (RFC 5321 4.5.3.1.6).
const LINE_MAX: usize = 998;
/// What ends the data; the CRLF before it is the message's own last line end.
pub(super) const TERMINATOR: &[u8] = b".\r\n";

/// Doubles the dots at line starts and appends the terminator. `out` is overwritten: its
/// memory serves letter after letter. After an error it holds nothing to be sent.
///
/// Bytes that could end the data early or start a second message at some relay (a bare CR or
/// LF, NUL, lines too long, eight bits without 8BITMIME) are refused, not repaired: a frozen
/// letter holds none, so something else is wrong.
pub(super) fn stuff(message: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
    out.clear();
    out.reserve(message.len() + message.len() / 64 + 64);
    for line in message.split_inclusive(|&byte| byte == b'\n') {
        let text = match line.strip_suffix(b"\r\n") {
            Some(text) => text,
            None if line.ends_with(b"\n") => return Err("a line ends in a bare line feed"),
            None => line,
        };
        if text.len() > LINE_MAX {
            return Err("a line is longer than 998 octets");
        }
        if text.iter().any(|&byte| byte == 0 || byte == b'\r' || byte >= 0x80) {
            return Err("it holds a NUL, a bare carriage return or an octet above 127");
        }
        if text.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(text);
        out.extend_from_slice(b"\r\n");
    }
    if out.is_empty() {
        return Err("it is empty");
    }
    out.extend_from_slice(TERMINATOR);
    Ok(())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    fn stuff(message: &[u8]) -> Result<Vec<u8>, &'static str> {
        let mut out = b"the letter before".to_vec();
        super::stuff(message, &mut out).map(|()| out)
    }

    #[rstest]
    #[case(b"a\r\n", b"a\r\n.\r\n")]
    #[case(b"a", b"a\r\n.\r\n")]
    #[case(b".\r\n", b"..\r\n.\r\n")]
    #[case(b"a\r\n..b\r\n\r\n", b"a\r\n...b\r\n\r\n.\r\n")]
    #[case(b"a.\r\n", b"a.\r\n.\r\n")]
    fn dots_at_line_starts_are_doubled(#[case] message: &[u8], #[case] want: &[u8]) {
        assert_eq!(stuff(message).as_deref(), Ok(want), "{:?}", message.escape_ascii());
    }

    #[rstest]
    #[case::bare_lf(b"a\n.\r\nMAIL FROM:<x@y.z>\r\n")]
    #[case::bare_cr(b"a\r.\rb\r\n")]
    #[case::cr_at_end(b"a\r")]
    #[case::nul(b"a\0b\r\n")]
    #[case::eight_bits(b"caf\xe9\r\n")]
    #[case::empty(b"")]
    fn bytes_that_could_smuggle_a_second_message_are_refused(#[case] message: &[u8]) {
        assert!(stuff(message).is_err(), "{:?}", message.escape_ascii());
    }

    #[test]
    fn a_line_of_998_octets_passes_and_one_of_999_does_not() {
        assert!(stuff(&[b'x'; 998]).is_ok(), "RFC 5321 4.5.3.1.6 allows 1000 with CRLF");
        assert!(stuff(&[b'x'; 999]).is_err(), "relays cut or refuse it");
    }
}
