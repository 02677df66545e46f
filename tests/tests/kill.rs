//! The program is killed again and again, at moments that nobody chose: what the server
//! counted and what the database says must fit together.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken test may panic")]

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use unforgotten_core::state::State;
use unforgotten_store::Store;
use unforgotten_tests::batch::{self, accepted, all, nothing_lost_and_nothing_twice};
use unforgotten_tests::chance::Chance;
use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};
use unforgotten_tests::home::TestHome;

/// No process of these stories works longer before something happens.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is asked of a soak, or of a test.
fn rounds(usual: usize, soak: usize) -> usize {
    if std::env::var_os("UNFORGOTTEN_SOAK").is_some() { soak } else { usual }
}

fn worker(home: &TestHome, connections: usize) -> Child {
    let mut command = home.command();
    command.args(["outbox", "run", "--until-empty", "--connections", &connections.to_string()]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Waits until the server has taken `more` letters, then a moment longer, and kills.
fn kill_after(child: &mut Child, fake: &FakeSmtp, more: usize, moment: Duration) -> bool {
    let (begun, aim) = (Instant::now(), fake.count(Step::Dot) + more);
    while fake.count(Step::Dot) < aim {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        assert!(begun.elapsed() < PATIENCE, "the worker sends nothing");
        std::thread::sleep(Duration::from_micros(300));
    }
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

async fn in_doubt(store: &Store) -> usize {
    let counts = store.counts().await.unwrap();
    let of = |state| usize::try_from(counts.get(&state).copied().unwrap_or(0)).unwrap();
    // What the killed process left on the wire is in doubt once the next one looks.
    of(State::InDoubt) + of(State::Sending)
}

async fn waiting(store: &Store) -> usize {
    let waiting = store.waiting().await.unwrap();
    waiting.iter().map(|row| usize::try_from(row.letters).unwrap()).sum()
}

/// A server that takes a moment for its receipt, so that kills fall on both sides of it.
fn slow_receipts() -> Script {
    Script::new().on(Step::Dot, [Act::Wait(Duration::from_millis(2)), Act::say("250 2.0.0 taken")])
}

/// Kills until enough kills and letters are done; returns how many of each.
async fn story(script: Script, kills: usize, letters: usize, connections: usize, workers: usize) {
    let fake = FakeSmtp::start(script);
    let home = TestHome::with_account(&fake.url());
    let store = batch::store(&home).await;
    let mut chance = Chance::new();
    let (mut queued, mut killed, mut sent_before) = (0, 0, 0);
    while killed < kills || queued < letters {
        if waiting(&store).await < 200 {
            batch::queue(&store, queued..queued + 500).await;
            queued += 500;
        }
        let doubt = in_doubt(&store).await;
        let mut processes: Vec<Child> = (0..workers).map(|_| worker(&home, connections)).collect();
        let more = 1 + chance.below(2 * letters / kills);
        let moment = Duration::from_micros(chance.below(4_000) as u64);
        let (last, others) = processes.split_last_mut().unwrap();
        if kill_after(last, &fake, more, moment) {
            killed += 1;
        }
        for other in others {
            other.kill().unwrap();
            other.wait().unwrap();
        }
        let now = in_doubt(&store).await;
        let may = connections * workers;
        assert!(now <= doubt + may, "{chance}: {doubt} in doubt before, {now} after one kill");
        assert!(fake.letters().len() >= sent_before, "{chance}: a server forgets nothing");
        sent_before = fake.letters().len();
    }
    // The last one is not disturbed.
    let ran = home.run(&["outbox", "run", "--until-empty", "--connections", "4", "--json"]);
    assert!(matches!(ran.code, Some(0 | 3)), "{chance}: it ends by itself:\n{ran}");
    let letters = all(&store).await;
    nothing_lost_and_nothing_twice(&letters, &accepted(&fake));
    let of = |state| letters.iter().filter(|letter| letter.state == state).count();
    let doubt = of(State::InDoubt);
    assert_eq!(of(State::Sent) + doubt, queued, "{chance}: every letter came to an end");
    assert!(doubt <= killed * connections * workers, "{chance}: {doubt} in doubt, {killed} kills");
    assert!(doubt > 0, "{chance}: {killed} kills and none on the wire: nothing was tested");
}

#[tokio::test]
async fn two_hundred_kills_lose_no_letter_and_send_none_twice() {
    let (kills, letters) = (rounds(200, 2_000), rounds(5_000, 50_000));
    story(slow_receipts(), kills, letters, 4, 1).await;
}

#[tokio::test]
async fn two_processes_on_one_home_are_killed_and_never_take_the_same_letter() {
    story(slow_receipts(), rounds(25, 500), rounds(1_000, 20_000), 2, 2).await;
}

#[tokio::test]
async fn a_kill_while_the_database_is_migrated_leaves_a_home_that_opens() {
    let old = tempfile::tempdir().unwrap();
    let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/store/migrations/sqlite");
    for name in ["0001_desk.sql", "0002_letter.sql"] {
        let from = std::path::Path::new(migrations).join(name);
        std::fs::copy(from, old.path().join(name)).unwrap();
    }
    let mut chance = Chance::new();
    for _ in 0..rounds(25, 300) {
        let home = TestHome::new();
        let file = home.path().join("letters.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
        let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
        sqlx::migrate::Migrator::new(old.path()).await.unwrap().run(&pool).await.unwrap();
        sqlx::query(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
             INSERT INTO letter (state, campaign, signer, person, office, occasion, template,
               language, account, subject, sender, recipient, message_id, queued_at, updated_at,
               not_before)
             SELECT CASE i % 3 WHEN 0 THEN 'sent' WHEN 1 THEN 'refused' ELSE 'queued' END,
               'single', 's' || i, 'p', 'o', 'd', 't', 'en', 'fake', 'x', 'a@example.org',
               'b@example.org', i || '@example.org', 1, 1, 1 FROM n",
        )
        .execute(&pool)
        .await
        .unwrap();
        sqlx::query(
            "INSERT INTO account (name, url, from_name, from_address, created_at, hold)
             VALUES ('fake', 'smtps://mail.example.org', '', 'a@example.org', 1, '535 no')",
        )
        .execute(&pool)
        .await
        .unwrap();
        pool.close().await;
        let mut command = home.command();
        command.args(["outbox", "list"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_micros(chance.below(60_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let ran = home.run(&["outbox", "status", "--json"]);
        ran.succeeds();
        let status = ran.json();
        assert_eq!(status["counts"]["total"], 500, "{chance}: every letter is there");
        assert_eq!(status["counts"]["queued"], 167, "{chance}: in its state");
        assert_eq!(status["holds"][0]["why"], "535 no", "{chance}: and the account's hold");
    }
}
