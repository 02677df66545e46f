//! Accounts that have to wait, as far as only this process needs to know.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use unforgotten_core::pace::retry::{connection_wait, sign_in_wait};

/// Rests and paces, by account.
#[derive(Debug, Default)]
pub(super) struct Resting {
    connections: HashMap<String, Rest>,
    sign_ins: HashMap<String, Rest>,
    paced: HashMap<String, Timestamp>,
    slow: HashSet<String>,
}

#[derive(Debug, Clone, Copy)]
struct Rest {
    until: Timestamp,
    tries: i64,
}

impl Resting {
    /// Until when the account opens no connection.
    pub(super) fn until(&self, account: &str) -> Option<Timestamp> {
        let rests = [self.connections.get(account), self.sign_ins.get(account)];
        rests.into_iter().flatten().map(|rest| rest.until).max()
    }

    /// A connection came about.
    pub(super) fn opened(&mut self, account: &str) {
        self.connections.remove(account);
        self.sign_ins.remove(account);
    }

    /// A connection failed: the account rests, longer each time in a row.
    pub(super) fn failed(&mut self, account: &str, at: Timestamp) -> Timestamp {
        let tries = self.connections.get(account).map_or(1, |rest| rest.tries + 1);
        let rest = Rest { until: at + connection_wait(tries), tries };
        self.connections.insert(account.to_owned(), rest);
        rest.until
    }

    /// Signing in failed "for now": `None` when that was said often enough.
    pub(super) fn not_now(&mut self, account: &str, at: Timestamp) -> Option<Timestamp> {
        let tries = self.sign_ins.get(account).map_or(1, |rest| rest.tries + 1);
        let Some(wait) = sign_in_wait(tries) else {
            self.sign_ins.remove(account);
            return None;
        };
        let rest = Rest { until: at + wait, tries };
        self.sign_ins.insert(account.to_owned(), rest);
        Some(rest.until)
    }

    /// The clock was set back: what was reckoned from the wrong one is forgotten.
    pub(super) fn forget_times(&mut self) {
        self.connections.clear();
        self.paced.clear();
    }

    /// The server wants one connection only; it is believed as long as this process lives.
    pub(super) fn slow(&mut self, account: &str) {
        self.slow.insert(account.to_owned());
    }

    pub(super) fn is_slow(&self, account: &str) -> bool {
        self.slow.contains(account)
    }

    /// What waits for the account's pace may leave at this time.
    pub(super) fn pace(&mut self, account: &str, next: Option<Timestamp>) {
        match next {
            Some(at) => self.paced.insert(account.to_owned(), at),
            None => self.paced.remove(account),
        };
    }

    pub(super) fn paced(&self, account: &str) -> Option<Timestamp> {
        self.paced.get(account).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::now;

    #[test]
    fn a_server_that_is_away_is_tried_less_and_less_often() {
        let (mut resting, at) = (Resting::default(), now());
        let waits: Vec<_> = (0..6).map(|_| resting.failed("a", at).duration_since(at)).collect();
        let minutes: Vec<_> = waits.iter().map(jiff::SignedDuration::as_mins).collect();
        assert_eq!(minutes, [1, 2, 5, 15, 30, 30], "a cable first, an outage later");
        resting.opened("a");
        assert_eq!(resting.until("a"), None, "it is back");
    }

    #[test]
    fn signing_in_is_tried_three_times_and_then_a_person_is_asked() {
        let (mut resting, at) = (Resting::default(), now());
        for _ in 0..3 {
            let until = resting.not_now("a", at).expect("a later try");
            assert!(until >= at + jiff::SignedDuration::from_mins(15), "RFC 4954: later, not now");
        }
        assert_eq!(resting.not_now("a", at), None, "guessing on would lock the account");
    }
}
