//! What must hold for any text: as a template, and as a letter before the coach. The fuzzer
//! (`fuzz/`) looks for texts that break it; those it found worth keeping are replayed by
//! `tests/fuzzed.rs`.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a broken promise panics")]

use jiff::civil::date;
use unforgotten_core::language::Language;
use unforgotten_core::person::Person;
use unforgotten_core::rules::{self, Depth, Part, Subject};
use unforgotten_core::starter::catalogue;
use unforgotten_core::template::{LETTER_MAX, SUBJECT_MAX, Scene, Segment, Sender, Template};
use unforgotten_core::text;

/// Any text as a template: it is refused with a place inside the text, or it renders for
/// everybody without breaking its limits.
pub(crate) fn template(source: &str) {
    match Template::parse("t/en.hbs", "t", "en", source) {
        Err(problems) => {
            assert!(!problems.is_empty(), "a refusal says why");
            for problem in problems {
                let (start, end) = problem.span;
                assert!(start <= end && end <= source.len(), "a place inside: {problem}");
                assert!(!problem.message.is_empty(), "in words");
            }
        }
        Ok(template) => {
            let sender = Sender::default();
            for person in catalogue().people() {
                for language in catalogue().languages() {
                    render(&template, person, language, &sender);
                }
            }
        }
    }
}

fn render(template: &Template, person: &Person, language: &Language, sender: &Sender) {
    let office = catalogue().office("ru-prosecutor-general").expect("in the starter pack");
    let own_words = "I teach.\n\nI ask.";
    let scene = Scene { person, office, language, sender, date: date(2026, 11, 23), own_words };
    for number in 0..template.subjects() {
        let mut subject = String::new();
        if template.subject(number, &scene, &mut subject).is_ok() {
            assert!(subject.chars().count() <= SUBJECT_MAX, "one line that mail can carry");
        }
    }
    let mut body = String::new();
    if template.body(&scene, &mut body).is_ok() {
        // The last piece may end a line beyond the limit, never a page.
        assert!(body.len() <= LETTER_MAX + 64, "never larger than a letter: {}", body.len());
        let mut segments = Vec::<Segment>::new();
        let _ = template.body(&scene, &mut segments);
        let joined: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        assert_eq!(joined, body, "screen and envelope show the same words");
    }
}

/// Any text as a letter, its first line the subject: the coach points at bytes that are there,
/// and likeness is a share.
pub(crate) fn coach(letter: &str) {
    let (subject, typed) = letter.split_once('\n').unwrap_or((letter, ""));
    let Ok(own_words) = text::own_words(typed) else { return };
    let sender =
        Sender { name: "Anna".to_owned(), town: "Rostock".to_owned(), ..Sender::default() };
    for office in ["ru-prosecutor-general", "boris-kagarlitsky"] {
        for language in catalogue().languages() {
            let scene = Scene {
                person: catalogue().person("boris-kagarlitsky").expect("in the starter pack"),
                office: catalogue().office(office).expect("in the starter pack"),
                language,
                sender: &sender,
                date: date(2026, 11, 23),
                own_words: &own_words,
            };
            let read = Subject::of_words(&scene, subject, &own_words);
            for finding in rules::check(&read, Depth::All) {
                for span in finding.spans {
                    let of = if span.part == Part::Subject { subject } else { own_words.as_str() };
                    assert!(of.get(span.start..span.end).is_some(), "{}: {span:?}", finding.code);
                }
            }
            let print = language.print(&own_words);
            assert!((0.0..=1.0).contains(&print.likeness(&print)), "a share");
        }
    }
}
