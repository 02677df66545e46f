//! Journey 3, as far as it goes: an office that takes post only is shown with its other way,
//! nothing is sent, and the letter's words can be taken along.

use unforgotten_tests::home::{OFFICE, PERSON, TestHome};
use unforgotten_tests::window::Window;

use super::has_display;

const POST_ONLY: &str = r#"
kind = "official"
country = "XX"
languages = ["en"]
name.en = "Prison of Tests"
salutation.en = "Dear Governor,"
source.title = "invented for tests"
[[channel]]
kind = "post"
value = "Prison of Tests\nLong Street 1\n12345 Testtown"
status = "accepted"
source.title = "invented for tests"
"#;

#[tokio::test]
async fn an_office_that_takes_post_only_says_so_and_the_letter_can_be_taken_along() {
    if !has_display() {
        return;
    }
    let home = TestHome::with_profile();
    home.write(&format!("own/offices/{OFFICE}.toml"), POST_ONLY);
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
    assert!(page.contains("Dear Governor,"), "and the letter can be read:\n{page}");
    let review = window.css("[data-testid=review]").await;
    assert!(!review.is_enabled().await.unwrap_or(true), "nothing can be sent from here");
    window.click(&format!("office-{OFFICE}")).await;
    window.find("copy-letter").await;
    window.picture("3-to-take-along").await;
    window.close().await;
    assert!(home.outbox().is_empty(), "nothing was queued");
}
