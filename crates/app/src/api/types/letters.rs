//! Letters as they read, are reviewed and are sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unforgotten_core::language::Direction;
use unforgotten_core::rules;
use unforgotten_core::template;

use super::*;

wire! {
    /// One letter to be.
    LetterRef { person: String, office: String, template: String, language: String, }
    /// A letter to show while it is being written.
    PreviewRequest { letter: LetterRef, own_words: String, }
    /// A piece of a letter.
    Segment {
        #[ts(as = "SegmentKind")]
        kind: template::SegmentKind,
        text: String,
        field: Option<String>,
        question: Option<String>,
    }
    /// A place in a letter, in UTF-16 units, as the window counts.
    TextSpan {
        #[ts(as = "LetterPart")]
        part: rules::Part,
        from: usize,
        to: usize,
    }
    /// What the coach says.
    Finding {
        code: String,
        #[ts(as = "Level")]
        level: rules::Level,
        /// What is dismissed with it: the code, and the words it is about.
        key: String,
        /// Where it is seen; empty for something that is missing.
        spans: Vec<TextSpan>,
        #[ts(type = "Record<string, string>")]
        params: BTreeMap<String, String>,
        /// English.
        message: String,
    }
    /// A letter to officials of a country that the writer has ties to.
    Guard {
        /// As it is signed.
        name: String,
        /// It carries the full name, as the settings say.
        full_name: bool,
        /// The address that it leaves from tells the name all the same.
        address_tells: bool,
    }
    /// So many letters wait and tell the writer's full name to officials who should not read it.
    FullNames { letters: i64, }
    /// A letter as it reads.
    Preview {
        letter: LetterRef,
        sender: Vec<String>,
        date: String,
        recipient: String,
        subject: Vec<Segment>,
        body: Vec<Segment>,
        #[ts(type = "\"ltr\" | \"rtl\"")]
        direction: Direction,
        words: usize,
        findings: Vec<Finding>,
        guard: Option<Guard>,
    }
    /// A channel whose address the writer has looked at.
    ConfirmedChannel { office: String, channel: usize, }
    /// Letters to review or to send.
    SendRequest {
        /// An account's name, or `practice`.
        account: String,
        letters: Vec<LetterRef>,
        /// Language to text.
        #[ts(type = "Record<string, string>")]
        own_words: BTreeMap<String, String>,
        /// The seals of the letters that the writer has read; needed for sending.
        #[serde(default)]
        seals: Vec<String>,
    }
    /// A letter exactly as it will leave.
    ReviewLetter {
        letter: LetterRef,
        office_name: String,
        from: String,
        to: String,
        subject: String,
        text: String,
        #[ts(type = "\"ltr\" | \"rtl\"")]
        direction: Direction,
        findings: Vec<Finding>,
        channel: Option<Channel>,
        ready: bool,
        guard: Option<Guard>,
        /// Changes with every word of the four texts above.
        seal: String,
    }
    /// All letters of a request.
    Review { letters: Vec<ReviewLetter>, ready: usize, }
    /// Letters that are queued.
    Sent { letters: Vec<String>, take_back_until: String, }
}
