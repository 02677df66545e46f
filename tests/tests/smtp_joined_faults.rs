//! What goes wrong between two letters that travel together: the first is in doubt exactly
//! where its receipt is, and the next was certainly not sent.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the helpers of tests fail like tests"
)]

use std::pin::pin;

use rstest::rstest;
use unforgotten_mail::{Class, Delivery, Phase};
use unforgotten_tests::fake_smtp::client::{
    STALL, assert_next_not_sent, letter, next, open, pair, run, together,
};
use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};

#[rstest]
#[case::cut(vec![Act::Cut])]
#[case::stall(vec![Act::Stall])]
#[case::half_a_reply(vec![Act::Bytes(b"250 o".to_vec()), Act::Cut])]
#[case::unfinished(vec![Act::say("250-ok"), Act::Stall])]
#[case::garbage(vec![Act::say("OK, thank you")])]
#[case::intermediate(vec![Act::say("354 go on")])]
#[case::two_codes(vec![Act::say("250-ok\n550 no")])]
fn without_a_plain_answer_to_the_dot_the_first_is_in_doubt_and_the_next_unsent(
    #[case] acts: Vec<Act>,
) {
    let fake = FakeSmtp::start(Script::new().on(Step::Dot, acts));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let ready = session.offer(&letter()).await.unwrap();
        let (delivery, pending) = together(ready, &next()).await;
        assert!(matches!(delivery, Delivery::InDoubt(_)), "nobody can know: {delivery:?}");
        assert_eq!(delivery.failure().unwrap().phase, Phase::Dot);
        assert!(pending.is_none(), "the session is over");
        assert!(!session.is_usable(), "an unread reply could be taken for the next one");
    });
    assert_next_not_sent(&fake);
}

#[rstest]
#[case::without_a_word(vec![Act::say("250 ok"), Act::Cut])]
#[case::with_goodbye(vec![Act::say("250 ok\n421 enough for today"), Act::Cut])]
fn a_server_that_leaves_after_the_receipt_costs_the_next_letter_nothing(#[case] acts: Vec<Act>) {
    let fake = FakeSmtp::start(Script::new().on(Step::Dot, acts));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let (delivery, answers) = pair(&mut session).await;
        assert_eq!(delivery.class(), Class::Sent, "the receipt was given: {delivery:?}");
        assert!(answers.out_of_step.is_none(), "leaving is no contradiction");
        let failure = answers.next.expect_err("nobody is there");
        assert_eq!(failure.class(), Class::RetryConnection, "{failure}");
        assert!(!session.is_usable(), "the connection is gone");
    });
    assert_eq!(fake.letters().len(), 1, "the first letter only");
    assert_next_not_sent(&fake);
}

/// 421 ends the session wherever it comes, and is a clear no to what it answers.
#[rstest]
#[case::dot(Step::Dot, 1)]
#[case::mail(Step::Mail, 2)]
#[case::rcpt(Step::Rcpt, 2)]
#[case::data(Step::Data, 2)]
fn a_goodbye_ends_the_session_at_every_point(
    #[case] step: Step,
    #[case] number: usize,
    #[values(true, false)] cut: bool,
) {
    let mut acts = vec![Act::say("421 4.3.2 closing")];
    acts.extend(cut.then_some(Act::Cut));
    let fake = FakeSmtp::start(Script::new().nth(step, number, acts));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let ready = session.offer(&letter()).await.unwrap();
        let (delivery, pending) = together(ready, &next()).await;
        if step == Step::Dot {
            // What came behind a goodbye, such as more replies, leaves doubt.
            let class = delivery.class();
            assert!(matches!(class, Class::Deferred | Class::InDoubt), "{delivery:?}");
            assert!(!cut || class == Class::Deferred, "an explicit no: {delivery:?}");
            assert!(pending.is_none(), "the session is over");
        } else {
            assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
            let answers = pending.unwrap().answers().await;
            assert!(answers.out_of_step.is_none(), "leaving is no contradiction");
            let failure = answers.next.expect_err("the server left");
            assert!(failure.is_rejection() || failure.class() == Class::RetryConnection);
            assert!(!failure.class().is_refused(), "it may be tried again: {failure}");
        }
        assert!(!session.is_usable(), "421 means that it closes");
    });
    assert_next_not_sent(&fake);
}

/// One reply too many, or too few: what was read as the receipt may not be one.
#[rstest]
#[case::yes_then_no(vec![Act::say("250 stray\n554 5.7.1 no")])]
#[case::yes_then_later(vec![Act::say("250 stray\n451 later")])]
#[case::yes_then_yes(vec![Act::say("250 stray\n250 ok")])]
#[case::no_then_yes(vec![Act::say("554 stray\n250 ok")])]
#[case::later_then_yes(vec![Act::say("451 stray\n250 ok")])]
#[case::two_strays(vec![Act::say("250 stray\n250 stray\n554 no")])]
#[case::one_by_one(vec![Act::drip("250 stray\n554 no")])]
#[case::slowly(vec![Act::say("250 stray"), Act::Wait(STALL / 5), Act::say("554 no")])]
#[case::garbage(vec![Act::say("250 ok\nwhat")])]
#[case::intermediate(vec![Act::say("250 ok\n354 go")])]
#[case::none(vec![])]
fn a_receipt_that_may_belong_to_something_else_is_taken_back(#[case] acts: Vec<Act>) {
    let fake = FakeSmtp::start(Script::new().nth(Step::Dot, 1, acts));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let (delivery, answers) = pair(&mut session).await;
        let doubt = answers.out_of_step.unwrap();
        assert_eq!((doubt.phase, doubt.class()), (Phase::Dot, Class::InDoubt), "{delivery:?}");
        let said = doubt.transcript().join("\n");
        assert!(said.contains("C: (the letter, "), "both letters are shown:\n{said}");
        let failure = answers.next.expect_err("nothing here can be trusted");
        assert!(!failure.class().is_in_doubt(), "the next was certainly not sent: {failure}");
        assert!(!session.is_usable(), "what is unread would be taken for an answer");
    });
    assert_next_not_sent(&fake);
}

/// The shift also shows when the next letter is refused, so that DATA gets no 2yz.
#[rstest]
#[case::at_once(vec![Act::say("250 stray\n554 5.7.1 no")])]
#[case::slowly(vec![Act::say("250 stray"), Act::Wait(STALL / 5), Act::say("554 no")])]
fn a_shift_shows_behind_a_refused_next_letter(#[case] acts: Vec<Act>) {
    let script = Script::new().nth(Step::Rcpt, 2, [Act::say("550 5.1.1 nobody")]);
    let fake = FakeSmtp::start(script.nth(Step::Dot, 1, acts));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let (delivery, answers) = pair(&mut session).await;
        assert!(answers.out_of_step.is_some(), "the 503 to DATA came to RSET: {delivery:?}");
        assert!(answers.next.is_err());
        assert!(!session.is_usable(), "what is unread would be taken for an answer");
    });
    assert_next_not_sent(&fake);
}

#[test]
fn what_the_server_says_before_the_body_stops_both() {
    let fake = FakeSmtp::start(Script::new().on(Step::Data, [Act::say("354 go\n250 ok")]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let ready = session.offer(&letter()).await.unwrap();
        let (delivery, pending) = together(ready, &next()).await;
        assert!(matches!(delivery, Delivery::NotSent(_)), "no byte left: {delivery:?}");
        assert!(pending.is_none() && !session.is_usable(), "the session is over");
    });
    assert!(fake.bodies().concat().is_empty(), "nothing went out");
}

/// Polls a future so many times; `true` if it was not done by then, and is dropped.
async fn dropped_after<F: Future>(polls: usize, future: F) -> bool {
    let mut future = pin!(future);
    let mut left = polls;
    std::future::poll_fn(|cx| {
        if left == 0 {
            return std::task::Poll::Ready(true);
        }
        left -= 1;
        future.as_mut().poll(cx).map(|_| false)
    })
    .await
}

#[test]
fn a_future_dropped_at_any_point_leaves_a_session_that_refuses_to_go_on() {
    let drip = |reply: &str| [Act::drip(reply)];
    let script = Script::new()
        .nth(Step::Dot, 1, drip("250 ok"))
        .nth(Step::Mail, 2, drip("250 ok"))
        .nth(Step::Rcpt, 2, drip("250 ok"))
        .nth(Step::Data, 2, drip("354 go"));
    let mut dropped = 0;
    for polls in 0.. {
        let fake = FakeSmtp::start(script.clone());
        let done = run(async {
            let mut session = open(&fake).await.unwrap();
            let ready = session.offer(&letter()).await.unwrap();
            let both = async {
                let (delivery, pending) = together(ready, &next()).await;
                assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
                drop(pending.unwrap().answers().await.next.unwrap());
            };
            let cancelled = dropped_after(polls, both).await;
            assert!(!session.is_usable(), "a reply is still to come after {polls} polls");
            let again = session.offer(&next()).await.expect_err("the session is spent");
            assert_eq!(again.class(), Class::RetryConnection, "{again}");
            !cancelled
        });
        assert_next_not_sent(&fake);
        if done {
            break;
        }
        dropped += 1;
    }
    assert!(dropped >= 8, "dropped at {dropped} points, from the first poll to the 354");
}
