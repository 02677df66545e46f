//! What cannot be written down is not sent: the database fails exactly at the fence (W2) or
//! exactly at the outcome (W3).
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a broken test may panic"
)]

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rstest::rstest;
use sqlx::SqlitePool;
use unforgotten_core::state::State;
use unforgotten_tests::batch::{self, accepted, all, nothing_lost_and_nothing_twice};
use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};
use unforgotten_tests::home::{Ran, TestHome, finish, program};

const LETTERS: usize = 5;
const PATIENCE: Duration = Duration::from_secs(45);

/// Where the database fails.
#[derive(Debug, Clone, Copy, PartialEq)]
enum At {
    /// W2: the server has said 354, and must not see a body.
    Fence,
    /// W3: the server has the letter.
    Outcome,
}

/// A server that gives us time to break something before it answers.
fn server(at: At) -> FakeSmtp {
    let pause = Act::Wait(Duration::from_millis(800));
    let script = match at {
        At::Fence => Script::new().nth(Step::Data, 1, [pause, Act::say("354 go on")]),
        At::Outcome => Script::new().nth(Step::Dot, 1, [pause, Act::say("250 2.0.0 taken")]),
    };
    FakeSmtp::start(script)
}

fn step(at: At) -> Step {
    if at == At::Fence { Step::Data } else { Step::Dot }
}

async fn home(fake: &FakeSmtp) -> TestHome {
    let home = TestHome::with_account(&fake.url());
    let store = batch::store(&home).await;
    batch::queue(&store, 0..LETTERS).await;
    store.close().await;
    home
}

/// The database under the program's feet.
async fn database(home: &TestHome) -> SqlitePool {
    let file = home.path().join("letters.db");
    SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap()
}

fn worker(home: &TestHome) -> Child {
    let mut command = home.command();
    command.args(["outbox", "run", "--until-empty"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn reaches(fake: &FakeSmtp, step: Step) {
    let begun = Instant::now();
    while fake.count(step) == 0 {
        assert!(begun.elapsed() < PATIENCE, "the worker never came to {step:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn ends(child: &mut Child) -> Option<i32> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    panic!("a worker whose database fails must stop, not wait");
}

/// Nothing more was sent than what was on its way, and the next worker sends the rest.
async fn after(at: At, home: &TestHome, fake: &FakeSmtp) {
    let before = fake.letters().len();
    assert_eq!(before, usize::from(at == At::Outcome), "nothing is sent unrecorded");
    if at == At::Fence {
        assert_eq!(fake.bodies().concat(), b"", "not a byte of a body without its fence");
    }
    let ran = home.run(&["outbox", "run", "--until-empty"]);
    assert_eq!(ran.code, Some(if at == At::Fence { 0 } else { 3 }), "the rest goes:\n{ran}");
    let store = batch::store(home).await;
    let letters = all(&store).await;
    nothing_lost_and_nothing_twice(&letters, &accepted(fake));
    let doubt = letters.iter().filter(|letter| letter.state == State::InDoubt).count();
    assert_eq!(doubt, usize::from(at == At::Outcome), "a lost outcome is said to be one");
    assert_eq!(fake.letters().len(), LETTERS, "each letter arrived once");
}

#[rstest]
#[case(At::Fence)]
#[case(At::Outcome)]
#[tokio::test]
async fn a_database_that_another_program_holds_stops_all_sending(#[case] at: At) {
    let fake = server(at);
    let home = home(&fake).await;
    let pool = database(&home).await;
    let mut child = worker(&home);
    reaches(&fake, step(at));
    let mut lock = pool.acquire().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *lock).await.unwrap();
    let code = tokio::task::spawn_blocking(move || ends(&mut child)).await.unwrap();
    assert_eq!(code, Some(4), "the home is in use in a way that cannot be shared");
    sqlx::query("ROLLBACK").execute(&mut *lock).await.unwrap();
    after(at, &home, &fake).await;
}

#[rstest]
#[case(At::Fence)]
#[case(At::Outcome)]
#[tokio::test]
async fn a_database_that_refuses_to_write_stops_all_sending(#[case] at: At) {
    let fake = server(at);
    let home = home(&fake).await;
    let pool = database(&home).await;
    let mut child = worker(&home);
    reaches(&fake, step(at));
    let state = if at == At::Fence { "new.state" } else { "old.state" };
    let broken = format!(
        "CREATE TRIGGER broken BEFORE UPDATE OF state ON letter WHEN {state} = 'sending'
         BEGIN SELECT RAISE (FAIL, 'a broken disk'); END"
    );
    sqlx::query(sqlx::AssertSqlSafe(broken)).execute(&pool).await.unwrap();
    let code = ends(&mut child);
    assert_eq!(code, Some(1), "it failed and says so");
    sqlx::query("DROP TRIGGER broken").execute(&pool).await.unwrap();
    after(at, &home, &fake).await;
}

#[rstest]
#[case(At::Fence)]
#[case(At::Outcome)]
#[tokio::test]
async fn a_disk_that_is_full_in_the_middle_stops_all_sending(#[case] at: At) {
    let fake = server(at);
    let home = home(&fake).await;
    let disk = home.path().join("disk");
    std::fs::create_dir_all(&disk).unwrap();
    let (full, done) = (home.path().join("fill"), home.path().join("done"));
    let script = r#"
        mount -t tmpfs -o size=3m tmpfs "$2"
        mkdir "$2/home"; cp "$2"/../letters.db* "$2/home/"
        "$1" --home "$2/home" outbox run --until-empty & worker=$!
        until [ -e "$2/../fill" ]; do sleep 0.01; done
        cat /dev/zero >"$2/filler" 2>/dev/null || true
        code=0; wait $worker || code=$?
        rm "$2/filler"; cp "$2"/home/letters.db* "$2/../"
        echo "$code" >"$2/../done"
    "#;
    let mut command = Command::new("unshare");
    let root = std::fs::read_to_string("/proc/self/status").unwrap().contains("\nUid:\t0\t");
    command.args(if root { &["--mount"][..] } else { &["--map-root-user", "--mount"] });
    command.args(["bash", "-euc", script, "bash"]).arg(program("unforgotten")).arg(&disk);
    let ran = tokio::task::spawn_blocking(move || finish(command, ""));
    reaches(&fake, step(at));
    std::fs::write(full, "").unwrap();
    let ran: Ran = ran.await.unwrap();
    ran.succeeds();
    let code = std::fs::read_to_string(done).unwrap();
    assert_eq!(code.trim(), "1", "a full disk is told:\n{ran}");
    assert!(ran.stderr.contains("disk"), "in words:\n{ran}");
    after(at, &home, &fake).await;
}
