//! From what the server said to what becomes of the letter.

use jiff::Timestamp;
use unforgotten_core::pace::{MAILBOX_FULL, recipient_wait};
use unforgotten_core::state::Event;
use unforgotten_mail::{Class, Delivery, Failure, Phase, Reply};
use unforgotten_store::{AttemptRow, Outcome};

use crate::AppError;

/// What to write down, and whether the account stops.
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    /// Why the account sends nothing more until a person looks at it.
    pub(super) hold: Option<String>,
}

/// The attempt that ended with `failure`.
pub(super) fn attempt(failure: &Failure, at: Timestamp) -> AttemptRow {
    let text = failure.reply.as_ref().map_or_else(|| failure.what(), Reply::text);
    row(at, failure.phase, &failure.server, failure.reply.as_ref(), text)
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
    Verdict { outcome: Outcome { event: Event::Refused, attempt, not_before: None }, hold: None }
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
    }
}

/// No byte of the body has left: a problem that is not the letter's costs it nothing.
pub(super) fn before_the_fence(failure: &Failure, tries: i64, at: Timestamp) -> Verdict {
    let class = failure.class();
    if class.keeps_attempt() {
        let outcome = Outcome {
            event: Event::Release,
            attempt: Some(attempt(failure, at)),
            not_before: Some(at + recipient_wait(1, chance())),
        };
        return Verdict { outcome, hold: hold(class, failure) };
    }
    judged(class, attempt(failure, at), tries, at, None)
}

/// The body has left, wholly or in part; only the server's own words decide.
pub(super) fn after_the_dot(
    delivery: &Delivery,
    server: &str,
    tries: i64,
    at: Timestamp,
) -> Verdict {
    match delivery {
        Delivery::Sent(reply) => {
            let attempt = row(at, Phase::Dot, server, Some(reply), reply.text());
            let outcome =
                Outcome { event: Event::Accepted, attempt: Some(attempt), not_before: None };
            Verdict { outcome, hold: None }
        }
        Delivery::InDoubt(failure) => {
            let outcome = Outcome {
                event: Event::Lost,
                attempt: Some(attempt(failure, at)),
                not_before: None,
            };
            Verdict { outcome, hold: None }
        }
        Delivery::NotSent(failure) => {
            let class = failure.class();
            judged(class, attempt(failure, at), tries, at, hold(class, failure))
        }
    }
}

fn judged(
    class: Class,
    attempt: AttemptRow,
    tries: i64,
    at: Timestamp,
    hold: Option<String>,
) -> Verdict {
    let (event, wait) = if class.is_refused() {
        (Event::Refused, None)
    } else if class == Class::MailboxFull {
        (Event::Deferred, Some(MAILBOX_FULL))
    } else {
        (Event::Deferred, Some(recipient_wait(tries, chance())))
    };
    let not_before = wait.map(|wait| at + wait);
    Verdict { outcome: Outcome { event, attempt: Some(attempt), not_before }, hold }
}

fn hold(class: Class, failure: &Failure) -> Option<String> {
    (class.needs_person() || class == Class::HoldAccount).then(|| failure.what())
}

/// From 0 to 1; the randomness of a fresh UUID is enough to spread letters.
fn chance() -> f64 {
    f64::from(uuid::Uuid::new_v4().as_fields().0) / f64::from(u32::MAX)
}
