//! Stories of the wire: what travels, in which order, and what a session does after a fault.
//! What each single fault means stands in `smtp_table.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the helpers of tests fail like tests"
)]

use std::time::Duration;

use rstest::rstest;
use unforgotten_mail::{Class, Delivery, Failure, Frozen, Phase};
use unforgotten_tests::fake_smtp::client::{STALL, letter, letter_of, open, run, until};
use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};

/// One letter over a connection of its own.
async fn attempt(fake: &FakeSmtp, letter: &Frozen) -> Result<Delivery, Failure> {
    Ok(open(fake).await?.offer(letter).await?.deliver().await)
}

#[rstest]
#[case::pipelined(Script::new())]
#[case::step_by_step(Script::new().extensions(&["SIZE 1000000"]))]
#[case::bare(Script::new().extensions(&[]))]
#[case::lower_case(Script::new().on(Step::Ehlo, [Act::say("250-x\n250 pipelining")]))]
#[case::single_bytes(
    Script::new()
        .on(Step::Greeting, [Act::drip("220-hello\n220 world")])
        .on(Step::Ehlo, [Act::drip("250-x\n250 PIPELINING")])
        .on(Step::Mail, [Act::drip("250 ok")])
        .on(Step::Rcpt, [Act::drip("250 ok")])
        .on(Step::Data, [Act::drip("354 go")])
        .on(Step::Dot, [Act::drip("250-ok\n250 ok")])
)]
#[case::bare_line_feeds(
    Script::new()
        .on(Step::Greeting, [Act::Bytes(b"220 hello\n".to_vec())])
        .on(Step::Ehlo, [Act::Bytes(b"250-x\n250 PIPELINING\n".to_vec())])
        .on(Step::Data, [Act::Bytes(b"354 go\n".to_vec())])
        .on(Step::Dot, [Act::Bytes(b"250 ok\n".to_vec())])
)]
#[case::closes_after_the_receipt(Script::new().on(Step::Dot, [Act::say("250 ok"), Act::Cut]))]
#[case::says_goodbye_after_the_receipt(Script::new().on(Step::Dot, [Act::say("250 ok\n421 bye")]))]
#[case::slow(Script::new().on(Step::Dot, [Act::Wait(STALL / 3), Act::say("250 ok")]))]
fn a_letter_that_was_received_is_sent_and_arrives_byte_for_byte(#[case] script: Script) {
    let fake = FakeSmtp::start(script);
    let letter = letter();
    let delivery = run(attempt(&fake, &letter)).unwrap();
    assert!(matches!(delivery, Delivery::Sent(_)), "the server said 250: {delivery:?}");
    assert_eq!(delivery.class(), Class::Sent);
    let kept = fake.letters();
    assert_eq!(kept.len(), 1, "once and only once");
    assert_eq!(kept[0].bytes, letter.bytes, "dots and all");
    assert_eq!(
        (kept[0].from.as_str(), kept[0].to.as_slice()),
        ("anna@example.org", &["office@example.org".to_owned()][..])
    );
    assert_eq!(fake.commands()[0], "EHLO [127.0.0.1]", "the machine's name is not told");
}

#[test]
fn a_large_letter_arrives_byte_for_byte_in_pieces() {
    let fake = FakeSmtp::start(Script::new());
    for lines in [700, 2_340, 40_000] {
        let letter = letter_of(&".Dear Sir or Madam\n".repeat(lines));
        let delivery = run(attempt(&fake, &letter)).unwrap();
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
        assert_eq!(fake.letters().last().unwrap().bytes, letter.bytes, "{lines} lines");
    }
}

#[test]
fn many_letters_go_over_one_connection() {
    let fake = FakeSmtp::start(Script::new());
    run(async {
        let mut session = open(&fake).await.unwrap();
        for number in 1..=20 {
            let delivery = session.offer(&letter()).await.unwrap().deliver().await;
            assert_eq!(delivery.class(), Class::Sent, "letter {number}: {delivery:?}");
            assert_eq!(session.letters(), number, "the account counts letters a connection");
        }
        assert!(session.is_usable(), "nothing went wrong");
        assert_eq!(session.size_limit(), Some(26_214_400), "as EHLO said");
        session.quit().await;
    });
    assert_eq!((fake.connections(), fake.letters().len()), (1, 20));
    assert_eq!(fake.count(Step::Quit), 1, "the session took its leave");
}

#[rstest]
#[case::hung_up(vec![Act::say("354 go"), Act::Cut], Class::Deferred)]
#[case::changed_its_mind(vec![Act::say("354 go"), Act::say("421 no")], Class::Deferred)]
#[case::surplus_yes(vec![Act::say("354 go\n250 ok")], Class::Deferred)]
fn what_the_server_says_between_354_and_the_body_stops_the_letter(
    #[case] acts: Vec<Act>,
    #[case] class: Class,
) {
    let fake = FakeSmtp::start(Script::new().on(Step::Data, acts));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let ready = session.offer(&letter()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await; // the fence is being written
        let delivery = ready.deliver().await;
        assert!(matches!(delivery, Delivery::NotSent(_)), "no byte left: {delivery:?}");
        assert_eq!(delivery.class(), class, "{delivery:?}");
        assert!(!session.is_usable(), "the server waits for a letter, or is gone");
    });
    assert!(fake.letters().is_empty() && fake.bodies().concat().is_empty(), "nothing went out");
}

#[rstest]
#[case::pipelined(Script::new())]
#[case::step_by_step(Script::new().extensions(&[]))]
fn after_a_refused_recipient_the_connection_serves_the_next_letter(#[case] script: Script) {
    let fake = FakeSmtp::start(script.nth(Step::Rcpt, 1, [Act::say("550 5.1.1 nobody")]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let failure = session.offer(&letter()).await.expect_err("nobody lives there");
        assert_eq!((failure.phase, failure.class()), (Phase::Rcpt, Class::BadRecipient));
        assert_eq!(failure.reply.as_ref().unwrap().text(), "5.1.1 nobody", "its own words");
        assert!(session.is_usable(), "it was a clear no");
        let delivery = session.offer(&letter()).await.unwrap().deliver().await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
    });
    assert_eq!((fake.connections(), fake.letters().len(), fake.count(Step::Rset)), (1, 1, 1));
}

#[test]
fn a_354_after_a_refused_recipient_is_answered_with_an_empty_body() {
    let script = Script::new().nth(Step::Rcpt, 1, [Act::say("550 5.1.1 nobody")]).nth(
        Step::Data,
        1,
        [Act::say("354 go")],
    );
    let fake = FakeSmtp::start(script);
    run(async {
        let mut session = open(&fake).await.unwrap();
        let failure = session.offer(&letter()).await.expect_err("the recipient was refused");
        assert_eq!(failure.phase, Phase::Rcpt, "{failure}");
        assert_eq!(fake.bodies(), [b".\r\n"], "RFC 2920 3.1: a dot, and never the letter");
        assert!(session.is_usable(), "the server ended it with a 554");
        let delivery = session.offer(&letter()).await.unwrap().deliver().await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
    });
    assert_eq!(fake.letters().len(), 1, "the second letter only");
}

#[test]
fn a_recipient_taken_without_a_sender_gets_no_empty_message() {
    let script = Script::new().on(Step::Mail, [Act::say("550 5.7.1 not you")]);
    let script = script.on(Step::Rcpt, [Act::say("250 ok")]);
    let fake = FakeSmtp::start(script.on(Step::Data, [Act::say("354 go")]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let failure = session.offer(&letter()).await.expect_err("the sender was refused");
        assert_eq!((failure.phase, failure.class()), (Phase::Mail, Class::StopAccount));
        assert!(!session.is_usable(), "only closing ends this without a message");
    });
    assert!(fake.bodies().concat().is_empty(), "not even a dot");
}

#[rstest]
#[case::mail(Step::Mail, Phase::Mail)]
#[case::rcpt(Step::Rcpt, Phase::Rcpt)]
fn the_first_no_of_a_group_explains_the_silence_after_it(#[case] step: Step, #[case] phase: Phase) {
    let fake = FakeSmtp::start(Script::new().on(step, [Act::say("451 4.3.0 later"), Act::Cut]));
    let failure = run(attempt(&fake, &letter())).expect_err("it was refused");
    assert_eq!((failure.phase, failure.is_rejection()), (phase, true), "{failure}");
}

#[test]
fn a_letter_larger_than_the_server_takes_is_not_offered() {
    let fake = FakeSmtp::start(Script::new().extensions(&["SIZE 1000"]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let large = letter_of(&"x\n".repeat(1000));
        let failure = session.offer(&large).await.expect_err("RFC 1870");
        assert_eq!((failure.phase, failure.is_too_large()), (Phase::Prepare, true), "{failure}");
        assert_eq!(failure.class(), Class::Refused, "it will not shrink by waiting");
        assert!(session.is_usable(), "the server was not even asked");
        let delivery = session.offer(&letter()).await.unwrap().deliver().await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
    });
    assert!(fake.commands().iter().any(|line| line.contains(" SIZE=")), "the size is declared");
}

#[test]
fn bytes_that_would_end_the_letter_early_are_not_offered() {
    let fake = FakeSmtp::start(Script::new());
    let mut smuggler = letter();
    smuggler.bytes.extend_from_slice(b"x\n.\nMAIL FROM:<a@b.org>\r\n");
    let failure = run(attempt(&fake, &smuggler)).expect_err("a bare line feed");
    assert_eq!((failure.phase, failure.class()), (Phase::Prepare, Class::Refused));
    assert_eq!(fake.count(Step::Mail), 0, "the server heard nothing of it");
}

#[test]
fn giving_up_after_the_354_delivers_nothing() {
    let fake = FakeSmtp::start(Script::new());
    run(async {
        let mut session = open(&fake).await.unwrap();
        session.offer(&letter()).await.unwrap().give_up().await;
        assert!(!session.is_usable(), "the connection is closed");
        until("the server noticed", || fake.open_connections() == 0).await;
    });
    assert_eq!(fake.bodies().concat(), b"", "not one byte of the letter");
    assert!(fake.letters().is_empty(), "and no letter");
}

#[test]
fn dropping_the_offer_or_the_delivery_spends_the_session() {
    let fake =
        FakeSmtp::start(Script::new().on(Step::Dot, [Act::Wait(STALL / 2), Act::say("250 ok")]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        drop(session.offer(&letter()).await.unwrap());
        assert!(!session.is_usable(), "the server waits for a body");

        let mut session = open(&fake).await.unwrap();
        let letter = letter();
        let delivery = session.offer(&letter).await.unwrap().deliver();
        let cancelled = tokio::time::timeout(STALL / 4, delivery).await;
        assert!(cancelled.is_err(), "the receipt had not come yet");
        assert!(!session.is_usable(), "its receipt would be read as the next letter's");
        let next = session.offer(&letter).await.expect_err("the session is spent");
        assert_eq!(next.class(), Class::RetryConnection, "a fresh connection is needed");
    });
}

#[rstest]
#[case::without_a_word(vec![Act::say("250 ok"), Act::Wait(STALL / 5), Act::Cut])]
#[case::with_goodbye(vec![Act::say("250 ok"), Act::Wait(STALL / 5), Act::say("421 idle"), Act::Cut])]
fn a_kept_connection_that_ended_costs_the_next_letter_nothing(#[case] acts: Vec<Act>) {
    let fake = FakeSmtp::start(Script::new().nth(Step::Dot, 1, acts));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let delivery = session.offer(&letter()).await.unwrap().deliver().await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
        tokio::time::sleep(STALL / 2).await;
        let failure = session.offer(&letter()).await.expect_err("the server left");
        assert_eq!(failure.class(), Class::RetryConnection, "{failure}");
        assert!(failure.class().keeps_attempt(), "the letter was never offered");
    });
    assert_eq!(fake.count(Step::Mail), 1, "nothing was said to a dead connection");
}

#[test]
fn a_failure_carries_the_transcript_up_to_itself() {
    let fake = FakeSmtp::start(Script::new().on(Step::Rcpt, [Act::say("550 5.1.1 nobody")]));
    let failure = run(attempt(&fake, &letter())).expect_err("nobody lives there");
    let said = failure.transcript().join("\n");
    for line in ["S: 220 fake ESMTP", "C: EHLO [127.0.0.1]", "C: RCPT TO:<office@example.org>"] {
        assert!(said.contains(line), "{line} is missing in:\n{said}");
    }
    assert!(said.ends_with("S: 550 5.1.1 nobody"), "the last word is the server's:\n{said}");
}

/// Two answers to one dot: unless they agree, the first may belong to something else.
#[rstest]
#[case::yes_and_no("250 ok\n554 no")]
#[case::yes_and_intermediate("250 ok\n354 go")]
#[case::no_and_yes("451 no\n250 ok")]
#[case::no_and_intermediate("554 no\n354 go")]
#[case::goodbye_and_yes("421 bye\n250 ok")]
fn two_answers_to_one_dot_that_disagree_leave_doubt(#[case] answers: &str) {
    let fake = FakeSmtp::start(Script::new().on(Step::Dot, [Act::say(answers)]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let delivery = session.offer(&letter()).await.unwrap().deliver().await;
        assert!(matches!(delivery, Delivery::InDoubt(_)), "nobody can know: {delivery:?}");
        assert!(!session.is_usable(), "what is unread could be taken for the next reply");
    });
}

#[rstest]
#[case::no_twice("451 4.3.0 later\n451 4.3.0 later", Class::Deferred)]
#[case::yes_twice("250 ok\n250 ok", Class::Sent)]
fn two_answers_to_one_dot_that_agree_are_one(#[case] answers: &str, #[case] class: Class) {
    let fake = FakeSmtp::start(Script::new().on(Step::Dot, [Act::say(answers)]));
    let delivery = run(attempt(&fake, &letter())).unwrap();
    assert_eq!(delivery.class(), class, "{delivery:?}");
}
