//! The coach in the terminal: a finished letter is read, and every rule can be looked up.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a broken test may panic"
)]

use serde_json::Value;
use unforgotten_tests::home::{OFFICE, PERSON, TestHome};

const GOOD: &str = "Subject: Maria Probe: a request\n\nRostock, 23 November 2026\n\nDear Office,\n\n\
    I am writing to you about Maria Probe. I teach in a small school, and my pupils have asked me \
    who she is. I ask you to see that Maria Probe is examined by a doctor of her own choice, and \
    that her family is told what the doctor has found.\n\nThank you for reading my letter. I \
    would be grateful for an answer. I have good memories of your country's music.\n\n\
    Yours sincerely,\n\nAnna Beispiel\nRostock, Germany\n";

fn check(home: &TestHome, letter: impl AsRef<[u8]>, more: &[&str]) -> unforgotten_tests::home::Ran {
    home.write("letter.txt", letter);
    let file = home.path().join("letter.txt").display().to_string();
    let args = ["letter", "check", &file, "--person", PERSON, "--to", OFFICE, "--lang", "en"];
    home.run(&[&args[..], more].concat())
}

fn ready() -> TestHome {
    let home = TestHome::with_profile();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home
}

#[test]
fn a_good_letter_is_left_in_peace() {
    let home = ready();
    let ran = check(&home, GOOD, &[]);
    ran.succeeds();
    assert!(!ran.stdout.contains("stop:") && !ran.stdout.contains("warn:"), "only tips:\n{ran}");
}

#[test]
fn a_letter_that_insults_is_stopped_with_its_line_and_column() {
    let home = ready();
    let ran = check(&home, GOOD.replace("I teach", "You scum, I teach"), &[]);
    ran.ends_with(3);
    let line = ran.stdout.lines().next().unwrap_or("");
    assert!(line.contains("letter.txt:7:") && line.contains("stop: “scum”"), "its place:\n{ran}");
    let json: Value = serde_json::from_slice(
        &check(&home, GOOD.replace("I teach", "You scum, I teach"), &["--json"]).bytes,
    )
    .expect("JSON");
    assert_eq!(json[0]["code"], "insult", "gravest first: {json}");
    assert_eq!(json[0]["line"], 7, "the line of the file: {json}");
    assert!(json[0]["spans"][0]["from"].as_u64().is_some(), "and the bytes: {json}");
}

#[test]
fn what_the_letter_was_made_from_is_compared_with_it() {
    let home = ready();
    let template = ["--template", "medical-care"];
    let rendered = home.run(
        &[&["letter", "render", "--person", PERSON, "--to", OFFICE, "--lang", "en"][..], &template]
            .concat(),
    );
    rendered.succeeds();
    let ran = check(&home, &rendered.stdout, &template);
    assert!(ran.stdout.contains("of this letter are the template"), "nothing was added:\n{ran}");
}

#[test]
fn every_rule_is_listed_with_its_level_and_its_sources() {
    let home = TestHome::new();
    let ran = home.run(&["letter", "check", "--rules", "--json"]);
    ran.succeeds();
    let rules: Value = serde_json::from_slice(&ran.bytes).expect("JSON");
    let rules = rules.as_array().expect("a list");
    assert!(rules.len() > 50, "all of them: {}", rules.len());
    for rule in rules {
        let sources = rule["sources"].as_array().map_or(0, Vec::len);
        assert!(sources > 0 && rule["about"].as_str().is_some_and(|a| !a.is_empty()), "{rule}");
    }
    let list = home.run(&["letter", "check", "--rules"]);
    list.succeeds();
    assert!(list.stdout.contains("the_case (stop)  to: prisoner  in: RU, BY"), "{list}");
}

#[test]
fn a_file_that_is_no_letter_is_refused_clearly() {
    let home = ready();
    check(&home, b"Dear\nOffice \xff\xfe", &[]).ends_with(2).says("not UTF-8 from line 2 on");
    check(&home, "x".repeat(300_000), &[]).ends_with(2).says("no letter");
    home.run(&["letter", "check", "/no/such/file", "--person", PERSON, "--to", OFFICE])
        .ends_with(2)
        .is_a_clear_error();
    home.run(&["letter", "check"]).ends_with(2);
    home.run(&["letter", "check", "/etc/hostname"]).ends_with(2).says("--person");
}

#[test]
fn a_letter_to_a_prisoner_is_judged_by_the_opposite_rules() {
    let home = TestHome::with_profile();
    let letter = "Здравствуйте, Борис Юльевич!\n\nМеня зовут Анна, я учительница. Надеюсь, что \
                  суд отменит приговор. Что Вы сейчас читаете?\n\nАнна Байшпиль, Росток\n";
    home.write("letter.txt", letter);
    let file = home.path().join("letter.txt").display().to_string();
    let to = ["--person", "boris-kagarlitsky", "--to", "boris-kagarlitsky"];
    let ran = home.run(&[&["letter", "check", &file][..], &to].concat());
    ran.ends_with(3);
    assert!(ran.stdout.contains("speaks of the case"), "never the case:\n{ran}");
    assert!(!ran.stdout.contains("not in the text twice"), "other rules than officials:\n{ran}");
}
