//! What the measurements of sending and of the journal share: pinned programs with their times
//! and memory, a sink that counts, homes full of letters, and the peers.
//!
//! Sender and sink are pinned to the same core: with one connection they take turns, and
//! wake-ups between cores would distort the figures several times over.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot be made must say so loudly"
)]

pub mod copies;
pub mod home;
pub mod peer;
pub mod process;
pub mod run;
pub mod server;
pub mod sink;
pub mod tools;

/// The middle value; of an even number of values the upper one of the middle pair.
pub fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
