//! Prints how long composing a letter of two kilobytes takes:
//! `cargo run --release -p unforgotten-mail --example compose_speed`.
#![allow(clippy::print_stdout, clippy::expect_used, reason = "a measurement for the terminal")]

use std::hint::black_box;
use std::time::Instant;

use unforgotten_core::address::Mailbox;
use unforgotten_mail::{Draft, compose};

fn main() {
    let from = Mailbox::parse("Anna Berg <anna.berg@example.org>", false).expect("an address");
    let to = Mailbox::parse("Prison No. 1 <office@example.org>", false).expect("an address");
    let english = "I am writing about the health of Anna B., who is held in your facility.\n";
    let russian = "Пишу Вам о состоянии здоровья Анны Б., которая содержится в учреждении.\n";
    let subjects = ["About the health of Anna B.", "О состоянии здоровья Анны Б."];
    for (subject, line) in subjects.into_iter().zip([english, russian]) {
        let text = line.repeat(2048 / line.len() + 1);
        let draft = Draft {
            from: &from,
            to: &to,
            reply_to: None,
            subject,
            text: &text,
            date: jiff::Timestamp::UNIX_EPOCH,
            message_id: "0b1c2d3e@example.org",
        };
        const TIMES: u32 = 100_000;
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(compose(black_box(&draft)).expect("a letter"));
        }
        println!("{} octets of text: {:?} a letter", text.len(), start.elapsed() / TIMES);
    }
}
