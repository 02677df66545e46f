//! What the coach costs at a pause in typing: all rules over one letter, and its likeness to
//! 10,000 others. The goal is 5 ms for the likeness.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot start must say so"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use unforgotten_core::rules::{self, Depth, Subject};
use unforgotten_core::similarity::Crowd;
use unforgotten_core::starter::catalogue;
use unforgotten_core::template::{Scene, Sender, Template};

/// Letters of the campaign.
const OTHERS: usize = 10_000;

/// Words that make one signer's letter unlike the others: about sixty of them.
fn own_words(signer: usize) -> String {
    const WORDS: [&str; 16] = [
        "harbour",
        "bread",
        "winter",
        "teacher",
        "pupils",
        "orchard",
        "violin",
        "night",
        "bridge",
        "letter",
        "mother",
        "garden",
        "river",
        "window",
        "market",
        "neighbour",
    ];
    let word = |n: usize| WORDS[(signer * 31 + n * n * 7 + signer / (n + 1)) % WORDS.len()];
    let words: Vec<&str> = (0..60).map(word).collect();
    format!("I am number {signer}. {}.", words.join(" "))
}

fn text(template: &Template, scene: &Scene<'_>) -> String {
    let mut text = String::new();
    template.body(scene, &mut text).expect("a letter");
    text
}

fn coach(criterion: &mut Criterion) {
    let sender = Sender {
        name: "Anna Beispiel".to_owned(),
        town: "Rostock".to_owned(),
        country: "Germany".to_owned(),
        ..Sender::default()
    };
    for language in ["en", "ru"] {
        let template = catalogue().template("medical-care", language).expect("the template");
        let with = |own_words: &str| {
            let scene = Scene {
                person: catalogue().person("boris-kagarlitsky").expect("the person"),
                office: catalogue().office("ru-prosecutor-general").expect("the office"),
                language: catalogue().language(language).expect("the language"),
                sender: &sender,
                date: date(2026, 11, 23),
                own_words,
            };
            text(template, &scene)
        };
        let tongue = catalogue().language(language).expect("the language");
        let mut crowd = Crowd::default();
        (0..OTHERS).for_each(|signer| crowd.add(&tongue.print(&with(&own_words(signer)))));
        let letter = with(&own_words(OTHERS));
        let mut group = criterion.benchmark_group("coach");
        group.bench_function(format!("likeness to {OTHERS} letters, {language}"), |bencher| {
            bencher.iter(|| crowd.nearest(&tongue.print(&letter)));
        });
        let words = own_words(OTHERS);
        let scene = Scene {
            person: catalogue().person("boris-kagarlitsky").expect("the person"),
            office: catalogue().office("ru-prosecutor-general").expect("the office"),
            language: tongue,
            sender: &sender,
            date: date(2026, 11, 23),
            own_words: &words,
        };
        let subject = Subject {
            template: Some(template),
            asks: &template.asks,
            ..Subject::of_words(&scene, "Boris Kagarlitsky", &letter)
        };
        for (name, depth) in [("all rules", Depth::All), ("stops only", Depth::Stops)] {
            group.bench_function(format!("{name}, {language}"), |bencher| {
                bencher.iter(|| rules::check(&subject, depth));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, coach);
criterion_main!(benches);
