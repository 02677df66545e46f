//! MAIL, RCPT and DATA, up to the 354: the part of a delivery that can fail without doubt.

use std::fmt::Write as _;

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

/// What the server said to MAIL, RCPT and DATA together.
pub(super) struct Group {
    /// Why it does not wait for the letter; `None` after the 354.
    pub(super) no: Option<Failure>,
    /// `false` when a reply cannot be the answer to its command, so that those before it may
    /// not be what they seemed either.
    pub(super) in_step: bool,
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
        let wire = self.prepare(letter)?;
        self.usable = false;
        self.channel.transcript.next_letter();
        let offered = match self.still_there().await {
            Err(gone) => Err(gone),
            Ok(()) if self.extensions.pipelining => self.all_at_once().await,
            Ok(()) => self.one_by_one().await,
        };
        match offered {
            Ok(()) => Ok(Ready { session: self, wire }),
            Err(failure) => {
                self.spare = wire;
                Err(failure)
            }
        }
    }

    /// The letter as it will stand on the wire; its MAIL, RCPT and DATA are put into
    /// `self.commands`. Says nothing to the server.
    pub(super) fn prepare(&mut self, letter: &Frozen) -> Result<Vec<u8>, Failure> {
        self.fits(letter)?;
        let mut wire = std::mem::take(&mut self.spare);
        if let Err(why) = wire::stuff(&letter.bytes, &mut wire) {
            self.spare = wire;
            return Err(self.channel.fail(Phase::Prepare, Kind::BadLetter, why));
        }
        let (from, to, lines) = (&letter.from, &letter.to, &mut self.commands);
        lines.clear();
        // Writing into a String does not fail.
        let _ = match letter.bytes.len() {
            size if self.extensions.declares_size => {
                write!(lines, "MAIL FROM:<{from}> SIZE={size}\r\nRCPT TO:<{to}>\r\nDATA\r\n")
            }
            _ => write!(lines, "MAIL FROM:<{from}>\r\nRCPT TO:<{to}>\r\nDATA\r\n"),
        };
        Ok(wire)
    }

    /// Writes down the commands as they leave.
    pub(super) fn show_commands(&mut self) {
        for line in self.commands.lines() {
            self.channel.transcript.client(line);
        }
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

    async fn one_by_one(&mut self) -> Result<(), Failure> {
        let (command, data) = (self.deadlines.command, self.deadlines.data);
        let steps = [(Phase::Mail, command), (Phase::Rcpt, command), (Phase::Data, data)];
        let commands = std::mem::take(&mut self.commands);
        for (line, (phase, time)) in commands.lines().zip(steps) {
            let reply = self.channel.command(phase, line, time).await?;
            let taken = if phase == Phase::Data { reply.code == 354 } else { reply.is_success() };
            if !taken {
                return Err(self.refused(phase, reply).await.0);
            }
        }
        self.commands = commands;
        Ok(())
    }

    async fn all_at_once(&mut self) -> Result<(), Failure> {
        self.show_commands();
        let (channel, time) = (&mut self.channel, self.deadlines.command);
        channel.send(Phase::Mail, self.commands.as_bytes(), time).await?;
        self.group_answers().await.no.map_or(Ok(()), Err)
    }

    /// Reads the replies to MAIL, RCPT and DATA that left in one write.
    pub(super) async fn group_answers(&mut self) -> Group {
        let time = self.deadlines.command;
        // What was refused first is the better explanation of whatever came after it.
        let broken = |first: Option<Failure>, failure: Failure| {
            let in_step = !failure.is_protocol();
            Group { no: Some(first.unwrap_or(failure)), in_step }
        };
        let mut first_no = None;
        let mut recipient_taken = false;
        for phase in [Phase::Mail, Phase::Rcpt] {
            let reply = match self.channel.receive(phase, time).await {
                Ok(reply) => reply,
                Err(failure) => return broken(first_no, failure),
            };
            if reply.is_success() {
                recipient_taken = phase == Phase::Rcpt;
                continue;
            }
            let over = reply.code == 421 || !reply.is_refusal();
            let failure = self.channel.rejected(phase, reply);
            if over {
                return broken(first_no, failure);
            }
            first_no.get_or_insert(failure);
        }
        let data = match self.channel.receive(Phase::Data, self.deadlines.data).await {
            Ok(reply) => reply,
            Err(failure) => return broken(first_no, failure),
        };
        if data.code != 354 {
            let (failure, in_step) = self.refused(Phase::Data, data).await;
            return Group { no: Some(first_no.unwrap_or(failure)), in_step };
        }
        // A server that took the recipient would deliver an empty message to it.
        let in_step = first_no.is_none() || recipient_taken || self.end_empty().await;
        Group { no: first_no, in_step }
    }

    /// RFC 2920 3.1: DATA was accepted although nobody would get the letter. It is ended with
    /// an empty body; whatever the server answers, nothing of the letter went out. `false` if
    /// it answered more than once.
    async fn end_empty(&mut self) -> bool {
        let time = self.deadlines.command;
        self.channel.transcript.client(".");
        if self.channel.send(Phase::Dot, wire::TERMINATOR, time).await.is_err() {
            return true;
        }
        match self.channel.receive(Phase::Dot, time).await {
            Ok(reply) => {
                self.usable = reply.code != 421 && self.in_step();
                self.in_step()
            }
            Err(failure) => !failure.is_protocol(),
        }
    }

    /// Whether every reply that came has been read.
    pub(super) fn in_step(&self) -> bool {
        self.channel.replies.surplus().is_empty()
    }

    /// After a clear no the transaction is taken back (RSET) and the session stays; after an
    /// answer that makes no sense, or a 421, it does not. Also says whether the replies are
    /// in step, as far as this shows it.
    async fn refused(&mut self, phase: Phase, reply: Reply) -> (Failure, bool) {
        let clear = reply.is_refusal();
        let over = reply.code == 421 || !clear;
        let failure = self.channel.rejected(phase, reply);
        let in_step = if over { clear } else { self.reset().await };
        (failure, in_step)
    }
}
