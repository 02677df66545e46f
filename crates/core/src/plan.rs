//! A campaign: many sign, each for the same people, to the same offices. Here stands what a
//! row of signers may hold, when two rows are one person, and what is wrong with a letter
//! whoever signs it. Files, and the order in which letters are written down, are the
//! caller's business.

use jiff::civil::Date;

use crate::address::{Address, Mailbox, NAME_MAX, NameError, one_line};
use crate::language::Language;
use crate::letter::{Coach, Envelope, Letter, Written};
use crate::office::{Channel, Office};
use crate::person::Person;
use crate::rules::Finding;
use crate::similarity::Print;
use crate::template::{Scene, Sender, Template};
use crate::text::{self, TextError};

/// What a table of signers can say of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The name; the only one that every table has.
    Name,
    /// The town.
    Town,
    /// The country.
    Country,
    /// Where answers go.
    Email,
    /// The signer's own sentences.
    OwnWords,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Name, Self::Town, Self::Country, Self::Email, Self::OwnWords];

    /// The title in English.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Town => "town",
            Self::Country => "country",
            Self::Email => "email",
            Self::OwnWords => "own_words",
        }
    }

    /// The field of a template that shows it; `None` where no field does.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::Name => Some("sender.name"),
            Self::Town => Some("sender.town"),
            Self::Country => Some("sender.country"),
            Self::Email | Self::OwnWords => None,
        }
    }

    /// The column with this title, English or Russian, in whatever case and punctuation.
    pub fn titled(title: &str) -> Option<Self> {
        let bare: String =
            title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        match bare.as_str() {
            "name" | "fullname" | "имя" | "фио" => Some(Self::Name),
            "town" | "city" | "город" => Some(Self::Town),
            "country" | "страна" => Some(Self::Country),
            "email" | "mail" | "emailaddress" | "почта" | "элпочта" | "электроннаяпочта" => {
                Some(Self::Email)
            }
            "ownwords" | "words" | "слова" | "своислова" => Some(Self::OwnWords),
            _ => None,
        }
    }
}

/// Somebody who signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// One line, not empty.
    pub name: String,
    /// One line; empty where it was not given.
    pub town: String,
    /// One line; empty where it was not given.
    pub country: String,
    /// Where answers go.
    pub email: Option<Address>,
    /// Normalised by [`text::own_words`].
    pub own_words: String,
}

/// A value that cannot stand in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCell {
    /// Where it stands.
    pub column: Column,
    /// `empty`, `control_character`, `too_long` or `bad_address`.
    pub code: &'static str,
    /// English, one line: what is wrong and what to do.
    pub message: String,
}

impl Signer {
    /// Checks a row, given as a text for each column; an absent column is an empty text.
    /// Returns everything that is wrong with it.
    pub fn check(cell: impl Fn(Column) -> String) -> Result<Self, Vec<BadCell>> {
        let mut bad = Vec::new();
        let mut line = |column: Column| {
            let text = cell(column);
            let checked = one_line(&text, NAME_MAX).map(str::to_owned);
            checked.unwrap_or_else(|error| {
                let code = match error {
                    NameError::Control => "control_character",
                    NameError::TooLong => "too_long",
                };
                bad.push(BadCell {
                    column,
                    code,
                    message: format!("the {} {error}", column.name()),
                });
                String::new()
            })
        };
        let [name, town, country] = [Column::Name, Column::Town, Column::Country].map(&mut line);
        if name.is_empty() && !bad.iter().any(|cell| cell.column == Column::Name) {
            let message = "the name is empty: nobody signs this letter".to_owned();
            bad.push(BadCell { column: Column::Name, code: "empty", message });
        }
        let email = match cell(Column::Email).trim() {
            "" => None,
            email => Address::parse(email).map(Some).unwrap_or_else(|error| {
                let message = error.to_string();
                bad.push(BadCell { column: Column::Email, code: "bad_address", message });
                None
            }),
        };
        let own_words = text::own_words(&cell(Column::OwnWords)).unwrap_or_else(|error| {
            let code = match error {
                TextError::Control => "control_character",
                TextError::TooLong => "too_long",
            };
            let message = format!("the own text {error}");
            bad.push(BadCell { column: Column::OwnWords, code, message });
            String::new()
        });
        if bad.is_empty() { Ok(Self { name, town, country, email, own_words }) } else { Err(bad) }
    }

    /// Equal for two rows of the same person: the same mailbox, or, where no e-mail is given,
    /// the same name in the same town.
    pub fn key(&self) -> String {
        let bare =
            |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        match &self.email {
            Some(email) => email.to_string().to_lowercase(),
            // An address holds no line break, so the two kinds never meet.
            None => format!("{}\n{}", bare(&self.name), bare(&self.town)),
        }
    }

    /// As the templates see it.
    pub fn sender(&self) -> Sender {
        Sender {
            name: self.name.clone(),
            town: self.town.clone(),
            country: self.country.clone(),
            ..Sender::default()
        }
    }
}

/// A letter without its signer.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// For whom.
    pub person: &'a Person,
    /// To whom.
    pub office: &'a Office,
    /// In which language; the template's own.
    pub language: &'a Language,
    /// Its words.
    pub template: &'a Template,
    /// The way that it takes.
    pub channel: &'a Channel,
    /// The date of the letter.
    pub date: Date,
}

impl Frame<'_> {
    /// The letter of one signer.
    pub fn write(
        &self,
        sender: &Sender,
        own_words: &str,
        (from, to): (&Mailbox, &Mailbox),
    ) -> Written {
        let Self { person, office, language, template, channel, date } = *self;
        let scene = Scene { person, office, language, sender, date, own_words };
        let envelope = Envelope { from, to, channel };
        Letter::write(template, 0, &scene, envelope, Coach::STRICT)
    }

    /// What is kept of the letter of a signer who adds nothing, to compare with.
    pub fn bare(&self, sender: &Sender) -> Print {
        let Self { person, office, language, template, date, .. } = *self;
        let scene = Scene { person, office, language, sender, date, own_words: "" };
        let mut text = String::new();
        template
            .body(&scene, &mut text)
            .map_or_else(|_| Print::default(), |_| language.print(&text))
    }

    /// What stops the letter whoever signs it: told once, and not for each of the signers.
    pub fn faults(&self, envelope: (&Mailbox, &Mailbox)) -> Vec<Finding> {
        let given = || "–".to_owned();
        let sender = Sender {
            name: given(),
            town: given(),
            country: given(),
            street: given(),
            occupation: given(),
        };
        self.write(&sender, "", envelope).findings
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rstest::rstest;

    use super::*;
    use crate::starter::catalogue;

    fn row(cells: [&'static str; 5]) -> Result<Signer, Vec<BadCell>> {
        Signer::check(|column| cells[column as usize].to_owned())
    }

    #[rstest]
    #[case("Name", Some(Column::Name))]
    #[case(" E-Mail ", Some(Column::Email))]
    #[case("own words", Some(Column::OwnWords))]
    #[case("Имя", Some(Column::Name))]
    #[case("ПОЧТА", Some(Column::Email))]
    #[case("phone", None)]
    #[case("", None)]
    fn a_column_is_known_by_its_title(#[case] title: &str, #[case] want: Option<Column>) {
        assert_eq!(Column::titled(title), want, "people write titles as they like");
    }

    #[test]
    fn everything_that_is_wrong_with_a_row_is_told_at_once() {
        let bad = row(["An\u{7}na", "", "x\ny", "anna@", "a\0b"]).unwrap_err();
        let found: Vec<_> = bad.iter().map(|cell| (cell.column.name(), cell.code)).collect();
        let want = [
            ("name", "control_character"),
            ("country", "control_character"),
            ("email", "bad_address"),
            ("own_words", "control_character"),
        ];
        assert_eq!(found, want, "one round of mending is enough");
        assert_eq!(row(["", "", "", "", ""]).unwrap_err().len(), 1, "an empty name, told once");
    }

    #[test]
    fn two_rows_of_one_person_have_the_same_key() {
        let key = |name, town, email| row([name, town, "", email, ""]).unwrap().key();
        assert_eq!(key("A. B.", "Bonn", ""), key(" a.  b.", "BONN", ""), "case and spaces");
        assert_eq!(key("A", "Bonn", "a@Example.org"), key("B", "", "A@example.org"), "one mailbox");
        assert_ne!(key("A", "Bonn", "a@example.org"), key("A", "Bonn", ""), "not known to be one");
        assert_ne!(key("A", "Bonn", ""), key("A", "Kiel", ""), "another town, another person");
    }

    #[test]
    fn what_is_wrong_whoever_signs_is_no_matter_of_the_signer() {
        let all = catalogue();
        let to = Mailbox::parse("office@example.org", false).unwrap();
        let office = all.offices().find(|office| office.email_channel().is_some()).unwrap();
        let frame = Frame {
            person: all.person("boris-kagarlitsky").unwrap(),
            office,
            language: all.language("en").unwrap(),
            template: all.template("release-agreement", "en").unwrap(),
            channel: office.email_channel().unwrap().1,
            date: date(2026, 11, 23),
        };
        let other = Mailbox::parse("anna@example.org", false).unwrap();
        assert_eq!(frame.faults((&other, &to)), [], "a signer who gave everything can send it");
        let codes: Vec<_> = frame.faults((&to, &to)).iter().map(|f| f.code).collect();
        assert_eq!(codes, ["sender_is_recipient"], "no signer can mend that");
        let nobody = frame.write(&Sender::default(), "", (&other, &to));
        assert!(nobody.letter.is_none(), "a letter that nobody signs does not leave");
    }
}
