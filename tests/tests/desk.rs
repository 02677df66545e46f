//! The finished window's questions, as the page asks them: ties and initials, a person's page,
//! copies to oneself, a letter as a file, pace, files that are opened.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a broken test may panic"
)]

use mail_parser::MessageParser;
use serde_json::{Value, json};
use unforgotten_app::App;
use unforgotten_app::api::dispatch;
use unforgotten_tests::ask::{app, ask};
use unforgotten_tests::fake_smtp::{FakeSmtp, Script};
use unforgotten_tests::home::{OFFICE, PERSON, TEMPLATE, TestHome};

fn request(account: &str, office: &str) -> Value {
    json!({
        "account": account,
        "letters": [{"person": PERSON, "office": office, "template": TEMPLATE, "language": "en"}],
        "own_words": {"en": "I teach."},
        "seals": [],
    })
}

async fn save_safety(app: &App, safety: Value) {
    let state = ask(app, "app_state", json!({})).await;
    let mut settings = state["settings"].clone();
    settings["safety"] = safety;
    ask(app, "settings_save", settings).await;
}

fn ties(countries: &[&str], full_name: bool) -> Value {
    json!({"answered": true, "countries": countries, "full_name": full_name, "organisation": false})
}

/// A home where the person's letters can leave, with a street that must not.
fn ready() -> TestHome {
    let home = TestHome::with_profile();
    home.run(&["profile", "set", "--street", "Hidden Lane 7", "--occupation", "lamplighter"])
        .succeeds();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    home
}

async fn review(app: &App, office: &str) -> Value {
    ask(app, "letters_review", request("practice", office)).await["letters"][0].clone()
}

#[tokio::test]
async fn a_letter_to_a_country_with_ties_tells_initials_and_town_and_no_more() {
    let home = ready();
    let app = app(&home);
    let open = review(&app, OFFICE).await;
    assert!(open["text"].as_str().is_some_and(|t| t.contains("Anna Beispiel")), "{open}");
    assert_eq!(open["guard"], Value::Null, "no ties were told");

    save_safety(&app, ties(&["XX"], false)).await;
    let guarded = review(&app, OFFICE).await;
    assert_eq!(guarded["guard"]["name"], "A. B.", "{guarded}");
    assert_eq!(guarded["guard"]["address_tells"], true, "anna@ stands in From all the same");
    let whole = guarded.to_string();
    for hidden in ["Beispiel", "Hidden Lane", "lamplighter"] {
        assert!(!whole.contains(hidden), "“{hidden}” is in the letter or its headers: {whole}");
    }
    assert!(guarded["text"].as_str().is_some_and(|t| t.contains("Rostock")), "the town stays");

    let mut telling = request("practice", OFFICE);
    telling["own_words"]["en"] = json!("I teach. Anna Beispiel");
    let told = ask(&app, "letters_review", telling).await["letters"][0].clone();
    let codes: Vec<_> = told["findings"].as_array().into_iter().flatten().collect();
    assert!(codes.iter().any(|f| f["code"] == "name_shown"), "own words tell it: {told}");

    let mut sealed = request("practice", OFFICE);
    sealed["seals"] = json!([guarded["seal"]]);
    ask(&app, "letters_send", sealed).await;
    let frozen = home.outbox();
    let story = home.run(&["outbox", "show", frozen[0]["id"].as_str().expect("an id")]);
    story.succeeds();
    assert!(story.stdout.contains("A. B."), "the initials are there:\n{story}");
    assert!(
        !story.stdout.contains("Anna Beispiel <"),
        "what was frozen is what was read:\n{story}"
    );

    save_safety(&app, ties(&["XX"], true)).await;
    let full = review(&app, OFFICE).await;
    assert_eq!(full["guard"]["full_name"], true, "somebody decided so, and is told");
    assert!(full["text"].as_str().is_some_and(|t| t.contains("Anna Beispiel")), "{full}");
    save_safety(&app, ties(&["YY"], false)).await;
    assert_eq!(review(&app, OFFICE).await["guard"], Value::Null, "another country's officials");
}

#[tokio::test]
async fn the_terminal_keeps_the_same_care() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    let app = app(&home);
    save_safety(&app, ties(&["XX"], false)).await;
    drop(app);
    home.send(&[]).succeeds();
    let bytes = server.bodies().pop().expect("a letter arrived");
    let heard = String::from_utf8_lossy(&bytes).into_owned();
    assert!(heard.contains("A. B."), "initials:\n{heard}");
    assert!(!heard.contains("Beispiel"), "neither From nor text tells the name:\n{heard}");
}

#[tokio::test]
async fn ties_that_are_told_later_find_the_letters_that_wait() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.office("far-office", "far@example.org");
    home.office("press", "press@example.org");
    let press = home.path().join("own/offices/press.toml");
    let text = std::fs::read_to_string(&press).expect("the office");
    std::fs::write(&press, text.replace("\"official\"", "\"press\"")).expect("a newspaper");
    home.run(&["outbox", "pause"]).succeeds();
    let to = format!("{OFFICE},far-office,press");
    let letter = ["send", "--person", PERSON, "--to", &to, "--template", TEMPLATE];
    let rest = ["--account", "fake", "--yes", "--confirm-unchecked"];
    home.run(&[&letter[..], &rest[..]].concat());
    assert_eq!(home.outbox().len(), 3, "all wait while sending is paused");
    let app = app(&home);
    let count = async || ask(&app, "full_names", json!({})).await["letters"].clone();
    assert_eq!(count().await, 0, "no ties, nothing to hide");
    save_safety(&app, ties(&["XX"], true)).await;
    assert_eq!(count().await, 0, "the full name is what the writer wants");
    save_safety(&app, ties(&["YY"], false)).await;
    assert_eq!(count().await, 0, "officials of another country");
    save_safety(&app, ties(&["XX"], false)).await;
    assert_eq!(count().await, 2, "both would tell the name");
    home.send(&["--again"]);
    assert_eq!(count().await, 2, "a letter with initials tells nothing");
    home.run(&["profile", "set"]).succeeds().says("2 letters to officials there wait");
    home.run(&["profile", "set", "--name", "A. B."]).succeeds();
    assert_eq!(count().await, 2, "another name in the profile changes no letter");
    home.run(&["profile", "set", "--name", "Anna Beispiel"]).succeeds();
    assert_eq!(ask(&app, "full_names_take_back", json!({})).await["letters"], 2, "both");
    assert_eq!(count().await, 0, "nothing waits with the name");
    home.run(&["outbox", "resume"]).succeeds();
    home.run(&["outbox", "run", "--until-empty"]).succeeds();
    let heard = server.bodies().into_iter().map(|b| String::from_utf8_lossy(&b).into_owned());
    let heard: Vec<_> = heard.collect();
    assert_eq!(heard.len(), 2, "the newspaper's letter, and the one with initials");
    let named = heard.iter().filter(|letter| letter.contains("Beispiel")).count();
    assert_eq!(named, 1, "only the newspaper reads the name:\n{heard:?}");
}

#[tokio::test]
async fn ties_take_no_letters_of_other_people_back() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.run(&["outbox", "pause"]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    let signers = "name,town,country\nAnna Beispiel,Rostock,Germany\n";
    home.campaign("theirs", signers, &["--account", "fake"]).succeeds();
    home.run(&["campaign", "start", "theirs"]).succeeds();
    assert_eq!(home.outbox().len(), 1, "it waits");
    let app = app(&home);
    save_safety(&app, ties(&["XX"], false)).await;
    let found = ask(&app, "full_names", json!({})).await;
    assert_eq!(found["letters"], 0, "a signer of the same name is somebody else");
}

#[tokio::test]
async fn a_campaign_of_ones_own_keeps_the_same_care() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    let app = app(&home);
    save_safety(&app, ties(&["XX"], false)).await;
    drop(app);
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    let new = ["campaign", "new", "mine", "--person", PERSON, "--to", OFFICE];
    let rest = ["--template", TEMPLATE, "--closes", "2099-12-31", "--account", "fake"];
    home.run(&[&new[..], &rest[..]].concat()).succeeds();
    home.run(&["campaign", "start", "mine"]).succeeds();
    home.run(&["outbox", "run", "--until-empty"]).succeeds();
    let bytes = server.bodies().pop().expect("a letter arrived");
    let heard = String::from_utf8_lossy(&bytes).into_owned();
    assert!(heard.contains("A. B."), "initials:\n{heard}");
    assert!(!heard.contains("Beispiel"), "neither From nor text tells the name:\n{heard}");
}

#[tokio::test]
async fn ties_are_countries_or_nothing_is_saved() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let mut settings = ask(&app, "app_state", json!({})).await["settings"].clone();
    settings["safety"] = ties(&["Russia"], false);
    let error = dispatch(&app, "settings_save", settings).await.expect_err("no country code");
    assert!(error.message.contains("Russia"), "{}", error.message);
    let kept = ask(&app, "app_state", json!({})).await;
    assert_eq!(kept["settings"]["safety"]["countries"], json!([]), "as before");
}

#[tokio::test]
async fn a_copy_goes_to_oneself_and_is_no_letter_for_the_person() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.office("office-2", "office2@example.org");
    let app = app(&home);
    // Nothing is confirmed yet: a copy may be looked at all the same.
    let mut both = request("fake", OFFICE);
    let other = request("fake", "office-2")["letters"][0].clone();
    both["letters"].as_array_mut().expect("letters").push(other);
    let sent = ask(&app, "letters_copy", both).await;
    assert_eq!(sent["letters"].as_array().map(Vec::len), Some(2), "one for each office: {sent}");
    let again = ask(&app, "letters_copy", request("fake", OFFICE)).await;
    assert_eq!(again["letters"].as_array().map(Vec::len), Some(1), "as often as one likes");
    home.run(&["outbox", "run", "--until-empty"]).succeeds();
    let copies = server.bodies();
    assert_eq!(copies.len(), 3, "all arrived");
    let parsed = MessageParser::default().parse(&copies[0]).expect("a message");
    let to = parsed.to().and_then(|to| to.first()).and_then(|to| to.address());
    assert_eq!(to, Some("anna@example.org"), "to the writer and to nobody else");
    assert!(parsed.subject().is_some_and(|s| s.starts_with("[TEST] ")), "{:?}", parsed.subject());

    let shown = ask(&app, "person_show", json!({"id": PERSON})).await;
    assert_eq!(shown["page"]["card"]["letters"], 0, "nobody was written to");
    assert_eq!(shown["months"], json!([]), "and no month counts it");
    let rows = ask(&app, "outbox_list", json!({"state": null, "offset": 0, "limit": 10})).await;
    let copies = rows["letters"].as_array().into_iter().flatten().filter(|row| row["copy"] == true);
    assert_eq!(copies.count(), 3, "the outbox says what they are: {rows}");
    home.send(&[]).succeeds();
    let shown = ask(&app, "person_show", json!({"id": PERSON})).await;
    assert_eq!(shown["page"]["card"]["letters"], 1, "the real one counts, and a copy stops none");
    assert_eq!(shown["months"][0]["letters"], 1, "{}", shown["months"]);
}

#[tokio::test]
async fn a_letter_becomes_a_draft_file_for_a_mail_program() {
    let home = ready();
    let app = app(&home);
    let file = ask(&app, "letter_file", request("practice", OFFICE)).await;
    let path = std::path::PathBuf::from(file["path"].as_str().expect("a path"));
    assert!(path.starts_with(home.path().join("letters")), "in the program's folder: {file}");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(&path).expect("the file").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600, "nobody else reads it");
    let bytes = std::fs::read(&path).expect("the file");
    let parsed = MessageParser::default().parse(&bytes).expect("a message");
    assert_eq!(parsed.header_raw("X-Unsent").map(str::trim), Some("1"), "opens as a draft");
    let text = parsed.body_text(0).expect("a text");
    assert!(text.contains("I teach."), "the own words are in it:\n{text}");
}

#[tokio::test]
async fn notes_about_a_person_stay_and_a_confirmation_can_be_taken_back() {
    let home = ready();
    let app = app(&home);
    let note = json!({"person": PERSON, "text": "Likes chess.\nUncle in Tver.", "saved_at": null});
    let saved = ask(&app, "note_save", note.clone()).await;
    assert!(saved["saved_at"].is_string(), "{saved}");
    let shown = ask(&app, "person_show", json!({"id": PERSON})).await;
    assert_eq!(shown["note"]["text"], note["text"]);
    assert_eq!(shown["page"]["freshness"], "checked", "confirmed above");
    let long = json!({"person": PERSON, "text": "x".repeat(100_000), "saved_at": null});
    dispatch(&app, "note_save", long).await.expect_err("no book");
    let kept = ask(&app, "person_show", json!({"id": PERSON})).await;
    assert_eq!(kept["note"]["text"], note["text"], "what was there is there");

    let case = json!({"kind": "person", "id": PERSON, "channel": null});
    let doubted = ask(&app, "fact_doubt", case).await;
    assert_ne!(doubted["freshness"], "checked", "{doubted}");
    let review = review(&app, OFFICE).await;
    assert_eq!(review["ready"], false, "an unchecked case stops the letter again");
}

#[tokio::test]
async fn the_pace_of_a_mailbox_is_kept_and_nonsense_is_refused() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    let app = app(&home);
    let pace = json!({"name": "fake", "per_hour": 12, "per_day": 40});
    let row = ask(&app, "account_pace", pace).await;
    assert_eq!((&row["per_hour"], &row["per_day"]), (&json!(12), &json!(40)), "{row}");
    let suggested = json!({"name": "fake", "per_hour": null, "per_day": null});
    let row = ask(&app, "account_pace", suggested).await;
    assert_eq!((&row["per_hour"], &row["per_day"]), (&Value::Null, &Value::Null), "undone: {row}");
    let none = json!({"name": "fake", "per_hour": -1, "per_day": 40});
    dispatch(&app, "account_pace", none).await.expect_err("less than nothing");
    let other = json!({"name": "nobody", "per_hour": 5, "per_day": 40});
    let error = dispatch(&app, "account_pace", other).await.expect_err("no such mailbox");
    assert_eq!(error.code.name(), "no_account", "{}", error.message);
}

#[tokio::test]
async fn a_file_that_was_opened_is_told_once() {
    let home = TestHome::new();
    home.write("mine.hbs", "+++\nkind = \"official\"\n+++\nDear");
    let app = app(&home);
    app.open_file(home.path().join("mine.hbs"));
    app.open_file(home.path().join("november.unforgotten"));
    let files = ask(&app, "files_opened", json!({})).await;
    let kinds: Vec<_> = files.as_array().into_iter().flatten().map(|f| &f["kind"]).collect();
    assert_eq!(kinds, [&json!("template"), &json!("pack")], "{files}");
    assert_eq!(ask(&app, "files_opened", json!({})).await, json!([]), "not again");
}
