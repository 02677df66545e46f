//! What the writer has read in Review is what leaves, or nothing does.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a broken test may panic")]

use serde_json::{Value, json};
use unforgotten_app::api::dispatch;
use unforgotten_app::{App, Home};
use unforgotten_tests::home::{OFFICE, PERSON, TEMPLATE, TestHome};

fn request(seals: &Value) -> Value {
    json!({
        "account": "practice",
        "letters": [{"person": PERSON, "office": OFFICE, "template": TEMPLATE, "language": "en"}],
        "own_words": {"en": "I teach."},
        "seals": seals,
    })
}

#[tokio::test]
async fn a_letter_that_changed_after_review_is_not_sent() {
    let home = TestHome::with_profile();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    let app = App::open(Home::find(Some(home.path().to_owned())).expect("a home")).expect("an app");
    let review = dispatch(&app, "letters_review", request(&json!([]))).await.expect("a review");
    let seals = json!([review["letters"][0]["seal"]]);

    let unread = dispatch(&app, "letters_send", request(&json!([]))).await.expect_err("unread");
    assert_eq!(unread.code.name(), "review_changed", "nobody has read this letter");
    home.run(&["profile", "set", "--town", "Elsewhere"]).succeeds();
    let changed = dispatch(&app, "letters_send", request(&seals)).await.expect_err("changed");
    assert_eq!(changed.code.name(), "review_changed", "the town stands in the letter");
    assert!(home.outbox().is_empty(), "nothing was queued");

    home.run(&["profile", "set", "--town", "Rostock"]).succeeds();
    let sent = dispatch(&app, "letters_send", request(&seals)).await.expect("the letter as read");
    assert_eq!(sent["letters"].as_array().map(Vec::len), Some(1), "this is what was read");
}

#[tokio::test]
async fn the_window_cannot_ask_what_is_not_in_the_list() {
    let home = TestHome::new();
    let app = App::open(Home::find(Some(home.path().to_owned())).expect("a home")).expect("an app");
    let unknown = dispatch(&app, "account_password", json!({})).await.expect_err("no such command");
    assert_eq!(unknown.code.name(), "bad_request", "secrets have no command");
    let shape = dispatch(&app, "desk_open", json!({"id": 7})).await.expect_err("a wrong shape");
    assert_eq!(shape.code.name(), "bad_request", "and a wrong shape is told");
}

#[tokio::test]
async fn the_window_cannot_say_that_an_address_was_checked_when_it_was_not() {
    let home = TestHome::with_profile();
    let app = App::open(Home::find(Some(home.path().to_owned())).expect("a home")).expect("an app");
    let mut asked = request(&json!([]));
    asked["confirmed"] = json!([{"office": OFFICE, "channel": 1}]);
    let review = dispatch(&app, "letters_review", asked.clone()).await.expect("a review");
    assert_eq!(review["ready"], 0, "nobody has confirmed it");
    asked["seals"] = json!([review["letters"][0]["seal"]]);
    let error = dispatch(&app, "letters_send", asked).await.expect_err("unchecked");
    assert_eq!(error.code.name(), "channel_unchecked", "the database decides, not the request");
}
