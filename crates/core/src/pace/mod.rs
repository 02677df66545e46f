//! How fast letters leave, and when they are tried again. Pure functions of `now`; chance is
//! an argument.
//!
//! Three things slow a letter down, each with its own shape:
//! - [`limit`]: rolling windows that must never be exceeded, since a provider counts them too;
//! - [`even`]: the gap between two letters of a campaign, so that they do not come in heaps;
//! - [`hours`]: the times at which an office should be written to.
//!
//! [`retry`] says when a letter comes back, [`eta`] when the last one will have left.

pub mod eta;
pub mod even;
pub mod hours;
pub mod limit;
pub mod retry;
