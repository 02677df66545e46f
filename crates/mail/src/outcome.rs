//! What became of a letter, and whose problem a failure is.
//!
//! SMTP codes alone do not say what to do next: `550` after RCPT is about one office, after
//! AUTH about the whole account. So a failure keeps its [`Phase`] from the moment it happens,
//! and [`classify`] looks at the phase first, then at the words that providers are known to use, then at the
//! enhanced code (RFC 3463), and at the basic code last.

mod class;
mod failure;
mod phase;
mod text;

pub use class::{Class, classify};
pub use failure::Failure;
pub(crate) use failure::Kind;
pub use phase::Phase;
