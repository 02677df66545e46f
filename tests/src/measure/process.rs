//! What the system knows of a running program.

use std::collections::HashMap;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

/// When a process started, in seconds since 1970 (proc(5): starttime is field 22, in ticks).
pub fn started(process: u32) -> f64 {
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
pub fn pss(root: u32) -> f64 {
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
    parents.keys().filter(|process| below(process)).map(|process| pss_alone(*process)).sum()
}

/// The proportional set size of one process, in MiB; 0 when it is gone.
pub fn pss_alone(process: u32) -> f64 {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
