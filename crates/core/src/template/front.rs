//! The front matter: TOML between two `+++` lines at the top of the file.

use std::ops::Range;

use jiff::civil::Date;
use serde::Deserialize;

use super::{When, guard};
use crate::office::Kind;
use crate::problem::Problem;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) kind: Kind,
    pub(crate) title: String,
    /// When to take this letter, in a sentence.
    #[serde(default)]
    pub(crate) about: String,
    #[serde(default)]
    pub(crate) when: When,
    /// Lower stands earlier in lists: the first of a kind is offered first.
    #[serde(default = "last")]
    pub(crate) order: u32,
    pub(crate) subjects: Vec<toml::Spanned<String>>,
    #[serde(default)]
    pub(crate) asks: Vec<String>,
    pub(crate) checked_on: Option<Date>,
}

fn last() -> u32 {
    100
}

#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) data: Data,
    /// Where the letter's text stands in the file.
    pub(crate) body: Range<usize>,
    base: usize,
}

impl Front {
    /// Where a subject stands in the whole file, behind its opening quote.
    pub(crate) fn offset_of(&self, subject: &toml::Spanned<String>) -> usize {
        self.base + subject.span().start + 1
    }
}

/// Splits a file into its front matter and the place of its text.
pub(crate) fn split(file: &str, source: &str) -> Result<Front, Problem> {
    let whole = |code, message: &str| Problem::new(file, source, (0, 0), code, message);
    guard::size(file, source)?;
    if let Some(at) = source.find('\0') {
        let message = "the file has a NUL character: it is no text, or was saved as UTF-16";
        return Err(Problem::new(file, source, (at, at + 1), "not_text", message));
    }
    let missing = "the file begins with +++, a few lines of TOML (kind, title, subjects), and +++";
    let bom = source.strip_prefix('\u{feff}').map_or(0, |rest| source.len() - rest.len());
    let open =
        line_break_after(source, bom, "+++").ok_or_else(|| whole("front_matter", missing))?;
    let rest = source.get(open..).unwrap_or("");
    let close = if rest.starts_with("+++") {
        open
    } else {
        rest.find("\n+++").map(|i| open + i + 1).ok_or_else(|| whole("front_matter", missing))?
    };
    let end = line_break_after(source, close, "+++").unwrap_or(source.len());
    let toml = source.get(open..close).unwrap_or("");
    let data: Data = toml::from_str(toml).map_err(|e| Problem::toml(file, source, open, &e))?;
    if data.subjects.is_empty() {
        return Err(whole("no_subject", "subjects = [] is empty: a letter needs a subject line"));
    }
    if data.title.trim().is_empty() {
        return Err(whole("no_title", "title is empty: people choose the template by it"));
    }
    if source.get(end..).is_none_or(|body| body.trim().is_empty()) {
        return Err(whole("no_text", "there is no letter below the second +++"));
    }
    Ok(Front { data, body: end..source.len(), base: open })
}

/// The offset behind the line break that follows `mark` at `at`, if the line is only `mark`.
fn line_break_after(source: &str, at: usize, mark: &str) -> Option<usize> {
    let rest = source.get(at..)?.strip_prefix(mark)?;
    let line_end = rest.find('\n')?;
    rest.get(..line_end)?.trim().is_empty().then_some(at + mark.len() + line_end + 1)
}
