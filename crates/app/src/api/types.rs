//! Requests and responses. An empty text is a fact that was not given; `null` is a fact that
//! does not exist.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unforgotten_core::hold;
use unforgotten_core::language::Direction;
use unforgotten_core::office;
use unforgotten_core::person;
use unforgotten_core::rules;
use unforgotten_core::state::State;
use unforgotten_core::template;

macro_rules! wire {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        #[ts(export_to = "./")]
        #[allow(missing_docs, reason = "the names of the fields say what they are")]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }
    )*};
}

macro_rules! mirror {
    ($($(#[$meta:meta])* $name:ident { $($variant:ident),* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        #[ts(export_to = "./")]
        #[allow(missing_docs, reason = "see the type of core that it mirrors")]
        pub enum $name { $($variant),* }
    )*};
}

// Names for TypeScript only: the fields below have the types of core, which does not know ts-rs.
mirror! {
    /// Light, dark, or as the system is.
    Theme { System, Light, Dark }
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

wire! {
    /// Nothing.
    Empty {}
    /// A letter.
    LetterId { id: String, }
    /// A person.
    PersonId { id: String, }

    /// How the window looks. No language yet: the first run asks.
    Settings { language: Option<String>, theme: Theme, }
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
        per_day: Option<u32>,
    }
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
    }
    /// A time in custody.
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
    }

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
        /// Changes with every word of the four texts above.
        seal: String,
    }
    /// All letters of a request.
    Review { letters: Vec<ReviewLetter>, ready: usize, }
    /// Letters that are queued.
    Sent { letters: Vec<String>, take_back_until: String, }

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

    /// A rule of the coach. The window has its own words for it, by the code.
    CoachRule {
        code: String,
        #[ts(as = "Level")]
        level: rules::Level,
        /// Its level in other countries than those named; `null`: it does not hold there.
        #[ts(as = "Option<Level>")]
        elsewhere: Option<rules::Level>,
        /// The number that it compares with.
        limit: Option<u32>,
        /// The kinds of letters it holds for; empty: all.
        #[ts(as = "Vec<LetterKind>")]
        kinds: Vec<office::Kind>,
        /// The prisoners' countries, ISO 3166-1 alpha-2; empty: all.
        countries: Vec<String>,
        languages: Vec<String>,
        /// English.
        about: String,
        sources: Vec<SourceRef>,
    }

    /// A template in the list.
    TemplateRow {
        id: String,
        /// In the language of the window, if it has one.
        title: String,
        about: String,
        #[ts(as = "LetterKind")]
        kind: office::Kind,
        #[ts(as = "TemplateWhen")]
        when: template::When,
        languages: Vec<String>,
        asks: Vec<String>,
        words: usize,
        /// It came with the program.
        built_in: bool,
        /// Files of it lie in the home folder: it can be changed there and removed.
        own: bool,
        /// What is wrong with its files.
        problems: usize,
    }
    /// A template.
    TemplateId { id: String, }
    /// One language of a template, or all of it.
    TemplateFileRef { id: String, language: Option<String>, }
    /// One language of a template as its file has it.
    TemplateFile {
        language: String,
        text: String,
        #[serde(default)]
        own: bool,
    }
    /// A template with all its languages, as it stands or as it is being written.
    TemplateSource {
        id: String,
        files: Vec<TemplateFile>,
        #[serde(default)]
        built_in: bool,
    }
    /// What is wrong with a file, at a place in UTF-16 units.
    TemplateProblem {
        code: String,
        /// English.
        message: String,
        #[ts(type = "Record<string, string>")]
        params: BTreeMap<String, String>,
        from: usize,
        to: usize,
        /// From 1.
        line: usize,
        column: usize,
    }
    /// One language, checked by itself and against the others.
    TemplateChecked {
        language: String,
        problems: Vec<TemplateProblem>,
        /// What it asks for.
        asks: Vec<String>,
        /// The fields it names.
        fields: Vec<String>,
        /// Asked for in another language and not in this one.
        missing_asks: Vec<String>,
        /// Named in another language and not in this one.
        missing_fields: Vec<String>,
        subjects: usize,
        words: usize,
        #[ts(type = "\"ltr\" | \"rtl\"")]
        direction: Direction,
    }
    /// What is wrong with a template.
    TemplateReport { files: Vec<TemplateChecked>, }
    /// A template being written, as a letter.
    TemplatePreviewRequest {
        id: String,
        language: String,
        text: String,
        person: String,
        office: String,
        own_words: String,
        /// Which subject line, from 0.
        subject: usize,
    }
    /// The letter, if the template has no problems.
    TemplatePreview { letter: Option<Preview>, problems: Vec<TemplateProblem>, }
    /// A copy to write on.
    TemplateCopy { id: String, to: String, }
    /// A file that a person chose.
    TemplateImport { name: String, text: String, }
    /// Where a file was written to.
    Written { path: String, }
    /// A field that templates can name.
    TemplateField {
        path: String,
        #[ts(as = "FieldKind")]
        kind: template::FieldKind,
        /// English.
        about: String,
    }
    /// Everything that templates can name.
    TemplateWords {
        fields: Vec<TemplateField>,
        helpers: Vec<String>,
        /// Grammatical cases.
        cases: Vec<String>,
        /// The languages that letters can be written in: code and own name.
        languages: Vec<LanguageRow>,
    }
    /// A language of letters.
    LanguageRow {
        code: String,
        name: String,
        #[ts(type = "\"ltr\" | \"rtl\"")]
        direction: Direction,
        /// The cases that names take besides the nominative.
        cases: Vec<String>,
    }

    /// A time in custody, to be edited. Dates are `2026-11-23`.
    CustodyFacts {
        from: String,
        until: Option<String>,
        #[ts(as = "Option<CustodyForm>")]
        form: Option<person::Form>,
        #[ts(as = "Option<CustodyEnding>")]
        ended: Option<person::Ending>,
        source: SourceRef,
    }
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
        custody: Vec<CustodyFacts>,
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
