//! Everything that can go wrong between this program and a mail server, and what is said of
//! the letter afterwards. The one rule: what may have been accepted is never called unsent,
//! and what was not accepted is never called sent.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "the helpers of tests fail like tests")]

use std::future::Future;
use std::time::{Duration, Instant};

use rstest::rstest;
use unforgotten_core::address::Mailbox;
use unforgotten_mail::{
    Class, Deadlines, Delivery, Draft, Failure, Frozen, Options, Password, Phase, Server, Session,
    compose,
};
use unforgotten_tests::fake_smtp::{Act, Certificate, Encryption, FakeSmtp, Script, Step};

/// Longer than any reply takes here, shorter than a person notices.
const STALL: Duration = Duration::from_millis(250);

fn letter_of(text: &str) -> Frozen {
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

fn letter() -> Frozen {
    letter_of("Dear Sir,\n.\n..\nyours\n")
}

fn options() -> Options {
    let deadlines = Deadlines {
        connect: Duration::from_secs(5),
        tls: Duration::from_secs(5),
        ..Deadlines::all(STALL)
    };
    Options { deadlines, ..Options::default() }
}

fn server(fake: &FakeSmtp) -> Server {
    Server::parse(&fake.url()).unwrap()
}

async fn open(fake: &FakeSmtp) -> Result<Session, Failure> {
    Session::open(&server(fake), &options(), None).await
}

/// One letter over a connection of its own.
async fn attempt(fake: &FakeSmtp, letter: &Frozen) -> Result<Delivery, Failure> {
    Ok(open(fake).await?.offer(letter).await?.deliver().await)
}

/// No test may wait for ever: that is itself one of the faults.
fn run<T>(story: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        tokio::time::timeout(Duration::from_secs(20), story).await.expect("the story has an end")
    })
}

/// Waits until the server has seen what the client did before.
async fn until(what: &str, done: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(5);
    while !done() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
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

/// What each fault is called when it happens before the letter's first byte.
#[rstest]
fn before_the_body_every_fault_is_a_certain_no(
    #[values(
        (Step::Greeting, Phase::Greeting),
        (Step::Ehlo, Phase::Ehlo),
        (Step::Mail, Phase::Mail),
        (Step::Rcpt, Phase::Rcpt),
        (Step::Data, Phase::Data)
    )]
    at: (Step, Phase),
    #[values("cut", "stall", "garbage", "endless", "half", "unexpected", "refuse", "closing")]
    fault: &str,
    #[values(true, false)] pipelining: bool,
) {
    let (step, phase) = at;
    let acts = match fault {
        "cut" => vec![Act::Cut],
        "stall" => vec![Act::Stall],
        "garbage" => vec![Act::say("HTTP/1.1 400 Bad Request")],
        "endless" => vec![Act::Bytes(vec![b'2'; 100_000]), Act::Stall],
        "half" => vec![Act::Bytes(b"250-and".to_vec()), Act::Cut],
        "unexpected" => vec![Act::say("334 what")],
        "refuse" => vec![Act::say("550 5.3.0 no")],
        _ => vec![Act::say("421 4.3.2 closing"), Act::Cut],
    };
    let script = Script::new().on(step, acts);
    let script = if pipelining || step == Step::Ehlo { script } else { script.extensions(&[]) };
    let fake = FakeSmtp::start(script);
    let failure = run(attempt(&fake, &letter())).expect_err("the letter was not even offered");
    assert_eq!(failure.phase, phase, "{fault}: {failure}");
    assert!(!failure.class().is_sent() && !failure.class().is_in_doubt(), "{:?}", failure.class());
    let said_no = matches!(fault, "refuse" | "closing");
    assert_eq!(failure.is_rejection(), said_no, "{fault}: {failure}");
    assert_eq!(failure.is_timeout(), fault == "stall", "{fault}: {failure}");
    let hung_up = matches!(fault, "cut" | "half");
    assert_eq!(failure.is_disconnect(), hung_up, "{fault}: {failure}");
    assert!(fake.letters().is_empty(), "nothing was delivered");
    let body: Vec<u8> = fake.bodies().concat();
    assert!(body.is_empty() || body == b".\r\n", "nothing of the letter went out");
}

/// What is not a plain yes or no to the dot leaves the letter in doubt.
#[rstest]
#[case::cut(vec![Act::Cut])]
#[case::stall(vec![Act::Stall])]
#[case::half_a_reply(vec![Act::Bytes(b"25".to_vec()), Act::Cut])]
#[case::half_a_line(vec![Act::Bytes(b"250 2.0.0 ok".to_vec()), Act::Cut])]
#[case::unfinished(vec![Act::say("250-ok"), Act::Stall])]
#[case::garbage(vec![Act::say("OK, thank you")])]
#[case::http(vec![Act::say("HTTP/1.1 200 OK")])]
#[case::two_codes(vec![Act::say("250-ok\n550 no")])]
#[case::intermediate(vec![Act::say("354 go on")])]
#[case::more(vec![Act::say("334 what")])]
#[case::no_code(vec![Act::say("0 x")])]
#[case::too_long(vec![Act::Bytes([b"250 ".as_slice(), &[b'x'; 50_000]].concat()), Act::Stall])]
#[case::endless(vec![Act::Bytes(b"250-x\r\n".repeat(1_000)), Act::Stall])]
#[case::yes_and_no(vec![Act::say("250 ok\n554 no")])]
#[case::no_and_intermediate(vec![Act::say("451 no\n354 go")])]
fn after_the_dot_every_oddity_is_in_doubt(#[case] acts: Vec<Act>) {
    let fake = FakeSmtp::start(Script::new().on(Step::Dot, acts));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let delivery = session.offer(&letter()).await.unwrap().deliver().await;
        assert!(matches!(delivery, Delivery::InDoubt(_)), "nobody can know: {delivery:?}");
        assert_eq!(delivery.class(), Class::InDoubt);
        assert_eq!(delivery.failure().unwrap().phase, Phase::Dot);
        assert!(!session.is_usable(), "an unread reply could be taken for the next one");
        let again = session.offer(&letter()).await.expect_err("the session is spent");
        assert_eq!(again.class(), Class::RetryConnection, "the next letter loses nothing");
    });
    assert_eq!(fake.count(Step::Dot), 1, "the letter went out once");
}

#[rstest]
#[case("451 4.3.0 later", Class::Deferred, true)]
#[case("421 4.3.2 closing", Class::Deferred, false)]
#[case("554 5.6.0 no", Class::Refused, true)]
#[case("550 5.7.1 spam", Class::ContentRefused, true)]
#[case("550 5.4.5 daily limit", Class::HoldAccount, true)]
fn a_plain_no_to_the_dot_is_a_no(#[case] reply: &str, #[case] class: Class, #[case] usable: bool) {
    let fake = FakeSmtp::start(Script::new().on(Step::Dot, [Act::say(reply)]));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let delivery = session.offer(&letter()).await.unwrap().deliver().await;
        assert!(matches!(delivery, Delivery::NotSent(_)), "the server said no: {delivery:?}");
        assert_eq!(delivery.class(), class, "{reply}");
        assert_eq!(session.is_usable(), usable, "only 421 ends the connection");
    });
    assert!(fake.letters().is_empty(), "and kept nothing");
}

#[rstest]
#[case::cut(vec![Act::Cut], Class::Deferred)]
#[case::frozen(vec![Act::Freeze], Class::Deferred)]
#[case::refused(vec![Act::say("552 5.3.4 enough"), Act::Wait(STALL), Act::Cut], Class::Refused)]
#[case::later(vec![Act::say("452 4.3.1 disk full"), Act::Freeze], Class::Deferred)]
#[case::early_yes(vec![Act::say("250 ok"), Act::Freeze], Class::Deferred)]
#[case::garbage(vec![Act::say("what"), Act::Freeze], Class::Deferred)]
fn a_fault_in_the_middle_of_a_large_letter_is_a_certain_no(
    #[case] acts: Vec<Act>,
    #[case] class: Class,
) {
    let fake = FakeSmtp::start(Script::new().body_after(50_000).on(Step::Body, acts));
    let letter = letter_of(&"Dear Sir or Madam\n".repeat(400_000));
    run(async {
        let mut session = open(&fake).await.unwrap();
        let delivery = session.offer(&letter).await.unwrap().deliver().await;
        assert!(matches!(delivery, Delivery::NotSent(_)), "the dot never left: {delivery:?}");
        assert_eq!(delivery.class(), class, "{delivery:?}");
        assert_eq!(delivery.failure().unwrap().phase, Phase::Body);
        assert!(!session.is_usable(), "the server is in the middle of a letter");
    });
    assert!(fake.letters().is_empty(), "a letter without its dot is none");
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

// Encryption

#[rstest]
fn a_letter_travels_encrypted_when_the_certificate_is_right(
    #[values(Encryption::StartTls, Encryption::Implicit)] encryption: Encryption,
) {
    let fake =
        FakeSmtp::start(Script::new().encryption(encryption).auth("anna@example.org", "pä:ss"));
    let options = Options { ca: Some(fake.ca_file()), ..options() };
    let password = Password::new("pä:ss".to_owned());
    run(async {
        let mut session = Session::open(&server(&fake), &options, Some(&password)).await.unwrap();
        let large = letter_of(&"Dear Sir or Madam\n".repeat(20_000));
        for letter in [letter(), large] {
            let delivery = session.offer(&letter).await.unwrap().deliver().await;
            assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
            assert_eq!(fake.letters().last().unwrap().bytes, letter.bytes, "byte for byte");
        }
        let said = session.transcript().join("\n");
        assert!(said.contains("C: AUTH PLAIN ***"), "the step is shown: {said}");
        assert!(!said.contains("cMOk") && !said.contains("pä:ss"), "the secret is not: {said}");
        assert!(!said.contains("Madam"), "nor the letter: {said}");
        session.quit().await;
    });
}

#[rstest]
#[case::unknown_authority(Certificate::Good, false)]
#[case::wrong_name(Certificate::WrongName, true)]
#[case::expired(Certificate::Expired, true)]
fn a_wrong_certificate_stops_the_account_before_anything_is_said(
    #[case] certificate: Certificate,
    #[case] known: bool,
    #[values(Encryption::StartTls, Encryption::Implicit)] encryption: Encryption,
) {
    let script = Script::new().encryption(encryption).certificate(certificate);
    let fake = FakeSmtp::start(script.auth("anna", "secret"));
    let ca = if known { fake.ca_file() } else { fake.other_ca_file() };
    let options = Options { ca: Some(ca), ..options() };
    let password = Password::new("secret".to_owned());
    let failure = run(Session::open(&server(&fake), &options, Some(&password))).unwrap_err();
    assert_eq!((failure.phase, failure.is_certificate()), (Phase::Tls, true), "{failure}");
    assert_eq!(failure.class(), Class::StopAccount, "a person must look");
    assert_eq!(failure.is_unknown_authority(), !known, "only then --ca helps: {failure}");
    assert!(!fake.commands().iter().any(|line| line.starts_with("AUTH")), "no password left");
}

#[test]
fn a_server_whose_authority_nobody_named_is_refused() {
    let fake = FakeSmtp::start(Script::new().encryption(Encryption::Implicit));
    let failure = run(open(&fake)).unwrap_err();
    assert_eq!((failure.phase, failure.class()), (Phase::Tls, Class::StopAccount), "{failure}");
}

#[rstest]
#[case::missing("/nowhere/ca.pem")]
#[case::no_certificate("/dev/null")]
fn a_ca_file_that_is_none_is_named(#[case] file: &str) {
    let fake = FakeSmtp::start(Script::new().encryption(Encryption::Implicit));
    let options = Options { ca: Some(file.into()), ..options() };
    let failure = run(Session::open(&server(&fake), &options, None)).unwrap_err();
    assert!(failure.what().contains(file), "the person can correct it: {failure}");
    assert_eq!(failure.class(), Class::StopAccount);
}

#[test]
fn without_starttls_nothing_is_sent_in_the_clear() {
    let fake = FakeSmtp::start(Script::new());
    let url = format!("smtp://anna@localhost:{}", fake.port());
    let password = Password::new("secret".to_owned());
    let (server, options) = (Server::parse(&url).unwrap(), options());
    let failure = run(Session::open(&server, &options, Some(&password))).unwrap_err();
    assert_eq!((failure.phase, failure.is_no_encryption()), (Phase::Tls, true), "{failure}");
    assert_eq!(failure.class(), Class::StopAccount, "never plaintext");
    assert_eq!(fake.commands(), ["EHLO [127.0.0.1]"], "no user, no password, no letter");
}

#[rstest]
#[case::a_reply(b"220 go\r\n250-injected\r\n250 AUTH PLAIN\r\n")]
#[case::half_a_line(b"220 go\r\n2")]
#[case::a_line_end(b"220 go\r\n\r\n")]
fn bytes_after_the_220_to_starttls_end_the_connection(#[case] reply: &[u8]) {
    let script = Script::new().encryption(Encryption::StartTls).auth("anna", "secret");
    let fake = FakeSmtp::start(script.on(Step::StartTls, [Act::Bytes(reply.to_vec())]));
    let options = Options { ca: Some(fake.ca_file()), ..options() };
    let password = Password::new("secret".to_owned());
    let failure = run(Session::open(&server(&fake), &options, Some(&password))).unwrap_err();
    assert!(failure.is_protocol() && failure.is_no_encryption(), "somebody injects: {failure}");
    assert_eq!((failure.phase, failure.class()), (Phase::Tls, Class::StopAccount));
    assert_eq!(fake.count(Step::Auth), 0, "no password left");
}

#[rstest]
#[case::refused(vec![Act::say("502 5.5.1 no")], Class::StopAccount)]
#[case::later(vec![Act::say("454 4.7.0 not now")], Class::RetryConnection)]
#[case::odd(vec![Act::say("250 ok")], Class::StopAccount)]
#[case::cut(vec![Act::Cut], Class::RetryConnection)]
#[case::stall(vec![Act::Stall], Class::RetryConnection)]
#[case::no_handshake(vec![Act::say("220 go"), Act::Cut], Class::RetryConnection)]
fn starttls_that_does_not_come_about_is_never_passed_over(
    #[case] acts: Vec<Act>,
    #[case] class: Class,
) {
    let script = Script::new().encryption(Encryption::StartTls).on(Step::StartTls, acts);
    let fake = FakeSmtp::start(script);
    let options = Options { ca: Some(fake.ca_file()), ..options() };
    let failure = run(Session::open(&server(&fake), &options, None)).unwrap_err();
    assert_eq!((failure.phase, failure.class()), (Phase::Tls, class), "{failure}");
    assert_eq!(fake.commands().len(), 2, "EHLO and STARTTLS, nothing else");
}

#[test]
fn a_handshake_that_never_answers_ends_at_its_deadline() {
    let fake = FakeSmtp::start(Script::new().on(Step::Greeting, [Act::Stall]));
    let server = Server::parse(&format!("smtps://localhost:{}", fake.port())).unwrap();
    let other = FakeSmtp::start(Script::new().encryption(Encryption::Implicit));
    let deadlines = Deadlines::all(STALL);
    let options = Options { ca: Some(other.ca_file()), deadlines, ..options() };
    // The port speaks no TLS and says nothing.
    let failure = run(Session::open(&server, &options, None)).unwrap_err();
    assert_eq!((failure.phase, failure.is_timeout()), (Phase::Tls, true), "{failure}");
    assert_eq!(failure.class(), Class::RetryConnection, "nothing was wrong with a certificate");
}

// Signing in

#[rstest]
#[case::plain("AUTH PLAIN")]
#[case::login("AUTH LOGIN")]
#[case::lower_case("auth login")]
#[case::old_form("AUTH=PLAIN")]
#[case::both("AUTH LOGIN PLAIN XOAUTH2")]
fn a_right_password_signs_in_by_whatever_is_offered(#[case] offer: &str) {
    let script = Script::new().auth("anna@example.org", "secret").extensions(&[offer]);
    let fake = FakeSmtp::start(script);
    let password = Password::new("secret".to_owned());
    run(async {
        let mut session = Session::open(&server(&fake), &options(), Some(&password)).await.unwrap();
        let delivery = session.offer(&letter()).await.unwrap().deliver().await;
        assert_eq!(delivery.class(), Class::Sent, "{delivery:?}");
        let said = session.transcript().join("\n");
        assert!(!said.contains("c2VjcmV0") && !said.contains("AGFubm"), "no secret: {said}");
    });
}

#[rstest]
fn a_wrong_password_stops_the_account_after_one_try(
    #[values("AUTH PLAIN", "AUTH LOGIN")] offer: &str,
) {
    let fake = FakeSmtp::start(Script::new().auth("anna", "secret").extensions(&[offer]));
    let password = Password::new("wrong".to_owned());
    let failure = run(Session::open(&server(&fake), &options(), Some(&password))).unwrap_err();
    assert_eq!((failure.phase, failure.class()), (Phase::Auth, Class::StopAccount), "{failure}");
    assert_eq!(failure.reply.as_ref().map(|reply| reply.code), Some(535));
    assert!(failure.advice().contains("app password"), "{}", failure.advice());
    assert_eq!(fake.count(Step::Auth), 1, "guessing on locks accounts");
    assert!(!format!("{failure:?}").contains("d3Jvbmc"), "the secret is in no detail");
}

#[rstest]
#[case::cut(vec![Act::Cut], Class::StopAccount)]
#[case::stall(vec![Act::Stall], Class::StopAccount)]
#[case::garbage(vec![Act::say("what")], Class::StopAccount)]
#[case::wrong_yes(vec![Act::say("250 ok")], Class::StopAccount)]
#[case::more(vec![Act::say("334 eyJzdGF0dXMiOiI0MDAifQ==")], Class::StopAccount)]
#[case::forbidden(vec![Act::say("534 5.7.9 app password needed")], Class::StopAccount)]
#[case::later(vec![Act::say("454 4.7.0 later")], Class::RetrySignIn)]
#[case::busy(vec![Act::say("421 4.7.0 too many")], Class::RetrySignIn)]
fn whatever_is_odd_while_signing_in_is_a_failure_to_sign_in(
    #[case] acts: Vec<Act>,
    #[case] class: Class,
) {
    let fake = FakeSmtp::start(Script::new().auth("anna", "secret").on(Step::Auth, acts));
    let password = Password::new("secret".to_owned());
    let failure = run(Session::open(&server(&fake), &options(), Some(&password))).unwrap_err();
    assert!(failure.is_sign_in(), "{failure}");
    assert_eq!(failure.class(), class, "{failure}");
}

#[test]
fn a_server_that_offers_no_known_mechanism_never_sees_the_password() {
    let script = Script::new().auth("anna", "secret").extensions(&["AUTH XOAUTH2 CRAM-MD5"]);
    let fake = FakeSmtp::start(script);
    let password = Password::new("secret".to_owned());
    let failure = run(Session::open(&server(&fake), &options(), Some(&password))).unwrap_err();
    assert_eq!((failure.phase, failure.class()), (Phase::Auth, Class::StopAccount), "{failure}");
    assert_eq!(fake.count(Step::Auth), 0, "nothing was tried");
}

#[test]
fn an_account_without_its_password_asks_for_it() {
    let fake = FakeSmtp::start(Script::new().auth("anna", "secret"));
    let failure = run(open(&fake)).unwrap_err();
    assert!(failure.is_sign_in(), "{failure}");
    assert!(failure.advice().contains("--password-stdin"), "{}", failure.advice());
}

// Connecting

#[test]
fn a_port_on_which_nobody_listens_costs_the_letter_nothing() {
    let fake = FakeSmtp::start(Script::new());
    let server = server(&fake);
    drop(fake);
    let failure = run(Session::open(&server, &options(), None)).unwrap_err();
    assert_eq!((failure.phase, failure.class()), (Phase::Connect, Class::RetryConnection));
    assert!(failure.what().contains(&server.port.to_string()), "which server: {failure}");
}

#[test]
fn a_name_without_an_address_is_said_to_be_one() {
    let server = Server::parse("smtps://mail.nowhere.invalid").unwrap();
    let failure = run(Session::open(&server, &options(), None)).unwrap_err();
    assert_eq!((failure.phase, failure.class()), (Phase::Connect, Class::RetryConnection));
    assert!(failure.advice().contains("name"), "{}: {}", failure, failure.advice());
}

#[test]
fn a_proxy_gets_the_name_and_not_an_address_looked_up_here() {
    run(async {
        let proxy = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = proxy.local_addr().unwrap();
        let asked = tokio::spawn(async move {
            use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
            let (mut stream, _) = proxy.accept().await.unwrap();
            let mut hello = [0; 3];
            stream.read_exact(&mut hello).await.unwrap();
            stream.write_all(&[5, 0]).await.unwrap();
            let mut request = vec![0; 4 + 1 + "mail.nowhere.invalid".len() + 2];
            stream.read_exact(&mut request).await.unwrap();
            stream.write_all(&[5, 5, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
            request
        });
        let proxy = format!("socks5h://{address}").parse().unwrap();
        let options = Options { proxy: Some(proxy), ..options() };
        let server = Server::parse("smtps://mail.nowhere.invalid:465").unwrap();
        let failure = Session::open(&server, &options, None).await.unwrap_err();
        assert_eq!((failure.phase, failure.class()), (Phase::Connect, Class::RetryConnection));
        assert!(failure.advice().contains("proxy"), "{}", failure.advice());
        let request = asked.await.unwrap();
        assert_eq!(request[3], 3, "RFC 1928 5: a domain name");
        assert_eq!(&request[5..25], b"mail.nowhere.invalid", "as it was written");
    });
}

#[test]
fn a_server_on_this_computer_is_reached_without_the_proxy() {
    let fake = FakeSmtp::start(Script::new());
    let proxy = "socks5h://127.0.0.1:9".parse().unwrap();
    let options = Options { proxy: Some(proxy), ..options() };
    let opened = run(Session::open(&server(&fake), &options, None)).map(drop);
    assert!(opened.is_ok(), "practising works with Tor switched off: {opened:?}");
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
