//! `outbox`, and how a sending ended.

use std::fmt::Write;
use std::process::ExitCode;

use serde_json::json;
use unforgotten_app::api::{Attempt, LetterId, OutboxRow, OutboxScope};
use unforgotten_app::{App, Decision, OutboxRecord, Settled, State};

use crate::args::{self, Outbox};
use crate::output::{Failed, Output, exit, table};
use crate::worker;

pub(crate) async fn run(app: &App, command: Outbox, out: &Output) -> Result<ExitCode, Failed> {
    match command {
        Outbox::List { state, campaign } => {
            let state = state.as_deref().map(named).transpose()?;
            let records = app.outbox_records(state, campaign).await?;
            out.result(&records, || {
                if records.is_empty() {
                    return "no letters".to_owned();
                }
                table(
                    &records
                        .iter()
                        .map(|record| {
                            vec![
                                record.id.clone(),
                                record.state.to_string(),
                                record.person.clone(),
                                record.office.clone(),
                                record.to.clone(),
                                record.attempts.last().map_or_else(String::new, heard),
                            ]
                        })
                        .collect::<Vec<_>>(),
                )
            })?;
            Ok(exit::DONE)
        }
        Outbox::Show { letter } => {
            let story = app.outbox_show(LetterId { id: letter }).await?;
            out.result(&story, || {
                let row = &story.row;
                let mut text = format!(
                    "letter {}: {}\nfrom: {}\nto: {} <{}>\nsubject: {}\nMessage-ID: <{}>",
                    row.id,
                    row.state,
                    story.from,
                    row.office_name,
                    row.to,
                    row.subject,
                    story.message_id
                );
                for attempt in &story.attempts {
                    let _ = write!(text, "\n{} {}: {}", attempt.at, attempt.phase, heard(attempt));
                }
                if let Some(path) = &story.eml {
                    let _ = write!(text, "\npractice: {path}");
                }
                format!("{text}\n\n{}", story.text)
            })?;
            Ok(exit::DONE)
        }
        Outbox::Retry { letter } => told_state(&app.retry(&letter).await?, out),
        Outbox::Resolve { letter, decision } => {
            let decision = match decision {
                args::Decision::Sent => Decision::Sent,
                args::Decision::Again => Decision::Again,
                args::Decision::Drop => Decision::Drop,
            };
            told_state(&app.resolve(&letter, decision).await?, out)
        }
        Outbox::Run { until_empty, connections } => {
            worker::run(app, until_empty, connections, out).await
        }
        Outbox::Status { campaign } => worker::status(app, OutboxScope { campaign }, out).await,
        Outbox::Pause { campaign } => worker::pause(app, OutboxScope { campaign }, out).await,
        Outbox::Resume { campaign } => worker::resume(app, OutboxScope { campaign }, out).await,
        Outbox::Stop { campaign, yes } => {
            worker::cancel(app, OutboxScope { campaign }, yes, out).await
        }
        Outbox::Holds => worker::holds(app, out).await,
        Outbox::Lift { kind, key } => worker::lift(app, &kind, key, out).await,
    }
}

fn told_state(row: &OutboxRow, out: &Output) -> Result<ExitCode, Failed> {
    let value = json!({"id": row.id, "state": row.state});
    out.result(&value, || format!("letter {} is {} now", row.id, row.state))?;
    Ok(exit::DONE)
}

/// The exit code of a sending, with an error that says why it is not 0.
pub(crate) async fn how_it_ended(app: &App, settled: &Settled) -> Result<ExitCode, Failed> {
    if settled.all_sent() {
        return Ok(exit::DONE);
    }
    let accounts = app.account_list().await?;
    let held = settled.letters.iter().find_map(|letter| {
        accounts.iter().find(|row| row.name == letter.account && row.hold.is_some())
    });
    if let Some(row) = held {
        let why = row.hold.clone().unwrap_or_default();
        let mut failed = Failed::usage(
            format!("the mailbox “{}” is on hold: {why}", row.name),
            match &row.hold_until {
                Some(until) => format!("the letters wait until {until}"),
                None => {
                    format!(
                        "mend it, then: unforgotten account test {}; the letters wait",
                        row.name
                    )
                }
            },
        );
        failed.code = exit::PERSON;
        failed.error.code = unforgotten_app::Code::AccountRefused;
        return Err(failed);
    }
    Ok(ExitCode::from(if settled.needs_person() { exit::PERSON } else { exit::FAILED }))
}

/// One letter in a line or two.
pub(crate) fn told(record: &OutboxRecord) -> String {
    let mut text = match record.state {
        State::Sent => format!("sent to {} <{}>", record.office, record.to),
        State::InDoubt => format!(
            "not certain whether {} got it; look before you decide: unforgotten outbox resolve {} sent|again|drop",
            record.office, record.id
        ),
        State::Refused => format!("refused by {}", record.office),
        State::Queued | State::Deferred => format!(
            "waits for {}, to be tried again after {}: unforgotten outbox run",
            record.office, record.not_before
        ),
        state => format!("{state}: {}", record.office),
    };
    if let Some(attempt) = record.attempts.last() {
        let _ = write!(text, "\n  {}", heard(attempt));
    }
    if let Some(path) = &record.eml {
        let _ = write!(text, "\n  {path}");
    }
    format!("letter {}: {text}", record.id)
}

fn heard(attempt: &Attempt) -> String {
    let code = attempt.code.map(|code| format!("{code} ")).unwrap_or_default();
    // The server's own words already begin with the enhanced code.
    format!("{code}{}", attempt.text.replace('\n', " "))
}

fn named(state: &str) -> Result<State, Failed> {
    State::from_name(state).ok_or_else(|| {
        let names: Vec<_> = State::ALL.into_iter().map(State::name).collect();
        Failed::usage(
            format!("there is no state “{state}”"),
            format!("one of: {}", names.join(", ")),
        )
    })
}
