//! The journeys, in the built window. Needs a display: `make e2e` provides one.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a broken test may panic"
)]

use mail_parser::MessageParser;
use serde_json::json;
use unforgotten_store::Store;
use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};
use unforgotten_tests::home::{OFFICE, PERSON, TEMPLATE, TestHome};
use unforgotten_tests::window::{Window, wait};

/// Without nextest's filter the journeys run in every `cargo test`; they need a display.
fn has_display() -> bool {
    std::env::var_os("UNFORGOTTEN_SKIP_E2E").is_none()
}

/// What Review showed of one letter.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    from: String,
    to: String,
    subject: String,
    text: String,
}

async fn shown(window: &Window) -> Shown {
    let trimmed = async |id: &str| window.text(id).await.trim().to_owned();
    Shown {
        from: trimmed("review-from").await,
        to: trimmed("review-to").await,
        subject: trimmed("review-subject").await,
        text: window.text("review-text").await,
    }
}

/// The same four things, read from the bytes that arrived, by another library.
fn arrived(bytes: &[u8]) -> Shown {
    let message = MessageParser::default().parse(bytes).expect("a message");
    let mailbox = |address: Option<&mail_parser::Address<'_>>| {
        let one = address.and_then(|a| a.first()).expect("an address");
        let (name, address) = (one.name().unwrap_or(""), one.address().unwrap_or(""));
        format!("{name} <{address}>")
    };
    let text = message.body_text(0).expect("a text").replace("\r\n", "\n");
    Shown {
        from: mailbox(message.from()),
        to: mailbox(message.to()),
        subject: message.subject().unwrap_or("").to_owned(),
        // The final line break of a message is not part of its words.
        text: text.strip_suffix('\n').unwrap_or(&text).to_owned(),
    }
}

struct Words {
    language: &'static str,
    name: &'static str,
    town: &'static str,
    country: &'static str,
    own: &'static str,
    letter: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    name: "Anna Beispiel",
    town: "Rostock",
    country: "Germany",
    own: "I teach sociology, and my students ask me each term whether he is well.",
    letter: "spent 1",
};

const RUSSIAN: Words = Words {
    language: "ru",
    name: "Анна Байшпиль",
    town: "Росток",
    country: "Германия",
    own: "Я преподаю социологию, и студенты каждый семестр спрашивают меня, здоров ли он.",
    letter: "Бориса Кагарлицкого",
};

/// Journey 1: from the very first start to a letter in the practice mailbox.
async fn first_letter(words: &Words) {
    if !has_display() {
        return;
    }
    let home = TestHome::new();
    let name = format!("first-letter-{}", words.language);
    let window = Window::open(&home, &name).await;
    window.find("lang-en").await;
    window.picture("1-language").await;
    window.click(&format!("lang-{}", words.language)).await;
    window.type_into("profile-name", words.name).await;
    window.type_into("profile-town", words.town).await;
    window.type_into("profile-country", words.country).await;
    window.picture("2-who-you-are").await;
    window.click("next").await;
    window.find("start-practice").await;
    window.picture("3-practice").await;
    window.click("start-practice").await;
    window.find("person-boris-kagarlitsky").await;
    window.picture("4-people").await;
    window.click("person-boris-kagarlitsky").await;
    window.click("office-ru-embassy-london").await;
    if words.language != "en" {
        let option = format!(
            "[data-testid=\"language-ru-embassy-london\"] option[value={}]",
            words.language
        );
        window.css(&option).await.click().await.expect("the letter's language");
    }
    window.click("confirm-ru-embassy-london").await;
    window.click("confirm-office-ru-embassy-london").await;
    window.click("confirm-person-boris-kagarlitsky").await;
    window.type_into("own-words", words.own).await;
    window.picture("5-write").await;
    window.click("review").await;
    let review = shown(&window).await;
    window.picture("6-review").await;
    assert!(review.text.contains(words.letter), "in its language: {}", review.text);
    assert!(review.text.contains(words.own), "with own words: {}", review.text);
    window.click("send").await;
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "sent").await;
    window.picture("7-outbox").await;
    let clicks = window.clicks();
    assert!(clicks <= 12, "{clicks} clicks from the first start to “sent”, at most twelve");
    window.close().await;

    let letters = home.outbox();
    let path = letters[0]["eml"].as_str().expect("the practice letter");
    let bytes = std::fs::read(path).expect("the practice letter");
    assert_eq!(arrived(&bytes), review, "what arrived is what Review showed");
}

#[tokio::test]
async fn the_first_letter_in_english() {
    first_letter(&ENGLISH).await;
}

#[tokio::test]
async fn the_first_letter_in_russian() {
    first_letter(&RUSSIAN).await;
}

/// The same over a mail server, in both languages of the letter.
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
    home.run(&[
        "send",
        "--person",
        PERSON,
        "--to",
        OFFICE,
        "--template",
        TEMPLATE,
        "--yes",
        "--confirm-unchecked",
    ])
    .succeeds();
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

/// Journey 4, the sending: a batch is paused and goes on, and a person decides about the one
/// letter whose receipt never came.
#[tokio::test]
async fn a_batch_is_paused_goes_on_and_its_one_doubt_is_decided() {
    const SIGNERS: usize = 60;
    if !has_display() {
        return;
    }
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
