//! Encryption: nothing of a person leaves before the right certificate was seen, and nothing
//! that was said in the clear is believed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the helpers of tests fail like tests"
)]

use rstest::rstest;
use unforgotten_mail::{Class, Deadlines, Options, Password, Phase, Server, Session};
use unforgotten_tests::fake_smtp::client::{STALL, letter, letter_of, open, options, run, server};
use unforgotten_tests::fake_smtp::{Act, Certificate, Encryption, FakeSmtp, Script, Step};

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

#[rstest]
#[case::plain(Certificate::SelfSigned)]
#[case::marked_as_an_authority(Certificate::SelfSignedAuthority)]
fn a_certificate_that_signed_itself_is_good_where_it_was_named(
    #[case] certificate: Certificate,
    #[values(Encryption::StartTls, Encryption::Implicit)] encryption: Encryption,
) {
    let fake = FakeSmtp::start(Script::new().encryption(encryption).certificate(certificate));
    let named = Options { ca: Some(fake.ca_file()), ..options() };
    run(async {
        for host in ["localhost", "127.0.0.1"] {
            let url = fake.url().replace("localhost", host);
            let server = Server::parse(&url).unwrap();
            let mut session = Session::open(&server, &named, None).await.unwrap();
            let delivery = session.offer(&letter()).await.unwrap().deliver().await;
            assert_eq!(delivery.class(), Class::Sent, "{host}: {delivery:?}");
        }
        let failure = open(&fake).await.unwrap_err();
        assert!(failure.is_unknown_authority(), "nobody named it, and --ca may help: {failure}");
        let other = Options { ca: Some(fake.other_ca_file()), ..options() };
        let failure = Session::open(&server(&fake), &other, None).await.unwrap_err();
        assert!(failure.is_certificate(), "nor where another was named: {failure}");
    });
}

#[rstest]
#[case::wrong_name(Certificate::SelfSignedWrongName, "another name")]
#[case::expired(Certificate::SelfSignedExpired, "not valid today")]
fn a_named_certificate_is_good_for_its_names_and_its_time_only(
    #[case] certificate: Certificate,
    #[case] why: &str,
) {
    let script = Script::new().encryption(Encryption::Implicit).certificate(certificate);
    let fake = FakeSmtp::start(script);
    let options = Options { ca: Some(fake.ca_file()), ..options() };
    let failure = run(Session::open(&server(&fake), &options, None)).unwrap_err();
    assert!(failure.is_certificate() && failure.what().contains(why), "{failure}");
    assert_eq!(failure.class(), Class::StopAccount, "a person must look");
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

#[test]
fn a_handshake_cut_after_the_220_costs_the_letter_nothing() {
    let acts = [Act::say("220 go"), Act::Cut];
    let script = Script::new().encryption(Encryption::StartTls).on(Step::StartTls, acts);
    let fake = FakeSmtp::start(script);
    let options = Options { ca: Some(fake.ca_file()), ..options() };
    let failure = run(Session::open(&server(&fake), &options, None)).unwrap_err();
    assert_eq!((failure.phase, failure.class()), (Phase::Tls, Class::RetryConnection), "{failure}");
    assert_eq!(fake.commands().len(), 2, "EHLO and STARTTLS, nothing else");
}
