//! The journeys without a mouse: everything is reached with Tab, arrows, Space and Enter.

use unforgotten_tests::fake_smtp::Step;
use unforgotten_tests::home::{OFFICE, PERSON, TestHome};
use unforgotten_tests::window::{Window, wait};

use super::read::{arrived, shown};
use super::{batch, has_display, mailbox, wrong};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";
const ESC: &str = "\u{e00c}";
const CTRL: char = '\u{e009}';

#[tokio::test]
async fn the_first_letter_is_written_and_sent_by_keyboard_alone() {
    if !has_display() {
        return;
    }
    let home = TestHome::new();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    let window = Window::open(&home, "keyboard").await;
    to(&window, "lang-en").await.press(ENTER).await;
    to(&window, "profile-name").await.press("Anna Beispiel").await;
    to(&window, "profile-town").await.press("Rostock").await;
    to(&window, "profile-country").await.press("Germany").await;
    to(&window, "next").await.press(ENTER).await;
    to(&window, "safety-later").await.press(ENTER).await;
    to(&window, "start-practice").await.press(ENTER).await;
    to(&window, &format!("person-{PERSON}")).await.press(ENTER).await;
    to(&window, &format!("office-{OFFICE}")).await.press(SPACE).await;
    to(&window, "own-words").await.press("I teach.").await;
    window.picture("1-write").await;
    // Ctrl+Enter from where the words are.
    window.chord(CTRL, '\u{e007}').await;
    window.find("review-text").await;
    let review = shown(&window).await;
    to(&window, "send").await;
    window.picture("2-review").await;
    window.press(ENTER).await;
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "sent").await;
    window.picture("3-outbox").await;
    assert_eq!(window.clicks(), 0, "no mouse");
    window.close().await;
    let letters = home.outbox();
    let bytes = std::fs::read(letters[0]["eml"].as_str().expect("a letter")).expect("a letter");
    assert_eq!(arrived(&bytes), review, "what arrived is what Review showed");
}

#[tokio::test]
async fn a_mailbox_is_connected_by_keyboard_alone() {
    if !has_display() {
        return;
    }
    let (server, home) = mailbox::ready();
    let window = Window::open(&home, "keyboard-mailbox").await;
    to(&window, "lang-en").await.press(ENTER).await;
    to(&window, "nav-settings").await.press(ENTER).await;
    to(&window, "mailbox-add").await.press(ENTER).await;
    instead(&window, "mailbox-address", "anna@example.org").await;
    to(&window, "mailbox-more").await.press(ENTER).await;
    let url = format!("smtps://localhost:{}", server.port());
    instead(&window, "mailbox-server", &url).await;
    instead(&window, "mailbox-ca", &server.ca_file().display().to_string()).await;
    // Enter in a field connects; what was wrong has the focus again.
    instead(&window, "mailbox-password", &format!("a wrong one{ENTER}")).await;
    window.find("mailbox-error").await;
    instead(&window, "mailbox-password", &format!("{}{ENTER}", mailbox::PASSWORD)).await;
    window.find("mailbox-done").await;
    to(&window, "mailbox-close").await.press(ENTER).await;
    to(&window, "nav-people").await.press(ENTER).await;
    to(&window, &format!("person-{PERSON}")).await.press(ENTER).await;
    to(&window, &format!("office-{OFFICE}")).await.press(SPACE).await;
    to(&window, "own-words").await.press("I teach.").await;
    window.chord(CTRL, '\u{e007}').await;
    window.find("review-text").await;
    to(&window, "send").await.press(ENTER).await;
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "sent").await;
    assert_eq!(window.clicks(), 0, "no mouse");
    window.close().await;
    assert_eq!(server.letters().len(), 1, "one letter, once");
}

#[tokio::test]
async fn a_letter_on_paper_is_taken_along_by_keyboard_alone() {
    if !has_display() {
        return;
    }
    let home = TestHome::with_profile();
    home.office_by_post("Long Street 1");
    home.run(&["people", "confirm", PERSON]).succeeds();
    let window = Window::open(&home, "keyboard-paper").await;
    to(&window, "lang-en").await.press(ENTER).await;
    to(&window, &format!("person-{PERSON}")).await.press(ENTER).await;
    to(&window, &format!("office-{OFFICE}")).await.press(SPACE).await;
    to(&window, "own-words").await.press("I teach.").await;
    to(&window, "copy-letter").await.press(ENTER).await;
    wait("the letter is copied", async || {
        window.text("copy-letter").await.contains("The letter is copied")
    })
    .await;
    window.picture("1-taken-along").await;
    assert_eq!(window.clicks(), 0, "no mouse");
    window.close().await;
    assert!(home.outbox().is_empty(), "nothing was queued");
}

#[tokio::test]
async fn a_batch_goes_on_and_its_doubt_is_decided_by_keyboard_alone() {
    if !has_display() {
        return;
    }
    let (server, home) = batch::ready();
    let window = Window::open(&home, "keyboard-batch").await;
    to(&window, "lang-en").await.press(ENTER).await;
    to(&window, "nav-outbox").await.press(ENTER).await;
    to(&window, "outbox-resume").await.press(ENTER).await;
    wait("some letters", async || server.count(Step::Dot) >= 5).await;
    to(&window, "outbox-pause").await.press(ENTER).await;
    to(&window, "outbox-resume").await.press(ENTER).await;
    wait("all letters", async || server.letters().len() == batch::SIGNERS - 1).await;
    to(&window, "filter-in_doubt").await.press(ENTER).await;
    to(&window, "resolve-sent-3").await.press(ENTER).await;
    wait("a decision", async || home.outbox().iter().all(|letter| letter["state"] == "sent")).await;
    assert_eq!(window.clicks(), 0, "no mouse");
    window.close().await;
}

#[tokio::test]
async fn what_went_wrong_is_read_and_tried_again_by_keyboard_alone() {
    if !has_display() {
        return;
    }
    let (server, home) = wrong::ready();
    let window = Window::open(&home, "keyboard-wrong").await;
    to(&window, "lang-en").await.press(ENTER).await;
    to(&window, "nav-outbox").await.press(ENTER).await;
    to(&window, "outbox-resume").await.press(ENTER).await;
    window.wait_for("[data-testid=\"outbox-row-4\"]", "data-state", "sent").await;
    to(&window, "outbox-open-1").await.press(ENTER).await;
    let story = window.text("story").await;
    assert!(story.contains("Greylisted"), "the server's own words are there: {story}");
    window.press(ESC).await;
    window.gone("story").await;
    to(&window, "retry-1").await.press(ENTER).await;
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "sent").await;
    to(&window, "resolve-drop-3").await.press(ENTER).await;
    window.wait_for("[data-testid=\"outbox-row-3\"]", "data-state", "cancelled").await;
    assert_eq!(window.clicks(), 0, "no mouse");
    window.close().await;
    assert_eq!(server.letters().len(), 2, "the one at once, the other when it was tried again");
}

/// Types a text in the place of what a field holds.
async fn instead(window: &Window, id: &str, text: &str) {
    to(window, id).await.chord(CTRL, 'a').await;
    window.press(text).await;
}

/// Presses Tab until this element has the focus, and the focus can be seen.
async fn to<'w>(window: &'w Window, id: &str) -> &'w Window {
    window.find(id).await;
    // The ring may be drawn around the card that the focus is in.
    let here = "const at = document.activeElement; \
                const seen = (box, part) => getComputedStyle(box, part).outlineStyle !== 'none' || \
                    getComputedStyle(box, part).boxShadow !== 'none'; \
                const ring = (box) => box && box !== document.body && \
                    (seen(box) || seen(box, '::before') || seen(box, '::after') || ring(box.parentElement)); \
                return [at?.dataset.testid ?? '', Boolean(ring(at))]";
    for _ in 0..150 {
        let at = window.run(here, Vec::new()).await;
        if at[0] == id {
            assert_eq!(at[1], true, "the focus on {id} cannot be seen");
            return window;
        }
        window.press(TAB).await;
    }
    window.give_up(&format!("{id} is not reached with Tab")).await
}
