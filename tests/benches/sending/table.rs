//! The figures as a table in Markdown: medians, the range, ours as a multiple, the goal.

use std::collections::BTreeMap;

use unforgotten_tests::measure::median;
use unforgotten_tests::measure::peer::Peer;

use crate::plan::{Case, GOALS, Way};

/// Letters a second of each run.
#[derive(Debug, Default)]
pub struct Figures(BTreeMap<(Way, usize, Peer), Vec<f64>>);

impl Figures {
    /// Adds a run.
    pub fn add(&mut self, case: &Case, peer: Peer, rate: f64) {
        self.0.entry((case.way, case.connections, peer)).or_default().push(rate);
    }

    fn median(&self, way: Way, connections: usize, peer: Peer) -> Option<f64> {
        self.0.get(&(way, connections, peer)).map(|rates| median(rates))
    }

    /// Prints everything.
    pub fn print(&self) {
        println!(
            "| to | connections | sender | letters a second (median) | from – to | ours is | goal | |"
        );
        println!("|---|--:|---|--:|--:|--:|--:|---|");
        for ((way, connections, peer), rates) in &self.0 {
            let rate = median(rates);
            let least = rates.iter().copied().fold(f64::INFINITY, f64::min);
            let most = rates.iter().copied().fold(0.0, f64::max);
            let ours = self.median(*way, *connections, Peer::Unforgotten);
            let times = match ours {
                Some(ours) if *peer != Peer::Unforgotten => ours / rate,
                _ => f64::NAN,
            };
            let (shown, goal, met) = against(*way, *connections, *peer, times);
            println!(
                "| {} | {connections} | {peer} | {} | {} – {} | {shown} | {goal} | {met} |",
                way.name(),
                letters(rate),
                letters(least),
                letters(most),
            );
        }
    }
}

fn against(way: Way, connections: usize, peer: Peer, times: f64) -> (String, String, &'static str) {
    if times.is_nan() {
        return (String::new(), String::new(), "");
    }
    let goal = GOALS
        .iter()
        .find(|goal| (goal.way, goal.connections, goal.peer) == (way, connections, peer));
    let shown = format!("{times:.2} ×");
    match goal {
        None => (shown, String::new(), ""),
        Some(goal) => {
            let met = if times >= goal.times { "met" } else { "**missed**" };
            (shown, format!("≥ {} ×", goal.times), met)
        }
    }
}

/// Three figures are as many as the measurement is good for.
fn letters(rate: f64) -> String {
    if rate < 100.0 { format!("{rate:.1}") } else { format!("{rate:.0}") }
}
