//! Journey 3, as far as it goes: an office that takes post only is shown with its other way,
//! nothing is sent, and the letter's words can be taken along.

use unforgotten_tests::home::{OFFICE, PERSON, TestHome};
use unforgotten_tests::window::Window;

use super::has_display;

#[tokio::test]
async fn an_office_that_takes_post_only_says_so_and_the_letter_can_be_taken_along() {
    if !has_display() {
        return;
    }
    let home = TestHome::with_profile();
    home.office_by_post("Long Street 1");
    home.run(&["people", "confirm", PERSON]).succeeds();
    let window = Window::open(&home, "paper").await;
    window.click("lang-en").await;
    window.picture("1-people").await;
    window.click(&format!("person-{PERSON}")).await;
    window.css("main h1").await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    window.picture("2-write").await;
    let page = window.run("return document.querySelector('main').innerText", Vec::new()).await;
    let page = page.as_str().unwrap_or_default().to_owned();
    assert!(page.contains("Long Street 1"), "the address to write to is shown:\n{page}");
    assert!(page.contains("Dear Office,"), "and the letter can be read:\n{page}");
    let review = window.css("[data-testid=review]").await;
    assert!(!review.is_enabled().await.unwrap_or(true), "nothing can be sent from here");
    window.click(&format!("office-{OFFICE}")).await;
    window.find("copy-letter").await;
    window.picture("3-to-take-along").await;
    window.close().await;
    assert!(home.outbox().is_empty(), "nothing was queued");
}
