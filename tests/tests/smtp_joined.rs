//! Letters whose end travels together with the beginning of the next: the same certainty as
//! one by one, in half the round trips. What goes wrong stands in `smtp_joined_faults.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the helpers of tests fail like tests"
)]

use std::pin::pin;
use std::time::Duration;

use rstest::rstest;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use unforgotten_mail::{
    Class, Delivery, Frozen, Joined, Options, Phase, Practice, Server, Session,
};
use unforgotten_tests::fake_smtp::client::{
    STALL, assert_next_not_sent, letter, letter_of, next, open, options, pair, run, together,
};
use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};

#[rstest]
#[case::at_once(Script::new())]
#[case::single_bytes(
    Script::new()
        .on(Step::Mail, [Act::drip("250-ok\n250 ok")])
        .on(Step::Rcpt, [Act::drip("250 ok")])
        .on(Step::Data, [Act::drip("354-go\n354 on")])
        .on(Step::Dot, [Act::drip("250-kept\n250 thanks")])
)]
fn many_letters_go_over_one_connection_in_their_order(#[case] script: Script) {
    let fake = FakeSmtp::start(script);
    let letters: Vec<Frozen> = (0..12)
        .map(|number| letter_of(&format!("Letter {number}\n.\n").repeat(1 + number * 7)))
        .collect();
    run(async {
        let mut session = open(&fake).await.unwrap();
        let mut ready = session.offer(&letters[0]).await.unwrap();
        for (number, next) in letters.iter().enumerate().skip(1) {
            let (delivery, pending) = together(ready, next).await;
            assert_eq!(delivery.class(), Class::Sent, "before letter {number}: {delivery:?}");
            let answers = pending.unwrap().answers().await;
            assert!(answers.out_of_step.is_none(), "four replies to four commands");
            ready = answers.next.unwrap();
        }
        let last = ready.deliver().await;
        assert_eq!(last.class(), Class::Sent, "the last one has nothing to join: {last:?}");
        assert!(session.is_usable(), "nothing went wrong");
        assert_eq!(session.letters(), 12, "joined letters count too");
        session.quit().await;
    });
    let kept: Vec<Vec<u8>> = fake.letters().into_iter().map(|letter| letter.bytes).collect();
    let want: Vec<Vec<u8>> = letters.iter().map(|letter| letter.bytes.clone()).collect();
    assert_eq!(kept, want, "each once, in order, byte for byte");
    let mut commands = vec!["EHLO [127.0.0.1]".to_owned()];
    for letter in &letters {
        commands.push(format!("MAIL FROM:<anna@example.org> SIZE={}", letter.bytes.len()));
        commands.extend(["RCPT TO:<office@example.org>".to_owned(), "DATA".to_owned()]);
    }
    commands.push("QUIT".to_owned());
    assert_eq!((fake.commands(), fake.connections()), (commands, 1), "nothing else was said");
}

#[test]
fn large_letters_are_joined_too() {
    let fake = FakeSmtp::start(Script::new());
    let letters: Vec<Frozen> = [11_000, 10, 12_345, 1_820]
        .map(|lines| letter_of(&".Dear Sir or Madam\n".repeat(lines)))
        .to_vec();
    assert!(letters[0].bytes.len() > 200_000, "more than any buffer on the way");
    run(async {
        let mut session = open(&fake).await.unwrap();
        let mut ready = session.offer(&letters[0]).await.unwrap();
        for next in &letters[1..] {
            let (delivery, pending) = together(ready, next).await;
            assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
            ready = pending.unwrap().answers().await.next.unwrap();
        }
        assert_eq!(ready.deliver().await.class(), Class::Sent);
    });
    let kept: Vec<Vec<u8>> = fake.letters().into_iter().map(|letter| letter.bytes).collect();
    assert_eq!(kept, letters.into_iter().map(|letter| letter.bytes).collect::<Vec<_>>());
}

#[test]
fn the_next_offer_does_not_wait_for_the_receipt() {
    run(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = Vec::new();
            let script: [(&[u8], &str); 4] = [
                (b"", "220 hi\r\n"),
                (b"EHLO [127.0.0.1]\r\n", "250-hi\r\n250 PIPELINING\r\n"),
                (b"DATA\r\n", "250 ok\r\n250 ok\r\n354 go\r\n"),
                // Nothing is said to the dot before the next DATA has come.
                (b"\r\n.\r\nMAIL FROM:<anna@example.org>\r\nRCPT TO:<office@example.org>\r\nDATA\r\n",
                 "250 kept\r\n250 ok\r\n250 ok\r\n354 go\r\n"),
            ];
            for (end, reply) in script {
                while !heard.ends_with(end) {
                    assert_ne!(stream.read_buf(&mut heard).await.unwrap(), 0, "all is said");
                }
                stream.write_all(reply.as_bytes()).await.unwrap();
            }
            heard
        });
        let server = Server::parse(&format!("smtp+insecure://127.0.0.1:{port}")).unwrap();
        let mut session = Session::open(&server, &options(), None).await.unwrap();
        let dots = Frozen { bytes: b"Subject: x\r\n\r\n.\r\n..\r\nyours\r\n".to_vec(), ..letter() };
        let ready = session.offer(&dots).await.unwrap();
        let (delivery, pending) = together(ready, &next()).await;
        let answers = pending.unwrap().answers().await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
        answers.next.unwrap().give_up().await;
        let heard = String::from_utf8(heard.await.unwrap()).unwrap();
        assert!(heard.contains("\r\n..\r\n...\r\nyours\r\n.\r\nMAIL"), "stuffed: {heard}");
        assert!(!heard.contains("Madam"), "the next body waits for its fence: {heard}");
    });
}

#[rstest]
#[case::sender(Step::Mail, "451 4.3.0 later", Phase::Mail, Class::Deferred)]
#[case::sender_for_good(Step::Mail, "550 5.7.1 not yours", Phase::Mail, Class::StopAccount)]
#[case::recipient(Step::Rcpt, "550 5.1.1 nobody", Phase::Rcpt, Class::BadRecipient)]
#[case::recipient_later(Step::Rcpt, "450 4.7.1 grey", Phase::Rcpt, Class::Deferred)]
#[case::data(Step::Data, "451 4.3.0 later", Phase::Data, Class::Deferred)]
#[case::data_for_good(Step::Data, "554 5.3.0 no", Phase::Data, Class::Refused)]
fn a_refused_next_letter_leaves_the_first_sent_and_the_connection_open(
    #[case] step: Step,
    #[case] reply: &str,
    #[case] phase: Phase,
    #[case] class: Class,
) {
    let fake = FakeSmtp::start(Script::new().nth(step, 2, [Act::say(reply)]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let (delivery, answers) = pair(&mut session).await;
        assert_eq!(delivery.class(), Class::Sent, "its receipt came first: {delivery:?}");
        assert!(answers.out_of_step.is_none(), "a plain no is in step");
        let failure = answers.next.expect_err("the server said no");
        assert_eq!((failure.phase, failure.class()), (phase, class), "{failure}");
        assert_eq!(failure.reply.as_ref().unwrap().to_string(), reply, "its own words");
        let said = failure.transcript().join("\n");
        assert!(!said.contains("(the letter"), "it is not about the letter before:\n{said}");
        assert!(session.is_usable(), "it was a clear no");
        let third = session.offer(&letter()).await.unwrap().deliver().await;
        assert_eq!(third.class(), Class::Sent, "{third:?}");
    });
    assert_eq!((fake.connections(), fake.letters().len(), fake.count(Step::Rset)), (1, 2, 1));
    assert_next_not_sent(&fake);
}

#[test]
fn a_354_after_the_next_recipient_was_refused_is_answered_with_an_empty_body() {
    let script = Script::new().nth(Step::Rcpt, 2, [Act::say("550 5.1.1 nobody")]);
    let fake = FakeSmtp::start(script.nth(Step::Data, 2, [Act::say("354 go")]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let (delivery, answers) = pair(&mut session).await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
        assert!(answers.out_of_step.is_none(), "RFC 2920 3.1 foresees it");
        let failure = answers.next.expect_err("nobody lives there");
        assert_eq!((failure.phase, failure.class()), (Phase::Rcpt, Class::BadRecipient));
        assert!(session.is_usable(), "the server ended it with a 554");
    });
    assert_eq!(fake.bodies()[1], b".\r\n", "a dot, and never the letter");
    assert_next_not_sent(&fake);
}

#[test]
fn a_recipient_taken_without_a_sender_gets_no_empty_message() {
    let script = Script::new().nth(Step::Mail, 2, [Act::say("550 5.7.1 not you")]);
    let script = script.nth(Step::Rcpt, 2, [Act::say("250 ok")]);
    let fake = FakeSmtp::start(script.nth(Step::Data, 2, [Act::say("354 go")]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let (delivery, answers) = pair(&mut session).await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
        assert!(answers.next.is_err() && answers.out_of_step.is_none());
        assert!(!session.is_usable(), "only closing ends this without a message");
    });
    assert_eq!(fake.letters().len(), 1, "the first letter only");
    assert_next_not_sent(&fake);
}

#[rstest]
#[case::later("451 4.3.0 later", Class::Deferred)]
#[case::content("554 5.7.1 spam", Class::ContentRefused)]
#[case::no("550 5.6.0 no", Class::Refused)]
fn a_first_letter_that_is_refused_does_not_hold_up_the_next(
    #[case] reply: &str,
    #[case] class: Class,
) {
    let fake = FakeSmtp::start(Script::new().nth(Step::Dot, 1, [Act::say(reply)]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let (delivery, answers) = pair(&mut session).await;
        assert!(matches!(delivery, Delivery::NotSent(_)), "an explicit no: {delivery:?}");
        assert_eq!(delivery.class(), class, "{reply}");
        assert!(answers.out_of_step.is_none(), "four replies to four commands");
        let delivery = answers.next.unwrap().deliver().await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
        assert!(session.is_usable(), "nothing is left unread");
    });
    assert_eq!(fake.letters().len(), 1, "the second letter only");
}

#[rstest]
#[case::without_pipelining(Script::new().extensions(&["SIZE 100000"]), next())]
#[case::too_large(Script::new().extensions(&["PIPELINING", "SIZE 1000"]), letter_of(&"x\n".repeat(900)))]
#[case::unfit(Script::new(), Frozen { bytes: b"a\n.\nb\r\n".to_vec(), ..next() })]
fn what_must_not_travel_together_stays_apart(#[case] script: Script, #[case] next: Frozen) {
    let fake = FakeSmtp::start(script);
    run(async {
        let mut session = open(&fake).await.unwrap();
        let ready = session.offer(&letter()).await.unwrap();
        let Joined::Apart(ready) = ready.deliver_and_offer(&next).await else {
            panic!("they must not be joined")
        };
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(fake.bodies().concat().is_empty(), "nothing of either has been written");
        assert_eq!(fake.count(Step::Mail), 1, "nor was the next one named");
        let delivery = ready.deliver().await;
        assert_eq!(delivery.class(), Class::Sent, "the first goes alone: {delivery:?}");
        assert!(session.is_usable(), "and leaves a good connection");
        assert_eq!(fake.letters()[0].bytes, letter().bytes, "byte for byte");
    });
}

#[test]
fn the_answers_may_be_waited_for_in_pieces() {
    let slow = [Act::Wait(STALL / 3), Act::say("354 go")];
    let fake = FakeSmtp::start(Script::new().nth(Step::Data, 2, slow));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let ready = session.offer(&letter()).await.unwrap();
        let (delivery, pending) = together(ready, &next()).await;
        assert_eq!(delivery.class(), Class::Sent, "it is known before the answers: {delivery:?}");
        let mut answers = pin!(pending.unwrap().answers());
        let early = tokio::time::timeout(Duration::from_millis(5), answers.as_mut()).await;
        assert!(early.is_err(), "DATA takes its time");
        let delivery = answers.await.next.unwrap().deliver().await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
    });
    assert_eq!(fake.letters().len(), 2);
}

#[test]
fn a_joined_letter_costs_few_allocations() {
    let fake = FakeSmtp::start(Script::new());
    let letter = letter_of(&"Dear Sir or Madam, this is two kilobytes\n".repeat(50));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut session = runtime.block_on(open(&fake)).unwrap();
    let mut send = |count: usize| {
        let sending = async {
            let mut ready = session.offer(&letter).await.unwrap();
            for _ in 0..count {
                ready = together(ready, &letter).await.1.unwrap().answers().await.next.unwrap();
            }
            assert_eq!(ready.deliver().await.class(), Class::Sent);
        };
        runtime.block_on(sending);
    };
    send(2); // buffers grow to their size
    let few = allocation_counter::measure(|| send(10)).count_total;
    let many = allocation_counter::measure(|| send(110)).count_total;
    let each = (many - few) / 100;
    // Two for each of the four replies; the letter itself, its commands and the transcript
    // live in memory that is used again.
    assert!(each <= 8, "{each} allocations a letter");
}

#[test]
fn practice_mode_takes_joined_letters() {
    let home = tempfile::tempdir().unwrap();
    run(async {
        let practice = Practice::start(home.path()).unwrap();
        let mut session =
            Session::open(&practice.server(), &Options::default(), None).await.unwrap();
        let (delivery, answers) = pair(&mut session).await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
        let delivery = answers.next.unwrap().deliver().await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
    });
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 2, "two letters lie there");
}
