//! What goes into the queue, what comes out of it, and what became of it.

use jiff::Timestamp;
use unforgotten_core::state::Event;

use crate::table::attempt::AttemptRow;

/// A letter whose bytes will not change any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The campaign, or [`SINGLE`].
    pub campaign: String,
    /// Who signs.
    pub signer: String,
    /// For whom.
    pub person: String,
    /// To which office.
    pub office: String,
    /// The office's IANA time zone; empty where nobody knows.
    pub zone: String,
    /// What makes this letter another one than an earlier one: a date, a round.
    pub occasion: String,
    /// The template.
    pub template: String,
    /// The language.
    pub language: String,
    /// The account it leaves from, or `practice`.
    pub account: String,
    /// The subject, as a person reads it.
    pub subject: String,
    /// MAIL FROM.
    pub sender: String,
    /// RCPT TO.
    pub recipient: String,
    /// The From header, as a person reads it.
    pub from_header: String,
    /// The To header, as a person reads it.
    pub to_header: String,
    /// Without angle brackets.
    pub message_id: String,
    /// The message as it goes over the wire, before dot-stuffing.
    pub bytes: Vec<u8>,
    /// SHA-256 of `bytes`, hex.
    pub sha256: String,
    /// The text, as a person reads it.
    pub text: String,
    /// Not to be sent before this time.
    pub not_before: Timestamp,
    /// Not to be tried again after this time.
    pub closes_at: Option<Timestamp>,
}

/// The campaign of letters outside campaigns.
pub const SINGLE: &str = "single";

/// Stands for the office of a letter that goes to its own writer, to look at. No id of an
/// office has brackets.
pub const COPY: &str = "(me)";

/// A letter that this owner may send now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The letter.
    pub id: i64,
    /// The claim; a later claim of the same letter has a higher one.
    pub epoch: i64,
    /// The account it leaves from.
    pub account: String,
    /// The campaign, or [`SINGLE`].
    pub campaign: String,
    /// The office.
    pub office: String,
    /// MAIL FROM.
    pub sender: String,
    /// RCPT TO.
    pub recipient: String,
    /// Without angle brackets.
    pub message_id: String,
    /// The message.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes as they were frozen, hex.
    pub sha256: String,
    /// Attempts so far.
    pub attempts: i64,
    /// How often its mailbox was full.
    pub full: i64,
    /// When a server first said something to it; `None` before the first try.
    pub tried_at: Option<Timestamp>,
    /// Not to be tried again after this time.
    pub closes_at: Option<Timestamp>,
}

/// What became of a claimed letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What happened, in the terms of the state machine.
    pub event: Event,
    /// What the server said; `None` where nothing is to be told (a claim given back).
    pub attempt: Option<AttemptRow>,
    /// Not to be tried again before this time.
    pub not_before: Option<Timestamp>,
}

/// What a recovery found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubted {
    /// Letters that were claimed and are waiting again.
    pub released: Vec<i64>,
    /// Letters that may have left: a person decides.
    pub in_doubt: Vec<i64>,
}
