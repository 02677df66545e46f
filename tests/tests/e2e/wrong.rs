//! Journey 5: things go wrong, and each says in plain words what happened and what can be done.

use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};
use unforgotten_tests::home::{OFFICE, PERSON, TEMPLATE, TestHome};
use unforgotten_tests::window::Window;

use super::has_display;

/// An outbox with one letter to each of four offices: greylisted, to a full mailbox, cut after
/// the last dot, sent.
pub(super) fn ready() -> (FakeSmtp, TestHome) {
    let script = Script::new()
        .nth(Step::Rcpt, 1, [Act::say("450 4.7.1 Greylisted, see you in five minutes")])
        .nth(Step::Rcpt, 2, [Act::say("552 5.2.2 The mailbox is full")])
        .nth(Step::Dot, 1, [Act::Cut]);
    let server = FakeSmtp::start(script.extensions(&["8BITMIME"]));
    let home = TestHome::with_account(&server.url());
    let mut offices = vec![OFFICE.to_owned()];
    for number in 2..=4 {
        let id = format!("office-{number}");
        home.office(&id, &format!("office{number}@example.org"));
        offices.push(id);
    }
    home.run(&["outbox", "pause"]).succeeds();
    for office in &offices {
        let one = ["send", "--person", PERSON, "--to", office, "--template", TEMPLATE];
        home.run(&[&one[..], &["--account", "fake", "--yes", "--confirm-unchecked"]].concat());
    }
    assert_eq!(home.outbox().len(), offices.len(), "all wait while sending is paused");
    (server, home)
}

#[tokio::test]
async fn greylisting_a_full_mailbox_and_a_cut_line_are_told_in_plain_words() {
    if !has_display() {
        return;
    }
    let (server, home) = ready();
    let window = Window::open(&home, "wrong").await;
    window.click("lang-en").await;
    window.click("nav-outbox").await;
    window.click("outbox-resume").await;
    for (row, state) in [(1, "deferred"), (2, "deferred"), (3, "in_doubt"), (4, "sent")] {
        let row = format!("[data-testid=\"outbox-row-{row}\"]");
        window.wait_for(&row, "data-state", state).await;
    }
    window.picture("1-outbox").await;
    // The server's own words, and the program's: what happened, what comes next.
    let told = [
        (1, "Greylisted", "Trying again"),
        (2, "The mailbox is full", "Trying again"),
        (3, "", "Not certain"),
    ];
    for (row, words, plain) in told {
        window
            .css(&format!("[data-testid=\"outbox-row-{row}\"]"))
            .await
            .click()
            .await
            .expect("row");
        window.find("story").await;
        window.picture(&format!("2-story-{row}")).await;
        let story = window.text("story").await;
        assert!(story.contains(words), "the server's own words are there: {story}");
        assert!(story.contains(plain), "and ours say what comes next: {story}");
        window.press("\u{e00c}").await;
        window.gone("story").await;
    }
    window.find("resolve-sent-3").await;
    window.find("resolve-again-3").await;
    window.close().await;
    assert_eq!(server.letters().len(), 1, "one arrived for certain");
}
