//! A person in prison: names with their grammatical forms, custody, and where the facts
//! come from. Only published facts stand here.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use crate::office::{Channel, Kind, Office, check_channels};
use crate::phrase::Phrase;
use crate::problem::{Problem, Refusal};
use crate::source::Source;

/// Names, posts and places beyond this length cannot be meant.
pub const PHRASE_MAX: usize = 200;

/// No sentence has more years than this; a longer one is a typing mistake.
const YEARS_MAX: i32 = 200;

/// For agreement in languages that ask for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// He.
    Male,
    /// She.
    Female,
    /// Not known, or neither.
    #[default]
    Unknown,
}

/// Where and how somebody is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Before the verdict is in force.
    PreTrial,
    /// Serving a sentence.
    Serving,
    /// House arrest.
    HouseArrest,
    /// In a hospital, against their will or under guard.
    Hospital,
    /// On the way between two places.
    Transfer,
}

/// How a time in custody ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Set free.
    #[default]
    Released,
    /// Exchanged for somebody else.
    Exchanged,
    /// Died in custody.
    Died,
}

/// A time in custody. Counted from the first day up to, not including, the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custody {
    /// The first day.
    pub from: Date,
    /// The day of release; absent while it lasts.
    #[serde(default)]
    pub until: Option<Date>,
    /// Where and how, if it was said.
    #[serde(default)]
    pub form: Option<Form>,
    /// How it ended; only together with `until`.
    #[serde(default)]
    pub ended: Option<Ending>,
    /// Who published it.
    pub source: Source,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// The day of the verdict that is in force.
    pub imposed_on: Date,
    /// Whole years.
    #[serde(default)]
    pub years: i32,
    /// Months beyond the years.
    #[serde(default)]
    pub months: i32,
    /// As a letter says it: “five years”, “пять лет”.
    pub text: Phrase,
    /// Who published it.
    pub source: Source,
}

/// The place where the person is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facility {
    /// “Corrective Colony No. 4”.
    pub name: Phrase,
    /// The town or region.
    pub place: Phrase,
    /// Where to ask for the postal address when it is not published. A wrong prison address
    /// loses letters, so none stands here without a source.
    #[serde(default, skip_serializing_if = "Phrase::is_empty")]
    pub postal_hint: Phrase,
    /// The ways in which letters reach the person there: post, or a relay.
    #[serde(default)]
    pub channel: Vec<Channel>,
    /// Who published it.
    pub source: Source,
}

/// A person for whom letters are written. One file: `people/<id>.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// From the file name.
    #[serde(skip)]
    pub id: String,
    /// ISO 3166-1 alpha-2 of the country that holds the person.
    pub country: String,
    /// The language in which the name is native.
    pub language: String,
    /// For agreement.
    #[serde(default)]
    pub gender: Gender,
    /// The name in each language.
    pub name: Phrase,
    /// How one speaks to the person, where that is not the full name: “Борис Юльевич”.
    #[serde(default, skip_serializing_if = "Phrase::is_empty")]
    pub called: Phrase,
    /// What the person is: “sociologist”.
    #[serde(default, skip_serializing_if = "Phrase::is_empty")]
    pub occupation: Phrase,
    /// What the authorities accuse the person of, in the words of the source.
    #[serde(default, skip_serializing_if = "Phrase::is_empty")]
    pub charge: Phrase,
    /// Two or three sentences about the case, for the screen; never for a letter.
    #[serde(default, skip_serializing_if = "Phrase::is_empty")]
    pub story: Phrase,
    /// Where the person is held.
    #[serde(default)]
    pub facility: Option<Facility>,
    /// Times in custody, in any order.
    #[serde(default)]
    pub custody: Vec<Custody>,
    /// The sentence in force.
    #[serde(default)]
    pub sentence: Option<Sentence>,
    /// Ids of the offices that can act.
    #[serde(default)]
    pub offices: Vec<String>,
    /// The appeal closes at the end of this day.
    #[serde(default)]
    pub closes: Option<Date>,
    /// Who published the case as a whole.
    pub source: Vec<Source>,
}

/// Whether the person is in custody on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustodyState {
    /// In custody.
    Held,
    /// All known times in custody have ended.
    Released,
    /// The person died in custody.
    Died,
    /// Nothing is known about custody.
    Unknown,
}

impl Person {
    /// Reads `people/<id>.toml` and refuses what a letter could not carry.
    pub fn parse(file: &str, id: &str, text: &str) -> Result<Self, Problem> {
        let mut person: Self =
            toml::from_str(text).map_err(|e| Problem::toml(file, text, 0, &e))?;
        id.clone_into(&mut person.id);
        person.check().map_err(|refusal| refusal.problem(file, "person"))?;
        Ok(person)
    }

    /// Refuses what a letter could not carry, and facts that contradict each other.
    fn check(&self) -> Result<(), Refusal> {
        let facility = self.facility.as_ref();
        let phrases = [
            ("name", Some(&self.name)),
            ("called", Some(&self.called)),
            ("occupation", Some(&self.occupation)),
            ("charge", Some(&self.charge)),
            ("facility.name", facility.map(|f| &f.name)),
            ("facility.place", facility.map(|f| &f.place)),
            ("sentence.text", self.sentence.as_ref().map(|s| &s.text)),
        ];
        for (field, phrase) in phrases {
            if let Some((language, why)) = phrase.and_then(|p| p.unusable(PHRASE_MAX)) {
                return Err(Refusal::new(format!("{field}.{language}"), "text", why));
            }
        }
        check_channels("facility.channel", facility.map_or(&[], |f| f.channel.as_slice()))?;
        if self.name.0.is_empty() {
            return Err(Refusal::new(
                "name",
                "missing",
                "is empty: give the name in at least one language",
            ));
        }
        if self.source.is_empty() {
            return Err(Refusal::new(
                "source",
                "missing",
                "is missing: say who published the case, and when",
            ));
        }
        if let Some(sentence) = &self.sentence {
            let possible =
                (0..=YEARS_MAX).contains(&sentence.years) && (0..12).contains(&sentence.months);
            if !possible {
                let why = format!("a sentence has 0 to {YEARS_MAX} years and 0 to 11 months");
                return Err(Refusal::new("sentence.years", "other", why));
            }
        }
        self.check_custody()
    }

    fn check_custody(&self) -> Result<(), Refusal> {
        let mut times: Vec<_> = (1..).zip(&self.custody).collect();
        times.sort_by_key(|(_, custody)| (custody.from, custody.until));
        for (number, custody) in &times {
            let field = |name: &str| format!("custody.{number}.{name}");
            let from = custody.from;
            match custody.until {
                Some(until) if until < from => {
                    let why = format!("the custody from {from} ends before it begins");
                    return Err(Refusal::new(field("until"), "ends_before", why));
                }
                None if custody.ended.is_some() => {
                    let why = format!("the custody from {from} has ended: give the day in until");
                    return Err(Refusal::new(field("until"), "missing", why));
                }
                _ => {}
            }
        }
        for pair in times.windows(2) {
            if let [(_, before), (number, next)] = pair
                && before.until.is_none_or(|until| until > next.from)
            {
                let why = format!("two times in custody overlap on {}", next.from);
                return Err(Refusal::new(format!("custody.{number}.from"), "overlap", why));
            }
        }
        Ok(())
    }

    /// Whether nobody shall be asked for this person any more on `today`: the appeal has
    /// closed, or the time in custody has ended.
    pub fn appeal_is_over(&self, today: Date) -> bool {
        self.closes.is_some_and(|closes| today > closes) || self.is_free(today)
    }

    /// Whether somebody wrote down how the last time in custody ended: a day of release that
    /// is only missing its successor, as on a transfer, takes no letter back.
    pub fn is_free(&self, today: Date) -> bool {
        let last = self.custody.iter().max_by_key(|custody| custody.from);
        let over = matches!(self.custody_state(today), CustodyState::Released | CustodyState::Died);
        over && last.is_some_and(|custody| custody.ended.is_some())
    }

    /// A date that lies after `today` and cannot, with its field: a fact has happened when it
    /// is told.
    pub fn in_the_future(&self, today: Date) -> Option<(String, Date)> {
        let custody = (1..).zip(&self.custody).flat_map(|(number, c)| {
            let field = |name: &str| format!("custody.{number}.{name}");
            [(field("from"), Some(c.from)), (field("until"), c.until)]
        });
        let sentence =
            self.sentence.iter().map(|s| ("sentence.imposed_on".to_owned(), Some(s.imposed_on)));
        custody
            .chain(sentence)
            .filter_map(|(field, date)| Some((field, date?)))
            .find(|(_, date)| *date > today)
    }

    /// The prisoner as somebody to write to: the ways into the prison, the languages that its
    /// censor reads. `languages` are those of the country, see [`prison_languages`].
    pub fn as_reader(&self) -> Office {
        Office {
            id: self.id.clone(),
            kind: Kind::Prisoner,
            country: self.country.clone(),
            name: self.name.clone(),
            place: self.facility.as_ref().map(|f| f.place.clone()).unwrap_or_default(),
            time_zone: None,
            languages: prison_languages(&self.country, &self.language),
            salutation: Phrase::default(),
            holder: Vec::new(),
            channel: self.facility.as_ref().map(|f| f.channel.clone()).unwrap_or_default(),
            source: self.source.first().cloned().unwrap_or_default(),
        }
    }

    /// Days in custody up to `today`, over all times; `None` when no time is known.
    pub fn days_in_custody(&self, today: Date) -> Option<i64> {
        if self.custody.is_empty() {
            return None;
        }
        let days = self.custody.iter().map(|custody| {
            let end = custody.until.map_or(today, |until| until.min(today));
            i64::from(days_between(custody.from, end).max(0))
        });
        Some(days.sum())
    }

    /// The length of the sentence in days, by the calendar from the day it was imposed.
    pub fn sentence_days(&self) -> Option<i64> {
        let sentence = self.sentence.as_ref()?;
        let length: Span = sentence.years.years().months(sentence.months);
        let end = sentence.imposed_on.checked_add(length).ok()?;
        Some(i64::from(days_between(sentence.imposed_on, end)))
    }

    /// Whether the person is in custody on `today`.
    pub fn custody_state(&self, today: Date) -> CustodyState {
        if self.custody.is_empty() {
            CustodyState::Unknown
        } else if self.custody.iter().any(|c| c.until.is_none_or(|until| until > today)) {
            CustodyState::Held
        } else if self.custody.iter().any(|c| c.ended == Some(Ending::Died)) {
            CustodyState::Died
        } else {
            CustodyState::Released
        }
    }

    /// The first day of the time in custody that lasts on `today`.
    pub fn held_since(&self, today: Date) -> Option<Date> {
        let lasting = |c: &&Custody| c.until.is_none_or(|until| until > today);
        self.custody.iter().filter(lasting).map(|c| c.from).min()
    }
}

/// The languages in which letters into prison are handed over: Russian in Russia, Russian and
/// Belarusian in Belarus (see `their_language` in `templates/rules.toml`), elsewhere the
/// person's own and English.
pub fn prison_languages(country: &str, own: &str) -> Vec<String> {
    match country {
        "RU" => vec!["ru".to_owned()],
        "BY" => vec!["ru".to_owned(), "be".to_owned()],
        _ if own == "en" => vec!["en".to_owned()],
        _ => vec![own.to_owned(), "en".to_owned()],
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::starter::catalogue;

    fn boris() -> &'static Person {
        catalogue().person("boris-kagarlitsky").unwrap()
    }

    #[test]
    fn days_in_custody_are_summed_over_both_arrests() {
        let day = date(2026, 11, 23);
        let second = 1014; // 13 February 2024 to 23 November 2026
        assert_eq!(boris().days_in_custody(day), Some(140 + second), "140 days in 2023 count too");
        assert_eq!(boris().days_in_custody(date(2024, 1, 1)), Some(140), "free in between");
        assert_eq!(boris().days_in_custody(date(2023, 7, 25)), Some(0), "the first day");
        assert_eq!(boris().days_in_custody(date(2020, 1, 1)), Some(0), "never negative");
    }

    #[test]
    fn a_sentence_of_five_years_has_its_leap_days() {
        assert_eq!(boris().sentence_days(), Some(1827), "2024 and 2028 are leap years");
    }

    #[test]
    fn overlapping_times_in_custody_are_refused() {
        let text = r#"
            country = "XX"
            language = "en"
            name.en = "Test Person"
            [[source]]
            title = "test"
            [[custody]]
            from = "2024-01-01"
            source.title = "test"
            [[custody]]
            from = "2024-02-01"
            source.title = "test"
        "#;
        let problem = Person::parse("p.toml", "p", text).unwrap_err();
        assert!(problem.message.contains("overlap on 2024-02-01"), "it says where: {problem}");
    }

    #[test]
    fn a_name_with_a_line_break_is_refused_with_its_language() {
        let text = "country='XX'\nlanguage='en'\nname.en=\"A\\nBcc: x@example.org\"\n[[source]]\ntitle='t'";
        let problem = Person::parse("p.toml", "p", text).unwrap_err();
        assert!(problem.message.starts_with("name.en: holds a line break"), "got: {problem}");
    }

    #[test]
    fn an_unknown_field_is_told_with_its_line() {
        let text = "country='XX'\nlanguage='en'\nnmae.en='x'\n[[source]]\ntitle='t'";
        let problem = Person::parse("p.toml", "p", text).unwrap_err();
        assert_eq!(problem.place.line, 3, "the line of the typo: {problem}");
    }
}
