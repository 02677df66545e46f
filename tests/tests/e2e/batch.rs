//! Journey 4.

use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};
use unforgotten_tests::home::{OFFICE, PERSON, TEMPLATE, TestHome};
use unforgotten_tests::window::{Window, wait};

use super::has_display;

pub(super) const SIGNERS: usize = 60;

/// A started batch while all is paused; the server takes its time, and cuts the line after the
/// third letter.
pub(super) fn ready() -> (FakeSmtp, TestHome) {
    let pause = std::time::Duration::from_millis(100);
    let script = Script::new().on(Step::Dot, [Act::Wait(pause), Act::say("250 2.0.0 taken")]).nth(
        Step::Dot,
        3,
        [Act::Cut],
    );
    let server = FakeSmtp::start(script);
    let home = TestHome::with_account(&server.url());
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    let signers: String =
        (1..=SIGNERS).map(|n| format!("Signer {n},Rostock,Germany,s{n}@example.org\n")).collect();
    home.write("signers.csv", format!("name,town,country,email\n{signers}"));
    let file = home.path().join("signers.csv").display().to_string();
    let new = ["campaign", "new", "batch", "--person", PERSON, "--to", OFFICE];
    let rest = ["--template", TEMPLATE, "--signers", &file, "--closes", "2099-12-31"];
    home.run(&[&new[..], &rest[..]].concat()).succeeds();
    home.run(&["outbox", "pause"]).succeeds();
    home.run(&["campaign", "start", "batch", "--account", "fake"]).succeeds();
    (server, home)
}

/// Journey 4, the sending: a batch is paused and goes on, and a person decides about the one
/// letter whose receipt never came.
#[tokio::test]
async fn a_batch_is_paused_goes_on_and_its_one_doubt_is_decided() {
    if !has_display() {
        return;
    }
    let (server, home) = ready();
    let window = Window::open(&home, "batch").await;
    window.click("lang-en").await;
    window.click("nav-outbox").await;
    window.find("outbox-resume").await;
    window.picture("1-paused").await;
    assert_eq!(server.count(Step::Mail), 0, "nothing leaves while all is paused");
    window.click("outbox-resume").await;
    wait("some letters", async || server.count(Step::Dot) >= 5).await;
    window.click("outbox-pause").await;
    window.find("outbox-resume").await;
    // What was on its way may still arrive.
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let (paused, letters) = (server.count(Step::Dot), server.letters().len());
    window.picture("2-in-the-middle").await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(server.count(Step::Dot), paused, "nothing leaves after the pause");
    assert!(letters < SIGNERS - 5, "it was paused in the middle: {letters}");
    window.click("outbox-resume").await;
    wait("all letters", async || server.letters().len() == SIGNERS - 1).await;
    window.click("filter-in_doubt").await;
    window.picture("3-not-certain").await;
    window.click("resolve-sent-3").await;
    wait("a decision", async || home.outbox().iter().all(|letter| letter["state"] == "sent")).await;
    window.picture("4-all-sent").await;
    window.close().await;
    let bytes: std::collections::HashSet<_> =
        server.letters().into_iter().map(|letter| letter.bytes).collect();
    assert_eq!(bytes.len(), SIGNERS - 1, "each letter once");
}
