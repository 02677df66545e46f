//! Letters over a mail server, and what the window shows of it.

use serde_json::json;
use unforgotten_store::Store;
use unforgotten_tests::fake_smtp::{FakeSmtp, Script};
use unforgotten_tests::home::{OFFICE, PERSON, TestHome};
use unforgotten_tests::window::Window;

use super::has_display;
use super::read::{arrived, shown};

/// A letter over a mail server, in both languages.
async fn to_a_server(language: &str) {
    if !has_display() {
        return;
    }
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    let window = Window::open(&home, &format!("to-a-server-{language}")).await;
    window.click(&format!("lang-{language}")).await;
    window.click(&format!("person-{PERSON}")).await;
    window.click(&format!("office-{OFFICE}")).await;
    if language != "en" {
        let option = format!("[data-testid=\"language-{OFFICE}\"] option[value={language}]");
        window.css(&option).await.click().await.expect("the letter's language");
    }
    window.type_into("own-words", ".A line that begins with a dot.").await;
    window.click("review").await;
    let review = shown(&window).await;
    window.picture("review").await;
    window.click("send").await;
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "sent").await;
    window.close().await;
    let letters = server.letters();
    assert_eq!(letters.len(), 1, "one letter, once");
    assert_eq!(arrived(&letters[0].bytes), review, "what arrived is what Review showed");
    let store = Store::open(&home.path().join("letters.db")).await.expect("the letters");
    let frozen = store.story(1).await.expect("the letter").bytes;
    assert_eq!(letters[0].bytes, frozen, "byte for byte what was frozen after Review");
    let stored = home.run(&["outbox", "show", "1", "--json"]).json();
    assert_eq!(stored["text"], json!(review.text), "and what the outbox keeps");
}

#[tokio::test]
async fn a_letter_reaches_a_server_in_english_exactly_as_reviewed() {
    to_a_server("en").await;
}

#[tokio::test]
async fn a_letter_reaches_a_server_in_russian_exactly_as_reviewed() {
    to_a_server("ru").await;
}

#[tokio::test]
async fn the_window_shows_live_what_the_terminal_sends() {
    if !has_display() {
        return;
    }
    let home = TestHome::with_profile();
    let window = Window::open(&home, "live").await;
    window.click("lang-en").await;
    window.click("nav-outbox").await;
    home.practice(&[]).succeeds();
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "sent").await;
    window.picture("outbox").await;
    window.close().await;
}

#[tokio::test]
async fn a_letter_can_be_taken_back_and_is_not_sent() {
    if !has_display() {
        return;
    }
    let home = TestHome::with_profile();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    let window = Window::open(&home, "take-back").await;
    window.click("lang-en").await;
    window.click(&format!("person-{PERSON}")).await;
    window.click(&format!("office-{OFFICE}")).await;
    window.click("review").await;
    window.click("send").await;
    window.click("take-back-1").await;
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "cancelled").await;
    tokio::time::sleep(std::time::Duration::from_secs(11)).await;
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "cancelled").await;
    window.close().await;
    let practice = std::fs::read_dir(home.path().join("practice")).map_or(0, Iterator::count);
    assert_eq!(practice, 0, "nothing was sent");
}
