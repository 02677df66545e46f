//! People, their cases, the offices and letters of the desk.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unforgotten_core::office;
use unforgotten_core::person;
use unforgotten_core::template;

use super::*;

wire! {
    /// Where a fact comes from.
    SourceRef {
        title: String,
        url: Option<String>,
        published: Option<String>,
        checked_on: Option<String>,
    }
    /// A person in the list.
    PersonCard {
        id: String,
        name: String,
        /// In the person's own language, where it differs from `name`.
        native_name: Option<String>,
        occupation: Option<String>,
        place: Option<String>,
        /// ISO 3166-1 alpha-2.
        country: String,
        days: Option<i64>,
        sentence_days: Option<i64>,
        custody: CustodyNow,
        offices: usize,
        email_offices: usize,
        letters: i64,
        last_written: Option<String>,
        /// The last day of the appeal.
        closes: Option<String>,
        /// The last day is near: so many days are left, 0 on the day itself.
        days_left: Option<i32>,
    }
    /// A time in custody. Dates are `2026-11-23`.
    CustodyPeriod {
        from: String,
        until: Option<String>,
        #[ts(as = "Option<CustodyForm>")]
        form: Option<person::Form>,
        #[ts(as = "Option<CustodyEnding>")]
        ended: Option<person::Ending>,
        source: SourceRef,
    }
    /// A person's case.
    PersonPage {
        card: PersonCard,
        charge: Option<String>,
        sentence: Option<String>,
        story: Option<String>,
        postal_hint: Option<String>,
        periods: Vec<CustodyPeriod>,
        sources: Vec<SourceRef>,
        /// Of the case as a whole.
        #[ts(as = "Freshness")]
        freshness: office::Freshness,
        confirmed_at: Option<String>,
    }

    /// Private words about a person. They stay on this computer and are in no letter.
    Note { person: String, text: String, saved_at: Option<String>, }
    /// How many letters were written in a month, `2026-11`.
    MonthCount { month: String, letters: i64, }
    /// A person's page: the case, the offices, what was written so far.
    PersonShown {
        page: PersonPage,
        offices: Vec<DeskOffice>,
        /// The newest letters, at most fifty.
        letters: Vec<OutboxRow>,
        /// Every month from the first letter to this one; empty before the first letter.
        months: Vec<MonthCount>,
        note: Note,
        /// The writer has said that they have ties to the person's country.
        ties: bool,
    }

    /// One way to reach an office.
    Channel {
        /// From 1.
        number: usize,
        #[ts(as = "ChannelKind")]
        kind: office::ChannelKind,
        value: String,
        #[ts(as = "ChannelStatus")]
        status: office::ChannelStatus,
        note: Option<String>,
        source: SourceRef,
        #[ts(as = "Freshness")]
        freshness: office::Freshness,
        confirmed_at: Option<String>,
    }
    /// An office that can act, or the prisoner as somebody to write to.
    DeskOffice {
        id: String,
        name: String,
        place: Option<String>,
        country: String,
        #[ts(as = "LetterKind")]
        kind: office::Kind,
        holder: Option<String>,
        /// Preferred first.
        languages: Vec<String>,
        channels: Vec<Channel>,
        /// The number of the channel that an e-mail would use.
        email_channel: Option<usize>,
        /// Of its holder and salutation; the channels have their own.
        #[ts(as = "Freshness")]
        freshness: office::Freshness,
        confirmed_at: Option<String>,
        source: SourceRef,
        /// The holder's, where there is one.
        holder_source: Option<SourceRef>,
    }
    /// A template with its languages.
    DeskTemplate {
        id: String,
        title: String,
        /// When to take it; may be empty.
        about: String,
        #[ts(as = "TemplateWhen")]
        when: template::When,
        #[ts(as = "LetterKind")]
        kind: office::Kind,
        languages: Vec<String>,
        words: usize,
        subjects: usize,
    }
    /// What was being written for a person.
    Draft {
        person: String,
        offices: Vec<String>,
        #[ts(type = "{ [key in import(\"./LetterKind\").LetterKind]?: string }")]
        templates: BTreeMap<String, String>,
        /// Office to language.
        #[ts(type = "Record<string, string>")]
        languages: BTreeMap<String, String>,
        /// Language to text.
        #[ts(type = "Record<string, string>")]
        own_words: BTreeMap<String, String>,
        /// Office to the keys of findings that the writer has dismissed.
        #[serde(default)]
        #[ts(type = "Record<string, string[]>")]
        dismissed: BTreeMap<String, Vec<String>>,
        #[serde(default)]
        saved_at: String,
    }
    /// Everything on the desk for one person.
    Desk {
        person: PersonPage,
        offices: Vec<DeskOffice>,
        templates: Vec<DeskTemplate>,
        draft: Option<Draft>,
        /// The writer has said that they have ties to the person's country.
        ties: bool,
    }
}
