//! A database in a folder of its own, and letters to fill it with.
#![allow(dead_code, reason = "each test file uses its own part")]

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use unforgotten_core::pace::limit::Limits;
use unforgotten_core::state::{Event, State};
use unforgotten_store::{
    AttemptRow, Claimed, Claiming, Claims, Frozen, Journal, Outcome, Step, Store,
};

pub(crate) fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

pub(crate) fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

pub(crate) fn letter(office: &str, occasion: &str) -> Frozen {
    Frozen {
        campaign: "single".to_owned(),
        signer: "Anna".to_owned(),
        person: "boris-kagarlitsky".to_owned(),
        office: office.to_owned(),
        zone: "Europe/Moscow".to_owned(),
        occasion: occasion.to_owned(),
        template: "release-agreement".to_owned(),
        language: "en".to_owned(),
        account: "practice".to_owned(),
        subject: "Subject".to_owned(),
        sender: "anna@example.org".to_owned(),
        recipient: "office@example.org".to_owned(),
        from_header: "Anna <anna@example.org>".to_owned(),
        to_header: "Office <office@example.org>".to_owned(),
        message_id: format!("{office}-{occasion}@example.org"),
        bytes: b"Subject: x\r\n\r\nHello\r\n".to_vec(),
        sha256: "00".to_owned(),
        text: "Hello".to_owned(),
        not_before: now(),
        closes_at: None,
    }
}

pub(crate) async fn home() -> (TempDir, Store) {
    // In memory where there is some: what is tested here is not the disk.
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = folder.unwrap();
    let store = Store::open(&folder.path().join("letters.db")).await.unwrap();
    (folder, store)
}

pub(crate) fn outcome(event: Event, text: &str) -> Outcome {
    let attempt = AttemptRow {
        at: now(),
        phase: "dot".to_owned(),
        server: "127.0.0.1:25".to_owned(),
        code: Some(250),
        enhanced: Some("2.0.0".to_owned()),
        text: text.to_owned(),
        transcript: None,
    };
    Outcome { event, attempt: Some(attempt), not_before: None }
}

pub(crate) async fn claims(
    store: &Store,
    limits: Limits,
    per_office: Option<u32>,
    want: u32,
    now: Timestamp,
) -> Claims {
    let lease_until = now + SignedDuration::from_mins(30);
    let wish = Claiming {
        account: "practice",
        owner: "me",
        want,
        limits,
        caps: Limits::default(),
        per_office,
        lease_until,
    };
    store.claim(wish, now).await.unwrap()
}

/// W2 and W3 of these claims.
pub(crate) async fn finish_all(
    store: &Store,
    claims: &[Claimed],
    event: Event,
    not_before: Option<Timestamp>,
    now: Timestamp,
) {
    let journal = Journal::start(store.clone(), "me".to_owned());
    let until = now + SignedDuration::from_mins(30);
    let fences = claims.iter().map(|claim| Step::fence(claim, until)).collect();
    let taken = journal.write(fences, now).await.unwrap();
    assert!(taken.into_iter().all(|taken| taken), "the claims are ours");
    let finish = |claim| {
        let outcome = Outcome { not_before, ..outcome(event, "said") };
        Step::finish(claim, State::Sending, outcome).unwrap()
    };
    let taken = journal.write(claims.iter().map(finish).collect(), now).await.unwrap();
    assert!(taken.into_iter().all(|taken| taken), "the outcomes are ours");
}

/// Claims that were not used.
pub(crate) async fn give_back(store: &Store, claims: &[Claimed], now: Timestamp) {
    let journal = Journal::start(store.clone(), "me".to_owned());
    let release = Outcome { event: Event::Release, attempt: None, not_before: None };
    let steps =
        claims.iter().map(|claim| Step::finish(claim, State::Leased, release.clone()).unwrap());
    let taken = journal.write(steps.collect(), now).await.unwrap();
    assert!(taken.into_iter().all(|taken| taken), "the claims are ours");
}
