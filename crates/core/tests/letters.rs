//! Every letter of the library, in every language it has, for a man, a woman, and somebody of
//! whom only the name is known. The snapshots are read by a person before they are accepted:
//! grammar is not seen by a program.
#![allow(clippy::unwrap_used, reason = "a broken test may panic")]

use jiff::civil::date;
use unforgotten_core::office::{Kind, Office};
use unforgotten_core::person::Person;
use unforgotten_core::starter::catalogue;
use unforgotten_core::template::{Scene, Sender, Template, When};

/// Written in each script as the writer would write it.
fn sender(language: &str) -> Sender {
    let [name, town, country, occupation] = match language {
        "ru" => ["Анна Байшпиль", "Росток", "Германия", "учительница"],
        "uk" => ["Анна Байшпіль", "Росток", "Німеччина", "учителька"],
        "de" => ["Anna Beispiel", "Rostock", "Deutschland", "Lehrerin"],
        "fr" => ["Anna Beispiel", "Rostock", "Allemagne", "enseignante"],
        "es" => ["Anna Beispiel", "Rostock", "Alemania", "maestra"],
        "fa" => ["آنا بایشپیل", "روستوک", "آلمان", "آموزگار"],
        _ => ["Anna Beispiel", "Rostock", "Germany", "teacher"],
    }
    .map(str::to_owned);
    Sender { name, town, country, occupation, street: String::new() }
}

fn own_words(language: &str) -> &'static str {
    match language {
        "ru" => "[здесь стоят свои слова]",
        "uk" => "[тут стоять власні слова]",
        "de" => "[hier stehen eigene Worte]",
        "fr" => "[ici, quelques mots à soi]",
        "es" => "[aquí van las palabras propias]",
        "fa" => "[اینجا سخن خود نویسنده می‌آید]",
        _ => "[here stand the writer's own words]",
    }
}

fn people() -> [(&'static str, Person); 3] {
    [
        ("a man", include_str!("people/man.toml")),
        ("a woman", include_str!("people/woman.toml")),
        ("somebody of whom only the name is known", include_str!("people/unknown.toml")),
    ]
    .map(|(who, text)| (who, Person::parse("person.toml", "person", text).unwrap()))
}

/// An office that leaves the salutation to the language.
fn office(kind: Kind, person: &Person) -> Office {
    Office { kind, languages: vec!["en".to_owned()], ..person.as_reader() }
}

fn letter(template: &Template, person: &Person) -> String {
    let language = catalogue().language(&template.language).unwrap();
    let sender = sender(&template.language);
    let office = office(template.kind, person);
    let scene = Scene {
        person,
        office: &office,
        language,
        sender: &sender,
        date: date(2026, 11, 23),
        own_words: own_words(&template.language),
    };
    let mut letter = String::new();
    for number in 0..template.subjects() {
        letter.push_str("Subject: ");
        let gaps = template.subject(number, &scene, &mut letter).unwrap();
        assert!(gaps.is_empty(), "{} {}: {gaps:?}", template.id, template.language);
        letter.push('\n');
    }
    letter.push('\n');
    let gaps = template.body(&scene, &mut letter).unwrap();
    assert!(gaps.is_empty(), "{} {}: {gaps:?}", template.id, template.language);
    letter
}

#[test]
fn each_letter_of_the_library_reads_well_for_a_man_a_woman_and_somebody_unknown() {
    let people = people();
    for (id, variants) in catalogue().templates() {
        for (language, template) in variants {
            let letters = people.iter().map(|(who, person)| {
                let mut person = person.clone();
                if template.when == When::Released
                    && let Some(custody) = person.custody.first_mut()
                {
                    custody.until = Some(date(2026, 11, 2));
                }
                format!("── for {who} ──\n\n{}", letter(template, &person))
            });
            let letters = letters.collect::<Vec<_>>().join("\n\n\n");
            insta::with_settings!({ snapshot_path => "letters", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(format!("{id}.{language}"), letters);
            });
        }
    }
}

#[test]
fn the_library_has_the_letters_that_people_need_in_the_languages_they_need() {
    let languages = |id: &str| -> Vec<&str> {
        catalogue().variants(id).map_or_else(Vec::new, |v| v.keys().map(String::as_str).collect())
    };
    for (id, variants) in catalogue().templates() {
        assert!(variants.contains_key("en") && variants.contains_key("ru"), "{id}: en and ru");
        let subjects: Vec<_> = variants.values().map(Template::subjects).collect();
        assert!(subjects.iter().all(|n| *n == 3), "{id}: three subject lines: {subjects:?}");
    }
    for id in ["release-agreement", "release-agreement-embassy", "medical-care", "fair-trial"] {
        assert_eq!(languages(id), ["de", "en", "es", "fa", "fr", "ru", "uk"], "{id}");
    }
    let of =
        |kind| catalogue().templates().filter(move |(_, v)| v.values().all(|t| t.kind == kind));
    assert!(of(Kind::Official).count() >= 8, "appeals to officials");
    assert!(of(Kind::Prisoner).count() >= 3, "a first letter, a birthday, a postcard");
    for kind in [Kind::Embassy, Kind::Representative, Kind::Press] {
        assert!(of(kind).count() >= 1, "{kind:?}");
    }
}
