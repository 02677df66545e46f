//! From what the server said to what becomes of the letter, and of what else.

use jiff::{SignedDuration, Timestamp};
use unforgotten_core::hold::{Code as Why, Kind as Held};
use unforgotten_core::pace::retry::{
    COOL_OFFICE, MAILBOX_FULL, MAILBOX_FULL_TRIES, is_over, recipient_wait, slow_wait,
};
use unforgotten_core::state::Event;
use unforgotten_mail::{Class, Delivery, Failure, Phase, Reply};
use unforgotten_store::{AttemptRow, Claimed, HoldRow, Outcome};

use crate::AppError;

/// What to write down, and what it means for others than the letter.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    pub(super) hold: Option<HoldRow>,
    /// What the account's and the campaign's rows of answers are about.
    pub(super) class: Class,
    /// The account opens no connection for a while.
    pub(super) rest: bool,
}

/// The attempt that ended with `failure`.
pub(super) fn attempt(failure: &Failure, at: Timestamp) -> AttemptRow {
    let text = failure.reply.as_ref().map_or_else(|| failure.what(), Reply::text);
    let mut row = row(at, failure.phase, &failure.server, failure.reply.as_ref(), text);
    // Where a person has to find out why, and only there: it holds addresses.
    if failure.class().needs_person() {
        row.transcript = Some(failure.transcript().join("\n")).filter(|text| !text.is_empty());
    }
    row
}

/// What kept this account's letters here, on this computer.
pub(super) fn local(error: &AppError, at: Timestamp) -> AttemptRow {
    let text = if error.advice.is_empty() {
        error.message.clone()
    } else {
        format!("{}; {}", error.message, error.advice)
    };
    row(at, Phase::Connect, "", None, text)
}

/// The bytes on the disk are not those that were frozen: they are not sent, and the letters
/// behind this one go on.
pub(super) fn damaged(at: Timestamp) -> Verdict {
    let text = "the letter was changed on the disk after it was queued; write it again".to_owned();
    let attempt = Some(row(at, Phase::Prepare, "", None, text));
    let outcome = Outcome { event: Event::Refused, attempt, not_before: None };
    Verdict { outcome, hold: None, class: Class::Refused, rest: false }
}

fn row(
    at: Timestamp,
    phase: Phase,
    server: &str,
    reply: Option<&Reply>,
    text: String,
) -> AttemptRow {
    AttemptRow {
        at,
        phase: phase.to_string(),
        server: server.to_owned(),
        code: reply.map(|reply| i64::from(reply.code)),
        enhanced: reply.and_then(|reply| reply.enhanced).map(|code| code.to_string()),
        text,
        transcript: None,
    }
}

/// No byte of the body has left: a problem that is not the letter's costs it nothing.
pub(super) fn before_the_fence(failure: &Failure, claim: &Claimed, at: Timestamp) -> Verdict {
    let class = failure.class();
    if class.keeps_attempt() {
        let attempt = Some(attempt(failure, at));
        let outcome = Outcome { event: Event::Release, attempt, not_before: None };
        let rest = class == Class::RetryConnection;
        return Verdict { outcome, hold: hold(failure, claim, at), class, rest };
    }
    judged(failure, claim, at)
}

/// The body has left, wholly or in part; only the server's own words decide.
pub(super) fn after_the_dot(
    delivery: &Delivery,
    server: &str,
    claim: &Claimed,
    at: Timestamp,
) -> Verdict {
    match delivery {
        Delivery::Sent(reply) => {
            let attempt = row(at, Phase::Dot, server, Some(reply), reply.text());
            let outcome =
                Outcome { event: Event::Accepted, attempt: Some(attempt), not_before: None };
            Verdict { outcome, hold: None, class: Class::Sent, rest: false }
        }
        Delivery::InDoubt(failure) => doubt(attempt(failure, at)),
        Delivery::NotSent(failure) => judged(failure, claim, at),
    }
}

/// A receipt that may have been meant for something else.
pub(super) fn out_of_step(verdict: Verdict, failure: &Failure) -> Verdict {
    match verdict.outcome {
        Outcome { event: Event::Accepted, attempt: Some(mut attempt), .. } => {
            attempt.text = format!("{}; {}", attempt.text, failure.what());
            doubt(attempt)
        }
        _ => verdict,
    }
}

fn doubt(attempt: AttemptRow) -> Verdict {
    let outcome = Outcome { event: Event::Lost, attempt: Some(attempt), not_before: None };
    Verdict { outcome, hold: None, class: Class::InDoubt, rest: false }
}

fn judged(failure: &Failure, claim: &Claimed, at: Timestamp) -> Verdict {
    let (class, tries) = (failure.class(), claim.attempts + 1);
    let wait = match class {
        _ if class.is_refused() => None,
        Class::MailboxFull => (claim.full + 1 < MAILBOX_FULL_TRIES).then_some(MAILBOX_FULL),
        // A limit of the account: the letter has waited long enough when the account has.
        Class::HoldAccount => Some(SignedDuration::ZERO),
        Class::CoolOffice => Some(COOL_OFFICE),
        _ => Some(recipient_wait(tries, chance())),
    };
    let not_before = wait.map(|wait| at + wait);
    let first = claim.tried_at.unwrap_or(at);
    let not_before = not_before.filter(|&next| !is_over(first, claim.closes_at, next));
    let event = if not_before.is_some() { Event::Deferred } else { Event::Refused };
    let attempt = Some(attempt(failure, at));
    let outcome = Outcome { event, attempt, not_before };
    Verdict { outcome, hold: hold(failure, claim, at), class, rest: false }
}

/// What has to wait besides the letter.
fn hold(failure: &Failure, claim: &Claimed, at: Timestamp) -> Option<HoldRow> {
    let after = |wait: SignedDuration| Some(at + wait);
    let account = |code, until| (Held::Account, claim.account.clone(), code, until);
    let (kind, key, code, until) = match failure.class() {
        Class::HoldAccount => {
            // No time known: a person has to look.
            let wait = failure.hold_for().and_then(|wait| SignedDuration::try_from(wait).ok());
            // Before MAIL the server does not know the account: it is not about its limits.
            let code = if failure.phase < Phase::Auth { Why::Other } else { Why::Limit };
            account(code, wait.and_then(after))
        }
        Class::SlowAccount => account(Why::Busy, after(slow_wait(chance()))),
        Class::StopAccount => account(stopped(failure), None),
        Class::PauseAndShow => account(Why::Protocol, None),
        Class::CoolOffice => (Held::Office, claim.office.clone(), Why::Busy, after(COOL_OFFICE)),
        Class::BadRecipient => (Held::Channel, claim.recipient.clone(), Why::Address, None),
        _ => return None,
    };
    let why = failure.what();
    Some(HoldRow { kind, key, code, why, since: at, until })
}

fn stopped(failure: &Failure) -> Why {
    match failure.phase {
        Phase::Tls => Why::Certificate,
        Phase::Auth => Why::SignIn,
        Phase::Mail => Why::Sender,
        Phase::Rcpt => Why::Relay,
        _ => Why::Other,
    }
}

/// The same "not now" from one recipient after another: the account waits as long as a
/// recipient would.
pub(super) fn many_refusals(claim: &Claimed, why: String, at: Timestamp) -> HoldRow {
    HoldRow {
        kind: Held::Account,
        key: claim.account.clone(),
        code: Why::ManyRefusals,
        why,
        since: at,
        until: Some(at + recipient_wait(1, chance())),
    }
}

/// One text after another was refused: a person has to read it again.
pub(super) fn content(claim: &Claimed, why: String, at: Timestamp) -> HoldRow {
    let (kind, key) = (Held::Campaign, claim.campaign.clone());
    HoldRow { kind, key, code: Why::Content, why, since: at, until: None }
}

/// Signing in failed "for now": every process waits until then, or for a person when it was
/// said often enough.
pub(super) fn sign_in(
    claim: &Claimed,
    failure: &Failure,
    at: Timestamp,
    until: Option<Timestamp>,
) -> HoldRow {
    let (kind, key) = (Held::Account, claim.account.clone());
    HoldRow { kind, key, code: Why::SignIn, why: failure.what(), since: at, until }
}

/// The server answers out of step, and the letter before was already written down as sent:
/// nothing more leaves until a person has looked at what was said.
pub(super) fn protocol(claim: &Claimed, failure: &Failure, at: Timestamp) -> HoldRow {
    let (kind, key) = (Held::Account, claim.account.clone());
    HoldRow { kind, key, code: Why::Protocol, why: failure.what(), since: at, until: None }
}

/// From 0 to 1; the randomness of a fresh UUID is enough to spread letters.
fn chance() -> f64 {
    f64::from(uuid::Uuid::new_v4().as_fields().0) / f64::from(u32::MAX)
}
