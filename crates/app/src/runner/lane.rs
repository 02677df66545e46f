//! All connections of one account, and the claims they share.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinSet;
use unforgotten_core::state::{Event, State};
use unforgotten_mail::{Class, Session};
use unforgotten_store::{Claimed, Claiming, Claims, Outcome};

use super::{Shared, Unwritten, judge, lock};
use crate::accounts::{Course, Unopened};
use crate::{AppError, now};

/// A claim must outlive connecting and MAIL, RCPT, DATA with their longest waits.
const CLAIM: SignedDuration = SignedDuration::from_mins(30);
/// Letters on one connection; providers close longer ones.
pub(super) const LETTERS: u32 = 50;
/// Claims at once: fewer transactions, and little that another process could have sent
/// meanwhile.
const AHEAD: std::ops::RangeInclusive<u32> = 32..=64;
/// A connection that has to wait for its pace is kept so long; servers wait five minutes for
/// the next command (RFC 5321 4.5.3.2.7).
const IDLE: SignedDuration = SignedDuration::from_secs(60);
/// Claims that wait for a connection are looked at again so often.
const ASK: Duration = Duration::from_secs(1);
/// Only one connection waits for a pace that is slower than this.
const SLOW: SignedDuration = SignedDuration::from_secs(1);

pub(super) struct Lane {
    pub(super) shared: Arc<Shared>,
    pub(super) account: String,
    /// As attempts name it.
    pub(super) server: String,
    course: Course,
    /// Whether a connection waits for the account's pace.
    patient: bool,
    queue: Mutex<Queue>,
    /// The account was told to stop: nothing more leaves, claimed or not.
    stopped: AtomicBool,
    /// Connections that are open.
    open: AtomicUsize,
    /// True once a first connection came about: the others may follow.
    opened: watch::Sender<bool>,
}

/// Claims that nobody has taken yet.
#[derive(Default)]
struct Queue {
    claims: VecDeque<Claimed>,
    /// When it was last asked whether they may still leave.
    asked: Option<Instant>,
}

impl Lane {
    pub(super) fn new(
        shared: Arc<Shared>,
        account: String,
        mut course: Course,
        patient: bool,
    ) -> Self {
        course.connections = shared.connections.unwrap_or(course.connections);
        course.connections = course.connections.clamp(1, course.connections_cap);
        if lock(&shared.resting).is_slow(&account) {
            course.connections = 1;
        }
        Self {
            shared,
            account,
            server: course.server.clone(),
            course,
            patient,
            queue: Mutex::default(),
            stopped: AtomicBool::new(false),
            open: AtomicUsize::new(0),
            opened: watch::Sender::new(false),
        }
    }

    /// Sends what is due, and gives back what was claimed and not sent.
    pub(super) async fn run(self) -> (String, Result<(), AppError>) {
        let lane = Arc::new(self);
        let mut connections = JoinSet::new();
        for number in 0..lane.course.connections {
            connections.spawn(Arc::clone(&lane).connection(number));
        }
        let mut result = Ok(());
        while let Some(ended) = connections.join_next().await {
            let ended = ended.unwrap_or_else(|_| Err(broken()));
            if ended.is_err() {
                // The database cannot be used: nobody goes on.
                lane.shared.halt.send_replace(true);
            }
            result = result.and(ended);
        }
        let given_back = lane.give_back_all().await;
        (lane.account.clone(), result.and(given_back))
    }

    /// One connection after another, as long as there are letters.
    async fn connection(self: Arc<Self>, number: u32) -> Result<(), AppError> {
        if number > 0 {
            let mut opened = self.opened.subscribe();
            if opened.wait_for(|opened| *opened).await.is_err() {
                return Ok(());
            }
        }
        let result = self.letters(number).await;
        // Those that still wait for a first connection have nothing to wait for any more.
        if number == 0 {
            self.opened.send_replace(true);
        }
        result
    }

    async fn letters(&self, number: u32) -> Result<(), AppError> {
        let mut session = None::<Session>;
        let mut result = Ok(());
        while let Some(claim) = self.next(number).await? {
            let usable = session.as_ref().is_some_and(|s| s.is_usable() && s.letters() < LETTERS);
            if !usable {
                if let Some(old) = session.take() {
                    self.replace(old).await;
                }
                match self.shared.open(&self.account).await {
                    Ok(open) => {
                        lock(&self.shared.resting).opened(&self.account);
                        self.open.fetch_add(1, Ordering::Relaxed);
                        self.opened.send_replace(true);
                        session = Some(open);
                    }
                    Err(unopened) => {
                        result = self.not_opened(claim, unopened).await;
                        break;
                    }
                }
            }
            let Some(open) = session.as_mut() else { break };
            match self.send(open, claim).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
        }
        if let Some(session) = session {
            self.close(session).await;
        }
        result
    }

    /// Taking leave costs a round trip. Where the provider allows one more connection for that
    /// moment, the next letter does not wait for it.
    async fn replace(&self, old: Session) {
        if self.course.connections < self.course.connections_cap {
            self.open.fetch_sub(1, Ordering::Relaxed);
            tokio::spawn(old.quit());
        } else {
            self.close(old).await;
        }
    }

    async fn close(&self, session: Session) {
        self.open.fetch_sub(1, Ordering::Relaxed);
        session.quit().await;
    }

    /// The next letter, waiting a little for its pace; `None` when there is nothing to do.
    async fn next(&self, number: u32) -> Result<Option<Claimed>, AppError> {
        loop {
            let (found, next) = self.look().await?;
            let Some(at) = next.filter(|_| found.is_none()) else { return Ok(found) };
            let wait = at.duration_since(now());
            if !self.patient || wait > IDLE || (number > 0 && wait > SLOW) {
                return Ok(None);
            }
            let mut halt = self.shared.halt.subscribe();
            tokio::select! {
                () = tokio::time::sleep(wait.unsigned_abs().max(Duration::from_millis(1))) => {}
                _ = halt.wait_for(|halt| *halt) => return Ok(None),
            }
        }
    }

    /// A letter that may leave now; else when one may.
    async fn look(&self) -> Result<(Option<Claimed>, Option<Timestamp>), AppError> {
        let over = self.stopped.load(Ordering::Relaxed) || self.shared.is_resting(&self.account);
        if over || self.shared.is_halted() {
            return Ok((None, None));
        }
        let mut queue = self.queue.lock().await;
        if queue.claims.is_empty() {
            let claims = self.claim().await?;
            queue.claims.extend(claims.letters);
            queue.asked = Some(Instant::now());
            lock(&self.shared.resting).pace(&self.account, claims.next);
            return Ok((queue.claims.pop_front(), claims.next));
        }
        // Somebody may have paused them since they were claimed.
        if queue.asked.is_none_or(|asked| asked.elapsed() > ASK) {
            queue.asked = Some(Instant::now());
            let holds = self.shared.app.holds().await?;
            let (free, held) = queue
                .claims
                .drain(..)
                .partition::<Vec<_>, _>(|claim| !holds.stops(claim) && !is_closed(claim));
            queue.claims.extend(free);
            self.give_back(held).await?;
        }
        Ok((queue.claims.pop_front(), None))
    }

    async fn claim(&self) -> Result<Claims, AppError> {
        let at = now();
        let connections = self.course.connections;
        // A limit counts what is claimed: where there is one, no letter waits for a connection.
        let limited = self.course.limits.windows().next().is_some()
            || self.course.caps.windows().next().is_some();
        let ahead = (4 * connections).clamp(*AHEAD.start(), *AHEAD.end());
        let want = if limited { connections } else { ahead };
        let wish = Claiming {
            account: &self.account,
            owner: self.shared.owner.name(),
            want,
            limits: self.course.limits,
            caps: self.course.caps,
            per_office: self.course.per_office,
            lease_until: at + CLAIM,
        };
        Ok(self.shared.app.store().await?.claim(wish, at).await?)
    }

    /// Nothing more leaves from this account.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Something is held since a moment: what is claimed is looked at again.
    pub(super) async fn ask_again(&self) {
        self.queue.lock().await.asked = None;
    }

    /// The letter that goes out behind the one at hand, if there is one and nobody has to
    /// wait for it.
    pub(super) async fn following(&self) -> Result<Option<Claimed>, AppError> {
        Ok(self.look().await?.0)
    }

    /// A claim that was not used: another connection may take it.
    pub(super) async fn put_back(&self, claim: Claimed) {
        self.queue.lock().await.claims.push_front(claim);
    }

    /// The connection did not come about: the letter waits again and loses nothing.
    async fn not_opened(&self, claim: Claimed, unopened: Unopened) -> Result<(), AppError> {
        let (shared, at) = (&self.shared, now());
        let release = |attempt| Outcome { event: Event::Release, attempt, not_before: None };
        match unopened {
            Unopened::App(error) if error.code.is_of_the_home() => {
                self.record(claim, State::Leased, release(None)).await?;
                Err(error)
            }
            Unopened::App(error) => {
                // Something of this account alone, such as a locked keyring: others go on.
                lock(&shared.resting).failed(&self.account, at);
                self.record(claim, State::Leased, release(Some(judge::local(&error, at)))).await
            }
            // The server wants no more connections than there are: the others go on.
            Unopened::Mail(failure)
                if failure.class() == Class::RetryConnection
                    && self.open.load(Ordering::Relaxed) > 0 =>
            {
                self.put_back(claim).await;
                Ok(())
            }
            Unopened::Mail(failure) => {
                let mut verdict = judge::before_the_fence(&failure, &claim, at);
                if verdict.class == Class::RetrySignIn {
                    let until = lock(&shared.resting).not_now(&self.account, at);
                    verdict.hold = Some(judge::sign_in(&claim, &failure, at, until));
                }
                // Nothing was said about the letter itself.
                verdict.outcome.event = Event::Release;
                verdict.outcome.not_before = None;
                self.decide(claim, State::Leased, verdict).await.map(drop)
            }
        }
    }

    /// What is claimed and was not sent waits again.
    async fn give_back_all(&self) -> Result<(), AppError> {
        let left = std::mem::take(&mut self.queue.lock().await.claims);
        self.give_back(left).await
    }

    async fn give_back(&self, claims: impl IntoIterator<Item = Claimed>) -> Result<(), AppError> {
        let outcome = Outcome { event: Event::Release, attempt: None, not_before: None };
        let known = claims.into_iter().map(|claim| Unwritten {
            claim,
            from: State::Leased,
            outcome: outcome.clone(),
        });
        let known: Vec<_> = known.collect();
        if known.is_empty() { Ok(()) } else { self.shared.finish(known, None).await.map(drop) }
    }
}

/// Its campaign is over.
fn is_closed(claim: &Claimed) -> bool {
    claim.closes_at.is_some_and(|closes| closes <= now())
}

fn broken() -> AppError {
    AppError::new(crate::Code::Internal, "a connection of the outbox broke")
}
