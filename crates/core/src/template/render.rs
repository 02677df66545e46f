//! From a template and a scene to the words of a letter.

use std::borrow::Cow;

use jiff::civil::Date;

use super::fields::{Field, Id};
use super::ink::{Ink, Tidy};
use super::node::{Item, Node};
use super::{LETTER_MAX, SUBJECT_MAX, Template};
use crate::language::Language;
use crate::office::Office;
use crate::person::{Gender, Person};
use crate::phrase::{Case, Forms};

/// Who writes. Empty texts are facts that the writer did not give.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// Full name, or initials where a full name would be dangerous.
    pub name: String,
    /// Town.
    pub town: String,
    /// Country, as the writer calls it.
    pub country: String,
    /// Street and house number.
    pub street: String,
    /// Occupation.
    pub occupation: String,
}

/// Everything that a letter is about.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// For whom.
    pub person: &'a Person,
    /// To whom.
    pub office: &'a Office,
    /// In which language; the template's own.
    pub language: &'a Language,
    /// From whom.
    pub sender: &'a Sender,
    /// The date of the letter.
    pub date: Date,
    /// Own words, normalised by [`crate::text::own_words`].
    pub own_words: &'a str,
}

/// Something that a letter needs and the data does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// The field has no value in the letter's language. The letter cannot be sent.
    Field(&'static str),
    /// The form is missing; the nominative stands in its place. A warning.
    Case(&'static str, Case),
}

/// A letter that is no letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// There is no subject with this number.
    #[error("the template has no subject line {0}")]
    NoSubject(usize),
    /// Longer than [`SUBJECT_MAX`] characters.
    #[error("the subject has {0} characters, at most {SUBJECT_MAX} are allowed: shorten it")]
    SubjectTooLong(usize),
    /// Larger than [`LETTER_MAX`] bytes.
    #[error("the letter has more than {LETTER_MAX} bytes: shorten it")]
    TooLarge,
}

enum Value<'a> {
    Text(Option<&'a str>),
    Forms(Option<&'a Forms>),
    Date(Option<Date>),
    Number(Option<i64>),
    Gender(Gender),
}

impl Template {
    /// Writes subject line `number` (from 0) and the letter. Returns the gaps, each once.
    pub fn write(
        &self,
        number: usize,
        scene: &Scene<'_>,
        subject: &mut impl Ink,
        body: &mut impl Ink,
    ) -> Result<Vec<Gap>, RenderError> {
        let mut gaps = self.subject(number, scene, subject)?;
        for gap in self.body(scene, body)? {
            if !gaps.contains(&gap) {
                gaps.push(gap);
            }
        }
        Ok(gaps)
    }

    /// Writes subject line `number` (from 0) to `ink`. Returns the gaps.
    pub fn subject(
        &self,
        number: usize,
        scene: &Scene<'_>,
        ink: &mut impl Ink,
    ) -> Result<Vec<Gap>, RenderError> {
        let nodes = self.subjects.get(number).ok_or(RenderError::NoSubject(number))?;
        let mut gaps = Vec::new();
        let mut counted = Counted { ink, chars: 0 };
        write(nodes, scene, &mut counted, &mut gaps);
        match counted.chars {
            chars if chars > SUBJECT_MAX => Err(RenderError::SubjectTooLong(chars)),
            _ => Ok(gaps),
        }
    }

    /// Writes the letter to `ink`, ending without a line break. Returns the gaps.
    pub fn body(&self, scene: &Scene<'_>, ink: &mut impl Ink) -> Result<Vec<Gap>, RenderError> {
        let mut gaps = Vec::new();
        let mut tidy = Tidy::new(ink);
        write(&self.body, scene, &mut tidy, &mut gaps);
        if tidy.overflowed() { Err(RenderError::TooLarge) } else { Ok(gaps) }
    }
}

/// Counts the characters of a subject on their way.
struct Counted<'a, I> {
    ink: &'a mut I,
    chars: usize,
}

impl<I: Ink> Ink for Counted<'_, I> {
    fn text(&mut self, text: &str) {
        self.chars += text.chars().count();
        self.ink.text(text);
    }

    fn field(&mut self, field: &'static Field, text: &str) {
        self.chars += text.chars().count();
        self.ink.field(field, text);
    }
}

fn write(nodes: &[Node], scene: &Scene<'_>, ink: &mut impl Ink, gaps: &mut Vec<Gap>) {
    for node in nodes {
        match node {
            Node::Text(text) => ink.text(text),
            Node::Field(field) => match shown(field, scene) {
                Some(text) => merge(field, &text, scene, ink),
                None => gap(field, ink, gaps),
            },
            Node::Days(field) => match value(field, scene) {
                Value::Number(Some(n)) => merge(field, &scene.language.days(n), scene, ink),
                _ => gap(field, ink, gaps),
            },
            Node::Case(field, case) => cased(field, *case, scene, ink, gaps),
            Node::Gender(field, [male, female, unknown]) => {
                let Value::Gender(gender) = gender_of(field, scene) else { continue };
                ink.text(match gender {
                    Gender::Male => male,
                    Gender::Female => female,
                    Gender::Unknown => unknown,
                });
            }
            Node::Default(field, instead) => match shown(field, scene) {
                Some(text) => merge(field, &text, scene, ink),
                None => ink.text(instead),
            },
            Node::List(items) => list(items, scene, ink, gaps),
            Node::OwnWords(question) => ink.own(question, scene.own_words),
            Node::Ask(_, body) => write(body, scene, ink, gaps),
            Node::If(field, then, otherwise) => {
                let arm = if shown(field, scene).is_some() { then } else { otherwise };
                write(arm, scene, ink, gaps);
            }
        }
    }
}

/// A value that runs against the letter stands between marks. Without them a number after a Latin name in a Persian letter would be read as a part of the
/// name, and a line that begins with the name would turn around (UAX 9, rules W7 and P2).
fn merge(field: &'static Field, text: &str, scene: &Scene<'_>, ink: &mut impl Ink) {
    match scene.language.direction.marks_around(text) {
        Some((before, after)) => {
            ink.text(before);
            ink.field(field, text);
            ink.text(after);
        }
        None => ink.field(field, text),
    }
}

/// A missing value is visible on the screen, and keeps the letter from being sent.
fn gap(field: &'static Field, ink: &mut impl Ink, gaps: &mut Vec<Gap>) {
    ink.field(field, &format!("{{{{{}}}}}", field.path));
    if !gaps.contains(&Gap::Field(field.path)) {
        gaps.push(Gap::Field(field.path));
    }
}

fn cased(
    field: &'static Field,
    case: Case,
    scene: &Scene<'_>,
    ink: &mut impl Ink,
    gaps: &mut Vec<Gap>,
) {
    let Value::Forms(Some(forms)) = value(field, scene) else { return gap(field, ink, gaps) };
    let form = forms.form(case).unwrap_or_else(|| {
        // Languages whose names do not decline have nothing to miss.
        if scene.language.cases.contains(&case) {
            gaps.push(Gap::Case(field.path, case));
        }
        forms.nominative()
    });
    merge(field, form, scene, ink);
}

fn list(items: &[Item], scene: &Scene<'_>, ink: &mut impl Ink, gaps: &mut Vec<Gap>) {
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Item::Text(text) => texts.push(text.clone()),
            Item::Field(field) => match shown(field, scene) {
                Some(text) => texts.push(match scene.language.direction.marks_around(&text) {
                    Some((before, after)) => format!("{before}{text}{after}"),
                    None => text.into_owned(),
                }),
                None => gaps.push(Gap::Field(field.path)),
            },
        }
    }
    ink.text(&scene.language.list(texts.iter().map(String::as_str)));
}

/// The value as it stands in a letter; `None` for a missing or empty one.
fn shown<'a>(field: &Field, scene: &Scene<'a>) -> Option<Cow<'a, str>> {
    let text: Cow<'a, str> = match value(field, scene) {
        Value::Text(text) => text?.into(),
        Value::Forms(forms) => forms?.nominative().into(),
        Value::Date(date) => scene.language.date(date?).into(),
        Value::Number(n) => scene.language.number(n?).into(),
        Value::Gender(_) => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn gender_of<'a>(field: &Field, scene: &Scene<'a>) -> Value<'a> {
    match field.id {
        Id::OfficeHolder => {
            let holder = scene.office.holder_on(scene.date);
            Value::Gender(holder.map_or(Gender::Unknown, |h| h.gender))
        }
        _ => value(field, scene),
    }
}

fn value<'a>(field: &Field, scene: &Scene<'a>) -> Value<'a> {
    let Scene { person, office, sender, date, .. } = *scene;
    let language = scene.language.code.as_str();
    let facility = person.facility.as_ref();
    let sentence = person.sentence.as_ref();
    match field.id {
        Id::Salutation => Value::Text(
            office.salutation_on(date, language).or_else(|| scene.language.salutation(office.kind)),
        ),
        Id::PersonSelf => Value::Gender(person.gender),
        Id::PersonName => Value::Forms(person.name.forms(language)),
        Id::PersonCalled => {
            Value::Forms(person.called.forms(language).or_else(|| person.name.forms(language)))
        }
        Id::PersonCountry => Value::Forms(scene.language.country(&person.country)),
        Id::PersonOccupation => Value::Forms(person.occupation.forms(language)),
        Id::PersonFacility => Value::Forms(facility.and_then(|f| f.name.forms(language))),
        Id::PersonPlace => Value::Forms(facility.and_then(|f| f.place.forms(language))),
        Id::PersonCharge => Value::Forms(person.charge.forms(language)),
        Id::PersonSentence => Value::Forms(sentence.and_then(|s| s.text.forms(language))),
        Id::PersonDays => Value::Number(person.days_in_custody(date)),
        Id::PersonHeldSince => Value::Date(person.held_since(date)),
        Id::PersonSentencedOn => Value::Date(sentence.map(|s| s.imposed_on)),
        Id::OfficeName => Value::Forms(office.name.forms(language)),
        Id::OfficeHolder => {
            Value::Forms(office.holder_on(date).and_then(|h| h.name.forms(language)))
        }
        Id::SenderName => Value::Text(Some(&sender.name)),
        Id::SenderTown => Value::Text(Some(&sender.town)),
        Id::SenderCountry => Value::Text(Some(&sender.country)),
        Id::SenderStreet => Value::Text(Some(&sender.street)),
        Id::SenderOccupation => Value::Text(Some(&sender.occupation)),
        Id::LetterDate => Value::Date(Some(date)),
    }
}
