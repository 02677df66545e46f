//! Where a fact comes from. Addresses, office-holders and prisons go stale in weeks, so
//! every fact says who published it and when, and when a person last looked.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A date that may be known only to the year or the month: `2019`, `2026-02`, `2025-03-06`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublishedOn(String);

impl TryFrom<String> for PublishedOn {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let full = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.clone(),
        };
        match full.parse::<Date>() {
            Ok(_) => Ok(Self(text)),
            Err(_) => Err(format!("“{text}” is not a date: write 2026, 2026-11 or 2026-11-23")),
        }
    }
}

impl From<PublishedOn> for String {
    fn from(date: PublishedOn) -> Self {
        date.0
    }
}

impl fmt::Display for PublishedOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A publication that states a fact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Who published it, and under which title.
    pub title: String,
    /// Its address, if it has one: `https://…`.
    #[serde(default)]
    pub url: Option<String>,
    /// When it was published.
    #[serde(default)]
    pub published: Option<PublishedOn>,
    /// The day when the maker of the data last compared the fact with the source.
    #[serde(default)]
    pub checked_on: Option<Date>,
}
