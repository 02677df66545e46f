//! The body, the dot, and the one reply that makes a letter sent.
//!
//! Where certainty ends: a server may deliver a message only after it read the line with the
//! single dot (RFC 5321 4.1.1.4). So everything that goes wrong before the bytes of that line
//! are handed to the stream means *certainly not sent*. From the moment when they are handed
//! over it cannot be known how far they went, even if that very write reports an error (TLS
//! may have sent a part of it), and only the server's own reply can tell: 2yz is sent, 4yz and
//! 5yz are a clear no, all else is *in doubt*.
//!
//! The dot leaves together with the last piece of the body: one packet for a usual letter.

use super::offer::Ready;
use super::wire::TERMINATOR;
use crate::outcome::{Class, Failure, Kind, Phase, classify};
use crate::reply::Reply;

/// Octets written between two looks at whether the server said something.
const PIECE: usize = 16 * 1024;

/// What is known about a letter after its body went out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a letter's outcome must be recorded"]
pub enum Delivery {
    /// The server took the letter.
    Sent(Reply),
    /// The letter was certainly not taken; [`Failure::class`] says what is next.
    NotSent(Failure),
    /// Nobody knows. It must not be sent again without a person's decision.
    InDoubt(Failure),
}

impl Delivery {
    /// What happens next, and to whom.
    pub fn class(&self) -> Class {
        match self {
            Self::Sent(reply) => classify(Phase::Dot, Some(reply)),
            Self::NotSent(failure) => failure.class(),
            Self::InDoubt(_) => Class::InDoubt,
        }
    }

    /// What went wrong, unless it was sent.
    pub const fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Sent(_) => None,
            Self::NotSent(failure) | Self::InDoubt(failure) => Some(failure),
        }
    }

    /// The server's reply, if it gave one.
    pub const fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Sent(reply) => Some(reply),
            Self::NotSent(failure) | Self::InDoubt(failure) => failure.reply.as_ref(),
        }
    }
}

pub(super) async fn deliver(ready: Ready<'_>) -> Delivery {
    let Ready { session, wire } = ready;
    let (deadlines, channel) = (session.deadlines, &mut session.channel);
    session.letters += 1;
    channel.transcript.client(&format!("(the letter, {} octets)", wire.len()));

    // All pieces but the last, which holds the whole terminator.
    let body = wire.len().saturating_sub(TERMINATOR.len());
    let (early, last) = wire.split_at(body.saturating_sub(1) / PIECE * PIECE);
    for piece in early.chunks(PIECE) {
        if let Err(failure) = channel.send_watching(piece, deadlines.write).await {
            return Delivery::NotSent(failure);
        }
    }
    if let Err(failure) = channel.quiet(Phase::Body, deadlines.command).await {
        return Delivery::NotSent(failure);
    }

    if let Err(failure) = channel.send(Phase::Dot, last, deadlines.write).await {
        return Delivery::InDoubt(failure);
    }
    let reply = match channel.receive(Phase::Dot, deadlines.dot).await {
        Ok(reply) => reply,
        Err(failure) => return Delivery::InDoubt(failure),
    };
    // Two answers to one dot: unless the second agrees or says goodbye, the first may have
    // been meant for something else.
    if !matches!(channel.replies.surplus(), [] | [b'2', ..] | [b'4', b'2', b'1', ..]) {
        let doubt = channel.fail(Phase::Dot, Kind::Protocol, "it gave two answers to one letter");
        return Delivery::InDoubt(doubt.with_reply(reply));
    }
    let goes_on = reply.code != 421;
    let delivery = match reply.code {
        200..=299 => Delivery::Sent(reply),
        400..=599 => Delivery::NotSent(channel.rejected(Phase::Dot, reply)),
        _ => return Delivery::InDoubt(channel.rejected(Phase::Dot, reply)),
    };
    session.usable = goes_on && session.in_step();
    delivery
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use unforgotten_core::address::Address;

    use super::*;
    use crate::{Frozen, Options, Server, Session};

    /// A session that was told 354 and can no longer write: what TCP reports when the other
    /// side is gone and has not been heard of yet.
    async fn deliver_without_a_line(octets: usize) -> (Delivery, bool) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let far = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let replies = b"220 hi\r\n250 hi\r\n250 ok\r\n250 ok\r\n354 go\r\n";
            let mut heard = [0; 1024];
            for reply in replies.split_inclusive(|&byte| byte == b'\n') {
                stream.write_all(reply).await.unwrap();
                let _ = stream.read(&mut heard).await;
            }
            std::future::pending::<()>().await;
        });
        let server = Server::parse(&format!("smtp+insecure://127.0.0.1:{port}")).unwrap();
        let address = Address::parse("a@example.org").unwrap();
        let letter = Frozen {
            bytes: b"0123456789abcd\r\n".repeat(octets / 16),
            message_id: "1@example.org".to_owned(),
            from: address.clone(),
            to: address,
        };
        let mut session = Session::open(&server, &Options::default(), None).await.unwrap();
        let ready = session.offer(&letter).await.unwrap();
        ready.session.channel.stream.shutdown().await.unwrap();
        let delivery = ready.deliver().await;
        far.abort();
        (delivery, session.is_usable())
    }

    #[tokio::test]
    async fn a_write_that_held_the_dot_and_failed_leaves_doubt() {
        let (delivery, usable) = deliver_without_a_line(2048).await;
        assert!(matches!(delivery, Delivery::InDoubt(_)), "a part may have left: {delivery:?}");
        assert_eq!(delivery.failure().map(|failure| failure.phase), Some(Phase::Dot));
        assert!(!usable, "the connection is broken");
    }

    #[tokio::test]
    async fn a_write_that_failed_before_the_dot_is_a_certain_no() {
        let (delivery, usable) = deliver_without_a_line(10 * PIECE).await;
        assert_eq!(delivery.class(), Class::Deferred, "the dot never left: {delivery:?}");
        assert_eq!(delivery.failure().map(|failure| failure.phase), Some(Phase::Body));
        assert!(!usable, "the connection is broken");
    }
}
