//! `outbox run`, and what keeps letters back: `outbox status`, `pause`, `resume`, `stop`,
//! `holds`, `lift`.

use std::fmt::Write;
use std::process::ExitCode;

use unforgotten_app::api::{Hold, HoldRef, OutboxCounts, OutboxQuery, OutboxScope, OutboxStatus};
use unforgotten_app::{App, Runner, Until, Waiting, hold};

use crate::output::{Failed, Output, exit, table};
use crate::stop;

/// The worker. 0 when nothing waits that could leave, 3 when something needs a person.
pub(crate) async fn run(
    app: &App,
    until_empty: bool,
    connections: Option<u32>,
    out: &Output,
) -> Result<ExitCode, Failed> {
    let runner = Runner::with_connections(app.clone(), connections).await?;
    let until = if until_empty { Until::Empty } else { Until::Tried };
    runner.work(&until, stop::listen(out)).await?;
    let waiting = app.waiting(None).await?;
    let query = OutboxQuery { state: None, campaign: None, offset: 0, limit: 0 };
    let counts = app.outbox_list(query).await?.counts;
    out.result(&counts, || told(&counts, waiting))?;
    let person = counts.in_doubt > 0 || waiting.stuck > 0;
    Ok(if person { ExitCode::from(exit::PERSON) } else { exit::DONE })
}

fn told(counts: &OutboxCounts, waiting: Waiting) -> String {
    let Waiting { will_go, stuck } = waiting;
    let mut text = format!(
        "{} sent, {} refused, {will_go} waiting, {stuck} waiting for a person, {} not certain",
        counts.sent, counts.refused, counts.in_doubt
    );
    if stuck > 0 {
        text += "\nunforgotten outbox holds says what holds them";
    }
    if counts.in_doubt > 0 {
        text += "\nunforgotten outbox list --state in_doubt shows those to decide about";
    }
    text
}

pub(crate) async fn status(
    app: &App,
    scope: OutboxScope,
    out: &Output,
) -> Result<ExitCode, Failed> {
    shown(&app.outbox_status(scope).await?, out)
}

pub(crate) async fn pause(app: &App, scope: OutboxScope, out: &Output) -> Result<ExitCode, Failed> {
    shown(&app.outbox_pause(scope).await?, out)
}

pub(crate) async fn resume(
    app: &App,
    scope: OutboxScope,
    out: &Output,
) -> Result<ExitCode, Failed> {
    shown(&app.outbox_resume(scope).await?, out)
}

pub(crate) async fn cancel(
    app: &App,
    scope: OutboxScope,
    yes: bool,
    out: &Output,
) -> Result<ExitCode, Failed> {
    if !yes {
        return Err(Failed::usage(
            "this takes back every letter that still waits",
            "add --yes if that is what you want; outbox pause only waits",
        ));
    }
    shown(&app.outbox_stop(scope).await?, out)
}

fn shown(status: &OutboxStatus, out: &Output) -> Result<ExitCode, Failed> {
    out.result(status, || {
        let counts = &status.counts;
        let waiting = counts.queued + counts.leased + counts.sending;
        let mut text = format!(
            "{} sent of {}, {waiting} waiting, {} trying again, {} refused, {} not certain",
            counts.sent, counts.total, counts.deferred, counts.refused, counts.in_doubt
        );
        if status.paused {
            text += "\npaused: unforgotten outbox resume goes on";
        }
        if let Some(eta) = &status.eta {
            let pace = status.per_hour.map(|n| format!(" at {n} an hour")).unwrap_or_default();
            let _ = write!(text, "\nthe last one leaves at about {eta}{pace}");
        }
        if let Some(until) = &status.quiet_until {
            let _ = write!(text, "\nquiet hours of the offices until {until}");
        }
        for hold in &status.holds {
            let _ = write!(text, "\n{}", one(hold));
        }
        text
    })?;
    Ok(exit::DONE)
}

/// What holds letters back.
pub(crate) async fn holds(app: &App, out: &Output) -> Result<ExitCode, Failed> {
    let holds = app.outbox_status(OutboxScope { campaign: None }).await?.holds;
    out.result(&holds, || {
        if holds.is_empty() {
            return "nothing is on hold".to_owned();
        }
        table(&holds.iter().map(|hold| vec![one(hold)]).collect::<Vec<_>>())
    })?;
    Ok(exit::DONE)
}

fn one(hold: &Hold) -> String {
    let mut text = format!("{} {}: {}", hold.kind.name(), hold.name, hold.code.name());
    if !hold.why.is_empty() {
        let _ = write!(text, " ({})", hold.why.replace('\n', " "));
    }
    let _ = write!(text, "; {} letters wait", hold.letters);
    match &hold.until {
        Some(until) => {
            let _ = write!(text, " until {until}");
        }
        None => {
            let _ = write!(text, "; unforgotten outbox lift {} {}", hold.kind.name(), hold.key);
        }
    }
    text.trim_end().to_owned()
}

/// Lifts a hold.
pub(crate) async fn lift(
    app: &App,
    kind: &str,
    key: String,
    out: &Output,
) -> Result<ExitCode, Failed> {
    let kind = hold::Kind::from_name(kind).ok_or_else(|| {
        let names: Vec<_> = hold::Kind::ALL.iter().map(|kind| kind.name()).collect();
        Failed::usage(
            format!("nothing is called “{kind}”"),
            format!("one of: {}", names.join(", ")),
        )
    })?;
    shown(&app.hold_lift(HoldRef { kind, key }).await?, out)
}
