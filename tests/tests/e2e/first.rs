//! Journey 1: from the very first start to a letter in the practice mailbox.

use unforgotten_tests::home::TestHome;
use unforgotten_tests::window::Window;

use super::has_display;
use super::read::{arrived, shown};

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
    window.find("safety-later").await;
    window.picture("3-ties").await;
    window.click("safety-later").await;
    window.find("start-practice").await;
    window.picture("4-practice").await;
    window.click("start-practice").await;
    window.find("person-boris-kagarlitsky").await;
    window.picture("5-people").await;
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
    window.picture("6-write").await;
    window.click("review").await;
    let review = shown(&window).await;
    window.picture("7-review").await;
    assert!(review.text.contains(words.letter), "in its language: {}", review.text);
    assert!(review.text.contains(words.own), "with own words: {}", review.text);
    window.click("send").await;
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "sent").await;
    window.picture("8-outbox").await;
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

/// The window and everything in it runs from the right.
#[tokio::test]
async fn the_first_steps_in_persian_run_from_right_to_left() {
    if !has_display() {
        return;
    }
    let home = TestHome::with_profile();
    let window = Window::open(&home, "persian").await;
    window.click("lang-fa").await;
    window.find("person-boris-kagarlitsky").await;
    window.picture("1-people").await;
    let rail = "const box = document.querySelector('nav').getBoundingClientRect(); \
                return [document.documentElement.dir, box.left > innerWidth / 2]";
    let rail = window.run(rail, Vec::new()).await;
    assert_eq!(rail, serde_json::json!(["rtl", true]), "the rail stands at the right");
    for screen in ["write", "outbox", "officials", "templates", "settings"] {
        window.click(&format!("nav-{screen}")).await;
        window.css("main").await;
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        window.picture(&format!("2-{screen}")).await;
        let wide = "const main = document.querySelector('main'); \
                    return main.scrollWidth - main.clientWidth";
        assert_eq!(window.run(wide, Vec::new()).await, 0, "nothing sticks out of {screen}");
    }
    window.close().await;
}
