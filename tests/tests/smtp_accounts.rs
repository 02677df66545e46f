//! Accounts: signing in, reaching the server, and never guessing a password twice.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the helpers of tests fail like tests"
)]

use rstest::rstest;
use unforgotten_mail::{Class, Options, Password, Phase, Server, Session};
use unforgotten_tests::fake_smtp::client::{letter, open, options, run, server};
use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};

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

#[rstest]
#[case::forbidden("534 5.7.9 app password needed", Class::StopAccount)]
#[case::too_often("454 4.7.0 too many login attempts", Class::RetrySignIn)]
#[case::token("334 eyJzdGF0dXMiOiI0MDAifQ==", Class::StopAccount)]
fn what_providers_say_while_signing_in_is_about_the_account(
    #[case] reply: &str,
    #[case] class: Class,
) {
    let script = Script::new().auth("anna", "secret").on(Step::Auth, [Act::say(reply)]);
    let fake = FakeSmtp::start(script);
    let password = Password::new("secret".to_owned());
    let failure = run(Session::open(&server(&fake), &options(), Some(&password))).unwrap_err();
    assert!(failure.is_sign_in(), "{failure}");
    assert_eq!(failure.class(), class, "{failure}");
}
