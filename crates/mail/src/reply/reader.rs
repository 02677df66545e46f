//! Bytes to replies. The buffer lives as long as the connection, so that what a server sends
//! too early is seen as a surplus and never as the answer to the next command.

use std::io;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use super::{LINE_MAX, LINES_MAX, REPLY_MAX, Reply};
use crate::dial::Stream;

/// Why no reply could be read.
#[derive(Debug)]
pub(crate) enum Fault {
    /// End of file, in the middle of a reply or before it.
    Closed,
    /// The deadline passed.
    Timeout,
    /// Another error of the connection.
    Io(io::Error),
    /// What came is no reply; the text says why and shows the beginning.
    Garbage(String),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::TimedOut => Self::Timeout,
            io::ErrorKind::UnexpectedEof => Self::Closed,
            _ => Self::Io(error),
        }
    }
}

/// Collects bytes and hands out whole replies.
#[derive(Debug, Default)]
pub(crate) struct ReplyReader {
    buffer: Vec<u8>,
    /// Where the unread part of the buffer begins.
    read: usize,
}

impl ReplyReader {
    /// Reads until one whole reply is there. Bytes behind it stay in the buffer.
    /// The time limit is the stream's.
    pub(crate) async fn next<S: AsyncRead + Unpin>(
        &mut self,
        from: &mut S,
    ) -> Result<Reply, Fault> {
        let mut assembly = Assembly::default();
        loop {
            while let Some(line) = self.take_line()? {
                if let Some(reply) = assembly.take(line)? {
                    return Ok(reply);
                }
            }
            self.buffer.drain(..self.read);
            self.read = 0;
            self.buffer.reserve(512);
            if from.read_buf(&mut self.buffer).await? == 0 {
                return Err(Fault::Closed);
            }
        }
    }

    /// Bytes that have come and that nobody asked for.
    pub(crate) fn surplus(&self) -> &[u8] {
        self.buffer.get(self.read..).unwrap_or_default()
    }

    /// Looks whether the server has said something or hung up, without waiting: ready means
    /// that [`Self::next`] will return soon, or that the connection is over.
    pub(crate) fn poll_unasked(
        &mut self,
        from: &mut Stream,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Fault>> {
        if !self.surplus().is_empty() {
            return Poll::Ready(Ok(()));
        }
        let mut room = [0; 512];
        let mut room = ReadBuf::new(&mut room);
        match from.poll_look(cx, &mut room) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(error)) => Poll::Ready(Err(error.into())),
            Poll::Ready(Ok(())) if room.filled().is_empty() => Poll::Ready(Err(Fault::Closed)),
            Poll::Ready(Ok(())) => {
                self.buffer.extend_from_slice(room.filled());
                Poll::Ready(Ok(()))
            }
        }
    }

    /// One line without its CRLF or bare LF.
    fn take_line(&mut self) -> Result<Option<&[u8]>, Fault> {
        let unread = self.buffer.get(self.read..).unwrap_or_default();
        let end = unread.iter().take(LINE_MAX + 1).position(|&byte| byte == b'\n');
        let Some(end) = end else {
            return if unread.len() > LINE_MAX {
                Err(Fault::Garbage(format!("a line of more than {LINE_MAX} octets")))
            } else {
                Ok(None)
            };
        };
        self.read += end + 1;
        let line = unread.get(..end).unwrap_or_default();
        Ok(Some(line.strip_suffix(b"\r").unwrap_or(line)))
    }
}

/// The lines of one reply, until the last one.
#[derive(Debug, Default)]
pub(crate) struct Assembly {
    code: Option<u16>,
    lines: Vec<String>,
    octets: usize,
}

impl Assembly {
    /// Takes one line; `Some` when it was the reply's last.
    pub(crate) fn take(&mut self, line: &[u8]) -> Result<Option<Reply>, Fault> {
        let garbage = |why: &str| {
            let shown: String = printable(line).chars().take(80).collect();
            Fault::Garbage(format!("{why}: “{shown}”"))
        };
        let (code, more, text) = split(line).ok_or_else(|| garbage("not a reply"))?;
        if *self.code.get_or_insert(code) != code {
            return Err(garbage("two codes in one reply"));
        }
        self.octets += line.len();
        self.lines.push(printable(text));
        if self.octets > REPLY_MAX || self.lines.len() > LINES_MAX {
            return Err(garbage("a reply without end"));
        }
        Ok((!more).then(|| Reply::new(code, std::mem::take(&mut self.lines))))
    }
}

/// `250-text` or `250 text` or `250` into code, whether more lines follow, text.
fn split(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (code, rest) = line.split_first_chunk::<3>()?;
    let [first, second, third] = code.map(|byte| u16::from(byte.wrapping_sub(b'0')));
    if !(2..=5).contains(&first) || second > 9 || third > 9 {
        return None;
    }
    let code = first * 100 + second * 10 + third;
    match rest.split_first() {
        None => Some((code, false, rest)),
        Some((b' ', text)) => Some((code, false, text)),
        Some((b'-', text)) => Some((code, true, text)),
        Some(_) => None,
    }
}

/// Server text as it may be shown: no control characters, no broken UTF-8.
fn printable(text: &[u8]) -> String {
    let shown = |c: char| match c {
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    match std::str::from_utf8(text) {
        Ok(text) if !text.contains(char::is_control) => text.to_owned(),
        _ => String::from_utf8_lossy(text).chars().map(shown).collect(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(bytes: &[u8]) -> Result<Reply, Fault> {
        let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
        rt.block_on(ReplyReader::default().next(&mut &*bytes))
    }

    #[rstest]
    #[case::crlf(b"250 2.1.5 ok\r\n", 250, &["2.1.5 ok"])]
    #[case::bare_lf(b"250 ok\n", 250, &["ok"])]
    #[case::no_text(b"354\r\n", 354, &[""])]
    #[case::many(b"250-one\r\n250-two\n250 three\r\n", 250, &["one", "two", "three"])]
    #[case::latin1(b"550 caf\xe9\r\n", 550, &["caf\u{fffd}"])]
    #[case::escape(b"550 \x1b[2Jgone\r\n", 550, &["\u{fffd}[2Jgone"])]
    fn a_reply_is_read_whatever_its_line_ends(
        #[case] bytes: &[u8],
        #[case] code: u16,
        #[case] lines: &[&str],
    ) {
        let reply = read(bytes).unwrap();
        assert_eq!(
            (reply.code, reply.lines),
            (code, lines.iter().map(ToString::to_string).collect())
        );
    }

    #[rstest]
    #[case::words(b"hello\r\n")]
    #[case::empty(b"\r\n")]
    #[case::two_digits(b"25 ok\r\n")]
    #[case::four_digits(b"2500 ok\r\n")]
    #[case::first_digit(b"150 ok\r\n")]
    #[case::six(b"650 ok\r\n")]
    #[case::two_codes(b"250-ok\r\n550 no\r\n")]
    #[case::http(b"HTTP/1.1 400 Bad Request\r\n")]
    #[case::arabic_digits("٢٥٠ ok\r\n".as_bytes())]
    fn what_is_no_reply_is_never_taken_for_one(#[case] bytes: &[u8]) {
        assert!(matches!(read(bytes), Err(Fault::Garbage(_))), "{:?}", bytes.escape_ascii());
    }

    #[rstest]
    #[case::nothing(b"")]
    #[case::half_line(b"250 ok")]
    #[case::half_reply(b"250-ok\r\n")]
    fn an_end_of_file_in_a_reply_is_no_reply(#[case] bytes: &[u8]) {
        assert!(matches!(read(bytes), Err(Fault::Closed)), "the last line never came");
    }

    #[test]
    fn a_line_without_end_is_cut_off() {
        let long = format!("250 {}\r\n", "x".repeat(LINE_MAX));
        assert!(matches!(read(long.as_bytes()), Err(Fault::Garbage(_))), "memory is bounded");
        let fits = format!("250 {}\r\n", "x".repeat(LINE_MAX - 6));
        assert!(read(fits.as_bytes()).is_ok(), "a long line within the limit is read");
    }

    #[test]
    fn a_reply_without_end_is_cut_off() {
        let many = "250-x\r\n".repeat(LINES_MAX + 1);
        assert!(matches!(read(many.as_bytes()), Err(Fault::Garbage(_))), "lines are bounded");
        let wide = format!("250-{}\r\n", "x".repeat(1900)).repeat(40);
        assert!(matches!(read(wide.as_bytes()), Err(Fault::Garbage(_))), "octets are bounded");
    }

    #[rstest]
    #[case("550 5.1.1 unknown", Some((5, 1, 1)))]
    #[case("550 5.7.233 limit", Some((5, 7, 233)))]
    #[case("550 4.1.1 contradicts", None)]
    #[case("550 5.1 short", None)]
    #[case("550 5.1.1.1 long", None)]
    #[case("550 5.+1.1 sign", None)]
    #[case("550 no code", None)]
    #[case("250 127.0.0.1 greets", None)]
    fn an_enhanced_code_is_read_only_where_it_is_one(
        #[case] line: &str,
        #[case] want: Option<(u8, u16, u16)>,
    ) {
        let got = Reply::parse(line).unwrap().enhanced.map(|e| (e.class, e.subject, e.detail));
        assert_eq!(got, want, "{line}");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_fall_over(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }
    }
}
