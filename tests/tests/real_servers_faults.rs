//! smtp-sink with its fault options: whatever it does, the letter's state is true and the
//! letter is never taken twice.
#![allow(clippy::indexing_slicing, reason = "a broken test may panic")]

use rstest::rstest;
use unforgotten_tests::home::OFFICE;
use unforgotten_tests::servers::{self, ACCOUNT, SmtpSink, Writer, last_words, waits};

/// What becomes of a letter: its state in the contract's words, where "waits" stands for
/// queued and deferred, and how often its text reached the server under the fault.
type Becomes = (&'static str, usize);

const WAITS: Becomes = ("waits", 0);

#[rstest]
#[case::ordinary(&[], ("sent", 1))]
#[case::without_pipelining(&["-p"], ("sent", 1))]
#[case::without_enhanced_codes(&["-E"], ("sent", 1))]
#[case::without_8bitmime(&["-a"], ("sent", 1))]
#[case::slow_to_data(&["-w", "1"], ("sent", 1))]
#[case::slow_to_the_dot(&["-W", ".:1"], ("sent", 1))]
#[case::later_at_connect(&["-r", "CONNECT"], WAITS)]
#[case::later_at_ehlo(&["-r", "EHLO,HELO"], WAITS)]
#[case::later_at_mail(&["-r", "MAIL"], WAITS)]
#[case::later_at_rcpt(&["-r", "RCPT"], WAITS)]
#[case::later_at_data(&["-r", "DATA"], WAITS)]
#[case::later_at_the_dot(&["-r", "."], ("waits", 1))]
#[case::no_at_connect(&["-f", "CONNECT"], WAITS)]
#[case::no_at_ehlo(&["-f", "EHLO,HELO"], WAITS)]
#[case::no_at_mail(&["-f", "MAIL", "-B", "550 5.3.0 no"], ("refused", 0))]
#[case::no_at_rcpt(&["-f", "RCPT", "-B", "550 5.1.1 nobody"], ("refused", 0))]
#[case::no_at_data(&["-f", "DATA", "-B", "554 5.3.0 no"], ("refused", 0))]
#[case::no_at_the_dot(&["-f", ".", "-B", "554 5.6.0 no"], ("refused", 1))]
#[case::day_limit_at_mail(&["-f", "MAIL", "-B", "550 5.4.5 Daily limit exceeded"], WAITS)]
#[case::not_understood(&["-f", "MAIL"], WAITS)]
#[case::no_in_the_middle(&["-A", "1"], ("refused", 0))]
#[case::gone_at_connect(&["-q", "CONNECT"], WAITS)]
#[case::gone_at_ehlo(&["-q", "EHLO"], WAITS)]
#[case::gone_at_mail(&["-q", "MAIL"], WAITS)]
#[case::gone_at_rcpt(&["-q", "RCPT"], WAITS)]
#[case::gone_at_data(&["-q", "DATA"], WAITS)]
#[case::gone_at_the_dot(&["-q", "."], ("in_doubt", 1))]
#[case::gone_at_quit(&["-q", "QUIT"], ("sent", 1))]
#[case::closing_at_connect(&["-Q", "CONNECT"], WAITS)]
#[case::closing_at_ehlo(&["-Q", "EHLO"], WAITS)]
#[case::closing_at_mail(&["-Q", "MAIL"], WAITS)]
#[case::closing_at_rcpt(&["-Q", "RCPT"], WAITS)]
#[case::closing_at_data(&["-Q", "DATA"], WAITS)]
#[case::closing_at_the_dot(&["-Q", "."], ("waits", 1))]
#[case::silent_at_connect(&["-W", "CONNECT:8"], WAITS)]
#[case::silent_at_ehlo(&["-W", "EHLO:8"], WAITS)]
#[case::silent_at_rcpt(&["-W", "RCPT:8"], WAITS)]
#[case::silent_at_the_dot(&["-W", ".:8"], ("in_doubt", 1))]
fn whatever_the_server_does_the_letters_state_is_true(
    #[case] options: &[&str],
    #[case] becomes: Becomes,
) {
    if servers::skipped() {
        return;
    }
    let (state, arrivals) = becomes;
    let mut sink = SmtpSink::start(options);
    let mut writer = Writer::without_password(&sink.url(), None);
    writer.home_mut().set("UNFORGOTTEN_TIMEOUT", "3");
    let ran = writer.send(OFFICE, "ru");
    let letter = writer.letter();
    let is = |letter: &serde_json::Value, state: &str| {
        if state == "waits" { waits(letter) } else { letter["state"] == state }
    };
    assert!(is(&letter, state), "{state} is true: {letter}\n{ran}");
    assert_eq!(ran.code == Some(0), state == "sent", "the exit code says so too: {ran}");
    assert_eq!(sink.letters().len(), arrivals, "what reached the server: {letter}");
    if state != "sent" {
        assert!(!last_words(&letter).1.is_empty(), "what happened is told: {letter}");
    }

    // The server is well again: only what certainly did not arrive goes out, and once.
    sink.behave(&[]);
    // A person lets it go on; a limit is not lifted by the mere test of the account.
    writer.home().run(&["account", "test", ACCOUNT]).succeeds();
    writer.home().run(&["outbox", "lift", "account", ACCOUNT]).succeeds();
    if state == "waits" {
        writer.retry().succeeds();
    } else {
        writer.run().ends_with(if state == "in_doubt" { 3 } else { 0 });
    }
    let letter = writer.letter();
    let finally = if state == "waits" { "sent" } else { state };
    assert!(is(&letter, finally), "{finally} in the end: {letter}");
    let more = usize::from(state == "waits");
    assert_eq!(sink.letters().len(), arrivals + more, "never taken twice: {letter}");
}
