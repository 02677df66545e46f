//! Letters a second, ours beside those of other programs, in one run: the senders take turns,
//! each round has all of them, and every sender has the same kind of letter, the same server
//! and the same core.
//!
//! Ours keeps its journal (SQLite, `synchronous=FULL`, one fence a letter) and sends letters
//! that were rendered before, as it always does; the peers keep none and render while they
//! send, except smtp-source, which renders nothing. Every run is checked: a letter that did not
//! reach the sink, or reached it twice, ends the measurement.
//!
//! `QUICK=1` makes it short; `ONLY="far 1 16"` keeps some ways and numbers of connections.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench that cannot start must say so, and prints its figures"
)]

mod check;
mod plan;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use plan::{Care, Case, Way};
use table::Figures;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use unforgotten_tests::home::TestHome;
use unforgotten_tests::measure::home;
use unforgotten_tests::measure::peer::{Load, Peer};
use unforgotten_tests::measure::run::fence_seconds;
use unforgotten_tests::measure::server::Server;
use unforgotten_tests::measure::sink::Sink;
use unforgotten_tests::measure::tools::Tools;
use unforgotten_tests::servers::{self, Postfix, Settings};
use unforgotten_tests::slow_line::SlowLine;

/// Half of the 50 ms between a question and its answer.
const ONE_WAY: Duration = Duration::from_millis(25);

fn main() {
    // `cargo test` runs benches too, with this flag; there is nothing to test here.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let quick = std::env::var("QUICK").is_ok_and(|value| !value.is_empty() && value != "0");
    let care = if quick { Care::Quick } else { Care::Full };
    let mut cases = care.cases();
    plan::keep_only(&mut cases, &std::env::var("ONLY").unwrap_or_default());
    if servers::skipped() {
        println!("without Postfix, as UNFORGOTTEN_SKIP_SERVERS asks");
        cases.retain(|case| case.way != Way::Real);
    }
    let mut bench = Bench::new(&cases);
    check::every_letter_arrives(&bench.tools, bench.folder.path());
    println!(
        "{} bytes of text in a letter; a durable write of 4 KiB takes {:.2} ms here (median of 200)",
        home::text_size(),
        fence_seconds(bench.folder.path()) * 1e3
    );
    let mut figures = Figures::default();
    for case in &cases {
        for round in 1..=care.rounds() {
            for (peer, letters) in &case.senders {
                let rate = bench.measure(case, *peer, *letters);
                let (way, n, rounds) = (case.way.name(), case.connections, care.rounds());
                eprintln!(
                    "{way}, {n} connections, round {round} of {rounds}: {peer:<12}{rate:9.1}/s"
                );
                figures.add(case, *peer, rate);
            }
        }
    }
    figures.print();
}

struct Bench {
    tools: Tools,
    runtime: Runtime,
    folder: TempDir,
    signers: PathBuf,
    /// Homes by the number of letters in their queue; each run gets a copy.
    homes: BTreeMap<usize, TestHome>,
}

impl Bench {
    fn new(cases: &[Case]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let signers = folder.path().join("signers.csv");
        let most = cases.iter().flat_map(|case| &case.senders).map(|(_, letters)| *letters).max();
        home::write_signers(&signers, most.unwrap_or(0));
        Self {
            tools: Tools::find(),
            runtime: Runtime::new().expect("a runtime"),
            folder,
            signers,
            homes: BTreeMap::new(),
        }
    }

    /// Letters a second of one run.
    fn measure(&mut self, case: &Case, peer: Peer, letters: usize) -> f64 {
        let folder = self.folder.path().to_owned();
        let end = End::open(case.way, self, &folder);
        let server = end.server();
        let home = self.home(peer, letters, &server, &folder);
        let (connections, signers) = (case.connections, self.signers.as_path());
        let load = Load { server: &server, letters, connections, signers };
        let seconds = peer.send(&self.tools, load, &home, &folder);
        assert_eq!(end.letters(letters), letters, "{peer}: each letter came, and came once");
        letters as f64 / seconds
    }

    fn home(&mut self, peer: Peer, letters: usize, server: &Server, folder: &Path) -> PathBuf {
        if peer != Peer::Unforgotten {
            return folder.to_owned();
        }
        let full = self.homes.entry(letters).or_insert_with(|| home::fill(letters, folder).0);
        home::copy(full.path(), server, folder)
    }
}

/// Where the letters of one run arrive: new for each, so that no run finds traces of another.
enum End {
    Near(Sink),
    Far(Sink, SlowLine),
    Real(Box<Postfix>),
}

impl End {
    fn open(way: Way, bench: &Bench, folder: &Path) -> Self {
        let sink = || Sink::start(&bench.tools, folder, None);
        match way {
            Way::Near => Self::Near(sink()),
            Way::Far => {
                let sink = sink();
                let line = bench.runtime.block_on(SlowLine::lay(sink.address(), ONE_WAY));
                Self::Far(sink, line.expect("a line"))
            }
            Way::Real => Self::Real(Box::new(Postfix::start(&Settings::default()))),
        }
    }

    fn server(&self) -> Server {
        match self {
            Self::Near(sink) => Server::open(sink.address()),
            Self::Far(_, line) => Server::open(line.address()),
            Self::Real(postfix) => Server::with_login(postfix.tls_url(), postfix.ca()),
        }
    }

    /// How many letters arrived.
    fn letters(&self, expected: usize) -> usize {
        match self {
            Self::Near(sink) | Self::Far(sink, _) => sink.letters(expected),
            Self::Real(postfix) => postfix.count(),
        }
    }
}
