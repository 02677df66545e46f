//! Facts that people add and change in the window: kept as files, checked, confirmed one by
//! one; a release closes the appeal everywhere.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a broken test may panic"
)]

use serde_json::{Value, json};
use unforgotten_app::App;
use unforgotten_app::api::dispatch;
use unforgotten_tests::ask::{app, ask};
use unforgotten_tests::home::{OFFICE, PERSON, TEMPLATE, TestHome};

async fn refused(app: &App, name: &str, request: Value) -> (String, String) {
    let error = dispatch(app, name, request).await.expect_err("this must be refused");
    let field = error.params.get("field").cloned().unwrap_or_default();
    (error.code.name(), field)
}

fn source() -> Value {
    json!({"title": "Bulletin", "url": "https://bulletin.example/1", "published": "2026-11-01", "checked_on": null})
}

fn somebody() -> Value {
    json!({
        "id": "", "country": "BY", "language": "be", "gender": "female",
        "name": {"en": {"nominative": "Zoya O’Probe"}, "ru": {"nominative": "Зоя Пробе", "genitive": "Зои Пробе"}},
        "called": {}, "occupation": {"en": {"nominative": "poet"}}, "charge": {"de": {"nominative": ""}}, "story": {},
        "facility": null,
        "custody": [{"from": "2025-01-02", "until": null, "form": "pre_trial", "ended": null, "source": source()}],
        "sentence": null, "offices": [OFFICE], "closes": null, "sources": [source()],
    })
}

#[tokio::test]
async fn a_person_who_was_added_can_be_written_for_and_read_by_the_terminal() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let saved = ask(&app, "person_save", somebody()).await;
    let id = saved["id"].as_str().expect("an id");
    assert_eq!(id, "zoya-o-probe", "from the name, apostrophe and all");
    assert_eq!(saved["charge"], json!({}), "what was left empty is not said");
    let page = home.run(&["people", "show", id]);
    page.succeeds();
    assert!(page.stdout.contains("Zoya O’Probe"), "the other program sees her:\n{page}");
    let letter = ["--person", id, "--to", OFFICE, "--template", TEMPLATE, "--lang", "en"];
    let letter = home.run(&[&["letter", "render"], &letter[..]].concat());
    letter.succeeds();
    assert!(letter.stdout.contains("Zoya O’Probe, poet"), "nothing is escaped:\n{letter}");
    let again = ask(&app, "person_save", somebody()).await;
    assert_eq!(again["id"], "zoya-o-probe-2", "nobody is overwritten");
}

#[tokio::test]
async fn what_cannot_be_true_is_told_at_its_field() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let with = |path: &str, value: Value| {
        let mut facts = somebody();
        *facts.pointer_mut(path).expect("a path") = value;
        facts
    };
    let overlap = json!([
        {"from": "2025-01-02", "until": "2025-03-01", "form": null, "ended": "released", "source": source()},
        {"from": "2025-02-01", "until": null, "form": null, "ended": null, "source": source()},
    ]);
    let cases = [
        ("/name", json!({}), "name"),
        ("/name/ru", json!({"genitive": "Зои"}), "name.ru"),
        ("/name/en/nominative", json!("A\nB"), "name.en"),
        ("/custody/0/from", json!("2125-01-01"), "custody.1.from"),
        ("/custody/0/from", json!("1. May"), "custody.1.from"),
        ("/custody", overlap, "custody.2.from"),
        ("/custody/0/ended", json!("released"), "custody.1.until"),
        ("/sources", json!([]), "source"),
        ("/sources/0/title", json!(" "), "source.1.title"),
        ("/sources/0/url", json!("javascript:alert(1)"), "source.1.url"),
        ("/sources/0/published", json!("soon"), "source.1.published"),
        ("/country", json!("Belarus"), "country"),
        ("/offices", json!(["no-such-office"]), "offices"),
        ("/id", json!("../../evil"), "id"),
    ];
    for (path, value, field) in cases {
        let (code, at) = refused(&app, "person_save", with(path, value.clone())).await;
        assert_eq!(at, field, "{path} = {value}");
        assert!(code == "bad_facts" || code == "bad_request", "{path}: {code}");
    }
    assert_eq!(home.run(&["people", "list"]).stdout.matches("Zoya").count(), 0, "nothing was kept");
}

#[tokio::test]
async fn an_office_is_changed_removed_and_comes_back_as_it_came_with_the_program() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let id = "ru-embassy-london";
    let mut facts = ask(&app, "office_facts", json!({"id": id})).await;
    facts["channels"][0]["value"] = json!("not an address");
    let (code, field) = refused(&app, "office_save", facts.clone()).await;
    assert_eq!((code.as_str(), field.as_str()), ("bad_facts", "channel.1.value"), "at its field");
    facts["channels"][0]["value"] = json!("new@embassy.example");
    let saved = ask(&app, "office_save", facts).await;
    assert_eq!((&saved["own"], &saved["built_in"]), (&json!(true), &json!(true)), "changed");
    let changed = home.run(&["offices", "show", id]);
    assert!(changed.stdout.contains("new@embassy.example"), "changed:\n{changed}");
    ask(&app, "office_remove", json!({"id": id})).await;
    let back = home.run(&["offices", "show", id]);
    assert!(!back.stdout.contains("new@embassy.example"), "as it was:\n{back}");
    let (code, _) = refused(&app, "office_remove", json!({"id": OFFICE})).await;
    assert_eq!(code, "in_use", "somebody is written for through it");
}

#[tokio::test]
async fn each_fact_is_confirmed_by_itself_and_again_after_it_changed() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let state = async |kind: &str, id: &str| {
        let all = ask(&app, "checks_list", json!({})).await;
        let all = all.as_array().expect("a list").clone();
        let one = all.iter().find(|f| f["fact"]["kind"] == kind && f["fact"]["id"] == id);
        one.expect("in the list")["freshness"].clone()
    };
    for kind in ["channel", "office", "person"] {
        let id = if kind == "person" { PERSON } else { OFFICE };
        assert_eq!(state(kind, id).await, "unchecked", "{kind}: nobody has looked");
        let channel = (kind == "channel").then_some(1);
        let done =
            ask(&app, "fact_confirm", json!({"kind": kind, "id": id, "channel": channel})).await;
        assert_eq!(done["freshness"], "checked", "{kind}: now somebody has");
        assert!(done["until"].is_string(), "{kind}: for 180 days");
    }
    assert_eq!(state("office", "ru-embassy-london").await, "unchecked", "one, and no other");
    let mut facts = ask(&app, "office_facts", json!({"id": OFFICE})).await;
    facts["salutation"]["en"]["nominative"] = json!("Dear Minister,");
    ask(&app, "office_save", facts).await;
    assert_eq!(state("office", OFFICE).await, "unchecked", "the salutation is another one");
    assert_eq!(state("channel", OFFICE).await, "checked", "the address is the same");
}

fn letters(template: &str) -> Value {
    json!({
        "account": "practice",
        "letters": [{"person": PERSON, "office": OFFICE, "template": template, "language": "en"}],
        "own_words": {"en": "I teach."},
        "seals": [],
    })
}

async fn review(app: &App, template: &str) -> Vec<String> {
    let review = ask(app, "letters_review", letters(template)).await;
    let stops = review["letters"][0]["findings"].as_array().expect("findings").clone();
    let stops = stops.iter().filter(|f| f["level"] == "stop");
    stops.map(|f| f["code"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn the_window_sends_nothing_of_which_a_fact_was_not_looked_at() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let all = ["channel_unchecked", "office_unchecked", "person_unchecked"];
    assert_eq!(review(&app, TEMPLATE).await, all, "address, holder, case");
    for (kind, id, channel) in
        [("channel", OFFICE, Some(1)), ("office", OFFICE, None), ("person", PERSON, None)]
    {
        ask(&app, "fact_confirm", json!({"kind": kind, "id": id, "channel": channel})).await;
    }
    assert!(review(&app, TEMPLATE).await.is_empty(), "now somebody has");
}

#[tokio::test]
async fn a_release_closes_the_appeal_everywhere_but_for_thanks() {
    let home = TestHome::with_profile();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    let app = app(&home);
    let read = ask(&app, "letters_review", letters(TEMPLATE)).await;
    let mut request = letters(TEMPLATE);
    request["seals"] = json!([read["letters"][0]["seal"]]);
    ask(&app, "letters_send", request).await;
    assert_eq!(home.outbox()[0]["state"], "queued", "it can be taken back for ten seconds");
    assert_eq!(review(&app, "thanks-after-release").await, ["not_released"], "not yet");

    let mut facts = ask(&app, "person_facts", json!({"id": PERSON})).await;
    facts["custody"] = json!([{"from": "2025-01-02", "until": "2026-11-01", "form": "serving", "ended": "released", "source": source()}]);
    ask(&app, "person_save", facts).await;

    assert_eq!(home.outbox()[0]["state"], "cancelled", "the letter that waited was taken back");
    let stops = review(&app, TEMPLATE).await;
    assert!(stops.contains(&"released".to_owned()), "nobody asks for it any more: {stops:?}");
    let thanks = review(&app, "thanks-after-release").await;
    assert_eq!(thanks, ["person_unchecked"], "thanks, once somebody has looked: {thanks:?}");
    let signers = home.path().join("signers.csv");
    std::fs::write(&signers, "name,town\nA,B\n").expect("a file");
    let closes = ["--closes", "2099-12-31"];
    let campaign = ["campaign", "new", "c", "--person", PERSON, "--to", OFFICE];
    let file = signers.display().to_string();
    let rest = ["--template", TEMPLATE, "--signers", &file];
    home.run(&[&campaign[..], &rest, &closes].concat()).succeeds();
    let plan = home.run(&["campaign", "plan", "c"]);
    plan.ends_with(3);
    assert!(plan.stdout.contains("have ended"), "no campaign for somebody who is free:\n{plan}");
}

#[tokio::test]
async fn a_release_that_was_written_by_hand_takes_letters_back_when_the_outbox_runs() {
    let home = TestHome::with_profile();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    let app = app(&home);
    let read = ask(&app, "letters_review", letters(TEMPLATE)).await;
    let mut request = letters(TEMPLATE);
    request["seals"] = json!([read["letters"][0]["seal"]]);
    ask(&app, "letters_send", request).await;
    let file = home.path().join("own/people/test-person.toml");
    let facts = std::fs::read_to_string(&file).expect("the person");
    let custody = "\n[[custody]]\nfrom = \"2025-01-02\"\nuntil = \"2026-11-01\"\nended = \"released\"\nsource.title = \"t\"\n";
    std::fs::write(&file, facts + custody).expect("written");
    home.run(&["outbox", "run", "--until-empty"]).succeeds();
    assert_eq!(home.outbox()[0]["state"], "cancelled", "nobody asks for somebody who is free");
}

#[tokio::test]
async fn nobody_is_asked_for_again_after_a_release() {
    let home = TestHome::with_profile();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    let app = app(&home);
    let read = ask(&app, "letters_review", letters(TEMPLATE)).await;
    let mut request = letters(TEMPLATE);
    request["seals"] = json!([read["letters"][0]["seal"]]);
    ask(&app, "letters_send", request).await;
    let file = home.path().join("own/people/test-person.toml");
    let facts = std::fs::read_to_string(&file).expect("the person");
    let custody = "\n[[custody]]\nfrom = \"2025-01-02\"\nuntil = \"2026-11-01\"\nended = \"exchanged\"\nsource.title = \"t\"\n";
    std::fs::write(&file, facts + custody).expect("written");
    let retry = home.run(&["outbox", "retry", "1"]);
    retry.ends_with(3);
    assert!(retry.stderr.contains("the appeal for “test-person” is over"), "{retry}");
}

#[tokio::test]
async fn what_a_person_wrote_by_hand_stays_beside_what_the_window_saves() {
    let home = TestHome::with_profile();
    let broken = "country = \"RU\"\nname.en = \"Half a fi";
    home.write("own/people/boris-kagarlitsky.toml", broken);
    let app = app(&home);
    let facts = ask(&app, "person_facts", json!({"id": "boris-kagarlitsky"})).await;
    ask(&app, "person_save", facts).await;
    let kept = home.path().join("own/people/boris-kagarlitsky.toml.bak");
    assert_eq!(std::fs::read_to_string(kept).expect("kept"), broken, "nothing is lost");
}

#[tokio::test]
async fn a_letter_to_a_prisoner_takes_the_words_that_were_written_to_the_prisoner() {
    let home = TestHome::with_profile();
    let person = std::fs::read_to_string(home.path().join("own/people/test-person.toml"))
        .expect("the person");
    let facility = "\n[facility]\nname.en = \"A prison\"\nplace.en = \"A town\"\nsource.title = \"t\"\n\
        [[facility.channel]]\nkind = \"email\"\nvalue = \"relay@example.org\"\nstatus = \"accepted\"\nsource.title = \"t\"\n";
    home.write("own/people/test-person.toml", person + facility);
    let app = app(&home);
    let request = json!({
        "account": "practice",
        "letters": [{"person": PERSON, "office": PERSON, "template": "prisoner-first-letter", "language": "en"}],
        "own_words": {"en": "I ask the court.", "prisoner:en": "I grow apples."},
        "seals": [],
    });
    let review = ask(&app, "letters_review", request.clone()).await;
    let text = review["letters"][0]["text"].as_str().expect("a text");
    assert!(text.contains("I grow apples.") && !text.contains("court"), "never the others: {text}");
    let mut wrong = request;
    wrong["letters"][0]["template"] = json!(TEMPLATE);
    let review = ask(&app, "letters_review", wrong).await;
    let findings = review["letters"][0]["findings"].to_string();
    assert!(findings.contains("wrong_reader"), "no appeal goes to the prisoner: {findings}");
}

#[tokio::test]
async fn an_open_window_sees_what_was_changed_beside_it() {
    let home = TestHome::with_profile();
    let app = app(&home);
    ask(&app, "people_list", json!({})).await;
    let person = std::fs::read_to_string(home.path().join("own/people/test-person.toml"))
        .expect("the person")
        .replace("Maria Probe", "Somebody Else");
    home.write("own/people/somebody-else.toml", person);
    let mut seen = false;
    for _ in 0..30 {
        let people = ask(&app, "people_list", json!({})).await;
        seen = people.to_string().contains("Somebody Else");
        if seen {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    assert!(seen, "within a second or two");
}
