//! Many small letters in the queue of a home, without writing each of them first.

#![allow(clippy::expect_used, reason = "a queue that cannot be filled must fail its test loudly")]

use std::collections::HashMap;

use jiff::Timestamp;
use unforgotten_core::state::State;
use unforgotten_store::{Filter, Frozen, LetterRow, SINGLE, Store};

use crate::fake_smtp::FakeSmtp;
use crate::home::TestHome;

/// The account of [`TestHome::with_account`].
pub const ACCOUNT: &str = "fake";

/// A letter to one of seven offices, told apart by its number.
pub fn letter(number: usize) -> Frozen {
    let office = format!("office-{}", number % 7);
    let id = format!("{number}@batch.example.org");
    let bytes = format!(
        "From: Anna Beispiel <anna@example.org>\r\nTo: <{office}@example.org>\r\n\
         Subject: letter {number}\r\nMessage-ID: <{id}>\r\n\r\nLetter number {number}.\r\n"
    );
    Frozen {
        campaign: SINGLE.to_owned(),
        signer: format!("Signer {number}"),
        person: "test-person".to_owned(),
        zone: String::new(),
        occasion: "batch".to_owned(),
        template: "release-agreement".to_owned(),
        language: "en".to_owned(),
        account: ACCOUNT.to_owned(),
        subject: format!("letter {number}"),
        sender: "anna@example.org".to_owned(),
        recipient: format!("{office}@example.org"),
        from_header: "Anna Beispiel <anna@example.org>".to_owned(),
        to_header: format!("<{office}@example.org>"),
        message_id: id,
        sha256: unforgotten_app::sha256(bytes.as_bytes()),
        bytes: bytes.into_bytes(),
        text: format!("Letter number {number}."),
        not_before: Timestamp::now(),
        closes_at: None,
        office,
    }
}

/// The database of a home.
pub async fn store(home: &TestHome) -> Store {
    Store::open(&home.path().join("letters.db")).await.expect("the home's database")
}

/// Queues the letters with these numbers in one transaction.
pub async fn queue(store: &Store, numbers: std::ops::Range<usize>) {
    let letters: Vec<_> = numbers.map(letter).collect();
    store.enqueue(&letters, Timestamp::now()).await.expect("a queue that takes letters");
}

/// All letters of a home.
pub async fn all(store: &Store) -> Vec<LetterRow> {
    let mut letters = Vec::new();
    loop {
        let offset = i64::try_from(letters.len()).expect("a number");
        let filter = Filter { offset, limit: 5_000, ..Filter::default() };
        let page = store.letters(&filter).await.expect("a list").letters;
        if page.is_empty() {
            return letters;
        }
        letters.extend(page);
    }
}

/// How often the server took each letter, by Message-ID: its own count.
pub fn accepted(fake: &FakeSmtp) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for letter in fake.letters() {
        let text = String::from_utf8_lossy(&letter.bytes);
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: <"));
        let id = id.and_then(|id| id.strip_suffix('>')).expect("a Message-ID").to_owned();
        *counts.entry(id).or_default() += 1;
    }
    counts
}

/// Panics unless every letter was accepted exactly once, or is in doubt and was accepted at
/// most once, or is not sent and was never accepted.
#[track_caller]
pub fn nothing_lost_and_nothing_twice(letters: &[LetterRow], accepted: &HashMap<String, usize>) {
    for letter in letters {
        let times = accepted.get(&letter.message_id).copied().unwrap_or(0);
        let right = match letter.state {
            State::Sent => times == 1,
            State::InDoubt => times <= 1,
            _ => times == 0,
        };
        assert!(right, "letter {} is {} and was accepted {times} times", letter.id, letter.state);
    }
    let known = |id: &String| letters.iter().any(|letter| &letter.message_id == id);
    assert!(accepted.keys().all(known), "the server has a letter that the database lost");
}
