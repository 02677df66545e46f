//! Single sentences beside the whole letters of `coach.rs`: everyday ones that the coach leaves
//! in peace, and faults that it hears (`tests/sentences/<group>.<language>.txt`). A line is a
//! sentence; before a `|` stands what it is told for. The second half of each file was written
//! after the lists had been mended by the first.
#![allow(clippy::unwrap_used, reason = "a broken test may panic")]

use std::path::Path;

use jiff::civil::date;
use rstest::rstest;
use unforgotten_core::office::{Kind, Office};
use unforgotten_core::rules::{self, Depth, Level, Subject};
use unforgotten_core::starter::catalogue;
use unforgotten_core::template::{Scene, Sender};

/// What a sentence can be told for; the other rules look at whole letters.
const HEARD: [&str; 16] = [
    "insult",
    "threat",
    "party_words",
    "attachment",
    "organisation",
    "placeholder",
    "shouting",
    "the_case",
    "war",
    "insult_authorities",
    "violence",
    "sex",
    "lgbt",
    "phone",
    "abbreviation",
    "cipher",
];

fn heard(sentence: &str, kind: Kind, language: &str) -> Vec<String> {
    let person = catalogue().person("boris-kagarlitsky").unwrap();
    let office = Office { kind, ..person.as_reader() };
    let language = catalogue().language(language).unwrap();
    let sender = Sender { name: "Anna Beispiel".to_owned(), ..Sender::default() };
    let day = date(2026, 11, 23);
    let scene =
        Scene { person, office: &office, language, sender: &sender, date: day, own_words: "" };
    let text = format!("{sentence}\n\nAnna Beispiel");
    let found = rules::check(&Subject::of_words(&scene, "Boris Kagarlitsky", &text), Depth::All);
    let told = found.iter().filter(|f| f.level != Level::Tip && HEARD.contains(&f.code));
    let mut codes: Vec<_> = told.map(|f| f.code.to_owned()).collect();
    codes.dedup();
    codes
}

#[rstest]
fn a_sentence_is_told_for_what_it_says(
    #[values("officials", "prisoners")] group: &str,
    #[values("en", "ru")] language: &str,
) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sentences");
    let text = std::fs::read_to_string(folder.join(format!("{group}.{language}.txt"))).unwrap();
    let kind = if group == "officials" { Kind::Official } else { Kind::Prisoner };
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (want, sentence) = line.split_once(" | ").unwrap_or(("", line));
        let want: Vec<&str> = want.split_whitespace().collect();
        let told = heard(sentence, kind, language);
        if told != want {
            wrong.push(format!("told {told:?}, not {want:?}: {sentence}"));
        }
    }
    assert!(wrong.is_empty(), "{} sentences:\n{}", wrong.len(), wrong.join("\n"));
}
