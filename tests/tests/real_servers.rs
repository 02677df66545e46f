//! Stories with real mail servers: what they accept arrives once and unchanged, what they
//! refuse is told in their words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a broken test may panic"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use mail_parser::{Address, HeaderName, Message, MessageParser};
use rstest::rstest;
use unforgotten_tests::home::{OFFICE, TestHome};
use unforgotten_tests::servers::{
    self, ACCOUNT, Exim, Postfix, Postgrey, STRANGER, Settings, USER, Writer, last_words,
    spamassassin, waits,
};

fn parsed(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).expect("a message that another library can read")
}

fn only(address: Option<&Address<'_>>) -> (String, String) {
    let all: Vec<_> = address.expect("an address").iter().collect();
    assert_eq!(all.len(), 1, "one address: {all:?}");
    let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or("").to_owned();
    (text(&all[0].name), text(&all[0].address))
}

/// The letter that was delivered is the letter that was written, and nothing in it was
/// repeated or added by the way.
fn is_what_was_written(bytes: &[u8], writer: &Writer, office: &str, language: &str) {
    let message = parsed(bytes);
    let (subject, text) = writer.rendered(office, language);
    let stored = writer.home().outbox();
    let stored = stored.iter().find(|row| row["office"] == office).expect("the letter's row");
    assert_eq!(stored["state"], "sent", "the server said 250: {stored}");
    assert_eq!(message.message_id(), stored["message_id"].as_str(), "the Message-ID of the outbox");
    assert_eq!(message.subject(), Some(subject.as_str()), "the subject as it was shown");
    let arrived = message.body_text(0).expect("a text").replace("\r\n", "\n");
    assert_eq!(arrived.trim_end(), text, "the words as they were shown");
    let (name, address) = only(message.from());
    assert_eq!((name.as_str(), address.as_str()), ("Anna Beispiel", "anna@example.org"));
    assert_eq!(only(message.to()).1, stored["to"].as_str().unwrap(), "To is the office");
    let date = message.date().expect("a date").to_timestamp();
    let age = jiff::Timestamp::now().as_second() - date;
    assert!((0..300).contains(&age), "Date is the moment of writing, not {age} s ago");
    assert_eq!(message.attachment_count(), 0, "text alone");
    // RFC 6376 5.4.1: what a provider's DKIM signature covers; a repeated one breaks it.
    for header in [
        HeaderName::From,
        HeaderName::To,
        HeaderName::Subject,
        HeaderName::Date,
        HeaderName::MessageId,
        HeaderName::MimeVersion,
        HeaderName::ContentType,
        HeaderName::ContentTransferEncoding,
    ] {
        let times = message.headers().iter().filter(|found| found.name == header).count();
        assert_eq!(times, 1, "{} stands once", header.as_str());
    }
}

#[rstest]
#[case::starttls(Postfix::starttls_url)]
#[case::tls(Postfix::tls_url)]
fn letters_through_postfix_arrive_once_and_unchanged(#[case] url: fn(&Postfix) -> String) {
    if servers::skipped() {
        return;
    }
    let postfix = Postfix::start(&Settings::default());
    let writer = Writer::at(&url(&postfix), postfix.ca());
    writer.knows("embassy", "embassy@example.org");
    writer.home().run(&["account", "test", ACCOUNT]).succeeds();
    assert_eq!(postfix.count(), 0, "trying the account sends nothing");
    writer.send(OFFICE, "en").succeeds();
    writer.send("embassy", "ru").succeeds();
    assert_eq!(postfix.count(), 2, "two letters, each once");
    for (mailbox, office, language) in [("office", OFFICE, "en"), ("embassy", "embassy", "ru")] {
        let letters = postfix.letters(mailbox);
        assert_eq!(letters.len(), 1, "one letter to {mailbox}");
        is_what_was_written(&letters[0], &writer, office, language);
        let headers = String::from_utf8_lossy(&letters[0]);
        assert!(headers.contains("using TLSv1.3"), "the line was encrypted: {headers}");
        assert!(headers.contains(&format!("Authenticated sender: {USER}")), "signed in: {headers}");
        assert!(headers.contains("Return-Path: <anna@example.org>"), "MAIL FROM: {headers}");
    }
    writer.run().succeeds();
    assert_eq!(postfix.count(), 2, "a worker that finds nothing to do sends nothing");
}

#[rstest]
#[case::starttls(Exim::starttls_url)]
#[case::tls(Exim::tls_url)]
fn letters_through_exim_arrive_once_and_unchanged(#[case] url: fn(&Exim) -> String) {
    if servers::skipped() {
        return;
    }
    let exim = Exim::start();
    let writer = Writer::at(&url(&exim), exim.ca());
    writer.knows("embassy", "embassy@example.org");
    writer.home().run(&["account", "test", ACCOUNT]).succeeds();
    writer.send(&format!("{OFFICE},embassy"), "ru").succeeds();
    for (mailbox, office) in [("office", OFFICE), ("embassy", "embassy")] {
        let letters = exim.letters(mailbox);
        assert_eq!(letters.len(), 1, "one letter to {mailbox}");
        is_what_was_written(&letters[0], &writer, office, "ru");
    }
    writer.knows("elsewhere", "someone@elsewhere.example");
    writer.send("elsewhere", "en").ends_with(3).says("relay not permitted");
    assert!(writer.hold().is_some(), "the account is at fault, whatever the office");
}

#[rstest]
#[case::postfix(true)]
#[case::exim(false)]
fn a_wrong_password_stops_the_account_in_words(#[case] at_postfix: bool) {
    if servers::skipped() {
        return;
    }
    let refused = |url: &str, ca: &Path| {
        let writer = Writer::with_password(url, ca, "wrong");
        let ran = writer.home().run(&["account", "test", ACCOUNT]);
        ran.is_a_clear_error().says("535").says("password");
        assert_ne!(ran.code, Some(0), "signing in failed: {ran}");
        writer.send(OFFICE, "en").ends_with(3).says("on hold");
        let letter = writer.letter();
        assert!(waits(&letter), "the letter lost nothing: {letter}");
        assert!(writer.hold().is_some(), "nothing more is tried with this password");
    };
    if at_postfix {
        let postfix = Postfix::start(&Settings::default());
        refused(&postfix.starttls_url(), postfix.ca());
        let tries = postfix.log().matches("authentication failed").count();
        assert!(
            (1..=2).contains(&tries),
            "at most one a command, lest the mailbox be locked: {tries}"
        );
    } else {
        let exim = Exim::start();
        refused(&exim.starttls_url(), exim.ca());
    }
}

#[test]
fn a_certificate_from_nowhere_gets_no_password() {
    if servers::skipped() {
        return;
    }
    let (postfix, other) = (Postfix::start(&Settings::default()), Exim::start());
    for url in [postfix.starttls_url(), postfix.tls_url()] {
        let writer = Writer::at(&url, other.ca());
        writer.send(OFFICE, "en").ends_with(3).is_a_clear_error().says("certificate");
        assert!(waits(&writer.letter()), "the letter waits for a decision");
    }
    assert!(!postfix.log().contains("sasl_"), "no password went out:\n{}", postfix.log());
    assert_eq!(postfix.count(), 0, "and no letter");
}

#[test]
fn a_domain_that_the_server_does_not_serve_stops_the_account_and_keeps_the_letter() {
    if servers::skipped() {
        return;
    }
    let postfix = Postfix::start(&Settings::default());
    let writer = Writer::without_password(&postfix.open_url(), Some(postfix.ca()));
    writer.knows("elsewhere", "someone@elsewhere.example");
    writer.send("elsewhere", "en").ends_with(3).is_a_clear_error().says("Relay access denied");
    let letter = writer.letter();
    assert!(waits(&letter), "the account is at fault, not the letter: {letter}");
    let (code, text) = last_words(&letter);
    assert!(code == 554 && text.contains("5.7.1"), "Postfix's own words: {code} {text}");
    assert!(writer.hold().is_some(), "a person has to look");
    // Later letters of this account are not even tried.
    writer.send(OFFICE, "en").ends_with(3);
    assert_eq!(postfix.count(), 0, "nothing goes out of a stopped account");
}

#[test]
fn a_sender_address_of_somebody_else_stops_the_account() {
    if servers::skipped() {
        return;
    }
    let postfix = Postfix::start(&Settings::default());
    let writer = Writer::at(&postfix.tls_url(), postfix.ca());
    let ca = postfix.ca().display().to_string();
    let from = format!("Boris Beispiel <{STRANGER}>");
    let url = postfix.tls_url();
    let home = writer.home();
    home.run(&["account", "remove", ACCOUNT]).succeeds();
    let add = ["account", "add", ACCOUNT, "--url", &url, "--from", &from, "--ca", &ca];
    let add = [&add[..], &["--password-stdin"]].concat();
    home.run_with_input(&add, &format!("{}\n", servers::PASSWORD)).succeeds();
    writer.send(OFFICE, "en").ends_with(3).says("not owned by user");
    assert!(waits(&writer.letter()), "the letter waits for a right sender");
    assert_eq!(postfix.count(), 0, "nobody writes in another's name");
}

#[test]
fn a_mailbox_that_does_not_exist_is_told_in_the_servers_words() {
    if servers::skipped() {
        return;
    }
    let postfix = Postfix::start(&Settings::default());
    let writer = Writer::without_password(&postfix.open_url(), Some(postfix.ca()));
    writer.knows("gone", "gone@example.org");
    let ran = writer.send(&format!("gone,{OFFICE}"), "en");
    assert_ne!(ran.code, Some(0), "one of two was refused: {ran}");
    let letters = writer.home().outbox();
    let gone = letters.iter().find(|row| row["office"] == "gone").expect("its row");
    assert_eq!(gone["state"], "refused", "nobody lives there: {gone}");
    assert_eq!(gone["attempts"][0]["enhanced"], "5.1.1", "the code that says so: {gone}");
    let (code, text) = last_words(gone);
    assert!(code == 550 && text.contains("User unknown"), "Postfix's words: {code} {text}");
    let letters = postfix.letters("office");
    assert_eq!(letters.len(), 1, "the other office got its letter over the same connection");
    is_what_was_written(&letters[0], &writer, OFFICE, "en");
}

#[test]
fn a_letter_above_the_servers_limit_is_not_offered() {
    if servers::skipped() {
        return;
    }
    let postfix = Postfix::start(&Settings { size_limit: 600, ..Settings::default() });
    let writer = Writer::without_password(&postfix.open_url(), Some(postfix.ca()));
    let ran = writer.send(OFFICE, "en");
    assert_ne!(ran.code, Some(0), "it cannot be sent: {ran}");
    let letter = writer.letter();
    assert_eq!(letter["state"], "refused", "trying again changes nothing: {letter}");
    let (_, text) = last_words(&letter);
    assert!(text.contains("600"), "the limit is told: {text}");
    assert_eq!(postfix.count(), 0, "nothing arrived");
    assert!(!postfix.log().contains("client="), "nothing was begun:\n{}", postfix.log());
}

#[test]
fn a_letter_waits_while_the_server_is_away() {
    if servers::skipped() {
        return;
    }
    let mut postfix = Postfix::start(&Settings::default());
    let writer = Writer::without_password(&postfix.open_url(), Some(postfix.ca()));
    postfix.stop();
    let ran = writer.send(OFFICE, "en");
    assert_ne!(ran.code, Some(0), "nobody listens: {ran}");
    assert!(waits(&writer.letter()), "certainly not sent: {}", writer.letter());
    postfix.resume();
    writer.retry().succeeds();
    assert_eq!(writer.letter()["state"], "sent", "the server is back");
    let letters = postfix.letters("office");
    assert_eq!(letters.len(), 1, "once and only once");
    is_what_was_written(&letters[0], &writer, OFFICE, "en");
}

/// Postfix is killed, not asked to leave, while letters are going out. Whatever moment that
/// hits: what is called sent arrived once, what waits did not arrive, and only what is called
/// in doubt may be either.
#[test]
fn a_server_that_dies_again_and_again_gets_no_letter_twice() {
    if servers::skipped() {
        return;
    }
    const BATCH: usize = 20;
    // Milliseconds between the fifth delivery of a batch and the end.
    let pauses = [0, 3, 7, 12];
    let offices: Vec<String> =
        (0..BATCH * pauses.len()).map(|number| format!("office-{number:02}")).collect();
    let settings = Settings { mailboxes: offices.clone(), ..Settings::default() };
    let mut postfix = Postfix::start(&settings);
    let writer = Writer::without_password(&postfix.open_url(), Some(postfix.ca()));
    for office in &offices {
        writer.knows(office, &format!("{office}@example.org"));
    }
    for (batch, pause) in offices.chunks(BATCH).zip(pauses) {
        let (batch, before) = (batch.join(","), postfix.delivered());
        std::thread::scope(|scope| {
            let sending = scope.spawn(|| writer.send(&batch, "en"));
            let end = Instant::now() + Duration::from_secs(30);
            while postfix.delivered() < before + 5 && !sending.is_finished() {
                assert!(Instant::now() < end, "no letter arrived:\n{}", postfix.log());
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(Duration::from_millis(pause));
            postfix.kill();
            let ran = sending.join().expect("the sending ends");
            assert_ne!(ran.code, Some(0), "it was not all sent: {ran}");
        });
        postfix.resume();
        assert_as_told(&postfix, &writer);
    }
    for letter in writer.home().outbox() {
        // The others were not tried, and are due.
        let tried = letter["attempts"].as_array().is_some_and(|all| !all.is_empty());
        if tried && waits(&letter) {
            writer.home().run(&["outbox", "retry", letter["id"].as_str().unwrap()]).succeeds();
        }
    }
    let ran = writer.run();
    let (sent, doubt) = assert_as_told(&postfix, &writer);
    assert!(doubt <= pauses.len(), "with one connection, one letter a death at most: {ran}");
    assert_eq!(sent + doubt, offices.len(), "all others are sent now: {ran}");
    ran.ends_with(if doubt == 0 { 0 } else { 3 });
}

#[test]
fn a_server_that_dies_before_its_receipt_leaves_the_letter_in_doubt() {
    if servers::skipped() {
        return;
    }
    let mut postfix = Postfix::start(&Settings { thinks: 5, ..Settings::default() });
    let writer = Writer::without_password(&postfix.open_url(), Some(postfix.ca()));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let sending = scope.spawn(|| writer.send(OFFICE, "en"));
        // Postfix logs this when it takes the recipient; the letter is one packet behind.
        while !postfix.log().contains("client=") {
            assert!(begun.elapsed() < Duration::from_secs(30), "no letter:\n{}", postfix.log());
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(500));
        postfix.kill();
        sending.join().expect("the sending ends").ends_with(3);
    });
    assert_eq!(writer.letter()["state"], "in_doubt", "the dot was out: {}", writer.letter());
    postfix.resume();
    writer.run().ends_with(3);
    assert_eq!(postfix.count(), 0, "nothing goes out again by itself");
    let letter = writer.letter();
    let id = letter["id"].as_str().unwrap();
    writer.home().run(&["outbox", "resolve", id, "again"]).succeeds();
    writer.run().succeeds();
    let letters = postfix.letters("office");
    assert_eq!(letters.len(), 1, "a person decided, so it went out once more");
    is_what_was_written(&letters[0], &writer, OFFICE, "en");
    assert_eq!(parsed(&letters[0]).message_id(), letter["message_id"].as_str(), "the same letter");
}

/// Compares each letter's state with what the server delivered; gives how many are sent and
/// how many in doubt.
fn assert_as_told(postfix: &Postfix, writer: &Writer) -> (usize, usize) {
    let (mut sent, mut doubt) = (0, 0);
    for letter in writer.home().outbox() {
        let copies = postfix.accepted(letter["office"].as_str().unwrap());
        let true_to_its_word = match letter["state"].as_str() {
            Some("sent") => {
                sent += 1;
                copies == 1
            }
            Some("in_doubt") => {
                doubt += 1;
                copies <= 1
            }
            _ => copies == 0,
        };
        assert!(true_to_its_word, "{copies} copies of {letter}");
    }
    (sent, doubt)
}

#[test]
fn a_greylisted_letter_goes_out_with_the_second_try() {
    if servers::skipped() {
        return;
    }
    const DELAY: u32 = 2;
    let postgrey = Postgrey::start(DELAY);
    let settings = Settings { policy: Some(postgrey.port), ..Settings::default() };
    let postfix = Postfix::start(&settings);
    let writer = Writer::without_password(&postfix.open_url(), Some(postfix.ca()));
    let ran = writer.send(OFFICE, "en");
    let first = Instant::now();
    assert_ne!(ran.code, Some(0), "not sent yet: {ran}");
    let letter = writer.letter();
    assert_eq!(letter["state"], "deferred", "a plain “later” is no refusal: {letter}");
    assert_eq!(letter["attempts"][0]["enhanced"], "4.2.0", "greylisting's usual code: {letter}");
    let (code, text) = last_words(&letter);
    assert!(code == 450 && text.contains("Greylisted"), "the server's words: {code} {text}");
    assert!(writer.hold().is_none(), "the account did nothing wrong");
    assert_eq!(postfix.count(), 0, "nothing arrived yet");

    // postgrey counts in whole seconds.
    let wait = Duration::from_secs(u64::from(DELAY) + 1);
    std::thread::sleep(wait.saturating_sub(first.elapsed()));
    writer.retry().succeeds();
    let letter = writer.letter();
    assert_eq!(letter["state"], "sent", "the second try is let in: {letter}");
    assert_eq!(letter["attempts"].as_array().map(Vec::len), Some(2), "both tries stay on record");
    let letters = postfix.letters("office");
    assert_eq!(letters.len(), 1, "once and only once");
    is_what_was_written(&letters[0], &writer, OFFICE, "en");
}

#[test]
fn a_server_leaves_no_process_behind() {
    if servers::skipped() {
        return;
    }
    let postfix = Postfix::start(&Settings::default());
    let writer = Writer::without_password(&postfix.open_url(), Some(postfix.ca()));
    writer.send(OFFICE, "en").succeeds();
    assert_eq!(postfix.count(), 1, "receiving and delivering started more processes");
    let (folder, groups) = (postfix.folder().to_owned(), postfix.groups());
    let running = servers::processes_of(&groups);
    for name in ["master", "smtpd", "qmgr", "dovecot"] {
        assert!(running.iter().any(|running| running == name), "no {name}: {running:?}");
    }
    drop(postfix);
    let end = Instant::now() + Duration::from_secs(5);
    // What was killed takes a moment to go.
    while !servers::processes_of(&groups).is_empty() {
        assert!(Instant::now() < end, "left: {:?}", servers::processes_of(&groups));
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!folder.exists(), "its mail and logs are gone too");
}

#[test]
fn no_letter_looks_like_spam() {
    if servers::skipped() {
        return;
    }
    let home = TestHome::with_profile();
    let templates = home.run(&["templates", "list", "--json"]).succeeds().json();
    let (mut names, mut messages) = (Vec::new(), Vec::new());
    for template in templates.as_array().expect("templates") {
        let id = template["id"].as_str().expect("an id");
        // Letters into prison go on paper; nobody of the starter pack was released.
        if template["kind"] == "prisoner" || template["when"] == "released" {
            continue;
        }
        for language in template["languages"].as_array().expect("languages") {
            let language = language.as_str().expect("a language");
            let ran = home.run(&[
                "letter",
                "render",
                "--person",
                "boris-kagarlitsky",
                "--to",
                OFFICE,
                "--template",
                id,
                "--lang",
                language,
                "--format",
                "eml",
            ]);
            names.push(format!("{id}/{language}"));
            messages.push(ran.succeeds().bytes.clone());
        }
    }
    assert!(messages.len() >= 40, "the built-in letters: {}", messages.len());
    // The filter's own test text, without which a filter that reads nothing would pass.
    messages.push(
        b"Subject: x\r\n\r\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"
            .to_vec(),
    );
    let mut verdicts = spamassassin::judge(&messages);
    let gtube = verdicts.pop().expect("a verdict on the test text");
    assert!(gtube.score >= 999.0, "the filter works: {gtube:?}");
    for (name, verdict) in names.iter().zip(&verdicts) {
        assert!(verdict.score < 1.0, "{name}: {}\n{}", verdict.score, verdict.report);
    }
}
