//! An office that can act, apart from its holder: posts stay, people change (after Popolo's
//! Post and Membership). How to reach it is a list of channels, because whether an office
//! takes e-mail changes by law.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::person::{Gender, PHRASE_MAX};
use crate::phrase::Phrase;
use crate::problem::Problem;
use crate::source::Source;

/// A confirmation counts for this many days: addresses go stale in weeks, and half a year is
/// the longest that letter guides let one rest before looking again.
pub const FRESH_DAYS: i64 = 180;

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
    /// The person in prison.
    Prisoner,
}

impl Kind {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Embassy => "embassy",
            Self::Representative => "representative",
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
    #[serde(default)]
    pub note: Phrase,
    /// Since when the status holds.
    #[serde(default)]
    pub valid_from: Option<Date>,
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
    #[serde(default)]
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
    #[serde(default)]
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

/// How fresh a confirmation is at `now`. What the maker of a pack says about checking does
/// not count: the person who sends has to have looked.
pub fn freshness(confirmed_at: Option<Timestamp>, now: Timestamp) -> Freshness {
    match confirmed_at {
        None => Freshness::Unchecked,
        Some(at) if now.duration_since(at).as_hours() / 24 > FRESH_DAYS => Freshness::Stale,
        Some(_) => Freshness::Checked,
    }
}

impl Office {
    /// Reads `offices/<id>.toml` and refuses what a letter could not carry.
    pub fn parse(file: &str, id: &str, text: &str) -> Result<Self, Problem> {
        let mut office: Self =
            toml::from_str(text).map_err(|e| Problem::toml(file, text, 0, &e))?;
        id.clone_into(&mut office.id);
        office.check().map_err(|message| Problem::whole(file, "office", message))?;
        Ok(office)
    }

    fn check(&self) -> Result<(), String> {
        let own = [("name", &self.name), ("salutation", &self.salutation), ("place", &self.place)];
        let holders = self
            .holder
            .iter()
            .flat_map(|h| [("holder.name", &h.name), ("holder.salutation", &h.salutation)]);
        for (field, phrase) in own.into_iter().chain(holders) {
            if let Some((language, why)) = phrase.unusable(PHRASE_MAX) {
                return Err(format!("{field}.{language} {why}"));
            }
        }
        if self.name.0.is_empty() || self.languages.is_empty() {
            return Err("an office needs [name] and languages".to_owned());
        }
        for channel in &self.channel {
            let used = channel.status != ChannelStatus::NotAccepted;
            if channel.kind == ChannelKind::Email && used {
                Address::parse(&channel.value).map_err(|error| error.to_string())?;
            }
        }
        Ok(())
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
        assert_eq!(freshness(Some(at), days(180)), Freshness::Checked, "the last day");
        assert_eq!(freshness(Some(at), days(181)), Freshness::Stale, "the day after");
        assert_eq!(freshness(None, at), Freshness::Unchecked, "a pack's own word is not enough");
    }

    #[test]
    fn an_e_mail_channel_without_an_address_is_refused() {
        let text = "kind='official'\ncountry='XX'\nname.en='Office'\nlanguages=['en']\nsalutation.en='Dear'\n\
                    source.title='t'\n[[channel]]\nkind='email'\nvalue='not an address'\nstatus='accepted'\nsource.title='t'";
        let problem = Office::parse("o.toml", "o", text).unwrap_err();
        assert!(problem.message.contains("not an address"), "it shows the value: {problem}");
    }
}
