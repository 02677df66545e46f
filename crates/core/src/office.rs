//! An office that can act, apart from its holder: posts stay, people change (after Popolo's
//! Post and Membership). How to reach it is a list of channels, because whether an office
//! takes e-mail changes by law.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::person::{Gender, PHRASE_MAX};
use crate::phrase::Phrase;
use crate::problem::{Problem, Refusal};
use crate::source::Source;

/// A confirmation counts for this many days: addresses go stale in weeks, and half a year is
/// the longest that letter guides let one rest before looking again.
pub const FRESH_DAYS: i64 = 180;

/// Notes beyond this many characters are not read.
const NOTE_MAX: usize = 1_000;

/// How many days a prisoner's address holds: people are moved without notice, and a letter to
/// the old place is lost. The rule `address_old`.
pub const PRISONER_DAYS: i64 = 30;

/// What a letter is to its reader; templates and rules follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An authority of the country that holds the person.
    Official,
    /// An embassy of that country.
    Embassy,
    /// The writer's own ministry or member of parliament.
    Representative,
    /// A newspaper or another editor.
    Press,
    /// The person in prison.
    Prisoner,
}

impl Kind {
    /// For how many days a confirmed address of this kind holds.
    pub fn fresh_days(self) -> i64 {
        if self == Self::Prisoner { PRISONER_DAYS } else { FRESH_DAYS }
    }

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Embassy => "embassy",
            Self::Representative => "representative",
            Self::Press => "press",
            Self::Prisoner => "prisoner",
        }
    }
}

/// How something reaches the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// E-mail.
    Email,
    /// A letter on paper.
    Post,
    /// A form on a web site.
    WebForm,
    /// Fax.
    Fax,
}

/// Whether the office considers what comes this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelStatus {
    /// It does.
    Accepted,
    /// It does not, by its own words or by law.
    NotAccepted,
    /// Nobody has said.
    Unknown,
}

/// One way to reach an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Which way.
    pub kind: ChannelKind,
    /// The address; empty only for a way that is known to exist but not where.
    #[serde(default)]
    pub value: String,
    /// Whether it is considered.
    pub status: ChannelStatus,
    /// Why, in words for the reader of the screen.
    #[serde(default, skip_serializing_if = "Phrase::is_empty")]
    pub note: Phrase,
    /// Since when the status holds.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// The longest letter that a service into prison takes, in characters.
    #[serde(default)]
    pub max_chars: Option<u32>,
    /// Who published it.
    pub source: Source,
}

/// Who holds the office, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// The name.
    pub name: Phrase,
    /// For agreement in salutations.
    #[serde(default)]
    pub gender: Gender,
    /// The first day in office.
    pub since: Date,
    /// The last day; absent while it lasts.
    #[serde(default)]
    pub until: Option<Date>,
    /// A salutation for this person, where it differs from the office's.
    #[serde(default, skip_serializing_if = "Phrase::is_empty")]
    pub salutation: Phrase,
    /// Who published it.
    pub source: Source,
}

/// An office. One file: `offices/<id>.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// From the file name.
    #[serde(skip)]
    pub id: String,
    /// What a letter to it is.
    pub kind: Kind,
    /// ISO 3166-1 alpha-2 of the state it belongs to.
    pub country: String,
    /// Its name.
    pub name: Phrase,
    /// The town it sits in.
    #[serde(default, skip_serializing_if = "Phrase::is_empty")]
    pub place: Phrase,
    /// Its IANA time zone, such as `Europe/Moscow`: a fact of the tz database.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// The languages it reads, preferred first.
    pub languages: Vec<String>,
    /// How a letter to it begins.
    pub salutation: Phrase,
    /// Its holders.
    #[serde(default)]
    pub holder: Vec<Holder>,
    /// The ways to reach it.
    #[serde(default)]
    pub channel: Vec<Channel>,
    /// Who published its existence and name.
    pub source: Source,
}

/// Whether a channel may be used without looking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// A person confirmed it within [`FRESH_DAYS`].
    Checked,
    /// Nobody confirmed it.
    Unchecked,
    /// The confirmation is older than [`FRESH_DAYS`].
    Stale,
}

/// How fresh a confirmation that holds for `days` is at `now`. What the maker of a pack says about checking does
/// not count: the person who sends has to have looked.
pub fn freshness(confirmed_at: Option<Timestamp>, now: Timestamp, days: i64) -> Freshness {
    match confirmed_at.map(|at| days_since(at, now)) {
        None => Freshness::Unchecked,
        Some(old) if old > days => Freshness::Stale,
        Some(_) => Freshness::Checked,
    }
}

/// Whole days from `at` to `now`.
pub fn days_since(at: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(at).as_hours() / 24
}

/// Refuses ways that cannot be gone; `field` is where they stand.
pub(crate) fn check_channels(field: &str, channels: &[Channel]) -> Result<(), Refusal> {
    for (number, channel) in (1..).zip(channels) {
        let refuse = |name: &str, kind, why: String| {
            Refusal::new(format!("{field}.{number}.{name}"), kind, why)
        };
        let used = channel.status != ChannelStatus::NotAccepted;
        if channel.kind == ChannelKind::Email && used {
            Address::parse(&channel.value)
                .map_err(|e| refuse("value", "not_an_address", e.to_string()))?;
        }
        if channel.value.chars().any(|c| c.is_control() && c != '\n') {
            return Err(refuse("value", "text", "has an invisible control character".to_owned()));
        }
        if let Some((language, why)) = channel.note.unusable(NOTE_MAX) {
            return Err(refuse(&format!("note.{language}"), "text", why));
        }
    }
    Ok(())
}

impl Office {
    /// Reads `offices/<id>.toml` and refuses what a letter could not carry.
    pub fn parse(file: &str, id: &str, text: &str) -> Result<Self, Problem> {
        let mut office: Self =
            toml::from_str(text).map_err(|e| Problem::toml(file, text, 0, &e))?;
        id.clone_into(&mut office.id);
        office.check().map_err(|refusal| refusal.problem(file, "office"))?;
        Ok(office)
    }

    fn check(&self) -> Result<(), Refusal> {
        let phrase = |field: &str, phrase: &Phrase| match phrase.unusable(PHRASE_MAX) {
            Some((language, why)) => Err(Refusal::new(format!("{field}.{language}"), "text", why)),
            None => Ok(()),
        };
        phrase("name", &self.name)?;
        phrase("salutation", &self.salutation)?;
        phrase("place", &self.place)?;
        for (number, holder) in (1..).zip(&self.holder) {
            phrase(&format!("holder.{number}.name"), &holder.name)?;
            phrase(&format!("holder.{number}.salutation"), &holder.salutation)?;
            if let Some(until) = holder.until
                && until < holder.since
            {
                let why = format!("ends before it begins, on {}", holder.since);
                return Err(Refusal::new(format!("holder.{number}.until"), "ends_before", why));
            }
        }
        if self.kind == Kind::Prisoner {
            let why = "a prisoner is no office: write the ways into the prison to the person";
            return Err(Refusal::new("kind", "other", why));
        }
        if self.name.0.is_empty() {
            return Err(Refusal::new("name", "missing", "an office needs a name"));
        }
        if self.languages.is_empty() {
            return Err(Refusal::new(
                "languages",
                "missing",
                "say which languages the office reads",
            ));
        }
        check_channels("channel", &self.channel)
    }

    /// Who holds the office on `today`, if the data says so.
    pub fn holder_on(&self, today: Date) -> Option<&Holder> {
        let in_office =
            |h: &&Holder| h.since <= today && h.until.is_none_or(|until| until >= today);
        self.holder.iter().filter(in_office).max_by_key(|h| h.since)
    }

    /// The salutation in `language`: the holder's own, else the office's.
    pub fn salutation_on(&self, today: Date, language: &str) -> Option<&str> {
        let holder = self.holder_on(today).and_then(|h| h.salutation.text(language));
        holder.or_else(|| self.salutation.text(language))
    }

    /// The channel with this number (from 1).
    pub fn channel(&self, number: usize) -> Option<&Channel> {
        self.channel.get(number.checked_sub(1)?)
    }

    /// The channel that an e-mail would use, with its number: the first e-mail channel that
    /// is accepted, else the first of unknown status.
    pub fn email_channel(&self) -> Option<(usize, &Channel)> {
        let with = |status| {
            let fits = move |c: &&Channel| c.kind == ChannelKind::Email && c.status == status;
            (1..).zip(&self.channel).find(|(_, c)| fits(c))
        };
        with(ChannelStatus::Accepted).or_else(|| with(ChannelStatus::Unknown))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::starter::catalogue;

    #[test]
    fn the_holder_is_the_one_in_office_on_that_day() {
        let office = catalogue().office("ru-prosecutor-general").unwrap();
        let name = |day| office.holder_on(day).and_then(|h| h.name.text("en"));
        assert_eq!(name(date(2026, 11, 23)), Some("Aleksandr Gutsan"), "since 24 September 2025");
        assert_eq!(name(date(2025, 9, 1)), None, "who came before is not in the data");
    }

    #[test]
    fn an_office_that_takes_no_e_mail_offers_no_e_mail_channel() {
        let office = catalogue().office("ru-prosecutor-general").unwrap();
        assert!(office.email_channel().is_none(), "59-FZ: post only since 30 March 2025");
    }

    #[test]
    fn a_confirmation_holds_for_180_days() {
        let at = "2026-01-01T00:00:00Z".parse().unwrap();
        let days = |n: i64| at + jiff::SignedDuration::from_hours(24 * n);
        let after = |n| freshness(Some(at), days(n), FRESH_DAYS);
        assert_eq!(after(180), Freshness::Checked, "the last day");
        assert_eq!(after(181), Freshness::Stale, "the day after");
        let never = freshness(None, at, FRESH_DAYS);
        assert_eq!(never, Freshness::Unchecked, "a pack's own word is not enough");
    }

    #[test]
    fn an_e_mail_channel_without_an_address_is_refused() {
        let text = "kind='official'\ncountry='XX'\nname.en='Office'\nlanguages=['en']\nsalutation.en='Dear'\n\
                    source.title='t'\n[[channel]]\nkind='email'\nvalue='not an address'\nstatus='accepted'\nsource.title='t'";
        let problem = Office::parse("o.toml", "o", text).unwrap_err();
        assert!(problem.message.contains("not an address"), "it shows the value: {problem}");
    }
}
