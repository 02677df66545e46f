//! One letter after another over one connection: W2, the body, W3.
//!
//! Where the server takes PIPELINING and the next letter is known, the end of one and the
//! start of the next travel together, and W3 of the one shares a commit with W2 of the other:
//! one round trip and one commit a letter. The order stays: no body before its own fence.

use std::pin::pin;
use std::time::Duration;

use jiff::SignedDuration;
use unforgotten_core::address::Address;
use unforgotten_core::hold::Kind as Held;
use unforgotten_core::state::{Event, State};
use unforgotten_mail::{Answers, Class, Failure, Frozen, Joined, Session};
use unforgotten_store::{Claimed, Outcome, Step};

use super::judge::{self, Verdict};
use super::lane::{LETTERS, Lane};
use super::{Unwritten, lock};
use crate::send::sha256;
use crate::{AppError, now};

/// A fence must outlive writing the body and the ten minutes of RFC 5321 4.5.3.2.6.
const FENCE: SignedDuration = SignedDuration::from_mins(20);
/// A receipt is written down alone when the answers to the next letter take longer.
const TOGETHER: Duration = Duration::from_millis(200);

impl Lane {
    /// Sends `claim` and what follows it. Returns whether the connection may go on.
    pub(super) async fn send(
        &self,
        session: &mut Session,
        claim: Claimed,
    ) -> Result<bool, AppError> {
        let Some(letter) = frozen(&claim) else {
            return self.decide(claim, State::Leased, judge::damaged(now())).await;
        };
        let before = session.letters();
        let mut ready = match session.offer(&letter).await {
            Ok(ready) => ready,
            Err(failure) => return self.not_offered(claim, &failure, before > 0).await,
        };
        let mut claim = claim;
        // What is known of the letter before and not written yet.
        let mut known = None::<Unwritten>;
        for sent in before + 1.. {
            // Looked up before the fence: after it, nothing may stand in the way of the body.
            let following = if sent < LETTERS { self.following().await } else { Ok(None) };
            // Without the database there is no fence; what is known is still written if it can be.
            let fence = following.is_ok().then(|| Step::fence(&claim, now() + FENCE));
            let fenced = self.shared.finish(known.take().into_iter().collect(), fence).await;
            let (fenced, following) = match (fenced, following) {
                (Ok(fenced), Ok(following)) => (fenced, following),
                (Err(error), _) | (_, Err(error)) => {
                    ready.give_up().await;
                    return Err(error);
                }
            };
            let next = match following.map(|next| (frozen(&next), next)) {
                Some((Some(letter), next)) if fenced => Some((letter, next)),
                // A damaged one is told so when its turn comes.
                Some((_, next)) => {
                    self.put_back(next).await;
                    None
                }
                None => None,
            };
            if !fenced {
                ready.give_up().await;
                return Ok(true);
            }
            let Some((next_letter, next)) = next else {
                return self.delivered(claim, &ready.deliver().await).await;
            };
            let (delivery, pending) = match ready.deliver_and_offer(&next_letter).await {
                Joined::Apart(ready) => {
                    self.put_back(next).await;
                    return self.delivered(claim, &ready.deliver().await).await;
                }
                Joined::Together(delivery, pending) => (delivery, pending),
            };
            let mut verdict = judge::after_the_dot(&delivery, &self.server, &claim, now());
            let Some(pending) = pending else {
                self.put_back(next).await;
                return self.decide(claim, State::Sending, verdict).await;
            };
            let mut answers = pin!(pending.answers());
            let mut written = false;
            let Answers { next: offered, out_of_step } =
                match tokio::time::timeout(TOGETHER, &mut answers).await {
                    Ok(answers) => answers,
                    Err(_) => {
                        // The receipt must not wait for a server that thinks.
                        let outcome = verdict.outcome.clone();
                        self.record(claim.clone(), State::Sending, outcome).await?;
                        written = true;
                        answers.await
                    }
                };
            self.in_a_row(&claim, &mut verdict);
            match out_of_step {
                Some(failure) if written => {
                    verdict.hold = Some(judge::protocol(&claim, &failure, now()));
                }
                Some(failure) => verdict = judge::out_of_step(verdict, &failure),
                None => {}
            }
            let goes_on = verdict.hold.is_none();
            match offered {
                Ok(offered) if goes_on => {
                    let outcome = verdict.outcome;
                    let one = Unwritten { claim, from: State::Sending, outcome };
                    known = Some(one).filter(|_| !written);
                    (claim, ready) = (next, offered);
                }
                Ok(offered) => {
                    // Something holds the account: the next letter is not sent.
                    offered.give_up().await;
                    self.put_back(next).await;
                    return self.settle(claim, State::Sending, verdict, written).await;
                }
                Err(failure) => {
                    let goes_on = self.settle(claim, State::Sending, verdict, written).await?;
                    return Ok(self.not_offered(next, &failure, true).await? && goes_on);
                }
            }
        }
        Ok(true)
    }

    async fn delivered(
        &self,
        claim: Claimed,
        delivery: &unforgotten_mail::Delivery,
    ) -> Result<bool, AppError> {
        let verdict = judge::after_the_dot(delivery, &self.server, &claim, now());
        self.decide(claim, State::Sending, verdict).await
    }

    /// MAIL, RCPT or DATA did not succeed: nothing of this letter has left.
    async fn not_offered(
        &self,
        claim: Claimed,
        failure: &Failure,
        was_used: bool,
    ) -> Result<bool, AppError> {
        if was_used && failure.is_disconnect() {
            // A connection that had its time: another one takes the letter.
            self.put_back(claim).await;
            return Ok(true);
        }
        let verdict = judge::before_the_fence(failure, &claim, now());
        self.decide(claim, State::Leased, verdict).await
    }

    /// W3, and what it means for the account, the office, the address and the campaign.
    /// Returns whether the account may go on.
    pub(super) async fn decide(
        &self,
        claim: Claimed,
        from: State,
        mut verdict: Verdict,
    ) -> Result<bool, AppError> {
        self.in_a_row(&claim, &mut verdict);
        self.settle(claim, from, verdict, false).await
    }

    async fn settle(
        &self,
        claim: Claimed,
        from: State,
        verdict: Verdict,
        written: bool,
    ) -> Result<bool, AppError> {
        let holds_account = verdict.hold.as_ref().is_some_and(|hold| hold.kind == Held::Account);
        if holds_account {
            self.stop();
        }
        // A letter that is given back can be claimed at once: the hold has to stand before.
        if let Some(hold) = verdict.hold.as_ref().filter(|_| from == State::Leased) {
            self.shared.app.store().await?.hold(hold).await?;
        }
        if !written {
            self.record(claim, from, verdict.outcome.clone()).await?;
        }
        self.after(verdict).await
    }

    /// Writes W3.
    pub(super) async fn record(
        &self,
        claim: Claimed,
        from: State,
        outcome: Outcome,
    ) -> Result<(), AppError> {
        let one = Unwritten { claim, from, outcome };
        self.shared.finish(vec![one], None).await.map(drop)
    }

    async fn after(&self, verdict: Verdict) -> Result<bool, AppError> {
        if verdict.rest {
            lock(&self.shared.resting).failed(&self.account, now());
        }
        if verdict.class == Class::SlowAccount {
            lock(&self.shared.resting).slow(&self.account);
        }
        let Some(hold) = verdict.hold else { return Ok(!verdict.rest) };
        tracing::warn!(kind = hold.kind.name(), code = hold.code.name(), "on hold");
        self.shared.app.store().await?.hold(&hold).await?;
        self.ask_again().await;
        Ok(hold.kind != Held::Account && !verdict.rest)
    }

    /// What is only seen in a row.
    fn in_a_row(&self, claim: &Claimed, verdict: &mut Verdict) {
        let mut streaks = lock(&self.shared.streaks);
        let said = verdict.outcome.attempt.as_ref().map(|attempt| {
            let code = attempt.code.map(|code| code.to_string()).unwrap_or_default();
            (format!("{code} {}", attempt.enhanced.as_deref().unwrap_or("")), &attempt.text)
        });
        match (verdict.class, said) {
            (Class::Sent, _) => streaks.sent(&self.account, &claim.campaign),
            (Class::Deferred, Some((said, text)))
                if verdict.outcome.event == Event::Deferred
                    && streaks.not_now(&self.account, &said, &claim.recipient) =>
            {
                verdict.hold = Some(judge::many_refusals(claim, text.clone(), now()));
            }
            (Class::ContentRefused, Some((_, text)))
                if claim.campaign != unforgotten_store::SINGLE
                    && streaks.content(&claim.campaign) =>
            {
                verdict.hold = Some(judge::content(claim, text.clone(), now()));
            }
            _ => {}
        }
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
