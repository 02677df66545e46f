//! The outbox: letters on their way, holds, campaigns.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unforgotten_core::hold;
use unforgotten_core::state::State;

use super::*;

wire! {
    /// What a server said, or what was heard instead.
    Attempt {
        at: String,
        phase: String,
        server: String,
        code: Option<i64>,
        enhanced: Option<String>,
        text: String,
    }
    /// What sends nothing for now, and why.
    Hold {
        #[ts(as = "HoldKind")]
        kind: hold::Kind,
        key: String,
        /// As a person knows it.
        name: String,
        #[ts(as = "HoldCode")]
        code: hold::Code,
        /// The server's own words.
        why: String,
        since: String,
        /// When it frees itself; `null` waits for a person.
        until: Option<String>,
        /// Letters that wait for it.
        letters: i64,
    }
    /// One hold.
    HoldRef {
        #[ts(as = "HoldKind")]
        kind: hold::Kind,
        key: String,
    }
    /// A campaign as the outbox shows it.
    CampaignCard {
        id: String,
        state: CampaignState,
        person: String,
        person_name: String,
        signers: i64,
        offices: usize,
        counts: OutboxCounts,
        per_hour: Option<u32>,
        eta: Option<String>,
        closes: String,
        /// The sending window in the offices' time.
        window: Option<String>,
        hold: Option<Hold>,
    }
    /// All letters, or those of one campaign.
    OutboxScope { campaign: Option<String>, }
    /// How sending goes.
    OutboxStatus {
        paused: bool,
        counts: OutboxCounts,
        /// Letters an hour, as planned or else as seen.
        per_hour: Option<u32>,
        eta: Option<String>,
        /// Everything that waits, waits for its office's morning.
        quiet_until: Option<String>,
        holds: Vec<Hold>,
        campaigns: Vec<CampaignCard>,
    }
    /// A decision about a letter in doubt.
    LetterDecision { id: String, decision: Decision, }
    /// A letter in the outbox.
    OutboxRow {
        id: String,
        #[ts(as = "LetterState")]
        state: State,
        person: String,
        person_name: String,
        office: String,
        office_name: String,
        signer: String,
        template: String,
        lang: String,
        subject: String,
        to: String,
        account: String,
        queued_at: String,
        updated_at: String,
        not_before: Option<String>,
        can_take_back: bool,
        attempts: i64,
        last: Option<Attempt>,
        campaign: Option<String>,
        /// A copy to the writer, to look at.
        copy: bool,
        /// It waits because of this.
        #[ts(as = "Option<HoldKind>")]
        held_by: Option<hold::Kind>,
    }
    /// Which letters to list.
    OutboxQuery {
        #[ts(as = "Option<LetterState>")]
        state: Option<State>,
        #[serde(default)]
        campaign: Option<String>,
        offset: i64,
        limit: i64,
    }
    /// A page of the outbox, newest first.
    OutboxPage { letters: Vec<OutboxRow>, total: i64, counts: OutboxCounts, }
    /// A letter's whole story.
    LetterStory {
        row: OutboxRow,
        message_id: String,
        from: String,
        text: String,
        attempts: Vec<Attempt>,
        /// What was said on the connection, where a person has to find out why.
        transcript: Vec<String>,
        /// The path of the practice letter.
        eml: Option<String>,
    }
}
