//! MAIL, RCPT and DATA, up to the 354: the part of a delivery that can fail without doubt.

use super::wire;
use super::{Delivery, Session};
use crate::compose::Frozen;
use crate::outcome::{Failure, Kind, Phase};
use crate::reply::Reply;

/// The server waits for the letter (354), and nothing of it has gone out.
///
/// Dropping this, or [`Ready::give_up`], closes the connection without a body; the server
/// then must not deliver anything (RFC 5321 4.1.1.4).
#[derive(Debug)]
#[must_use = "the server waits for the letter"]
pub struct Ready<'s> {
    pub(super) session: &'s mut Session,
    pub(super) wire: Vec<u8>,
}

impl Ready<'_> {
    /// Sends the body and the final dot and reads the receipt.
    ///
    /// Dropping the returned future makes the session unusable, and what became of the letter
    /// is then unknown: the caller's record must say "in doubt".
    pub async fn deliver(self) -> Delivery {
        super::deliver::deliver(self).await
    }

    /// The fence could not be written: closes without sending anything of the letter.
    pub async fn give_up(self) {
        // QUIT or RSET would be lines of the letter here, so there is only closing.
        self.session.channel.close(self.session.deadlines.quit).await;
    }
}

impl Session {
    /// Offers a letter. An error means: certainly not sent. The session may still be usable
    /// afterwards (a refused recipient), see [`Session::is_usable`].
    ///
    /// With PIPELINING (RFC 2920) the three commands leave as one write, and their replies
    /// are read one by one.
    pub async fn offer<'s>(&'s mut self, letter: &Frozen) -> Result<Ready<'s>, Failure> {
        if !self.usable {
            return Err(self.channel.fail(Phase::Mail, Kind::Spent, ""));
        }
        let wire = wire::stuff(&letter.bytes)
            .map_err(|why| self.channel.fail(Phase::Prepare, Kind::BadLetter, why))?;
        self.fits(letter)?;
        self.usable = false;
        self.channel.transcript.next_letter();
        self.still_there().await?;
        let mail = if self.extensions.declares_size {
            format!("MAIL FROM:<{}> SIZE={}", letter.from, letter.bytes.len())
        } else {
            format!("MAIL FROM:<{}>", letter.from)
        };
        let rcpt = format!("RCPT TO:<{}>", letter.to);
        if self.extensions.pipelining {
            self.all_at_once(&mail, &rcpt).await?;
        } else {
            self.one_by_one(&mail, &rcpt).await?;
        }
        Ok(Ready { session: self, wire })
    }

    fn fits(&self, letter: &Frozen) -> Result<(), Failure> {
        let octets = u64::try_from(letter.bytes.len()).unwrap_or(u64::MAX);
        match self.extensions.size.filter(|&limit| octets > limit) {
            None => Ok(()),
            Some(limit) => {
                let why = format!("it has {octets} octets, the server takes {limit}");
                Err(self.channel.fail(Phase::Prepare, Kind::TooLarge, why))
            }
        }
    }

    /// A kept connection may have ended in the meantime, with a 421 or without a word. That
    /// is no letter's fault.
    async fn still_there(&mut self) -> Result<(), Failure> {
        let quiet = self.channel.quiet(Phase::Mail, self.deadlines.command).await;
        quiet.map_err(|mut failure| {
            if failure.is_disconnect() || failure.reply.as_ref().is_some_and(Reply::is_refusal) {
                failure.kind = Kind::Stale;
            }
            failure
        })
    }

    async fn one_by_one(&mut self, mail: &str, rcpt: &str) -> Result<(), Failure> {
        let time = self.deadlines.command;
        for (phase, line) in [(Phase::Mail, mail), (Phase::Rcpt, rcpt)] {
            let reply = self.channel.command(phase, line, time).await?;
            if !reply.is_success() {
                return Err(self.refused(phase, reply).await);
            }
        }
        let reply = self.channel.command(Phase::Data, "DATA", self.deadlines.data).await?;
        if reply.code == 354 { Ok(()) } else { Err(self.refused(Phase::Data, reply).await) }
    }

    async fn all_at_once(&mut self, mail: &str, rcpt: &str) -> Result<(), Failure> {
        let time = self.deadlines.command;
        for line in [mail, rcpt, "DATA"] {
            self.channel.transcript.client(line);
        }
        let group = format!("{mail}\r\n{rcpt}\r\nDATA\r\n");
        self.channel.send(Phase::Mail, group.as_bytes(), time).await?;

        let mut first_no = None;
        let mut recipient_taken = false;
        for phase in [Phase::Mail, Phase::Rcpt] {
            let reply = match self.channel.receive(phase, time).await {
                Ok(reply) => reply,
                // What was refused before is the better explanation of the silence after it.
                Err(failure) => return Err(first_no.unwrap_or(failure)),
            };
            if reply.is_success() {
                recipient_taken = phase == Phase::Rcpt;
                continue;
            }
            let over = reply.code == 421 || !reply.is_refusal();
            let failure = self.channel.rejected(phase, reply);
            let first = first_no.get_or_insert(failure);
            if over {
                return Err(first.clone());
            }
        }
        let data = match self.channel.receive(Phase::Data, self.deadlines.data).await {
            Ok(reply) => reply,
            Err(failure) => return Err(first_no.unwrap_or(failure)),
        };
        match first_no {
            None if data.code == 354 => Ok(()),
            None => Err(self.refused(Phase::Data, data).await),
            Some(no) if data.code == 354 => {
                // A server that took the recipient would deliver an empty message to it.
                if !recipient_taken {
                    self.end_empty().await;
                }
                Err(no)
            }
            Some(no) => {
                if data.is_refusal() && data.code != 421 {
                    self.reset().await;
                }
                Err(no)
            }
        }
    }

    /// RFC 2920 3.1: DATA was accepted although nobody would get the letter. It is ended with
    /// an empty body; whatever the server answers, nothing of the letter went out.
    async fn end_empty(&mut self) {
        let time = self.deadlines.command;
        self.channel.transcript.client(".");
        if self.channel.send(Phase::Dot, wire::TERMINATOR, time).await.is_ok() {
            let reply = self.channel.receive(Phase::Dot, time).await;
            self.usable = reply.is_ok_and(|reply| reply.code != 421) && self.in_step();
        }
    }

    /// Whether every reply that came has been read.
    pub(super) fn in_step(&self) -> bool {
        self.channel.replies.surplus().is_empty()
    }

    /// After a clear no the transaction is taken back (RSET) and the session stays; after an
    /// answer that makes no sense, or a 421, it does not.
    async fn refused(&mut self, phase: Phase, reply: Reply) -> Failure {
        let over = reply.code == 421 || !reply.is_refusal();
        let failure = self.channel.rejected(phase, reply);
        if !over {
            self.reset().await;
        }
        failure
    }
}
