//! Journey 1 without a mouse: everything is reached with Tab, arrows, Space and Enter.

use unforgotten_tests::home::{OFFICE, PERSON, TestHome};
use unforgotten_tests::window::Window;

use super::has_display;
use super::read::{arrived, shown};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";

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
    window.chord('\u{e009}', '\u{e007}').await;
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

/// Presses Tab until this element has the focus, and the focus can be seen.
async fn to<'w>(window: &'w Window, id: &str) -> &'w Window {
    window.find(id).await;
    // The ring may be drawn around the card that the focus is in.
    let here = "const at = document.activeElement; \
                const seen = (box, part) => getComputedStyle(box, part).outlineStyle !== 'none' || \
                    getComputedStyle(box, part).boxShadow !== 'none'; \
                const ring = (box) => box && box !== document.body && \
                    (seen(box) || seen(box, '::after') || ring(box.parentElement)); \
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
