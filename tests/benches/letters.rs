//! Render and build: from a template and a scene to the bytes of a message, two kilobytes of
//! text, on one core. The goal is 30,000 letters a second.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a bench that cannot start must say so"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::date;
use unforgotten_core::address::{Address, Mailbox};
use unforgotten_core::letter::{Coach, Envelope, Letter};
use unforgotten_core::starter::catalogue;
use unforgotten_core::template::{Scene, Sender};
use unforgotten_mail::{Draft, compose};

/// Bytes of text in a letter.
const SIZE: usize = 2048;

struct Bench {
    sender: Sender,
    from: Mailbox,
    to: Mailbox,
    words: String,
    language: &'static str,
}

impl Bench {
    fn new(language: &'static str, sentence: &str) -> Self {
        let sender = Sender {
            name: "Anna Beispiel".to_owned(),
            town: "Rostock".to_owned(),
            country: "Germany".to_owned(),
            ..Sender::default()
        };
        let address = |text| Address::parse(text).expect("an address");
        let from = Mailbox::new("Anna Beispiel", address("anna@example.org")).expect("a mailbox");
        let to = Mailbox::new("Office of Tests", address("office@example.org")).expect("a mailbox");
        let mut bench = Self { sender, from, to, words: String::new(), language };
        while bench.text().len() + sentence.len() < SIZE {
            bench.words.push_str(sentence);
        }
        bench
    }

    fn letter(&self) -> Letter {
        let template = catalogue().template("release-agreement-embassy", self.language);
        let office = catalogue().office("ru-embassy-london").expect("the office");
        let scene = Scene {
            person: catalogue().person("boris-kagarlitsky").expect("the person"),
            office,
            language: catalogue().language(self.language).expect("the language"),
            sender: &self.sender,
            date: date(2026, 11, 23),
            own_words: self.words.trim_end(),
        };
        let (_, channel) = office.email_channel().expect("an e-mail channel");
        let envelope = Envelope { from: &self.from, to: &self.to, channel };
        Letter::write(template.expect("the template"), 0, &scene, envelope, Coach::STRICT)
            .letter
            .expect("a letter")
    }

    fn text(&self) -> String {
        self.letter().text().to_owned()
    }

    fn message(&self) -> Vec<u8> {
        let letter = self.letter();
        compose(&Draft {
            from: letter.from(),
            to: letter.to(),
            reply_to: None,
            subject: letter.subject(),
            text: letter.text(),
            date: jiff::Timestamp::UNIX_EPOCH,
            message_id: "b808a2e4dad948208d1c065d5f686ddf@example.org",
        })
        .expect("a message")
        .bytes
    }
}

fn letters(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("render and build a letter of 2 KB");
    group.throughput(Throughput::Elements(1));
    for (language, sentence) in [
        ("en", "I teach sociology, and my students ask me each term whether he is well. "),
        ("ru", "Я преподаю социологию, и студенты каждый семестр спрашивают меня о нём. "),
    ] {
        let bench = Bench::new(language, sentence);
        let counted = allocation_counter::measure(|| drop(bench.message()));
        eprintln!(
            "{language}: {} bytes of text, {} bytes of message, {} allocations, {} bytes allocated",
            bench.text().len(),
            bench.message().len(),
            counted.count_total,
            counted.bytes_total
        );
        group.bench_function(language, |b| b.iter(|| bench.message()));
    }
    group.finish();
}

criterion_group!(benches, letters);
criterion_main!(benches);
