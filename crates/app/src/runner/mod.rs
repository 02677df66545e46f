//! The outbox runner: claims letters that are due and takes each through W1, W2 and W3.
//!
//! The order is the whole point: the claim is durable before the connection speaks of the
//! letter, the fence is durable before the first byte of its body, and nothing more is sent
//! when an outcome cannot be written. A dropped future or a killed process leaves a letter
//! `leased` (it waits again) or `sending` (it is in doubt).
//!
//! One [`Runner`] is one process as an owner of claims. It keeps a [`lane`] for each account
//! with letters; a lane has one or more connections, each with its own letter on the wire.

mod clock;
mod judge;
mod lane;
mod letter;
mod rest;
mod streak;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OnceCell, watch};
use tokio::task::JoinSet;
use unforgotten_core::state::State;
use unforgotten_mail::{Options, Practice, Session};
use unforgotten_store::{Claimed, Journal, Outcome, Step};

use crate::accounts::Unopened;
use crate::owner::{self, Owner};
use crate::{App, AppError, Code, PRACTICE, Settled, now};
use clock::Clock;
use lane::Lane;
use rest::Resting;
use streak::Streaks;

/// New letters are looked for at least this often; they can come from another process.
const LOOK: Duration = Duration::from_millis(500);
/// How long letters on the wire may take when the program ends; RFC 5321 would allow ten
/// minutes, people do not.
const FAREWELL: Duration = Duration::from_secs(10);

/// How long a runner works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// Until it is told to stop.
    Stopped,
    /// Until what is due now has been tried.
    Tried,
    /// Until no letter waits that can leave without a person.
    Empty,
    /// Until no letter of this campaign waits that can leave without a person.
    Campaign(String),
    /// Until each of these letters is sent, refused, in doubt or has to wait.
    Settled(BTreeSet<String>),
}

/// Sends letters for one process. Cheap to clone.
#[derive(Clone)]
pub struct Runner(Arc<Shared>);

/// What all connections of the process share.
struct Shared {
    app: App,
    owner: Owner,
    journal: Journal,
    /// More or fewer connections than the accounts say.
    connections: Option<u32>,
    practice: OnceCell<Practice>,
    resting: Mutex<Resting>,
    streaks: Mutex<Streaks>,
    /// Outcomes that could not be written yet. Nothing is sent before they are.
    unwritten: Mutex<Vec<Unwritten>>,
    /// True once no new letter may be taken.
    halt: watch::Sender<bool>,
}

/// An outcome that is known here and not on the disk.
#[derive(Debug, Clone)]
struct Unwritten {
    claim: Claimed,
    from: State,
    outcome: Outcome,
}

impl Runner {
    /// Registers this process as one that sends. Needs a running Tokio runtime.
    pub async fn start(app: App) -> Result<Self, AppError> {
        Self::with_connections(app, None).await
    }

    /// The same, with this many connections for each account.
    pub async fn with_connections(app: App, connections: Option<u32>) -> Result<Self, AppError> {
        let store = app.store().await?.clone();
        let owner = Owner::register(app.home())?;
        let journal = Journal::start(store, owner.name().to_owned());
        Ok(Self(Arc::new(Shared {
            app,
            owner,
            journal,
            connections,
            practice: OnceCell::new(),
            resting: Mutex::default(),
            streaks: Mutex::default(),
            unwritten: Mutex::default(),
            halt: watch::Sender::new(false),
        })))
    }

    /// Sends what is due until `until`, or until `stop` turns true: then no new letter is
    /// taken, and those on the wire have ten seconds to end; what is not finished by then is
    /// in doubt. An error means that nothing more is sent: the database cannot be used.
    pub async fn work(
        &self,
        until: &Until,
        mut stop: watch::Receiver<bool>,
    ) -> Result<(), AppError> {
        self.0.halt.send_replace(false);
        let mut lanes = Lanes { set: JoinSet::new(), busy: HashSet::new() };
        // Connections hear of a stop at once, also while the supervisor waits for the database.
        let (shared, mut heard) = (Arc::clone(&self.0), stop.clone());
        let listener = tokio::spawn(async move {
            if heard.wait_for(|stop| *stop).await.is_ok() {
                shared.halt.send_replace(true);
            }
        });
        let worked = self.supervise(until, &mut stop, &mut lanes).await;
        listener.abort();
        self.0.halt.send_replace(true);
        if worked.is_ok() {
            // Letters of others may be on the wire: they have all the time that they need.
            tokio::select! {
                ended = lanes.end() => {
                    let left = self.leave().await;
                    return ended.and(left);
                }
                () = told(&mut stop) => {}
            }
        }
        let ended = tokio::time::timeout(FAREWELL, lanes.end()).await;
        lanes.set.shutdown().await;
        let left = self.leave().await;
        worked.and(ended.unwrap_or(Ok(()))).and(left)
    }

    async fn supervise(
        &self,
        until: &Until,
        stop: &mut watch::Receiver<bool>,
        lanes: &mut Lanes,
    ) -> Result<(), AppError> {
        let store = self.0.app.store().await?;
        let mut clock = Clock::start();
        let mut halted = self.0.halt.subscribe();
        store.mend_clock(now()).await?;
        // When each account was last looked at.
        let mut looked = HashMap::<String, (Instant, i64)>::new();
        for round in 0_u64.. {
            if *stop.borrow() {
                break;
            }
            self.0.write_what_is_known().await?;
            self.recover(lanes.set.is_empty()).await?;
            if clock.was_set_back() {
                tracing::warn!("the clock was set back");
                store.mend_clock(now()).await?;
                lock(&self.0.resting).forget_times();
            }
            if clock.is_believed() {
                store.close_campaigns(now()).await?;
                // A letter can begin to wait at any time: after a “not now”, after a decision.
                self.0.app.fresh()?.close_appeals().await?;
            }
            if round > 0 && self.is_done(until, lanes.set.is_empty()).await? {
                break;
            }
            let change = store.last_change().await?;
            for account in store.accounts_with_letters().await? {
                let due = match looked.get(&account) {
                    None => self.is_wanted(until, &account).await?,
                    Some((at, seen)) => {
                        *until != Until::Tried
                            && at.elapsed() >= LOOK
                            // Nothing new can leave before the pace allows it.
                            && (change != *seen || !self.0.is_paced(&account))
                    }
                };
                if due && !lanes.busy.contains(&account) && !self.0.is_resting(&account) {
                    looked.insert(account.clone(), (Instant::now(), change));
                    self.open_lane(account, *until != Until::Tried, lanes).await?;
                }
            }
            tokio::select! {
                ended = lanes.next() => ended?,
                () = tokio::time::sleep(LOOK) => {}
                () = told(stop) => {}
                // A connection found that the database cannot be used: what is on the wire ends.
                _ = halted.wait_for(|halt| *halt) => break,
            }
        }
        Ok(())
    }

    /// A sending of a few letters does not wake the mailboxes of others.
    async fn is_wanted(&self, until: &Until, account: &str) -> Result<bool, AppError> {
        let Until::Settled(ids) = until else { return Ok(true) };
        let letters = self.0.app.settled(ids).await?.letters;
        Ok(letters.iter().any(|letter| letter.account == account))
    }

    async fn open_lane(
        &self,
        account: String,
        patient: bool,
        lanes: &mut Lanes,
    ) -> Result<(), AppError> {
        // Letters of an account that was removed wait until it is added again.
        let Some(mut course) = self.0.app.course(&account).await? else { return Ok(()) };
        // A campaign may open more connections than its mailbox does for single letters.
        let wanted = self.0.app.store().await?.campaign_connections(&account).await?;
        course.connections = course.connections.max(wanted.unwrap_or(1));
        let lane = Lane::new(Arc::clone(&self.0), account.clone(), course, patient);
        lanes.busy.insert(account);
        lanes.set.spawn(lane.run());
        Ok(())
    }

    async fn is_done(&self, until: &Until, idle: bool) -> Result<bool, AppError> {
        let app = &self.0.app;
        match until {
            Until::Stopped => Ok(false),
            Until::Tried => Ok(idle),
            Until::Empty => Ok(app.waiting(None).await?.will_go == 0),
            Until::Campaign(id) => Ok(app.waiting(Some(id)).await?.will_go == 0),
            Until::Settled(ids) => {
                let stopped = app.stopped_accounts().await?;
                let busy = |letter: &crate::api::OutboxRow| match letter.state {
                    // Another process has it.
                    State::Leased | State::Sending => true,
                    State::Queued => {
                        letter.not_before.is_none()
                            && letter.held_by.is_none()
                            && !stopped.contains(&letter.account)
                            && !self.0.is_resting(&letter.account)
                            && !self.0.is_paced(&letter.account)
                    }
                    _ => false,
                };
                Ok(!app.settled(ids).await?.letters.iter().any(busy))
            }
        }
    }

    /// Where these letters stand after [`Until::Settled`].
    pub async fn settled(&self, ids: &BTreeSet<String>) -> Result<Settled, AppError> {
        self.0.app.settled(ids).await
    }

    /// Takes over the letters of processes that are gone, and, between two lanes, what an
    /// error left behind in our own name.
    async fn recover(&self, idle: bool) -> Result<(), AppError> {
        let store = self.0.app.store().await?;
        for (name, lease_until) in store.owners().await? {
            let own = name == self.0.owner.name();
            let gone = if own { idle } else { owner::is_gone(self.0.app.home(), &name) };
            if gone || (!own && lease_until < now()) {
                let found = store.recover(&name, gone, now()).await?;
                let (waiting, doubt) = (found.released.len(), found.in_doubt.len());
                tracing::info!(waiting, doubt, "took over the letters of a process that ended");
            }
        }
        Ok(())
    }

    /// Nothing of ours is in flight any more: what still stands in our name is decided now
    /// rather than by the next start.
    async fn leave(&self) -> Result<(), AppError> {
        // What ended connections still had in the journal is written before anything is decided.
        self.0.journal.write(Vec::new(), now()).await?;
        self.0.write_what_is_known().await?;
        let store = self.0.app.store().await?;
        let found = store.recover(self.0.owner.name(), true, now()).await?;
        if !found.in_doubt.is_empty() {
            tracing::warn!(doubt = found.in_doubt.len(), "stopped while letters were on the wire");
        }
        Ok(())
    }
}

/// The lanes that run, by account.
struct Lanes {
    set: JoinSet<(String, Result<(), AppError>)>,
    busy: HashSet<String>,
}

impl Lanes {
    /// Waits for the next lane to end; for ever if there is none.
    async fn next(&mut self) -> Result<(), AppError> {
        match self.set.join_next().await {
            Some(Ok((account, result))) => {
                self.busy.remove(&account);
                result
            }
            Some(Err(error)) if error.is_panic() => {
                Err(AppError::new(Code::Internal, "a lane of the outbox broke"))
            }
            Some(Err(_)) => Ok(()),
            None => std::future::pending().await,
        }
    }

    /// Waits for all lanes to end.
    async fn end(&mut self) -> Result<(), AppError> {
        let mut result = Ok(());
        while !self.set.is_empty() {
            result = result.and(self.next().await);
        }
        result
    }
}

impl Shared {
    fn is_halted(&self) -> bool {
        *self.halt.borrow()
    }

    fn is_resting(&self, account: &str) -> bool {
        lock(&self.resting).until(account).is_some_and(|until| until > now())
    }

    /// Whether the account's letters wait for its pace.
    fn is_paced(&self, account: &str) -> bool {
        lock(&self.resting).paced(account).is_some_and(|until| until > now())
    }

    async fn open(&self, account: &str) -> Result<Session, Unopened> {
        if account != PRACTICE {
            return self.app.connect(account).await;
        }
        let start = async || {
            Practice::start(&self.app.home().practice())
                .map_err(|error| AppError::new(Code::HomeUnwritable, error.to_string()))
        };
        let practice = self.practice.get_or_try_init(start).await?;
        Session::open(&practice.server(), &Options::default(), None).await.map_err(Unopened::Mail)
    }

    /// W3, and what it may be written with. What cannot be written is kept, and stops all
    /// sending until it can.
    async fn finish(&self, known: Vec<Unwritten>, fence: Option<Step>) -> Result<bool, AppError> {
        let mut steps = Vec::with_capacity(known.len() + 1);
        for one in &known {
            steps.push(Step::finish(&one.claim, one.from, one.outcome.clone())?);
        }
        let fenced = fence.is_some();
        steps.extend(fence);
        match self.journal.write(steps, now()).await {
            Ok(mut taken) => {
                let fence = !fenced || taken.pop().unwrap_or(false);
                for (one, ours) in known.into_iter().zip(taken) {
                    if !ours && let Err(error) = self.heard_late(&one).await {
                        // It is kept and written later; what the fence says counts now.
                        tracing::error!(code = %error.code.name(), "a late receipt was not written");
                    }
                }
                Ok(fence)
            }
            Err(error) => {
                lock(&self.unwritten).extend(known);
                Err(error.into())
            }
        }
    }

    /// Somebody else took the claim over. That the server accepted it still counts.
    async fn heard_late(&self, one: &Unwritten) -> Result<(), AppError> {
        use unforgotten_core::state::Event;
        let accepted = one.outcome.event == Event::Accepted;
        if let Some(attempt) = one.outcome.attempt.as_ref().filter(|_| accepted) {
            let store = self.app.store().await?;
            if let Err(error) = store.late_receipt(&one.claim, attempt, now()).await {
                lock(&self.unwritten).push(one.clone());
                return Err(error.into());
            }
        }
        tracing::warn!(letter = one.claim.id, "somebody else took this letter over");
        Ok(())
    }

    async fn write_what_is_known(&self) -> Result<(), AppError> {
        let known = std::mem::take(&mut *lock(&self.unwritten));
        if known.is_empty() {
            return Ok(());
        }
        self.finish(known, None).await.map(drop)
    }
}

/// Waits until somebody says stop; for ever if nobody can any more.
async fn told(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
