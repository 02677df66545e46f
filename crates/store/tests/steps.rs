//! The durable steps of a letter, on a real database in a folder of its own.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken test may panic")]

mod support;

use jiff::Timestamp;
use support::{home, later, letter, now, outcome};
use unforgotten_core::pace::limit::Limits;
use unforgotten_core::state::{Event, State};
use unforgotten_store::{Claimed, Claiming, Filter, Frozen, Journal, Outcome, Step, Store};

async fn claim(
    store: &Store,
    account: &str,
    owner: &str,
    lease_until: Timestamp,
    now: Timestamp,
) -> Option<Claimed> {
    let limits = Limits::default();
    let wish = Claiming {
        account,
        owner,
        want: 1,
        limits,
        caps: Limits::default(),
        per_office: None,
        lease_until,
    };
    store.claim(wish, now).await.unwrap().letters.pop()
}

async fn write(store: &Store, owner: &str, step: Step, now: Timestamp) -> bool {
    Journal::start(store.clone(), owner.to_owned()).write(vec![step], now).await.unwrap()[0]
}

async fn fence(
    store: &Store,
    claim: &Claimed,
    owner: &str,
    until: Timestamp,
    now: Timestamp,
) -> bool {
    write(store, owner, Step::fence(claim, until), now).await
}

async fn finish(
    store: &Store,
    claim: &Claimed,
    owner: &str,
    outcome: Outcome,
    now: Timestamp,
) -> bool {
    write(store, owner, Step::finish(claim, State::Sending, outcome).unwrap(), now).await
}

#[tokio::test]
async fn a_letter_goes_from_queue_to_sent_and_keeps_the_servers_words() {
    let (_folder, store) = home().await;
    let ids = store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let claim = claim(&store, "practice", "me", later(60), now()).await.unwrap();
    assert_eq!(claim.id, ids[0], "the letter that waits");
    assert!(fence(&store, &claim, "me", later(60), now()).await, "the claim is ours");
    assert_eq!(store.letter(claim.id).await.unwrap().state, State::Sending, "W2 is durable");
    let stored = finish(&store, &claim, "me", outcome(Event::Accepted, "queued as 1"), now()).await;
    assert!(stored, "W3 is ours too");
    let story = store.story(claim.id).await.unwrap();
    assert_eq!(story.row.state, State::Sent, "2yz after the dot");
    assert_eq!(story.attempts[0].text, "queued as 1", "the server's own words stay");
    assert_eq!(story.row.attempts, 1, "one time on the wire");
}

#[tokio::test]
async fn the_same_letter_is_not_queued_twice_and_a_batch_is_all_or_nothing() {
    let (_folder, store) = home().await;
    let ids = store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let error = store.enqueue(&[letter("b", "1"), letter("a", "1")], now()).await.unwrap_err();
    assert_eq!(error.duplicate_of(), Some(ids[0]), "it names the first one");
    let page = store.letters(&Filter { limit: 10, ..Filter::default() }).await.unwrap();
    assert_eq!(page.total, 1, "the good letter of the batch was not queued alone");
}

#[tokio::test]
async fn a_cancelled_letter_can_be_written_again() {
    let (_folder, store) = home().await;
    let ids = store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    store.decide(ids[0], Event::Cancel, &[State::Queued], now()).await.unwrap();
    let again = Frozen { message_id: "other@example.org".to_owned(), ..letter("a", "1") };
    assert!(store.enqueue(&[again], now()).await.is_ok(), "the first is known not to have left");
}

#[tokio::test]
async fn two_owners_never_claim_the_same_letter() {
    let (folder, store) = home().await;
    let other = Store::open(&folder.path().join("letters.db")).await.unwrap();
    let letters: Vec<_> = (0..40).map(|n| letter("a", &n.to_string())).collect();
    store.enqueue(&letters, now()).await.unwrap();
    let take = |store: Store, owner: &'static str| async move {
        let mut mine = Vec::new();
        while let Some(claim) = claim(&store, "practice", owner, later(60), now()).await {
            mine.push(claim.id);
        }
        mine
    };
    let (mut a, b) = tokio::join!(take(store, "a"), take(other, "b"));
    a.extend(b);
    a.sort_unstable();
    let all = a.len();
    a.dedup();
    assert_eq!((all, a.len()), (40, 40), "each letter once");
}

#[tokio::test]
async fn a_letter_is_not_claimed_before_its_time() {
    let (_folder, store) = home().await;
    let waiting = Frozen { not_before: later(10), ..letter("a", "1") };
    store.enqueue(&[waiting], now()).await.unwrap();
    let early = claim(&store, "practice", "me", later(60), later(9)).await;
    assert_eq!(early, None, "ten seconds to take it back");
    let waiting = store.accounts_with_letters().await.unwrap();
    assert_eq!(waiting, ["practice"], "the runner knows where to look again");
    let due = claim(&store, "practice", "me", later(60), later(10)).await;
    assert!(due.is_some(), "now it may go");
}

#[tokio::test]
async fn after_a_crash_a_claimed_letter_waits_again_and_a_sending_one_is_in_doubt() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1"), letter("b", "1")], now()).await.unwrap();
    let first = claim(&store, "practice", "dead", later(60), now()).await.unwrap();
    let second = claim(&store, "practice", "dead", later(60), now()).await.unwrap();
    assert!(fence(&store, &second, "dead", later(60), now()).await);
    let found = store.recover("dead", true, later(5)).await.unwrap();
    assert_eq!(found.released, [first.id], "no byte of it has left");
    assert_eq!(found.in_doubt, [second.id], "its body may have left");
    assert_eq!(store.letter(second.id).await.unwrap().state, State::InDoubt, "never queued");
    let again = claim(&store, "practice", "me", later(60), later(5)).await.unwrap();
    assert_eq!(again.id, first.id, "the other one can go");
    let nothing = claim(&store, "practice", "me", later(60), later(5)).await;
    assert_eq!(nothing, None, "a letter in doubt is not claimed without a person");
}

#[tokio::test]
async fn a_connection_that_lost_its_lease_cannot_fence_nor_finish() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let slow = claim(&store, "practice", "slow", later(60), now()).await.unwrap();
    store.recover("slow", true, later(61)).await.unwrap();
    let quick = claim(&store, "practice", "quick", later(120), later(61)).await.unwrap();
    assert!(quick.epoch > slow.epoch, "a later claim has a higher epoch");
    assert!(!fence(&store, &slow, "slow", later(120), later(62)).await, "no body leaves");
    let late = finish(&store, &slow, "slow", outcome(Event::Refused, "no"), later(62)).await;
    assert!(!late, "and nothing is written over the other's claim");
    assert!(fence(&store, &quick, "quick", later(120), later(62)).await, "it is theirs");
}

#[tokio::test]
async fn a_letter_on_the_wire_cannot_be_cancelled() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let claim = claim(&store, "practice", "me", later(60), now()).await.unwrap();
    fence(&store, &claim, "me", later(60), now()).await;
    let error = store
        .decide(claim.id, Event::Cancel, &[State::Queued, State::Sending], now())
        .await
        .unwrap_err();
    assert_eq!(error.illegal().unwrap().state, State::Sending, "it may already be there");
}

#[tokio::test]
async fn every_step_appears_in_the_change_log() {
    let (_folder, store) = home().await;
    let before = store.last_change().await.unwrap();
    let ids = store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let queued = store.last_change().await.unwrap();
    store.decide(ids[0], Event::Cancel, &[State::Queued], now()).await.unwrap();
    let cancelled = store.last_change().await.unwrap();
    assert!(before < queued && queued < cancelled, "whoever watches sees both steps");
}

#[tokio::test]
async fn a_newer_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letters.db");
    Store::open(&file).await.unwrap().close().await;
    let url = format!("sqlite://{}", file.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
        .execute(&pool).await.unwrap();
    pool.close().await;
    let before = std::fs::read(&file).unwrap();
    let error = Store::open(&file).await.unwrap_err();
    assert!(error.is_newer(), "an old program does not touch a newer home: {error}");
    assert_eq!(std::fs::read(&file).unwrap(), before, "not a byte has changed");
}

#[tokio::test]
async fn an_altered_migration_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letters.db");
    Store::open(&file).await.unwrap().close().await;
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::query("UPDATE _sqlx_migrations SET checksum = x'00'").execute(&pool).await.unwrap();
    pool.close().await;
    let error = Store::open(&file).await.unwrap_err();
    assert!(error.to_string().contains("changed by something else"), "checksums count: {error}");
}

#[tokio::test]
async fn drafts_settings_and_confirmations_read_back() {
    let (_folder, store) = home().await;
    store.save_draft("p", "{\"a\":1}", now()).await.unwrap();
    store.save_draft("p", "{\"a\":2}", later(1)).await.unwrap();
    assert_eq!(
        store.draft("p").await.unwrap(),
        Some(("{\"a\":2}".to_owned(), later(1))),
        "the newest"
    );
    store.set_setting("k", "1", now()).await.unwrap();
    assert_eq!(store.setting("k").await.unwrap().as_deref(), Some("1"), "stored");
    store.confirm("o", "email", "a@example.org", now()).await.unwrap();
    let at = |value| store.confirmed_at("o", "email", value);
    assert_eq!(at("a@example.org").await.unwrap(), Some(now()), "confirmed");
    assert_eq!(
        at("b@example.org").await.unwrap(),
        None,
        "another address has to be looked at anew"
    );
}

#[tokio::test]
async fn a_late_250_clears_the_doubt_that_another_process_wrote() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let claim = claim(&store, "practice", "asleep", later(60), now()).await.unwrap();
    fence(&store, &claim, "asleep", later(60), now()).await;
    store.recover("asleep", true, later(61)).await.unwrap();
    let late = outcome(Event::Deferred, "no");
    let refused = finish(&store, &claim, "asleep", late, later(62)).await;
    assert!(!refused, "only proof of acceptance counts after the lease was taken");
    let receipt = outcome(Event::Accepted, "ok").attempt.unwrap();
    let sent = store.late_receipt(&claim, &receipt, later(63)).await.unwrap();
    assert!(sent, "the server took this very claim");
    assert_eq!(store.letter(claim.id).await.unwrap().state, State::Sent, "proved");
}

#[tokio::test]
async fn a_person_cannot_decide_about_a_letter_on_the_wire() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let claim = claim(&store, "practice", "me", later(60), now()).await.unwrap();
    fence(&store, &claim, "me", later(60), now()).await;
    let error =
        store.decide(claim.id, Event::Accepted, &[State::InDoubt], now()).await.unwrap_err();
    assert_eq!(error.illegal().unwrap().state, State::Sending, "only the server knows");
    let refused = finish(&store, &claim, "me", outcome(Event::Refused, "550 no"), now()).await;
    assert!(refused, "and its answer is kept");
    assert_eq!(store.letter(claim.id).await.unwrap().state, State::Refused, "as it was");
}

#[tokio::test]
async fn a_dropped_doubt_still_stands_in_the_way_of_the_same_letter() {
    let (_folder, store) = home().await;
    let ids = store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let claim = claim(&store, "practice", "dead", later(60), now()).await.unwrap();
    fence(&store, &claim, "dead", later(60), now()).await;
    store.recover("dead", true, later(1)).await.unwrap();
    store.decide(ids[0], Event::Cancel, &[State::InDoubt], later(2)).await.unwrap();
    let again = Frozen { message_id: "other@example.org".to_owned(), ..letter("a", "1") };
    let error = store.enqueue(&[again], later(3)).await.unwrap_err();
    assert_eq!(error.duplicate_of(), Some(ids[0]), "the first one may have arrived");
}

#[tokio::test]
async fn of_a_living_owner_only_what_outlived_its_lease_is_taken() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1"), letter("b", "1")], now()).await.unwrap();
    let stuck = claim(&store, "practice", "alive", later(10), now()).await.unwrap();
    let healthy = claim(&store, "practice", "alive", later(100), now()).await.unwrap();
    let found = store.recover("alive", false, later(50)).await.unwrap();
    assert_eq!(found.released, [stuck.id], "its lease has run out");
    assert!(fence(&store, &healthy, "alive", later(100), later(50)).await, "this one goes on");
}
