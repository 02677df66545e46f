//! How well the coach judges: letters that were written for it by somebody who had not seen its
//! word lists, good ones and faulty ones (`tests/coach/<group>/<language>/`). Precision is how
//! many of its warnings were right, recall how many of the faults it saw. The lists were mended
//! by these letters, so the figures say how well they fit them; a stranger's letter is judged
//! less well.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic, and this one reports"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::date;
use rstest::rstest;
use serde::Deserialize;
use unforgotten_core::office::{Channel, ChannelKind, ChannelStatus, Kind, Office};
use unforgotten_core::person::{Person, prison_languages};
use unforgotten_core::rules::{self, Depth, Finding, Level, Subject};
use unforgotten_core::source::Source;
use unforgotten_core::starter::catalogue;
use unforgotten_core::template::{Scene, Sender};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Letter {
    name: String,
    #[serde(default = "official")]
    kind: Kind,
    #[serde(default = "russia")]
    country: String,
    subject: String,
    text: String,
    #[serde(default)]
    expect: BTreeSet<String>,
    #[serde(default)]
    asks: Vec<String>,
    #[serde(default)]
    office_languages: Vec<String>,
    max_chars: Option<u32>,
    #[serde(default = "anna")]
    sender_name: String,
    #[serde(default = "rostock")]
    sender_town: String,
}

fn official() -> Kind {
    Kind::Official
}

fn russia() -> String {
    "RU".to_owned()
}

fn anna() -> String {
    "Anna Beispiel".to_owned()
}

fn rostock() -> String {
    "Rostock".to_owned()
}

const MARIA: &str = r#"
country = "RU"
language = "ru"
gender = "female"
name.en = "Maria Testova"
charge.en = "“spreading false information”"
charge.ru = "«распространение ложной информации»"
occupation.en = "librarian"
[name.ru]
nominative = "Мария Тестова"
genitive = "Марии Тестовой"
dative = "Марии Тестовой"
accusative = "Марию Тестову"
instrumental = "Марией Тестовой"
prepositional = "Марии Тестовой"
[facility]
source.title = "invented"
name.en = "Prison No. 5"
[facility.name.ru]
nominative = "колония № 5"
genitive = "колонии № 5"
prepositional = "колонии № 5"
[facility.place]
en = "Primersk"
[facility.place.ru]
nominative = "Примерск"
genitive = "Примерска"
prepositional = "Примерске"
[[custody]]
from = "2024-05-14"
source.title = "invented"
[sentence]
imposed_on = "2025-03-03"
years = 6
text.en = "six years"
text.ru = "шесть лет"
source.title = "invented"
[[source]]
title = "invented"
"#;

fn read(group: &str, language: &str, file: &str) -> Vec<Letter> {
    #[derive(Deserialize)]
    struct File {
        letter: Vec<Letter>,
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/coach");
    let path = folder.join(group).join(language).join(format!("{file}.toml"));
    let text = std::fs::read_to_string(&path).unwrap();
    toml::from_str::<File>(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display())).letter
}

fn judge(letter: &Letter, language: &str) -> Vec<Finding> {
    let mut person = Person::parse("maria.toml", "maria", MARIA).unwrap();
    person.country.clone_from(&letter.country);
    let source = Source { title: "invented".to_owned(), ..Source::default() };
    let languages = match letter.office_languages.as_slice() {
        // A prison's censor reads the country's language; in Britain that is English.
        [] if letter.kind == Kind::Prisoner => {
            let own = if ["GB", "US"].contains(&letter.country.as_str()) { "en" } else { "ru" };
            prison_languages(&letter.country, own)
        }
        [] => vec![language.to_owned()],
        some => some.to_vec(),
    };
    let office =
        Office { kind: letter.kind, languages, source: source.clone(), ..person.as_reader() };
    let channel = Channel {
        kind: ChannelKind::Email,
        value: "office@example.org".to_owned(),
        status: ChannelStatus::Accepted,
        note: Default::default(),
        valid_from: None,
        max_chars: letter.max_chars,
        source,
    };
    let sender = Sender {
        name: letter.sender_name.clone(),
        town: letter.sender_town.clone(),
        ..Sender::default()
    };
    let text = letter.text.trim();
    let scene = Scene {
        person: &person,
        office: &office,
        language: catalogue().language(language).unwrap(),
        sender: &sender,
        date: date(2026, 11, 23),
        own_words: "",
    };
    let subject = Subject {
        asks: &letter.asks,
        channel: Some(&channel),
        ..Subject::of_words(&scene, &letter.subject, text)
    };
    let found = rules::check(&subject, Depth::All);
    let stops = rules::check(&subject, Depth::Stops);
    let all: Vec<_> = found.iter().filter(|f| f.level == Level::Stop).cloned().collect();
    assert_eq!(stops, all, "{}: a batch is stopped by what stops one letter", letter.name);
    found
}

/// What every letter to a prisoner, or to an official, is told.
const ALWAYS: [&str; 3] = ["answer_may_never_come", "on_paper", "copy_embassy"];

#[derive(Default)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }
}

#[expect(clippy::cast_precision_loss, reason = "hundreds")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// The least that is asked of the coach; what it reached is printed, and stands in the README.
const PRECISION: f64 = 0.95;
const RECALL: f64 = 0.9;

#[rstest]
fn the_coach_leaves_good_letters_in_peace_and_sees_the_faults(
    #[values("officials", "prisoners")] group: &str,
    #[values("en", "ru")] language: &str,
) {
    let (good, faulty) = (read(group, language, "good"), read(group, language, "faulty"));
    assert!(good.len() >= 30 && faulty.len() >= 30, "enough letters to measure by");
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let mut stopped = Vec::new();
    let mut report = String::new();
    for letter in good.iter().chain(&faulty) {
        let found = judge(letter, language);
        if letter.expect.is_empty() {
            let stops = found.iter().filter(|f| f.level == Level::Stop);
            stopped.extend(stops.map(|f| format!("{}: {}", letter.name, f.message)));
        }
        let told: BTreeSet<&str> = found
            .iter()
            // A tip that a letter was not written for is no mistake of the coach.
            .filter(|f| f.level != Level::Tip || letter.expect.contains(f.code))
            .map(|f| f.code)
            .filter(|code| !ALWAYS.contains(code))
            .collect();
        let expected: BTreeSet<&str> = letter.expect.iter().map(String::as_str).collect();
        for code in told.union(&expected) {
            let score = scores.entry((*code).to_owned()).or_default();
            match (told.contains(code), expected.contains(code)) {
                (true, true) => score.right += 1,
                (true, false) => {
                    score.wrong += 1;
                    let message = found.iter().find(|f| f.code == *code).map(|f| &f.message);
                    report += &format!("  wrong  {code}: {} ({})\n", letter.name, message.unwrap());
                }
                _ => {
                    score.missed += 1;
                    report += &format!("  missed {code}: {}\n", letter.name);
                }
            }
        }
    }
    let mut all = Score::default();
    for (code, score) in &scores {
        all.right += score.right;
        all.wrong += score.wrong;
        all.missed += score.missed;
        println!(
            "{group} {language} {code:22} precision {:.2} recall {:.2} of {}",
            score.precision(),
            score.recall(),
            score.right + score.missed
        );
    }
    let (precision, recall) = (all.precision(), all.recall());
    println!("{report}");
    println!(
        "{group} {language}: {} good, {} faulty letters; precision {precision:.3}, recall {recall:.3}",
        good.len(),
        faulty.len()
    );
    assert!(stopped.is_empty(), "a good letter is never stopped:\n{}", stopped.join("\n"));
    assert!(precision >= PRECISION, "people stop listening to a coach that cries wolf");
    assert!(recall >= RECALL, "a coach that sees nothing is no help");
}
