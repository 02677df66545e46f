//! What was said, for a person who has to find out why.

use std::fmt::Write as _;

use crate::reply::Reply;

/// The opening of the conversation is kept, and the exchange about the latest letter.
/// The length is bounded by the limits of the reply reader.
///
/// Lines stand one after the other in texts that are used again for each letter: hardly
/// anybody reads them, so keeping them must cost next to nothing.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    opening: String,
    letters: Option<String>,
    /// Where the latest letter begins in `letters`; what is before is the letter whose end
    /// travelled together with it.
    latest: usize,
}

impl Transcript {
    /// From here on it is about a new letter; the one before is forgotten.
    pub(super) fn next_letter(&mut self) {
        self.letters.get_or_insert_default().clear();
        self.latest = 0;
    }

    /// From here on it is about a new letter whose replies may still throw light on the one
    /// before; see [`Self::both`].
    pub(super) fn joined_letter(&mut self) {
        let letters = self.letters.get_or_insert_default();
        letters.drain(..self.latest);
        self.latest = letters.len();
    }

    /// One line that we sent, or its redacted form.
    pub(super) fn client(&mut self, line: &str) {
        self.push("C: ", line);
    }

    /// The body of a letter, by its size on the wire in octets.
    pub(super) fn body(&mut self, octets: usize) {
        let _ = writeln!(self.end(), "C: (the letter, {octets} octets)");
    }

    /// One reply of the server, line by line.
    pub(super) fn server(&mut self, reply: &Reply) {
        let last = reply.lines.len().saturating_sub(1);
        for (number, line) in reply.lines.iter().enumerate() {
            let dash = if number == last { ' ' } else { '-' };
            let _ = writeln!(self.end(), "S: {}{dash}{line}", reply.code);
        }
    }

    pub(super) fn note(&mut self, what: &str) {
        self.push("-- ", what);
    }

    fn push(&mut self, who: &str, line: &str) {
        let end = self.end();
        end.push_str(who);
        end.push_str(line);
        end.push('\n');
    }

    fn end(&mut self) -> &mut String {
        self.letters.as_mut().unwrap_or(&mut self.opening)
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.from(self.latest)
    }

    /// Like [`Self::lines`], with the letter before the latest if they travelled together.
    pub(super) fn both(&self) -> Vec<String> {
        self.from(0)
    }

    fn from(&self, start: usize) -> Vec<String> {
        let letters = self.letters.as_deref().and_then(|letters| letters.get(start..));
        self.opening.lines().chain(letters.unwrap_or_default().lines()).map(str::to_owned).collect()
    }
}
