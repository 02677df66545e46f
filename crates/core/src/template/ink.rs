//! What a rendered letter is written with: plain text for the envelope, or segments for the
//! screen, which tints merged fields and marks own words.

use serde::{Deserialize, Serialize};

use super::LETTER_MAX;
use super::fields::Field;

/// Takes the pieces of a letter in their order.
pub trait Ink {
    /// Words of the template.
    fn text(&mut self, text: &str);
    /// The value of a field.
    fn field(&mut self, field: &'static Field, text: &str) {
        let _ = field;
        self.text(text);
    }
    /// The place of own words begins; `question` is what the template asks the writer.
    fn own(&mut self, question: &str, words: &str) {
        let _ = question;
        self.text(words);
    }
}

impl Ink for String {
    fn text(&mut self, text: &str) {
        self.push_str(text);
    }
}

/// Where a piece of a letter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// The template.
    Text,
    /// A field.
    Field,
    /// The writer's own words.
    Own,
}

/// A piece of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Where it comes from.
    pub kind: SegmentKind,
    /// As it reads in the letter; empty for a place of own words that is still empty.
    pub text: String,
    /// The field's path.
    pub field: Option<&'static str>,
    /// The question at the place of own words.
    pub question: Option<String>,
}

impl Segment {
    fn plain(kind: SegmentKind, text: &str) -> Self {
        Self { kind, text: text.to_owned(), field: None, question: None }
    }
}

impl Ink for Vec<Segment> {
    fn text(&mut self, text: &str) {
        match self.last_mut() {
            Some(last) if last.kind == SegmentKind::Text => last.text.push_str(text),
            _ => self.push(Segment::plain(SegmentKind::Text, text)),
        }
    }

    fn field(&mut self, field: &'static Field, text: &str) {
        let segment = Segment::plain(SegmentKind::Field, text);
        self.push(Segment { field: Some(field.path), ..segment });
    }

    fn own(&mut self, question: &str, words: &str) {
        let segment = Segment::plain(SegmentKind::Own, words);
        self.push(Segment { question: Some(question.to_owned()), ..segment });
    }
}

/// Tidies white space on the way to the ink: no blank lines at both ends, never more than one
/// blank line in a row (an `if` that fell away leaves its line break behind), no spaces at
/// line ends. Stops at [`LETTER_MAX`] bytes.
pub(crate) struct Tidy<'a, I> {
    ink: &'a mut I,
    breaks: usize,
    written: usize,
}

#[derive(Clone, Copy)]
enum Piece {
    Text,
    Field(&'static Field),
}

impl<'a, I: Ink> Tidy<'a, I> {
    pub(crate) fn new(ink: &'a mut I) -> Self {
        Self { ink, breaks: 0, written: 0 }
    }

    /// Whether something was left out because the letter grew too large.
    pub(crate) fn overflowed(&self) -> bool {
        self.written > LETTER_MAX
    }

    fn write(&mut self, piece: Piece, text: &str) {
        let mut lines = text.split('\n').peekable();
        while let Some(line) = lines.next() {
            let last = lines.peek().is_none();
            let line = if last { line } else { line.trim_end() };
            if !line.is_empty() {
                self.line(piece, line);
            }
            if !last {
                self.breaks += 1;
            }
        }
    }

    fn flush_breaks(&mut self) {
        if self.written > 0 && self.breaks > 0 {
            self.ink.text(if self.breaks > 1 { "\n\n" } else { "\n" });
            self.written += 1;
        }
        self.breaks = 0;
    }

    fn line(&mut self, piece: Piece, line: &str) {
        if self.written + line.len() > LETTER_MAX {
            self.written = LETTER_MAX + 1;
            return;
        }
        self.flush_breaks();
        self.written += line.len();
        match piece {
            Piece::Text => self.ink.text(line),
            Piece::Field(field) => self.ink.field(field, line),
        }
    }
}

impl<I: Ink> Ink for Tidy<'_, I> {
    fn text(&mut self, text: &str) {
        self.write(Piece::Text, text);
    }

    fn field(&mut self, field: &'static Field, text: &str) {
        self.write(Piece::Field(field), text);
    }

    fn own(&mut self, question: &str, words: &str) {
        if words.is_empty() {
            // An empty place still shows on the screen, and leaves no trace in the text.
            self.ink.own(question, "");
        } else if self.written + words.len() > LETTER_MAX {
            self.written = LETTER_MAX + 1;
        } else {
            // Own words were normalised when they came in; they stay one piece.
            self.flush_breaks();
            self.written += words.len();
            self.ink.own(question, words);
        }
    }
}
