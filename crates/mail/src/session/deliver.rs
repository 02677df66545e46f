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

use super::Session;
use super::offer::Ready;
use super::wire::TERMINATOR;
use crate::outcome::{Class, Failure, Kind, Phase};
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
            Self::Sent(_) => Class::Sent,
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

/// The receipt, and whether the conversation can go on after it.
pub(super) enum Receipt {
    /// A clear yes or no, and the server stays.
    GoesOn(Delivery),
    /// Doubt, a goodbye (421) or a broken connection: nothing more is to be said here.
    Last(Delivery),
}

pub(super) async fn deliver(ready: Ready<'_>) -> Delivery {
    let Ready { session, wire } = ready;
    let receipt = body_and_dot(session, &wire, wire.len()).await;
    session.spare = wire;
    let (delivery, goes_on) = match receipt {
        Receipt::GoesOn(delivery) => (delivery, true),
        Receipt::Last(delivery) => (delivery, false),
    };
    let delivery = unless_contradicted(session, delivery);
    session.usable = goes_on && session.in_step();
    delivery
}

/// Two answers to one dot: unless the second agrees or says goodbye, the first may have been
/// meant for something else.
pub(super) fn unless_contradicted(session: &Session, delivery: Delivery) -> Delivery {
    let agrees = match (&delivery, session.channel.replies.surplus()) {
        (_, [] | [b'4', b'2', b'1', ..]) | (Delivery::InDoubt(_), _) => true,
        (Delivery::Sent(_), second) => second.starts_with(b"2"),
        (Delivery::NotSent(failure), _) if failure.phase != Phase::Dot => true,
        (Delivery::NotSent(_), second) => matches!(second, [b'4' | b'5', ..]),
    };
    if agrees {
        return delivery;
    }
    let why = "it gave two answers to one letter";
    let mut doubt = session.channel.fail(Phase::Dot, Kind::Protocol, why);
    doubt.reply = delivery.reply().cloned();
    Delivery::InDoubt(doubt)
}

/// Sends `wire`, of which the first `letter` octets are the stuffed body with its terminator
/// and the rest, if any, are commands that may travel with it; then reads the receipt.
pub(super) async fn body_and_dot(session: &mut Session, wire: &[u8], letter: usize) -> Receipt {
    let (deadlines, channel) = (session.deadlines, &mut session.channel);
    session.letters += 1;
    channel.transcript.body(letter);

    // All pieces but the last, which holds the whole terminator and what follows it.
    let body = letter.saturating_sub(TERMINATOR.len());
    let (early, last) = wire.split_at(body.saturating_sub(1) / PIECE * PIECE);
    for piece in early.chunks(PIECE) {
        if let Err(failure) = channel.send_watching(piece, deadlines.write).await {
            return Receipt::Last(Delivery::NotSent(failure));
        }
    }
    if let Err(failure) = channel.quiet(Phase::Body, deadlines.command).await {
        return Receipt::Last(Delivery::NotSent(failure));
    }

    if let Err(failure) = channel.send(Phase::Dot, last, deadlines.write).await {
        return Receipt::Last(Delivery::InDoubt(failure));
    }
    match channel.receive(Phase::Dot, deadlines.dot).await {
        Err(failure) => Receipt::Last(Delivery::InDoubt(failure)),
        Ok(reply) => match reply.code {
            200..=299 => Receipt::GoesOn(Delivery::Sent(reply)),
            421 => Receipt::Last(Delivery::NotSent(channel.rejected(Phase::Dot, reply))),
            400..=599 => Receipt::GoesOn(Delivery::NotSent(channel.rejected(Phase::Dot, reply))),
            _ => Receipt::Last(Delivery::InDoubt(channel.rejected(Phase::Dot, reply))),
        },
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use unforgotten_core::address::Address;

    use super::*;
    use crate::{Frozen, Options, Server};

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
