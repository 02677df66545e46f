//! Templates as they are written in the window: copied, checked, tried out, kept, and always
//! to be had again as they came.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a broken test may panic"
)]

use serde_json::{Value, json};
use unforgotten_app::api::dispatch;
use unforgotten_tests::ask::{app, ask};
use unforgotten_tests::home::{OFFICE, PERSON, TestHome};

fn text(ask: &str, body: &str) -> String {
    format!(
        "+++\nkind = \"official\"\ntitle = \"Mine\"\nsubjects = [\"About {{{{person.name}}}}\"]\n\
         asks = [\"{ask}\"]\n+++\n{body}\n{{{{#ask \"{ask}\"}}}}I ask you.{{{{/ask}}}}\n"
    )
}

fn source(files: &[(&str, String)]) -> Value {
    let files = files.iter().map(|(language, text)| json!({"language": language, "text": text}));
    json!({"id": "mine", "files": files.collect::<Vec<_>>()})
}

#[tokio::test]
async fn a_variant_that_asks_for_something_else_is_told_while_typing() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let english = text("release", "Привет, {{person.name}} {{person.nam}}");
    let one = ask(&app, "template_check", source(&[("en", english.clone())])).await;
    let problem = &one["files"][0]["problems"][0];
    assert_eq!(problem["code"], "unknown_field", "{one}");
    let (from, to) = (problem["from"].as_u64(), problem["to"].as_u64());
    let units: Vec<u16> = english.encode_utf16().collect();
    let at = |n: Option<u64>| usize::try_from(n.expect("a place")).expect("small");
    let named = String::from_utf16(&units[at(from)..at(to)]).expect("whole letters");
    assert_eq!(named, "{{person.nam}}", "the window counts in UTF-16 units");

    let variants = [
        ("en", text("release", "Dear {{person.name}}, {{person.occupation}}")),
        ("ru", text("hospital", "{{person.name}}")),
    ];
    let both = ask(&app, "template_check", source(&variants)).await;
    let russian = &both["files"][1];
    assert_eq!(russian["missing_asks"], json!(["release"]), "{both}");
    assert_eq!(russian["missing_fields"], json!(["person.occupation"]), "{both}");
    let codes: Vec<_> =
        russian["problems"].as_array().expect("a list").iter().map(|p| &p["code"]).collect();
    assert_eq!(codes, ["asks_differ", "fields_differ"], "{both}");
}

#[tokio::test]
async fn a_template_is_tried_out_before_it_is_kept() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let preview = json!({
        "id": "mine", "language": "en", "text": text("release", "About {{person.name}}."),
        "person": PERSON, "office": OFFICE, "own_words": "I teach.", "subject": 0,
    });
    let shown = ask(&app, "template_preview", preview.clone()).await;
    assert!(shown["letter"]["body"].to_string().contains("Maria Probe"), "{shown}");
    assert!(!home.path().join("own/letters/mine").exists(), "nothing was written");
    let mut faulty = preview;
    faulty["text"] = json!("no front matter");
    let shown = ask(&app, "template_preview", faulty).await;
    assert!(shown["letter"].is_null(), "no letter");
    assert_eq!(shown["problems"][0]["code"], "front_matter", "and why: {shown}");
}

#[tokio::test]
async fn nothing_that_was_written_is_lost_and_what_is_faulty_is_not_offered() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let faulty = text("release", "{{#if person.name}}");
    let saved = ask(&app, "template_save", source(&[("en", faulty.clone())])).await;
    assert_eq!(saved["files"][0]["text"], json!(faulty), "kept as it is");
    let list = ask(&app, "templates_list", json!({})).await;
    let row = list.as_array().expect("a list").iter().find(|row| row["id"] == "mine");
    assert!(row.expect("in the list")["problems"].as_u64() > Some(0), "with its problems");
    let desk = ask(&app, "desk_open", json!({"id": PERSON})).await;
    assert!(!desk["templates"].to_string().contains("mine"), "not offered");
    ask(&app, "template_save", source(&[("en", text("release", "Dear."))])).await;
    let desk = ask(&app, "desk_open", json!({"id": PERSON})).await;
    assert!(desk["templates"].to_string().contains("\"mine\""), "mended, and offered");
}

#[tokio::test]
async fn an_own_version_covers_the_built_in_one_until_it_is_taken_away() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let open = json!({"id": "medical-care"});
    let built_in = ask(&app, "template_open", open.clone()).await;
    let mut mine = built_in.clone();
    let english = mine["files"].as_array_mut().expect("files");
    let english = english.iter_mut().find(|file| file["language"] == "en").expect("English");
    english["text"] = json!(text("medical_care", "Mine: {{person.name}}."));
    english["own"] = json!(true);
    ask(&app, "template_save", mine).await;
    let changed = ask(&app, "template_open", open.clone()).await;
    let own: Vec<_> = changed["files"]
        .as_array()
        .expect("files")
        .iter()
        .filter(|file| file["own"] == true)
        .map(|file| &file["language"])
        .collect();
    assert_eq!(own, ["en"], "only what was changed is the home's own");
    ask(&app, "template_remove", json!({"id": "medical-care", "language": "en"})).await;
    assert_eq!(ask(&app, "template_open", open).await, built_in, "as it came");
}

#[tokio::test]
async fn copies_imports_and_exports_overwrite_nothing() {
    let home = TestHome::with_profile();
    let app = app(&home);
    let copy = json!({"id": "medical-care", "to": "Лечение зубов"});
    let first = ask(&app, "template_copy", copy.clone()).await;
    let second = ask(&app, "template_copy", copy).await;
    assert_ne!(first["id"], second["id"], "two copies are two");
    assert_eq!(first["files"].as_array().map(Vec::len), second["files"].as_array().map(Vec::len));

    let file = |name: &str| json!({"name": name, "text": text("release", "Dear.")});
    let one = ask(&app, "template_import", file("C:\\letters\\my-letter.en.hbs")).await;
    assert_eq!(one["id"], "my-letter", "from the file's name, whatever its folder");
    assert_eq!(ask(&app, "template_import", file("my-letter.en.hbs")).await["id"], "my-letter-2");
    let error = dispatch(&app, "template_import", file("letter.docx")).await.expect_err("no text");
    assert_eq!(error.params.get("field").map(String::as_str), Some("name"), "{error:?}");
    for id in ["../evil", "", "a/b", "ä"] {
        let save = json!({"id": id, "files": [{"language": "en", "text": "x"}]});
        dispatch(&app, "template_save", save).await.expect_err("never outside its folder");
    }
    let language = json!({"id": "mine", "files": [{"language": "../en", "text": "x"}]});
    dispatch(&app, "template_save", language).await.expect_err("no such language");
}
