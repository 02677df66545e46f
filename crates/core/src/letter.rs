//! A finished letter: nothing unresolved can be constructed.

use std::fmt;

use crate::address::Mailbox;
use crate::office::Channel;
use crate::rules::{self, Depth, Finding, Level, Likeness, Subject, finding};
use crate::template::{RenderError, SUBJECT_MAX, Scene, Template};

/// What the subject of a copy to the writer begins with.
pub const COPY_MARK: &str = "[TEST]";

/// A letter that may leave: rendered, without gaps, and past every "stop" rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    from: Mailbox,
    to: Mailbox,
    subject: String,
    text: String,
}

/// A letter and what the coach says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The subject as it reads, with gaps shown as `{{field}}`.
    pub subject: String,
    /// The text as it reads, with gaps shown as `{{field}}`.
    pub text: String,
    /// All findings, gravest first.
    pub findings: Vec<Finding>,
    /// The letter, if no finding stops it.
    pub letter: Option<Letter>,
}

/// Who a letter is from and to, and through which channel.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// The sender.
    pub from: &'a Mailbox,
    /// The recipient.
    pub to: &'a Mailbox,
    /// The channel that the recipient's address comes from.
    pub channel: &'a Channel,
}

/// How closely the coach looks.
#[derive(Clone, Copy)]
pub struct Coach<'a> {
    /// What it looks for.
    pub depth: Depth,
    /// Whether the campaign names an organisation.
    pub organisation: bool,
    /// How much of a letter's text others have too; `None` where nobody compares.
    pub likeness: Option<&'a dyn Fn(&str) -> Likeness>,
}

impl Coach<'_> {
    /// Only what keeps a letter from being sent.
    pub const STRICT: Self = Self { depth: Depth::Stops, organisation: true, likeness: None };
}

impl fmt::Debug for Coach<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Coach").field("depth", &self.depth).finish_non_exhaustive()
    }
}

impl Letter {
    /// Renders `template` with subject line `subject` (from 0) for `scene` and judges it.
    pub fn write(
        template: &Template,
        subject: usize,
        scene: &Scene<'_>,
        envelope: Envelope<'_>,
        coach: Coach<'_>,
    ) -> Written {
        let mut line = String::with_capacity(120);
        let mut text = String::with_capacity(2048);
        let gaps = match template.write(subject, scene, &mut line, &mut text) {
            Ok(gaps) => gaps,
            Err(error) => {
                return Written { subject: line, text, findings: vec![of(error)], letter: None };
            }
        };
        let Envelope { from, to, channel } = envelope;
        let likeness = coach.likeness.map_or_else(Likeness::default, |of| of(&text));
        let subject = Subject {
            template: Some(template),
            asks: &template.asks,
            gaps: &gaps,
            envelope: Some((from, to)),
            channel: Some(channel),
            likeness,
            organisation: coach.organisation,
            ..Subject::of_words(scene, &line, &text)
        };
        let findings = rules::check(&subject, coach.depth);
        let stopped = findings.iter().any(|finding| finding.level == Level::Stop);
        let letter = (!stopped).then(|| Self {
            from: from.clone(),
            to: to.clone(),
            subject: line.clone(),
            text: text.clone(),
        });
        Written { subject: line, text, findings, letter }
    }

    /// The same letter to its writer, to look at: the subject says that it is a test.
    #[must_use]
    pub fn copy_to(&self, writer: &Mailbox) -> Self {
        let subject = format!("{COPY_MARK} {}", self.subject);
        Self { from: self.from.clone(), to: writer.clone(), subject, text: self.text.clone() }
    }

    /// Who it is from.
    pub fn from(&self) -> &Mailbox {
        &self.from
    }

    /// Who it goes to.
    pub fn to(&self) -> &Mailbox {
        &self.to
    }

    /// The subject: one line of at most [`SUBJECT_MAX`] characters.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The text: lines parted by `\n`, none at the end.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What a letter that could not be rendered is told as.
pub fn of(error: RenderError) -> Finding {
    match error {
        RenderError::SubjectTooLong(_) => {
            finding("subject_too_long", &[("max", &SUBJECT_MAX.to_string())])
        }
        RenderError::NoSubject(_) => finding("empty_subject", &[]),
        RenderError::TooLarge => finding("letter_too_large", &[]),
    }
}
