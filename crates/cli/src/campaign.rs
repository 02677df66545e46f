//! `campaign`.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::json;
use unforgotten_app::{
    App, CampaignPlan, CampaignStart, CampaignStatus, NewCampaign, PRACTICE, Runner, Started, Until,
};

use crate::args::{self, Campaign};
use crate::lists::lower;
use crate::output::{Failed, Output, exit, table};
use crate::stop;

/// So many problems are printed for people; JSON has them all.
const TOLD_MAX: usize = 100;

pub(crate) async fn run(app: &App, command: Campaign, out: &Output) -> Result<ExitCode, Failed> {
    match command {
        Campaign::New(new) => make(app, new, out).await,
        Campaign::List => {
            let list = app.campaign_list().await?;
            out.result(&list, || listed(&list))?;
            Ok(exit::DONE)
        }
        Campaign::Plan { id, account } => {
            let plan = app.campaign_plan(&id, account.as_deref(), out.json).await?;
            out.result(&plan, || planned(&plan))?;
            let faulty = !plan.problems.is_empty() || plan.ready == 0;
            Ok(if faulty { ExitCode::from(exit::PERSON) } else { exit::DONE })
        }
        Campaign::Start(args) => start(app, args, out).await,
        Campaign::Status { id } => shown(app, &id, out).await,
        Campaign::Pause { id } => {
            app.campaign_pause(&id).await?;
            shown(app, &id, out).await
        }
        Campaign::Resume { id } => {
            app.campaign_resume(&id).await?;
            shown(app, &id, out).await
        }
        Campaign::Cancel { id } => {
            app.campaign_cancel(&id).await?;
            shown(app, &id, out).await
        }
    }
}

async fn make(app: &App, args: args::CampaignNew, out: &Output) -> Result<ExitCode, Failed> {
    let new = NewCampaign {
        id: args.id,
        people: args.person,
        offices: args.to,
        template: args.template,
        language: args.lang,
        signers: args.signers,
        closes: args.closes,
        account: args.account,
        numbers: args.numbers,
        replace: args.replace,
    };
    let plan = app.campaign_new(new).await?;
    let id = plan.id.clone();
    out.result(&plan, || {
        let next = if plan.problems.is_empty() { "start" } else { "plan" };
        format!("{}\nnothing is queued yet: unforgotten campaign {next} {id}", planned(&plan))
    })?;
    Ok(exit::DONE)
}

async fn start(app: &App, args: args::CampaignStart, out: &Output) -> Result<ExitCode, Failed> {
    let (id, connections) = (args.id.clone(), args.connections);
    let start = CampaignStart {
        id: args.id,
        account: args.account,
        per_hour: args.per_hour,
        per_day: args.per_day,
        per_office: args.per_office,
        connections: args.connections,
        window: args.window,
        weekdays: args.weekdays,
        dry_run: args.dry_run,
        skip_problems: args.skip_problems,
        confirm_unchecked: args.confirm_unchecked,
    };
    let mut bar = Bar::new(out);
    let started = app.campaign_start(start, |done, total| bar.show(done, total)).await;
    bar.end();
    let started = started?;
    if args.dry_run {
        let value = json!({"id": id, "letters": started.letters, "account": started.account,
            "problems": started.problems, "dry_run": true});
        out.result(&value, || format!("{}; nothing was written", would(&started)))?;
        return Ok(exit::DONE);
    }
    if args.foreground {
        out.note(&told(&started));
        let runner = Runner::with_connections(app.clone(), connections).await?;
        let until = Until::Campaign(id.clone());
        runner.work(&until, stop::listen(out)).await?;
        let stuck = app.waiting(Some(&id)).await?.stuck > 0;
        let status = app.campaign_status(&id).await?;
        out.result(&status, || described(&status))?;
        let person = stuck || status.needs_person();
        return Ok(if person { ExitCode::from(exit::PERSON) } else { exit::DONE });
    }
    let status = app.campaign_status(&id).await?;
    let mut value = json!(status);
    if let Some(object) = value.as_object_mut() {
        object.insert("letters".to_owned(), json!(started.letters));
        object.insert("problems".to_owned(), json!(started.problems));
    }
    out.result(&value, || {
        format!(
            "{}\nthey leave with: unforgotten outbox run --until-empty, or while the window is open",
            told(&started)
        )
    })?;
    if status.late {
        out.note(&format!(
            "at this pace the last ones would leave after the closing date {}, and so will not: raise the limits",
            status.closes
        ));
    }
    Ok(exit::DONE)
}

async fn shown(app: &App, id: &str, out: &Output) -> Result<ExitCode, Failed> {
    let status = app.campaign_status(id).await?;
    out.result(&status, || described(&status))?;
    Ok(exit::DONE)
}

fn would(started: &Started) -> String {
    format!("{} letters would be queued, from {}", started.letters, mailbox(&started.account))
}

fn told(started: &Started) -> String {
    let mut text =
        format!("{} letters are queued, from {}", started.letters, mailbox(&started.account));
    if started.problems > 0 {
        let _ = write!(text, "; {} problems were passed over", started.problems);
    }
    text
}

fn mailbox(account: &str) -> String {
    if account == PRACTICE {
        return "practice mode: nothing leaves this computer".to_owned();
    }
    format!("the mailbox “{account}”")
}

fn listed(list: &[CampaignStatus]) -> String {
    if list.is_empty() {
        return "no campaigns".to_owned();
    }
    let row = |status: &CampaignStatus| {
        vec![
            status.id.clone(),
            lower(&status.state),
            format!("{} of {} sent", status.counts.sent, status.total),
            format!("closes {}", status.closes),
        ]
    };
    table(&list.iter().map(row).collect::<Vec<_>>())
}

fn planned(plan: &CampaignPlan) -> String {
    let CampaignPlan { letters, ready, signers, skipped, .. } = plan;
    let mut text = format!("{letters} letters, {ready} ready, {signers} signers");
    if *skipped > 0 {
        let _ = write!(text, ", {skipped} repeated rows left out");
    }
    for person in &plan.unchecked_people {
        let _ = write!(
            text,
            "\nnobody has checked the facts about {person}: look at the source, then \
             unforgotten people confirm {person}"
        );
    }
    if let Some(alike) = plan.alike.filter(|alike| alike.template + alike.others > 0) {
        let _ = write!(
            text,
            "\n{} of {} signers add nothing to the template, {} share their words with another: \
             identical letters are counted, own words are read",
            alike.template, alike.letters, alike.others
        );
    }
    for problem in plan.problems.iter().take(TOLD_MAX) {
        let _ = write!(text, "\n{problem}");
    }
    let rest = plan.problems.len().saturating_sub(TOLD_MAX);
    let rest = u64::try_from(rest).unwrap_or(0).saturating_add(plan.more_problems);
    if rest > 0 {
        let _ = write!(text, "\nand {rest} problems more; --json lists them");
    }
    text
}

fn described(status: &CampaignStatus) -> String {
    let counts = &status.counts;
    let waiting = counts.queued + counts.leased + counts.sending;
    let mut text = format!("{}: {}, closes {}", status.id, lower(&status.state), status.closes);
    let _ = write!(
        text,
        "\n{} sent of {}, {waiting} waiting, {} trying again, {} refused, {} not certain",
        counts.sent, status.total, counts.deferred, counts.refused, counts.in_doubt
    );
    if counts.cancelled > 0 {
        let _ = write!(text, ", {} taken back", counts.cancelled);
    }
    if let Some(eta) = &status.eta {
        let pace = status.per_hour.map(|n| format!(" at {n} an hour")).unwrap_or_default();
        let _ = write!(text, "\nthe last one leaves at about {eta}{pace}");
        if status.late {
            text += ", after the closing date: the last ones will not leave";
        }
    }
    if let Some(window) = &status.window {
        let _ = write!(text, "\nletters leave from {window} in the time of each office");
    }
    if let Some(hold) = &status.hold {
        let _ = write!(text, "\non hold: {} {}: {}", hold.kind.name(), hold.name, hold.code.name());
        if !hold.why.is_empty() {
            let _ = write!(text, " ({})", hold.why.replace('\n', " "));
        }
        match &hold.until {
            Some(until) => {
                let _ = write!(text, " until {until}");
            }
            None => text += "; unforgotten outbox holds tells what to do",
        }
    }
    if counts.in_doubt > 0 {
        let _ = write!(
            text,
            "\nunforgotten outbox list --state in_doubt --campaign {} shows those to decide about",
            status.id
        );
    }
    text
}

/// How far writing the letters down has come: on stderr, and only where somebody looks.
struct Bar {
    shown: Option<Instant>,
    live: bool,
}

impl Bar {
    fn new(out: &Output) -> Self {
        Self { shown: None, live: out.speaks() && std::io::stderr().is_terminal() }
    }

    fn show(&mut self, done: u64, total: u64) {
        let due = self.shown.is_none_or(|at| at.elapsed() > Duration::from_millis(100));
        if self.live && due {
            self.shown = Some(Instant::now());
            let _ = write!(std::io::stderr(), "\r{done} of {total} letters written");
        }
    }

    fn end(&mut self) {
        if self.shown.take().is_some() {
            // The error or the result begins on a clean line.
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}
