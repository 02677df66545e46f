//! The programs as a whole: how long the terminal takes for a list, how long the window takes
//! from the start of its process to its first screen, and how much memory it holds then.
//! Medians of several starts.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot start must say so, and prints its figures"
)]

use std::collections::HashMap;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use unforgotten_tests::home::TestHome;
use unforgotten_tests::window::Window;

const LISTS: usize = 50;
const WINDOWS: usize = 5;

fn main() {
    // `cargo test` runs benches too, with this flag; there is nothing to test here.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let list = median((0..LISTS).map(|_| people_list()));
    println!(
        "unforgotten people list, process start to end: {:.1} ms (median of {LISTS})",
        list * 1e3
    );
    if std::env::var_os("DISPLAY").is_none() {
        println!("no display: the window is not measured");
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let windows: Vec<(f64, f64)> = (0..WINDOWS).map(|_| runtime.block_on(window())).collect();
    let first = median(windows.iter().map(|(first, _)| *first));
    let memory = median(windows.iter().map(|(_, memory)| *memory));
    println!("window, process start to first screen: {first:.2} s (median of {WINDOWS})");
    println!("window, PSS of all its processes: {memory:.0} MiB (median of {WINDOWS})");
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
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
async fn window() -> (f64, f64) {
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

/// When a process started, in seconds since 1970 (proc(5): starttime is field 22, in ticks).
fn started(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("stat");
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks: f64 = after.split_whitespace().nth(19).and_then(|t| t.parse().ok()).expect("ticks");
    let uptime = fs::read_to_string("/proc/uptime").expect("uptime");
    let uptime: f64 =
        uptime.split_whitespace().next().and_then(|t| t.parse().ok()).expect("uptime");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs_f64();
    // Linux reports ticks of 1/100 s to programs on every architecture that runs this.
    now - uptime + ticks / 100.0
}

/// The proportional set size of a process and all below it, in MiB.
fn pss(root: u32) -> f64 {
    let parents: HashMap<u32, u32> = fs::read_dir("/proc")
        .expect("/proc")
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter_map(|process| {
            let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
            let (_, after) = stat.rsplit_once(')')?;
            Some((process, after.split_whitespace().nth(1)?.parse().ok()?))
        })
        .collect();
    let below = |process: &u32| {
        let mut at = *process;
        while at != root {
            match parents.get(&at) {
                Some(parent) => at = *parent,
                None => return false,
            }
        }
        true
    };
    let kib: f64 = parents
        .keys()
        .filter(|process| below(process))
        .filter_map(|process| fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok())
        .filter_map(|rollup| {
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            line.split_whitespace().next()?.parse::<f64>().ok()
        })
        .sum();
    kib / 1024.0
}
