//! People and offices to be edited, and facts to be checked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unforgotten_core::office;
use unforgotten_core::person;

use super::*;

wire! {
    /// A sentence, to be edited.
    SentenceFacts {
        imposed_on: String,
        years: i32,
        months: i32,
        #[ts(as = "PhraseFacts")]
        text: Phrase,
        source: SourceRef,
    }
    /// A way to reach somebody, to be edited.
    ChannelFacts {
        #[ts(as = "ChannelKind")]
        kind: office::ChannelKind,
        value: String,
        #[ts(as = "ChannelStatus")]
        status: office::ChannelStatus,
        #[ts(as = "PhraseFacts")]
        note: Phrase,
        valid_from: Option<String>,
        max_chars: Option<u32>,
        source: SourceRef,
    }
    /// A place of custody, to be edited.
    FacilityFacts {
        #[ts(as = "PhraseFacts")]
        name: Phrase,
        #[ts(as = "PhraseFacts")]
        place: Phrase,
        #[ts(as = "PhraseFacts")]
        postal_hint: Phrase,
        channels: Vec<ChannelFacts>,
        source: SourceRef,
    }
    /// A person, to be edited. A new one has no id.
    PersonFacts {
        id: String,
        country: String,
        language: String,
        #[ts(as = "Gender")]
        gender: person::Gender,
        #[ts(as = "PhraseFacts")]
        name: Phrase,
        #[ts(as = "PhraseFacts")]
        called: Phrase,
        #[ts(as = "PhraseFacts")]
        occupation: Phrase,
        #[ts(as = "PhraseFacts")]
        charge: Phrase,
        #[ts(as = "PhraseFacts")]
        story: Phrase,
        facility: Option<FacilityFacts>,
        custody: Vec<CustodyPeriod>,
        sentence: Option<SentenceFacts>,
        offices: Vec<String>,
        closes: Option<String>,
        sources: Vec<SourceRef>,
        #[serde(default)]
        built_in: bool,
        #[serde(default)]
        own: bool,
    }
    /// Who holds an office, to be edited.
    HolderFacts {
        #[ts(as = "PhraseFacts")]
        name: Phrase,
        #[ts(as = "Gender")]
        gender: person::Gender,
        since: String,
        until: Option<String>,
        #[ts(as = "PhraseFacts")]
        salutation: Phrase,
        source: SourceRef,
    }
    /// An office, to be edited. A new one has no id.
    OfficeFacts {
        id: String,
        #[ts(as = "LetterKind")]
        kind: office::Kind,
        country: String,
        #[ts(as = "PhraseFacts")]
        name: Phrase,
        #[ts(as = "PhraseFacts")]
        place: Phrase,
        time_zone: Option<String>,
        languages: Vec<String>,
        #[ts(as = "PhraseFacts")]
        salutation: Phrase,
        holders: Vec<HolderFacts>,
        channels: Vec<ChannelFacts>,
        source: SourceRef,
        #[serde(default)]
        built_in: bool,
        #[serde(default)]
        own: bool,
    }
    /// An office.
    OfficeId { id: String, }
    /// One fact that a person looks at.
    FactRef {
        #[ts(as = "FactKind")]
        kind: FactKind,
        /// The office or the person.
        id: String,
        /// From 1; only for a channel.
        channel: Option<usize>,
    }
    /// A fact that wants to be looked at.
    FactToCheck {
        fact: FactRef,
        /// Of the office or the person.
        name: String,
        /// What is claimed, one claim a line: an address; a holder and a salutation; where
        /// somebody is held and since when.
        claims: Vec<String>,
        sources: Vec<SourceRef>,
        #[ts(as = "Freshness")]
        freshness: office::Freshness,
        confirmed_at: Option<String>,
        /// When the confirmation runs out.
        until: Option<String>,
        /// Grammatical forms that templates ask for and nobody wrote down: `name.ru.genitive`.
        missing_forms: Vec<String>,
    }
}
