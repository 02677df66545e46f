//! The library and the coach agree: a built-in letter with an innocent sentence of one's own is
//! sent without a word of reproach.
#![allow(clippy::unwrap_used, reason = "a broken test may panic")]

use jiff::civil::date;
use rstest::rstest;
use unforgotten_core::office::{Kind, Office};
use unforgotten_core::person::{Custody, Ending, Person};
use unforgotten_core::rules::{self, Depth, Level, Subject};
use unforgotten_core::source::Source;
use unforgotten_core::starter::catalogue;
use unforgotten_core::template::{Scene, Sender, Template, When};

/// A sentence of one's own, and the sender, in each language of letters.
const OWN: [(&str, &str, &str, &str); 7] = [
    (
        "en",
        "I teach geography, and I often tell my pupils of this letter.",
        "Anna Beispiel",
        "Rostock",
    ),
    (
        "ru",
        "Я преподаю географию и часто рассказываю ученикам об этом письме.",
        "Анна Байшпиль",
        "Росток",
    ),
    (
        "uk",
        "Я викладаю географію і часто розповідаю учням про цей лист.",
        "Анна Байшпіль",
        "Росток",
    ),
    (
        "de",
        "Ich unterrichte Erdkunde und erzähle meinen Schülern oft von diesem Brief.",
        "Anna Beispiel",
        "Rostock",
    ),
    (
        "fr",
        "J’enseigne la géographie et je parle souvent de cette lettre à mes élèves.",
        "Anna Beispiel",
        "Rostock",
    ),
    (
        "es",
        "Enseño geografía y a menudo hablo de esta carta a mis alumnos.",
        "Anna Beispiel",
        "Rostock",
    ),
    (
        "fa",
        "من جغرافیا درس می‌دهم و اغلب از این نامه برای شاگردانم می‌گویم.",
        "آنا بایشپیل",
        "روستوک",
    ),
];

/// The prisoner as the template needs them: in custody, or out of it.
fn person(id: &str, template: &Template) -> Person {
    let mut person = catalogue().person(id).unwrap().clone();
    if template.when == When::Released {
        if person.custody.is_empty() {
            let source = Source { title: "invented".to_owned(), ..Source::default() };
            let from = date(2024, 5, 14);
            person.custody.push(Custody { from, until: None, form: None, ended: None, source });
        }
        for custody in person.custody.iter_mut().filter(|custody| custody.until.is_none()) {
            custody.until = Some(date(2026, 11, 1));
            custody.ended = Some(Ending::Released);
        }
    }
    person
}

/// An office of the template's kind that such a letter goes to.
fn office(kind: Kind, person: &Person) -> Office {
    let id = match (kind, person.country.as_str()) {
        (Kind::Official, "TN") => "tn-president",
        (Kind::Official, _) => "ru-prosecutor-general",
        (Kind::Embassy, _) => "ru-embassy-london",
        (Kind::Representative | Kind::Press, _) => "gb-foreign-office",
        (Kind::Prisoner, _) => person.id.as_str(),
    };
    Office { kind, ..catalogue().office(id).unwrap().clone() }
}

/// What the coach says of the letter with each of its subject lines.
fn findings(template: &Template, person: &Person, office: &Office) -> Vec<(Level, String, String)> {
    let language = catalogue().language(&template.language).unwrap();
    let (_, own_words, name, town) =
        OWN.iter().find(|(code, ..)| *code == template.language).unwrap();
    let sender = Sender {
        name: (*name).to_owned(),
        town: (*town).to_owned(),
        country: language.country("DE").unwrap().nominative().to_owned(),
        street: "7".to_owned(),
        occupation: (*name).to_owned(),
    };
    let scene =
        Scene { person, office, language, sender: &sender, date: date(2026, 11, 23), own_words };
    let one = |number| {
        let (mut subject, mut text) = (String::new(), String::new());
        let gaps = template.write(number, &scene, &mut subject, &mut text).unwrap();
        let letter = Subject {
            template: Some(template),
            asks: &template.asks,
            gaps: &gaps,
            ..Subject::of_words(&scene, &subject, &text)
        };
        let found = rules::check(&letter, Depth::All).into_iter();
        found.map(|f| (f.level, f.code.to_owned(), f.message)).collect::<Vec<_>>()
    };
    (0..template.subjects()).flat_map(one).collect()
}

#[rstest]
fn the_coach_has_nothing_to_say_against_the_library(
    #[values("boris-kagarlitsky", "abir-moussi")] id: &str,
) {
    let mut told = Vec::new();
    for (name, variants) in catalogue().templates() {
        for template in variants.values() {
            let person = person(id, template);
            let office = office(template.kind, &person);
            // Of the other languages the coach knows only what stops a letter.
            let read_well = ["en", "ru"].contains(&template.language.as_str());
            for (level, code, message) in findings(template, &person, &office) {
                // Names without a written form, and who reads what, are the data's.
                let data = ["case_missing", "wrong_language", "their_language"];
                let grave = level == Level::Stop || level == Level::Warn && read_well;
                if grave && !data.contains(&code.as_str()) {
                    told.push(format!("{name}/{}: {code}: {message}", template.language));
                }
            }
        }
    }
    told.sort_unstable();
    told.dedup();
    assert!(told.is_empty(), "for {id}:\n{}", told.join("\n"));
}
