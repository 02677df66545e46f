//! The cost of a claim (W1) does not grow with the letters that were sent before.

use std::path::Path;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use unforgotten_core::pace::limit::Limits;
use unforgotten_store::{Claiming, Store};
use unforgotten_tests::measure::{copies, home};

use crate::{judged, median};

/// Letters sent before, in the two databases.
const FEW: usize = 10_000;
const MANY: usize = 1_000_000;
/// Claims in a round, and rounds; the databases take turns.
const CLAIMS: usize = 1_000;
const ROUNDS: usize = 7;
/// The larger database may cost so many times as much.
const TIMES: f64 = 1.2;

/// Measures on the disk, where each claim is made durable, and without a disk, where the work
/// of the claim itself shows.
pub fn measure(part: usize) {
    let memory = Path::new("/dev/shm");
    let places = [("on the disk", std::env::temp_dir()), ("without a disk", memory.to_owned())];
    let (few, many) = (FEW / part, MANY / part);
    for (name, place) in places {
        let Ok(folder) = tempfile::tempdir_in(&place) else {
            println!("claims {name}: {} cannot be used", place.display());
            continue;
        };
        let (full, _) = home::fill(1, folder.path());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let (small, large) =
            runtime.expect("a runtime").block_on(both(full.path(), folder.path(), few, many));
        let times = large / small;
        println!(
            "a claim {name}: {:.0} µs beside {few} sent letters, {:.0} µs beside {many}: {times:.2} × ({})",
            small * 1e6,
            large * 1e6,
            judged(times <= TIMES, format_args!("≤ {TIMES} ×")),
        );
    }
}

/// Seconds of a claim in the small and in the large database, medians of the rounds' means.
async fn both(home: &Path, folder: &Path, few: usize, many: usize) -> (f64, f64) {
    let small = database(home, &folder.join("small.db"), few).await;
    let large = database(home, &folder.join("large.db"), many).await;
    let (mut smalls, mut larges) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        smalls.push(round(&small).await);
        larges.push(round(&large).await);
    }
    small.close().await;
    large.close().await;
    (median(&smalls), median(&larges))
}

/// A database with `sent` letters that were sent and enough that wait behind them, all copies
/// of the one letter in `home`. Their texts are short, so that a million fits into memory.
async fn database(home: &Path, file: &Path, sent: usize) -> Store {
    std::fs::copy(home.join("letters.db"), file).expect("a copy of the database");
    copies::change(file, "UPDATE letter_content SET bytes = x'0d0a', text = ''").await;
    copies::multiply(file, "sent", sent).await;
    copies::multiply(file, "queued", CLAIMS * ROUNDS + 10).await;
    Store::open(file).await.expect("the filled database")
}

/// Seconds of one claim, mean of a round.
async fn round(store: &Store) -> f64 {
    let now = Timestamp::now();
    let until = now + SignedDuration::from_hours(1);
    let begun = Instant::now();
    for _ in 0..CLAIMS {
        let wish = Claiming {
            account: "bench",
            owner: "me",
            want: 1,
            limits: Limits { hour: Some(1_000_000), ..Limits::default() },
            caps: Limits::default(),
            per_office: None,
            lease_until: until,
        };
        let claims = store.claim(wish, now).await.expect("a claim");
        assert_eq!(claims.letters.len(), 1, "a letter waits for each claim");
    }
    begun.elapsed().as_secs_f64() / CLAIMS as f64
}
