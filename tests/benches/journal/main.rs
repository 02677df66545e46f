//! What the journal costs: queueing 100,000 letters (W0), claiming a letter beside few and
//! beside many that were sent before, and the memory of the terminal in a campaign of 100,000.
//!
//! `QUICK=1` takes a tenth of each.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot start must say so, and prints its figures"
)]

mod claims;

use unforgotten_tests::measure::run::run;
use unforgotten_tests::measure::server::Server;
use unforgotten_tests::measure::sink::Sink;
use unforgotten_tests::measure::tools::Tools;
use unforgotten_tests::measure::{home, median};

/// Letters of the campaign.
const CAMPAIGN: usize = 100_000;
/// Seconds that queueing them may take.
const W0_SECONDS: f64 = 20.0;
/// MiB that the terminal may hold while it queues and sends them.
const MEMORY_MIB: f64 = 80.0;

fn main() {
    // `cargo test` runs benches too, with this flag; there is nothing to test here.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let quick = std::env::var("QUICK").is_ok_and(|value| !value.is_empty() && value != "0");
    let part = if quick { 10 } else { 1 };
    claims::measure(part);
    campaign(CAMPAIGN / part);
}

/// One campaign from its file of signers to the last letter at the sink.
fn campaign(letters: usize) {
    let tools = Tools::find();
    let folder = tempfile::tempdir().expect("a folder");
    let (full, queued) = home::fill(letters, folder.path());
    let seconds = queued.seconds;
    println!(
        "W0 of {letters} letters, `campaign new` and `start`: {seconds:.1} s ({}); memory {:.0} MiB ({})",
        judged(seconds < W0_SECONDS, format_args!("< {W0_SECONDS} s")),
        queued.peak_mib,
        judged(queued.peak_mib < MEMORY_MIB, format_args!("< {MEMORY_MIB} MiB")),
    );
    let sink = Sink::start(&tools, folder.path(), None);
    let sending = home::copy(full.path(), &Server::open(sink.address()), folder.path());
    drop(full);
    let ran = run(home::worker(&sending, 16), folder.path());
    assert_eq!(sink.letters(letters), letters, "each letter came, and came once");
    println!(
        "sending {letters} letters over 16 connections: {:.0} letters a second; memory of the terminal {:.0} MiB ({})",
        letters as f64 / ran.seconds,
        ran.peak_mib,
        judged(ran.peak_mib < MEMORY_MIB, format_args!("< {MEMORY_MIB} MiB")),
    );
}

/// `goal < 20 s: met`.
fn judged(met: bool, goal: std::fmt::Arguments<'_>) -> String {
    format!("goal {goal}: {}", if met { "met" } else { "missed" })
}
