//! From the types of core and store to those of the contract.

use unforgotten_core::office::{Channel as CoreChannel, Office, freshness};
use unforgotten_core::pace::limit::Limits;
use unforgotten_core::rules::{Finding as CoreFinding, Part};
use unforgotten_core::source::Source;
use unforgotten_core::state::State;
use unforgotten_core::template::Segment as CoreSegment;
use unforgotten_store::{
    AccountRow as StoredAccount, AttemptRow, COPY, Counts, HoldRow, LetterRow, SINGLE, Store,
};

use crate::api::{
    AccountRow, Attempt, Channel, DeskOffice, Finding, OutboxCounts, OutboxRow, Segment, SourceRef,
    TextSpan,
};
use crate::held::Holds;
use crate::{App, AppError, gate, now, today};

pub(crate) fn source(source: &Source) -> SourceRef {
    SourceRef {
        title: source.title.clone(),
        url: source.url.clone(),
        published: source.published.as_ref().map(ToString::to_string),
        checked_on: source.checked_on.map(|date| date.to_string()),
    }
}

/// A finding of a letter with this subject and this text.
pub(crate) fn finding(finding: &CoreFinding, subject: &str, text: &str) -> Finding {
    let spans = finding.spans.iter().map(|span| {
        let of = match span.part {
            Part::Subject => subject,
            Part::Text => text,
        };
        TextSpan { part: span.part, from: units(of, span.start), to: units(of, span.end) }
    });
    let params = finding.params.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
    Finding {
        code: finding.code.to_owned(),
        level: finding.level,
        key: finding.key.clone(),
        spans: spans.collect(),
        params,
        message: finding.message.clone(),
    }
}

/// A place in bytes as a place in UTF-16 units, as the window counts.
pub(crate) fn units(text: &str, bytes: usize) -> usize {
    text.get(..bytes).unwrap_or(text).encode_utf16().count()
}

pub(crate) fn segment(segment: CoreSegment) -> Segment {
    let CoreSegment { kind, text, field, question } = segment;
    Segment { kind, text, field: field.map(str::to_owned), question }
}

pub(crate) fn attempt(row: AttemptRow) -> Attempt {
    let AttemptRow { at, phase, server, code, enhanced, text, transcript: _ } = row;
    Attempt { at: at.to_string(), phase, server, code, enhanced, text }
}

pub(crate) fn counts(counts: &Counts) -> OutboxCounts {
    let of = |state| counts.get(&state).copied().unwrap_or(0);
    OutboxCounts {
        queued: of(State::Queued),
        leased: of(State::Leased),
        sending: of(State::Sending),
        sent: of(State::Sent),
        deferred: of(State::Deferred),
        refused: of(State::Refused),
        in_doubt: of(State::InDoubt),
        cancelled: of(State::Cancelled),
        total: counts.values().sum(),
    }
}

/// The stored name of a channel's kind.
pub(crate) fn kind_name(channel: &CoreChannel) -> String {
    let json = serde_json::to_value(channel.kind).ok();
    json.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A channel with what a person said of it.
pub(crate) async fn channel(
    store: &Store,
    office: &Office,
    number: usize,
    channel: &CoreChannel,
    language: &str,
) -> Result<Channel, AppError> {
    let confirmed = store.confirmed_at(&office.id, &kind_name(channel), &channel.value).await?;
    Ok(Channel {
        number,
        kind: channel.kind,
        value: channel.value.clone(),
        status: channel.status,
        note: channel.note.shown(language).map(str::to_owned),
        source: source(&channel.source),
        freshness: freshness(confirmed, now(), office.kind.fresh_days()),
        confirmed_at: confirmed.map(|at| at.to_string()),
    })
}

pub(crate) async fn office(
    store: &Store,
    office: &Office,
    language: &str,
) -> Result<DeskOffice, AppError> {
    let shown =
        |phrase: &unforgotten_core::phrase::Phrase| phrase.shown(language).map(str::to_owned);
    let mut channels = Vec::with_capacity(office.channel.len());
    for (number, each) in (1..).zip(&office.channel) {
        channels.push(channel(store, office, number, each, language).await?);
    }
    let look = gate::office(store, office).await?;
    let holder = office.holder_on(today());
    Ok(DeskOffice {
        id: office.id.clone(),
        name: shown(&office.name).unwrap_or_else(|| office.id.clone()),
        place: shown(&office.place),
        country: office.country.clone(),
        kind: office.kind,
        holder: holder.and_then(|holder| shown(&holder.name)),
        freshness: look.freshness,
        confirmed_at: look.at.map(|at| at.to_string()),
        source: source(&office.source),
        holder_source: holder.map(|holder| source(&holder.source)),
        languages: office.languages.clone(),
        channels,
        email_channel: office.email_channel().map(|(number, _)| number),
    })
}

/// A letter of the outbox, with the names in `language`.
pub(crate) fn letter(app: &App, row: LetterRow, holds: &Holds, language: &str) -> OutboxRow {
    let held_by = holds.of(&row);
    let person = app.catalogue().person(&row.person).and_then(|p| p.name.shown(language));
    let office = app.catalogue().office(&row.office).and_then(|o| o.name.shown(language));
    let copy = row.office == COPY;
    let waits = matches!(row.state, State::Queued | State::Deferred) && row.not_before > now();
    OutboxRow {
        id: row.id.to_string(),
        person_name: person.unwrap_or(&row.person).to_owned(),
        office_name: office.unwrap_or(&row.office).to_owned(),
        // Whoever claims it first decides a race.
        can_take_back: matches!(row.state, State::Queued | State::Deferred),
        not_before: waits.then(|| row.not_before.to_string()),
        state: row.state,
        person: row.person,
        office: row.office,
        signer: row.signer,
        template: row.template,
        lang: row.language,
        subject: row.subject,
        to: row.recipient,
        account: row.account,
        queued_at: row.queued_at.to_string(),
        updated_at: row.updated_at.to_string(),
        attempts: row.attempts,
        last: row.last.map(attempt),
        campaign: (row.campaign != SINGLE).then_some(row.campaign),
        copy,
        held_by,
    }
}

/// An account with what holds it, and what it sent of how much in the last 24 hours.
pub(crate) fn account(
    row: StoredAccount,
    hold: Option<&HoldRow>,
    today: i64,
    (limits, caps): (Limits, Limits),
) -> AccountRow {
    let from = match row.from_name.as_str() {
        "" => row.from_address.clone(),
        name => format!("{name} <{}>", row.from_address),
    };
    AccountRow {
        name: row.name,
        from,
        server: row.url,
        hold: hold.map(|hold| hold.why.clone()),
        hold_code: hold.map(|hold| hold.code),
        hold_until: hold.and_then(|hold| hold.until).map(|until| until.to_string()),
        today,
        per_hour: limits.at_most(caps).hour,
        per_day: limits.at_most(caps).day,
        cap_hour: caps.hour,
        cap_day: caps.day,
    }
}
