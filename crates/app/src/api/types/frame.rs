//! The frame of the window: settings, who writes, mailboxes, counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unforgotten_core::hold;

use super::*;

/// The size of text as it comes.
pub(crate) fn whole() -> u16 {
    100
}

wire! {
    /// Nothing.
    Empty {}
    /// A letter.
    LetterId { id: String, }
    /// A person.
    PersonId { id: String, }

    /// How careful the program is with who writes. Somebody with ties to a country (family,
    /// property, a passport, a journey) may be in danger for a letter to its officials.
    #[derive(Default)]
    Safety {
        /// Whether the question about ties was answered; one who passed over it is asked later.
        answered: bool,
        /// Countries with ties, ISO 3166-1 alpha-2.
        countries: Vec<String>,
        /// Letters to officials of these countries carry the full name all the same.
        full_name: bool,
        /// Own words may name an organisation.
        organisation: bool,
    }
    /// How the window looks, and what it knows of how somebody writes. No language yet: the first
    /// run asks.
    Settings {
        language: Option<String>,
        theme: Theme,
        /// Percent, 100 to 200.
        #[serde(default = "whole")]
        text_size: u16,
        /// The languages of letters that the person writes in, the best first; empty: not said.
        #[serde(default)]
        writes: Vec<String>,
        #[serde(default)]
        safety: Safety,
    }
    /// Who writes.
    #[derive(Default)]
    Profile {
        name: String,
        town: String,
        country: String,
        #[serde(default)]
        email: String,
        #[serde(default)]
        street: String,
        #[serde(default)]
        occupation: String,
    }
    /// A mailbox. Practice is not among them.
    AccountRow {
        name: String,
        from: String,
        server: String,
        /// Why it sends nothing, in the server's own words.
        hold: Option<String>,
        #[ts(as = "Option<HoldCode>")]
        hold_code: Option<hold::Code>,
        /// When it goes on by itself.
        hold_until: Option<String>,
        /// Letters in the last 24 hours.
        today: i64,
        /// Letters in any hour, and in any 24 hours; `null`: as many as come.
        per_hour: Option<u32>,
        per_day: Option<u32>,
        /// More than this the provider does not take.
        cap_hour: Option<u32>,
        cap_day: Option<u32>,
    }
    /// How fast a mailbox sends: letters in any hour, in any 24 hours. `null` is what the program
    /// suggests, 0 no limit of its own.
    AccountPace { name: String, per_hour: Option<u32>, per_day: Option<u32>, }
    /// An account.
    AccountName { name: String, }
    /// An e-mail address.
    MailAddress { address: String, }
    /// What is known about who runs a mailbox.
    Provider {
        id: String,
        name: String,
        /// `smtps://host:465`.
        server: String,
        sign_in: SignIn,
        /// The provider's page about it.
        help: Option<String>,
        per_day: Option<u32>,
    }
    /// The provider of an address, if it is known here.
    ProviderFound { provider: Option<Provider>, }
    /// A mailbox to connect. The password goes to the keyring and never comes back.
    NewMailbox {
        from_name: String,
        address: String,
        server: String,
        /// Empty: the address.
        user: String,
        #[ts(type = "string")]
        password: Secret,
        ca_file: Option<String>,
    }
    /// How many letters stand in each state.
    #[derive(Default)]
    OutboxCounts {
        queued: i64, leased: i64, sending: i64, sent: i64, deferred: i64, refused: i64,
        in_doubt: i64, cancelled: i64, total: i64,
    }
    /// A file that somebody opened with the program, by a double click or in a terminal.
    OpenedFile {
        name: String,
        kind: OpenedKind,
        /// Of a template.
        text: Option<String>,
        problem: Option<FileFault>,
    }
    /// What the frame of the window shows.
    AppState {
        version: String,
        home: String,
        practice_folder: String,
        settings: Settings,
        profile: Option<Profile>,
        accounts: Vec<AccountRow>,
        counts: OutboxCounts,
    }

    /// What went wrong.
    ApiError {
        code: String,
        /// English.
        message: String,
        #[ts(type = "Record<string, string>")]
        params: BTreeMap<String, String>,
    }
    /// Something that is shown has changed.
    Changed { seq: i64, }
}
