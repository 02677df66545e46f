//! The end of one letter and the offer of the next in one write.
//!
//! `body . MAIL RCPT DATA` leave together, and four replies come back: one round trip a
//! letter instead of two. RFC 2920 3.1 allows it, since DATA is the last of its group and the
//! next body still waits for its own 354, and so for its own fence.
//!
//! The price is that a reply too many is no longer seen at once: a surplus 250 would be read
//! as the receipt, and the true receipt as the answer to MAIL. But then every later reply is
//! shifted too, and DATA is answered with something that cannot be an answer to DATA. So the
//! receipt is told at once, and [`Pending::answers`] says whether it has to be taken back.

use super::deliver::{Receipt, body_and_dot, unless_contradicted};
use super::offer::{Group, Ready};
use super::{Delivery, Session};
use crate::compose::Frozen;
use crate::outcome::{Failure, Kind, Phase};

/// What came of [`Ready::deliver_and_offer`].
#[derive(Debug)]
#[must_use = "a letter is on its way, or waits to be sent"]
pub enum Joined<'s> {
    /// The two must not travel together. Nothing of either has been written: deliver the
    /// first alone and offer the next afterwards, which also says what is wrong with it.
    Apart(Ready<'s>),
    /// What became of the first letter, and where to hear about the next one. `None` when the
    /// session is over: then the next letter was certainly not sent.
    Together(Delivery, Option<Pending<'s>>),
}

/// The receipt of the first letter has been read; the replies to MAIL, RCPT and DATA of the
/// next one are still on their way. Dropping this leaves the session unusable, and the next
/// letter certainly not sent.
#[derive(Debug)]
#[must_use = "the server has been asked to take the next letter"]
pub struct Pending<'s> {
    session: &'s mut Session,
    wire: Vec<u8>,
}

/// The replies to MAIL, RCPT and DATA that left together with the letter before.
#[derive(Debug)]
pub struct Answers<'s> {
    /// The next letter is ready for its body, or certainly not sent; as [`Session::offer`].
    pub next: Result<Ready<'s>, Failure>,
    /// `Some` when the replies were out of step (one too many, one too few, or none that
    /// could be an answer): then what was read as the receipt of the letter *before* may have
    /// been meant for something else, and unless it has been recorded for good already, that
    /// letter is in doubt, with this as the reason. The session is over, `next` is an error.
    pub out_of_step: Option<Failure>,
}

impl<'s> Ready<'s> {
    /// Sends the body and the final dot together with MAIL, RCPT and DATA of `next`, and
    /// reads the receipt. What is known of the first letter is exactly as certain as after
    /// [`Ready::deliver`], but for [`Answers::out_of_step`].
    ///
    /// Nothing of the next letter's body leaves here. Dropping the returned future makes the
    /// session unusable and leaves the first letter in doubt, the next certainly not sent.
    pub async fn deliver_and_offer(self, next: &Frozen) -> Joined<'s> {
        let Ready { session, mut wire } = self;
        if !session.extensions.pipelining {
            return Joined::Apart(Self { session, wire });
        }
        let Ok(next_wire) = session.prepare(next) else {
            return Joined::Apart(Self { session, wire });
        };
        let letter = wire.len();
        wire.extend_from_slice(session.commands.as_bytes());
        let receipt = body_and_dot(session, &wire, letter).await;
        session.spare = wire;
        match receipt {
            Receipt::Last(delivery) => {
                Joined::Together(unless_contradicted(session, delivery), None)
            }
            Receipt::GoesOn(delivery) => {
                // The exchange is shown letter by letter, not as it was interleaved.
                session.channel.transcript.joined_letter();
                session.show_commands();
                Joined::Together(delivery, Some(Pending { session, wire: next_wire }))
            }
        }
    }
}

impl<'s> Pending<'s> {
    /// Reads what the server says to the next letter. Takes as long as the server takes, up
    /// to the deadlines of the commands; may be polled whenever the caller likes.
    pub async fn answers(self) -> Answers<'s> {
        let Self { session, wire } = self;
        let Group { mut no, mut in_step } = session.group_answers().await;
        if no.is_none() && !session.in_step() {
            let why = "it answered more than it was asked";
            no = Some(session.channel.fail(Phase::Data, Kind::Protocol, why));
            in_step = false;
        }
        let Some(failure) = no else {
            return Answers { next: Ok(Ready { session, wire }), out_of_step: None };
        };
        session.spare = wire;
        let out_of_step = (!in_step).then(|| {
            session.usable = false;
            let why = "the replies after the receipt were out of step";
            let mut doubt = session.channel.fail(Phase::Dot, Kind::Protocol, why);
            doubt.transcript = session.channel.transcript.both();
            doubt
        });
        Answers { next: Err(failure.or_stale()), out_of_step }
    }
}
