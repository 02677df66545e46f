//! Real mail servers from Debian's packages, each in a folder of its own on loopback ports.
//!
//! What another program says on the wire cannot be invented well, so these stories ask
//! Postfix with Dovecot, Exim, postgrey, smtp-sink and SpamAssassin. `scripts/servers` unpacks
//! them into `target/servers` without installing anything: the mail server of the computer,
//! its users and its `/etc` stay as they are. Each server ends with its test.
//!
//! Postfix and Exim start as root and give their rights away; without root these stories fail
//! and say so. `UNFORGOTTEN_SKIP_SERVERS=1` leaves them out.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a server that cannot start must fail its test loudly"
)]

mod certificates;
mod daemon;
mod dovecot;
mod exim;
mod maildir;
mod place;
mod postfix;
mod postgrey;
mod smtp_sink;
pub mod spamassassin;
mod unpacked;
mod writer;

pub use daemon::processes_of;
pub use exim::Exim;
pub use postfix::{Postfix, Settings};
pub use postgrey::Postgrey;
pub use smtp_sink::SmtpSink;
pub use writer::{ACCOUNT, Writer, last_words, waits};

/// The user of each server, as it stands in an account's URL.
pub const USER: &str = "anna@example.org";
/// The password of [`USER`].
pub const PASSWORD: &str = "correct horse: ü";
/// A second user with a mailbox, whose password nobody knows.
pub const STRANGER: &str = "boris@example.org";

/// Whether somebody asked to leave the real servers out.
pub fn skipped() -> bool {
    std::env::var("UNFORGOTTEN_SKIP_SERVERS").is_ok_and(|value| value == "1")
}
