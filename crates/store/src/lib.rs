//! What must not be lost: letters, attempts, leases and the change log.
//!
//! SQLite with WAL and `synchronous=FULL`: when a write has returned, a power cut does not
//! take it back. Each step of a letter is a conditional update that must change exactly one
//! row; the rules of the steps are those of [`unforgotten_core::state`].
//!
//! **What is absent, and must stay absent:** SMTP, templates, the clock (`now` is an
//! argument), secrets.

mod error;
mod letters;
mod open;
mod step;
mod table;

pub use error::StoreError;
pub use letters::{Counts, Filter, LetterRow, Page, Story};
pub use open::Store;
pub use step::{Claimed, Doubted, Frozen, Outcome};
pub use table::account::AccountRow;
pub use table::attempt::AttemptRow;
