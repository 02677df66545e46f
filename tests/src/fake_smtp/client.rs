//! The other end of the fake server: letters, sessions with short deadlines, and stories that
//! end.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that cannot begin must fail")]

use std::future::Future;
use std::time::{Duration, Instant};

use unforgotten_core::address::Mailbox;
use unforgotten_mail::{
    Answers, Deadlines, Delivery, Draft, Failure, Frozen, Joined, Options, Pending, Ready, Server,
    Session, compose,
};

use super::FakeSmtp;

/// Longer than any reply takes here, also on a busy computer.
pub const STALL: Duration = Duration::from_millis(500);

/// A letter from Anna to an office, with this text.
pub fn letter_of(text: &str) -> Frozen {
    let from = Mailbox::parse("Anna <anna@example.org>", false).unwrap();
    let to = Mailbox::parse("office@example.org", false).unwrap();
    compose(&Draft {
        from: &from,
        to: &to,
        reply_to: None,
        subject: "About Anna",
        text,
        date: jiff::Timestamp::UNIX_EPOCH,
        message_id: "1@example.org",
    })
    .unwrap()
}

/// A short letter with dots where they hurt.
pub fn letter() -> Frozen {
    letter_of("Dear Sir,\n.\n..\nyours\n")
}

/// All deadlines of the conversation are [`STALL`].
pub fn options() -> Options {
    let deadlines = Deadlines {
        connect: Duration::from_secs(5),
        tls: Duration::from_secs(5),
        ..Deadlines::all(STALL)
    };
    Options { deadlines, ..Options::default() }
}

/// The fake server's address as the program knows it.
pub fn server(fake: &FakeSmtp) -> Server {
    Server::parse(&fake.url()).unwrap()
}

/// A session without a password.
pub async fn open(fake: &FakeSmtp) -> Result<Session, Failure> {
    Session::open(&server(fake), &options(), None).await
}

/// Runs a story; no story may wait for ever, since that is itself one of the faults.
pub fn run<T>(story: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let end = Duration::from_secs(20);
    runtime.block_on(async { tokio::time::timeout(end, story).await.unwrap() })
}

/// Waits until the server has seen what the client did before.
pub async fn until(what: &str, done: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(5);
    while !done() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The second letter of a pair, which can be told from the first.
pub fn next() -> Frozen {
    letter_of("Dear Madam,\nthe next letter\n")
}

/// Delivers a letter together with the offer of the next. Panics if they stay apart.
pub async fn together<'s>(ready: Ready<'s>, next: &Frozen) -> (Delivery, Option<Pending<'s>>) {
    match ready.deliver_and_offer(next).await {
        Joined::Together(delivery, pending) => (delivery, pending),
        Joined::Apart(_) => panic!("the server offers PIPELINING and the letter fits"),
    }
}

/// Sends [`letter`] together with the offer of [`next`], and hears the answers to both.
pub async fn pair(session: &mut Session) -> (Delivery, Answers<'_>) {
    let ready = session.offer(&letter()).await.unwrap();
    let (delivery, pending) = together(ready, &next()).await;
    (delivery, pending.unwrap().answers().await)
}

/// Panics if anything of the second letter's body was ever heard by the server.
pub fn assert_next_not_sent(fake: &FakeSmtp) {
    let heard = String::from_utf8(fake.bodies().concat()).unwrap();
    assert!(!heard.contains("Dear Madam"), "the next letter's body never left: {heard}");
    let kept = fake.letters();
    assert!(!kept.iter().any(|kept| kept.bytes == next().bytes), "it was not delivered");
}
