//! The programs as a whole: how long the terminal takes for a list, how long the window takes
//! from the start of its process to its first screen, how much memory it holds then, how fast
//! its screens open and how much work a key is. Medians of several starts.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot start must say so, and prints its figures"
)]

mod window;

use std::process::Stdio;
use std::time::{Duration, Instant};

use unforgotten_tests::home::TestHome;
use unforgotten_tests::measure::median;
use unforgotten_tests::measure::process::{pss, started};
use unforgotten_tests::window::Window;

const LISTS: usize = 50;
const WINDOWS: usize = 5;

fn main() {
    // `cargo test` runs benches too, with this flag; there is nothing to test here.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let list = median(&(0..LISTS).map(|_| people_list()).collect::<Vec<_>>());
    println!(
        "unforgotten people list, process start to end: {:.1} ms (median of {LISTS})",
        list * 1e3
    );
    if std::env::var_os("DISPLAY").is_none() {
        println!("no display: the window is not measured");
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let windows: Vec<(f64, f64)> = (0..WINDOWS).map(|_| runtime.block_on(first_screen())).collect();
    let first = median(&windows.iter().map(|(first, _)| *first).collect::<Vec<_>>());
    let memory = median(&windows.iter().map(|(_, memory)| *memory).collect::<Vec<_>>());
    println!("window, process start to first screen: {first:.2} s (median of {WINDOWS})");
    println!("window, PSS of all its processes: {memory:.0} MiB (median of {WINDOWS})");
    runtime.block_on(window::screens_and_keys());
}

fn people_list() -> f64 {
    let home = TestHome::new();
    let mut command = home.command();
    command.args(["people", "list"]).stdout(Stdio::null());
    let begun = Instant::now();
    let status = command.status().expect("the terminal");
    let took = begun.elapsed().as_secs_f64();
    assert!(status.success(), "people list failed");
    took
}

/// Seconds to the first screen, and MiB.
async fn first_screen() -> (f64, f64) {
    let home = TestHome::with_profile();
    let window = Window::open(&home, "bench").await;
    window.find("lang-en").await;
    // The page marks its first screen after the frame that shows it.
    let script = "const [mark] = performance.getEntriesByName('first-screen'); \
                  return mark ? performance.timeOrigin + mark.startTime : null";
    let mut shown = None;
    while shown.is_none() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        shown = window.run(script, Vec::new()).await.as_f64();
    }
    let shown = shown.unwrap_or(f64::NAN) / 1e3;
    let process = window.process().expect("the window's process");
    let begun = started(process);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let memory = pss(process);
    window.close().await;
    (shown - begun, memory)
}
