//! The states of a letter, and the only ways from one to another.
//!
//! A letter is delivered **at most once**, and what is not known is said. So there is no way
//! back from [`State::Sending`] to [`State::Queued`] without a person's decision
//! ([`Event::SendAgain`]), whatever a crash, a lost lease or a closed line suggests.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a letter stands. The names are stored and are part of the terminal's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being written; nothing is frozen.
    Draft,
    /// Frozen and waiting to be claimed.
    Queued,
    /// Claimed by one connection; nothing of the body has left.
    Leased,
    /// The fence is durable: the body may have begun to travel.
    Sending,
    /// The server took responsibility (2yz after the final dot).
    Sent,
    /// Certainly not delivered; waits for its time to be tried again.
    Deferred,
    /// Certainly not delivered, and trying again would not help.
    Refused,
    /// The body may have been delivered; nobody knows.
    InDoubt,
    /// Taken back or given up; will not be sent.
    Cancelled,
    /// Somebody answered.
    Answered,
    /// A bounce came back.
    Bounced,
    /// On paper, not yet in a letter box.
    Printed,
    /// In a letter box.
    Posted,
}

/// What can happen to a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// W0: the bytes are frozen.
    Enqueue,
    /// W1: a connection claims the letter.
    Claim,
    /// The claim is given back before the fence, or its lease ran out.
    Release,
    /// W2: the fence, durable before the first byte of the body.
    Fence,
    /// 2yz after the dot, or a person's “treat as sent”.
    Accepted,
    /// Proof that a letter which was once in doubt did arrive, whatever was decided since.
    Proved,
    /// 4yz: an explicit “not now”.
    Deferred,
    /// 5yz: an explicit “no”.
    Refused,
    /// No answer that says what became of the body: cut, timeout, crash, cancel.
    Lost,
    /// The time of a deferred letter has come, or a person asked to try at once.
    Due,
    /// A person decided to send a letter in doubt once more, same bytes, same Message-ID.
    SendAgain,
    /// A person took the letter back or gave it up.
    Cancel,
    /// A reply came.
    Answer,
    /// A bounce came.
    Bounce,
    /// Printed instead of sent.
    Print,
    /// A person put it into a letter box.
    Post,
}

/// An event that cannot happen in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a letter that is {state} cannot take the step “{event:?}”")]
pub struct Illegal {
    /// Where the letter stands.
    pub state: State,
    /// What was asked.
    pub event: Event,
}

/// The state after `event`, or [`Illegal`]. Pure and total.
pub fn apply(state: State, event: Event) -> Result<State, Illegal> {
    use {Event as E, State as S};
    Ok(match (state, event) {
        (S::Draft, E::Enqueue) => S::Queued,
        (S::Draft, E::Print) => S::Printed,
        (S::Queued, E::Claim) => S::Leased,
        (S::Leased, E::Release) => S::Queued,
        (S::Leased, E::Fence) => S::Sending,
        // Before the fence a server can already say no: at MAIL, RCPT or DATA.
        (S::Leased | S::Sending, E::Deferred) => S::Deferred,
        (S::Leased | S::Sending, E::Refused) => S::Refused,
        (S::Sending | S::InDoubt, E::Accepted) => S::Sent,
        (S::InDoubt | S::Queued | S::Cancelled, E::Proved) => S::Sent,
        (S::Sending, E::Lost) => S::InDoubt,
        (S::Deferred, E::Due) => S::Queued,
        (S::InDoubt, E::SendAgain) => S::Queued,
        (S::Queued | S::Deferred | S::InDoubt, E::Cancel) => S::Cancelled,
        (S::Sent | S::Posted, E::Answer) => S::Answered,
        (S::Sent | S::InDoubt, E::Bounce) => S::Bounced,
        (S::Printed, E::Post) => S::Posted,
        (state, event) => return Err(Illegal { state, event }),
    })
}

impl State {
    /// Every state, in the order of a letter's life.
    pub const ALL: [Self; 13] = [
        Self::Draft,
        Self::Queued,
        Self::Leased,
        Self::Sending,
        Self::Sent,
        Self::Deferred,
        Self::Refused,
        Self::InDoubt,
        Self::Cancelled,
        Self::Answered,
        Self::Bounced,
        Self::Printed,
        Self::Posted,
    ];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued => "queued",
            Self::Leased => "leased",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Refused => "refused",
            Self::InDoubt => "in_doubt",
            Self::Cancelled => "cancelled",
            Self::Answered => "answered",
            Self::Bounced => "bounced",
            Self::Printed => "printed",
            Self::Posted => "posted",
        }
    }

    /// The state with this stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVENTS: [Event; 16] = [
        Event::Enqueue,
        Event::Claim,
        Event::Release,
        Event::Fence,
        Event::Accepted,
        Event::Proved,
        Event::Deferred,
        Event::Refused,
        Event::Lost,
        Event::Due,
        Event::SendAgain,
        Event::Cancel,
        Event::Answer,
        Event::Bounce,
        Event::Print,
        Event::Post,
    ];

    proptest! {
        #[test]
        fn nothing_but_a_clear_no_or_a_person_lets_a_body_travel_twice(
            events in prop::collection::vec(prop::sample::select(EVENTS.to_vec()), 0..60)
        ) {
            let mut state = State::Draft;
            let mut body_may_be_out = false;
            for event in events {
                let Ok(next) = apply(state, event) else { continue };
                match (state, event) {
                    // An explicit 4yz or 5yz after the dot says that the body was not taken.
                    (State::Sending, Event::Deferred | Event::Refused) => body_may_be_out = false,
                    (_, Event::SendAgain) => body_may_be_out = false,
                    _ => {}
                }
                if next == State::Sending {
                    prop_assert!(!body_may_be_out, "sent again without a no and without a person");
                    body_may_be_out = true;
                }
                state = next;
            }
        }
    }

    #[test]
    fn a_crash_while_sending_never_queues_the_letter_again() {
        assert!(apply(State::Sending, Event::Release).is_err(), "the lease does not matter now");
        assert_eq!(apply(State::Sending, Event::Lost), Ok(State::InDoubt), "we do not know");
    }

    #[test]
    fn a_letter_on_the_wire_cannot_be_taken_back() {
        assert!(apply(State::Sending, Event::Cancel).is_err(), "it may already be there");
        assert!(apply(State::Leased, Event::Cancel).is_err(), "a connection holds it");
    }

    #[test]
    fn names_and_states_are_one_to_one() {
        for state in State::ALL {
            assert_eq!(State::from_name(state.name()), Some(state), "{state} reads back");
            let json = serde_json::to_string(&state).unwrap();
            assert_eq!(json, format!("\"{}\"", state.name()), "serde uses the stored name");
        }
    }
}
