//! Templates: TOML front matter between `+++` lines, then a text in Handlebars syntax.
//!
//! The `handlebars` crate parses; this module **lowers** its syntax tree into a closed set of
//! nodes and renders those itself. What the set does not hold (partials, decorators, loops,
//! unknown helpers) cannot run, so a recursive partial cannot abort the process, a missing
//! value cannot vanish in silence, and each piece of the letter knows which field it came
//! from. The raw text is measured before it is parsed (see `guard`), because parsing deep
//! nesting takes seconds.

mod fields;
mod front;
mod guard;
mod ink;
mod lower;
mod node;
mod render;

pub use fields::{FIELDS, Field, FieldKind};
pub use ink::{Ink, Segment, SegmentKind};
pub use lower::HELPERS;
pub use render::{Gap, RenderError, Scene, Sender};

use crate::office::Kind;
use crate::phrase::Case;
use crate::problem::Problem;
use crate::text;
use node::Node;

/// A file larger than this is refused.
pub const SOURCE_MAX: usize = 64 * 1024;
/// A letter larger than this is refused.
pub const LETTER_MAX: usize = 256 * 1024;
/// A subject line longer than this many characters is refused: RFC 5322 2.1.1 limits lines to
/// 998 octets, and no reader sees more than about eighty characters.
pub const SUBJECT_MAX: usize = 250;

/// For whom a template is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Somebody in custody, or of whom nothing is known.
    #[default]
    Held,
    /// Somebody who was released.
    Released,
}

/// One template in one language, checked and ready to render.
#[derive(Debug)]
pub struct Template {
    /// The folder's name.
    pub id: String,
    /// The language code, from the file name.
    pub language: String,
    /// What a letter from it is.
    pub kind: Kind,
    /// Its name in its own language.
    pub title: String,
    /// When to take it, in its own language; may be empty.
    pub about: String,
    /// For whom it is meant.
    pub when: When,
    /// Lower stands earlier in lists; 100 where nothing was said.
    pub order: u32,
    /// When a person last read it against its sources.
    pub checked_on: Option<jiff::civil::Date>,
    /// What it asks for. Every language variant asks for the same.
    pub asks: Vec<String>,
    subjects: Vec<Vec<Node>>,
    body: Vec<Node>,
}

impl Template {
    /// Reads one file. All problems are returned, in the order of the text.
    pub fn parse(file: &str, id: &str, language: &str, source: &str) -> Result<Self, Vec<Problem>> {
        let front = front::split(file, source).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        let subjects: Vec<_> = front
            .data
            .subjects
            .iter()
            .map(|subject| {
                let text = subject.get_ref();
                if text.chars().any(char::is_control) || text.trim().is_empty() {
                    let at = front.offset_of(subject);
                    let message = "a subject is one line of text, not empty";
                    problems.push(Problem::new(file, source, (at, at), "bad_subject", message));
                }
                let part = lower::Part { file, source, text, offset: front.offset_of(subject) };
                let nodes = part.lower(&mut problems);
                if node::takes_own_words(&nodes) {
                    let at = front.offset_of(subject);
                    let message =
                        "own words have many lines: they stand in the letter, not in its subject";
                    problems.push(Problem::new(file, source, (at, at), "bad_subject", message));
                }
                nodes
            })
            .collect();
        let letter = source.get(front.body.clone()).unwrap_or("");
        let part = lower::Part { file, source, text: letter, offset: front.body.start };
        let body = part.lower(&mut problems);
        for (at, sign) in source.char_indices().filter(|(_, c)| text::is_direction_sign(*c)) {
            let message = format!(
                "an invisible sign (U+{:04X}) turns the direction of the text here: delete it",
                u32::from(sign)
            );
            let span = (at, at + sign.len_utf8());
            problems.push(Problem::new(file, source, span, "direction_sign", message));
        }
        let found: Vec<&str> = node::asks(&body);
        for ask in front.data.asks.iter().filter(|ask| !found.contains(&ask.as_str())) {
            let message = format!(
                "the letter says that it asks for “{ask}”, but no sentence does: \
                 put it between {{{{#ask \"{ask}\"}}}} and {{{{/ask}}}}"
            );
            let place = (front.body.start, front.body.start);
            problems
                .push(Problem::new(file, source, place, "missing_ask", message).with("ask", ask));
        }
        for ask in found.iter().filter(|ask| !front.data.asks.iter().any(|a| a == *ask)) {
            let message = format!("“{ask}” is asked for, but not named in asks = […] at the top");
            let place = (front.body.start, front.body.start);
            problems
                .push(Problem::new(file, source, place, "unnamed_ask", message).with("ask", *ask));
        }
        if !problems.is_empty() {
            problems.sort_by_key(|problem| problem.span);
            return Err(problems);
        }
        Ok(Self {
            id: id.to_owned(),
            language: language.to_owned(),
            kind: front.data.kind,
            title: front.data.title,
            about: front.data.about,
            when: front.data.when,
            order: front.data.order,
            checked_on: front.data.checked_on,
            asks: front.data.asks,
            subjects,
            body,
        })
    }

    /// How many subject lines there are to choose from; at least one.
    pub fn subjects(&self) -> usize {
        self.subjects.len()
    }

    /// About how many words a letter from it has, without own words.
    pub fn words(&self) -> usize {
        node::words(&self.body)
    }

    /// The grammatical cases that it asks for, each once.
    pub fn cases(&self) -> Vec<(&'static Field, Case)> {
        let mut seen = Vec::new();
        let subjects = self.subjects.iter().flatten();
        subjects.chain(&self.body).for_each(|node| node::cases(node, &mut seen));
        seen
    }

    /// The fields whose values it says; whether a language needs the person's gender is its
    /// grammar, not what it says.
    pub fn said_fields(&self) -> Vec<&'static Field> {
        self.fields().into_iter().filter(|field| field.kind != FieldKind::Person).collect()
    }

    /// The fields that it uses, each once, in the order of first use.
    pub fn fields(&self) -> Vec<&'static Field> {
        let mut seen = Vec::new();
        let subjects = self.subjects.iter().flatten();
        subjects.chain(&self.body).for_each(|node| node::fields(node, &mut seen));
        seen
    }
}
