//! What was said, for a person who has to find out why.

/// The opening of the conversation is kept, and the exchange about the latest letter.
/// The length is bounded by the limits of the reply reader.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    opening: Vec<String>,
    letter: Option<Vec<String>>,
}

impl Transcript {
    /// From here on it is about a new letter; the one before is forgotten.
    pub(super) fn next_letter(&mut self) {
        self.letter.get_or_insert_default().clear();
    }

    /// One line that we sent, or its redacted form.
    pub(super) fn client(&mut self, line: &str) {
        self.push(format!("C: {line}"));
    }

    /// One reply of the server, line by line.
    pub(super) fn server(&mut self, reply: &crate::reply::Reply) {
        let last = reply.lines.len().saturating_sub(1);
        for (number, line) in reply.lines.iter().enumerate() {
            let dash = if number == last { ' ' } else { '-' };
            self.push(format!("S: {}{dash}{line}", reply.code));
        }
    }

    pub(super) fn note(&mut self, what: &str) {
        self.push(format!("-- {what}"));
    }

    fn push(&mut self, line: String) {
        self.letter.as_mut().unwrap_or(&mut self.opening).push(line);
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.opening.iter().chain(self.letter.iter().flatten()).cloned().collect()
    }
}
