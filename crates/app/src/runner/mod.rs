//! The outbox runner: claims letters that are due and takes each through W1, W2 and W3.
//!
//! The order is the whole point: the claim is durable before the connection speaks of the
//! letter, the fence is durable before the first byte of its body, and nothing more is sent
//! when an outcome cannot be written. A dropped future or a killed process leaves a letter
//! `leased` (it waits again) or `sending` (it is in doubt); see [`Runner::pass`].

mod judge;

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::OnceCell;
use unforgotten_core::address::Address;
use unforgotten_core::pace::connection_wait;
use unforgotten_core::state::{Event, State};
use unforgotten_mail::{Class, Frozen, Options, Practice, Session};
use unforgotten_store::{Claimed, Outcome};

use crate::accounts::Unopened;
use crate::owner::{self, Owner};
use crate::send::sha256;
use crate::{App, AppError, Code, PRACTICE, Settled, now};

/// A claim must outlive connecting and MAIL, RCPT, DATA with their longest waits.
const CLAIM: SignedDuration = SignedDuration::from_mins(30);
/// A fence must outlive writing the body and the ten minutes of RFC 5321 4.5.3.2.6.
const FENCE: SignedDuration = SignedDuration::from_mins(20);
/// Letters on one connection; providers close longer ones.
const LETTERS: u32 = 50;

/// What one look at the outbox did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pass {
    /// Letters that left the queue, whatever became of them.
    pub handled: usize,
    /// When the next letter is due, if one waits.
    pub next: Option<Timestamp>,
}

/// Sends letters for one process.
pub struct Runner {
    app: App,
    owner: Owner,
    practice: OnceCell<Practice>,
    resting: Mutex<HashMap<String, Rest>>,
    /// Outcomes that could not be written yet. Nothing is sent before they are.
    unwritten: Mutex<Vec<(Claimed, Outcome)>>,
}

/// An account whose connection failed.
#[derive(Debug, Clone, Copy)]
struct Rest {
    until: Timestamp,
    tries: i64,
}

impl Runner {
    /// Registers this process as one that sends.
    pub async fn start(app: App) -> Result<Self, AppError> {
        app.store().await?;
        let owner = Owner::register(app.home())?;
        let (practice, resting) = (OnceCell::new(), Mutex::default());
        Ok(Self { app, owner, practice, resting, unwritten: Mutex::default() })
    }

    /// Takes over letters of processes that are gone, then sends what is due.
    pub async fn pass(&self) -> Result<Pass, AppError> {
        self.pass_while(|| true, |_| true).await
    }

    /// The same for some accounts, taking no new letter once `go_on` says no.
    pub async fn pass_while(
        &self,
        go_on: impl Fn() -> bool,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Pass, AppError> {
        self.write_what_is_known().await?;
        self.recover().await?;
        let store = self.app.store().await?;
        let (accounts, next) = store.due(now()).await?;
        let mut pass = Pass { handled: 0, next };
        for account in accounts.iter().filter(|account| wanted(account)) {
            if !self.is_resting(account) && !self.is_held(account).await? {
                pass.handled += self.send_due(account, &go_on).await?;
            }
        }
        Ok(pass)
    }

    /// Sends until each of these letters is sent, refused, in doubt or has to wait.
    pub async fn run_until(&self, ids: &BTreeSet<String>) -> Result<Settled, AppError> {
        let accounts: BTreeSet<String> =
            self.app.settled(ids).await?.letters.into_iter().map(|row| row.account).collect();
        loop {
            self.pass_while(|| true, |account| accounts.contains(account)).await?;
            let settled = self.app.settled(ids).await?;
            let mut busy = false;
            for letter in &settled.letters {
                busy |= match letter.state {
                    // Another process has it.
                    State::Leased | State::Sending => true,
                    State::Queued => {
                        letter.not_before.is_none()
                            && !self.is_resting(&letter.account)
                            && !self.is_held(&letter.account).await?
                    }
                    _ => false,
                };
            }
            if !busy {
                return Ok(settled);
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }

    async fn recover(&self) -> Result<(), AppError> {
        let store = self.app.store().await?;
        for (name, lease_until) in store.owners().await? {
            // Between two passes nothing of ours is in flight: what still stands in our name
            // was left behind by an error.
            let gone = name == self.owner.name() || owner::is_gone(self.app.home(), &name);
            if gone || lease_until < now() {
                let found = store.recover(&name, gone, now()).await?;
                let (waiting, doubt) = (found.released.len(), found.in_doubt.len());
                tracing::info!(waiting, doubt, "took over the letters of a process that ended");
            }
        }
        Ok(())
    }

    async fn is_held(&self, account: &str) -> Result<bool, AppError> {
        if account == PRACTICE {
            return Ok(false);
        }
        let accounts = self.app.store().await?.accounts().await?;
        // Letters of an account that was removed wait until it is added again.
        Ok(accounts.iter().find(|row| row.name == account).is_none_or(|row| row.hold.is_some()))
    }

    fn is_resting(&self, account: &str) -> bool {
        self.rests(|all| all.get(account).is_some_and(|rest| rest.until > now()))
    }

    fn rests<T>(&self, f: impl FnOnce(&mut HashMap<String, Rest>) -> T) -> T {
        f(&mut self.resting.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Sends what is due from one account over one connection after another.
    async fn send_due(&self, account: &str, go_on: &impl Fn() -> bool) -> Result<usize, AppError> {
        let (mut handled, mut session) = (0, None::<Session>);
        while go_on() {
            let Some(claim) = self.claim(account).await? else { break };
            if session.as_ref().is_none_or(|s| !s.is_usable() || s.letters() >= LETTERS) {
                if let Some(old) = session.take() {
                    old.quit().await;
                }
                match self.open(account).await {
                    Ok(open) => {
                        self.rests(|all| all.remove(account));
                        session = Some(open);
                    }
                    Err(unopened) => {
                        self.give_back(&claim, unopened).await?;
                        break;
                    }
                }
            }
            if let Some(session) = session.as_mut() {
                handled += 1;
                if !self.send(session, &claim).await? {
                    break;
                }
            }
        }
        if let Some(session) = session {
            session.quit().await;
        }
        Ok(handled)
    }

    async fn claim(&self, account: &str) -> Result<Option<Claimed>, AppError> {
        let (store, at) = (self.app.store().await?, now());
        Ok(store.claim(account, self.owner.name(), at + CLAIM, at).await?)
    }

    async fn open(&self, account: &str) -> Result<Session, Unopened> {
        if account != PRACTICE {
            return self.app.connect(account).await;
        }
        let practice = self
            .practice
            .get_or_try_init(async || {
                Practice::start(&self.app.home().practice())
                    .map_err(|error| AppError::new(Code::HomeUnwritable, error.to_string()))
            })
            .await?;
        Session::open(&practice.server(), &Options::default(), None).await.map_err(Unopened::Mail)
    }

    /// The connection did not come about: the letter waits again and loses nothing.
    async fn give_back(&self, claim: &Claimed, unopened: Unopened) -> Result<(), AppError> {
        let (event, at) = (Event::Release, now());
        match unopened {
            Unopened::App(error) if error.code.is_of_the_home() => {
                let outcome = Outcome { event, attempt: None, not_before: None };
                self.finish(claim, &outcome).await?;
                Err(error)
            }
            Unopened::App(error) => {
                // Something of this account alone, such as a locked keyring: others go on.
                let attempt = Some(judge::local(&error, at));
                let outcome = Outcome { event, attempt, not_before: Some(self.rest(claim, at)) };
                self.finish(claim, &outcome).await
            }
            Unopened::Mail(failure) => {
                let class = failure.class();
                let attempt = Some(judge::attempt(&failure, at));
                if class.needs_person() || class == Class::HoldAccount {
                    self.hold(&claim.account, &failure.what()).await?;
                }
                let outcome = Outcome { event, attempt, not_before: Some(self.rest(claim, at)) };
                self.finish(claim, &outcome).await
            }
        }
    }

    /// Lets an account rest, longer each time in a row. Returns until when.
    fn rest(&self, claim: &Claimed, at: Timestamp) -> Timestamp {
        self.rests(|all| {
            let tries = all.get(&claim.account).map_or(1, |rest| rest.tries + 1);
            let rest = Rest { until: at + connection_wait(tries), tries };
            all.insert(claim.account.clone(), rest);
            rest.until
        })
    }

    async fn hold(&self, account: &str, why: &str) -> Result<(), AppError> {
        tracing::warn!("an account is on hold until a person looks at it");
        Ok(self.app.store().await?.hold_account(account, Some(why), now()).await?)
    }

    /// W3. What cannot be written is kept, and stops all sending until it can.
    async fn finish(&self, claim: &Claimed, outcome: &Outcome) -> Result<(), AppError> {
        let store = self.app.store().await?;
        match store.finish(claim, self.owner.name(), outcome, now()).await {
            Ok(ours) => {
                if !ours {
                    tracing::warn!(letter = claim.id, "somebody else took this letter over");
                }
                Ok(())
            }
            Err(error) => {
                self.unwritten_mut().push((claim.clone(), outcome.clone()));
                Err(error.into())
            }
        }
    }

    async fn write_what_is_known(&self) -> Result<(), AppError> {
        let known = std::mem::take(&mut *self.unwritten_mut());
        let mut failed = Ok(());
        for (claim, outcome) in known {
            // Each one that still fails is kept again.
            failed = self.finish(&claim, &outcome).await.and(failed);
        }
        failed
    }

    fn unwritten_mut(&self) -> std::sync::MutexGuard<'_, Vec<(Claimed, Outcome)>> {
        self.unwritten.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// W2, the body, W3. Returns whether the account may go on.
    async fn send(&self, session: &mut Session, claim: &Claimed) -> Result<bool, AppError> {
        let Some(letter) = frozen(claim) else {
            return self.record(claim, judge::damaged(now())).await;
        };
        // Looked up before the fence: after it, nothing may stand in the way of the body.
        let server = self.server_name(&claim.account).await?;
        let ready = match session.offer(&letter).await {
            Ok(ready) => ready,
            Err(failure) => {
                let verdict = judge::before_the_fence(&failure, claim.attempts + 1, now());
                return self.record(claim, verdict).await;
            }
        };
        let at = now();
        let store = self.app.store().await?;
        let fenced = store.fence(claim, self.owner.name(), at + FENCE, at).await;
        match fenced {
            Ok(true) => {}
            Ok(false) => {
                ready.give_up().await;
                return Ok(true);
            }
            Err(error) => {
                ready.give_up().await;
                return Err(error.into());
            }
        }
        let delivery = ready.deliver().await;
        let verdict = judge::after_the_dot(&delivery, &server, claim.attempts + 1, now());
        self.record(claim, verdict).await
    }

    async fn record(&self, claim: &Claimed, verdict: judge::Verdict) -> Result<bool, AppError> {
        self.finish(claim, &verdict.outcome).await?;
        if let Some(why) = &verdict.hold {
            self.hold(&claim.account, why).await?;
        }
        Ok(verdict.hold.is_none())
    }

    async fn server_name(&self, account: &str) -> Result<String, AppError> {
        if account == PRACTICE {
            return Ok("practice mode on this computer".to_owned());
        }
        Ok(self.app.account(account).await?.1.authority())
    }
}

/// The claimed bytes, if they are still those that were frozen.
fn frozen(claim: &Claimed) -> Option<Frozen> {
    if sha256(&claim.bytes) != claim.sha256 {
        return None;
    }
    Some(Frozen {
        bytes: claim.bytes.clone(),
        message_id: claim.message_id.clone(),
        from: Address::parse_local(&claim.sender).ok()?,
        to: Address::parse_local(&claim.recipient).ok()?,
    })
}
