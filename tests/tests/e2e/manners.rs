//! Desktop manners: a crash keeps the draft, one window a home, files that are opened, closing.

use std::process::{Command, Stdio};

use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};
use unforgotten_tests::home::{OFFICE, PERSON, TestHome};
use unforgotten_tests::window::{Window, wait};

use super::has_display;

const TEMPLATE_FILE: &str = "+++\nkind = \"official\"\ntitle = \"From a friend\"\n\
subjects = [\"About {{person.name}}\"]\n+++\n{{salutation}}\n\nplease look at this case.\n";

#[tokio::test]
async fn own_words_survive_a_crash_a_second_after_they_were_typed() {
    if !has_display() {
        return;
    }
    let home = TestHome::with_profile();
    let window = Window::open(&home, "crash").await;
    window.click("lang-en").await;
    window.click(&format!("person-{PERSON}")).await;
    window.click(&format!("office-{OFFICE}")).await;
    window.type_into("own-words", "I teach, and I think of her.").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    window.kill().await;

    let window = Window::open(&home, "crash").await;
    window.click(&format!("person-{PERSON}")).await;
    let own = window.find("own-words").await;
    wait("the draft is back", async || {
        let text = own.prop("value").await.ok().flatten().unwrap_or_default();
        text == "I teach, and I think of her."
    })
    .await;
    window.picture("after-the-crash").await;
    window.close().await;
}

#[tokio::test]
async fn a_second_start_hands_its_file_over_and_ends() {
    if !has_display() {
        return;
    }
    let home = TestHome::with_profile();
    home.write("friend.en.hbs", TEMPLATE_FILE);
    let window = Window::open(&home, "second").await;
    window.click("lang-en").await;
    window.css("main h1").await;
    let mut second = Command::new(unforgotten_tests::home::program("unforgotten-window"));
    second.arg("--home").arg(home.path()).arg("friend.en.hbs").current_dir(home.path());
    let mut second = second.stderr(Stdio::null()).spawn().expect("a second start");
    let mut status = None;
    for _ in 0..200 {
        status = second.try_wait().expect("its state");
        if status.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let _ = second.kill();
    assert_eq!(status.and_then(|s| s.code()), Some(0), "the second start ends by itself");
    window.find("template-state").await;
    window.picture("the-file").await;
    let page = window.run("return document.querySelector('main').innerText", Vec::new()).await;
    assert!(page.to_string().contains("From a friend"), "the file lies open: {page}");
    window.close().await;
}

#[tokio::test]
async fn a_letter_opens_in_the_mail_program() {
    if !has_display() {
        return;
    }
    let mut home = TestHome::with_profile();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    // The usual home lies in a folder whose name begins with a dot; so does this one.
    assert!(home.path().display().to_string().contains("/."), "{}", home.path().display());
    let opened = home.path().join("opened");
    let program = format!("#!/bin/sh\nprintf '%s' \"$1\" > '{}'\n", opened.display());
    home.write("bin/xdg-open", program);
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(home.path().join("bin/xdg-open"), mode).expect("a program");
    let path = std::env::var("PATH").unwrap_or_default();
    home.set("PATH", &format!("{}:{path}", home.path().join("bin").display()));
    let window = Window::open(&home, "mail-program").await;
    window.click("lang-en").await;
    window.click(&format!("person-{PERSON}")).await;
    window.click(&format!("office-{OFFICE}")).await;
    window.click("review").await;
    window.click("review-eml").await;
    wait("the mail program got the letter", async || opened.exists()).await;
    window.picture("handed-over").await;
    window.close().await;
    let file = std::fs::read_to_string(&opened).expect("a path");
    let letter = std::fs::read_to_string(file.trim_start_matches("file://")).expect("the letter");
    assert!(letter.starts_with("X-Unsent: 1"), "a draft: {letter}");
}

#[tokio::test]
async fn the_window_comes_back_as_large_as_it_was() {
    if !has_display() {
        return;
    }
    let home = TestHome::with_profile();
    let size = "return [innerWidth, outerWidth, outerHeight]";
    let window = Window::open(&home, "size").await;
    window.click("lang-en").await;
    let usual = window.run(size, Vec::new()).await;
    window.resize(940, 640).await;
    let small = window.run(size, Vec::new()).await;
    assert_ne!(usual, small, "it was made smaller");
    window.ask_to_close().await;
    wait("the window has closed", async || window.process().is_none()).await;
    window.kill().await;
    let window = Window::open(&home, "size").await;
    window.css("main").await;
    assert_eq!(window.run(size, Vec::new()).await, small, "as it was left");
    window.close().await;
}

#[tokio::test]
async fn closing_while_letters_are_on_their_way_asks_once() {
    if !has_display() {
        return;
    }
    // The server never answers: the letter stays on its way.
    let server = FakeSmtp::start(Script::new().on(Step::Mail, [Act::Stall]));
    let home = TestHome::with_account(&server.url());
    let window = Window::open(&home, "closing").await;
    window.click("lang-en").await;
    window.css("main h1").await;
    home.run(&["outbox", "pause"]).succeeds();
    home.send(&[]);
    window.click("nav-outbox").await;
    window.click("outbox-resume").await;
    window.wait_for("[data-testid=\"outbox-row-1\"]", "data-state", "leased").await;
    window.ask_to_close().await;
    window.find("closing").await;
    window.picture("1-asked").await;
    window.click("closing-keep").await;
    window.gone("closing").await;
    assert!(window.process().is_some(), "it stays open");
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    window.ask_to_close().await;
    window.find("closing-yes").await;
    // A click that ends the window has no answer; this one comes after the answer.
    let click =
        "setTimeout(() => document.querySelector('[data-testid=closing-yes]').click(), 200)";
    window.run(click, Vec::new()).await;
    // The letter on the wire has ten seconds; meanwhile the program can be opened again.
    let mut again = Command::new(unforgotten_tests::home::program("unforgotten-window"));
    let again = again.arg("--home").arg(home.path()).stderr(Stdio::null());
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let mut again = again.spawn().expect("another start");
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert!(again.try_wait().expect("its state").is_none(), "it is a window of its own");
    let _ = again.kill();
    let _ = again.wait();
    wait("the window has closed", async || window.process().is_none()).await;
    window.kill().await;
    let letters = home.outbox();
    assert_eq!(letters[0]["state"], "queued", "the letter waits for the next start");
}
