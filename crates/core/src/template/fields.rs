//! The closed list of fields that a template may name. The writer of a template reads the
//! explanations; a name that is not here is refused with the nearest one as a suggestion.

use serde::{Deserialize, Serialize};

/// What a field holds, and so which helpers take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A text that does not decline.
    Text,
    /// A phrase with grammatical forms: `case` takes it.
    Phrase,
    /// A date: printed written out; `date` takes it.
    Date,
    /// A number: `days` takes it.
    Number,
    /// A person: only `gender` takes it.
    Person,
}

/// One field.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// As a template writes it: `person.name`.
    pub path: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// What it means, in English, for the editor.
    pub about: &'static str,
    pub(crate) id: Id,
}

/// The same list for the compiler, so that rendering is a `match` that cannot forget one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Id {
    Salutation,
    PersonSelf,
    PersonName,
    PersonCalled,
    PersonCountry,
    PersonOccupation,
    PersonFacility,
    PersonPlace,
    PersonCharge,
    PersonSentence,
    PersonDays,
    PersonHeldSince,
    PersonSentencedOn,
    OfficeName,
    OfficeHolder,
    SenderName,
    SenderTown,
    SenderCountry,
    SenderStreet,
    SenderOccupation,
    LetterDate,
}

const fn field(path: &'static str, id: Id, kind: FieldKind, about: &'static str) -> Field {
    Field { path, kind, about, id }
}

/// Every field.
pub const FIELDS: [Field; 21] = [
    field("salutation", Id::Salutation, FieldKind::Text, "How the letter begins, with its comma"),
    field("person", Id::PersonSelf, FieldKind::Person, "The prisoner, for {{gender person …}}"),
    field("person.name", Id::PersonName, FieldKind::Phrase, "The prisoner's name"),
    field(
        "person.called",
        Id::PersonCalled,
        FieldKind::Phrase,
        "How one speaks to the person: “Boris”, “Борис Юльевич”",
    ),
    field(
        "person.country",
        Id::PersonCountry,
        FieldKind::Phrase,
        "The country that holds the person",
    ),
    field("person.occupation", Id::PersonOccupation, FieldKind::Phrase, "“sociologist”"),
    field("person.facility", Id::PersonFacility, FieldKind::Phrase, "The name of the prison"),
    field("person.place", Id::PersonPlace, FieldKind::Phrase, "The town of the prison"),
    field("person.charge", Id::PersonCharge, FieldKind::Phrase, "The charge, as published"),
    field("person.sentence", Id::PersonSentence, FieldKind::Phrase, "“five years”"),
    field("person.days", Id::PersonDays, FieldKind::Number, "Days in custody up to the date"),
    field("person.held_since", Id::PersonHeldSince, FieldKind::Date, "First day of this custody"),
    field("person.sentenced_on", Id::PersonSentencedOn, FieldKind::Date, "Day of the verdict"),
    field("office.name", Id::OfficeName, FieldKind::Phrase, "The office that is written to"),
    field("office.holder", Id::OfficeHolder, FieldKind::Phrase, "The name of its holder"),
    field("sender.name", Id::SenderName, FieldKind::Text, "Your name"),
    field("sender.town", Id::SenderTown, FieldKind::Text, "Your town"),
    field("sender.country", Id::SenderCountry, FieldKind::Text, "Your country"),
    field("sender.street", Id::SenderStreet, FieldKind::Text, "Your street and house number"),
    field("sender.occupation", Id::SenderOccupation, FieldKind::Text, "Your occupation"),
    field("letter.date", Id::LetterDate, FieldKind::Date, "The date of the letter"),
];

/// The field with this path.
pub(crate) fn find(path: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.path == path)
}

/// The nearest name to a mistyped one, if any is near (Jaro-Winkler over 0.8).
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored =
        known.map(|k| (strsim::jaro_winkler(name, k), k)).filter(|(score, _)| *score > 0.8);
    scored.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, k)| k)
}
