//! Names for TypeScript only: the fields have the types of core, which does not know ts-rs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
#[allow(unused_imports, reason = "the comments link to them")]
use unforgotten_core::{hold, office, person, rules, state::State, template};

mirror! {
    /// Light, dark, or as the system is.
    Theme { System, Light, Dark }
    /// What a file is that somebody opened with the program.
    OpenedKind { Template, Pack, Other }
    /// Why a file cannot be read as a text.
    FileFault { Gone, TooLarge, NotText, Encoding, Empty }
    /// [`State`] for TypeScript.
    LetterState { Draft, Queued, Leased, Sending, Sent, Deferred, Refused, InDoubt, Cancelled, Answered, Bounced, Printed, Posted }
    /// [`office::ChannelKind`] for TypeScript.
    ChannelKind { Email, Post, WebForm, Fax }
    /// [`office::ChannelStatus`] for TypeScript.
    ChannelStatus { Accepted, NotAccepted, Unknown }
    /// [`office::Freshness`] for TypeScript.
    Freshness { Checked, Unchecked, Stale }
    /// [`office::Kind`] for TypeScript.
    LetterKind { Official, Embassy, Representative, Press, Prisoner }
    /// [`template::SegmentKind`] for TypeScript.
    SegmentKind { Text, Field, Own }
    /// [`rules::Level`] for TypeScript.
    Level { Stop, Warn, Tip }
    /// Whether a person is in custody.
    CustodyNow { Held, Released, Died, Unknown }
    /// [`person::Gender`] for TypeScript.
    Gender { Male, Female, Unknown }
    /// [`person::Form`] for TypeScript.
    CustodyForm { PreTrial, Serving, HouseArrest, Hospital, Transfer }
    /// [`person::Ending`] for TypeScript.
    CustodyEnding { Released, Exchanged, Died }
    /// [`template::When`] for TypeScript.
    TemplateWhen { Held, Released }
    /// [`template::FieldKind`] for TypeScript.
    FieldKind { Text, Phrase, Date, Number, Person }
    /// [`rules::Part`] for TypeScript.
    LetterPart { Subject, Text }
    /// Which fact a person looks at: a way to reach an office, an office with its holder and
    /// salutation, the case of a person.
    FactKind { Channel, Office, Person }
    /// [`hold::Kind`] for TypeScript.
    HoldKind { Account, Office, Channel, Campaign, Outbox }
    /// [`hold::Code`] for TypeScript.
    HoldCode { Limit, SignIn, Sender, Certificate, Protocol, Relay, ManyRefusals, Content, Address, Busy, Person, Other }
    /// Where a campaign stands.
    CampaignState { Draft, Running, Paused, Finished, Cancelled }
    /// What a person decides about a letter in doubt.
    Decision { Sent, Again, Drop }
    /// How a provider lets programs sign in.
    SignIn { Password, AppPassword, Oauth, Bridge }
}

/// A password on its way in. It cannot be printed, and is not sent back.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("")
    }
}

/// A phrase by language and by case; what does not decline has its nominative only.
pub type Phrase = BTreeMap<String, BTreeMap<String, String>>;

/// [`Phrase`] for TypeScript.
#[derive(TS)]
#[ts(export_to = "./", type = "Record<string, Record<string, string>>")]
#[allow(dead_code, reason = "only its TypeScript is used")]
pub struct PhraseFacts;
