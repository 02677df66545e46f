//! What is wrong with a file that a person wrote: where, and in words they can act on.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// A place in a text. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The place of the byte `offset` in `text`; an offset beyond the end gives the end.
    pub fn at(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or("").chars().count() + 1,
        }
    }

    /// The byte offset of this place in `text`; the end if the text is shorter.
    pub fn offset(self, text: &str) -> usize {
        let line_start = match self.line.checked_sub(2) {
            None => 0,
            Some(skip) => text.match_indices('\n').nth(skip).map_or(text.len(), |(i, _)| i + 1),
        };
        let line = text.get(line_start..).unwrap_or("");
        let column = self.column.saturating_sub(1);
        line_start + line.char_indices().nth(column).map_or(line.len(), |(i, _)| i)
    }
}

/// One problem in one file. Printed as `file:line:column: message`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The path of the file as it was named by the caller.
    pub file: String,
    /// Where in the file.
    #[serde(flatten)]
    pub place: Place,
    /// The bytes concerned, for underlining: start and end in the whole file.
    pub span: (usize, usize),
    /// A stable code: `syntax`, `unknown_field`, …
    pub code: &'static str,
    /// English, one line, with what to do.
    pub message: String,
    /// The values inside the message, for translation.
    pub params: BTreeMap<&'static str, String>,
}

impl Problem {
    /// A problem at the byte range `span` of `text`.
    pub fn new(
        file: &str,
        text: &str,
        span: (usize, usize),
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            file: file.to_owned(),
            place: Place::at(text, span.0),
            span,
            code,
            message: message.into(),
            params: BTreeMap::new(),
        }
    }

    /// A problem of the file as a whole, shown at its beginning.
    pub fn whole(file: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(file, "", (0, 0), code, message)
    }

    /// Adds a value that the message speaks of.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.params.insert(key, value.into());
        self
    }

    /// What the TOML parser says, at its place; `base` is the offset of the TOML in `text`.
    pub fn toml(file: &str, text: &str, base: usize, error: &toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().lines().collect::<Vec<_>>().join(" ");
        Self::new(file, text, (base + span.start, base + span.end), "toml", message)
    }
}

/// A fact that cannot be used: which, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its path, numbers from 1: `name.en`, `custody.2.until`.
    pub field: String,
    /// What kind of thing is wrong, for whoever says it in other words: `missing`, `overlap` …
    pub kind: &'static str,
    /// English, after the field's name or by itself.
    pub why: String,
}

impl Refusal {
    /// A refusal of this field.
    pub fn new(field: impl Into<String>, kind: &'static str, why: impl Into<String>) -> Self {
        Self { field: field.into(), kind, why: why.into() }
    }

    /// The refusal as a problem of a file.
    pub fn problem(self, file: &str, code: &'static str) -> Problem {
        let message = format!("{}: {}", self.field, self.why);
        Problem::whole(file, code, message).with("field", self.field).with("problem", self.kind)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { line, column } = self.place;
        write!(f, "{}:{line}:{column}: {}", self.file, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_and_its_offset_are_inverse() {
        let text = "один\nдва три\n\nend";
        for (offset, _) in text.char_indices() {
            assert_eq!(Place::at(text, offset).offset(text), offset, "at byte {offset}");
        }
    }

    #[test]
    fn a_place_counts_characters_not_bytes() {
        let text = "ё\nпять {{x}}";
        let offset = text.find("{{").unwrap();
        assert_eq!(Place::at(text, offset), Place { line: 2, column: 6 }, "letters, as editors do");
    }
}
